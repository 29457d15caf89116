"""The learner's own text and its versions: what each change mended or brought in, judged by all that the desk knows."""

from __future__ import annotations

import dataclasses
import datetime as dt

from ..application import Interview
from ..critique import Finding, Report, critique
from ..message import Email
from .desk import Desk


def changes(before: Report, after: Report) -> tuple[list[Finding], list[Finding]]:
    """What a rewrite mended, and what it brought in. A finding stays the same where its check and words do, and where
    only the words around a missing part, or inside a long one, changed."""
    old, new = list(before.findings), list(after.findings)
    for same in (_exactly, _roughly):
        for finding in list(old):
            twin = next((other for other in new if same(finding) == same(other)), None)
            if twin is not None:
                old.remove(finding)
                new.remove(twin)
    return old, new


def _exactly(finding: Finding) -> tuple[object, ...]:
    return finding.check, finding.field, finding.words


def _roughly(finding: Finding) -> tuple[object, ...]:
    long = len(finding.words) > 60 or not finding.words.strip()
    return finding.check, finding.field, "" if long else " ".join(finding.words.casefold().split())


_MOST = 40  # versions that are kept of one message: the first, and the latest


def versions(desk: Desk, kind: str, to: str | None) -> list[Email]:
    """The versions that the learner kept of a message, the oldest first."""
    kept = desk.notes("versions").get(f"{kind}|{to or ''}", [])
    texts = [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []  # a file may be damaged
    return [Email(str(one.get("subject", "")), str(one.get("body", ""))) for one in texts]


def keep_version(desk: Desk, kind: str, to: str | None, subject: str, body: str) -> bool:
    """Keep a version, which becomes the draft in the composer too; False where it is the same as the latest one."""
    kept = versions(desk, kind, to)
    if kept and (kept[-1].subject, kept[-1].body) == (subject, body):
        return False
    kept = [*kept, Email(subject, body)]
    kept = [*kept[:1], *kept[1:][-(_MOST - 1) :]]
    texts = [{"subject": one.subject, "body": one.body} for one in kept]
    desk.keep_note("versions", f"{kind}|{to or ''}", texts)
    desk.keep_draft(kind, to, subject, body)
    return True


def keep_text(
    desk: Desk, case: str, kind: str, to: str | None, subject: str, body: str, report: Report | None = None
) -> None:
    """Keep a text as the draft of the case it was written for, also where another case lies on the desk by now; what
    its `report` no longer finds counts as mended."""
    current, desk.current = desk.current, case
    try:
        desk.keep_draft(kind, to, subject, body)
        if report:
            desk.critiqued(kind, to, report, new=False)
    finally:
        desk.current = current


def critique_own(
    desk: Desk, kind: str, to: str | None, subject: str, body: str, sent_at: dt.datetime | None = None
) -> Report:
    """The report on the learner's own text, with all that the desk knows of the case and of their other notes; as if
    it went out now, or at `sent_at`."""
    draft = dataclasses.replace(desk.fresh_draft(kind, to), subject=subject, body=body)
    return critique(
        draft,
        kind=kind,
        application=desk.application,
        interview=_round_with(desk, to),
        book=desk.book,
        holidays=desk.holidays,
        sent_at=sent_at or desk.now,
        others=_other_notes(desk, kind, to),
    )


def _round_with(desk: Desk, to: str | None) -> Interview | None:
    """The latest round by now in which the reader took part."""
    held = [r for r in desk.application.ordered_rounds if r.at <= desk.now]
    with_reader = [r for r in held if to and any(person.answers_to(to) for person in r.interviewers)]
    return with_reader[-1] if with_reader else None


def _other_notes(desk: Desk, kind: str, to: str | None) -> list[str]:
    """The notes of this kind that the learner has kept for other readers."""
    kept = desk.notes("drafts").items()
    return [draft["body"] for key, draft in kept if key.startswith(f"{kind}|") and key != f"{kind}|{to or ''}"]
