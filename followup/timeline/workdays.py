"""Working days: which days a check-in may fall on, in the country that the learner chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache

import holidays as public_holidays
from holidays import registry

from ..errors import InputError, did_you_mean
from ..words import fold

Holidays = str | Collection[dt.date | str] | None


class WorkingDays:
    """The working days of a place.

    `place` is a country (`"US"`), a country with its region (`"GB-ENG"`, `"DE-BE"`), a collection of dates that are
    holidays besides weekends, or None for weekends alone (Saturday and Sunday). Observed days count as holidays, and
    the weekend is the country's own.

    >>> days = WorkingDays("GB-ENG")
    >>> days.move(dt.date(2026, 12, 25)).isoformat(), days.why(dt.date(2026, 12, 28))
    ('2026-12-29', 'Boxing Day (observed)')
    """

    def __init__(self, place: Holidays = None):
        if place is not None and not isinstance(place, Collection):
            cure = 'Use a country such as "US", a region such as "GB-ENG", or None for weekends only.'
            raise InputError.one("holidays", place, "is not a place", cure)
        self.place = _code(place) if isinstance(place, str) and place.strip() else ""
        self._calendar = _calendar(self.place) if self.place else None
        self._extra = frozenset() if place is None or isinstance(place, str) else frozenset(map(_date, place))

    def why(self, day: dt.date) -> str:
        """Why nobody works on this day: the holiday's name or "a weekend"; empty on a working day."""
        if day in self._extra:
            return "a holiday"
        if self._calendar is None:
            return "a weekend" if day.weekday() >= 5 else ""
        if self._calendar.is_working_day(day):
            return ""
        return str(self._calendar.get(day) or "a weekend")

    def move(self, day: dt.date) -> dt.date:
        """The day itself if it is a working day, else the next one; never an earlier one."""
        for _ in range(366):
            if not self.why(day):
                return day
            day += dt.timedelta(days=1)
        raise InputError.one("holidays", None, "leave no working day within a year", "Check the list of holidays.")


def _date(given: dt.date | str) -> dt.date:
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(given)
    except (TypeError, ValueError):
        raise InputError.one("holidays", given, "is not a date", "Write it as 2026-03-17.") from None


@lru_cache(maxsize=64)
def _code(place: str) -> str:
    """The code of a place, such as `GB-ENG`, from any of its spellings."""
    name, _, region = place.strip().upper().replace("_", "-").partition("-")
    country = _codes().get(fold(name), name)
    known = public_holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        cure = (
            did_you_mean(country, known)
            or "Use a two-letter code such as US, DE or IN, or leave it empty for weekends only."
        )
        raise InputError.one("holidays", place, "is not a country whose holidays are known", cure)
    if region and region not in known[country]:
        cure = (
            f"{country} has these regions: {', '.join(known[country])}." if known[country] else f"Use {country} alone."
        )
        raise InputError.one("holidays", place, f"names no region of {country}", cure)
    return f"{country}-{region}" if region else country


@lru_cache(maxsize=64)
def _calendar(code: str) -> public_holidays.HolidayBase:
    country, _, region = code.partition("-")
    calendar = public_holidays.country_holidays(country, subdiv=region or None)
    english = next((lang for lang in calendar.supported_languages if lang.startswith("en")), None)
    return public_holidays.country_holidays(country, subdiv=region or None, language=english)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """The two-letter codes by everything that a country is called: its name, its three letters."""
    named = {fold(name): code for name, code in countries().items()}
    return (
        {fold(alias): names[1] for names in registry.COUNTRIES.values() for alias in names[1:]} | named | {"uk": "GB"}
    )


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """The countries whose holidays are known: code by name, in the order of names.

    >>> countries()["United States"]
    'US'
    """
    known = public_holidays.list_supported_countries(include_aliases=False)
    names = {names[1]: module.replace("_", " ").title() for module, names in registry.COUNTRIES.items()}
    return dict(sorted((names.get(code, code), code) for code in known))


def regions(country: str) -> list[str]:
    """The regions of a country that have holidays of their own; empty where it has none.

    >>> regions("GB")
    ['ENG', 'NIR', 'SCT', 'WLS']
    """
    return list(public_holidays.list_supported_countries(include_aliases=False).get(country, []))
