"""What a class's measures come to: counts with their intervals, by group and by rule; small groups stay hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, did_you_mean
from . import SMALL

OTHERS = "others"
Z = 1.959963984540054  # the 97.5 % point of the normal distribution: two sides of 95 %

# Each share: of which interviews (those where it is not missing), and what is counted. Rates of what went wrong say so.
SHARES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "within_a_day": lambda m: m["within_a_day"],
    "thanked_each": lambda m: m["thanked_each"],
    "checked_in": lambda m: (m["check_ins"] > 0).where(m["held"]),
    "first_check_in_too_early": lambda m: m["first_check_in_too_early"],
    "too_many": lambda m: m["too_many"].where(m["check_ins"] > 0),
    "answered": lambda m: m["answered"].where(m["held"]),
    "offered": lambda m: (m["outcome"] == "offered").where(m["held"]),
    "overdue": lambda m: m["due"] == "overdue",
}


def _first_by(rule: str) -> Callable[[pd.DataFrame], Any]:
    return lambda m: (~m["first_check_in_too_early"]).where(m["first_check_in_rule"] == rule)


# Each rule that a class's file can tell of: in which interviews it applied (not missing), and whether it was kept.
KEPT: dict[str, Callable[[pd.DataFrame], Any]] = {
    "note-interviewers": lambda m: (m["interviewers"] > 0).where(m["held"]),
    "ask-for-date": lambda m: m["date_known"].where(m["held"]),
    "thank-within-a-day": lambda m: m["within_a_day"],
    "thank-each-interviewer": lambda m: m["thanked_each"].where(m["interviewers"] > 1),
    "respect-promised-date": _first_by("respect-promised-date"),
    "wait-without-date": _first_by("wait-without-date"),
    "limit-check-ins": lambda m: (~m["too_many"]).where(m["check_ins"] > 0),
    "final-check-in": lambda m: ~m["gap_too_short"],
    "reply-to-rejection": lambda m: m["rejection_answered"],
    "not-pushy": lambda m: ~m["pushy"],
    "email-by-default": lambda m: (m["channel"] == "email").where(m["channel"].notna()),
    "wait-between-rounds": _first_by("wait-between-rounds"),
}


def wilson(count: Any, n: Any) -> tuple[Any, Any]:
    """The 95 % interval of a share by Wilson's score; missing where n is 0.

    >>> low, high = wilson(8, 10)
    >>> f"{low:.2f} to {high:.2f}"
    '0.49 to 0.94'
    """
    count, n = np.asarray(count, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (count + Z**2 / 2) / (n + Z**2)
        half = Z / (n + Z**2) * np.sqrt(count * (n - count) / n + Z**2 / 4)
    return np.where(count == 0, 0 * half, middle - half), np.where(count == n, 1 + 0 * half, middle + half)


def summary(measures: pd.DataFrame, by: str | None = "stage", small: int = SMALL) -> pd.DataFrame:
    """Counts, shares and their 95 % intervals (Wilson), one row a group and measure: `n` interviews for which it can
    be told, `count` of them, `share`, `low`, `high`; `students` in the group.

    `by` is a column of the measures, or None for the whole class. Groups of fewer than `small` students are merged as
    "others", with the next larger group where they would still be few; a class that is smaller is hidden, and so is a
    measure that could be told of fewer students (its numbers are missing). Raises `InputError` for an unknown column.

    >>> frame = fu.cohort.simulate()
    >>> table = fu.cohort.summary(fu.cohort.measure(frame, now=frame.attrs["now"]), by="stage")
    >>> table.columns.tolist()
    ['stage', 'students', 'measure', 'n', 'count', 'share', 'low', 'high']
    """
    if by is not None and by not in measures:
        raise InputError.one("by", by, "is not a column of the measures", did_you_mean(by, map(str, measures.columns)))
    group = grouped(measures, by, small)
    name = by or "group"
    parts = [
        _counted(measures, group, named, share, small).rename_axis(name).reset_index()
        for named, share in SHARES.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    order = _in_order(measures, by, set(table[name]))
    table = table.sort_values(name, key=lambda column: column.map(order.index), kind="stable", ignore_index=True)
    table.attrs = {**measures.attrs, "hidden_students": int(measures["student"][group.isna()].nunique())}
    return table[[name, "students", "measure", "n", "count", "share", "low", "high"]]


def adherence(measures: pd.DataFrame, small: int = SMALL) -> pd.DataFrame:
    """How often each rule was kept, where it applied: one row a rule, `n` interviews, `count` kept, `share` and its
    95 % interval. Rules that a class's file cannot tell of are not in the table.

    >>> frame = fu.cohort.simulate()
    >>> fu.cohort.adherence(fu.cohort.measure(frame, now=frame.attrs["now"])).index.name
    'rule'
    """
    everybody = pd.Series("all", measures.index)
    parts = [_counted(measures, everybody, rule, kept, small) for rule, kept in KEPT.items()]
    table = pd.concat(parts).rename(columns={"measure": "rule"}).set_index("rule")
    table.attrs = dict(measures.attrs)
    return table[["n", "count", "share", "low", "high"]]


def before_after(measures: pd.DataFrame, date: dt.date | str | None = None) -> pd.DataFrame:
    """The measures with a column `lesson`, "before" or "after": whether the interview was on that day or later.

    Without a `date` it is the lesson's of the synthetic class. What differs may have other causes than the lesson.

    >>> frame = fu.cohort.simulate(students=40)
    >>> sorted(set(fu.cohort.before_after(fu.cohort.measure(frame, now=frame.attrs["now"]))["lesson"]))
    ['after', 'before']
    """
    given = date or measures.attrs.get("lesson")
    try:
        moment = pd.Timestamp(given).normalize()
    except (ValueError, TypeError):
        moment = pd.NaT
    if pd.isna(moment):
        raise InputError.one("date", given, "is not a day", "Give the day of the lesson, such as 2026-03-09.")
    later = measures["interview_on"] >= moment.tz_localize(None)
    return measures.assign(lesson=pd.Categorical(np.where(later, "after", "before"), ["before", "after"]))


def _in_order(measures: pd.DataFrame, by: str | None, labels: set[object]) -> list[object]:
    """The groups in the order of their column's words, else of the alphabet; the merged ones last."""
    known = list(measures[by].cat.categories) if by and isinstance(measures[by].dtype, pd.CategoricalDtype) else []
    rest = sorted(labels.difference(known), key=lambda label: (label == OTHERS, str(label)))
    return [label for label in known if label in labels] + rest


def grouped(measures: pd.DataFrame, by: str | None, small: int) -> pd.Series:
    """Each interview's group, small ones merged; missing where even those together are too few."""
    if by is None:
        group = pd.Series("all", measures.index, dtype=object)
    else:
        group = measures[by].astype(object).where(measures[by].notna(), "not said")
    students = {label: set(those) for label, those in measures["student"].groupby(group, observed=True)}
    merged: set[object] = set()
    joined: list[object] = []
    for label in sorted(students, key=lambda label: (len(students[label]), str(label))):
        if len(students[label]) >= small and (not joined or len(merged) >= small):
            break
        joined.append(label)
        merged |= students[label]
    return group.where(~group.isin(joined), OTHERS if len(merged) >= small else None)


def _counted(
    measures: pd.DataFrame, group: pd.Series, name: str, share: Callable[[pd.DataFrame], Any], small: int
) -> pd.DataFrame:
    """One measure of each group: n, count, share and interval; missing where they tell of too few students."""
    values = pd.Series(share(measures), measures.index).astype("boolean")
    known = values.notna()
    table = pd.DataFrame({"students": measures["student"].groupby(group, observed=True).nunique()})
    table["measure"] = name
    told = measures["student"].where(known).groupby(group, observed=True).nunique()
    n = known.groupby(group, observed=True).sum()
    count = values.fillna(False).groupby(group, observed=True).sum()
    few = (told < small) & (n > 0)
    table["n"], table["count"] = n.astype("Int64").mask(few), count.astype("Int64").mask(few)
    table["share"] = (count / n).astype(float).mask(few)
    low, high = wilson(count, n)
    table["low"], table["high"] = pd.Series(low, table.index).mask(few), pd.Series(high, table.index).mask(few)
    return table
