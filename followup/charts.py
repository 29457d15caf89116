"""Charts, each with its facts in words and as a table: what a picture says must not depend on seeing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import rulebook
from .application import EventKind, MessageKind
from .figure import LEFT, WIDTH, WINDOWS, Chart, Pen, chart, fit, text_width
from .rulebook import RuleBook
from .rulebook.book import as_book
from .timeline import Status, Step, Timeline
from .words import clock, count, day, listing

if TYPE_CHECKING:
    import pandas as pd

# --- one application's windows ----------------------------------------------------------------------------------------

_OPTIONAL = {MessageKind.FEEDBACK_REQUEST, MessageKind.STAY_IN_TOUCH, MessageKind.MOVE_ON}  # these are never late
_STANDING = {Status.DONE: "done", Status.OVERDUE: "overdue (late)",
             Status.OPEN: "open (right time)", Status.WAITING: "waiting (too early)"}  # fmt: skip
_NEWS = {EventKind.REPLY_RECEIVED: "they replied", EventKind.INVITED_TO_NEXT_ROUND: "invited to the next round",
         EventKind.COMPETING_OFFER: "another employer’s offer", EventKind.AWARD: "an award",
         EventKind.OFFERED: "their offer", EventKind.REJECTED: "their rejection",
         EventKind.WITHDRAWN: "you withdrew"}  # fmt: skip


def timeline(timeline: Timeline) -> Chart:
    """When to write: for each step that is not cancelled, when it is too early, the right time, and late.

    With today, the promised date and what has happened. Where no step is left it is a sentence without a picture.

    >>> from followup import charts
    >>> charts.timeline(timeline).table["status"].tolist()
    ['open (right time)', 'waiting (too early)', 'waiting (too early)']
    """
    import pandas as pd

    app, rounds = timeline.application, timeline.application.ordered_rounds
    steps = [step for step in timeline.steps if step.status is not Status.CANCELLED]
    title = f"When is it time to write to {app.company}?" if app.company else "When is it time to write?"
    rows = [(_name(s, rounds), _date(s, s.opens), _date(s, s.closes), _STANDING[s.status]) for s in steps]
    table = pd.DataFrame(rows, columns=["step", "opens", "closes", "status"])
    if not steps:
        reason = f"No step is left. {timeline.steps[-1].reason}" if timeline.steps else timeline.advice
        return Chart(title, reason, table)

    now = timeline.now.astimezone(([r for r in rounds if r.at <= timeline.now] or rounds)[-1].zone)
    seen = [event for event in app.events if event.at <= now]
    promised = list(dict.fromkeys(date for r in rounds if (date := app.promised_date(r, seen))))
    happened = {"interview": [_days(r.at.astimezone(r.zone)) for r in rounds]}
    for event in seen:
        words = "you wrote" if event.kind.endswith("_sent") else _NEWS.get(event.kind, "")
        if words and (interview := app.round_of(event)):
            happened.setdefault(words, []).append(_days(event.at.astimezone(interview.zone)))
    marks = [_days(now), *(days for moments in happened.values() for days in moments)]
    first = min(marks) // 1
    last = max([first + 1, *marks, *(_days(s.closes) for s in steps), *(date.toordinal() + 1 for date in promised)])
    last = min(last + max(1, 0.14 * (last - first)), dt.date.max.toordinal())

    def at(days: float) -> float:
        return LEFT + (days - first) / (last - first) * (WIDTH - LEFT)

    flags = [(at(_days(now)), f"today, {day(now, year=True)}", "text", "-")]
    for date in promised:
        words = f"answer promised by {day(date, year=date.year != now.year)}"
        flags.append((at(date.toordinal() + 0.5), words, "promise", "--"))
    labels = [(step, _label(step, rounds)) for step in steps]
    top = 36 + 17 * len(flags)
    start = top + 18 * len(happened) + 12
    bottom = start + sum(12 + 15 * len(lines) for _, lines in labels)

    def draw(pen: Pen) -> None:
        for days, words in _ticks(int(first), last):
            pen.line([at(days)] * 2, [top, bottom + 4], "grid")
            pen.text(at(days), bottom + 18, words, "quiet", 11, align="center")
        for i, (x, words, colour, dash) in enumerate(flags):
            half = text_width(words, 13) / 2 + 3
            centre = min(max(x, half), WIDTH - half)
            pen.text(centre, 48 + 17 * i, words, colour, 11.5, bold=i == 0, align="center", paper=True)
            pen.line([x, x], [52 + 17 * i, bottom + 4], colour, 1.6, linestyle=dash)
        pen.line([0, WIDTH], [top, top], "grid")
        y: float = start
        for i, (words, moments) in enumerate(happened.items()):
            pen.text(0, top + 19 + 18 * i, words, "quiet", 11)
            for days in moments:
                pen.line([at(days)], [top + 15 + 18 * i], "text", marker="o", markersize=9)
        for step, (*name, note) in labels:
            pen.line([0, WIDTH], [y, y], "grid")
            for i, words in enumerate(name):
                pen.text(0, y + 18 + 15 * i, words)
            pen.text(0, y + 18 + 15 * len(name), note, "quiet", 11)
            middle = y + 13.5 + 7.5 * len(name)
            since, opens, closes = (at(_days(t)) for t in (rounds[step.round - 1].over_at, step.opens, step.closes))
            closes = max(closes, opens + 4)
            if opens > since + 1:
                pen.box(since, opens, middle, "early")
            if step.status is Status.DONE:
                pen.text(closes + 8, middle + 4, "✓ done", "right", bold=True, paper=True)
            elif step.kind not in _OPTIONAL:
                pen.box(closes, WIDTH - 1, middle, "late")
            pen.box(opens, closes, middle, "right")
            y += 27 + 15 * len(name)
        x = 1.0
        for colour, (_, words) in WINDOWS.items():
            pen.box(x, x + 26, y + 40, colour)
            x = pen.text(x + 32, y + 44, words, "quiet", 11)

    facts = _timeline_facts(timeline, steps, promised, now.date())
    return chart(title, facts, table, bottom + 56, draw)


def _days(moment: dt.datetime) -> float:
    """A moment as the number of its day, by its own clock."""
    return moment.toordinal() + (moment.hour * 60 + moment.minute) / 1440


def _name(step: Step, rounds: Sequence[object]) -> str:
    return f"{step.title} (round {step.round})" if len(rounds) > 1 else step.title


def _date(step: Step, moment: dt.datetime, year: bool = True) -> str:
    return day(moment, year=year) + (f", {clock(moment)}" if step.kind is MessageKind.THANK_YOU else "")


def _note(step: Step) -> str:
    """Where a step stands, with the date that counts."""
    if step.status is Status.DONE:
        return step.reason[:1].lower() + step.reason[1:].rstrip(".")
    if step.status is Status.WAITING:
        return f"too early, opens {day(step.opens)}"
    return f"{'late since' if step.status is Status.OVERDUE else 'open until'} {_date(step, step.closes, year=False)}"


def _label(step: Step, rounds: Sequence[object]) -> list[str]:
    """The words to a row: the step's name, on two lines where it is long, and where it stands."""
    name, whom, room = _name(step, rounds), f" to {step.to}", LEFT - 14
    long = text_width(name, 12) > room and whom in name
    lines = [name.replace(whom, "", 1), whom.strip()] if long else [name]
    return [*(fit(line, room, 12) for line in lines), fit(_note(step), room, 11)]


def _ticks(first: int, last: float) -> list[tuple[float, str]]:
    """Days to name on the axis, so far apart that their names have room; with the year where there are several."""
    span, years = last - first, dt.date.fromordinal(int(last)).year > dt.date.fromordinal(first).year
    most = 5 if years else 8
    step = next((n for n in (1, 2, 7, 14, 28, 91, 182) if n * most > span), int(span / most) + 1)
    dates = [dt.date.fromordinal(n) for n in range(first, int(last - span / (14 if years else 24)) + 1, step)]
    return [(d.toordinal(), f"{d.day} {day(d).split()[2][:3]}" + (f" {d.year}" if years else "")) for d in dates]


def _timeline_facts(timeline: Timeline, steps: list[Step], promised: list[dt.date], today: dt.date) -> str:
    numbers = [(sum(step.status is status for step in steps), status.value) for status in _STANDING]
    standing = listing(f"{number} {'is' if number == 1 else 'are'} {word}" for number, word in numbers if number)
    facts = f"As of {day(today, year=True)}, of {count(len(steps), 'step')} {standing}."
    step = timeline.next_step
    if step:
        when = f"{_note(step)}, and still worth doing" if step.status is Status.OVERDUE else step.when
        facts += f" Next: {step.title[:1].lower()}{step.title[1:]}, {when}."
    else:
        facts += " Nothing is left to do."
    if promised:
        facts += f" An answer {'was' if promised[-1] < today else 'is'} promised by {day(promised[-1], year=True)}."
    return facts


# --- what others say --------------------------------------------------------------------------------------------------

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
