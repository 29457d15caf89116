"""The last look: unfilled slots, words that do not exist, real words used wrongly, words written twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from . import slips, wordlist
from .check import Context, Hit, check, fold
from .data import data, listed, pattern
from .parse import WORD, Mail

# Without any of these there is no slot.
_OPEN = (
    "[", "{", "<", "(", "__", "XX", "xx", "Xx", "xX", "X years", "%", "DD", "MM", "dd",
    "lorem", "NAME", "HERE", "COMPANY", "DATE", "ROLE",
)  # fmt: skip


_SMALL = "de du la le les des di della al alla el los las von der das und y dos à au aux"
_ARTICLES = frozenset(_SMALL.split())
_STARTS = "un re non over under out sub inter micro mini multi semi anti bio eco geo hydro photo thermo electro"
_BEFORE = tuple(_STARTS.split())


@check("placeholder")
def placeholder(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for field, text in (("subject", mail.subject.plain), ("body", mail.own)):
        for match in pattern("slot").finditer(text) if any(sign in text for sign in _OPEN) else ():
            roman = not match.group().strip("X") and pattern("roman").search(
                text[max(0, match.start() - 12) : match.start()]
            )
            remark = match["square"] and not pattern("asks").search(match["square"].strip())  # "[PDF]", "[1]", "[sic]"
            inside = _apart(match.group().strip("<> "))
            code = match.group()[0] == "<" and not pattern("asks").search(inside)  # "<T, U>"
            genes = match.group() == "XX" and re.search(r"\bX[YO]\b|(?i:chromosom|karyotyp|genom|genetic)", text)
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()] + text[match.end() :].partition("\n")[0]
            rule = not line.strip("_-=* ")  # a line drawn under the text
            address = re.search(r"\w\.[a-z]{2,}", match.group())
            if not (roman or remark or code or genes or rule or address):
                advice = f"“{match.group()}” is an unfilled slot. Fill it in, or take the sentence out."
                yield Hit(*match.span(), advice, None, field)


def _apart(name: str) -> str:
    """The words of a name written in one: "FirstName", "first_name"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)


@lru_cache(maxsize=1)
def _classics() -> dict[str, str]:
    lines = (line.split() for line in data("spelling")["classics"].splitlines() if line.strip())
    pairs = ((slip.lower(), right.replace("_", " ")) for right, *slips in lines for slip in slips)
    return {slip: right for slip, right in pairs if "-" not in slip and not right.endswith("'")}


@check("typo")
def typo(mail: Mail, ctx: Context) -> Iterator[Hit]:
    closing = " " * mail.closing.start + mail.closing.text if mail.closing else ""
    for field, text in (("subject", mail.subject.plain), ("body", mail.voice), ("body", closing)):
        words = WORD.findall(text)
        odd = {word for word in set(words) if (word.lower() in _classics() if text is closing else _is_odd(word))}
        times = Counter(map(fold, words)) if odd and field == "body" else Counter()
        for match in WORD.finditer(text) if odd else ():
            word, start = match.group(), match.start()
            if word in odd and (right := _slip(word, start, text, times, ctx)):
                advice = f"“{word}” is no English word. It may be meant as “{right}”."
                yield Hit(start, start + len(word), advice, right, field)


def _is_odd(word: str) -> bool:
    """Whether a word does not exist, as far as the lists know."""
    small = word.lower()
    return small in _classics() or (word.islower() and 5 <= len(small) <= 20 and not wordlist.frequency(small))


def _slip(word: str, start: int, text: str, times: Counter[str], ctx: Context) -> str | None:
    """The word that is meant by one that does not exist; None where it may be right."""
    small = word.lower()
    right = _classics().get(small)
    if not small.isascii() or fold(word) in ctx.known or "'" in word or _in_address(text, start, start + len(word)):
        return None
    if right and (word[0].islower() or right[0].isupper() or _starts_sentence(text, start)):
        return right if word[0].islower() or right[0].isupper() else right.capitalize()
    if _foreign(text, start) or _compound(small):
        return None
    if right or "-" in small or times[fold(word)] > 1 or wordlist.known(small):
        return None
    right = wordlist.nearest(small)
    if right in ctx.known:
        return right
    if right is None or any(abs(len(small) - len(known)) < 2 and known[:4] == small[:4] for known in ctx.known):
        return None
    return right


def _foreign(text: str, start: int) -> bool:
    """Whether a small word of another language stands before: "chef de partie"."""
    before = text[max(0, start - 6) : start].lower().split()[-1:]
    return bool(before) and before[0] in _ARTICLES


def _compound(word: str) -> bool:
    """Whether a word is put together from known ones, as trades do: "walkround", "reglaze"."""
    halves = ((word[:n], word[n:]) for n in range(4, len(word) - 3))
    rests = (word.removeprefix(start) for start in _BEFORE)
    return (any(map(_both_common, halves)) and not word.endswith("full")) or any(
        rest != word and len(rest) > 4 and wordlist.common(rest) for rest in rests
    )


def _both_common(halves: tuple[str, str]) -> bool:
    return all(map(wordlist.common, halves))


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


@check("grammar")
def grammar(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for start, end, better in slips.find(mail.lowered, mail.voice):
        if ctx.known & listed("double_meaning") & set(mail.lowered[start:end].split()):
            continue  # "collage" is no slip of somebody who makes collages
        words = mail.body.plain[start:end]
        better = better[:1].upper() + better[1:] if words[0].isupper() else better
        meant = f"“{better}” is meant." if better else "Put it another way."
        yield Hit(start, end, f"“{words}” is not how it is said. {meant}", better or None)


_TWICE = re.compile(r"(?<![\w'-])([^\W\d_]+)([ \n]+)(\1)(?![\w'-])", re.IGNORECASE)


@check("repeated-word")
def repeated_word(mail: Mail, ctx: Context) -> Iterator[Hit]:
    said = " ".join(ctx.said.split())
    words = [word.lower() for word in mail.words]
    body = mail.prose if any(map(str.__eq__, words, words[1:])) else ""
    for field, text in (("subject", mail.subject.plain), ("body", body)):
        for match in _TWICE.finditer(text):
            word = match[1]
            name = (word[0].isupper() and match[3][0].isupper()) or f" {word} {word} ".lower() in f" {said} "
            if word.lower() not in listed("may_repeat") and not name and "\n\n" not in match[2]:
                yield Hit(*match.span(), f"“{word}” stands here twice. Take one out.", word, field)
