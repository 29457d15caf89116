"""Files of questions: read, checked as a whole, and every fault named by file, line, question and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...errors import InputError, Problem, did_you_mean, from_pydantic
from ...resources import find
from ..places import lines, where
from .kinds import CLASSES, Question

TESTS = {"pre": "pretest", "post": "posttest"}
_CURE = "Use [[objective]] and [[question]] tables only."


@dataclass(frozen=True)
class _Bank:
    """The objectives of a notebook, by id, and its questions."""

    objectives: dict[str, str]
    questions: tuple[Question, ...]


def load_questions(name: str, folder: Path | None = None) -> tuple[Question, ...]:
    """The questions of a notebook, or of "pretest" and "posttest". Raises `InputError` that names file, line, question
    and field.

    >>> load_questions("00_start_here")[0].id[:3]
    '00-'
    """
    return _load(folder or find("data/questions"), name).questions


def banks(folder: Path | None = None) -> list[str]:
    """The names of all banks: the notebooks in their order, then the tests before and after the course.

    >>> banks()[0]
    '00_start_here'
    """
    return sorted(path.stem for path in (folder or find("data/questions")).glob("*.toml"))


def objectives(name: str, folder: Path | None = None) -> dict[str, str]:
    """What a learner can do after a notebook: id → text."""
    return dict(_load(folder or find("data/questions"), name).objectives)


def pairs(folder: Path | None = None) -> dict[str, tuple[Question, Question]]:
    """The questions before and after the course that ask the same: pair → both."""
    before, after = ({one.pair: one for one in load_questions(name, folder)} for name in TESTS.values())
    return {pair: (one, after[pair]) for pair, one in before.items() if pair in after}


def question(id: str, folder: Path | None = None) -> Question:
    """A question by its id, which begins with the number of its notebook, or with "pre" or "post"."""
    home, start = folder or find("data/questions"), id.partition("-")[0]
    for path in sorted(home.glob("*.toml")):
        if path.stem.startswith(f"{start}_") or path.stem == TESTS.get(start):
            for one in _load(home, path.stem).questions:
                if one.id == id:
                    return one
    known = [one.id for path in sorted(home.glob("*.toml")) for one in _load(home, path.stem).questions]
    raise InputError.one("question", id, "is not known", did_you_mean(id, known))


@lru_cache(maxsize=32)
def _load(folder: Path, name: str) -> _Bank:
    path = folder / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError:
        raise InputError.one(path.name, None, "cannot be opened", "Check the notebook's name.") from None
    except ValueError as error:
        raise InputError.one(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names.") from None
    known, faults, found = lines(text), list[tuple[tuple[Any, ...], str, Problem]](), list[Question]()
    for key in content.keys() - {"question", "objective"}:
        faults.append(((key,), key, Problem("", None, "is not known here", _CURE)))
    goals = _goals(content.get("objective", []), faults)
    tables = content.get("question", [])
    for position, table in enumerate(tables if isinstance(tables, list) else [tables]):
        at = ("question", position)
        given = table.get("id") if isinstance(table, dict) else None
        called = str(given or f"question {position + 1}")
        try:
            one = _build(table)
        except InputError as error:
            faults += [((*at, *_parts(problem.field)), called, problem) for problem in error.problems]
            continue
        faults += [((*at, p.field), called, p) for p in _misplaced(one, name, goals, found)]
        found.append(one)
    if faults:
        raise InputError(
            Problem(
                f"{path.name}, {where(known, at)}{called}{f', {p.field}' if p.field else ''}", p.value, p.wrong, p.cure
            )
            for at, called, p in faults
        )
    return _Bank(goals, tuple(found))


def _build(table: Any) -> Question:
    kind = table.get("type", "choice") if isinstance(table, dict) else "choice"
    if not isinstance(kind, str) or kind not in CLASSES:
        raise InputError.one("type", kind, "is no type of question", did_you_mean(kind, CLASSES))
    try:
        return CLASSES[kind].model_validate(table)
    except ValidationError as error:
        raise from_pydantic(error) from None


def _goals(tables: Any, faults: list[tuple[tuple[Any, ...], str, Problem]]) -> dict[str, str]:
    goals: dict[str, str] = {}
    for position, table in enumerate(tables if isinstance(tables, list) else [tables]):
        keys = set(table) if isinstance(table, dict) else set()
        if keys != {"id", "text"} or not all(isinstance(v, str) and v.strip() for v in table.values()):
            wrong = Problem("", None, "is not an objective", "Give it an id and a text, and nothing else.")
            faults.append((("objective", position), f"objective {position + 1}", wrong))
        elif table["id"] in goals:
            twice = Problem("id", table["id"], "stands twice", "Give each objective an id of its own.")
            faults.append((("objective", position, "id"), table["id"], twice))
        else:
            goals[table["id"]] = table["text"]
    return goals


def _misplaced(one: Question, name: str, goals: dict[str, str], before: list[Question]) -> Iterator[Problem]:
    """What is wrong with a question only beside the others of its file."""
    start = one.id.partition("-")[0]
    if not (name.startswith(f"{start}_") or name == TESTS.get(start)):
        yield Problem("id", one.id, f"does not belong into {name}.toml", "Begin it with the number of the notebook.")
    if one.id in {other.id for other in before}:
        yield Problem("id", one.id, "stands twice", "Give each question an id of its own.")
    if goals and one.objective not in goals:
        wrong = "is not an objective of this file" if one.objective else "is missing"
        yield Problem("objective", one.objective or None, wrong, did_you_mean(one.objective, goals))
    if name in TESTS.values() and (not one.pair or one.pair in {other.pair for other in before}):
        wrong = "stands twice" if one.pair else "is missing"
        yield Problem("pair", one.pair or None, wrong, "Name what it asks, the same in pretest and posttest.")


def _parts(field: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[\w-]+", field))
