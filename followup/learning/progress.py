"""What a learner has done and mastered, and when to come back for the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..rulebook import RuleBook, load_rulebook
from .kept import Critiqued, Kept, Record, as_file, asked_in, load, notebooks, settled
from .questions import Outcome, Question, pairs
from .store import Store

MASTERED = (
    "Each question on a rule, and each finding of it in a draft of yours, is an occasion to use it. It went well where "
    "you answered right at the first or second try, or mended the finding later. A rule counts as mastered when at "
    "least two of three occasions went well. The questions before the course do not count."
)


@dataclass(frozen=True, slots=True)
class OnRule:
    """What a learner has shown on one rule; see `MASTERED`."""

    asked: int = 0
    right: int = 0
    found: int = 0
    mended: int = 0

    @property
    def met(self) -> bool:
        return self.asked + self.found > 0

    @property
    def mastered(self) -> bool:
        return self.met and 3 * (self.right + self.mended) >= 2 * (self.asked + self.found)


@dataclass(frozen=True, slots=True)
class Return:
    """A day to come back, and why then."""

    day: dt.date
    because: str


class Progress:
    """A learner's progress as it is kept.

    >>> from followup.learning import MemoryStore
    >>> from followup.learning.progress import progress
    >>> new = progress(MemoryStore())
    >>> new.rules["say-thanks"].mastered, new.done, new.next
    (False, (), '00_start_here')
    """

    def __init__(self, record: Record | None = None):
        self.record = record or Record()

    @cached_property
    def rules(self) -> dict[str, OnRule]:
        """Every rule of the book: how often asked, right at the first or second try, found and mended."""
        kept = [one for id, one in self.record.answers.items() if not id.startswith("pre-")]
        shown = {}
        for rule in load_rulebook():
            on = [one for one in kept if rule in one.rules]
            seen = self.record.critiques.get(rule, Critiqued())
            shown[rule] = OnRule(len(on), sum(one.well for one in on), seen.found, seen.mended)
        return shown

    @property
    def mastered(self) -> tuple[str, ...]:
        return tuple(rule for rule, shown in self.rules.items() if shown.mastered)

    @property
    def to_practise(self) -> tuple[str, ...]:
        """The rules that were met and are not mastered yet."""
        return tuple(rule for rule, shown in self.rules.items() if shown.met and not shown.mastered)

    def open_questions(self, notebook: str) -> list[Question]:
        """The questions of a notebook that are neither right nor opened yet."""
        return [one for one in asked_in(notebook) if not settled(self.record, one.id)]

    @property
    def done(self) -> tuple[str, ...]:
        """The notebooks whose every question is settled; one without questions is done once opened."""
        seen = self.record.lessons
        return tuple(n for n in notebooks() if n in seen and (seen[n].finished or not self.open_questions(n)))

    @property
    def next(self) -> str:
        """The first notebook that is not done; empty after the last."""
        return next((one for one in notebooks() if one not in self.done), "")

    @property
    def lessons(self) -> dict[str, str]:
        """Every notebook: "done", "begun" or "to come"."""
        done, begun = self.done, self.record.lessons
        return {one: "done" if one in done else "begun" if one in begun else "to come" for one in notebooks()}

    def before_and_after(self) -> dict[str, tuple[Outcome, Outcome]]:
        """What came of each question before the course and of its twin after it, by what they ask."""
        kept = self.record.answers
        none = Kept(outcome=Outcome.NOT_ANSWERED)
        return {
            pair: (kept.get(before.id, none).outcome, kept.get(after.id, none).outcome)
            for pair, (before, after) in pairs().items()
        }

    def return_dates(self, now: dt.datetime, book: RuleBook | None = None) -> list[Return]:
        """The days to come back for what is not mastered yet, by the course's own advice; none where nothing is."""
        book = book or load_rulebook()
        hours, wait, rounds = (
            _days(book[rule].value) for rule in ("thank-within-a-day", "wait-without-date", "wait-between-rounds")
        )
        when = {
            -(-hours[1] // 24): "within a day, like a thank-you note",
            wait[0]: "after a week, like a first check-in",
            rounds[1]: "when a long wait is over, like that between rounds",
        }
        days = sorted(when) if self.to_practise else []
        return [Return((now + dt.timedelta(days=day)).date(), when[day]) for day in days]

    def where_to_practise(self) -> tuple[str, ...]:
        """The notebooks that asked about the rules to practise."""
        open_ = set(self.to_practise)
        starts = {id[:2] for id, one in self.record.answers.items() if open_ & set(one.rules)}
        return tuple(one for one in notebooks() if one[:2] in starts)

    def to_ics(self, now: dt.datetime, book: RuleBook | None = None) -> bytes:
        """The days to come back as a calendar file."""
        from ..timeline.ics import reminders

        titles = [load_rulebook()[rule].title for rule in self.to_practise]
        text = (
            f"To practise: {'; '.join(titles)}.\nOpen: {', '.join(self.where_to_practise()) or '05_critique_workshop'}."
        )
        days = [(one.day, f"Come back {one.because}. {text}") for one in self.return_dates(now, book)]
        return reminders("Practise following up", days, now)

    def to_json(self) -> bytes:
        """All of it as a file to keep, which `bring_back` reads."""
        return as_file(self.record)


def progress(store: Store) -> Progress:
    """What is kept. Raises `DamagedFile` (it has been set aside) or `NewerFile` (it is left as it is)."""
    return Progress(load(store))


def _days(value: Any) -> tuple[int, int]:
    """The first and the last day of a value of the rule book."""
    return (value[0], value[-1]) if isinstance(value, tuple) else (value, value)
