"""Scenarios on the screen: the learner decides, then the plan and every source decide beside them."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from ..application import Format, Interview
from ..channel import Ranking
from ..learning import Desk
from ..learning.kept import Kept
from ..learning.scenarios import PARTS, THEMES, Decision, Scenario, scenarios
from ..rulebook import load_rulebook
from ..timeline import countries
from ..timeline.model import round_title
from ..words import clock, count, day, listing
from .base import button, card, field, guarded, paragraph, row, say, table, words
from .happened import describe

_KEPT = "04-scenario-"  # what a decision is kept under, before the id of its scenario
_SIGNS = {
    "right": ("✓ Right.", "fu-right"),
    "partly": ("◐ Partly right.", "fu-partly"),
    "wrong": ("✗ Not quite.", "fu-wrong"),
    "not answered": ("", ""),
}
_FORMATS = {Format.IN_PERSON: "in person", Format.VIDEO: "by video", Format.PHONE: "by telephone"}


def decide(desk: Desk, theme: str = "") -> w.VBox:
    """Situations to decide: which message, by which way, when, to whom; `theme` is the one shown first."""
    return _Scenarios(desk, theme).box


def ways(desk: Desk) -> w.VBox:
    """The ways ranked for each message that is still to come, for the application on the desk."""
    return _Ways(desk).box


class _Scenarios:
    def __init__(self, desk: Desk, theme: str):
        self.desk = desk
        self.filling = False
        options = [("All themes", ""), *((title, key) for key, title in THEMES.items())]
        self.theme = field(w.Dropdown(options=options, value=theme if theme in THEMES else ""), "Theme", "280px")
        self.which = field(w.Dropdown(), "Scenario", "340px")
        self.so_far, self.situation, self.result = words(), w.HTML(), words()
        self.parts = {part: field(w.RadioButtons(), title, "100%") for part, title in PARTS.items()}
        grid = w.Box(list(self.parts.values()))
        grid.add_class("fu-parts")
        self.theme.observe(lambda _: guarded(self.result, self._filter), "value")
        self.which.observe(lambda _: None if self.filling else guarded(self.result, self._fill), "value")
        for choice in self.parts.values():
            choice.observe(lambda _: None if self.filling else say(self.result, ""), "value")
        self.box = card(
            row(self.theme, self.which), self.so_far, self.situation, grid,
            row(button("Decide", self._decide, self.result, look="primary"),
                button("Next scenario", self._next, self.result)),
            self.result, title="You decide first",
        )  # fmt: skip
        guarded(self.result, self._filter)

    @property
    def scenario(self) -> Scenario:
        return scenarios()[self.which.value]

    def _kept(self) -> dict[str, Kept]:
        """The decisions kept, by scenario."""
        answers = self.desk.progress().record.answers
        return {id: answers[f"{_KEPT}{id}"] for id in scenarios() if f"{_KEPT}{id}" in answers}

    def _shown(self) -> list[Scenario]:
        return [one for one in scenarios().values() if not self.theme.value or self.theme.value in one.themes]

    def _filter(self) -> str:
        """Show the scenarios of the theme, and the first of them that is not decided yet."""
        kept, shown = self._kept(), self._shown()
        self._list()
        self.which.value = next((one.id for one in shown if one.id not in kept), shown[0].id)
        return self._fill()

    def _list(self) -> None:
        kept, chosen = self._kept(), self.which.value
        marks = {id: _SIGNS[one.outcome][0][:1] for id, one in kept.items()}
        self.filling = True
        self.which.options = [(f"{one.title} {marks.get(one.id, '')}".strip(), one.id) for one in self._shown()]
        if chosen in [one.id for one in self._shown()]:
            self.which.value = chosen
        self.filling = False
        decided = [kept[one.id] for one in self._shown() if one.id in kept]
        right = sum(one.outcome == "right" for one in decided)
        text = f"{count(len(decided), 'scenario')} decided of {len(self._shown())}, {right} right."
        say(self.so_far, paragraph(text, "fu-soft"))

    def _fill(self) -> str:
        one = self.scenario
        kept = self.desk.answered(f"{_KEPT}{one.id}")
        given = kept if isinstance(kept, dict) else {}
        self.filling = True
        for part, choice in self.parts.items():
            choices = one.choices(part)
            choice.options = [(label, key) for key, label in choices.items()]
            choice.value = given.get(part) if given.get(part) in choices else None
        self.filling = False
        self.situation.value = _situation(one)
        return ""

    def _decide(self) -> str:
        one = self.scenario
        choice = {part: made.value for part, made in self.parts.items()}
        decision = one.decide(choice)
        if decision.outcome == "not answered":
            return paragraph(decision.words)
        self.desk.decided(f"{_KEPT}{one.id}", choice, decision.outcome, one.rules)
        self._list()
        return _decided(one, decision, choice)

    def _next(self) -> str:
        """The next scenario that is not decided; from the last one back to the first."""
        shown, kept = [one.id for one in self._shown()], self._kept()
        place = shown.index(self.which.value) if self.which.value in shown else -1
        after = shown[place + 1 :] + shown[: place + 1]
        self.which.value = next((id for id in after if id not in kept), after[0])
        return paragraph(f"“{self.scenario.title}” is open above.", "fu-soft")


def _situation(one: Scenario) -> str:
    """What the learner has to know to decide."""
    app, zone = one.application, one.application.ordered_rounds[-1].zone
    text = f"<h4>{escape(one.title)}</h4>" + "".join(paragraph(part) for part in one.story.strip().split("\n\n"))
    facts = [f"{app.candidate}, {app.role} at {app.company} ({one.industry.lower()})."]
    facts += [_round(held, n, len(app.rounds)) for n, held in enumerate(app.ordered_rounds, start=1)]
    facts += [f"{describe(event, zone)}." for event in app.events if event.at <= one.now]
    text += "<h4>In the notes</h4><ul>" + "".join(f"<li>{escape(fact)}</li>" for fact in facts) + "</ul>"
    now = one.now.astimezone(zone)
    country, _, region = one.holidays.partition("-")
    named = next((name for name, code in countries().items() if code == country), country)
    place = f"{named}{f' ({region})' if region else ''}"
    holidays = f", with the public holidays of {place}" if country else ""
    source = load_rulebook(one.source).title
    lead = f"It is {day(now, year=True)}, {clock(now)} by their clock. Decide as {source} advises{holidays}."
    return text + paragraph(lead, "fu-next")


def _round(held: Interview, number: int, rounds: int) -> str:
    start, end = held.at.astimezone(held.zone), held.over_at
    title = round_title(held, number, rounds)
    text = f"{title[:1].upper()}{title[1:]}: {day(start, year=True)}, {clock(start)} to {clock(end)} ({held.timezone})"
    if held.format:
        text += f", {_FORMATS[held.format]}"
    people = [f"{p.name} ({p.email or 'no address noted'})" for p in held.interviewers]
    text += f". With {listing(people)}" if people else ". Nobody’s name is noted"
    return text + (f". An answer was promised by {day(held.decision_by)}." if held.decision_by else ".")


def _decided(one: Scenario, decision: Decision, choice: dict[str, str | None]) -> str:
    """The decision beside the plan's and every source's."""
    sign, look = _SIGNS[decision.outcome]
    html = f'<p class="{look}"><strong>{sign}</strong> {escape(decision.words)}</p>'
    rows = []
    for judged in decision.parts:
        verdict = "✓ right" if judged.right else "✗ not here"
        if judged.elsewhere:
            verdict += f"; right by {listing(judged.elsewhere)}"
        rows.append((PARTS[judged.part], judged.given, verdict, judged.words))
    html += table("Your decision, part by part", ["Part", "You chose", "Verdict", "Why"], rows)
    html += paragraph(f"The plan: {one.timeline().advice}", "fu-next")
    others = [
        (v.source, v.message, v.when, v.to, v.channel, listing(_SHORT[p] for p in v.agrees) or "nothing")
        for v in one.sources(choice)
    ]
    heads = ["Source", "Message", "When", "To", "Way", "You agree on"]
    return html + table("What every source decides", heads, others) + _weighed(one.ranking())


_SHORT = {"message": "message", "channel": "way", "when": "day", "to": "reader"}


def _weighed(ranking: Ranking) -> str:
    items = "".join(f"<li>{escape(advice.sentence)}</li>" for advice in ranking)
    return f"<details><summary>All four ways, weighed</summary>{paragraph(ranking.title)}<ol>{items}</ol></details>"


class _Ways:
    def __init__(self, desk: Desk):
        self.desk = desk
        self.message = field(w.Dropdown(), "Message", "360px")
        self.place = words()
        self.message.observe(lambda _: guarded(self.place, self._show), "value")
        self.box = card(self.message, self.place, title="By which way?")
        desk.listen(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the messages that are still to come."""
        steps = {f"{s.kind.value}|{s.to or ''}": s.title for s in self.desk.pending()}
        options = [(title, key) for key, title in steps.items()] or [("no message is due", "")]
        chosen = self.message.value
        if tuple(options) != tuple(self.message.options):
            self.message.options = options
            self.message.value = chosen if chosen in steps else options[0][1]
        guarded(self.place, self._show)

    def _show(self) -> str:
        kind, _, to = (self.message.value or "").partition("|")
        ranking = self.desk.ways(kind or None, to or None)
        rows = [(f"{a.title}: {a.fit}", " ".join(a.reasons), " ".join(a.against), a.credit) for a in ranking]
        heads = ["Way", "For it", "Against it", "Whose advice"]
        return paragraph(ranking.title, "fu-next") + table("The four ways, the best first", heads, rows)
