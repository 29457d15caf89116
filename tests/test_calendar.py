"""The calendar file: what a calendar program reads in it."""

import datetime as dt

import pytest
from hypothesis import given
from icalendar import Calendar
from strategies import (
    LIM,
    NAIR,
    OSEI,
    application,
    at,
    cases,
    event,
    interview,
    march,
    people,
    texts,
)

import followup as fu


def plan(app, day="10 12:00", source="learn-it"):
    return fu.plan(app, now=march(day), book=source)


def entries(timeline):
    """The events of the calendar file, by their step's uid."""
    return {str(entry["UID"]): entry for entry in Calendar.from_ical(timeline.to_ics()).walk("VEVENT")}


def entry_of(timeline, kind):
    (step,) = [s for s in timeline.steps if s.kind == kind]
    return entries(timeline)[step.uid]


def alarms(entry):
    return [part for part in entry.subcomponents if part.name == "VALARM"]


def settled(step):
    return step.status in ("done", "cancelled")


def test_the_file_is_a_calendar_as_programs_expect_it():
    raw = plan(application()).to_ics()
    calendar = Calendar.from_ical(raw)
    assert str(calendar["VERSION"]) == "2.0" and calendar["PRODID"]
    assert raw.count(b"\n") == raw.count(b"\r\n")
    for entry in calendar.walk("VEVENT"):
        assert entry["UID"] and entry["SUMMARY"] and entry["DESCRIPTION"]
        assert entry["DTSTAMP"].dt.utcoffset() == dt.timedelta(0)


def test_a_window_is_whole_days_with_an_end_outside_it():
    check_in = entry_of(plan(application()), "check_in")
    assert check_in["DTSTART"].dt == dt.date(2026, 3, 17)
    assert check_in["DTEND"].dt == dt.date(2026, 3, 21)
    assert check_in["DTSTART"].params["VALUE"] == "DATE"


def test_the_thank_you_has_its_hours():
    thanks = entry_of(plan(application()), "thank_you")
    assert thanks["DTSTART"].dt == march("10 11:00")
    assert thanks["DTEND"].dt == march("11 11:00")


def test_the_thank_you_s_hours_are_24_when_the_clock_changes():
    held = fu.Interview(at=at("2026-03-28 15:00"), timezone="Europe/Berlin")
    thanks = entry_of(fu.plan(application(rounds=[held]), now=held.at), "thank_you")
    assert thanks["DTEND"].dt.timestamp() - thanks["DTSTART"].dt.timestamp() == 24 * 3600


def test_a_year_s_end_and_a_leap_day():
    held = fu.Interview(at=at("2028-02-22 10:00"), timezone="Europe/Berlin", decision_by="2028-02-28")
    timeline = fu.plan(application(rounds=[held]), now=held.at, book="dream-job")
    assert entry_of(timeline, "check_in")["DTSTART"].dt == dt.date(2028, 2, 29)
    held = fu.Interview(at=at("2026-12-21 10:00"), timezone="Europe/Berlin")
    check_in = entry_of(fu.plan(application(rounds=[held]), now=held.at), "check_in")
    assert (check_in["DTSTART"].dt, check_in["DTEND"].dt) == (dt.date(2026, 12, 28), dt.date(2027, 1, 1))


def test_a_reminder_for_what_is_still_to_do_and_for_nothing_else():
    app = application(event("10", "thank_you_sent", to=NAIR), event("12", "award"), interviewers=people(NAIR, OSEI))
    for timeline in (plan(app, "12"), plan(app.with_event(event("13", "withdrawn")), "13")):
        for step in timeline.steps:
            assert len(alarms(entries(timeline)[step.uid])) == (0 if settled(step) else 1)


def test_a_reminder_comes_within_the_window():
    timeline = plan(application())
    for step in timeline.steps:
        (alarm,) = alarms(entries(timeline)[step.uid])
        assert str(alarm["ACTION"]) == "DISPLAY" and alarm["DESCRIPTION"]
        lead = alarm["TRIGGER"].dt
        assert dt.timedelta(0) <= lead < step.closes - step.opens


def test_an_entry_says_what_to_do_and_why():
    timeline = plan(application())
    step = timeline.steps[1]
    entry = entries(timeline)[step.uid]
    assert "check-in" in entry["SUMMARY"].lower() and "Northwind" in entry["SUMMARY"] and NAIR in entry["SUMMARY"]
    assert step.reason in entry["DESCRIPTION"] and step.credit in entry["DESCRIPTION"]


def test_cancelled_steps_are_cancelled_in_the_calendar():
    app = application(event("10", "thank_you_sent", to=NAIR))
    before, after = plan(app, "11"), plan(app.with_event(event("12", "withdrawn")), "12")
    assert {str(e["STATUS"]) for e in entries(before).values()} == {"CONFIRMED"}
    assert entry_of(after, "check_in")["STATUS"] == "CANCELLED"
    assert entry_of(after, "thank_you")["STATUS"] == "CONFIRMED"


def test_a_second_import_updates_the_first():
    """The same uid, with a higher number, or the same one and a later stamp."""
    app = application()
    first = plan(app, "10 12:00")
    for changed in (
        plan(app, "11"),
        plan(app.with_event(event("11", "promised_date", date="2026-03-25")), "11"),
        plan(app.with_event(event("11", "thank_you_sent", to=NAIR)), "11"),
        plan(app.with_event(event("11", "reply_received")), "11"),
        plan(app, "11", "career-guide"),
    ):
        old, new = entries(first), entries(changed)
        assert old.keys() <= new.keys()
        for uid in old:
            assert new[uid]["SEQUENCE"] >= old[uid]["SEQUENCE"]
            assert new[uid]["DTSTAMP"].dt > old[uid]["DTSTAMP"].dt


def test_another_zone_another_country_or_another_source_keeps_the_uids():
    app = application()
    uids = set(entries(plan(app)))
    for other in (fu.plan(app, now="2026-03-10T11:00Z", holidays="US"), plan(app, source="dream-job")):
        assert set(entries(other)) == uids


def test_two_applications_share_no_uid():
    other = fu.Application(company="Fabrikam", role="Data Analyst", rounds=[interview()])
    assert not entries(plan(application())).keys() & entries(plan(other)).keys()


HOSTILE = [
    "Smith, Jones; Partners", "back\\slash\\n", "two\nlines", "two\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x",
    'quo"ted:colon', "Zoë 李雷 💼" * 8, "tab\there", "\x00\x1b\x7f", "BEGIN:VALARM", "\u2028\u2029\x85",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_add_to_the_calendar(text):
    held = interview(interviewers=[*people(text), fu.Interviewer(name=LIM, contact=True)], notes=text)
    app = fu.Application(company=text, role="R", candidate="C", rounds=[held], events=[event("12", "award", note=text)])
    timeline = plan(app, "12")
    calendar = Calendar.from_ical(timeline.to_ics())
    found = list(calendar.walk("VEVENT"))
    assert sorted(str(e["UID"]) for e in found) == sorted(s.uid for s in timeline.steps)
    assert all(set(e.keys()) == set(found[0].keys()) for e in found)
    assert all(app.company in e["SUMMARY"] for e in found)
    assert not any(e.errors for e in calendar.walk())


@given(cases(min_rounds=1, words=texts))
def test_every_plan_is_a_calendar(case):
    app, now, source, place = case
    timeline = fu.plan(app, now=now, book=source, holidays=place)
    raw = timeline.to_ics()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    found = entries(timeline)
    assert found.keys() == {s.uid for s in timeline.steps}
    for step in timeline.steps:
        entry = found[step.uid]
        first, last = entry["DTSTART"].dt, entry["DTEND"].dt
        assert first < last
        if step.kind == "thank_you":
            assert (first, last) == (step.opens.astimezone(dt.UTC), step.closes.astimezone(dt.UTC))
        else:
            assert (first, last) == (step.opens.date(), step.closes.date() + dt.timedelta(days=1))
        assert (entry["STATUS"] == "CANCELLED") == (step.status == "cancelled")
        assert len(alarms(entry)) == (0 if settled(step) else 1)
