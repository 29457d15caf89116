"""Learn how to follow up after a job interview: the rules, the dates, the drafts.

Nothing heavy is loaded until it is used: each name below is imported when it is first asked for.

>>> fu.load_rulebook("learn-it")["limit-check-ins"].value
1
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import cohort
    from .application import Application, Event, Interview, Interviewer
    from .channel import choose_channel
    from .compose import compose
    from .critique import critique
    from .errors import InputError
    from .learning import story
    from .message import Email
    from .rulebook import load_rulebook, public_advice
    from .timeline import Step, Timeline, next_steps, plan

__version__ = "0.1.0"

_HOMES = {
    "Application": "application",
    "Event": "application",
    "Interview": "application",
    "Interviewer": "application",
    "compose": "compose",
    "critique": "critique",
    "InputError": "errors",
    "choose_channel": "channel",
    "Email": "message",
    "load_rulebook": "rulebook",
    "public_advice": "rulebook",
    "Step": "timeline",
    "Timeline": "timeline",
    "next_steps": "timeline",
    "plan": "timeline",
    "story": "learning",
}
__all__ = [
    "Application",
    "Email",
    "Event",
    "InputError",
    "Interview",
    "Interviewer",
    "Step",
    "Timeline",
    "choose_channel",
    "cohort",
    "compose",
    "critique",
    "load_rulebook",
    "next_steps",
    "plan",
    "public_advice",
    "story",
]


def __getattr__(name: str) -> Any:
    if name == "cohort":  # a part with names of its own
        return import_module(".cohort", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, "cohort"})


class _Kit(ModuleType):
    """Keeps `fu.compose` the function: importing a folder of that name would put the folder in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Kit

if sys.platform == "emscripten":  # a browser
    from .missing import explain

    explain()
