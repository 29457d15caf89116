"""Judges the tone of one sentence: pushy, desperate, flattery, slang, jargon, or nothing to say.

A linear model over three kinds of evidence: pieces of words, words and pairs of words, and the groups of ``tone.toml``
(what a sentence speaks of, and what follows what). The first step asks whether anything is wrong, the second what; the
sum of both decides. Names, numbers and days are masked, so they carry no weight. ``tests/train_tone.py`` makes the
weights from ``data/tone/``.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import combinations, islice, pairwise
from pathlib import Path

LABELS = ("pushy", "desperate", "flattery", "slang", "jargon")
HERE = Path(__file__).parent

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff]")
_PLAIN = str.maketrans("‘’ʼ“”–—", "'''\"\"--")
_QUOTED = re.compile(r'"[^"]{0,400}"')
_TOKEN = re.compile(r"[£$€]?\d[\d.,:/]*\w*%?|[^\W\d_]+(?:['&][^\W\d_]+)*|[^\w\s]")
_DAY_NAMES = """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december christmas easter"""
_NUMBER_NAMES = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"""
_DAYS, _NUMBERS = (frozenset(re.findall(r"\w+", names)) for names in (_DAY_NAMES, _NUMBER_NAMES))
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof"))
_I = frozenset(("i", "i'm", "i've", "i'd", "i'll"))
_ENDINGS = ("'s", "ing", "ed", "ly", "es", "s", "d", "er")
_YOU = ("you", "you're", "you've", "you'd", "you'll", "your")
_PERSON = dict.fromkeys((*_I, "my", "me"), "I") | dict.fromkeys(_YOU, "you")
NAME, NUMBER, DAY = "§", "#", "§d"
_OPENING = frozenset('".!?:(')
_ROLES = """not:not,never,no,cannot will:will,shall,would,could,can,may,might if:if,unless we:we,our,us
they:they,he,she,them please:please,kindly thank:thank,thanks have:have,has,had was:was,were
just:just and:and but:but so:so because:because to:to"""
_ROLE = {word: name for name, _, words in (r.partition(":") for r in _ROLES.split()) for word in words.split(",")}
_PERSONS = frozenset(_PERSON.values())
_ROLE |= {mark: mark for mark in ("?", "!", NAME, NUMBER, DAY)}
HOPELESS = -4.0  # of the words' score, below which the frames are not looked at
FLOOR = 0.0  # of the first step's score, below which the second is not asked
Feature = tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a sentence, how sure the judge is, and the words that weighed most.

    `margin` is how far it lies above the least score of its label.
    """

    label: str
    probability: float
    margin: float
    evidence: tuple[str, ...]


def tokens(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    """The tokens of a sentence, each with the word as it was written; names, numbers and days are masked.

    >>> [token for token, _ in tokens("By Friday, Ann Lee wants 3 boxes.", {"by", "wants", "boxes"})]
    ['by', '§d', ',', '§', 'wants', '#', 'boxes', '.']
    """
    plain = text
    if not text.isascii():
        plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_PLAIN)
    raw = _TOKEN.findall(_QUOTED.sub(" ", plain) if '"' in plain else plain)
    capital = len([word for word in raw if word[0].isupper() and len(word) > 1])
    caseless = capital > 3 and capital >= 0.8 * sum(word[0].isalpha() for word in raw if len(word) > 1)
    found: list[tuple[str, str]] = []
    start, last = True, ""
    for word in raw:
        token = _fixed(word)
        if not token:
            token, bare = NAME, word.lower()
            told = caseless or (bare not in _TITLES and (start or (word.isupper() and len(word) > 1)))
            if told and (caseless or bare in known or bare.partition("'")[0] in known or _groups_of(bare)):
                token = bare
        start = token in _OPENING
        if token == NAME and last in (".", "&") and len(found) > 1 and found[-2][0] == NAME:
            found.pop()  # "Dr. Lee", "Lee & Sons" are one name
            last = NAME
        if token == last and token in (NAME, NUMBER):
            continue
        if token == "." and last == NAME:
            start = False
        found.append((token, word))
        last = token
    return found


@lru_cache(maxsize=20_000)
def _fixed(word: str) -> str:
    """The token of a word that has the same one wherever it stands; "" where that depends on the words around it."""
    small = word.lower()
    if not word[0].isalpha():
        return NUMBER if len(word) > 1 or word.isdigit() else word
    if small in _NUMBERS:
        return NUMBER
    if small in _DAYS and (word != small or small not in ("may", "march")):
        return DAY
    return small if word[0].islower() or small in _I else ""


def pieces(token: str) -> set[str]:
    """The pieces of two to five characters of a word and the space around it."""
    word = f" {token[:40]} "
    return {word[i : i + n] for n in (2, 3, 4, 5) for i in range(len(word) - n + 1)}


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for name, words in tomllib.loads((HERE / "tone.toml").read_text(encoding="utf-8")).items():
        for word in dict.fromkeys(words.split()):
            key = word.replace("_", " ").replace("-", " - ")
            table[key] = (*table.get(key, ()), name)
    return table


@cache
def _phrases() -> dict[str, dict[str, tuple[tuple[list[str], tuple[str, ...]], ...]]]:
    """The phrases, by their first word and their second: the other words, and the groups."""
    table: dict[str, dict[str, tuple[tuple[list[str], tuple[str, ...]], ...]]] = {}
    for phrase, groups in _groups().items():
        first, *rest = phrase.split()
        if rest:
            seconds = table.setdefault(first, {})
            seconds[rest[0]] = (*seconds.get(rest[0], ()), (rest[1:], groups))
    return table


@lru_cache(maxsize=20_000)
def _groups_of(token: str) -> tuple[str, ...]:
    table = _groups()
    if token in table or not token.isalpha():
        return table.get(token, ())
    stems = (token[: -len(end)] for end in _ENDINGS if token.endswith(end) and len(token) > len(end) + 2)
    return next((found for stem in stems for key in (stem, stem + "e") if (found := table.get(key))), ())


@lru_cache(maxsize=20_000)
def _role_of(token: str) -> str:
    """What a small word does in a frame: the person it stands for, not, if, will, a number, a question mark."""
    return _PERSON.get(token) or _ROLE.get(token) or ("not" if token.endswith("n't") else "")


def speaks_of(words: list[str]) -> list[tuple[int, int, str]]:
    """Which groups the words belong to: first word, number of words, group."""
    phrases = _phrases()
    found = []
    for i, word in enumerate(words):
        for group in _groups_of(word):
            found.append((i, 1, group))
        seconds = phrases.get(word)
        if seconds and i + 1 < len(words) and (seen := seconds.get(words[i + 1])):
            for rest, groups in seen:
                n = len(rest) + 2
                if not rest or words[i + 2 : i + n] == rest:
                    found += [(i, n, group) for group in groups]
    return found


def frame_features(words: list[str]) -> set[Feature]:
    """What is spoken of together, what follows what at a distance of up to three words, and how the sentence starts."""
    spoken = speaks_of(words)
    count: dict[str, int] = {}
    for _, _, group in spoken:
        count[group] = count.get(group, 0) + 1
    roles = [(i, role) for i, word in enumerate(words) if (role := _role_of(word))]
    persons = {role for _, role in roles} & _PERSONS
    kinds = [*sorted(count), *sorted(persons)]
    about: set[Feature] = {*combinations(kinds, 2), *((kind, kind) for kind in kinds)}
    for group, times in count.items():
        if times > 1:
            about.update((group, str(n)) for n in (2, 3) if times >= n)
    about.update(("no", who) for who in _PERSONS - persons)
    spoken.extend((i, 1, role) for i, role in roles)
    spoken.sort()
    for k, (i, n, name) in enumerate(spoken, 1):
        about.add((">", name))
        for start, _, later in islice(spoken, k, None):
            if start >= i + n:
                if start > i + n + 3:
                    break
                about.add((name, ">", later))
    if words:
        about.update((("first", words[0]), ("first", *words[:2]), ("last", words[-1])))
    return about


class Model:
    """The weights: one column for "is anything wrong", one for each label.

    Three blocks of features, each divided by its length: pieces of words, words and pairs of words, frames.
    """

    def __init__(self, data: dict[str, list[float]], vocabulary: list[str], known: Iterable[str]) -> None:
        first, second = (i for i, feature in enumerate(vocabulary) if not feature)  # an empty line ends a block
        self.pieces = {feature: i for i, feature in enumerate(vocabulary[:first])}
        self.words = {tuple(vocabulary[i].split()): i for i in range(first + 1, second)}
        self.frames = {tuple(vocabulary[i].split()): i for i in range(second + 1, len(vocabulary))}
        self.known = frozenset(known)
        # Weights are in hundredths, squares in tenths: whole numbers add up to the same in any order.
        self.columns = {name: data[name] for name in ("problem", "square", *LABELS)}
        self.bias = dict(zip(("problem", *LABELS), data["bias"], strict=True))
        self.least = dict(zip(LABELS, data["least"], strict=True))  # of the sum of both steps' scores
        self.first = lru_cache(maxsize=20_000)(partial(self._sums, ("problem", "square")))
        self.second = lru_cache(maxsize=20_000)(partial(self._sums, LABELS))

    def _sums(self, names: tuple[str, ...], word: str) -> tuple[float, ...]:
        """What a word weighs in these columns: by its pieces in each of them, then by itself."""
        inside = [i for i in map(self.pieces.get, pieces(word)) if i is not None]
        own = [self.words[(word,)]] if (word,) in self.words else []
        return tuple(self._sum(name, ids) for ids in (inside, own) for name in names)

    def _sum(self, name: str, ids: list[int]) -> float:
        return sum(map(self.columns[name].__getitem__, ids))

    def steps(self, words: list[str]) -> tuple[float, float, str]:
        """How likely anything is wrong (0: as likely as not), how surely it is this label, and the label.

        Where the words alone are far from wrong the frames are not looked at; where the first step sees nothing, the
        second is not asked.
        """
        pairs = [i for i in map(self.words.get, pairwise(words)) if i is not None]
        inside, squares, own, own_squares = map(sum, zip(*map(self.first, words), strict=True))
        norms = [_length(squares), _length(own_squares + self._sum("square", pairs))]
        score = self.bias["problem"] + inside / norms[0] + (own + self._sum("problem", pairs)) / norms[1]
        if score < HOPELESS:
            return score, -math.inf, ""
        frames = [i for i in map(self.frames.get, frame_features(words)) if i is not None]
        norms.append(_length(self._sum("square", frames)))
        score += self._sum("problem", frames) / norms[2]
        if score < FLOOR:
            return score, -math.inf, ""
        sums = [sum(column) for column in zip(*map(self.second, words), strict=True)]
        sure = {}
        for name, inside, own in zip(LABELS, sums, sums[len(LABELS) :], strict=False):
            blocks = (inside, own + self._sum(name, pairs), self._sum(name, frames))
            sure[name] = self.bias[name] + sum(block / norm for block, norm in zip(blocks, norms, strict=True))
        label = max(LABELS, key=sure.__getitem__)
        return score, sure[label], label

    def judge(self, sentence: str) -> Verdict | None:
        found = tokens(sentence, self.known)
        words = [token for token, _ in found]
        if sum(word[0].isalpha() for word in words) < 3:
            return None
        score, sure, label = self.steps(words)
        if not label or score + sure < self.least[label]:
            return None
        margin = round(score + sure - self.least[label], 3)
        return Verdict(label, round(1 / (1 + math.exp(-score)), 3), margin, self.evidence(found, label))

    def evidence(self, found: list[tuple[str, str]], label: str) -> tuple[str, ...]:
        """Up to four words of the sentence that weighed most for this label, in their order."""
        words = [token for token, _ in found]
        gain = [0.0] * len(words)
        problem, own = self.columns["problem"], self.columns[label]
        seen = [(*self.first(word), *self.second(word)[LABELS.index(label) :: len(LABELS)]) for word in words]
        norms = _length(sum(sums[1] for sums in seen)), _length(sum(sums[3] for sums in seen))
        frames = [(at, n, i) for at, n, g in speaks_of(words) if (i := self.frames.get((g, g))) is not None]
        for k, sums in enumerate(seen):
            gain[k] += (sums[0] + sums[4]) / norms[0]
            gain[k] += (sums[2] + sums[5]) / norms[1]
            if (i := self.words.get(tuple(words[k : k + 2]))) is not None and k + 1 < len(words):
                gain[k] += (problem[i] + own[i]) / norms[1] / 2
                gain[k + 1] += (problem[i] + own[i]) / norms[1] / 2
        for at, n, i in frames:
            for k in range(at, at + n):
                gain[k] += (problem[i] + own[i]) / norms[0] / n
        ranked = [k for k, word in enumerate(words) if word[0].isalpha() and gain[k] > 0]
        best = sorted(sorted(ranked, key=lambda k: (-gain[k], k))[:4])
        return tuple(dict.fromkeys(found[k][1] for k in best))


def _length(squares: float) -> float:
    return math.sqrt(squares * 1000) or 1.0


@cache
def model() -> Model:
    """The shipped weights, read on first use."""
    data = json.loads(gzip.decompress((HERE / "tone.json.gz").read_bytes()))
    found = Model(data["numbers"], data["vocabulary"].split("\n"), data["known"].split())
    for word in found.known:
        found.first(word)  # once for all, so that no sentence waits for it
    return found


@lru_cache(maxsize=4096)
def judge(sentence: str) -> Verdict | None:
    """What is wrong with the tone of one sentence; None where nothing is.

    >>> judge("Thank you for the tour of the workshop on Tuesday.") is None
    True
    >>> judge("I demand an answer by noon tomorrow, or I will complain to your director.").label
    'pushy'
    """
    return model().judge(sentence)
