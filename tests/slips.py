"""What the rules of grammar see in sentences that are labelled, and in mail that is right.

    python tests/slips.py                       found and false, file by file
    python tests/slips.py --rules               each rule that was wrong, with the words
    python tests/slips.py "I should of asked."  which rules fit a sentence

A finding is right if a label overlaps it or touches it. A doubled word is another check's.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from followup.critique import slips
from followup.critique.data import data
from followup.resources import find

RULES = [line for group in data("grammar")["rules"].values() for line in group.splitlines() if line]


class Text(NamedTuple):
    """A text, and its slips: where each starts and ends, and what is right."""

    text: str
    slips: tuple[tuple[int, int, str], ...] = ()


def files(kind: str) -> list[Path]:
    """The files of "slips" (sentences, labelled) or of "right" mail."""
    return sorted(find("data/grammar").glob(f"{kind}-*.jsonl"))


def load(path: Path) -> list[Text]:
    """The texts of a file, with straight apostrophes, as the critique reads them."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [_text(row["text"].replace("’", "'"), row.get("slips", ())) for row in rows]


def _text(text: str, labels: list[dict[str, str]]) -> Text:
    places = []
    for label in labels:
        words = label["text"].replace("’", "'")
        match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        first, _, second = words.lower().partition(" ")
        if match and first != second:
            places.append((*match.span(), label["right"].replace("’", "'")))
    return Text(text, tuple(places))


def seen(text: str) -> list[slips.Slip]:
    """What the rules report in a text."""
    return slips.find(text.lower(), text)


def rules(text: str) -> list[tuple[str, str]]:
    """The rules that fit a text, each with the words that it fits."""
    words = slips.tokens(text.lower(), text)
    hits = sorted(slips.fitting(words), key=lambda hit: hit[1].order)
    return [(" ".join(word.text for word in words[at : at + rule.length]), RULES[rule.order]) for at, rule in hits]


def count(path: Path) -> Counter[str]:
    """How many slips a file has, how many are found, how many findings are false, and its words."""
    counts: Counter[str] = Counter()
    for text, labels in load(path):
        found = seen(text)
        counts["words"] += len(text.split())
        counts["slips"] += len(labels)
        counts["found"] += sum(any(slip.start < end and start < slip.end for slip in found) for start, end, _ in labels)
        counts["false"] += sum(not _labelled(slip, labels) for slip in found)
    return counts


def _labelled(slip: slips.Slip, labels: tuple[tuple[int, int, str], ...]) -> bool:
    return any(slip.start <= end + 1 and start <= slip.end + 1 for start, end, _ in labels)


def wrong() -> dict[str, list[str]]:
    """Each rule that may have caused a false finding, with the places."""
    found = defaultdict(list)
    for path in (*files("slips"), *files("right")):
        for text, labels in load(path):
            for slip in seen(text):
                if not _labelled(slip, labels):
                    place = text[max(0, slip.start - 30) : slip.end + 20]
                    for rule in {rule for words, rule in rules(text) if text[slip.start : slip.end].lower() in words}:
                        found[rule].append(f"<{text[slip.start : slip.end]}> in … {place!r}")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("sentence", nargs="?")
    options.add_argument("--rules", action="store_true")
    chosen = options.parse_args()
    if chosen.sentence:
        for words, rule in rules(chosen.sentence):
            print(f"{words:30} {rule}")
    elif chosen.rules:
        for rule, places in sorted(wrong().items(), key=lambda item: -len(item[1])):
            print(len(places), rule, *places[:3], sep="\n    ")
    else:
        for path in (*files("slips"), *files("right")):
            counts = count(path)
            print(f"{path.stem:10} {counts['found']:4} of {counts['slips']:4} found, {counts['false']} false, {counts['words']} words")


if __name__ == "__main__":
    main()
