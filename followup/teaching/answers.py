"""The answer key: every question with its right answer and what each other answer shows, from the same data."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..learning.questions import Number, Order, Question, Several, banks, load_questions
from ..markup import document, paragraph, table
from ..rulebook import load_rulebook


def answer_key(names: Iterable[str] | None = None) -> str:
    """The key to these question banks (all, if none are named) as a page to print.

    >>> "00_start_here" in answer_key(["00_start_here"])
    True
    """
    body = "<h1>Answer key</h1>" + paragraph("For instructors. Worked out from the questions themselves.", "fu-soft")
    for name in banks() if names is None else names:
        body += f"<h2>{escape(name)}</h2>" + "".join(_entry(one) for one in load_questions(name))
    return document("Answer key", body)


def _entry(asked: Question) -> str:
    book = load_rulebook()
    rules = "; ".join(book[id].title for id in asked.rules)
    rows = [(text, sign, told) for text, sign, told in _options(asked)]
    return (
        f"<section><h3>{escape(asked.text)}</h3>"
        + paragraph(f"Right: {asked.solution}", "fu-right")
        + (table(asked.id, ["Answer", "", "What it shows"], rows) if rows else "")
        + paragraph(f"Rules: {rules}", "fu-soft")
        + "</section>"
    )


def _options(asked: Question) -> Iterable[tuple[str, str, str]]:
    if isinstance(asked, Order):
        for place, option in enumerate(asked.options, start=1):
            yield option.text, str(place), option.feedback
        return
    known = asked.lines if isinstance(asked, Several) else asked.options
    for option in known:
        sign = "right" if option.right else "partly" if option.partly else "wrong"
        text = f"{option.value:g}" if isinstance(asked, Number) else option.text  # type: ignore[attr-defined]
        yield text, sign, option.feedback
    if isinstance(asked, Number):
        yield "any other number", "wrong", asked.otherwise
