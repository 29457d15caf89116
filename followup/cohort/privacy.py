"""Names out of a class's frame: pseudonyms, and the list that leads back, which is its instructor's alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..application import _untitled
from .tables import names


def pseudonyms(frame: pd.DataFrame, seed: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frame with other names for its students and interviewers, and the mapping: `kind`, `name`, `pseudonym`.

    The numbers are drawn anew each time (`seed` repeats a draw) and tell nothing of the order of names. Companies,
    posts and the short names of applications stay as they are. Keep the mapping in a file of your own.

    >>> frame, mapping = fu.cohort.pseudonyms(fu.cohort.simulate(students=5), seed=1)
    >>> sorted(mapping["kind"].unique()), frame["student"].iloc[0][:8]
    (['interviewer', 'student'], 'student-')
    """
    random = np.random.default_rng(seed)
    students = list(frame["student"].astype(object).unique())
    cells = [cell for cell in frame["interviewers"].astype(object).unique() if isinstance(cell, str)]
    readers = [cell for cell in frame["to"].astype(object).unique() if isinstance(cell, str)]
    people = list(dict.fromkeys(map(_key, [name for cell in cells for name in names(cell)] + readers)))
    student = _draw(students, "student", random)
    person = _draw(people, "interviewer", random)
    columns = {
        "student": student,
        "interviewers": {cell: "; ".join(person[_key(name)] for name in names(cell)) for cell in cells},
        "to": {reader: person[_key(reader)] for reader in readers},
    }
    given = {name: frame[name].astype(object).map(new).astype("category") for name, new in columns.items()}
    hidden = frame.assign(**given)
    hidden.attrs = {**frame.attrs, "pseudonyms": True}
    known = {_key(name): name for cell in cells for name in names(cell)} | {_key(name): name for name in readers}
    rows = [("student", name, new) for name, new in student.items()]
    rows += [("interviewer", known[key], new) for key, new in person.items()]
    return hidden, pd.DataFrame(rows, columns=["kind", "name", "pseudonym"])


def _key(name: str) -> str:
    return _untitled(name) or name


def _draw(given: list[str], kind: str, random: np.random.Generator) -> dict[str, str]:
    width = max(2, len(str(len(given))))
    return {
        name: f"{kind}-{place + 1:0{width}}" for name, place in zip(given, random.permutation(len(given)), strict=True)
    }
