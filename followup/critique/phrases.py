"""Many patterns, tried only where one of their first letters stands at the start of a word.

A list of a few hundred wordings is slow as one regular expression; filed by how they begin, only a few are ever tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

_START = re.compile(r"(?<![\w'-])\w")
_LENGTH = 6  # characters by which a pattern is filed
_MEMORY = 20_000  # beginnings whose patterns are remembered


class Phrases:
    """Patterns for text in small letters, each of which begins at the start of a word; `guards` must not stand before.

    >>> wordings = Phrases(["look(?:ing)? forward", "hop(?:e|ing) to"])
    >>> [match.group() for _, match in wordings.find("i am looking forward, and hope to hear")]
    ['looking forward', 'hope to']
    """

    def __init__(self, patterns: Sequence[str], guards: Sequence[str] = ()):
        self._guards = {number: re.compile(guard) for number, guard in enumerate(guards) if guard}
        self._cores = [core(pattern) for pattern in patterns]
        self._known: dict[str, list[tuple[int, str]]] = {}
        self._shelves: dict[str, list[tuple[int, str]]] = {}
        for number, pattern in enumerate(patterns):
            for head in sorted(heads(pattern)):
                self._shelves.setdefault(head, []).append((number, pattern))

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match from left to right, with the number of its pattern; matches do not overlap."""
        vain = {number for number, words in enumerate(self._cores) if words not in text}
        end, known = 0, self._known
        for start, head in _starts(text):
            entries = known.get(head)
            if entries is None:
                if len(known) > _MEMORY:
                    known.clear()
                entries = known[head] = [
                    e for n in range(_LENGTH + 1) for e in self._shelves.get(head[:n], ()) if n <= len(head)
                ]
            if not entries or start < end:
                continue
            for number, pattern in entries:
                match = None if number in vain else _compiled(pattern).match(text, start)
                if match and match.end() > start and not self._guarded(number, text, start):
                    yield number, match
                    end = match.end()
                    break

    def _guarded(self, number: int, text: str, start: int) -> bool:
        """Whether something stands directly before the match that explains it."""
        guard = self._guards.get(number)
        return bool(guard and guard.search(text[max(0, start - 40) : start]))


@lru_cache(maxsize=4)
def _starts(text: str) -> list[tuple[int, str]]:
    """Where words start, and with which letters."""
    return [(match.start(), text[match.start() : match.start() + _LENGTH]) for match in _START.finditer(text)]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def core(pattern: str) -> str:
    """The longest run of letters that a text must hold for a pattern to match; "" where there is none.

    >>> core(r"\\b(a|the) (?:very )?brake pads?\\b"), core("one|two")
    ('brake pad', '')
    """
    if len(_split(pattern)) > 1:
        return ""
    runs, run, rest = [""], "", pattern
    while rest:
        char = rest[0]
        if char == "(":
            _, rest = _group(rest)
            _, rest = _quantified(rest)
            runs, run = [*runs, run], ""
        elif char.isalnum() or char in " '-":
            optional, after = _quantified(rest[1:])
            repeated = len(after) < len(rest) - 1
            runs, run = ([*runs, run if optional else run + char], "") if repeated else (runs, run + char)
            rest = after
        else:
            step = 2 if char == "\\" else rest.index("]") + 1 if char == "[" and "]" in rest else 1
            _, rest = _quantified(rest[step:])
            runs, run = [*runs, run], ""
    return max([*runs, run], key=len).strip()


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
        elif pattern[0].isalnum() or pattern[0] in "'#£$&" or (before and pattern[0] in " -"):
            optional, rest = _quantified(pattern[1:])
            if optional:
                return _heads(rest, before) | _heads(pattern[0] + rest, before)
            before, pattern = before + pattern[0], rest
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
