"""The handout: the course on one sheet, with lines to fill in, for a class without computers."""

from __future__ import annotations

from html import escape

from ..markup import bullets, document, paragraph, table
from ..rulebook import RuleBook
from ..rulebook.book import amount, as_book
from ..words import listing

# What is asked, and the rule that answers it.
_TIMES = (
    ("Thank-you note, after the interview", "thank-within-a-day"),
    ("Check-in, after a promised date has passed", "respect-promised-date"),
    ("Check-in, after the interview if no date was promised", "wait-without-date"),
    ("Check-in, between two rounds", "wait-between-rounds"),
    ("Check-ins in all", "limit-check-ins"),
    ("A second check-in, after the first", "final-check-in"),
)
_PARTS = (
    ("A thank-you note", ("say-thanks", "mention-a-detail", "restate-value", "look-forward")),
    ("A check-in", ("refer-to-interview", "look-forward", "ask-for-status", "offer-more-information")),
    ("After a no", ("reply-to-rejection", "ask-for-feedback", "keep-door-open")),
    ("Every message", ("greet-by-name", "clear-subject", "professional-closing", "proofread", "not-pushy")),
)
_LINES = (
    "Interview: day, time, place",
    "With whom (names, addresses)",
    "One detail for each of them",
    "What I bring to it",
    "Answer promised by",
    "My thank-you notes go out by",
    "My check-in opens on",
)


def handout(book: RuleBook | str | None = None) -> str:
    """The sheet as an HTML page to print, with the times as one source gives them.

    >>> "24 hours" in handout("learn-it")
    True
    """
    book = as_book(book)
    rows = []
    for label, id in _TIMES:
        rule = book[id]
        if rule.value is None:
            rows.append((label, "none", "no word of a second one"))
        else:
            lenders = listing(book.names[source] for source in rule.borrowed)
            rows.append((label, amount(rule.value, rule.unit), f"from {lenders}" if lenders else "its own"))
    parts = "".join(
        f"<section><h3>{escape(name)}</h3>{bullets(book[id].title for id in ids)}</section>" for name, ids in _PARTS
    )
    lines = "".join(f"<tr><th scope='row'>{escape(line)}</th><td style='width:60%'>&nbsp;</td></tr>" for line in _LINES)
    return document(
        "Following up after an interview",
        "<h1>Following up after an interview</h1>"
        + table(f"When to write, as {book.title} advises", ["What", "How long", "Whose word"], rows)
        + f'<div class="fu-columns">{parts}</div>'
        + f"<h2>My next interview</h2><table><caption>To fill in</caption><tbody>{lines}</tbody></table>"
        + paragraph(
            "Weekends and public holidays push a check-in on to the next working day; the 24 hours never move.",
            "fu-soft",
        ),
    )
