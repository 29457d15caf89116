"""How long a notebook takes: an estimate from its words, questions and fields, by a formula that it prints.

python tests/minutes.py            the estimate for each notebook
python tests/minutes.py --write    the same, written into each notebook's line "Time"
"""

import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WORDS_PER_MINUTE = 180  # reading to learn, slower than reading for pleasure
# To decide and to read the feedback; the questions before and after the course ("test") tell less.
PER_QUESTION = {"choice": 0.75, "several": 1.0, "number": 1.0, "order": 1.0, "mark": 1.5, "test": 0.5}
PER_WIDGET = 2.5  # a form, a draft or a chart to work with
FORMULA = (
    f"words / {WORDS_PER_MINUTE}"
    + "".join(f" + {kind} × {each:g}" for kind, each in PER_QUESTION.items())
    + f" + widgets × {PER_WIDGET:g}, rounded up to five"
)
TIME = re.compile(r"\*\*Time:\*\* about \d+ minutes")
_WIDGET = re.compile(r"kit\.(?!desk|bar|quiz|check_up)(\w+)\(")


@dataclass(frozen=True)
class Count:
    """The words to read, the questions to answer by type, and the widgets to work with."""

    words: int
    questions: dict[str, int]
    widgets: int


def count(path: Path) -> Count:
    """What there is to do in a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    text = re.sub(r"<!--.*?-->|\]\([^)]*\)", "", text)
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    kinds = dict.fromkeys(PER_QUESTION, 0)
    words = len(re.findall(r"\w[\w’'-]*", text))
    for name in [path.stem, *re.findall(r'kit\.check_up\(desk, "(\w+)"\)', code)]:
        for one in questions(name):
            kind = one.get("type", "choice") if name == path.stem else "test"
            kinds[kind] += 1
            shown = [one["text"], one.get("body", ""), *(option.get("text", "") for option in one["options"])]
            words += sum(len(part.split()) for part in shown)
    kinds = {kind: number for kind, number in kinds.items() if number}
    return Count(words, kinds, len(_WIDGET.findall(code)))


def questions(name: str) -> list[dict]:
    """The questions of a file, as they stand there; none where there is no file."""
    path = HOME / "data" / "questions" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["question"] if path.exists() else []


def minutes(path: Path) -> int:
    """The estimate for a notebook, in minutes, rounded up to the next five."""
    known = count(path)
    asked = sum(PER_QUESTION[kind] * number for kind, number in known.questions.items())
    exact = known.words / WORDS_PER_MINUTE + asked + known.widgets * PER_WIDGET
    return int(-(-exact // 5) * 5)


def write(path: Path) -> None:
    """Put the estimate into the notebook's line "Time"; nothing else of the file changes."""
    old = path.read_text(encoding="utf-8")
    path.write_text(TIME.sub(f"**Time:** about {minutes(path)} minutes", old), encoding="utf-8")


def main() -> None:
    print(f"An estimate: {FORMULA}.")
    for path in sorted((HOME / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        known = count(path)
        asked = ", ".join(f"{number} {kind}" for kind, number in known.questions.items())
        print(f"{path.stem:24} {known.words:5} words {known.widgets:3} widgets   about {minutes(path)} minutes   {asked}")
        if "--write" in sys.argv[1:]:
            write(path)


if __name__ == "__main__":
    main()
