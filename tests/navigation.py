"""What stands in every notebook: the links to the others, and the cell that says whether the kit is there.

    python tests/navigation.py            what is missing or out of date
    python tests/navigation.py --write    puts it right, and writes notebooks/course_map.ipynb

Only these two are touched; the texts of the lessons stay as they are.
"""

import json
import re
import sys
from pathlib import Path

from followup import __version__
from followup.learning.course import lesson

HOME = Path(__file__).resolve().parent.parent
NOTEBOOKS = HOME / "notebooks"
MAP = NOTEBOOKS / "course_map.ipynb"
READY = "ready"  # the id of the cell that looks for the kit
_LINKS = re.compile(r"\n*<!-- navigation -->.*\Z", re.S)
_METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}

# Without the kit there is nobody else to say what is wrong, so this stands in the notebook itself, folded.
CHECK = '''# Is the kit here, and is it new enough? If not, this says what to do. You need not read it.
import pathlib, sys

class NotReady(Exception):
    def _render_traceback_(self):
        return [str(self)]

def cure(wrong):
    here = [pathlib.Path.cwd(), *pathlib.Path.cwd().parents]
    kit = next((folder for folder in here if (folder / "followup" / "rulebook").is_dir()), None)
    what = f'-e "{kit}"' if kit else "followup.whl"
    where = "" if kit else " (with the path of the kit's folder or of its .whl file in place of followup.whl)"
    return NotReady(f"{wrong}\\n\\nRun this in a new cell{where}, then choose Kernel, Restart:\\n\\n    %pip install {what}")

try:
    import followup
    version = followup.__version__
except ImportError:
    raise cure(f"The kit is not installed for the Python of this notebook ({sys.executable}).") from None
except AttributeError:
    folder = list(followup.__path__)[0]
    raise cure(f"A folder of the same name ({folder}) is in the place of the kit: rename it, or open the notebook elsewhere.") from None
if [int(part) for part in version.split(".")[:2]] < NEEDED:
    raise cure(f"This notebook needs version OLDEST of the kit or a newer one, and this is {version}.")'''


def check() -> str:
    """The cell's code, with the version of the kit that the notebooks are written for."""
    needed = [int(part) for part in __version__.split(".")[:2]]
    return CHECK.replace("NEEDED", str(needed)).replace("OLDEST", ".".join(map(str, needed)))


def lessons() -> list[Path]:
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def written() -> list[Path]:
    """The notebooks that this command writes in: the lessons, the instructor's, and the template."""
    return [*lessons(), *sorted((NOTEBOOKS / "instructor").glob("*.ipynb")), NOTEBOOKS / "template.ipynb"]


def links(path: Path) -> str:
    """The line of links of one notebook: the map, the one before, the one after."""
    order = lessons()
    if path not in order:
        return f"[All lessons]({'' if path.parent == NOTEBOOKS else '../'}{MAP.name})"
    place = order.index(path)
    parts = [f"[All lessons]({MAP.name})"]
    if place:
        parts.append(f"← [{lesson(order[place - 1]).title}]({order[place - 1].name})")
    if place + 1 < len(order):
        parts.append(f"[{lesson(order[place + 1]).title}]({order[place + 1].name}) →")
    return " · ".join(parts)


def with_navigation(path: Path) -> str:
    """The notebook's text as it should be."""
    book = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["id"] != READY]
    texts = [cell for cell in cells if cell["cell_type"] == "markdown"]
    for cell in {id(cell): cell for cell in (texts[0], texts[-1])}.values():
        source = _LINKS.sub("", "".join(cell["source"])) + f"\n\n<!-- navigation -->\n{links(path)}"
        cell["source"] = source.splitlines(keepends=True)
    if any(cell["cell_type"] == "code" for cell in cells):
        ready = {"cell_type": "code", "execution_count": None, "id": READY, "metadata": {"jupyter": {"source_hidden": True}},
                 "outputs": [], "source": check().splitlines(keepends=True)}  # fmt: skip
        cells.insert(1, ready)
    book["cells"] = cells
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def course_map() -> str:
    """The map as a notebook of text."""
    rows = [f"| [{one.title}]({one.name}.ipynb) | {one.asks} | {one.minutes} |" for one in map(lesson, lessons())]
    told = sum(one.minutes for one in map(lesson, lessons()))
    text = (
        "# The course\n\nOpen a lesson by its title. They build on each other; each ends with a link to the next.\n\n"
        "| Lesson | What it is about | Minutes (an estimate) |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n\n"
        f"Together about {round(told / 60)} hours. The words of the course are explained in the [glossary](glossary.ipynb)."
    )
    extra = sorted((NOTEBOOKS / "instructor").glob("*.ipynb"))
    if extra:
        text += "\n\n## For instructors\n\n"
        text += "\n".join(f"- [{lesson(path).title}](instructor/{path.name})" for path in extra)
    cell = {"cell_type": "markdown", "id": "course-map", "metadata": {}, "source": text.splitlines(keepends=True)}
    return json.dumps({"cells": [cell], "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1) + "\n"


def wanted() -> dict[Path, str]:
    """Every file that this command writes, as it should be."""
    return {**{path: with_navigation(path) for path in written()}, MAP: course_map()}


def behind() -> list[str]:
    """The files that are not as they should be."""
    return [path.name for path, text in wanted().items() if not path.exists() or path.read_text(encoding="utf-8") != text]



if __name__ == "__main__":
    for name in behind():
        print(f"{name}: {'written' if '--write' in sys.argv[1:] else 'run tests/navigation.py --write'}")
    if "--write" in sys.argv[1:]:
        for path, text in wanted().items():
            path.write_text(text, encoding="utf-8")
