"""When to write: the windows of one application's steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ..application import EventKind, MessageKind
from ..figure import LEFT, WIDTH, WINDOWS, Chart, Pen, chart, fit, text_width
from ..timeline import Status, Step, Timeline
from ..words import clock, count, day, listing

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
