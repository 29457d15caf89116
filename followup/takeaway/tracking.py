"""The tracking sheet: whom one wrote to, when and about what, and what comes next, over all applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..application import Application, MessageKind
from ..channel import choose_channel
from ..rulebook import RuleBook
from ..timeline import Status, Step, plan
from ..timeline.workdays import Holidays, WorkingDays

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["company", "role", "round", "to", "message", "status", "sent", "channel", "next date", "note"]


def tracking_sheet(
    applications: Iterable[Application],
    now: dt.datetime,
    book: RuleBook | str | None = None,
    holidays: Holidays = None,
) -> pd.DataFrame:
    """One row a message that went out or is still to come (rule `keep-a-tracking-sheet`); what fell away is left out.

    `sent` is the local day on which it went out, `next date` the day on which it opens, or closes where it is open;
    `channel` the way it went, or the one that is advised for what is still to come.

    >>> tracking_sheet([app], timeline.now)[["to", "message", "status"]].iloc[0].tolist()
    ['Dr. Priya Nair', 'thank you', 'open']
    """
    import pandas as pd

    days = holidays if isinstance(holidays, WorkingDays) else WorkingDays(holidays)
    rows = []
    for application in applications:
        for step in plan(application, now=now, book=book, holidays=days).steps:
            if step.status is not Status.CANCELLED and step.kind is not MessageKind.MOVE_ON:
                rows.append(_row(application, step, now, book, days))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    application: Application, step: Step, now: dt.datetime, book: RuleBook | str | None, holidays: WorkingDays
) -> tuple[object, ...]:
    held = application.ordered_rounds[step.round - 1]
    sent = next(
        (
            event
            for event in reversed(application.events)
            if event.kind == f"{step.kind.value}_sent" and event.at <= now and application.round_of(event) == held
            and (not event.to or not step.to or event.to == step.to)
        ),
        None,
    ) if step.status is Status.DONE else None  # fmt: skip
    pending = {Status.WAITING: step.opens, Status.OPEN: step.closes, Status.OVERDUE: step.closes}.get(step.status)
    if step.status is Status.DONE:
        channel = sent.channel if sent else None  # what was not noted is not known
    else:
        channel = choose_channel(application, now, book, step.kind, step.to, holidays).best.channel
    return (
        application.company,
        application.role,
        step.round,
        step.to or "",
        step.kind.value.replace("_", " "),
        step.status.value,
        sent.at.astimezone(held.zone).date().isoformat() if sent else "",
        channel.value if channel else "",
        pending.date().isoformat() if pending else "",
        sent.note if sent else "",
    )
