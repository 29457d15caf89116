"""What every widget of the kit is made of: labelled fields, words that are read out, buttons that always answer."""

from __future__ import annotations

import base64
import datetime as dt
import logging
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from ..errors import InputError, NotHere
from ..markup import paragraph as paragraph  # what the widgets say things with
from ..markup import stylesheet
from ..markup import table as table

_LOG = logging.getLogger("followup")


def real_now() -> dt.datetime:
    """The moment, from this computer's clock: the only place in the kit that reads it."""
    return dt.datetime.now().astimezone()


def real_zone() -> str:
    """The name of this computer's time zone, or nothing where it cannot be told."""
    import tzlocal

    try:
        return str(tzlocal.get_localzone_name() or "")
    except Exception:  # a computer whose settings contradict each other: the learner chooses
        return ""


class Card(w.VBox):
    """A box that says what stands there where no widget can be shown: on a saved page, in a preview, in File, Print."""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        said = "Here the running notebook has a part to work with. To print it, use your browser’s own menu."
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": said, "text/html": paragraph(said)}


def card(*children: w.Widget, title: str = "") -> w.VBox:
    """A framed group of widgets, with the kit's stylesheet."""
    head = f"<style>{stylesheet('widgets/style.css')}</style>" + (f"<h3>{escape(title)}</h3>" if title else "")
    box = Card([w.HTML(head), *children])
    box.add_class("fu")
    box.add_class("fu-card")
    return box


def row(*children: w.Widget) -> w.HBox:
    """Widgets side by side, on further lines where there is no room."""
    box = w.HBox(list(children))
    box.add_class("fu-row")
    return box


def fold(title: str, *children: w.Widget) -> w.VBox:
    """A part that a button opens and closes: with the keyboard too, which cannot reach an Accordion's header."""
    inside, head = w.VBox(list(children)), w.Button()

    def turn(_: object = None) -> None:
        shut = inside.layout.display != "none"
        inside.layout.display = "none" if shut else None
        head.description, head.icon = f"{'Show' if shut else 'Hide'}: {title}", "caret-right" if shut else "caret-down"

    head.on_click(turn)
    turn()
    box = w.VBox([head, inside])
    box.add_class("fu-fold")
    return box


def field(widget: Any, label: str, width: str = "230px") -> Any:
    """A control with its label above it, which is also its accessible name."""
    widget.description = label
    widget.tooltip = ""  # without one a date field's label says "null" under the mouse
    widget.style = {"description_width": "initial"}
    widget.layout.width = width
    widget.layout.max_width = "100%"
    widget.add_class("fu-field")
    return widget


def words(html: str = "") -> w.HTML:
    """A place for text that changes; what appears there is read out by a screen reader."""
    place = w.HTML()
    say(place, html)
    return place


def say(place: w.HTML, html: str) -> None:
    """Put text (HTML, already escaped) into a place made by `words`."""
    place.value = f'<div role="status" aria-live="polite">{html}</div>'


def picture(draw: Callable[[], Any]) -> str:
    """A chart as HTML; where it cannot be drawn here, a sentence that says why, and the widget goes on without it."""
    try:
        return str(draw().to_html())
    except NotHere as error:
        return paragraph(f"The chart is left out. {error}", "fu-soft")


def problems(error: InputError) -> str:
    """What is wrong and how to mend it, one line a problem."""
    items = "".join(f"<li>{escape(str(problem))}</li>" for problem in error.problems)
    return f'<div class="fu-wrong"><p><strong>Please check:</strong></p><ul>{items}</ul><p>Nothing is lost.</p></div>'


def guarded(place: w.HTML, act: Callable[[], str | None]) -> None:
    """Do what a control asks and say what came of it: the result, or what is wrong and how to mend it."""
    try:
        result = act()
    except NotHere as error:
        say(place, paragraph(str(error), "fu-wrong"))
    except InputError as error:
        say(place, problems(error))
    except Exception as error:  # a fault of the kit's own: told to the learner, and logged for its maintainer
        _LOG.exception("a widget failed")
        text = f"The kit met a fault of its own ({type(error).__name__}: {error}). Nothing is lost. Run the cell again."
        say(place, paragraph(text, "fu-wrong"))
    else:
        if result is not None:
            say(place, result)


def button(label: str, act: Callable[[], str | None], place: w.HTML, help: str = "", look: str = "") -> w.Button:
    """A button that always answers in `place`; `look` is one of ipywidgets' styles, such as "primary"."""
    made = w.Button(description=label, tooltip=help or label, button_style=look)
    made.layout.width = "auto"
    made.on_click(lambda _: guarded(place, act))
    return made


def download(label: str, name: str, content: bytes, kind: str) -> str:
    """A link that saves a file; the file travels inside the page, nothing is fetched."""
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<a class="fu-download" download="{escape(name, quote=True)}" '
        f'href="data:{kind};base64,{data}">{escape(label)} <span class="fu-soft">({escape(name)})</span></a>'
    )
