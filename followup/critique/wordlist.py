"""The English words that the kit knows, and how often they are used: from the package `symspellpy`, on first use.

Only its word list is read (82,765 words, British and American), not its code; nothing comes from the network.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from .check import Unjudged
from .data import data

COMMON = 1_500_000  # occurrences from which a word is common: the likelier meaning of a slip


def _read(name: str) -> str:
    """A file of the package."""
    spec = find_spec("symspellpy")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    path = next(iter(sorted(folder.glob(name))), None) if folder else None
    if path is None:
        raise Unjudged("the list of English words (package symspellpy) is not installed")
    return path.read_text(encoding="utf-8-sig")


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, int]:
    pairs = _read("frequency_dictionary_en_*.txt").split()
    counts = dict(zip(pairs[::2], map(int, pairs[1::2]), strict=True))
    for word in f"{data('spelling')['also_right']} {data('tone')['slang_word']}".split():
        counts.setdefault(word, 1)
    return counts


def known(word: str) -> bool:
    """Whether this is an English word, in small letters; plurals, possessives and joined words count."""
    words = _frequencies()
    if word in words:
        return True
    if "-" in word or "'" in word:
        return all(part in words or len(part) < 3 for part in re.split("[-']", word))
    if len(word) < 5:
        return False
    return any(form in words for form in _british(word)) or any(
        stem in words or any(form in words for form in _british(stem))
        for end, added in _ENDINGS
        if word.endswith(end) and len(stem := word[: -len(end)] + added) > 2
    )


_ENDINGS = tuple(tuple(pair.split(">")) for pair in data("spelling")["endings"].split())
_SPELLINGS = tuple((re.compile(us), uk) for us, uk in data("spelling")["american"])


@lru_cache(maxsize=4096)
def _british(word: str) -> tuple[str, ...]:
    """An American spelling in British ones, a place at a time: the list holds more of these."""
    return tuple(word[: m.start()] + m.expand(uk) + word[m.end() :] for us, uk in _SPELLINGS for m in us.finditer(word))


def frequency(word: str) -> int:
    """How often a word is used; 0 where it is not known."""
    return _frequencies().get(word, 0)


def common(word: str) -> bool:
    """Whether a word is one that many people use."""
    return frequency(word) >= COMMON


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def one_edit(word: str) -> set[str]:
    """Every string that is one slip away: a letter too many, too few, wrong, or two swapped."""
    pairs = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in pairs if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1}
    wrong = {a + c + b[1:] for a, b in pairs if b for c in _LETTERS}
    added = {a + c + b for a, b in pairs for c in _LETTERS}
    return (left_out | swapped | wrong | added) - {word}


@lru_cache(maxsize=4096)
def nearest(word: str) -> str | None:
    """The common word that an unknown one is most likely meant to be, one slip away; None where there is none."""
    found = max(
        filter(common, _frequencies().keys() & one_edit(word)), key=lambda w: _likelihood(word, w), default=None
    )
    if not found or not _likelihood(word, found):
        return None
    foreign = word[:-1] == found and word[-1] in "aiou"  # "dashi" is no slip of "dash"
    odd = word[0] != found[0] and sorted(word) != sorted(found) and frequency(found) < 20 * COMMON
    return None if foreign or odd else found


def _likelihood(slip: str, word: str) -> float:
    """Slips swap, drop or double letters more often than they change them, and seldom at the start."""
    weight = float(frequency(word))
    if slip[0] != word[0]:
        weight /= 50
    if sorted(slip) == sorted(word):
        return weight * 20
    if len(slip) < len(word):
        return weight * (12 if _doubled(word, slip) else 4)
    if len(slip) > len(word):
        return weight * (12 if _doubled(slip, word) else 2)
    a, b = next(((a, b) for a, b in zip(slip, word, strict=True) if a != b), ("", ""))
    if {a, b} <= set("aeiouy") or {a, b} in ({"s", "c"}, {"s", "z"}, {"k", "c"}):
        return weight * 4
    return weight * any(pair in _ALIKE for pair in (a + b, b + a))


# Letters beside each other on the keyboard, or of like sound. Whoever writes another one did not slip: "clitics" is a
# term, and not "critics".
_ALIKE = "qwertyuiop asdfghjkl zxcvbnm fv vw bp td gk gj jy kq cq px"


def _doubled(longer: str, shorter: str) -> bool:
    """Whether the longer word is the shorter one with a letter doubled."""
    return any(longer[i] == longer[i + 1] and longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer) - 1))


# Which of three kinds of word follow these, and how much one occurrence says: verbs, nouns, adjectives.
_TELLING = {
    **dict.fromkeys(("to", "will", "can", "they", "we", "i"), (1, 0, 0)), "not": (0.5, 0, 0),
    **dict.fromkeys(("the", "a", "an", "my", "your", "this", "some", "of"), (0, 1, 0)),
    "very": (0, 0, 5), **dict.fromkeys(("be", "is", "was"), (0, 0, 1)),
}  # fmt: skip


@lru_cache(maxsize=1)
def _companies() -> dict[str, list[int]]:
    text = _read("frequency_bigramdictionary_en_*.txt")
    found: dict[str, list[int]] = {}
    for first, word, times in re.findall(rf"^({'|'.join(_TELLING)}) (\S+) (\d+)$", text, re.MULTILINE):
        counts = found.setdefault(word, [0, 0, 0, 0])
        for kind, weight in enumerate(_TELLING[first]):
            counts[kind] += int(int(times) * weight)
        counts[3] += first in ("a", "an")
    return found


def company(word: str) -> list[int]:
    """How often a word stands where a verb, a noun, an adjective would, and whether it is seen after "a" or "an"."""
    return _companies().get(word, [0, 0, 0, 0])
