"""What is measured of a class, summed up, and kept private."""

import datetime as dt
import io
import math

import numpy as np
import openpyxl
import pandas as pd
import pytest
from cohort_frames import classes, frame_of
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from strategies import (
    LIM,
    NAIR,
    OSEI,
    application,
    event,
    interview,
    local_day,
    march,
    people,
    round_of,
    seen,
    since_reply,
)

import followup as fu
from followup.cohort.summaries import wilson
from followup.cohort.synthetic import FLAWS, SILENT, parameters


def measured(*events, now="30 09:00", book="learn-it", **fields):
    """One interview's measures, as a row."""
    frame = frame_of(application(*events, **fields))
    return fu.cohort.measure(frame, book, now=march(now), holidays="DE-BE").iloc[0]


def simulated(**options):
    frame = fu.cohort.simulate(**options)
    return frame, fu.cohort.measure(frame, now=frame.attrs["now"])


@pytest.fixture(scope="module")
def the_class():
    return simulated()


def known(value):
    return None if pd.isna(value) else bool(value)


# --- thanks -----------------------------------------------------------------------------------------------------------


def test_the_first_note_s_hours_count_from_the_interview_s_end_and_each_person_is_told_apart():
    row = measured(event("10 14:30", "thank_you_sent", to=OSEI, channel="email"), event("12 11:00", "thank_you_sent", to="priya nair"),
                   interviewers=people(NAIR, OSEI, LIM))  # fmt: skip
    assert (row.interviewers, row.thanked, row.thank_you_hours, row.thank_you_hours_each) == (3, 2, 3.5, "48; 3.5; –")
    assert (known(row.within_a_day), known(row.thanked_each), row.channel) == (True, False, "email")


@pytest.mark.parametrize(
    ("sent", "now", "expected"),
    [("11 11:00", "12", True), ("11 11:01", "12", False), (None, "12", False), (None, "11 10:59", None)],
)
def test_the_24_hours_end_on_the_minute_and_nobody_is_late_before(sent, now, expected):
    row = measured(*([event(sent, "thank_you_sent")] if sent else []), now=now)
    assert known(row.within_a_day) is expected


def test_a_rejection_after_the_24_hours_does_not_excuse_and_one_before_does():
    assert known(measured(event("15", "rejected")).within_a_day) is False
    assert known(measured(event("10 18:00", "rejected")).within_a_day) is None


def test_thanks_has_one_row_a_person():
    frame = frame_of(application(event("10 14:30", "thank_you_sent", to=OSEI), interviewers=people(NAIR, OSEI)))
    table = fu.cohort.thanks(frame, now=march("20"))
    assert table["to"].tolist() == [NAIR, OSEI] and table["within_a_day"].tolist() == [False, True]
    assert math.isnan(table["hours"][0]) and table["hours"][1] == 3.5


def test_hours_are_told_to_a_tenth_and_an_interview_with_nobody_noted_has_one_reader():
    row = measured(event("10 14:14", "thank_you_sent"), interviewers=[])
    assert (row.interviewers, row.thanked, row.thank_you_hours_each, known(row.thanked_each)) == (0, 1, "3.2", True)


# --- check-ins --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "fields", "expected"),
    [
        ([("16", "check_in_sent")], {}, ("wait-without-date", True, False)),
        ([("17", "check_in_sent")], {}, ("wait-without-date", False, False)),
        ([("17", "check_in_sent")], {"more_rounds": True}, ("wait-between-rounds", False, False)),
        ([("20", "check_in_sent")], {"decision_by": "2026-03-17"}, ("respect-promised-date", True, False)),
        ([("24", "check_in_sent")], {"decision_by": "2026-03-17"}, ("respect-promised-date", False, False)),
        ([("12", "promised_date"), ("20", "check_in_sent")], {}, ("respect-promised-date", True, False)),
        ([("14", "update_sent"), ("18", "check_in_sent")], {}, ("wait-without-date", True, False)),
        ([("17", "check_in_sent"), ("20", "check_in_sent")], {}, ("wait-without-date", False, True)),
        ([("17", "check_in_sent"), ("18", "reply_received"), ("27", "check_in_sent")], {}, ("wait-without-date", False, False)),
    ],
)  # fmt: skip
def test_the_first_check_in_is_held_against_the_rule_that_counted_and_the_number_against_the_limit(events, fields, expected):
    day = {"promised_date": {"date": "2026-03-20"}}
    row = measured(*(event(when, kind, **day.get(kind, {})) for when, kind in events), **fields)
    assert (row.first_check_in_rule, known(row.first_check_in_too_early), bool(row.too_many)) == expected
    assert known(row.pushy) is (expected[1] or expected[2])


def test_gaps_are_between_check_ins_of_one_wait_and_judged_where_a_second_is_allowed():
    two = [event("17", "check_in_sent"), event("20", "check_in_sent")]
    assert measured(*two).check_in_gap_days == 3 and known(measured(*two).gap_too_short) is None
    assert known(measured(*two, book="how-to-follow-up").gap_too_short) is True
    later = [event("17", "check_in_sent"), event("24", "final_check_in_sent")]
    assert known(measured(*later, book="how-to-follow-up").gap_too_short) is False
    answered = [event("17", "check_in_sent"), event("18", "reply_received"), event("20", "check_in_sent")]
    assert math.isnan(measured(*answered).check_in_gap_days)


def test_nobody_is_judged_who_has_not_written():
    row = measured()
    assert row.check_ins == 0 and known(row.first_check_in_too_early) is None and known(row.pushy) is None
    assert math.isnan(row.first_check_in_days) and not row.too_many


def test_a_promise_is_one_whenever_it_was_made_and_counts_where_it_was_made():
    assert not measured().date_known and measured(decision_by="2026-03-20").date_known
    row = measured(event("12", "promised_date", date="2026-03-20"), now="15")
    assert row.date_known and row.promised_by == pd.Timestamp("2026-03-20")
    frame = frame_of(application(event("12", "promised_date", date="2026-03-16"), rounds=[interview("10"), interview("20")]))
    assert fu.cohort.measure(frame, now=march("25"))["date_known"].tolist() == [True, False]


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_a_decision_and_waiting_is_censored():
    assert (measured().days_to_answer, measured().answered, measured().outcome) == (pytest.approx(19.9167, abs=0.05), False, "waiting")
    row = measured(event("20 11:00", "rejected"), event("15", "reply_received"))
    assert (row.days_to_answer, row.answered, row.outcome) == (10, True, "rejected") and math.isnan(row.days_silent)
    row = measured(event("20 11:00", "withdrawn"))
    assert (row.days_to_answer, row.answered, row.outcome) == (10, False, "withdrawn")
    assert measured(event("15", "reply_received")).days_silent == 15


def test_a_later_round_answers_the_earlier_one_at_the_latest_on_its_day():
    frame = frame_of(application(rounds=[interview("10"), interview("20")]))
    first, second = fu.cohort.measure(frame, now=march("25")).itertuples()
    assert (first.outcome, first.answered, second.outcome, second.answered) == ("invited", True, "waiting", False)
    assert first.days_to_answer == pytest.approx(10 - 1 / 24)


def test_what_has_not_been_held_is_not_measured():
    row = measured(now="9 09:00")
    assert not row.held and math.isnan(row.days_to_answer) and row.due == "waiting" and known(row.within_a_day) is None


def test_a_rejection_waits_two_days_for_its_reply():
    rejected = event("20", "rejected")
    answers = [measured(rejected, now=now).rejection_answered for now in ("21", "25")]
    assert [known(x) for x in answers] == [None, False]
    assert known(measured(rejected, event("24", "reply_to_rejection_sent")).rejection_answered) is True


@given(classes())
def test_measures_agree_with_counting_by_hand(case):
    apps, now, source, place = case
    measures = fu.cohort.measure(frame_of(*apps), source, now=now, holidays=place)
    for row in measures.itertuples():
        app = apps[int(row.student[1:])]
        held = app.ordered_rounds[row.round - 1]
        written = [e for e in seen(app, now, "check_in_sent", "final_check_in_sent", of=held) if e.at >= held.at]
        assert row.check_ins == len(written) and row.interviewers == len(held.interviewers)
        if written:
            assert row.first_check_in_days == (local_day(held, written[0].at) - local_day(held)).days
        assert row.held == (held.at <= now)
        told = [e for e in seen(app, now, "rejected", "offered", "invited_to_next_round") if (round_of(app, e) or app.ordered_rounds[0]) is held]
        assert not told or row.answered or row.outcome == "withdrawn"
        if len(since_reply(app, now, held)) > fu.load_rulebook(source)["limit-check-ins"].value:
            assert row.too_many


@given(classes(max_events=4))
def test_a_source_s_numbers_alone_make_the_difference(case):
    apps, now, _, place = case
    frame = frame_of(*apps)
    one, two = (fu.cohort.measure(frame, book, now=now, holidays=place) for book in ("interviews-over", "dream-job"))
    same = [c for c in one if c not in ("interview_at",)]
    assert one[same].astype(object).fillna("–").equals(two[same].astype(object).fillna("–"))  # the two say the same numbers


def test_the_order_of_rows_does_not_matter(the_class):
    frame, measures = the_class
    mixed = frame.sample(frac=1, random_state=3)
    key = ["student", "application", "round"]
    again = fu.cohort.measure(mixed, now=frame.attrs["now"]).astype(object).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(again, measures.astype(object).sort_values(key, ignore_index=True), check_dtype=False)


def test_one_student_is_an_application_that_can_be_planned(the_class):
    frame, measures = the_class
    row = measures[measures["is_next"]].iloc[0]
    app = fu.cohort.timeline(frame, row.student, row.application)
    step = fu.plan(app, now=frame.attrs["now"]).next_step
    assert (step.kind, step.closes) == (row.next_kind, row.next_closes)
    with pytest.raises(fu.InputError, match="not in this class"):
        fu.cohort.timeline(frame, "nobody")
    with pytest.raises(fu.InputError, match="none of this student"):
        fu.cohort.timeline(frame, row.student, "a99")


@pytest.mark.parametrize("options", [{"now": "2026-03-10T10:00"}, {"now": "2026-03-10T10:00Z", "book": "nobody"}, {"now": "2026-03-10T10:00Z", "holidays": "XX"}])
def test_a_moment_a_source_or_a_place_that_is_none_is_refused(options):
    with pytest.raises(fu.InputError):
        fu.cohort.measure(frame_of(application()), **options)


def test_a_frame_of_another_kind_is_refused_with_the_cure():
    with pytest.raises(fu.InputError, match=r"lacks the columns.*fu\.cohort\.read"):
        fu.cohort.measure(pd.DataFrame({"student": ["Ada"]}), now="2026-03-10T10:00Z")


# --- summed up --------------------------------------------------------------------------------------------------------


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilson_s(pair):
    count, n = pair
    expected = binomtest(count, n).proportion_ci(method="wilson")
    assert np.allclose([float(end) for end in wilson(count, n)], [expected.low, expected.high])


def test_a_share_never_comes_without_its_numbers(the_class):
    _, measures = the_class
    for table in (fu.cohort.summary(measures), fu.cohort.summary(measures, by=None), fu.cohort.adherence(measures)):
        told = table[table["n"].fillna(0) > 0]
        assert (told["share"] == told["count"] / told["n"]).all()
        assert ((told["low"] <= told["share"]) & (told["share"] <= told["high"])).all()
        assert table.loc[table["n"].fillna(0) == 0, "share"].isna().all()


def test_the_summary_counts_what_the_measures_say(the_class):
    _, measures = the_class
    table = fu.cohort.summary(measures, by="stage").set_index(["stage", "measure"])
    for stage, those in measures.groupby("stage"):
        row = table.loc[(stage, "within_a_day")]
        assert (row["n"], row["count"]) == (those["within_a_day"].count(), those["within_a_day"].sum())
        assert row["students"] == those["student"].nunique()
    with pytest.raises(fu.InputError, match="Did you mean"):
        fu.cohort.summary(measures, by="stages")


def test_adherence_speaks_of_rules_of_the_book_and_never_of_none(the_class):
    _, measures = the_class
    table = fu.cohort.adherence(measures)
    assert set(table.index) <= set(fu.load_rulebook()) and table.loc["final-check-in", "n"] == 0
    assert fu.load_rulebook().coverage()["measured"][list(table.index)].all()


def grouped(sizes):
    """Measures of a class with so many students in each group."""
    apps = [application(event("10 14:00", "thank_you_sent")) for _ in range(sum(sizes.values()))]
    measures = fu.cohort.measure(frame_of(*apps), now=march("20"))
    return measures.assign(group=np.repeat(list(sizes), list(sizes.values())))


@pytest.mark.parametrize(
    ("sizes", "shown", "hidden"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}, 0),
        ({"a": 9, "b": 4}, {"others": 13}, 0),  # b alone could be worked out from the rest
        ({"a": 9, "b": 6, "c": 2}, {"a": 9, "others": 8}, 0),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9, "others": 5}, 0),
        ({"a": 2, "b": 2}, {}, 4),
        ({"a": 4}, {}, 4),
    ],
)
def test_groups_of_fewer_than_five_are_merged_or_hidden(sizes, shown, hidden):
    table = fu.cohort.summary(grouped(sizes), by="group")
    assert dict(zip(table["group"], table["students"], strict=True)) == shown
    assert table.attrs["hidden_students"] == hidden
    assert len(fu.cohort.summary(grouped(sizes), by="group", small=1)["group"].unique()) == len(sizes)


def test_a_measure_that_tells_of_few_students_is_hidden_even_in_a_large_group():
    apps = [application(event("17", "check_in_sent")) for _ in range(3)] + [application() for _ in range(9)]
    measures = fu.cohort.measure(frame_of(*apps), now=march("20"))
    row = fu.cohort.summary(measures, by=None).set_index("measure").loc["first_check_in_too_early"]
    assert row[["n", "count", "share", "low", "high"]].isna().all()
    assert fu.cohort.adherence(measures).loc["limit-check-ins"].isna().all()


def test_before_and_after_a_day(the_class):
    _, measures = the_class
    split = fu.cohort.before_after(measures)
    assert split.groupby("lesson")["interview_on"].agg(["min", "max"]).loc["before", "max"] < pd.Timestamp("2026-03-09")
    assert split.groupby("lesson")["interview_on"].min()["after"] >= pd.Timestamp("2026-03-09")
    assert fu.cohort.summary(split, by="lesson")["lesson"].unique().tolist() == ["before", "after"]
    with pytest.raises(fu.InputError, match=r"date \('soon'\): is not a day. Give the day"):
        fu.cohort.before_after(measures, "soon")


# --- private ----------------------------------------------------------------------------------------------------------


def test_pseudonyms_leave_no_name_and_no_measure_changed():
    frame = frame_of(application(event("10 14:00", "thank_you_sent", to="Priya Nair"), event("18", "check_in_sent", to="Somebody Else"),
                                 interviewers=people(NAIR, OSEI)), application())  # fmt: skip
    frame["student"] = frame["student"].cat.rename_categories({"s0": "Ada Reyes", "s1": "Ben"})
    hidden, mapping = fu.cohort.pseudonyms(frame, seed=1)
    text = fu.cohort.to_csv(hidden).decode()
    assert not [name for name in ("Ada", "Ben", "Nair", "Osei", "Somebody") if name in text]
    assert set(mapping["name"]) >= {"Ada Reyes", "Ben", OSEI, "Somebody Else"} and mapping["pseudonym"].is_unique
    one, two = (fu.cohort.measure(f, now=march("20")) for f in (frame, hidden))
    assert one["thanked"].tolist() == two["thanked"].tolist() == [1, 0]
    back = dict(zip(mapping["pseudonym"], mapping["name"], strict=True))
    assert [back[name] for name in two["student"]] == one["student"].tolist()


def test_measures_can_be_written_for_a_spreadsheet_with_what_is_not_known_left_empty():
    frame = frame_of(application(event("10 14:00", "thank_you_sent")), application())
    measures = fu.cohort.measure(frame, now=march("11 09:00"))
    back = pd.read_csv(io.BytesIO(fu.cohort.to_csv(measures)))
    assert back["within_a_day"].tolist()[0] and pd.isna(back["within_a_day"][1]) and back["interview_on"][0] == "2026-03-10"
    book = openpyxl.load_workbook(io.BytesIO(fu.cohort.to_excel(measures)))
    assert book.sheetnames == ["class", "columns"] and book["class"].max_row == 3


def test_a_class_without_a_row_is_measured_and_summed_up():
    nobody = fu.cohort.simulate(students=1).iloc[:0]
    measures = fu.cohort.measure(nobody, now=march("20"))
    assert len(measures) == len(fu.cohort.steps(nobody, now=march("20"))) == len(fu.cohort.thanks(nobody, now=march("20"))) == 0
    assert fu.cohort.summary(measures).empty and fu.cohort.adherence(measures).empty


def test_pseudonyms_are_drawn_anew():
    frame = fu.cohort.simulate(students=60)
    orders = {tuple(fu.cohort.pseudonyms(frame)[1]["pseudonym"]) for _ in range(3)}
    assert len(orders) == 3


# --- the synthetic class ----------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_class_and_it_says_what_it_is():
    one, two, other = fu.cohort.simulate(20), fu.cohort.simulate(20), fu.cohort.simulate(20, seed=8)
    assert one.equals(two) and not one.equals(other)
    assert one.attrs["synthetic"] is True and "synthetic" in one.attrs["source"]
    assert one["student"].str.startswith("synthetic-").all()
    with pytest.raises(fu.InputError, match="size of class"):
        fu.cohort.simulate(0)


def test_every_parameter_has_a_source_or_the_word_assumption():
    for name, entry in parameters().items():
        assert "assumption" in entry["source"] or any(year in entry["source"] for year in ("2012", "2017", "2019", "2023")), name


@given(st.integers(0, 10**6), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_any_synthetic_class_is_one_that_can_be_read(seed, start):
    frame = fu.cohort.simulate(12, seed, start)
    back = fu.cohort.read(fu.cohort.to_csv(frame))
    assert len(back) == len(frame) and (back["event_at"].dropna() <= pd.Timestamp(frame.attrs["now"])).all()


def test_the_flaws_are_there_to_be_found(the_class):
    frame, measures = the_class
    own = {flaw: measures[measures["student"] == flaw] for flaw in FLAWS}
    daily, late, panel, slip, wrong, lucky = own.values()
    assert daily["check_ins"].max() >= 8 and (daily["check_in_gap_days"].dropna() == 1).all() and daily["too_many"].any()
    assert (late["within_a_day"].dropna() == False).all() and (late["thank_you_hours"].dropna() > 24).all()  # noqa: E712
    assert frame[(frame["student"] == panel["student"].iloc[0]) & (frame["event"] == "thank_you_sent")]["to"].isna().all()
    assert (panel["interviewers"] > 1).any() and len(slip)
    again = wrong[wrong["round"] > 1]
    assert len(again) and (again["thanked"] == 0).all()
    assert (len(lucky), lucky["outcome"].iloc[0], lucky["thanked"].iloc[0]) == (1, "offered", 0)
    silent = measures[measures["company"] == SILENT]
    assert len(silent) > 5 and not silent["answered"].any()
    days = measures["first_check_in_days"].value_counts()
    assert days.index[0] == 7


def test_the_synthetic_class_is_about_as_the_published_figures_say():
    _, measures = simulated(students=600)
    before = fu.cohort.before_after(measures).query("lesson == 'before'")
    assert abs((before["thanked"] > 0).mean() - parameters()["thank_before"]["value"]) < 0.06
    decided = measures[measures["outcome"].isin(["offered", "rejected"]) & (measures["stage"] != "phone_screen")]
    assert 0.3 < (decided["outcome"] == "offered").mean() < 0.5
