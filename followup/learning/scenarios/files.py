"""Files of scenarios: read, compared with what the kit decides, and every fault named by file, line and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...errors import InputError, Problem, did_you_mean, from_pydantic
from ...resources import find
from ...rulebook import load_rulebook
from ...words import listing
from ..places import lines, where
from .case import PARTS, THEMES, Scenario


def scenarios(folder: Path | None = None) -> dict[str, Scenario]:
    """Every scenario by its id, theme by theme. Raises `InputError` that names file, line, scenario and field."""
    return _load(folder or find("data/scenarios"))


def scenario(id: str, folder: Path | None = None) -> Scenario:
    """One scenario by its id."""
    known = scenarios(folder)
    if id not in known:
        raise InputError.one("scenario", id, "is not known", did_you_mean(id, known))
    return known[id]


@lru_cache(maxsize=8)
def _load(folder: Path) -> dict[str, Scenario]:
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
            content = tomllib.loads(text)
        except ValueError as error:
            problems.append(Problem(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names."))
            continue
        known = lines(text)
        for key in content.keys() - {"scenario"}:
            name = f"{path.name}, {where(known, (key,))}{key}"
            problems.append(Problem(name, None, "is not known here", "Use [[scenario]] tables only."))
        tables = content.get("scenario", [])
        for position, table in enumerate(tables if isinstance(tables, list) else [tables]):
            one, faults = _build(table, found)
            called = table.get("id", f"scenario {position + 1}") if isinstance(table, dict) else "scenario"
            for fault in faults:
                at = ("scenario", position, *_path(fault.field))
                name = ", ".join(filter(None, (f"{path.name}, {where(known, at)}{called}", fault.field)))
                problems.append(Problem(name, fault.value, fault.wrong, fault.cure))
            if one:
                found[one.id] = one
    if problems:
        raise InputError(problems)
    order = list(THEMES)
    return dict(sorted(found.items(), key=lambda pair: order.index(pair[1].themes[0])))


def _path(field: str) -> Iterator[Any]:
    for part in field.replace("[", ".").replace("]", "").split("."):
        if part:
            yield int(part) if part.isdigit() else part


def _build(table: Any, before: Mapping[str, Scenario]) -> tuple[Scenario | None, list[Problem]]:
    try:
        one = Scenario.model_validate(table)
    except ValidationError as error:
        return None, list(from_pydantic(error).problems)
    except InputError as error:
        return None, list(error.problems)
    faults = list(_faults(one))
    if one.id in before:
        faults.append(Problem("id", one.id, "stands twice", "Give each scenario an id of its own."))
    return one, faults


def _faults(one: Scenario) -> Iterator[Problem]:
    """What a schema cannot see: unknown names, and choices on which the author and the kit disagree."""
    book = load_rulebook()
    for place, rule in enumerate(one.rules):
        if rule not in book:
            yield Problem(f"rules[{place}]", rule, "is not in the rule book", did_you_mean(rule, book))
    for place, theme in enumerate(one.themes):
        if theme not in THEMES:
            yield Problem(f"themes[{place}]", theme, "is not a theme", did_you_mean(theme, THEMES))
    try:
        one.timeline()
    except InputError as error:
        yield from error.problems
        return
    labels: dict[str, dict[str, str]] = {}
    for part in PARTS:
        try:
            labels[part] = one.choices(part)
        except ValueError as error:
            yield Problem(part, None, f"cannot be read: {error}", "Use the kit’s names for messages, and ISO dates.")
            return
        for key in one.written(part).keys() - labels[part].keys():
            yield Problem(f"{part}.{key}", None, "is none of the choices", did_you_mean(key, labels[part]))
    for part in PARTS:
        for key, why in one.written(part).items():
            right = one.right(part, key)
            if right and why:
                cure = "Leave its text empty, or change the situation."
                yield Problem(f"{part}.{key}", None, "is explained as wrong, and the kit decides for it", cure)
            if not why and not right:
                best = [labels[part][k] for k in labels[part] if one.right(part, k)]
                cure = "Write the misconception behind it."
                yield Problem(
                    f"{part}.{key}", None, f"is called best, and the kit decides: {listing(best) or 'none'}", cure
                )
        if sum(one.right(part, key) for key in labels[part]) != 1:
            yield Problem(part, None, "does not hold exactly one right choice", "Add it, or take the others out.")
