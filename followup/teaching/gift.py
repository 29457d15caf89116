"""The question banks for Moodle, in its GIFT format: one text file, a category for each notebook.

What GIFT has no type for becomes the nearest one: an order is asked as a match of lines and places, marks in an email
as several answers out of its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..learning.questions import Choice, Mark, Number, Order, Question, Several, banks, load_questions
from ..words import one_line

# The grades that Moodle knows for an answer (question/engine/bank.php); it refuses all others.
_GRADES = (
    1, 0.9, 5 / 6, 0.8, 0.75, 0.7, 2 / 3, 0.6, 0.5, 0.4, 1 / 3, 0.3, 0.25, 0.2, 1 / 6, 1 / 7, 1 / 8, 1 / 9, 0.1, 0.05
)  # fmt: skip


def to_gift(names: Iterable[str] | None = None) -> str:
    """The questions of these banks (all, if none are named) as GIFT text, with every option's own feedback.

    >>> to_gift(["00_start_here"]).splitlines()[0]
    '$CATEGORY: follow-up/00_start_here'
    """
    parts = []
    for name in banks() if names is None else names:
        parts.append(f"$CATEGORY: follow-up/{name}")
        parts += [_question(one) for one in load_questions(name)]
    return "\n\n".join(parts) + "\n"


def _question(asked: Question) -> str:
    text, more = asked.text, ""
    if isinstance(asked, Mark):
        text += "\n\n" + asked.email.to_text()
    if isinstance(asked, Order):
        more = f"####{_safe(asked.feedback)}"
    answers = "\n".join(f"  {line}" for line in _answers(asked))
    head = "#" if isinstance(asked, Number) else ""
    return f"::{_safe(asked.id)}::[plain]{_safe(text)}{{{head}\n{answers}\n{more}}}"


def _answers(asked: Question) -> Iterable[str]:
    if isinstance(asked, Number):
        for figure in asked.options:
            weight = "" if figure.right else f"%{50 if figure.partly else 0}%"
            yield f"={weight}{figure.value:g}:{asked.near if figure.right else 0:g}#{_safe(figure.feedback)}"
    elif isinstance(asked, Order):
        for place, option in enumerate(asked.options, start=1):
            yield f"={_safe(option.text)} -> {place}"
    elif isinstance(asked, Several):
        right = len(asked.right)
        good, bad = _percent(1 / right), _percent(-1 / (len(asked.lines) - right))
        for option in asked.lines:
            yield f"~%{good if option.right else bad}%{_safe(option.text)}#{_safe(option.feedback)}"
    elif isinstance(asked, Choice):
        for option in asked.options:
            sign = "=" if option.right else "~%50%" if option.partly else "~"
            yield f"{sign}{_safe(option.text)}#{_safe(option.feedback)}"


def _percent(share: float) -> str:
    """A share as Moodle takes it: the nearest of its grades, with five decimals where it needs them."""
    nearest = min(_GRADES, key=lambda grade: abs(grade - abs(share)))
    return f"{'-' if share < 0 else ''}{nearest * 100:.5f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    """Text in which nothing is a sign of the format; line ends are kept."""
    lines = [one_line(line) for line in text.strip().splitlines()]
    return "\\n".join(re.sub(r"([\\~=#{}:])", r"\\\1", line) for line in lines).replace("->", "→")
