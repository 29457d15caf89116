"""What holds for every plan, whatever happened, whenever it is made, whoever advises."""

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    CHECK_INS,
    ENDINGS,
    LIMITS,
    OPTIONAL,
    WAITING_KINDS,
    applications,
    cases,
    in_time,
    local_day,
    moments,
    offsets,
    seen,
    since_reply,
    sources,
    standing_promise,
    steps,
    texts,
    zone_of,
)

import followup as fu

SETTLED = ("done", "cancelled")
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


def made(case):
    app, now, source, place = case
    return fu.plan(app, now=now, book=source, holidays=place)


def pending(timeline, *kinds):
    return [s for s in steps(timeline, *kinds) if s.status not in SETTLED]


def later(moment, seconds):
    """A number of elapsed seconds on, where the clock may have changed."""
    return (moment.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)).astimezone(moment.tzinfo)


@given(cases(words=texts))
def test_a_plan_is_made_for_every_valid_application(case):
    timeline = made(case)
    assert bool(timeline.steps) == bool(case[0].rounds)
    for step in timeline.steps:
        assert step.title and step.reason and step.credit and step.sentence and step.when


@given(cases(min_rounds=1))
def test_windows_are_aware_and_never_empty(case):
    for step in made(case).steps:
        assert step.opens.utcoffset() is not None and step.closes.utcoffset() is not None
        assert step.opens.timestamp() < step.closes.timestamp()


@given(cases(min_rounds=1))
def test_windows_are_whole_local_days_and_the_thank_you_24_hours(case):
    rounds = in_time(case[0].rounds)
    for step in made(case).steps:
        held = rounds[step.round - 1]
        if step.kind == "thank_you":
            assert step.opens.timestamp() == (held.ends or held.at).timestamp()
            assert step.closes.timestamp() - step.opens.timestamp() == 24 * 3600
            continue
        first, last = local_day(held, step.opens), local_day(held, step.closes)
        assert (step.opens.date(), step.closes.date()) == (first, last)
        assert local_day(held, later(step.opens, -1)) < first
        assert local_day(held, later(step.closes, 1)) > last


@given(cases(min_rounds=1))
def test_statuses_agree_with_now_and_the_window(case):
    now = case[1].timestamp()
    for step in made(case).steps:
        if step.status == "waiting":
            assert now < step.opens.timestamp()
        elif step.status == "open":
            assert step.opens.timestamp() <= now < step.closes.timestamp() + 1
        elif step.status == "overdue":
            assert now > step.closes.timestamp() and step.kind not in OPTIONAL
        else:
            assert step.status in SETTLED


@given(cases(min_rounds=1, kinds=WAITING_KINDS))
def test_no_check_in_opens_before_a_promised_date_has_passed(case):
    app, now, _, _ = case
    for step in pending(made(case), *CHECK_INS):
        promised = standing_promise(app, now, in_time(app.rounds)[step.round - 1])
        assert promised is None or step.opens.date() > promised


@given(cases(min_rounds=1, kinds=WAITING_KINDS))
def test_never_more_check_ins_between_two_replies_than_the_source_allows(case):
    app, now, source, _ = case
    timeline = made(case)
    for number, held in enumerate(in_time(app.rounds), start=1):
        found = steps(timeline, *CHECK_INS, round=number)
        left = [s for s in found if s.status not in SETTLED]
        sent = len(since_reply(app, now, held))
        assert len(left) <= max(0, LIMITS[source] - sent)
        replies = len(seen(app, now, "reply_received", of=held))
        assert len([s for s in found if s.status != "cancelled"]) <= LIMITS[source] * (replies + 1)


@given(cases(min_rounds=1, max_rounds=1, kinds=("check_in_sent", "final_check_in_sent", "promised_date", "award")))
def test_check_ins_without_a_reply_never_exceed_the_limit(case):
    found = [s for s in steps(made(case), *CHECK_INS) if s.status != "cancelled"]
    assert len(found) <= LIMITS[case[2]]


@given(cases(min_rounds=1, kinds=(*WAITING_KINDS, "check_in_sent", "update_sent")))
def test_never_two_check_ins_within_the_gap(case):
    """A week from one check-in to the next, and from an update to any."""
    app, now, _, _ = case
    timeline = made(case)
    rounds = in_time(app.rounds)
    for step in pending(timeline, *CHECK_INS):
        held = rounds[step.round - 1]
        messages = [*since_reply(app, now, held), *seen(app, now, "update_sent")]
        for message in messages:
            assert step.opens.date() >= local_day(held, message.at) + 7 * DAY
        if step.kind == "final_check_in":
            for first in pending(timeline, "check_in"):
                if first.round == step.round:
                    assert step.opens.date() >= max(first.opens.date(), local_day(held, now)) + 7 * DAY


@given(cases(min_rounds=1))
def test_check_ins_fall_on_working_days(case):
    for step in steps(made(case), *CHECK_INS):
        assert step.opens.weekday() < 5 and step.closes.weekday() < 5


@given(cases(min_rounds=1), st.data())
def test_nothing_is_left_after_a_withdrawal(case, data):
    app, now, source, place = case
    moment = now - dt.timedelta(minutes=data.draw(st.integers(0, 60 * 1440)))
    gone = app.with_event(fu.Event(at=moment, kind="withdrawn"))
    timeline = fu.plan(gone, now=now, book=source, holidays=place)
    assert {s.status for s in timeline.steps} <= set(SETTLED)
    assert timeline.next_step is None


@given(applications(min_rounds=1), sources, st.data())
def test_only_the_replies_are_left_after_a_rejection(app, source, data):
    now = data.draw(moments(app))
    refused = app.with_event(fu.Event(at=now, kind="rejected"))
    left = pending(fu.plan(refused, now=now, book=source))
    assert {s.kind for s in left} <= {"reply_to_rejection", "feedback_request", "stay_in_touch"}


@given(cases(min_rounds=1))
def test_the_same_input_gives_the_same_plan(case):
    assert made(case).steps == made(case).steps
    assert made((case[0].model_copy(deep=True), *case[1:])).steps == made(case).steps


@given(cases(), offsets)
def test_the_zone_of_now_does_not_matter(case, zone):
    app, now, source, place = case
    assert made((app, now.astimezone(zone), source, place)).steps == made(case).steps


@given(cases(), st.integers(0, 1000))
def test_the_order_of_entry_does_not_matter(case, seed):
    app = case[0]
    shuffle = random.Random(seed).sample
    turned = app.model_copy(
        update={"rounds": shuffle(app.rounds, len(app.rounds)), "events": shuffle(app.events, len(app.events))}
    )
    assert made((turned, *case[1:])).steps == made(case).steps


@given(cases())
def test_events_after_now_change_nothing(case):
    app, now, source, place = case
    known = app.model_copy(update={"events": [e for e in app.events if e.at <= now]})
    assert made((known, now, source, place)).steps == made(case).steps


@given(applications(min_rounds=1), sources, st.data())
def test_a_holiday_more_never_makes_a_date_earlier(app, source, data):
    now = data.draw(moments(app))
    start = local_day(in_time(app.rounds)[0])
    near = st.integers(0, 60).map(lambda n: start + n * DAY)
    some = data.draw(st.sets(near, max_size=10))
    more = some | data.draw(st.sets(near, min_size=1, max_size=10))
    before, after = (
        {s.uid: s for s in fu.plan(app, now=now, book=source, holidays=holidays).steps} for holidays in (some, more)
    )
    assert before.keys() == after.keys()
    for uid, step in before.items():
        assert after[uid].opens.timestamp() >= step.opens.timestamp()
        assert after[uid].closes.timestamp() >= step.closes.timestamp()


@given(cases(min_rounds=1))
def test_uids_are_unique_and_last(case):
    """What a calendar has been given once, a later plan still has: to update it, or to cancel it."""
    app, now, source, place = case
    uids = [s.uid for s in made(case).steps]
    assert len(set(uids)) == len(uids)
    for days in (1, 5, 20, 100):
        assert set(uids) <= {s.uid for s in made((app, now + days * DAY, source, place)).steps}


@given(cases(min_rounds=1))
def test_the_next_step_is_one_that_is_due_first(case):
    timeline = made(case)
    left, step = pending(timeline), timeline.next_step
    assert (step is None) == (not left)
    if step is None:
        return
    assert step in left
    overdue = [s for s in left if s.status == "overdue"]
    carried = any(s.status == "open" and s.kind in (*CHECK_INS, "reply_to_rejection") for s in left)
    pressing = [s for s in overdue if s.kind != "thank_you" or not carried]
    if pressing:
        assert step.closes.timestamp() == min(s.closes.timestamp() for s in pressing)
        assert step.status == "overdue"
    elif any(s.status == "open" for s in left):
        assert step.status == "open"
        assert step.closes.timestamp() == min(s.closes.timestamp() for s in left if s.status == "open")
    else:
        assert step.opens.timestamp() == min(s.opens.timestamp() for s in left)


@given(applications(min_rounds=1, max_rounds=2, kinds=("reply_received", "promised_date", *ENDINGS)), sources)
def test_a_thank_you_that_was_sent_is_done(app, source):
    held = in_time(app.rounds)[-1]
    now = held.at + dt.timedelta(hours=20)
    people = [p.name or p.email for p in held.interviewers if p.interviewed and (p.name or p.email)]
    for name in people:
        app = app.with_event(fu.Event(at=now, kind="thank_you_sent", to=name))
    found = steps(fu.plan(app, now=now, book=source), "thank_you", round=len(app.rounds))
    assert all(s.status == "done" for s in found if s.to)


@given(cases(min_rounds=1))
def test_days_are_those_of_the_round_s_own_zone(case):
    rounds = in_time(case[0].rounds)
    for step in made(case).steps:
        zone = zone_of(rounds[step.round - 1])
        assert step.opens.utcoffset() == step.opens.astimezone(zone).utcoffset() or step.kind != "thank_you"
        assert later(step.opens, 0).astimezone(zone).date() == step.opens.date()
