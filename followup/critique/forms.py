"""What kind of word a word is, and its other forms.

No dictionary says so: the pairs of words that `symspellpy` counts tell a verb from a noun ("to explain" is frequent,
"the explain" is not). Irregular verbs, closed classes and exceptions are lists in `grammar.toml`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from .data import data
from .wordlist import company, frequency

_SEEN = 100_000  # occurrences from which the company of a word says something
_CLOSED = frozenset("PREP PRON OBJ MINE DET BE HAVE DO MODAL NUMBER CONJ ADV WH".split())  # noqa: SIM905
_TENS = ("twenty-", "thirty-", "forty-", "fifty-", "sixty-", "seventy-", "eighty-", "ninety-")
_ODD = {"child": "children", "man": "men", "woman": "women", "person": "people"}


@cache
def _irregular() -> dict[str, list[list[str]]]:
    """Past and participles of each irregular verb."""
    lines = (line.split() for line in data("grammar")["irregular"].split("\n") if line)
    return {base: [forms.split("/") for forms in others] for base, *others in lines}


@cache
def _listed() -> dict[str, set[str]]:
    """For each word of a list, the names of its lists."""
    named: dict[str, set[str]] = {}
    for name, words in data("grammar")["lists"].items():
        for word in words.split():
            named.setdefault(word, set()).add(name)
    for base, (past, part) in _irregular().items():
        for kind, words in {
            "BASE": {base}, "PAST": {*past}, "PART": {*part},
            "PASTONLY": {*past} - {*part, base}, "PARTONLY": {*part} - {*past, base},
        }.items():  # fmt: skip
            for word in words:
                named.setdefault(word, set()).add(kind)
    return named


@cache
def _bases() -> dict[str, str]:
    """The irregular verb that each of its forms belongs to."""
    found = {form: base for base, forms in _irregular().items() for words in forms for form in words}
    return found | {"is": "be", "are": "be", "am": "be", "has": "have", "does": "do", "goes": "go"}


@lru_cache(maxsize=20_000)
def kinds(word: str) -> frozenset[str]:
    """What a word or sign may be, in small letters: the names of its lists, and what its form and its company tell.

    `BASE` may be a verb's base form (`VERB` surely, `ONLYVERB` never a noun, `PUREVERB` never seen as one); `THIRD`,
    `PAST`, `PART`, `ING` its other forms; `NOUN`, `PLURAL`, `ADJ`, `ADV` (`LY` by its ending); `COUNT` a noun that
    takes "a"; …`ONLY` is nothing else.

    >>> sorted(kinds("explains")), "COUNT" in kinds("interview"), "COUNT" in kinds("advice")
    (['AN', 'THIRD', 'THIRDONLY'], True, False)
    """
    found = set(_listed().get(word, ()))
    *_, number, last = word.split("-") if "-" in word else ("", "")
    if last and "UNITS" in _listed().get(last, ()) and (number[:1].isdigit() or "NUMBER" in _listed().get(number, ())):
        found.add("HYPHENS")  # "five-years", no "after-hours"
    if word[0].isdigit():
        eight = word[0] == "8" or (word[:2] in ("11", "18") and len(word) in (2, 4))
        ordinal = ("ORDINAL",) if word.endswith(("st", "nd", "rd", "th")) else ()
        year = ("YEAR",) if len(word) == 4 and word.isdigit() and word[:2] in ("19", "20") else ()
        return frozenset(found | {"NUM", "AN" if eight else "A", *ordinal, *year})
    if not word[0].isalpha() or not word.isascii():
        return frozenset(found)
    if len(word) > 1:
        found.add("AN" if begins_like_a_vowel(word) else "A")
    if last and word.startswith(_TENS) and (last == "one" or "NUMBER" in _listed().get(last, ())):
        found.add("NUMBER")
    if "'" in word:
        return frozenset(found | ({"GENITIVE"} if word.endswith("'s") and len(found) < 2 else set()))
    if _CLOSED.isdisjoint(found):
        counts = company(word)
        _add_verbs(word, found, counts)
        _add_nouns(word, found, counts)
    return frozenset(found)


def _add_verbs(word: str, found: set[str], counts: list[int]) -> None:
    """Verb, adjective and adverb: what the word may be besides a noun."""
    like_verb, like_noun, like_adjective, _ = counts
    if _is_base(word):
        found.add("BASE")
        sure = like_verb / (like_verb + like_noun) if like_verb + like_noun > _SEEN else 0
        if sure >= 0.85 and "NOVERB" not in found:
            found |= {"VERB", *(("ONLYVERB",) if sure >= 0.97 else ()), *(() if like_noun else ("PUREVERB",))}
    if found.isdisjoint(("NOADJ", "PAST", "PART")) and not word.endswith("ing"):
        ending = word.endswith(("ful", "less", "ous", "able", "ible")) and frequency(word)
        adverb = like_adjective and frequency(word + "ly") * 40 > frequency(word)
        if not _is_adverb(word, found) and (ending or adverb or like_adjective * 3 > like_noun + like_verb):
            found.add("ADJ")
    if _is_adverb(word, found):
        found |= {"ADV", "LY"}
    if word[-1] == "s" and word[-2:-1] not in "su" and (stem := _stem(word, "s")):
        found.add("THIRD")
        if "VERB" in kinds(stem) and like_noun <= frequency(word) * 2:
            found.add("THIRDONLY")
    rare = not any(counts) and frequency(word)  # such a word has a stem that is not known as a verb
    if word[-2:] == "ed" and "NOPAST" not in found and (_stem(word, "ed") or rare):
        found |= {"PAST", "PART", "ED"}
    if word[-3:] == "ing" and "NOING" not in found and (_stem(word, "ing") or rare):
        found.add("ING")


def _is_adverb(word: str, found: set[str]) -> bool:
    """Whether a word ends in -ly and has an adjective in it."""
    if not word.endswith("ly") or len(word) < 5 or not frequency(word) or "NOADV" in found:
        return False
    return any(map(frequency, (word[:-2], word[:-3] + "y", word[:-1] + "e", word[:-2] + "e")))


def _add_nouns(word: str, found: set[str], counts: list[int]) -> None:
    """Singular or plural, with or without a number."""
    like_verb, like_noun, like_adjective, after_a = counts
    one = _single(word) if word[-1] == "s" and len(word) > 3 and word[-2] not in "sui" else ""
    if one and "NOPLURAL" not in found:
        found.add("PLURAL")
        if "THIRD" not in found or _share(_stem(word, "s")) < 0.3:
            found.add("PLURALONLY")
    elif (
        like_noun > _SEEN
        and like_noun >= like_verb * 0.35
        and word[-3:] != "ing"
        and found.isdisjoint(("PLURAL", "ADV", "ED", "ADJ", "PART", "PAST", "THIRDONLY"))
    ):
        found.add("NOUN")
        if after_a and found.isdisjoint(("UNCOUNT", "NOCOUNT")):
            if "BASE" not in found and frequency(_with_s(word)) * 200 > frequency(word):
                found.add("COUNT")
            if not like_adjective and "CMP" not in found:
                found.add("ONE")
        if not frequency(_with(word, "ing")):
            found.add("NOUNONLY")


@lru_cache(maxsize=20_000)
def _is_base(word: str) -> bool:
    """Whether a word may be the base form of a verb: asked of all that may be left where an ending is cut off."""
    lists = _listed().get(word, ())
    if "BASE" in lists or not _CLOSED.isdisjoint(lists):
        return "BASE" in lists
    like_verb, like_noun = company(word)[:2]
    return like_verb + like_noun > _SEEN and like_verb >= 0.15 * (like_verb + like_noun) and _conjugates(word)


def _share(word: str) -> float:
    like_verb, like_noun = company(word)[:2]
    return like_verb / (like_verb + like_noun + 1)


def _is_noun(word: str) -> bool:
    like_verb, like_noun = company(word)[:2]
    return like_noun > _SEEN and like_noun >= like_verb * 0.35


def _single(word: str) -> str:
    return next((stem for stem in _stems(word, "s") if _is_noun(stem)), "")


def _conjugates(word: str) -> bool:
    """Whether the forms exist that a word would have if it were a verb."""
    needed = frequency(word) / 5000
    return frequency(_with_s(word)) > needed and frequency(_with(word, "ing")) > needed


def _stems(word: str, end: str) -> list[str]:
    """What may have been there before an ending was put on."""
    cut = word[: -len(end)]
    if end == "s":
        return [cut, *([word[:-2]] * word.endswith("es")), *([word[:-3] + "y"] * word.endswith("ies"))]
    double = [cut[:-1]] if len(cut) > 3 and cut[-1] == cut[-2] else []
    return [*([cut[:-1] + "y"] if end == "ed" and cut.endswith("i") else []), cut + "e", *double, cut]


def _stem(word: str, end: str) -> str:
    """The verb that this is a form of; "" where there is none."""
    if not word.endswith(end) or len(word) < len(end) + 2:
        return ""
    stems = [stem for stem in _stems(word, end) if _is_base(stem)]
    return max(stems, key=frequency) if len(stems) > 1 else "".join(stems)


def begins_like_a_vowel(word: str) -> bool:
    """Whether "an" goes before a word."""
    silent, spoken_y = _starts()
    return word.startswith(silent) or (word[0] in "aeiou" and not word.startswith(spoken_y))


@cache
def _starts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(data("grammar")["silent"].split()), tuple(data("grammar")["spoken_y"].split())


def _with_s(word: str) -> str:
    if word[-1] == "y" and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _with(word: str, end: str) -> str:
    """A verb with "ed" or "ing", spelt as it is most often."""
    cut = word[:-1] if word[-1] == "e" and word[-2:] not in ("ee", "ye", "oe") else word
    cut = word[:-1] + "i" if end == "ed" and word[-1] == "y" and word[-2:-1] not in "aeiou" else cut
    return max(cut + end, word + word[-1] + end, word + end, key=frequency)


def form(word: str, name: str) -> str:
    """Another form of a word: `base`, `third`, `past`, `part`, `ing`, `single` or `plural`.

    >>> form("went", "part"), form("stop", "ing"), form("try", "past"), form("companies", "single")
    ('gone', 'stopping', 'tried', 'company')
    """
    if name == "plural":
        return word if word == "people" else _ODD.get(word) or _with_s(word)
    if name == "single":
        return {many: one for one, many in _ODD.items()}.get(word) or max(_stems(word, "s"), key=frequency)
    stems = (stem for end in ("s", "ed", "ing") if (stem := _stem(word, end)))
    verb = _bases().get(word) or next(stems, word.removesuffix("ed") if frequency(word.removesuffix("ed")) else word)
    if name == "base":
        return verb
    if name == "third":
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}.get(verb) or _with_s(verb)
    if name == "ing":
        return verb[:-2] + "ying" if verb.endswith("ie") else _with(verb, "ing")
    return _irregular()[verb][name == "part"][0] if verb in _irregular() else _with(verb, "ed")
