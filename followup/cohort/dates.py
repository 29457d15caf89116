"""Dates and times as people write them: ISO, or a declared order of day and month, or the month by its name."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ..words import day, fold
from .zones import SECOND, Bools, Ints

ORDERS = ("day first", "month first")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_NUMBERS = re.compile(r"(\d{1,4}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{2,4})(?:[T, ]+(.+))?", re.ASCII)
_NAMED = re.compile(
    r"(?:[a-z]+,? )?(?:(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?)"
    r"[ .,-]+(\d{2,4})(?:[T, ]+(?:at )?(.+))?",
    re.ASCII,
)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::(\d\d))? ?(am|pm)? ?(z|utc|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = 40  # letters of a text in ISO form, at most
_FIRST, _LAST = (int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp()) * SECOND for year in (1970, 2201))
_WRITE = "Write it as 2026-03-10T10:00 (year-month-day, T, hour:minute)."
Wrong = tuple[str, str]


@dataclass
class Moments:
    """Times as written: local, in microseconds as if in UTC; how far ahead of UTC, where they say so."""

    local: Ints
    offset: Ints
    aware: Bools
    day_only: Bools
    known: Bools
    wrong: dict[int, Wrong] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Any, ...]:
        """All but what is wrong."""
        return self.local, self.offset, self.aware, self.day_only, self.known

    def take(self, places: Ints) -> Moments:
        """The moments of these places; a place of -1 is the last one."""
        return Moments(*(values[places] for values in self.fields))


def moments(texts: list[str], order: str | None) -> Moments:
    """Every text read as a date, with or without a time; what cannot be read says why. Empty ones are not known.

    >>> found = moments(["2026-03-10T10:00+01:00", "3/4/26", ""], None)
    >>> found.known.tolist(), found.wrong[1][0]
    ([True, False, False], 'could be Wednesday 4 March 2026 or Friday 3 April 2026')
    """
    size = len(texts)
    none: list[Any] = [np.zeros(size, kind) for kind in (np.int64, np.int64, bool, bool, bool)]
    found = Moments(*none)
    cells = np.array([text if text.isascii() else "?" for text in texts], f"S{_WIDTH}")
    letters = cells.view(np.uint8).reshape(size, _WIDTH)
    digits = (letters >= ord("0")) & (letters <= ord("9"))
    # texts of the same shape, such as 0000-00-00T00:00Z, are read together
    code, shapes = pd.factorize(np.where(digits, np.uint8(ord("0")), letters).view(f"S{_WIDTH}").ravel().astype(object))
    for number, shape in enumerate(shapes):
        if match := _ISO.fullmatch(shape.decode("ascii")):
            _same_shape(found, np.flatnonzero(code == number), letters, match)
    for place in np.flatnonzero(~found.known).tolist():
        if texts[place]:
            _one(found, place, texts[place], order)
    outside = found.known & ((found.local < _FIRST) | (found.local >= _LAST))
    found.known &= ~outside
    for place in np.flatnonzero(outside).tolist():
        found.wrong[place] = ("lies outside the years 1970 to 2200", "Check the year.")
    return found


def _same_shape(found: Moments, rows: Ints, letters: Any, shape: re.Match[str]) -> None:
    """Texts in ISO form that differ in their digits only."""
    start, end = shape.span(2)
    noon = np.tile(np.frombuffer(b"12:00", np.uint8), (len(rows), 1))
    clock = letters[rows, start:end] if end > 0 else noon
    parts = np.hstack([letters[rows, :10], np.full((len(rows), 1), ord("T"), np.uint8), clock])
    text = np.ascontiguousarray(parts).view(f"S{parts.shape[1]}").ravel()
    try:
        local = text.astype("datetime64[us]")
    except ValueError:  # one of them is no day, or no time of day
        local = pd.to_datetime(pd.Series(text.astype("U")), format="ISO8601", errors="coerce").to_numpy(
            "datetime64[us]"
        )
    known = ~np.isnat(local)
    found.local[rows], found.known[rows], found.day_only[rows] = (
        np.where(known, local.view(np.int64), 0),
        known,
        end < 0,
    )
    start, end = shape.span(3)
    if end > 0:
        code, offsets = pd.factorize(
            np.ascontiguousarray(letters[rows, start:end]).view(f"S{end - start}").ravel().astype(object)
        )
        found.aware[rows] = True
        found.offset[rows] = np.array([_offset(offset.decode("ascii")) for offset in offsets], np.int64)[code]


def _one(found: Moments, place: int, text: str, order: str | None) -> None:
    """A text that is not in ISO form, at its place."""
    read = _spoken(text, order)
    if len(read) == 2:
        found.wrong[place] = read
        return
    moment, offset, timed = read
    found.local[place] = int(moment.replace(tzinfo=dt.UTC).timestamp()) * SECOND
    found.day_only[place], found.known[place] = not timed, True
    if offset:
        found.offset[place], found.aware[place] = _offset(offset), True


def _spoken(text: str, order: str | None) -> tuple[dt.datetime, str, bool] | Wrong:
    plain = fold(text)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return "is a number, not a date", "Format the cells as dates in the spreadsheet program, and save it again."
    if _ISO.fullmatch(text):
        return "is no day of the calendar, or no time of day", "Check it."
    if numbers := _NUMBERS.fullmatch(plain):
        one, two, three, time = numbers.groups()
        if len(one) >= 3:
            year, month, date = int(one), int(two), int(three)
        else:
            year, first, second = _year(three), int(one), int(two)
            if order is None:
                return _unclear(year, first, second)
            month, date = (second, first) if order == "day first" else (first, second)
    elif named := _NAMED.fullmatch(plain):
        words, year, time = named[2] or named[3], _year(named[5]), named[6]
        if words[:3] not in _MONTHS:
            return "names no month", _WRITE
        month, date = _MONTHS.index(words[:3]) + 1, int(named[1] or named[4])
    else:
        return "is not a date", _WRITE
    clock = _TIME.fullmatch(time or "12")
    if not clock or (time and not clock[2] and not clock[4]):
        return "has a time that cannot be read", _WRITE
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    if clock[4]:
        hour = hour % 12 + 12 * (clock[4] == "pm") if 1 <= hour <= 12 else 99
    made = _made(year, month, date)
    if made is None:
        return "is no day of the calendar", "Check day and month."
    if hour > 23 or minute > 59 or second > 59:
        return "is no time of day", _WRITE
    return dt.datetime.combine(made, dt.time(hour, minute, second)), (clock[5] or "").upper(), bool(time)


def _unclear(year: int, first: int, second: int) -> Wrong:
    readings = {made for pair in ((second, first), (first, second)) if (made := _made(year, *pair))}
    if not readings:
        return "is no day of the calendar", "Check day and month."
    could = " or ".join(day(made, year=True) for made in sorted(readings))
    example = min(readings).isoformat()
    return f"could be {could}", f'Say dates="day first" or dates="month first" for the whole file, or write {example}.'


def _made(year: int, month: int, date: int) -> dt.date | None:
    try:
        return dt.date(year, month, date)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _offset(text: str) -> int:
    """How far ahead of UTC an offset such as +01:00 is, in microseconds."""
    if text.upper() in ("Z", "UTC"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (1 if text[0] == "+" else -1) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * SECOND
