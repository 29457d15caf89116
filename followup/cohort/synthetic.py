"""A synthetic class: seeded, made of published figures and of assumptions that say so, with flaws to discover."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from ..errors import InputError
from ..resources import find
from .columns import COLUMNS, WORDS

START = dt.date(2026, 1, 12)
WEEKS = 16  # how long the class is watched; the lesson comes in the middle
FILE = "data/cohort/synthetic_class.csv"
_COMPANIES = {
    "technology": ("Northwind", "Bluegate Software", "Pinecrest Data", "Lumen Robotics"),
    "finance": ("Harbour Bank", "Castell Insurance", "Greyfriars Audit"),
    "health": ("Lindenhof Clinic", "Saint Brigid Hospital", "Marram Health"),
    "public service": ("City of Ashford", "Upland Schools", "River Authority"),
}
_ROLES = {
    "technology": ("Data Analyst", "Support Engineer", "Product Designer"),
    "finance": ("Junior Auditor", "Credit Analyst", "Claims Adviser"),
    "health": ("Ward Coordinator", "Lab Assistant", "Care Planner"),
    "public service": ("Planning Officer", "Teaching Assistant", "Water Inspector"),
}
_FIRST = ("Priya", "Tom", "Mei", "Zoë", "Jonas", "Amina", "Luca", "Ruth", "Iva", "Samuel", "Noor", "Erik")
_LAST = ("Nair", "Osei", "Lim", "Núñez", "Brandt", "Haddad", "Conti", "Adler", "Petrova", "Okafor", "Rahman", "Lund")
_ZONES = ("Europe/Berlin", "America/New_York", "Europe/London", "America/Chicago", "Asia/Kolkata")
FLAWS = {
    "synthetic-003": "writes a check-in every day",
    "synthetic-007": "thanks everybody, always more than a day late",
    "synthetic-011": "sends a panel one note to nobody by name",
    "synthetic-014": "keeps times in UTC as if they were local: every event lies hours off its interview",
    "synthetic-019": "thanks the interviewer of the first round again after the second, and nobody there",
    "synthetic-023": "has only one interview, with an offer and without a thank-you: no proof of anything",
}
_STAGES = {"synthetic-011": ["panel"], "synthetic-019": ["technical", "final"], "synthetic-023": ["technical"]}
SILENT = "Castell Insurance"  # never answers anybody


@lru_cache(maxsize=1)
def parameters() -> dict[str, Any]:
    """What the class is made of: name → {"value", "source"}; see `data/cohort/parameters.toml`.

    >>> from followup.cohort.synthetic import parameters
    >>> parameters()["answer_days"]["value"]
    25.1
    """
    return tomllib.loads(find("data/cohort/parameters.toml").read_text(encoding="utf-8"))


def simulate(students: int = 120, seed: int = 7, start: dt.date = START) -> pd.DataFrame:
    """A synthetic class as `read` would give it: the same for the same arguments, on every computer.

    Each student has one to four applications in sixteen weeks from `start`; the lesson comes after eight, and habits
    change after it because the simulation says so (`attrs["lesson"]`). `attrs["now"]` is the end of the sixteen weeks,
    after which nothing is known. `attrs["synthetic"]` is True. `FLAWS` names what is planted for learners to find;
    besides, check-ins cluster on the seventh day, and one employer never answers.

    >>> frame = fu.cohort.simulate(students=30)
    >>> frame.attrs["synthetic"], frame["student"].nunique()
    (True, 30)
    """
    if not 1 <= students <= 20_000:
        raise InputError.one("students", students, "is not a size of class", "Give a number from 1 to 20,000.")
    random = np.random.default_rng(seed)
    end = dt.datetime.combine(start + dt.timedelta(weeks=WEEKS), dt.time(12), dt.UTC)
    rows: list[dict[str, Any]] = []
    for number in range(1, students + 1):
        rows += _Student(number, random, start, end).rows
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    lesson = start + dt.timedelta(weeks=WEEKS // 2)
    return typed(frame, synthetic=True, source="a synthetic class, made by the kit", now=end.isoformat(),
                 lesson=lesson.isoformat())  # fmt: skip


def typed(frame: pd.DataFrame, **attrs: Any) -> pd.DataFrame:
    """The columns in their order with their types: words as categories, moments in UTC, days, flags."""
    made = {}
    for name, column in COLUMNS.items():
        values = frame[name]
        if column.form == "moment":
            made[name] = pd.to_datetime(values, utc=True).dt.as_unit("us")
        elif column.form == "day":
            made[name] = pd.to_datetime(values).dt.as_unit("s")
        elif column.form == "flag":
            made[name] = values.astype(bool)
        elif column.form in WORDS:
            made[name] = pd.Categorical(values, categories=dict.fromkeys(WORDS[column.form].values()))
        else:
            made[name] = values.astype("category")
    result = pd.DataFrame(made).reset_index(drop=True)
    result.attrs = attrs
    return result


class _Student:
    """One student's applications, told in the order in which they happen."""

    def __init__(self, number: int, random: np.random.Generator, start: dt.date, end: dt.datetime):
        self.name = f"synthetic-{number:03}"
        self.random, self.start, self.end = random, start, end
        self.value = {name: entry["value"] for name, entry in parameters().items()}
        self.rows: list[dict[str, Any]] = []
        latest = 7 * (WEEKS - 1) if self.name not in FLAWS else 42  # early enough for the flaw to be seen
        applications = int(random.choice([1, 2, 3, 4], p=[0.2, 0.3, 0.3, 0.2]))
        if self._is(23):
            applications = 1
        for application in range(1, applications + 1):
            self._apply(f"a{application}", start + dt.timedelta(days=int(random.integers(0, latest))))

    def _is(self, flaw: int) -> bool:
        return self.name == f"synthetic-{flaw:03}"

    def _chance(self, name: str) -> bool:
        return bool(self.random.random() < self.value[name])

    def _pick(self, options: Any, weights: Any = None) -> Any:
        return options[int(self.random.choice(len(options), p=weights))]

    def _apply(self, application: str, day: dt.date) -> None:
        industry = self._pick(list(_COMPANIES))
        about = {
            "student": self.name, "application": application, "company": self._pick(_COMPANIES[industry]),
            "role": self._pick(_ROLES[industry]), "timezone": self._pick(_ZONES, [0.5, 0.2, 0.1, 0.1, 0.1]),
        }  # fmt: skip
        self.factor = self.value["answer_by_industry"][industry]
        stages = ["technical", "final"] if self.random.random() < 0.4 else [self._pick(["panel", "technical", "hr"])]
        if self.name in _STAGES:
            stages = list(_STAGES[self.name])
        elif self.random.random() < 0.35:
            stages.insert(0, "phone_screen")
        for place, stage in enumerate(stages):
            last = place == len(stages) - 1
            moment = self._interview(about, day, stage, last)
            if moment is None or last:
                return
            day = (moment + dt.timedelta(days=int(self.random.integers(3, 11)))).date()

    def _interview(self, about: dict[str, Any], day: dt.date, stage: str, last: bool) -> dt.datetime | None:
        """One round and what follows it; the moment of the invitation to the next, or None."""
        day += dt.timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)
        zone = ZoneInfo(about["timezone"])
        at = dt.datetime.combine(day, dt.time(int(self.random.integers(9, 17)), int(self.random.choice([0, 30]))), zone)
        at = at.astimezone(dt.UTC)
        if at > self.end:
            return None
        taught = day >= self.start + dt.timedelta(weeks=WEEKS // 2)
        habit = "after" if taught else "before"
        people = int(self.random.integers(2, 5)) if stage == "panel" else int(self.random.choice([1, 1, 2]))
        named = [f"{_FIRST[place]} {self._pick(_LAST)}" for place in self.random.permutation(len(_FIRST))[:people]]
        promised = day + dt.timedelta(days=int(self.random.integers(5, 22))) if self._chance(f"date_{habit}") else None
        self.round = {
            **about, "interview_at": at, "ends": at + dt.timedelta(minutes=int(self.random.choice([30, 45, 60, 90]))),
            "stage": stage, "more_rounds": not last and self._chance("more_rounds"), "decision_by": promised,
            "interviewers": "; ".join(named),
        }  # fmt: skip
        before = len(self.rows)
        answer, kind = self._answer(at, last)
        self._thank(habit)
        self._check_in(at, promised, answer, taught)
        if answer is not None:
            self._tell(kind, answer)
            if kind == "rejected" and taught and self.random.random() < 0.5:
                self._tell("reply_to_rejection_sent", answer + dt.timedelta(hours=float(self.random.uniform(1, 60))))
        if len(self.rows) == before:
            self.rows.append({**self.round, "first_choice": False, "day_only": False})
        return answer if kind == "invited_to_next_round" else None

    def _tell(self, event: str, at: dt.datetime, **more: Any) -> None:
        if self._is(14):
            at += at.astimezone(ZoneInfo("Asia/Kolkata")).utcoffset() or dt.timedelta()
        if at <= self.end:
            at = at.replace(second=0, microsecond=0)
            row = {**self.round, "event": event, "event_at": at, "first_choice": False, "day_only": False}
            self.rows.append({**row, **more})

    def _answer(self, at: dt.datetime, last: bool) -> tuple[dt.datetime | None, str]:
        mean = self.value["answer_days"] * self.factor * (1 if last else 0.4)
        shape = self.value["answer_shape"]
        days = float(self.random.gamma(shape, mean / shape))
        silent = self._chance("never_answers") or self.round["company"] == SILENT
        offer = self._chance("offer")
        kind = ("offered" if offer else "rejected") if last else ("invited_to_next_round" if offer else "rejected")
        if self._is(23):
            silent, kind, days = False, "offered", 9.0
        elif self._is(19) and not last:
            silent, kind, days = False, "invited_to_next_round", 6.0
        elif self._is(3):
            silent = True
        return (None, "") if silent else (_office(at + dt.timedelta(days=max(days, 0.5))), kind)

    def _thank(self, habit: str) -> None:
        over = self.round["ends"]
        if self._is(23) or not (self._chance(f"thank_{habit}") or self._is(7) or self._is(11) or self._is(19)):
            return
        hours = float(self.random.lognormal(np.log(self.value[f"thank_hours_{habit}"]), 0.7))
        if self._is(7):
            hours = 26 + hours % 40
        channels = self.value["thank_channels"]
        channel = self._pick(list(channels), list(channels.values()))
        readers: list[str | None] = self.round["interviewers"].split("; ")
        if self._is(11):
            readers = [None]
        elif self._is(19):
            earlier = [row for row in self.rows if row["application"] == self.round["application"]]
            readers = earlier[0]["interviewers"].split("; ")[:1] if earlier else readers
        elif habit == "before" and self.random.random() < 0.5:
            readers = readers[:1]
        for place, reader in enumerate(readers):
            at = over + dt.timedelta(hours=hours, minutes=6 * place)
            self._tell("thank_you_sent", at, to=reader, channel=channel)

    def _check_in(self, at: dt.datetime, promised: dt.date | None, answer: dt.datetime | None, taught: bool) -> None:
        until = min(answer or self.end, self.end)
        if self._is(3):
            for day in range(2, 12):
                self._write(at + dt.timedelta(days=day), until)
            return
        if not self._chance("check_in"):
            return
        week = self._chance("waits_a_week")
        days = 7 if week else int(self.random.integers(2, 15))
        heeds = taught and self._chance("heeds")
        if heeds:
            days = max(days, int(self.random.integers(7, 12)))
        if heeds and promised is not None:
            days = (promised - at.date()).days + int(self.random.integers(7, 12))
        sent = at + dt.timedelta(days=days, hours=float(self.random.uniform(-1, 5)))
        if not self._write(sent, until):
            return
        if self._chance("reply"):
            reply = sent + dt.timedelta(days=float(self.random.uniform(0.2, 4)))
            if reply < until:
                self._tell("reply_received", reply)
                if self.random.random() < 0.4:
                    later = (reply + dt.timedelta(days=int(self.random.integers(4, 15)))).date()
                    self._tell("promised_date", reply + dt.timedelta(minutes=1), event_date=later)
        elif not heeds and self.random.random() < 0.35:
            self._write(sent + dt.timedelta(days=int(self.random.integers(2, 9))), until)

    def _write(self, at: dt.datetime, until: dt.datetime) -> bool:
        if at >= until:
            return False
        to = self.round["interviewers"].split("; ")[0]
        self._tell("check_in_sent", at, to=to, channel=self._pick(["email", "phone", "linkedin"], [0.85, 0.1, 0.05]))
        return True


def _office(moment: dt.datetime) -> dt.datetime:
    """On a weekend, the same time on the next Monday."""
    return moment + dt.timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() >= 5 else 0)
