"""What an instructor teaches with: the demo and its slides, the lesson plans, the handout."""

import re

import pytest

import followup as fu
from followup.errors import InputError
from followup.teaching.demo import demo
from followup.teaching.handout import handout
from followup.teaching.plans import guide, lesson_plan, lessons


def test_one_candidate_keeps_the_cadence_and_the_other_breaks_it():
    """The demo says what plan and critique say: nothing to mend in the good one, and each fault where it is told."""
    good, bad = (app.candidate for app in demo().applications)
    checks = {m.at.date().isoformat(): {f.check for f in m.report.findings} for m in demo().messages if m.by == bad}
    assert all(not m.report.findings for m in demo().messages if m.by == good)
    assert {"late-thank-you", "duplicate-note"} <= checks["2026-05-08"]
    assert {"early-check-in", "pushy"} <= checks["2026-05-11"]
    assert {"too-many-messages", "desperate"} <= checks["2026-05-18"]


def test_what_is_said_of_the_sources_is_what_they_say():
    """The fifth moment tells that Learn It waits seven days after the date, and three others one."""
    stances = fu.load_rulebook("learn-it")["respect-promised-date"].stances
    assert [stance.value for stance in stances.values()].count(1) == 3 and stances["learn-it"].value == 7
    assert "one more week" in demo().moments[4].answer and "three of the other sources" in demo().moments[4].answer


def test_another_source_changes_the_plan_but_not_the_messages():
    mine, other = demo("learn-it"), demo("career-guide")
    assert [m.email for m in mine.messages] == [m.email for m in other.messages]
    late = next(m for m in other.messages if m.at.date().isoformat() == "2026-05-18")
    assert mine.slides() != other.slides() and "too-many-messages" in {f.check for f in late.report.findings}


def test_every_moment_is_told_asked_and_answered_in_that_order():
    text = "\n".join(demo().slides())
    for moment in demo().moments:
        places = [text.index(part) for part in (moment.tells, moment.question, moment.answer)]
        assert places == sorted(places)


def test_the_slides_ask_nothing_of_the_network_and_run_only_their_own_script():
    page = demo().to_html()
    assert "default-src 'none'" in page and re.findall(r"""(?:src|href)=["'](?!data:)""", page) == []
    assert page.count("<script>") == 1 and "url(" not in page


@pytest.mark.parametrize("minutes", [30, 60, 90])
def test_the_parts_of_a_lesson_fill_its_minutes(minutes):
    plan = lesson_plan(minutes)
    assert sum(part.minutes for part in plan.parts) == minutes
    assert f"{minutes - plan.parts[-1].minutes}–{minutes}" in plan.to_html()


def test_a_lesson_of_another_length_names_those_there_are():
    with pytest.raises(InputError, match="Choose one of 30, 60, 90"):
        lesson_plan(45)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[plan]]\nminutes = 30", "plan"),
        ("x = = 1", "valid TOML"),
        ('[[plan]]\nminutes=9\ntitle="t"\naim="a"\n[[plan.part]]\nminutes=8\nwhat="w"\nhow="h"\n[[discussion]]\nquestion="q"\nlisten_for="l"\n'
         '[[misconception]]\nsays="s"\nanswer="a"\nrules=["proofread"]', "what its parts add up to"),
        ('[[plan]]\nminutes=8\ntitle="t"\naim="a"\n[[plan.part]]\nminutes=8\nwhat="w"\nhow="h"\n[[discussion]]\nquestion="q"\nlisten_for="l"\n'
         '[[misconception]]\nsays="s"\nanswer="a"\nrules=["profread"]', "proofread"),
    ],
)  # fmt: skip
def test_a_fault_in_the_lesson_plans_is_named(tmp_path, text, says):
    (tmp_path / "lessons.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        lessons(tmp_path)


def test_the_guide_holds_every_plan_and_every_answer():
    page = guide()
    assert all(f"{n} minutes" in page for n in (30, 60, 90))
    assert len(lessons().discussions) >= 5 and len(lessons().misconceptions) >= 5


@pytest.mark.parametrize("source", list(fu.load_rulebook().names))
def test_the_handout_says_the_times_of_the_chosen_source(source):
    book = fu.load_rulebook(source)
    days = book["respect-promised-date"].value
    assert book.title in handout(book) and (f"{days} day" in handout(book))
