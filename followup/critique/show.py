"""A report as text, and as HTML for a notebook: words first, highlights numbered, colours those of the theme."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from html import escape

from ..markup import bullets, chip, stylesheet, table
from ..message import Email
from ..rulebook import load_rulebook
from .model import Finding, NotChecked, Report, Severity

SIGN = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Remark"}
_TONE = {Severity.ERROR: "problem", Severity.WARNING: "attention", Severity.INFO: "accent"}
_SHOWN = 4000  # characters of an email that a notebook shows
_MOST = 40  # findings that are listed; a text of thousands says so


def as_text(report: Report) -> str:
    """The report as plain text, at most 100 characters wide."""
    lines = [report.summary]
    for number, finding in enumerate(report.findings, start=1):
        head = f"{number}. {SIGN[finding.severity]}, {_where(finding)}: "
        lines += _wrapped(f"{head}{finding.message}{finding.better} {finding.why} ({finding.source}; {finding.check})")
    if report.strengths:
        lines += ["", "Good already:", *(line for s in report.strengths for line in _wrapped(f"- {s}"))]
    lines += [
        "",
        f"Score: {report.points}",
        *(line for n, s in report.score.items() for line in _wrapped(f"- {n}: {s}")),
    ]
    if report.not_checked:
        lines += ["", "Not judged:", *(line for text in _reasons(report.not_checked) for line in _wrapped(f"- {text}"))]
    return "\n".join(lines)


def as_html(report: Report) -> str:
    """The report for a notebook. Everything that people wrote is escaped."""
    rows = [(name, f"{s.points} of {s.of}" if s.of else "–", s.reason) for name, s in report.score.items()]
    return (
        f'<style>{stylesheet("widgets/style.css")}</style><div class="fu" role="group" '
        f'aria-label="Critique of an email"><p class="fu-next"><strong>{escape(report.summary)}</strong></p>'
        + beside(report.email, report.findings)
        + _list("Good already", (str(s) for s in report.strengths))
        + table(f"Score: {report.points.points} of {report.points.of}", ["Part", "Points", "Why"], rows)
        + _list("Not judged", _reasons(report.not_checked))
        + "</div>"
    )


def beside(email: Email, findings: Sequence[Finding]) -> str:
    """The email with its findings marked and numbered, and beside it what is said of them."""
    if not findings:
        return ""
    seen = findings[:_MOST]
    return (
        f'<div class="fu-columns fu-marked"><section class="fu-letter"><h4>The email</h4><p><strong>Subject:</strong> '
        f"{_marked(email.subject, 'subject', seen)}</p>"
        f'<div class="fu-body">{_marked(email.body, "body", seen)}</div></section>'
        f"{findings_list(findings, numbered=True)}</div>"
    )


def quoted(text: str, most: int = 90) -> str:
    """Words of an email on one line, in quotation marks; long ones are cut in the middle."""
    line = " ".join(text.split())
    short = line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 2 :]}"
    return f"“{short}”" if short else ""


def cited(finding: Finding) -> str:
    """The rule behind a finding, and who gives it."""
    book = load_rulebook()
    rule = book[finding.rule].title if finding.rule in book else finding.rule
    return f"{rule}; {finding.source}"


def said(finding: Finding) -> tuple[str, str, str]:
    """The words, the message and the better words of a finding; what the message says already is not said twice."""
    words = "" if finding.words.strip() in finding.message else quoted(finding.words)
    return words, finding.message, finding.better


def findings_list(findings: Sequence[Finding], brief: bool = False, lead: str = "", numbered: bool = False) -> str:
    """Findings as a list: how sure, the words, what was found, better words; unless `brief` also why and by whom."""
    items = []
    for number, finding in enumerate(findings[:_MOST], start=1):
        words, message, better = (escape(part) for part in said(finding))
        mark, tone = (f"{number} " if numbered else ""), _TONE[finding.severity]
        text = f"{escape(lead)}{chip(mark + SIGN[finding.severity], tone)} {f'{words}: ' if words else ''}"
        text += f"<strong>{message}</strong>{better}"
        if not brief:
            text += f' {escape(finding.why)} <span class="fu-soft">({escape(cited(finding))})</span>'
        items.append(f'<li class="fu-{tone}">{text}</li>')
    more = len(findings) - _MOST
    rest = f"<li>… and {more} more.</li>" if more > 0 else ""
    return f'<ul class="fu-findings">{"".join(items)}{rest}</ul>'


def _where(finding: Finding) -> str:
    if finding.field == "sending":
        return "when it is sent"
    words = " ".join(finding.words.split())
    return f"{finding.field}, “{textwrap.shorten(words, 60, placeholder=' …')}”" if words else finding.field


def _list(title: str, lines: Iterable[str]) -> str:
    return f"<h4>{title}</h4>{listed}" if (listed := bullets(lines)) else ""


def _reasons(missing: Iterable[NotChecked]) -> list[str]:
    """Checks with the same reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for entry in missing:
        by_reason.setdefault(entry.reason, []).append(entry.check)
    return [f"{reason}: {', '.join(ids)}" for reason, ids in by_reason.items()]


def _marked(text: str, field: str, findings: Iterable[Finding]) -> str:
    """The text with its spans marked; each mark ends with the number of its explanation. Spans may overlap."""
    spans = [(n, f) for n, f in enumerate(findings, start=1) if f.field == field]
    edges = sorted({0, min(len(text), _SHOWN), *(p for _, f in spans for p in (f.start, f.end) if p <= _SHOWN)})
    pieces: list[str] = []
    for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        for number, finding in spans:
            if (finding.end if finding.start < finding.end else finding.start) == start:
                pieces.append(f'<sup class="fu-{_TONE[finding.severity]}">[{number}]</sup>')
        inside = [f for _, f in spans if f.start <= start and end <= f.end and start < end]
        shown = escape(text[start:end])
        if inside and shown:
            tone = _TONE[min(inside, key=lambda f: list(Severity).index(f.severity)).severity]
            shown = f'<mark class="fu-{tone}">{shown}</mark>'
        pieces.append(shown)
    return "".join(pieces) + (" …" if len(text) > _SHOWN else "")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 100, subsequent_indent="   ", break_on_hyphens=False) or [""]
