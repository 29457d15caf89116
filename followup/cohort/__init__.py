"""A class's applications as data frames: read from a file or simulated, measured by the rule book, kept private.

Nothing is loaded until it is used: each name below is imported when it is first asked for.

>>> frame = fu.cohort.simulate(students=5)
>>> fu.cohort.measure(frame, now=frame.attrs["now"])["due"].isin(["overdue", "open", "waiting", "done"]).all().item()
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults import ClassFileFaults
    from .handins import results
    from .measures import measure, steps, thanks
    from .privacy import pseudonyms
    from .reader import read
    from .summaries import adherence, before_after, summary
    from .synthetic import simulate
    from .tables import timeline
    from .templates import example, legend, template, to_csv, to_excel

SMALL = 5  # a group of fewer students is merged with others or hidden

_HOMES = {
    "ClassFileFaults": "faults",
    "results": "handins",
    "read": "reader",
    "measure": "measures",
    "steps": "measures",
    "thanks": "measures",
    "pseudonyms": "privacy",
    "adherence": "summaries",
    "before_after": "summaries",
    "summary": "summaries",
    "simulate": "synthetic",
    "timeline": "tables",
    "example": "templates",
    "legend": "templates",
    "template": "templates",
    "to_csv": "templates",
    "to_excel": "templates",
}
__all__ = [
    "SMALL",
    "ClassFileFaults",
    "adherence",
    "before_after",
    "example",
    "legend",
    "measure",
    "pseudonyms",
    "read",
    "results",
    "simulate",
    "steps",
    "summary",
    "template",
    "thanks",
    "timeline",
    "to_csv",
    "to_excel",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
