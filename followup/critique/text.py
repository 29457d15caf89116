"""A field as it was given, and as it is read: the same words, with every position traced back to the original."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, insort
from functools import lru_cache

# One character for one, so that positions stay: curly quotes, odd spaces and line ends.
_SAME_LENGTH = str.maketrans(
    dict.fromkeys("‘’ʼ‛′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " ")
    | dict.fromkeys("\u2028\u2029\u0085\v\f", "\n")
)
_UNSEEN = "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad"
_TAGS = (
    "a|abbr|b|blockquote|body|br|center|div|em|font|h[1-6]|head|hr|html|i|img|li|meta|o:p|ol|p|pre|span|strong|style"
    "|table|tbody|td|th|title|tr|u|ul"
)
_MARKUP = re.compile(
    r"<(?:style|script|head)\b[^<]*(?:<(?!/)[^<]*)*</(?:style|script|head)\s*>"
    rf"|</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!--[^>]*-->|<![A-Za-z][^>]*>|&(?:[a-z]{{2,8}}|\#\d{{1,6}});",
    re.IGNORECASE,
)
_HTML = re.compile(r"<(?:html|body|p|div|br|span|table)\b[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
_BREAKING = re.compile(r"</?(?:p|div|br|li|tr|h\d|table|ul|ol|blockquote)\b", re.IGNORECASE)


class Text:
    """One field. `raw` is what was given, `plain` what is read: no invisible characters, no HTML tags, plain quotes.

    >>> field = Text("Dear\\u200b Dr.\\u200b Nair")
    >>> field.plain, field.span(5, 8), field.raw[slice(*field.span(5, 8))]
    ('Dear Dr. Nair', (6, 9), 'Dr.')
    """

    def __init__(self, raw: str):
        self.raw = raw
        self.markup = len(_HTML.findall(raw)) > 1
        self._places: list[int] | None = None
        text = raw
        if self.markup:
            text = self._cut(text, _MARKUP)
        if _HIDDEN.search(text):
            text = self._cut(text, _HIDDEN)
        if "\r" in text:
            text = re.sub(r"\r(?!\n)", "\n", text).replace("\r", " ")
        self.plain = text.translate(_SAME_LENGTH) if not text.isascii() or "\t" in text else text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of `plain` lies in `raw`."""
        if self._places is None:
            return start, end
        places = self._places
        first = places[start] if start < len(places) else len(self.raw)
        return first, (places[end - 1] + 1 if end > start else first)

    def _cut(self, text: str, unwanted: re.Pattern[str]) -> str:
        """Drop what is not to be read, and remember where the rest came from."""
        pieces: list[str] = []
        places: list[int] = []
        old = self._places or range(len(text))
        last = 0
        for match in unwanted.finditer(text):
            pieces.append(text[last : match.start()])
            places.extend(old[last : match.start()])
            if stands_for := _meaning(match.group()):
                pieces.append(stands_for)
                places.extend([old[match.start()]] * len(stands_for))
            last = match.end()
        pieces.append(text[last:])
        places.extend(old[last:])
        self._places = places
        return "".join(pieces)


@lru_cache(maxsize=256)
def _meaning(markup: str) -> str:
    """What a piece of markup stands for in plain text: a break, a character, or nothing."""
    if markup.startswith("&"):
        character = html.unescape(markup)
        return character if len(character) == 1 else " "
    if _BREAKING.match(markup):
        return "\n\n" if markup[:3].lower() == "</p" else "\n"
    return ""


class Taken:
    """Places of a text that are taken, kept in order and apart: none overlaps another.

    >>> taken = Taken()
    >>> taken.add(3, 5)
    >>> taken.free(5, 9), taken.free(4, 9)
    (True, False)
    """

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def free(self, start: int, end: int) -> bool:
        """Whether nothing there is taken: of those that begin before the end, the last decides."""
        place = bisect_left(self._spans, (end,))
        return not place or self._spans[place - 1][1] <= start

    def add(self, start: int, end: int) -> None:
        insort(self._spans, (start, end))
