"""The critique workshop: the learner's marks beside the kit's findings, and which rules explain a reader's choice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..critique import Finding, Report
from .samples import Mark

# What can be wrong with an email besides its words: what may be missing, and the message as a whole.
MISSING: dict[str, tuple[str, frozenset[str]]] = {
    "subject": ("a subject line with purpose or role", frozenset({"no-subject", "vague-subject"})),
    "greeting": ("a greeting by name", frozenset({"no-greeting", "unnamed-greeting"})),
    "thanks": ("thanks", frozenset({"no-thanks"})),
    "interview": ("which interview it is about", frozenset({"no-interview-reference"})),
    "detail": ("a detail from the conversation", frozenset({"no-detail"})),
    "value": ("a strength that fits the job", frozenset({"no-value"})),
    "news": ("the news itself", frozenset({"no-news"})),
    "status": ("a question where things stand", frozenset({"no-status-question"})),
    "feedback": ("a request for feedback", frozenset({"no-feedback-request"})),
    "interest": ("interest in the job", frozenset({"no-interest"})),
    "offer": ("an offer of further information", frozenset({"no-offer-of-information"})),
    "closing": ("a sign-off", frozenset({"no-closing"})),
    "signature": ("the writer’s name", frozenset({"no-signature"})),
    "contact": ("a way to reach the writer", frozenset({"no-contact"})),
}
WHOLE: dict[str, tuple[str, frozenset[str]]] = {
    "length": ("it is too long", frozenset({"too-long", "too-many-paragraphs"})),
    "time": ("it was sent at the wrong time", frozenset({"late-thank-you", "early-check-in"})),
    "number": ("it is one message too many", frozenset({"too-many-messages"})),
    "copy": ("it repeats a note to somebody else", frozenset({"duplicate-note"})),
}
ASPECTS = {**MISSING, **WHOLE}
_OF_THE_WHOLE = frozenset(check for _, checks in WHOLE.values() for check in checks)

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[^\sa-z])")
_SHORT = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|No|e\.g|i\.e|a\.m|p\.m)\.$", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to mark: the subject, a sentence, or a short line such as the greeting."""

    field: str
    start: int
    end: int
    text: str


def pieces(subject: str, body: str) -> list[Piece]:
    """An email in pieces, each from `start` to `end` of its field.

    >>> [piece.text for piece in pieces("Hello", "Dear Dr. Nair,\\n\\nThank you. It was good!")]
    ['Hello', 'Dear Dr. Nair,', 'Thank you.', 'It was good!']
    """
    found = [Piece("subject", 0, len(subject), subject)] if subject.strip() else []
    position = 0
    for line in body.splitlines(keepends=True):
        cuts = [m.end() for m in _END.finditer(line) if not _SHORT.search(line[: m.end()].rstrip())]
        for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
            text = line[start:end].strip()
            if text:
                left = position + start + len(line[start:end]) - len(line[start:end].lstrip())
                found.append(Piece("body", left, left + len(text), text))
        position += len(line)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: the words, or what is missing; the kit's finding and the author's mark, if any."""

    words: str
    finding: Finding | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Comparison:
    """What both saw, what only one of them saw, and what the author of the sample adds."""

    both: tuple[Line, ...]
    kit_only: tuple[Line, ...]
    learner_only: tuple[Line, ...]
    author_adds: tuple[Line, ...]


def compare(
    parts: Sequence[Piece],
    marked: Collection[int],
    aspects: Collection[str],
    findings: Iterable[Finding],
    marks: Iterable[Mark] = (),
) -> Comparison:
    """Hold the learner's marks (places in `parts`, keys of `ASPECTS`) beside the kit's findings.

    A finding counts as seen where the learner marked a piece that it touches, or the aspect that it belongs to.

    >>> compare(pieces("Hi", "Hey you"), {1}, {"thanks"}, []).learner_only[0].words
    'Hey you'
    """
    findings, marks = list(findings), list(marks)
    places = [_places(parts, finding.field, finding.start, finding.end, finding.check) for finding in findings]
    served = [_aspects(finding.check) for finding in findings]
    seen = [bool(p & set(marked) or a & set(aspects)) for p, a in zip(places, served, strict=True)]
    touched = set().union(*places) | set().union(*served)
    lines = [Line(_words(finding), finding, _mark_of(finding, marks)) for finding in findings]
    where = [(mark, _mark_places(parts, mark)) for mark in marks]
    learner_only = [
        Line(parts[place].text, mark=next((mark for mark, at in where if place in at), None))
        for place in sorted(marked)
        if 0 <= place < len(parts) and place not in touched
    ] + [
        Line(ASPECTS[key][0], mark=next((mark for mark, at in where if key in at), None))
        for key in ASPECTS
        if key in aspects and key not in touched
    ]
    told = [line.mark for line in [*lines, *learner_only]]
    adds = [Line(mark.words or _named(mark.check), mark=mark) for mark in marks if mark not in told]
    return Comparison(
        tuple(line for line, was in zip(lines, seen, strict=True) if was),
        tuple(line for line, was in zip(lines, seen, strict=True) if not was),
        tuple(learner_only),
        tuple(adds),
    )


def _places(parts: Sequence[Piece], field: str, start: int, end: int, check: str) -> set[int | str]:
    """The pieces that a span touches; none for what concerns the message as a whole."""
    if check in _OF_THE_WHOLE:
        return set()
    return {i for i, part in enumerate(parts) if part.field == field and start < part.end and end > part.start}


def _aspects(check: str) -> set[int | str]:
    return {key for key, (_, checks) in ASPECTS.items() if check in checks}


def _named(check: str) -> str:
    return next((label for label, checks in ASPECTS.values() if check in checks), "")


def _words(finding: Finding) -> str:
    whole = finding.check in _OF_THE_WHOLE or not finding.words.strip()
    return _named(finding.check) if whole else finding.words


def _mark_places(parts: Sequence[Piece], mark: Mark) -> set[int | str]:
    if not mark.words:
        return _aspects(mark.check)
    found: set[int | str] = set()
    for place, part in enumerate(parts):
        if part.field == mark.field and (mark.words in part.text or part.text in mark.words):
            found.add(place)
    return found


def _mark_of(finding: Finding, marks: Iterable[Mark]) -> Mark | None:
    return next((mark for mark in marks if finds(finding, mark)), None)


def finds(finding: Finding, mark: Mark) -> bool:
    """Whether a finding is about the same thing as an author's mark: the same check, and words that overlap. Where the
    author expected nothing of the kit, another check about the same words will do."""
    if finding.field != mark.field or mark.judged == "taste":
        return False
    overlap = bool(finding.words.strip()) and (mark.words in finding.words or finding.words.strip() in mark.words)
    if finding.check != mark.check:
        return mark.judged == "reader" and bool(mark.words) and overlap
    return not mark.words or overlap


# --- the recruiter's side ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reasons:
    """What the rules say about a choice: rule ids, each with the names of those whose note goes against it."""

    speak_for: Mapping[str, tuple[str, ...]]
    speak_against: tuple[str, ...]

    @property
    def undecided(self) -> bool:
        """Whether no rule makes a difference between the notes."""
        return not self.speak_for and not self.speak_against


def explain(chosen: str, reports: Mapping[str, Report]) -> Reasons:
    """Which rules explain a choice: those that others break and the chosen note does not, and the reverse."""
    broken = {name: {finding.rule for finding in report.findings} for name, report in reports.items()}
    rules = dict.fromkeys(finding.rule for report in reports.values() for finding in report.findings)
    return Reasons(
        {rule: tuple(name for name in reports if rule in broken[name]) for rule in rules if rule not in broken[chosen]},
        tuple(rule for rule in rules if rule in broken[chosen] and any(rule not in broken[n] for n in reports)),
    )
