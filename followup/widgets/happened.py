"""What has happened since the interview: record it, correct it, take it back."""

from __future__ import annotations

import datetime as dt
from html import escape

import ipywidgets as w

from ..application import Event, EventKind
from ..learning import Desk
from ..learning.forms import HAPPENED, in_words_of_the_form, read_event
from ..words import clock, day
from .base import button, card, field, guarded, paragraph, row, words

_DATES = {
    EventKind.PROMISED_DATE: "The date they named",
    EventKind.REPLY_RECEIVED: "A new date they named, if any",
    EventKind.COMPETING_OFFER: "I must answer that offer by",
}
_CHECK_INS = {EventKind.CHECK_IN_SENT, EventKind.FINAL_CHECK_IN_SENT}


def describe(event: Event, zone: dt.tzinfo) -> str:
    """An event in one line."""
    at = event.at.astimezone(zone)
    text = f"{day(at, year=True)}, {clock(at)}: {HAPPENED[event.kind]}"
    if event.to:
        text += f", to {event.to}"
    if event.date:
        text += f", {day(event.date, year=True)}"
    return text + (" (my first choice stays here)" if event.first_choice else "")


class Happened:
    """The form for events, and the list of those that are noted."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self.correcting: Event | None = None
        self.filling = False
        options = [(name, kind) for kind, name in HAPPENED.items()]
        self.kind = field(w.Dropdown(options=options), "What happened", "320px")
        self.day = field(w.DatePicker(), "Day", "170px")
        self.time = field(w.TimePicker(), "Time, if you know it", "160px")
        self.to = field(w.Dropdown(), "To whom", "230px")
        self.date = field(w.DatePicker(), "Date", "260px")
        self.first = w.Checkbox(description="This application is still my first choice", indent=False)
        self.thanks = w.Checkbox(description="It also carried my thanks", indent=False)
        self.note = field(w.Text(), "Note (for an award: which one)", "320px")
        self.status = words()
        self.record = button("Record this", self._record, self.status, look="primary")
        self.list = field(w.Dropdown(), "What is noted so far", "560px")
        self.buttons = row(
            button("Undo: take it back", self._undo, self.status), button("Correct it", self._correct, self.status)
        )
        self.kind.observe(lambda _: self._fit(), "value")
        self.box = w.VBox(
            [
                row(self.kind, self.day, self.time),
                row(self.to, self.date, self.note),
                row(self.first, self.thanks),
                row(self.record),
                self.list,
                self.buttons,
                self.status,
            ]
        )
        desk.listen(self.show)
        self.show()

    @property
    def _zone(self) -> dt.tzinfo:
        rounds = self.desk.application.ordered_rounds
        return rounds[-1].zone if rounds else dt.UTC

    def show(self) -> None:
        """Show what is noted, and today's date for what comes next."""
        desk = self.desk
        people = [
            p.name or p.email for r in desk.application.ordered_rounds for p in r.interviewers if p.name or p.email
        ]
        options = [("nobody by name", ""), *((name, name) for name in dict.fromkeys(people))]
        if self.correcting not in desk.application.events:
            self._correct_no_more()
        if self.correcting is not None and self.correcting.to and self.correcting.to not in people:
            options.append((self.correcting.to, self.correcting.to))
        if tuple(options) != tuple(self.to.options):
            self.to.options = options
        noted = [(describe(event, self._zone), place) for place, event in desk.happened()]
        self.list.options = noted or [("nothing yet", -1)]
        self.list.value = noted[-1][1] if noted else -1
        self.buttons.layout.display = None if noted else "none"
        if self.correcting is None:
            self.day.value = desk.now.astimezone(self._zone).date()
        self._fit()

    def _fit(self) -> None:
        """Show the fields that this kind of event has."""
        kind = self.kind.value
        late = any(s.kind == "thank_you" and s.status == "overdue" for s in self.desk.timeline().steps)
        self.date.description = _DATES.get(kind, "Date")
        for made, shown in (
            (self.to, kind.value.endswith("_sent")),
            (self.date, kind in _DATES),
            (self.first, kind is EventKind.COMPETING_OFFER),
            (self.thanks, kind in _CHECK_INS and late),
        ):
            made.layout.display = None if shown else "none"

    def _events(self) -> list[Event]:
        kind = self.kind.value
        named = (self.to.value or None) if kind.value.endswith("_sent") else None
        events = read_event(
            self.day.value, self.time.value, self.desk.now.astimezone(self._zone), kind,
            date=self.date.value if kind in _DATES else None,
            to=named, note=self.note.value,
            first_choice=self.first.value and kind is EventKind.COMPETING_OFFER,
        )  # fmt: skip
        if kind in _CHECK_INS and self.thanks.value:
            events.append(events[0].model_copy(update={"kind": EventKind.THANK_YOU_SENT}))
        return events

    def _record(self) -> str:
        events = self._events()
        with in_words_of_the_form():
            if self.correcting is not None and self.correcting in self.desk.application.events:
                old, self.correcting = self.correcting, None
                fixed = events.pop(0).model_copy(update={"channel": old.channel})
                self.desk.correct(self.desk.application.events.index(old), fixed)
            if events:
                self.desk.record(*events)
        self._correct_no_more()
        self.time.value, self.day.value = None, self.desk.now.astimezone(self._zone).date()
        self.note.value, self.date.value, self.first.value, self.thanks.value = "", None, False, False
        later = self.desk.application.events and any(e.at > self.desk.now for e in events)
        more = " It lies ahead of today, so the plan sees it when its day has come." if later else ""
        return f'<p class="fu-right">Noted. The plan has been worked out anew.{more}</p>'

    def _correct_no_more(self) -> None:
        self.correcting = None
        self.record.description = "Record this"

    def _undo(self) -> str:
        if self.list.value in (None, -1):
            return paragraph("There is nothing to take back.")
        gone = describe(self.desk.application.events[self.list.value], self._zone)
        self.desk.undo(self.list.value)
        return f'<p class="fu-right">Taken back: {escape(gone)}</p>'

    def _correct(self) -> str:
        if self.list.value in (None, -1):
            return paragraph("There is nothing to correct.")
        event = self.correcting = self.desk.application.events[self.list.value]
        self.show()
        at = event.at.astimezone(self._zone)
        self.kind.value, self.day.value, self.time.value = (
            event.kind,
            at.date(),
            at.time().replace(second=0, microsecond=0),
        )
        self.to.value = event.to if event.to in [value for _, value in self.to.options] else ""
        self.date.value, self.note.value, self.first.value = event.date, event.note, event.first_choice
        self.record.description = "Keep the correction"
        return paragraph("The fields above show it now. Change them, then press “Keep the correction”.")


def events(desk: Desk) -> w.VBox:
    """Record what has happened since the interview; correct it; take it back."""
    happened = Happened(desk)
    place = words()

    def advise() -> None:
        guarded(place, lambda: paragraph(desk.timeline().advice, "fu-next"))

    desk.listen(advise)
    advise()
    return card(happened.box, place, title="What has happened since")
