"""Handing in to a class: the learner sees exactly what the file holds, and saves it only then."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from ..learning import Desk
from ..learning.handin import hand_in, to_bytes
from ..words import count
from .base import button, card, download, paragraph, table, words

_PROMISE = (
    "The file holds dates, kinds, channels and results by rule. It holds no names, companies, roles, notes, drafts or "
    "addresses. Nothing is sent: you save the file, read it, and give it to your instructor or not."
)


def hand_in_file(desk: Desk) -> w.VBox:
    """Choose which applications go into the hand-in, read all of it, then save it."""
    return _HandIn(desk).box


class _HandIn:
    def __init__(self, desk: Desk):
        self.desk, self.place = desk, words()
        self.ticks: dict[str, w.Checkbox] = {}
        self.list = w.VBox()
        show = button("Show what would be saved", self._show, self.place, look="primary")
        self.box = card(w.HTML(paragraph(_PROMISE)), self.list, show, self.place, title="Hand in to your class")
        desk.listen(self._fill)
        self._fill()

    def _fill(self) -> None:
        """A tick for each application; one that was unticked stays so."""
        left_out = {id for id, tick in self.ticks.items() if not tick.value}
        own = self.desk.applications()
        self.ticks = {
            id: w.Checkbox(
                description=f"{one.company or 'Unnamed'}: {one.role or 'no role yet'}", value=id not in left_out,
                indent=False,
            )
            for id, one in own.items() if one.rounds
        }  # fmt: skip
        lead = "Applications to hand in (you see their names here; the file does not hold them):"
        none = "You have noted no interview of your own yet, so the file would hold your results only."
        self.list.children = (w.HTML(paragraph(lead if self.ticks else none)), *self.ticks.values())

    def _show(self) -> str:
        document = hand_in(self.desk, leave_out=[id for id, tick in self.ticks.items() if not tick.value])
        content = to_bytes(document)
        rows = [
            ("Your pseudonym, drawn at random", document["learner"]),
            ("Applications", len(document["applications"])),
            ("Interviews", sum(len(one["rounds"]) for one in document["applications"])),
            ("Events", sum(len(one["events"]) for one in document["applications"])),
            ("Results", count(len(document["results"]), "rule")),
        ]
        whole = (
            '<details open><summary>Every character of the file</summary><pre class="fu-file" tabindex="0" '
            f'aria-label="The whole file">{escape(content.decode("ascii"))}</pre></details>'
        )
        link = download("Save this file", f"{document['learner']}.json", content, "application/json")
        hint = "Saved again later, it takes the place of the earlier one: the pseudonym stays the same."
        return table("What the file holds", ["What", "Value"], rows) + whole + link + paragraph(hint, "fu-soft")
