"""Subject, greeting, closing, signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .check import Context, Hit, Unjudged, check, fold, has, missing
from .content import gap_about
from .data import data, listed, pattern
from .employer import akin
from .names import TITLES, addressed, is_post, tokens
from .parse import Mail

_SLOT = re.compile(r"[\[{<_]|\bX{2,}\b")  # an unfilled slot is a placeholder, and nothing else


def _needs_text(mail: Mail) -> None:
    if not mail.own.strip():
        raise Unjudged("there is no text to judge")


def _needs_subject(mail: Mail) -> None:
    if not mail.has_subject:
        raise Unjudged("no “Subject:” line was given")


def _better_subject(ctx: Context) -> str | None:
    purpose = data("evidence")["better_subject"].get(ctx.kind or "thank_you", "checking in after the interview")
    return f"{ctx.application.role} – {purpose}" if ctx.application and ctx.application.role else None


@check("no-subject")
def no_subject(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_subject(mail)
    if not mail.subject.plain.strip():
        yield missing("no-subject", 0, better=_better_subject(ctx), field="subject")


@check("vague-subject")
def vague_subject(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_subject(mail)
    subject = mail.subject.plain
    words = set(tokens(subject))
    if not re.search(r"[^\W\d_]{2}", subject) or _SLOT.search(subject) or _names_the_role(subject, words, ctx):
        return
    if not (has("purpose", subject) and _names_somebody(subject, words, ctx)):
        advice = "The subject could stand over any email. Name the role, or the purpose with your name."
        yield Hit(0, len(subject), advice, _better_subject(ctx), "subject")


def _names_the_role(subject: str, words: set[str], ctx: Context) -> bool:
    """The role's own words, also shortened, inflected or misspelt, its initials, or any other post."""
    role = ctx.application.role if ctx.application else ""
    wanted = set(tokens(role)) - listed("small")
    initials = "".join(word[0] for word in re.findall(r"\w+", role.split(",")[0])).upper()
    return (
        bool(wanted & words)
        or any(is_post(word) for word in words)
        or any(akin(a, b) for a in wanted for b in words if min(len(a), len(b)) > 3)
        or any(re.search(rf"\b{re.escape(initials[n:])}\b", subject) for n in range(len(initials) - 1))
    )


def _names_somebody(subject: str, words: set[str], ctx: Context) -> bool:
    """The candidate, the company or a reader; without an application, anybody."""
    app = ctx.application
    if app and app.candidate:
        texts = (app.candidate, app.company, *(person.name for person in ctx.people))
        return bool(words & {word for text in texts for word in tokens(text)} - listed("small"))
    capitals = [fold(word) for word in re.findall(r"[^\W\d_][\w'-]+", subject) if word[0].isupper()]
    return any(word not in listed("subject_words", "evidence") for word in capitals)


def _greet(ctx: Context) -> str | None:
    return f"Dear {ctx.reader}," if ctx.reader and "@" not in ctx.reader else None


@check("no-greeting")
def no_greeting(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_text(mail)
    inline = mail.paragraphs and pattern("inline_greeting").match(mail.paragraphs[0].text)
    if not mail.greeting and not inline:
        first = mail.paragraphs[0].start if mail.paragraphs else len(mail.own) - len(mail.own.lstrip())
        yield missing("no-greeting", first, better=_greet(ctx))


@check("unnamed-greeting")
def unnamed_greeting(mail: Mail, ctx: Context) -> Iterator[Hit]:
    who = mail.addressee.text if mail.addressee else ""
    if not mail.greeting or _SLOT.search(who):
        return
    people = set(tokens(ctx.reader)).union(*(tokens(person.name) for person in ctx.people))
    if people & set(tokens(mail.body.plain[mail.greeting.start :].split("\n", 1)[0][:60])):
        return  # "Attn: Dr. Nair": whoever the rest of the line names is addressed
    company = tokens(ctx.application.company) if ctx.application else ()
    rest = [word for word in tokens(who) if word not in company]
    nobody = pattern("nobody").fullmatch(" ".join(rest) or "there") or set(rest) & listed("bodies")
    if nobody or (set(rest) - TITLES and not addressed(mail, ctx)):
        end = mail.greeting.start + len(mail.greeting.text.rstrip(",:!; "))
        advice = "The greeting addresses nobody. Write the reader's name."
        yield Hit(mail.greeting.start, end, advice, _greet(ctx))


@check("casual-greeting")
def casual_greeting(mail: Mail, ctx: Context) -> Iterator[Hit]:
    if mail.greeting and re.sub(r"y{2,}$", "y", mail.hail) in listed("casual"):
        hail = mail.greeting.text[: len(mail.hail)]
        end = mail.greeting.start + len(hail)
        yield Hit(mail.greeting.start, end, f"“{hail}” is for friends. Write “Hi” or “Dear”.", "Hi")


@check("no-closing")
def no_closing(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_text(mail)
    if not mail.closing:
        yield missing("no-closing", mail.signature.start if mail.signature else mail.ends)


@check("no-signature")
def no_signature(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_text(mail)
    if not mail.signed and not gap_about(mail, "name"):
        candidate = ctx.application.candidate if ctx.application else ""
        yield missing("no-signature", mail.closing.end if mail.closing else mail.ends, better=candidate or None)


@check("no-contact")
def no_contact(mail: Mail, ctx: Context) -> Iterator[Hit]:
    _needs_text(mail)
    if not mail.contact and not ctx.sender and not gap_about(mail, "email|telephone|phone|contact|address|link"):
        last = mail.signature or mail.closing
        yield missing("no-contact", last.end if last else mail.ends)
