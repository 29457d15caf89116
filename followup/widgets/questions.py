"""Questions of every type, with feedback on every answer; and the questions before and after the course."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from ..learning import Desk
from ..learning.questions import (
    TRIES,
    Choice,
    Mark,
    Number,
    Order,
    Outcome,
    Question,
    Reply,
    Several,
    load_questions,
    question,
)
from ..words import count
from .base import button, card, field, paragraph, say, words

_SIGNS = {
    Outcome.RIGHT: ("✓ Right.", "fu-right"),
    Outcome.PARTLY: ("◐ Partly right.", "fu-partly"),
    Outcome.WRONG: ("✗ Not quite.", "fu-wrong"),
}


def quiz(desk: Desk, *ids: str) -> w.VBox:
    """One question or several, stacked; each answers by itself, and an answer given earlier is there again."""
    asked = [question(id) for id in ids]
    return card(*(_asked(desk, one, f" {n}" if len(asked) > 1 else "") for n, one in enumerate(asked, start=1)))


def check_up(desk: Desk, test: str) -> w.VBox:
    """The questions before the course ("pretest"), which tell no answers, or those after it ("posttest"), which do."""
    asked, place = load_questions(test), words()
    made = [_control(one, f"{n}. ") for n, one in enumerate(asked, start=1)]
    for one, control in zip(asked, made, strict=True):
        control.put(desk.answered(one.id))

    def keep() -> str:
        told = [desk.answer(one.id, control.get()) for one, control in zip(asked, made, strict=True)]
        given = sum(one.outcome is not Outcome.NOT_ANSWERED for one in told)
        if not given:
            return paragraph("Answer at least one of them first, or leave them all and go on.")
        kept = f"Kept: {given} of {len(asked)} answered."
        if test == "pretest":
            return paragraph(f"{kept} The same is asked at the end of the course; then you see both, and the answers.")
        results = "".join(_result(n, one, r) for n, (one, r) in enumerate(zip(asked, told, strict=True), start=1))
        return paragraph(f"{kept} {_compared(desk)}") + results

    boxes = [_framed(control.box) for control in made]
    return card(*boxes, button("Keep my answers", keep, place, look="primary"), place)


def _compared(desk: Desk) -> str:
    results = desk.progress().before_and_after().values()
    first, now = (sum(both[place] is Outcome.RIGHT for both in results) for place in (0, 1))
    return f"Before the course {first} of {len(results)} were right, now {now} of {len(results)}."


def _result(place: int, asked: Question, told: Reply) -> str:
    if told.outcome is Outcome.NOT_ANSWERED:
        return paragraph(f"{place}. Not answered.")
    sign, look = _SIGNS[told.outcome]
    right = "" if told.outcome is Outcome.RIGHT else f" The answer: {asked.solution}"
    return f'<p class="{look}"><strong>{place}. {sign}</strong> {escape(" ".join(told.words) + right)}</p>'


def _asked(desk: Desk, asked: Question, number: str) -> w.VBox:
    control, place = _control(asked), words()
    control.put(desk.answered(asked.id))

    def check() -> str:
        return feedback(desk.answer(asked.id, control.get()))

    control.watch(lambda: say(place, ""))
    label = f"Check answer{number}" if number else "Check my answer"
    mark = w.HTML(f'<span id="{anchor(asked.id)}"></span>')
    return _framed(mark, control.box, button(label, check, place, look="primary"), place)


def anchor(id: str) -> str:
    """The name of a question's place in the page, to lead there."""
    return f"question-{id}"


def _framed(*parts: w.Widget) -> w.VBox:
    return w.VBox(list(parts)).add_class("fu-question")


def feedback(told: Reply) -> str:
    """What the learner reads: the outcome, the reasons, hints and the tries left, and the answer once it is open."""
    if told.outcome is Outcome.NOT_ANSWERED:
        return paragraph(" ".join(told.words))
    sign, look = _SIGNS[told.outcome]
    first, *more = told.words
    html = f"<p><strong>{sign}</strong> {escape(first)}</p>" + "".join(map(paragraph, more))
    if told.outcome is not Outcome.RIGHT and not told.solution:
        left = count(TRIES - len(told.tried), "more try", "more tries")
        html += "".join(f"<p><strong>Hint {n}:</strong> {escape(hint)}</p>" for n, hint in enumerate(told.hints, 1))
        html += paragraph(f"{left}, then the answer opens.", "fu-soft")
    html = f'<div class="{look}">{html}</div>'
    if told.outcome is not Outcome.RIGHT and told.solution:
        html += f'<p class="fu-next"><strong>The answer:</strong> {escape(told.solution)}</p>'
    return html


class _Control(ABC):
    """What takes an answer: `box` to show, `get` what is given, `put` an answer kept earlier."""

    def __init__(self, box: Any, inputs: list[Any]):
        self.box, self.inputs = box, inputs

    def get(self) -> Any:
        return self.inputs[0].value

    @abstractmethod
    def put(self, answer: Any) -> None: ...

    def watch(self, changed: Callable[[], None]) -> None:
        for control in self.inputs:
            control.observe(lambda _: changed(), "value")


class _Radio(_Control):
    def __init__(self, asked: Choice, lead: str):
        options = [(option.text, place) for place, option in enumerate(asked.options)]
        # The question is the label of the whole group of answers.
        made = w.RadioButtons(options=options, value=None, layout={"width": "max-content"})
        choice = field(made, lead + asked.text, "100%")
        super().__init__(choice, [choice])

    def put(self, answer: Any) -> None:
        known = type(answer) is int and 0 <= answer < len(self.inputs[0].options)
        self.inputs[0].value = answer if known else None


class _Ticks(_Control):
    def __init__(self, asked: Several, lead: str):
        ticks = [w.Checkbox(description=line.text, value=False, indent=False) for line in asked.lines]
        box = w.VBox(ticks).add_class("fu-marks" if isinstance(asked, Mark) else "fu-choices")
        if isinstance(asked, Mark) and asked.email.subject:
            ticks[0].description = f"Subject: {ticks[0].description}"
        super().__init__(w.VBox([_heading(lead + asked.text), box]), ticks)

    def get(self) -> list[int]:
        return [place for place, tick in enumerate(self.inputs) if tick.value]

    def put(self, answer: Any) -> None:
        for place, tick in enumerate(self.inputs):
            tick.value = isinstance(answer, list) and place in answer


class _Places(_Control):
    """A place for each line, from a list: worked with the keyboard alone, and nothing jumps."""

    def __init__(self, asked: Order, lead: str):
        self.shown = asked.shown
        places = [("–", 0), *((str(n), n) for n in range(1, len(self.shown) + 1))]
        lines = [field(w.Dropdown(options=places, value=0), asked.options[at].text, "100%") for at in self.shown]
        box = w.VBox(lines).add_class("fu-order")
        super().__init__(w.VBox([_heading(lead + asked.text), box]), lines)

    def get(self) -> list[int]:
        given = dict(zip(self.shown, (line.value for line in self.inputs), strict=True))
        return [given[place] for place in range(len(self.shown))]

    def put(self, answer: Any) -> None:
        known = isinstance(answer, list) and sorted(map(str, answer)) == sorted(str(n + 1) for n in self.shown)
        for place, line in zip(self.shown, self.inputs, strict=True):
            line.value = answer[place] if known else 0


class _Figure(_Control):
    def __init__(self, asked: Number, lead: str):
        unit = f" (in {asked.unit})" if asked.unit not in asked.text else ""
        made = w.Text(placeholder="a number, in figures")
        text = field(made, f"{lead}{asked.text}{unit}", "100%").add_class("fu-number")
        super().__init__(text, [text])

    def put(self, answer: Any) -> None:
        self.inputs[0].value = f"{answer:g}" if isinstance(answer, int | float) else ""


def _heading(text: str) -> w.HTML:
    return w.HTML(f"<h3>{escape(text)}</h3>")


def _control(asked: Question, lead: str = "") -> _Control:
    kinds: dict[str, Any] = {"choice": _Radio, "several": _Ticks, "mark": _Ticks, "order": _Places, "number": _Figure}
    made: _Control = kinds[asked.KIND](asked, lead)
    return made
