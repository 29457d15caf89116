"""When a check-in may go out: its days by the rule book, pushed on by news, moved to working days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from ..application import Event, Interview, MessageKind
from ..rulebook import RuleBook
from ..rulebook.book import amount
from ..words import count, day
from .workdays import WorkingDays

# The kit's own conventions, where no source gives a number; the reasons say so.
OPEN_END_DAYS = 7  # a window without an end closes this long after its first day
AFTER_UPDATE_DAYS = 7  # no check-in within this long after an update
OWN = "the kit’s own convention"


@dataclass
class Window:
    """The days of a check-in before weekends and holidays are considered, and why they are these."""

    opens: dt.date
    closes: dt.date
    rules: tuple[str, ...]
    reason: str

    def no_sooner(self, first: dt.date, rule: str, because: str) -> None:
        """Push the window on, whole, so that it does not open before `first`."""
        if self.opens < first:
            self.closes += first - self.opens
            self.opens = first
            self.rules = (*self.rules, rule)
            self.reason += f" {because}"


@dataclass
class Round:
    """One round, and where the waiting after it stands."""

    number: int
    interview: Interview
    zone: dt.tzinfo
    anchor: dt.date  # what the wait without a date is counted from: the interview, or the latest reply
    promised: dt.date | None
    replies: int = 0
    sent: dict[MessageKind, dt.date] = field(default_factory=dict)  # check-ins since the latest reply, by step
    thanked: dict[int, Event] = field(default_factory=dict)  # by the interviewer's place; 0 where none is known
    closed: str = ""  # why there are no more check-ins


class Windows:
    """The windows of check-ins at one moment, as one rule book advises, on one country's working days."""

    def __init__(self, book: RuleBook, days: WorkingDays, now: dt.datetime):
        self.book = book
        self.days = days
        self.now = now
        self.updates: list[dt.date] = []  # when an update went out: each counts as a message

    @cached_property
    def kinds(self) -> tuple[MessageKind, ...]:
        """The check-ins that the source allows, in their order."""
        final = self.book["final-check-in"].value is not None and self.number("limit-check-ins") > 1
        return (MessageKind.CHECK_IN, MessageKind.FINAL_CHECK_IN) if final else (MessageKind.CHECK_IN,)

    def check_in(self, round_: Round, kind: MessageKind, today: dt.date) -> Window:
        """The days of a check-in that has not gone out, before weekends and holidays."""
        if kind is MessageKind.FINAL_CHECK_IN:
            window = self._final_window(round_, today)
        elif round_.promised:
            reason = f"An answer was promised by {day(round_.promised)}; the wait after that date is {{amount}}."
            window = self._count("respect-promised-date", round_.promised, reason)
        else:
            rule = "wait-between-rounds" if round_.interview.more_rounds else "wait-without-date"
            since = "their reply" if round_.replies else "the interview"
            expected = (
                "Another round is expected and no date was promised"
                if round_.interview.more_rounds
                else "No date was promised"
            )
            window = self._count(
                rule, round_.anchor, f"{expected}; the wait after {since} on {day(round_.anchor)} is {{amount}}."
            )
        for update in self.updates:
            wait = count(AFTER_UPDATE_DAYS, "day")
            because = f"The update of {day(update)} counts as a message, so it waits {wait} after it ({OWN})."
            window.no_sooner(update + dt.timedelta(days=AFTER_UPDATE_DAYS), "not-pushy", because)
        window.rules = (*window.rules, "limit-check-ins")
        return window

    def _final_window(self, round_: Round, today: dt.date) -> Window:
        """The second check-in: counted from the first, or from the earliest day on which that can still go out."""
        if MessageKind.CHECK_IN in round_.sent:
            first = round_.sent[MessageKind.CHECK_IN]
            reason = f"The first check-in went out on {day(first)}; the wait after it is {{amount}}."
        else:
            first = max(self.days.move(self.check_in(round_, MessageKind.CHECK_IN, today).opens), today)
            reason = (
                f"Counted from {day(first)}, the earliest day for the first check-in; the wait after it is {{amount}}."
            )
        window = self._count("final-check-in", first, reason)
        if round_.promised:
            wait = self._count("respect-promised-date", round_.promised, "").opens
            window.no_sooner(
                wait, "respect-promised-date", f"It also waits for the date that was promised, {day(round_.promised)}."
            )
        return window

    def _count(self, rule: str, start: dt.date, reason: str) -> Window:
        """The days that a rule's value gives from a start; open-ended ones close after the kit's own convention."""
        value = self.book[rule].value
        first, last = span(self.book, rule)
        reason = reason.format(amount=amount(value, self.book[rule].unit))
        if not isinstance(value, tuple):
            reason += f" It stays open for {count(OPEN_END_DAYS, 'day')} ({OWN})."
        return Window(start + dt.timedelta(days=first), start + dt.timedelta(days=last), (rule,), reason)

    def number(self, rule: str) -> int:
        """A rule's value as one number; of a range its first."""
        value = self.book[rule].value
        return value[0] if isinstance(value, tuple) else int(value or 0)

    def today(self, round_: Round) -> dt.date:
        """The day of the plan where the interview took place."""
        return self.now.astimezone(round_.zone).date()


def span(book: RuleBook, rule: str) -> tuple[int, int]:
    """The first and the last day that a rule's value gives; without a last one, by the kit's own convention.

    >>> span(fu.load_rulebook("career-guide"), "wait-without-date"), span(fu.load_rulebook(), "respect-promised-date")
    ((7, 14), (7, 14))
    """
    value = book[rule].value
    return value if isinstance(value, tuple) else (int(value or 0), int(value or 0) + OPEN_END_DAYS)


def whole_days(zone: dt.tzinfo, first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the start of the first local day to 23:59:59 of the last, also where the clock is changed that night."""
    opens = dt.datetime.combine(first, dt.time.min, zone)
    closes = dt.datetime.combine(last, dt.time(23, 59, 59), zone)
    twice = closes.replace(fold=1)
    return opens, twice if twice.timestamp() > closes.timestamp() else closes
