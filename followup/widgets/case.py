"""The form for a case: the application, its rounds, and the people met."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets as w

from ..application import Application, Culture, Format, Interview, Interviewer, Stage
from ..errors import InputError
from ..learning import Desk
from ..learning.desk import STORY
from ..learning.forms import read_application, read_interview, read_people, with_round
from ..timeline.model import round_title
from .base import button, card, field, guarded, paragraph, real_zone, row, say, words

_STAGES = {
    "One interview, or something else": Stage.OTHER,
    "First call (phone or video)": Stage.PHONE_SCREEN,
    "Talk with HR": Stage.HR,
    "Technical interview": Stage.TECHNICAL,
    "Panel": Stage.PANEL,
    "Final round": Stage.FINAL,
}

_FORMATS = {
    "Not noted": None,
    "In person": Format.IN_PERSON,
    "By video": Format.VIDEO,
    "By telephone": Format.PHONE,
}
_CULTURES = {
    "Not sure, or none of these": None,
    "Traditional (law, a bank, a family firm)": Culture.TRADITIONAL,
    "Fast-moving (technology, a start-up)": Culture.FAST_MOVING,
    "Casual": Culture.CASUAL,
}

_PERSON = ("name", "email", "topic", "contact", "interviewed", "rapport", "invited_call")


def zones() -> list[str]:
    """The names of the time zones to choose from."""
    from zoneinfo import available_timezones

    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


class People:
    """The rows of interviewers in a form."""

    def __init__(self, changed: Callable[[], None]):
        self._changed = changed
        self.filling = False
        self.rows: list[dict[str, Any]] = []
        self.place = w.VBox()
        self.status = words()
        add = button("Add an interviewer", self._add, self.status)
        self.box = w.VBox([self.place, row(add), self.status])

    def read(self) -> list[Interviewer]:
        """The interviewers as they stand in the form."""
        return read_people([{key: made.value for key, made in fields.items()} for fields in self.rows])

    def fill(self, people: list[Interviewer]) -> None:
        """Show these interviewers, and one empty row where there is none; rows begun in the form stay."""
        if self.rows and people and self._shows(people):
            return
        self._refill([{key: getattr(person, key) for key in _PERSON} for person in people or [Interviewer()]])

    def _shows(self, people: list[Interviewer]) -> bool:
        try:
            return self.read() == people
        except InputError:
            return False

    def _refill(self, wanted: list[dict[str, Any]]) -> None:
        self.filling = True
        del self.rows[len(wanted) :]
        while len(self.rows) < len(wanted):
            self.rows.append(self._fields(len(self.rows) + 1))
        for fields, values in zip(self.rows, wanted, strict=True):
            for key, made in fields.items():
                made.value = values[key]
        self.filling = False
        self._show()

    def _fields(self, number: int) -> dict[str, Any]:
        made = {
            "name": field(w.Text(continuous_update=False), f"Interviewer {number}: name", "200px"),
            "email": field(w.Text(continuous_update=False), f"Interviewer {number}: email, if known", "220px"),
            "topic": field(
                w.Text(continuous_update=False, placeholder="the backlog of sensor data"),
                f"Interviewer {number}: finish “We talked about …”",
                "300px",
            ),
            "contact": w.Checkbox(description=f"Interviewer {number} promised to get back to me", indent=False),
            "interviewed": w.Checkbox(
                description=f"Interviewer {number} was in the interview", indent=False, value=True
            ),
            "rapport": w.Checkbox(description=f"Interviewer {number} and I got on well", indent=False),
            "invited_call": w.Checkbox(description=f"Interviewer {number} asked me to call", indent=False),
        }
        for one in made.values():
            one.observe(lambda _: None if self.filling else self._changed(), "value")
        return made

    def _add(self) -> str:
        self.rows.append(self._fields(len(self.rows) + 1))
        self._show()
        return paragraph(f"There is room for interviewer {len(self.rows)} now.", "fu-soft")

    def _remove(self, number: int) -> str:
        values = [{key: made.value for key, made in fields.items()} for fields in self.rows]
        del values[number : number + 1]  # a second click may come for a row that has gone
        self._refill(values or [{key: getattr(Interviewer(), key) for key in _PERSON}])
        self._changed()
        return paragraph(f"Interviewer {number + 1} has been taken off the list.", "fu-soft")

    def _show(self) -> None:
        lines = []
        for number, fields in enumerate(self.rows):
            away = button(f"Remove interviewer {number + 1}", partial(self._remove, number), self.status)
            lines += [
                row(fields["name"], fields["email"], fields["topic"]),
                row(fields["contact"], fields["interviewed"]),
                row(fields["rapport"], fields["invited_call"], away),
            ]
        self.place.children = lines


class CaseForm:
    """The whole form. With `new` it starts empty and keeps a case when its button is pressed; otherwise it edits what
    lies on the desk, and every change is kept and redrawn at once."""

    def __init__(self, desk: Desk, new: bool = False):
        self.desk = desk
        self.new = new
        self.filling = False
        self.refused = ""  # the case for which something stands in the form that could not be kept
        self.status = words()
        text = {"continuous_update": False}
        self.app: dict[str, Any] = {
            "company": field(w.Text(**text), "Company"),
            "role": field(w.Text(**text), "Role"),
            "candidate": field(w.Text(**text), "Your name"),
            "email": field(w.Text(**text), "Your email address"),
            "phone": field(w.Text(**text), "Your telephone number", "200px"),
            "link": field(w.Text(**text), "A link of yours, such as a portfolio"),
            "culture": field(w.Dropdown(options=_CULTURES), "What the employer is like"),
        }
        self.number = field(w.Dropdown(options=[("round 1", 0)], value=0), "Which round")
        self.day = field(w.DatePicker(), "Day of the interview", "180px")
        self.start = field(w.TimePicker(), "From (start of the interview)", "190px")
        self.end = field(w.TimePicker(), "Until, if you know it", "180px")
        self.zone = field(w.Combobox(options=zones(), ensure_option=False, **text), "Time zone of the interview")
        self.stage = field(w.Dropdown(options=_STAGES), "Kind of interview")
        self.format = field(w.Dropdown(options=_FORMATS), "How you met")
        self.promised = field(w.DatePicker(), "Answer promised by, if named", "330px")
        self.more = w.Checkbox(description="I expect another round after this one", indent=False)
        self.strengths = field(w.Textarea(rows=3, **text), "Finish “I bring …”, one strength a line", "480px")
        self.clarify = field(w.Text(**text), "An answer to complete: what should you have said?", "480px")
        self.notes = field(w.Textarea(rows=3, **text), "Your own notes (they go into no message)", "480px")
        self.people = People(self._changed)
        every = [*self.app.values(), self.day, self.start, self.end, self.zone, self.stage, self.format, self.promised,
                 self.more, self.strengths, self.clarify, self.notes]  # fmt: skip
        for made in every:
            made.observe(lambda _: self._changed(), "value")
        self.number.observe(lambda _: self._turn(), "value")
        if not new:
            desk.listen(self.fill)
        self.fill()

    def sections(self) -> list[w.Widget]:
        """The form's parts, in reading order."""
        return [
            w.HTML("<h4>The application</h4>"),
            row(*self.app.values()),
            w.HTML("<h4>The interview</h4>"),
            row(self.number, self.stage, self.format) if not self.new else row(self.stage, self.format),
            row(self.day, self.start, self.end, self.zone),
            row(self.promised, self.more),
            w.HTML("<h4>The people you met</h4>"),
            self.people.box,
            w.HTML("<h4>For the drafts</h4>"),
            row(self.strengths),
            row(self.clarify),
            row(self.notes),
        ]

    def fill(self) -> None:
        """Show what lies on the desk, or an empty form for a new case."""
        if self.refused == self.desk.current:
            return  # what was typed stays until it is mended
        self.filling = True
        self.refused = ""
        say(self.status, "")
        shown = Application() if self.new else self.desk.application
        for key, made in self.app.items():
            made.value = getattr(shown, key)
        rounds = shown.ordered_rounds
        options = [(round_title(r, i + 1, len(rounds)), i) for i, r in enumerate(rounds)]
        options.append(("add a round" if rounds else "round 1", len(rounds)))
        chosen = (
            self.number.value
            if self.number.value is not None and self.number.value < len(rounds)
            else max(len(rounds) - 1, 0)
        )
        if tuple(options) != tuple(self.number.options):
            self.number.options = options
        self.number.value = chosen
        self.filling = False
        self._fill_round()

    def _turn(self) -> None:
        if not self.filling:
            self.refused = ""
            say(self.status, "")
            self._fill_round()

    def _fill_round(self) -> None:
        rounds = [] if self.new else self.desk.application.ordered_rounds
        if self.number.value is None or self.filling:
            return
        self.filling = True
        known = rounds[self.number.value] if self.number.value < len(rounds) else None
        start = known.at.astimezone(known.zone) if known else None
        end = known.ends.astimezone(known.zone) if known and known.ends else None
        self.day.value = start.date() if start else None
        self.start.value = start.time() if start else None
        self.end.value = end.time() if end else None
        self.zone.value = (
            (known.timezone or str(known.zone)) if known else (rounds[-1].timezone if rounds else "") or real_zone()
        )
        self.stage.value = known.stage if known else Stage.OTHER
        self.format.value = known.format if known else None
        self.promised.value = known.decision_by if known else None
        self.more.value = bool(known and known.more_rounds)
        self.strengths.value = "\n".join(known.strengths) if known else ""
        self.clarify.value = known.clarify if known else ""
        self.notes.value = known.notes if known else ""
        self.people.fill(known.interviewers if known else [])
        self.filling = False

    def read(self) -> Application:
        """The application as it stands in the form. Raises `InputError` in the form's words."""
        base = Application() if self.new else self.desk.application
        changed = read_application(base, {key: made.value for key, made in self.app.items()})
        return with_round(changed, self.number.value or 0, self._interview())

    def _interview(self) -> Interview:
        return read_interview(
            self.day.value, self.start.value, self.end.value, self.zone.value,
            stage=self.stage.value, format=self.format.value, decision_by=self.promised.value,
            more_rounds=self.more.value,
            strengths=[line for line in self.strengths.value.splitlines() if line.strip()],
            clarify=self.clarify.value, notes=self.notes.value, interviewers=self.people.read(),
        )  # fmt: skip

    def _changed(self) -> None:
        if not self.filling and not self.new:
            guarded(self.status, self.keep)

    def keep(self) -> str:
        """Keep what stands in the form."""
        self.refused = self.desk.current
        application = self.read()
        if self.new and not application.company:
            raise InputError.one(
                "Company", None, "is missing", "Write the employer's name; the case is listed under it."
            )
        self.refused = ""
        self.desk.save(application, new=self.new)
        return paragraph(
            f"Kept: {application.company or 'this application'}, {application.role or 'no role yet'}.", "fu-right"
        )


def own_case(desk: Desk) -> w.VBox:
    """Start a case of one's own while the story is on the desk; edit the own case when it is."""
    place, said = w.VBox(), words()
    shown = {"mode": ""}

    def show() -> None:
        mode = "new" if desk.is_story else "edit"
        if shown["mode"] == mode:
            return
        shown["mode"] = mode
        form = CaseForm(desk, new=desk.is_story)
        if desk.is_story:
            lead = (
                "An interview of your own? Fill in what you know; everything but company, day, start and zone may wait."
            )
            act = button("Keep this as my case", form.keep, said, look="primary")
        else:
            lead = "This is your own case. Every change is kept as you leave a field."
            act = button("Start another case", lambda: _another(desk), said)
        place.children = [w.HTML(paragraph(lead)), *form.sections(), row(act), form.status]

    desk.listen(show)
    show()
    return card(place, said, title="Your own case")


def _another(desk: Desk) -> str:
    desk.choose(STORY)
    return paragraph("The story is on the desk; the empty form above takes your next case.")


def people(desk: Desk) -> w.VBox:
    """The list of interviewers of the latest round, and whether each has had a note."""
    form = CaseForm(desk)
    place = words()

    def show() -> None:
        notes = [step for step in desk.timeline().steps if step.kind == "thank_you"]
        lines = "".join(paragraph(f"{step.title}: {step.status.value}, {step.when}.") for step in notes)
        ask = "A name or an address is missing? Ask whoever invited you for the names and addresses of those you met."
        say(place, lines + paragraph(ask, "fu-soft"))

    desk.listen(show)
    show()
    return card(row(form.number), form.people.box, form.status, place, title="The people you met")
