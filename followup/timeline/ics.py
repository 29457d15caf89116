"""A timeline as a calendar file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from ..application import MessageKind
from ..words import one_line
from .model import Status, Step

if TYPE_CHECKING:
    from .model import Timeline


def calendar(timeline: Timeline) -> bytes:
    """The steps as events: whole days, a thank-you with its hours; a reminder each; cancelled steps are marked so."""
    result = Calendar()
    result.add("prodid", "-//follow-up kit//timeline//EN")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    for step in timeline.steps:
        result.add_component(_event(step, timeline.now))
    return bytes(result.to_ical())


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
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one_line(f"{step.title} ({step.company})"))
        alarm.add("trigger", lead)
        event.add_component(alarm)
    return event
