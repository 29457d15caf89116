"""On the edge of each check: one word, one second, one letter more; where a finding stands, and what it proposes."""

from dataclasses import replace

import pytest
from test_critique import APP, HELD, INTERVIEWERS, critique, found, write

import followup as fu


def one(check, report):
    """The one finding of a check."""
    (finding,) = [finding for finding in report.findings if finding.check == check]
    return finding


def reasons(report):
    return {entry.check: entry.reason for entry in report.not_checked}


def after(*events, rounds=(HELD,)):
    told = [fu.Event(at=f"2026-03-{at}+01:00", kind=kind) for at, kind in events]
    return APP.model_copy(update={"events": told, "rounds": list(rounds)})


# --- sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "late"), [("11T10:45:00", False), ("11T10:45:01", True)])
def test_a_thank_you_is_late_one_second_after_the_24_hours(sent, late):
    report = critique(write(), "thank_you", APP, sent_at=f"2026-03-{sent}+01:00")
    assert ("late-thank-you" in found(report)) is late
    if late:
        assert one("late-thank-you", report).message.startswith("The time for thanks ended on Wednesday 11 March at 10:45.")


def test_each_round_has_its_own_24_hours():
    second = HELD.model_copy(update={"at": HELD.at.replace(day=20), "ends": HELD.ends.replace(day=20), "decision_by": None})
    app, sent = after(rounds=(HELD, second)), "2026-03-20T15:00+01:00"
    assert "late-thank-you" in found(critique(write(), "thank_you", app, interview=HELD, sent_at=sent))
    assert "late-thank-you" not in found(critique(write(), "thank_you", app, interview=second, sent_at=sent))
    assert "late-thank-you" not in found(critique(write(), "thank_you", app, sent_at=sent))


def test_without_a_moment_or_an_interview_no_date_is_judged():
    assert reasons(critique(write(), "thank_you", APP))["late-thank-you"] == "the 24 hours needs the moment of sending (sent_at)"
    bare = reasons(critique(write("check_in"), "check_in", sent_at="2026-03-24T10:00+01:00"))
    assert bare["early-check-in"] == "the first day needs the application and its interview"
    assert bare["too-many-messages"] == "the number of check-ins needs the application and its interview"
    final = reasons(critique(write("final_check_in"), "final_check_in", APP, sent_at="2026-03-24T10:00+01:00"))
    assert final["early-check-in"] == "the date of a final check-in needs a recorded first one"
    assert reasons(critique(write(), "thank_you", APP))["duplicate-note"].endswith("were not given (others)")


@pytest.mark.parametrize(
    ("source", "events", "already"),
    [
        ("learn-it", [("24T10:00", "check_in_sent")], "1 check-in has gone unanswered, and Learn It stops after 1."),
        ("learn-it", [("24T10:00", "check_in_sent"), ("25T10:00", "reply_received")], None),
        ("learn-it", [("30T10:00", "check_in_sent")], None),  # in the very moment: it is this one
        ("how-to-follow-up", [("24T10:00", "check_in_sent")], None),
        ("how-to-follow-up", [("24T10:00", "check_in_sent"), ("26T10:00", "final_check_in_sent")], "2 check-ins have gone unanswered"),
        ("how-to-follow-up", [("24T10:00", "check_in_sent"), ("26T10:00", "check_in_sent"), ("27T10:00", "reply_received")], None),
    ],
)
def test_check_ins_without_an_answer_are_counted_against_the_source_s_limit(source, events, already):
    report = critique(write("check_in"), "check_in", after(*events), book=source, sent_at="2026-03-30T10:00+02:00" if "30T" not in events[0][0] else "2026-03-30T10:00+01:00")
    assert ("too-many-messages" in found(report)) is bool(already)
    if already:
        assert one("too-many-messages", report).message.startswith(already)
        assert "too-many-messages" in found(critique(write("check_in"), "check_in", after(*events), book=source))


def test_a_check_in_is_early_by_the_source_s_first_day_and_is_sent_on_a_working_day():
    app = after(rounds=(HELD.model_copy(update={"decision_by": None, "at": HELD.at.replace(day=14), "ends": None}),))
    day = "2026-03-{}T00:00+01:00".format
    assert "early-check-in" not in found(critique(write("check_in"), "check_in", app, sent_at=day(21)))  # a Saturday
    early = one("early-check-in", critique(write("check_in"), "check_in", app, sent_at="2026-03-20T23:59+01:00"))
    assert early.message.startswith("It is early: the first day is Saturday 21 March. ") and early.field == "sending"
    assert early.message.endswith("Send it on Monday 23 March.") and early.suggestion == "Monday 23 March 2026"
    holiday = one("early-check-in", critique(write("check_in"), "check_in", app, sent_at=day(20), holidays=["2026-03-23"]))
    assert holiday.suggestion == "Tuesday 24 March 2026"


def test_the_same_text_to_two_readers_is_named():
    other = replace(write(greeting="Dear Tom,"), to="Tom Osei <t.osei@example.org>")
    same = one("duplicate-note", critique(write(), "thank_you", APP, others=[other]))
    assert same.message.startswith("This is the same text as the note to Tom Osei. Write about")
    assert "another of your notes" in one("duplicate-note", critique(write(), "thank_you", APP, others=[other.body])).message
    own = write(greeting="Dear Tom,", detail="The night trains from Kiruna were new to me, and I have asked for their timetable.")
    assert "duplicate-note" not in found(critique(write(), "thank_you", APP, others=[replace(own, to="Tom Osei")]))
    note = write()
    assert "duplicate-note" in reasons(critique(note, "thank_you", APP, others=[note]))


# --- length -----------------------------------------------------------------------------------------------------------


def words(number):
    return " ".join(["It went well and we spoke of the port."] * (number // 9) + ["Yes."] * (number % 9))


@pytest.mark.parametrize(("number", "long"), [(200, False), (201, True)])
def test_too_long_is_a_word_over_the_limit_and_spans_the_paragraphs(number, long):
    text = f"{words(number - 9)}\n\n— {words(9)}"
    report = critique(fu.Email("Data Analyst", f"Dear Tom,\n\n{text}\n\nKind regards,\nAda"), select="too-long")
    assert [finding.words for finding in report.findings] == [text] * long
    if long:
        assert "It has 201 words without greeting and signature; 200" in report.findings[0].message


@pytest.mark.parametrize("number", [4, 5, 6])
def test_too_many_paragraphs_are_those_after_the_fourth(number):
    text = [f"This is part {n}." for n in range(number)]
    report = critique(fu.Email("Data Analyst", "\n\n".join(["Dear Tom,", *text, "Kind regards,\nAda"])), select="too-many-paragraphs")
    assert [finding.words for finding in report.findings] == (["\n\n".join(text[4:])] if number > 4 else [])
    assert number == 4 or report.findings[0].message.startswith(f"It has {number} paragraphs; 4 is")


@pytest.mark.parametrize(("number", "figures", "long"), [(35, 0, False), (36, 0, True), (33, 2, False), (33, 3, True)])
def test_a_long_sentence_has_one_word_or_figure_too_many(number, figures, long):
    sentence = " ".join((["We spoke"] + ["of the old port and"] * 8)[: 1 + number // 5] + ["again"] * 99).split()
    sentence = " ".join([*sentence[: number - 1], *["12"] * figures, "again."])
    report = critique(f"Dear Tom,\n\nYes. {sentence} No.\n\nAda", select="long-sentence")
    assert [finding.words for finding in report.findings] == [sentence] * long
    if long:
        assert f"This sentence has {number + figures} words." in report.findings[0].message


# --- structure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "check", "words", "suggestion"),
    [
        ("thank_you", {"subject": " "}, "no-subject", "", "Data Analyst – thank you for the interview"),
        ("thank_you", {"subject": "Many thanks"}, "vague-subject", "Many thanks", "Data Analyst – thank you for the interview"),
        ("thank_you", {"greeting": ""}, "no-greeting", "", "Dear Dr. Priya Nair,"),
        ("thank_you", {"greeting": "Dear Hiring Team:"}, "unnamed-greeting", "Dear Hiring Team", "Dear Dr. Priya Nair,"),
        ("thank_you", {"greeting": "Heyyy Priya!"}, "casual-greeting", "Heyyy", "Hi Priya"),
        ("thank_you", {"closing": ""}, "no-closing", "", "Kind regards,"),
        ("thank_you", {"signature": ""}, "no-signature", "", "Ada Reyes"),
        ("thank_you", {"sender": ""}, "no-contact", "", None),
    ],
)
def test_what_is_missing_stands_where_it_belongs(kind, changes, check, words, suggestion):
    email = write(kind, **changes)
    finding = one(check, critique(email, kind, APP))
    assert (finding.words, finding.suggestion) == (words, suggestion)
    text = getattr(email, finding.field)
    before = {"no-closing": "decision.", "no-signature": "regards", "no-contact": "Reyes"}
    assert text[: finding.start].strip().endswith(before[check]) if check in before else not finding.start


@pytest.mark.parametrize("subject", ["DA interview", "Analysts wanted", "Data", "A welder writes", "Thank you – Northwind", "Thank you – Priya", "{role}", "Thank you, XX", "1", "Analytical role"])
def test_a_subject_that_says_enough(subject):
    assert "vague-subject" not in found(critique(write(subject=subject), "thank_you", APP))


@pytest.mark.parametrize("subject", ["Thank you very much", "D interview", "Thank you – Somebody", "Northwind", "Ada Reyes"])
def test_a_subject_that_could_stand_over_any_email(subject):
    assert "vague-subject" in found(critique(write(subject=subject), "thank_you", APP))


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("greeting", "check", "words", "suggestion"),
    [
        ("Dear Dr. Nayr,", None, "", ""),
        ("Dear Dr. Priya Nairr,", None, "", ""),
        ("Dear Pria,", None, "", ""),
        ("Dear Priyaa,", "misspelt-name", "Priyaa", "Priya"),
        ("Dear Ms. Gutierez,", "wrong-name", "Gutierez", "Nair"),
        ("Dear Tom,", "wrong-name", "Tom", "Priya"),
        ("Dear Dr. Osei,", "wrong-name", "Osei", "Nair"),
        ("Dear Tom Osei,", "wrong-name", "Tom Osei", "Dr. Priya Nair"),
        ("Dear Bogdana,", "wrong-name", "Bogdana", "Priya"),
    ],
)
def test_a_name_that_is_none_of_theirs(greeting, check, words, suggestion):
    report = critique(write(greeting=greeting), "thank_you", APP, select="names")
    if check:
        finding = one(check, report)
        assert (finding.words, finding.suggestion) == (words, suggestion)
        told = {"Tom": "it greets Tom Osei", "Bogdana": "Nobody of that name is noted: you met Dr. Priya Nair."}
        assert told.get(words, "") in finding.message


@pytest.mark.parametrize("greeting", ["Dear Priya and Tom,", "Dear Dr. Nair & Mr. Osei,", "Dear Elena Gutierrez and all,", "Dear Northwind team,", "Dear Pri,"])
def test_names_that_are_theirs(greeting):
    assert not critique(write(greeting=greeting), "thank_you", APP, select="names").findings


def test_a_name_in_the_text_is_a_slip_of_a_known_one_only_where_it_is_close():
    said = {"Gutierrez": None, "Gutierres": "Gutiérrez", "Gutierrezes": None, "Guevara": None, "Hutierrez": None}
    for name, right in said.items():
        report = critique(write(add=f"I also liked what {name} told us."), "thank_you", APP, select="misspelt-name")
        assert [finding.suggestion for finding in report.findings] == ([right] if right else []), name
    assert reasons(critique("Dear Tom,\n\nThank you for your time.\n\nAda", "thank_you"))["wrong-name"] == "no interviewer is noted"


# --- company and role -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("add", "words"),
    [
        ("I would love to work at Northwynd.", ["Northwynd"]),
        ("I would love to work at Fabrikam Logistics.", ["Fabrikam Logistics"]),
        ("Until 2024 I used to work at Fabrikam Logistics.", []),
        ("I would love to work at NORTHWIND.", []),
        ("I would love to work at Northwind's port.", []),
        ("I would be glad to make Fabrikam Logistics my next home.", ["Fabrikam Logistics"]),
        ("I would like to make Fabrikam Logistics better.", []),
    ],
)
def test_another_company_is_one_only_where_the_writer_wishes_to_go_there(add, words):
    report = critique(write(add=add), "thank_you", APP, select="wrong-company")
    assert [finding.words for finding in report.findings] == words
    assert all(finding.suggestion == "Northwind" and "You applied to Northwind." in finding.message for finding in report.findings)


@pytest.mark.parametrize(
    ("add", "words"),
    [
        ("Thank you for the interview for the Data Engineer role.", ["Data Engineer"]),
        ("Thank you for the interview for the Marketing Manager position.", ["Marketing Manager"]),
        ("Thank you for the interview for the Analyst role.", []),
        ("Thank you for the interview for the DA role.", []),
        ("Thank you for the interview for the new role.", []),
    ],
)
def test_another_post_is_one_only_where_it_cannot_be_this_one(add, words):
    report = critique(write(add=add), "thank_you", APP, select="wrong-role")
    assert [finding.words for finding in report.findings] == words
    assert all(finding.suggestion == "Data Analyst" for finding in report.findings)


# --- score ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "dimension", "points", "reason"),
    [
        ({}, "thanks", 3, "it begins with thanks"),
        ({"opening": "We met on Tuesday.", "ahead": "Thank you for your time. I would be glad to join Northwind."}, "thanks", 2, "thanks are there, but not at the start"),
        ({"opening": "We met on Tuesday."}, "thanks", 0, "1 finding: no-thanks"),
        ({"subject": "Thank you"}, "opening", 3, "1 finding: vague-subject"),
        ({"subject": "Thank you", "greeting": "Hey,"}, "opening", 1, "3 findings: vague-subject, casual-greeting and unnamed-greeting"),
        ({"detail": "It was good."}, "value", 0, "1 finding: no-value"),
        ({"add": "It was was a definately good day!!"}, "polish", 3, "3 findings: repeated-word, typo and exclamations"),
        ({"ahead": "Have a good week."}, "looking ahead", 2, "1 finding: no-interest"),
    ],
)
def test_points_are_lost_by_what_was_found(changes, dimension, points, reason):
    score = critique(write(**changes), "thank_you", APP).score[dimension]
    assert (score.points, score.reason) == (points, reason)


def test_what_is_not_asked_of_a_kind_costs_and_earns_nothing():
    score = critique(write("stay_in_touch"), "stay_in_touch", APP).score
    assert (score["thanks"].of, score["thanks"].reason) == (0, "not asked of this kind (message to stay in touch)")
    assert critique(write(), None, APP).score["thanks"].reason == "not judged: say which kind of message it is"
    assert critique("Danke.", "thank_you", APP).score["thanks"].reason == "not judged"


def test_strengths_are_said_in_words_with_their_place():
    told = [(s.message, s.words) for s in critique(write(), "thank_you", APP).strengths]
    assert [message for message, _ in told] == [
        "The subject says what it is about", "The reader is greeted by name", "It begins with thanks",
        "It names something from the conversation", "It says what you bring", "It says that you want the job",
        "It is short: 36 words in 3 paragraphs",
    ]  # fmt: skip
    assert told[2][1] == "Thank you for your time on Tuesday." and told[1][1] == "Dr. Nair" and told[-1][1] == ""
    asked = [s.message for s in critique(write("check_in"), "check_in", APP).strengths]
    assert "It asks where the decision stands" in asked and "It offers something useful" in asked
    assert not [s for s in critique(write(subject="Thank you", greeting="Dear all,"), "thank_you", APP).strengths if s.dimension == "opening"]
    assert len(INTERVIEWERS) == 3


# --- tone and proof ---------------------------------------------------------------------------------------------------


def said(text, check, **options):
    """What a check finds in a sentence of a plain email: the words and what to write."""
    report = critique(f"Dear Tom,\n\nThank you for the talk of Tuesday. {text}\n\nKind regards,\nAda", select=check, **options)
    return [(finding.words, finding.suggestion) for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was a REALLY good day.", [("REALLY", "really")]),
        ("I am SO VERY glad of it.", [("SO VERY", "so very")]),
        ("I am SO glad of it.", []),
        ("We spoke of NASA UNESCO rules.", []),
        ("The DATA of the port were late.", []),
    ],
)
def test_capitals_are_shouted_where_they_are_no_names(text, found):
    assert said(text, "all-caps", application=APP) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Recieved it well.", [("Recieved", "Received")]),
        ("We met. recieved it.", [("recieved", "received")]),
        ("Then Recieved and Co. came.", []),
        ("See port.recieved for it.", []),
        ("See www.example.org/recieved for it.", []),
        ("See recieved.example for it.", []),
        ("I have it .recieved as it was.", [("recieved", "received")]),
        ("It was (recieved) by me.", [("recieved", "received")]),
    ],
)
def test_a_slip_is_one_in_a_sentence_and_not_in_an_address(text, found):
    assert said(text, "typo") == found


@pytest.mark.parametrize(
    ("subject", "vague"), [("Thank you – Somebody", False), ("Thank You", True), ("Thank you – somebody", True)]
)
def test_without_an_application_any_name_makes_a_subject_clear(subject, vague):
    assert ("vague-subject" in found(critique(fu.Email(subject, write().body), "thank_you"))) is vague


@pytest.mark.parametrize(
    ("company", "name", "wrong"),
    [
        ("The Little Blue Bakery", "Little Red Bakery", True),
        ("Haymarket Provident", "Haymarket Prudential", True),
        ("Haymarket Provident", "Haymarket", False),
        ("Haymarket Provident", "Provident", False),
        ("Haymarket Provident", "HP", False),
        ("Blue Harbour Foods", "Red Station Trains", False),
        ("Northwind Ltd", "Northwind GmbH", False),
    ],
)
def test_a_company_of_several_words_is_wrong_where_one_is_another(company, name, wrong):
    app = APP.model_copy(update={"company": company})
    report = critique(write(ahead=f"I liked what you told me of {name}."), "thank_you", app, select="wrong-company")
    assert [finding.words for finding in report.findings] == [name] * wrong


def test_two_notes_of_stock_sentences_are_compared_by_all_they_say():
    stock = "Dear {},\n\nThank you for your time. I look forward to hearing from you.\n\nKind regards,\nAda"
    assert "duplicate-note" in found(critique(stock.format("Tom"), "thank_you", APP, others=[stock.format("Priya")]))
    own = "Dear Priya,\n\nThank you for your time. The cranes of the harbour moved me.\n\nKind regards,\nAda"
    assert "duplicate-note" not in found(critique(own, "thank_you", APP, others=[own.replace("cranes of the harbour moved", "books of account surprised")]))
