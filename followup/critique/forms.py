"""What kind of word a word is, and its other forms.

No dictionary says so: the pairs of words that `symspellpy` counts tell a verb from a noun ("to explain" is frequent,
"the explain" is not). Irregular verbs, closed classes and exceptions are lists in `grammar.toml`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from .data import data
from .wordlist import company, frequency

_SEEN = 100_000  # occurrences from which the company of a word says something
_CLOSED = frozenset("PREP PRON DET BE HAVE DO MODAL NUMBER CONJ ADV WH".split())  # noqa: SIM905
_TENS = ("twenty-", "thirty-", "forty-", "fifty-", "sixty-", "seventy-", "eighty-", "ninety-")
_SPANS = ("-years", "-months", "-weeks", "-days", "-hours", "-minutes")
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
    `PAST`, `PART`, `ING` its other forms; `NOUN`, `PLURAL`, `ADJ`, `ADV`; `COUNT` a noun that takes "a"; …`ONLY` is
    nothing else.

    >>> sorted(kinds("explains")), "COUNT" in kinds("interview"), "COUNT" in kinds("advice")
    (['AN', 'THIRD', 'THIRDONLY'], True, False)
    """
    found = set(_listed().get(word, ()))
    if word.endswith(_SPANS):
        found.add("HYPHENS")  # "five-years"
    if word[0].isdigit():
        eight = word[0] == "8" or (word[:2] in ("11", "18") and len(word) in (2, 4))
        return frozenset(found | {"NUM", "AN" if eight else "A"})
    if not word[0].isalpha() or not word.isascii():
        return frozenset(found)
    if len(word) > 1:
        found.add("AN" if _begins_like_a_vowel(word) else "A")
    if word.startswith(_TENS):
        found.add("NUMBER")
    if "'" in word:
        return frozenset(found | ({"GENITIVE"} if word.endswith("'s") and len(found) < 2 else set()))
    if not found & _CLOSED:
        _add_verbs(word, found)
        _add_nouns(word, found)
    return frozenset(found)


def _add_verbs(word: str, found: set[str]) -> None:
    """Verb, adjective and adverb: what the word may be besides a noun."""
    like_verb, like_noun, like_adjective, _ = company(word)
    sure = like_verb / (like_verb + like_noun) if like_verb + like_noun > _SEEN else 0
    if "BASE" in found or (sure >= 0.15 and _conjugates(word)):
        found.add("BASE")
        if sure >= 0.85 and "NOVERB" not in found:
            found |= {"VERB", *(("ONLYVERB",) if sure >= 0.97 else ()), *(() if like_noun else ("PUREVERB",))}
    if not found & {"NOADJ", "PAST", "PART"} and not word.endswith("ing"):
        ending = word.endswith(("ful", "less", "ous", "able", "ible")) and frequency(word)
        adverb = like_adjective and frequency(word + "ly") * 40 > frequency(word)
        if ending or adverb or like_adjective * 3 > like_noun + like_verb:
            found.add("ADJ")
    if word.endswith("ly") and len(word) > 4 and frequency(word) and not found & {"ADJ", "NOADV"}:
        found.add("ADV")
    if word[-2:] not in ("ss", "us") and (stem := _stem(word, "s")):
        found.add("THIRD")
        if "VERB" in kinds(stem) and company(word)[1] <= frequency(word) * 2:
            found.add("THIRDONLY")
    if "NOPAST" not in found and _stem(word, "ed"):
        found |= {"PAST", "PART", "ED"}
    if "NOING" not in found and _stem(word, "ing"):
        found.add("ING")


def _add_nouns(word: str, found: set[str]) -> None:
    """Singular or plural, with or without a number."""
    one = "" if word[-2:] in ("ss", "us", "is") or len(word) < 4 else _single(word)
    if one and "NOPLURAL" not in found:
        found.add("PLURAL")
        if "THIRD" not in found or _share(_stem(word, "s")) < 0.3:
            found.add("PLURALONLY")
    elif (
        _is_noun(word)
        and not found & {"PLURAL", "ADV", "ED", "ADJ", "PART", "PAST", "THIRDONLY"}
        and word[-3:] != "ing"
    ):
        found.add("NOUN")
        like_adjective, after_a = company(word)[2:]
        if after_a and not found & {"UNCOUNT", "NOCOUNT"}:
            if "BASE" not in found and frequency(_with_s(word)) * 200 > frequency(word):
                found.add("COUNT")
            if not like_adjective and "CMP" not in found:
                found.add("ONE")
        if not frequency(_with(word, "ing")):
            found.add("NOUNONLY")


def _share(word: str) -> float:
    like_verb, like_noun = company(word)[:2]
    return like_verb / (like_verb + like_noun + 1)


def _is_noun(word: str) -> bool:
    like_verb, like_noun = company(word)[:2]
    return like_noun > _SEEN and like_noun >= like_verb * 0.35


def _single(word: str) -> str:
    return next((stem for stem in _stems(word, "s") if _is_noun(stem)), "") if word.endswith("s") else ""


def _conjugates(word: str) -> bool:
    """Whether the forms exist that a word would have if it were a verb."""
    return min(frequency(_with_s(word)), frequency(_with(word, "ing"))) * 5000 > frequency(word)


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
    return max((stem for stem in _stems(word, end) if "BASE" in kinds(stem)), key=frequency, default="")


def _begins_like_a_vowel(word: str) -> bool:
    """Whether "an" goes before a word."""
    return word.startswith(_starts("silent")) or (word[0] in "aeiou" and not word.startswith(_starts("spoken_y")))


@cache
def _starts(name: str) -> tuple[str, ...]:
    return tuple(data("grammar")[name].split())


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
    verb = _bases().get(word) or next((stem for end in ("s", "ed", "ing") if (stem := _stem(word, end))), word)
    if name == "base":
        return verb
    if name == "third":
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}.get(verb) or _with_s(verb)
    if name == "ing":
        return verb[:-2] + "ying" if verb.endswith("ie") else _with(verb, "ing")
    return _irregular()[verb][name == "part"][0] if verb in _irregular() else _with(verb, "ed")
