"""Scenarios: situations to decide. What is right is worked out by the plan and the ranking of the ways, never stored.

An author writes the situation, the choices, and for each wrong choice the misconception behind it; the choice that
has none is the one that the author calls best, and a file in which the kit disagrees is refused.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ...application import Application, Channel, MessageKind
from ...channel import NAMES, Ranking, choose_channel
from ...errors import InputError, did_you_mean
from ...rulebook import DEFAULT_SOURCE, load_rulebook
from ...timeline import Status, Timeline, plan
from ...timeline.model import TITLES
from ...words import clock, day, listing

PARTS = {"message": "Which message comes next?", "channel": "By which way?", "when": "When?", "to": "To whom?"}
THEMES = {
    "thanks": "Thanks after an interview",
    "ways": "Email, card, call or LinkedIn",
    "waiting": "Promised dates and waiting",
    "rounds": "Several rounds and panels",
    "news": "Offers, awards and other news",
    "endings": "Rejection, silence and the end",
}
NONE, EACH, TOGETHER, UNKNOWN, NOW = "none", "each", "together", "unknown", "now"
_LABELS = {
    ("message", NONE): "No message: nothing is left to send",
    ("message", MessageKind.MOVE_ON.value): "No message: let it rest, and apply elsewhere",
    ("channel", NONE): "By none: nothing is sent",
    ("when", NONE): "Not at all",
    ("to", NONE): "To nobody",
    ("to", EACH): "To each of them, with a text of their own",
    ("to", TOGETHER): "To all of them in one message",
    ("to", UNKNOWN): "To whoever invited me, with the question for their names",
}
_Text = Field(min_length=1)
Outcome = Literal["not answered", "right", "partly", "wrong"]


@dataclass(frozen=True)
class Judged:
    """One part of a decision: what was chosen, whether it is right, why, and by which other sources it would be."""

    part: str
    given: str
    right: bool
    words: str
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What came of a decision: the outcome, the words for the learner, and each part by itself."""

    outcome: Outcome
    words: str
    parts: tuple[Judged, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What one source decides: message, day, reader and way in words; `agrees` are the parts of a choice it shares."""

    source: str
    message: str
    when: str
    to: str
    channel: str
    agrees: tuple[str, ...] = ()


class Scenario(BaseModel):
    """A situation, and the choices of its four parts: choice → the misconception behind it, "" for the best.

    `now` is the moment of the decision, `source` the text by whose advice it is made. Ways are always all four; an
    author need not explain one, because the ranking does.

    >>> from followup.learning.scenarios import scenario
    >>> one = scenario("ward-after-lunch")
    >>> one.decide({"message": "thank_you"}).words
    'Choose these as well: by which way, when, to whom.'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = _Text
    industry: str = _Text
    themes: tuple[str, ...] = Field(min_length=1)
    rules: tuple[str, ...] = Field(min_length=1)
    source: str = DEFAULT_SOURCE
    holidays: str = ""
    now: AwareDatetime
    story: str = _Text
    application: Application
    message: dict[str, str] = Field(min_length=2)
    channel: dict[str, str] = {}
    when: dict[str, str] = {}
    to: dict[str, str] = {}

    # --- what the kit decides --------------------------------------------------------------------------------------

    def timeline(self, source: str = "") -> Timeline:
        """The plan at this moment, as a source advises; as the scenario's own where none is named."""
        return plan(self.application, self.now, source or self.source, self.holidays or None)

    def ranking(self, source: str = "") -> Ranking:
        """The ways for the next message, as a source advises."""
        return choose_channel(self.application, self.now, source or self.source, holidays=self.holidays or None)

    def right(self, part: str, choice: str, source: str = "") -> bool:
        """Whether a choice is right, worked out anew."""
        return _right(self, part, choice, source or self.source)

    def sources(self, choice: Mapping[str, str | None] | None = None) -> list[Verdict]:
        """What every source decides here, and with which parts of a choice it agrees."""
        found = []
        for id, name in load_rulebook().names.items():
            step, ranking = self.timeline(id).next_step, self.ranking(id)
            agrees = [p for p in PARTS if choice and choice.get(p) and self.right(p, str(choice[p]), id)]
            if step is None or step.kind is MessageKind.MOVE_ON:
                key = NONE if step is None else step.kind.value
                when = step.when if step else "–"
                found.append(Verdict(name, _LABELS["message", key], when, "–", "–", tuple(agrees)))
                continue
            late = f"{step.when} (overdue)" if step.status is Status.OVERDUE else step.when
            whom = listing(self._readers(id)) or "whoever invited you"
            title = TITLES[step.kind].capitalize()
            found.append(Verdict(name, title, late, whom, NAMES[ranking.best.channel], tuple(agrees)))
        return found

    # --- what the learner decides ----------------------------------------------------------------------------------

    def choices(self, part: str) -> dict[str, str]:
        """The choices of a part, key → label, in an order that gives nothing away: steps and ways in theirs, days and
        people shuffled, the same way each time; "none" last."""
        given = sorted(self.written(part))
        if part == "to" and not given:
            given = sorted({p.name for r in self.application.rounds for p in r.interviewers if p.name})
        if part == "message":
            kinds = list(MessageKind)
            given.sort(key=lambda key: kinds.index(MessageKind(key)) if key != NONE else len(kinds))
        elif part == "channel":
            given = [channel.value for channel in Channel]
        else:
            random.Random(f"{self.id} {part}").shuffle(given)
        if part != "message":
            given = [*(key for key in given if key != NONE), NONE]
        return {key: self._label(part, key) for key in given}

    def decide(self, choice: Mapping[str, str | None]) -> Decision:
        """Judge a choice of the four parts by their keys; a message that needs no sending needs no further part."""
        for part, key in choice.items():
            if part not in PARTS:
                raise InputError.one("part", part, "is no part of a decision", did_you_mean(part, PARTS))
            if key is not None and key not in self.choices(part):
                raise InputError.one(part, key, "is none of the choices", did_you_mean(key, self.choices(part)))
        message = choice.get("message")
        if message is None:
            return Decision("not answered", "Choose a message first.")
        missing = [PARTS[part].lower().removesuffix("?") for part in PARTS if choice.get(part) is None]
        if missing and message not in (NONE, MessageKind.MOVE_ON):
            return Decision("not answered", f"Choose these as well: {', '.join(missing)}.")
        judged = tuple(self._judge(part, str(choice[part])) for part in PARTS if choice.get(part) is not None)
        good = sum(one.right for one in judged)
        if good == len(judged):
            return Decision("right", "Every part of your decision is right.", judged)
        if good:
            wrong = listing(PARTS[one.part].lower().removesuffix("?") for one in judged if not one.right)
            return Decision("partly", f"Think again about this: {wrong}.", judged)
        return Decision("wrong", "Here the plan decides otherwise.", judged)

    def _judge(self, part: str, key: str) -> Judged:
        label = self.choices(part)[key]
        if self.right(part, key):
            return Judged(part, label, True, self._why_right(part))
        names = load_rulebook().names.items()
        elsewhere = tuple(name for id, name in names if id != self.source and self.right(part, key, id))
        return Judged(part, label, False, self._why_wrong(part, key), elsewhere)

    def _why_right(self, part: str) -> str:
        timeline = self.timeline()
        step = timeline.next_step
        if step is None:
            fell = [s.reason for s in timeline.steps if s.status is Status.CANCELLED]
            return fell[-1] if part == "message" and fell else "Nothing is left to send."
        if part == "message" or (part in ("channel", "to") and step.kind is MessageKind.MOVE_ON):
            return f"{step.reason} (Source: {step.credit}.)"
        if part == "channel":
            best = self.ranking().best
            return f"{' '.join(best.reasons)} (Source: {best.credit}.)"
        if part == "when":
            if step.status is Status.OVERDUE:
                return f"Its time ended on {day(step.closes)}, and it may still be done: the sooner, the better."
            return f"The window: {step.when}."
        readers = self._readers(self.source)
        if len(readers) > 1:
            return f"A note each is due: {listing(readers)}."
        held = self.application.ordered_rounds[step.round - 1]
        if step.to and held.contact and held.contact.answers_to(step.to) and held.contact.contact:
            return f"{step.to} promised to get back to you."
        return f"{step.to} is the one the plan names." if step.to else "No name is noted yet."

    def _why_wrong(self, part: str, key: str) -> str:
        if own := self.written(part).get(key):
            return own
        step = self.timeline().next_step
        if step is None or step.kind is MessageKind.MOVE_ON:
            return "Nothing is sent here, so there is nothing to choose."
        if key == NONE:
            return f"The {TITLES[step.kind]} comes next, and it needs a way, a day and a reader."
        return " ".join(self.ranking()[key].against) if part == "channel" else "The plan says otherwise."

    def _readers(self, source: str) -> list[str]:
        """Who gets the next message: everybody to whom it is due at the same time."""
        timeline = self.timeline(source)
        step = timeline.next_step
        if step is None:
            return []
        alike = [s for s in timeline.steps if s.kind is step.kind and s.round == step.round and s.status is step.status]
        return [s.to for s in alike if s.to]

    def written(self, part: str) -> dict[str, str]:
        """What the author wrote for a part: choice → misconception."""
        table: dict[str, str] = getattr(self, part)
        return table

    def _label(self, part: str, key: str) -> str:
        if (part, key) in _LABELS:
            return _LABELS[part, key]
        if part == "message":
            return TITLES[MessageKind(key)].capitalize()
        if part == "channel":
            return NAMES[Channel(key)][:1].upper() + NAMES[Channel(key)][1:]
        if part == "when":
            return self._day_label(key)
        return f"To {key}"

    def _day_label(self, key: str) -> str:
        zone = self._zone
        if key == NOW:
            local = self.now.astimezone(zone)
            return f"Now: {day(local)}, {clock(local)}"
        date, moment = _moment(key, zone)
        return f"On {day(date)}, {clock(moment)}" if moment else f"On {day(date)}"

    @cached_property
    def _zone(self) -> dt.tzinfo:
        rounds = self.application.ordered_rounds
        return rounds[-1].zone if rounds else dt.UTC


def _moment(key: str, zone: dt.tzinfo) -> tuple[dt.date, dt.datetime | None]:
    """A choice of "when" as a day, or as a moment in the interview's zone."""
    if "T" not in key:
        return dt.date.fromisoformat(key), None
    moment = dt.datetime.fromisoformat(key)
    moment = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    return moment.date(), moment


def _right(case: Scenario, part: str, choice: str, source: str) -> bool:
    step = case.timeline(source).next_step
    if part == "message":
        return choice == (step.kind.value if step else NONE)
    if step is None or (step.kind is MessageKind.MOVE_ON and part != "when"):
        return choice == NONE
    if choice == NONE:
        return False
    if part == "channel":
        return choice == case.ranking(source).best.channel
    if part == "to":
        readers = case._readers(source)
        return choice == (EACH if len(readers) > 1 else readers[0] if readers else UNKNOWN)
    if choice == NOW:
        return step.status in (Status.OPEN, Status.OVERDUE)
    if step.status is Status.OVERDUE:
        return False  # what is late is not put off further
    date, moment = _moment(choice, case._zone)
    return step.opens <= moment <= step.closes if moment else step.opens.date() <= date <= step.closes.date()
