"""The steps of a timeline, and the forms in which they are read: a sentence, a table, a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..application import Application, Channel, Interview, MessageKind
from ..rulebook import RuleBook
from ..words import clock, day

if TYPE_CHECKING:
    import pandas as pd


class Status(StrEnum):
    """Where a step stands at the moment of the plan."""

    WAITING = "waiting"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    CANCELLED = "cancelled"


TITLES = {
    MessageKind.THANK_YOU: "thank-you note",
    MessageKind.CHECK_IN: "check-in",
    MessageKind.FINAL_CHECK_IN: "final check-in",
    MessageKind.UPDATE: "update",
    MessageKind.REPLY_TO_REJECTION: "reply to the rejection",
    MessageKind.FEEDBACK_REQUEST: "request for feedback",
    MessageKind.STAY_IN_TOUCH: "message to stay in touch",
    MessageKind.MOVE_ON: "moving on",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and its window.

    `opens` and `closes` are aware, in the interview's zone; the window holds both. `to` is a name, or None where it is
    unknown. `rules` are the ids of the rules that ask for the step, the governing one first. `reason` says why it is
    then; `credit` who advises it; `round` counts the rounds from 1. `uid` stays the same from plan to plan.
    """

    kind: MessageKind
    to: str | None
    opens: dt.datetime
    closes: dt.datetime
    channel: Channel | None
    status: Status
    rules: tuple[str, ...]
    reason: str
    credit: str
    round: int
    uid: str
    company: str

    @property
    def title(self) -> str:
        """The step's name, with whom it is for.

        >>> timeline.next_step.title
        'Thank-you note to Dr. Priya Nair'
        """
        name = TITLES[self.kind]
        who = f" to {self.to}" if self.to and self.kind is not MessageKind.MOVE_ON else ""
        return name[:1].upper() + name[1:] + who

    @property
    def when(self) -> str:
        """The window in words.

        >>> timeline.next_step.when
        'until Wednesday 11 March 2026, 10:45'
        """
        if self.kind is MessageKind.THANK_YOU:
            until = f"until {day(self.closes, year=True)}, {clock(self.closes)}"
            if self.status is Status.WAITING:
                return f"from {day(self.opens)}, {clock(self.opens)} {until}"
            return until
        if self.opens.date() == self.closes.date():
            return f"on {day(self.opens, year=True)}"
        return f"from {day(self.opens)} to {day(self.closes, year=True)}"

    @property
    def sentence(self) -> str:
        """What to do, by when, why, and who says so; of a step that is done or cancelled, how it ended."""
        if self.status in (Status.DONE, Status.CANCELLED):
            return f"{self.title}. {self.reason}"
        return f"{self.order} {self.reason} (Source: {self.credit}.)"

    @property
    def order(self) -> str:
        """What to do and by when: how `sentence` begins."""
        whom = f" to {self.to}" if self.to else ""
        if self.kind is MessageKind.MOVE_ON:
            act = "Let this application rest and put your effort into the next one"
        else:
            act = f"Send the {TITLES[self.kind]}{whom}"
        if self.status is Status.OVERDUE:
            return f"{act}: its time ended on {day(self.closes, year=True)}, and it may still be done."
        if self.status is Status.WAITING:
            return f"Nothing to send yet. Next: {act[0].lower()}{act[1:]}, {self.when}."
        return f"{act}, {self.when}."

    def __str__(self) -> str:
        return self.sentence


def _urgency(step: Step, thanks_can_wait: bool) -> tuple[int, float]:
    """The order in which steps call for attention: overdue, open, waiting; within each the earliest first."""
    if step.status is Status.OVERDUE and not (thanks_can_wait and step.kind is MessageKind.THANK_YOU):
        return 0, step.closes.timestamp()
    if step.status is Status.OPEN:
        return 1, step.closes.timestamp()
    if step.status is Status.OVERDUE:
        return 2, step.closes.timestamp()
    return 3, step.opens.timestamp()


_CARRIES_THANKS = {MessageKind.CHECK_IN, MessageKind.FINAL_CHECK_IN, MessageKind.REPLY_TO_REJECTION}


def most_urgent(steps: Iterable[Step]) -> Step | None:
    """The one step to take now, of those that are not done or cancelled.

    An overdue thank-you gives way to an open check-in or reply, which then carries the thanks.
    """
    pending = [step for step in steps if step.status not in (Status.DONE, Status.CANCELLED)]
    carried = any(step.status is Status.OPEN and step.kind in _CARRIES_THANKS for step in pending)
    return min(pending, key=lambda step: _urgency(step, carried), default=None)


@dataclass(frozen=True)
class Timeline:
    """Every step of one application at one moment, as one source advises.

    >>> [step.kind.value for step in timeline.steps]
    ['thank_you', 'check_in', 'move_on']
    """

    application: Application
    now: dt.datetime
    book: RuleBook
    steps: tuple[Step, ...]

    @property
    def next_step(self) -> Step | None:
        """The one thing to do now; its text is a sentence with the reason and the source. None when nothing is left.

        >>> print(timeline.next_step)
        Send the thank-you note to Dr. Priya Nair, until Wednesday 11 March 2026, 10:45. A thank-you goes out within \
24 hours of the interview. (Source: Learn It.)
        """
        return most_urgent(self.steps)

    @property
    def advice(self) -> str:
        """The next step as a sentence, also where there is none."""
        step = self.next_step
        if step is not None:
            late = any(s.kind is MessageKind.THANK_YOU and s.status is Status.OVERDUE for s in self.steps)
            carries = late and step.kind in _CARRIES_THANKS and step.status is Status.OPEN
            return step.sentence + (" A thank-you is overdue: let this message carry the thanks." if carries else "")
        if not self.application.rounds:
            return "No interview is noted yet. Add one, and its dates appear."
        return "Nothing is left to do here. What is done, and what fell away and why, stands in the table."

    def to_frame(self) -> pd.DataFrame:
        """The steps as a table, one row a step: what, to whom ("–" for nobody by name), when (aware times), status,
        channel, round, why, which rules, and whose advice."""
        import pandas as pd

        columns = ["step", "to", "opens", "closes", "status", "channel", "round", "why", "rules", "source"]
        rows = [
            (s.kind.value, s.to or "–", s.opens, s.closes, s.status.value, s.channel and s.channel.value, s.round,
             s.reason, ", ".join(s.rules), s.credit)
            for s in self.steps
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def to_ics(self) -> bytes:
        """The steps as a calendar file (RFC 5545, UTF-8). A second import updates the first."""
        from .ics import calendar

        return calendar(self)


def next_steps(timelines: Iterable[Timeline]) -> list[tuple[Timeline, Step]]:
    """The next step of each application, the most urgent first: what to do today across all of them.

    >>> [(t.application.company, s.kind.value) for t, s in fu.next_steps([timeline])]
    [('Northwind', 'thank_you')]
    """
    pairs = [(timeline, step) for timeline in timelines if (step := timeline.next_step)]
    return sorted(pairs, key=lambda pair: _urgency(pair[1], thanks_can_wait=False))


def round_title(interview: Interview, number: int, rounds: int) -> str:
    """A round's name for people: its stage, and its number where there are several."""
    stage = interview.stage.value.replace("_", " ") if interview.stage.value != "other" else ""
    name = f"{stage} interview".strip().replace("hr ", "HR ")
    return f"round {number}, {name}" if rounds > 1 else name
