"""Scenarios: every one decided empty, right and wrong; what the author calls best against the kit; the widgets."""

import itertools
import re

import pytest
from hands import control, html, text
from strategies import NAIR, SOURCES, application, event, interview, march, people

import followup as fu
from followup import widgets as kit
from followup.learning import Desk, FileStore, MemoryStore
from followup.learning.rounds import by_reader, by_stage, differences, sentences
from followup.learning.scenarios import PARTS, THEMES, scenario, scenarios
from followup.rulebook import load_rulebook

LESSON = "04_choose_the_way"
ALL = list(scenarios().values())
EACH = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
SILENT = ("none", "move_on")
NOW = march("10 18:00")
MARKUP = '<script>alert(1)</script>"><img src=x onerror="boom()"> & {{ 7*7 }}'


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog):
    """A handler that raises passes silently, but for a line in the log."""
    yield
    assert [record.getMessage() for record in caplog.records] == []


def best(one, part):
    """What the author calls best: the choice without a misconception."""
    return [key for key, why in one.written(part).items() if not why]


def right_choice(one):
    return {part: next(key for key in one.choices(part) if one.right(part, key)) for part in PARTS}


# --- all of them together ---------------------------------------------------------------------------------------------


def test_there_are_enough_of_them_and_they_differ():
    assert len(ALL) >= 32 and len({one.title for one in ALL}) == len({one.story for one in ALL}) == len(ALL)
    assert len({one.industry for one in ALL}) >= 25
    for theme in THEMES:
        assert sum(theme in one.themes for one in ALL) >= 5, theme
    assert {one.source for one in ALL} == set(SOURCES)


def test_their_number_is_told_as_it_is():
    from followup.resources import find

    assert len(ALL) == 42 and "| 42 situations to decide" in (find("data") / "README.md").read_text("utf-8")
    assert "forty-two situations" in (find("notebooks") / f"{LESSON}.ipynb").read_text("utf-8")


def test_they_cover_what_decides():
    rounds = [held for one in ALL for held in one.application.rounds]
    assert {held.format for held in rounds} == {"in_person", "video", "phone"}
    assert {held.stage for held in rounds} == {"phone_screen", "hr", "technical", "panel", "final", "other"}
    assert {one.application.culture for one in ALL} == {"traditional", "fast_moving", "casual", None}
    assert {right_choice(one)["channel"] for one in ALL} == {"email", "handwritten", "phone", "linkedin", "none"}
    kinds = {"thank_you", "check_in", "final_check_in", "update", "reply_to_rejection", "feedback_request",
             "stay_in_touch", "move_on", "none"}  # fmt: skip
    assert {right_choice(one)["message"] for one in ALL} == kinds
    assert {held.timezone for held in rounds} >= {"Europe/Berlin", "Europe/London", "America/New_York"}
    happened = {event.kind.value for one in ALL for event in one.application.events}
    assert happened >= {"rejected", "offered", "withdrawn", "award", "competing_offer", "promised_date", "reply_received",
                        "invited_to_next_round"}  # fmt: skip
    assert any(p.rapport for r in rounds for p in r.interviewers) and any(
        p.invited_call for r in rounds for p in r.interviewers
    )


def test_the_place_of_the_right_choice_gives_nothing_away():
    for part in ("message", "when", "to"):
        places = [list(one.choices(part)).index(right_choice(one)[part]) for one in ALL]
        assert max(places.count(place) for place in set(places)) < 0.75 * len(places), part


# --- each of them -----------------------------------------------------------------------------------------------------


@EACH
def test_what_the_author_calls_best_is_what_the_kit_decides(one):
    """The right answer is stored nowhere: here it is worked out without the code that judges."""
    step = fu.plan(one.application, now=one.now, book=one.source, holidays=one.holidays or None).next_step
    assert best(one, "message") == [step.kind.value if step else "none"]
    if step is None or step.kind == "move_on":
        assert not one.channel
        return
    ranking = fu.choose_channel(one.application, now=one.now, book=one.source, holidays=one.holidays or None)
    assert set(best(one, "channel")) <= {ranking.best.channel.value} and ranking.best.channel.value not in {
        key for key, why in one.channel.items() if why
    }
    (when,) = best(one, "when")
    if when == "now":
        assert step.status in ("open", "overdue")
    elif "T" in when:
        assert step.opens.replace(tzinfo=None).isoformat() <= when <= step.closes.replace(tzinfo=None).isoformat()
    else:
        assert step.opens.date().isoformat() <= when <= step.closes.date().isoformat()
    (to,) = best(one, "to")
    assert to in (step.to, "each", "unknown")
    assert (to == "unknown") == (step.to is None)


@EACH
def test_where_the_sources_differ_the_scenario_says_under_which(one):
    verdicts = one.sources()
    assert [v.source for v in verdicts] == list(load_rulebook().names.values())
    shown = shown_scenario(one)
    assert f"Decide as {load_rulebook(one.source).title} advises" in shown


def test_in_many_of_them_the_sources_differ():
    told = [one for one in ALL if len({(v.message, v.when, v.to, v.channel) for v in one.sources()}) > 1]
    assert len(told) >= 12


@EACH
def test_nothing_chosen_is_never_wrong(one):
    assert one.decide({}).outcome == "not answered" == one.decide(dict.fromkeys(PARTS)).outcome
    assert not one.decide({}).parts
    message = right_choice(one)["message"]
    alone = one.decide({"message": message})
    assert alone.outcome == ("right" if message in SILENT else "not answered")


@EACH
def test_the_right_choice_is_right_and_says_why(one):
    decision = one.decide(right_choice(one))
    assert decision.outcome == "right" and len(decision.parts) == 4
    assert all(part.right and len(part.words.split()) >= 3 and not part.elsewhere for part in decision.parts)


@EACH
def test_every_wrong_choice_is_wrong_and_has_words_of_its_own(one):
    right = right_choice(one)
    for part in PARTS:
        said = {}
        for key in one.choices(part):
            if key == right[part]:
                continue
            decision = one.decide({**right, part: key})
            if part == "message" and key in SILENT:
                assert not decision.parts[0].right
            else:
                assert decision.outcome == "partly"
            judged = next(judged for judged in decision.parts if judged.part == part)
            assert not judged.right and len(judged.words.split()) >= 4, (part, key)
            if one.written(part).get(key):
                assert judged.words == one.written(part)[key]
            said[key] = judged.words
        written = [words for key, words in said.items() if key in one.written(part)]
        assert len(set(written)) == len(written)


@EACH
def test_all_wrong_is_wrong(one):
    right = right_choice(one)
    wrong = {part: next(key for key in one.choices(part) if key != right[part] and key not in SILENT) for part in PARTS}
    assert one.decide(wrong).outcome == "wrong"


@EACH
def test_every_combination_has_an_outcome(one):
    keys = [[None, *one.choices(part)] for part in PARTS]
    outcomes = {
        one.decide(dict(zip(PARTS, some, strict=True))).outcome
        for some in itertools.islice(itertools.product(*keys), 0, None, 7)
    }
    assert outcomes <= {"not answered", "right", "partly", "wrong"}


def test_a_choice_right_elsewhere_says_where():
    one = scenario("the-friday-has-passed")
    decision = one.decide({**right_choice(one), "when": "now"})
    (when,) = [part for part in decision.parts if part.part == "when"]
    assert when.elsewhere == ("How to Follow Up", "The Interview’s Over", "Dream Job", "Career Guide")


def test_what_every_source_decides_is_worked_out():
    found = {v.source: v for v in scenario("law-office-no-choice").sources({"channel": "handwritten"})}
    assert found["The Interview’s Over"].channel == "email" and found["Career Guide"].channel == "handwritten card"
    assert found["Career Guide"].agrees == ("channel",) and found["The Interview’s Over"].agrees == ()


@pytest.mark.parametrize(
    ("choice", "words"),
    [({"mesage": "none"}, "message"), ({"message": "chek_in"}, "check_in"), ({"message": "check_in", "channel": "fax"}, "channel"),
     ({"to": "x" * 100_000}, "none of the choices")],
)  # fmt: skip
def test_a_choice_that_does_not_exist_is_told(choice, words):
    with pytest.raises(fu.InputError, match=words):
        scenario("the-friday-has-passed").decide(choice)
    with pytest.raises(fu.InputError, match="the-friday-has-passed"):
        scenario("the-friday-has-past")


# --- files that are wrong ---------------------------------------------------------------------------------------------

GOOD = '''[[scenario]]
id = "one"
title = "One"
industry = "Baking"
themes = ["thanks"]
rules = ["say-thanks"]
now = 2026-03-10T12:00:00+01:00
story = """
Told.
"""

[scenario.application]
company = "Acme"
role = "Baker"
rounds = [{ at = 2026-03-10T10:00:00+01:00, timezone = "Europe/Berlin", interviewers = [{ name = "Bea", email = "bea@example.org" }] }]

[scenario.message]
thank_you = ""
check_in = "Too soon."

[scenario.when]
now = ""
2026-03-20 = "Too late."

[scenario.to]
"Bea" = ""
"Bob" = "Nobody of that name."
'''


def load(tmp_path, text):
    folder = tmp_path / f"s{abs(hash(text))}"
    folder.mkdir()
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return scenarios(folder)


def test_a_file_of_ones_own_is_read(tmp_path):
    assert (
        load(tmp_path, GOOD)["one"]
        .decide({"message": "thank_you", "channel": "email", "when": "now", "to": "Bea"})
        .outcome
        == "right"
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "One"\n', "", r"mine\.toml, line 1, one, title: is missing"),
        ('id = "one"', 'id = "One!"', r"line 2, One!, id"),
        ('"say-thanks"', '"say-thank"', r"line 6, one, rules\[0\].*say-thanks"),
        ('themes = ["thanks"]', 'themes = ["thank"]', r"line 5, one, themes\[0\].*thanks"),
        ("now = 2026-03-10T12:00:00+01:00", "now = 2026-03-10T12:00:00", r"line 7, one, now"),
        ('industry = "Baking"', 'industry = "Baking"\nsource = "learn-i"', r"one, source.*learn-it"),
        ('industry = "Baking"', 'industry = "Baking"\nholidays = "XX"', r"one, holidays"),
        ('role = "Baker"', 'rôle = "Baker"', r"not valid TOML"),
        ('role = "Baker"', 'roll = "Baker"', r"line 14, one, application\.roll .*is not a field"),
        ('thank_you = ""\ncheck_in = "Too soon."', 'thank_you = "Too polite."\ncheck_in = ""', r"line 19, one, message\.check_in: is called best, and the kit decides: Thank-you note"),
        ('thank_you = ""', 'thank_you = "Too polite."', r"line 18, one, message\.thank_you.*the kit decides for it"),
        ('check_in = "Too soon."', 'check = "Too soon."', r"line 17, one, message: cannot be read"),
        ('now = ""', '2026-03-11T09:00 = ""', r"not valid TOML"),
        ('now = ""', '"2026-03-99" = ""', r"line 21, one, when: cannot be read"),
        ('now = ""', '"2026-03-21" = ""', r"line 22, one, when\.2026-03-21: is called best"),
        ("[scenario.to]", '[scenario.channel]\nfax = "Old."\n\n[scenario.to]', r"line 26, one, channel\.fax: is none of the choices"),
        ('"Bea" = ""', '"Bess" = ""', r"line 26, one, to\.Bess: is called best"),
        ("[[scenario]]", "[[scenarios]]", r"not known here"),
        (GOOD, GOOD + GOOD, r"line 29, one, id .*stands twice"),
    ],
)  # fmt: skip
def test_every_fault_is_told_by_file_line_and_field(tmp_path, old, new, words):
    assert old in GOOD
    with pytest.raises(fu.InputError) as told:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert re.search(words, str(told.value)), str(told.value)


# --- drafts side by side ----------------------------------------------------------------------------------------------


def test_the_notes_of_a_panel_differ_in_every_sentence_that_matters():
    found = by_reader(fu.story().application, fu.story().application.rounds[0])
    assert [v.title for v in found] == ["to Dr. Priya Nair", "to Tom Okafor", "to Lena Brandt"]
    assert all(len(v.own) >= 3 for v in found) and len({v.why for v in found}) == 3
    assert all(sentence in v.email.body for v in found for sentence in v.own)
    assert "3 drafts" in differences(found)


def test_one_note_after_rounds_of_every_kind():
    found = by_stage(fu.story().application, NAIR)
    assert len(found) == 6 and len({v.email.body for v in found}) == 6
    assert all(len(v.own) >= 1 for v in found) and len({v.why for v in found}) == 6


def test_what_all_drafts_share_is_not_marked():
    found = by_stage(fu.story().application, NAIR)
    shared = set.intersection(*(set(sentences(v.email.body)) for v in found))
    assert shared and not any(shared & set(v.own) for v in found)


def test_without_a_round_there_is_still_a_draft():
    assert (
        by_stage(fu.Application(), "Somebody")
        and by_reader(application(interviewers=[]), interview(interviewers=[])) == []
    )


# --- the widgets ------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(followup_home):
    return open_desk(FileStore(followup_home))


def open_desk(store, now=NOW):
    return Desk(store, LESSON, clock=lambda: now)


def choose(widget, choice):
    for part, key in choice.items():
        control(widget, PARTS[part]).value = key
    control(widget, "Decide").click()


def shown_scenario(one):
    made = kit.decide(open_desk(MemoryStore()))
    control(made, "Scenario").value = one.id
    return text(made)


def test_nothing_is_told_before_the_decision(desk):
    made = kit.decide(desk)
    before = text(made)
    assert "What every source decides" not in before and "The plan:" not in before
    control(made, "Decide").click()
    assert "Choose a message first." in text(made) and "What every source decides" not in text(made)
    assert desk.progress().record.answers == {}


def test_a_decision_is_judged_shown_beside_every_source_and_kept(desk, followup_home):
    made = kit.decide(desk, "waiting")
    control(made, "Scenario").value = "the-friday-has-passed"
    choose(made, {**right_choice(scenario("the-friday-has-passed")), "when": "now"})
    said = text(made)
    assert (
        "Partly right" in said and "right by How to Follow Up, The Interview’s Over, Dream Job and Career Guide" in said
    )
    assert all(name in said for name in load_rulebook().names.values()) and "All four ways, weighed" in said
    kept = desk.progress().record.answers["04-scenario-the-friday-has-passed"]
    assert kept.outcome == "partly" and kept.rules == scenario("the-friday-has-passed").rules
    assert "1 scenario decided of" in said and "0 right" in said
    choose(made, right_choice(scenario("the-friday-has-passed")))
    assert "✓ Right." in text(made) and ", 1 right." in text(made)
    again = kit.decide(open_desk(FileStore(followup_home)), "waiting")
    assert ", 1 right." in text(again) and control(again, "Scenario").value != "the-friday-has-passed"
    control(again, "Scenario").value = "the-friday-has-passed"
    assert control(again, PARTS["when"]).value == "2026-05-15"


def test_the_next_scenario_is_one_that_is_not_decided(desk):
    made = kit.decide(desk, "endings")
    names = [id for _, id in control(made, "Scenario").options]
    seen = []
    for _ in names:
        seen.append(control(made, "Scenario").value)
        choose(made, right_choice(scenario(seen[-1])))
        control(made, "Next scenario").click()
    assert sorted(seen) == sorted(names)
    control(made, "Next scenario").click()
    assert f"{len(names)} right." in text(made)
    control(made, "Theme").value = ""
    assert len(control(made, "Scenario").options) == len(ALL)


@EACH
def test_every_scenario_can_be_worked_in_the_widget(one):
    made = kit.decide(open_desk(MemoryStore()))
    control(made, "Scenario").value = one.id
    assert all(name in text(made) for name in (one.title, one.application.company, one.application.candidate))
    choose(made, right_choice(one))
    assert "✓ Right." in text(made) and "fault of its own" not in text(made) and "Please check" not in text(made)


def test_the_ways_follow_the_desk(desk):
    made = kit.ways(desk)
    assert "Thank-you note to Dr. Priya Nair" in [label for label, _ in control(made, "Message").options]
    assert "The four ways, the best first" in text(made)
    desk.record(event("10 15:00", "rejected"))
    control(made, "Message").value = "reply_to_rejection|Tom Okafor"
    assert "reply to the rejection to Tom Okafor" in text(made)
    desk.record(event("10 16:00", "withdrawn"))
    assert [label for label, _ in control(made, "Message").options] == ["no message is due"]
    assert "No message is due" in text(made)


def test_the_drafts_stand_side_by_side(desk):
    made = kit.side_by_side(desk)
    assert html(made).count("<section") == 3 and "<mark>" in html(made)
    control(made, "Compare").value = f"p{NAIR}"
    assert html(made).count("<section") == 6 and "after a technical round" in text(made).lower()
    desk.save(fu.Application(company="Empty"), new=True)
    assert "Note an interview" in text(made)


def test_the_sheet_fills_as_messages_go_out(desk):
    made = kit.tracking(desk)
    assert "Download for Excel" in text(made)
    assert control(made, "By which way").value == "email"
    first = control(made, "Message that").options[0][0]
    control(made, "By which way").value = "handwritten"
    control(made, "About what").value = "thanks"
    control(made, "It went out").click()
    sent = [e for e in desk.application.events if e.channel == "handwritten"]
    assert len(sent) == 1 and sent[0].note == "thanks" and sent[0].at <= desk.now
    assert first not in [label for label, _ in control(made, "Message that").options]
    assert "handwritten" in html(made) and f"Noted: {first}" in text(made)
    control(made, "Take the last").click()
    assert not [e for e in desk.application.events if e.channel == "handwritten"] and "Taken back" in text(made)
    control(made, "Take the last").click()
    assert "Nothing was noted here" in text(made)
    while control(made, "Message that").value:
        control(made, "It went out").click()
    control(made, "It went out").click()
    assert "Nothing is left to send" in text(made)


def test_a_day_that_is_missing_is_asked_for(desk):
    made = kit.tracking(desk)
    control(made, "On which day").value = None
    control(made, "It went out").click()
    assert "Please check" in text(made) and "Day" in text(made)


def test_hostile_text_stays_text(desk):
    met = [*people(MARKUP), fu.Interviewer(name="=1+1", topic=MARKUP, contact=True)]
    held = interview(interviewers=met, strengths=[MARKUP], clarify=MARKUP)
    desk.save(fu.Application(company=MARKUP, role="=cmd()", candidate=MARKUP, rounds=[held]), new=True)
    made = [kit.ways(desk), kit.side_by_side(desk), kit.tracking(desk)]
    control(made[2], "About what").value = MARKUP
    control(made[2], "It went out").click()
    control(made[1], "Compare").value = f"p{' '.join(MARKUP.split())}"
    for one in made:
        assert not re.search(r"<(script|img)", html(one)) and "fault of its own" not in text(one)


def test_a_document_of_progress_with_nonsense_in_it_breaks_nothing(desk):
    desk.decided(
        "04-scenario-the-friday-has-passed", {"message": "x" * 1000, "when": 7, "to": None}, "wrong", ["not-pushy"]
    )
    desk.decided("04-scenario-two-days-late", "text", "wrong", ["not-pushy"])
    made = kit.decide(desk)
    for id in ("the-friday-has-passed", "two-days-late"):
        control(made, "Scenario").value = id
        assert control(made, PARTS["message"]).value is None
    assert "2 scenarios decided" in text(made)
