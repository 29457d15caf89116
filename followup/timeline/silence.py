"""What if I do nothing? The same plan at later days, with no further events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..application import Application
from ..rulebook import RuleBook
from .model import Step
from .plan import plan
from .workdays import Holidays


def silence(
    application: Application,
    now: dt.datetime,
    days: int,
    book: RuleBook | str | None = None,
    holidays: Holidays = None,
) -> Iterator[tuple[dt.date, Step]]:
    """What changes on each of the next `days` days if nothing more happens: the day, and the step in its new status.

    >>> for day, step in silence(app, fu.plan(app, now="2026-03-10T12:00Z").now, days=14):
    ...     print(day, step.kind.value, step.status.value)
    2026-03-11 thank_you overdue
    2026-03-24 check_in open
    """
    known = application.model_copy(update={"events": [e for e in application.events if e.at <= now]})
    before = {step.uid: step.status for step in plan(known, now, book, holidays).steps}
    for ahead in range(1, days + 1):
        later = now + dt.timedelta(days=ahead)
        for step in plan(known, later, book, holidays).steps:
            if before.get(step.uid) is not step.status:
                yield later.date(), step
            before[step.uid] = step.status
