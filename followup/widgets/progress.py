"""The progress card: what is done, what comes next, which rules are mastered; days to come back, save, bring back."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from ..errors import InputError
from ..learning import Desk
from ..learning.kept import NAME, bring_back, keep_opened, notebooks, start_over
from ..learning.progress import MASTERED, Progress
from ..markup import Html, chip, meter
from ..words import count, day
from .base import button, card, download, fold, guarded, paragraph, problems, row, table, words
from .questions import anchor

_STATE = {"done": ("good", "✓"), "begun": ("accent", "…"), "to come": ("plain", "–")}


def progress_card(desk: Desk) -> w.VBox:
    """The card alone; every notebook has it inside the bar."""
    return card(*progress_parts(desk), title="Your progress")


def progress_parts(desk: Desk) -> tuple[w.Widget, ...]:
    """A summary in a sentence or two, and a part to open with all the rest."""
    return _Card(desk).parts


class _Card:
    def __init__(self, desk: Desk):
        self.desk = desk
        self.summary, self.detail, self.status = w.HTML(), w.HTML(), words()
        self.upload = w.FileUpload(accept=".json", description="Bring back a saved file", tooltip="")
        self.upload.layout.width = "auto"
        self.upload.observe(lambda _: guarded(self.status, self._bring), "value")
        acts = {"Save my progress": self._save, "Days to come back": self._days, "Begin my progress afresh": self._ask}
        self.sure = row(
            button("Yes, put it away and begin afresh", self._afresh, self.status),
            button("No, keep my progress", lambda: self._settle("Your progress stays as it is."), self.status),
        )
        self.sure.layout.display = "none"
        buttons = row(*(button(label, act, self.status) for label, act in acts.items()), self.upload)
        self.parts = (self.summary, fold("your progress, rule by rule", self.detail, buttons, self.sure, self.status))
        self.failed = ""
        desk.progress()  # a file that cannot be read is told among the desk's notices
        try:
            keep_opened(desk.store, desk.notebook, desk.clock())
        except InputError as error:
            self.failed = "" if str(error) in desk.notices else problems(error)
        desk.follow(self.show)
        self.show()

    def show(self) -> None:
        """Show what is kept now."""
        known = self.desk.progress()
        self.summary.value = self._told(known) + self.failed
        self.detail.value = _lessons(known) + _rules(known)

    def _told(self, known: Progress) -> str:
        here, every = self.desk.notebook, notebooks()
        text = f"<strong>Your progress:</strong> {len(known.done)} of {count(len(every), 'lesson')} done, "
        text += f"{len(known.mastered)} of {len(known.rules)} rules mastered."
        left = known.open_questions(here)
        if left:
            first = left[0].text if len(left[0].text) < 90 else left[0].text[:86] + " …"
            link = f'<a href="#{anchor(left[0].id)}">{escape(first)}</a>'
            text += f" In this notebook {count(len(left), 'question')} to go; next: {link}"
        elif known.next:
            new = ' target="_blank" rel="noopener"'
            text += f' Next: <a href="{known.next}.ipynb"{new}>{known.next}</a> (opens in a tab of its own).'
        else:
            text += " You have been through the whole course."
        return f'{_track(known)}<p class="fu-next">{text}</p>'

    def _save(self) -> str:
        link = download("Save the file", "follow-up-progress.json", self.desk.progress().to_json(), "application/json")
        return paragraph("It holds your answers and what you mastered, and nothing that you wrote.") + link

    def _days(self) -> str:
        known, now = self.desk.progress(), self.desk.clock()
        days = known.return_dates(now, self.desk.book)
        if not days:
            return paragraph("Nothing is left to practise: every rule that you have met so far is mastered.")
        book, lines = self.desk.book, "".join(f"<li>{day(one.day)}: {escape(one.because)}</li>" for one in days)
        titles = [book[rule].title for rule in known.to_practise]
        rules = ", ".join(titles[:8]) + (f" and {len(titles) - 8} more" if len(titles) > 8 else "")
        link = download(
            "Put them into my calendar", "practise-following-up.ics", known.to_ics(now, book), "text/calendar"
        )
        return paragraph(f"To practise: {rules}.") + f"<ul>{lines}</ul>" + link

    def _ask(self) -> str:
        self.sure.layout.display = None
        return paragraph("All answers and what you mastered would be put away. Are you sure?", "fu-wrong")

    def _settle(self, text: str) -> str:
        self.sure.layout.display = "none"
        return paragraph(text)

    def _afresh(self) -> str:
        start_over(self.desk.store)
        keep_opened(self.desk.store, self.desk.notebook, self.desk.clock())
        self.desk.learned()
        where = f"The old file lies beside the new one ({self.desk.store.where}, {NAME}.removed)."
        return self._settle(f"You begin afresh. {where} Run the notebook again to see its questions without answers.")

    def _bring(self) -> str | None:
        if not self.upload.value:
            return None
        content = bytes(self.upload.value[0]["content"])
        self.upload.value = ()
        brought = bring_back(self.desk.store, content)
        self.desk.learned()
        return paragraph(f"Your progress is back: {count(len(brought.answers), 'answer')}.", "fu-right")


def _track(known: Progress) -> str:
    """The lessons and the rules as two bars, for the eye: the sentence below says the same."""
    signs = {name[:2]: _STATE[state] for name, state in known.lessons.items()}
    lessons = "".join(f'<li class="fu-{tone}">{number} {sign}</li>' for number, (tone, sign) in signs.items())
    rules = meter(len(known.mastered), len(known.rules), "good")
    bars = f"<span>Lessons</span><ul>{lessons}</ul><span>Rules</span>{rules}"
    return f'<div class="fu-track" aria-hidden="true">{bars}</div>'


def _lessons(known: Progress) -> str:
    rows = [(name, chip(state, *_STATE[state])) for name, state in known.lessons.items()]
    return table("The lessons", ["Lesson", "State"], rows)


def _rules(known: Progress) -> str:
    """The rules met so far, those to practise first."""
    from ..rulebook import load_rulebook

    book, met = load_rulebook(), {rule: seen for rule, seen in known.rules.items() if seen.met}
    rows = [
        (book[rule].title, chip("mastered", "good", "✓") if seen.mastered else chip("to practise", "attention", "…"),
         Html(meter(seen.right, seen.asked, "good") + f" {seen.right} of {seen.asked}"),
         f"{seen.mended} of {seen.found}" if seen.found else "–")
        for rule, seen in sorted(met.items(), key=lambda item: item[1].mastered)
    ]  # fmt: skip
    heads = ["Rule", "State", "Answered right", "Mended in drafts"]
    return (table("The rules that you have met", heads, rows) if rows else "") + paragraph(MASTERED, "fu-soft")
