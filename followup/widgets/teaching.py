"""The instructor's widgets: the demo on the projector, the lesson plan, and what to print or to hand out."""

from __future__ import annotations

import ipywidgets as w

from ..errors import InputError
from ..learning import Desk
from ..learning.classroom import Classroom
from ..teaching.answers import answer_key
from ..teaching.demo import demo as demo_of
from ..teaching.gift import to_gift
from ..teaching.handout import handout
from ..teaching.plans import discussions_html, guide, lessons, misconceptions_html
from ..teaching.plans import lesson_plan as plan_of
from ..teaching.results import class_results as results_of
from ..teaching.results import in_words
from .base import button, card, download, field, guarded, paragraph, row, say, table, words

_SIZES = {"Large": "fu-large", "Very large": "fu-larger", "As on the page": ""}


def demo(desk: Desk) -> w.VBox:
    """Two candidates after one interview, one step at a time, in large type."""
    place, status = words(), words()
    size = field(w.Dropdown(options=list(_SIZES)), "Type", "170px")
    at = {"slide": 0}
    stage = w.VBox([place])

    def show() -> str:
        slides = demo_of(desk.book.source).slides(level=4)
        at["slide"] = max(0, min(len(slides) - 1, at["slide"]))
        say(place, slides[at["slide"]])
        back.disabled, on.disabled = at["slide"] == 0, at["slide"] == len(slides) - 1
        return paragraph(f"Step {at['slide'] + 1} of {len(slides)}, as {desk.book.title} advises.", "fu-soft")

    def turn(by: int) -> str:
        at["slide"] += by
        return show()

    back = button("Back", lambda: turn(-1), status)
    on = button("Next", lambda: turn(1), status, look="primary")
    first = button("From the beginning", lambda: turn(-1000), status)

    def resize(_: object = None) -> None:
        for look in filter(None, _SIZES.values()):
            stage.remove_class(look)
        if _SIZES[size.value]:
            stage.add_class(_SIZES[size.value])

    size.observe(resize, "value")
    resize()
    desk.listen(lambda: say(status, show()))
    say(status, show())
    page = demo_of(desk.book.source).to_html().encode()
    link = download("Download as slides that need no network", "demo.html", page, "text/html")
    return card(row(back, on, first, size), status, stage, w.HTML(link), title="Two candidates, one interview")


def lesson_plan(desk: Desk) -> w.VBox:
    """The lesson plan of so many minutes, what to discuss, what people believe, and the pages to print."""
    options = [(f"{plan.minutes} minutes", plan.minutes) for plan in lessons().plans]
    choice = field(w.Dropdown(options=options), "How long is the lesson", "170px")
    place, pages = words(), words()

    def show(_: object = None) -> None:
        say(place, plan_of(choice.value).to_html() + discussions_html() + misconceptions_html())

    def to_print() -> None:
        links = (
            download("The lesson plans", "lesson-plan.html", guide().encode(), "text/html"),
            download("The handout for the class", "handout.html", handout(desk.book).encode(), "text/html"),
            download("The answer key", "answer-key.html", answer_key().encode(), "text/html"),
            download("The questions for Moodle", "questions.gift.txt", to_gift().encode(), "text/plain"),
        )
        told = f"To print or to import; the handout has the times as {desk.book.title} gives them."
        say(pages, paragraph(told) + "".join(links))

    choice.observe(show, "value")
    desk.listen(to_print)
    show()
    to_print()
    return card(row(choice), place, pages, title="The lesson plan")


def class_results(desk: Desk) -> w.VBox:
    """What the class has learned, by rule, from the files that its learners handed in; small groups hidden."""
    place = words()

    def show() -> str:
        try:
            handed_in = Classroom.of(desk).results()
        except InputError as error:
            return paragraph(f"Nothing to show yet. {error.problems[0].cure}", "fu-next")
        rows = [
            (one.about, one.learners, f"{one.right} of {one.asked}", f"{one.low:.0%} to {one.high:.0%}")
            for one in results_of(handed_in).itertuples()
        ]
        heads = ["Rule", "Learners", "Right answers", "95 % interval of the share"]
        shown = table("By rule, the hardest first", heads, rows) if rows else ""
        return paragraph(in_words(handed_in), "fu-next") + shown

    def refresh() -> None:
        guarded(place, show)

    desk.listen(refresh)
    refresh()
    return card(button("Look again", show, place), place, title="What the class has learned")
