"""Trains the tone judge again from data/tone/*.jsonl, prints its figures and writes its weights.

Needs scikit-learn, which the kit itself does not: ``python tests/train_tone.py`` in an environment that has it.
The same input gives the same bytes. ``--figures`` leaves the weights alone.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from sample_emails import load
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from followup.critique import tone
from followup.critique.parse import parse

ROOT = Path(__file__).parents[1]
UNSEEN = ("phrasings-p9", "phrasings-p11")
EMAILS = "abcdefhi"  # hands whose emails nobody is measured on any more
REWORKED = "reworked"  # written after seeing the other hands, so it may not train what is measured on them
KEPT = (12_500, 7_500, 6_000)  # features kept per block
STRENGTH = 10  # the inverse of the regularisation
BLOCK = (1.0, 1.0, 1.2)  # what a block weighs
MAX_ALARMS = 0.65  # false alarms per 1,000 words of clean emails
ANY_PRECISION = 0.955  # over all labels, of "something is wrong"
PRECISION = 0.905  # of each label
CLEAN = 0.3  # what a clean sentence weighs when the labels are learnt, which have more to tell from each other
Row = dict[str, Any]
Limits = dict[str, float]


class Scored(NamedTuple):
    row: Row
    total: float  # of the scores of both steps
    label: str


def read(hand: str) -> list[Row]:
    return [json.loads(line) for line in (ROOT / f"data/tone/{hand}.jsonl").read_text(encoding="utf-8").splitlines()]


def sentences(hand: str) -> list[Row]:
    """The sentences of the sample emails of one hand."""
    rows = []
    for sample in load("tune"):
        mail = parse(sample.email, True, sample.application.candidate)
        greeting = [mail.greeting] if mail.greeting else []
        for part in [*greeting, *mail.sentences] if sample.id.startswith(f"{hand}-") else []:
            found = [x.check for x in sample.labels if x.field == "body" and x.start < part.end and part.start < x.end]
            label = next((label for label in tone.LABELS if label in found), "clean")
            rows.append({"text": part.text, "label": label, "clean_email": sample.quality == "clean"})
    return rows


def known_words(rows: list[Row]) -> set[str]:
    """Words seen in lower case, and short ones in capitals: these are no names."""
    found = set()
    for row in rows:
        for word in tone._TOKEN.findall(row["text"].translate(tone._PLAIN)):
            if word[0].isalpha() and (word.islower() or (word.isupper() and 1 < len(word) < 6)):
                found.add(word.lower())
    return found


def logistic(x: Any, y: Any, strength: float, weights: Any = None) -> LogisticRegression:
    fit = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=300, class_weight="balanced")
    return fit.fit(x, y, sample_weight=weights)


def matrix(rows: list[list[Any]], least: int, names: list[Any] | None = None) -> tuple[list[Any], Any, Any]:
    """The features that at least so many rows have, their weighted counts by row, each row of length one, and the idf."""
    held = Counter(feature for row in rows for feature in set(row))
    names = names or sorted(feature for feature, times in held.items() if times >= least)
    place = {feature: k for k, feature in enumerate(names)}
    idf = np.array([math.log((1 + len(rows)) / (1 + held[feature])) + 1 for feature in names])
    ids = [[place[feature] for feature in row if feature in place] for row in rows]
    flat = np.array([k for row in ids for k in row], dtype=np.int32)
    ends = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
    lengths = np.array([math.sqrt(float(np.sum(idf[row] ** 2))) or 1.0 for row in ids])
    values = idf[flat] / np.repeat(lengths, [len(row) for row in ids])
    x = csr_matrix((values, flat, ends), shape=(len(rows), len(names)))
    x.sum_duplicates()
    return names, x, idf


def train(rows: list[Row], limits: Limits | None = None) -> tuple[Any, dict[str, Any]]:
    """A model, and the same as data to be written."""
    known = known_words(rows)
    worded = [[token for token, _ in tone.tokens(row["text"], known)] for row in rows]
    blocks = [
        [[(piece,) for word in words for piece in tone.pieces(word)] for words in worded],
        [[*zip(words), *pairwise(words)] for words in worded],
        [list(tone.frame_features(words)) for words in worded],
    ]
    y = np.array([row["label"] for row in rows])
    wrong = y != "clean"
    matrices = [matrix(block, least) for block, least in zip(blocks, (2, 1, 3), strict=True)]
    x = hstack([m for _, m, _ in matrices]).tocsr()
    weight = np.abs(logistic(x, wrong, STRENGTH).coef_[0])
    for label in tone.LABELS:
        weight = np.maximum(weight, np.abs(logistic(x[wrong], y[wrong] == label, 4).coef_[0]))
    start, kept = 0, []
    for (names, _, _), size in zip(matrices, KEPT, strict=True):
        best = np.argsort(-weight[start : start + len(names)], kind="stable")[:size]
        kept.append(sorted(names[k] for k in best))
        start += len(names)
    matrices = [matrix(block, 1, names) for block, names in zip(blocks, kept, strict=True)]
    x = hstack([weight * m for weight, (_, m, _) in zip(BLOCK, matrices, strict=True)]).tocsr()
    idf = np.concatenate([i for _, _, i in matrices])
    scale = idf * np.concatenate([np.full(len(k), b) for k, b in zip(kept, BLOCK, strict=True)])
    fits = {"problem": logistic(x, wrong, STRENGTH)}
    fits |= {label: logistic(x, y == label, STRENGTH, np.where(wrong, 1.0, CLEAN)) for label in tone.LABELS}
    ends = (len(kept[0]), len(kept[0]) + len(kept[1]))

    def spaced(numbers: list[int]) -> list[int]:
        """With a zero for each empty line that ends a block."""
        return [*numbers[: ends[0]], 0, *numbers[ends[0] : ends[1]], 0, *numbers[ends[1] :]]

    numbers = {name: spaced([round(float(w) * 100) for w in fit.coef_[0] * scale]) for name, fit in fits.items()}
    numbers["square"] = spaced([round(float(w) * 10) for w in idf**2])
    numbers["bias"] = [round(float(fit.intercept_[0]), 3) for fit in fits.values()]
    numbers["least"] = [(limits or {}).get(label, 0.0) for label in tone.LABELS]
    names = [list(map(" ".join, block)) for block in kept]
    vocabulary = [*names[0], "", *names[1], "", *names[2]]
    data = {"numbers": numbers, "vocabulary": "\n".join(vocabulary), "known": " ".join(sorted(known))}
    return tone.Model(numbers, vocabulary, known), data


def score(model: Any, rows: list[Row]) -> list[Scored]:
    out = []
    for row in rows:
        words = [token for token, _ in tone.tokens(row["text"], model.known)]
        if sum(word[0].isalpha() for word in words) < 3:
            out.append(Scored(row, -math.inf, ""))
            continue
        problem, sure, label = model.steps(words)
        out.append(Scored(row, problem + sure, label))
    return out


def wilson(k: int, n: int) -> str:
    if not n:
        return "   –"
    p, z = k / n, 1.96
    mid, half = p + z * z / 2 / n, z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    low, high = max(0, (mid - half) / (1 + z * z / n)), min(1, (mid + half) / (1 + z * z / n))
    return f"{p:.3f} [{low:.2f}–{high:.2f}]"


def thresholds(phrasings: list[Scored], emails: list[Scored]) -> Limits:
    """The least limit per label that holds its precision; then the label rises that loses least per alarm avoided."""
    clean = [e for e in emails if e.row.get("clean_email")]
    allowed = MAX_ALARMS * sum(len(e.row["text"].split()) for e in clean) / 1000
    grid = [round(k / 10, 1) for k in range(15, 81)]
    limits = {}
    for label in tone.LABELS:
        mine = [(e.total, e.row["label"] == label) for e in phrasings if e.label == label]
        holds = []
        for limit in grid:
            hits = [hit for total, hit in mine if total >= limit]
            if len(hits) >= 20 and sum(hits) >= PRECISION * len(hits):
                holds.append(limit)
        limits[label] = min(holds, default=grid[-1])
    for floor in grid:
        raised = {label: max(limit, floor) for label, limit in limits.items()}
        fired = [e.row["label"] != "clean" for e in phrasings if fires(e, raised)]
        if sum(fired) >= ANY_PRECISION * len(fired):
            limits = raised
            break
    while len(alarming := [e for e in clean if fires(e, limits)]) > allowed:
        prices = []
        for label in sorted({e.label for e in alarming}):
            least = min(e.total for e in alarming if e.label == label)
            limit = min((t for t in grid if t > least), default=least + 0.1)
            lost = sum(e.row["label"] == e.label == label and limits[label] <= e.total < limit for e in phrasings)
            gone = sum(e.label == label and e.total < limit for e in alarming)
            prices.append((lost / gone, label, limit))
        _, label, limits[label] = min(prices)
    return limits


def fires(entry: Scored, limits: Limits) -> bool:
    return bool(entry.label) and entry.total >= limits[entry.label]


def figures(title: str, scored: list[Scored], limits: Limits) -> None:
    fired = [(e.row["label"], e.label) for e in scored if fires(e, limits)]
    wrong = sum(e.row["label"] != "clean" for e in scored)
    print(f"\n{title}: {len(scored)} sentences, {wrong} with a problem")
    found = sum(true != "clean" for true, _ in fired)
    right = sum(true == label for true, label in fired)
    print(f"  any problem  precision {wilson(found, len(fired))}  recall {wilson(found, wrong)}")
    print(f"  right label  precision {wilson(right, len(fired))}  recall {wilson(right, wrong)}")
    for label in tone.LABELS:
        mine = [true for true, said in fired if said == label]
        hit, total = mine.count(label), sum(e.row["label"] == label for e in scored)
        print(f"  {label:<12} precision {wilson(hit, len(mine))}  recall {wilson(hit, total)}")


def alarms(title: str, scored: list[Scored], limits: Limits) -> None:
    clean = [entry for entry in scored if entry.row.get("clean_email")]
    words = sum(len(row["text"].split()) for row in (e.row for e in clean))
    fired = [(e.row["text"], e.label) for e in clean if fires(e, limits)]
    rate = 1000 * len(fired) / words
    print(f"\n{title}: {len(fired)} false alarms in {words} words of clean emails, {rate:.2f} per 1,000")
    for text, label in fired:
        print(f"  {label}: {text}")


def main() -> None:
    hands = sorted(path.stem for path in (ROOT / "data/tone").glob("*.jsonl"))
    seen = {hand: read(hand) for hand in hands if hand not in UNSEEN}
    extra = seen.pop(REWORKED)
    seen |= {f"emails-{hand}": sentences(hand) for hand in EMAILS}
    scored = {}
    for hand, rows in seen.items():
        left, _ = train([row for other, others in seen.items() if other != hand for row in others])
        scored[hand] = score(left, rows)
    phrasings = [e for hand, part in scored.items() if hand.startswith("phrasings") for e in part]
    emails = [e for hand, part in scored.items() if hand.startswith("emails") for e in part]
    limits = thresholds(phrasings, emails)
    print("thresholds (sum of both steps):", limits)
    for hand, part in scored.items():
        figures(f"{hand}, left out", part, limits)
    figures("all phrasings, each hand left out", phrasings, limits)
    alarms("emails, each hand left out", emails, limits)
    if "--no-unseen" in sys.argv:  # while tuning
        return
    shipped, data = train([*extra, *(row for part in seen.values() for row in part)], limits)
    for hand in UNSEEN:
        figures(f"{hand}, in no training, threshold or word group", score(shipped, read(hand)), limits)
    if "--figures" not in sys.argv:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        target = ROOT / "followup/critique/tone.json.gz"
        target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"\nwrote {target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
