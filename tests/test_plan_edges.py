"""What a plan says word for word, and what counts on the very edge of a rule: one minute, one person, one round."""

import datetime as dt

import pytest
from icalendar import Calendar
from strategies import LIM, NAIR, OSEI, application, days, event, interview, march, only, people, statuses

import followup as fu
from followup.timeline import ics
from followup.timeline.model import round_title
from followup.timeline.workdays import WorkingDays


def plan(app, day, **options):
    return fu.plan(app, now=march(day), **options)


# --- in words ---------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_a_step():
    frame = plan(application(), "10 12:00").to_frame()
    assert list(frame.columns) == [
        "step", "to", "opens", "closes", "status", "channel", "round", "why", "rules", "source",
    ]  # fmt: skip
    first = frame.iloc[0]
    assert (first.step, first.to, first.status, first["round"]) == ("thank_you", NAIR, "open", 1)
    assert first.opens == march("10 11:00") and first["rules"] == "thank-within-a-day, thank-each-interviewer" and "Learn It" in first.source
    assert set(plan(application(interviewers=[]), "10 12:00").to_frame()["to"]) == {"–"}


@pytest.mark.parametrize(
    ("day", "events", "says"),
    [
        ("10 12:00", (), f"Send the thank-you note to {NAIR}, until Wednesday 11 March 2026, 11:00. "),
        ("12 12:00", (), f"Send the thank-you note to {NAIR}: its time ended on Wednesday 11 March 2026, and it may still be done. "),
        ("12 12:00", (("10 13:00", "thank_you_sent"),), f"Nothing to send yet. Next: send the check-in to {NAIR}, from Tuesday 17 March to Friday 20 March 2026. "),
        ("10 10:30", (), f"Nothing to send yet. Next: send the thank-you note to {NAIR}, from Tuesday 10 March, 11:00 until Wednesday 11 March 2026, 11:00. "),
    ],
)  # fmt: skip
def test_the_next_step_is_a_sentence(day, events, says):
    made = plan(application(*(event(*one) for one in events)), day)
    assert made.next_step.sentence.startswith(says), made.next_step.sentence
    assert "(Source: " in made.next_step.sentence and str(made.next_step) == made.next_step.sentence


def test_letting_it_rest_is_said_so():
    app = application(event("10 13:00", "thank_you_sent"), event("17", "check_in_sent"))
    rest = only(plan(app, "25"), "move_on")
    assert rest.sentence.startswith("Let this application rest and put your effort into the next one, ")
    assert "after 7 days without an answer, let it rest" in rest.sentence and rest.title == "Moving on"


def test_a_window_of_one_day_is_named_by_it():
    step = only(plan(application(), "10 12:00"), "check_in")
    one = type(step)(**{name: getattr(step, name) for name in step.__dataclass_fields__} | {"closes": step.opens})
    assert one.when == "on Tuesday 17 March 2026"


def test_what_is_done_or_cancelled_says_how_it_ended():
    made = plan(application(event("10 13:00", "thank_you_sent"), event("12", "withdrawn")), "13")
    done, check_in = only(made, "thank_you"), next(s for s in made.steps if s.kind == "check_in")
    assert done.sentence == f"Thank-you note to {NAIR}. {done.reason}"
    assert check_in.sentence == f"Check-in to {NAIR}. Cancelled: you withdrew on Thursday 12 March 2026."


def test_the_advice_is_there_also_where_no_step_is():
    carried = "A thank-you is overdue: let this message carry the thanks."
    assert carried in plan(application(), "18").advice  # an open check-in
    assert carried not in plan(application(), "12").advice  # nothing open that could carry it
    assert carried not in plan(application(event("10 13:00", "thank_you_sent")), "18").advice
    assert plan(application(rounds=[]), "18").advice.startswith("No interview is noted yet.")
    over = application(event("10 13:00", "thank_you_sent"), event("12", "withdrawn"))
    assert plan(over, "13").advice.startswith("Nothing is left to do here.")


@pytest.mark.parametrize(
    ("stage", "rounds", "name"),
    [("technical", 2, "round 2, technical interview"), ("hr", 1, "HR interview"), ("other", 1, "interview"),
     ("phone_screen", 1, "phone screen interview"), ("other", 3, "round 2, interview")],
)  # fmt: skip
def test_a_round_has_a_name(stage, rounds, name):
    assert round_title(interview(stage=stage), 2, rounds) == name


def test_one_interviewer_is_not_told_of_others_and_nobody_is_said():
    assert "Each interviewer" not in only(plan(application(), "10 12:00"), "thank_you").reason
    several = plan(application(interviewers=people(NAIR, OSEI)), "10 12:00")
    assert all("Each interviewer gets a note" in step.reason for step in several.steps if step.kind == "thank_you")
    assert "No interviewer is noted" in only(plan(application(interviewers=[]), "10 12:00"), "thank_you").reason


def test_an_update_says_what_for():
    offer = application(event("12", "competing_offer", date="2026-03-20", first_choice=True))
    assert "first choice" in only(plan(offer, "12 13:00"), "update").reason
    assert "award" in only(plan(application(event("12", "award")), "12 13:00"), "update").reason
    both = application(event("12", "award"), event("13", "award"))
    updates = [step for step in plan(both, "13 13:00").steps if step.kind == "update"]
    assert len({step.uid for step in updates}) == 2


# --- on the edge ------------------------------------------------------------------------------------------------------


def test_an_event_at_the_very_start_belongs_to_the_interview():
    assert statuses(plan(application(event("10 10:00", "thank_you_sent")), "10 12:00"))["thank_you"] == "done"
    assert statuses(plan(application(event("10 09:59", "thank_you_sent")), "10 12:00"))["thank_you"] == "open"


def test_a_round_that_begins_now_is_held():
    rounds = [interview(), interview("20")]
    first = [s for s in plan(application(rounds=rounds), "20 10:00").steps if s.kind == "check_in" and s.round == 1]
    assert [step.status for step in first] == ["cancelled"] and "round 2 has been held" in first[0].reason
    before = [s for s in plan(application(rounds=rounds), "20 09:59").steps if s.kind == "check_in" and s.round == 1]
    assert [step.status for step in before] == ["open"]


def test_of_three_rounds_an_event_belongs_to_the_last_one_held_before_it():
    rounds = [interview("3"), interview("10"), interview("24")]
    made = plan(application(event("12", "check_in_sent"), event("10 10:00", "promised_date", date="2026-03-16"), rounds=rounds), "13")
    done = [step for step in made.steps if step.status == "done"]
    assert [(step.kind, step.round) for step in done] == [("check_in", 2)]
    assert "promised by Monday 16 March" in done[0].reason or done[0].round == 2
    ahead = [step.status for step in made.steps if step.kind == "thank_you" and step.round == 3]
    assert ahead == ["waiting"]


def test_a_note_to_nobody_by_name_settles_the_round_and_one_by_name_its_reader():
    met = {"interviewers": people(NAIR, OSEI)}
    done = [s.to for s in plan(application(event("10 13:00", "thank_you_sent"), **met), "10 14:00").steps if s.status == "done"]
    assert done == [NAIR, OSEI]
    named = application(event("10 13:00", "thank_you_sent", to=OSEI), **met)
    assert [s.to for s in plan(named, "10 14:00").steps if s.status == "done"] == [OSEI]


def test_a_note_goes_to_the_latest_round_that_its_reader_was_in():
    rounds = [interview("3", interviewers=people(NAIR)), interview(interviewers=people(OSEI, LIM))]
    notes = [event("10 13:00", "thank_you_sent", to=NAIR), event("10 14:00", "thank_you_sent", to=LIM)]
    made = plan(application(*notes, rounds=rounds), "10 15:00")
    assert [(s.to, s.round) for s in made.steps if s.status == "done"] == [(NAIR, 1), (LIM, 2)]


def test_a_reply_on_the_promised_day_ends_the_promise():
    def check_in(day):
        app = application(event("10 13:00", "thank_you_sent"), event(day, "reply_received"), decision_by="2026-03-17")
        return only(plan(app, "18"), "check_in")

    assert "their reply on Tuesday 17 March" in check_in("17").reason and check_in("17").opens == march("24 00:00")
    assert "promised by Tuesday 17 March" in check_in("16").reason


def test_a_second_final_check_in_is_no_step():
    app = application(event("17", "check_in_sent"), event("25", "final_check_in_sent"), event("27", "check_in_sent"))
    made = plan(app, "28", book="how-to-follow-up")
    assert [s.kind for s in made.steps if s.status == "done"] == ["check_in", "final_check_in"]
    skipped = plan(application(event("17", "final_check_in_sent")), "28", book="how-to-follow-up")
    first = next(s for s in skipped.steps if s.kind == "check_in")
    assert first.status == "cancelled" and "final check-in went out instead" in first.reason


def test_days_are_those_of_the_interview_and_not_of_the_computer():
    """Half past midnight in Berlin is still the day before in Greenwich."""
    waiting = [event(f"{day} 00:30", kind) for day, kind in ((11, "thank_you_sent"), (12, "award"), (13, "update_sent"))]
    app = application(*waiting, event("21 00:30", "reply_received"), event("31 00:30", "check_in_sent"))
    made = fu.plan(app, now=march("31 12:00"))
    assert [(step.kind, step.reason) for step in made.steps if step.status == "done"] == [
        ("thank_you", "Sent on Wednesday 11 March 2026."),
        ("update", "Sent on Friday 13 March 2026."),
        ("check_in", "Sent on Tuesday 31 March 2026."),
    ]
    assert [step.opens for step in made.steps if step.kind == "update"] == [march("12 00:00")]
    cancelled = next(step for step in made.steps if step.kind == "check_in" and step.status == "cancelled")
    assert cancelled.reason == "Cancelled: a reply came on Saturday 21 March 2026, and the wait starts anew."
    replies = fu.plan(application(event("12 00:30", "rejected")), now=march("12 12:00"))
    assert {s.opens for s in replies.steps if s.kind in ("reply_to_rejection", "feedback_request")} == {march("12 00:00")}


def test_each_wait_has_a_check_in_of_its_own():
    app = application(*(event(day, "reply_received") for day in ("12", "16", "20")))
    assert [step.uid.partition("-1-")[2] for step in plan(app, "21").steps if step.kind == "check_in"] == [
        f"check_in-{number}@follow-up-kit" for number in (0, 1, 2, 3)
    ]


def test_the_replies_to_a_rejection_say_to_whom_and_by_whose_convention():
    made = plan(application(event("12", "rejected")), "12 13:00")
    replies = [step for step in made.steps if step.status == "open"]
    assert [(s.kind, s.to, days(s)) for s in replies] == [
        ("reply_to_rejection", NAIR, "03-12..03-14"), ("feedback_request", NAIR, "03-12..03-19"),
        ("stay_in_touch", NAIR, "03-12..03-19"),
    ]  # fmt: skip
    assert "within 2 days (the kit’s own convention on the days)" in replies[0].reason
    assert replies[0].uid == f"{made.application.id}-1-reply_to_rejection@follow-up-kit"


@pytest.mark.parametrize("end", ["rejected", "offered", "withdrawn", "invited_to_next_round"])
def test_a_check_in_after_the_end_is_no_step(end):
    made = plan(application(event("12", end), event("17", "check_in_sent"), event("18", "reply_received")), "19")
    assert [(step.status, step.uid) for step in made.steps if step.kind == "check_in"] == [
        ("cancelled", f"{made.application.id}-1-check_in-0@follow-up-kit")
    ]


@pytest.mark.parametrize(("promised", "decision_by", "opens"), [("9", None, 23), ("9", "2026-03-18", 25), ("10", "2026-03-18", 23)])
def test_what_was_said_before_the_interview_gives_way_to_what_was_said_in_it(promised, decision_by, opens):
    app = application(event(f"{promised} 10:00", "promised_date", date="2026-03-16"), decision_by=decision_by)
    assert only(plan(app, "12"), "check_in").opens.day == opens


@pytest.mark.parametrize(("date", "closes", "says"), [("2026-03-11", 12, "tell them at once."), ("2026-03-12", 12, "well before"), (None, 19, "7 days")])
def test_an_offer_is_answered_by_its_own_day(date, closes, says):
    offer = event("12", "competing_offer", date=date, first_choice=True)
    step = only(plan(application(offer), "12 13:00"), "update")
    assert step.closes.day == closes and says in step.reason


def test_moving_on_waits_for_what_was_promised():
    app = application(event("10 13:00", "thank_you_sent"), event("12", "check_in_sent"), decision_by="2026-03-26")
    assert only(plan(app, "13"), "move_on").opens == march("27 00:00")
    assert "went out on Thursday 12 March: after 7 days" in only(plan(app, "13"), "move_on").reason


def test_all_applications_have_one_order_of_next_steps():
    late, due, first = application(), application(event("10 13:00", "thank_you_sent")), application(rounds=[interview("24")])
    plans = [plan(first, "18"), plan(due, "18"), plan(late, "12"), plan(application(rounds=[]), "18")]
    assert [(s.kind, s.status) for _, s in fu.next_steps(plans)] == [
        ("thank_you", "overdue"), ("check_in", "open"), ("thank_you", "waiting"),
    ]  # fmt: skip


def test_a_second_check_in_waits_for_the_first_and_for_what_was_promised():
    ahead = only(plan(application(decision_by="2026-03-27"), "12", book="how-to-follow-up"), "final_check_in")
    assert ahead.reason.startswith("Counted from Monday 30 March, the earliest day for the first check-in; the wait after it is 7 days. It stays")
    early = application(event("10 13:00", "thank_you_sent"), event("17", "check_in_sent"), decision_by="2026-03-27")
    final = only(plan(early, "18", book="how-to-follow-up"), "final_check_in")
    assert (days(final), final.rules[1:]) == ("03-30..04-06", ("respect-promised-date", "limit-check-ins"))
    assert " It also waits for the date that was promised, Friday 27 March. Saturday 28 March is a weekend" in final.reason
    assert final.uid.endswith("-1-final_check_in-0@follow-up-kit")


def test_a_contact_without_a_name_is_written_to_by_address():
    nobody = [fu.Interviewer(email="p.nair@example.org")]
    assert {s.to for s in plan(application(interviewers=nobody), "10 12:00").steps} == {"p.nair@example.org", None}


def test_the_last_second_of_a_day_that_has_it_twice_is_the_later_one():
    """In Santiago, 5 April 2026 begins an hour late: the last hour of the fourth comes twice."""
    held = fu.Interview(at="2026-04-01T10:00-03:00", timezone="America/Santiago", interviewers=people(NAIR))
    offer = fu.Event(at="2026-04-02T10:00-03:00", kind="competing_offer", date="2026-04-04", first_choice=True)
    made = fu.plan(application(offer, rounds=[held]), now="2026-04-05T03:30Z")  # half past eleven, the second time
    assert only(made, "update").status == "open" and only(made, "update").closes.timestamp() % 86400 == 4 * 3600 - 1


# --- holidays and calendar --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "code"), [("uk", "GB"), ("United Kingdom", "GB"), ("deu", "DE"), ("gb_sct", "GB-SCT"), (" us ", "US"), ("south korea", "KR"), ("US-CA", "US-CA")])
def test_a_country_has_several_names(place, code):
    assert WorkingDays(place).place == code


@pytest.mark.parametrize(
    ("holidays", "says"),
    [("Narnia", "holidays ('Narnia'): is not a country"), ("DE-XX", "holidays ('DE-XX'): names no region of DE"),
     ("DE-XX", "BE"), (["soon"], "holidays ('soon'): is not a date. Write it as 2026-03-17."), ("XXXX", "leave it empty for weekends only"),
     (7, "holidays (7): is not a place"), ("SG-01", "Use SG alone"), ("FR_XX", "FR has these regions: ")],
)  # fmt: skip
def test_what_is_no_place_is_said(holidays, says):
    with pytest.raises(fu.InputError) as error:
        plan(application(), "10 12:00", holidays=holidays)
    assert says in str(error.value)


def test_holidays_without_end_are_refused():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(900)]
    with pytest.raises(fu.InputError, match=r"holidays: leave no working day within a year"):
        plan(application(), "10 12:00", holidays=days)


def test_holidays_are_named_in_english_and_by_region():
    good_friday = dt.date(2026, 4, 3)
    assert WorkingDays("DE-BE").why(good_friday) == "Good Friday"
    assert WorkingDays("GB-SCT").why(dt.date(2026, 1, 2)) and not WorkingDays("GB-ENG").why(dt.date(2026, 1, 2))


def test_the_calendar_is_published_and_its_days_end_after_the_last():
    made = Calendar.from_ical(plan(application(), "10 12:00").to_ics())
    assert made["METHOD"] == "PUBLISH" and made["VERSION"] == "2.0"
    check_in = next(e for e in made.walk("VEVENT") if e["SUMMARY"].startswith("Check-in"))
    assert (check_in["DTSTART"].dt, check_in["DTEND"].dt) == (dt.date(2026, 3, 17), dt.date(2026, 3, 21))
    (alarm,) = check_in.walk("VALARM")
    assert alarm["TRIGGER"].dt == dt.timedelta(hours=9) and alarm["ACTION"] == "DISPLAY"
    note = next(e for e in made.walk("VEVENT") if e["SUMMARY"].startswith("Thank-you"))
    assert note.walk("VALARM")[0]["TRIGGER"].dt == dt.timedelta(hours=1)


def test_reminders_are_whole_days_that_take_no_time():
    made = Calendar.from_ical(ics.reminders("Practise\r\nnow", [(dt.date(2026, 3, 11), "Come back.")], march("10 12:00")))
    (one,) = made.walk("VEVENT")
    assert one["UID"] == "practise-now-2026-03-11@followup" and one["SUMMARY"] == "Practise now"
    assert (one["DTSTART"].dt, one["DTEND"].dt, one["TRANSP"]) == (dt.date(2026, 3, 11), dt.date(2026, 3, 12), "TRANSPARENT")
    assert one["DESCRIPTION"] == "Come back." and one["SEQUENCE"] == march("10 12:00").timestamp() // 60
    assert one.walk("VALARM")[0]["TRIGGER"].dt == dt.timedelta(hours=9)


def test_silence_tells_each_change_once_and_no_event_ahead():
    from followup.timeline import silence

    app = application(event("10 13:00", "thank_you_sent"), event("12", "withdrawn"))
    told = [(day.day, step.kind.value, step.status.value) for day, step in silence(app, march("10 14:00"), 8)]
    assert told == [(17, "check_in", "open")]
    assert list(silence(app, march("10 14:00"), 6)) == []


def test_silence_is_planned_by_the_same_book_and_holidays_up_to_the_last_day():
    from followup.timeline import silence

    app = application(event("10 13:00", "thank_you_sent"))
    told = silence(app, march("10 13:00"), 7, "how-to-follow-up", ["2026-03-17"])
    assert [(day.day, step.kind) for day, step in told] == []
    told = silence(app, march("10 13:00"), 8, "how-to-follow-up", ["2026-03-17"])
    assert [(day.day, step.kind) for day, step in told] == [(18, "check_in")]


def test_the_countries_and_their_regions_are_those_that_a_form_offers():
    from followup.timeline.workdays import countries, regions

    assert list(countries()) == sorted(countries()) and countries()["United Kingdom"] == "GB"
    assert "UK" not in countries().values() and regions("DE")[:3] == ["BB", "BE", "BW"] and regions("XX") == []


def test_a_calendar_s_moments_are_in_utc_and_its_marks_stand_before_the_title():
    app = application(event("10 13:00", "thank_you_sent"), event("12", "withdrawn"))
    made = Calendar.from_ical(plan(app, "13").to_ics())
    by = {e["SUMMARY"].split(" to ")[0]: e for e in made.walk("VEVENT")}
    assert set(by) == {"Done: Thank-you note", "Cancelled: Check-in", "Cancelled: Moving on (Northwind)"}
    note = by["Done: Thank-you note"]
    assert note["DTSTART"].to_ical() == b"20260310T100000Z" and note["DTEND"].to_ical() == b"20260311T100000Z"
    assert note["DTSTAMP"].to_ical() == b"20260313T110000Z" and note["SEQUENCE"] == march("13").timestamp() // 60
    assert made["PRODID"] == "-//follow-up kit//timeline//EN" and note["TRANSP"] == "TRANSPARENT"
    assert [e["STATUS"] for e in by.values()] == ["CONFIRMED", "CANCELLED", "CANCELLED"] and not made.walk("VALARM")
    asked = Calendar.from_ical(plan(application(), "10 12:00").to_ics())
    assert asked.walk("VALARM")[0]["DESCRIPTION"] == f"Thank-you note to {NAIR} (Northwind)"
