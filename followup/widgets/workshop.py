"""The critique workshop: mark a sample first, rewrite it as the kit reads along, and sit in the reader's chair."""

from __future__ import annotations

from functools import partial

import ipywidgets as w

from ..learning import Desk
from ..learning.samples import Sample, posts, sample, samples
from ..learning.workshop import MISSING, WHOLE, compare, pieces
from ..timeline.model import TITLES
from ..words import count
from .base import button, card, field, guarded, paragraph, row, say, words
from .feedback import Live, Pause, comparison_table, facts, letter, listed, reasons_for, sent, unjudged


def _choices(label: str, chosen: str) -> w.Dropdown:
    options = [(f"{one.title} ({TITLES[one.kind]})", one.id) for one in samples().values()]
    return field(w.Dropdown(options=options, value=chosen), label, "420px")


def mark(desk: Desk, id: str) -> w.VBox:
    """Mark what is wrong in a sample email, and only then see what the kit found."""
    return _Marking(desk, sample(id)).box


class _Marking:
    def __init__(self, desk: Desk, first: Sample):
        self.desk = desk
        self.choice = _choices("Sample email", first.id)
        self.facts, self.marks, self.status = w.HTML(), w.VBox(), words()
        self.nothing = w.Checkbox(description="I find nothing to mend", indent=False)
        self.compare = button("Compare with the kit", self._compare, self.status, look="primary")
        self.choice.observe(lambda _: guarded(self.status, self._fill), "value")
        self.box = card(
            self.choice, self.facts, self.marks, self.nothing, row(self.compare), self.status, title="You mark first"
        )
        guarded(self.status, self._fill)

    def _fill(self) -> str:
        self.sample = sample(self.choice.value)
        self.parts = pieces(self.sample.subject, self.sample.body)
        kept = self.desk.notes("marks").get(self.sample.id, {})
        self.places = {i: _tick(self._label(i), i in kept.get("pieces", [])) for i in range(len(self.parts))}
        self.aspects = {
            key: _tick(label, key in kept.get("aspects", [])) for key, (label, _) in {**MISSING, **WHOLE}.items()
        }
        self.nothing.value = bool(kept.get("nothing", False))
        self.facts.value = facts(self.sample)
        self.marks.children = (
            w.HTML("<h4>Tick the lines that you would change</h4>"),
            w.VBox(list(self.places.values())),
            w.HTML("<h4>Tick what is missing</h4>"),
            w.Box([self.aspects[key] for key in MISSING]).add_class("fu-ticks"),
            w.HTML("<h4>The message as a whole</h4>"),
            w.Box([self.aspects[key] for key in WHOLE]).add_class("fu-ticks"),
        )
        return ""

    def _label(self, place: int) -> str:
        part = self.parts[place]
        return f"Subject: {part.text}" if part.field == "subject" else part.text

    def _compare(self) -> str:
        marked = {place for place, box in self.places.items() if box.value}
        aspects = {key for key, box in self.aspects.items() if box.value}
        if not marked and not aspects and not self.nothing.value:
            return paragraph("Mark at least one thing first, or tick that you find nothing to mend.")
        kept = {"pieces": sorted(marked), "aspects": sorted(aspects), "nothing": self.nothing.value}
        self.desk.keep_note("marks", self.sample.id, kept)
        report = self.sample.critique()
        found = compare(self.parts, marked, aspects, report.findings, self.sample.marks)
        lead = (
            f"You and the kit agree on {count(len(found.both), 'finding')}. The kit has {len(found.kit_only)} more. "
            f"{count(len(found.learner_only), 'mark')} of yours the kit does not share."
        )
        if not report.findings:
            lead = "The kit finds nothing to mend here. " + (lead if found.learner_only else "Neither do you.")
        return (
            paragraph(lead, "fu-next")
            + comparison_table(found)
            + listed("What is good", report.strengths)
            + unjudged(report)
        )


def _tick(label: str, value: bool) -> w.Checkbox:
    return w.Checkbox(description=label, value=value, indent=False)


def rewrite(desk: Desk, id: str) -> w.VBox:
    """Rewrite a sample email, with the findings beside it as you type."""
    return _Rewriting(desk, sample(id)).box


class _Rewriting:
    def __init__(self, desk: Desk, first: Sample):
        self.desk, self.filling, self.pause = desk, False, Pause()
        self.choice = _choices("Sample email", first.id)
        self.facts, self.status = w.HTML(), words()
        self.subject = field(w.Text(), "Subject", "620px")
        self.body = field(w.Textarea(rows=12), "Message: rewrite it", "620px")
        self.live = Live(
            lambda: self.sample.critique(self.subject.value, self.body.value), before=lambda: self.original
        )
        fresh = button("Start again from the sample", self._fresh, self.status)
        self.choice.observe(lambda _: guarded(self.status, self._fill), "value")
        for text in (self.subject, self.body):
            text.observe(lambda _: self._typed(), "value")
        self.box = card(
            self.choice, self.facts, self.subject, self.body, row(fresh), self.status,
            self.live.status, self.live.place, title="Rewrite it",
        )  # fmt: skip
        guarded(self.status, self._fill)

    def _fill(self) -> str:
        self.pause.flush()
        self.sample = sample(self.choice.value)
        self.original = self.sample.critique()
        self.facts.value = facts(self.sample)
        kept = self.desk.notes("rewrites").get(self.sample.id, {})
        self._put(kept.get("subject", self.sample.subject), kept.get("body", self.sample.body))
        return ""

    def _put(self, subject: str, body: str) -> None:
        self.filling = True
        self.subject.value, self.body.value = subject, body
        self.filling = False
        self.live.refresh()

    def _typed(self) -> None:
        if not self.filling:
            self.live.refresh()
            text = {"subject": self.subject.value, "body": self.body.value}
            self.pause(partial(guarded, self.status, partial(self._keep, self.sample.id, text)))

    def _keep(self, id: str, text: dict[str, str]) -> str:
        self.desk.keep_note("rewrites", id, text)
        return paragraph("Your rewrite is kept.", "fu-soft")

    def _fresh(self) -> str:
        self.pause.flush()
        self.desk.keep_note("rewrites", self.sample.id, None)
        self._put(self.sample.subject, self.sample.body)
        return paragraph("This is the sample again.")


def recruiter(desk: Desk) -> w.VBox:
    """Several follow-ups for one post: choose whom to answer first, then see which rules explain the choice."""
    every = posts()
    which = field(w.Dropdown(options=[(post.title, post.id) for post in every.values()]), "Post", "420px")
    about, place = w.HTML(), words()
    choice = field(w.RadioButtons(layout={"width": "max-content"}), "Whom do you answer first?", "100%")

    def fill() -> str:
        post = every[which.value]
        columns = "".join(letter(f"{n.application.candidate}, {sent(n)}", n.subject, n.body) for n in post.notes)
        about.value = paragraph(post.about) + f'<div class="fu-columns">{columns}</div>'
        choice.options = [note.application.candidate for note in post.notes]
        kept = desk.notes("recruiter").get(post.id)
        choice.value = kept if kept in choice.options else None
        return ""

    def show() -> str:
        post = every[which.value]
        if choice.value is None:
            return paragraph("Choose one of the three first.")
        desk.keep_note("recruiter", post.id, choice.value)
        return reasons_for(post.id, choice.value)

    which.observe(lambda _: guarded(place, fill), "value")
    choice.observe(lambda _: say(place, ""), "value")
    guarded(place, fill)
    reasons = button("Show the reasons", show, place, look="primary")
    return card(which, about, choice, reasons, place, title="In the reader’s chair")
