"""The score and the strengths: six dimensions, each from what was found and what is there, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..application import MessageKind
from ..timeline.model import TITLES
from ..words import count, listing
from .check import Check, Context, all_checks
from .content import detail, found, sentence_at, thanks
from .data import data
from .length import PARAGRAPHS, WORDS
from .model import Finding, Score, Severity, Strength
from .parse import Mail, Part

DIMENSIONS = ("opening", "thanks", "specificity", "value", "looking ahead", "polish")


def score(mail: Mail, ctx: Context, findings: Iterable[Finding], made: set[str]) -> dict[str, Score]:
    """Points by dimension. `made` are the checks that were made: what was not looked at earns and costs nothing."""
    lost = {dimension: [f for f in findings if _dimension(f) == dimension] for dimension in DIMENSIONS}
    return {dimension: _points(dimension, lost[dimension], mail, ctx, made) for dimension in DIMENSIONS}


def _dimension(finding: Finding) -> str:
    return str(data("checks")["dimensions"].get(finding.check, "polish"))


def _points(dimension: str, lost: list[Finding], mail: Mail, ctx: Context, made: set[str]) -> Score:
    of = int(data("checks")["points"][dimension])
    asked = _asked(dimension)
    looked = [c for c in asked if c.id in made]
    if not looked:
        if ctx.kind is None and dimension not in ("opening", "polish"):
            return Score(0, 0, "not judged: say which kind of message it is")
        serves = any(ctx.kind in c.kinds for c in asked)
        return Score(
            0,
            0,
            "not judged" if serves else f"not asked of this kind ({TITLES[ctx.kind] if ctx.kind else 'message'})",
        )
    weights = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 1 if dimension == "value" else 0}
    absent = [f for f in lost if f.check.startswith("no-") and f.severity is not Severity.INFO]
    cost = sum(
        max(weights[f.severity], of if f in absent and dimension not in ("opening", "polish", "looking ahead") else 0)
        for f in lost
    )
    cost = of if dimension == "value" and lost else cost
    late = dimension == "thanks" and not lost and not _first(mail, thanks(mail))
    points = max(0, of - cost - late)
    if lost:
        ids = list(dict.fromkeys(f.check for f in lost))
        return Score(points, of, f"{count(len(lost), 'finding')}: {listing(ids)}")
    return Score(points, of, "thanks are there, but not at the start" if late else data("checks")["praise"][dimension])


@lru_cache(maxsize=8)
def _asked(dimension: str) -> tuple[Check, ...]:
    return tuple(c for c in all_checks().values() if data("checks")["dimensions"].get(c.id, "polish") == dimension)


def _first(mail: Mail, part: Part | None) -> bool:
    return bool(part and mail.paragraphs and part.start < mail.paragraphs[0].end)


def strengths(mail: Mail, ctx: Context, findings: Iterable[Finding]) -> tuple[Strength, ...]:
    """What is good, and where it stands, in the order of the dimensions."""
    wrong = {finding.check for finding in findings}
    return tuple(
        Strength(dimension, field, *_span(mail, field, part), _words(mail, field, part), message)
        for dimension, field, part, message in _good(mail, ctx, wrong)
    )


def _good(mail: Mail, ctx: Context, wrong: set[str]) -> Iterator[tuple[str, str, Part, str]]:
    subject = mail.subject.plain
    if subject.strip() and not wrong & {"vague-subject", "wrong-role", "placeholder"}:
        yield "opening", "subject", Part(0, len(subject), subject), "The subject says what it is about"
    named = mail.addressee and not wrong & {"unnamed-greeting", "wrong-name", "misspelt-name", "placeholder"}
    if named and mail.addressee and ctx.people:
        yield "opening", "body", mail.addressee, "The reader is greeted by name"
    kind = ctx.kind
    if _serves("no-thanks", kind) and _first(mail, thanks(mail)):
        yield "thanks", "body", _sentence(mail, thanks(mail)), "It begins with thanks"
    if _serves("no-detail", kind) and "no-detail" not in wrong and (part := detail(mail, ctx)):
        yield "specificity", "body", part, "It names something from the conversation"
    for check, dimension, name, message in (
        ("no-interview-reference", "specificity", "interview", "It says which conversation it is about"),
        ("no-value", "value", "value", "It says what you bring"),
        ("no-offer-of-information", "value", "offer_information", "It offers something useful"),
        ("no-news", "value", "news", "It brings real news"),
        ("no-status-question", "looking ahead", "status", "It asks where the decision stands"),
        ("no-feedback-request", "looking ahead", "feedback", "It asks for feedback"),
        ("no-interest", "looking ahead", "interest", "It says that you want the job"),
    ):
        if _serves(check, kind) and check not in wrong and found(mail, name):
            yield dimension, "body", _sentence(mail, found(mail, name)), message
    words = sum(len(part.text.split()) for part in mail.paragraphs)
    if 20 <= words <= WORDS and len(mail.paragraphs) <= PARAGRAPHS:
        paragraphs = count(len(mail.paragraphs), "paragraph")
        yield "polish", "body", Part(0, 0, ""), f"It is short: {count(words, 'word')} in {paragraphs}"


def _serves(check: str, kind: MessageKind | None) -> bool:
    return kind is not None and kind in all_checks()[check].kinds


def _sentence(mail: Mail, part: Part | None) -> Part:
    assert part is not None
    return sentence_at(mail, part.start) or part


def _span(mail: Mail, field: str, part: Part) -> tuple[int, int]:
    return (mail.subject if field == "subject" else mail.body).span(part.start, part.end)


def _words(mail: Mail, field: str, part: Part) -> str:
    text = mail.subject if field == "subject" else mail.body
    return text.raw[slice(*text.span(part.start, part.end))]
