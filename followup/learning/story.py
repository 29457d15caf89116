"""The story that runs through the course: one candidate, one panel, and what happens."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache

from ..application import Application
from ..record import aware
from ..resources import find


@dataclass(frozen=True)
class Chapter:
    """Where the story stands in one notebook: its `now` (aware), and what has happened."""

    notebook: str
    now: dt.datetime
    tells: str


@dataclass(frozen=True)
class Story:
    """The story's application with all its events, its chapters, and the place whose holidays count.

    `now` is the moment of the first chapter: events after it have not happened yet.

    >>> fu.story().application.company, len(fu.story().application.rounds[0].interviewers)
    ('Northwind', 3)
    """

    application: Application
    holidays: str
    chapters: tuple[Chapter, ...]

    @property
    def now(self) -> dt.datetime:
        return self.chapters[0].now

    def chapter(self, notebook: str) -> Chapter:
        """The chapter of a notebook; the first one for a notebook that has none of its own."""
        return next((chapter for chapter in self.chapters if chapter.notebook == notebook), self.chapters[0])


@lru_cache(maxsize=1)
def story() -> Story:
    """The story from `data/story.json`."""
    data = json.loads(find("data/story.json").read_text(encoding="utf-8"))
    chapters = tuple(Chapter(c["notebook"], aware(c["now"]), c["tells"]) for c in data["chapters"])
    return Story(Application.model_validate(data["application"]), data["holidays"], chapters)
