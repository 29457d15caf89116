"""Loading a class by upload or path: its faults on the screen and as a file to send back, and the next in a click."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from .. import cohort
from ..cohort import ClassFileFaults
from ..errors import InputError
from ..learning import Desk
from ..learning.classroom import Classroom
from ..words import count, day
from .base import button, card, download, field, fold, guarded, paragraph, row, say, table, words
from .case import zones

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BIG = 2_000_000  # bytes of a file from which the reading is announced
_MOST = 50  # faults on the screen; all of them are in the file
_ORDERS = [("as they are: 2026-03-04", None), ("the day first: 4/3/2026", "day first"),
           ("the month first: 3/4/2026", "month first")]  # fmt: skip
# How the reader tells to mend what this form has a field for.
_IN_THE_FORM = {
    'Say dates="day first" or dates="month first" for the whole file': "Choose the order under “Dates in the file”",
    'such as timezone="Europe/Berlin"': "under “Time zone of the interviews without one”",
}


def class_file(desk: Desk) -> w.VBox:
    """Open a class's file, see what is wrong with it, or use the synthetic class."""
    return _ClassFile(desk).box


class _ClassFile:
    def __init__(self, desk: Desk):
        self.room = Classroom.of(desk)
        self.standing, self.place = words(), words()
        self.upload = w.FileUpload(accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl", multiple=True)
        self.upload.description, self.upload.tooltip = "Open a class file", "Open a class file: CSV, Excel or JSON"
        self.upload.layout.width = "auto"
        self.upload.observe(self._uploaded, "value")
        self.upload.observe(lambda change: self._refused(change["new"]), "error")
        synthetic = button("Use the synthetic class", self._synthetic, self.place)
        over = button("Start over with the next class", self._start_over, self.place)
        self.path = field(w.Text(), "Path of a file on this computer, or of a folder of hand-ins", "420px")
        by_path = button("Read it from there", self._read_path, self.place)
        self.dates = field(w.Dropdown(options=_ORDERS), "Dates in the file", "250px")
        self.zone = field(
            w.Dropdown(options=[("each its own, as in the file", None), *((name, name) for name in zones())]),
            "Time zone of the interviews without one", "290px",
        )  # fmt: skip
        self.again = button("Read it again", lambda: self._read(), self.place, look="primary")
        self.keep = button("Keep the good rows, leave the others out", lambda: self._read(keep_good=True), self.place)
        asked = w.VBox([row(self.dates, self.zone), row(self.again, self.keep)])
        self.files = words()
        forms = button("Make the template and the example", self._forms, self.files)
        hint = (
            "A file of more than 10 MB may not get through the browser: then nothing happens after you chose it. "
            "Give its path instead; so also for a folder with the hand-ins of your learners."
        )
        self.box = card(
            self.standing, row(self.upload, synthetic, over), self.place, asked,
            fold("a template to fill in, and a filled example", forms, self.files),
            fold("a large file, or a folder of hand-ins", w.HTML(paragraph(hint)), self.path, by_path),
            title="Your class",
        )  # fmt: skip
        desk.listen(lambda: guarded(self.standing, self._stand))
        guarded(self.standing, self._stand)
        self._ask(None)

    def _stand(self) -> str:
        """Which class is loaded."""
        try:
            frame = self.room.frame
        except InputError:
            return paragraph("No class is loaded. Open a file, or use the synthetic class.", "fu-next")
        held = frame.drop_duplicates(["student", "application", "interview_at"])
        about = f"{count(frame['student'].nunique(), 'student')}, {count(len(held), 'interview')}, " \
                f"{count(int(frame['event'].notna().sum()), 'event')}"  # fmt: skip
        what = (
            "The synthetic class, made up by the kit"
            if self.room.synthetic
            else frame.attrs.get("source", "Your class")
        )
        return paragraph(f"Loaded: {what}. {about}. Now is {day(self.room.now, year=True)}.", "fu-next")

    # --- opening ------------------------------------------------------------------------------------------------------

    def _uploaded(self, change: dict[str, Any]) -> None:
        """Files have arrived: they are read, and the button is made ready for the same file again."""
        if change["new"]:
            given = {file["name"]: bytes(file["content"]) for file in change["new"]}
            self.upload.value = ()
            self._announce(sum(map(len, given.values())), ", ".join(given))
            guarded(self.place, lambda: self._told(lambda **options: self.room.open(given, **options)))

    def _refused(self, error: str) -> None:
        if error:
            say(self.place, paragraph(f"The browser could not read the file ({error}). Try a copy of it.", "fu-wrong"))

    def _announce(self, size: int, name: str) -> None:
        if size > _BIG:
            say(self.place, paragraph(f"Reading {name} ({size / 1e6:.0f} MB). This takes some seconds …", "fu-next"))

    def _read_path(self) -> str:
        path = self.path.value.strip().strip('"')
        if not path:
            return paragraph("Write the path of a file or of a folder first.")
        say(self.place, paragraph(f"Reading {path} …"))
        return self._told(lambda **options: self.room.open(path, **options))

    def _read(self, **more: Any) -> str:
        say(self.place, paragraph("Reading the file again …"))
        return self._told(lambda **options: self.room.again(**options, **more))

    def _told(self, read: Any) -> str:
        """Read with what the form declares, and say what came of it."""
        try:
            frame = read(dates=self.dates.value, timezone=self.zone.value)
        except ClassFileFaults as error:
            self._ask(error)
            return self._faults(error, "The file is not loaded yet: mend it and open it again, or choose below.")
        except InputError:
            self._ask(None)
            raise
        self._ask(None)
        notes = "".join(paragraph(note, "fu-soft") for note in frame.attrs.get("notes", []))
        left = self.room.faults
        return paragraph("The class is loaded.", "fu-right") + notes + (self._faults(left, "Left out:") if left else "")

    def _faults(self, error: ClassFileFaults, lead: str) -> str:
        report = error.report
        rows = [[_plain(cell) for cell in line] for line in report.head(_MOST).itertuples(index=False)]
        more = f" The first {_MOST} of {len(report):,} are shown." if len(report) > _MOST else ""
        return (
            paragraph(f"{count(len(report), 'fault')}. {lead}{more}", "fu-wrong")
            + table("What is wrong, and how to mend it", [str(name) for name in report.columns], rows)
            + download("Save the file with a column “what to mend”", "to-mend.csv", error.to_csv(), "text/csv")
        )

    def _ask(self, error: ClassFileFaults | None) -> None:
        """Show the fields that the report asks for, and the buttons that go with them."""
        cures = " ".join(error.report["cure"]) if error else ""
        for made, shown in (
            (self.dates, "dates=" in cures), (self.zone, "timezone=" in cures), (self.again, error is not None),
            (self.keep, error is not None),
        ):  # fmt: skip
            made.layout.display = None if shown else "none"

    # --- the others ---------------------------------------------------------------------------------------------------

    def _synthetic(self) -> str:
        self._clear()
        self.room.use_synthetic()
        return paragraph("This is the synthetic class: made up by the kit, nobody’s data.")

    def _start_over(self) -> str:
        self._clear()
        self.room.start_over()
        return paragraph("Nothing of the class before is left here. Open the next one.")

    def _clear(self) -> None:
        self.dates.value = self.zone.value = None
        self.path.value = ""
        self._ask(None)

    def _forms(self) -> str:
        frames = {
            "empty template, a row an event": ("class-template", cohort.template()),
            "empty template, a row an interview": ("class-template-wide", cohort.template(wide=True)),
            "filled example, a row an event": ("class-example", cohort.example()),
            "filled example, a row an interview": ("class-example-wide", cohort.example(wide=True)),
        }
        links = [
            download(f"Save the {what}", f"{name}.xlsx", cohort.to_excel(frame), EXCEL)
            + download("as CSV", f"{name}.csv", cohort.to_csv(frame), "text/csv")
            for what, (name, frame) in frames.items()
        ]
        return "".join(f"<p>{link}</p>" for link in links)


def _plain(cell: object) -> object:
    text = "–" if cell == 0 else str(cell)  # row 0 is the whole file
    for code, said in _IN_THE_FORM.items():
        text = text.replace(code, said)
    return text
