"""Hand-ins: what learners give of their own applications, one file each, merged into one class."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from .loading import Raw

KIT, VERSION = "follow-up hand-in", 1
_LARGEST = 2 << 20
_COLUMNS = ["student", "application", "interview_at", "timezone", "ends", "decision_by", "stage", "more_rounds",
            "interviewers", "event", "event_at", "event_date", "channel", "to"]  # fmt: skip
_OF_ROUND = _COLUMNS[2:9]
_OF_EVENT = _COLUMNS[9:]


def load(source: str | os.PathLike[str] | Mapping[str, bytes]) -> Raw:
    """The hand-ins of a folder (or of a mapping of names to bytes) as one table of text."""
    rows: list[dict[str, Any]] = []
    files: list[str] = []
    for name, document in _documents(source):
        for row in _rows(document):
            rows.append(row)
            files.append(name)
    table = pd.DataFrame(rows, columns=_COLUMNS).map(_text).set_axis(range(len(_COLUMNS)), axis=1)
    raw = Raw(list(_COLUMNS), table, np.arange(1, len(rows) + 1), f"{len(set(files))} hand-ins")
    raw.files = files
    return raw


def results(source: str | os.PathLike[str] | Mapping[str, bytes]) -> pd.DataFrame:
    """What learners answered, by rule: one row a learner and rule, with `asked`, `right` and `mended`.

    >>> import json
    >>> document = {"kit": "follow-up hand-in", "version": 1, "learner": "learner-7f3a", "applications": [],
    ...             "results": [{"rule": "limit-check-ins", "asked": 3, "right": 2, "mended": 1}]}
    >>> fu.cohort.results({"one.json": json.dumps(document).encode()}).values.tolist()
    [['learner-7f3a', 'limit-check-ins', 3, 2, 1]]
    """
    numbers = ("asked", "right", "mended")
    rows, problems = [], []
    for name, document in _documents(source):
        for result in _list(document.get("results")):
            given = [result.get(number) for number in numbers]
            if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 1_000_000 for n in given):
                problems.append(Problem(f"{name}, results", str(result)[:60], "has no counts", "Hand it in anew."))
                continue
            rows.append([document["learner"], str(result.get("rule"))[:60], *given])
    if problems:
        raise InputError(problems)
    return pd.DataFrame(rows, columns=["learner", "rule", *numbers])


def _documents(source: str | os.PathLike[str] | Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every hand-in, by the name of its file; all that cannot be read are named at once."""
    found: dict[str, dict[str, Any]] = {}
    learners: dict[str, str] = {}
    problems = []
    for name, data in _files(source):
        try:
            document = json.loads(data) if len(data) <= _LARGEST else None
        except (ValueError, RecursionError):
            document = None
        learner = document.get("learner") if isinstance(document, dict) else None
        if not isinstance(document, dict) or document.get("kit") != KIT or not isinstance(learner, str) or not learner:
            problems.append(Problem(name, None, "is not a hand-in of this kit", "Take it out, or ask for it again."))
        elif document.get("version") != VERSION:
            wrong = f"was written by another version of the kit (this one reads version {VERSION})"
            problems.append(Problem(name, document.get("version"), wrong, "Update the kit, or ask for it again."))
        elif learner in learners:
            wrong = f"comes from the same learner as {learners[learner]}"
            problems.append(Problem(name, learner, wrong, "Keep the newer of the two."))
        else:
            learners[learner] = name
            found[name] = document
    if not found and not problems:
        problems.append(Problem("folder", None, "holds no hand-ins", "Put the learners’ .json files into it."))
    if problems:
        raise InputError(problems)
    yield from found.items()


def _files(source: str | os.PathLike[str] | Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    if isinstance(source, Mapping):
        yield from ((str(name), bytes(data)) for name, data in source.items())
        return
    try:
        for path in sorted(Path(source).glob("*.json")):
            yield path.name, path.read_bytes()
    except OSError as error:
        wrong = f"cannot be opened ({error.strerror})"
        raise InputError.one("folder", Path(source).name, wrong, "Check that its files may be read.") from None


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A hand-in as rows: each event with the last round held before it."""
    for application in _list(document.get("applications")):
        about = {"student": document["learner"], "application": application.get("application")}
        rounds = [about | {key: one.get(key) for key in _OF_ROUND} for one in _list(application.get("rounds"))]
        events = [{key: one.get(key) for key in _OF_EVENT} for one in _list(application.get("events"))]
        told = set()
        for event in events:
            held = [place for place, one in enumerate(rounds) if _when(one["interview_at"]) <= _when(event["event_at"])]
            first = min(range(len(rounds)), key=lambda place: _when(rounds[place]["interview_at"]), default=None)
            place = max(held, key=lambda place: _when(rounds[place]["interview_at"]), default=first)
            told.add(place)
            yield (rounds[place] if place is not None else about) | event
        yield from (one for place, one in enumerate(rounds) if place not in told)


def _when(text: Any) -> float:
    """A moment for comparing; what cannot be read is said later, with its row."""
    from ..record import aware

    try:
        return aware(text).timestamp()
    except InputError:
        return float("-inf")


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value)
