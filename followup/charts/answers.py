"""How long an answer takes, with those who are still waiting counted in."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..cohort import SMALL
from ..figure import WIDTH, Chart, Pen
from ..words import count, listing
from .common import TOP, axis, class_chart, groups, percent, told, too_few

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_LAST_DAY = 70
_LOOKS = (("early", "-"), ("late", "--"), ("right", ":"), ("promise", "-."), ("text", (0, (6, 2, 1, 2, 1, 2))),
          ("quiet", (0, (1, 3))), ("quiet", (0, (8, 4))))  # fmt: skip
_TITLE = "How long does an answer take?"


@dataclass(frozen=True)
class _Curve:
    """By whole days since the interview: the estimated share with an answer, its 95 % band, and who still waits."""

    name: str
    interviews: int
    answered: int
    share: np.ndarray[Any, Any]
    low: np.ndarray[Any, Any]
    high: np.ndarray[Any, Any]
    at_risk: np.ndarray[Any, Any]

    def by(self, day: int) -> str:
        return f"{percent(self.share[day])} ({percent(self.low[day])} to {percent(self.high[day])})"

    @property
    def median(self) -> str:
        """The day by which half have an answer, with its interval; where it is not reached it says so."""
        first = [_first(band) for band in (self.share, self.high, self.low)]
        if first[0] is None:
            return f"fewer than half by day {len(self.share) - 1}"
        return f"half by day {first[0]} (95 % interval {first[1]} to {first[2] or 'not reached'})"


def waiting(measures: pd.DataFrame, by: str | None = None) -> Chart:
    """How long an answer takes: the Kaplan–Meier estimate with its 95 % band, and how many still wait at each day.

    `measures` has a row an interview (`followup.cohort.measure`); whoever has no answer yet, or withdrew, counts as
    waiting until then (censored). `by` names a column to set groups of five and more students side by side.
    """
    import pandas as pd

    columns = ["group", "day", "still waiting", "with an answer", "low", "high"]
    found, merged = groups(measures, by) if not (few := too_few(measures)) else ([], few)
    curves = [curve for name, part in found if (curve := _curve(name, part))]
    if not curves:
        facts = few or "Nobody has an answer yet, so nothing can be said of how long it takes."
        return Chart(_TITLE, told(facts, measures), pd.DataFrame(columns=columns))
    last = max(len(curve.share) for curve in curves) - 1
    weeks = list(range(0, last + 1, 7))
    rows = [(c.name, day, int(c.at_risk[day]), *(round(float(band[day]), 3) for band in (c.share, c.low, c.high)))
            for c in curves for day in weeks if day < len(c.share)]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    bottom = TOP + 264
    left = 64.0 if len(curves) == 1 else 150.0

    def x(day: float) -> float:
        return left + day / last * (WIDTH - left - 16)

    def y(share: float) -> float:
        return bottom - share * (bottom - TOP - 22)

    def draw(pen: Pen) -> None:
        axis(pen, [(x(day), f"day {day}" if day == 0 else str(day)) for day in weeks], TOP, bottom)
        for share in (0, 0.25, 0.5, 0.75, 1):
            pen.line([left, WIDTH], [y(share)] * 2, "grid")
            pen.text(left - 54, y(share) + 4, percent(share), "quiet", 11)
        pen.text(3, TOP + 2, "with an answer", "quiet", 11, bold=True, paper=True)
        for curve, (colour, dash) in zip(curves, _LOOKS, strict=False):
            days = list(range(len(curve.share)))
            steps = [x(d) for d in days for _ in (0, 1)][1:]
            if len(curves) <= 2:
                edge = [[y(v) for v in band for _ in (0, 1)][:-1] for band in (curve.low, curve.high)]
                pen.area([*steps, *steps[::-1]], [*edge[0], *edge[1][::-1]], colour)
            pen.line(steps, [y(v) for v in curve.share for _ in (0, 1)][:-1], colour, 2.2, linestyle=dash)
        pen.text(0, bottom + 40, "still waiting", "quiet", 11, bold=True)
        for place, (curve, (colour, dash)) in enumerate(zip(curves, _LOOKS, strict=False)):
            line = bottom + 58 + 17 * place
            if len(curves) > 1:
                pen.line([0, 24], [line - 4] * 2, colour, 2.2, linestyle=dash)
                pen.text(30, line, curve.name, size=11)
            for day in weeks:
                if day < len(curve.share):
                    pen.text(x(day), line, str(curve.at_risk[day]), "quiet", 11, align="center")

    silent = [f"{name} ({count(len(part), 'interview')})" for name, part in found if not part["answered"].any()]
    none = f"Without any answer yet, and so without a curve: {listing(silent)}. " if silent else ""
    facts = f"{_facts(curves, measures)} {none}{merged}".strip()
    return class_chart(_TITLE, facts, table, bottom + 68 + 17 * len(curves), draw, measures)


def _curve(name: str, part: pd.DataFrame) -> _Curve | None:
    """The estimate of one group, up to the last day on which five are still waiting; None where nobody has answered."""
    import numpy as np
    from scipy import stats

    days = part["days_to_answer"].to_numpy(dtype=float)
    known = np.isfinite(days) & (days >= 0)
    days, answered = days[known], part["answered"].to_numpy(dtype=bool)[known]
    if not answered.any():
        return None
    grid = np.arange(_LAST_DAY + 1)
    at_risk = len(days) - np.searchsorted(np.sort(days), grid)
    grid = grid[: max(2, int((at_risk >= SMALL).sum()))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the band is undefined where nothing has happened yet
        curve = stats.ecdf(stats.CensoredData(uncensored=days[answered], right=days[~answered])).cdf
        band = curve.confidence_interval(method="log-log")
    share, low, high = (each.evaluate(grid) for each in (curve, band.low, band.high))
    low, high = np.where(np.isnan(low), share, low), np.where(np.isnan(high), share, high)
    return _Curve(name, len(days), int(answered.sum()), share, low, high, at_risk[: len(grid)])


def _first(share: np.ndarray[Any, Any]) -> int | None:
    """The first day on which the share is a half."""
    reached = (share >= 0.5).nonzero()[0]
    return int(reached[0]) if len(reached) else None


def _facts(curves: list[_Curve], measures: pd.DataFrame) -> str:
    total, answered = sum(c.interviews for c in curves), sum(c.answered for c in curves)
    facts = f"Of {count(total, 'interview')} {answered} have an answer; {total - answered} were still waiting when " \
            "last heard of, and count until then."  # fmt: skip
    if len(curves) > 1:
        return f"{facts} With an answer, estimated: {'; '.join(f'{c.name}, {c.median}' for c in curves)}."
    (curve,) = curves
    days = [day for day in (7, 14, 28) if day < len(curve.share)]
    mean = measures.loc[measures["answered"].astype(bool), "days_to_answer"].mean()
    said = listing(f"by day {day}, {curve.by(day)}" for day in days)
    return (
        f"{facts} Estimated with an answer: {said}; {curve.median}. "
        f"The mean of the answered alone, {mean:.1f} days, is too short: it leaves out everybody who still waits."
    )
