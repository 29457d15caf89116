"""The plan on the screen: the next step, the chart of windows, the table, the calendar file."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from .. import charts
from ..application import slug
from ..learning import Desk
from ..markup import Html, chip
from ..timeline import Status, Timeline
from ..words import count, day
from .base import card, download, field, fold, guarded, paragraph, picture, table, words
from .case import CaseForm
from .happened import Happened


def steps_table(timeline: Timeline, caption: str = "Every step, its time and the reason") -> str:
    """The steps as an HTML table, in words."""
    rows = [(s.title, s.when, standing(s.status), s.reason, s.credit) for s in timeline.steps]
    return table(caption, ["Step", "When", "Status", "Why then", "Whose advice"], rows)


_LOOKS = {
    Status.WAITING: ("plain", "○"),
    Status.OPEN: ("accent", "●"),
    Status.OVERDUE: ("problem", "!"),
    Status.DONE: ("good", "✓"),
    Status.CANCELLED: ("plain", "–"),
}


def standing(status: Status) -> Html:
    """Where a step stands, as a word in a frame."""
    return chip(status.value, *_LOOKS[status])


def next_step(timeline: Timeline) -> str:
    """What to do next: the order first, in large type, then its reason."""
    step, advice = timeline.next_step, timeline.advice
    if step is None:
        return paragraph(advice, "fu-next")
    return (
        f'<div class="fu-next"><p>What to do next {standing(step.status)}</p>'
        f"{paragraph(step.order, 'fu-lead')}{paragraph(advice.removeprefix(step.order).strip())}</div>"
    )


def first_plan(desk: Desk) -> w.VBox:
    """The next step in one sentence, and every step with its date and reason."""
    place = words()

    def show() -> str:
        timeline = desk.timeline()
        return next_step(timeline) + steps_table(timeline)

    desk.listen(lambda: guarded(place, show))
    guarded(place, show)
    return card(place, title="What to do next, and when")


def timeline_builder(desk: Desk) -> w.VBox:
    """The form, what has happened, the chart of windows, the next step, the table and the calendar file in one."""
    form, happened, place = CaseForm(desk), Happened(desk), words()

    def show() -> str:
        timeline = desk.timeline()
        name = f"{slug(desk.application.company or 'follow-up')}-follow-up.ics"
        link = download("Download the calendar file", name, timeline.to_ics(), "text/calendar")
        hint = "Open it with your calendar program. Load it again after a change: the entries are updated, not doubled."
        return (
            next_step(timeline)
            + picture(lambda: charts.timeline(timeline))
            + steps_table(timeline)
            + link
            + paragraph(hint, "fu-soft")
        )

    desk.listen(lambda: guarded(place, show))
    guarded(place, show)
    said = fold("The interview: what was said, and to whom", *form.sections(), form.status)
    since = fold("What has happened since", happened.box)
    return _titled(desk, said, since, place)


def _titled(desk: Desk, *children: w.Widget) -> w.VBox:
    """A card whose title names the source that the desk asks."""
    head = w.HTML()

    def name() -> None:
        head.value = f"<h3>The timeline, as {escape(desk.book.title)} advises</h3>"

    desk.listen(name)
    name()
    return card(head, *children)


def what_if_nothing(desk: Desk) -> w.VBox:
    """The same plan at later days, with nothing more happening."""
    days = field(w.BoundedIntText(value=14, min=1, max=120), "Look ahead by so many days", "230px")
    place = words()

    def show() -> str:
        rows = [(day(on, year=True), step.title, _TURNS[step.status]) for on, step in desk.silence(days.value)]
        ahead = count(days.value, "day")
        if not rows:
            return paragraph(f"In the next {ahead} nothing changes.", "fu-next")
        lead = f"If nothing more happens in the next {ahead}, this is what changes by itself:"
        return paragraph(lead, "fu-next") + table("What changes on the way", ["Day", "Step", "Becomes"], rows)

    days.observe(lambda _: guarded(place, show), "value")
    desk.listen(lambda: guarded(place, show))
    guarded(place, show)
    return card(days, place, title="What if I do nothing?")


_TURNS = {
    Status.WAITING: "not due yet",
    Status.OPEN: "due",
    Status.OVERDUE: "overdue",
    Status.DONE: "done",
    Status.CANCELLED: "void: its time has run out",
}
