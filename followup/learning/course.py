"""The course as a whole: its lessons in their order, with what each is called and how long it takes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..resources import find


@dataclass(frozen=True, slots=True)
class Lesson:
    """A notebook of the course: its file without `.ipynb`, its title, and the minutes it takes (an estimate)."""

    name: str
    title: str
    minutes: int
    asks: str  # the paragraph below the title

    @property
    def number(self) -> str:
        return self.name[:2]


@lru_cache(maxsize=1)
def course() -> tuple[Lesson, ...]:
    """The lessons, read from the notebooks' first cells.

    >>> course()[0].name, course()[0].title
    ('00_start_here', 'Start here: after the interview')
    """
    return tuple(lesson(path) for path in sorted(find("notebooks").glob("[0-9][0-9]_*.ipynb")))


def lesson(path: Path) -> Lesson:
    """What a notebook's first cell of text says of it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    start = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title = re.search(r"(?m)^# (.+)$", start)
    minutes = re.search(r"\*\*Time:\*\* about (\d+) minutes", start)
    asks = re.search(r"(?m)^[A-Z“*].+$", start)
    return Lesson(
        path.stem, title[1] if title else path.stem, int(minutes[1]) if minutes else 0, asks[0] if asks else ""
    )
