"""What an instructor teaches with: the demo and its slides, the lesson plans, the handout."""

import contextlib
import json
import re
from html import unescape

import pandas as pd
import pytest

import followup as fu
from followup import widgets as kit
from followup.errors import InputError
from followup.learning import Desk, MemoryStore
from followup.learning.classroom import Classroom
from followup.learning.questions import banks, load_questions
from followup.teaching.answers import answer_key
from followup.teaching.demo import demo
from followup.teaching.gift import _question, to_gift
from followup.teaching.handout import handout
from followup.teaching.plans import guide, lesson_plan, lessons
from followup.teaching.results import class_results, in_words


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


# --- the questions, outside the notebooks -----------------------------------------------------------------------------


def read_gift(text):
    """A reader of GIFT of the tests' own: id → question text, type, and the answers as (weight, text, feedback)."""
    plain = lambda part: re.sub(r"\\([~=#{}:\\])", r"\1", part.replace("\\n", "\n")).strip()  # noqa: E731
    found = {}
    for name, asked, body in re.findall(r"(?ms)^::((?:\\.|[^:\\])+)::\[plain\]((?:\\.|[^{\\])*)\{(.*?)(?<!\\)\}$", text):
        body, _, general = body.partition("####")
        answers = []
        for line in body.strip().removeprefix("#").strip().splitlines():
            sign, weight, rest = re.fullmatch(r"\s*([=~])(?:%(-?[\d.]+)%)?(.*)", line).groups()
            answer, _, feedback = re.fullmatch(r"((?:\\.|[^#\\])*)(#?)(.*)", rest).groups()
            share = float(weight) if weight else 100.0 if sign == "=" else 0.0
            answers.append((share, plain(answer), plain(feedback)))
        found[plain(name)] = (plain(asked), answers, plain(general))
    return found


def every_question():
    return [(name, one) for name in banks() for one in load_questions(name)]


def test_every_question_can_be_read_back_from_gift():
    back = read_gift(to_gift())
    assert set(back) == {one.id for _, one in every_question()}
    for _, one in every_question():
        asked, answers, general = back[one.id]
        assert asked.startswith(" ".join(one.text.split())[:40])
        if one.KIND == "order":
            assert [text for _, text, _ in answers] == [f"{o.text} -> {n}" for n, o in enumerate(one.options, 1)]
            assert general == one.feedback
        elif one.KIND == "number":
            assert [float(text.split(":")[0]) for share, text, _ in answers if share == 100] == [one.right]
            assert [feedback for _, _, feedback in answers] == [o.feedback for o in one.options]
        elif one.KIND in ("several", "mark"):
            assert [n for n, (share, _, _) in enumerate(answers) if share > 0] == one.right
            assert sum(share for share, _, _ in answers if share > 0) == pytest.approx(100, abs=0.01)
            assert -112 < sum(share for share, _, _ in answers if share < 0) < -88  # Moodle knows only certain grades
        else:
            assert [n for n, (share, _, _) in enumerate(answers) if share == 100] == [one.right]
            assert [feedback for _, _, feedback in answers] == [o.feedback for o in one.options]


def test_signs_of_the_format_in_a_question_stay_text(tmp_path):
    nasty = r"a = b ~ {c} # d: e \ f -> g"
    asked = load_questions("00_start_here")[0]
    hostile = asked.model_copy(update={"text": nasty, "options": tuple(o.model_copy(update={"feedback": nasty}) for o in asked.options)})
    (back,) = read_gift(_question(hostile)).values()
    assert back[0] == nasty.replace("->", "→") and {feedback for _, _, feedback in back[1]} == {nasty.replace("->", "→")}


@pytest.mark.parametrize("name", banks())
def test_the_answer_key_holds_every_solution_and_every_feedback(name):
    page = unescape(answer_key([name]))
    for one in load_questions(name):
        assert one.text in page and f"Right: {one.solution}" in page
        assert all(option.feedback in page for option in one.options)


# --- the class's results ----------------------------------------------------------------------------------------------


def handed_in(learners, rule="say-thanks", asked=2, right=1):
    return [(f"learner-{n}", rule, asked, right, 0) for n in range(learners)]


def results(*rows):
    return pd.DataFrame([row for part in rows for row in part], columns=["learner", "rule", "asked", "right", "mended"])


def test_results_are_added_up_by_rule_with_the_weakest_first():
    table = class_results(results(handed_in(6), handed_in(5, "proofread", 4, 4)))
    assert table["rule"].tolist() == ["say-thanks", "proofread"]
    assert table.loc[0, ["learners", "asked", "right"]].tolist() == [6, 12, 6]
    assert (table["low"] < table["share"]).all() and table.loc[1, "share"] == 1 == table.loc[1, "high"]


def test_four_learners_are_too_few_to_be_shown():
    few = results(handed_in(4))
    assert class_results(few).empty and "fewer than 5 is not shown" in in_words(few)
    mixed = results(handed_in(6), handed_in(4, "proofread"))
    assert class_results(mixed)["rule"].tolist() == ["say-thanks"] and "1 rule with fewer than 5" in in_words(mixed)


def test_rules_that_nobody_knows_and_questions_never_answered_do_not_count():
    assert class_results(results(handed_in(9, "no-such-rule"), handed_in(9, asked=0, right=0))).empty


def hand_ins(learners):
    made = {"kit": "follow-up hand-in", "version": 1, "applications": [], "results": [{"rule": "say-thanks", "asked": 2, "right": 1, "mended": 0}]}
    return {f"{n}.json": json.dumps(made | {"learner": f"learner-{n:04}"}).encode() for n in range(learners)}


def test_the_widget_waits_for_hand_ins_and_adds_them_up(caplog):
    desk = Desk(MemoryStore(), "your_class", clock=lambda: fu.story().now)
    box = kit.class_results(desk)
    place = next(child for child in box.children if "status" in getattr(child, "value", ""))
    assert "handed in, all at once" in place.value
    with contextlib.suppress(InputError):  # files without an application are no class, but their results can be read
        Classroom.of(desk).open(hand_ins(6))
    desk.changed()
    assert "6 of 12" in place.value and "6 learners have handed in" in place.value
    Classroom.of(desk).start_over()
    assert "handed in, all at once" in place.value
    assert not caplog.records
