"""The hand-in: what it holds, and that nothing a learner typed can be in it."""

import datetime as dt
import json
import re
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import applications

import followup as fu
from followup.application import Channel, EventKind, Stage
from followup.learning import Desk, MemoryStore
from followup.learning.handin import hand_in, to_bytes
from followup.learning.questions import question

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
CASE = fu.Application(
    company="Contoso",
    role="Baker",
    candidate="Zed Quill",
    email="zed@example.org",
    rounds=[
        fu.Interview(
            at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", ends="2026-03-10T10:45+01:00", stage="technical",
            decision_by="2026-03-20", notes="secret", more_rounds=True,
            interviewers=[fu.Interviewer(name="Dr. Priya Nair", email="priya@example.org", topic="sensors"),
                          fu.Interviewer(name="Tom Okafor")],
        )
    ],
    events=[
        fu.Event(at="2026-03-11T09:00+01:00", kind="thank_you_sent", to="tom okafor", channel="email", note="secret"),
        fu.Event(at="2026-03-12T09:00+01:00", kind="promised_date", date="2026-03-27"),
        fu.Event(at="2026-03-30T09:00+02:00", kind="check_in_sent", to="Somebody Else"),
    ],
)  # fmt: skip


def desk_with(*cases):
    desk = Desk(MemoryStore(), "06_cohort_cadence", clock=lambda: NOW)
    for case in cases:
        desk.save(case, new=True)
    return desk


def test_it_holds_dates_kinds_and_channels():
    document = hand_in(desk_with(CASE))
    assert (document["kit"], document["version"]) == ("follow-up hand-in", 1)
    (application,) = document["applications"]
    assert application["application"] == "a1"
    assert application["rounds"] == [
        {"interview_at": "2026-03-10T10:00:00+01:00", "timezone": "Europe/Berlin", "ends": "2026-03-10T10:45:00+01:00",
         "decision_by": "2026-03-20", "stage": "technical", "more_rounds": True, "interviewers": 2}
    ]  # fmt: skip
    assert application["events"] == [
        {"event": "thank_you_sent", "event_at": "2026-03-11T09:00:00+01:00", "channel": "email", "to": "p2",
         "event_date": None},
        {"event": "promised_date", "event_at": "2026-03-12T09:00:00+01:00", "channel": None, "to": None,
         "event_date": "2026-03-27"},
        {"event": "check_in_sent", "event_at": "2026-03-30T09:00:00+02:00", "channel": None, "to": None,
         "event_date": None},
    ]  # fmt: skip


def test_the_pseudonym_stays_and_differs_between_learners():
    desk = desk_with(CASE)
    first, again = hand_in(desk)["learner"], hand_in(desk)["learner"]
    assert first == again and re.fullmatch(r"learner-[0-9a-f]{8}", first)
    assert hand_in(desk_with(CASE))["learner"] != first


def test_the_story_stays_at_home_and_so_does_what_is_left_out():
    desk = desk_with(CASE, CASE.model_copy(update={"company": "Acme", "id": "acme-baker"}))
    assert len(hand_in(desk)["applications"]) == 2
    assert len(hand_in(desk, leave_out=["acme-baker"])["applications"]) == 1
    assert hand_in(desk_with())["applications"] == []


def test_an_application_without_an_interview_is_not_handed_in():
    assert hand_in(desk_with(CASE.model_copy(update={"rounds": [], "events": []})))["applications"] == []


def test_results_are_told_by_rule():
    desk = desk_with()
    assert hand_in(desk)["results"] == []
    asked = question("02-ask-for-date")
    desk.answer(asked.id, asked.right)
    assert hand_in(desk)["results"] == [{"rule": "ask-for-date", "asked": 1, "right": 1, "mended": 0}]


ZONES = available_timezones()
WORDS = {*EventKind, *Channel, *Stage, "follow-up hand-in"}
FORMS = {
    "kit": lambda v: v == "follow-up hand-in",
    "version": lambda v: v == 1,
    "learner": lambda v: re.fullmatch(r"learner-[0-9a-f]{8}", v),
    "application": lambda v: re.fullmatch(r"a\d+", v),
    "interview_at": dt.datetime.fromisoformat,
    "timezone": lambda v: v is None or v in ZONES,
    "ends": lambda v: v is None or dt.datetime.fromisoformat(v),
    "decision_by": lambda v: v is None or dt.date.fromisoformat(v),
    "stage": lambda v: v in set(Stage),
    "more_rounds": lambda v: isinstance(v, bool),
    "interviewers": lambda v: isinstance(v, int),
    "event": lambda v: v in set(EventKind),
    "event_at": dt.datetime.fromisoformat,
    "channel": lambda v: v is None or v in set(Channel),
    "to": lambda v: v is None or re.fullmatch(r"p\d+", v),
    "event_date": lambda v: v is None or dt.date.fromisoformat(v),
    "rule": lambda v: v in fu.load_rulebook(),
    "asked": lambda v: isinstance(v, int),
    "right": lambda v: isinstance(v, int),
    "mended": lambda v: isinstance(v, int),
}


def leaves(value, key=""):
    """Every value of a document that is no list and no object, with its key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield key, value


SECRET = "zqxj"  # no word, id, zone or key of the kit holds it
typed = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(lambda text: f"{SECRET} {text}")


@given(applications(words=typed, min_rounds=1), typed)
def test_nothing_that_somebody_typed_can_be_in_it(case, answer):
    """Names, companies, roles, notes, topics, addresses, drafts: each field of the file has a form of its own, and
    takes nothing else."""
    for held in case.rounds:
        held.interviewers = [
            one.model_copy(update={"name": f"{SECRET} {one.name}", "topic": answer}) for one in held.interviewers
        ]
    case = case.model_copy(update={"email": f"{SECRET}@example.org", "phone": SECRET, "link": SECRET})
    desk = desk_with(case)
    desk.answer("02-ask-for-date", 0)
    desk.reflect("well", answer)
    desk.keep_draft("check_in", None, answer, answer)
    desk.keep_note("marks", "somewhere", {"words": answer})
    document = hand_in(desk)
    content = to_bytes(document)
    assert SECRET not in content.decode()
    assert json.loads(content) == document
    for key, value in leaves(document):
        assert FORMS[key](value), (key, value)


def test_a_field_has_a_form():
    """The proof of the test above: a typed word would be seen."""
    assert not FORMS["stage"](SECRET) and not FORMS["to"](SECRET) and not FORMS["timezone"](SECRET)
    with pytest.raises(ValueError):
        FORMS["ends"](SECRET)
