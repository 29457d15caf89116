"""The workshop's emails: samples with their author's marks, and sets of notes for one post, from TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..application import Application, MessageKind
from ..critique import Report, critique
from ..errors import InputError, Problem, did_you_mean, from_pydantic
from ..message import Email
from ..resources import find
from ..rulebook import DEFAULT_SOURCE, load_rulebook

_Text = Field(min_length=1)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(_Entry):
    """What the author of a sample marked, and why; no `words` where something is missing or the sending is wrong.

    `judged`: "rule" (the kit finds it too), "taste" (readers differ), "reader" (a person sees it, the kit may not).
    """

    check: str = _Text
    why: str = _Text
    words: str = ""
    field: Literal["subject", "body", "sending"] = "body"
    judged: Literal["rule", "taste", "reader"] = "rule"


class Letter(_Entry):
    """An email with all that is known around it."""

    kind: MessageKind
    application: Application
    to: str = _Text
    sent_at: AwareDatetime
    subject: str
    body: str
    source: str = DEFAULT_SOURCE
    holidays: str = "GB-ENG"
    others: tuple[str, ...] = ()
    says: str = ""

    @property
    def email(self) -> Email:
        return Email(self.subject, self.body, to=self.to)

    @property
    def context(self) -> dict[str, Any]:
        """What the critique is told besides the email."""
        return {
            "kind": self.kind,
            "application": self.application,
            "book": load_rulebook(self.source),
            "holidays": self.holidays,
            "sent_at": self.sent_at,
            "others": list(self.others),
        }

    def critique(self, subject: str | None = None, body: str | None = None) -> Report:
        """The kit's report on it, or on a rewrite of it."""
        rewritten = Email(self.subject if subject is None else subject, self.body if body is None else body, to=self.to)
        return critique(rewritten, **self.context)


class Sample(Letter):
    """A sample email with its author's marks.

    >>> sample("thursday-trays").level, sample("thursday-trays").marks
    ('strong', ())
    """

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = _Text
    level: Literal["weak", "middling", "strong"]
    marks: tuple[Mark, ...] = ()

    @model_validator(mode="after")
    def _marked_once(self) -> Self:
        for place, mark in enumerate(self.marks):
            text = {"subject": self.subject, "body": self.body}.get(mark.field, "")
            if mark.words and text.count(mark.words) != 1:
                wrong = f"stands {text.count(mark.words)} times in the {mark.field}"
                raise InputError.one(f"marks[{place}].words", mark.words, wrong, "Copy words that stand there once.")
        return self


class Post(_Entry):
    """Notes that compete for one post, told from the reader's side; `taste` says what no rule decides."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = _Text
    about: str = _Text
    taste: str = _Text
    notes: tuple[Letter, ...] = Field(min_length=2)

    @property
    def reports(self) -> dict[str, Report]:
        """The kit's report on each note, by the name of who wrote it."""
        return {note.application.candidate: note.critique() for note in self.notes}


def samples(folder: Path | None = None) -> dict[str, Sample]:
    """The sample emails by id. Raises `InputError` that names file, sample and field."""
    return _load_samples(folder or find("data/workshop"))


def sample(id: str, folder: Path | None = None) -> Sample:
    """One sample by its id."""
    return _one("sample", id, samples(folder))


def posts(folder: Path | None = None) -> dict[str, Post]:
    """The sets of notes for one post, by id."""
    return _load_posts(folder or find("data/workshop"))


_T = TypeVar("_T", Sample, Post)


def _one(what: str, id: str, known: Mapping[str, _T]) -> _T:
    if id not in known:
        raise InputError.one(what, id, "is not known", did_you_mean(id, known))
    return known[id]


@lru_cache(maxsize=8)
def _load_samples(folder: Path) -> dict[str, Sample]:
    def build(table: dict[str, Any], facts: dict[str, Any]) -> Sample:
        return Sample.model_validate(_letter(table, facts))

    return _load(folder / "samples.toml", "sample", build)


@lru_cache(maxsize=8)
def _load_posts(folder: Path) -> dict[str, Post]:
    def build(table: dict[str, Any], facts: dict[str, Any]) -> Post:
        of_all = ("kind", "application", "to", "source", "holidays")
        shared: dict[str, Any] = {key: table[key] for key in of_all if key in table}
        notes = [Letter.model_validate(_letter({**shared, **note}, facts)) for note in table.get("notes", [])]
        return Post.model_validate({**{k: v for k, v in table.items() if k not in shared}, "notes": notes})

    return _load(folder / "recruiter.toml", "post", build)


def _letter(table: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """The fields of a letter, with its application in full: the named one, this candidate's and with these events."""
    name = table.get("application")
    if name not in facts:
        raise InputError.one("application", name, "is not in this file", did_you_mean(name, facts))
    own = {key: table[key] for key in ("candidate", "events") if key in table}
    rest = {key: value for key, value in table.items() if key not in own}
    texts = {key: rest[key].strip() for key in ("subject", "body") if isinstance(rest.get(key), str)}
    return {**rest, **texts, "application": Application.model_validate({**facts[name], **own})}


def _load(path: Path, what: str, build: Any) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError.one(path.name, None, "cannot be opened", "Check the folder's name.") from None
    except ValueError as error:
        raise InputError.one(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names.") from None
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for position, table in enumerate(data.get(what, [])):
        name = f"{path.name}, {table.get('id', f'{what} {position + 1}')}"
        try:
            one = build(table, data.get("application", {}))
        except ValidationError as error:
            problems += from_pydantic(error).within(name).problems
        except InputError as error:
            problems += error.within(name).problems
        else:
            if one.id in found:
                problems.append(Problem(f"{name}, id", one.id, "stands twice", "Give each an id of its own."))
            found[one.id] = one
    if problems:
        raise InputError(problems)
    return found
