"""The plan on one page, to print or to keep."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..application import EventKind
from ..learning.forms import HAPPENED
from ..markup import bullets, document, paragraph, table
from ..rulebook import RuleBook
from ..timeline import Status, Timeline
from ..words import count, day

# What to look at before any message goes out, in the words of the rule book.
BEFORE_SENDING = ("greet-by-name", "clear-subject", "mention-a-detail", "not-pushy", "proofread", "contact-details")
_MOST = 12  # rows of a table, so that the page stays one page


def page(timeline: Timeline, practise: Iterable[str] = (), picture: str = "") -> str:
    """A plan as an HTML file of its own, made to fit one printed page.

    `practise` are ids of rules that the learner has not mastered yet; `picture` is a chart's SVG.

    >>> "Thank-you note to Dr. Priya Nair" in page(timeline)
    True
    """
    app = timeline.application
    title = f"My follow-up plan: {app.role or 'my application'} at {app.company or 'a company'}"
    who = f"{app.candidate}. " if app.candidate else ""
    dated = f"{who}As of {day(timeline.now, year=True)}, as {timeline.book.title} advises."
    parts = [
        f"<h1>{escape(title)}</h1>",
        paragraph(dated, "fu-soft"),
        paragraph(timeline.advice, "fu-next"),
        picture,
        _steps(timeline),
        '<div class="fu-columns"><section><h2>What has happened</h2>',
        _events(timeline) or paragraph("Nothing is noted yet."),
        "</section><section><h2>Before I send a message</h2>",
        _boxes(timeline.book, BEFORE_SENDING),
        "</section></div>",
    ]
    rules = list(practise)[:6]
    if rules:
        parts += ["<section><h2>What I still practise</h2>", _boxes(timeline.book, rules), "</section>"]
    parts.append(paragraph("Days are counted in the interview’s time zone. Nothing has been sent.", "fu-soft"))
    return document(title, "".join(parts))


def _steps(timeline: Timeline) -> str:
    live = [step for step in timeline.steps if step.status is not Status.CANCELLED]
    rows = [(step.title, step.when, step.status.value, step.reason) for step in live[-_MOST:]]
    if not rows:
        return ""
    left = len(timeline.steps) - len(rows)
    more = paragraph(f"{count(left, 'step')} not shown: cancelled, or done long ago.", "fu-soft") if left else ""
    return table("Steps and dates", ["What", "When", "Status", "Why then"], rows) + more


def _events(timeline: Timeline) -> str:
    seen = [event for event in timeline.application.events if event.at <= timeline.now][-_MOST:]
    lines = []
    for event in seen:
        held = timeline.application.round_of(event)
        when = day(event.at.astimezone(held.zone) if held else event.at)
        whom = f" ({event.to})" if event.to else ""
        named = f": {day(event.date)}" if event.date and event.kind is EventKind.PROMISED_DATE else ""
        lines.append(f"{when}: {HAPPENED[event.kind]}{whom}{named}")
    return bullets(lines)


def _boxes(book: RuleBook, rules: Iterable[str]) -> str:
    return "".join(f'<p class="fu-box">{escape(book[id].title)}</p>' for id in rules)
