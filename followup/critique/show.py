"""A report as text, and as HTML for a notebook: words first, highlights numbered, colours those of the theme."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from html import escape

from .model import Finding, NotChecked, Report, Score, Severity

_SIGN = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Remark"}
_COLOUR = {
    Severity.ERROR: "var(--jp-error-color1, #d32f2f)",
    Severity.WARNING: "var(--jp-warn-color1, #f57c00)",
    Severity.INFO: "var(--jp-info-color1, #0288d1)",
}
_STYLE = (
    "color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif);"
    " font-size: var(--jp-ui-font-size1, 13px); line-height: 1.5; max-width: 46em"
)
_BOX = (
    "white-space: pre-wrap; overflow-wrap: anywhere; padding: .6em .8em;"
    " border: 1px solid var(--jp-border-color2, #9e9e9e)"
)
_SHOWN = 4000  # characters of an email that a notebook shows


def as_text(report: Report) -> str:
    """The report as plain text, at most 100 characters wide."""
    lines = [report.summary]
    for number, finding in enumerate(report.findings, start=1):
        head = f"{number}. {_SIGN[finding.severity]}, {_where(finding)}: "
        lines += _wrapped(f"{head}{_advice(finding)} {finding.why} ({finding.source}; {finding.check})")
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
    parts = [
        f'<div role="group" aria-label="Critique of an email" style="{_STYLE}">',
        f"<p><b>{escape(report.summary)}</b></p>",
    ]
    if report.findings:
        parts += ["<ol>", *(_item(finding) for finding in report.findings), "</ol>"]
    parts += _list("Good already", (str(s) for s in report.strengths))
    parts.append(_table(report.points, report.score.items()))
    parts += _list("Not judged", _reasons(report.not_checked))
    email = report.email
    parts.append(f'<p><b>The email</b>; the numbers are those of the list above.</p><div style="{_BOX}">')
    parts.append(f"<div>Subject: {_marked(email.subject, 'subject', report.findings)}</div><br>")
    parts.append(f"{_marked(email.body, 'body', report.findings)}</div></div>")
    return "".join(parts)


def _where(finding: Finding) -> str:
    if finding.field == "sending":
        return "when it is sent"
    words = " ".join(finding.words.split())
    return f"{finding.field}, “{textwrap.shorten(words, 60, placeholder=' …')}”" if words else finding.field


def _advice(finding: Finding) -> str:
    return f"{finding.message} Better: “{finding.suggestion}”." if finding.suggestion else finding.message


def _item(finding: Finding) -> str:
    colour = f"border-left: 4px solid {_COLOUR[finding.severity]}; padding-left: .5em; margin-bottom: .4em"
    return (
        f'<li style="{colour}"><b>{_SIGN[finding.severity]}</b>, {escape(_where(finding))}: {escape(_advice(finding))} '
        f"{escape(finding.why)} <small>({escape(finding.source)}; {escape(finding.check)})</small></li>"
    )


def _list(title: str, lines: Iterable[str]) -> list[str]:
    items = [f"<li>{escape(line)}</li>" for line in lines]
    return [f"<p><b>{title}</b></p><ul>", *items, "</ul>"] if items else []


def _table(total: Score, rows: Iterable[tuple[str, Score]]) -> str:
    body = ""
    for name, score in rows:
        points = f"{score.points} of {score.of}" if score.of else "–"
        body += f'<tr><th scope="row" style="text-align: left">{escape(name)}</th><td>{points}</td>'
        body += f'<td style="text-align: left">{escape(score.reason)}</td></tr>'
    head = f"<caption>Score: {total.points} of {total.of}</caption><tr><th>Part</th><th>Points</th><th>Why</th></tr>"
    return f"<table>{head}{body}</table>"


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
                pieces.append(f'<sup aria-label="finding {number}">[{number}]</sup>')
        inside = [f for _, f in spans if f.start <= start and end <= f.end and start < end]
        shown = escape(text[start:end])
        if inside and shown:
            colour = _COLOUR[min(inside, key=lambda f: list(Severity).index(f.severity)).severity]
            style = f"background: transparent; color: inherit; border-bottom: 2px solid {colour}"
            shown = f'<mark style="{style}">{shown}</mark>'
        pieces.append(shown)
    return "".join(pieces) + (" …" if len(text) > _SHOWN else "")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 100, subsequent_indent="   ", break_on_hyphens=False) or [""]
