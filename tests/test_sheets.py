"""Tables for spreadsheet programs: no typed text becomes a formula, and everything can be read back."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.sheets import inert, plain, to_csv, to_excel

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1+1", "'=1", "|x"]
HARMLESS = ["Ada Reyes", "", "'tis", "+49 30 1234", "-", "3/4", "O'Neill", "a = b", "-12.50"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_and_can_be_undone(text):
    assert inert(text) == "'" + text
    assert plain(inert(text)) == text


@pytest.mark.parametrize("text", [text for text in HARMLESS if text != "-"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert inert(text) == text == plain(text)


@given(st.text())
def test_any_text_survives_the_way_there_and_back(text):
    assert plain(inert(text)) == text


def test_csv_holds_no_formula_in_a_cell_or_a_heading_and_keeps_accents():
    frame = pd.DataFrame({"=student": ["=1+1", "Zoë Šimić"], "days": [3, -4], "text": ["a,b\n=2", None]})
    text = to_csv(frame).decode("utf-8-sig")
    assert text.splitlines()[0] == "'=student,days,text"
    back = pd.read_csv(io.StringIO(text))
    assert back["'=student"].tolist() == ["'=1+1", "Zoë Šimić"]
    assert back["days"].tolist() == [3, -4]  # numbers of the kit's own stay numbers


def test_excel_keeps_text_as_text_numbers_as_numbers_and_moments_readable():
    at = dt.datetime(2026, 3, 10, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    frame = pd.DataFrame({"student": ["=1+1", "bell\x07"], "days": [3, None], "at": [at, None]})
    frame["kept"] = pd.array([True, pd.NA], dtype="boolean")
    book = openpyxl.load_workbook(io.BytesIO(to_excel({"Class: 1/2": frame, "Second": frame.head(0)})))
    sheet = book["Class  1 2"]
    assert sheet["A2"].value == "=1+1" and sheet["A2"].data_type == "s"  # "f" would be a formula
    assert sheet["A3"].value == "bell"
    assert sheet["B2"].value == 3 and sheet["B3"].value is None
    assert sheet["C2"].value == "2026-03-10 10:00+01:00"
    assert sheet["D2"].value is True and sheet["D3"].value is None
    assert book["Second"].max_row == 1
