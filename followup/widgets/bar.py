"""The bar on top of each notebook: whose interview, what day it is, whose advice, whose holidays, how far you are."""

from __future__ import annotations

import os
from collections.abc import Callable

import ipywidgets as w
from IPython import get_ipython
from IPython.display import display

from ..cures import load_ipython_extension
from ..learning import Desk, Store, default_store
from ..learning.desk import STORY
from ..learning.store import stays
from ..resources import package_file
from ..rulebook import load_rulebook
from ..timeline import countries, regions
from ..words import day
from .base import button, card, field, guarded, paragraph, real_now, row, say, table, words
from .progress import progress_parts


def desk(notebook: str, store: Store | None = None) -> Desk:
    """The learner's desk in a notebook, with everything they kept; `store` is for a server that has one of its own."""
    if (shell := get_ipython()) is not None:
        load_ipython_extension(shell)
        # Without this script, as where notebooks run none, the widgets work all the same.
        script = package_file("widgets/page.js").read_text(encoding="utf-8")
        display({"application/javascript": script, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]
    return Desk(store or default_store(), notebook, clock=real_now)


def bar(desk: Desk) -> w.VBox:
    """Choose whose interview to follow, and with it the day, the source of advice and the public holidays."""
    return _Bar(desk).box


class _Bar:
    def __init__(self, desk: Desk):
        self.desk = desk
        self.filling = False
        self.who = field(w.Dropdown(), "Whose interview", "290px")
        self.today = field(w.DatePicker(), "Today (you can move the story)", "230px")
        self.source = field(
            w.Dropdown(options=[(s.short, s.id) for s in load_rulebook().sources]), "Advice from", "210px"
        )
        self.country = field(
            w.Dropdown(options=[("Weekends only", ""), *countries().items()]), "Public holidays of", "230px"
        )
        self.region = field(w.Dropdown(), "Region", "120px")
        self.status = words()
        self.over = button("Start the story over", self._start_over, self.status)
        self.who.observe(lambda change: self._do(lambda: desk.choose(change["new"])), "value")
        self.today.observe(
            lambda change: self._do(lambda: desk.move_to(change["new"] or desk.chapter.now.date())), "value"
        )
        self.source.observe(lambda change: self._do(lambda: desk.advise(change["new"])), "value")
        self.country.observe(self._country, "value")
        self.region.observe(self._place, "value")
        self.box = card(
            row(self.who, self.today, self.source, self.country, self.region),
            self.over,
            self.status,
            *progress_parts(desk),
            title="Your desk",
        )
        desk.listen(self.show)
        self.show()

    def _do(self, act: Callable[[], None]) -> None:
        if not self.filling:
            guarded(self.status, act)

    def _country(self, change: dict[str, str]) -> None:
        if not self.filling:
            self._do(lambda: self.desk.place(change["new"]))

    def _place(self, change: dict[str, str]) -> None:
        self._do(
            lambda: self.desk.place(f"{self.country.value}-{change['new']}" if change["new"] else self.country.value)
        )

    def _start_over(self) -> str:
        if not self.desk.is_story:
            return paragraph(
                "This is for the story. To take back something of your own case, use “Undo” beside the event."
            )
        self.desk.start_over()
        self.desk.move_to(self.desk.chapter.now.date())
        return paragraph("The story stands at its beginning again.")

    def show(self) -> None:
        desk = self.desk
        own = desk.applications()
        if not desk.is_story and desk.current not in own:
            desk.choose(STORY)  # its file cannot be read any more; the notice says so, and this is shown anew
            return
        self.filling = True
        story_label = ("The story: Ada Reyes at Northwind", STORY)
        self.who.options = [
            story_label,
            *((f"{a.company or 'Unnamed'}: {a.role or 'no role yet'}", id) for id, a in own.items()),
        ]
        self.who.value = desk.current
        self.today.value = desk.now.date()
        self.today.disabled = not desk.is_story
        self.source.value = desk.book.source
        country, _, region = (desk.holidays or "").partition("-")
        self.country.value = country
        self.region.options = [(code, code) for code in regions(country)] if country else []
        self.region.options = [("choose …", ""), *self.region.options] if self.region.options else [("–", "")]
        self.region.value = region
        self.region.disabled = not regions(country)
        self.over.layout.display = None if desk.is_story else "none"
        say(self.status, self._words())
        self.filling = False

    def _words(self) -> str:
        desk = self.desk
        text = "".join(f'<div class="fu-wrong">{paragraph(notice)}</div>' for notice in desk.notices)
        if desk.is_story:
            tells = desk.chapter.tells if desk.now == desk.chapter.now else ""  # it tells of the chapter's own day
            text += paragraph(f"In the story it is {day(desk.now, year=True)}. {tells}")
        if regions(desk.holidays or ""):
            text += paragraph("This country's regions have holidays of their own: choose yours under “Region”.")
        across = desk.across()
        if across:
            rows = [(t.application.company or "Unnamed", s.title, s.when, s.status.value) for t, s in across]
            text += table("Next in your own applications", ["Company", "What", "When", "Status"], rows)
        kept = f"What you write is kept in {desk.store.where}. {stays(os.environ)}"
        return text + paragraph(kept, "fu-soft")
