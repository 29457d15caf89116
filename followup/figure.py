"""How a figure is drawn and shown: the pen, the colours of both themes, and the chart with its facts.

Matplotlib draws on a plain figure (no pyplot; the reader's own settings neither matter nor change). The SVG takes its
colours from the page, so that it reads in a light and in a dark theme; hatches, shapes and words repeat what they say.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from .resources import package_file
from .words import one_line

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WIDTH = 760  # a figure's units are pixels at this width
LEFT = 262  # where its days begin; the words to a row stand left of it
_FONTS = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

# The page's variable for each colour, and what stands in for it on white and on near-black. Those that carry meaning
# have a contrast of at least 3:1 with both.
_COLOURS = {
    "text": ("--jp-ui-font-color1", "#222222", "#ededed"),
    "quiet": ("--jp-ui-font-color2", "#5a5a5a", "#b4b4b4"),
    "grid": ("--jp-border-color2", "#dcdcdc", "#3a3a3a"),
    "paper": ("--jp-layout-color0", "#ffffff", "#111111"),
    "early": ("--fu-accent", "#3b78b5", "#6ab4f2"),
    "right": ("--fu-good", "#2e8540", "#6fbf73"),
    "late": ("--fu-problem", "#cf4640", "#f58a80"),
    "promise": ("--fu-attention", "#ad6200", "#f0a840"),
}
_CSS = {name: f"var({variable}, {light})" for name, (variable, light, _) in _COLOURS.items()}
_MARKS = {name: f"#a1b2c{place:x}" for place, name in enumerate(_COLOURS)}  # stand in for them while drawing
WINDOWS = {"early": ("\\\\\\", "too early"), "right": ("", "right time"), "late": ("////", "late")}  # hatch, words


def _settings() -> Any:
    """Matplotlib's own settings and our style, for as long as we draw. It is loaded with the first picture."""
    import matplotlib as mpl

    ours = mpl.rc_params_from_file(package_file("figure.mplstyle"))  # what the file leaves out is Matplotlib's own
    return mpl.rc_context({key: ours[key] for key in ours if not key.startswith(("backend", "interactive"))})


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

        >>> from followup import charts
        >>> charts.public_advice().to_html().startswith('<figure class="fu-chart"')
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

        >>> from followup import charts
        >>> charts.public_advice().to_svg(dark=True).startswith("<?xml")
        True
        """
        text = self.svg
        for name, (_, light, dim) in _COLOURS.items():
            text = text.replace(_CSS[name], dim if dark else light)
        return text and f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'

    def to_png(self) -> bytes:
        """The figure as a picture on white, at twice its size; empty where there is none.

        >>> from followup import charts
        >>> charts.public_advice().to_png()[1:4]
        b'PNG'
        """
        file = io.BytesIO()
        if self.paint:
            from matplotlib.backends.backend_agg import FigureCanvasAgg

            with _settings(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # letters that the one font at hand lacks
                canvas: Any = FigureCanvasAgg(self.paint({name: light for name, (_, light, _) in _COLOURS.items()}))
                canvas.print_figure(file, bbox_inches="tight", metadata={"Software": None})
        return file.getvalue()


class Pen:
    """Draws on a figure in pixels, counted from its upper left corner.

    With `texts` each text is kept there and a token drawn in its place: what people wrote never passes through
    matplotlib, which would take it for formulas and look for its letters in a font.
    """

    def __init__(self, height: float, colours: dict[str, str], texts: list[str] | None = None):
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.figure = Figure(figsize=(WIDTH / 72, height / 72))
        self.place = Affine2D().scale(1 / WIDTH, -1 / height).translate(0, 1) + self.figure.transFigure
        self.colours, self.texts = colours, texts

    def text(
        self, x: float, y: float, words: str, colour: str = "text", size: float = 12, bold: bool = False,
        align: str = "left", paper: bool = False,
    ) -> float:  # fmt: skip
        """One line of text, on a piece of `paper` above what lies there; returns where the next word may begin."""
        from matplotlib.patches import Rectangle
        from matplotlib.text import Text

        room = text_width(words, size) * (1.12 if bold else 1)
        if paper:
            left = x - (room / 2 if align == "center" else 0) - 3
            self.add(Rectangle((left, y - size), room + 6, size + 4, color=self.colours["paper"], zorder=4))
        if self.texts is not None:
            self.texts.append(words)
            words = f"@{len(self.texts) - 1}@"
        look: dict[str, Any] = {"fontweight": "bold" if bold else "normal", "ha": align}
        self.add(Text(x, y, words, color=self.colours[colour], fontsize=size, zorder=5, parse_math=False, **look))
        return x + room + 18

    def box(self, left: float, right: float, middle: float, colour: str) -> None:
        """A window's bar."""
        self.bar(left, right, middle - 8, middle + 8, colour)

    def bar(self, left: float, right: float, top: float, bottom: float, colour: str) -> None:
        """A bar in a colour; one of the windows' has their hatch."""
        from matplotlib.patches import Rectangle

        tone, hatch = self.colours[colour], WINDOWS.get(colour, ("",))[0]
        look: dict[str, Any] = {"facecolor": "none" if hatch else tone, "edgecolor": tone, "hatch": hatch or None}
        self.add(Rectangle((left, top), right - left, bottom - top, zorder=2, **look))

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1, **look: Any) -> None:
        """A line, or a mark where it has one point; `marker` sets one at its beginning."""
        from matplotlib.lines import Line2D

        look = {"markevery": [0], "zorder": 1 if colour == "grid" else 3, **look}
        self.add(Line2D(xs, ys, color=self.colours[colour], linewidth=width, **look))

    def area(self, xs: Sequence[float], ys: Sequence[float], colour: str) -> None:
        """A light area, such as the band around an estimate."""
        from matplotlib.patches import Polygon

        self.add(Polygon(list(zip(xs, ys, strict=True)), facecolor=self.colours[colour], alpha=0.22, zorder=1.5))

    def add(self, artist: Any) -> None:
        artist.set_transform(self.place)
        self.figure.add_artist(artist)


def chart(title: str, facts: str, table: pd.DataFrame, height: float, draw: Callable[[Pen], None]) -> Chart:
    """A chart with its picture: drawn with stand-ins, which then give way to the page's colours and the texts."""

    def paint(colours: dict[str, str], texts: list[str] | None = None) -> Figure:
        pen = Pen(height, colours, texts)
        pen.text(0, 20, fit(title, WIDTH, 16), size=16, bold=True)
        draw(pen)
        return pen.figure

    from matplotlib.backends.backend_svg import FigureCanvasSVG

    texts: list[str] = []
    file = io.StringIO()
    with _settings():
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


def text_width(words: str, size: float) -> float:
    """How wide a text is in most fonts, at most: estimated without one, so that it is the same everywhere."""
    known = dict.fromkeys("iljtfrI.,:;'’|!() ", 0.38) | dict.fromkeys("mwMW@%—", 0.9)
    wide = {"W": 1.0, "F": 1.0}
    letters = (known.get(c) or wide.get(unicodedata.east_asian_width(c), 0.72 if c.isupper() else 0.62) for c in words)
    return size * sum(letters)


def fit(words: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is too wide."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words, size) > room - size:
        words = words[:-1]
    return words.rstrip() + "…"
