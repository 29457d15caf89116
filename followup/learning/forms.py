"""From what stands in a form to an application, with messages in the form's own words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..application import Application, Event, EventKind, Interview, Interviewer
from ..errors import InputError, Problem

# How the form calls the fields of the models, for its messages.
LABELS = {
    "at": "Day of the interview",
    "ends": "Until",
    "timezone": "Time zone",
    "decision_by": "Answer promised by",
    "interviewers.email": "Email address",
    "email": "Your email address",
    "stage": "Kind of interview",
    "format": "How you met",
    "culture": "What the employer is like",
    "company": "Company",
    "role": "Role",
    "candidate": "Your name",
    "date": "Date that was named",
    "kind": "What happened",
    "to": "To whom",
    "notes": "Your own notes",
    "strengths": "I bring …",
    "clarify": "An answer to complete",
}

# What can have happened, as the learner says it, in the order of the list to choose from.
HAPPENED = {
    EventKind.THANK_YOU_SENT: "I sent a thank-you note",
    EventKind.CHECK_IN_SENT: "I sent a check-in",
    EventKind.FINAL_CHECK_IN_SENT: "I sent a final check-in",
    EventKind.UPDATE_SENT: "I sent an update (an offer or an award)",
    EventKind.REPLY_RECEIVED: "They replied, without a decision",
    EventKind.PROMISED_DATE: "They named a date for their answer",
    EventKind.INVITED_TO_NEXT_ROUND: "They invited me to the next round",
    EventKind.COMPETING_OFFER: "Another employer made me an offer",
    EventKind.AWARD: "I received an award or recognition",
    EventKind.OFFERED: "They offered me the job",
    EventKind.REJECTED: "They said no",
    EventKind.REPLY_TO_REJECTION_SENT: "I answered the rejection",
    EventKind.FEEDBACK_REQUEST_SENT: "I asked for feedback",
    EventKind.STAY_IN_TOUCH_SENT: "I wrote to stay in touch",
    EventKind.WITHDRAWN: "I withdrew my application",
}


def read_interview(
    day: dt.date | None, start: dt.time | None, end: dt.time | None, zone: str, **rest: Any
) -> Interview:
    """A round from the fields of a form; `rest` holds the fields that need no reading.

    Raises `InputError` in the form's words.

    >>> read_interview(dt.date(2026, 3, 10), None, None, "Europe/Berlin")
    Traceback (most recent call last):
        ...
    followup.errors.InputError: From (start of the interview): is missing. Choose the time at which it began.
    """
    missing = [
        Problem(*fault)
        for value, fault in (
            (day, ("Day of the interview", None, "is missing", "Choose the day on which it took place, or will.")),
            (start, ("From (start of the interview)", None, "is missing", "Choose the time at which it began.")),
            (
                zone.strip(),
                ("Time zone", None, "is missing", "Choose the zone of the interview, such as Europe/Berlin."),
            ),
        )
        if not value and value != dt.time(0)
    ]
    if missing:
        raise InputError(missing)
    assert day is not None and start is not None
    with in_words_of_the_form():
        fixed = re.fullmatch(r"UTC(?:([+-]\d\d):?(\d\d))?", zone.strip())  # how a bare offset shows itself
        name = None if fixed else zone.strip()
        at = dt.datetime.fromisoformat(f"2000-01-01T00:00{zone.strip()[3:] or 'Z'}" if fixed else "2000-01-01T00:00Z")
        known = Interview(at=at, timezone=name).zone
        ends = None if end is None else dt.datetime.combine(day, end, known)
        return Interview(at=dt.datetime.combine(day, start, known), ends=ends, timezone=name, **rest)


def read_people(rows: Sequence[Mapping[str, Any]]) -> list[Interviewer]:
    """The interviewers of a form's rows; rows in which nothing is written are left out."""
    people = []
    for number, row in enumerate(rows, start=1):
        if any(str(row.get(key, "")).strip() for key in ("name", "email", "topic")):
            try:
                people.append(Interviewer(**row))
            except InputError as error:
                raise InputError(
                    Problem(f"Interviewer {number}, {p.field}", p.value, p.wrong, p.cure) for p in error.problems
                ) from None
    return people


def read_event(
    day: dt.date | None, time: dt.time | None, now: dt.datetime, kind: str, date: dt.date | None = None, **rest: Any
) -> list[Event]:
    """What happened, from the fields of a form: one event, or two where a reply names a new date.

    Day and time are those of the zone of `now`; without a time it is now on the same day, else noon.

    >>> from zoneinfo import ZoneInfo
    >>> now = dt.datetime(2026, 3, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    >>> found = read_event(dt.date(2026, 3, 18), None, now, "reply_received", date=dt.date(2026, 3, 27))
    >>> [event.kind.value for event in found]
    ['reply_received', 'promised_date']
    """
    if day is None:
        raise InputError.one("Day", None, "is missing", "Choose the day on which it happened.")
    same_day = time is None and day == now.date()
    at = now if same_day else dt.datetime.combine(day, time or dt.time(12), now.tzinfo)
    with in_words_of_the_form():
        if kind == EventKind.REPLY_RECEIVED and date is not None:
            return [Event(at=at, kind=kind, **rest), Event(at=at, kind=EventKind.PROMISED_DATE, date=date)]
        return [Event(at=at, kind=kind, date=date, **rest)]


def read_application(base: Application, values: Mapping[str, Any]) -> Application:
    """A copy of `base` with the fields of a form: company, role, the candidate's name and ways to be reached."""
    with in_words_of_the_form():
        return Application(**{**dict(base), **values, "id": base.id if base.company else ""})


def with_round(application: Application, number: int, interview: Interview) -> Application:
    """A copy in which the round at that place (from 0) is replaced, or added behind the last."""
    rounds = application.ordered_rounds
    rounds[number : number + 1] = [interview]
    with in_words_of_the_form():
        return Application(**{**dict(application), "rounds": rounds})


def _label(field: str) -> str:
    """The form's name for a field, wherever it stands: `events[0].date` is the date that was named."""
    plain = re.sub(r"\[\d+\]", "", field)
    return LABELS.get(plain) or LABELS.get(plain.rpartition(".")[2]) or field


class in_words_of_the_form:
    """Gives the fields in an error the names that they have in the form."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InputError):
            raise InputError(Problem(_label(p.field), p.value, p.wrong, p.cure) for p in error.problems) from None
