"""A class's file as a table of text: CSV, Excel or JSON Lines, told apart by what is in them, not by their name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from ..errors import InputError
from ..words import listing
from .columns import COLUMNS, EVENTS, NAMES, plain_name
from .zones import Ints

Source = str | os.PathLike[str] | bytes | BinaryIO | Mapping[str, bytes]
_SNIFF = 1 << 16
_LIMITS = {"CSV": 2 << 30, "Excel": 25 << 20, "JSON": 300 << 20}
_SIZES = "The largest that is read is 2 GB of CSV, 300 MB of JSON Lines or 25 MB of Excel."
_UNPACKED = 400 << 20
_WRONG = "Give the class’s table as CSV, Excel (.xlsx) or JSON Lines, with its headings in the first row."
_OTHER = {b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)", b"\x89PNG": "a picture",
          b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"\x1f\x8b": "a compressed file"}  # fmt: skip


@dataclass
class Raw:
    """A table of text under its headings, the row of each line as a spreadsheet counts, and remarks."""

    headings: list[str]
    table: pd.DataFrame
    row: Ints
    source: str
    notes: list[str] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)  # the place of a row and its number of cells
    files: list[str] | None = None  # the file of each row, where there are several


def recognised(headings: list[str]) -> int:
    """How many of the headings name a column of the class's file."""
    return sum(plain_name(heading) in NAMES or plain_name(heading) in EVENTS for heading in headings)


def load(source: Source) -> Raw:
    """The table in a file (by its path), in bytes, or in an open binary file."""
    if isinstance(source, Mapping):
        raise TypeError("hand-ins are read by handins.load")
    if isinstance(source, bytes | bytearray | memoryview):
        return _load(io.BytesIO(source), "the file")
    if hasattr(source, "read"):
        data = source.read()
        return _load(io.BytesIO(data if isinstance(data, bytes) else str(data).encode()), "the file")
    path = Path(source)
    try:
        with path.open("rb") as file:
            return _load(file, path.name)
    except FileNotFoundError:
        raise InputError.one("file", path.name, "is not there", "Check its name and folder.") from None
    except PermissionError:
        cure = "Close it where it is open, such as in a spreadsheet program, or copy it to a folder of yours."
        raise InputError.one("file", path.name, "is opened elsewhere, or may not be read", cure) from None
    except (OSError, ValueError) as error:
        wrong = f"cannot be opened ({getattr(error, 'strerror', None) or error})"
        raise InputError.one("file", str(path.name), wrong, "Try a copy of it.") from None


def _load(file: BinaryIO, name: str) -> Raw:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_SNIFF)
    file.seek(0)
    for mark, what in _OTHER.items():
        if head.startswith(mark):
            raise InputError.one("file", name, f"is {what}, not a table that can be read", f"{_WRONG} {_SIZES}")
    if not head.strip():
        raise InputError.one("file", name, "is empty", "Fill in the template: fu.cohort.template().")
    kind = (
        "Excel"
        if head.startswith(b"PK")
        else "JSON"
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        else "CSV"
    )
    if size > _LIMITS[kind]:
        wrong = f"has {size / (1 << 20):,.0f} MB"
        cure = f"{_SIZES} Save a large Excel file as CSV." if kind == "Excel" else _SIZES
        raise InputError.one("file", name, wrong, cure)
    return {"Excel": _excel, "JSON": _json_lines, "CSV": _csv}[kind](file, head, name)


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv(file: BinaryIO, head: bytes, name: str) -> Raw:
    encoding = "utf-8"
    for mark, known in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            encoding = known
            break
    if encoding != "utf-16" and b"\x00" in head:
        raise InputError.one("file", name, "is not a text file", f"{_WRONG} {_SIZES}")
    headings, skip, separator = _headings(head.decode(encoding, "replace"), name)
    notes = [f"Read with {'tabs' if separator == chr(9) else separator} between the cells."] if separator != "," else []
    if encoding == "utf-16":
        notes.append("Read as UTF-16, as its first bytes say.")
    for tried in (encoding, "cp1252"):
        try:
            table, ragged = _cells(file, tried, separator, skip, len(headings))
            break
        except UnicodeDecodeError:
            if tried != "utf-8":
                raise InputError.one("file", name, "is in an unknown encoding", "Save it as “CSV UTF-8”.") from None
            notes.append("Read as Windows-1252 (Western European), since it is not UTF-8: check the accents in names.")
    return Raw(headings, table, np.arange(len(table)) + skip + 1, name, notes, ragged)


def _headings(text: str, name: str) -> tuple[list[str], int, str]:
    """The headings, the number of lines to skip for the cells, and the separator under which most are known."""
    best: tuple[int, list[str], int, str] = (0, [], 0, ",")
    for separator in (",", ";", "\t"):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            for line in reader:
                if len(line) > 1 and not (len(line) == 2 and line[0].lower() == "sep="):
                    best = max(best, (recognised(line), line, reader.line_num, separator), key=lambda one: one[0])
                    break
                if reader.line_num > 20:
                    break
        except csv.Error:
            continue
    known, headings, skip, separator = best
    if known < 2:
        first = "".join(text.strip().splitlines()[:1])[:60]
        needed = "Needed are student, application (or company), interview_at and what happened."
        raise InputError.one(
            "file", name, f"has no headings that are known; it begins “{first}”", f"{needed} {_WRONG} {_SIZES}"
        )
    return headings, skip, separator


def _cells(
    file: BinaryIO, encoding: str, separator: str, skip: int, width: int
) -> tuple[pd.DataFrame, list[tuple[int, int]]]:
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                file if encoding != "utf-16" else wrapper, header=None, names=list(range(width)), index_col=False,
                dtype=object, na_filter=False, skip_blank_lines=False, encoding=encoding, sep=separator,
                skiprows=skip, low_memory=False,
            )  # fmt: skip
        return table, []
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=range(width), dtype=object), []
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        pass  # some row has too many cells, or a quotation mark is not closed: read again, row by row
    finally:
        wrapper.detach()
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding=encoding, newline="")
    rows, ragged = [], []
    try:
        for _ in range(skip):
            lines.readline()
        for place, line in enumerate(csv.reader(lines, delimiter=separator, strict=True)):
            if len(line) > width and any(line[width:]):
                ragged.append((place, len(line)))
            rows.append((line + [""] * width)[:width])
    except csv.Error:
        wrong = f"after row {skip + 1 + len(rows)} has a quotation mark that is not closed"
        raise InputError.one("file", None, wrong, 'Write two marks ("") where one is part of a text.') from None
    finally:
        lines.detach()
    return pd.DataFrame(rows, columns=range(width), dtype=object), ragged


# --- Excel and JSON Lines ---------------------------------------------------------------------------------------------


def _excel(file: BinaryIO, head: bytes, name: str) -> Raw:
    import openpyxl

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise InputError.one("file", name, "is far too large when unpacked", f"Save it as CSV. {_SIZES}")
        values, formulas = (openpyxl.load_workbook(file, read_only=True, data_only=only) for only in (True, False))
        seen = []
        for sheet in values.worksheets:
            other = formulas[sheet.title].iter_rows(values_only=True)
            lines = [
                [_text(formula if value is None else value) for value, formula in zip(line, formal, strict=False)]
                for line, formal in zip(sheet.iter_rows(values_only=True), other, strict=False)
            ]
            seen.append(sheet.title)
            for place, line in enumerate(lines[:20]):
                if recognised(line) >= 2:
                    return _excel_table(lines, place, f"{name}, sheet {sheet.title}")
    except InputError:
        raise
    except Exception:  # openpyxl fails in many ways on a file that only looks like Excel
        raise InputError.one(
            "file", name, "cannot be read as Excel", f"Save it anew as .xlsx, or as CSV. {_WRONG}"
        ) from None
    raise InputError.one("file", name, f"has no headings that are known in its sheets {listing(seen)}", _WRONG)


def _excel_table(lines: list[list[str]], place: int, name: str) -> Raw:
    headings = lines[place]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    rows = [(line + [""] * width)[:width] for line in lines[place + 1 :]]
    ragged = [(i, len(line)) for i, line in enumerate(lines[place + 1 :]) if any(line[width:])]
    table = pd.DataFrame(rows, columns=range(width), dtype=object)
    return Raw(headings, table, np.arange(len(rows)) + place + 2, name, [], ragged)


def _text(value: Any) -> str:
    """A cell as text: a date without its midnight, a number without its .0."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _json_lines(file: BinaryIO, head: bytes, name: str) -> Raw:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError.one("file", name, "is not UTF-8, as JSON must be", "Save it as UTF-8.") from None
    rows, places = [], []
    headings: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise InputError.one(f"line {number}", line[:60], "is not a JSON object", "Put one object on each line.")
        headings.update(dict.fromkeys(row))
        places.append(number)
        rows.append(
            {key: "; ".join(map(_text, cell)) if isinstance(cell, list) else _text(cell) for key, cell in row.items()}
        )
    names = list(headings)
    if recognised(names) < 2:
        raise InputError.one(
            "file",
            name,
            "has no names that are known",
            f"Its objects need names such as {', '.join(list(COLUMNS)[:5])}.",
        )
    table = pd.DataFrame([[row.get(key, "") for key in names] for row in rows], columns=range(len(names)), dtype=object)
    return Raw(names, table, np.array(places, np.int64), name)
