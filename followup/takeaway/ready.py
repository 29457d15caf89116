"""Checks before sending: the messages that are due or come next, each with its gaps and what the critique says."""

from __future__ import annotations

from dataclasses import dataclass

from ..compose import gaps
from ..critique import Report, Severity
from ..learning import Desk
from ..learning.versions import critique_own
from ..message import Email
from ..timeline import Status, Step
from ..words import count


@dataclass(frozen=True)
class Ready:
    """A message that the plan still asks for: its step, the text as the learner left it, the gaps, the report."""

    step: Step
    draft: Email
    gaps: tuple[str, ...]
    report: Report

    @property
    def verdict(self) -> str:
        """Whether it may go out, in one sentence."""
        certain = sum(finding.severity is Severity.ERROR for finding in self.report.findings)
        if self.gaps:
            return f"Not yet: {count(len(self.gaps), 'gap')} to fill in."
        if certain:
            return f"Not yet: {count(certain, 'certain mistake')} to mend."
        if self.step.status is Status.WAITING:
            return f"The text is complete; its time has not come ({self.step.when})."
        return "Ready: read it aloud once, check every name, then send it yourself."


def ready_to_send(desk: Desk) -> list[Ready]:
    """Every message of the plan that is not done or cancelled, in the order of its window, judged as the desk knows it.

    >>> from followup.learning import Desk, MemoryStore
    >>> desk = Desk(MemoryStore(), "01_thank_you_note", clock=lambda: fu.story().now)
    >>> [(one.step.to, one.verdict) for one in ready_to_send(desk)][0]
    ('Dr. Priya Nair', 'Ready: read it aloud once, check every name, then send it yourself.')
    """
    found = []
    for step in desk.pending():
        draft = desk.draft(step.kind, step.to)
        report = critique_own(desk, step.kind.value, step.to, draft.subject, draft.body, max(desk.now, step.opens))
        found.append(Ready(step, draft, gaps(draft), report))
    return found
