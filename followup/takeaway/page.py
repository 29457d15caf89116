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
    columns = {
        "What has happened": _events(timeline) or paragraph("Nothing is noted yet."),
        "Before I send a message": _boxes(timeline.book, BEFORE_SENDING),
        "What I still practise": _boxes(timeline.book, list(practise)[:6]),
    }
    parts = [
        f"<h1>{escape(title)}</h1>",
        paragraph(dated, "fu-soft"),
        paragraph(timeline.advice, "fu-next"),
        f"<figure>{picture}</figure>" if picture else "",
        _steps(timeline),
        '<div class="fu-columns">',
        *(f"<section><h2>{name}</h2>{html}</section>" for name, html in columns.items() if html),
        "</div>",
        paragraph("Days are counted in the interview’s time zone. Nothing has been sent.", "fu-soft"),
    ]
    return document(title, "".join(parts))


def _steps(timeline: Timeline) -> str:
    """The steps to come. What is done stands under “What has happened”."""
    ahead = [step for step in timeline.steps if step.status not in (Status.CANCELLED, Status.DONE)]
    rows = [(step.title, step.when, step.status.value, step.reason) for step in ahead[:_MOST]]
    more = len(ahead) - len(rows)
    rest = paragraph(f"And {count(more, 'step')} more: see the calendar file.", "fu-soft") if more else ""
    return table("Steps and dates", ["What", "When", "Status", "Why then"], rows) + rest if rows else ""


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
