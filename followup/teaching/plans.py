"""Lesson plans in minutes, with what to discuss and what people believe, from `data/teaching/lessons.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InputError, Problem, from_pydantic
from ..markup import document, paragraph, table
from ..resources import find
from ..rulebook import load_rulebook


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Entry):
    """One part of a lesson: its minutes, what it is, how it goes, and the rules it is about."""

    minutes: int = Field(ge=1)
    what: str
    how: str
    rules: tuple[str, ...] = ()


class LessonPlan(_Entry):
    """A lesson of so many minutes, which its parts fill exactly.

    >>> lesson_plan(30).parts[0].what
    'Start with them'
    """

    minutes: int
    title: str
    aim: str
    parts: tuple[Part, ...] = Field(alias="part")

    def to_html(self) -> str:
        """The plan as a table with the clock running along."""
        rows, clock = [], 0
        for part in self.parts:
            rows.append((f"{clock}–{clock + part.minutes}", part.what, part.how, _titles(part.rules)))
            clock += part.minutes
        return (
            f"<h2>{self.minutes} minutes: {escape(self.title)}</h2>"
            + paragraph(self.aim, "fu-next")
            + table(f"The lesson of {self.minutes} minutes", ["Minutes", "What", "How", "Rules"], rows)
        )


class Discussion(_Entry):
    """A question without one right answer, and what to listen for."""

    question: str
    listen_for: str


class Misconception(_Entry):
    """What people believe, what to say, and the rules that it touches."""

    says: str
    answer: str
    rules: tuple[str, ...] = Field(min_length=1)


class Lessons(_Entry):
    """Everything in the file."""

    plans: tuple[LessonPlan, ...] = Field(alias="plan")
    discussions: tuple[Discussion, ...] = Field(alias="discussion")
    misconceptions: tuple[Misconception, ...] = Field(alias="misconception")


@lru_cache(maxsize=4)
def lessons(folder: Path | None = None) -> Lessons:
    """The lesson plans and what goes with them. Raises `InputError` that names the file and what is wrong in it."""
    path = (folder or find("data/teaching")) / "lessons.toml"
    try:
        found = Lessons.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise from_pydantic(error).within(path.name) from None
    except ValueError as error:
        raise InputError.one(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names.") from None
    problems = [
        Problem(
            f"{path.name}, plan of {plan.minutes} minutes", total, "is what its parts add up to", "Make both equal."
        )
        for plan in found.plans
        if (total := sum(part.minutes for part in plan.parts)) != plan.minutes
    ]
    if problems:
        raise InputError(problems)
    _known(found)
    return found


def lesson_plan(minutes: int) -> LessonPlan:
    """The plan of a lesson of 30, 60 or 90 minutes. Raises `InputError` for any other length."""
    known = {plan.minutes: plan for plan in lessons().plans}
    if minutes not in known:
        have = ", ".join(map(str, known))
        raise InputError.one("minutes", minutes, "has no lesson plan", f"Choose one of {have}.")
    return known[minutes]


def guide() -> str:
    """The whole of it as one page to print: every plan, what to discuss, what people believe and what to say.

    >>> "What people believe" in guide()
    True
    """
    found = lessons()
    body = "<h1>Teaching how to follow up</h1>"
    body += paragraph("The minutes are a plan and no measurement. Leave out a part before you hurry one.", "fu-soft")
    body += "".join(plan.to_html() for plan in found.plans)
    return document("Teaching how to follow up", body + discussions_html() + misconceptions_html())


def discussions_html() -> str:
    """What to discuss, as a table."""
    rows = [(one.question, one.listen_for) for one in lessons().discussions]
    return "<h2>What to discuss</h2>" + table("Questions without one right answer", ["Ask", "Listen for"], rows)


def misconceptions_html() -> str:
    """What people believe and what to say, as a table."""
    rows = [(f"“{one.says}”", one.answer, _titles(one.rules)) for one in lessons().misconceptions]
    return "<h2>What people believe</h2>" + table("Frequent misconceptions", ["They say", "Say", "Rules"], rows)


def _titles(rules: tuple[str, ...]) -> str:
    book = load_rulebook()
    return "; ".join(book[id].title for id in rules)


def _known(found: Lessons) -> None:
    used: list[Any] = [*(part for plan in found.plans for part in plan.parts), *found.misconceptions]
    book = load_rulebook()
    for one in used:
        for id in one.rules:
            book[id]  # refuses what is unknown, and says what was meant
