"""How long a notebook takes: an estimate from its words, questions and fields, by a formula that it prints.

python tests/minutes.py            the estimate for each notebook
python tests/minutes.py --write    the same, written into each notebook's line "Time"
"""

import json
import re
import sys
import tomllib
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WORDS_PER_MINUTE = 180  # reading to learn, slower than reading for pleasure
MINUTES_PER_QUESTION = 1.0
MINUTES_PER_WIDGET = 2.5  # a form, a draft or a chart to work with
FORMULA = (
    f"words / {WORDS_PER_MINUTE} + questions × {MINUTES_PER_QUESTION:g} + widgets × {MINUTES_PER_WIDGET:g}, "
    "rounded up to five"
)
TIME = re.compile(r"\*\*Time:\*\* about \d+ minutes")
_WIDGET = re.compile(r"kit\.(?!desk|bar|quiz)(\w+)\(")


def count(path: Path) -> tuple[int, int, int]:
    """The words to read, the questions to answer and the widgets to work with in a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = re.sub(r"<!--.*?-->", "", " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown"))
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    asked = [id for call in re.findall(r"kit\.quiz\(desk,([^)]*)\)", code) for id in re.findall(r'"([^"]+)"', call)]
    questions = HOME / "data" / "questions" / f"{path.stem}.toml"
    words = len(re.findall(r"\w[\w’'-]*", text))
    if questions.exists():
        for one in tomllib.loads(questions.read_text(encoding="utf-8"))["question"]:
            words += len(one["text"].split()) + sum(len(option.get("text", "").split()) for option in one["options"])
    return words, len(asked), len(_WIDGET.findall(code))


def minutes(path: Path) -> int:
    """The estimate for a notebook, in minutes, rounded up to the next five."""
    words, questions, widgets = count(path)
    exact = words / WORDS_PER_MINUTE + questions * MINUTES_PER_QUESTION + widgets * MINUTES_PER_WIDGET
    return int(-(-exact // 5) * 5)


def write(path: Path) -> None:
    """Put the estimate into the notebook's line "Time"; nothing else of the file changes."""
    old = path.read_text(encoding="utf-8")
    path.write_text(TIME.sub(f"**Time:** about {minutes(path)} minutes", old), encoding="utf-8")


def main() -> None:
    print(f"An estimate: {FORMULA}.")
    for path in sorted((HOME / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        words, questions, widgets = count(path)
        print(
            f"{path.stem:24} {words:5} words {questions:3} questions {widgets:3} widgets   about {minutes(path)} minutes"
        )
        if "--write" in sys.argv[1:]:
            write(path)


if __name__ == "__main__":
    main()
