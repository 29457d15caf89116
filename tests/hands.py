"""For the tests: to read a widget and to work it, without a browser."""

import base64
import re
from html import unescape

import ipywidgets as w


def walk(widget):
    """A widget and all that is in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def control(widget, label):
    """The first control whose label begins so."""
    labels = [c.description for c in walk(widget) if getattr(c, "description", "")]
    assert any(one.startswith(label) for one in labels), f"{label!r} is none of {labels}"
    return next(c for c in walk(widget) if getattr(c, "description", "").startswith(label))


def put(widget, **labels):
    """Fill in fields by the beginning of their labels, `_` for a space."""
    for label, value in labels.items():
        control(widget, label.replace("_", " ")).value = value


def click(widget, label):
    control(widget, label).click()


def html(widget):
    return "\n".join(child.value for child in walk(widget) if isinstance(child, w.HTML))


def plain(text):
    """What a reader sees of HTML."""
    return " ".join(unescape(re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>|<[^>]+>", " ", text)).split())


def text(widget):
    """What a widget shows in words."""
    return plain(html(widget))


def downloads(widget):
    """The files behind the links: name → bytes."""
    links = re.findall(r'download="([^"]+)"\s+href="data:[^;"]+;base64,([^"]+)"', html(widget))
    return {unescape(name): base64.b64decode(data, validate=True) for name, data in links}
