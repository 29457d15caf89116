"""Many patterns, tried only where one of their beginnings stands at the start of a word.

A list of a few hundred wordings is slow as one regular expression. Here every list files its patterns by how they
begin, all in one table: a text is walked once for all lists, and only the few patterns that may match are ever tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count

_WORDS = re.compile(r"[\w-]+(?:(?<=\w)'[\w-]+)*")
_LENGTH = 6  # characters by which a pattern is filed
_owners = count()
_Filed = tuple[tuple[int, int], ...]
_table: dict[str, _Filed] = {}  # patterns by beginning: the list that each belongs to, and its number in it


class Phrases:
    """Patterns for text in small letters, each of which begins at the start of a word.

    A dot near the beginning of a pattern stands for an apostrophe.

    >>> wordings = Phrases(["look(?:ing)? forward", "hop(?:e|ing) to"])
    >>> [match.group() for match in wordings.find("i am looking forward, and hope to hear")]
    ['looking forward', 'hope to']
    """

    def __init__(self, patterns: Sequence[str]):
        self._owner, self._patterns = next(_owners), [re.compile(pattern) for pattern in patterns]
        for number, pattern in enumerate(patterns):
            for head in heads(pattern):
                _table[head] = (*_table.get(head, ()), (self._owner, number))
        _filed.cache_clear()
        _candidates.cache_clear()

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every match from left to right; matches do not overlap."""
        end = 0
        for start, number in _candidates(text).get(self._owner, ()):
            if start >= end and (match := self._patterns[number].match(text, start)) and match.end() > start:
                yield match
                end = match.end()


@lru_cache(maxsize=8)
def _candidates(text: str) -> dict[int, list[tuple[int, int]]]:
    """For each list of patterns, the places where some may match, and which."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for word in _WORDS.finditer(text):
        start = word.start()
        for owner, number in _filed(text[start : start + _LENGTH]):
            found[owner].append((start, number))
    return found


@lru_cache(maxsize=50_000)
def _filed(head: str) -> _Filed:
    """The patterns of every list that may match where a text goes on like this."""
    shorter = _filed(head[:-1]) if head else ()
    return shorter + _table.get(head, ())  # the vaguest first


_PIECE = re.compile(
    r"([\w '#£$&-]+(?![?*+{])|\\.|\[\^?\]?(?:\\.|[^]\\])*\]|\((?:\?(?::|P<\w+>|<?[=!]))?|.)([?*+]\??|\{[\d,]*\})?"
)
_PLAIN = re.compile(r"[\w '#£$&-]")
_Option = list[tuple["str | list[_Option]", str]]  # what stands one after the other, each with its quantifier


def heads(pattern: str) -> set[str]:
    """How the texts that a pattern matches may begin: up to six characters each; "" where anything may.

    >>> sorted(heads(r"\\b(?:an? )?quick wins?")), heads(r"\\w+ gig")
    (['a quic', 'an qui', 'quick '], {''})
    """
    options: list[_Option] = [[]]
    around = []
    for piece, many in _PIECE.findall(pattern):
        if piece[0] == "(":
            around.append((options, piece))
            options = [[]]
        elif piece == "|":
            options.append([])
        elif piece == ")":
            inside = options
            options, opened = around.pop()
            if opened[-1] not in "=!":
                options[-1].append((inside, many))
        else:
            options[-1].append((piece, many))
    return set.union(*_grown(options, {""}))


def _grown(options: list[_Option], begun: set[str]) -> tuple[set[str], set[str]]:
    """Beginnings, and what the options add to each of them: those that are complete, and those that may go on."""
    ends: set[str] = set()
    growing: set[str] = set()
    for option in options:
        now = begun
        for piece, many in option:
            complete, grown = _grown(piece, now) if isinstance(piece, list) else _added(piece, many, now)
            if many and many[0] in "+*{":  # what may come again is not followed further
                complete, grown = complete | grown, set()
            ends |= complete
            now = grown | now if many[:1] in ("?", "*") or many[:2] in ("{0", "{,") else grown
            if not now:
                break
        growing |= now
    return ends, growing


def _added(piece: str, many: str, begun: set[str]) -> tuple[set[str], set[str]]:
    if piece in ("\\b", "\\B"):
        return set(), begun
    if piece in ("\\d", "[1-9]", "[2-9]"):
        return {start + digit for start in begun for digit in "0123456789"}, set()
    if piece == "." and not many and "" not in begun:
        piece = "'"  # what else stands between two letters
    if not _PLAIN.match(piece) or (piece[0] in " -" and "" in begun):
        return begun, set()
    grown = {(start + piece)[:_LENGTH] for start in begun}
    ends = {start for start in grown if len(start) == _LENGTH}
    return ends, grown - ends
