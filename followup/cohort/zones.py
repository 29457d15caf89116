"""Local days and hours in many time zones at once: each zone's changes of clock are found once, then looked up."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SECOND = 1_000_000  # moments are whole numbers of microseconds since 1970, in UTC; days are whole days since then
DAY = 86_400 * SECOND


def zone_of(name: str) -> dt.tzinfo:
    """The zone of an IANA name, or of a fixed offset such as `+05:30`. Raises as `ZoneInfo` does.

    >>> zone_of("+05:30").utcoffset(None)
    datetime.timedelta(seconds=19800)
    """
    if offset := re.fullmatch(r"([+-])(\d\d):(\d\d)", name):
        sign, hours, minutes = offset.groups()
        return dt.timezone((-1 if sign == "-" else 1) * dt.timedelta(hours=int(hours), minutes=int(minutes)))
    return ZoneInfo(name)


class Zones:
    """Zones by their place in a list of names.

    >>> zones = Zones(["Europe/Berlin", "+05:30"])
    >>> noon = np.array([12 * 3600 * SECOND] * 2)
    >>> (zones.offset(np.array([0, 1]), noon) / 3600 / SECOND).tolist()
    [1.0, 5.5]
    """

    def __init__(self, names: list[str]):
        self.names = names
        self.zones = [zone_of(name) for name in names]

    def offset(self, zone: Ints, at: Ints) -> Ints:
        """What the local clocks are ahead of UTC at each moment, in microseconds."""
        found = np.zeros(len(at), np.int64)
        for code in np.flatnonzero(np.bincount(zone, minlength=1)):
            those = np.flatnonzero(zone == code)
            moments = at[those]
            first, last = (1970 + int(moment // DAY // 366) for moment in (moments.min(), moments.max()))
            changes, offsets = _changes(self.names[code], first - 1, last + 2)
            found[those] = offsets[np.searchsorted(changes, moments, side="right")]
        return found

    def day(self, zone: Ints, at: Ints) -> Ints:
        """The local day of each moment."""
        return (at + self.offset(zone, at)) // DAY

    def moment(self, zone: Ints, local: Ints) -> tuple[Ints, Ints]:
        """The moments of local times, and how many there are of each: 1; 2 (the earlier is given) where the clock is
        put back over it; 0 where it is put forward over it."""
        before = local - self.offset(zone, local - DAY)
        after = local - self.offset(zone, local + DAY)
        good_before = before + self.offset(zone, before) == local
        good_after = after + self.offset(zone, after) == local
        number = good_before.astype(np.int64) + (good_after & (after != before))
        return np.where(good_before, before, after), number


@lru_cache(maxsize=2048)
def _changes(name: str, first: int, last: int) -> tuple[Ints, Ints]:
    """When a zone's offset changes from the year `first` to the end of `last`, and its offsets before and after."""
    zone = zone_of(name)

    def offset(second: int) -> int:
        gap = dt.datetime.fromtimestamp(second, zone).utcoffset() or dt.timedelta()
        return gap // dt.timedelta(microseconds=1)

    start, end = (int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp()) for year in (first, last + 1))
    changes: list[int] = []
    offsets = [offset(start)]
    for day in range(start, end, 86_400):
        low, high = day, day + 86_400
        if offset(high) == offsets[-1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
        changes.append(high * SECOND)
        offsets.append(offset(high))
    return np.array(changes, np.int64), np.array(offsets, np.int64)
