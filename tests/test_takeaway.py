"""What a learner takes home: the page, the checks before sending, the tracking sheet, the folder."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hands import html as shown
from hands import walk as _walk

import followup as fu
from followup import widgets as kit
from followup.learning import Desk, MemoryStore
from followup.learning.versions import keep_version
from followup.takeaway import files, page, ready_to_send, zipped
from followup.takeaway.tracking import tracking_sheet

HOSTILE = '=1+1"><script>alert(1)</script>{{7*7}}../../x'


def own(now="2026-03-24T09:00+01:00", **changes):
    """A desk with an application of the learner's own."""
    moment = dt.datetime.fromisoformat(now)
    desk = Desk(MemoryStore(), "07_my_plan", clock=lambda: moment)
    values = {
        "company": "Harbour Analytics", "role": "Analyst", "candidate": "Noor Haddad", "email": "noor@example.org",
        "rounds": [fu.Interview(at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", interviewers=[
            fu.Interviewer(name="Grace Mensah", topic="the ferry timetable", contact=True)])],
        "events": [fu.Event(at="2026-03-10T18:00+01:00", kind="thank_you_sent", to="Grace Mensah", channel="email", note="=2+2")],
    }  # fmt: skip
    desk.save(fu.Application(**{**values, **changes}), new=True)
    return desk


def test_the_page_names_the_next_step_its_reason_and_the_dates():
    desk = own()
    text = page(desk.timeline())
    assert desk.timeline().next_step.sentence.split(" (Source")[0] in text
    assert "Harbour Analytics" in text and "Check-in to Grace Mensah" in text and "I sent a thank-you note (Grace Mensah)" in text


def test_the_page_of_an_empty_application_says_what_to_do():
    assert "No interview is noted yet" in page(fu.plan(fu.Application(), now="2026-03-24T09:00Z"))


def test_the_page_lists_only_rules_that_are_still_practised():
    timeline = own().timeline()
    title = fu.load_rulebook()["restate-value"].title
    assert title not in page(timeline) and title in page(timeline, practise=["restate-value"])


def test_hostile_text_is_text_everywhere():
    desk = own(company=HOSTILE, role=HOSTILE, candidate=HOSTILE, rounds=[
        fu.Interview(at="2026-03-10T10:00+01:00", interviewers=[fu.Interviewer(name=HOSTILE, topic=HOSTILE)])])  # fmt: skip
    made = files(desk)
    assert b"<script" not in made["plan.html"]
    assert all(".." not in name and not name.startswith("/") and "\\" not in name for name in made)
    for row in csv.reader(io.StringIO(made["tracking-sheet.csv"].decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_what_is_waiting_is_judged_for_the_day_on_which_it_may_go_out():
    desk = own(now="2026-03-12T09:00+01:00")
    (check_in,) = ready_to_send(desk)
    assert check_in.step.status == "waiting" and "its time has not come" in check_in.verdict
    assert "early-check-in" not in [finding.check for finding in check_in.report.findings]


def test_gaps_and_certain_mistakes_hold_a_message_back():
    desk = own(rounds=[fu.Interview(at="2026-03-10T10:00+01:00", interviewers=[fu.Interviewer(name="Grace Mensah")])], events=[])
    thanks = next(one for one in ready_to_send(desk) if one.step.kind == "thank_you")
    assert thanks.gaps and thanks.verdict.startswith("Not yet: ")
    desk.keep_draft("thank_you", "Grace Mensah", "Thank you – Noor Haddad, Analyst", "Dear Oliver Pratt,\n\nThank you for your time.\n\nKind regards,\nNoor")
    thanks = next(one for one in ready_to_send(desk) if one.step.kind == "thank_you")
    assert not thanks.gaps and "certain mistake" in thanks.verdict


def test_a_complete_message_in_its_time_is_ready():
    desk = own(events=[], now="2026-03-10T12:00+01:00")
    desk.keep_draft("thank_you", "Grace Mensah", *_note())
    assert ready_to_send(desk)[0].verdict.startswith("Ready:")


def _note():
    body = (
        "Dear Ms. Mensah,\n\nThank you for your time this morning and for what you told me about the ferry timetable. "
        "In my last post I planned rosters around late boats, and I would enjoy bringing that to your team.\n\n"
        "I remain very interested in the post and look forward to hearing from you.\n\nKind regards,\nNoor Haddad"
    )
    return "Thank you – Analyst interview, Noor Haddad", body


def test_the_folder_holds_everything_and_opens_again():
    desk = own()
    made = files(desk)
    assert {"read-me.txt", "plan.html", "follow-up.ics", "tracking-sheet.csv", "tracking-sheet.xlsx", "application.json",
            "checks-before-sending.txt"} <= set(made)  # fmt: skip
    assert [name for name in made if name.startswith("drafts/")] == ["drafts/2026-03-17-check-in-grace-mensah.txt", "drafts/2026-03-17-check-in-grace-mensah.eml"]
    archive = zipfile.ZipFile(io.BytesIO(zipped(made, desk.now)))
    assert archive.testzip() is None and set(archive.namelist()) == set(made)
    assert fu.Application.from_json(archive.read("application.json")) == desk.application
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("tracking-sheet.xlsx"))).active
    assert [cell.value for cell in sheet[2]][3:8] == ["Grace Mensah", "thank you", "done", "2026-03-10", "email"]
    for name in archive.namelist():
        listed = name.split("/")[0] + ("/" if "/" in name else "")
        assert listed in made["read-me.txt"].decode() or listed in ("read-me.txt", "tracking-sheet.xlsx")


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_clock_that_is_wrong_still_gives_a_zip(year):
    now = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    assert zipfile.ZipFile(io.BytesIO(zipped({"a.txt": b"x"}, now))).read("a.txt") == b"x"


def test_the_sheet_fills_as_messages_go_out():
    desk = own()
    before = tracking_sheet([desk.application], desk.now)
    assert before[["message", "status", "sent"]].values.tolist() == [["thank you", "done", "2026-03-10"], ["check in", "overdue", ""]]
    desk.record(fu.Event(at=desk.now, kind="check_in_sent", to="Grace Mensah", channel="phone"))
    after = tracking_sheet([desk.application], desk.now)
    assert after.iloc[1][["status", "sent", "channel"]].tolist() == ["done", "2026-03-24", "phone"]


# --- the widgets ------------------------------------------------------------------------------------------------------


def press(box, label):
    (found,) = [b for b in _walk(box) if type(b).__name__ == "Button" and b.description == label]
    found.click()


def test_the_folder_is_made_on_asking_and_called_stale_when_something_changes(caplog):
    desk = own()
    box = kit.take_home(desk)
    assert "follow-up-harbour-analytics.zip" not in shown(box)
    press(box, "Make my folder")
    assert "follow-up-harbour-analytics.zip" in shown(box) and 'sandbox=""' in shown(box)
    desk.record(fu.Event(at=desk.now, kind="check_in_sent", to="Grace Mensah"))
    assert "Make the folder anew" in shown(box) and "iframe" not in shown(box)
    assert not caplog.records


def test_before_sending_follows_the_texts_and_ends_with_a_sentence(caplog):
    desk = own(events=[], now="2026-03-10T12:00+01:00")
    box = kit.before_sending(desk)
    assert "Not yet" in shown(box)
    desk.keep_draft("thank_you", "Grace Mensah", *_note())
    press(box, "Look again")
    assert "Ready:" in shown(box)
    desk.record(fu.Event(at=desk.now, kind="withdrawn"))
    assert "No message is left to send" in shown(box)
    assert not caplog.records


def test_first_and_last_draft_stand_side_by_side(caplog):
    desk = own()
    box = kit.drafts_compared(desk)
    assert "No message has two versions yet" in shown(box)
    keep_version(desk, "thank_you", "Grace Mensah", "Thanks", "Hey Grace, thanks!!")
    keep_version(desk, "thank_you", "Grace Mensah", *_note())
    press(box, "Look again")
    assert "Hey Grace, thanks!!" in shown(box) and "ferry timetable" in shown(box)
    assert "Before and after" in shown(box)
    assert not caplog.records
