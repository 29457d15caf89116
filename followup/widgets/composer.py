"""The composer: a draft to read, change, keep and take along."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import ipywidgets as w

from ..application import MessageKind, slug
from ..compose import gaps
from ..critique import Report
from ..learning import Desk
from ..learning.versions import critique_own, keep_text
from ..message import Email
from ..timeline.model import TITLES
from .base import button, card, download, field, guarded, paragraph, row, words
from .feedback import Live, Pause

ALL_KINDS = [kind.value for kind in MessageKind if kind is not MessageKind.MOVE_ON]


def composer(desk: Desk, kinds: str | Sequence[str] = ()) -> w.VBox:
    """Write a message of one of these kinds (any, if none are named) to one reader, starting from the kit's draft."""
    return Composer(desk, [kinds] if isinstance(kinds, str) else list(kinds) or ALL_KINDS).box


class Composer:
    """The form: kind, reader, subject and body, what the critique says of them as they are typed, and the way out.

    The text is kept once the learner pauses; the critique looks at every key and writes nothing.
    """

    title = "Your message"
    brief = True  # findings in short

    def __init__(self, desk: Desk, kinds: Sequence[str]):
        self.desk = desk
        self.filling = False
        self.pause = Pause()
        options = [(TITLES[MessageKind(kind)].capitalize(), kind) for kind in kinds]
        self.kind = field(w.Dropdown(options=options), "Kind of message")
        self.to = field(w.Dropdown(), "To")
        self.subject = field(w.Text(), "Subject", "620px")
        self.body = field(w.Textarea(rows=16), "Message: change it until it sounds like you", "620px")
        self.live = Live(self._look, brief=self.brief)
        self.status, self.result = words(), words()
        self.fresh = button("Start again from the kit's draft", self._fresh, self.status)
        for choice in (self.kind, self.to):
            choice.observe(lambda _: self.fill(), "value")
        for text in (self.subject, self.body):
            text.observe(lambda _: self._edited(), "value")
        self.box = card(*self._parts(), title=self.title)
        desk.listen(self.show)
        self.show()

    def _parts(self) -> list[w.Widget]:
        feedback = [self.live.status, self.live.place]
        return [row(self.kind, self.to), self.subject, self.body, row(self.fresh), self.status, *feedback, self.result]

    @property
    def reader(self) -> str | None:
        """Whom the message goes to; None where no name is known."""
        return self.to.value or None

    def show(self) -> None:
        """Show the readers of the application on the desk, and the draft for the one chosen."""
        people = [p for r in self.desk.application.ordered_rounds for p in r.interviewers if p.name or p.email]
        contact = [r.contact for r in self.desk.application.ordered_rounds if r.contact]
        names = list(dict.fromkeys(p.name or p.email for p in people)) or [""]
        self.filling = True
        options = [(name or "name not known yet", name) for name in names]
        if tuple(options) != tuple(self.to.options):
            self.to.options = options
            preferred = (
                contact[-1].name or contact[-1].email if contact and self.kind.value != "thank_you" else names[0]
            )
            self.to.value = preferred if preferred in names else names[0]
        self.filling = False
        self.fill()

    def fill(self) -> None:
        """Show the draft: the learner's own version where there is one."""
        if not self.filling:
            self.pause.flush()
            guarded(self.status, self._fill)

    def _fill(self) -> str:
        draft = self.desk.draft(self.kind.value, self.reader)
        self.filling = True
        self.subject.value, self.body.value = draft.subject, draft.body
        self.filling = False
        self.live.refresh()
        self._show(draft)
        if self.live.report and draft != self.desk.fresh_draft(self.kind.value, self.reader):
            self.desk.critiqued(self.kind.value, self.reader, self.live.report, new=True)
        return ""

    def _look(self) -> Report:
        return critique_own(self.desk, self.kind.value, self.reader, self.subject.value, self.body.value)

    def _edited(self) -> None:
        if not self.filling:
            self.live.refresh()
            text = (self.desk.current, self.kind.value, self.reader, self.subject.value, self.body.value)
            self.pause(partial(guarded, self.status, partial(self._keep, *text, self.live.report)))

    def _keep(self, case: str, kind: str, to: str | None, subject: str, body: str, report: Report | None) -> str:
        keep_text(self.desk, case, kind, to, subject, body, report)
        self._show(self.desk.draft(self.kind.value, self.reader))
        return paragraph("Your version is kept.", "fu-soft")

    def _fresh(self) -> str:
        self.pause.flush()
        self.desk.forget_draft(self.kind.value, self.reader)
        self._fill()
        return paragraph("This is the kit's draft again, from what you have noted.")

    def _show(self, draft: Email) -> None:
        guarded(self.result, lambda: self._take_along(draft))

    def _take_along(self, draft: Email) -> str:
        left = ", ".join(escape(gap) for gap in gaps(draft))
        if left:
            text = f'<p class="fu-wrong"><strong>Still to fill in:</strong> {left}</p>'
        else:
            text = paragraph("No gap is left. Read it aloud once, check every name, then send it yourself.", "fu-right")
        name = slug(f"{self.kind.value} {self.reader or 'draft'}")
        mail = escape(draft.mailto(), quote=True)
        return (
            text
            + download("Download as an email draft", f"{name}.eml", draft.to_eml(), "message/rfc822")
            + download("Download as text", f"{name}.txt", draft.to_text().encode(), "text/plain")
            + f'<a class="fu-download" href="{mail}">Open in my mail program</a>'
            + paragraph(
                "The kit sends nothing. When the message has gone out, note it under “What has happened since”.",
                "fu-soft",
            )
        )
