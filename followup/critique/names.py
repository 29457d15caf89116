"""The names of people, compared with those of the interviewers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from . import wordlist
from .check import Context, Hit, Unjudged, check, fold
from .data import data, listed
from .parse import Mail, alike

NEAR = 0.75  # from here on a name is a slip of another one
SHORT = 4  # letters up to which a name counts only exactly

TITLES = listed("titles")  # words before a name that are none
_NOT_PEOPLE = listed("not_people")
POSTS = listed("posts", "lexicon")
_UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "'"})
_BARE = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CAPITALISED = re.compile(r"(?<![\w'-])[A-ZÀ-ÞŁŚŠŽ][^\W\d_]{3,}(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*")


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name, folded; possessive endings dropped."""
    folded = fold(text).translate(_UNFOLDED)
    return tuple(word.removesuffix("'s").strip("'") for word in _BARE.findall(folded))


def near(a: str, b: str) -> bool:
    """Whether one of two longer names may be a slip of the other."""
    return min(len(a), len(b)) > SHORT and alike(a, b, NEAR)


def is_post(word: str) -> bool:
    """Whether a word names somebody's work."""
    return word in POSTS or word.removesuffix("s") in POSTS


def _same(a: str, b: str) -> bool:
    """Equal, with ä/ae and the like taken for one another."""
    return a == b or re.sub("([aou])e", r"\1", a) == re.sub("([aou])e", r"\1", b)


@cache
def _short_names() -> dict[str, frozenset[str]]:
    lines = [line.split() for line in data("lexicon")["short_names"].splitlines()]
    return {short: frozenset(names) for short, *names in filter(None, lines)}


def _called(given: str, names: Iterable[str]) -> bool:
    """Whether somebody with these names may be called so: the name, its beginning, or a usual short form."""
    short = _short_names()
    return any(
        _same(given, name)
        or (len(given) > 2 and name.startswith(given) and not (len(given) > SHORT and len(name) == len(given) + 1))
        or name in short.get(given, ())
        or given in short.get(name, ())
        for name in names
    )


def _real(name: str) -> list[str]:
    return [word for word in tokens(name) if word not in TITLES]


def addressed(mail: Mail, ctx: Context) -> list[tuple[str, int, int]]:
    """The names in the greeting, with their places; nothing where a slot is unfilled or nobody is named."""
    if not mail.addressee or re.search(r"[\[\]{}<>_@]|\bX{2,}\b", mail.addressee.text):
        return []
    company = tokens(ctx.application.company) if ctx.application else ()
    found = []
    titled = bool({"mr", "mrs", "ms", "miss", "dr"} & set(tokens(mail.addressee.text)))
    for match in _WORD.finditer(mail.addressee.text):
        word = (tokens(match.group()) or ("",))[0]
        if (
            len(word) > 1
            and word not in TITLES
            and word not in _NOT_PEOPLE
            and word not in company
            and (titled or not is_post(word))
        ):
            found.append((word, mail.addressee.start + match.start(), mail.addressee.start + match.end()))
    return found


@lru_cache(maxsize=4)
def _judge_greeting(mail: Mail, ctx: Context) -> tuple[str, Hit] | None:
    """What is wrong with the greeting's name: the check's id and the hit; None where nothing is."""
    if not ctx.people and (not ctx.reader or "@" in ctx.reader):
        raise Unjudged("no interviewer is noted")
    given = addressed(mail, ctx)
    if not given or mail.addressee is None:
        return None
    reader = ctx.reader if "@" not in ctx.reader else ""
    several = bool(re.search(r",|&|\band\b", mail.addressee.text))
    wanted = [reader] if reader and not several else [*(person.name for person in ctx.people), reader]
    expected = {word for name in wanted for word in _real(name)}
    unknown = [item for item in given if not _called(item[0], expected)]
    if not mail.hail and given[0] in unknown and given[-1] not in unknown:
        unknown.remove(given[0])  # "Hej Göran" greets, in another language
    if not unknown:
        return None
    slips = [(item, name) for item in unknown for name in sorted(expected) if near(item[0], name)]
    if slips:
        (_, start, end), close = slips[0]
        right = _as_written(ctx, close)
        advice = f"The name is “{right}”, as far as you noted it. Correct “{mail.body.plain[start:end]}”."
        return "misspelt-name", Hit(start, end, advice, right)
    if several and len(unknown) < len(given):
        return None  # somebody else was there whom the learner did not note
    word, start, end = unknown[0]
    other = next((person.name for person in ctx.people if _called(word, _real(person.name))), "")
    right = reader or next((person.name for person in ctx.people), "")
    end = unknown[-1][2]
    why = f"Nobody of that name is noted: you met {right}."
    if other and reader:
        why = f"This email goes to {right}, but it greets {other}."
    hit = Hit(start, end, f"{why} Check “{mail.body.plain[start:end]}”.", _polite(mail.addressee.text, right))
    return "wrong-name", hit


def _polite(written: str, right: str) -> str:
    """The right name in the form of the wrong one: first name for first name, last name after a title."""
    names = [word for word in right.split() if fold(word).strip(".") not in TITLES]
    titled = fold(written.split()[0]).strip(".") in TITLES
    if len(names) < 2 or len(written.split()) > 2 or titled != (len(written.split()) == 2):
        return right
    return names[-1] if titled else names[0]


def _as_written(ctx: Context, folded: str) -> str:
    texts = [*(person.name for person in ctx.people), ctx.reader]
    return next((w for text in texts for w in _WORD.findall(text) if (tokens(w) or ("",))[0] == folded), folded)


@check("wrong-name")
def wrong_name(mail: Mail, ctx: Context) -> Iterator[Hit]:
    judged = _judge_greeting(mail, ctx)
    if judged and judged[0] == "wrong-name":
        yield judged[1]


@check("misspelt-name")
def misspelt_name(mail: Mail, ctx: Context) -> Iterator[Hit]:
    judged = _judge_greeting(mail, ctx)
    if judged and judged[0] == "misspelt-name":
        yield judged[1]
    names = {word for name in (ctx.reader, *(p.name for p in ctx.people)) for word in _real(name) if len(word) > SHORT}
    company = tokens(ctx.application.company) if ctx.application else ()
    for field, text in (("subject", mail.subject.plain), ("body", mail.prose)) if names else ():
        for match in _CAPITALISED.finditer(text):
            word = (tokens(match.group()) or ("",))[0]
            close = {n for n in names if n[0] == word[:1] and near(word, n) and not n.startswith(word)}
            if right := min(close, default=None):
                if tokens(text[match.end() : match.end() + 30])[:1] == company[1:2] and near(word, company[0]):
                    continue  # the company's name, in which a person's stands
                known = {word for text in ctx.known for word in tokens(text)}
                if word in known or wordlist.known(word) or any(_same(word, name) for name in names):
                    continue
                shown = _as_written(ctx, right)
                advice = f"The name is “{shown}”, as far as you noted it. Correct “{match.group()}”."
                yield Hit(*match.span(), advice, shown, field)
