"""How well the critique sees: precision and recall per check on the sample emails, beside other tools.

    python tests/evaluate.py                     on the part that the checks were tuned on
    python tests/evaluate.py --part held-out     on emails that nobody tuned to
    python tests/evaluate.py --write             and writes its tables into README
    python tests/evaluate.py --misses            every false alarm and every miss (with that part alone)

A finding is right if a label of its check overlaps it; for what is missing, or for the whole, the check decides.
Other tools (harper-py, proselint, pyspellchecker) are run on the same emails where they are installed.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict

import readme_tables
from other_tools import other_tools
from sample_emails import PARTS, load

from followup.critique import all_checks, critique

WHOLE = ("too-long", "too-many-paragraphs")


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which the true share lies, with 95 % confidence."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def overlaps(check, a, b):
    """Whether two spans of the same check mean the same thing: overlap, or one of them is empty."""
    if a.field != b.field and not (a.start == a.end or b.start == b.end):
        return False
    return check.startswith("no-") or check in WHOLE or (a.start < b.end and b.start < a.end)


def compare(sample, findings):
    """`(check, right findings, wrong ones, labels found, labels missed)` for one email."""
    for check in all_checks():
        labels = [label for label in sample.labels if label.check == check]
        mine = [f for f in findings if f.check == check]
        right = [f for f in mine if any(overlaps(check, f, label) for label in labels)]
        found = [label for label in labels if any(overlaps(check, f, label) for f in mine)]
        yield check, right, [f for f in mine if f not in right], found, [x for x in labels if x not in found]


def measure(samples):
    """The counts per check, and every false alarm and miss."""
    counts = defaultdict(Counter)
    wrong = []
    for sample in samples:
        report = critique(sample.email, sample.kind, sample.application, ignore="sending")  # dates are tested elsewhere
        for check, right, alarms, found, missed in compare(sample, report.findings):
            counts[check].update(right=len(right), alarms=len(alarms), found=len(found), missed=len(missed))
            if sample.quality == "clean":
                counts[check]["clean alarms"] += len(alarms)
            wrong += [("ALARM", sample, check, f.words, f.message) for f in alarms]
            wrong += [("MISS", sample, check, _words(sample, label), "") for label in missed]
    return counts, wrong


def _words(sample, label):
    return getattr(sample.email, label.field)[label.start : label.end]


def row(name, c, words):
    """One line of the table."""
    precision, recall = share(c["right"], c["right"] + c["alarms"]), share(c["found"], c["found"] + c["missed"])
    f = 0.0 if precision + recall == 0 else 1.25 * precision * recall / (0.25 * precision + recall)
    return [
        name, str(c["found"] + c["missed"]), *interval(c["right"], c["right"] + c["alarms"]),
        *interval(c["found"], c["found"] + c["missed"]), f"{f:.2f}", f"{1000 * c['clean alarms'] / words:.2f}",
    ]  # fmt: skip


def share(hits, of):
    return hits / of if of else 1.0


def interval(hits, of):
    if not of:
        return "–", ""
    low, high = wilson(hits, of)
    return f"{hits / of:.2f}", f"{low:.2f}–{high:.2f}"


HEAD = ["check", "labels", "precision", "95 %", "recall", "95 %", "F0.5", "alarms per 1,000 clean words"]


def table(rows):
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows)


# --- other tools ----------------------------------------------------------------------------------------------------


def tool_rows(samples, words):
    """For each tool: how many labels of each kind it touches, and how often it touches a clean email."""
    for name, checks, spans in other_tools():
        counts, alarms = Counter(), 0
        for sample in samples:
            found = spans(sample.email.body)
            alarms += len(found) if sample.quality == "clean" else 0
            for label in sample.labels:
                if label.check in checks and label.field == "body":
                    counts[label.check, any(a < label.end and label.start < b for a, b in found)] += 1
        for check in checks:
            hit, miss = counts[check, True], counts[check, False]
            yield [
                name,
                check,
                f"{hit} of {hit + miss}",
                f"{share(hit, hit + miss):.2f}",
                f"{1000 * alarms / words:.2f}",
            ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", choices=PARTS, default="tune")
    options.add_argument("--write", action="store_true")
    options.add_argument("--misses", action="store_true")
    given = options.parse_args()
    samples = load(given.part)
    words = sum(len(s.email.body.split()) for s in samples if s.quality == "clean")
    counts, wrong = measure(samples)
    total = sum(counts.values(), Counter())
    kept = [
        check for check in all_checks() if counts[check]["found"] + counts[check]["missed"] or counts[check]["alarms"]
    ]
    rows = [HEAD, *(row(check, counts[check], words) for check in kept), row("all", total, words)]
    clean = sum(s.quality == "clean" for s in samples)
    print(f"{len(samples)} emails ({clean} clean, with {words:,} words), part “{given.part}”\n")
    others = list(tool_rows(samples, words))
    tools = [["tool", "check", "labels found", "recall", "any alarms per 1,000 clean words"], *others]
    print(table(rows), "\n", table(tools) if others else "The other tools are not installed.", sep="\n")
    if given.write and others:
        readme_tables.write("evaluation", readme_tables.markdown(rows))
        readme_tables.write("tools", readme_tables.markdown(tools))
    if given.misses and given.part == "tune":
        for kind, sample, check, text, message in wrong:
            print(f"{kind} {check} {sample.id}: {text!r} {message}")


if __name__ == "__main__":
    main()
