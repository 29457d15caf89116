"""The names of the company and of the post, compared with those of the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import wordlist
from .check import Context, Hit, Unjudged, check, fold
from .content import sentence_at
from .data import listed, pattern
from .names import NEAR, POSTS, TITLES, is_post, near, tokens
from .parse import Mail, Part, alike

_LEGAL, _GENERIC, _CALENDAR, _RANKS = listed("legal"), listed("generic"), listed("calendar"), listed("ranks")
_KINDS = {word.removesuffix("s") for word in _GENERIC}
# Words that may stand around a post without being part of its name.
_FILLER = listed("around_a_post", "lexicon")
_AROUND = _FILLER - _RANKS
_POSSESSIVE = re.compile("'s?$")
_TITLE = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@check("wrong-company")
def wrong_company(mail: Mail, ctx: Context) -> Iterator[Hit]:
    app = ctx.application
    if not app or not app.company.strip():
        raise Unjudged("the company is not noted")
    own = [word for word in tokens(app.company) if word not in _LEGAL]
    explained = {w for text in (app.candidate, app.role, ctx.reader, *ctx.notes) for w in tokens(text)} | _CALENDAR
    explained |= {*own, *(w for person in ctx.people for w in tokens(person.name))}
    for field, text in (("subject", mail.subject.plain), ("body", mail.voice)):
        for match in pattern("chain").finditer(text):
            start, name = _name(text, match, own)
            other = [word for word in tokens(name) if word not in _LEGAL]
            capitals = [word.isupper() for word in name.split() if not word.islower()]
            shouted = len(name) > 3 and (all(capitals) or (any(capitals) and " and " in name))  # "SAP and MS Project"
            named = shouted or len(name) < 2 or explained.issuperset(other) or tokens(name)[0] in TITLES
            if not own or (named and not _swapped(own, other)) or _short_form(own, other) or _is_title(other):
                continue
            if " " not in name and wordlist.known(other[0]) and not text[:start].endswith(("make ", "make the ")):
                continue  # a sentence's first word
            sentence = _sentence(mail, field, start)
            if _swapped(own, other) or _misspelt(own, other) or _elsewhere(own, other, name, start, sentence):
                advice = f"You applied to {app.company}. Check “{name}”."
                yield Hit(start, start + len(name), advice, app.company, field)


def _is_title(words: list[str]) -> bool:
    """Whether this names a post: "Branch Manager", "Teacher of Mathematics"."""
    return words[-1] in POSTS or (len(words) > 2 and is_post(words[0]) and words[1] in _FILLER)


def _name(text: str, match: re.Match[str], own: list[str]) -> tuple[int, str]:
    """Where a chain of capitals starts and what it is, without an article or a sentence's first word."""
    start, name = match.start(), _POSSESSIVE.sub("", match.group().rstrip(".,"))
    first, _, rest = name.partition(" ")
    opens = _begins(text, start) and wordlist.known(fold(first)) and fold(first) not in own
    if rest and (first == "The" or (opens and not _GENERIC.issuperset(tokens(rest)))):
        bare = re.sub(r"^(?:of|and|for|the|&|de|la|du|des|der|van|und) ", "", rest)
        return start + len(name) - len(bare), bare
    return start, name


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here: its capital says nothing."""
    return not text[:at].strip() or bool(re.search(r"[.!?:\n]\s*$", text[max(0, at - 4) : at]))


def _swapped(own: list[str], other: list[str]) -> bool:
    """Whether this is the company's own name in another order: its words, or the letters of its acronym."""
    if len(own) == len(other) == 1:
        return own != other and len(own[0]) < 6 and not wordlist.known(own[0]) and sorted(own[0]) == sorted(other[0])
    return own != other and sorted(own) == sorted(other)


def _misspelt(own: list[str], other: list[str]) -> bool:
    """Whether this is the company's own name with a slip, or with one word exchanged."""
    shared = set(own) & set(other)
    slips = [
        w for w in other if w not in own and not wordlist.known(w) and any(near(w, o) and w[0] == o[0] for o in own)
    ]
    if slips and len(slips) + len(shared) == len(other):
        return True
    if not len(own) == len(other) > 1 or not shared:
        return False
    framed = own[0] == other[0] and own[-1] == other[-1] and bool(shared - _GENERIC)
    return framed or alike(" ".join(own), " ".join(other), NEAR)


def _short_form(own: list[str], other: list[str]) -> bool:
    same = "".join(own) == "".join(other) or "".join(other) == "".join(word[0] for word in own)
    return same or (not _swapped(own, other) and all(any(o.startswith(w) for o in own) for w in other))


def _elsewhere(own: list[str], other: list[str], name: str, start: int, sentence: Part) -> bool:
    """Whether the writer wishes to work for somebody else, by the words around the name."""
    at = start - sentence.start
    before, after = sentence.text[:at], sentence.text[at + len(name) :]
    clause = re.split(r"[,;:] (?:and|but|so) |; ", before)[-1]
    tail, words = before[-60:], tokens(name)
    if pattern("past").search(clause) or pattern("unit").match(after):
        return False
    # "Haymarket Prudential" where "Haymarket Provident" is meant
    strangers = sum(not akin(a, b) for a, b in zip(own, other, strict=True)) if len(own) == len(other) > 1 else 0
    if other[0] == own[0] or (strangers == 1 and (len(own) > 2 or other[-1] == own[-1])):
        return strangers == 1
    if re.search(r"\bmake(?: the)? $", tail):
        return bool(re.match(r" my (?:\w+ )?(?:employer|home|workplace|job|career)", after))
    many, kind = len(words) > 1, other[-1].removesuffix("s") in _KINDS or words[-1] in _LEGAL
    if many and kind and pattern("praised").match(after) and len(before.split()) < 2:
        return True
    strange = not name.isupper() and not all(map(wordlist.known, words))  # not "Marine Biology"
    firm = kind or not tail.endswith(("in ", "in the ", "with ", "with the "))
    member = (strange or (firm and many)) and pattern("member").search(tail)
    offered = many and pattern("at").search(tail)
    wished = pattern("wish").search(clause) or pattern("you").search(clause + after) or clause.strip() == "If"
    meant = many and kind and wished and words[-1] != "council" and not re.search(" offered| an offer", after)
    return bool((member or offered or meant) and pattern("wish").search(sentence.text))


def _sentence(mail: Mail, field: str, at: int) -> Part:
    """The sentence that holds a position, as far as it is near; the subject is one."""
    text, found = (mail.subject.plain, None) if field == "subject" else (mail.voice, sentence_at(mail, at))
    start, end = max(found.start if found else 0, at - 300), min(found.end if found else len(text), at + 300)
    return Part(start, end, text[start:end])


@check("wrong-role")
def wrong_role(mail: Mail, ctx: Context) -> Iterator[Hit]:
    app = ctx.application
    if not app or not app.role.strip():
        raise Unjudged("the role is not noted")
    spots = [("subject", m) for m in pattern("segment").finditer(mail.subject.plain)]
    for name in ("role_before", "role_told", "role_after"):
        told = pattern(name).finditer(mail.voice)
        spots += [("body", match) for match in told if not _offered(mail, match.start("title"))]
    for match in pattern("role_wished").finditer(mail.voice):
        sentence = _sentence(mail, "body", match.start()).text
        if pattern("wish").search(sentence) and not pattern("past").search(sentence):
            spots.append(("body", match))
    places = {(field, match.start("title"), match["title"]) for field, match in spots}
    for field, start, title in sorted(places):
        for a, b in _other_post(title, app.role, ctx):
            advice = f"You applied for the post of {app.role}. Check “{title[a:b]}”."
            yield Hit(start + a, start + b, advice, app.role, field)


def _offered(mail: Mail, at: int) -> bool:
    """Whether the post that stands here is one that somebody else has offered."""
    sentence = _sentence(mail, "body", at)
    return bool(re.search(r"\b(?:has|have|had|been|was) offered\b|\boffers me\b", sentence.text[: at - sentence.start]))


def _other_post(text: str, role: str, ctx: Context) -> Iterator[tuple[int, int]]:
    """Where a text names another post than `role`; nothing where it may be the same, or is no post."""
    if not any(is_post(fold(word)) for word in _TITLE.findall(text)):
        return
    found = [(m.group(), *m.span()) for m in _TITLE.finditer(text)]
    while found and fold(found[-1][0]) in _AROUND:
        found.pop()
    first = len(found)
    while first and fold(found[first - 1][0]) not in _AROUND:
        first -= 1
    given = [fold(word) for word, _, _ in found[first:]]
    if not given or not is_post(given[-1]) or set(given) & listed("never_in_a_post", "lexicon"):
        return
    wanted = [word for word in tokens(role) if word not in _AROUND]
    capital = all(word[0].isupper() for word, _, _ in found[first:])
    if not _may_be_same(given, wanted, tokens(role), capital, ctx):
        yield found[first][1], found[-1][2]


def _may_be_same(given: list[str], wanted: list[str], role: tuple[str, ...], capital: bool, ctx: Context) -> bool:
    """Whether two posts may be the same: shortened, reordered, abbreviated, or in the writer's own words."""
    head = given[-1]
    if head == "".join(word[0] for word in role):
        return True
    if capital and not _RANKS & set(given) & set(wanted) and _RANKS & set(given) and _RANKS & set(wanted):
        return False  # "Junior Photographer" where "Lead Photographer" is meant
    if any(akin(head, w) for w in wanted):
        # The same kind of post: another one only where its own words replace those of the role.
        others = [w for w in wanted if not akin(head, w)]
        kept = any(akin(w, own) for w in others for own in given)
        strangers = [w for w in given[:-1] if w not in ctx.known and w not in _FILLER]
        return not (capital and strangers and others and not kept and akin(head, wanted[-1]))
    if any(akin(own, w) for own in given for w in wanted):
        return not (capital and is_post(wanted[-1]))  # "the stock job", "the front desk clerk"
    return head in ctx.known


def akin(a: str, b: str) -> bool:
    """Whether two words of a title are the same, also shortened, inflected or misspelt."""
    a, b = a.removesuffix("'s"), b.removesuffix("'s")
    if a == b or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))):
        return True
    return min(len(a), len(b)) > 4 and (a[:5] == b[:5] or alike(a, b, 0.8))
