"""What the learner takes home: the checks before sending, first and last drafts, the page and the folder."""

from __future__ import annotations

import contextlib
from html import escape

import ipywidgets as w

from .. import charts
from ..application import MessageKind, slug
from ..errors import NotHere
from ..learning import Desk
from ..learning.versions import critique_own, versions
from ..takeaway import files, ready_to_send, zipped
from ..timeline.model import TITLES
from .base import button, card, download, fold, guarded, paragraph, say, table, words
from .feedback import before_and_after, findings_list


def before_sending(desk: Desk) -> w.VBox:
    """Every message that the plan still asks for: what is missing in it, and what the critique sees."""
    place = words()

    def show() -> str:
        ready = ready_to_send(desk)
        if not ready:
            return paragraph(f"No message is left to send. {desk.timeline().advice}", "fu-next")
        rows = [(one.step.title, one.step.when, one.verdict, one.report.summary) for one in ready]
        html = table("Before you send", ["Message", "When", "May it go out?", "The critique"], rows)
        for one in ready:
            left = paragraph(f"Still to fill in: {', '.join(one.gaps)}") if one.gaps else ""
            found = findings_list(one.report.findings, brief=True) if one.report.findings else ""
            html += f"<h4>{escape(one.step.title)}</h4>{left}{found}" if left or found else ""
        return html + paragraph("Change the texts in the composer; this list follows.", "fu-soft")

    def refresh() -> None:
        guarded(place, show)

    desk.listen(refresh)
    refresh()
    return card(button("Look again", show, place), place, title="Before you send")


def drafts_compared(desk: Desk) -> w.VBox:
    """The first and the last version of every message of which the learner kept more than one."""
    place = words()

    def show() -> str:
        html = ""
        for key in desk.notes("versions"):
            kind, _, to = key.partition("|")
            kept = versions(desk, kind, to or None)
            if len(kept) < 2 or kind not in list(MessageKind):
                continue
            reports = [critique_own(desk, kind, to or None, one.subject, one.body) for one in (kept[0], kept[-1])]
            both = before_and_after(kept, reports)
            whom = f" to {to}" if to else ""
            html += f"<h4>{escape(TITLES[MessageKind(kind)].capitalize() + whom)}</h4>{both}" if both else ""
        return html or paragraph(
            "No message has two versions yet. Keep a version in notebook 05, change it, and keep the next one."
        )

    def refresh() -> None:
        guarded(place, show)

    desk.listen(refresh)
    refresh()
    return card(button("Look again", show, place), place, title="Your first and your last draft")


def take_home(desk: Desk) -> w.VBox:
    """The page to print, the calendar, the tracking sheet, and a folder with all of it as one zip."""
    place, preview = words(), w.HTML()

    def make() -> str:
        picture = ""
        with contextlib.suppress(NotHere):
            picture = charts.timeline(desk.timeline()).svg
        made = files(desk, desk.progress().to_practise, picture)
        name = slug(f"follow up {desk.application.company}")
        preview.value = (
            '<iframe title="The page to print" sandbox="" style="width:100%;height:640px;border:1px solid" '
            f'srcdoc="{escape(made["plan.html"].decode(), quote=True)}"></iframe>'
        )
        shown.layout.display = None
        return (
            paragraph(f"Made for {desk.application.company or 'your application'}, {len(made)} files.", "fu-right")
            + download("The whole folder", f"{name}.zip", zipped(made, desk.now), "application/zip")
            + download("The page to print", "plan.html", made["plan.html"], "text/html")
            + download("The dates for your calendar", "follow-up.ics", made["follow-up.ics"], "text/calendar")
            + paragraph("To print the page, or to save it as PDF: open it in your browser and choose Print.", "fu-soft")
        )

    def stale() -> None:
        if preview.value:
            preview.value, shown.layout.display = "", "none"
            say(place, paragraph("Something has changed on your desk since. Make the folder anew."))

    shown = fold("the page as it will print", preview)
    shown.layout.display = "none"
    desk.listen(stale)
    return card(button("Make my folder", make, place, look="primary"), place, shown, title="Take it home")
