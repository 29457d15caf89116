"""`critique()`: an email in, a report out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache

from ..application import Application, Interview, MessageKind
from ..errors import InputError, did_you_mean
from ..message import Email
from ..record import aware
from ..rulebook import RuleBook, as_book
from ..timeline.workdays import Holidays
from ..words import listing
from . import rubric
from .check import KINDS, Check, Context, Hit, Unjudged, all_checks
from .data import data
from .model import RANK, Finding, NotChecked, Report
from .parse import LONGEST, Mail, parse
from .text import Taken

# Where two findings are about the same words, the first of these stays: one cause, one finding.
_FIRST = (
    "placeholder",
    "wrong-name",
    "misspelt-name",
    "wrong-company",
    "wrong-role",
    "unnamed-greeting",
    "casual-greeting",
    "repeated-word",
    "typo",
    "grammar",
    "slang",
    "jargon",
    "all-caps",
)
_HEADER = re.compile(r"(Subject|To|From|Cc|Bcc|Date|Reply-To)[ ]?:[ \t]*([^\r\n]*)(?:\r\n|\r|\n|$)", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n|$)")


def critique(
    draft: Email | str,
    kind: MessageKind | str | None = None,
    application: Application | None = None,
    interview: Interview | None = None,
    book: RuleBook | str | None = None,
    holidays: Holidays = None,
    sent_at: dt.datetime | str | None = None,
    others: Iterable[Email | str] = (),
    select: str | Collection[str] | None = None,
    ignore: str | Collection[str] | None = None,
) -> Report:
    """Explained feedback on an email: what to mend, what is good already, what could not be judged, and a score.

    `draft` is an `Email` or a text, with or without its "Subject:" line. The more is known, the more is judged: the
    `kind` of message, the `application` and `interview` it belongs to (without one, the last before `sent_at`), the
    moment `sent_at`, the notes to the `others`. `select` and `ignore` name checks or families. Raises `InputError` for
    a kind, check or source that does not exist. Nothing leaves this computer.

    >>> report = critique("Subject: Interview\\n\\nHi Priya,\\n\\nI look forward to hear from you.", kind="thank_you")
    >>> [(f.check, f.words, f.suggestion) for f in report.findings if f.check == "grammar"]
    [('grammar', 'hear', 'hearing')]
    """
    _ready()
    email, has_subject = _email(draft, "draft")
    wanted = _wanted(select, ignore)
    ctx = _context(email, kind, application, interview, book, holidays, sent_at, others)
    names = [ctx.reader, *(person.name for person in ctx.people)]
    mail = parse(email, has_subject, application.candidate if application else "", names)
    hits, missing = _look(wanted, mail, ctx)
    findings = tuple(_finding(check, hit, mail, ctx) for check, hit in _one_cause(hits))
    made = {check.id for check in wanted} - {entry.check for entry in missing}
    made = {id for id in made if ctx.kind in all_checks()[id].kinds or not all_checks()[id].asks}
    return Report(
        email=email,
        kind=ctx.kind,
        findings=findings,
        strengths=rubric.strengths(mail, ctx, findings) if mail.english else (),
        not_checked=tuple(missing),
        score=rubric.score(mail, ctx, findings, made),
    )


@cache
def _ready() -> None:
    """Reads and compiles on the first call what any call may need: no later email waits for it."""
    words = data("evidence")["generic"].strip().replace("\n", "\n- ")
    email = Email("Interview", f"Dear Ada,\n\n{words}.\n\nKind regards,\nBen")
    ctx = _context(email, MessageKind.THANK_YOU, None, None, None, None, None, ())
    mail = parse(email)
    for check in all_checks().values():
        with suppress(Unjudged):
            list(check.look(mail, ctx))


def _look(wanted: list[Check], mail: Mail, ctx: Context) -> tuple[list[tuple[Check, Hit]], list[NotChecked]]:
    hits: list[tuple[Check, Hit]] = []
    missing: list[NotChecked] = []
    if len(mail.email.body) > LONGEST:
        missing.append(NotChecked("all", f"only the first {LONGEST:,} characters were read"))
    if mail.body.markup:
        missing.append(NotChecked("all", "the text holds HTML: its words were read, its layout was not"))
    for check in wanted:
        if check.asks and ctx.kind is None:
            missing.append(NotChecked(check.id, "this depends on the kind of message, and no kind was given"))
        elif check.asks and ctx.kind not in check.kinds:
            continue
        elif check.english and not mail.english:
            missing.append(NotChecked(check.id, "the text does not look like English, and only English is judged"))
        else:
            try:
                hits += [(check, hit) for hit in check.look(mail, ctx)]
            except Unjudged as reason:
                missing.append(NotChecked(check.id, str(reason)))
    return hits, missing


def _one_cause(hits: list[tuple[Check, Hit]]) -> list[tuple[Check, Hit]]:
    """Drop what another finding says already, and put the rest into the order of the text."""
    words = [(c, h) for c, h in hits if c.id in _FIRST]
    words.sort(key=lambda pair: _FIRST.index(pair[0].id))
    kept: list[tuple[Check, Hit]] = []
    fields: dict[str, Taken] = {}
    for check, hit in words:
        taken = fields.setdefault(hit.field, Taken())
        if taken.free(hit.start, hit.end):
            kept.append((check, hit))
            taken.add(hit.start, hit.end)
    kept += [(c, h) for c, h in hits if c.id not in _FIRST]
    order = ("subject", "body", "sending")
    return sorted(
        kept,
        key=lambda p: (order.index(p[1].field), p[1].start, p[1].end, RANK[p[1].severity or p[0].severity], p[0].id),
    )


def _finding(check: Check, hit: Hit, mail: Mail, ctx: Context) -> Finding:
    text = {"subject": mail.subject, "body": mail.body}.get(hit.field)
    start, end = text.span(hit.start, hit.end) if text else (0, 0)
    return Finding(
        check=check.id,
        severity=hit.severity or check.severity,
        field=hit.field,
        start=start,
        end=end,
        words=text.raw[start:end] if text else "",
        message=" ".join(hit.message.split()),
        why=check.why,
        suggestion=hit.suggestion,
        rule=check.rule,
        source=listing(ctx.book.names[source] for source in ctx.book[check.rule].cited),
    )


def _email(draft: object, field: str) -> tuple[Email, bool]:
    """The email, and whether it has a subject line at all."""
    if isinstance(draft, Email):
        return draft, True
    if not isinstance(draft, str):
        cure = 'Give a text, or fu.Email(subject="…", body="…").'
        raise InputError.one(field, type(draft).__name__, "is not an email", cure)
    headers: dict[str, str] = {}
    position = len(draft) - len(draft.lstrip("\ufeff\r\n"))
    while match := _HEADER.match(draft, position):
        headers.setdefault(match[1].lower(), match[2].rstrip())
        position = match.end()
    if not headers:
        return Email(subject="", body=draft), False
    empty = _EMPTY_LINE.match(draft, position)
    body = draft[empty.end() if empty else position :]
    email = Email(headers.get("subject", ""), body, headers.get("to") or None, headers.get("from") or None)
    return email, "subject" in headers


def _wanted(select: str | Collection[str] | None, ignore: str | Collection[str] | None) -> list[Check]:
    checks = all_checks()

    def named(field: str, names: str | Collection[str]) -> set[str]:
        given = [names] if isinstance(names, str) else list(names)
        families = {check.family for check in checks.values()}
        for name in given:
            if name not in checks and name not in families:
                cure = did_you_mean(name, [*checks, *families]) or f"The families are: {', '.join(sorted(families))}."
                raise InputError.one(field, name, "is neither a check nor a family of checks", cure)
        return {check.id for check in checks.values() if check.id in given or check.family in given}

    chosen = named("select", select) if select is not None else set(checks)
    left_out = named("ignore", ignore) if ignore is not None else set()
    return [check for check in checks.values() if check.id in chosen - left_out]


def _context(
    email: Email, kind: object, application: object, interview: Interview | None, book: RuleBook | str | None,
    holidays: Holidays, sent_at: dt.datetime | str | None, others: Iterable[Email | str],
) -> Context:  # fmt: skip
    if application is not None and not isinstance(application, Application):
        raise InputError.one(
            "application", type(application).__name__, "is not an application", "Give a fu.Application."
        )
    moment = aware(sent_at, "sent_at") if sent_at is not None else None
    rounds = application.ordered_rounds if application else []
    held = [r for r in rounds if moment is None or r.at <= moment] or rounds[:1]
    given = [others] if isinstance(others, str | Email) else list(others)
    ctx = Context(
        kind=_kind(kind),
        application=application,
        interview=interview or (held[-1] if held else None),
        book=as_book(book),
        holidays=holidays,
        sent_at=moment,
        others=[_email(other, "others")[0] for other in given],
        sender=(email.sender if email.sender and "@" in email.sender else "")
        or (application.email if application else ""),
    )
    name, _, address = (email.to or "").rpartition("<") if "<" in (email.to or "") else (email.to or "", "", "")
    name, address = name.strip(' "'), address.strip("> ")
    known = next((p.name for p in ctx.people if p.answers_to(name) or p.answers_to(address)), "")
    ctx.reader = known or ("" if "@" in name else name)
    return ctx


def _kind(kind: object) -> MessageKind | None:
    if kind is None:
        return None
    try:
        found = MessageKind(str(kind))
    except ValueError:
        raise InputError.one("kind", kind, "is not a kind of message", did_you_mean(kind, KINDS)) from None
    if found not in KINDS:
        raise InputError.one(
            "kind", str(found), "is a step without a message", "There is nothing to write: let it rest."
        )
    return found
