"""The document of a learner's progress: its form, the older and the newer ones, and every way in which it grows.

There is nothing in it that a learner wrote.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError, NewerFile
from ..resources import find
from .questions import TRIES, Outcome, Question, Reply, load_questions, reply
from .store import Document, Store

NAME = "progress"
SCHEMA = 2  # 1 was a document of answers alone
_KIT = "follow-up progress"
_MOST = 5_000_000  # bytes of a file that is brought back


class Kept(BaseModel):
    """One question or scenario: the answer given last, those of this round that were not right, and when."""

    model_config = ConfigDict(extra="forbid")

    rules: tuple[str, ...] = ()
    outcome: Outcome
    given: Any = None
    tried: tuple[Any, ...] = ()
    first: str = ""
    at: str = ""

    @property
    def well(self) -> bool:
        return self.outcome is Outcome.RIGHT and len(self.tried) < 2

    @property
    def closed(self) -> bool:
        return self.outcome is Outcome.RIGHT or len(self.tried) >= TRIES

    def round(self, now: dt.datetime) -> tuple[Any, ...]:
        """The tries that still count."""
        return () if self.due(now) else self.tried

    def due(self, now: dt.datetime) -> bool:
        """Whether it begins afresh: on another day, where it did not go well."""
        return not self.well and self.at[:10] != _iso(now)[:10]


class Lesson(BaseModel):
    """When a notebook was opened first, and when its last question was settled."""

    opened: str = ""
    finished: str = ""


class Critiqued(BaseModel):
    """How often a rule's findings were seen in own drafts, and how many of them were mended."""

    found: int = 0
    mended: int = 0


class Record(BaseModel):
    """The document. `drafts` holds the rules that still have a finding, under names that tell nothing."""

    model_config = ConfigDict(extra="forbid")

    schema_version: int = SCHEMA
    answers: dict[str, Kept] = {}
    lessons: dict[str, Lesson] = {}
    drafts: dict[str, list[str]] = {}
    critiques: dict[str, Critiqued] = {}


def notebooks() -> tuple[str, ...]:
    """The lessons, in their order."""
    return tuple(sorted(path.stem for path in find("notebooks").glob("[0-9][0-9]_*.ipynb")))


def load(store: Store) -> Record:
    """What is kept. Raises `DamagedFile` (it has been set aside) or `NewerFile` (it is left as it is)."""
    return _read(store, store.read(NAME))


def keep_answer(store: Store, asked: Question, given: object, now: dt.datetime) -> Reply:
    """Answer a question and keep the answer; "not answered" keeps nothing."""
    if asked.check(given).outcome is Outcome.NOT_ANSWERED:
        return reply(asked, given)
    told: list[Reply] = []

    def change(record: Record) -> None:
        before = record.answers.get(asked.id)
        told.append(reply(asked, given, before.round(now) if before else ()))
        _keep(record, asked.id, asked.read(given), told[-1].outcome, asked.rules, told[-1].tried, now)

    _update(store, change)
    return told[-1]


def keep_decision(
    store: Store, id: str, given: object, outcome: Outcome | str, rules: Iterable[str], now: dt.datetime
) -> None:
    """Keep what was decided elsewhere, such as in a scenario: each different answer that is not right is a try."""

    def change(record: Record) -> None:
        before = record.answers.get(id)
        tried = before.round(now) if before else ()
        if Outcome(outcome) is not Outcome.RIGHT and given not in tried:
            tried = (*tried, given)[:TRIES]
        _keep(record, id, given, Outcome(outcome), tuple(rules), tried, now)

    if Outcome(outcome) is not Outcome.NOT_ANSWERED:
        _update(store, change)


def keep_opened(store: Store, notebook: str, now: dt.datetime) -> None:
    """A notebook was opened; only the first time is kept."""
    if notebook not in load(store).lessons:
        _update(store, lambda record: record.lessons.setdefault(notebook, Lesson(opened=_iso(now))))


def keep_findings(store: Store, draft: str, rules: Iterable[str], new: bool) -> None:
    """The rules that have a finding in a draft now. Those that had one and have none any more are mended; those that
    come in count where the text is a finished version (`new`), and not while somebody is still typing."""
    name, now = hashlib.sha256(draft.encode()).hexdigest()[:16], set(rules)

    def change(record: Record) -> bool:
        before = set(record.drafts.get(name, ()))
        for rule in before - now:
            record.critiques.setdefault(rule, Critiqued()).mended += 1
        for rule in (now - before) if new else ():
            record.critiques.setdefault(rule, Critiqued()).found += 1
        after = sorted(now if new else now & before)
        record.drafts[name] = after
        return after != sorted(before)

    if change(load(store)):
        _update(store, change)


def start_over(store: Store) -> None:
    """Begin afresh; the old file is put aside."""
    store.remove(NAME)


def as_file(record: Record) -> bytes:
    """All of it as a file to keep, which `bring_back` reads."""
    return json.dumps({"kit": _KIT, **record.model_dump(mode="json")}, ensure_ascii=False, indent=1).encode()


def bring_back(store: Store, content: bytes) -> Record:
    """Take over a file that `as_file` made, in place of what is kept, which is put aside. Raises `InputError`."""
    try:
        document = json.loads(content) if len(content) <= _MOST else None
        if not isinstance(document, dict) or document.pop("kit", None) != _KIT:
            raise ValueError
        brought = _parse(document)
    except (ValueError, RecursionError) as error:
        if isinstance(error, NewerFile):
            raise
        cure = "Choose the file that “Save my progress” made. What is kept here stays as it is."
        raise InputError.one("file", None, "is not a progress file of this kit", cure) from None
    store.replace(NAME, brought.model_dump(mode="json"))
    return brought


def _update(store: Store, change: Callable[[Record], object]) -> None:
    first: list[bool] = []

    def apply(document: Document) -> Document:
        first.append(not document)
        record = _read(store, document or None)
        change(record)
        return record.model_dump(mode="json")

    store.update(NAME, apply)
    if any(first):
        store.remove("answers")  # they have been taken over; the file is put aside


def _read(store: Store, document: Document | None) -> Record:
    if document is None:
        return _older(store.read("answers") or {})
    try:
        return _parse(document)
    except ValidationError:
        raise store.set_aside(NAME) from None


def _parse(document: Document) -> Record:
    version = document.get("schema_version")
    if isinstance(version, int) and version > SCHEMA:
        wrong = f"was saved by a newer version of the kit (this one reads version {SCHEMA})"
        raise NewerFile.one(NAME, version, wrong, "Update the kit to open it; it has been left as it is.")
    return Record.model_validate(document)


def _older(answers: Document) -> Record:
    """A record from the document of answers alone, which had `chosen` and `outcome` of single choices."""
    known = {one.id: one.rules for lesson in notebooks() for one in asked_in(lesson)} if answers else {}
    kept = {}
    for id, one in answers.items():
        if isinstance(one, dict) and type(one.get("chosen")) is int and one.get("outcome") in ("right", "wrong"):
            tried = () if one["outcome"] == "right" else (one["chosen"],)
            kept[id] = Kept(rules=known.get(id, ()), outcome=one["outcome"], given=one["chosen"], tried=tried)
    return Record(answers=kept)


def _keep(
    record: Record,
    id: str,
    given: Any,
    outcome: Outcome,
    rules: tuple[str, ...],
    tried: tuple[Any, ...],
    now: dt.datetime,
) -> None:
    before = record.answers.get(id)
    if before and before.outcome is Outcome.RIGHT and not before.due(now):
        return  # what was right stays so; trying the other answers out is free
    first = before.first if before else ""
    record.answers[id] = Kept(
        rules=rules, outcome=outcome, given=given, tried=tried, first=first or _iso(now), at=_iso(now)
    )
    lesson = next((one for one in notebooks() if one[:2] == id[:2]), None)
    if lesson and (asked := asked_in(lesson)) and all(settled(record, one.id) for one in asked):
        kept = record.lessons.setdefault(lesson, Lesson(opened=_iso(now)))
        kept.finished = kept.finished or _iso(now)


def settled(record: Record, id: str) -> bool:
    return id in record.answers and record.answers[id].closed


def asked_in(notebook: str) -> tuple[Question, ...]:
    """The questions of a notebook; none where it has no file of them."""
    return load_questions(notebook) if (find("data/questions") / f"{notebook}.toml").exists() else ()


def _iso(now: dt.datetime) -> str:
    return now.isoformat(timespec="seconds")
