"""The widgets of a class: any file answered, the next class in one click, charts under pseudonyms, the hand-in."""

import datetime as dt
import io
import json
import re
from html import unescape

import ipywidgets as w
import openpyxl
import pytest
from hands import control, downloads, html, text, walk
from test_handin import CASE

import followup as fu
from followup import widgets as kit
from followup.learning import Desk, MemoryStore
from followup.learning.classroom import GROUPS, Classroom
from followup.widgets.classview import QUESTIONS

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
LESSON = "06_cohort_cadence"
WIDE = b"""Candidate,Employer,Interview date,Time zone,Thank-you sent,Check-in sent,Rejected
Ada Reyes,Northwind,2026-03-10 10:00,Europe/Berlin,2026-03-10 17:00,2026-03-19 09:00,
Bo Lindqvist,Contoso,2026-03-12 10:00,Europe/Berlin,,,2026-03-25 09:00
"""
AMBIGUOUS = WIDE.replace(b"2026-03-12 10:00", b"3/4/26 10:00")
HOMELESS = b"Candidate,Employer,Interview date,Thank-you sent\nAda,Northwind,2026-03-10 10:00,2026-03-10 17:00\n"
HALF_BAD = WIDE + b"Cleo Marsh,Acme,31/02/2026 10:00,Europe/Berlin,,,\n"


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog):
    """A handler that raises passes silently, but for a line in the log."""
    yield
    records = [r for r in caplog.records if not r.name.startswith("matplotlib")]
    assert [record.getMessage() for record in records] == []


@pytest.fixture
def desk():
    return Desk(MemoryStore(), LESSON, clock=lambda: NOW)


@pytest.fixture
def file(desk):
    return kit.class_file(desk)


def shown(widget):
    return widget.layout.display != "none"


def upload(widget, **files):
    """What the browser does when files have been chosen."""
    made = next(c for c in walk(widget) if isinstance(c, w.FileUpload))
    made.value = tuple(
        {"name": name.replace("_", "."), "type": "", "size": len(data), "content": memoryview(data),
         "last_modified": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}
        for name, data in files.items()
    )  # fmt: skip
    assert made.value == ()  # ready for the same file again


# --- opening a class --------------------------------------------------------------------------------------------------


def test_it_begins_with_the_synthetic_class_and_says_so(file):
    assert "Loaded: The synthetic class, made up by the kit. 120 students" in text(file)


def test_a_class_of_ones_own_is_two_clicks_away(desk, file):
    view = kit.class_view(desk)
    upload(file, class_csv=WIDE)
    assert "The class is loaded." in text(file) and "Loaded: class.csv. 2 students, 2 interviews" in text(file)
    assert "Now is Wednesday 1 April 2026" in text(file)  # the real day
    assert "ynthetic" not in text(view) and "2 students by their most urgent step" in text(view)


def test_the_same_file_may_be_opened_again(file):
    for _ in range(2):
        upload(file, class_csv=WIDE)
        assert "The class is loaded." in text(file)


def test_faults_are_listed_and_can_be_sent_back(desk, file):
    upload(file, class_csv=HALF_BAD)
    assert "1 fault." in text(file) and "31/02/2026" in text(file) and "not loaded yet" in text(file)
    assert b"what to mend" in downloads(file)["to-mend.csv"].splitlines()[0]
    assert Classroom.of(desk).synthetic  # the class before is still there
    control(file, "Keep the good rows").click()
    assert "The class is loaded." in text(file) and "Left out:" in text(file) and "2 students" in text(file)


def test_the_form_asks_for_what_the_report_needs_and_for_nothing_else(file):
    order, zone, again = (control(file, label) for label in ("Dates in the file", "Time zone of", "Read it again"))
    assert not shown(order) and not shown(zone) and not shown(again)
    upload(file, class_csv=AMBIGUOUS)
    assert shown(order) and not shown(zone) and "Choose the order under “Dates in the file”" in text(file)
    order.value = "month first"
    again.click()
    assert "The class is loaded." in text(file) and not shown(order)
    control(file, "Start over").click()
    upload(file, class_csv=HOMELESS)
    assert shown(zone) and not shown(order)
    zone.value = "Europe/Berlin"
    again.click()
    assert "The class is loaded." in text(file) and not shown(zone)


BAD = {
    "empty": b"",
    "headings": b"student,application,interview_at,event,event_at\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "pdf": b"%PDF-1.7 " + b"x" * 500,
    "binary": bytes(range(256)) * 20,
    "text": b"Dear class,\n\nhere is the file.\n",
    "quote": b'student,application,interview_at,event,event_at\n"Ada,a1,2026-03-10,,\n',
    "excel": b"PK\x03\x04" + b"x" * 300,
    "json": b"{not json}",
    "hand-in": b'{"kit": "follow-up hand-in", "version": 99, "learner": "x"}',
    "doubled": b"student,student,interview_at,event,event_at\nA,A,2026-03-10,,\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_answered_in_words(desk, file, name):
    upload(file, class_csv=BAD[name])
    assert "Please check" in text(file) or "fault. " in text(file) or "faults. " in text(file), text(file)
    assert "fault of its own" not in text(file) and "Traceback" not in text(file)
    assert Classroom.of(desk).synthetic


def test_what_stands_in_a_file_is_shown_as_text(desk, file):
    evil = b'Candidate,Employer,Interview date,Time zone,Thank-you sent\nAda,"=1+1","<img src=x onerror=alert(1)>",UTC,\n'
    upload(file, **{"<b>class</b>_csv": evil})
    assert "<img src=x" not in html(file) and "&lt;img src=x" in html(file)
    assert b",'=1+1," in downloads(file)["to-mend.csv"]


def test_the_browsers_own_refusal_is_told(file):
    made = next(c for c in walk(file) if isinstance(c, w.FileUpload))
    made.error = "NotReadableError"
    assert "could not read the file (NotReadableError)" in text(file)


def test_by_its_path_a_file_a_folder_and_nothing(file, tmp_path):
    path = control(file, "Path of a file")
    control(file, "Read it from there").click()
    assert "Write the path of a file or of a folder first." in text(file)
    path.value = str(tmp_path / "nowhere.csv")
    control(file, "Read it from there").click()
    assert "is not there" in text(file)
    (tmp_path / "class.csv").write_bytes(WIDE)
    path.value = f'"{tmp_path / "class.csv"}"'
    control(file, "Read it from there").click()
    assert "Loaded: class.csv. 2 students" in text(file)


def hand_ins():
    for _ in range(3):
        learner = Desk(MemoryStore(), LESSON, clock=lambda: NOW)
        learner.save(CASE, new=True)
        made = kit.hand_in_file(learner)
        control(made, "Show what would be saved").click()
        (content,) = downloads(made).values()
        yield content


def test_hand_ins_become_a_class(file, tmp_path):
    files = {f"one{number}_json": content for number, content in enumerate(hand_ins())}
    upload(file, **files)
    assert "3 students, 3 interviews, 9 events" in text(file)
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_bytes(content)
    control(file, "Path of a file").value = str(tmp_path)
    control(file, "Read it from there").click()
    assert "3 students, 3 interviews, 9 events" in text(file)


def test_the_next_class_is_one_click_away_and_nothing_of_the_last_is_left(desk, file):
    view, student = kit.class_view(desk), kit.one_student(desk)
    upload(file, class_csv=WIDE)
    control(view, "Show the names").value = True
    assert "Ada Reyes" in text(view)
    control(file, "Start over").click()
    for made in (file, view, student):
        assert "Ada Reyes" not in html(made)
        assert "No class is loaded" in text(made)
    upload(file, class_csv=WIDE)
    assert not control(view, "Show the names").value and "Ada Reyes" not in text(view)
    control(file, "Use the synthetic class").click()
    assert "The synthetic class" in text(file) and "Synthetic class" in text(view)


def test_template_and_example_can_be_saved_and_read_back(desk, file):
    control(file, "Make the template").click()
    files = downloads(file)
    assert len(files) == 8
    for name, content in files.items():
        if name.endswith(".xlsx"):
            assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_column > 8
        if "example" in name:
            upload(file, class_csv=content)
            assert "The class is loaded." in text(file), name
        else:
            upload(file, class_csv=content)
            assert "is empty" in text(file), name


def test_a_large_file_is_announced(desk, file, monkeypatch):
    seen = []
    place = next(c for c in walk(file) if isinstance(c, w.HTML) and "aria-live" in c.value and "Loaded" not in c.value)
    place.observe(lambda change: seen.append(change["new"]), "value")
    row = WIDE.splitlines(keepends=True)[1]
    upload(file, big_csv=WIDE + b"".join(row.replace(b"Ada", b"Ada%d" % n) for n in range(25_000)))
    assert "Reading big.csv (2 MB). This takes some seconds" in seen[0] and "The class is loaded." in seen[-1]


# --- looking at it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_its_chart(desk, question):
    made = kit.class_view(desk, question)
    assert made.children and control(made, "Question").value == question
    assert "<svg" in html(made) and "Synthetic class: made up by the kit" in text(made)
    for by in GROUPS:
        control(made, "Group by").value = by
        assert "fault of its own" not in text(made) and "Please check" not in text(made)


def test_a_group_a_source_and_a_day_change_what_is_shown(desk):
    made = kit.class_view(desk, "adherence")
    before = text(made)
    control(made, "Group by").value = "stage"
    assert "technical" in text(made) and text(made) != before
    control(made, "Question").value = "who_is_due"
    assert control(made, "Group by").disabled
    control(made, "Advice from").value = "dream-job"
    assert desk.book.source == "dream-job"
    control(made, "Now").value = dt.date(2026, 3, 16)
    assert "On Monday 16 March 2026" in text(made)
    control(made, "Now").value = None
    assert "On Monday 4 May 2026" in text(made)  # the class's own day again


def test_the_day_of_the_lesson_is_asked_for_where_none_is_known(desk, file):
    made = kit.class_view(desk, "before_after")
    assert shown(control(made, "Day of the lesson")) and "Monday 9 March 2026: 183" in text(made)
    upload(file, class_csv=WIDE)
    assert "Day of the lesson: is missing" in text(made)
    control(made, "Day of the lesson").value = dt.date(2026, 3, 11)
    assert "only 2 students" in text(made)
    control(made, "Question").value = "waiting"
    assert not shown(control(made, "Day of the lesson"))


def test_names_are_shown_only_where_they_are_asked_for_and_the_list_is_a_file(desk, file):
    view, student = kit.class_view(desk), kit.one_student(desk)
    upload(file, class_csv=WIDE)
    assert "Ada" not in html(view) and "Ada" not in str(control(student, "Student").options)
    control(view, "Make the list").click()
    mapping = downloads(view)["pseudonyms.csv"].decode("utf-8-sig")
    assert "Ada Reyes" in mapping and control(student, "Student").value in mapping
    control(view, "Show the names").value = True
    assert "Ada Reyes" in text(view) and "Ada Reyes" in control(student, "Student").options


def test_the_synthetic_class_has_no_names_to_show(desk):
    made = kit.class_view(desk)
    assert control(made, "Show the names").disabled
    control(made, "Make the list").click()
    assert "Nobody in the synthetic class has a name" in text(made)


def test_the_chart_and_the_measures_can_be_saved(desk):
    made = kit.class_view(desk, "waiting")
    control(made, "Make the files").click()
    files = downloads(made)
    assert files["class-waiting.png"].startswith(b"\x89PNG")
    assert b"Synthetic class" in files["class-waiting.svg"] and b"<?xml" in files["class-waiting-dark.svg"]
    sheet = openpyxl.load_workbook(io.BytesIO(files["class-measures.xlsx"])).worksheets[0]
    assert sheet.max_row == len(Classroom.of(desk).measures()) + 1


def test_one_student_is_the_plan_of_that_student(desk, file):
    made = kit.one_student(desk)
    room = Classroom.of(desk)
    for student in ("synthetic-003", "synthetic-023"):
        control(made, "Student").value = student
        timeline = room.timeline(student, control(made, "Application").value)
        assert timeline.advice in text(made) and ("<svg" in html(made)) == (student == "synthetic-003")
        assert len(control(made, "Application").options) == len(room.applications(student))


# --- handing in -------------------------------------------------------------------------------------------------------


def test_what_is_saved_was_shown_before_and_holds_no_name(desk):
    desk.save(CASE, new=True)
    made = kit.hand_in_file(desk)
    assert downloads(made) == {} and "Contoso: Baker" in [c.description for c in walk(made) if isinstance(c, w.Checkbox)]
    control(made, "Show what would be saved").click()
    ((name, content),) = downloads(made).items()
    document = json.loads(content)
    assert name == f"{document['learner']}.json"
    seen = unescape(re.search(r"<pre[^>]*>(.*?)</pre>", html(made), re.S)[1])
    assert seen == content.decode()
    assert not re.search("Contoso|Baker|Nair|Okafor|sensors|example.org|secret", seen)


def test_an_application_may_stay_at_home(desk):
    desk.save(CASE, new=True)
    made = kit.hand_in_file(desk)
    next(c for c in walk(made) if isinstance(c, w.Checkbox)).value = False
    control(made, "Show what would be saved").click()
    (content,) = downloads(made).values()
    assert json.loads(content)["applications"] == []
    desk.advise("dream-job")  # the list is filled anew, and what was unticked stays so
    assert not next(c for c in walk(made) if isinstance(c, w.Checkbox)).value


def test_without_a_case_it_holds_results_only(desk):
    made = kit.hand_in_file(desk)
    assert "would hold your results only" in text(made)
    control(made, "Show what would be saved").click()
    (content,) = downloads(made).values()
    assert json.loads(content)["applications"] == []


# --- the room itself --------------------------------------------------------------------------------------------------


def test_the_figures_that_the_questions_quote_are_those_of_the_class(desk):
    """`06-after-the-lesson` gives 14 % before and 76 % after."""
    from followup import charts

    table = charts.before_after(Classroom.of(desk).measures()).table.set_index("rule")
    row = table.loc["thank-within-a-day"]
    assert (round(row["share before"], 2), round(row["share after"], 2)) == (0.14, 0.76)


def test_measures_are_worked_out_once(desk):
    room = Classroom.of(desk)
    assert room.measures() is room.measures() and Classroom.of(desk) is room
    desk.place("US")
    assert room.measures().attrs["book"] == "learn-it"


def test_an_empty_desk_says_what_to_do(desk):
    room = Classroom.of(desk)
    room.start_over()
    with pytest.raises(fu.InputError, match="Open a file, or use the synthetic class"):
        room.measures()
    with pytest.raises(fu.InputError, match="Open a class file first"):
        room.again()
