"""What the kit says when an input cannot be used: which field, what is wrong, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import ValidationError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the field's name, the value found there, what is wrong, and the cure."""

    field: str
    value: object
    wrong: str
    cure: str = ""

    def __str__(self) -> str:
        shown = "" if self.value is None else f" ({_short(self.value)})"
        cure = f" {self.cure}" if self.cure else ""
        return f"{self.field}{shown}: {self.wrong}.{cure}"


class InputError(ValueError):
    """Something a person gave cannot be used. `problems` lists every fault; the text says all of them.

    >>> raise InputError.one("decision_by", "2026-03-01", "lies before the interview", "Give a later date.")
    Traceback (most recent call last):
        ...
    followup.errors.InputError: decision_by ('2026-03-01'): lies before the interview. Give a later date.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def one(cls, field: str, value: object, wrong: str, cure: str = "") -> Self:
        """An error with a single problem."""
        return cls([Problem(field, value, wrong, cure)])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows where nobody caught it: the sentences, and no traceback."""
        return [f"Please check: {self}"]

    def within(self, place: str) -> InputError:
        """The same problems, seen from outside: `place` is put before each field's name."""
        return InputError(Problem(_join(place, p.field), p.value, p.wrong, p.cure) for p in self.problems)


class NoSuchRule(InputError, KeyError):
    """A rule id that the book does not hold. Also a `KeyError`, as a mapping's reader expects."""

    __str__ = ValueError.__str__


class DamagedFile(InputError):
    """A saved file that cannot be read; it has been set aside, and nothing of it is lost."""


class NewerFile(InputError):
    """A file that a newer version of the kit has written; it is left as it is."""


class NotHere(InputError, ModuleNotFoundError):
    """A package that this edition of the kit has to do without, such as pandas in a browser."""

    __str__ = ValueError.__str__

    @classmethod
    def said(cls, sentence: str) -> NotHere:
        """The error that says a sentence as it stands."""
        made = cls([])
        made.args = (sentence,)
        return made

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def did_you_mean(given: object, known: Iterable[str]) -> str:
    """A cure that names the nearest known words, or all of them where there are few.

    >>> did_you_mean("learnit", ["learn-it", "dream-job"])
    'Did you mean "learn-it"?'
    >>> did_you_mean("?", ["learn-it", "dream-job"])
    'Use one of: learn-it, dream-job.'
    """
    choices = list(known)
    near = difflib.get_close_matches(str(given)[:100], choices, n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f'"{word}"' for word in near) + "?"
    return f"Use one of: {', '.join(choices)}." if len(choices) <= 20 else ""


_TYPES = {
    "string_type": ("is not text", "Write it as text, in quotation marks."),
    "list_type": ("is not a list", "Write it as a list, in square brackets."),
    "bool_type": ("is neither true nor false", "Use true or false."),
    "bool_parsing": ("is neither true nor false", "Use true or false."),
}


def from_pydantic(error: ValidationError) -> InputError:
    """The kit's own error for what pydantic found, field by field."""
    problems: list[Problem] = []
    for fault in error.errors():
        place = _place(fault["loc"])
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            problems.extend(cause.within(place).problems)
        elif fault["type"] == "extra_forbidden":
            problems.append(
                Problem(place, fault["input"], "is not a field here", "Check its spelling, or leave it out.")
            )
        elif fault["type"] == "missing":
            problems.append(Problem(place, None, "is missing", "Give it."))
        elif fault["type"] in ("enum", "literal_error"):
            allowed = str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            problems.append(Problem(place, fault["input"], "is not known", did_you_mean(fault["input"], allowed)))
        elif fault["type"] in ("string_too_long", "too_long"):
            wrong = f"is longer than {fault['ctx']['max_length']} characters"
            problems.append(Problem(place, fault["input"], wrong, "Shorten it."))
        elif fault["type"] in _TYPES:
            wrong, cure = _TYPES[fault["type"]]
            problems.append(Problem(place, fault["input"], wrong, cure))
        else:
            message = fault["msg"][:1].lower() + fault["msg"][1:]
            problems.append(Problem(place, fault["input"], message))
    return InputError(problems)


def _place(parts: Iterable[object]) -> str:
    place = ""
    for part in parts:
        place = f"{place}[{part}]" if isinstance(part, int) else _join(place, str(part))
    return place


def _join(outer: str, inner: str) -> str:
    if not outer or not inner:
        return outer or inner
    return outer + inner if inner.startswith("[") else f"{outer}.{inner}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[0]
