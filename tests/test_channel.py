"""Which way a message goes: the ranking, its reasons, and what decides it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import LIM, NAIR, OSEI, SOURCES, application, cases, event, interview, march

import followup as fu
from followup.application import Channel, MessageKind
from followup.channel import Fit
from followup.rulebook import load_rulebook

WAYS = {"email", "handwritten", "phone", "linkedin"}
KINDS = [kind for kind in MessageKind if kind is not MessageKind.MOVE_ON]
EVENING = march("10 18:00")
RULES = Path(fu.__file__).parent / "rulebook"


def nair(**facts):
    return fu.Interviewer(name=NAIR, email="priya@example.org", **facts)


def case(*events, culture="traditional", person=None, **fields):
    """A case in which everything speaks for a card, but for what is changed."""
    held = {"interviewers": [person or nair()], "format": "in_person", **fields}
    app = application(*events, **held)
    app.culture = culture
    return app


def best(app, now=EVENING, **asked):
    return fu.choose_channel(app, now=now, **asked).best.channel.value


# --- what holds for every application ---------------------------------------------------------------------------------


@st.composite
def noted(draw):
    """Any case, with any of the facts that bear on the way."""
    app, now, source, place = draw(cases())
    app.culture = draw(st.sampled_from(["traditional", "fast_moving", "casual", None]))
    for held in app.rounds:
        held.format = draw(st.sampled_from(["in_person", "video", "phone", None]))
        for person in held.interviewers:
            person.rapport, person.invited_call = draw(st.booleans()), draw(st.booleans())
    return app, now, source, place, draw(st.sampled_from([None, *KINDS]))


@given(noted())
def test_every_case_has_all_four_ways_with_reasons_and_what_speaks_against_each(drawn):
    app, now, source, place, kind = drawn
    ranking = fu.choose_channel(app, now=now, book=source, kind=kind, holidays=place)
    book = fu.load_rulebook(source)
    assert {advice.channel.value for advice in ranking} == WAYS and len(ranking) == 4
    for advice in ranking:
        assert advice.reasons and advice.against and all(advice.reasons + advice.against)
        assert advice.rules and set(advice.rules) <= set(book)
        assert advice.credit == book.credit(advice.rules[0])
    fits = [list(Fit).index(advice.fit) for advice in ranking]
    assert fits == sorted(fits) and ranking.best is next(iter(ranking))
    assert ranking.best.fit in (Fit.SUITS, Fit.POSSIBLE)
    again = fu.choose_channel(app, now=now, book=book, kind=kind, holidays=place)
    assert str(again) == str(ranking)


@given(noted())
def test_what_is_not_possible_or_not_welcome_is_never_the_best(drawn):
    app, now, source, place, kind = drawn
    ranking = fu.choose_channel(app, now=now, book=source, kind=kind, holidays=place)
    people = [p for held in app.rounds for p in held.interviewers]
    first = ranking.best.channel
    if not any(p.name for p in people):
        assert first is Channel.EMAIL or first is Channel.PHONE
        assert {ranking[way].fit for way in ("handwritten", "linkedin")} == {Fit.IMPOSSIBLE}
    if not any(p.rapport or p.invited_call for p in people):
        assert first is not Channel.PHONE and ranking["phone"].fit is Fit.UNSUITABLE
    if first is Channel.HANDWRITTEN:
        assert app.culture == "traditional" and ranking.kind == "thank_you"
    if first is Channel.EMAIL and not any(p.email for p in people):
        assert any("address" in text and "ask for it" in text for text in ranking.best.against)
    reader = next((p for p in people if ranking.to and p.answers_to(ranking.to)), fu.Interviewer())
    assert (ranking["email"].fit is Fit.SUITS) == bool(reader.email) or len(app.rounds) > 1


@given(noted())
def test_it_is_about_the_next_step(drawn):
    app, now, source, place, _ = drawn
    step = fu.plan(app, now=now, book=source, holidays=place).next_step
    ranking = fu.choose_channel(app, now=now, book=source, holidays=place)
    assert ranking.kind == (step.kind if step and step.kind != "move_on" else None)
    if ranking.kind and step.to:
        assert ranking.to == step.to
    if not ranking.kind:
        assert "No message is due" in ranking.title


# --- what decides -----------------------------------------------------------------------------------------------------


def test_email_unless_something_speaks_for_another_way():
    assert [best(case(culture=culture)) for culture in (None, "casual", "fast_moving")] == ["email"] * 3
    assert best(application(interviewers=[nair()])) == "email"


@pytest.mark.parametrize("source", [s for s in SOURCES if s != "interviews-over"])
def test_a_card_for_a_traditional_employer_in_time(source):
    ranking = fu.choose_channel(case(), now=EVENING, book=source)
    assert ranking.best.channel == "handwritten" and "traditional" in " ".join(ranking.best.reasons)
    assert "11:00 on Wednesday 11 March" in " ".join(ranking.best.reasons)
    assert ranking["email"].fit is Fit.SUITS
    assert ("borrowed from Career Guide" in ranking.best.credit) == (source != "career-guide")


def test_where_thanks_within_a_day_are_a_must_the_card_comes_second():
    ranking = fu.choose_channel(case(), now=EVENING, book="interviews-over")
    assert ranking.best.channel == "email" and ranking["handwritten"].fit is Fit.BESIDES
    assert "must" in " ".join(ranking["handwritten"].against)


@pytest.mark.parametrize(
    ("changed", "now", "words"),
    [
        ({"format": "video"}, EVENING, "by video"),
        ({"format": "phone"}, EVENING, "by telephone"),
        ({"format": None, "stage": "phone_screen"}, EVENING, "by telephone"),
        ({"decision_by": "2026-03-13"}, EVENING, "decide by Friday 13 March"),
        ({}, march("11 12:00"), "24 hours are over"),
        ({"culture": "fast_moving"}, EVENING, "fast-moving"),
        ({"culture": "casual"}, EVENING, "informal"),
        ({"culture": None}, EVENING, "traditional employers"),
    ],
)
def test_what_speaks_against_a_card(changed, now, words):
    ranking = fu.choose_channel(case(**changed), now=now)
    assert ranking.best.channel == "email"
    assert words in " ".join(ranking["handwritten"].against)


def test_a_card_is_on_its_way_for_days():
    """A decision on the day after it arrives is late enough."""
    assert best(case(decision_by="2026-03-14")) == "handwritten"
    assert best(case(decision_by="2026-03-13")) == "email"
    assert best(case(person=fu.Interviewer(email="priya@example.org"))) == "email"


def test_a_call_only_where_it_is_welcome():
    silent = event("11", "thank_you_sent", to=NAIR)
    later = march("18 10:00")
    assert best(case(silent), later) == "email"
    assert best(case(silent, person=nair(rapport=True)), later) == "email"
    assert best(case(silent, person=nair(invited_call=True)), later) == "phone"
    with_rapport = fu.choose_channel(case(silent, person=nair(rapport=True)), now=later)
    assert with_rapport["phone"].fit is Fit.POSSIBLE and "get on well" in " ".join(with_rapport["phone"].reasons)
    assert fu.choose_channel(case(silent), now=later)["phone"].fit is Fit.UNSUITABLE


def test_a_near_deadline_makes_a_call_the_best_where_there_is_rapport():
    thanked = event("11", "thank_you_sent", to=NAIR)
    for last, way in (("2026-03-14", "phone"), ("2026-03-20", "email")):
        offer = event("12", "competing_offer", date=last, first_choice=True)
        app = case(thanked, offer, person=nair(rapport=True))
        assert best(app, march("12 14:00")) == way
    assert best(case(thanked, offer), march("12 14:00")) == "email"


def test_a_call_waits_for_their_office_hours_by_their_clock():
    thanked = event("11", "thank_you_sent", to=NAIR)
    app = case(thanked, person=nair(invited_call=True))
    for now, words in (
        (march("18 10:00"), ""),
        (march("18 21:30"), "21:30 on Wednesday 18 March there"),
        (march("21 10:00"), "a weekend"),
        ("2026-03-18T22:00-04:00", "03:00 on Thursday 19 March there"),
    ):
        against = " ".join(fu.choose_channel(app, now=now)["phone"].against)
        assert words in against and bool(words) == ("office hours" in against)
    closed = fu.choose_channel(app, now="2026-04-03T10:00+02:00", holidays="DE-BE", kind="check_in")
    assert "Good Friday" in " ".join(closed["phone"].against)


def test_thanks_are_written_also_where_a_call_is_invited():
    assert best(case(culture=None, person=nair(invited_call=True))) == "email"


def test_a_rejection_is_answered_by_email():
    rejected = event("16", "rejected")
    now = march("16 15:00")
    assert best(case(rejected, person=nair(invited_call=True, rapport=True)), now) == "email"
    assert best(case(rejected, person=nair(invited_call=True)), now, kind="feedback_request") == "phone"


def test_linkedin_keeps_the_contact_once_the_rejection_is_answered():
    rejected, answered = event("16", "rejected"), event("17", "reply_to_rejection_sent")
    assert best(case(rejected), march("17 15:00"), kind="stay_in_touch") == "email"
    assert best(case(rejected, answered), march("17 15:00"), kind="stay_in_touch") == "linkedin"
    assert fu.choose_channel(case(), now=EVENING)["linkedin"].fit is Fit.BESIDES


def test_an_address_that_is_missing_is_asked_for_first():
    known = fu.Interviewer(name=OSEI, email="tom@example.org")
    app = application(interviewers=[fu.Interviewer(name=NAIR), known])
    first = fu.choose_channel(app, now=EVENING, to=NAIR).best
    assert first.channel == "email" and f"write to {OSEI}" in first.against[-1]
    alone = fu.choose_channel(application(interviewers=[fu.Interviewer(name=NAIR)]), now=EVENING).best
    assert alone.channel == "email" and "answer the invitation" in alone.against[-1]
    assert "note-interviewers" in alone.rules


def test_what_they_asked_for_goes_at_once():
    app = case(event("10 15:00", "reply_received"))
    ranking = fu.choose_channel(app, now=EVENING)
    assert ranking.best.channel == "email" and "answer-requests-promptly" in ranking.best.rules
    assert "quick answer" in " ".join(ranking["handwritten"].against)


def test_the_stage_and_the_people_are_told():
    several = [nair(), fu.Interviewer(name=LIM, email="mei@example.org")]
    told = fu.choose_channel(application(interviewers=several, stage="technical"), now=EVENING).best
    assert {"match-the-stage", "thank-each-interviewer", "thank-within-a-day"} <= set(told.rules)
    assert "Each of the 2 people" in " ".join(told.reasons)


def test_what_has_not_happened_yet_is_not_seen():
    offer = event("20", "competing_offer", date="2026-03-21", first_choice=True)
    assert fu.choose_channel(case(offer), now=EVENING) == fu.choose_channel(case(), now=EVENING)


def test_a_step_to_come_is_judged_for_the_day_on_which_it_opens():
    app = case(event("11", "thank_you_sent", to=NAIR), person=nair(invited_call=True))
    ranking = fu.choose_channel(app, now=march("12 23:00"))
    assert ranking.best.channel == "phone" and "from Tuesday 17 March" in ranking.title
    assert "office hours" not in " ".join(ranking["phone"].against)


# --- the rule book decides --------------------------------------------------------------------------------------------


def test_a_source_that_has_no_use_for_a_way_is_told(tmp_path):
    """The advice is a function of the rule book: with the card no longer lent, only Career Guide gives it."""
    shutil.copytree(RULES, tmp_path / "book", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = tmp_path / "book" / "rules" / "09-channel.toml"
    old = path.read_text("utf-8")
    start = old.index('id = "handwritten-note"')
    path.write_text(old[:start] + old[start:].replace("borrow = true", "borrow = false", 1), "utf-8")
    silent = fu.choose_channel(case(), now=EVENING, book=load_rulebook("learn-it", tmp_path / "book"))
    assert silent.best.channel == "email" and "no use for it" in " ".join(silent["handwritten"].against)
    own = fu.choose_channel(case(), now=EVENING, book=load_rulebook("career-guide", tmp_path / "book"))
    assert own.best.channel == "handwritten"


# --- how it is asked and shown ----------------------------------------------------------------------------------------


def test_a_message_and_a_reader_can_be_named():
    app = case(person=nair(contact=True))
    named = fu.choose_channel(app, now=EVENING, kind="check_in", to="priya nair")
    assert (named.kind, named.to) == ("check_in", NAIR) and "check-in to Dr. Priya Nair" in named.title
    new = fu.choose_channel(app, now=EVENING, kind="check_in", to=fu.Interviewer(name=LIM, invited_call=True))
    assert new.to == LIM and new.best.channel == "phone"
    assert fu.choose_channel(app, now=EVENING, to="someone@example.org").to == "someone@example.org"
    assert fu.choose_channel(app, now=EVENING, to="Somebody @ Else").to == "Somebody @ Else"


def test_where_nothing_is_due_it_says_so():
    for app in (fu.Application(), case(event("16", "withdrawn"), event("11", "thank_you_sent", to=NAIR))):
        ranking = fu.choose_channel(app, now=march("17"))
        assert ranking.kind is None and str(ranking).startswith("No message is due.")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "chek_in"}, "check_in"),
        ({"kind": "move_on"}, "let it rest"),
        ({"book": "dream-jobs"}, "dream-job"),
        ({"now": "2026-03-10T12:00"}, "no time zone"),
        ({"holidays": "XX"}, "holidays"),
    ],
)
def test_what_cannot_be_used_is_told(asked, words):
    with pytest.raises(fu.InputError, match=words):
        fu.choose_channel(case(), **{"now": EVENING, **asked})
    with pytest.raises(fu.InputError, match="handwritten"):
        fu.choose_channel(case(), now=EVENING)["handwriten"]


def test_it_shows_itself_as_text_and_for_a_notebook():
    ranking = fu.choose_channel(case(), now=EVENING)
    text = str(ranking)
    assert repr(ranking) == text and "\n1. Handwritten card: suits (borrowed from Career Guide" in text
    assert text.count("\n   For it: ") == text.count("\n   Against it: ") == 4
    assert max(map(len, text.splitlines()[1:])) <= 110 and not re.search(r"\d\.\d", text)
    shown = ranking._repr_html_()
    assert shown.count("<li>") == 4 and shown.index("Which way") < shown.index("<ol>")


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</li></ol>&amp;"])
def test_markup_in_names_stays_text(markup):
    app = case(person=fu.Interviewer(name=markup, invited_call=True, rapport=True))
    shown = fu.choose_channel(app, now=EVENING)._repr_html_()
    assert markup not in shown and not re.search(r"<(script|img)", shown)
    assert markup in fu.choose_channel(app, now=EVENING).title


# --- the facts in files -----------------------------------------------------------------------------------------------


def test_the_facts_are_kept_and_an_older_file_is_read():
    app = case(person=nair(rapport=True, invited_call=True), format="video")
    kept = fu.Application.from_json(app.to_json())
    assert kept == app and kept.culture == "traditional" and kept.rounds[0].format == "video"
    assert kept.rounds[0].interviewers[0].invited_call


def test_a_file_in_which_none_of_them_is_noted_reads_as_it_always_did():
    """An older kit refuses fields that it does not know."""
    text = json.dumps(json.loads(application().to_json()))
    assert not re.search(r"culture|format|rapport|invited_call", text)
    assert '"contact": false' in text  # what was there from the beginning stays


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: fu.Application(culture="tradtional"), "culture.*traditional"),
        (lambda: interview(format="vidoe"), "format.*video"),
        (lambda: fu.Interviewer(rapport="very"), "rapport.*neither true nor false"),
    ],
)
def test_a_fact_that_is_not_known_is_told(build, words):
    with pytest.raises(fu.InputError, match=words):
        build()
