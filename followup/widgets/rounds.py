"""Several rounds and readers on the screen: drafts side by side, and the tracking sheet that fills as they go out."""

from __future__ import annotations

import datetime as dt
from html import escape

import ipywidgets as w

from ..application import Channel, Event
from ..channel import NAMES
from ..learning import Desk
from ..learning.forms import in_words_of_the_form, read_event
from ..learning.rounds import STAGES, Version, by_reader, by_stage, differences
from ..sheets import to_csv, to_excel
from ..takeaway.tracking import tracking_sheet
from ..timeline.model import round_title
from .base import button, card, download, field, guarded, paragraph, row, table, words
from .happened import describe


def side_by_side(desk: Desk) -> w.VBox:
    """The thank-you notes of one round beside each other, or one note as it would read after other rounds."""
    what = field(w.Dropdown(), "Compare", "420px")
    place = words()

    def fill() -> None:
        rounds = desk.application.ordered_rounds
        met = [(held, n) for n, held in enumerate(rounds) if held.met]
        options = [(f"the notes to everybody: {round_title(held, n + 1, len(rounds))}", f"r{n}") for held, n in met]
        names = dict.fromkeys(p.name for held in rounds for p in held.met if p.name)
        options += [(f"the note to {name} after different rounds", f"p{name}") for name in names]
        chosen = what.value
        if tuple(options) != tuple(what.options):
            what.options = options or [("nobody is noted yet", "")]
            what.value = chosen if chosen in [key for _, key in options] else what.options[0][1]
        guarded(place, show)

    def show() -> str:
        key = what.value or ""
        if not key:
            return paragraph("Note an interview and whom you met; then there is something to compare.")
        app = desk.application
        found = by_reader(app, app.ordered_rounds[int(key[1:])]) if key[0] == "r" else by_stage(app, key[1:], STAGES)
        return (
            paragraph(differences(found), "fu-next")
            + '<div class="fu-columns">'
            + "".join(map(_letter, found))
            + "</div>"
        )

    what.observe(lambda _: guarded(place, show), "value")
    desk.listen(fill)
    fill()
    return card(what, place, title="Side by side")


def _letter(version: Version) -> str:
    """A draft with the sentences marked that no other has."""
    body = escape(version.email.body)
    for sentence in version.own:
        body = body.replace(escape(sentence), f"<mark>{escape(sentence)}</mark>", 1)
    title = f"{version.title[:1].upper()}{version.title[1:]}"
    return (
        f'<section class="fu-letter"><h4>{escape(title)}</h4><p class="fu-soft">{escape(version.why)}</p>'
        f'<p><strong>Subject:</strong> {escape(version.email.subject)}</p><div class="fu-body">{body}</div></section>'
    )


def tracking(desk: Desk) -> w.VBox:
    """The tracking sheet: note that a message went out, see the sheet fill, take it along as CSV or Excel."""
    return _Tracking(desk).box


class _Tracking:
    def __init__(self, desk: Desk):
        self.desk = desk
        self.recorded: list[Event] = []
        self.message = field(w.Dropdown(), "Message that went out", "360px")
        self.way = field(
            w.Dropdown(options=[(NAMES[c][:1].upper() + NAMES[c][1:], c) for c in Channel]), "By which way", "200px"
        )
        self.day = field(w.DatePicker(), "On which day", "180px")
        self.note = field(w.Text(), "About what, in a few words", "360px")
        self.status, self.sheet = words(), words()
        self.message.observe(lambda _: self._suggest(), "value")
        self.box = card(
            row(self.message, self.way, self.day, self.note),
            row(button("It went out", self._record, self.status, look="primary"),
                button("Take the last one back", self._undo, self.status)),
            self.status, self.sheet, title="The tracking sheet",
        )  # fmt: skip
        desk.listen(self.fill)
        self.fill()

    @property
    def _now(self) -> dt.datetime:
        rounds = self.desk.application.ordered_rounds
        return self.desk.now.astimezone(rounds[-1].zone) if rounds else self.desk.now

    def fill(self) -> None:
        """Show what is still to come, and the sheet."""
        self.steps = {step.uid: step for step in self.desk.pending()}
        options = [(step.title, uid) for uid, step in self.steps.items()] or [("nothing is left to send", "")]
        if tuple(options) != tuple(self.message.options):
            self.message.options = options
            self.message.value = options[0][1]
        self.day.value = self._now.date()
        self._suggest()
        guarded(self.sheet, self._show)

    def _suggest(self) -> None:
        step = self.steps.get(self.message.value or "")
        if step:
            self.way.value = self.desk.ways(step.kind, step.to).best.channel

    def _record(self) -> str:
        step = self.steps.get(self.message.value or "")
        if step is None:
            return paragraph("Nothing is left to send, so there is nothing to note.")
        made = read_event(
            self.day.value, None, self._now, f"{step.kind.value}_sent",
            to=step.to, channel=self.way.value, note=self.note.value,
        )  # fmt: skip
        with in_words_of_the_form():
            self.desk.record(*made)
        self.recorded += made
        self.note.value = ""
        return paragraph(f"Noted: {step.title}. The sheet below has its line.", "fu-right")

    def _undo(self) -> str:
        while self.recorded:
            event = self.recorded.pop()
            if event in self.desk.application.events:
                self.desk.undo(self.desk.application.events.index(event))
                return paragraph(f"Taken back: {describe(event, self._now.tzinfo or dt.UTC)}.", "fu-right")
        return paragraph(
            "Nothing was noted here since the notebook was opened. Older events: “What has happened since”."
        )

    def _show(self) -> str:
        desk = self.desk
        mine = [desk.application] if desk.is_story else list(desk.applications().values())
        sheet = tracking_sheet(mine, desk.now, desk.book, desk.holidays)
        if sheet.empty:
            return paragraph("No message stands in the plan yet, so the sheet is empty.")
        rows = sheet.astype(object).values.tolist()
        shown = table("Whom, about what, when, and what comes next", [name.capitalize() for name in sheet], rows)
        return (
            shown
            + download("Download for any spreadsheet", "tracking-sheet.csv", to_csv(sheet), "text/csv")
            + download("Download for Excel", "tracking-sheet.xlsx", to_excel({"Tracking sheet": sheet}), _EXCEL)
        )


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
