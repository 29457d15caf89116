"""Loading the rules from their TOML files, and reading them as one source advises."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from ..errors import InputError, NoSuchRule, Problem, did_you_mean, from_pydantic
from ..words import listing

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_SOURCE = "learn-it"
_FOLDER = Path(__file__).resolve().parent

Value = bool | int | tuple[int, int]
_Text = Field(min_length=1)


class Source(BaseModel):
    """One of the texts that the advice comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = _Text
    title: str = _Text
    short: str = _Text
    origin: str = _Text
    brings: str = _Text


class Stance(BaseModel):
    """What one source says on one rule: a number, a range (first and last) or simply yes (`True`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: StrictBool | StrictInt | tuple[StrictInt, StrictInt]
    strength: Literal["must", "optional", ""] = ""
    words: str = _Text
    note: str = ""


class _Entry(BaseModel):
    """A rule as it stands in its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = _Text
    statement: str = _Text
    why: str = _Text
    example: str = _Text
    unit: Literal["hours", "days", "messages", ""]
    borrow: bool
    stances: dict[str, Stance] = Field(min_length=1)


@dataclass(frozen=True)
class Rule:
    """One piece of advice, as one source gives it.

    `value` is a number, a range `(first, last)` in `unit`, `True` for advice without a number, or None where the
    source has no use for the rule. `source` is the source that the book is read as; where it is silent, `borrowed`
    names the lenders, and it is empty where the value is the source's own. `strength` is "must", "optional" or "".

    >>> rule = fu.load_rulebook("learn-it")["wait-without-date"]
    >>> rule.value, rule.unit, rule.borrowed
    ((7, 10), 'days', ('interviews-over', 'dream-job'))
    """

    id: str
    group: str
    title: str
    statement: str
    why: str
    example: str
    unit: str
    value: Value | None
    strength: str
    source: str
    borrowed: tuple[str, ...]
    stances: Mapping[str, Stance]

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of the sources whose word this is: its own, or the lenders."""
        return self.borrowed or ((self.source,) if self.source in self.stances else tuple(self.stances))


class RuleBook(Mapping[str, Rule]):
    """The 42 rules by id, read as one source advises.

    >>> book = fu.load_rulebook("dream-job")
    >>> len(book), book["respect-promised-date"].value, book.title
    (42, 1, 'Dream Job')
    """

    def __init__(self, source: str, sources: tuple[Source, ...], entries: tuple[tuple[str, _Entry], ...]):
        self.source = source
        self.sources = sources
        self._rules = {entry.id: self._read(group, entry) for group, entry in entries}

    def __getitem__(self, id: str) -> Rule:
        try:
            return self._rules[id]
        except KeyError:
            raise NoSuchRule.one("rule", id, "is not in the rule book", did_you_mean(id, self._rules)) from None

    def __contains__(self, id: object) -> bool:
        return id in self._rules

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __repr__(self) -> str:
        return f"RuleBook({self.source!r}: {len(self)} rules)"

    @cached_property
    def names(self) -> dict[str, str]:
        """The sources' short names by id, in the order of the book."""
        return {source.id: source.short for source in self.sources}

    @property
    def title(self) -> str:
        """The short name of the source that the book is read as."""
        return self.names[self.source]

    def credit(self, id: str) -> str:
        """Who says so, in words.

        >>> fu.load_rulebook("learn-it").credit("limit-check-ins")
        'borrowed from The Interview’s Over, Dream Job and Career Guide; Learn It does not say'
        """
        rule = self[id]
        who = listing(self.names[source] for source in rule.cited)
        return f"borrowed from {who}; {self.title} does not say" if rule.borrowed else who

    def compare(self) -> pd.DataFrame:
        """What every source says on every rule, side by side: one row a rule. See `tables.compare`."""
        from .tables import compare

        return compare(self)

    def coverage(self) -> pd.DataFrame:
        """Where each rule is taught, scheduled, written, checked and measured. See `tables.coverage`."""
        from .tables import coverage

        return coverage(self)

    def _read(self, group: str, entry: _Entry) -> Rule:
        own = entry.stances.get(self.source)
        value, lenders = (own.value, ()) if own else _borrow(entry, [source.id for source in self.sources])
        # Where a source has no use for the rule, its statement still tells what the others mean by it.
        shown = value if value is not None else next(iter(entry.stances.values())).value
        return Rule(
            id=entry.id,
            group=group,
            title=entry.title,
            statement=entry.statement.replace("{value}", amount(shown, entry.unit)),
            why=entry.why,
            example=entry.example,
            unit=entry.unit,
            value=value,
            strength=own.strength if own else "",
            source=self.source,
            borrowed=lenders,
            stances=entry.stances,
        )


def _borrow(entry: _Entry, order: list[str]) -> tuple[Value | None, tuple[str, ...]]:
    """What the largest number of the sources that speak say; on a tie the more patient."""
    if not entry.borrow:
        return None, ()
    votes = Counter(stance.value for stance in entry.stances.values())
    most = max(votes.values())
    value = max((value for value, number in votes.items() if number == most), key=lambda v: _patience(v, entry.unit))
    return value, tuple(id for id in order if id in entry.stances and entry.stances[id].value == value)


def _patience(value: Value, unit: str) -> tuple[int, ...]:
    if unit == "messages":  # fewer messages is the more patient
        return (-int(value),) if not isinstance(value, tuple) else (-value[0],)
    return value if isinstance(value, tuple) else (int(value), int(value))


def amount(value: Value | None, unit: str) -> str:
    """A value in words.

    >>> amount((7, 10), "days"), amount(1, "messages"), amount(True, "")
    ('7 to 10 days', '1 message', 'yes')
    """
    if value is None or value is True:
        return "yes" if value else "–"
    if isinstance(value, tuple):
        return f"{value[0]} to {value[1]} {unit}"
    return f"{value} {unit.removesuffix('s') if value == 1 else unit}"


def as_book(book: RuleBook | str | None) -> RuleBook:
    """A rule book from a book, a source's id, or None (the default source)."""
    return book if isinstance(book, RuleBook) else load_rulebook(DEFAULT_SOURCE if book is None else book)


def load_rulebook(source: str = DEFAULT_SOURCE, folder: Path | str | None = None) -> RuleBook:
    """The rule book as `source` advises; `folder` is for an author who tries out files of their own.

    Read and validated once. Raises `InputError` for an unknown source, and for a fault in a file names the file, the
    rule and the field.

    >>> fu.load_rulebook("dream-jobs")
    Traceback (most recent call last):
        ...
    followup.errors.InputError: source ('dream-jobs'): is not a source of the rule book. Did you mean "dream-job"?
    """
    return _book(source, _load(Path(folder)) if folder else _own())


@dataclass(frozen=True, eq=False)
class _Library:
    """The sources and rules of one folder. Told apart by identity, so that each book is built once."""

    sources: tuple[Source, ...]
    entries: tuple[tuple[str, _Entry], ...]


@lru_cache(maxsize=16)
def _book(source: str, library: _Library) -> RuleBook:
    ids = [known.id for known in library.sources]
    if source not in ids:
        raise InputError.one("source", source, "is not a source of the rule book", did_you_mean(source, ids))
    return RuleBook(source, library.sources, library.entries)


@lru_cache(maxsize=1)
def _own() -> _Library:
    return _load(_FOLDER)


def _load(folder: Path) -> _Library:
    """Every source and every rule of a folder, validated together: all faults at once."""
    problems: list[Problem] = []
    sources = tuple(_parse(folder / "sources.toml", "source", Source, problems))
    known = {source.id for source in sources}
    entries: list[tuple[str, _Entry]] = []
    places: dict[str, str] = {}
    for path in sorted((folder / "rules").glob("*.toml")):
        group = path.stem.partition("-")[2] or path.stem
        for entry in _parse(path, "rule", _Entry, problems):
            entries.append((group, entry))
            problems += [Problem(*fault) for fault in _faults(path.name, entry, known)]
            if entry.id in places:
                where = f"{path.name}, {entry.id}, id"
                problems.append(
                    Problem(where, entry.id, f"stands in {places[entry.id]} already", "Give each rule one place.")
                )
            places[entry.id] = path.name
    if not entries and not problems:
        problems.append(Problem(str(folder.name), None, "holds no rules", "Put TOML files into its folder rules."))
    if problems:
        raise InputError(problems)
    return _Library(sources, tuple(entries))


def _parse(path: Path, key: str, model: type[Any], problems: list[Problem]) -> Iterator[Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        problems.append(Problem(path.name, None, "cannot be opened", "Put it back, or install the kit again."))
        return
    except ValueError as error:
        problems.append(Problem(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names."))
        return
    for other in tables.keys() - {key}:
        problems.append(Problem(f"{path.name}, {other}", None, "is not known here", f"Use [[{key}]] tables only."))
    for position, table in enumerate(tables.get(key, [])):
        name = table.get("id", f"{key} {position + 1}")
        try:
            yield model.model_validate(table)
        except ValidationError as error:
            for fault in from_pydantic(error).problems:
                problems.append(Problem(f"{path.name}, {name}, {fault.field}", fault.value, fault.wrong, fault.cure))


def _faults(file: str, entry: _Entry, known: set[str]) -> Iterator[tuple[str, object, str, str]]:
    for id, stance in entry.stances.items():
        place = f"{file}, {entry.id}, stances.{id}"
        if id not in known:
            yield place, id, "is not a source", did_you_mean(id, known)
        if bool(entry.unit) == isinstance(stance.value, bool) or stance.value is False:
            cure = f"Give a number of {entry.unit}." if entry.unit else "Use value = true, or give the rule a unit."
            yield f"{place}.value", stance.value, "does not fit the rule's unit", cure
        first, last = stance.value if isinstance(stance.value, tuple) else (stance.value, stance.value)
        if not 0 <= first <= last:
            yield (
                f"{place}.value",
                stance.value,
                "is not a number or range",
                "Give numbers from 0, the smaller one first.",
            )
    if ("{value}" in entry.statement) != bool(entry.unit):
        yield (
            f"{file}, {entry.id}, statement",
            None,
            "and unit do not fit",
            "Write {value} where, and only where, there is a unit.",
        )
