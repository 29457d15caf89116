"""Many patterns, tried only where one of their beginnings stands at the start of a word.

A list of a few hundred wordings is slow as one regular expression. Here every list files its patterns by how they
begin, all in one table: a text is walked once for all lists, and only the few patterns that may match are ever tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import count

_START = re.compile(r"(?<![\w-])(?<!\w')\w")
_LENGTH = 6  # characters by which a pattern is filed
_MEMORY = 20_000  # beginnings whose patterns are remembered
_owners = count()
_Numbers = dict[int, list[int]]  # numbers of patterns, by the list that they belong to
_table: dict[str, _Numbers] = {}
_prefixes: set[str] = set()  # how the beginnings in the table begin
_known: dict[str, list[tuple[int, list[int]]]] = {}


class Phrases:
    """Patterns for text in small letters, each of which begins at the start of a word; `guards` must not stand before.

    A dot near the beginning of a pattern stands for an apostrophe.

    >>> wordings = Phrases(["look(?:ing)? forward", "hop(?:e|ing) to"])
    >>> [match.group() for _, match in wordings.find("i am looking forward, and hope to hear")]
    ['looking forward', 'hope to']
    """

    def __init__(self, patterns: Sequence[str], guards: Sequence[str] = ()):
        self._owner, self._patterns = next(_owners), patterns
        self._guards = {number: re.compile(guard) for number, guard in enumerate(guards) if guard}
        for number, pattern in enumerate(patterns):
            for head in heads(pattern):
                _table.setdefault(head, {}).setdefault(self._owner, []).append(number)
                _prefixes.update(head[:n] for n in range(len(head) + 1))
        _known.clear()
        _candidates.cache_clear()

    def find(
        self, text: str, holds: Callable[[re.Match[str]], bool] = bool
    ) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match from left to right that holds, with the number of its pattern; matches do not overlap."""
        end = 0
        for start, numbers in _candidates(text).get(self._owner, ()):
            if start < end:
                continue
            for number in numbers:
                match = _compiled(self._patterns[number]).match(text, start)
                if match and match.end() > start and holds(match) and not self._guarded(number, text, start):
                    yield number, match
                    end = match.end()
                    break

    def _guarded(self, number: int, text: str, start: int) -> bool:
        """Whether something stands directly before the match that explains it."""
        guard = self._guards.get(number)
        return bool(guard and guard.search(text[max(0, start - 40) : start]))


@lru_cache(maxsize=8)
def _candidates(text: str) -> dict[int, list[tuple[int, list[int]]]]:
    """For each list of patterns, the places where some may match, and which."""
    found: dict[int, list[tuple[int, list[int]]]] = {}
    for match in _START.finditer(text):
        start = match.start()
        head = text[start : start + _LENGTH]
        entries = _known.get(head)
        if entries is None:
            entries = _filed(head)
        for owner, numbers in entries:
            found.setdefault(owner, []).append((start, numbers))
    return found


def _filed(head: str) -> list[tuple[int, list[int]]]:
    """The patterns of every list that may match where a text goes on like this; remembered."""
    merged: _Numbers = {}
    for n in range(len(head) + 1):
        if head[:n] not in _prefixes:
            break
        for owner, numbers in _table.get(head[:n], {}).items():
            merged.setdefault(owner, []).extend(numbers)
    if len(_known) > _MEMORY:
        _known.clear()
    return _known.setdefault(head, list(merged.items()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def heads(pattern: str) -> set[str]:
    """How the texts that a pattern matches may begin: up to six characters each; "" where anything may.

    >>> sorted(heads(r"\\b(?:an? )?quick wins?")), heads(r"\\w+ gig")
    (['a quic', 'an qui', 'quick '], {''})
    """
    return _heads(pattern, "")


def _heads(pattern: str, before: str) -> set[str]:
    """The beginnings of `before` and what the pattern adds to it."""
    options = _split(pattern)
    if len(options) > 1:
        return set().union(*(_heads(option, before) for option in options))
    while len(before) < _LENGTH and pattern:
        if pattern.startswith(("\\b", "\\B")):
            if before:
                return {before}
            pattern = pattern[2:]
        elif pattern.startswith("("):
            inside, after = _group(pattern)
            if inside.startswith(("?=", "?!", "?<=", "?<!")):
                pattern = after
                continue
            inside = re.sub(r"^\?(?::|P<\w+>)", "", inside)
            optional, rest = _quantified(after)
            found = set().union(
                *(
                    _heads(f"{option}{rest}" if len(_split(option)) == 1 else option, before)
                    for option in _split(inside)
                )
            )
            return found | (_heads(rest, before) if optional else set())
        elif pattern[0].isalnum() or pattern[0] in "'#£$&" or (before and re.match(r"[ -]|\.(?![*+?{])", pattern)):
            optional, rest = _quantified(pattern[1:])
            char = pattern[0].replace(".", "'")  # what else stands between two letters
            if optional:
                return _heads(rest, before) | _heads(char + rest, before)
            before, pattern = before + char, rest
        elif pattern.startswith(("\\d", "[2-9]", "[1-9]")):
            return {before + digit for digit in "0123456789"}
        else:
            return {before}
    return {before}


def _quantified(rest: str) -> tuple[bool, str]:
    """Whether what stands before may be left out, and the pattern after its quantifier."""
    match = re.match(r"[?*+]\??|\{\d*,?\d*\}", rest)
    sign = match.group() if match else ""
    return sign.startswith(("?", "*", "{0", "{,")), rest[len(sign) :]


def _group(pattern: str) -> tuple[str, str]:
    depth = 0
    for at, char in _signs(pattern):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return pattern[1:at], pattern[at + 1 :]
    return pattern[1:], ""


def _split(pattern: str) -> list[str]:
    """The alternatives at the top level."""
    depth, last, found = 0, 0, []
    for at, char in _signs(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            found.append(pattern[last:at])
            last = at + 1
    return [*found, pattern[last:]]


def _signs(pattern: str) -> Iterator[tuple[int, str]]:
    """The brackets and bars that mean something: not escaped, not in a class."""
    at, inside = 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[" and not inside:
            inside = True
        elif char == "]" and inside:
            inside = False
        elif char in "()|" and not inside:
            yield at, char
        at += 1
