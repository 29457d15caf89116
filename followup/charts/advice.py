"""What others say: public recommendations, with the course's own sources beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import rulebook
from ..figure import LEFT, WIDTH, Chart, Pen, chart, text_width
from ..rulebook import RuleBook
from ..rulebook.book import as_book

if TYPE_CHECKING:
    import pandas as pd

# What is asked, the action and anchor of the advice that answers it, and the rule by which the course's sources do.
_QUESTIONS = (
    ("thank-you", "after the interview", "thank_you", "interview", "thank-within-a-day"),
    ("check-in", "after a promised date", "check_in", "promised_date", "respect-promised-date"),
    ("check-in", "after the interview if no date was given", "check_in", "interview", "wait-without-date"),
    ("second check-in", "after the first", "second_check_in", "first_check_in", "final-check-in"),
)


def public_advice(book: RuleBook | str | None = None) -> Chart:
    """When others say to write: public recommendations in calendar days, with the course's own sources beside them.

    `book` is the rule book whose sources are marked, None for the kit's own.

    >>> public_advice().table["earliest"].tolist()
    [0.0, 1.0, 2.8, 2.8]
    """
    import pandas as pd

    advice = rulebook.public_advice()
    given = advice.dropna(subset=["days_min", "days_max"])
    factor = given["unit"].eq("business") * 2 / 5 + 1  # calendar days in a unit
    given = given.assign(low=given["days_min"].astype(float) * factor, high=given["days_max"].astype(float) * factor)
    given = given.sort_values(["low", "high", "id"])
    groups, rows = [], []
    for name, since, action, anchor, rule in _QUESTIONS:
        group = given[given["action"].eq(action) & given["anchor"].eq(anchor)]
        groups.append((name, since, group, _said(as_book(book), rule)))
        rows.append((f"{name} {since}", len(group), group.low.min(), group.low.median(), group.low.max()))
    table = pd.DataFrame(rows, columns=["question", "recommendations", "earliest", "median", "latest"]).round(1)
    far = max(group.high.max() for _, _, group, _ in groups)
    bottom = 40 + sum(40 + 7 * len(group) + 17 * len(said) for _, _, group, said in groups)

    def at(days: float) -> float:
        return float(LEFT + 6 + days / far * (WIDTH - LEFT - 14))

    def draw(pen: Pen) -> None:
        for days in [n for n in (0, 1, 3, 5, 7, 10, 14, 21, 28) if n <= far]:
            words = "same day" if days == 0 else f"{days} days" if days in (7, 14) else str(days)
            pen.line([at(days)] * 2, [40, bottom + 4], "grid")
            pen.text(at(days), bottom + 18, words, "quiet", 11, align="right" if days > far - 1 else "center")
        y = 40
        for name, since, group, said in groups:
            pen.line([0, WIDTH], [y, y], "grid")
            median, line = group.low.median(), y + 17
            pen.line([at(median)] * 2, [y + 9, y + 19 + 7 * len(group)], "text", 1.2, linestyle=":")
            pen.text(0, y + 21, name.capitalize(), bold=True)
            pen.text(0, y + 37, since, "quiet", 11)
            pen.text(0, y + 53, f"{len(group)} recommendations, median: {_amount(median)}", "quiet", 11)
            for one in group.itertuples():
                _range(pen, at(one.low), at(one.high), line, one.unit)
                line += 7
            for low, high, names in said:
                line += 17
                pen.line([at(low), at(high)], [line - 3] * 2, "late", 2.5, marker="D")
                room = text_width(names, 11)
                beside = at(high) + 10 if at(high) + 10 + room < WIDTH else at(low) - 10 - room
                pen.text(beside, line + 1, names, size=11, paper=True)
            y = line + 23
        pen.line([0, WIDTH], [y, y], "grid")
        _range(pen, 4, 30, y + 40, "calendar")
        x = pen.text(38, y + 44, "a recommendation, first day to last", "quiet", 11)
        _range(pen, x, x + 26, y + 40, "business")
        pen.text(x + 34, y + 44, "one in business days, × 7/5", "quiet", 11)
        pen.line([17, 17], [y + 52, y + 68], "text", 1.2, linestyle=":")
        pen.text(38, y + 64, "median of the first days", "quiet", 11)
        pen.line([x + 13], [y + 60], "late", marker="D")
        pen.text(x + 34, y + 64, "what this course’s sources say", "quiet", 11)

    facts = _advice_facts(table, len(advice), len(given))
    return chart("When do others say to write?", facts, table, bottom + 76, draw)


def _range(pen: Pen, first: float, last: float, y: float, unit: str) -> None:
    """A recommendation: its first day, hollow where it is counted in business days, and on to its last."""
    look = {"markerfacecolor": pen.colours["paper"]} if unit == "business" else {}
    pen.line([first, last], [y, y], "early", 2, marker="o", markersize=5, **look)


def _said(book: RuleBook, id: str) -> list[tuple[float, float, str]]:
    """What the sources themselves say on a rule: from day, to day, and who."""
    who: dict[tuple[float, float], list[str]] = {}
    for source, stance in book[id].stances.items():
        low, high = stance.value if isinstance(stance.value, tuple) else (stance.value, stance.value)
        span = (0.0, high / 24) if book[id].unit == "hours" else (float(low), float(high))
        who.setdefault(span, []).append(book.names[source])
    everybody = len(book.names)
    return [
        (*span, f"all {everybody} sources" if len(who[span]) == everybody else ", ".join(who[span]))
        for span in sorted(who)
    ]


def _amount(days: float) -> str:
    """Days in words, to a tenth."""
    return "the same day" if days < 0.05 else "1 day" if round(days, 1) == 1 else f"{round(days, 1):g} days"


def _advice_facts(table: pd.DataFrame, total: int, numbered: int) -> str:
    groups = (f"{row.question}, {_amount(row.median)} ({row.earliest:g} to {row.latest:g}, {row.recommendations} "
              "recommendations)" for row in table.itertuples())  # fmt: skip
    spread = (table["latest"] - table["earliest"]).set_axis(table["question"])
    return (
        f"Of {total} public recommendations {numbered} name a number of days ({total - numbered} do not), and "
        f"{table['recommendations'].sum()} of these answer one of four questions; a business day counts as 7/5 "
        f"calendar days. The first day to write, median and range: {'; '.join(groups)}. They agree most on the "
        f"{spread.idxmin()} (first days at most {_amount(spread.min())} apart) and least on the {spread.idxmax()} "
        f"({_amount(spread.max())})."
    )
