"""Questions: every one of every file answered empty, right and wrong; files that are wrong; and the widget."""

import json
from itertools import permutations

import ipywidgets as w
import pytest
from hands import text as shown
from hands import walk
from hypothesis import given
from hypothesis import strategies as st
from strategies import march

import followup as fu
from followup import widgets as kit
from followup.learning import Desk, FileStore
from followup.learning.questions import (
    TRIES,
    Choice,
    Number,
    Order,
    Outcome,
    Several,
    load_questions,
    objectives,
    pairs,
    question,
    reply,
)
from followup.resources import find

FILES = sorted(path.stem for path in find("data/questions").glob("*.toml"))
ALL = [one for name in FILES for one in load_questions(name)]
NOW = march("17 09:00")


def wrong_answers(asked):
    """Every wrong answer that a learner is likely to give."""
    if isinstance(asked, Choice):
        return [place for place in range(len(asked.options)) if place != asked.right]
    if isinstance(asked, Several):
        right, every = set(asked.right), range(len(asked.lines))
        guesses = [[place] for place in every] + [sorted(right - {place}) for place in right] + [list(every)]
        guesses += [sorted(right | {place}) for place in every if place not in right]
        return [guess for guess in guesses if guess and set(guess) != right]
    if isinstance(asked, Order):
        return [list(places) for places in permutations(asked.right) if list(places) != asked.right][:120]
    return [o.value for o in asked.options if not o.right] + [asked.right + 1e6, -1.0 - asked.right]


# --- every question of every file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_nothing_is_never_wrong_and_never_a_try(asked):
    nothing_of_use = [None, "", [], {}, "x" * 100_000, [None] * 5, object(), True, float("nan"), ["0"] * 100_000]
    for nothing in nothing_of_use if isinstance(asked, Number) else [*nothing_of_use, -1, 99]:
        told = reply(asked, nothing)
        assert told.outcome is Outcome.NOT_ANSWERED and told.tried == told.hints == () and not told.solution
        assert len(told.words) == 1 and 10 < len(told.words[0]) < 200


@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_the_right_answer_is_right_and_opens_the_solution(asked):
    told = reply(asked, asked.right)
    assert told.outcome is Outcome.RIGHT and told.tried == () and told.solution == asked.solution != ""
    assert all(len(words.split()) >= 4 for words in told.words)
    assert asked.read(asked.read(asked.right)) == asked.read(asked.right)


@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_every_wrong_answer_has_words_and_no_wrong_answer_is_right(asked):
    for answer in wrong_answers(asked):
        told = reply(asked, answer)
        assert told.outcome in (Outcome.PARTLY, Outcome.WRONG), answer
        assert len(told.tried) == 1 and len(told.hints) == 1 and not told.solution
        assert told.words and all(words.strip() for words in told.words)


@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_every_option_has_feedback_of_its_own(asked):
    told = [option.feedback for option in asked.options]
    assert len(set(told)) == len(told) and all(len(words.split()) >= 4 for words in told)
    assert all(len(hint.split()) >= 3 for hint in asked.told(TRIES)) and len(asked.told(TRIES)) >= 1


def test_ids_are_given_once_and_lead_to_their_question():
    assert len({one.id for one in ALL}) == len(ALL)
    assert all(question(one.id) == one for one in ALL)


def test_right_answers_stand_in_no_fixed_place_and_are_not_known_by_their_length():
    choices = [one for one in ALL if isinstance(one, Choice)]
    places = [one.right for one in choices]
    assert all(places.count(place) >= len(choices) / 8 for place in range(4))
    longest = [one for one in choices if max(one.options, key=lambda o: len(o.text)).right]
    shortest = [one for one in choices if min(one.options, key=lambda o: len(o.text)).right]
    assert len(longest) <= len(choices) * 0.4 and len(shortest) <= len(choices) * 0.4


LESSONS = [name for name in FILES if name[0].isdigit()]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_eight_questions_of_mixed_types_and_each_objective_is_tested(name):
    asked, goals = load_questions(name), objectives(name)
    assert len(asked) >= 8 and len({one.KIND for one in asked}) >= 3
    assert {one.objective for one in asked} == set(goals) and len(goals) >= 3
    start = "".join(json.loads((find("notebooks") / f"{name}.ipynb").read_text("utf-8"))["cells"][0]["source"])
    assert [text for text in goals.values() if text not in start] == []


def test_every_rule_has_a_question():
    """Scenarios come on top."""
    assert set(fu.load_rulebook()) - {rule for one in ALL for rule in one.rules} == set()


def test_before_and_after_the_course_the_same_is_asked_in_other_words():
    before, after = load_questions("pretest"), load_questions("posttest")
    assert {one.pair for one in before} == {one.pair for one in after} == set(pairs()) and len(pairs()) >= 8
    for one, other in pairs().values():
        assert (one.rules, one.KIND) == (other.rules, other.KIND)
        assert one.text != other.text or one.options[0].text != other.options[0].text
    assert len({rule for one in before for rule in one.rules}) >= 12


# --- tries, hints and the answer --------------------------------------------------------------------------------------

EXAMPLE = """
[[objective]]
id = "one"
text = "answer"

[[question]]
id = "99-choice"
objective = "one"
rules = ["say-thanks"]
text = "Which?"
hints = ["Think of it.", "Think of the first letter."]
options = [
    { text = "Aaaa", feedback = "Yes, A.", right = true }, { text = "Bbbb", feedback = "No, not B." },
    { text = "Cccc", feedback = "Nearly C.", partly = true }, { text = "Dddd", feedback = "No, not D." },
    { text = "Eeee", feedback = "No, not E." },
]

[[question]]
id = "99-several"
type = "several"
objective = "one"
rules = ["say-thanks", "reflect"]
text = "Which of these?"

[[question.options]]
text = "Aaaa"
feedback = "Yes, A."
right = true

[[question.options]]
text = "Bbbb"
feedback = "No, not B."

[[question.options]]
text = "Cccc"
feedback = "Yes, C."
right = true

[[question.options]]
text = "Dddd"
feedback = "No, not D."

[[question]]
id = "99-order"
type = "order"
objective = "one"
rules = ["reflect"]
text = "In which order?"
feedback = "Yes, so it is."
options = [
    { text = "First", feedback = "It comes first." }, { text = "Second", feedback = "It comes second." },
    { text = "Third", feedback = "It comes third." }, { text = "Fourth", feedback = "It comes last." },
]

[[question]]
id = "99-mark"
type = "mark"
objective = "one"
rules = ["professional-tone"]
text = "Which lines would you change?"
subject = "Thank you"
body = \"\"\"
Hey Ann,

Thank you for your time. It was awesome, lol.

Kind regards,
Ben\"\"\"
otherwise = "This line may stay."

[[question.options]]
text = "Hey Ann"
feedback = "Yes, too casual."
right = true

[[question.options]]
text = "lol"
feedback = "Yes, slang."
right = true

[[question.options]]
text = "Thank you for"
feedback = "No, thanks belong here."

[[question]]
id = "99-number"
type = "number"
objective = "one"
rules = ["wait-without-date"]
text = "How many days?"
unit = "days"
otherwise = "No source says that."
options = [
    { value = 7, feedback = "Yes, a week.", right = true }, { value = 1, feedback = "That is for promised dates." },
    { value = 8, feedback = "Nearly.", partly = true },
]
"""


@pytest.fixture
def bank(tmp_path):
    (tmp_path / "99_own.toml").write_text(EXAMPLE, encoding="utf-8")
    return {one.id[3:]: one for one in load_questions("99_own", tmp_path)}


OUTCOMES = [
    ("choice", 0, "right", ["Yes, A."]),
    ("choice", 1, "wrong", ["No, not B."]),
    ("choice", 2, "partly", ["Nearly C."]),
    ("several", [0, 2], "right", ["Yes, A.", "Yes, C."]),
    ("several", [2], "partly", ["Yes, C.", "Still missing: 1."]),
    ("several", [0, 1, 2], "partly", ["No, not B."]),
    ("several", [0, 1], "wrong", ["No, not B.", "Yes, A.", "Still missing: 1."]),
    ("several", [0, 1, 2, 3], "wrong", ["No, not B.", "No, not D."]),
    ("several", {2, 0}, "right", []),
    ("order", [1, 2, 3, 4], "right", ["Yes, so it is."]),
    ("order", [2, 1, 3, 4], "partly", ["“First”", "It comes first."]),
    ("order", [4, 3, 2, 1], "wrong", ["“First”"]),
    ("order", [1, 1, 3, 4], "not answered", ["Place 1 is given twice"]),
    ("order", [1, 0, 3, 4], "not answered", ["every line"]),
    ("order", [1, 2, 3], "not answered", ["every line"]),
    ("mark", [1, 3], "right", ["“Hey Ann,”: Yes, too casual", "slang"]),
    ("mark", [1], "partly", ["Still missing: 1."]),
    ("mark", [0, 4, 5], "wrong", ["“Thank you”, “Kind regards,”, “Ben”: This line may stay.", "Still missing: 2."]),
    ("mark", [2], "wrong", ["thanks belong here"]),
    ("number", 7, "right", ["a week"]),
    ("number", "7 days", "right", []),
    ("number", " 7,0 ", "right", []),
    ("number", "1", "wrong", ["promised dates"]),
    ("number", 8.0, "partly", ["Nearly"]),
    ("number", -7, "wrong", ["No source"]),
    ("number", "seven", "not answered", ["in digits"]),
    ("number", 10**400, "not answered", ["in digits"]),
    ("number", "7" * 100_000, "not answered", ["too long", "100,000 characters"]),
]


@pytest.mark.parametrize(("kind", "answer", "outcome", "says"), OUTCOMES)
def test_the_four_outcomes_of_each_type(bank, kind, answer, outcome, says):
    told = reply(bank[kind], answer)
    assert told.outcome == outcome
    assert [words for words in says if words not in " ".join(told.words)] == []


def test_hints_escalate_and_the_answer_opens_after_three_honest_tries(bank):
    asked = bank["choice"]
    first = reply(asked, 1)
    assert first.hints == asked.hints[:1] and first.tried == (1,) and not first.solution
    again = reply(asked, 1, first.tried)
    assert again.tried == (1,) and again.hints == first.hints  # the same answer is no new try
    second = reply(asked, 2, again.tried)
    assert second.outcome is Outcome.PARTLY and second.hints == asked.hints and not second.solution
    nothing = reply(asked, None, second.tried)
    assert nothing.tried == (1, 2) and not nothing.solution
    third = reply(asked, 3, second.tried)
    assert third.solution == "Aaaa" and third.tried == (1, 2, 3)
    later = reply(asked, 4, third.tried)
    assert later.tried == third.tried and later.solution == "Aaaa"
    assert reply(asked, 0, third.tried).outcome is Outcome.RIGHT


def test_without_hints_of_its_own_a_question_points_to_its_rule(bank):
    rule = fu.load_rulebook()["say-thanks"]
    first, second = bank["several"].told(2)
    assert rule.title in first and second == rule.why


def test_an_order_is_shown_shuffled_and_always_the_same(bank):
    asked = bank["order"]
    assert sorted(asked.shown) == [0, 1, 2, 3] and list(asked.shown) != [0, 1, 2, 3]
    assert asked.shown == asked.model_copy().shown
    assert all(list(one.shown) != sorted(one.shown) for one in ALL if isinstance(one, Order))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=20))
def test_whatever_is_given_there_is_an_outcome(answer):
    for asked in (ALL[0], *[next((one for one in ALL if isinstance(one, kind)), ALL[0]) for kind in (Several, Order, Number)]):
        assert reply(asked, answer).outcome in set(Outcome)


# --- files that are wrong ---------------------------------------------------------------------------------------------

WRONG = {
    "not TOML": ("\nid = = 1", None, ["not valid TOML", "line 2"]),
    "two right": ('feedback = "No, not B." }', 'feedback = "No, not B.", right = true }', ["line 12", "99-choice", "options (2)", "exactly one"]),
    "none right": ('feedback = "Yes, A.", right = true }', 'feedback = "Yes, A." }', ["99-choice", "options (0)"]),
    "a missing key": ('text = "Which?"\n', "", ["line 6", "99-choice", "text", "is missing"]),
    "a missing feedback": ('feedback = "Yes, C."\n', "", ["line 34", "99-several", "options[2].feedback", "is missing"]),
    "an empty feedback": ('"Yes, C."', '""', ["line 36", "99-several", "options[2].feedback"]),
    "no rules": ('rules = ["say-thanks"]', "rules = []", ["line 9", "99-choice", "rules"]),
    "an unknown rule": ('"reflect"]\ntext = "Which of', '"reflekt"]\ntext = "Which of', ["line 18", "99-several", "reflekt", 'Did you mean "reflect"']),
    "an unknown type": ('"several"', '"sevral"', ["line 20", "99-several", "type", "sevral", 'Did you mean "several"']),
    "an id of another shape": ('"99-choice"', '"one"', ["line 7", "id"]),
    "an id of another notebook": ('"99-choice"', '"98-choice"', ["line 7", "98-choice", "does not belong into 99_own.toml"]),
    "an id twice": ('"99-order"', '"99-choice"', ["line 44", "99-choice", "id", "stands twice"]),
    "an unknown objective": ('objective = "one"\nrules = ["say-thanks"]', 'objective = "won"\nrules = ["say-thanks"]', ["line 8", "99-choice", "objective", "won"]),
    "no objective": ('objective = "one"\nrules = ["say-thanks"]', 'rules = ["say-thanks"]', ["line 6", "99-choice", "objective", "is missing"]),
    "an objective without text": ('text = "answer"\n', "", ["line 2", "is not an objective"]),
    "a hint that gives the answer": ('"Think of the first letter."', '"It is aaaa, of course."', ["line 11", "99-choice", "hints[1]", "gives the answer away"]),
    "a number given by a hint": ('unit = "days"', 'unit = "days"\nhints = ["Seven, that is 7."]', ["99-number", "hints[0]", "gives the answer away"]),
    "three hints": ('"Think of the first letter."]', '"Think.", "Think again."]', ["99-choice", "hints"]),
    "an option twice": ('"Bbbb", feedback', '"Aaaa", feedback', ["99-choice", "options[1].text", "stands twice"]),
    "a misspelt field": ("partly = true }, { text = \"D", "partley = true }, { text = \"D", ["99-choice", "options[2].partley", "spelling"]),
    "right in an order": ('feedback = "It comes first."', 'feedback = "It comes first.", right = true', ["99-order", "Leave it out"]),
    "words that stand nowhere": ('text = "lol"', 'text = "rofl"', ["line 77", "99-mark", "options[1].text", "rofl", "stands in 0 lines"]),
    "words that stand twice": ('text = "lol"', 'text = "Th"', ["99-mark", "stands in 2 lines"]),
    "an unknown sample": ('subject = "Thank you"', 'sample = "on-the-buss"', ["99-mark", "on-the-bus"]),
    "a value that is a word": ("value = 7", 'value = "seven"', ["99-number", "options[0].value"]),
    "a misspelt table": ("[[question]]\nid = \"99-order\"", "[[questoin]]\nid = \"99-order\"", ["questoin", "is not known here"]),
    "a question that is a word": (None, 'question = ["x"]', ["question"]),
    "objectives that are a word": (None, 'objective = "x"', ["objective"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named_with_its_line_question_and_field(tmp_path, old, new, says):
    text = new if old is None else old if new is None else EXAMPLE.replace(old, new, 1)
    assert text != EXAMPLE
    (tmp_path / "99_own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(fu.InputError) as error:
        load_questions("99_own", tmp_path)
    assert [words for words in ["99_own.toml", *says] if words not in str(error.value)] == [], str(error.value)


def test_all_faults_are_told_at_once(tmp_path):
    text = EXAMPLE.replace('"Yes, C."', '""').replace('"lol"', '"rofl"').replace('"99-number"', '"99-order"')
    (tmp_path / "99_own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(fu.InputError) as error:
        load_questions("99_own", tmp_path)
    assert [p.field.split(", ")[1] for p in error.value.problems] == ["line 36", "line 77", "line 86"]


def test_a_test_before_the_course_names_what_it_asks(tmp_path):
    start = EXAMPLE[: EXAMPLE.index("[[question]]\nid = \"99-several")].replace("99-", "pre-")
    (tmp_path / "pretest.toml").write_text(start, encoding="utf-8")
    with pytest.raises(fu.InputError, match=r"line 6, pre-choice, pair: is missing"):
        load_questions("pretest", tmp_path)
    for name, begin in (("pretest", "pre-"), ("posttest", "post-")):
        text = start.replace("pre-", begin).replace('text = "Which?"', 'text = "Which?"\npair = "thanks"')
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    assert [one.id for one in pairs(tmp_path)["thanks"]] == ["pre-choice", "post-choice"]
    assert objectives("pretest", tmp_path) == {"one": "answer"}


@pytest.mark.parametrize("name", ["99_nowhere", "../../pyproject", ""])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(fu.InputError, match=r"\.toml.*cannot be opened"):
        load_questions(name, tmp_path)


@pytest.mark.parametrize("id", ["", "99-nope", "../x", "*", "0", "pre-", "x" * 10_000])
def test_an_unknown_question_is_refused(id):
    with pytest.raises(fu.InputError, match="question"):
        question(id)


# --- the widget -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(followup_home):
    return Desk(FileStore(followup_home), "02_follow_up_note", clock=lambda: NOW)


def inputs(widget):
    kinds = w.RadioButtons | w.Checkbox | w.Dropdown | w.Text
    return [one for one in walk(widget) if isinstance(one, kinds)]


def press(widget, label):
    next(one for one in walk(widget) if isinstance(one, w.Button) and one.description.startswith(label)).click()


def give(widget, asked, answer):
    """Answer as a learner does, with the controls."""
    controls = inputs(widget)
    if isinstance(asked, Choice):
        controls[0].value = answer
    elif isinstance(asked, Several):
        for place, tick in enumerate(controls):
            tick.value = place in answer
    elif isinstance(asked, Order):
        for place, line in zip(asked.shown, controls, strict=True):
            line.value = answer[place]
    else:
        controls[0].value = f"{answer:g}"


@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_each_question_is_answered_by_its_controls_and_there_again(desk, asked):
    made = kit.quiz(desk, asked.id)
    assert all(control.description.strip() for control in inputs(made)) and 'aria-live="polite"' in made.children[-1].children[-1].value
    press(made, "Check my answer")
    assert asked.check(None).words[0] in shown(made) and desk.answered(asked.id) is None
    wrong = wrong_answers(asked)[0]
    give(made, asked, wrong)
    press(made, "Check my answer")
    assert ("✗ Not quite." in shown(made) or "◐ Partly right." in shown(made)) and "Hint 1:" in shown(made)
    assert "2 more tries, then the answer opens" in shown(made) and "The answer:" not in shown(made)
    give(made, asked, asked.right)
    assert "Hint 1:" not in shown(made)  # the words of the answer before are gone
    press(made, "Check my answer")
    assert "✓ Right." in shown(made) and desk.answered(asked.id) == asked.read(asked.right)
    again = kit.quiz(Desk(desk.store, "02_follow_up_note", clock=lambda: NOW), asked.id)
    press(again, "Check my answer")
    assert "✓ Right." in shown(again)


def test_questions_are_stacked_and_told_apart(desk):
    made = kit.quiz(desk, *(one.id for one in ALL[:3]))
    labels = [one.description for one in walk(made) if isinstance(one, w.Button)]
    assert labels == ["Check answer 1", "Check answer 2", "Check answer 3"]
    assert sum("fu-card" in one._dom_classes for one in walk(made) if isinstance(one, w.VBox)) == 1


def test_after_three_tries_the_answer_stands_there_and_goes_on_the_next_day(desk):
    asked = next(one for one in ALL if isinstance(one, Choice) and len(one.options) == 4)
    made = kit.quiz(desk, asked.id)
    for wrong in wrong_answers(asked):
        give(made, asked, wrong)
        press(made, "Check my answer")
    assert f"The answer: {asked.solution}" in shown(made) and "Hint" not in shown(made)
    later = Desk(desk.store, "02_follow_up_note", clock=lambda: march("19 09:00"))
    fresh = kit.quiz(later, asked.id)
    assert inputs(fresh)[0].value is None
    give(fresh, asked, wrong_answers(asked)[0])
    press(fresh, "Check my answer")
    assert "Hint 1:" in shown(fresh) and "The answer:" not in shown(fresh)


def test_the_questions_before_the_course_tell_no_answers_and_may_be_left_out(desk):
    made, asked = kit.check_up(desk, "pretest"), load_questions("pretest")
    press(made, "Keep my answers")
    assert "Answer at least one of them first" in shown(made)
    boxes = [one for one in walk(made) if "fu-question" in one._dom_classes]
    for one, box in zip(asked[:3], boxes, strict=False):
        give(box, one, wrong_answers(one)[0])
    press(made, "Keep my answers")
    assert f"Kept: 3 of {len(asked)} answered" in shown(made) and "✗" not in shown(made)
    told = shown(made)
    assert not any(option.feedback in told for one in asked for option in one.options)
    again = kit.check_up(Desk(desk.store, "07_my_plan", clock=lambda: NOW), "pretest")
    assert inputs(again)[0].value == wrong_answers(asked[0])[0]


def test_the_questions_after_the_course_tell_the_answers_and_both_results(desk):
    before, after = kit.check_up(desk, "pretest"), kit.check_up(desk, "posttest")
    for made, name in ((before, "pretest"), (after, "posttest")):
        boxes = [one for one in walk(made) if "fu-question" in one._dom_classes]
        for place, (one, box) in enumerate(zip(load_questions(name), boxes, strict=True)):
            give(box, one, wrong_answers(one)[0] if name == "pretest" or place == 4 else one.right)
        press(made, "Keep my answers")
    asked = load_questions("posttest")
    assert f"Before the course 0 of {len(asked)} were right, now {len(asked) - 1} of {len(asked)}" in shown(after)
    assert "5. ✗ Not quite." in shown(after) and f"The answer: {asked[4].solution}" in shown(after)
    assert "1. ✓ Right." in shown(after) and asked[0].options[asked[0].right].feedback in shown(after)
    results = desk.progress().before_and_after()
    assert results["thanks-when"] == ("wrong", "right") and len(results) == len(asked)


def test_an_unknown_question_is_named(desk):
    with pytest.raises(fu.InputError, match=r"question.*02-nodate"):
        kit.quiz(desk, "02-nodate")


@pytest.mark.parametrize("strange", [77, -1, "x", None, [1], ["x"], {"a": 1}, 1e308, True])
def test_an_answer_in_the_file_that_fits_no_control_is_no_answer(desk, strange):
    for asked in ALL:
        kept = {"rules": [], "outcome": "right", "given": strange, "tried": [], "at": ""}
        desk.store.update("progress", lambda old, kept=kept, id=asked.id: {"schema_version": 2, "answers": {id: kept}})
        if asked.read(strange) != strange:
            made = kit.quiz(desk, asked.id)
            assert "fault of its own" not in shown(made)
