"""A class's file is read whole, or every fault in it is named by row, column, value and cure."""

import datetime as dt
import io
import json

import openpyxl
import pandas as pd
import pytest
from cohort_files import FOLDER, files
from hypothesis import given
from hypothesis import strategies as st
from strategies import at, in_time

import followup as fu

HEAD = "student,application,company,role,interview_at,timezone,event,event_at,event_date,to\n"
ROW = "Ada,a1,Northwind,Analyst,2026-03-10 10:00,Europe/Berlin,thank_you_sent,2026-03-10 17:00,,\n"


def read(text, **options):
    return fu.cohort.read(text.encode() if isinstance(text, str) else text, **options)


def faults(text, **options):
    """The report of a file that is refused."""
    with pytest.raises(fu.cohort.ClassFileFaults) as caught:
        read(text, **options)
    assert str(caught.value)
    return caught.value.report


def one(text, **options):
    """The one fault of a file: its row, column, value, what is wrong and the cure."""
    report = faults(text, **options)
    assert len(report) == 1, report.to_string()
    return tuple(report.iloc[0])


def refused(data, **options):
    with pytest.raises(fu.InputError) as caught:
        read(data, **options)
    return str(caught.value)


def same(one, other):
    """Two frames hold the same, whatever their categories."""
    pd.testing.assert_frame_equal(one.astype(object), other.astype(object), check_dtype=False)
    return True


# --- what can be read -------------------------------------------------------------------------------------------------


def test_the_synthetic_class_is_read_back_as_it_was_made_from_csv_and_excel():
    made = fu.cohort.simulate()
    for data in (fu.cohort.to_csv(made), fu.cohort.to_excel(made)):
        back = read(data)
        assert same(back, made) and back.attrs["synthetic"] is True
        assert back.dtypes.astype(str).tolist() == made.dtypes.astype(str).tolist()


def test_the_files_in_data_are_those_that_the_command_writes():
    for name, data in files().items():
        assert (FOLDER / name).read_bytes() == data, "run: make cohort"


def test_the_examples_say_what_they_show():
    long, wide = (read(fu.cohort.to_csv(fu.cohort.example(wide=wide))) for wide in (False, True))
    assert long["student"].nunique() == wide["student"].nunique() == 3
    assert set(long["event"].dropna()) == {"thank_you_sent", "reply_received", "promised_date", "rejected"}
    assert not long.attrs["synthetic"]


def test_an_interview_without_an_event_is_a_row():
    frame = read(HEAD + "Ada,a1,Northwind,,2026-03-10 10:00,Europe/Berlin,,,,\n")
    assert len(frame) == 1 and frame["event"].isna().all()
    assert fu.cohort.measure(frame, now=at("2026-03-12 09:00")).loc[0, "due"] == "overdue"


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_recognised_and_said(separator, encoding):
    text = (HEAD + ROW.replace("Ada", "Zoë")).replace(",", separator)
    frame = read(text.encode(encoding))
    assert frame.loc[0, "student"] == "Zoë"
    notes = " ".join(frame.attrs["notes"])
    assert ("tabs" if separator == "\t" else ";") in notes
    assert ("1252" in notes) == (encoding == "cp1252") and ("UTF-16" in notes) == (encoding == "utf-16")


def test_headings_are_known_by_other_names_and_what_is_not_used_is_said():
    text = "Candidate,Employer,Position,Interview date,Time zone,Thank-you sent,Check-in 1,Check-in 2,Shoe size\n"
    frame = read(text + "Ada,Northwind,Analyst,2026-03-10 10:00,Europe/Berlin,2026-03-10,2026-03-18 09:00,2026-03-25,38\n")
    assert frame["event"].tolist() == ["thank_you_sent", "check_in_sent", "check_in_sent"]
    assert frame["application"].unique().tolist() == ["Northwind Analyst"]
    assert any("Shoe size" in note for note in frame.attrs["notes"])
    assert any("noon" in note for note in frame.attrs["notes"])


def test_days_without_a_time_are_not_measured_in_hours():
    text = "student,company,interview_at,thank_you_sent\n"
    rows = {"2026-03-10": True, "2026-03-11": None, "2026-03-12": False}  # the next day may be within 24 hours, or not
    frame = read(text + "".join(f"{day},N,2026-03-10 10:00,{day}\n" for day in rows), timezone="Europe/Berlin")
    measures = fu.cohort.measure(frame, now=at("2026-03-20 09:00"))
    assert measures["thank_you_hours"].isna().all() and measures["thank_you_hours_each"].tolist() == ["?"] * 3
    assert [None if pd.isna(x) else bool(x) for x in measures["within_a_day"]] == list(rows.values())


@pytest.mark.parametrize(
    ("written", "order"),
    [("2026-03-10T10:00", None), ("2026/3/10 10:00", None), ("10 March 2026 10:00", None), ("Mar 10, 2026 10:00 am", None),
     ("Tuesday, 10th March 2026 at 10:00", None), ("10.3.2026 10:00", "day first"), ("3/10/26 10:00", "month first")],
)  # fmt: skip
def test_dates_are_read_in_iso_by_the_month_s_name_or_in_a_declared_order(written, order):
    frame = read(HEAD + f'Ada,a1,N,,"{written}",Europe/Berlin,,,,\n', dates=order)
    assert frame.loc[0, "interview_at"] == at("2026-03-10 10:00")


def test_a_time_s_own_offset_is_its_zone_where_none_is_given():
    frame = read("student,company,interview_at,event,event_at\nAda,N,2026-03-10T10:00+05:30,rejected,2026-03-12T02:00Z\n")
    assert frame.loc[0, "timezone"] == "+05:30"
    app = fu.cohort.timeline(frame, "Ada")
    assert app.rounds[0].at.utcoffset() == dt.timedelta(hours=5, minutes=30) and app.rounds[0].timezone is None


def test_what_one_row_tells_of_an_interview_holds_for_its_others():
    second = "Ada,a1,,,2026-03-10 10:00,,check_in_sent,2026-03-20 10:00,,\n"
    frame = read(HEAD + ROW + second)
    assert frame["timezone"].tolist() == ["Europe/Berlin"] * 2 and frame["company"].tolist() == ["Northwind"] * 2


def test_json_lines_and_an_open_file_are_read(tmp_path):
    row = {"student": "Ada", "application": "a1", "interview_at": "2026-03-10T10:00+01:00", "event": "rejected",
           "event_at": "2026-03-12T10:00+01:00", "interviewers": ["Tom Osei", "Mei Lim"], "more_rounds": True}  # fmt: skip
    lines = (json.dumps(row) + "\n\n").encode()
    frame = read(io.BytesIO(lines))
    assert frame.loc[0, "interviewers"] == "Tom Osei; Mei Lim" and frame.loc[0, "more_rounds"]
    path = tmp_path / "class.jsonl"
    path.write_bytes(lines)
    assert same(fu.cohort.read(path), frame) and fu.cohort.read(str(path)).attrs["source"] == "class.jsonl"


def test_excel_s_own_dates_are_read_and_its_second_sheet_is_found():
    book = openpyxl.Workbook()
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("Spring")
    sheet.append(["Our class"])
    sheet.append(["Student", "Employer", "Interview date", "Rejected"])
    sheet.append(["Ada", "Northwind", pd.Timestamp("2026-03-10 10:00"), pd.Timestamp("2026-03-20")])
    sheet.append(["Ben", "Northwind", "31/02/2026", None])
    file = io.BytesIO()
    book.save(file)
    report = faults(file.getvalue(), timezone="Europe/Berlin")
    assert report["row"].tolist() == [4] and report["column"].tolist() == ["Interview date"]
    good = read(file.getvalue(), timezone="Europe/Berlin", keep_good=True)
    assert good.loc[0, "interview_at"] == at("2026-03-10 10:00") and good.attrs["source"].endswith("sheet Spring")


# --- faults, one by one -----------------------------------------------------------------------------------------------

FAULTS = {
    "31/02": ("interview_at", "31/02/2026", "no day of the calendar"),
    "3/4/26": ("interview_at", "3/4/26", "could be Wednesday 4 March 2026 or Friday 3 April 2026"),
    "2026-02-30": ("interview_at", "2026-02-30 10:00", "no day"),
    "a number": ("interview_at", "46091", "is a number, not a date"),
    "a word": ("interview_at", "soon", "is not a date"),
    "a far year": ("interview_at", "1926-03-10 10:00", "1970 to 2200"),
    "a time out of the day": ("interview_at", "10 March 2026 25:00", "no time of day"),
    "an unknown event": ("event", "thankyou_sentt", "not a known event"),
    "an event before its interview": ("event_at", "2026-03-09 10:00", "before its interview"),
    "an unknown zone": ("timezone", "Europe/Berlinn", "not a known time zone"),
    "an event without a time": ("event_at", "", "has no time"),
    "no student": ("student", "", "is missing"),
    "a reply without an interview": ("interview_at", "", "no interview"),
    "a time skipped by the clock": ("interview_at", "2026-03-29 02:30", "does not exist"),
    "a time that comes twice": ("interview_at", "2025-10-26 02:30", "happens twice"),
    "a very long name": ("to", "x" * 301, "longer than 300"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_row_column_value_and_cure(name):
    column, value, wrong = FAULTS[name]
    cells = dict(zip(HEAD.strip().split(","), ROW.strip().split(","), strict=True)) | {column: value}
    line = ",".join(f'"{cell}"' for cell in cells.values()) + "\n"
    row, where, shown, said, cure = one(HEAD + ROW.replace("Ada", "Ben") + "\n" + line)
    assert (row, where) == (4, column) and wrong in said and cure
    assert shown == value or (column, value) == ("event_at", "2026-03-09 10:00")


def test_a_promised_date_needs_its_day_and_lies_after_the_interview():
    promise = "Ada,a1,Northwind,Analyst,2026-03-10 10:00,Europe/Berlin,promised_date,2026-03-11 10:00,{},\n"
    assert "needs the day" in one(HEAD + promise.format(""))[3]
    assert one(HEAD + promise.format("2026-03-09"))[1:3] == ("event_date", "2026-03-09")
    assert len(read(HEAD + promise.format("2026-03-20"))) == 1


def test_an_end_before_the_start_and_a_promise_before_the_interview():
    head = "student,company,interview_at,ends,decision_by,rejected\n"
    report = faults(head + "Ada,N,2026-03-10T10:00Z,2026-03-10T09:00Z,2026-03-09,\n")
    assert report["column"].tolist() == ["decision_by", "ends"] or set(report["column"]) == {"decision_by", "ends"}


def test_a_row_that_stands_twice():
    assert one(HEAD + ROW + ROW)[0] == 3


def test_rows_of_one_interview_that_disagree():
    assert one(HEAD + ROW + ROW.replace("Northwind", "Southwind").replace("17:00", "18:00"))[:3] == (3, "company", "Southwind")


def test_times_without_a_zone_are_one_fault_and_mixed_ones_are_named():
    bare = "student,company,interview_at,rejected\nAda,N,2026-03-10 10:00,\nBen,N,{},\n"
    row, column, _, wrong, cure = one(bare.format("2026-03-11 10:00"))
    assert (row, column) == (0, "interview_at") and "time zone" in wrong and "timezone=" in cure
    row, _, value, wrong, _ = one(bare.format("2026-03-11T10:00+01:00"))
    assert (row, value) == (2, "2026-03-10 10:00") and "other times" in wrong
    assert len(read(bare.format("2026-03-11 10:00"), timezone="Europe/Berlin")) == 2


def test_columns_that_are_missing_doubled_or_misspelt_are_all_named_at_once():
    report = faults("student,Student name,compani,interview_at\nAda,Ada,N,2026-03-10\n")
    said = dict(zip(report["column"], report["wrong"] + " " + report["cure"], strict=True))
    assert "means the same" in said["Student name"] and 'Did you mean "company"' in said["compani"]
    assert "is missing" in said["application"] and "Thank-you sent" in said["event"]


def test_a_row_with_too_many_cells_and_a_quotation_mark_that_stays_open():
    assert one(HEAD + ROW.replace("\n", ",x,y\n"))[:2] == (2, "the row")
    assert one(HEAD + ROW + ROW.replace("Ada", "Ben").replace("\n", ",x\n"))[:2] == (3, "the row")
    assert "quotation mark" in refused(HEAD + ROW + '"Ben,a1\n')


def test_every_fault_comes_at_once_and_can_be_sent_back():
    text = HEAD + ROW.replace("17:00", "soon") + ROW.replace("Ada", "=1+1") + ROW.replace("Ada", "Ben").replace("thank_you", "thankyu")
    with pytest.raises(fu.cohort.ClassFileFaults) as caught:
        read(text)
    error = caught.value
    assert error.report["row"].tolist() == [2, 4] and len(error.problems) == 2
    assert 'Did you mean "thank_you_sent"' in error.report["cure"].iloc[1]
    back = pd.read_csv(io.BytesIO(error.to_csv()), keep_default_na=False)
    assert back.columns[-1] == "what to mend" and len(back) == 3
    assert [bool(words) for words in back["what to mend"]] == [True, False, True]
    assert back["student"].tolist() == ["Ada", "'=1+1", "Ben"]  # a name stays, and cannot run


def test_many_faults_are_counted_in_the_text_and_listed_in_the_report():
    with pytest.raises(fu.cohort.ClassFileFaults) as caught:
        read(HEAD + "".join(ROW.replace("Ada", f"s{n}").replace("17:00", "soon") for n in range(100)))
    assert len(caught.value.report) == 100 and "80 further faults" in str(caught.value)


def test_good_rows_are_kept_when_asked_and_none_is_lost_silently():
    bad = ROW.replace("Ada", "Ben").replace("17:00", "soon")
    other = ROW.replace("Ada", "Ben").replace("thank_you_sent,2026-03-10 17:00", "rejected,2026-03-20 10:00")
    frame = read(HEAD + ROW + bad + other, keep_good=True)
    assert frame["student"].tolist() == ["Ada"]  # an application is left out whole: half of it would be measured wrongly
    assert frame.attrs["rows_left_out"] == 2 and "2 of 3 rows are left out" in frame.attrs["notes"][-1]
    assert len(frame.attrs["faults"].report) == 1
    measures = fu.cohort.measure(frame, now=at("2026-04-01 09:00"))
    assert measures.attrs["faults"] is frame.attrs["faults"]
    with pytest.raises(fu.cohort.ClassFileFaults):
        read(HEAD + bad, keep_good=True)


# --- files that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "is empty"), (b" \n\n", "is empty"), (b"%PDF-1.7", "a PDF"), (b"\xd0\xcf\x11\xe0rest", "old Excel"),
     (b"PK\x03\x04broken", "cannot be read as Excel"), (b"a\x00b\x00", "not a text file"), (b"[1, 2]\n", "not a JSON object"),
     (b'{"a": 1}\n', "no names that are known"), (b"Dear all,\nplease find attached\n", "no headings"),
     (HEAD.encode(), "the class: is empty"), ((HEAD + ",,,,,,,,,\n\n").encode(), "the class: is empty"),
     (b"{" * 100_000, "not a JSON object"), (HEAD.encode() + b"\x81\x8d", "unknown encoding")],
)  # fmt: skip
def test_a_file_that_is_no_table_of_a_class_is_refused_in_a_sentence(data, said):
    assert said in refused(data)


def test_40_mb_of_the_wrong_file_are_refused_without_being_read():
    class Watched(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            self.taken += len(data)
            return data

    from followup.cohort.loading import _load

    file = Watched(b"time,heart rate,steps\n" + b"2026-03-10,60,100\n" * 2_300_000)
    with pytest.raises(fu.InputError, match="2 GB of CSV"):
        _load(file, "watch.csv")
    assert file.taken < 100_000
    with pytest.raises(fu.InputError, match="25 MB of Excel"):
        read(b"PK\x03\x04" + b"0" * (26 << 20))


def test_a_file_that_is_missing_or_opened_elsewhere(tmp_path, monkeypatch):
    with pytest.raises(fu.InputError, match="is not there"):
        fu.cohort.read(tmp_path / "none.csv")
    path = tmp_path / "class.csv"
    path.write_text(HEAD + ROW)

    def locked(*_, **__):
        raise PermissionError(13, "in use")

    monkeypatch.setattr("pathlib.Path.open", locked)
    with pytest.raises(fu.InputError, match=r"opened elsewhere.*Close it"):
        fu.cohort.read(path)


@pytest.mark.parametrize("options", [{"dates": "european"}, {"timezone": "Mars/Base"}])
def test_a_declaration_that_is_none(options):
    assert next(iter(options)) in refused(HEAD + ROW, **options)


def test_a_formula_in_a_name_stays_text_all_the_way():
    frame = read(HEAD + ROW.replace("Ada", '"=HYPERLINK(""x"")"'))
    assert frame.loc[0, "student"] == '=HYPERLINK("x")'
    out = fu.cohort.to_csv(frame).decode("utf-8-sig")
    assert "'=HYPERLINK" in out and read(out).loc[0, "student"] == '=HYPERLINK("x")'


# --- hostile files ----------------------------------------------------------------------------------------------------

CELLS = ["", "Ada", "2026-03-10", "2026-03-10 10:00", "2026-03-10T10:00+01:00", "3/4/26", "31/02/2026", "Europe/Berlin",
         "thank_you_sent", "rejected", "promised_date", "yes", "=1", '"', "\n", "\x00", "é", "9" * 40, "2026-03-29 02:30",
         "0001-01-01", "9999-12-31T23:59:59Z", "2200-12-31 23:00", "1970-01-01 00:00", "email", "a;b", "-", "'"]  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", b"student,interview_at,company,event,event_at\n", b"PK\x03\x04", b'{"student": '):
        try:
            fu.cohort.read(start + data, timezone="UTC", keep_good=True)
        except fu.InputError as error:
            assert str(error)


@given(st.data())
def test_any_cells_under_known_headings_are_read_or_refused(data):
    known = [*fu.cohort.template().columns, *fu.cohort.template(wide=True).columns, "first_choice", "day_only", "x"]
    headings = data.draw(st.lists(st.sampled_from(known), min_size=3, max_size=14))
    rows = data.draw(st.lists(st.lists(st.sampled_from(CELLS) | st.text(max_size=8), max_size=15), max_size=6))
    text = "\n".join(",".join(row) for row in [headings, *rows])
    options = {"timezone": data.draw(st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"])), "dates": data.draw(st.sampled_from([None, "day first"]))}
    try:
        frame = fu.cohort.read(text.encode("utf-8", "replace"), keep_good=data.draw(st.booleans()), **options)
    except fu.InputError as error:
        assert str(error)
        return
    for source in ("learn-it", "how-to-follow-up"):  # what is read can be measured, and gives applications
        fu.cohort.measure(frame, source, now="2026-04-01T00:00Z")
    for student, application in frame[["student", "application"]].drop_duplicates().itertuples(index=False):
        assert in_time(fu.cohort.timeline(frame, student, application).rounds)


@given(st.data())
def test_a_class_in_which_single_cells_are_changed_is_read_or_refused(data):
    lines = [line.split(",") for line in fu.cohort.to_csv(fu.cohort.example()).decode("utf-8-sig").splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.sampled_from(lines[1:]))
        line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.sampled_from(CELLS) | st.text(max_size=6))
    text = "\n".join(map(",".join, lines)).encode("utf-8", "replace")
    try:
        frame = read(text)
        assert len(frame) == len(lines) - 1
    except fu.InputError:
        return


# --- hand-ins ---------------------------------------------------------------------------------------------------------


def handin(learner="learner-7f3a", **changes):
    rounds = [
        {"interview_at": "2026-03-10T10:00:00+01:00", "timezone": "Europe/Berlin", "ends": None, "decision_by": "2026-03-20",
         "stage": "technical", "more_rounds": False, "interviewers": 2},
        {"interview_at": "2026-03-30T10:00:00+02:00", "timezone": "Europe/Berlin", "ends": None, "decision_by": None,
         "stage": "final", "more_rounds": False, "interviewers": 1},
    ]  # fmt: skip
    events = [
        {"event": "thank_you_sent", "event_at": "2026-03-10T17:00:00+01:00", "channel": "email", "to": "p1", "event_date": None},
        {"event": "check_in_sent", "event_at": "2026-04-08T17:00:00+02:00", "channel": None, "to": "p1", "event_date": None},
    ]
    document = {"kit": "follow-up hand-in", "version": 1, "learner": learner,
                "applications": [{"application": "a1", "rounds": rounds, "events": events}],
                "results": [{"rule": "limit-check-ins", "asked": 3, "right": 2, "mended": 1}]} | changes  # fmt: skip
    return json.dumps(document).encode()


def test_a_folder_of_hand_ins_becomes_one_class(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.json").write_bytes(handin(f"learner-{number}"))
    frame = fu.cohort.read(tmp_path)
    assert frame["student"].nunique() == 3 and frame.attrs["source"] == "3 hand-ins"
    measures = fu.cohort.measure(frame, now=at("2026-04-20 09:00"))
    assert measures["interviewers"].tolist() == [2, 1] * 3 and measures["thanked"].tolist() == [1, 0] * 3
    assert measures["check_ins"].tolist() == [0, 1] * 3  # each event is with its own round
    assert fu.cohort.results(tmp_path)["right"].sum() == 6
    assert same(fu.cohort.read({path.name: path.read_bytes() for path in sorted(tmp_path.glob("*.json"))}), frame)


def test_hand_ins_that_cannot_be_read_are_all_named(tmp_path):
    bad = {"one.json": b"{", "two.json": handin(version=2), "three.json": handin(), "four.json": handin(), "five.json": b'{"kit": 1}'}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(fu.InputError) as caught:
        fu.cohort.read(tmp_path)
    said = str(caught.value)
    assert all(name in said for name in ("one.json", "two.json", "three.json", "five.json"))
    assert "same learner" in said and "another version" in said
    with pytest.raises(fu.InputError, match="holds no hand-ins"):
        fu.cohort.read(tmp_path / "followup_home")


def test_a_fault_in_a_hand_in_names_its_file(tmp_path):
    (tmp_path / "ada.json").write_bytes(handin().replace(b"check_in_sent", b"chekc_in"))
    with pytest.raises(fu.cohort.ClassFileFaults) as caught:
        fu.cohort.read(tmp_path)
    assert caught.value.report["file"].tolist() == ["ada.json"] and "ada.json" in str(caught.value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["rounds", "events", "interview_at", "event", "event_at", "application", "timezone", "interviewers"]), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_any_document_is_read_or_refused(inner):
    data = json.dumps({"kit": "follow-up hand-in", "version": 1, "learner": "x", "applications": inner, "results": inner}).encode()
    for act in (fu.cohort.read, fu.cohort.results):
        try:
            act({"x.json": data})
        except fu.InputError as error:
            assert str(error)
