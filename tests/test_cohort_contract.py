"""The contract: for every application of a class, windows, statuses and next steps are those of `fu.plan()`."""

import pandas as pd
import pytest
from cohort_frames import as_known, classes, frame_of
from hypothesis import given
from strategies import LIM, NAIR, OSEI, WAITING_KINDS, application, event, interview, march, people

import followup as fu
from followup.timeline.model import most_urgent


def stated(step):
    """A step as the test compares it."""
    return (str(step.kind), step.to, step.opens.timestamp(), step.closes.timestamp(), str(step.status), step.round)


def tabled(rows):
    return [
        (r.kind, None if pd.isna(r.to) else r.to, r.opens.timestamp(), r.closes.timestamp(), r.status, r.round)
        for r in rows.itertuples()
    ]


def agree(apps, now, source, place):
    frame = frame_of(*apps)
    table = fu.cohort.steps(frame, source, now=now, holidays=place)
    measures = fu.cohort.measure(frame, source, now=now, holidays=place)
    assert len(measures) == sum(len(app.rounds) for app in apps)
    for number, app in enumerate(apps):
        plan = fu.plan(app, now=now, book=source, holidays=place)
        own = table[table["student"] == f"s{number}"]
        order = lambda one: tuple(str(part) for part in one)  # noqa: E731
        assert sorted(tabled(own), key=order) == sorted(map(stated, plan.steps), key=order)
        ruled = sorted((str(s.kind), s.opens.timestamp(), s.rules[0]) for s in plan.steps)
        assert sorted((r.kind, r.opens.timestamp(), r.rule) for r in own.itertuples()) == ruled
        leading = [stated(plan.next_step)] if plan.next_step else []
        assert tabled(own[own["next"]]) == leading
        mine = measures[measures["student"] == f"s{number}"]
        chosen = mine[mine["is_next"]].rename(columns=lambda name: name.removeprefix("next_"))
        assert tabled(chosen) == leading
        for row in mine.itertuples():
            pending = [s for s in plan.steps if s.round == row.round and s.status not in ("done", "cancelled")]
            assert row.due == "done" if not pending else row.next_status == row.due
            if pending and len(app.rounds) == 1:
                assert row.next_opens.timestamp() == most_urgent(pending).opens.timestamp()
            if pending:
                named = (row.next_kind, None if pd.isna(row.next_to) else row.next_to, row.next_closes.timestamp())
                (step, *_) = [s for s in pending if (s.kind, s.to, s.closes.timestamp()) == named]
                assert (row.next_from.date(), row.next_until.date()) == (step.opens.date(), step.closes.date())


@given(classes())
def test_a_class_agrees_with_the_plan_of_each_application(case):
    agree(*case)


@given(classes(max_rounds=2, max_events=16, kinds=WAITING_KINDS))
def test_and_where_much_has_happened(case):
    agree(*case)


FOUR = {"rounds": [interview("3"), interview("10", interviewers=people(NAIR, OSEI, LIM)), interview("20"), interview("27")]}
CASES = {
    "a final check-in and no first one": (["17 final_check_in_sent"], {}),
    "two check-ins, the second one final": (["17 check_in_sent", "25 final_check_in_sent", "27 check_in_sent"], {}),
    "two replies": (["17 check_in_sent", "18 reply_received", "26 check_in_sent", "27 reply_received"], {}),
    "a final check-in, a reply, another": (["17 final_check_in_sent", "18 reply_received", "26 final_check_in_sent"], {}),
    "an award and the end": (["12 award", "13 award", "14 withdrawn", "15 update_sent"], {}),
    "an update before an award": (["11 update_sent", "12 award", "16 check_in_sent"], {}),
    "a rejection, an offer, replies": (["12 rejected", "13 feedback_request_sent", "14 offered"], {}),
    "an offer, then a rejection": (["12 offered", "13 rejected", "14 check_in_sent"], {}),
    "another round to come": (["12 invited_to_next_round", "17 check_in_sent", "18 reply_received"], {}),
    "a promise that is kept open": (["12 promised_date", "16 reply_received", "19 reply_received"], {}),
    "updates over four rounds": (["4 update_sent", "12 update_sent", "21 award", "21 13:00 update_sent"], FOUR),
    "an end between four rounds": (["4 check_in_sent", "12 rejected", "21 check_in_sent"], FOUR),
    "a round at the moment of the end": (["20 10:00 withdrawn"], FOUR),
}


@pytest.mark.parametrize(("events", "fields"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("source", ["learn-it", "how-to-follow-up"])
def test_and_in_what_seldom_happens(events, fields, source):
    dates = {"promised_date": {"date": "2026-03-19"}}
    told = [event(when, kind, **dates.get(kind, {})) for when, kind in (one.rsplit(" ", 1) for one in events)]
    app = as_known(application(*told, **fields))
    for day in ("10 10:30", "12 12:00", "20 10:00", "25", "31 23:59"):
        agree([app, as_known(application(decision_by="2026-03-13"))], march(day), source, "DE-BE")
