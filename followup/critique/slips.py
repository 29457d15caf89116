"""Rules over kinds of words, all tried at once: a text is walked once, however many rules there are.

A rule is a line of `grammar.toml`, such as `MODAL [of] !course => have`: a modal verb, the reported word, anything but
"course", and what is right. The rules stand one after the other as the bits of one large number, and each word of the
text moves every rule that goes on with it one bit further ("shift-and", Baeza-Yates and Gonnet, Communications of the
ACM 35, 1992). So a text costs its length, not its length times the number of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from .data import data
from .forms import begins_like_a_vowel, form, kinds
from .text import Taken

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['-][^\W\d_]+)*"  # a word
    r"|\d+(?:[.,:]\d+)*(?:[^\W\d_]+)?(?:-[^\W\d_]+)*"  # a number, with what hangs on it
    r"|\n[ \n]*\n|[ ]{3,}|_+|[^\w\s]"  # the end of a paragraph, words left out, a slot, a sign
)
_WORD = frozenset({"WORD"})
_NAME = frozenset({"WORD", "NAME"})
_OF_NAMES = frozenset({"A", "AN", "DAY", "MONTH"})
# An element of a rule, with what stands around it: the brackets, "?" where it may be missing, "{4}" for up to four.
_PART = re.compile(r"(?P<opens>\[?)(?P<element>\S+?)(?:(?P<may>\?)|\{(?P<most>\d+)\})?(?P<closes>\]?)(?!\S)")


class Token(NamedTuple):
    """A word, a sign or a gap, and where it stands; a capital inside a sentence makes a `name`."""

    text: str
    start: int
    end: int
    name: bool = False


class _Rule(NamedTuple):
    order: int  # its line
    length: int  # in words
    first: int  # of the reported words
    last: int
    right: tuple[tuple[str, int, str], ...] | None  # words, or a reported word's number and form; None: no slip


class Slip(NamedTuple):
    """Words that a rule reports, and the words that are meant; "" where that depends."""

    start: int
    end: int
    right: str


def tokens(text: str, original: str) -> list[Token]:
    """The words and signs of a text in small letters; `original` is the same text as it was written.

    >>> [token.text for token in tokens("it's mine, priya.", "It's mine, Priya.")]
    ['.', "it's", 'mine', ',', 'priya', '.', '.']
    """
    found = [Token(".", 0, 0)]
    fresh = True  # whether a sentence begins here
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = text[start:end]
        if word[0].isalpha():
            loud = original[start + 1 : start + 2] != word[1:2]
            name = original[start] != word[0] and (not fresh or loud) and word != "i" and word[:2] != "i'"
            found.append(Token(word, start, end, name))
            fresh = False
        else:
            if word.isspace():
                word = "." if original.count("\n", start, end) > 1 else '"'
            found.append(Token(word, start, end))
            fresh = word in ".?!:" or (fresh and not word[0].isdigit())
    return [*found, Token(".", len(text), len(text))]


class _Machine:
    """The rules as bits: `allowed` and `excepted` tell which of them each word, or kind of word, takes further."""

    def __init__(self, lines: list[str]) -> None:
        self.starts = self.ends = self.bits = 0
        self.rules: dict[int, _Rule] = {}
        self.allowed: dict[str, int] = {}
        self.excepted: dict[str, int] = {}
        for order, line in enumerate(lines):
            self._add(order, line)
        self.mask = lru_cache(maxsize=4096)(self._mask)
        self.masks = lru_cache(maxsize=4096)(self._masks)  # few words have kinds that no word before them had

    def _add(self, order: int, line: str) -> None:
        pattern, _, right = line.partition("=>")
        parts = list(_PART.finditer(pattern))
        first = next((i for i, part in enumerate(parts) if part["opens"]), 0)
        last = next((i for i, part in enumerate(parts) if part["closes"]), len(parts) - 1)
        often = [range(0 if part["may"] or part["most"] else 1, int(part["most"] or 1) + 1) for part in parts]
        for times in product(*often):
            kept = [i for i, n in enumerate(times) for _ in range(n)]
            variant = [parts[i]["element"] for i in kept]
            inside = [n for n, i in enumerate(kept) if first <= i <= last]
            numbers = {kept[n] - first + 1: n - inside[0] for n in inside}
            self.starts |= 1 << self.bits
            for element in variant:
                self._allow(element)
                self.bits += 1
            self.ends |= 1 << (self.bits - 1)
            self.rules[self.bits - 1] = _Rule(order, len(kept), inside[0], inside[-1], _right(right.split(), numbers))

    def _allow(self, element: str) -> None:
        """Note which words may stand at the next place: "a|b", "A~b" without b, "!a|b" anything else."""
        if element[0] == "!":
            options = [["*", *element[1:].split("|")]]
        else:
            options = [option.split("~") for option in element.split("|")]
        for word, *others in options:
            self.allowed[word] = self.allowed.get(word, 0) | 1 << self.bits
            for other in others:
                self.excepted[other] = self.excepted.get(other, 0) | 1 << self.bits

    def _mask(self, word: str, name: bool) -> int:
        allowed, excepted = self.masks(_kinds(word, name))
        if not name or len(word) > 1:
            allowed, excepted = allowed | self.allowed.get(word, 0), excepted | self.excepted.get(word, 0)
        return allowed & ~excepted

    def _masks(self, found: frozenset[str]) -> tuple[int, int]:
        allowed = excepted = 0
        for kind in ("*", *found):
            allowed |= self.allowed.get(kind, 0)
            excepted |= self.excepted.get(kind, 0)
        return allowed, excepted

    def find(self, words: list[Token]) -> Iterator[tuple[int, _Rule]]:
        """Every rule that fits, with the number of its first token."""
        state, starts, ends, mask = 0, self.starts, self.ends, self.mask
        for at, (text, _, _, name) in enumerate(words):
            state = (state << 1 | starts) & mask(text, name)
            while hits := state & ends:
                rule = self.rules[hits.bit_length() - 1]
                yield at - rule.length + 1, rule
                state ^= 1 << (hits.bit_length() - 1)


def _kinds(word: str, name: bool) -> frozenset[str]:
    """All that a rule may call a token, besides its own letters; a name is not asked what else it might mean."""
    if not word[0].isalnum():
        return kinds(word) | ({"END"} if word in ".?!" else set())
    if name:
        return _NAME | (kinds(word) & _OF_NAMES if len(word) > 1 else set())
    return kinds(word) | _WORD


def _right(words: list[str], numbers: dict[int, int]) -> tuple[tuple[str, int, str], ...] | None:
    """What is right: "$2" is the second of the reported words, "$2.ing" a form of it."""
    if words == ["ok"]:
        return None
    pieces = []
    for word in words:
        number, _, other = word.removeprefix("$").partition(".")
        if word[0] != "$":
            pieces.append((word.replace("_", " "), 0, ""))
        elif int(number) in numbers:
            pieces.append(("", numbers[int(number)], other))
    return tuple(pieces)


@cache
def _machine() -> _Machine:
    return _Machine([line for group in data("grammar")["rules"].values() for line in group.splitlines() if line])


def fitting(words: list[Token]) -> Iterator[tuple[int, _Rule]]:
    """Every rule that fits, whatever other rules say, with the number of its first token."""
    return _machine().find(words)


def find(text: str, original: str) -> list[Slip]:
    """The slips of a text in small letters, from left to right; none overlaps another.

    >>> [slip.right for slip in find("i should of asked; he know it.", "I should of asked; he know it.")]
    ['have', 'knows']
    """
    words = tokens(text, original)
    hits = [(words[at + rule.first].start, at + rule.first, rule) for at, rule in fitting(words)]
    hits.sort(key=lambda hit: (hit[2].right is not None, hit[0], hit[2].order))  # what is no slip comes first
    taken = Taken()
    slips = []
    for start, at, rule in hits:
        reported = words[at : at + rule.last - rule.first + 1]
        end = reported[-1].end
        if not taken.free(start, end):
            continue
        right = _written(rule, reported)
        if right != " ".join(word.text for word in reported):
            taken.add(start, end)
            if rule.right is not None:
                slips.append(Slip(start, end, re.sub(r"\bi\b", "I", right)))
    return _joined(sorted(slips))


def _joined(slips: list[Slip]) -> list[Slip]:
    """One finding where two rules report words that touch: they have one cause."""
    joined: list[Slip] = []
    for slip in slips:
        before = joined.pop() if joined and slip.start - joined[-1].end < 2 else None
        if before:
            both = before.right and slip.right
            slip = Slip(before.start, slip.end, f"{before.right} {slip.right}" if both else "")
        joined.append(slip)
    return joined


def _written(rule: _Rule, words: list[Token]) -> str:
    pieces = rule.right or ()
    right = [text or (form(words[n].text, other) if other else words[n].text) for text, n, other in pieces]
    if right[:1] == ["a"] and len(right) > 1 and begins_like_a_vowel(right[1]):
        right[0] = "an"
    return " ".join(right)
