"""The contract: for every application of a class, windows, statuses and next steps are those of `fu.plan()`."""

import pandas as pd
from cohort_frames import classes, frame_of
from hypothesis import given
from strategies import WAITING_KINDS

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
