"""The charts of a class: what they say, that nobody is singled out, and that a large class is not overplotted."""

import datetime as dt
import re
import time
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import followup as fu
from followup import charts

pytestmark = pytest.mark.filterwarnings("error")

SOURCES = tuple(fu.load_rulebook().names)
HOSTILE = '<script>alert("x")</script> & $x^2_$ @0@'


def measured(frame, source=None):
    return fu.cohort.measure(frame, source, now=frame.attrs["now"])


def every_chart(frame, by=None):
    """Each chart of a class by its name."""
    now, measures = frame.attrs["now"], measured(frame)
    yield "who_is_due", charts.who_is_due(measures, now)
    yield "cadence", charts.cadence(frame, now)
    yield "thank_yous", charts.thank_yous(measures, by)
    yield "waiting", charts.waiting(measures, by)
    yield "adherence", charts.adherence(measures, by=by)
    yield "before_after", charts.before_after(measures, "2026-03-09")
    yield "by_source", charts.by_source({id: measured(frame, id) for id in SOURCES})


@pytest.fixture(scope="module")
def class_():
    return fu.cohort.simulate(students=30)


@pytest.fixture(scope="module")
def drawn(class_):
    return dict(every_chart(class_))


NAMES = ["who_is_due", "cadence", "thank_yous", "waiting", "adherence", "before_after", "by_source"]
each = pytest.mark.parametrize("name", NAMES)


def texts(figure):
    return ["".join(node.itertext()) for node in ET.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}text")]


def real(frame):
    """The same class as if it were somebody's own."""
    own, _ = fu.cohort.pseudonyms(frame, seed=1)
    own.attrs = {name: value for name, value in frame.attrs.items() if name != "synthetic"}
    return own


# --- every chart ------------------------------------------------------------------------------------------------------


@each
def test_it_asks_a_question_and_answers_it_in_words_and_as_a_table(drawn, name):
    figure = drawn[name]
    assert figure.title.endswith("?") and figure.title in texts(figure)
    assert figure.facts.endswith(".") and len(figure.facts) > 60
    assert len(figure.table) >= 1 and f'aria-label="{figure.facts[:30]}' in figure.svg
    assert figure.to_html().count("<tr>") == len(figure.table) + 1


@each
def test_a_synthetic_class_is_called_one_in_the_facts_and_in_the_picture(drawn, name):
    assert drawn[name].facts.startswith("Synthetic class: made up by the kit")
    assert any(words.startswith("Synthetic class") for words in texts(drawn[name]))


def test_a_class_of_ones_own_is_not_called_synthetic(class_):
    for _, figure in every_chart(real(class_)):
        assert "ynthetic class" not in figure.to_html()


@each
def test_both_themes_can_be_read(drawn, name):
    figure = drawn[name]
    for text in (figure.svg, figure.to_svg(), figure.to_svg(dark=True)):
        root = ET.fromstring(text)
        assert root.get("viewBox").startswith("0 0 760 ")
    assert not re.findall(r"(?:fill|stroke): #", re.sub(r"var\(--[\w-]+, #[0-9a-f]{6}\)", "", figure.svg))
    assert "var(" not in figure.to_svg(dark=True) and figure.to_svg(dark=True) != figure.to_svg()
    assert figure.to_png().startswith(b"\x89PNG")


@each
def test_no_text_is_too_small_or_leaves_the_picture(drawn, name):
    figure = drawn[name]
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", figure.svg)) >= 11
    height = float(ET.fromstring(figure.svg).get("height"))
    assert max(float(y) for y in re.findall(r'<text [^>]*y="([\d.]+)"', figure.svg)) < height
    x = [float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", re.sub(r"(?s)<defs>.*?</defs>", "", figure.svg))]
    assert min(x) >= -1 and max(x) <= charts.WIDTH + 1


@each
def test_the_same_again_gives_the_same_bytes(class_, drawn, name):
    again = dict(every_chart(class_))[name]
    assert (again.svg, repr(again)) == (drawn[name].svg, repr(drawn[name]))


def test_what_people_wrote_is_escaped(class_):
    evil = class_.assign(
        student=class_["student"].astype(str) + HOSTILE,
        company=HOSTILE,
        stage=pd.Categorical(np.where(class_["stage"] == "technical", "technical", "other")),
    )
    evil["role"] = HOSTILE
    evil.attrs = class_.attrs
    shown = ""
    for by in ("company", "role"):
        for _, figure in every_chart(evil, by=by):
            ET.fromstring(figure.svg)
            shown += figure.to_html() + figure.to_svg(dark=True)
    assert "<script" not in shown and "&lt;script&gt;" in shown


# --- small and large --------------------------------------------------------------------------------------------------


@each
def test_an_empty_class_is_a_sentence(class_, name):
    empty = class_.iloc[:0]
    empty.attrs = class_.attrs
    figure = dict(every_chart(empty))[name]
    assert "The class is empty" in figure.facts
    assert (figure.svg, len(figure.table), figure.to_png()) == ("", 0, b"")


def test_of_one_student_only_the_next_step_is_shown():
    one = fu.cohort.simulate(students=1)
    for name, figure in every_chart(one):
        if name == "who_is_due":
            assert len(figure.table) <= 1
        else:
            assert figure.svg == "" and "only 1 student" in figure.facts, name


def test_four_are_too_few_and_five_are_enough(class_):
    students = list(class_["student"].unique())
    for number, shown in ((4, False), (5, True)):
        few = class_[class_["student"].isin(students[:number])]
        few.attrs = class_.attrs
        assert bool(charts.adherence(measured(few)).svg) == shown


def test_small_groups_are_merged_and_never_shown_by_name(class_):
    rare = class_.assign(company=class_["company"].astype(object))
    two = list(class_["student"].unique())[:2]
    rare.loc[rare["student"].isin(two), "company"] = "Tiny & Co"
    rare.attrs = class_.attrs
    for name, figure in every_chart(rare, by="company"):
        assert "Tiny" not in figure.to_html(), name
        if name in ("thank_yous", "waiting", "adherence"):
            assert "others" in set(figure.table["group"]) and "merged as others" in figure.facts


def test_groups_beyond_the_sixth_are_merged_too():
    frame = fu.cohort.simulate(students=120)
    table = charts.thank_yous(measured(frame), by="company").table
    assert len(table) <= 7 and table["group"].iloc[-1] == "others"
    whole = charts.thank_yous(measured(frame)).table
    assert table["interviews"].sum() == whole["interviews"].sum()  # nobody is lost


@pytest.fixture(scope="module")
def huge():
    """A hundred thousand interviews and more: a class told again under other names."""
    base = fu.cohort.simulate(students=150)
    times = 100_000 // len(measured(base)) + 1
    names = base["student"].astype(str)
    frame = pd.concat([base.assign(student=f"{n}-" + names) for n in range(times)], ignore_index=True)
    for name in base.columns[base.dtypes == "category"]:
        frame[name] = frame[name].astype("category")
    frame.attrs = base.attrs
    return frame


def test_a_huge_class_is_counted_and_not_overplotted(huge):
    assert len(measured(huge)) >= 100_000
    for name, figure in every_chart(huge, by="stage"):
        marks = len(re.findall(r"<(?:path|use) ", figure.svg))
        assert 0 < marks < 900, name
        assert len(figure.svg) < 200_000, name


def test_a_huge_class_is_drawn_quickly(huge):
    """The figure itself is in `make bench`; here only that it does not grow out of hand."""
    measures = measured(huge)
    for draw in (
        lambda: charts.who_is_due(measures, huge.attrs["now"]),
        lambda: charts.cadence(huge, huge.attrs["now"]),
        lambda: charts.waiting(measures),
    ):
        start = time.process_time()
        draw()
        assert time.process_time() - start < 5


# --- who is due -------------------------------------------------------------------------------------------------------


def test_every_student_is_counted_once(class_, drawn):
    numbers = [int(n) for n in re.findall(r"(\d+) (?:overdue|open|waiting|nothing)", drawn["who_is_due"].facts)]
    assert sum(numbers) == class_["student"].nunique()


def test_a_line_agrees_with_the_plan(class_, drawn):
    now = class_.attrs["now"]
    for row in drawn["who_is_due"].table.itertuples():
        names = class_.loc[class_["student"] == row.student, "application"].unique()
        steps = [fu.plan(fu.cohort.timeline(class_, row.student, name), now).next_step for name in names]
        assert any(
            step and row.status.startswith(step.status) and row.next.lower() in step.title.lower() for step in steps
        ), row


def test_of_a_large_class_forty_are_shown_and_the_rest_counted():
    frame = fu.cohort.simulate(students=120)
    figure = charts.who_is_due(measured(frame), frame.attrs["now"])
    assert len(figure.table) == 40
    assert "The 40 whose time ends nearest to now are shown; of the " in figure.facts
    assert sum(words.startswith("synthetic-") for words in texts(figure)) == 40


def test_now_is_marked(drawn):
    assert "now, Monday 4 May" in texts(drawn["who_is_due"])


# --- cadence and thanks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_too_early_is_what_the_measures_call_too_early(source):
    """Without updates, whose wait the windows of the chart do not show."""
    frame = fu.cohort.simulate(students=60)
    measures = measured(frame, source)
    table = charts.cadence(frame, frame.attrs["now"], source).table.set_index("what")
    rules = {"first check-in, no date promised": "wait-without-date", "first check-in between rounds": "wait-between-rounds",
             "first check-in, a date promised": "respect-promised-date"}  # fmt: skip
    for what, rule in rules.items():
        known = measures[measures["first_check_in_rule"] == rule]
        early = int(known["first_check_in_too_early"].sum())
        assert table.loc[what, "number"] >= len(known)  # one after a reply is a first one again
        assert early <= table.loc[what, "too early"] <= early + table.loc[what, "number"] - len(known)


def test_a_small_class_has_a_line_an_interview_and_a_large_one_counts_by_day(class_, drawn):
    assert "time for a check-in" in texts(drawn["cadence"])
    large = fu.cohort.simulate(students=120)
    shown = texts(charts.cadence(large, large.attrs["now"]))
    assert "the rule’s window, before a weekend moves it" in shown and "42+" in shown


def test_a_source_that_allows_one_check_in_says_so():
    frame = fu.cohort.simulate(students=60)
    windows = {
        source: charts.cadence(frame, frame.attrs["now"], source).table.set_index("what").loc["further check-in", "window"]
        for source in ("dream-job", "how-to-follow-up")
    }
    assert windows == {"dream-job": "none allowed", "how-to-follow-up": "day 7 to 14"}


def test_thank_yous_are_those_of_the_measures(class_, drawn):
    measures = measured(class_)
    row = drawn["thank_yous"].table.iloc[0]
    assert row["within 24 h"] == measures["within_a_day"].sum()
    assert row["interviews"] == row["within 24 h"] + row["later"] + row["none"]
    assert row["median hours"] == round(measures["thank_you_hours"].median(), 1)
    assert "24 h" in texts(drawn["thank_yous"])


def test_exactly_a_day_is_in_time(class_):
    measures = measured(class_).head(40).assign(thank_you_hours=24.0, within_a_day=pd.array([True] * 40, "boolean"))
    assert charts.thank_yous(measures).table.loc[0, "within 24 h"] == 40
    late = re.findall(r"fill: url", charts.thank_yous(measures).svg)
    assert len(late) == 1  # the key alone


# --- waiting ----------------------------------------------------------------------------------------------------------


def told(days, answered, students=None):
    number = len(days)
    return pd.DataFrame(
        {"student": students or [f"s{n}" for n in range(number)], "days_to_answer": days, "answered": answered,
         "stage": "panel"}
    )  # fmt: skip


def test_the_curve_is_worked_out_by_hand():
    """Eight interviews: answers after 4, 6, 9, 11 and 15 days; three still wait after 7, 12 and 20."""
    days = [4.0, 6.0, 9.0, 11.0, 15.0, 7.0, 12.0, 20.0]
    figure = charts.waiting(told(days, [True] * 5 + [False] * 3))
    table = figure.table.set_index("day")
    assert table.loc[0, "with an answer"] == 0
    assert table.loc[7, "with an answer"] == pytest.approx(1 - 7 / 8 * 6 / 7)
    assert table.loc[7, "still waiting"] == 6
    assert "Of 8 interviews 5 have an answer; 3 were still waiting" in figure.facts
    assert "The mean of the answered alone, 9.0 days, is too short" in figure.facts


def test_leaving_the_waiting_out_would_shorten_the_wait(class_, drawn):
    half = int(re.search(r"half by day (\d+)", drawn["waiting"].facts)[1])
    measures = measured(class_)
    assert half > measures.loc[measures["answered"], "days_to_answer"].median()


def test_the_curve_ends_where_fewer_than_five_still_wait(class_, drawn):
    assert drawn["waiting"].table["still waiting"].min() >= 5


def test_nobody_answered_is_a_sentence():
    figure = charts.waiting(told([3.0] * 6, [False] * 6))
    assert figure.svg == "" and "Nobody has an answer yet" in figure.facts


def test_groups_differ_by_their_line_and_not_by_colour_alone(class_):
    svg = charts.waiting(measured(class_), by="stage").svg
    assert len(set(re.findall(r"stroke-dasharray: ([\d., ]+)", svg))) >= 2


# --- shares -----------------------------------------------------------------------------------------------------------


def test_shares_are_those_of_the_cohort_and_lie_in_their_intervals(class_, drawn):
    expected = fu.cohort.adherence(measured(class_))
    for row in drawn["adherence"].table.itertuples():
        assert (row.kept, row.of) == (expected.loc[row.rule, "count"], expected.loc[row.rule, "n"])
        assert row.low <= row.share <= row.high
        assert f"{row.kept} of {row.of}" in texts(drawn["adherence"])


def test_a_rule_for_which_a_source_has_no_use_is_not_held_against_anybody(class_):
    rules = {source: set(charts.adherence(measured(class_, source), source).table["rule"]) for source in SOURCES}
    assert all("final-check-in" not in rules[source] for source in SOURCES if source != "how-to-follow-up")


def test_before_and_after_say_what_may_be_chance_and_never_why(class_, drawn):
    figure = drawn["before_after"]
    row = figure.table.set_index("rule").loc["thank-within-a-day"]
    assert row["low"] <= row["difference"] <= row["high"] and row["low"] > 0
    assert row["difference"] == pytest.approx(row["share after"] - row["share before"], abs=0.002)
    assert "Different beyond chance" in figure.facts and "does not say why" in figure.facts


def test_without_anybody_after_the_day_nothing_is_compared(class_):
    figure = charts.before_after(measured(class_), dt.date(2030, 1, 1))
    assert figure.svg == "" and "nothing is compared" in figure.facts


def test_before_and_after_needs_a_day(class_):
    with pytest.raises(fu.InputError, match="is not a day"):
        charts.before_after(measured(class_), "the lesson")


def test_the_same_interviews_under_each_source(class_, drawn):
    table = drawn["by_source"].table
    assert list(table["source"]) == [fu.load_rulebook().names[id] for id in SOURCES]
    standing = table[["overdue", "open", "waiting", "nothing left to do"]].sum(axis=1)
    assert set(standing) == set(table["interviews"]) == {len(measured(class_))}
    early = {id: int(measured(class_, id)["first_check_in_too_early"].sum()) for id in SOURCES}
    assert list(table["check-ins too early"]) == [early[id] for id in SOURCES]
