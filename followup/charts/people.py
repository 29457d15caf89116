"""Who is due: one line a student, the most urgent first, now marked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..application import MessageKind
from ..figure import WIDTH, Chart, Pen, fit
from ..record import aware
from ..timeline.model import TITLES
from ..words import count, day, listing
from .common import TOP, class_chart, told

if TYPE_CHECKING:
    import pandas as pd

MOST = 40  # lines in one picture; the others are counted in a sentence
_REACH = 21  # days to either side of now; what lies beyond has an arrow
_STANDING = {"overdue": "overdue (late)", "open": "open (right time)", "waiting": "waiting (too early)",
             "done": "nothing left to do"}  # fmt: skip
_SHORT = {"thank-you note": "thank-you", "reply to the rejection": "rejection reply",
          "request for feedback": "feedback request", "message to stay in touch": "staying in touch"}  # fmt: skip
_TITLE = "Who is due?"
_COLUMNS = ["student", "next", "status", "opens", "closes", "when", "others due"]


@dataclass(frozen=True)
class _Line:
    """A student's most urgent step; `opens` and `closes` in days from now, below zero for the past."""

    student: str
    step: str
    due: str
    first: dt.date
    last: dt.date
    opens: float
    closes: float
    others: int

    @property
    def when(self) -> str:
        days = abs(self.opens if self.due == "waiting" else self.closes)
        amount = count(round(days), "day") if days >= 1 else "hours"
        return {"overdue": f"{amount} late", "open": f"{amount} left"}.get(self.due, f"in {amount}")

    @property
    def short(self) -> str:
        """The step and when, in few letters."""
        return f"{_SHORT.get(self.step, self.step)}, {self.when}"


def who_is_due(measures: pd.DataFrame, now: dt.datetime | str) -> Chart:
    """Who has to write now: for each student the most urgent next step of all their interviews.

    `measures` has a row an interview (`followup.cohort.measure`, at the same `now`). Students stand in it as they come:
    give it pseudonyms (`followup.cohort.pseudonyms`) where a class sees it. Of more than 40 students with something to
    do those are drawn whose time ends nearest to now, what waits last; a sentence counts the rest.
    """
    import pandas as pd

    now = aware(now, "now")
    if measures.empty:
        empty = "The class is empty: there is no interview to show."
        return Chart(_TITLE, told(empty, measures), pd.DataFrame(columns=_COLUMNS))
    students = _most_urgent(measures)
    counted = students["due"].value_counts()
    numbers = listing(f"{counted[due]} {words}" for due, words in _STANDING.items() if due in counted)
    facts = f"On {day(now, year=True)}, {count(len(students), 'student')} by their most urgent step: {numbers}."
    left = students[students["due"] != "done"]
    away = (left["next_closes"] - pd.Timestamp(now)).abs()
    left = left.assign(last=left["due"].eq("waiting"), away=away).sort_values(["last", "away"], kind="stable")
    lines = [_line(row, pd.Timestamp(now)) for row in left.head(MOST).itertuples()]
    rows = [(line.student, line.step, _STANDING[line.due], day(line.first), day(line.last), line.when, line.others)
            for line in lines]  # fmt: skip
    table = pd.DataFrame(rows, columns=_COLUMNS)
    if not lines:
        return Chart(_TITLE, told(f"{facts} Nobody has anything to send.", measures), table)
    if len(left) > MOST:
        rest = left["due"].iloc[MOST:].value_counts()
        beyond = listing(f"{rest[due]} {due}" for due in _STANDING if due in rest)
        facts += f" The {MOST} whose time ends nearest to now are shown; of the {len(left) - MOST} others {beyond}."
    late = left[left["due"] == "overdue"]
    if len(late):
        longest = _line(next(late.loc[[late["next_closes"].idxmin()]].itertuples()), pd.Timestamp(now))
        facts += f" Longest overdue: {longest.student}, {longest.step}, since {day(longest.last, year=True)}."
    bottom = TOP + 30 + 20 * len(lines)
    begin = 330
    middle, half = (begin + WIDTH) / 2, (WIDTH - begin) / 2 - 36

    def x(days: float) -> float:
        return middle + min(max(days / _REACH, -1), 1) * half

    def draw(pen: Pen) -> None:
        for days in range(-_REACH, _REACH + 1, 7):
            pen.line([x(days)] * 2, [TOP + 20, bottom + 4], "grid")
            words = {-_REACH: f"{_REACH} days ago", 0: "", _REACH: f"in {_REACH} days"}.get(days, str(abs(days)))
            pen.text(x(days), bottom + 18, words, "quiet", 11, align="center")
        for place, line in enumerate(lines):
            y = TOP + 36 + 20 * place
            pen.text(0, y + 4, fit(line.student, 108, 12))
            pen.text(112, y + 4, fit(line.short, begin - 124, 11), "quiet", 11)
            opens, closes = x(line.opens), x(line.closes)
            if line.due == "waiting":
                pen.box(middle, opens, y, "early")
            if line.due == "overdue":
                pen.box(closes, middle, y, "late")
            if line.closes > -_REACH:
                pen.box(opens, closes, y, "right")
            if line.opens < -_REACH:
                pen.line([x(-_REACH) - 5], [y], "text", marker="<", markersize=6)
            if line.closes > _REACH:
                pen.line([x(_REACH) + 5], [y], "text", marker=">", markersize=6)
        pen.line([middle, middle], [TOP + 18, bottom + 4], "text", 1.8)
        pen.text(middle, TOP + 12, f"now, {day(now)}", size=11.5, bold=True, align="center")
        start = 1.0
        for colour, words in (("late", "late, up to now"), ("right", "right time"), ("early", "too early, from now")):
            pen.box(start, start + 26, bottom + 38, colour)
            start = pen.text(start + 32, bottom + 42, words, "quiet", 11)

    return class_chart(_TITLE, facts, table, bottom + 54, draw, measures)


def _most_urgent(measures: pd.DataFrame) -> pd.DataFrame:
    """One row a student: overdue before open before waiting; of each what closed, closes or opens first."""
    due = measures["due"].astype(object).where(measures["is_next"], "done")  # an application's next step counts once
    rank = due.map({"overdue": 0, "open": 1, "waiting": 2, "done": 3})
    moment = measures["next_closes"].where(rank < 2, measures["next_opens"])
    data = measures.assign(due=due, rank=rank, moment=moment, student=measures["student"].astype(str))
    others = data[rank < 2].groupby("student").size()
    first = data.sort_values(["rank", "moment", "student"], kind="stable").drop_duplicates("student")
    return first.assign(others=(first["student"].map(others).fillna(0) - (first["rank"] < 2)).astype(int))


def _line(row: Any, now: pd.Timestamp) -> _Line:
    opens, closes = ((moment - now).total_seconds() / 86_400 for moment in (row.next_opens, row.next_closes))
    step = TITLES[MessageKind(row.next_kind)]
    return _Line(row.student, step, row.due, row.next_from.date(), row.next_until.date(), opens, closes, row.others)
