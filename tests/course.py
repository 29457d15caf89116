"""The course in figures, and its glossary.

python tests/course.py            notebooks, cells, words, questions, minutes; questions and scenarios for each rule
python tests/course.py --write    README's table of the notebooks, the glossary, and a link at each word's first use
"""

import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import minutes
import readme_tables

import followup as fu

HOME = Path(__file__).resolve().parent.parent
GLOSSARY = HOME / "notebooks" / "glossary.ipynb"
LESSONS = sorted((HOME / "notebooks").glob("[0-9][0-9]_*.ipynb"))
# Where no link belongs: headings, tables, code, links, comments and names in italics or quotation marks.
_CLOSED = re.compile(r"(?ms)^#.*?$|^\|.*?$|^```.*?^```|`[^`]*`|\[[^\]]*\]\([^)]*\)|<!--.*?-->|\*[A-Z][^*]*\*|“[^”]*”")


def table(name: str, folder: str) -> list[dict]:
    """The tables of one kind in a folder of data."""
    found = []
    for path in sorted((HOME / "data" / folder).glob("*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8")).get(name, [])
    return found


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def notebooks() -> str:
    """Each notebook with its cells, words, questions by type and estimated minutes, as Markdown."""
    lines = ["| notebook | cells | words | questions | of them | minutes (estimate) |", "| --- | --- | --- | --- | --- | --- |"]
    for path in LESSONS:
        count = minutes.count(path)
        kinds = ", ".join(f"{number} {kind}" for kind, number in count.questions.items())
        total = sum(count.questions.values())
        lines.append(f"| `{path.stem}` | {len(cells(path))} | {count.words} | {total} | {kinds} | {minutes.minutes(path)} |")
    return "\n".join(lines) + "\n"


def rules() -> str:
    """Each rule with the questions and scenarios about it."""
    asked, played = (Counter(rule for one in table(*what) for rule in one["rules"])
                     for what in (("question", "questions"), ("scenario", "scenarios")))  # fmt: skip
    lines = ["| rule | questions | scenarios |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| `{id}` | {asked[id]} | {played[id]} |" for id in fu.load_rulebook())]) + "\n"


# --- the glossary -----------------------------------------------------------------------------------------------------


def terms() -> list[dict]:
    return tomllib.loads((HOME / "data" / "glossary.toml").read_text(encoding="utf-8"))["term"]


def anchor(term: str) -> str:
    """The link to a term: JupyterLab's name for a heading."""
    return f"glossary.ipynb#{term.replace(' ', '-')}"


def glossary() -> dict:
    """The glossary as a notebook of text, a cell for each term, made from its data."""
    texts = {"title": "# Glossary\n\nThe words of the course, from A to Z, each with the notebook that teaches it."}
    for one in sorted(terms(), key=lambda one: one["term"].lower()):
        id = one["term"].lower().replace(" ", "-")
        texts[id] = f"## {one['term']}\n\n{one['means']} [{one['see']}]({one['see']}.ipynb)"
    made = [
        {"cell_type": "markdown", "id": id, "metadata": {}, "source": text.splitlines(keepends=True)}
        for id, text in texts.items()
    ]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def used(text: str) -> dict[str, tuple[int, int]]:
    """The terms in a lesson's text, each with the place of its first use outside of what holds no links."""
    closed = [match.span() for match in _CLOSED.finditer(text)]
    found = {}
    # Longer terms first, so that "final check-in" is not taken for "check-in".
    for one in sorted(terms(), key=lambda one: -len(one["term"])):
        words = "|".join(re.escape(word) for word in [one["term"], *one["also"]])
        for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.I):
            if not any(start < match.end() and match.start() < end for start, end in closed):
                found[one["term"]] = match.span()
                closed.append(match.span())
                break
    return found


def text_of(cell: dict) -> str:
    """What a reader reads of a cell; the start of a lesson and its sources stay without links."""
    text = "".join(cell["source"]) if cell["cell_type"] == "markdown" and cell["id"] != "title" else ""
    return text.partition("## Sources")[0]


def prose(path: Path) -> str:
    return "\n\n".join(map(text_of, cells(path)))


def unlinked(path: Path) -> list[str]:
    """The terms that a lesson uses and links nowhere."""
    text = prose(path)
    return [term for term in used(text) if f"]({anchor(term)})" not in text]


def link(path: Path) -> None:
    """Link each term at its first use in a lesson, unless it is linked somewhere already."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for term in unlinked(path):
        for cell in book["cells"]:
            if term in (places := used(text_of(cell))):
                text, (start, end) = "".join(cell["source"]), places[term]
                text = f"{text[:start]}[{text[start:end]}]({anchor(term)}){text[end:]}"
                cell["source"] = text.splitlines(keepends=True)
                break
    path.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        GLOSSARY.write_text(json.dumps(glossary(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for lesson in LESSONS:
            link(lesson)
            minutes.write(lesson)
        readme_tables.write("course", notebooks())
    else:
        print(notebooks(), rules(), f"Minutes: {minutes.FORMULA}.", sep="\n")
