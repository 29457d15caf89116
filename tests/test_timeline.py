"""What to do, when, and why: the windows, what events change, and the one thing to do now."""

import datetime as dt
import inspect

import pytest
from strategies import (
    CHECK_INS,
    LIM,
    NAIR,
    OSEI,
    SOURCES,
    application,
    at,
    days,
    event,
    interview,
    march,
    only,
    people,
    shown,
    statuses,
    steps,
)

import followup as fu


def plan(app, day="10 12:00", source="learn-it", holidays=None):
    return fu.plan(app, now=march(day), book=source, holidays=holidays)


def iso(date):
    return dt.date.fromisoformat(date)


# --- the timing table -----------------------------------------------------------------------------------------------

# The interview is on Tuesday 10 March, ten to eleven. Per source: the check-in when nothing was promised, when
# Wednesday 18 March was promised, and when another round is expected and nothing was promised.
TABLE = {
    "learn-it": ("03-17..03-20", "03-25..04-01", "03-17..03-24"),
    "how-to-follow-up": ("03-17..03-24", "03-19..03-26", "03-17..03-24"),
    "interviews-over": ("03-17..03-20", "03-19..03-26", "03-17..03-24"),
    "dream-job": ("03-17..03-20", "03-19..03-26", "03-17..03-24"),
    "career-guide": ("03-17..03-24", "03-19..03-26", "03-17..03-24"),
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_timing_table(source):
    nothing, promised, between = TABLE[source]
    assert days(only(plan(application(), source=source), "check_in")) == nothing
    assert days(only(plan(application(decision_by="2026-03-18"), source=source), "check_in")) == promised
    assert days(only(plan(application(more_rounds=True), source=source), "check_in")) == between


@pytest.mark.parametrize("source", SOURCES)
def test_a_promised_date_goes_before_the_wait_between_rounds(source):
    app = application(decision_by="2026-03-18", more_rounds=True)
    assert days(only(plan(app, source=source), "check_in")) == TABLE[source][1]


@pytest.mark.parametrize("source", SOURCES)
def test_the_thank_you_has_24_hours_from_the_end_under_every_source(source):
    step = only(plan(application(), source=source), "thank_you")
    assert (step.opens, step.closes) == (march("10 11:00"), march("11 11:00"))
    assert "thank-within-a-day" in step.rules


def test_without_an_end_the_24_hours_count_from_the_start():
    step = only(plan(application(ends=None)), "thank_you")
    assert (step.opens, step.closes) == (march("10 10:00"), march("11 10:00"))


def test_a_note_after_friday_s_interview_is_due_on_saturday():
    """The 24 hours never move: not off a weekend, not off a holiday."""
    app = application(rounds=[interview("13")])
    assert only(plan(app, "13", holidays="US"), "thank_you").closes == march("14 11:00")
    held = fu.Interview(at=at("2026-12-24 15:00"))
    step = fu.plan(application(rounds=[held]), now=at("2026-12-24 16:00"), holidays="DE-BE").steps[0]
    assert step.closes == at("2026-12-25 15:00")


@pytest.mark.parametrize(
    ("source", "kinds"),
    [(s, ["check_in", "final_check_in"] if s == "how-to-follow-up" else ["check_in"]) for s in SOURCES],
)
def test_only_one_source_has_a_second_check_in(source, kinds):
    assert [s.kind for s in steps(plan(application(), source=source), *CHECK_INS)] == kinds


def test_learn_it_waits_another_week_after_the_date():
    """learn-it: "If that date has passed and you still haven't heard back, wait another week"."""
    app = application(decision_by="2026-03-20")
    for day, status in (("20", "waiting"), ("21", "waiting"), ("26 23:59", "waiting"), ("27 00:00", "open")):
        assert only(plan(app, day), "check_in").status == status


def test_how_to_follow_up_waits_about_a_week_and_another_before_the_last():
    """how-to-follow-up: "wait about a week"; then "another week before sending a final, polite follow-up"."""
    sent = event("17", "check_in_sent")
    timeline = plan(application(sent), "18", "how-to-follow-up")
    assert shown(timeline, *CHECK_INS) == ["check_in 03-17..03-24 done", "final_check_in 03-24..03-31 waiting"]
    twice = plan(application(sent, event("26", "final_check_in_sent")), "27", "how-to-follow-up")
    assert shown(twice, *CHECK_INS) == ["check_in 03-17..03-24 done", "final_check_in 03-24..03-31 done"]
    late = plan(application(event("20", "check_in_sent")), "20", "how-to-follow-up")
    assert days(only(late, "final_check_in")) == "03-27..04-03"


def test_interviews_over_never_writes_before_the_deadline_has_passed():
    """interviews-over: "We'll be in touch by the end of next week": that Friday is theirs, whole."""
    app = application(decision_by="2026-03-20")
    step = only(plan(app, "20 23:59", "interviews-over"), "check_in")
    assert (step.status, days(step)) == ("waiting", "03-23..03-30")  # Saturday 21st and 28th move to Mondays


def test_dream_job_allows_one_follow_up():
    """dream-job: one thank-you and one follow-up, then the interviewer has time to respond."""
    app = application(event("10", "thank_you_sent", to=NAIR), event("18", "check_in_sent"))
    timeline = plan(app, "19", "dream-job")
    assert [s.kind for s in timeline.steps if s.status not in ("done", "cancelled")] == ["move_on"]


def test_career_guide_waits_one_to_two_weeks():
    """career-guide: "within about one to two weeks", also between rounds where no timeline was given."""
    for fields in ({}, {"more_rounds": True}):
        step = only(plan(application(**fields), source="career-guide"), "check_in")
        assert days(step) == "03-17..03-24"


def test_learn_it_is_the_book_without_one():
    assert fu.plan(application(), now=march("10")).steps == plan(application(), source="learn-it").steps
    assert fu.plan(application(), now=march("10"), book=fu.load_rulebook("dream-job")).book.source == "dream-job"


# --- windows --------------------------------------------------------------------------------------------------------


def test_a_day_s_window_lasts_from_its_first_second_to_its_last():
    step = only(plan(application()), "check_in")
    assert (step.opens, step.closes) == (march("17 00:00"), march("20 23:59:59"))
    assert step.closes.date() == iso("2026-03-20")


@pytest.mark.parametrize(
    ("moment", "status"),
    [("16 23:59:59", "waiting"), ("17 00:00", "open"), ("20 23:59:59", "open"), ("21 00:00", "overdue")],
)
def test_status_by_the_window(moment, status):
    assert only(plan(application(), moment), "check_in").status == status


@pytest.mark.parametrize(
    ("moment", "status"),
    [("10 10:30", "waiting"), ("10 11:00", "open"), ("11 10:59:59", "open"), ("11 11:00:01", "overdue")],
)
def test_status_of_the_thank_you_by_its_hours(moment, status):
    assert only(plan(application(), moment), "thank_you").status == status


def test_what_is_overdue_may_still_be_done():
    app = application(event("12", "thank_you_sent", to=NAIR), event("28", "check_in_sent"))
    assert statuses(plan(app, "29")) == {"thank_you": "done", "check_in": "done", "move_on": "waiting"}


WEEKENDS = [
    # the interview, the promised date, the source, the window: both ends move forward, each from its own day
    ("10", "2026-03-13", "dream-job", "03-16..03-23"),  # Saturday 14 to Saturday 21
    ("10", "2026-03-14", "dream-job", "03-16..03-23"),  # Sunday 15 to Sunday 22
    ("10", "2026-03-15", "dream-job", "03-16..03-23"),  # Monday 16: nothing moves
    ("4", None, "learn-it", "03-11..03-16"),  # Wednesday 11 to Saturday 14
    ("5", None, "learn-it", "03-12..03-16"),  # Thursday 12 to Sunday 15
    ("7", None, "learn-it", "03-16..03-17"),  # Saturday 14 to Tuesday 17
    ("7", None, "how-to-follow-up", "03-16..03-23"),  # seven days counted from Saturday 14, then moved
    ("8", None, "career-guide", "03-16..03-23"),  # Sunday 15 to Sunday 22
]


@pytest.mark.parametrize(("day", "promised", "source", "window"), WEEKENDS)
def test_a_check_in_moves_off_a_weekend(day, promised, source, window):
    app = application(rounds=[interview(day, decision_by=promised)])
    assert days(only(plan(app, day, source), "check_in")) == window


HOLIDAYS = [
    # place, the interview's day, the source, the check-in without a promised date
    (None, "2026-06-26", "learn-it", "2026-07-03", "2026-07-06"),
    ("US", "2026-06-26", "learn-it", "2026-07-06", "2026-07-06"),  # 4 July is a Saturday: observed on Friday the 3rd
    ("US", "2026-11-19", "learn-it", "2026-11-27", "2026-11-30"),  # Thanksgiving, Thursday 26; Sunday 29
    ("DE-BE", "2026-11-19", "learn-it", "2026-11-26", "2026-11-30"),
    ("GB-ENG", "2026-12-18", "learn-it", "2026-12-29", "2026-12-29"),  # Christmas; Boxing Day observed on Monday 28
    ("US", "2026-12-18", "learn-it", "2026-12-28", "2026-12-28"),
    ("GB-ENG", "2026-03-27", "how-to-follow-up", "2026-04-07", "2026-04-10"),  # Good Friday, Easter Monday
    ("DE-BE", "2026-03-27", "how-to-follow-up", "2026-04-07", "2026-04-10"),
    ("US", "2026-03-27", "how-to-follow-up", "2026-04-03", "2026-04-10"),
    ("DE-BE", "2027-03-01", "dream-job", "2027-03-09", "2027-03-11"),  # Women's Day, in Berlin alone
    ("DE-BY", "2027-03-01", "dream-job", "2027-03-08", "2027-03-11"),
    ("GB-ENG", "2027-03-01", "dream-job", "2027-03-08", "2027-03-11"),
    ("GB-ENG", "2026-08-24", "dream-job", "2026-09-01", "2026-09-03"),  # Summer bank holiday, not in Scotland
    ("GB-SCT", "2026-08-24", "dream-job", "2026-08-31", "2026-09-03"),
    ("US", "2026-12-25", "learn-it", "2027-01-04", "2027-01-04"),  # across the year's end
    ("US", "2026-12-24", "career-guide", "2026-12-31", "2027-01-07"),
    ("GB-ENG", "2027-12-20", "career-guide", "2027-12-29", "2028-01-04"),  # both Christmas days and New Year observed
]


@pytest.mark.parametrize(("place", "day", "source", "opens", "closes"), HOLIDAYS)
def test_a_check_in_moves_off_public_holidays(place, day, source, opens, closes):
    held = fu.Interview(at=at(f"{day} 10:00"), timezone="Europe/Berlin")
    timeline = fu.plan(application(rounds=[held]), now=held.at, book=source, holidays=place)
    step = only(timeline, "check_in")
    assert (str(step.opens.date()), str(step.closes.date())) == (opens, closes)


@pytest.mark.parametrize("place", [[iso("2026-03-17")], {"2026-03-17"}, [march("17")]])
def test_holidays_may_be_dates_of_one_s_own(place):
    step = only(plan(application(), holidays=place), "check_in")
    assert days(step) == "03-18..03-20"


def test_holidays_of_one_s_own_may_be_none_at_all():
    assert days(only(plan(application(), holidays=[]), "check_in")) == "03-17..03-20"


def test_a_moved_check_in_says_why():
    app = application(decision_by="2026-07-02")
    step = only(fu.plan(app, now=march("10"), book="dream-job", holidays="US"), "check_in")
    assert str(step.opens.date()) == "2026-07-06"
    assert "Independence Day" in step.reason


@pytest.mark.parametrize(
    ("app", "kind"),
    [
        (application(decision_by="2026-03-18"), "check_in"),
        (application(event("12", "award")), "update"),
        (application(event("12", "rejected")), "reply_to_rejection"),
        (application(event("12", "rejected")), "feedback_request"),
        (application(event("12", "rejected")), "stay_in_touch"),
        (application(event("17", "check_in_sent")), "move_on"),
    ],
)
def test_what_is_the_kit_s_own_convention_says_so(app, kind):
    assert "kit’s own convention" in only(plan(app, "17"), kind).reason


def test_a_window_of_a_source_s_own_does_not_claim_to_be_the_kit_s():
    assert "own convention" not in only(plan(application()), "check_in").reason


# --- clocks and calendars -------------------------------------------------------------------------------------------


def held_at(text, zone, **fields):
    return application(rounds=[fu.Interview(at=at(text, zone), timezone=zone, **fields)])


@pytest.mark.parametrize(
    ("zone", "start", "closes"),
    [
        ("Europe/Berlin", "2026-03-28 15:00", "2026-03-29T16:00:00+02:00"),
        ("Europe/Berlin", "2026-10-24 15:00", "2026-10-25T14:00:00+01:00"),
        ("America/New_York", "2026-03-07 15:00", "2026-03-08T16:00:00-04:00"),
        ("America/New_York", "2026-10-31 15:00", "2026-11-01T14:00:00-05:00"),
        ("Australia/Lord_Howe", "2026-04-04 15:00", "2026-04-05T14:30:00+10:30"),
    ],
)
def test_24_hours_are_24_hours_when_the_clock_changes(zone, start, closes):
    step = only(fu.plan(held_at(start, zone), now=at(start, zone)), "thank_you")
    assert step.closes.isoformat() == closes
    assert step.closes.timestamp() - step.opens.timestamp() == 24 * 3600


@pytest.mark.parametrize(
    ("zone", "start", "opens", "closes"),
    [
        ("Europe/Berlin", "2026-03-24 10:00", "2026-03-31T00:00:00+02:00", "2026-04-03T23:59:59+02:00"),
        ("Europe/Berlin", "2026-10-20 10:00", "2026-10-27T00:00:00+01:00", "2026-10-30T23:59:59+01:00"),
        # Friday 24 April 2026 begins at one o'clock in Cairo: its first moment is 22:00 UTC the day before
        ("Africa/Cairo", "2026-04-17 10:00", "2026-04-23T22:00:00+00:00", "2026-04-27T20:59:59+00:00"),
        # Thursday 29 October 2026 has its last hour twice in Cairo: the second one ends it
        ("Africa/Cairo", "2026-10-19 10:00", "2026-10-25T21:00:00+00:00", "2026-10-29T21:59:59+00:00"),
    ],
)
def test_days_are_whole_when_the_clock_changes(zone, start, opens, closes):
    step = only(fu.plan(held_at(start, zone), now=at(start, zone)), "check_in")
    assert step.opens.timestamp() == dt.datetime.fromisoformat(opens).timestamp()
    assert step.closes.timestamp() == dt.datetime.fromisoformat(closes).timestamp()


def test_days_are_counted_where_the_interview_was():
    """23:30 on the tenth in Los Angeles is the eleventh in Berlin; `now` may be given in any zone."""
    app = held_at("2026-03-10 23:30", "America/Los_Angeles")
    for zone in ("America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "UTC"):
        now = at("2026-03-16 23:59", "America/Los_Angeles").astimezone(at("2026-03-16 12:00", zone).tzinfo)
        step = only(fu.plan(app, now=now), "check_in")
        assert (days(step), step.status) == ("03-17..03-20", "waiting")
        step = only(fu.plan(app, now=now + dt.timedelta(minutes=1)), "check_in")
        assert (step.opens.isoformat(), step.status) == ("2026-03-17T00:00:00-07:00", "open")


def test_the_named_zone_goes_before_the_offset_of_the_start():
    held = fu.Interview(at=at("2026-03-10 23:30", "America/Los_Angeles"), timezone="Europe/Berlin")
    step = only(fu.plan(application(rounds=[held]), now=held.at), "check_in")
    assert step.opens == at("2026-03-18 00:00", "Europe/Berlin")


def test_a_fixed_offset_is_a_zone():
    held = fu.Interview(at="2026-03-10T23:30:00-09:30")
    timeline = fu.plan(application(rounds=[held]), now="2026-03-11T10:00Z")
    assert only(timeline, "thank_you").closes.isoformat() == "2026-03-11T23:30:00-09:30"
    assert only(timeline, "check_in").opens.isoformat() == "2026-03-17T00:00:00-09:30"


def test_an_event_falls_on_the_day_it_was_where_the_interview_was():
    """A reply at 23:30 on the 12th in Los Angeles came on the 13th in Berlin."""
    reply = fu.Event(at=at("2026-03-12 23:30", "America/Los_Angeles"), kind="reply_received")
    assert days(only(plan(application(reply), "16"), "check_in")) == "03-20..03-23"


@pytest.mark.parametrize(
    ("start", "opens", "closes"),
    [
        ("2028-02-22", "2028-02-29", "2028-03-03"),  # a leap day
        ("2028-02-29", "2028-03-07", "2028-03-10"),
        ("2027-02-22", "2027-03-01", "2027-03-04"),  # no leap year
        ("2026-12-24", "2026-12-31", "2027-01-04"),  # Sunday 3 January moves
        ("2027-12-27", "2028-01-03", "2028-01-06"),
    ],
)
def test_leap_days_and_the_year_s_end(start, opens, closes):
    step = only(fu.plan(held_at(f"{start} 10:00", "Europe/Berlin"), now=at(f"{start} 12:00")), "check_in")
    assert (str(step.opens.date()), str(step.closes.date())) == (opens, closes)


# --- who gets what --------------------------------------------------------------------------------------------------


def recipients(timeline, *kinds):
    return [step.to for step in steps(timeline, *kinds)]


def test_each_of_a_panel_gets_a_note_of_their_own():
    app = application(event("10", "thank_you_sent", to=OSEI), interviewers=people(NAIR, OSEI, LIM))
    timeline = plan(app)
    assert sorted(recipients(timeline, "thank_you")) == sorted([NAIR, OSEI, LIM])
    assert {s.to: s.status for s in steps(timeline, "thank_you")} == {NAIR: "open", OSEI: "done", LIM: "open"}
    assert all("thank-each-interviewer" in s.rules for s in steps(timeline, "thank_you"))


def test_a_round_without_interviewers_gets_one_note_that_says_how_to_ask_for_names():
    step = only(plan(application(interviewers=[])), "thank_you")
    assert step.to is None
    assert "name" in step.reason and "ask" in step.reason
    done = application(event("10", "thank_you_sent"), interviewers=[])
    assert only(plan(done), "thank_you").status == "done"


def test_an_interviewer_may_be_known_by_the_address_alone():
    app = application(interviewers=[fu.Interviewer(email="p@example.org")])
    assert only(plan(app), "thank_you").to == "p@example.org"
    assert only(plan(app.with_event(event("10", "thank_you_sent", to="p@example.org"))), "thank_you").status == "done"


@pytest.mark.parametrize("contact", [0, 1, 2])
def test_check_ins_and_updates_go_to_the_contact(contact):
    trio = [fu.Interviewer(name=n, contact=i == contact) for i, n in enumerate((NAIR, OSEI, LIM))]
    timeline = plan(application(event("12", "award"), interviewers=trio), "12", "how-to-follow-up")
    assert recipients(timeline, *CHECK_INS, "update") == [(NAIR, OSEI, LIM)[contact]] * 3


def test_without_a_contact_they_go_to_the_first():
    timeline = plan(application(event("12", "award"), interviewers=people(OSEI, NAIR)), "12")
    assert recipients(timeline, "check_in", "update") == [OSEI, OSEI]


def test_a_recruiter_may_be_the_contact_without_a_thank_you():
    recruiter = fu.Interviewer(name=LIM, contact=True, interviewed=False)
    timeline = plan(application(interviewers=[*people(NAIR), recruiter]))
    assert recipients(timeline, "thank_you") == [NAIR]
    assert recipients(timeline, "check_in") == [LIM]
    alone = plan(application(interviewers=[recruiter]))
    assert recipients(alone, "thank_you") == [None]
    assert recipients(alone, "check_in") == [LIM]


def test_moving_on_has_no_message():
    step = only(plan(application()), "move_on")
    assert step.channel is None and step.to is None
    assert all(s.channel == "email" for s in steps(plan(application()), "thank_you", "check_in"))


# --- events: seen when they happen, and by the round they belong to -------------------------------------------------


def test_events_after_now_are_not_seen():
    later = [event("11", "thank_you_sent", to=NAIR), event("12", "reply_received"), event("13", "withdrawn")]
    assert plan(application(*later), "10").steps == plan(application(), "10").steps
    assert only(plan(application(*later), "11 11:59"), "thank_you").status == "overdue"
    assert only(plan(application(*later), "11 12:00"), "thank_you").status == "done"


def test_doing_nothing_is_the_same_plan_without_further_events():
    assert statuses(plan(application(), "28")) == {"thank_you": "overdue", "check_in": "overdue", "move_on": "waiting"}


def test_the_latest_promise_counts():
    """The one noted last, not the one furthest away, and before the date noted with the interview."""
    first, second = event("11", "promised_date", date="2026-03-27"), event("12", "promised_date", date="2026-03-18")
    for events in ([first, second], [second, first]):
        app = application(*events, decision_by="2026-03-13")
        assert days(only(plan(app, "10"), "check_in")) == "03-20..03-27"
        assert days(only(plan(app, "11"), "check_in")) == "04-03..04-10"
        assert days(only(plan(app, "12"), "check_in")) == "03-25..04-01"


def test_what_was_promised_in_the_interview_goes_before_what_was_said_earlier():
    """An event belongs to the last round held before it; before the first there is none."""
    app = application(event("9", "promised_date", date="2026-03-10"), decision_by="2026-03-18")
    assert days(only(plan(app, "10", "dream-job"), "check_in")) == "03-19..03-26"


def test_a_promise_needs_no_date_noted_before():
    app = application(event("11", "promised_date", date="2026-03-18"))
    assert days(only(plan(app, "11"), "check_in")) == "03-25..04-01"


@pytest.mark.parametrize("source", SOURCES)
def test_a_reply_before_the_check_in_starts_the_wait_anew(source):
    timeline = plan(application(event("13", "reply_received")), "13", source)
    cancelled = [s for s in steps(timeline, *CHECK_INS) if s.status == "cancelled"]
    assert cancelled and all("reply" in s.reason for s in cancelled)
    closes = {"how-to-follow-up": "27", "career-guide": "27"}.get(source, "23")
    assert days(only(timeline, "check_in")) == f"03-20..03-{closes}"


def test_a_reply_after_the_check_in_leaves_it_done_and_starts_anew():
    timeline = plan(application(event("17", "check_in_sent"), event("19", "reply_received")), "19")
    assert shown(timeline, "check_in") == ["check_in 03-17..03-20 done", "check_in 03-26..03-30 waiting"]


def test_after_a_reply_the_count_is_full_again():
    sent = [event("17", "check_in_sent"), event("24", "final_check_in_sent"), event("25", "reply_received")]
    timeline = plan(application(*sent), "26", "how-to-follow-up")
    assert [s.split()[::2] for s in shown(timeline, *CHECK_INS)] == [
        ["check_in", "done"], ["final_check_in", "done"], ["check_in", "waiting"], ["final_check_in", "waiting"],
    ]  # fmt: skip


def test_a_promised_date_still_ahead_at_a_reply_stands():
    app = application(event("13", "reply_received"), decision_by="2026-03-18")
    assert days(only(plan(app, "13"), "check_in")) == "03-25..04-01"


def test_a_promised_date_that_has_passed_at_a_reply_is_settled():
    app = application(event("20", "reply_received"), decision_by="2026-03-18")
    assert days(only(plan(app, "20"), "check_in")) == "03-27..03-30"  # seven to ten days from the reply


@pytest.mark.parametrize("turned", [False, True])
def test_a_reply_may_bring_a_new_date(turned):
    events = [event("20", "reply_received"), event("20", "promised_date", date="2026-03-25")]
    app = application(*(events[::-1] if turned else events), decision_by="2026-03-18")
    assert days(only(plan(app, "20"), "check_in")) == "04-01..04-08"


@pytest.mark.parametrize("source", SOURCES)
def test_no_more_check_ins_than_the_source_allows(source):
    """A learner who writes too often does not get more steps for it."""
    sent = [event(str(day), "check_in_sent") for day in (12, 15, 18, 21)]
    timeline = plan(application(*sent), "22", source)
    assert len(steps(timeline, *CHECK_INS)) == (2 if source == "how-to-follow-up" else 1)
    assert {s.status for s in steps(timeline, *CHECK_INS)} == {"done"}


# --- good news elsewhere --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("kind", "fields", "window"),
    [
        ("award", {}, "03-12..03-19"),
        ("competing_offer", {"first_choice": True}, "03-12..03-19"),
        ("competing_offer", {"first_choice": True, "date": "2026-03-16"}, "03-12..03-16"),
        ("competing_offer", {"first_choice": True, "date": "2026-03-12"}, "03-12..03-12"),
    ],
)
def test_an_update_is_open_at_once_under_every_source(source, kind, fields, window):
    """learn-it, the exception to the rule: sooner than the date that was promised. The others borrow it."""
    timeline = plan(application(event("12", kind, **fields), decision_by="2026-03-25"), "12", source)
    step = only(timeline, "update")
    assert (days(step), step.status) == (window, "open")
    assert set(step.rules) & {"competing-offer", "relevant-award"}
    assert "Learn It" in step.credit and ("borrowed" in step.credit) == (source != "learn-it")


def test_an_offer_from_elsewhere_is_no_news_where_this_is_not_the_first_choice():
    timeline = plan(application(event("12", "competing_offer", date="2026-03-18")), "12")
    assert steps(timeline, "update") == []


def test_an_update_not_sent_by_the_offer_s_deadline_is_overdue():
    offer = event("12", "competing_offer", first_choice=True, date="2026-03-16")
    assert only(plan(application(offer), "16 23:00"), "update").status == "open"
    assert only(plan(application(offer), "17"), "update").status == "overdue"
    assert only(plan(application(offer, event("18", "update_sent")), "18"), "update").status == "done"


PUSHED = [
    # update sent on, promised date, source, the check-in before and after: whole, its length kept
    ("16", None, "learn-it", "03-17..03-20", "03-23..03-26"),
    ("14", None, "learn-it", "03-17..03-20", "03-23..03-24"),  # Saturday 21 to Tuesday 24, then off the weekend
    ("16", None, "career-guide", "03-17..03-24", "03-23..03-30"),
    ("18", "2026-03-18", "dream-job", "03-19..03-26", "03-25..04-01"),
    ("12", "2026-03-18", "learn-it", "03-25..04-01", "03-25..04-01"),  # far enough away
    ("10", None, "learn-it", "03-17..03-20", "03-17..03-20"),  # just far enough
]


@pytest.mark.parametrize(("day", "promised", "source", "before", "after"), PUSHED)
def test_no_check_in_within_seven_days_after_an_update(day, promised, source, before, after):
    app = application(event(f"{day} 11:00", "award"), decision_by=promised)
    assert days(only(plan(app, f"{day} 13:00", source), "check_in")) == before
    sent = app.with_event(event(f"{day} 12:00", "update_sent"))
    assert days(only(plan(sent, f"{day} 13:00", source), "check_in")) == after


def test_an_update_pushes_the_final_check_in_too():
    app = application(event("17", "check_in_sent"), event("20", "award"), event("20 13:00", "update_sent"))
    assert days(only(plan(app, "20 14:00", "how-to-follow-up"), "final_check_in")) == "03-27..04-03"


def test_a_promised_date_pushes_the_final_check_in_whole():
    app = application(event("17", "check_in_sent"), event("18", "promised_date", date="2026-03-27"))
    step = only(plan(app, "18", "how-to-follow-up"), "final_check_in")
    assert days(step) == "03-30..04-06"  # Saturday 28 to Saturday 4, then off the weekend


def test_further_news_opens_a_further_update():
    offer = event("14", "competing_offer", first_choice=True)
    app = application(event("12", "award"), event("13", "update_sent"), offer)
    assert [s.status for s in steps(plan(app, "14"), "update")] == ["done", "open"]


@pytest.mark.parametrize("turned", [False, True])
def test_news_and_its_update_may_be_noted_at_one_moment(turned):
    events = [event("12", "award"), event("12", "update_sent")]
    assert only(plan(application(*(events[::-1] if turned else events)), "12"), "update").status == "done"


def test_an_update_does_not_rewrite_a_check_in_that_went_out():
    app = application(event("17", "check_in_sent"), event("18", "award"), event("18 13:00", "update_sent"))
    assert shown(plan(app, "19"), "check_in") == ["check_in 03-17..03-20 done"]


# --- a rejection, an offer, a withdrawal ----------------------------------------------------------------------------

REPLIES = ("reply_to_rejection", "feedback_request", "stay_in_touch")


@pytest.mark.parametrize("source", SOURCES)
def test_a_rejection_cancels_what_is_left_and_opens_its_three_replies(source):
    """how-to-follow-up and dream-job answer a rejection with thanks; learn-it asks for feedback."""
    app = application(event("10", "thank_you_sent", to=NAIR), event("12", "award"), event("20", "rejected"),
                      interviewers=people(NAIR, OSEI))  # fmt: skip
    timeline = plan(app, "20", source)
    assert {s.status for s in steps(timeline, *CHECK_INS, "update", "move_on")} == {"cancelled"}
    assert {s.to: s.status for s in steps(timeline, "thank_you")} == {NAIR: "done", OSEI: "cancelled"}
    assert all("reject" in s.reason for s in timeline.steps if s.status == "cancelled")
    assert shown(timeline, *REPLIES) == [
        "reply_to_rejection 03-20..03-22 open", "feedback_request 03-20..03-27 open", "stay_in_touch 03-20..03-27 open",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [("22", ["open"] * 3), ("23", ["overdue", "open", "open"]), ("28", ["overdue", "cancelled", "cancelled"])],
)
def test_the_optional_replies_lapse_and_the_thanks_stay_due(day, expected):
    found = statuses(plan(application(event("20", "rejected")), day))
    assert [found[kind] for kind in REPLIES] == expected


def test_the_replies_may_go_as_one_message():
    together = [event("21", f"{kind}_sent", to=NAIR) for kind in REPLIES]
    for events in (together, together[::-1]):
        timeline = plan(application(event("20", "rejected"), *events), "22")
        assert {s.status for s in steps(timeline, *REPLIES)} == {"done"}
        assert timeline.next_step is None


@pytest.mark.parametrize("kind", REPLIES)
def test_or_one_by_one(kind):
    found = statuses(plan(application(event("20", "rejected"), event("21", f"{kind}_sent", to=NAIR)), "21"))
    assert {k: found[k] for k in REPLIES} == dict.fromkeys(REPLIES, "open") | {kind: "done"}


@pytest.mark.parametrize("kind", ["withdrawn", "offered"])
def test_after_an_offer_or_a_withdrawal_everything_left_is_cancelled_with_its_reason(kind):
    app = application(event("10", "thank_you_sent", to=NAIR), event("12", "award"), event("13", kind))
    timeline = plan(app, "13", "how-to-follow-up")
    assert statuses(timeline) == {
        "thank_you": "done", "update": "cancelled", "check_in": "cancelled", "final_check_in": "cancelled",
        "move_on": "cancelled",
    }  # fmt: skip
    assert timeline.next_step is None
    word = "offer" if kind == "offered" else "withdr"
    assert all(word in s.reason for s in timeline.steps if s.status == "cancelled")


def test_a_withdrawal_after_a_rejection_ends_the_replies_too():
    app = application(event("20", "rejected"), event("21", "reply_to_rejection_sent"), event("22", "withdrawn"))
    found = statuses(plan(app, "22"))
    assert [found[kind] for kind in REPLIES] == ["done", "cancelled", "cancelled"]


def test_an_offer_after_a_rejection_ends_the_replies_and_a_rejection_after_an_offer_opens_them():
    refused, offered = event("20", "rejected"), event("21", "offered")
    found = statuses(plan(application(refused, offered), "21"))
    assert {found[kind] for kind in REPLIES} == {"cancelled"}
    found = statuses(plan(application(event("20", "offered"), event("21", "rejected")), "21"))
    assert {found[kind] for kind in REPLIES} == {"open"}


def test_news_after_a_withdrawal_opens_nothing():
    later = [event(str(14 + i), kind) for i, kind in enumerate(("award", "rejected", "reply_received", "offered"))]
    timeline = plan(application(event("13", "withdrawn"), *later), "25")
    assert {s.status for s in timeline.steps} <= {"done", "cancelled"}


# --- when to let it rest --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_moving_on_opens_a_week_after_the_last_check_in_that_the_source_allows(source):
    """how-to-follow-up: after the final follow-up "it's best to move on"; interviews-over, career-guide: after one."""
    app = application(event("17", "check_in_sent"))
    if source == "how-to-follow-up":
        assert days(only(plan(app, "18", source), "move_on")) == "03-31..04-07"
        app = app.with_event(event("26", "final_check_in_sent"))
        assert days(only(plan(app, "27", source), "move_on")) == "04-02..04-09"
    else:
        assert days(only(plan(app, "18", source), "move_on")) == "03-24..03-31"
        assert only(plan(app, "24", source), "move_on").status == "open"


def test_moving_on_waits_for_the_last_check_in_to_go_unanswered():
    assert only(plan(application(), "25"), "move_on").status == "waiting"  # no check-in yet
    answered = application(event("17", "check_in_sent"), event("20", "reply_received"))
    assert only(plan(answered, "25"), "move_on").status == "waiting"


def test_moving_on_does_not_shift_off_a_weekend():
    """Only check-ins do."""
    assert days(only(plan(application(event("14", "check_in_sent")), "15"), "move_on")) == "03-21..03-28"


def test_moving_on_lapses():
    app = application(event("17", "check_in_sent"))
    late = fu.plan(app, now=at("2026-04-01 00:00"))
    assert [s.status for s in steps(late, "move_on")] == ["cancelled"]


# --- several rounds -------------------------------------------------------------------------------------------------

ROUNDS = [interview("10", stage="hr"), interview("19", stage="technical", interviewers=people(OSEI))]


def test_a_later_round_held_cancels_the_check_ins_of_the_earlier_one():
    app = application(rounds=ROUNDS)
    before = plan(app, "18")
    assert only(before, "check_in", round=1).status == "open"
    after = plan(app, "19 11:30")
    assert shown(after, "check_in", round=1) == ["check_in 03-17..03-20 cancelled"]
    assert shown(after, "check_in", round=2) == ["check_in 03-26..03-30 waiting"]
    assert shown(after, "thank_you") == ["thank_you 03-10..03-11 overdue", "thank_you 03-19..03-20 open"]


def test_the_next_round_s_own_steps_go_to_its_own_people():
    assert {s.to for s in steps(plan(application(rounds=ROUNDS), "19"), round=2)} == {OSEI, None}


@pytest.mark.parametrize("source", SOURCES)
def test_an_invitation_cancels_the_check_ins_and_leaves_the_thanks(source):
    timeline = plan(application(event("10", "invited_to_next_round")), "10", source)
    assert {s.status for s in steps(timeline, *CHECK_INS)} == {"cancelled"}
    assert all("next round" in s.reason for s in steps(timeline, *CHECK_INS))
    assert only(timeline, "thank_you").status == "open"


def test_an_invitation_leaves_a_check_in_that_went_out_done():
    timeline = plan(application(event("17", "check_in_sent"), event("18", "invited_to_next_round")), "18")
    assert shown(timeline, "check_in") == ["check_in 03-17..03-20 done"]


def test_events_belong_to_the_last_round_held_before_them():
    app = application(event("12", "promised_date", date="2026-03-25"), event("20", "reply_received"), rounds=ROUNDS)
    timeline = plan(app, "20")
    assert days(steps(timeline, "check_in", round=1)[0]) == "04-01..04-08"  # the promise was the first round's
    assert days(only(timeline, "check_in", round=2)) == "03-27..03-30"  # the reply came in the second
    promised = application(event("20", "promised_date", date="2026-03-25"), rounds=ROUNDS)
    assert days(only(plan(promised, "20"), "check_in", round=2)) == "04-01..04-08"


def test_somebody_met_twice_is_thanked_twice():
    rounds = [interview("10"), interview("19")]
    first, second = event("11", "thank_you_sent", to=NAIR), event("19 15:00", "thank_you_sent", to=NAIR)
    assert statuses(plan(application(first, rounds=rounds), "19"))["thank_you"] == ["done", "open"]
    assert statuses(plan(application(first, second, rounds=rounds), "20"))["thank_you"] == ["done", "done"]


def test_the_order_of_entry_does_not_matter():
    late, early = event("20", "reply_received"), event("12", "promised_date", date="2026-03-25")
    turned = application(late, early, rounds=ROUNDS[::-1])
    assert plan(turned, "21").steps == plan(application(early, late, rounds=ROUNDS), "21").steps


def test_a_rejection_ends_every_round():
    timeline = plan(application(event("20", "rejected"), rounds=ROUNDS), "20")
    left = [s.kind for s in timeline.steps if s.status not in ("done", "cancelled")]
    assert sorted(left) == sorted(REPLIES)


# --- the one thing to do now ----------------------------------------------------------------------------------------

THANKED = event("10 12:00", "thank_you_sent", to=NAIR)
OFFER = event("12 09:00", "competing_offer", first_choice=True, date="2026-03-16")
NEXT = {
    "an open thank-you": ([], "10 12:00", "learn-it", "thank_you open"),
    "nothing to do yet": ([THANKED], "10 13:00", "learn-it", "check_in waiting"),
    "the waiting step that opens first": ([THANKED], "12", "how-to-follow-up", "check_in waiting"),
    "an overdue thank-you while all else waits": ([], "13", "learn-it", "thank_you overdue"),
    "an overdue thank-you gives way to an open check-in": ([], "18", "learn-it", "check_in open"),
    "an overdue thank-you does not give way to an update": ([OFFER], "12", "learn-it", "thank_you overdue"),
    "an overdue thank-you goes before an overdue check-in": ([], "21", "learn-it", "thank_you overdue"),
    "an overdue check-in": ([THANKED], "21", "learn-it", "check_in overdue"),
    "overdue before open": ([THANKED, event("21", "award")], "21", "learn-it", "check_in overdue"),
    "of two overdue the one that closed first": ([THANKED, OFFER], "21", "learn-it", "update overdue"),
    "of two open the one that closes first": ([THANKED, event("17", "award")], "18", "learn-it", "check_in open"),
    "the reply to a rejection first": ([THANKED, event("20", "rejected")], "20", "learn-it", "reply_to_rejection open"),
    "an overdue reply to a rejection": ([event("20", "rejected")], "24", "learn-it", "reply_to_rejection overdue"),
    "moving on": ([THANKED, event("17", "check_in_sent")], "25", "learn-it", "move_on open"),
}


@pytest.mark.parametrize(("events", "day", "source", "expected"), NEXT.values(), ids=NEXT)
def test_next_step(events, day, source, expected):
    step = plan(application(*events), day, source).next_step
    assert f"{step.kind} {step.status}" == expected


def test_nothing_is_next_when_nothing_is_left():
    assert plan(application(event("12", "withdrawn")), "12").next_step is None
    assert plan(application(rounds=[]), "12").next_step is None
    assert plan(application(rounds=[]), "12").steps == ()


def test_the_next_step_is_a_sentence_with_its_reason_and_source():
    step = plan(application(), "18").next_step
    assert step.reason in step.sentence and step.credit in step.sentence and "check-in" in step.sentence
    assert "borrowed" in step.sentence and "The Interview’s Over" in step.sentence
    assert str(step) == step.sentence


def test_a_panel_is_thanked_one_by_one():
    app = application(interviewers=people(NAIR, OSEI))
    first = plan(app).next_step.to
    second = plan(app.with_event(event("10 11:30", "thank_you_sent", to=first))).next_step
    assert {first, second.to} == {NAIR, OSEI} and second.kind == "thank_you"


def test_what_to_do_today_across_all_applications():
    quiet, urgent, over = application(THANKED), application(), application(event("10", "withdrawn"))
    overdue = application(rounds=[interview("4")])
    found = fu.next_steps(plan(app, "10 12:00") for app in (quiet, over, urgent, overdue))
    assert [(t.application, s.kind) for t, s in found] == [
        (overdue, "thank_you"), (urgent, "thank_you"), (quiet, "check_in")
    ]  # fmt: skip


# --- what a timeline tells ------------------------------------------------------------------------------------------


def test_every_step_cites_rules_of_the_book():
    app = application(event("12", "award"), event("13", "competing_offer", first_choice=True), event("20", "rejected"))
    for source in SOURCES:
        timeline = plan(app, "20", source)
        for step in timeline.steps:
            assert step.rules and set(step.rules) <= set(timeline.book)
            assert isinstance(step.rules, tuple) and step.reason and step.credit


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({}, "wait-without-date"), ({"decision_by": "2026-03-18"}, "respect-promised-date"),
     ({"more_rounds": True}, "wait-between-rounds")],
)  # fmt: skip
def test_a_check_in_cites_the_rule_it_waits_for(fields, rule):
    assert rule in only(plan(application(**fields)), "check_in").rules


def test_a_table_has_a_row_for_each_step():
    rounds = [interview("10"), fu.Interview(at=at("2026-03-19 10:00", "Asia/Tokyo"))]
    timeline = plan(application(event("12", "award"), rounds=rounds), "20")
    table = timeline.to_frame()
    assert len(table) == len(timeline.steps)
    assert list(table["opens"]) == [s.opens for s in timeline.steps]
    assert all(moment.tzinfo for moment in table["closes"])
    assert len(plan(application(rounds=[])).to_frame()) == 0


def test_plain_texts_may_stand_for_moments_and_books():
    assert fu.plan(application(), now="2026-03-10T12:00+01:00", book="dream-job").next_step.kind == "thank_you"


def test_the_plan_is_asked_for_its_moment():
    assert list(inspect.signature(fu.plan).parameters)[:4] == ["application", "now", "book", "holidays"]
    with pytest.raises(TypeError):
        fu.plan(application())
