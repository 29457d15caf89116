"""The class's file for an instructor: an empty template, a filled example, and any frame written for a spreadsheet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .. import sheets
from .arrays import micros
from .columns import COLUMNS, NEEDED
from .zones import SECOND, Zones

_LONG = ["student", "application", "company", "role", "interview_at", "timezone", "ends", "stage", "more_rounds",
         "decision_by", "interviewers", "event", "event_at", "event_date", "channel", "to"]  # fmt: skip
_WIDE = ["Candidate", "Employer", "Position", "Interview date", "Time zone", "Stage", "Interviewers", "Decision by",
         "Thank-you sent", "Check-in sent", "Reply received", "Invited", "Rejected", "Offered"]  # fmt: skip
_FIRST = ("student-01", "a1", "Northwind", "Data Analyst", "2026-03-10 10:00", "Europe/Berlin", "2026-03-10 10:45",
          "technical", "no", "2026-03-20", "Dr. Priya Nair; Tom Osei")  # fmt: skip
_SECOND = ("student-02", "a1", "Harbour Bank", "Claims Clerk", "2026-03-11 15:00", "America/New_York", "", "hr", "yes",
           "", "Mei Lim")  # fmt: skip
_EXAMPLE = [
    (*_FIRST, "thank_you_sent", "2026-03-10 17:30", "", "email", "Dr. Priya Nair"),
    (*_FIRST, "thank_you_sent", "2026-03-10 17:45", "", "email", "Tom Osei"),
    (*_FIRST, "reply_received", "2026-03-23 09:10", "", "", ""),
    (*_FIRST, "promised_date", "2026-03-23 09:10", "2026-03-30", "", ""),
    (*_SECOND, "thank_you_sent", "2026-03-12 08:15", "", "linkedin", "Mei Lim"),
    (*_SECOND, "rejected", "2026-03-25 16:00", "", "", ""),
    ("student-03", "a1", "City of Ashford", "Planning Officer", "2026-03-12 09:00", "Europe/London", "", "panel", "no",
     "", "", "", "", "", "", ""),
]  # fmt: skip
_WIDE_EXAMPLE = [
    ("student-01", "Northwind", "Data Analyst", "2026-03-10 10:00", "Europe/Berlin", "technical",
     "Dr. Priya Nair; Tom Osei", "2026-03-20", "2026-03-10 17:30", "", "2026-03-23", "", "", ""),
    ("student-02", "Harbour Bank", "Claims Adviser", "2026-03-11 15:00", "America/New_York", "hr", "Mei Lim", "",
     "2026-03-12 08:15", "", "", "", "2026-03-25", ""),
    ("student-03", "City of Ashford", "Planning Officer", "2026-03-12 09:00", "Europe/London", "panel", "", "", "", "",
     "", "", "", ""),
]  # fmt: skip


def template(wide: bool = False) -> pd.DataFrame:
    """The headings of a class's file, without a row: one row an event, or, `wide`, one row an interview.

    >>> fu.cohort.template().columns[:3].tolist()
    ['student', 'application', 'company']
    """
    return pd.DataFrame(columns=_WIDE if wide else _LONG, dtype="str")


def example(wide: bool = False) -> pd.DataFrame:
    """A filled example, as it stands in the file; three invented students.

    >>> len(fu.cohort.read(fu.cohort.to_csv(fu.cohort.example(wide=True))))
    5
    """
    return pd.DataFrame(_WIDE_EXAMPLE if wide else _EXAMPLE, columns=_WIDE if wide else _LONG)


def legend() -> pd.DataFrame:
    """What each column means, which must be there, and what else it may be called."""
    rows = [
        (name, column.meaning, "yes" if name in (*NEEDED, "application") else "", ", ".join(column.synonyms))
        for name, column in COLUMNS.items()
    ]
    return pd.DataFrame(rows, columns=["heading", "what it holds", "needed", "also called"])


def to_csv(frame: pd.DataFrame) -> bytes:
    """A frame, measures, a template or an example as CSV for a spreadsheet; moments in their local time with their
    offset. No text can act as a formula; what `read` made is read back as it was."""
    return sheets.to_csv(written(frame))


def to_excel(frame: pd.DataFrame) -> bytes:
    """As `to_csv`, as an Excel workbook with a second sheet that explains the columns."""
    return sheets.to_excel({"class": written(frame), "columns": legend()})


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with moments, days and flags as text."""
    made: dict[str, Any] = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.DatetimeTZDtype) and "timezone" in frame:
            made[str(name)] = _local(column, frame["timezone"])
        elif column.dtype.kind == "M":
            made[str(name)] = column.dt.strftime("%Y-%m-%d")
        elif column.dtype == bool:
            made[str(name)] = np.where(column, "yes", "no")
        else:
            made[str(name)] = column
    return pd.DataFrame(made, index=frame.index)


def _local(column: pd.Series, zone: pd.Series) -> Any:
    code, names = pd.factorize(zone)
    known = (column.notna() & (code >= 0)).to_numpy()
    at = micros(column)[known]
    offset = Zones(list(names)).offset(code[known], at)
    local = np.datetime_as_string((at + offset).astype("datetime64[us]"), unit="us")
    places, offsets = pd.factorize(offset // SECOND)
    ends = [f"{'-' if one < 0 else '+'}{abs(one) // 3600:02}:{abs(one) // 60 % 60:02}" for one in offsets.tolist()]
    text = np.full(len(column), None, object)
    text[known] = [
        (one[:16] if one.endswith(":00.000000") else one.removesuffix(".000000")) + ends[place]
        for one, place in zip(local.tolist(), places.tolist(), strict=True)
    ]
    return text
