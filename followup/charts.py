"""Charts, each with its facts in words and as a table: what a picture says must not depend on seeing it.

Matplotlib draws on a plain figure (no pyplot; the reader's own settings neither matter nor change). The SVG takes its
colours from the page, so that it reads in a light and in a dark theme; hatches, shapes and words repeat what they say.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from . import rulebook
from .application import EventKind, MessageKind
from .rulebook import RuleBook
from .rulebook.book import as_book
from .timeline import Status, Step, Timeline
from .words import clock, count, day, listing, one_line

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 760  # a figure's units are pixels at this width
_LEFT = 262  # where its days begin; the words to a row stand left of it
_FONTS = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

# The page's variable for each colour, and what stands in for it on white and on near-black. Those that carry meaning
# have a contrast of at least 3:1 with both.
_COLOURS = {
    "text": ("--jp-ui-font-color1", "#222222", "#ededed"),
    "quiet": ("--jp-ui-font-color2", "#5a5a5a", "#b4b4b4"),
    "grid": ("--jp-border-color2", "#dcdcdc", "#3a3a3a"),
    "paper": ("--jp-layout-color0", "#ffffff", "#111111"),
    "early": ("--fu-early", "#5b7fa6", "#5b7fa6"),
    "right": ("--fu-right", "#1b7f5c", "#1b7f5c"),
    "late": ("--fu-late", "#c8580a", "#c8580a"),
    "promise": ("--fu-promise", "#a05fb5", "#a05fb5"),
}
_CSS = {name: f"var({variable}, {light})" for name, (variable, light, _) in _COLOURS.items()}
_MARKS = {name: f"#a1b2c{place:x}" for place, name in enumerate(_COLOURS)}  # stand in for them while drawing
_SETTINGS: dict[Any, Any] = {
    **{key: mpl.rcParamsDefault[key] for key in mpl.rcParamsDefault if not key.startswith(("backend", "interactive"))},
    "svg.fonttype": "none",
    "svg.hashsalt": "followup",
    "hatch.linewidth": 0.9,
}


@dataclass(frozen=True, eq=False, repr=False)
class Chart:
    """A figure and what it says; in a notebook it shows itself, as text it is its title, facts and table.

    `title` is the question it answers; `facts` a few sentences, also its alternative text; `table` the same facts as a
    data frame; `svg` the figure for a page, "" where there is nothing to draw; `paint` draws it anew.

    >>> from followup import charts
    >>> print(charts.timeline(timeline).facts)
    As of Tuesday 10 March 2026, of 3 steps 1 is open and 2 are waiting. Next: thank-you note to Dr. Priya Nair, \
until Wednesday 11 March 2026, 10:45. An answer is promised by Tuesday 17 March 2026.
    """

    title: str
    facts: str
    table: pd.DataFrame
    svg: str = ""
    paint: Callable[[dict[str, str]], Figure] | None = None

    def __repr__(self) -> str:
        table = "" if self.table.empty else "\n\n" + self.table.to_string(index=False)
        return f"{self.title}\n{self.facts}{table}"

    def to_html(self) -> str:
        """The figure for a web page or an HTML widget: picture, facts, and the table behind a click.

        >>> public_advice().to_html().startswith('<figure class="fu-chart"')
        True
        """
        head = "".join(f'<th scope="col">{_safe(name)}</th>' for name in self.table.columns)
        cells = ("".join(f"<td>{_safe(cell)}</td>" for cell in row) for row in self.table.itertuples(index=False))
        rows = "".join(f"<tr>{row}</tr>" for row in cells)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        details = f"<details><summary>The same as a table</summary>{table}</details>" if rows else ""
        style = f"margin:0;max-width:{WIDTH}px;background:{_CSS['paper']};color:{_CSS['text']}"
        caption = f'<figcaption style="margin:6px 0">{_safe(self.facts)}</figcaption>'
        return f'<figure class="fu-chart" style="{style}">{self.svg}{caption}{details}</figure>'

    _repr_html_ = to_html

    def to_svg(self, dark: bool = False) -> str:
        """The figure as the text of a file, in colours for a light page or a dark one; "" where there is none.

        >>> public_advice().to_svg(dark=True).startswith("<?xml")
        True
        """
        text = self.svg
        for name, (_, light, dim) in _COLOURS.items():
            text = text.replace(_CSS[name], dim if dark else light)
        return text and f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'

    def to_png(self) -> bytes:
        """The figure as a picture on white, at twice its size; empty where there is none.

        >>> public_advice().to_png()[1:4]
        b'PNG'
        """
        file = io.BytesIO()
        if self.paint:
            with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # letters that the one font at hand lacks
                canvas: Any = FigureCanvasAgg(self.paint({name: light for name, (_, light, _) in _COLOURS.items()}))
                canvas.print_figure(file, dpi=144, facecolor="white", bbox_inches="tight", metadata={"Software": None})
        return file.getvalue()


class _Pen:
    """Draws on a figure in pixels, counted from its upper left corner.

    With `texts` each text is kept there and a token drawn in its place: what people wrote never passes through
    matplotlib, which would take it for formulas and look for its letters in a font.
    """

    def __init__(self, height: float, colours: dict[str, str], texts: list[str] | None = None):
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="none")
        self.place = Affine2D().scale(1 / WIDTH, -1 / height).translate(0, 1) + self.figure.transFigure
        self.colours, self.texts = colours, texts

    def text(
        self, x: float, y: float, words: str, colour: str = "text", size: float = 12, bold: bool = False,
        align: str = "left", paper: bool = False,
    ) -> float:  # fmt: skip
        """One line of text, on a piece of `paper` above what lies there; returns where the next word may begin."""
        room = _width(words, size) * (1.12 if bold else 1)
        if paper:
            left = x - (room / 2 if align == "center" else 0) - 3
            self.add(Rectangle((left, y - size), room + 6, size + 4, color=self.colours["paper"], zorder=4))
        if self.texts is not None:
            self.texts.append(words)
            words = f"@{len(self.texts) - 1}@"
        look: dict[str, Any] = {"fontfamily": "DejaVu Sans", "fontweight": "bold" if bold else "normal", "ha": align}
        self.add(Text(x, y, words, color=self.colours[colour], fontsize=size, zorder=5, parse_math=False, **look))
        return x + room + 18

    def box(self, left: float, right: float, middle: float, colour: str) -> None:
        """A window's bar."""
        tone, hatch = self.colours[colour], _WINDOWS[colour][0]
        look: dict[str, Any] = {"facecolor": "none" if hatch else tone, "edgecolor": tone, "hatch": hatch or None}
        self.add(Rectangle((left, middle - 8), right - left, 16, linewidth=0.8, zorder=2, **look))

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1, **look: Any) -> None:
        """A line, or a mark where it has one point; `marker` sets one at its beginning."""
        look = {"markevery": [0], "zorder": 1 if colour == "grid" else 3, **look}
        self.add(Line2D(xs, ys, color=self.colours[colour], linewidth=width, **look))

    def add(self, artist: Any) -> None:
        artist.set_transform(self.place)
        self.figure.add_artist(artist)


def _chart(title: str, facts: str, table: pd.DataFrame, height: float, draw: Callable[[_Pen], None]) -> Chart:
    """A chart with its picture: drawn with stand-ins, which then give way to the page's colours and the texts."""

    def paint(colours: dict[str, str], texts: list[str] | None = None) -> Figure:
        pen = _Pen(height, colours, texts)
        pen.text(0, 20, _fit(title, WIDTH, 16), size=16, bold=True)
        draw(pen)
        return pen.figure

    texts: list[str] = []
    file = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        canvas: Any = FigureCanvasSVG(paint(_MARKS, texts))
        canvas.print_svg(file, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    svg = file.getvalue().partition("<svg")[2].partition(">")[2]
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.S)  # it would hold for the whole page
    svg = re.sub(r"'DejaVu Sans'[^;\"]*", _FONTS, re.sub(r"\s*\n\s*", "\n", svg))
    for name, mark in _MARKS.items():
        svg = svg.replace(mark, _CSS[name])
    # Two figures on one page must not share an id: those in use are named after the figure, the others are dropped.
    key = hashlib.sha256("\0".join([svg, facts, *texts]).encode()).hexdigest()[:10]
    svg = re.sub(r"(?<=[#\"])[hmp][0-9a-f]{10}\b", rf"fu-{key}-\g<0>", re.sub(r' id="\w+_\d+"', "", svg))
    svg = re.sub(r"@(\d+)@", lambda found: _safe(texts[int(found[1])]), svg)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label="{_safe(facts)}" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
        f'style="max-width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt">'
    )
    return Chart(title, facts, table, head + svg.rstrip(), paint)


def _safe(words: object) -> str:
    """Text for HTML and XML: escaped, on one line, without what neither may hold or what would turn its direction."""
    return escape(re.sub("[\ufffe\uffff\u202a-\u202e\u2066-\u2069]", "", one_line(str(words))))


def _width(words: str, size: float) -> float:
    """How wide a text is in most fonts, at most: estimated without one, so that it is the same everywhere."""
    known = dict.fromkeys("iljtfrI.,:;'’|!() ", 0.38) | dict.fromkeys("mwMW@%—", 0.9)
    wide = {"W": 1.0, "F": 1.0}
    letters = (known.get(c) or wide.get(unicodedata.east_asian_width(c), 0.72 if c.isupper() else 0.62) for c in words)
    return size * sum(letters)


def _fit(words: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is too wide."""
    if _width(words, size) <= room:
        return words
    while words and _width(words, size) > room - size:
        words = words[:-1]
    return words.rstrip() + "…"


# --- one application's windows ----------------------------------------------------------------------------------------

_OPTIONAL = {MessageKind.FEEDBACK_REQUEST, MessageKind.STAY_IN_TOUCH, MessageKind.MOVE_ON}  # these are never late
_STANDING = {Status.DONE: "done", Status.OVERDUE: "overdue (late)",
             Status.OPEN: "open (right time)", Status.WAITING: "waiting (too early)"}  # fmt: skip
_NEWS = {EventKind.REPLY_RECEIVED: "they replied", EventKind.INVITED_TO_NEXT_ROUND: "invited to the next round",
         EventKind.COMPETING_OFFER: "another employer’s offer", EventKind.AWARD: "an award",
         EventKind.OFFERED: "their offer", EventKind.REJECTED: "their rejection",
         EventKind.WITHDRAWN: "you withdrew"}  # fmt: skip
_WINDOWS = {"early": ("\\\\\\", "too early"), "right": ("", "right time"), "late": ("////", "late")}  # hatch, words


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
        return _LEFT + (days - first) / (last - first) * (WIDTH - _LEFT)

    flags = [(at(_days(now)), f"today, {day(now, year=True)}", "text", "-")]
    for date in promised:
        words = f"answer promised by {day(date, year=date.year != now.year)}"
        flags.append((at(date.toordinal() + 0.5), words, "promise", "--"))
    labels = [(step, _label(step, rounds)) for step in steps]
    top = 36 + 17 * len(flags)
    start = top + 18 * len(happened) + 12
    bottom = start + sum(12 + 15 * len(lines) for _, lines in labels)

    def draw(pen: _Pen) -> None:
        for days, words in _ticks(int(first), last):
            pen.line([at(days)] * 2, [top, bottom + 4], "grid")
            pen.text(at(days), bottom + 18, words, "quiet", 11, align="center")
        for i, (x, words, colour, dash) in enumerate(flags):
            half = _width(words, 13) / 2 + 3
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
        for colour, (_, words) in _WINDOWS.items():
            pen.box(x, x + 26, y + 40, colour)
            x = pen.text(x + 32, y + 44, words, "quiet", 11)

    facts = _timeline_facts(timeline, steps, promised, now.date())
    return _chart(title, facts, table, bottom + 56, draw)


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
    name, whom, room = _name(step, rounds), f" to {step.to}", _LEFT - 14
    long = _width(name, 12) > room and whom in name
    lines = [name.replace(whom, "", 1), whom.strip()] if long else [name]
    return [*(_fit(line, room, 12) for line in lines), _fit(_note(step), room, 11)]


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
        return float(_LEFT + 6 + days / far * (WIDTH - _LEFT - 14))

    def draw(pen: _Pen) -> None:
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
                room = _width(names, 11)
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
    return _chart("When do others say to write?", facts, table, bottom + 76, draw)


def _range(pen: _Pen, first: float, last: float, y: float, unit: str) -> None:
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
