"""Progress: what counts as mastered, what is kept and never lost, days to come back, and the card."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import ipywidgets as w
import pytest
from hands import click as press
from hands import control as field
from hands import html, walk
from hands import text as shown
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from strategies import NAIR, march

import followup as fu
from followup import widgets as kit
from followup.errors import DamagedFile, NewerFile
from followup.learning import Desk, FileStore, MemoryStore, default_store, load_questions
from followup.learning.kept import (
    Record,
    bring_back,
    keep_answer,
    keep_decision,
    keep_findings,
    keep_opened,
    notebooks,
    start_over,
)
from followup.learning.progress import MASTERED, OnRule, Progress, progress
from followup.learning.questions import Choice, question
from followup.learning.store import stays

NOW, LATER = march("17 09:00"), march("19 09:00")
LESSON = "02_follow_up_note"
ASKED = next(one for one in load_questions(LESSON) if isinstance(one, Choice) and len(one.options) == 4)
WRONG = [place for place in range(4) if place != ASKED.right]
RULE = ASKED.rules[0]


@pytest.fixture(params=["files", "memory"])
def store(request, followup_home):
    return FileStore(followup_home) if request.param == "files" else MemoryStore()


@pytest.fixture
def files(followup_home):
    return FileStore(followup_home)


def desk(store, now=NOW, lesson=LESSON):
    return Desk(store, lesson, clock=lambda: now)


# --- what counts as mastered ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "mastered"),
    [
        (OnRule(), False),
        (OnRule(asked=1, right=1), True),
        (OnRule(asked=1), False),
        (OnRule(asked=3, right=2), True),
        (OnRule(asked=2, right=1), False),
        (OnRule(asked=1, right=1, found=2, mended=1), True),
        (OnRule(asked=1, right=1, found=2), False),
        (OnRule(found=1, mended=1), True),
    ],
)
def test_two_of_three_occasions_have_to_go_well(shown, mastered):
    assert shown.mastered is mastered
    assert "two of three" in MASTERED and "second try" in MASTERED and "mended" in MASTERED


def test_right_at_the_first_or_second_try_counts(store):
    keep_answer(store, ASKED, WRONG[0], NOW)
    assert progress(store).rules[RULE] == OnRule(asked=1) and RULE in progress(store).to_practise
    keep_answer(store, ASKED, ASKED.right, NOW)
    assert progress(store).rules[RULE] == OnRule(asked=1, right=1) and RULE in progress(store).mastered
    assert set(progress(store).rules) == set(fu.load_rulebook())


def test_right_after_the_answer_had_opened_does_not_count_until_another_day(store):
    for place in (*WRONG, ASKED.right):
        keep_answer(store, ASKED, place, NOW)
    kept = progress(store).record.answers[ASKED.id]
    assert kept.outcome == "right" and len(kept.tried) == 3 and not progress(store).rules[RULE].mastered
    keep_answer(store, ASKED, ASKED.right, LATER)
    assert progress(store).rules[RULE].mastered
    assert progress(store).record.answers[ASKED.id].first.startswith("2026-03-17")


def test_what_was_right_stays_right(store):
    keep_answer(store, ASKED, ASKED.right, NOW)
    for place, when in ((WRONG[0], NOW), (WRONG[1], LATER)):
        assert keep_answer(store, ASKED, place, when).outcome == "wrong"
    assert progress(store).rules[RULE] == OnRule(asked=1, right=1) and desk(store).answered(ASKED.id) == ASKED.right


def test_nothing_is_kept_of_what_is_no_answer(files):
    for nothing in (None, 99, "x" * 100_000, []):
        assert keep_answer(files, ASKED, nothing, NOW).outcome == "not answered"
    assert files.names("") == []


def test_a_decision_of_a_scenario_counts_for_its_rules(store):
    for given_, outcome in (("call", "wrong"), ("call", "wrong"), ("email", "right")):
        keep_decision(store, "scenario-fog", given_, outcome, ["phone-call", "email-by-default"], NOW)
    assert progress(store).record.answers["scenario-fog"].tried == ("call",)
    assert progress(store).rules["phone-call"] == progress(store).rules["email-by-default"] == OnRule(1, 1)
    keep_decision(store, "scenario-none", None, "not answered", ["phone-call"], NOW)
    assert "scenario-none" not in progress(store).record.answers


def test_the_questions_before_the_course_do_not_count(store):
    keep_decision(store, "pre-thanks", 1, "wrong", ["say-thanks"], NOW)
    assert progress(store).rules["say-thanks"] == OnRule()


def test_a_finding_that_goes_away_is_mended_and_typing_brings_none_in(store):
    keep_findings(store, "story|thank_you|Ann", ["proofread", "not-pushy"], new=True)
    keep_findings(store, "story|thank_you|Ann", ["proofread", "no-flattery"], new=False)  # typing: one went, one came
    assert progress(store).rules["not-pushy"] == OnRule(found=1, mended=1)
    assert progress(store).rules["proofread"] == OnRule(found=1) and not progress(store).rules["no-flattery"].met
    keep_findings(store, "story|thank_you|Ben", [], new=True)
    assert progress(store).rules["proofread"].mended == 0  # another draft is another draft
    keep_findings(store, "story|thank_you|Ann", [], new=True)
    assert progress(store).rules["proofread"].mastered
    assert "Ann" not in progress(store).to_json().decode() and "thank_you" not in progress(store).to_json().decode()


def test_own_drafts_are_followed(files):
    opened = desk(files)
    own = kit.own_draft(opened)
    field(own, "Kind").value = "thank_you"
    field(own, "Message").value = "Hey Dr. Nair,\n\nthx for the chat.\n\nAda"
    press(own, "Keep this version")
    assert progress(files).rules["professional-tone"].found == 1
    field(own, "Message").value = "Dear Dr. Nair,\n\nThank you for the conversation.\n\nKind regards,\nAda Reyes"
    assert progress(files).rules["professional-tone"].mended == 1
    composer = kit.composer(desk(files), "thank_you")
    field(composer, "To").value = NAIR
    assert progress(files).rules["professional-tone"] == OnRule(found=1, mended=1)


def test_only_a_draft_of_ones_own_counts(files):
    kit.composer(desk(files), ["thank_you", "check_in"])
    assert "progress" not in files.names("")


# --- lessons and days to come back ------------------------------------------------------------------------------------


def test_a_lesson_is_begun_and_done(store):
    assert progress(store).next == notebooks()[0] and progress(store).lessons[LESSON] == "to come"
    keep_opened(store, LESSON, NOW)
    keep_opened(store, LESSON, LATER)
    assert progress(store).lessons[LESSON] == "begun"
    for one in load_questions(LESSON):
        assert LESSON not in progress(store).done
        keep_answer(store, one, one.right, LATER)
    known = progress(store)
    assert known.done == (LESSON,) and known.open_questions(LESSON) == []
    assert known.record.lessons[LESSON].model_dump() == {"opened": NOW.isoformat(), "finished": LATER.isoformat()}


def test_days_to_come_back_are_those_of_the_rule_book(store):
    assert progress(store).return_dates(NOW) == [] and b"VEVENT" not in progress(store).to_ics(NOW)
    keep_answer(store, ASKED, WRONG[0], NOW)
    for source in fu.load_rulebook().names:
        book = fu.load_rulebook(source)
        days = [(one.day - NOW.date()).days for one in progress(store).return_dates(NOW, book)]
        wait = book["wait-without-date"].value
        assert days == [1, wait[0] if isinstance(wait, tuple) else wait, 14]
    events = Calendar.from_ical(progress(store).to_ics(NOW)).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [dt.date(2026, 3, day) for day in (18, 24, 31)]
    told = str(events[0]["DESCRIPTION"])
    assert fu.load_rulebook()[RULE].title in told and LESSON in told and events[0].walk("VALARM")
    again = Calendar.from_ical(progress(store).to_ics(NOW)).walk("VEVENT")
    assert [event["UID"] for event in again] == [event["UID"] for event in events]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_older_document_of_answers_is_taken_over_and_put_aside(files):
    older = {
        ASKED.id: {"chosen": ASKED.right, "outcome": "right"},
        "00-exception": {"chosen": 0, "outcome": "wrong"},
        "00-gone": {"chosen": 1, "outcome": "right"},
        "00-three-ways": "x",
        "00-ask-for-date": {"chosen": "x", "outcome": "right"},
    }
    files.update("answers", lambda _: older)
    before = (files.folder / "answers.json").read_bytes()
    known = progress(files)
    assert set(known.record.answers) == {ASKED.id, "00-exception", "00-gone"}
    assert known.rules[RULE].mastered and desk(files).answered(ASKED.id) == ASKED.right
    assert (files.folder / "answers.json").read_bytes() == before and not (files.folder / "progress.json").exists()
    keep_answer(files, question("00-three-ways"), 2, NOW)
    assert set(progress(files).record.answers) == {ASKED.id, "00-exception", "00-gone", "00-three-ways"}
    assert (files.folder / "answers.removed").read_bytes() == before and files.names("") == ["progress"]
    start_over(files)
    assert progress(files).record.answers == {}


def test_every_kept_file_tells_its_version(files):
    keep_answer(files, ASKED, 0, NOW)
    kept = json.loads((files.folder / "progress.json").read_text())
    assert kept["version"] == 1 and kept["schema_version"] == 2


@pytest.mark.parametrize("content", [b'{"version": 1, "schema_version": 3, "new": 1}', b'{"version": 9}'])
def test_a_newer_file_is_left_as_it_is_and_said(files, content):
    (files.folder / "progress.json").write_bytes(content)
    for attempt in (lambda: progress(files), lambda: keep_answer(files, ASKED, 0, NOW)):
        with pytest.raises(NewerFile, match="Update the kit"):
            attempt()
    opened = desk(files)
    assert opened.progress().done == () and "newer" in opened.notices[0]
    assert "newer" in shown(kit.bar(opened)) and (files.folder / "progress.json").read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b'{"version": 1, "answers": 5}', b'{"version": 1, "answers": {"x": {"outcome": "?"}}}', b'{"version": 1, "x": 1}'],
)
def test_a_damaged_file_is_set_aside_and_said(files, content):
    (files.folder / "progress.json").write_bytes(content)
    opened = desk(files)
    made = kit.bar(opened)
    assert "progress.damaged" in opened.notices[0] and "fault of its own" not in shown(made)
    assert (files.folder / "progress.damaged").read_bytes() == content
    assert opened.answer(ASKED.id, ASKED.right).outcome == "right" and opened.answered(ASKED.id) == ASKED.right


def test_a_file_that_is_damaged_while_the_notebook_is_open_is_set_aside(files):
    opened = desk(files)
    opened.answer(ASKED.id, 0)
    (files.folder / "progress.json").write_bytes(b'{"version": 1, "answers": 5}')
    with pytest.raises(DamagedFile, match=r"progress\.damaged"):
        opened.answer(ASKED.id, 0)
    assert opened.answer(ASKED.id, 1) and progress(files).record.answers[ASKED.id].given == 1


class ReadOnly(MemoryStore):
    """A store that can be read and not written, as on a full disk."""

    def update(self, name, change):
        raise fu.InputError.one("folder", "/x", "cannot be used (No space left on device)", "Make room.")


def test_on_a_full_disk_the_card_and_the_questions_say_so():
    opened = desk(ReadOnly())
    card, asked = kit.bar(opened), kit.quiz(opened, ASKED.id)
    assert "No space left" in shown(card) and "0 of" in shown(card)
    next(one for one in walk(asked) if isinstance(one, w.RadioButtons)).value = 0
    press(asked, "Check my answer")
    assert "No space left" in shown(asked) and "Nothing is lost" in shown(asked)


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_said(files):  # pragma: no cover
    keep_answer(files, ASKED, 0, NOW)
    files.folder.chmod(0o500)
    assert "cannot be used" in shown(kit.bar(desk(files)))
    files.folder.chmod(0o700)


SAVER = """
import sys
from datetime import datetime, UTC
from followup.learning import FileStore
from followup.learning.kept import keep_decision
store = FileStore(sys.argv[1])
for number in range(int(sys.argv[2])):
    keep_decision(store, f"{sys.argv[3]}-{number}", number, "right", ["say-thanks"], datetime.now(UTC))
"""


def test_two_processes_lose_no_answer(tmp_path):
    running = [subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path), "60", name]) for name in "ab"]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert len(progress(FileStore(tmp_path)).record.answers) == 120


def test_two_notebooks_on_one_file_keep_both(files):
    one, two = desk(files), desk(files, lesson="00_start_here")
    one.answer(ASKED.id, 0)
    two.answer("00-exception", 2)
    one.answer(ASKED.id, 1)
    assert set(progress(files).record.answers) == {ASKED.id, "00-exception"}
    assert len(progress(files).record.answers[ASKED.id].tried) == 2 - (ASKED.right in (0, 1))


# --- saved and brought back -------------------------------------------------------------------------------------------


def test_what_is_saved_is_brought_back_and_the_present_file_put_aside(files):
    keep_answer(files, ASKED, ASKED.right, NOW)
    saved = progress(files).to_json()
    start_over(files)
    keep_answer(files, question("00-exception"), 0, NOW)
    assert bring_back(files, saved) == progress(files).record
    assert progress(files).to_json() == saved
    assert len(list(files.folder.glob("progress*.removed"))) == 2  # of starting over, and of bringing back


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"kit": "another"}', b"\xff\xfe", b'{"kit": "follow-up progress", "answers": 5}',
     b"[" * 100_000, b'{"kit": "follow-up hand-in", "version": 1}', b" " * 6_000_000],
    ids=lambda c: repr(c[:20]),
)  # fmt: skip
def test_a_file_that_is_none_of_ours_changes_nothing(files, content):
    keep_answer(files, ASKED, 0, NOW)
    before = progress(files).to_json()
    with pytest.raises(fu.InputError, match=r"not a progress file.*stays as it is"):
        bring_back(files, content)
    assert progress(files).to_json() == before and list(files.folder.glob("*.removed")) == []


def test_a_newer_file_is_not_brought_back(files):
    with pytest.raises(NewerFile, match="Update the kit"):
        bring_back(files, b'{"kit": "follow-up progress", "schema_version": 99}')


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.integers() | st.text(), st.lists), max_size=4))
def test_no_document_breaks_a_notebook(document):
    store = MemoryStore()
    store.update("progress", lambda _: document)
    assert desk(store).progress().lessons


# --- whose folder, and where it stays ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../x", "💼", "a/b\\c", "CON", "x" * 5000, "Zoë Núñez", "李", "$(rm -rf ~)", "a\nb", "."])
def test_a_learners_name_is_harmless(followup_home, monkeypatch, name):
    monkeypatch.setenv("FOLLOWUP_LEARNER", name)
    store = default_store()
    assert store.folder.parent == followup_home and re.fullmatch(r"[a-z0-9-]{1,60}", store.folder.name)
    keep_answer(store, ASKED, 0, NOW)
    assert [path.name for path in followup_home.iterdir()] == [store.folder.name]
    monkeypatch.setenv("FOLLOWUP_LEARNER", name + "2")
    assert default_store().folder != store.folder and progress(default_store()).record == Record()
    monkeypatch.setenv("FOLLOWUP_LEARNER", " ")
    assert default_store().folder == followup_home


@pytest.mark.parametrize("mark", ["JUPYTERHUB_USER", "BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "COLAB_RELEASE_TAG", "COLAB_GPU", "FOLLOWUP_HOSTED"])
def test_where_it_is_hosted_the_sentence_says_so(files, monkeypatch, mark):
    for name in ("JUPYTERHUB_USER", "FOLLOWUP_HOSTED"):
        monkeypatch.delenv(name, raising=False)
    assert "Nothing leaves this computer." in shown(kit.bar(desk(files)))
    monkeypatch.setenv(mark, "1")
    told = shown(kit.bar(desk(files)))
    assert "stays on the server that runs these notebooks" in told and "this computer" not in told
    assert stays({mark: "1", "FOLLOWUP_HOSTED": "0"}) == "Nothing leaves this computer."


# --- the card ---------------------------------------------------------------------------------------------------------


def test_the_card_tells_what_is_done_and_what_comes_next(files):
    made = kit.progress_card(desk(files))
    every = len(load_questions(LESSON))
    assert f"0 of {len(notebooks())} lessons done, 0 of 42 rules mastered" in shown(made)
    assert f"In this notebook {every} questions to go" in shown(made) and load_questions(LESSON)[0].text[:60] in shown(made)
    opened = desk(files)
    made = kit.bar(opened)
    for one in load_questions(LESSON):
        opened.answer(one.id, one.right)
    assert f"1 of {len(notebooks())} lessons done" in shown(made) and 'href="00_start_here.ipynb"' in html(made)
    assert "02_follow_up_note ✓ done" in shown(made) and fu.load_rulebook()[RULE].title in shown(made)
    assert MASTERED in shown(made)


def test_the_days_to_come_back_are_a_calendar_file(files):
    opened = desk(files)
    made = kit.progress_card(opened)
    press(made, "Days to come back")
    assert "Nothing is left to practise" in shown(made)
    opened.answer(ASKED.id, WRONG[0])
    press(made, "Days to come back")
    assert "practise-following-up.ics" in html(made) and "18 March" in shown(made)


def test_beginning_afresh_asks_once_more(files):
    opened = desk(files)
    opened.answer(ASKED.id, 0)
    made = kit.progress_card(opened)
    sure = next(one for one in walk(made) if any(getattr(c, "description", "").startswith("Yes, put") for c in getattr(one, "children", ())))
    assert sure.layout.display == "none"
    press(made, "Begin my progress afresh")
    assert sure.layout.display is None and "Are you sure?" in shown(made) and progress(files).record.answers
    press(made, "No, keep")
    assert sure.layout.display == "none" and progress(files).record.answers
    press(made, "Begin my progress afresh")
    press(made, "Yes, put")
    assert progress(files).record.answers == {} and "progress.removed" in shown(made)
    assert (files.folder / "progress.removed").exists()


def test_a_file_is_saved_and_brought_back_by_the_card(files):
    opened = desk(files)
    opened.answer(ASKED.id, ASKED.right)
    made = kit.progress_card(opened)
    press(made, "Save my progress")
    assert "follow-up-progress.json" in html(made) and "nothing that you wrote" in shown(made)
    saved = opened.progress().to_json()
    start_over(files)
    upload = field(made, "Bring back")
    upload.value = ({"name": "x.json", "type": "", "size": 3, "content": memoryview(b"no!"), "last_modified": NOW},)
    assert "not a progress file" in shown(made) and upload.value == ()
    upload.value = ({"name": "x.json", "type": "", "size": 3, "content": memoryview(saved), "last_modified": NOW},)
    assert "Your progress is back: 1 answer." in shown(made) and progress(files).rules[RULE].mastered


def test_the_card_holds_nothing_that_was_written(files):
    opened = desk(files)
    opened.reflect("discussed", "a secret")
    opened.keep_draft("thank_you", NAIR, "a secret", "a secret")
    kit.composer(opened, "thank_you")
    saved = progress(files).to_json().decode()
    assert "secret" not in saved and NAIR not in saved and "Northwind" not in saved


def test_progress_is_empty_where_there_is_none():
    known = Progress()
    assert known.rules["say-thanks"] == OnRule() and known.mastered == () and known.next == notebooks()[0]
    assert Path(fu.__file__).exists()
