"""HTML that is read by people: paragraphs, tables, and whole pages that print well and ask nothing of the network.

Every text that comes in is escaped; what comes in as HTML was made here or by a chart.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from .resources import package_file


def paragraph(text: str, look: str = "") -> str:
    """One paragraph of plain text as HTML; `look` is one of the stylesheet's classes.

    >>> paragraph("3 < 4", "fu-soft")
    '<p class="fu-soft">3 &lt; 4</p>'
    """
    return f'<p class="{look}">{escape(text)}</p>' if look else f"<p>{escape(text)}</p>"


def bullets(items: Iterable[object], numbered: bool = False) -> str:
    """Plain lines as a list; nothing where there are none.

    >>> bullets(["one", "2 & 3"])
    '<ul><li>one</li><li>2 &amp; 3</li></ul>'
    """
    tag = "ol" if numbered else "ul"
    lines = "".join(f"<li>{escape(str(item))}</li>" for item in items)
    return f"<{tag}>{lines}</{tag}>" if lines else ""


class Html(str):
    """What is HTML already, so that a table shows it as it is."""


def chip(text: str, tone: str, sign: str = "") -> Html:
    """A short state or kind in a frame; `tone` is "good", "attention", "problem", "accent" or "plain".

    >>> chip("done", "good", "✓")
    '<span class="fu-chip fu-good"><span aria-hidden="true">✓ </span>done</span>'
    """
    seen = f'<span aria-hidden="true">{sign} </span>' if sign else ""
    return Html(f'<span class="fu-chip fu-{tone}">{seen}{escape(text)}</span>')


def meter(part: int, whole: int, tone: str = "accent") -> Html:
    """How much of a whole, as a bar beside words that say the same.

    >>> 'style="--share: 25%"' in meter(1, 4)
    True
    """
    share = f"{part / whole:.0%}" if whole else "0%"
    return Html(f'<span class="fu-meter fu-{tone}" style="--share: {share}" aria-hidden="true"></span>')


def _cell(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value))


def table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with a caption and header cells; a cell is text, or `Html` made here."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headers)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{_cell(first)}</th>'
        + "".join(f"<td>{_cell(v)}</td>" for v in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        # Reached by keyboard, so that a wide table can be scrolled in a narrow window.
        f'<div class="fu-scroll" tabindex="0" role="group" aria-label="{escape(caption, quote=True)}">'
        f'<table class="fu-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


@lru_cache(maxsize=4)
def stylesheet(name: str) -> str:
    """The kit's looks: `"widgets/style.css"` for everything, `"page.css"` what a page without JupyterLab adds.

    >>> "--fu-accent" in stylesheet("widgets/style.css"), "--jp-brand-color1" in stylesheet("page.css")
    (True, True)
    """
    return package_file(name).read_text(encoding="utf-8")


def document(title: str, body: str, script: str = "") -> str:
    """A whole page from HTML: the file stands alone, prints on white, and may neither fetch nor run anything else.

    `script` is the kit's own; the page's policy names it by its hash, so that no other can run.

    >>> page = document("My <plan>", paragraph("Next: write."))
    >>> "<title>My &lt;plan&gt;</title>" in page, "default-src 'none'" in page
    (True, True)
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    looks = stylesheet("widgets/style.css") + stylesheet("page.css")
    policy += f"; script-src 'sha256-{digest}'" if script else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{looks}</style></head>\n"
        f'<body class="fu"><main>{body}</main>{f"<script>{script}</script>" if script else ""}</body></html>\n'
    )
