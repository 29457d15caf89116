"""What the charts of a class share: a synthetic class is called one, and fewer than five are never singled out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..cohort import SMALL
from ..cohort.summaries import OTHERS, grouped
from ..figure import LEFT, WIDTH, Chart, Pen, chart, fit
from ..words import count

if TYPE_CHECKING:
    import pandas as pd

TOP = 56.0  # where a class's picture begins, below its title and the line that says whose data it is
MOST_GROUPS = 6
SYNTHETIC = "Synthetic class: made up by the kit, nobody’s data."


def class_chart(
    title: str, facts: str, table: pd.DataFrame, height: float, draw: Callable[[Pen], None], data: pd.DataFrame
) -> Chart:
    """A chart of a class; that it is synthetic stands in the facts and in the picture."""

    def both(pen: Pen) -> None:
        if data.attrs.get("synthetic"):
            pen.text(0, 40, SYNTHETIC, "promise", 11.5, bold=True)
        draw(pen)

    return chart(title, told(facts, data), table, height, both)


def told(facts: str, data: pd.DataFrame) -> str:
    """The facts of a class, which of a synthetic one begin with that."""
    return f"{SYNTHETIC} {facts}" if data.attrs.get("synthetic") else facts


def too_few(data: pd.DataFrame) -> str:
    """Why nothing is shown of a class, in a sentence; "" where it is large enough."""
    students = data["student"].nunique()
    if not len(data):
        return "The class is empty: there is no interview to show."
    if students < SMALL:
        return f"There {'is' if students == 1 else 'are'} only {count(students, 'student')}. Of fewer than {SMALL} " \
               "nothing is shown here: a share would speak of persons."  # fmt: skip
    return ""


def groups(data: pd.DataFrame, by: str | None) -> tuple[list[tuple[str, pd.DataFrame]], str]:
    """The class by a column, the largest group first, and a sentence about what was merged or hidden.

    Groups of fewer than five students become "others", as in `followup.cohort.summary`, and so do those beyond the
    sixth; a rest that is too small joins the next group, or is hidden.
    """
    if by is None:
        return [("all", data)], ""
    merged = grouped(data, by, SMALL)
    sizes = data["student"].groupby(merged, observed=True).nunique().drop(OTHERS, errors="ignore")
    kept = list(sizes.sort_values(ascending=False, kind="stable").index[:MOST_GROUPS])
    merged = merged.where(merged.isna() | merged.isin(kept), OTHERS)
    found = [(str(name).replace("_", " "), data[merged == name]) for name in [*kept, OTHERS] if (merged == name).any()]
    values = data[by].astype(object).fillna("")
    said = []
    if (merged == OTHERS).any():
        said.append(f"Small groups are merged as others: {count(values[merged == OTHERS].nunique(), 'group')}.")
    if merged.isna().any():
        hidden = data.loc[merged.isna(), "student"].nunique()
        said.append(f"Hidden, for there are fewer than {SMALL}: {count(hidden, 'student')}.")
    return found, " ".join(said)


def percent(share: float) -> str:
    """A share in words.

    >>> percent(0.083), percent(0)
    ('8 %', '0 %')
    """
    return f"{share * 100:.0f} %"


def axis(pen: Pen, ticks: Sequence[tuple[float, str]], top: float, bottom: float) -> None:
    """Upright lines with their words below."""
    for x, words in ticks:
        pen.line([x, x], [top, bottom + 4], "grid")
        pen.text(min(x, WIDTH - 12), bottom + 18, words, "quiet", 11, align="center")


def dot(pen: Pen, x: float, low: float, high: float, y: float, marker: str = "o", colour: str = "early") -> None:
    """An estimate with its interval."""
    pen.line([low, high], [y, y], colour, 2.5)
    pen.line([x], [y], colour, marker=marker, markersize=8)


def row_head(pen: Pen, y: float, name: str, note: str = "") -> None:
    """The words to a row, left of the picture."""
    pen.text(0, y + 4, fit(name, LEFT - 14, 12))
    if note:
        pen.text(0, y + 19, fit(note, LEFT - 14, 11), "quiet", 11)
