"""Every reader of the kit on input that nobody meant well: it reads, or it says in a sentence what is wrong.

`make fuzz` runs the same with very many examples. What once broke a reader is kept below as an example of its own.
"""

import io
import json
import time
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import followup as fu
from followup.learning import FileStore, load_questions
from followup.learning.kept import bring_back
from followup.learning.progress import progress
from followup.resources import find
from followup.rulebook import load_rulebook
from followup.sheets import inert, to_csv, to_excel

texts = st.text(max_size=60) | st.sampled_from(["", "\x00", "\ud83d", "=1+1", "{{7*7}}", "a\r\nBcc: b@example.org", "2026-03-10T10:00+01:00", "9" * 400])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12)
DEEP = [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 200_000 + b"]" * 200_000]
STORY = fu.story().application.model_dump(mode="json")
EXPORTS = ("to_text", "to_eml", "mailto")


def mutated(base):
    """A good document in which a few places hold something else, lack, or are doubled."""
    places = []

    def walk(value, path):
        places.append(path)
        if isinstance(value, dict):
            for key in value:
                walk(value[key], (*path, key))
        elif isinstance(value, list):
            for number, one in enumerate(value):
                walk(one, (*path, number))

    walk(base, ())

    def change(args):
        made = json.loads(json.dumps(base))
        for path, new in args:
            place = made
            try:
                for step in path[:-1]:
                    place = place[step]
                if path:
                    place[path[-1]] = new
            except (KeyError, IndexError, TypeError):
                continue
        return made

    return st.lists(st.tuples(st.sampled_from(places), documents), min_size=1, max_size=3).map(change)


# --- applications -----------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300) | documents.map(lambda one: json.dumps(one).encode()))
@example(b'{"rounds": [{"at": "2026-03-10T10:00+01:00", "timezone": "../../etc/passwd"}]}')
@example(b'{"rounds": [{"at": "2026-03-10T10:00+01:00", "timezone": "Europe/Berlin\\u0000"}]}')
def test_an_application_is_read_or_refused(content):
    try:
        app = fu.Application.from_json(content)
    except fu.InputError as error:
        assert str(error).strip()
    else:
        assert fu.Application.from_json(app.to_json()) == app


@given(mutated(STORY))
def test_a_changed_application_is_refused_or_used_in_full(document):
    """What is read can be planned, written, criticised, exported and saved again."""
    try:
        app = fu.Application.from_document(document)
    except fu.InputError as error:
        assert str(error).strip() and all(problem.wrong for problem in error.problems)
        return
    timeline = fu.plan(app, now="2026-03-24T09:00+01:00")
    assert timeline.to_ics().startswith(b"BEGIN:VCALENDAR") and timeline.advice
    draft = fu.compose("check_in", app)
    for form in EXPORTS:
        getattr(draft, form)()
    fu.critique(draft, kind="check_in", application=app)
    assert fu.Application.from_json(app.to_json()) == app


# --- the store and progress -------------------------------------------------------------------------------------------


@given(st.binary(max_size=200) | documents.map(lambda one: json.dumps(one).encode()))
@pytest.mark.parametrize("name", ["progress", "story", "settings", "writing-story", "application-x"])
def test_a_file_of_the_store_keeps_no_notebook_from_opening(tmp_path_factory, name, content):
    from followup.learning import Desk

    folder = tmp_path_factory.mktemp("store")
    (folder / f"{name}.json").write_bytes(content)
    desk = Desk(FileStore(folder), "02_follow_up_note", clock=lambda: fu.story().now)
    assert desk.timeline() and desk.progress().lessons
    desk.notes("versions"), desk.reflection(), desk.draft("check_in", "Tom Okafor")
    kept = {path.read_bytes() for path in folder.iterdir() if path.suffix in (".json", ".damaged")}
    assert content in kept, "what could not be read is still there"


@given(st.binary(max_size=200) | documents.map(lambda one: json.dumps({"kit": "follow-up progress", "answers": one}).encode()))
def test_a_progress_file_is_brought_back_or_refused(tmp_path_factory, content):
    store = FileStore(tmp_path_factory.mktemp("store"))
    try:
        bring_back(store, content)
    except fu.InputError as error:
        assert "progress" in str(error)
    assert progress(store).lessons


@pytest.mark.parametrize("content", DEEP, ids=["lists", "dicts", "whole"])
def test_what_is_nested_too_deep_is_refused(tmp_path, content):
    (tmp_path / "story.json").write_bytes(content)
    for read in (fu.Application.from_json, lambda c: bring_back(FileStore(tmp_path), c), lambda _: FileStore(tmp_path).read("story"),
                 lambda c: fu.cohort.read({"a.json": c}), lambda c: fu.cohort.read(io.BytesIO(c))):  # fmt: skip
        with pytest.raises(fu.InputError):
            read(content)


# --- the cohort -------------------------------------------------------------------------------------------------------

HEAD = "student,company,role,interview_at,timezone,interviewers,event,event_at,channel\n"


@given(st.lists(st.lists(texts, min_size=1, max_size=10), max_size=5), st.sampled_from([",", ";", "\t"]))
@example([["", "", "0\r", "0"]], ",")  # two names that differ in a line break alone
def test_a_class_file_is_read_or_refused(rows, separator):
    content = (HEAD + "\n".join(",".join(row) for row in rows)).replace(",", separator).encode("utf-8", "replace")
    try:
        frame = fu.cohort.read(io.BytesIO(content))
    except fu.InputError as error:
        assert str(error).strip()
    else:
        fu.cohort.measure(frame, now="2026-04-01T12:00Z")
        to_csv(frame), to_excel(frame.assign(**{c: frame[c].astype(str) for c in frame if str(frame[c].dtype).startswith("datetime")}))


HAND_IN = {
    "kit": "follow-up hand-in", "version": 1, "learner": "learner-7f3a",
    "applications": [{"application": "a1", "rounds": [{"interview_at": "2026-03-10T10:00+01:00", "timezone": "Europe/Berlin",
                      "ends": None, "decision_by": "2026-03-17", "stage": "technical", "more_rounds": False, "interviewers": 2}],
                      "events": [{"event": "thank_you_sent", "event_at": "2026-03-10T14:00+01:00", "channel": "email", "to": "p1", "event_date": None}]}],
    "results": [{"rule": "say-thanks", "asked": 3, "right": 2, "mended": 1}],
}  # fmt: skip


@given(mutated(HAND_IN))
def test_a_hand_in_is_read_or_refused(document):
    content = {"one.json": json.dumps(document).encode()}
    for read in (fu.cohort.read, fu.cohort.results):
        try:
            read(content)
        except fu.InputError as error:
            assert str(error).strip()


def test_paths_in_a_hand_in_lead_nowhere(tmp_path):
    """A zip of hand-ins is not unpacked by the kit; a folder is read, and names in it only name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.json", json.dumps(HAND_IN))
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "all.zip").write_bytes(packed.getvalue())
    (tmp_path / "class" / "one.json").write_text(json.dumps({**HAND_IN, "learner": "../../../etc/passwd"}))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    try:
        fu.cohort.read(tmp_path / "class")
    except fu.InputError as error:
        assert "all.zip" in str(error) or "one.json" in str(error)
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def test_an_excel_file_that_swells_is_refused_and_so_is_one_that_is_damaged():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(b"0" * 1_000_000)
        archive.writestr("[Content_Types].xml", "<x/>")
    start = time.perf_counter()
    with pytest.raises(fu.InputError, match="too large"):
        fu.cohort.read(io.BytesIO(packed.getvalue()))
    assert time.perf_counter() - start < 10
    with pytest.raises(fu.InputError):
        fu.cohort.read(io.BytesIO(packed.getvalue()[: len(packed.getvalue()) // 2]))


# --- emails -----------------------------------------------------------------------------------------------------------


@given(st.text(max_size=600), st.sampled_from(["thank_you", "check_in", "update", "reply_to_rejection", None]))
@example("Subject: \x00\r\nBcc: x@example.org\r\n\r\n{{config}} {% for x in y %}", "thank_you")
@example("((((((((((((((((((((((((((((((" * 20, "thank_you")
def test_any_email_is_criticised(text, kind):
    report = fu.critique(text, kind=kind)
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= max(len(text), 1)
    assert str(report) and report._repr_html_() if hasattr(report, "_repr_html_") else str(report)


@pytest.mark.parametrize("piece", ["a", "a ", "Dear Ada,\n\n", "!", "<b>", "[", "(", "\n", "é", "https://x.y/", "a@b.c ", "1 "])
def test_a_long_email_is_read_in_time(piece):
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    fu.critique(text, kind="thank_you")
    assert time.perf_counter() - start < 30


@given(texts, texts, st.text(max_size=200))
def test_no_note_is_a_template(company, name, note):
    """What is noted is put in as it stands, and never read as a template."""
    held = {"at": "2026-03-10T10:00+01:00", "interviewers": [{"name": "{{7*7}}" + name, "topic": "{% raw %}{{7*6}}"}], "clarify": "{{6*7}} " + note}
    try:
        app = fu.Application(company="${7*7}" + company, role="{{config}}", candidate="#{7*7}", rounds=[held])
    except fu.InputError:
        return
    body = fu.compose("thank_you", app).body
    assert "49" not in body.replace(company, "").replace(name, "").replace(note, "") and "{{7*6}}" in body


# --- what authors write -----------------------------------------------------------------------------------------------


@given(st.data())
def test_a_question_file_is_read_or_refused(tmp_path_factory, data):
    """A good file in which a piece is cut out, doubled or replaced."""
    folder = tmp_path_factory.mktemp("questions")
    text = (find("data/questions") / "02_follow_up_note.toml").read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    new = data.draw(texts | st.sampled_from([text[start:end] * 2, "[[question]]\n", "right = 5\n", '"""']))
    (folder / "02_follow_up_note.toml").write_text(text[:start] + new + text[end:], encoding="utf-8", errors="replace")
    try:
        load_questions("02_follow_up_note", folder)
    except fu.InputError as error:
        assert "02_follow_up_note" in str(error)


@given(st.data())
def test_a_rule_book_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("book")
    home = find("data").parent / "followup" / "rulebook" if (find("data").parent / "followup").exists() else None
    if home is None:
        pytest.skip("only in a checkout")
    (folder / "rules").mkdir()
    for path in home.rglob("*.toml"):
        (folder / path.relative_to(home)).write_bytes(path.read_bytes())
    path = data.draw(st.sampled_from(sorted(folder.rglob("*.toml"))))
    text = path.read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 100)))
    path.write_text(text[:start] + data.draw(texts) + text[end:], encoding="utf-8", errors="replace")
    try:
        load_rulebook("learn-it", folder)
    except fu.InputError as error:
        assert path.name in str(error) or "rule" in str(error) or "source" in str(error)


# --- what leaves the kit ----------------------------------------------------------------------------------------------


@given(texts, texts)
def test_no_text_becomes_a_header_a_line_of_a_calendar_or_a_formula(one, two):
    app = fu.Application(company="Northwind", role="Analyst", candidate="Ada", rounds=[{"at": "2026-03-10T10:00+01:00", "interviewers": [{"name": "Noor"}]}])
    for field, value in (("company", one), ("role", two), ("candidate", one + two)):
        try:
            setattr(app, field, value)
        except fu.InputError:
            continue
    ics = fu.plan(app, now="2026-03-12T09:00Z").to_ics().decode()
    lines = ics.replace("\r\n ", "").split("\r\n")
    assert all(":" in line for line in lines if line) and ics.count("BEGIN:VEVENT") == 3
    head = fu.Email(one, two, to="a@example.org", sender="b@example.org").to_eml().partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in head and b"\nBcc" not in head.replace(b"\r\n", b"")
    assert inert(one).lstrip()[:1] not in ("=", "@")


SIZE = 50_000_000


def test_fifty_megabytes_are_answered_in_time(tmp_path):
    """Read, or refused in a sentence."""
    long = b'{"company": "' + b"x" * SIZE + b'"}'
    (tmp_path / "story.json").write_bytes(long)
    start = time.perf_counter()
    with pytest.raises(fu.InputError, match="longer than"):
        fu.Application.from_json(long)
    with pytest.raises(fu.InputError):
        bring_back(FileStore(tmp_path), long)
    with pytest.raises(fu.InputError):
        fu.cohort.read({"one.json": long})
    with pytest.raises(fu.InputError):
        fu.cohort.read(io.BytesIO(b"x" * SIZE))
    assert time.perf_counter() - start < 120
