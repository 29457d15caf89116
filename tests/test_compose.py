"""The drafts: what they say and to whom, what they leave open, and templates of an author's own."""

import email
import email.policy
import re
import shutil
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import LIM, NAIR, OSEI, application, applications, event, interview, march, moments, texts

import followup as fu

KINDS = (
    "thank_you", "check_in", "final_check_in", "update", "reply_to_rejection", "feedback_request", "stay_in_touch"
)  # fmt: skip
STAGES = ("phone_screen", "hr", "technical", "panel", "final", "other")
TOPICS = {
    NAIR: "the backlog of sensor data",
    OSEI: "the handover between the shifts",
    LIM: "the way new people are brought in",
}
CLARIFY = "I have used dbt in two projects, not in one"
OFFER = event("16", "competing_offer", date="2026-04-01", first_choice=True)


def panel(*events, **fields):
    """An interview with three people about three things, with full notes, and another offer."""
    met = [fu.Interviewer(name=n, email=f"{n.split()[-1]}@example.org".lower(), topic=t) for n, t in TOPICS.items()]
    known = {
        "stage": "panel",
        "interviewers": met,
        "decision_by": "2026-03-18",
        "clarify": CLARIFY + ".",
        "notes": "For my eyes only",
        "strengths": ["patience with new people", "three years of cleaning sensor data", "clear handover notes"],
    }
    app = application(*(events or [OFFER]), **{**known, **fields})
    app.email, app.phone = "ada@example.org", "+49 30 5550 0142"
    return app


def drafts(app, kind="thank_you", **options):
    return [fu.compose(kind, app, to=person, **options) for person in app.rounds[0].interviewers]


def between(draft):
    """The paragraphs between greeting and signature."""
    return draft.body.split("\n\n")[1:-1]


GAP = r"\[[^\[\]]+\]"


def gaps(draft):
    return re.findall(GAP, f"{draft.subject}\n{draft.body}")


def alike(one, other):
    """How much of two texts is the same: shared runs of three words (Jaccard)."""
    words = [re.findall(r"\w+", draft.body.lower()) for draft in (one, other)]
    a, b = ({tuple(w[i : i + 3]) for i in range(len(w) - 2)} for w in words)
    return len(a & b) / len(a | b)


# --- what every draft is ----------------------------------------------------------------------------------------------

SAYS = {
    "thank_you": ["[Tt]hank you", TOPICS[NAIR], "three years of cleaning sensor data", "interest", "look forward"],
    "check_in": ["10 March", "Data Analyst", "Northwind", "interested", "where the decision stands", "send it"],
    "final_check_in": ["10 March", "interested", "where the decision stands", "send it", "last message"],
    "update": ["10 March", "interested", "offer", "Wednesday 1 April", "first choice"],
    "reply_to_rejection": ["Thank you", "10 March", TOPICS[NAIR]],
    "feedback_request": ["Thank you", "10 March", "feedback"],
    "stay_in_touch": ["10 March", "would still like to work for Northwind", "in mind", "sensor data"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_what_it_is_for(kind):
    draft = fu.compose(kind, panel(), to=NAIR)
    assert [words for words in SAYS[kind] if not re.search(words, draft.body)] == []
    assert draft.body.startswith(f"Dear {NAIR},\n\n")
    assert draft.body.endswith("\nAda Reyes\nada@example.org · +49 30 5550 0142")
    assert "Data Analyst" in draft.subject or "Ada Reyes" in draft.subject
    assert NAIR in draft.to and "nair@example.org" in draft.to and "ada@example.org" in draft.sender


@pytest.mark.parametrize("more_rounds", [True, False])
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_full_notes_give_a_draft_to_send(kind, stage, more_rounds):
    for draft in drafts(panel(stage=stage, more_rounds=more_rounds), kind):
        middle = " ".join(between(draft))
        assert gaps(draft) == []
        assert len(middle.split()) <= 200 and len(between(draft)) <= 4
        assert max(len(s.split()) for s in re.split(r"(?<=[.?!:;])\s", middle)) <= 35
        assert "For my eyes only" not in draft.body and not re.search(r"  |[.,;]{2}| [.,;]|None", draft.body)
        mail = email.message_from_bytes(draft.to_eml(), policy=email.policy.default)
        assert mail["Subject"] == draft.subject and mail.get_content().split() == draft.body.split()
        assert [a.addr_spec for a in mail["From"].addresses] == ["ada@example.org"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "update"])
def test_only_what_was_noted_is_said(kind):
    """Where nothing was noted the same words stand, with a visible gap in place of every fact."""
    held = interview(interviewers=[fu.Interviewer(name="Yara Voss", topic="sourdough")], strengths=["patience"])
    app = fu.Application(company="Contoso", role="Baker", candidate="Zed Quill", email="zed@example.org", rounds=[held])
    facts = "Contoso|Baker|Zed Quill|zed@example.org|Yara Voss|sourdough|patience|Tuesday 10 March"
    full, empty = fu.compose(kind, app), fu.compose(kind, fu.Application())
    assert re.sub(facts, "…", full.body) == re.sub(GAP, "…", empty.body)
    assert re.sub(facts, "…", full.subject) == re.sub(GAP, "…", empty.subject)
    assert {"[role]", "[your name]", "[name of your interviewer]", "[day of the interview]"} <= set(gaps(empty))
    assert empty.to is None and empty.sender is None and empty.to_eml()


@pytest.mark.parametrize("events", [(), (event("16", "competing_offer", date="2026-04-01", first_choice=False),)])
def test_an_update_without_news_claims_none(events):
    """No offer, or one that changes nothing here: neither an offer nor a first choice may be made up."""
    draft = fu.compose("update", application(*events), to=NAIR)
    told = re.sub(GAP, "", draft.body)
    assert gaps(draft) and not re.search("made me an offer|first choice|I have received", told)


# --- who is written to, and about what --------------------------------------------------------------------------------


def test_each_note_has_the_topic_with_that_person_and_a_strength_that_fits_it():
    fitting = ["three years of cleaning sensor data", "clear handover notes", "patience with new people"]
    for order in permutations(fitting):
        notes = drafts(panel(strengths=list(order)))
        assert [[t for t in TOPICS.values() if t in note.body] for note in notes] == [[t] for t in TOPICS.values()]
        assert [[s for s in fitting if s in note.body] for note in notes] == [[s] for s in fitting]


def test_a_strength_that_shares_words_with_the_topic_is_taken_before_ones_turn():
    people = [fu.Interviewer(name=NAIR, topic="Handover notes"), fu.Interviewer(name=OSEI, topic="sensor data")]
    app = panel(interviewers=people, strengths=["cleaning sensors", "clear handover habits"])
    first, second = drafts(app)
    assert "clear handover habits" in first.body and "cleaning sensors" in second.body


def test_strengths_that_fit_no_topic_are_shared_out():
    strengths = ["a calm voice", "good maths", "fluent Welsh"]
    notes = drafts(panel(strengths=strengths))
    assert [[s for s in strengths if s in note.body] for note in notes] == [[s] for s in strengths]
    assert all("good maths" in d.body for d in drafts(panel(strengths=["good maths"])))


@pytest.mark.parametrize("contact", [None, NAIR, OSEI, "a recruiter"])
def test_a_point_to_clarify_goes_to_one_of_those_who_were_there(contact):
    people = [fu.Interviewer(name=n, topic=t, contact=n == contact) for n, t in TOPICS.items()]
    if contact == "a recruiter":
        people.append(fu.Interviewer(name="Rita Vale", contact=True, interviewed=False))
    app = panel(interviewers=people)
    assert [CLARIFY in draft.body for draft in drafts(app)[:3]].count(True) == 1
    assert not any(CLARIFY in fu.compose(kind, app, to=NAIR).body for kind in KINDS[1:])


def test_a_point_to_clarify_is_kept_where_nobody_is_known():
    assert CLARIFY in fu.compose("thank_you", panel(interviewers=[])).body


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("stage", STAGES)
def test_a_panel_of_three_gets_three_notes(stage, full):
    fields = {} if full else {"interviewers": [fu.Interviewer(name=n) for n in TOPICS], "strengths": [], "clarify": ""}
    notes = drafts(panel(stage=stage, **fields))
    assert max(alike(one, other) for one, other in combinations(notes, 2)) < 0.5
    assert len({note.subject for note in notes}) == 3


def test_notes_differ_by_stage():
    notes = {fu.compose("thank_you", panel(stage=stage), to=LIM).body for stage in STAGES}
    assert len(notes) == len(STAGES)
    assert fu.compose("thank_you", panel(more_rounds=True), to=LIM) != fu.compose("thank_you", panel(), to=LIM)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_messages_after_the_thanks_go_to_the_contact(kind):
    people = [fu.Interviewer(name=NAIR), fu.Interviewer(name=OSEI, email="tom@example.org", contact=True)]
    assert fu.compose(kind, panel(interviewers=people)).to == "Tom Osei <tom@example.org>"
    assert fu.compose(kind, panel(interviewers=people[:1])).to == NAIR


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_recruiter_is_not_told_of_a_talk_that_was_not_with_them(kind):
    rita = fu.Interviewer(name="Rita Vale", email="rita@example.org", contact=True, interviewed=False)
    draft = fu.compose(kind, panel(interviewers=[fu.Interviewer(name=NAIR), rita]))
    assert "Rita Vale" in draft.to and draft.body.startswith("Dear Rita Vale,")
    assert not re.search(r"we spoke|conversation|talking with me|time you gave|meeting me|learned from you", draft.body)


def test_the_reader_may_be_named_given_addressed_or_unknown():
    app = panel()
    by_name = fu.compose("thank_you", app, to=NAIR)
    assert by_name == fu.compose("thank_you", app, to=app.rounds[0].interviewers[0])
    assert by_name == fu.compose("thank_you", app, to=" dr. priya  NAIR ")
    assert by_name == fu.compose("thank_you", app, to="nair@example.org")
    assert "[name of your interviewer]" in gaps(fu.compose("thank_you", app))  # one of three: nobody is guessed
    stranger = fu.compose("thank_you", app, to="Jane Roe")
    assert "Dear Jane Roe," in stranger.body and "[what did you talk about?]" in gaps(stranger)
    assert NAIR in fu.compose("thank_you", application()).body


def test_of_two_rounds_the_latest_with_that_person_is_meant_unless_one_is_named():
    first = interview("10", interviewers=[fu.Interviewer(name=NAIR, topic="sensors"), fu.Interviewer(name=LIM)])
    second = interview("20", interviewers=[fu.Interviewer(name=NAIR, topic="salaries")])
    app = application(rounds=[second, first])
    assert "salaries" in fu.compose("thank_you", app, to=NAIR).body
    assert "sensors" in fu.compose("thank_you", app, to=NAIR, interview=first).body
    assert "10 March" in fu.compose("thank_you", app, to=LIM).body
    assert "20 March" in fu.compose("check_in", app).body


# --- what has happened ------------------------------------------------------------------------------------------------


def test_what_lies_ahead_is_not_known_yet():
    rounds = [interview("10"), interview("20", interviewers=[fu.Interviewer(name=OSEI)])]
    app = application(event("12", "promised_date", date="2026-03-17"), OFFER, rounds=rounds)
    early, late = (fu.compose("check_in", app, now=march(day)) for day in ("11", "21"))
    assert early.to == NAIR and "17 March" not in early.body
    assert late.to == OSEI and "20 March" in late.body
    assert "17 March" in fu.compose("check_in", app, now=march("13")).body
    assert "1 April" not in fu.compose("update", app, now=march("15")).body
    assert fu.compose("update", app, now="2026-03-17T10:00+01:00") == fu.compose("update", app, now=march("17"))


def test_the_latest_promise_is_asked_about():
    assert "decide by Wednesday 18 March" in fu.compose("check_in", panel(), to=NAIR).body
    later = panel(event("12", "promised_date", date="2026-03-25"))
    assert "decide by Wednesday 25 March" in fu.compose("check_in", later, to=NAIR).body
    assert "You expected" not in fu.compose("check_in", application()).body


def test_a_check_in_carries_thanks_that_are_still_due():
    thanked = application(event("10 15:00", "thank_you_sent", to=NAIR))
    assert "Thank you" in fu.compose("check_in", application()).body
    assert "Thank you" not in fu.compose("check_in", thanked).body
    assert "Thank you" in fu.compose("check_in", thanked, to=OSEI).body


def test_a_final_check_in_names_the_first_of_the_same_round():
    checked = event("17", "check_in_sent", to=NAIR)
    assert "On Tuesday 17 March I wrote" in fu.compose("final_check_in", application(checked)).body
    assert "17 March" not in fu.compose("final_check_in", application()).body
    again = application(checked, rounds=[interview("10"), interview("24")])
    assert "17 March" not in fu.compose("final_check_in", again).body


def test_an_offer_tells_its_deadline_or_asks_for_it():
    assert "by Wednesday 1 April" in fu.compose("update", panel(), to=NAIR).body
    undated = fu.compose("update", panel(event("16", "competing_offer", first_choice=True)), to=NAIR)
    assert gaps(undated) == ["[by when must you answer the other offer?]"]


def test_an_award_is_named_or_asked_for():
    won = fu.compose("update", panel(OFFER, event("17", "award", note="the Data Prize.")), to=NAIR)
    assert "received the Data Prize. It" in won.body and "offer" not in won.body
    assert gaps(fu.compose("update", panel(event("17", "award")), to=NAIR)) == ["[which award or recognition?]"]


# --- words that look like something else ------------------------------------------------------------------------------

CODE = ["{{7*7}}", "{{ 7 * 7 }}", "{% for i in 'abc' %}x{% endfor %}", "{# gone #}", "{{ ''.__class__ }}", "${7*7} %s"]


@pytest.mark.parametrize("code", CODE)
def test_code_in_what_was_noted_stays_text(code):
    met = [fu.Interviewer(name=code, topic=code)]
    held = interview(interviewers=met, strengths=[code], clarify=code, notes=code)
    app = fu.Application(
        company=code, role=code, candidate=code, link=code, rounds=[held], events=[event("11", "award", note=code)]
    )
    for kind in KINDS:
        draft = fu.compose(kind, app)
        shown = " ".join(code.split())
        assert shown in draft.subject and draft.body.count(shown) >= 4
        assert "49" not in draft.body and "class 'str'" not in draft.body


def test_line_breaks_in_a_note_make_no_header_and_no_paragraph():
    text = "one\n\nSubject: Bcc\r\nBcc: x@example.org\n\ntwo"
    draft = fu.compose("thank_you", panel(clarify=text), to=NAIR)
    assert len(between(draft)) <= 4 and "one Subject: Bcc Bcc: x@example.org two" in draft.body
    assert "Bcc" not in draft.subject and "Bcc" not in email.message_from_bytes(draft.to_eml())


@given(st.data(), applications(words=texts), st.sampled_from(KINDS))
def test_any_notes_give_a_mail(data, app, kind):
    person = data.draw(st.sampled_from([None, *(p for r in app.rounds for p in r.interviewers)]))
    draft = fu.compose(kind, app, to=person, now=data.draw(moments(app)))
    mail = email.message_from_bytes(draft.to_eml(), policy=email.policy.default)
    assert str(mail["Subject"]).split() == draft.subject.split() and len(draft.subject.splitlines()) == 1
    assert len(between(draft)) <= 4 and draft.body.startswith("Dear ")


@pytest.mark.parametrize("address", ["(a@example.org", "[@b.cc", ":@x.yy", "a@[x.org", "zoë@example.org", "a..b@x.org"])
def test_an_address_that_mail_cannot_carry_is_refused_or_told_but_breaks_no_draft(address):
    try:
        draft = fu.compose("thank_you", application(interviewers=[fu.Interviewer(name=NAIR, email=address)]))
        draft.to_eml()
    except fu.InputError as error:
        assert address in str(error) and "name@example.org" in str(error)


# --- what cannot be written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "says"),
    [("thankyou", 'kind.*thankyou.*Did you mean "thank_you"'), ("move_on", "kind.*move_on.*without a message"),
     ("", "kind"), (None, "kind"), (7, "kind.*7")],
)  # fmt: skip
def test_an_unknown_kind_is_refused(kind, says):
    with pytest.raises(fu.InputError, match=says):
        fu.compose(kind, panel())


def test_a_naive_now_is_refused():
    with pytest.raises(fu.InputError, match=r"now.*no time zone"):
        fu.compose("check_in", panel(), now="2026-03-17T10:00")


# --- templates of an author's own -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A copy of the kit's templates, to change."""
    return Path(shutil.copytree(Path(fu.__file__).parent / "compose" / "templates", tmp_path / "mine"))


def test_templates_of_ones_own_are_used(folder):
    text = "Subject: For {{ role }}\n\nHallo {{ reader }},\n\n{{ topic }}\n\n{{ candidate }}"
    (folder / "thank_you.j2").write_text(text)
    draft = fu.compose("thank_you", panel(), to=NAIR, templates=folder)
    assert (draft.subject, draft.body) == ("For Data Analyst", f"Hallo {NAIR},\n\n{TOPICS[NAIR]}\n\nAda Reyes")
    (folder / "thank_you.j2").write_text("Subject: New\n\nAda")
    assert fu.compose("thank_you", panel(), to=NAIR, templates=str(folder)).subject == "New"


FAULTS = {
    "a typo in a name": ("{{ raeder }}", "'raeder' is undefined.*reader"),
    "a typo in a filter": ("{{ role|uper }}", "uper"),
    "a block that does not end": ("{% if more_rounds %}", "endif|end of template"),
    "an empty block": ("{% if %}", "cannot be read"),
    "an open brace": ("{{ role", "cannot be read"),
    "a sum of text and number": ("{{ role + 1 }}", "cannot be filled"),
    "no wording to pick": ("{{ pick() }}", "cannot be filled"),
    "a text that is not found": ("{{ role.index('zz') }}", "cannot be filled"),
    "the class of a text": ("{{ role.__class__ }}", "unsafe|cannot be filled"),
    "all classes": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
    "the class by a filter": ("{{ role|attr('__class__') }}", "unsafe"),
    "the class by a format": ("{{ '{0.__class__}'.format(role) }}", "unsafe"),
    "the globals of a helper": ("{{ pick.__globals__ }}", "unsafe"),
    "the globals of jinja": ("{{ cycler.__init__.__globals__ }}", "unsafe"),
    "opening a file": ("{{ open('/etc/passwd').read() }}", "'open' is undefined"),
    "importing": ("{{ __import__('os') }}", "undefined"),
    "a very long loop": ("{% for i in range(10 ** 9) %}x{% endfor %}", "cannot be filled"),
    "a template within itself": ("{% include 'thank_you.j2' %}", ""),
}


@pytest.mark.parametrize(("line", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_template_names_file_and_line(folder, line, says):
    (folder / "thank_you.j2").write_text(f"Subject: Hello\n\n{line}\n")
    with pytest.raises(fu.InputError, match=r"(?s)thank_you\.j2, line 3.*" + says):
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)
    (folder / "check_in.j2").write_text("Subject: Fine\n\nAda")
    assert fu.compose("check_in", panel(), templates=folder).subject == "Fine"


@pytest.mark.parametrize("fault", ["{{ raeder }}", "{{ reader"])
def test_a_fault_in_a_shared_part_names_that_file(folder, fault):
    part = folder / "_parts.j2"
    part.write_text(part.read_text().replace("{{ reader }}", fault))
    with pytest.raises(fu.InputError, match=r"_parts\.j2, line [34]"):
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)


@pytest.mark.parametrize("name", ["thank_you.j2", "_parts.j2"])
def test_a_missing_template_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(fu.InputError, match=rf"{re.escape(name)}.*folder.*mine"):
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(fu.InputError, match=r"thank_you\.j2.*nowhere"):
        fu.compose("thank_you", panel(), to=NAIR, templates=tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.j2", "..\\secret.j2"])
def test_a_template_reaches_nothing_outside_its_folder(folder, name):
    (folder.parent / "secret.j2").write_text("SECRET")
    (folder / "thank_you.j2").write_text(f"Subject: Hello\n\n{{% include {name!r} %}}")
    with pytest.raises(fu.InputError) as error:
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)
    assert "SECRET" not in str(error.value)


def test_a_template_that_is_not_utf_8_is_named(folder):
    (folder / "thank_you.j2").write_bytes("Subject: Grüße\n\nAda".encode("latin-1"))
    with pytest.raises(fu.InputError, match=r"thank_you\.j2"):
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)


def test_a_template_without_a_subject_is_refused(folder):
    (folder / "thank_you.j2").write_text("Subjct: Hello\n\nDear {{ reader }},\n\nAda")
    with pytest.raises(fu.InputError, match=r"thank_you\.j2"):
        fu.compose("thank_you", panel(), to=NAIR, templates=folder)
