"""A class on the desk: its file or the synthetic one, the moment that counts, names or pseudonyms, and its measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from .. import cohort
from ..errors import InputError
from ..record import aware
from ..rulebook import load_rulebook
from ..timeline import Timeline, plan
from .desk import Desk

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import ClassFileFaults

T = TypeVar("T")
# The columns that a class can be grouped by, and their words.
GROUPS = {"": "the class as a whole", "stage": "kind of interview", "channel": "channel of the thank-you",
          "company": "employer", "date_known": "whether a date was known"}  # fmt: skip
STUDENTS = 120  # in the synthetic class


class Classroom:
    """What the widgets of a class share. The desk says whose advice counts, and which holidays.

    It begins with the synthetic class. `names` says whether names are shown; `faults` holds what is wrong with the file
    that was opened last. What has been worked out is kept until something changes.

    >>> from followup.learning import Desk, MemoryStore
    >>> room = Classroom.of(Desk(MemoryStore(), "06_cohort_cadence", clock=lambda: fu.story().now))
    >>> room.students()[0], len(room.measures()) == len(room.measures("dream-job"))
    ('synthetic-001', True)
    """

    def __init__(self, desk: Desk):
        self.desk = desk
        self.names = False
        self.faults: ClassFileFaults | None = None
        self._given: Path | Mapping[str, bytes] | None = None  # what was opened last
        self._frame: pd.DataFrame | None = None
        self._empty = False
        self._now: dt.datetime | None = None
        self._known: dict[Any, Any] = {}

    @classmethod
    def of(cls, desk: Desk) -> Classroom:
        """The one class of a desk."""
        if desk not in _ROOMS:
            _ROOMS[desk] = cls(desk)
        return _ROOMS[desk]

    # --- which class ------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> pd.DataFrame:
        """The class's events, with names as they are in the file. Raises `InputError` where no class is loaded."""
        if self._empty:
            raise InputError.one("class", None, "is not loaded", "Open a file, or use the synthetic class.")
        if self._frame is None:
            self._frame = cohort.simulate(students=STUDENTS)
        return self._frame

    @property
    def synthetic(self) -> bool:
        """Whether the class is made up: its names are nobody's."""
        return bool(self.frame.attrs.get("synthetic"))

    def open(self, given: Path | str | Mapping[str, bytes], **options: Any) -> pd.DataFrame:
        """Put a class on the desk: a file or a folder of hand-ins by its path, or uploaded files by their names.

        `options` are those of `followup.cohort.read`. Raises `InputError`; the class before stays where it was.
        """
        self._given = Path(given).expanduser() if isinstance(given, str) else given
        return self.again(**options)

    def again(self, **options: Any) -> pd.DataFrame:
        """Read what was opened last once more, with other options."""
        if self._given is None:
            raise InputError.one("file", None, "is not chosen yet", "Open a class file first.")
        self.faults = None
        given: Any = self._given
        if isinstance(given, Mapping) and len(given) == 1 and not _is_hand_in(next(iter(given.values()))):
            (given,) = given.values()
        try:
            frame = cohort.read(given, **options)
        except cohort.ClassFileFaults as error:
            self.faults = error
            raise
        if isinstance(self._given, Mapping):
            frame.attrs["source"] = ", ".join(list(self._given)[:3]) + (" …" if len(self._given) > 3 else "")
        self.faults = frame.attrs.get("faults")
        self._put(frame)
        return frame

    def use_synthetic(self) -> None:
        """Put the synthetic class on the desk."""
        self._given = self.faults = None
        self._put(None)

    def start_over(self) -> None:
        """Take the class away with all that was worked out from it, for the next one."""
        self._given = self.faults = None
        self._put(None, empty=True)

    def _put(self, frame: pd.DataFrame | None, empty: bool = False) -> None:
        self._frame, self._empty, self.names, self._now = frame, empty, False, None
        self._known.clear()
        self.desk.changed()

    # --- when, and under which names ----------------------------------------------------------------------------------

    @property
    def now(self) -> dt.datetime:
        """The moment that counts: the one chosen, else the synthetic class's own, else the real one."""
        own = self.frame.attrs.get("now") if self.synthetic else None
        return self._now or (aware(own, "now") if own else self.desk.clock())

    def move_to(self, day: dt.date | None) -> None:
        """Let the noon of another day be now; None for the class's own moment again."""
        self._now = None if day is None else dt.datetime.combine(day, dt.time(12), self.now.tzinfo)
        self.desk.changed()

    def show_names(self, names: bool) -> None:
        """Show the names in the file, or pseudonyms."""
        self.names = names
        self.desk.changed()

    @property
    def shown(self) -> pd.DataFrame:
        """The class's events as they may be seen: with pseudonyms, unless names were asked for or are nobody's."""
        return self.frame if self.names or self.synthetic else self._pseudonyms()[0]

    def mapping(self) -> pd.DataFrame:
        """Which pseudonym is whose, for a file of the instructor's own."""
        return self._pseudonyms()[1]

    def students(self) -> list[str]:
        """The students as they are shown, in order."""
        return sorted(str(name) for name in self.shown["student"].unique())

    def applications(self, student: str) -> list[str]:
        """The applications of a student."""
        frame = self.shown
        return sorted(str(name) for name in frame.loc[frame["student"] == student, "application"].unique())

    def results(self) -> pd.DataFrame:
        """What learners answered, by rule, where what was opened last are their hand-ins. Raises `InputError`."""
        given = self._given
        if isinstance(given, Mapping):
            handed_in = all(map(_is_hand_in, given.values()))
        else:
            handed_in = given is not None and Path(given).is_dir()
        if given is None or not handed_in:
            cure = "Open the files that your learners handed in, all at once."
            raise InputError.one("hand-ins", None, "are not what was opened last", cure)
        return cohort.results(given)

    # --- what is worked out -------------------------------------------------------------------------------------------

    def measures(self, source: str | None = None) -> pd.DataFrame:
        """A row an interview, as the desk's source advises, or another."""
        book, place = load_rulebook(source) if source else self.desk.book, self.desk.holidays
        key = ("measures", book.source, place, self.now, self.names)
        return self._kept(key, lambda: cohort.measure(self.shown, book, now=self.now, holidays=place))

    def advised(self) -> dict[str, pd.DataFrame]:
        """The measures by source, for all of them."""
        return {id: self.measures(id) for id in self.desk.book.names}

    def timeline(self, student: str, application: str) -> Timeline:
        """The plan of one student's application."""
        case = cohort.timeline(self.shown, student, application)
        return plan(case, now=self.now, book=self.desk.book, holidays=self.desk.holidays)

    def _pseudonyms(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self._kept("pseudonyms", lambda: cohort.pseudonyms(self.frame))

    def _kept(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found


_ROOMS: WeakKeyDictionary[Desk, Classroom] = WeakKeyDictionary()


def _is_hand_in(content: bytes) -> bool:
    """Whether a file is a learner's hand-in, by its first key."""
    return (
        bytes(content[:200]).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"follow-up hand-in" in content[:200]
    )
