"""Looking at a class: a question and its chart, in groups, under a source, on a day; and one student of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import ipywidgets as w

from .. import charts
from ..application import slug
from ..errors import InputError
from ..figure import Chart
from ..learning import Desk
from ..learning.classroom import GROUPS, Classroom
from ..rulebook import load_rulebook
from ..sheets import to_csv, to_excel
from ..words import count
from .base import button, card, download, field, fold, guarded, paragraph, row, say, words
from .classfile import EXCEL
from .planner import next_step, steps_table

_BIG = 20_000  # interviews from which the work is announced
# The questions, by a name; which of them can be asked by group, and which need the day of a lesson.
QUESTIONS = {"who_is_due": "Who is due?", "cadence": "When do they write?",
             "thank_yous": "How soon do the thank-you notes go out?", "waiting": "How long does an answer take?",
             "adherence": "Which rules does the class keep, and how often?",
             "by_source": "What would each source have advised?",
             "before_after": "Was it different after a lesson?"}  # fmt: skip
_BY_GROUP, _BY_DAY = ("thank_yous", "waiting", "adherence"), "before_after"


def draw(room: Classroom, question: str, by: str | None = None, lesson: dt.date | None = None) -> Chart:
    """The chart that answers one of `QUESTIONS` for a class. Raises `InputError` where no class is loaded."""
    if question == "by_source":
        return charts.by_source(room.advised())
    if question == "cadence":
        return charts.cadence(room.shown, room.now, room.desk.book, room.desk.holidays)
    measures = room.measures()
    if question == "who_is_due":
        return charts.who_is_due(measures, room.now)
    if question == "before_after":
        if lesson is None and "lesson" not in measures.attrs:
            raise InputError.one("Day of the lesson", None, "is missing", "Choose the day to compare by.")
        return charts.before_after(measures, lesson, room.desk.book)
    if question == "adherence":
        return charts.adherence(measures, room.desk.book, by)
    return charts.thank_yous(measures, by) if question == "thank_yous" else charts.waiting(measures, by)


def class_view(desk: Desk, question: str = "who_is_due") -> w.VBox:
    """One question to the class on the desk, its chart and its facts; `question` is one of `QUESTIONS`."""
    return _View(desk, question).box


class _View:
    def __init__(self, desk: Desk, question: str):
        self.desk, self.room, self.filling = desk, Classroom.of(desk), False
        self.place, self.files = words(), words()
        asked = [(text, name) for name, text in QUESTIONS.items()]
        self.question = field(w.Dropdown(options=asked, value=question), "Question", "400px")
        self.by = field(w.Dropdown(options=[(text, name) for name, text in GROUPS.items()]), "Group by", "250px")
        self.lesson = field(w.DatePicker(), "Day of the lesson", "210px")
        self.source = field(
            w.Dropdown(options=[(s.short, s.id) for s in load_rulebook().sources]), "Advice from", "210px"
        )
        self.now = field(w.DatePicker(), "Now (you can move it)", "210px")
        self.names = w.Checkbox(description="Show the names in the file instead of pseudonyms", indent=False)
        for made in (self.question, self.by, self.lesson):
            made.observe(lambda _: self._do(self._show), "value")
        self.source.observe(lambda change: self._do(lambda: desk.advise(change["new"])), "value")
        self.now.observe(lambda change: self._do(lambda: self.room.move_to(change["new"])), "value")
        self.names.observe(lambda change: self._do(lambda: self.room.show_names(change["new"])), "value")
        save = button("Make the files", self._save, self.files)
        mapping = button("Make the list of pseudonyms", self._mapping, self.files)
        self.box = card(
            row(self.question, self.by, self.lesson), row(self.source, self.now), self.names, self.place,
            fold("files to save: this chart, the measures, the list of pseudonyms", row(save, mapping), self.files),
            title="Look at the class",
        )  # fmt: skip
        desk.listen(self._fill)
        self._fill()

    def _do(self, act: Callable[[], str | None]) -> None:
        if not self.filling:
            guarded(self.place, act)

    def _fill(self) -> None:
        """Show what the desk and the class say now."""
        self.filling = True
        try:
            self.source.value, self.names.value = self.desk.book.source, self.room.names
            self.now.value, self.names.disabled = self.room.now.date(), self.room.synthetic
        except InputError:
            self.now.value = None
        finally:
            self.filling = False
        guarded(self.place, self._show)

    def _show(self) -> str:
        self.by.disabled = self.question.value not in _BY_GROUP
        self.lesson.layout.display = None if self.question.value == _BY_DAY else "none"
        say(self.files, "")
        try:
            frame = self.room.frame
        except InputError:
            return paragraph("No class is loaded. Open a file above, or use the synthetic class.", "fu-next")
        if len(frame) > _BIG:
            say(self.place, paragraph(f"Working on {count(len(frame), 'row')} …", "fu-next"))
        return self._chart().to_html()

    def _chart(self) -> Chart:
        by = self.by.value if self.question.value in _BY_GROUP and self.by.value else None
        return draw(self.room, self.question.value, by, self.lesson.value)

    def _save(self) -> str:
        chart, name = self._chart(), f"class-{slug(self.question.value)}"
        files = [
            ("the chart as a picture", f"{name}.png", chart.to_png(), "image/png"),
            ("the chart for a light page", f"{name}.svg", chart.to_svg().encode(), "image/svg+xml"),
            ("the chart for a dark page", f"{name}-dark.svg", chart.to_svg(dark=True).encode(), "image/svg+xml"),
            ("its table", f"{name}.csv", to_csv(chart.table), "text/csv"),
            ("all measures, a row an interview", "class-measures.xlsx", to_excel(self.room.measures()), EXCEL),
        ]
        return "".join(download(f"Save {what}", file, made, kind) for what, file, made, kind in files if made)

    def _mapping(self) -> str:
        if self.room.synthetic:
            return paragraph("Nobody in the synthetic class has a name, so there is no list.")
        link = download("Save the list", "pseudonyms.csv", to_csv(self.room.mapping()), "text/csv")
        return link + paragraph("It says whose pseudonym is whose. Keep it where only you can read it.", "fu-soft")


def one_student(desk: Desk) -> w.VBox:
    """One student's application: the chart of its windows, the next step, and every step with its reason."""
    return _Student(desk).box


class _Student:
    def __init__(self, desk: Desk):
        self.desk, self.room, self.filling, self.place = desk, Classroom.of(desk), False, words()
        self.student = field(w.Dropdown(), "Student", "250px")
        self.application = field(w.Dropdown(), "Application", "250px")
        self.student.observe(lambda _: self._changed(self._applications), "value")
        self.application.observe(lambda _: self._changed(lambda: None), "value")
        self.box = card(row(self.student, self.application), self.place, title="One student")
        desk.listen(self._fill)
        self._fill()

    def _changed(self, act: Callable[[], None]) -> None:
        if not self.filling:
            guarded(self.place, lambda: self._quietly(act))

    def _fill(self) -> None:
        guarded(self.place, lambda: self._quietly(self._students))

    def _quietly(self, act: Callable[[], None]) -> str:
        """Fill the lists without answering to every change on the way, then show."""
        self.filling = True
        try:
            act()
        finally:
            self.filling = False
        if self.student.value is None:
            return paragraph("No class is loaded.")
        timeline = self.room.timeline(self.student.value, self.application.value)
        return next_step(timeline) + charts.timeline(timeline).to_html() + steps_table(timeline)

    def _students(self) -> None:
        try:
            known = self.room.students()
        except InputError:
            known = []
        chosen = self.student.value
        self.student.options = known
        self.student.value = chosen if chosen in known else next(iter(known), None)
        self._applications()

    def _applications(self) -> None:
        chosen = self.application.value
        known = self.room.applications(self.student.value) if self.student.value else []
        self.application.options = known
        self.application.value = chosen if chosen in known else next(iter(known), None)
