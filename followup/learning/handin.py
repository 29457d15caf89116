"""What a learner hands in to a class: dates, kinds, channels and results by rule; no names, notes, addresses or drafts.

The file is built from a short list of fields. What is not on it cannot get in: no text that somebody typed is copied.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from ..application import Application, Event, Interview
from .desk import Desk

KIT, VERSION = "follow-up hand-in", 1


def hand_in(desk: Desk, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The learner's hand-in: their own applications (never the story) and their results, without a word of theirs.

    `leave_out` holds the ids of applications that stay at home. The pseudonym is drawn once and kept in the store, so
    that a second hand-in takes the place of the first.

    >>> from followup.learning import Desk, MemoryStore
    >>> desk = Desk(MemoryStore(), "06_cohort_cadence", clock=lambda: fu.story().now)
    >>> desk.save(app, new=True)
    >>> [round["interview_at"] for round in hand_in(desk)["applications"][0]["rounds"]]
    ['2026-03-10T10:00:00+01:00']
    """
    kept = [one for id, one in desk.applications().items() if id not in leave_out and one.rounds]
    kept.sort(key=lambda one: one.ordered_rounds[0].at.timestamp())
    return {
        "kit": KIT,
        "version": VERSION,
        "learner": _pseudonym(desk),
        "applications": [_application(one, f"a{place}") for place, one in enumerate(kept, start=1)],
        "results": results(desk),
    }


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """The file itself: JSON, readable by eye, one value a line."""
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def results(desk: Desk) -> list[dict[str, Any]]:
    """Rule by rule, how many questions were asked, how many went well, and how many findings in drafts were mended."""
    shown = desk.progress().rules
    return [
        {"rule": rule, "asked": on.asked, "right": on.right, "mended": on.mended}
        for rule, on in shown.items()
        if on.met
    ]


def _pseudonym(desk: Desk) -> str:
    """A name that tells nothing about anybody."""
    drawn = f"learner-{secrets.token_hex(4)}"
    return str(desk.store.update("hand-in", lambda old: {"learner": drawn, **old})["learner"])


def _application(application: Application, name: str) -> dict[str, Any]:
    events = sorted(application.events, key=lambda event: event.at.timestamp())
    return {
        "application": name,
        "rounds": [_round(interview) for interview in application.ordered_rounds],
        "events": [_event(event, application.round_of(event)) for event in events],
    }


def _round(interview: Interview) -> dict[str, Any]:
    return {
        "interview_at": interview.at.isoformat(),
        "timezone": interview.timezone,
        "ends": _iso(interview.ends),
        "decision_by": _iso(interview.decision_by),
        "stage": interview.stage.value,
        "more_rounds": interview.more_rounds,
        "interviewers": len(interview.met),
    }


def _event(event: Event, interview: Interview | None) -> dict[str, Any]:
    """`to` is a place in the round's list of people (p1, p2 …), null where it names nobody there."""
    people = interview.met if interview else []
    places = [f"p{place}" for place, person in enumerate(people, start=1) if person.answers_to(event.to or "")]
    return {
        "event": event.kind.value,
        "event_at": event.at.isoformat(),
        "channel": event.channel.value if event.channel else None,
        "to": places[0] if places else None,
        "event_date": _iso(event.date),
    }


def _iso(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None
