"""The critique on the screen: findings in words, the score by dimension, and both while somebody is typing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

import ipywidgets as w

from ..critique import Report
from ..critique.show import beside, cited, quoted, said
from ..critique.show import findings_list as findings_list
from ..errors import InputError
from ..learning.samples import Letter, posts
from ..learning.versions import changes
from ..learning.workshop import ASPECTS, Comparison, Line, explain
from ..markup import Html, meter
from ..message import Email
from ..rulebook import load_rulebook
from ..timeline.model import TITLES
from ..words import clock, count, day, listing
from .base import paragraph, problems, say, table, words

_LOG = logging.getLogger("followup")


def points(report: Report, name: str) -> str:
    """The points of one dimension in words."""
    part = report.score[name]
    return f"{part.points} of {part.of}" if part.of else "not asked"


def _scored(report: Report, name: str) -> Html:
    part, said = report.score[name], escape(points(report, name))
    return Html(f"{meter(part.points, part.of)} {said}" if part.of else said)


def score_table(caption: str, reports: Mapping[str, Report]) -> str:
    """The score of one report or several, dimension by dimension, with the reason of the last."""
    *_, last = reports.values()
    rows = [(name, *(_scored(r, name) for r in reports.values()), last.score[name].reason) for name in last.score]
    heads = list(reports) if len(reports) > 1 else ["Points"]
    return table(caption, ["Looked at", *heads, "Why" if len(reports) == 1 else f"Why ({heads[-1].lower()})"], rows)


def listed(title: str, items: Iterable[object]) -> str:
    """A heading and a list of plain lines; nothing where there are none."""
    lines = "".join(f"<li>{escape(str(item))}</li>" for item in items)
    return f"<h4>{escape(title)}</h4><ul>{lines}</ul>" if lines else ""


def letter(title: str, subject: str, body: str) -> str:
    """An email as it would be read."""
    return (
        f'<section class="fu-letter"><h4>{escape(title)}</h4><p><strong>Subject:</strong> {escape(subject)}</p>'
        f'<div class="fu-body">{escape(body)}</div></section>'
    )


def before_and_after(kept: Sequence[Email], reports: Sequence[Report]) -> str:
    """The first and the last version of a message side by side, with their scores; nothing where there is only one."""
    if len(kept) < 2:
        return ""
    first, last = "Version 1", f"Version {len(kept)}"
    letters = letter(first, kept[0].subject, kept[0].body) + letter(last, kept[-1].subject, kept[-1].body)
    scores = score_table("The score before and after", {first: reports[0], last: reports[-1]})
    return f'<h4>Before and after</h4><div class="fu-columns">{letters}</div>{scores}'


def sent(letter: Letter) -> str:
    """When an email was sent, by the clock of the interview's place."""
    moment = letter.sent_at.astimezone(letter.application.rounds[-1].zone)
    return f"{day(moment)} at {clock(moment)}"


def facts(letter: Letter) -> str:
    """What the learner has to know to judge an email: who, to whom, when, and what was said."""
    app, zone = letter.application, letter.application.rounds[-1].zone
    held = app.rounds[-1]
    over = held.over_at
    about = next((p.topic for p in held.interviewers if p.answers_to(letter.to)), "")
    lines = [
        f"{TITLES[letter.kind].capitalize()} from {app.candidate} to {letter.to}, {app.company}. Role: {app.role}.",
        f"The interview ended on {day(over, year=True)} at {clock(over)}. They talked about {about}.",
        f"An answer was promised by {day(held.decision_by)}." if held.decision_by else "No date was promised.",
    ]
    for event in app.events:
        lines.append(f"{_HAPPENED.get(event.kind.value, event.kind.value)} on {day(event.at.astimezone(zone))}.")
    lines.append(f"Sent on {sent(letter)}. Rules as {load_rulebook(letter.source).title} gives them.")
    if held.interviewers[1:]:
        lines.append(f"Also in the room: {listing(p.name for p in held.interviewers if not p.answers_to(letter.to))}.")
    lead = "<p>Sent before, to somebody else:</p>"
    earlier = "".join(f'{lead}<div class="fu-body">{escape(other)}</div>' for other in letter.others)
    return "".join(paragraph(line) for line in lines) + earlier


_HAPPENED = {
    "check_in_sent": "A first check-in was sent",
    "competing_offer": "Another employer made an offer",
    "rejected": "The rejection came",
}


def comparison_table(found: Comparison) -> str:
    """Who saw what, line by line, with the reasons."""
    groups = (
        ("both of you", found.both),
        ("the kit only", found.kit_only),
        ("you only", found.learner_only),
        ("the sample’s author", found.author_adds),
    )
    rows = [(_about(line), who, *_reasons(line)) for who, lines in groups for line in lines]
    heads = ["Words, or what is missing", "Seen by", "What is said of it, and why it matters", "Rule and source"]
    return table("Your marks and the kit’s findings", heads, rows) if rows else ""


def _about(line: Line) -> str:
    return line.words if line.words in [label for label, _ in ASPECTS.values()] else quoted(line.words)


def _reasons(line: Line) -> tuple[str, str]:
    if line.finding:
        _, message, better = said(line.finding)
        own = f" The author of the sample: {line.mark.why}" if line.mark else ""
        return f"{message}{better} {line.finding.why}{own}", cited(line.finding)
    if line.mark:
        kind = {"taste": "A matter of taste.", "reader": "A person sees this; the kit missed it."}
        told = kind.get(line.mark.judged, "The kit does not share this mark.")
        return f"{told} {line.mark.why}", "the author of the sample"
    return "The kit says nothing here. It may be taste, or something that it misses. Can you name your reason?", "–"


def reasons_for(id: str, chosen: str) -> str:
    """Which rules explain a choice among the notes of a post, and what they leave to taste."""
    post, book = posts()[id], load_rulebook()
    reports = post.reports
    reasons = explain(chosen, reports)
    for_it = [f"{book[rule].title}: not so in the note of {listing(who)}" for rule, who in reasons.speak_for.items()]
    against = [f"{book[rule].title}. {book[rule].why}" for rule in reasons.speak_against]
    names = list(reports)
    rows = [(part, *(points(reports[name], part) for name in names)) for part in reports[names[0]].score]
    rows.append(("findings", *(str(len(reports[name].findings)) for name in names)))
    html = paragraph(f"You answer {chosen} first.", "fu-next")
    html += listed("Rules that speak for your choice", for_it) + listed("Rules that speak against it", against)
    if reasons.undecided:
        html += paragraph("No rule makes a difference between these notes.")
    html += table("The critique side by side", ["Looked at", *names], rows)
    for note in post.notes:
        name = note.application.candidate
        html += f"<h4>{escape(name)}</h4>" + paragraph(note.says)
        html += findings_list(reports[name].findings, brief=True) if reports[name].findings else ""
    return html + "<h4>What no rule decides</h4>" + paragraph(post.taste)


def unjudged(report: Report) -> str:
    """What the kit could not judge, and what it would need; checks with the same reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for entry in report.not_checked:
        by_reason.setdefault(entry.reason, []).append(entry.check)
    return listed("What the kit could not judge", (f"{why} ({', '.join(ids)})" for why, ids in by_reason.items()))


class Live:
    """What the critique says while somebody types: one line that is read out, and below it the list, which is not, so
    that a screen reader is not interrupted at every key."""

    def __init__(self, look: Callable[[], Report], before: Callable[[], Report] | None = None, brief: bool = False):
        self.look, self.before, self.brief = look, before, brief
        self.status, self.place = words(), w.HTML()
        self.report: Report | None = None

    def refresh(self) -> None:
        """Look again; only the HTML of the two places changes."""
        try:
            self.report = self.look()
            lead, detail = self._show(self.report)
        except InputError as error:
            lead, detail = problems(error), ""
        except Exception as error:  # a fault of the kit's own must not stop anybody from writing
            _LOG.exception("the critique failed")
            lead = paragraph(f"The critique met a fault of its own ({type(error).__name__}). Your text is safe.")
            detail = ""
        say(self.status, lead)
        self.place.value = f'<div role="group" aria-label="What the kit found">{detail}</div>'

    def _show(self, report: Report) -> tuple[str, str]:
        before = self.before() if self.before else None
        mended, brought = changes(before, report) if before else ([], [])
        lead = report.summary
        if before:
            lead += f" Mended so far: {len(mended)}."
        detail = ""
        if report.findings:
            brief = self.brief
            detail = findings_list(report.findings, brief) if brief else beside(report.email, report.findings)
        if brought:
            detail += f"<p>Not there before: {escape(', '.join(quoted(f.words) or f.message for f in brought[:8]))}</p>"
        if mended:
            detail += f"<h4>Mended since the first version: {count(len(mended), 'finding')}</h4>"
            detail += findings_list(mended, brief=True, lead="✓ Mended: ")
        if not self.brief:
            reports = {"At first": before, "Now": report} if before else {"Now": report}
            detail += score_table("The score, dimension by dimension", reports)
        return paragraph(lead, "fu-next" if report.findings else "fu-right"), detail


class Pause:
    """Does something once nobody has typed for a moment; at once where no event loop runs, as in a test."""

    def __init__(self, seconds: float = 0.7):
        self.seconds = seconds
        self._act: Callable[[], object] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, act: Callable[[], object]) -> None:
        self._stop()
        self._act = act
        try:
            self._timer = asyncio.get_running_loop().call_later(self.seconds, self.flush)
        except RuntimeError:
            self.flush()

    def flush(self) -> None:
        """Do now what is waiting, if anything is."""
        self._stop()
        act, self._act = self._act, None
        if act:
            act()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
