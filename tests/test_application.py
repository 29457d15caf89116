"""What happened: what is accepted, what is refused and how, and that nothing is lost on the way to a file and back."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import LIM, NAIR, OSEI, application, applications, at, event, interview, march, people, texts

import followup as fu

DAY = dt.date(2026, 3, 10)


# --- what is refused: the field, the value, the cure ----------------------------------------------------------------


def app_json(**changes):
    data = json.loads(application().to_json())
    return json.dumps(data | changes)


REFUSED = {
    "promised before the interview": (
        lambda: interview(decision_by="2026-03-09"), "decision_by", "2026-03-09", "2026-03-10 or later"),
    "promised before the interview, as an event": (
        lambda: application(event("12", "promised_date", date="2026-03-09")), "events[0].date", "2026-03-09",
        "2026-03-10 or later"),
    "end before start": (
        lambda: interview(ends="2026-03-10T09:00+01:00"), "ends", "2026-03-10T09:00", "after the start"),
    "two interviewers with one address": (
        lambda: interview(interviewers=[fu.Interviewer(name=NAIR, email="p@example.org"),
                                        fu.Interviewer(name=OSEI, email="P@Example.org")]),
        "email", "P@Example.org", "own address"),
    "unknown time zone": (
        lambda: interview(timezone="Europe/Belin"), "timezone", "Europe/Belin", "Europe/Berlin"),
    "a time zone that is a path": (
        lambda: interview(timezone="../../etc/passwd"), "timezone", "../../etc/passwd", "Europe/Berlin"),
    "unknown country": (
        lambda: fu.plan(application(), now=march("10"), holidays="XX"), "holidays", "XX", "US"),
    "unknown region": (
        lambda: fu.plan(application(), now=march("10"), holidays="GB-LDN"), "holidays", "GB-LDN", "ENG"),
    "unknown source": (
        lambda: fu.plan(application(), now=march("10"), book="learnit"), "source", "learnit", "learn-it"),
    "naive now": (
        lambda: fu.plan(application(), now="2026-03-10T10:00"), "now", "2026-03-10T10:00", "+01:00"),
    "naive start": (
        lambda: fu.Interview(at=dt.datetime(2026, 3, 10, 10)), "at", "2026-03-10T10:00", "+01:00"),  # noqa: DTZ001
    "naive end": (
        lambda: interview(ends="2026-03-10T11:00"), "ends", "2026-03-10T11:00", "+01:00"),
    "naive event": (
        lambda: fu.Event(at="2026-03-10T11:00", kind="award"), "at", "2026-03-10T11:00", "+01:00"),
    "a date alone": (
        lambda: fu.Interview(at="2026-03-10"), "at", "2026-03-10", "+01:00"),
    "no time at all": (
        lambda: fu.Interview(at="tomorrow at ten"), "at", "tomorrow at ten", "2026-03-10T10:00+01:00"),
    "no date": (
        lambda: interview(decision_by="next week"), "decision_by", "next week", "2026-03-17"),
    "no address": (
        lambda: fu.Interviewer(name=NAIR, email="priya at example.org"), "email", "priya at", "name@example.org"),
    "unknown kind of event": (
        lambda: event("11", "thankyou_sent"), "kind", "thankyou_sent", "thank_you_sent"),
    "a step without a message cannot be sent": (
        lambda: event("11", "move_on_sent"), "kind", "move_on_sent", "mean"),
    "unknown stage": (
        lambda: interview(stage="technicall"), "stage", "technicall", "technical"),
    "unknown channel": (
        lambda: event("11", "thank_you_sent", channel="e-mail"), "channel", "e-mail", "email"),
    "a field that is none": (
        lambda: interview(interviewer=[]), "interviewer", "[]", "spelling"),
    "a promise without its date": (
        lambda: event("12", "promised_date"), "date", "missing", "needs the date"),
    "a name for the file that leads elsewhere": (
        lambda: fu.Application(company="N", role="R", id="../../x"), "id", "../../x", "letters"),
    "an event that is not there": (
        lambda: application().without_event(3), "position", "3", "0"),
    "an unknown field in a file": (
        lambda: fu.Application.from_json(app_json(colour="red")), "colour", "red", "spelling"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "field", "value", "cure"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_field_value_and_cure(make, field, value, cure):
    with pytest.raises(fu.InputError) as error:
        make()
    text = str(error.value)
    assert isinstance(error.value, ValueError)
    assert field in text and value in text and cure in text


def test_all_faults_at_once_and_where_they_are():
    rounds = [{"at": "2026-03-10T10:00"}, {"at": "2026-03-20T10:00Z", "interviewers": [{"email": "x"}], "stage": "?"}]
    with pytest.raises(fu.InputError) as error:
        fu.Application(company="N", role="R", rounds=rounds)
    places = ("rounds[0].at", "rounds[1].interviewers[0].email", "rounds[1].stage")
    assert all(place in str(error.value) for place in places)
    assert {problem.field for problem in error.value.problems} == set(places)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ends", "2026-03-10T09:00+01:00"), ("decision_by", "2026-03-01"), ("timezone", "Europe/Belin"), ("at", "today")],
)
def test_a_refused_change_leaves_things_as_they_were(name, value):
    held = interview()
    before = held.model_copy()
    with pytest.raises(fu.InputError, match=name):
        setattr(held, name, value)
    assert held == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '"text"', "[" * 100_000, "\x00", '{"rounds": 3}', '{"id'])
def test_a_damaged_file_is_refused(text):
    with pytest.raises(fu.InputError) as error:
        fu.Application.from_json(text)
    assert str(error.value)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        fu.Application.from_json(text)
    except fu.InputError as error:
        assert str(error)


@given(st.data())
def test_a_file_cut_or_changed_anywhere_is_read_or_refused(data):
    text = application(event("12", "promised_date", date="2026-03-20")).to_json()
    place = data.draw(st.integers(0, len(text) - 1))
    changed = data.draw(st.sampled_from([text[:place], text[:place] + "9" + text[place + 1 :], text[place:]]))
    try:
        fu.plan(fu.Application.from_json(changed), now=march("12"))
    except fu.InputError as error:
        assert str(error)


def test_a_newer_file_is_refused_with_its_version():
    with pytest.raises(fu.InputError, match=r"schema_version.*99.*(?i:update)"):
        fu.Application.from_json(app_json(schema_version=99, something_new=1))


def test_a_saved_file_tells_its_version():
    assert json.loads(application().to_json())["schema_version"] >= 1


# --- what is accepted -----------------------------------------------------------------------------------------------


def test_iso_texts_and_objects_are_the_same():
    texts = fu.Interview(at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", decision_by="2026-03-17")
    objects = fu.Interview(at=march("10 10:00"), timezone="Europe/Berlin", decision_by=dt.date(2026, 3, 17))
    assert texts == objects
    assert fu.Event(at="2026-03-10T09:00Z", kind="award") == fu.Event(at=march("10 10:00"), kind="award")


def test_a_promise_on_the_day_of_the_interview_is_fine():
    assert interview(decision_by=DAY).decision_by == DAY
    late = fu.Interview(at=at("2026-03-10 23:30", "America/Los_Angeles"), decision_by="2026-03-10")
    assert late.decision_by == DAY  # it is the eleventh in Berlin by then, but not where the interview was


def test_a_promised_date_is_held_against_its_own_round():
    rounds = [interview("10"), interview("20")]
    application(event("12", "promised_date", date="2026-03-15"), rounds=rounds)
    with pytest.raises(fu.InputError, match=r"events\[0\]\.date"):
        application(event("21", "promised_date", date="2026-03-15"), rounds=rounds)


@pytest.mark.parametrize(
    "at_",
    [march("10 10:00"), "2026-03-10T10:00+01:00", march("10 10:00").astimezone(dt.timezone(dt.timedelta(hours=6)))],
)
def test_without_a_zone_the_one_of_the_start_counts(at_):
    held = fu.Interview(at=at_)
    (thanks, *_) = fu.plan(application(rounds=[held]), now=march("10")).steps
    assert thanks.opens.utcoffset() == held.at.utcoffset()


def test_the_zone_of_the_start_survives_a_file():
    """Named by the start's own zone, an interview in March keeps its summer-time check-in."""
    app = application(rounds=[fu.Interview(at=at("2026-03-25 10:00", "Europe/Berlin"))])
    again = fu.Application.from_json(app.to_json())
    check_in = fu.plan(again, now=march("26")).steps[1]
    assert check_in.opens.isoformat() == "2026-04-01T00:00:00+02:00"


def test_names_and_addresses_may_be_unknown():
    held = interview(interviewers=[fu.Interviewer(), fu.Interviewer(name="Somebody"), fu.Interviewer(email="a@b.org")])
    assert len(held.interviewers) == 3
    assert interview(interviewers=[]).interviewers == []


def test_an_application_has_a_name_for_its_file():
    assert application().id == "northwind-data-analyst"
    for company in ("../../etc", "CON", "a/b\\c:d*", "李", "💼", " ", "x" * 250):
        id = fu.Application(company=company, role="").id
        assert id and set(id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(id) <= 80


# --- events: noted, corrected, undone -------------------------------------------------------------------------------


def test_events_are_added_in_the_order_of_time_and_the_original_stays():
    late, early = event("12", "award"), event("11", "thank_you_sent", to=NAIR)
    app = application(late)
    assert app.with_event(early).events == [early, late]
    assert app.events == [late]


def test_an_event_can_be_undone_and_corrected():
    first, second, third = event("11", "thank_you_sent"), event("12", "award"), event("13", "rejected")
    app = application(first, second)
    assert app.without_event(0).events == [second]
    assert app.correct_event(0, third).events == [second, third]
    assert app.correct_event(1, event("12 12:00", "offered")).events[1].kind == "offered"
    assert app.with_event(third).without_event(2) == app
    assert app.events == [first, second]


@pytest.mark.parametrize("position", [-1, 2])
def test_undoing_what_is_not_there_is_refused(position):
    app = application(event("11", "thank_you_sent"), event("12", "award"))
    for attempt in (lambda: app.without_event(position), lambda: app.correct_event(position, event("13", "award"))):
        with pytest.raises(fu.InputError, match=rf"position.*{position}"):
            attempt()


def test_a_note_to_an_interviewer_is_a_note_to_the_name():
    assert event("11", "thank_you_sent", to=fu.Interviewer(name=LIM)).to == LIM


# --- to a file and back ---------------------------------------------------------------------------------------------


@given(applications(words=texts))
def test_nothing_is_lost_in_a_file(app):
    again = fu.Application.from_json(app.to_json())
    assert again == app
    assert again.to_json() == app.to_json()
    assert fu.Application.from_json(app.to_json().encode()) == app


@given(applications(min_rounds=1), st.sampled_from(["learn-it", "how-to-follow-up"]))
def test_a_file_gives_the_same_plan(app, source):
    again = fu.Application.from_json(app.to_json())
    now = app.rounds[0].at + dt.timedelta(days=9)
    plans = [fu.plan(a, now=now, book=source).steps for a in (app, again)]
    first, second = ([(s.uid, s.opens.isoformat(), s.closes.isoformat(), s.status) for s in p] for p in plans)
    assert first == second


HOSTILE = [
    "a\r\nBcc: everyone@example.org", "a\x00b\x1b[31m\x7f", "../../etc/passwd", "C:\\CON", "💼🎉👩‍👩‍👧",
    "\u202egnp.exe", "\u2028\u2029\x85", "{{ 7 * 7 }}{% raw %}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
    "\\u0000 \\n", '"}],', "a" * 250, " ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_harmless(text):
    held = interview(interviewers=people(text), notes=text, clarify=text, strengths=[text])
    app = fu.Application(company=text, role=text, candidate=text, rounds=[held], events=[
        event("11", "thank_you_sent", to=text, note=text)])  # fmt: skip
    assert fu.Application.from_json(app.to_json()) == app
    assert held.notes == text
    for line in (app.company, app.role, app.candidate, held.interviewers[0].name, app.events[0].to):
        assert len(line.splitlines()) <= 1 and not any(c < " " or c == "\x7f" for c in line)
    assert fu.plan(app, now=march("11")).to_ics()
    assert fu.plan(app, now=march("11")).next_step.sentence


def test_long_words_are_kept_or_refused_by_name():
    assert len(interview(notes="é" * 20_000).notes) == 20_000
    for make, field in (
        (lambda: fu.Application(company="x" * 20_000, role="R"), "company"),
        (lambda: interview(notes="x" * 200_000), "notes"),
    ):
        with pytest.raises(fu.InputError) as error:
            make()
        assert field in str(error.value) and len(str(error.value)) < 400
        assert "longer than" in str(error.value)


@pytest.mark.parametrize("field", ["company", "role", "candidate"])
def test_half_a_character_is_refused_or_kept_but_never_breaks_the_file(field):
    """A lone surrogate (a damaged emoji) cannot be written as UTF-8."""
    for make in (
        lambda: fu.Application(**{"company": "N", "role": "R", field: "ok \ud83d"}),
        lambda: fu.Application.from_json(app_json().replace('"Northwind"', '"N \\ud83d"')),
    ):
        try:
            app = make()
        except fu.InputError:
            continue
        assert fu.Application.from_json(app.to_json()) == app


def test_a_zone_is_known_by_its_own_name():
    assert fu.Interview(at=at("2026-03-10 10:00", "Asia/Kolkata")).timezone == "Asia/Kolkata"
    assert interview().at.astimezone(ZoneInfo("Europe/Berlin")).hour == 10
