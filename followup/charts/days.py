"""When a class writes: every interview from its day 0, and how soon the thank-you notes go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..application import EventKind
from ..figure import LEFT, WIDTH, Chart, Pen
from ..record import aware
from ..rulebook import RuleBook
from ..rulebook.book import amount, as_book
from ..timeline.windows import OPEN_END_DAYS
from ..timeline.workdays import Holidays, WorkingDays
from ..words import count, listing
from .common import TOP, axis, class_chart, groups, percent, row_head, told, too_few

if TYPE_CHECKING:
    import pandas as pd

MOST = 120  # interviews with a line of their own; of more they are counted by day
_KEY = ["student", "application", "interview_at"]
_NEEDED = [*_KEY, "timezone", "ends", "decision_by", "more_rounds", "event", "event_at", "event_date"]
_CHECK_INS = (EventKind.CHECK_IN_SENT, EventKind.FINAL_CHECK_IN_SENT)
_ANSWERS = (EventKind.OFFERED, EventKind.REJECTED, EventKind.INVITED_TO_NEXT_ROUND)
_RANGE = (-14, 42)  # the days of the picture; what lies beyond is counted at its edge
_SHARES = {"early": "too early", "right": "right time", "late": "late"}
# What is counted: the words to it, what its day 0 is, and the rule that gives its window.
_ROWS = {
    "thanks": ("first thank-you note", "the interview", "thank-within-a-day"),
    "undated": ("first check-in, no date promised", "the interview or their reply", "wait-without-date"),
    "between": ("first check-in between rounds", "the interview or their reply", "wait-between-rounds"),
    "promised": ("first check-in, a date promised", "the promised date", "respect-promised-date"),
    "further": ("further check-in", "the check-in before", "final-check-in"),
    "answer": ("the answer", "the interview", ""),
}
_CADENCE = "When do they write, counted from the interview?"
_COLUMNS = ["what", "counted from", "window", "number", "too early", "right time", "late", "median day"]


def cadence(
    frame: pd.DataFrame, now: dt.datetime | str, book: RuleBook | str | None = None, holidays: Holidays = None
) -> Chart:
    """Every interview from its day 0, with the windows of the rules shaded.

    `frame` holds the class's events (`followup.cohort.read`). Up to 120 interviews have a line each; of more, the
    messages and answers are counted by day. A check-in is too early before the source's first day and late after its
    last, moved to a working day of `holidays`.
    """
    import pandas as pd

    rules = as_book(book)
    if few := too_few(frame):
        return Chart(_CADENCE, told(few, frame), pd.DataFrame(columns=_COLUMNS))
    held, sent = _moments(frame, aware(now, "now"), rules, WorkingDays(holidays))
    rows = []
    for what, (words, since, rule) in _ROWS.items():
        part = sent[sent["what"] == what]
        if len(part):
            asked = [key for key in _SHARES if rule and (what, key) != ("thanks", "early")]  # no thanks are too early
            numbers = [int((part["when"] == key).sum()) if key in asked else None for key in _SHARES]
            rows.append((words, since, _window(rules, rule), len(part), *numbers, int(part["day"].median())))
    table = pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(_SHARES.values(), "Int64"))
    facts = _cadence_facts(table, len(held), rules)
    lines = len(held) <= MOST
    draw, height = _lines(held, sent) if lines else _counts(sent, rules)
    return class_chart(_CADENCE, facts, table, height, draw, frame)


def _span(rules: RuleBook, rule: str) -> tuple[int, int] | None:
    """The first and the last day that a rule gives, counted from its day 0; None where it gives none."""
    value = rules[rule].value if rule else None
    if value is None or isinstance(value, bool):
        return None
    if rules[rule].unit == "hours":
        return 0, 1
    return value if isinstance(value, tuple) else (value, value + OPEN_END_DAYS)


def _window(rules: RuleBook, rule: str) -> str:
    """A rule's window in words."""
    if not rule or rules[rule].unit == "hours":
        return amount(rules[rule].value, "hours") if rule else "–"
    span = _span(rules, rule)
    return f"day {span[0]} to {span[1]}" if span else "none allowed"


def _moments(
    frame: pd.DataFrame, now: dt.datetime, rules: RuleBook, days: WorkingDays
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The interviews; the messages and answers since, each with its day 0 and how it stands to its rule."""
    import pandas as pd

    data = frame.loc[frame["interview_at"] <= pd.Timestamp(now), _NEEDED]
    data = data.assign(key=data.groupby(_KEY, sort=False, observed=True).ngroup()).drop(columns=_KEY[:2])
    held = data.drop_duplicates("key").set_index("key")
    day_of = local_days(held["interview_at"], held["timezone"])
    held = held.assign(held=day_of, over=held["ends"].fillna(held["interview_at"]))
    events = data[data["event"].notna() & (data["event_at"] <= pd.Timestamp(now))]
    events = events.sort_values("event_at", kind="stable")
    events = events.assign(
        at_day=local_days(events["event_at"], events["timezone"]), held=events["key"].map(held["held"])
    )
    events = events.assign(replies=(events["event"] == EventKind.REPLY_RECEIVED).groupby(events["key"]).cumsum())
    thanks = events[events["event"] == EventKind.THANK_YOU_SENT].drop_duplicates("key")
    hours = (thanks["event_at"] - thanks["key"].map(held["over"])) / pd.Timedelta(hours=1)
    in_time = (hours <= 24).map({True: "right", False: "late"})  # every source says 24
    thanks = thanks.assign(what="thanks", anchor=thanks["held"], when=in_time)
    answers = events[events["event"].isin(_ANSWERS)].drop_duplicates("key")
    answers = answers.assign(what="answer", anchor=answers["held"], when="")
    checks = _check_ins(events, held, rules, days)
    sent = pd.concat([thanks, checks, answers])
    sent = sent.assign(day=(sent["at_day"] - sent["anchor"]).dt.days, x=(sent["at_day"] - sent["held"]).dt.days)
    end = answers.set_index("key")["at_day"].reindex(held.index)
    today = local_days(pd.Series(pd.Timestamp(now), index=held.index), held["timezone"])
    named = events[events["event"] == EventKind.PROMISED_DATE].groupby("key")["event_date"].last()
    promised = named.reindex(held.index).fillna(held["decision_by"])
    span = (
        promised.notna()
        .map({True: "promised", False: "undated"})
        .mask(promised.isna() & held["more_rounds"].astype(bool), "between")
    )
    windows = {name: _span(rules, _ROWS[name][2]) or (0, 0) for name in ("promised", "undated", "between")}
    zero = (promised - held["held"]).dt.days.fillna(0)
    return held.assign(
        answered=end.notna(), end=(end.fillna(today) - held["held"]).dt.days, promised=promised.notna(),
        opens=zero + span.map({name: first for name, (first, _) in windows.items()}),
        closes=zero + span.map({name: last for name, (_, last) in windows.items()}),
    ), sent  # fmt: skip


def _check_ins(events: pd.DataFrame, held: pd.DataFrame, rules: RuleBook, days: WorkingDays) -> pd.DataFrame:
    """The check-ins: the first since the interview or the last reply, and the further ones."""
    import pandas as pd

    checks = events[events["event"].isin(_CHECK_INS)]

    def before(kind: EventKind, column: str) -> pd.Series[Any]:
        """The latest value before each check-in among the events of a kind."""
        known = events.loc[events["event"] == kind, ["key", "event_at", column]]
        return pd.merge_asof(checks[["key", "event_at"]], known, on="event_at", by="key")[column].set_axis(checks.index)

    replied = before(EventKind.REPLY_RECEIVED, "at_day")
    promised = before(EventKind.PROMISED_DATE, "event_date").fillna(checks["key"].map(held["decision_by"]))
    promised = promised.where(replied.isna() | (promised >= replied))
    run = checks.groupby(["key", "replies"])
    last = run["at_day"].shift()
    between = checks["key"].map(held["more_rounds"]).astype(bool)
    what = pd.Series("undated", index=checks.index).mask(between, "between").mask(promised.notna(), "promised")
    what = what.mask(last.notna(), "further")
    anchor = checks["held"].mask(replied.notna(), replied).mask(promised.notna(), promised).mask(last.notna(), last)
    checks = checks.assign(what=what, anchor=anchor, when="")
    for name, (_, _, rule) in _ROWS.items():
        if name not in ("thanks", "answer") and (span := _span(rules, rule)):
            part = checks[checks["what"] == name]
            opens, closes = (part["anchor"] + pd.Timedelta(days=day) for day in span)
            moved = pd.to_datetime(closes.map({day: pd.Timestamp(days.move(day.date())) for day in closes.unique()}))
            when = pd.Series("right", index=part.index).mask(part["at_day"] < opens, "early")
            checks.loc[part.index, "when"] = when.mask(part["at_day"] > moved, "late")
    return checks


def local_days(moments: pd.Series[Any], zones: pd.Series[Any]) -> pd.Series[Any]:
    """The local day of each moment, as a naive midnight."""
    import pandas as pd

    found = [
        part.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
        for zone, part in moments.groupby(zones, sort=False, observed=True)
    ]
    return pd.concat(found).reindex(moments.index) if found else moments.dt.tz_localize(None)


def _cadence_facts(table: pd.DataFrame, held: int, rules: RuleBook) -> str:
    facts = f"{count(held, 'interview')}, as {rules.title} advises, each counted from its day 0."
    for row in table.itertuples(index=False):
        numbers = {"too early": row[4], "in time": row[5], "late": row[6]}
        said = listing(f"{n} {words}" for words, n in numbers.items() if not _missing(n))
        rest = f": {said}" if said and row.window != "none allowed" else ""
        extra = ", where the source allows none" if row.window == "none allowed" else ""
        facts += f" {row.what[:1].upper()}{row.what[1:]}, {row.number}{rest}{extra}."
    return facts


_THANKS = "How soon do the thank-you notes go out?"
_WIDE, _LAST = 6, 72  # hours to a bar, and the hours up to which there are bars


def thank_yous(measures: pd.DataFrame, by: str | None = None) -> Chart:
    """How soon the first thank-you note of each interview goes out, in hours, with the line at 24.

    `measures` has a row an interview (`followup.cohort.measure`); `by` names a column to set groups side by side. An
    interview whose 24 hours are not over, and which has no note yet, is left out.
    """
    import pandas as pd

    columns = ["group", "interviews", "within 24 h", "later", "none", "median hours"]
    few = too_few(measures)
    due = measures[measures["within_a_day"].notna() | measures["thank_you_hours"].notna()]
    found, merged = groups(due, by) if not few else ([], few)
    if not found:
        reason = merged or "No interview’s 24 hours are over yet."
        return Chart(_THANKS, told(reason, measures), pd.DataFrame(columns=columns))
    rows = []
    for name, part in found:
        hours = part["thank_you_hours"].dropna()
        in_time, wrote = int(part["within_a_day"].fillna(False).sum()), len(hours)
        rows.append((name, len(part), in_time, wrote - in_time, len(part) - wrote, round(float(hours.median()), 1)))
    table = pd.DataFrame(rows, columns=columns)
    all_, in_time, later, none = (int(table[name].sum()) for name in columns[1:5])
    facts = (
        f"Of {count(all_, 'interview')} whose day to write is over, {in_time} had a thank-you note within 24 hours "
        f"({percent(in_time / all_)}), {later} had one later and {none} had none. {merged}"
    ).strip()
    draw, height = _histograms(found)
    return class_chart(_THANKS, facts, table, height, draw, measures)


def _histograms(found: list[tuple[str, pd.DataFrame]]) -> tuple[Callable[[Pen], None], float]:
    """Bars of six hours up to 72, then those later and those without a note, on one scale of shares for all groups."""
    bars = _LAST // _WIDE
    tall = 150 if len(found) == 1 else 70
    bottom = TOP + (tall + 14) * len(found) + 12
    wide = (WIDTH - LEFT - 150) / bars
    ends = [LEFT + bars * wide + 26, LEFT + bars * wide + 88]  # the two bars that stand apart

    def x(hours: float) -> float:
        return LEFT + hours / _WIDE * wide

    shares = []
    for _, part in found:
        hours = part["thank_you_hours"]
        place = (-(-hours // _WIDE) - 1).clip(0, bars).fillna(bars + 1)  # 24 hours sharp are within 24
        shares.append(place.value_counts().reindex(range(bars + 2), fill_value=0).astype(float) / len(part))
    most = max(share.max() for share in shares)

    def draw(pen: Pen) -> None:
        ticks = [(x(h), f"{h} h") for h in range(0, _LAST + 1, 12) if h != 24]
        axis(pen, ticks, TOP, bottom)
        for left, words in zip(ends, ("later", "none"), strict=True):
            pen.text(left + 16, bottom + 18, words, "quiet", 11, align="center")
        for place, ((name, part), share) in enumerate(zip(found, shares, strict=True)):
            base = TOP + (tall + 14) * (place + 1) + 8
            in_time = percent(part["within_a_day"].fillna(False).mean())
            note = f"{len(part):,} interviews, {in_time} within 24 h"
            row_head(pen, base - 30, name if len(found) > 1 else "All", note)
            pen.line([LEFT, WIDTH], [base, base], "quiet")
            for bar, value in share.items():
                left = x(bar * _WIDE) if bar < bars else ends[bar - bars]
                right = left + (wide if bar < bars else 33)
                top = base - (tall - 14) * value / most
                if value:
                    pen.bar(left + 0.8, right - 0.8, top, base, "right" if bar < 24 // _WIDE else "late")
                if value and (bar >= bars or value == most):
                    pen.text((left + right) / 2, top - 4, percent(value), "quiet", 11, align="center")
        pen.line([x(24)] * 2, [TOP - 4, bottom + 4], "text", 1.8, linestyle="--")
        pen.text(x(24), bottom + 18, "24 h", size=11.5, bold=True, align="center")
        start = 1.0
        for colour, words in (("right", "within 24 hours of the interview’s end"), ("late", "late, or never")):
            pen.bar(start, start + 26, bottom + 30, bottom + 44, colour)
            start = pen.text(start + 32, bottom + 42, words, "quiet", 11)

    return draw, bottom + 56


_MARKS = {"thanks": ("o", "text"), "undated": ("D", "text"), "between": ("D", "text"), "promised": ("D", "text"),
          "further": ("x", "late"), "answer": ("s", "promise")}  # fmt: skip
_KEYS = {"thanks": "thank-you note", "undated": "first check-in", "further": "further check-in", "answer": "answer"}


def _lines(held: pd.DataFrame, sent: pd.DataFrame) -> tuple[Callable[[Pen], None], float]:
    """A line an interview, from its day 0 to the answer or to now, with the window of its check-in shaded."""
    order = held.sort_values(["promised", "opens", "end"]).index
    row = {key: place for place, key in enumerate(order)}
    step = max(5.6, min(14.0, 420 / len(held)))
    bottom = TOP + 14 + step * len(held)
    left, last = 116.0, _RANGE[1]

    def x(day: float) -> float:
        return left + min(max(day, -1), last) / last * (WIDTH - left - 14)

    def draw(pen: Pen) -> None:
        ticks = [(x(day), str(day) if day else "day 0") for day in range(0, last + 1, 7)]
        axis(pen, ticks, TOP, bottom)
        without = int((~held["promised"]).sum())
        for words, at in (("no date promised", 0), ("a date promised", without)):
            if at < len(held) and (at or without):
                pen.text(0, TOP + 18 + step * at, words, "quiet", 11)
        for one in held.itertuples():
            y = TOP + 14 + step * row[one.Index]
            pen.line([x(0), x(one.end)], [y, y], "quiet", 0.8)
            pen.area([x(one.opens), x(one.closes + 1), x(one.closes + 1), x(one.opens)],
                     [y - step / 2 + 1] * 2 + [y + step / 2 - 1] * 2, "right")  # fmt: skip
            if one.end > last:
                pen.line([x(last) + 5], [y], "quiet", marker=">", markersize=4)
        for one in sent.itertuples():
            marker, colour = _MARKS[one.what]
            pen.line([x(one.x)], [TOP + 14 + step * row[one.key]], colour, marker=marker, markersize=4.5)
        start = 2.0
        for what, words in _KEYS.items():
            pen.line([start + 5], [bottom + 38], _MARKS[what][1], marker=_MARKS[what][0], markersize=6)
            start = pen.text(start + 16, bottom + 42, words, "quiet", 11)
        pen.area([start, start + 26, start + 26, start], [bottom + 31] * 2 + [bottom + 45] * 2, "right")
        pen.text(start + 32, bottom + 42, "time for a check-in", "quiet", 11)

    return draw, bottom + 54


def _counts(sent: pd.DataFrame, rules: RuleBook) -> tuple[Callable[[Pen], None], float]:
    """Counts by day, one row for each thing that is counted, all aligned on their day 0."""
    low, high = _RANGE
    shown = [what for what in _ROWS if (sent["what"] == what).any()]
    bottom = TOP + 78 * len(shown) + 6
    day = (WIDTH - LEFT - 30) / (high - low + 1)
    counts = sent.assign(day=sent["day"].clip(low, high)).groupby(["what", "day", "when"]).size()

    def x(number: float) -> float:
        return LEFT + 24 + (number - low) * day

    def draw(pen: Pen) -> None:
        days = range(low, high + 1, 7)
        ticks = [(x(n + 0.5), f"{'≤' * (n == low)}{n}{'+' * (n == high)}" if n else "day 0") for n in days]
        axis(pen, ticks, TOP, bottom)
        for place, what in enumerate(shown):
            words, since, rule = _ROWS[what]
            base, part = TOP + 78 * (place + 1), counts[what]
            most = part.groupby("day").sum().max()
            row_head(pen, base - 46, words[:1].upper() + words[1:], f"days after {since}")
            pen.text(0, base - 12, f"{part.sum():,}; at most {most:,} a day", "quiet", 11)
            if span := _span(rules, rule):
                left, right = x(span[0]), x(span[1] + 1)
                pen.area([left, right, right, left], [base - 70] * 2 + [base] * 2, "right")
            pen.line([LEFT + 10, WIDTH], [base, base], "quiet")
            for number, stack in part.groupby(level="day"):
                y = base
                for when, amount_ in stack.droplevel("day").items():
                    tall = 64 * amount_ / most
                    pen.bar(x(number) + 0.8, x(number + 1) - 0.8, y - tall, y, when or "quiet")
                    y -= tall
        start = 1.0
        for colour, words in _SHARES.items():
            pen.bar(start, start + 26, bottom + 30, bottom + 44, colour)
            start = pen.text(start + 32, bottom + 42, words, "quiet", 11)
        pen.area([start, start + 26, start + 26, start], [bottom + 30] * 2 + [bottom + 44] * 2, "right")
        pen.text(start + 32, bottom + 42, "the rule’s window, before a weekend moves it", "quiet", 11)

    return draw, bottom + 56


def _missing(value: object) -> bool:
    return str(value) == "<NA>"
