"""What is wrong with a class's file: every fault by row, column, value and cure; as an error, a table, and a file that
can be sent back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from ..errors import InputError, Problem
from ..sheets import to_csv
from ..words import count

if TYPE_CHECKING:
    import pandas as pd

REPORT = ["row", "column", "value", "wrong", "cure"]
MEND = "what to mend"
_SHOWN = 20  # faults in the error's text; all of them are in the report


class ClassFileFaults(InputError):
    """A class's file that cannot be used as it is.

    `report` is a table, one row a fault: `row` (as a spreadsheet counts; of a folder, with the `file`), `column`,
    `value`, what is `wrong`, and the `cure`. `to_csv()` is the whole file with a column "what to mend".
    """

    def __init__(self, report: pd.DataFrame, table: pd.DataFrame):
        self.report, self.table = report, table
        shown = [
            Problem(_place(row), _shown(row["value"]), row["wrong"], row["cure"])
            for row in report.head(_SHOWN).to_dict("records")
        ]
        if len(report) > _SHOWN:
            more = count(len(report) - _SHOWN, "further fault")
            shown.append(Problem("the file", None, f"has {more}", "They are all in the report."))
        super().__init__(shown)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # it travels in a frame's attrs, which pandas copies and compares

    def to_csv(self) -> bytes:
        """The file as it was given, with a last column that says in each row what to mend; no text can be a formula."""
        said = [f"{row.column}: {row.wrong}. {row.cure}".strip() for row in self.report.itertuples()]
        words = self.report.assign(said=said).groupby("row")["said"].agg(" ".join)
        return to_csv(self.table.assign(**{MEND: self.table["row"].map(words)}).drop(columns="row"))


def _place(row: dict[Any, Any]) -> str:
    parts = [row.get("file"), f"row {row['row']}" if row["row"] else None, row["column"]]
    return ", ".join(part for part in parts if isinstance(part, str))


def _shown(value: object) -> object:
    return value if value != "" else None


class Faults:
    """Faults as they are found, by the place of their row in the table."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str, str, str, str]] = []

    def add(self, places: Iterable[int], column: str, values: Iterable[Any], wrong: str, cure: str = "") -> None:
        """One fault in each of these rows; a place of -1 is the whole file."""
        for place, value in zip(places, values, strict=True):
            self.found.append((int(place), column, "" if value is None else str(value), wrong, cure))

    @property
    def places(self) -> list[int]:
        return [place for place, *_ in self.found]
