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
    from .measures import measure, steps, thanks
    from .privacy import pseudonyms
    from .summaries import adherence, before_after, summary
    from .synthetic import simulate
    from .tables import timeline

SMALL = 5  # a group of fewer students is merged with others or hidden

_HOMES = {
    "measure": "measures",
    "steps": "measures",
    "thanks": "measures",
    "pseudonyms": "privacy",
    "adherence": "summaries",
    "before_after": "summaries",
    "summary": "summaries",
    "simulate": "synthetic",
    "timeline": "tables",
}
__all__ = [
    "SMALL",
    "adherence",
    "before_after",
    "measure",
    "pseudonyms",
    "simulate",
    "steps",
    "summary",
    "thanks",
    "timeline",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
