"""What a check is, what it may look at, and where its data lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from ..application import Application, Interview, Interviewer, MessageKind
from ..message import Email
from ..rulebook import RuleBook
from ..words import fold as plain_fold
from .data import data
from .model import Severity
from .parse import WORD, Mail, lower
from .phrases import Phrases

KINDS = tuple(kind for kind in MessageKind if kind is not MessageKind.MOVE_ON)


class Unjudged(Exception):
    """Raised by a check that cannot say anything: the reason is for the learner."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check has seen: a span of the plain text, and what to say. The severity is the check's own, or less."""

    start: int
    end: int
    message: str
    suggestion: str | None = None
    field: str = "body"
    severity: Severity | None = None


@dataclass(frozen=True)
class Check:
    """One thing that is looked at: the rule it serves, the kinds it is for, and examples of both sides.

    Its examples are changes to a good email of the kind: `found` must be found, `silent` must not. `asks` tells that
    the check is about something that only some kinds need, so that without a kind it cannot be made.
    """

    id: str
    family: str
    rule: str
    severity: Severity
    why: str
    kinds: tuple[MessageKind, ...]
    asks: bool
    english: bool
    found: tuple[dict[str, Any], ...]
    silent: tuple[dict[str, Any], ...]
    look: Callable[[Mail, Context], Iterator[Hit]]


@dataclass(eq=False)
class Context:
    """What is known besides the email itself."""

    kind: MessageKind | None
    application: Application | None
    interview: Interview | None
    book: RuleBook
    holidays: Any
    sent_at: dt.datetime | None
    others: list[Email]
    reader: str = ""  # who the email goes to, where that is known
    sender: str = ""
    spare: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def people(self) -> list[Interviewer]:
        """Everybody known by name on the other side: those of this interview first."""
        rounds = self.application.ordered_rounds if self.application else []
        everyone = [
            *(self.interview.interviewers if self.interview else []),
            *(p for r in rounds for p in r.interviewers),
        ]
        first: dict[str, Interviewer] = {}
        for person in filter(lambda person: person.name, everyone):
            first.setdefault(fold(person.name), person)
        return list(first.values())

    @cached_property
    def notes(self) -> list[str]:
        """What the learner noted about the conversation: topics first."""
        held = self.interview
        return [t for t in ([p.topic for p in held.interviewers] + [held.notes] if held else []) if t.strip()]

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of the application itself, folded: names, company, role, notes. None of them is a slip."""
        return _folded(self.said)

    @cached_property
    def said(self) -> str:
        """All of that as one text, in small letters."""
        app = self.application
        texts = [self.reader, self.sender]
        if app:
            texts += [app.company, app.role, app.candidate, app.email, app.link]
            for held in app.rounds:
                texts += [held.notes, held.clarify, *held.strengths]
                texts += [text for person in held.interviewers for text in (person.name, person.topic)]
        return "\n".join(texts).lower()


@lru_cache(maxsize=64)
def _folded(text: str) -> frozenset[str]:
    words = {fold(word) for word in WORD.findall(text)}
    return frozenset(words | {word.removesuffix("'s") for word in words})


_LOOKS: dict[str, Callable[[Mail, Context], Iterator[Hit]]] = {}


def check(id: str) -> Callable[[Callable[[Mail, Context], Iterator[Hit]]], Callable[[Mail, Context], Iterator[Hit]]]:
    """Names the function that looks; everything else about the check stands in `checks.toml`."""

    def register(look: Callable[[Mail, Context], Iterator[Hit]]) -> Callable[[Mail, Context], Iterator[Hit]]:
        _LOOKS[id] = look
        return look

    return register


@lru_cache(maxsize=1)
def all_checks() -> dict[str, Check]:
    """Every check by its id, in the order of the table."""
    from . import content, employer, length, names, proof, sending, structure, tones  # noqa: F401

    return {
        entry["id"]: Check(
            id=entry["id"],
            family=entry["family"],
            rule=entry["rule"],
            severity=Severity(entry["severity"]),
            why=entry["why"],
            kinds=tuple(MessageKind(kind) for kind in entry.get("kinds", KINDS)),
            asks="kinds" in entry,
            english=entry.get("english", True),
            found=tuple(entry["found"]),
            silent=tuple(entry["silent"]),
            look=_LOOKS[entry["id"]],
        )
        for entry in data("checks")["check"]
    }


@cache
def evidence() -> dict[str, Phrases]:
    """The wordings that are evidence of something, in small letters: `evidence.toml`."""
    return {name: Phrases(wordings) for name, wordings in data("evidence").items() if isinstance(wordings, list)}


def missing(id: str, at: int, more: str = "", better: str | None = None, field: str = "body") -> Hit:
    """The hit of an absence: an empty span where the missing part belongs, with the words of `checks.toml`."""
    entry = next(entry for entry in data("checks")["check"] if entry["id"] == id)
    return Hit(at, at, entry["says"] + more, better or entry.get("better"), field)


def has(name: str, text: str) -> bool:
    """Whether a text holds evidence of something."""
    return any(True for _ in evidence()[name].find(lower(text)))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """As `words.fold`, remembered: the same few words come again and again."""
    return plain_fold(text)
