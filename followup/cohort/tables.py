"""The class's frame as two tables of plain arrays, interviews and events; and one application out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..application import Application, Event, EventKind, Interview, Interviewer, _untitled
from ..errors import InputError, did_you_mean
from .arrays import codes, counted, days, first_of, micros
from .zones import SECOND, Bools, Ints, Zones, zone_of

KINDS = [kind.value for kind in EventKind]
INTERVIEW = ["student", "application", "interview_at"]


def names(text: object) -> list[str]:
    """The names in a cell of `interviewers`.

    >>> names("Dr. Priya Nair; Tom Osei")
    ['Dr. Priya Nair', 'Tom Osei']
    """
    return [name for part in text.split(";") if (name := part.strip())] if isinstance(text, str) else []


@dataclass
class Tables:
    """A frame taken apart: interviews (`r_`) in the order of applications and time, and events (`e_`) likewise.

    `app` counts applications; `r_first` is the place of the application's first interview; `e_round` the interview
    that an event belongs to: the last one held before it, else the first.
    """

    frame: pd.DataFrame
    zones: Zones
    r_row: Ints
    r_app: Ints
    r_at: Ints
    r_over: Ints
    r_zone: Ints
    r_day: Ints
    r_decision: Ints
    r_more: Bools
    r_people: Ints  # the cell of `interviewers`, by its place in `people`
    people: list[list[str]]
    e_row: Ints
    e_app: Ints
    e_at: Ints
    e_kind: Ints
    e_date: Ints
    e_round: Ints

    @classmethod
    def of(cls, frame: pd.DataFrame, now: int) -> Tables:
        """Take a frame apart; events after `now` are not seen yet."""
        _check(frame)
        student, _ = codes(frame["student"])
        own, several = codes(frame["application"])
        app, _ = codes(pd.Series(student * (len(several) + 1) + own))
        at = micros(frame["interview_at"])
        moment, moments = codes(pd.Series(at))
        interview, those = codes(pd.Series(app * len(moments) + moment))
        row = first_of(interview, len(those))
        row = row[np.lexsort((at[row], app[row]))]
        r_app, r_at = app[row], at[row]
        held = frame.iloc[row]
        zone, zone_names = codes(held["timezone"])
        zones = Zones(zone_names)
        ends = micros(held["ends"])
        people, cells = codes(held["interviewers"])
        kind = pd.Categorical(frame["event"], categories=KINDS).codes.astype(np.int64)
        event_at = micros(frame["event_at"])
        e_row = np.flatnonzero((kind >= 0) & (event_at <= now))
        sent = np.array([name.endswith("_sent") for name in KINDS])[kind[e_row]]
        e_row = e_row[_order(app[e_row], event_at[e_row], sent)]
        e_app, e_at = app[e_row], event_at[e_row]
        r_first = first_of(r_app, int(app.max(initial=-1)) + 1)
        return cls(
            frame=frame, zones=zones, r_row=row, r_app=r_app, r_at=r_at, r_over=np.where(ends < 0, r_at, ends),
            r_zone=zone, r_day=zones.day(zone, r_at), r_decision=days(held["decision_by"]),
            r_more=held["more_rounds"].to_numpy(bool), r_people=people, people=[*map(names, cells), []],
            e_row=e_row, e_app=e_app, e_at=e_at, e_kind=kind[e_row], e_date=days(frame["event_date"].iloc[e_row]),
            e_round=_rounds(e_app, e_at, r_first, r_app, r_at),
        )  # fmt: skip

    @cached_property
    def apps(self) -> int:
        """How many applications there are."""
        return int(self.r_app[-1]) + 1 if len(self.r_app) else 0

    @cached_property
    def r_first(self) -> Ints:
        return first_of(self.r_app, self.apps)[self.r_app]

    @cached_property
    def r_number(self) -> Ints:
        """Which round of its application an interview is, from 1."""
        return counted(self.r_app) + 1

    @cached_property
    def r_next(self) -> Ints:
        """When the application's next round is held; the largest number there is where none is known."""
        following = np.append(self.r_at[1:], 0)
        same = np.append(self.r_app[1:], -1) == self.r_app
        return np.where(same, following, np.iinfo(np.int64).max)

    @cached_property
    def e_day(self) -> Ints:
        """The day of an event, where its interview took place."""
        return self.zones.day(self.r_zone[self.e_round], self.e_at)

    @cached_property
    def e_after(self) -> Bools:
        """Whether the interview that an event belongs to had begun."""
        return self.e_at >= self.r_at[self.e_round]

    def is_kind(self, *kinds: str) -> Bools:
        """Which events are of these kinds."""
        table = np.array([name in kinds for name in KINDS])
        return table[self.e_kind]

    @cached_property
    def _size(self) -> Ints:
        return np.array([len(one) for one in self.people], np.int64)

    @cached_property
    def r_size(self) -> Ints:
        """How many interviewers are noted."""
        return self._size[self.r_people]

    @cached_property
    def p_start(self) -> Ints:
        """Where an interview's people begin in a list of all people; one place where nobody is noted."""
        return np.cumsum(np.maximum(self.r_size, 1)) - np.maximum(self.r_size, 1)

    @cached_property
    def p_round(self) -> Ints:
        """The interview of each person."""
        return np.repeat(np.arange(len(self.r_app)), np.maximum(self.r_size, 1))

    @cached_property
    def p_thanked(self) -> Ints:
        """The first thank-you to each person, by its place among the events; -1 where there is none.

        A note belongs to the latest round held that its reader was in; to nobody by name, to the whole round.
        """
        known: dict[str, int] = {}
        flat = [known.setdefault(_untitled(name), len(known)) for one in self.people for name in one]
        spelled, start = np.array([*flat, 0], np.int64), np.cumsum(self._size) - self._size
        thanks = np.flatnonzero(self.is_kind("thank_you_sent") & self.e_after)
        cells, readers = codes(self.frame["to"].iloc[self.e_row[thanks]])
        reader = np.array([*(known.get(_untitled(to), -2) if to else -1 for to in readers), -1], np.int64)[cells]
        nobody = known.get("", -3)
        held = self.e_round[thanks]
        found: list[tuple[Ints, Ints]] = []
        while len(thanks):
            size = self.r_size[held]
            whole = (reader == -1) | (size == 0)
            settled = whole.copy()
            for place in range(int(size.max(initial=0)) or 1):
                there = place < np.maximum(size, 1)
                match = spelled[np.where(place < size, start[self.r_people[held]] + place, -1)] == reader
                hit = there & (whole | (match & (place < size) & (reader != nobody)))
                found.append((self.p_start[held[hit]] + place, thanks[hit]))
                settled |= hit
            left = ~settled & (held > self.r_first[held])
            thanks, reader, held = thanks[left], reader[left], held[left] - 1
        first = np.full(len(self.p_round), np.iinfo(np.int64).max)
        for person, note in found:
            np.minimum.at(first, person, note)
        return np.where(first == np.iinfo(np.int64).max, -1, first)


def _order(app: Ints, at: Ints, sent: Bools) -> Ints:
    """By application, moment, and news before what answers it; by one key where it has room, which is much faster."""
    if not len(at):
        return at
    second = (at - at.min()) // SECOND
    span = int(second.max()) + 1
    if (at % SECOND).any() or (int(app.max()) + 1) * span >= 1 << 61:
        return np.lexsort((sent, at, app))
    return np.argsort((app * span + second) * 2 + sent, kind="stable")


def _rounds(e_app: Ints, e_at: Ints, first: Ints, r_app: Ints, r_at: Ints) -> Ints:
    """The last interview of its application held before each event, else the first."""
    held = first[e_app]
    left = np.arange(len(e_app))
    while len(left):
        following = np.minimum(held[left] + 1, len(r_app) - 1)
        more = (following > held[left]) & (r_app[following] == e_app[left]) & (r_at[following] <= e_at[left])
        left = left[more]
        held[left] += 1
    return held


def _check(frame: pd.DataFrame) -> None:
    """Refuse what `read` and `simulate` do not make."""
    from .columns import COLUMNS

    lacking = [name for name in COLUMNS if name not in frame]
    if lacking:
        cure = "Give a frame that fu.cohort.read() or fu.cohort.simulate() made."
        raise InputError.one("frame", None, f"lacks the columns {', '.join(lacking)}", cure)


def timeline(frame: pd.DataFrame, student: str, application: str | None = None) -> Application:
    """One student's application out of the class's frame; `application` may be left out where there is one.

    Raises `InputError` for a student or an application that is not in the frame.

    >>> frame = fu.cohort.simulate(students=5)
    >>> fu.cohort.timeline(frame, "synthetic-001", "a1").candidate
    'synthetic-001'
    """
    _check(frame)
    rows = frame[frame["student"] == student]
    if rows.empty:
        raise InputError.one("student", student, "is not in this class", did_you_mean(student, set(frame["student"])))
    own = list(dict.fromkeys(rows["application"]))
    if application is None and len(own) == 1:
        application = own[0]
    if application not in own:
        raise InputError.one("application", application, "is none of this student’s", did_you_mean(application, own))
    rows = rows[rows["application"] == application]
    held = rows.drop_duplicates("interview_at")
    rounds = [
        Interview(
            at=row.interview_at.to_pydatetime(warn=False).astimezone(zone_of(row.timezone)),
            timezone=None if row.timezone[0] in "+-" else row.timezone,
            ends=None if pd.isna(row.ends) else row.ends.to_pydatetime(warn=False),
            interviewers=[Interviewer(name=name) for name in names(row.interviewers)],
            stage=row.stage,
            decision_by=None if pd.isna(row.decision_by) else row.decision_by.date(),
            more_rounds=bool(row.more_rounds),
        )
        for row in held.itertuples()
    ]
    events = [
        Event(
            at=row.event_at.to_pydatetime(warn=False),
            kind=row.event,
            to=None if pd.isna(row.to) else row.to,
            date=None if pd.isna(row.event_date) else row.event_date.date(),
            channel=None if pd.isna(row.channel) else row.channel,
            first_choice=bool(row.first_choice),
        )
        for row in rows[rows["event"].notna()].itertuples()
    ]
    said = held.iloc[0]
    text = {name: said[name] if isinstance(said[name], str) else "" for name in ("company", "role")}
    return Application(candidate=student, rounds=rounds, events=events, **text)
