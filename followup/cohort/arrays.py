"""Columns as plain arrays and back: places in lists of values, moments in microseconds, days as whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .zones import Bools, Ints

NONE = -(10**6)  # no day: further back than any


def codes(column: pd.Series) -> tuple[Ints, list[Any]]:
    """A column as places in the list of its different values; -1 where it is empty."""
    found, values = pd.factorize(column)
    return found.astype(np.int64), list(values)


def micros(column: pd.Series) -> Ints:
    """Aware moments as microseconds since 1970; the smallest number there is where one is missing."""
    found: Ints = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").view(np.int64)
    return found


def days(column: pd.Series) -> Ints:
    """Dates as days since 1970; `NONE` where one is missing."""
    found = column.to_numpy("datetime64[D]").view(np.int64)
    return np.where(column.isna().to_numpy(), NONE, found)


def first_of(group: Ints, size: int) -> Ints:
    """The place at which each group first stands; the number of places where it never does."""
    found = np.full(size, len(group), np.int64)
    found[group[::-1]] = np.arange(len(group))[::-1]
    return found


def counted(group: Ints) -> Ints:
    """The place of each member in its group, from 0, where the groups stand together.

    >>> counted(np.array([3, 3, 5])).tolist()
    [0, 1, 0]
    """
    begin = np.flatnonzero(np.diff(group, prepend=-1))
    return np.arange(len(group)) - np.repeat(begin, np.diff(np.append(begin, len(group))))


def group(first: Ints, second: Ints, third: Ints, known: Bools) -> Ints:
    """Lines that agree in three columns, by number; -1 where something is not known."""
    two, _ = pd.factorize(first * (int(second.max(initial=0)) + 2) + second)
    third, values = pd.factorize(third)
    code, _ = pd.factorize(two.astype(np.int64) * (len(values) + 1) + third)
    return np.where(known & (first >= 0) & (second >= 0), code, -1).astype(np.int64)


def filled(code: Ints, key: Ints) -> Ints:
    """Each line's code, or where it is empty the first that another line of its group has; all of a group alike."""
    some = np.flatnonzero((code >= 0) & (key >= 0))[::-1]
    first = np.full(int(key.max(initial=-1)) + 2, -1)
    first[key[some]] = code[some]
    return np.where(key >= 0, first[key], code)


def coded(values: Ints, missing: int) -> tuple[Ints, list[Any]]:
    code, found = pd.factorize(np.append(values, missing))
    return np.where(values == missing, -1, code[:-1]).astype(np.int64), found.tolist()


def uncoded(part: tuple[Ints, list[Any]], missing: int) -> Ints:
    return np.array([*part[1], missing], np.int64)[part[0]]


def joined(one: tuple[Ints, list[Any]], two: tuple[Ints, list[Any]]) -> tuple[Ints, list[str]]:
    """Two columns of words as one; empty where the first is."""
    size = len(two[1]) + 1
    code, pairs = pd.factorize(np.append(one[0] * size + two[0] + 1, -1))
    words = [
        " ".join(filter(None, ([*one[1], ""][pair // size], ["", *two[1]][pair % size]))) for pair in pairs.tolist()
    ]
    return np.where(one[0] < 0, -1, code[:-1]), words


def word(code: Ints, words: list[str]) -> Any:
    """A column of words by their places in a list; -1 is empty."""
    known: dict[str, int] = {}  # two cells may hold the same words but for a line break or a blank
    place = np.array([*(known.setdefault(one, len(known)) for one in words), -1], np.int64)
    return pd.Categorical.from_codes(place[code], categories=pd.Index(list(known), dtype="str"))


def utc(moment: Ints, known: Bools) -> Any:
    """A column of moments."""
    values = np.where(known, moment, 0).astype("datetime64[us]")
    values[~known] = np.datetime64("NaT")
    return pd.DatetimeIndex(values).tz_localize("UTC")


def date(day: Ints, known: Bools) -> Any:
    """A column of days."""
    values = np.where(known, day, 0).astype("datetime64[D]").astype("datetime64[s]")
    values[~known] = np.datetime64("NaT")
    return values
