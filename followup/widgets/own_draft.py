"""The learner's own text, version by version: what each change mended or brought in, before and after side by side."""

from __future__ import annotations

from itertools import pairwise

import ipywidgets as w

from ..critique import Report
from ..learning import Desk
from ..learning.versions import changes, critique_own, keep_version, versions
from ..message import Email
from .base import button, paragraph, row
from .composer import ALL_KINDS, Composer
from .feedback import before_and_after, findings_list


def own_draft(desk: Desk) -> w.VBox:
    """Improve a text of your own, version by version."""
    return _OwnDraft(desk, ALL_KINDS).box


class _OwnDraft(Composer):
    """The composer for every kind of message, with findings in full and the versions that were kept."""

    title = "Your own text"
    brief = False

    def _parts(self) -> list[w.Widget]:
        self.history = w.HTML()
        keep = button("Keep this version", self._keep_version, self.status, look="primary")
        *parts, result = super()._parts()
        parts[3] = row(keep, self.fresh)
        return [*parts, self.history, result]

    def _fill(self) -> str:
        super()._fill()
        self._show_history()
        return ""

    def _keep_version(self) -> str:
        self.pause.flush()
        if not self.body.value.strip():
            return paragraph("There is no text yet: write or paste one first.")
        kind, to = self.kind.value, self.reader
        new = keep_version(self.desk, kind, to, self.subject.value, self.body.value)
        self.desk.critiqued(kind, to, self._look(), new=True)
        self._show_history()
        number = len(versions(self.desk, kind, to))
        if not new:
            return paragraph(f"Nothing has changed since version {number}.")
        return paragraph(f"Version {number} is kept. Change something, and keep the next one.", "fu-right")

    def _report_on(self, text: Email) -> Report:
        return critique_own(self.desk, self.kind.value, self.reader, text.subject, text.body)

    def _show_history(self) -> None:
        kept = versions(self.desk, self.kind.value, self.reader)
        reports = [self._report_on(text) for text in kept]
        html = ""
        for number, (old, new) in enumerate(pairwise(reports), start=2):
            mended, brought = changes(old, new)
            html += f"<h4>Version {number}: {len(mended)} mended, {len(brought)} brought in</h4>"
            html += findings_list(mended, brief=True, lead="✓ Mended: ") if mended else ""
            html += findings_list(brought, brief=True, lead="+ Brought in: ") if brought else ""
        self.history.value = html + before_and_after(kept, reports)
