"""What a text in a class's file means: a value, or what is wrong with it and the cure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from ..errors import did_you_mean
from ..words import one_line
from .columns import WORDS, plain_name
from .zones import SECOND

_LONGEST = 300  # characters of a name, as everywhere in the kit
_MOST_PEOPLE = 50
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}

Meaning = tuple[Any, tuple[str, str] | None]


def name(text: str) -> Meaning:
    if len(text) > _LONGEST:
        return None, (f"is longer than {_LONGEST} characters", "Shorten it.")
    return one_line(text) or None, None


def people(text: str) -> Meaning:
    if text.isdecimal() and len(text) <= 3 and 0 < int(text) <= _MOST_PEOPLE:
        return "; ".join(f"p{number}" for number in range(1, int(text) + 1)), None
    people = [person for part in re.split(r"[;|\n]", text) if (person := one_line(part))]
    if len(people) == 1 and re.search(r",| and | & |/", people[0]):
        return None, ("may be one person or several", "Put a semicolon between people, and none within a name.")
    if len(people) > _MOST_PEOPLE or any(len(person) > _LONGEST for person in people):
        return None, ("holds too many or too long names", f"Give at most {_MOST_PEOPLE} people.")
    return "; ".join(people) or None, None


def flag(text: str) -> Meaning:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES, None
    return None, ("is neither yes nor no", "Write yes or no.")


def word(text: str, form: str) -> Meaning:
    value = WORDS[form].get(plain_name(text))
    if value:
        return value, None
    return None, (f"is not a known {form}", did_you_mean(text, dict.fromkeys(WORDS[form].values())))


def zone(text: str) -> Meaning:
    if offset := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", text, re.I | re.A):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= 14 * 60:
            return offset_name((1 if offset[1] == "+" else -1) * minutes * 60 * SECOND), None
    if text.casefold() in _known_zones():
        return _known_zones()[text.casefold()], None
    near = did_you_mean(text, _known_zones().values()) or "Use a name such as Europe/Berlin."
    return None, ("is not a known time zone", near)


@lru_cache(maxsize=1)
def _known_zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


def offset_name(offset: int) -> str:
    minutes = abs(offset) // (60 * SECOND)
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
