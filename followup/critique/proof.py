"""The last look: unfilled slots, words that do not exist, real words used wrongly, words written twice."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from . import wordlist
from .check import Context, Hit, check, fold
from .data import data, listed, pattern
from .parse import WORD, Mail
from .phrases import Phrases

_OPEN = re.compile(r"[\[{<_%XxN(]|HERE|DD|MM|dd|COMPANY|DATE|ROLE|lorem")  # without any of these there is no slot


@check("placeholder")
def placeholder(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for field, text in (("subject", mail.subject.plain), ("body", mail.own)):
        for match in pattern("slot").finditer(text) if _OPEN.search(text) else ():
            roman = not match.group().strip("X") and pattern("roman").search(
                text[max(0, match.start() - 12) : match.start()]
            )
            remark = match["square"] and not pattern("asks").search(match["square"].strip())  # "[PDF]", "[1]", "[sic]"
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()] + text[match.end() :].partition("\n")[0]
            rule = not line.strip("_-=* ")  # a line drawn under the text
            address = re.search(r"\w\.[a-z]{2,}", match.group())
            if not (roman or remark or rule or address):
                advice = f"“{match.group()}” is an unfilled slot. Fill it in, or take the sentence out."
                yield Hit(*match.span(), advice, None, field)


@lru_cache(maxsize=1)
def _classics() -> dict[str, str]:
    lines = (line.split() for line in data("spelling")["classics"].splitlines() if line.strip())
    pairs = ((slip.lower(), right.replace("_", " ")) for right, *slips in lines for slip in slips)
    return {slip: right for slip, right in pairs if "-" not in slip and not right.endswith("'")}


@check("typo")
def typo(mail: Mail, ctx: Context) -> Iterator[Hit]:
    body = [(m.group(), m.start()) for m in WORD.finditer(mail.voice)]
    times = Counter(fold(word) for word, _ in body)
    for word, start in body:
        if right := _slip(word, start, mail.voice, times, ctx):
            yield Hit(start, start + len(word), f"“{word}” is no English word. It may be meant as “{right}”.", right)
    for match in WORD.finditer(mail.subject.plain):
        if right := _slip(match.group(), match.start(), mail.subject.plain, Counter(), ctx):
            yield Hit(
                *match.span(), f"“{match.group()}” is no English word. It may be meant as “{right}”.", right, "subject"
            )


def _slip(word: str, start: int, text: str, times: Counter[str], ctx: Context) -> str | None:
    """The word that is meant, where this one does not exist; None where it may be right."""
    small = word.lower()
    right = _classics().get(small)
    if right is None and (not 5 <= len(small) <= 20 or not word.islower() or wordlist.frequency(small)):
        return None
    if not small.isascii() or fold(word) in ctx.known or "'" in word or _in_address(text, start, start + len(word)):
        return None
    if right and (word[0].islower() or right[0].isupper() or _starts_sentence(text, start)):
        return right if word[0].islower() or right[0].isupper() else right.capitalize()
    if right or "-" in small or times[fold(word)] > 1 or wordlist.known(small):
        return None
    right = wordlist.nearest(small)
    if right is None or any(abs(len(small) - len(known)) < 2 and known[:4] == small[:4] for known in ctx.known):
        return None
    return right


def _in_address(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 2]
    return (
        before in tuple("@/_\\#")
        or (before == "." and start > 1 and not text[start - 2].isspace())
        or after[:1] in tuple("@/_\\")
        or (after[:1] == "." and after[1:2].isalnum())
    )


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \n\"'(")
    return not before or before[-1] in ".!?:"


@lru_cache(maxsize=1)
def _slips() -> tuple[Phrases, list[str]]:
    slips = data("grammar")["slips"]
    lists = {name: "|".join(words.split()) for name, words in data("grammar")["lists"].items()}

    def whole(text: str) -> str:
        return re.sub(r"<([A-Z]+)>", lambda m: f"(?:{lists[m[1]]})", text)

    guards = [whole(slip[2]) if len(slip) > 2 else "" for slip in slips]
    return Phrases([whole(slip[0]) for slip in slips], guards), [slip[1] for slip in slips]


@lru_cache(maxsize=32)
def _list(name: str) -> frozenset[str]:
    return frozenset(data("grammar")["lists"][name].split())


@lru_cache(maxsize=20_000)
def _is(kind: str, word: str) -> bool:
    """Whether a word may be what the name of its group in a pattern says: "plural", "past", …"""
    if kind == "plural":
        stems = (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else "")
        regular = word[-1] == "s" and word[-2:] not in ("ss", "us", "is") and len(word) > 3
        return word in _list("PLURAL") or (
            regular and word not in _list("NOPLURAL") and any(len(s) > 2 and wordlist.known(s) for s in stems)
        )
    if kind == "single":
        other = word[-3:] == "est" or (word[-1] == "s" and word[-2:] != "ss") or word in _list("NOSINGLE")
        return not other and not _is("plural", word)
    if kind == "past":
        regular = len(word) > 4 and word.endswith("ed") and word[-3] != "e"
        return word in _list("PAST") or (regular and word not in _list("NOPAST"))
    if kind == "comparative":
        return word.endswith("ier") or word in _list("COMPARATIVE")
    return word in _list(kind.upper())


def _holds(match: re.Match[str]) -> bool:
    """Whether every named group of a match is what its name says; "a_2" is another group of the kind "a"."""
    return all(_is(name.partition("_")[0], word) for name, word in match.groupdict().items() if word)


@check("grammar")
def grammar(mail: Mail, ctx: Context) -> Iterator[Hit]:
    phrases, rights = _slips()
    for number, match in phrases.find(mail.lowered, _holds):
        if ctx.known & listed("double_meaning") & set(match.group().split()):
            continue  # "collage" is no slip of somebody who makes collages
        if re.match(r"[Aa]n? [A-Z]{2}", mail.voice[match.start() : match.end()]):
            continue  # "an MBA", by how its letters are called
        start, end, better = _fit(match, _expanded(match, rights[number]))
        words = mail.body.plain[start:end]
        better = better[:1].upper() + better[1:] if words[0].isupper() else better
        meant = f"“{better}” is meant." if better else "Put it another way."
        yield Hit(start, end, f"“{words}” is not how it is said. {meant}", better or None)


def _expanded(match: re.Match[str], right: str) -> str:
    """What is right, filled in from the match; "" where that depends."""
    if right in ("", r"\1", r"\1 \2"):
        return ""
    better = re.sub(r"\bi\b", "I", match.expand(right))
    better = re.sub(r"\b(\w+) (with|to|me|for|up|my \w+|back|out)ing\b", r"\1ing \2", better)
    better = re.sub(r"(?<=[bcdfghklmnprstuvz])eing\b", "ing", better)
    return re.sub(
        r"\b(get|run|put|cut|begin|stop|plan|let|sit|set|win|chat)(?=ing\b)", lambda m: m[1] + m[1][-1], better
    )


def _fit(match: re.Match[str], better: str) -> tuple[int, int, str]:
    """The words of the match that `better` stands for, so that one can take the place of the other."""
    parts = list(re.finditer(r"\S+", match.group()))
    many = len(better.split())
    if not better or many >= len(parts):
        return *match.span(), better
    windows = [(parts[i].start(), parts[i + many - 1].end()) for i in range(len(parts) - many + 1)]
    alike = [(difflib.SequenceMatcher(None, match.group()[a:b], better).ratio(), a, b) for a, b in windows]
    ratio, a, b = max(alike)
    return (match.start() + a, match.start() + b, better) if ratio > 0.55 else (*match.span(), "")


_TWICE = re.compile(r"(?<![\w'-])([^\W\d_]+)([ \n]+)(\1)(?![\w'-])", re.IGNORECASE)


@check("repeated-word")
def repeated_word(mail: Mail, ctx: Context) -> Iterator[Hit]:
    words = [word.lower() for word in mail.words]
    for match in _TWICE.finditer(mail.prose) if any(map(str.__eq__, words, words[1:])) else ():
        word = match[1]
        name = (word[0].isupper() and match[3][0].isupper()) or f" {word} {word} ".lower() in f" {ctx.said} "
        if word.lower() not in listed("may_repeat") and not name and "\n\n" not in match[2]:
            yield Hit(*match.span(), f"“{word}” stands here twice. Take one out.", word)
