"""The corpus of sample emails in `data/emails`: who wrote what, and what is wrong with it."""

import json
from dataclasses import dataclass
from functools import lru_cache

import followup as fu
from followup.resources import find

PARTS = {
    "tune": tuple(f"tune-{hand}" for hand in "abcdefhiz"),  # c, f, h and i were held out once, and have been read since
    "held-out": tuple(f"held-out-{hand}" for hand in "jklm"),
}


@dataclass(frozen=True)
class Label:
    """A defect: the check that should see it, and where; an absence has no span."""

    check: str
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """One email, what is known about it, and its labels."""

    id: str
    kind: str
    quality: str
    email: fu.Email
    application: fu.Application
    labels: tuple[Label, ...]


@lru_cache
def load(part):
    """The samples of a part: "tune" or "held-out"."""
    return [_sample(json.loads(line)) for name in PARTS[part] for line in _lines(name)]


def _lines(name):
    return find(f"data/emails/{name}.jsonl").read_text(encoding="utf-8").splitlines()


def _sample(row):
    facts = dict(row["application"])
    address = facts.pop("candidate_email", "")
    email = fu.Email(subject=row["subject"], body=row["body"], to=row["to"], sender=address or None)
    labels = [_label(row, label) for label in row["labels"]]
    labels += [Label(check, "body", 0, 0) for check in row["absences"]]
    return Sample(row["id"], row["kind"], row["quality"], email, fu.Application(**facts), tuple(labels))


def _label(row, label):
    text, words = row[label["field"]], label["text"]
    start = -1
    for _ in range(label.get("nth", 1)):
        start = text.index(words, start + 1) if words else 0
    return Label(label["check"], label["field"], start, start + len(words))
