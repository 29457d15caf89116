"""A timeline as a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from ..application import MessageKind, slug
from ..words import one_line
from .model import Status, Step

if TYPE_CHECKING:
    from .model import Timeline


def calendar(timeline: Timeline) -> bytes:
    """The steps as events: whole days, a thank-you with its hours; a reminder each; cancelled steps are marked so."""
    result = _empty()
    for step in timeline.steps:
        result.add_component(_event(step, timeline.now))
    return bytes(result.to_ical())


def reminders(title: str, days: Iterable[tuple[dt.date, str]], now: dt.datetime) -> bytes:
    """Whole days to be reminded of, each with its text; the same day has the same event in every copy."""
    result = _empty()
    for day, text in days:
        event = Event()
        event.add("uid", f"{slug(title)}-{day.isoformat()}@followup")
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("summary", one_line(title))
        event.add("description", text)
        event.add("transp", "TRANSPARENT")
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add_component(_alarm(title, dt.timedelta(hours=9)))
        result.add_component(event)
    return bytes(result.to_ical())


def _empty() -> Calendar:
    result = Calendar()
    result.add("prodid", "-//follow-up kit//timeline//EN")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    return result


def _alarm(title: str, lead: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(title))
    alarm.add("trigger", lead)
    return alarm


def _event(step: Step, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", step.uid)
    event.add("dtstamp", now.astimezone(dt.UTC))
    # A program takes the copy with the higher number, so a later plan always wins: minutes since 1970.
    event.add("sequence", int(now.timestamp()) // 60)
    mark = {Status.DONE: "Done: ", Status.CANCELLED: "Cancelled: "}.get(step.status, "")
    event.add("summary", one_line(f"{mark}{step.title} ({step.company})"))
    event.add("description", f"{step.reason}\nSource: {step.credit}.")
    event.add("status", "CANCELLED" if step.status is Status.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a window is a time to write in, not a time that is taken
    if step.kind is MessageKind.THANK_YOU:
        event.add("dtstart", step.opens.astimezone(dt.UTC))
        event.add("dtend", step.closes.astimezone(dt.UTC))
        lead = dt.timedelta(hours=1)
    else:
        event.add("dtstart", step.opens.date())
        event.add(
            "dtend", step.closes.date() + dt.timedelta(days=1)
        )  # the end is the first day that is no longer in it
        lead = dt.timedelta(hours=9)  # nine in the morning of the first day
    if step.status not in (Status.DONE, Status.CANCELLED):
        event.add_component(_alarm(f"{step.title} ({step.company})", lead))
    return event
