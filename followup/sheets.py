"""Tables for a spreadsheet program, as CSV or Excel, in which no text that somebody typed can act as a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# What a spreadsheet program takes for the beginning of a formula, also behind blanks and in its wide form.
_FORMULA = r"^[\s'\x00-\x20]*[=+\-@|%＝＋－＠]"
_NUMBER = r"^[+-]?\d[\d ().,/-]*$"  # a telephone number or an amount may begin with a sign
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no spreadsheet can hold these


def inert(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula.

    >>> inert('=HYPERLINK("x")'), inert("Ada Reyes"), inert("+49 30 1234")
    ('\\'=HYPERLINK("x")', 'Ada Reyes', '+49 30 1234')
    """
    return "'" + text if re.match(_FORMULA, text) and not re.match(_NUMBER, text) else text


def plain(text: str) -> str:
    """The text as it was before `inert`.

    >>> plain(inert("=1+1")), plain("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


def to_csv(frame: pd.DataFrame) -> bytes:
    """A data frame as CSV without its index, every text inert; UTF-8 with a mark, so that Excel reads its accents.

    >>> import pandas as pd
    >>> to_csv(pd.DataFrame({"student": ["=1+1"]})).decode("utf-8-sig").split()
    ['student', "'=1+1"]
    """
    safe = frame.copy(deep=False).rename(columns=lambda name: inert(str(name)))
    for position, (_, column) in enumerate(frame.items()):
        if column.dtype.kind in "OUT" or str(column.dtype) in ("str", "string", "category"):
            cells = column.astype(object).map(_cell)
            safe.isetitem(position, cells.map(lambda cell: inert(cell) if isinstance(cell, str) else cell))
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig", "replace")


def to_excel(sheets: pd.DataFrame | Mapping[str, pd.DataFrame]) -> bytes:
    """One data frame, or several by the name of their sheet, as an Excel workbook; text stays text, never a formula."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    named = sheets if isinstance(sheets, Mapping) else {"Sheet 1": sheets}
    for name, frame in named.items():
        sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", name)[:31])
        for column, (head, values) in enumerate(frame.items(), 1):
            width = len(str(head))
            for line, value in enumerate([str(head), *values], 1):
                cell = sheet.cell(line, column)
                cell.value = content = _cell(value)
                if isinstance(content, str):
                    cell.data_type = "s"  # openpyxl takes a leading = for a formula
                    cell.quotePrefix = inert(content) != content  # and stays text when somebody edits it
                width = max(width, len(str(content if content is not None else "")))
            sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, 60)
        sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(value: Any) -> Any:
    """A value that a spreadsheet can hold; moments as ISO text, for no spreadsheet knows time zones."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)[:32_000]
    if value is None or str(value) in ("NaT", "<NA>") or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return getattr(value, "item", lambda: value)()  # numpy's numbers as Python's
