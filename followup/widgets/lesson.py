"""Small widgets of the lessons: a first button, the reflection, the sources side by side."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from ..learning import Desk
from ..rulebook.tables import rows as comparison
from .base import button, card, field, guarded, paragraph, table, words


def hello() -> w.VBox:
    """A button that answers, to see that widgets work here."""
    place = words(paragraph("Press the button. If a sentence appears below it, everything works."))
    pressed = {"times": 0}

    def answer() -> str:
        pressed["times"] += 1
        again = "" if pressed["times"] == 1 else f" ({pressed['times']} times now)"
        return paragraph(f"It works{again}: you pressed the button, and the notebook answered.")

    return card(button("Press me", answer, place, "Try whether widgets answer here", "primary"), place)


_REFLECTION = {
    "discussed": "What did you talk about?",
    "asked": "What were you asked, and how did you answer?",
    "learned": "What did you learn about the work and the people?",
    "well": "What went well?",
    "improve": "What would you do better next time?",
}


def reflection(desk: Desk) -> w.VBox:
    """Five questions to answer soon after the interview; every answer is kept as you leave its field."""
    place = words()
    fields = {
        key: field(w.Textarea(rows=3, continuous_update=False), label, "620px") for key, label in _REFLECTION.items()
    }
    filling = {"now": False}

    def fill() -> None:
        filling["now"] = True
        kept = desk.reflection()
        for key, made in fields.items():
            made.value = kept.get(key, "")
        filling["now"] = False

    def keep(key: str, text: str) -> str:
        desk.reflect(key, text)
        return paragraph(f"Kept: {_REFLECTION[key]}", "fu-soft")

    for key, made in fields.items():
        made.observe(
            lambda change, key=key: None if filling["now"] else guarded(place, lambda: keep(key, change["new"])),
            "value",
        )
    desk.listen(fill)
    fill()
    return card(*fields.values(), place, title="Looking back on the interview")


def compare_sources(desk: Desk) -> w.VBox:
    """What each source says on the rules of one group."""
    groups = list(dict.fromkeys(rule.group for rule in desk.book.values()))
    choice = field(w.Dropdown(options=groups, value="check-in"), "Group of rules")
    place = words()

    def show() -> str:
        book = desk.book
        chosen = [row for row in comparison(book) if row["group"] == choice.value]
        names = list(book.names.values())
        rows = [(r["title"], *(r[name] for name in names), r["agreement"]) for r in chosen]
        text = table("What each source says (– means that it says nothing)", ["Rule", *names, "Agreement"], rows)
        details = "".join(
            f"<li><strong>{escape(book[id].title)}.</strong> {escape(book[id].statement)} {escape(book[id].why)} "
            f'<span class="fu-soft">({escape(book.credit(id))})</span></li>'
            for id in (row["rule"] for row in chosen)
        )
        return text + f"<h4>As {escape(book.title)} advises</h4><ul>{details}</ul>"

    choice.observe(lambda _: guarded(place, show), "value")
    desk.listen(lambda: guarded(place, show))
    guarded(place, show)
    return card(choice, place, title="The sources side by side")
