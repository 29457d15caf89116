"""Shares of a class with their intervals: the rules it keeps, what each source would say, before and after a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..cohort import SMALL
from ..cohort.summaries import adherence as adherence_of
from ..cohort.summaries import before_after as before_after_of
from ..figure import LEFT, WIDTH, Chart, Pen
from ..rulebook import RuleBook
from ..rulebook.book import as_book
from ..words import count, day, listing
from .common import TOP, axis, class_chart, dot, groups, percent, row_head, told, too_few

if TYPE_CHECKING:
    import pandas as pd

_RIGHT = WIDTH - 112  # where the picture ends and the counts begin
_ADHERENCE = "Which rules does the class keep, and how often?"
_CHANGE = "Was it different after that day?"
_SOURCES = "What would each source have advised this class?"
_COLUMNS = ["group", "rule", "kept", "of", "share", "low", "high"]
_DUE = {"overdue": ("late", "overdue"), "open": ("right", "open"), "waiting": ("early", "waiting"),
        "done": ("quiet", "nothing left to do")}  # fmt: skip


def adherence(measures: pd.DataFrame, book: RuleBook | str | None = None, by: str | None = None) -> Chart:
    """How often each rule is kept, with its 95 % interval (Wilson), wherever it applies.

    `measures` has a row an interview (`followup.cohort.measure`, of the same `book`); `by` names a column to set groups
    side by side. What fewer than five interviews speak of is not shown.
    """
    import pandas as pd

    few = too_few(measures)
    found, merged = groups(measures, by) if not few else ([], few)
    rules = as_book(book)
    table = pd.concat([_kept(name, part, rules) for name, part in found] or [pd.DataFrame(columns=_COLUMNS)])
    table = table.sort_values("rule", key=lambda ids: ids.map(list(rules).index), kind="stable", ignore_index=True)
    if table.empty:
        return Chart(_ADHERENCE, told(merged or "No rule applies to five interviews yet.", measures), table)
    lines = list(table.itertuples())
    facts = _kept_facts(table, rules, by, merged)
    bottom = TOP + 6 + sum(_tall(lines, place, by) for place in range(len(lines)))

    def draw(pen: Pen) -> None:
        axis(pen, _PERCENTS, TOP, bottom)
        y = TOP + 6
        for place, line in enumerate(lines):
            tall = _tall(lines, place, by)
            first = place == 0 or lines[place - 1].rule != line.rule
            if first:
                pen.line([0, WIDTH], [y, y], "grid")
                row_head(pen, y + 17, rules[line.rule].title, "" if by else _asked(rules, line.rule))
            middle = y + tall - 17
            if by:
                pen.text(12, middle + 4, line.group, "quiet", 11)
            dot(pen, _at(line.share), _at(line.low), _at(line.high), middle)
            pen.text(_RIGHT + 14, middle + 4, f"{line.kept:,} of {line.of:,}", "quiet", 11)
            y += tall
        _key(pen, bottom + 40)

    return class_chart(_ADHERENCE, facts, table.round(3), bottom + 54, draw, measures)


_PERCENTS: list[tuple[float, str]] = []


def _at(share: float) -> float:
    return float(LEFT + 6 + share * (_RIGHT - LEFT - 6))


_PERCENTS += [(_at(share), percent(share)) for share in (0, 0.25, 0.5, 0.75, 1)]


def _tall(lines: list[Any], place: int, by: str | None) -> float:
    """A row's height: with groups, the first of a rule has the rule's name above it."""
    if by is None:
        return 44
    return 54 if place == 0 or lines[place - 1].rule != lines[place].rule else 20


def _asked(rules: RuleBook, id: str) -> str:
    return f"by {rules.title}" if rules.source in rules[id].stances else f"borrowed by {rules.title}"


def _key(pen: Pen, y: float) -> None:
    dot(pen, 14, 1, 27, y - 4)
    pen.text(34, y, "share of the interviews to which the rule applies, with its 95 % interval", "quiet", 11)


def _kept(name: str, part: pd.DataFrame, rules: RuleBook) -> pd.DataFrame:
    """The rules of one group: of how many interviews each can be told, and how many kept it."""
    table = adherence_of(part).reset_index().rename(columns={"count": "kept", "n": "of"})
    asked = table["rule"].map(lambda id: rules[id].value is not None)  # the source has a use for it
    table = table[(table["of"].fillna(0) > 0) & asked]
    return table.assign(group=name)[_COLUMNS].astype({"kept": int, "of": int})


def _kept_facts(table: pd.DataFrame, rules: RuleBook, by: str | None, merged: str) -> str:
    if by is None:
        most, least = (
            f"{rules[row['rule']].title.lower()}, {row['kept']} of {row['of']} ({percent(row['share'])}, "
            f"95 % interval {percent(row['low'])} to {percent(row['high'])})"
            for row in (table.loc[table["share"].idxmax()], table.loc[table["share"].idxmin()])
        )
        lead = f"As {rules.title} advises, {count(len(table), 'rule')} can be told."
        return f"{lead} Kept most often: {most}. Kept least often: {least}. {merged}".strip()
    wide = []
    for id, part in table.groupby("rule", sort=False):
        low, high = part.loc[part["share"].idxmin()], part.loc[part["share"].idxmax()]
        apart = "the intervals overlap" if low["high"] >= high["low"] else "the intervals lie apart"
        if len(part) > 1:
            wide.append(f"{rules[str(id)].title.lower()}, from {percent(low['share'])} ({low['group']}) to "
                        f"{percent(high['share'])} ({high['group']}), {apart}")  # fmt: skip
    return f"As {rules.title} advises, by {by.replace('_', ' ')}: {'; '.join(wide)}. {merged}".strip()


def before_after(
    measures: pd.DataFrame, date: dt.date | str | None = None, book: RuleBook | str | None = None
) -> Chart:
    """The same shares for interviews held before a day, such as that of a lesson, and from it on.

    It shows whether they differ, never why: the weeks, the employers and the students differ as well.
    """
    import pandas as pd

    columns = ["rule", "before", "of", "after", "of after", "share before", "share after", "difference", "low", "high"]
    few = too_few(measures)
    rules = as_book(book)
    rows, bars = [], []
    if few:
        return Chart(_CHANGE, told(few, measures), pd.DataFrame(columns=columns))
    split = before_after_of(measures, date)["lesson"]
    date = dt.date.fromisoformat(str(date or measures.attrs["lesson"])[:10])
    before, after = (_kept("", measures[split == side], rules).set_index("rule") for side in ("before", "after"))
    for id in [rule for rule in before.index if rule in after.index]:
        b, a = before.loc[id], after.loc[id]
        ends = [(float(one["low"]), float(one["high"])) for one in (b, a)]
        bars.append(
            (id, [(float(one["share"]), *end, one["kept"], one["of"]) for one, end in zip((b, a), ends, strict=True)])
        )
        change = a["share"] - b["share"], *_difference(b["share"], a["share"], *ends)
        rows.append((id, b["kept"], b["of"], a["kept"], a["of"], b["share"], a["share"], *change))
    table = pd.DataFrame(rows, columns=columns)
    numbers = split.value_counts()
    said = f"{day(date, year=True)}: {count(numbers['before'], 'interview')} before, {numbers['after']} from it on."
    if table.empty:
        reason = f"{said} For no rule are there {SMALL} students on both sides, so nothing is compared."
        return Chart(_CHANGE, told(reason, measures), table)
    facts = f"{said} {_changes(table, rules)} A difference does not say why: other things changed on the way as well."
    bottom = TOP + 6 + 48 * len(bars)

    def draw(pen: Pen) -> None:
        axis(pen, _PERCENTS, TOP, bottom)
        for place, (id, both) in enumerate(bars):
            y = TOP + 6 + 48 * place
            pen.line([0, WIDTH], [y, y], "grid")
            row_head(pen, y + 22, rules[id].title)
            for i, (share, low, high, right, of) in enumerate(both):
                dot(pen, _at(share), _at(low), _at(high), y + 15 + 19 * i, *_SIDES[i])
                pen.text(_RIGHT + 14, y + 19 + 19 * i, f"{right:,} of {of:,}", "quiet", 11)
        start = 0.0
        for look, words in zip(_SIDES, ("before", f"from {day(date, year=True)} on"), strict=True):
            dot(pen, start + 14, start + 1, start + 27, bottom + 36, *look)
            start = pen.text(start + 34, bottom + 40, words, "quiet", 11)
        pen.text(start, bottom + 40, "shares with their 95 % intervals", "quiet", 11)

    return class_chart(_CHANGE, facts, table.round(3), bottom + 54, draw, measures)


def _changes(table: pd.DataFrame, rules: RuleBook) -> str:
    """What differs beyond chance, and what may not."""
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    said = [
        f"{rules[row.rule].title.lower()}, {percent(row[6])} before and {percent(row[7])} after"
        for row in clear.itertuples()
    ]
    rest = [rules[id].title.lower() for id in table["rule"] if id not in set(clear["rule"])]
    told = f"Different beyond chance (95 % intervals): {'; '.join(said)}." if said else "No difference beyond chance."
    return f"{told} May be chance: {listing(rest)}." if rest and said else told


_SIDES = (("s", "early"), ("D", "late"))


def _difference(before: float, after: float, b: tuple[float, float], a: tuple[float, float]) -> tuple[float, float]:
    """The 95 % interval of a difference of two shares, from their own (Newcombe's method)."""
    low = after - before - ((after - a[0]) ** 2 + (b[1] - before) ** 2) ** 0.5
    high = after - before + ((a[1] - after) ** 2 + (before - b[0]) ** 2) ** 0.5
    return low, high


def by_source(advised: Mapping[str, pd.DataFrame]) -> Chart:
    """The same class as each source sees it: how many interviews are due now, and how many check-ins came too early.

    `advised` holds the measures by source: `{id: fu.cohort.measure(frame, id, now=…) for id in book.names}`.
    """
    import pandas as pd

    standing = [words for _, words in _DUE.values()]
    columns = ["source", "interviews", *standing, "check-ins too early", "of first check-ins"]
    names = as_book(None).names
    first = next(iter(advised.values()), pd.DataFrame({"student": []}))
    if few := too_few(first):
        return Chart(_SOURCES, told(few, first), pd.DataFrame(columns=columns))
    rows: list[tuple[Any, ...]] = []
    for id, measures in advised.items():
        due = measures["due"].value_counts()
        early = measures["first_check_in_too_early"].dropna()
        rows.append((names[id], len(measures), *(int(due.get(key, 0)) for key in _DUE), int(early.sum()), len(early)))
    table = pd.DataFrame(rows, columns=columns)
    total = len(first)
    facts = f"The same {count(total, 'interview')} under each source. " + " ".join(
        f"{row[0]}: {row[2]} overdue, {row[3]} open, {row[4]} waiting; {row[6]} of {row[7]} first check-ins too early."
        for row in rows
    )
    differ = [name for name in columns[2:7] if table[name].nunique() > 1]
    facts += f" They differ in {listing(differ)}." if differ else " For this class they agree."
    bottom = TOP + 24 + 44 * len(rows)

    def at(number: float) -> float:
        return float(LEFT - 90 + number / total * (_RIGHT - LEFT + 60))

    def draw(pen: Pen) -> None:
        pen.text(at(0), TOP + 10, "interviews, by what is due now", "quiet", 11)
        pen.text(_RIGHT - 4, TOP + 10, "check-ins too early", "quiet", 11)
        for place, row in enumerate(rows):
            y = TOP + 38 + 44 * place
            row_head(pen, y, row[0])
            before = 0
            for (colour, _), number in zip(_DUE.values(), row[2:6], strict=True):
                if number:
                    tall = 2 if colour == "quiet" else 8
                    pen.bar(at(before), at(before + number), y - tall, y + tall, colour)
                before += number
            words = ", ".join(f"{number:,} {words}" for (_, words), number in zip(_DUE.values(), row[2:6], strict=True))
            pen.text(at(0), y + 22, words, "quiet", 11)
            pen.text(_RIGHT + 20, y + 4, f"{row[6]:,} of {row[7]:,}")
        start = 1.0
        for colour, words in _DUE.values():
            pen.box(start, start + 26, bottom + 28, colour)
            start = pen.text(start + 32, bottom + 32, words, "quiet", 11)

    return class_chart(_SOURCES, facts, table, bottom + 44, draw, first)
