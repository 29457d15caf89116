"""Charts, each with its facts in words and as a table: what a picture says must not depend on seeing it.

Each is loaded when it is first asked for: those of a class need packages that a browser may lack.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..figure import WIDTH

if TYPE_CHECKING:
    from .advice import public_advice
    from .answers import waiting
    from .days import cadence, thank_yous
    from .people import who_is_due
    from .shares import adherence, before_after, by_source
    from .windows import timeline

_HOMES = {
    "public_advice": "advice",
    "waiting": "answers",
    "cadence": "days",
    "thank_yous": "days",
    "who_is_due": "people",
    "adherence": "shares",
    "before_after": "shares",
    "by_source": "shares",
    "timeline": "windows",
}
__all__ = [
    "WIDTH",
    "adherence",
    "before_after",
    "by_source",
    "cadence",
    "public_advice",
    "thank_yous",
    "timeline",
    "waiting",
    "who_is_due",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
