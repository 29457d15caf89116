"""Small pieces of English: dates, lists and quantities, the same whatever the computer's language."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def day(date: dt.date, *, year: bool = False) -> str:
    """A date as people say it.

    >>> day(dt.date(2026, 3, 10)), day(dt.date(2026, 3, 10), year=True)
    ('Tuesday 10 March', 'Tuesday 10 March 2026')
    """
    text = f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"
    return f"{text} {date.year}" if year else text


def clock(moment: dt.datetime) -> str:
    """The time of day, on the 24-hour clock.

    >>> clock(dt.datetime(2026, 3, 10, 9, 5))
    '09:05'
    """
    return f"{moment.hour:02}:{moment.minute:02}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """Items as a phrase.

    >>> listing(["Ada", "Grace", "Mary"])
    'Ada, Grace and Mary'
    """
    *first, final = list(items) or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "day"), count(2, "day"), count(0, "reply", "replies")
    ('1 day', '2 days', '0 replies')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def whole(text: str) -> str:
    """Text that can be written to any file: half a character, as a broken paste leaves it, becomes a question mark.

    >>> whole("Ada\\ud83d")
    'Ada?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Text on one line: control characters dropped, white space folded. For names, subjects, addresses.

    >>> one_line("Ada\\r\\nBcc: all  Reyes")
    'Ada Bcc: all Reyes'
    """
    return " ".join("".join(c if unicodedata.category(c) != "Cc" or c.isspace() else "" for c in whole(text)).split())


def fold(text: str) -> str:
    """Text for comparing: no accents, no capitals, single spaces.

    >>> fold("Zoë  NÚÑEZ") == fold("zoe nunez")
    True
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(text.lower().split())
