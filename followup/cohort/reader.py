"""A class's file into the frame that everything else takes: columns by their meaning, dates, zones, and every fault."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from ..errors import InputError, did_you_mean
from ..sheets import plain
from . import handins, meanings
from .arrays import NONE, coded, date, filled, group, joined, uncoded, utc, word
from .columns import ABOUT_INTERVIEW, COLUMNS, EVENTS, NAMES, NEEDED, WORDS, plain_name
from .dates import ORDERS, Moments, moments
from .faults import REPORT, ClassFileFaults, Faults
from .loading import Raw, Source, load
from .schema import FAULTS, check
from .tables import KINDS
from .zones import DAY, Bools, Ints, Zones

_NOTHING = {"", "-", "–", "—", "n/a"}


def read(
    source: Source, *, dates: str | None = None, timezone: str | None = None, keep_good: bool = False
) -> pd.DataFrame:
    """A class's file as a frame: one row an event, moments in UTC, everything checked.

    `source` is the path of a file, its bytes, an open binary file, or a folder of hand-ins (or a mapping of their names
    to bytes): CSV, Excel or JSON Lines, one row an event or one row an interview with a column for each kind of event
    (see `template`). `dates` is "day first" or "month first" where dates are written as 3/4/26; `timezone` is for
    interviews without a zone of their own. `attrs["notes"]` says what was recognised or assumed.

    Raises `InputError` for a file that is no such table, and `ClassFileFaults` with every fault by row, column, value
    and cure. With `keep_good` the applications without a fault are returned, and `attrs["faults"]` holds that error.

    >>> fu.cohort.read(b"Candidate,Employer,Interview date,Thank-you sent\\nAda,Northwind,3/4/26,\\n", timezone="UTC")
    Traceback (most recent call last):
        ...
    followup.cohort.faults.ClassFileFaults: row 2, Interview date ('3/4/26'): could be Wednesday 4 March 2026 or \
    Friday 3 April 2026. Say dates="day first" or dates="month first" for the whole file, or write 2026-03-04.
    """
    if dates is not None and dates not in ORDERS:
        raise InputError.one("dates", dates, "is not an order of day and month", did_you_mean(dates, ORDERS))
    zone, fault = meanings.zone(timezone) if timezone else (None, None)
    if fault:
        raise InputError.one("timezone", timezone, *fault)
    folder = isinstance(source, str | os.PathLike) and Path(source).is_dir()
    raw = handins.load(source) if folder or isinstance(source, Mapping) else load(source)  # type: ignore[arg-type]
    return _Reader(raw, dates, zone).frame(keep_good)


class _Reader:
    def __init__(self, raw: Raw, dates: str | None, timezone: str | None):
        self.raw, self.dates, self.timezone = raw, dates, timezone
        self.faults, self.notes = Faults(), list(raw.notes)
        self.place: dict[str, int] = {}  # the columns by what they mean
        self.events: list[tuple[int, str]] = []  # of a wide file: the columns that hold events, and their kinds
        self._find_columns()
        self._drop_blank()

    # --- columns and rows ---------------------------------------------------------------------------------------------

    def _find_columns(self) -> None:
        unknown = []
        for place, heading in enumerate(self.raw.headings):
            name = plain_name(heading)
            if name in NAMES and NAMES[name] in self.place:
                first = self.raw.headings[self.place[NAMES[name]]]
                wrong = (
                    f"means the same as the column “{first}” ({NAMES[name]})" if heading != first else "stands twice"
                )
                self.faults.add([-1], heading, [None], wrong, "Keep one of them.")
            elif name in NAMES:
                self.place[NAMES[name]] = place
            elif name in EVENTS:
                self.events.append((place, EVENTS[name]))
            elif name:
                unknown.append(heading)
        if "event" in self.place:
            unknown += [self.raw.headings[place] for place, _ in self.events]
            self.events = []
        missing = [name for name in NEEDED if name not in self.place]
        missing += [] if {"application", "company"} & set(self.place) else ["application"]
        missing += [] if self.events or "event" in self.place else ["event"]
        missing += ["event_at"] if "event" in self.place and "event_at" not in self.place else []
        for name in missing:
            near = difflib.get_close_matches(name, map(plain_name, unknown), n=1)
            cure = f"Add it: {COLUMNS[name].meaning}."
            if name == "event":
                cure = "Add it and event_at, or a column for each kind of event, such as “Thank-you sent”."
            self.faults.add([-1], name, near or [None], "is missing", cure)
        free = [name for name in NAMES if NAMES[name] not in self.place]
        for heading in unknown:
            near = difflib.get_close_matches(plain_name(heading), free, 1, 0.85)
            if near:
                self.faults.add([-1], heading, [None], "is not a known column", f'Did you mean "{NAMES[near[0]]}"?')
            else:
                self.notes.append(f"The column “{heading}” is not used.")
        if self.faults.found:
            self._refuse()

    def _drop_blank(self) -> None:
        blank = np.ones(len(self.raw.table), bool)
        for _, column in self.raw.table.items():
            code, texts = pd.factorize(column.to_numpy(object))
            blank &= np.array([not text.strip() for text in texts], bool)[code]
            if not blank.any():
                break
        self.line = np.flatnonzero(~blank)
        if not len(self.line):
            self.faults.add([-1], "the class", [None], "is empty: there is no row below the headings",
                            "Fill in a row for each event or interview.")  # fmt: skip
            self._refuse()
        for place, cells in self.raw.ragged:
            wrong = f"has {cells} cells, where there are {len(self.raw.headings)} headings"
            cure = "Put quotation marks around a text that holds the separator."
            self._fault_lines(np.searchsorted(self.line, [place]), "the row", [None], wrong, cure)

    def _refuse(self) -> NoReturn:
        raise self._error()

    def _error(self) -> ClassFileFaults:
        row = np.append(self.raw.row, 0)
        found = [(int(row[place]), *rest) for place, *rest in dict.fromkeys(self.faults.found)]
        report = pd.DataFrame(found, columns=REPORT).sort_values("row", kind="stable", ignore_index=True)
        table = self.raw.table.set_axis(self.raw.headings, axis=1)
        table.insert(0, "row", self.raw.row, allow_duplicates=True)
        if self.raw.files is not None:
            files = dict(zip(self.raw.row.tolist(), self.raw.files, strict=True))
            report.insert(0, "file", report["row"].map(files))
        return ClassFileFaults(report, table)

    def _fault_lines(self, lines: Any, column: str, values: Any, wrong: str, cure: str = "") -> None:
        self.faults.add(self.line[lines], column, values, wrong, cure)

    def _heading(self, name: str) -> str:
        return self.raw.headings[self.place[name]] if name in self.place else name

    # --- cells --------------------------------------------------------------------------------------------------------

    def _cells(self, place: int) -> tuple[Ints, list[str]]:
        """A column's texts and where each stands, on the lines that are not blank."""
        code, texts = pd.factorize(self.raw.table.iloc[:, place].to_numpy(object))
        return code.astype(np.int64)[self.line], [plain(text.strip()) for text in texts]

    def _report(self, heading: str, code: Ints, texts: list[str], wrong: Mapping[int, tuple[str, str]]) -> None:
        """The same fault wherever one of these texts stands."""
        if wrong:
            bad = np.zeros(len(texts) + 1, bool)
            bad[list(wrong)] = True
            for line in np.flatnonzero(bad[code]):
                self._fault_lines([line], heading, [texts[code[line]]], *wrong[int(code[line])])

    def _words(self, name: str, meaning: Callable[[str], Any]) -> tuple[Ints, list[Any]]:
        """A column by the meaning of its texts; -1 where it is empty. `meaning` gives a value, or what is wrong."""
        if name not in self.place:
            return np.full(len(self.line), -1), []
        code, texts = self._cells(self.place[name])
        values: dict[Any, int] = {}
        to = np.full(len(texts) + 1, -1)
        wrong = {}
        for place, text in enumerate(texts):
            if text in _NOTHING and (not text or COLUMNS[name].form != "text"):
                continue
            value, fault = meaning(text)
            if fault:
                wrong[place] = fault
            elif value is not None:
                to[place] = values.setdefault(value, len(values))
        self._report(self._heading(name), code, texts, wrong)
        return to[code], list(values)

    def _column(self, name: str) -> tuple[Ints, list[Any]]:
        form = COLUMNS[name].form
        by_form = {"text": meanings.name, "zone": meanings.zone, "people": meanings.people, "flag": meanings.flag}
        return self._words(name, by_form[form] if form in by_form else lambda text: meanings.word(text, form))

    def _moments(self, place: int) -> Moments:
        code, texts = self._cells(place)
        texts = ["" if text in _NOTHING else text for text in texts]
        found = moments([*texts, ""], self.dates)
        self._report(self.raw.headings[place], code, texts, found.wrong)
        return found.take(code)

    def _days(self, name: str) -> Ints:
        if name not in self.place:
            return np.full(len(self.line), NONE)
        found = self._moments(self.place[name])
        return np.where(found.known, found.local // DAY, NONE)

    # --- the frame ----------------------------------------------------------------------------------------------------

    def frame(self, keep_good: bool) -> pd.DataFrame:
        """The frame; or every fault, raised or kept."""
        size = len(self.line)
        student, application = self._column("student"), self._column("application")
        columns = {name: self._column(name) for name in COLUMNS if COLUMNS[name].form in ("people", "stage", "channel")}
        more = ("company", "role", "to", "more_rounds", "first_choice", "day_only")
        columns |= {name: self._column(name) for name in more}
        if "application" not in self.place:
            application = joined(columns["company"], columns["role"])
            self.notes.append("Applications are told apart by company and role.")
        held = self._moments(self.place["interview_at"])
        # the parts of an interview that may be told in one of its rows only
        raw_key = group(student[0], application[0], held.local, held.known)
        zone, names = self._zones(self._column("timezone"), held, raw_key)
        zones = Zones(names)
        at = self._resolve(held, zone, zones, self._heading("interview_at"), np.arange(size))
        over = np.full(size, NONE * DAY)
        if "ends" in self.place:
            ends = self._moments(self.place["ends"])
            over = self._resolve(ends, zone, zones, self._heading("ends"), np.arange(size))
        key = group(student[0], application[0], at, at > NONE * DAY)
        decision = self._days("decision_by")
        parts = {name: columns[name] for name in ABOUT_INTERVIEW if name in columns}
        parts |= {"timezone": (zone, names), "ends": coded(over, NONE * DAY), "decision_by": coded(decision, NONE)}
        parts = {name: self._agreed(name, *part, key) for name, part in parts.items()}
        columns |= parts
        over = uncoded(parts["ends"], NONE * DAY)
        decision = uncoded(parts["decision_by"], NONE)

        line, kind, when, heading = self._happened()
        event_at = self._resolve(when, zone[line], zones, heading, line)
        by_day = when.known & when.day_only
        interview_day = (at + zones.offset(np.maximum(zone, 0), np.maximum(at, 0))) // DAY
        same_day = by_day & (when.local // DAY == interview_day[line])
        ended = np.where(over > NONE * DAY, over, at)
        event_at = np.where(same_day & (at[line] > NONE * DAY), ended[line], event_at)
        only = _truth(columns["day_only"])[line] | by_day | held.day_only[line]
        if only.any():
            self.notes.append("A day without a time is taken as noon, or as the end of an interview on that day; "
                              "hours are not measured there.")  # fmt: skip
        stage = columns["stage"]
        if "stage" not in self.place:
            stage = (np.zeros(size, np.int64), ["other"])
        elif (stage[0] < 0).any():
            stage = (np.where(stage[0] < 0, len(stage[1]), stage[0]), [*stage[1], "other"])
        texts = {"student": student, "application": application, "timezone": (zone, names)}
        texts |= {name: columns[name] for name in ("company", "role", "interviewers", "to")}
        moments = {"interview_at": at[line], "ends": over[line], "event_at": event_at}
        days = {"decision_by": decision[line], "event_date": self._days("event_date")[line]}
        flags = {name: _truth(columns[name])[line] for name in ("more_rounds", "first_choice")}
        made: dict[str, Any] = {
            **{name: word(code[line], values) for name, (code, values) in texts.items()},
            **{name: utc(values, values > NONE * DAY) for name, values in moments.items()},
            **{name: date(values, values > NONE) for name, values in days.items()},
            **flags, "day_only": only, "event": word(kind, KINDS), "stage": _listed(stage, line, "stage"),
            "channel": _listed(columns["channel"], line, "channel"),
        }  # fmt: skip
        frame = pd.DataFrame({name: made[name] for name in COLUMNS}, copy=False)
        self._check(frame, line, interview_day[line], heading, held.known[line], when.known)
        return self._finish(frame, line, student[0], application[0], keep_good)

    def _zones(self, given: tuple[Ints, list[Any]], held: Moments, key: Ints) -> tuple[Ints, list[str]]:
        """Each line's zone: its own, its interview's, the one that was declared, or the offset of its time."""
        code, names = filled(given[0], key), [*given[1]]
        unreadable = [place for place, column, *_ in self.faults.found if column == self._heading("timezone")]
        bare = (code < 0) & held.known & ~np.isin(self.line, unreadable)
        if self.timezone:
            code = np.where(bare, len(names), code)
            return code, [*names, self.timezone]
        offsets, found = pd.factorize(held.offset[bare & held.aware])
        code[bare & held.aware] = offsets + len(names)
        names += [meanings.offset_name(offset) for offset in found.tolist()]
        homeless = np.flatnonzero(bare & ~held.aware)
        heading = self._heading("interview_at")
        if len(homeless) and (given[0] < 0).all() and not held.aware.any():
            cure = 'Say in which zone they are meant, such as timezone="Europe/Berlin", or add a column timezone.'
            self.faults.add([-1], heading, [None], "has times without a time zone, which name no moment", cure)
        elif len(homeless):
            other = ", while other times in the column have one" if held.aware.any() else ""
            texts = self.raw.table.iloc[self.line[homeless], self.place["interview_at"]]
            cure = "Add its offset (2026-03-10T10:00+01:00) or its timezone, or say timezone=… for the whole file."
            self._fault_lines(homeless, heading, texts, f"has no time zone{other}", cure)
        return code, names or ["UTC"]

    def _resolve(self, found: Moments, zone: Ints, zones: Zones, heading: Any, line: Ints) -> Ints:
        """Local times as moments; far back where they are unknown. Times that a change of clock makes unclear are
        faults."""
        at = np.where(found.known, found.local - found.offset, NONE * DAY)
        naive = np.flatnonzero(found.known & ~found.aware)
        at[naive] = NONE * DAY
        naive = naive[zone[naive] >= 0]
        at[naive], number = zones.moment(zone[naive], found.local[naive])
        headings = np.broadcast_to(np.asarray(heading, object), len(line))
        for count, wrong, cure in (
            (0, "does not exist: the clock is put forward over it", "Check the time."),
            (2, "happens twice: the clock is put back over it", "Add its offset, as in 2026-10-25T02:30+01:00."),
        ):
            for place in naive[number == count].tolist():
                text = str(np.datetime64(int(found.local[place]), "us"))[:16].replace("T", " ")
                self._fault_lines([line[place]], headings[place], [text], wrong, cure)
                at[place] = NONE * DAY
        return at

    def _agreed(self, name: str, code: Ints, values: list[Any], key: Ints) -> tuple[Ints, list[Any]]:
        """What one row tells of an interview holds for all of its rows; what two tell differently is a fault."""
        agreed = filled(code, key)
        differs = np.flatnonzero((code >= 0) & (key >= 0) & (code != agreed))
        if len(differs):
            told = [values[one] for one in code[differs]]
            wrong = "is not what another row of the same interview says"
            shown = [_shown(value, name) for value in told]
            self._fault_lines(differs, self._heading(name), shown, wrong, "Make them alike.")
        return agreed, values

    def _happened(self) -> tuple[Ints, Ints, Moments, Any]:
        """The events: on which line, of what kind, when, and under which heading."""
        lines = np.arange(len(self.line))
        if "event" in self.place:
            code, words = self._column("event")
            kind = np.array([*map(KINDS.index, words), -1], np.int64)[code]
            return lines, kind, self._moments(self.place["event_at"]), self._heading("event_at")
        when = [self._moments(place) for place, _ in self.events]
        silent = lines[~np.any([one.known for one in when], axis=0)]  # an interview without an event is a row, too
        line = [*(np.flatnonzero(one.known) for one in when), silent]
        kinds = [*(KINDS.index(kind) for _, kind in self.events), -1]
        headings = [*(self.raw.headings[place] for place, _ in self.events), ""]
        order = np.argsort(np.concatenate(line), kind="stable")
        which = np.repeat(np.arange(len(line)), [len(one) for one in line])[order]
        taken = [one.take(those).fields for one, those in zip([*when, when[0]], line, strict=True)]
        parts: list[Any] = [np.concatenate(field)[order] for field in zip(*taken, strict=True)]
        return np.concatenate(line)[order], np.array(kinds)[which], Moments(*parts), np.array(headings, object)[which]

    # --- checking -----------------------------------------------------------------------------------------------------

    def _check(self, frame: pd.DataFrame, line: Ints, day: Ints, heading: Any, held: Bools, timed: Bools) -> None:
        """What pandera finds in the whole frame, said as faults; a cell that could not be read is not said twice."""
        said = {(place, column) for place, column, *_ in self.faults.found}
        headings = np.broadcast_to(np.asarray(heading, object), len(line))
        for name, column, index in check(frame, day, held, timed):
            for place in index:
                title = headings[place] if column == "event_at" else self._heading(column)
                if (self.line[line[place]], title) not in said and (-1, title) not in said:
                    self._fault_lines([line[place]], title, [_shown(frame[column].iloc[place], column)], *FAULTS[name])

    def _finish(
        self, frame: pd.DataFrame, line: Ints, student: Ints, application: Ints, keep_good: bool
    ) -> pd.DataFrame:
        attrs: dict[str, Any] = {
            "synthetic": bool(frame["student"].astype(str).str.startswith("synthetic-").all()),
            "source": self.raw.source, "notes": self.notes,
        }  # fmt: skip
        if self.faults.found:
            error = self._error()
            if not keep_good or any(place < 0 for place in self.faults.places):
                raise error
            bad_line = np.zeros(len(self.line), bool)
            bad_line[np.searchsorted(self.line, sorted(set(self.faults.places)))] = True
            whole = group(student, application, student * 0, (student >= 0) & (application >= 0))
            bad = np.zeros(int(whole.max(initial=0)) + 2, bool)
            bad[whole[bad_line]] = True
            bad[-1] = False
            out = bad_line | (bad[whole] & (whole >= 0))
            frame = frame[~out[line]].reset_index(drop=True)
            left = f"{int(out.sum())} of {len(out)} rows are left out, with all of their application: see the faults."
            attrs |= {"faults": error, "rows_left_out": int(out.sum()), "notes": [*self.notes, left]}
            if frame.empty:
                raise error
        frame.attrs = attrs
        return frame


def _truth(part: tuple[Ints, list[Any]]) -> Bools:
    return np.array([*part[1], False], bool)[part[0]]


def _listed(part: tuple[Ints, list[Any]], line: Ints, form: str) -> Any:
    """A column of a closed list of words, all of which are its categories."""
    words = list(dict.fromkeys(WORDS[form].values()))
    return word(np.array([*map(words.index, part[1]), -1], np.int64)[part[0]][line], words)


def _shown(value: Any, name: str) -> str | None:
    """A value as the report shows it."""
    if isinstance(value, int) and name == "ends":
        value = pd.Timestamp(value, unit="us", tz="UTC")
    if isinstance(value, int) and name == "decision_by":
        value = pd.Timestamp(value * DAY, unit="us")
    if value is None or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.isoformat(sep=" ", timespec="minutes") if value.tz else value.date())
    return str(value)
