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
        ("thank_you", {"greeting": "Heyyy Priya!"}, "casual-greeting", "Heyyy", "Hi"),
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
        ("Dear Dr. Nayr,", "wrong-name", "Nayr", "Nair"),
        ("Dear Dr. Priya Nairr,", "wrong-name", "Nairr", "Dr. Priya Nair"),
        ("Dear Pria,", "wrong-name", "Pria", "Priya"),
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
        ({"subject": "Thank you", "greeting": "Hey,"}, "opening", 2, "2 findings: vague-subject and unnamed-greeting"),
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
    (about,) = [s for s in critique(write(), "thank_you", APP).strengths if s.field == "subject"]
    assert (about.words, about.start) == (write().subject, 0)
    slot = critique(write(greeting="Dear [Name],"), "thank_you", APP).strengths
    assert "The reader is greeted by name" not in [s.message for s in slot]
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


# --- what is not there ------------------------------------------------------------------------------------------------

PLAIN = {"opening": "We met on Tuesday.", "detail": "It was a good day.", "ahead": "Have a good week."}
NOTED = " Your notes say “the sensor backlog”."


@pytest.mark.parametrize(
    ("kind", "changes", "check", "before", "message", "suggestion"),
    [
        ("thank_you", {}, "no-thanks", "Nair,\n\n", "There is no word of thanks.", None),
        ("thank_you", {}, "no-detail", "Tuesday.\n\n", f"that was said or shown.{NOTED}", None),
        ("thank_you", {"detail": "", "ahead": ""}, "no-detail", "Nair,\n\n", NOTED, None),
        ("thank_you", {}, "no-value", "good week.", "Tie one of your strengths", None),
        ("thank_you", {}, "no-interest", "good week.", "that you still want the job", None),
        ("check_in", {}, "no-status-question", "good week.", "where the decision stands", "Could you tell me where the decision stands?"),
        ("check_in", {"ahead": "How are you?"}, "no-status-question", "are you?", "does not ask anything", "Could you tell me where the decision stands?"),
        ("check_in", {"subject": "Hello", "opening": "It was Tuesday."}, "no-interview-reference", "Nair,\n\n", "which conversation", None),
        ("check_in", {}, "no-offer-of-information", "good week.", "help them to decide", "If there is anything more you would like to see, I will gladly send it."),
        ("feedback_request", {}, "no-feedback-request", "good week.", "one short, open question", "If you can share it, I would be glad of one thing I could do better next time."),
        ("feedback_request", {"ahead": "Who got it?"}, "no-feedback-request", "got it?", "one short, open question", "If you can share it, I would be glad of one thing I could do better next time."),
        ("update", {}, "no-news", "Tuesday.", "Name the offer", None),
    ],
)
def test_what_a_kind_needs_and_lacks_is_said_at_its_place(kind, changes, check, before, message, suggestion):
    email = write(kind, **{**PLAIN, **changes})
    finding = one(check, critique(email, kind, APP))
    assert email.body[: finding.start].endswith(before) and (finding.start, finding.field) == (finding.end, "body")
    assert message in finding.message and finding.suggestion == suggestion


@pytest.mark.parametrize(
    ("kind", "changes", "check"),
    [
        ("thank_you", {"closing": "Thank you again,"}, "no-thanks"),
        ("thank_you", {"add": "[one detail of the talk]"}, "no-detail"),
        ("thank_you", {"add": "[the Topic]"}, "no-detail"),
        ("thank_you", {"add": "<your skill>"}, "no-value"),
        ("thank_you", {"add": "I can cut your costs by half, as I did at the port."}, "no-value"),
        ("check_in", {"ahead": "Where do things stand?"}, "no-status-question"),
        ("check_in", {"opening": "It was Tuesday.", "subject": "After the interview"}, "no-interview-reference"),
        ("feedback_request", {"ahead": "What would you change?"}, "no-feedback-request"),
        ("update", {"add": "I have [the award]."}, "no-news"),
        ("thank_you", {"signature": "[your name]"}, "no-signature"),
        ("thank_you", {"sender": "", "signature": "Ada\n[telephone]"}, "no-contact"),
        ("thank_you", {"sender": "", "signature": "Ada\n0151 2345 6789"}, "no-contact"),
    ],
)  # fmt: skip
def test_one_sign_of_it_or_a_slot_for_it_is_enough(kind, changes, check):
    assert check not in found(critique(write(kind, **{**PLAIN, **changes}), kind, APP))


@pytest.mark.parametrize(("text", "judged"), [("It was good.", False), ("It was very good.", True)])
def test_from_four_words_on_an_absence_is_judged(text, judged):
    report = critique(f"Dear Tom,\n\n{text}\n\nKind regards,\nAda", "check_in")
    for check in ("no-interest", "no-status-question", "no-interview-reference", "no-offer-of-information"):
        assert (check in found(report)) is judged
        assert judged or reasons(report)[check] == "there is too little text to judge"


def test_notes_are_quoted_by_their_first_60_characters():
    noted = "A long  note\nabout the harbour, its cranes and the books of a whole year of work."
    app = after(rounds=(HELD.model_copy(update={"interviewers": [], "notes": noted}),))
    message = one("no-detail", critique(write(**PLAIN), "thank_you", app)).message
    assert message.endswith(" Your notes say “A long note about the harbour, its cranes and the books of a”.")
    assert one("no-detail", critique(write(**PLAIN), "thank_you")).message.endswith("that was said or shown.")


@pytest.mark.parametrize(
    ("detail", "specific"),
    [
        ("The cranes turbines were there.", False),  # two uncommon words weigh 1.5
        ("The cranes turbines hoists were there.", True),  # three weigh 2.5: enough
        ("You told me about the cranes.", True),  # one, and it points at the talk
        ("At my last post I repaired cranes, turbines and hoists.", False),  # the writer's own past
        ("I would be glad to work with cranes, turbines and hoists.", False),  # a wish
        ("I would be glad to work with cranes, turbines, hoists, pulleys and winches.", True),
        ("Priya Northwind Analyst Reyes were there.", False),  # names are nothing specific
        ("We spoke about sensors.", True),  # noted, in another form
    ],
)
def test_a_detail_is_told_by_its_uncommon_words(detail, specific):
    report = critique(write(detail=detail, ahead=""), "thank_you", APP)
    assert ("no-detail" not in found(report)) is specific
    told = [s.words for s in report.strengths if s.dimension == "specificity"]
    assert told == [detail] * specific


# --- the report -------------------------------------------------------------------------------------------------------


def test_a_finding_a_strength_and_a_score_say_themselves():
    report = critique(write(subject="Thank you", add="I recieved it."), "thank_you", APP)
    vague, typo = report.findings
    assert vague.better == " Better: “Data Analyst – thank you for the interview”."
    assert str(vague).startswith(f"{vague.message} Better: “Data Analyst – thank you for the interview”. {vague.why} (warning, vague-subject; ")
    assert replace(vague, suggestion="Hi Tom,").better == " Better: “Hi Tom,”" and replace(vague, suggestion="Do.").better == " Better: “Do.”"
    assert (replace(vague, suggestion="a").better, replace(vague, suggestion="role").better) == ("", "")
    assert replace(vague, suggestion="ab").better == " Better: “ab”."
    assert replace(vague, suggestion=None).better == ""
    assert report.summary == "2 things to mend: 2 warnings." and typo.words == "recieved"
    assert str(report.points) == "20 of 22: points were lost on opening and polish"
    assert str(report.strengths[0]) == "The reader is greeted by name: “Dr. Nair”"
    assert str(report.strengths[-1]) == report.strengths[-1].message
    assert str(report.not_checked[0]) == f"{report.not_checked[0].check}: {report.not_checked[0].reason}"
    assert str(critique(write()).score["thanks"]) == "–: not judged: say which kind of message it is"
    frame = report.to_frame()
    assert list(frame.columns)[:6] == ["check", "severity", "field", "start", "end", "words"]
    assert frame.iloc[1].tolist()[:6] == ["typo", "warning", "body", typo.start, typo.end, "recieved"]
    fine = critique(write(), "thank_you", APP)
    assert (str(fine.points), fine.summary) == ("22 of 22: nothing was lost", "Nothing to mend was found.")
    remark = critique(write(detail="The sensor backlog stays with me."), "thank_you", APP)
    assert remark.summary == "1 thing to mend: 1 remark."


# --- more names, posts and subjects -----------------------------------------------------------------------------------

OTHERS = [fu.Interviewer(name=name) for name in ("Jörg Müller", "Søren Hansen", "William O'Brien", "Robert Brown")]


@pytest.mark.parametrize(
    ("greeting", "to", "check", "words", "suggestion"),
    [
        ("Dear Joerg,", None, None, "", ""),
        ("Dear Jorg,", None, None, "", ""),
        ("Dear Soren,", None, None, "", ""),
        ("Dear Bill,", None, None, "", ""),
        ("Dear Mr. O’Brien,", None, None, "", ""),
        ("Dear Rob,", "Robert Brown", None, "", ""),
        ("Dear [Name],", None, None, "", ""),
        ("Dear Ro,", "Robert Brown", "wrong-name", "Ro", "Robert"),
        ("Dear Mr. O'Brian,", None, "misspelt-name", "O'Brian", "O'Brien"),
        ("Dear Mr. O'Brie,", None, "misspelt-name", "O'Brie", "O'Brien"),
        ("Dear Mueler,", None, "misspelt-name", "Mueler", "Müller"),
        ("Dear Hanson,", "s@example.org", "misspelt-name", "Hanson", "Hansen"),
        ("Dear Tim Kol,", "Robert Brown", "wrong-name", "Tim Kol", "Robert Brown"),
        ("Dear Mr. Tim Kol,", "Robert Brown", "wrong-name", "Tim Kol", "Robert Brown"),
        ("Dear Mr. Tim,", "Robert Brown", "wrong-name", "Tim", "Brown"),
        ("Dear William,", "Robert Brown <r@example.org>", "wrong-name", "William", "Robert"),
    ],
)
def test_names_with_accents_short_forms_and_titles(greeting, to, check, words, suggestion):
    app = after(rounds=(HELD.model_copy(update={"interviewers": OTHERS}),))
    email = replace(write(greeting=greeting), to=to)
    found = critique(email, "thank_you", app, select=["wrong-name", "misspelt-name"]).findings
    assert [(f.check, f.words, f.suggestion) for f in found] == ([(check, words, suggestion)] if check else [])
    assert all(email.body[f.start : f.end] == words and f.severity == "error" for f in found)


def test_without_a_known_reader_no_name_is_judged_and_a_reader_alone_is_enough():
    unknown = critique(replace(write(), to="x@example.org"), "thank_you")
    assert {reasons(unknown)[check] for check in ("wrong-name", "misspelt-name")} == {"no interviewer is noted"}
    wrong = one("wrong-name", critique(replace(write(greeting="Dear Tim,"), to="Anne Kol"), "thank_you"))
    assert (wrong.suggestion, wrong.message) == ("Anne", "Nobody of that name is noted: you met Anne Kol. Check “Tim”.")
    typo = one("misspelt-name", critique(write(subject="Data Analyst: for Elena Gutierres"), "thank_you", APP))
    assert (typo.field, typo.words, typo.suggestion) == ("subject", "Gutierres", "Gutiérrez")


@pytest.mark.parametrize(
    ("company", "changes", "words"),
    [
        ("Haymarket Blue Harbour", {"ahead": "I liked what you told me of Haymarket Transatlantic Harbour."}, ["Haymarket Transatlantic Harbour"]),
        ("Northwind", {"add": "I would love to work at the Fabrikam team."}, []),
        ("Northwind", {"add": "I would love to join the Fabrikam."}, ["Fabrikam"]),
        ("Northwind", {"add": "Fabrikam Logistics is just the place I want."}, ["Fabrikam Logistics"]),
        ("Northwind", {"add": "I would love to work with Mr. Fabrikam."}, []),
        ("Northwind", {"add": "I would love to join IBM or FABRIKAM."}, []),
        ("Northwind", {"add": "I would love to join North Wind."}, []),
        ("Northwind", {"subject": "Thank you – Northwynd"}, ["Northwynd"]),
        ("Northwind", {"subject": "Thank you for the interview at Fabrikam Ltd"}, ["Fabrikam Ltd"]),
        ("Northwind Ltd", {"add": "I would love to join Northwynd Ltd."}, ["Northwynd Ltd"]),
        ("Northwind", {"add": "My interview on Tuesday with Fabrikam Logistics was a joy and I hope to join."}, ["Fabrikam Logistics"]),
    ],
)  # fmt: skip
def test_another_company_by_the_words_around_it(company, changes, words):
    app = APP.model_copy(update={"company": company})
    email = write(**{"ahead": "I would be glad of it.", **changes})
    report = critique(email, "thank_you", app, select="wrong-company")
    assert [getattr(email, f.field)[f.start : f.end] for f in report.findings] == words
    assert all((f.suggestion, f.message) == (company, f"You applied to {company}. Check “{f.words}”.") for f in report.findings)
    nothing = critique(email, "thank_you", app.model_copy(update={"company": " ", "role": ""}))
    assert (reasons(nothing)["wrong-company"], reasons(nothing)["wrong-role"]) == ("the company is not noted", "the role is not noted")


@pytest.mark.parametrize(
    ("role", "add", "words"),
    [
        ("Data Analyst", "I would like to be a nurse.", ["nurse"]),
        ("Data Analyst", "I worked as a nurse.", []),
        ("Data Analyst", "I would love to join you as Nurse.", ["Nurse"]),
        ("Data Analyst", "Thank you for the interview for the Senior Data Analyst role.", []),
        ("Data Analyst", "Thank you for the Sales Analyst interview.", ["Sales Analyst"]),
        ("Data Analyst", "Thank you for the sales analyst interview.", []),
        ("Data Analyst", "Thank you for the Data Analytics job.", []),
        ("Data Analyst", "I applied for the Senior Nurse position.", ["Senior Nurse"]),
        ("Data Analyst", "I hope to become your next Nurse Manager.", ["Nurse Manager"]),
        ("Senior Nursing Officer", "Thank you for the SNO interview.", []),
        ("Stock Clerk", "Thank you for the stock job.", []),
        ("Stock Clerk", "Thank you for the Stock Manager job.", ["Stock Manager"]),
        ("Stock Clerk", "Thank you for the Baker job.", ["Baker"]),
    ],
)
def test_another_post_by_its_own_words(role, add, words):
    app = APP.model_copy(update={"role": role})
    email = write(subject="Thank you for the interview – Northwind", add=add)
    report = critique(email, "thank_you", app, select="wrong-role")
    assert [email.body[f.start : f.end] for f in report.findings] == words
    assert all((f.suggestion, f.message) == (role, f"You applied for the post of {role}. Check “{f.words}”.") for f in report.findings)


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [(None, "thank you for the interview"), ("check_in", "checking in after the interview"), ("update", "news about my application"), ("stay_in_touch", "staying in touch")],
)  # fmt: skip
def test_the_better_subject_has_the_role_and_the_purpose(kind, purpose):
    email = write(subject="")
    assert one("no-subject", critique(email, kind, APP)).suggestion == f"Data Analyst – {purpose}"
    for unknown in (None, APP.model_copy(update={"role": ""})):
        assert one("no-subject", critique(email, kind, unknown)).suggestion is None


@pytest.mark.parametrize("greeting", ["Dear Team", "Hi there", "Dear Northwind Hiring Team", "Dear Northwind", "To whom it may concern", "Dear recruitment office of the port"])
def test_a_greeting_to_nobody_is_marked_without_its_sign(greeting):
    report = critique(write(greeting=f"{greeting}:"), "thank_you", APP, select="unnamed-greeting")
    assert [(f.words, f.start, f.suggestion) for f in report.findings] == [(greeting, 0, "Dear Dr. Priya Nair,")]


@pytest.mark.parametrize(("role", "subject", "vague"), [("Nurse", "Nurze", False), ("Nurse", "Nuze", True), ("Cook", "Cooc", True), ("Head of Sales", "Head", False), ("Port Pilot, Nights", "PP wanted", False), ("Port Pilot, Nights", "PPN wanted", True), ("Lead of the Port", "Of the", True)])
def test_a_role_may_be_shortened_or_misspelt_in_the_subject(role, subject, vague):
    app = APP.model_copy(update={"role": role})
    assert ("vague-subject" in found(critique(write(subject=subject), "thank_you", app))) is vague


def test_where_nothing_is_written_nothing_is_missing():
    bare = reasons(critique("Subject: Data Analyst interview\n\n", "thank_you", APP))
    for check in ("no-greeting", "no-closing", "no-signature", "no-contact"):
        assert bare[check] == "there is no text to judge"
    plain = reasons(critique(write().body, "thank_you", APP))
    assert plain["no-subject"] == plain["vague-subject"] == "no “Subject:” line was given"
    nobody = one("no-signature", critique(write(signature=""), "thank_you"))
    assert nobody.suggestion is None and nobody.field == "body"
    inline = write(greeting="", opening="Dear Priya, thank you for your time on Tuesday.")
    assert "no-greeting" not in found(critique(inline, "thank_you", APP))
    assert one("no-greeting", critique(replace(write(greeting=""), to="x@example.org"), "thank_you")).suggestion is None


# --- what is known besides the email ----------------------------------------------------------------------------------

ONE = fu.Interviewer(name="Tom Osei", topic="the night trains")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", "Recieved"), ("role", "Recieved Clerk"), ("candidate", "Ada Recieved"), ("link", "https://example.org/recieved"),
        ("notes", "what was recieved"), ("clarify", "It was recieved."), ("strengths", ["recieved it"]),
        ("interviewers", [ONE, fu.Interviewer(name="Tim Recieved")]), ("interviewers", [fu.Interviewer(name="Tim", topic="Recieved's way"), ONE]),
    ],
)  # fmt: skip
def test_no_word_of_the_application_is_a_slip(field, value):
    email = write(add="It was recieved well.")
    assert [f.words for f in critique(email, "thank_you", APP, select="typo").findings] == ["recieved"]
    app = APP.model_copy(update={field: value}) if field in type(APP).model_fields else after(rounds=(HELD.model_copy(update={field: value}),))
    assert not critique(email, "thank_you", app, select="typo").findings


def test_those_of_the_interview_in_question_are_met_first():
    second = HELD.model_copy(update={"at": HELD.at.replace(day=20), "ends": HELD.ends.replace(day=20), "interviewers": [fu.Interviewer(name="Yann Petit"), ONE]})
    app = after(rounds=(HELD, second))
    for held, first in ((HELD, "Dr. Priya Nair"), (second, "Yann Petit"), (None, "Yann Petit")):
        email = replace(write(greeting="Dear Bogdana,"), to=None)
        message = one("wrong-name", critique(email, "thank_you", app, interview=held)).message
        assert message.startswith(f"Nobody of that name is noted: you met {first}.")
        assert not critique(replace(write(greeting="Dear Yann,"), to=None), "thank_you", app, interview=held, select="wrong-name").findings


def test_topics_are_quoted_before_notes_and_empty_ones_not_at_all():
    for topics, notes, quoted in ((("", "the cranes"), "the port", "the cranes"), (("", " "), "the port", "the port"), (("the port", "x"), "", "the port")):
        people = [fu.Interviewer(name=name, topic=topic) for name, topic in zip(("Tom Osei", "Tim Kol"), topics, strict=True)]
        app = after(rounds=(HELD.model_copy(update={"interviewers": people, "notes": notes}),))
        assert one("no-detail", critique(write(**PLAIN), "thank_you", app)).message.endswith(f" Your notes say “{quoted}”.")


@pytest.mark.parametrize(("number", "paragraphs", "short"), [(19, 2, False), (20, 2, True), (200, 2, True), (201, 2, False), (40, 4, True), (50, 5, False), (20, 1, True)])
def test_short_is_20_to_200_words_in_up_to_4_paragraphs(number, paragraphs, short):
    body = "\n\n".join(["Dear Dr. Nair,", *[words(10)] * (paragraphs - 1), words(number - 10 * (paragraphs - 1)), "Kind regards,\nAda Reyes"])
    told = [s.message for s in critique(fu.Email("Data Analyst", body), "thank_you", APP).strengths if s.dimension == "polish"]
    assert told == [f"It is short: {number} words in {paragraphs} paragraph{'s' * (paragraphs > 1)}"] * short


def test_every_strength_of_every_kind_stands_where_its_words_stand():
    told = set()
    for kind in ("thank_you", "check_in", "update", "feedback_request", "stay_in_touch", "reply_to_rejection"):
        email = write(kind)
        for strength in critique(email, kind, APP).strengths:
            assert getattr(email, strength.field)[strength.start : strength.end] == strength.words
            told.add((strength.dimension, strength.message))
    assert ("value", "It brings real news") in told and ("looking ahead", "It asks for feedback") in told
    assert ("specificity", "It says which conversation it is about") in told and ("thanks", "It begins with thanks") in told
    assert ("looking ahead", "It says that you want the job") in told and ("value", "It says what you bring") in told


def test_the_limit_of_check_ins_may_have_been_reached_in_another_round_and_sending_has_no_words():
    second = HELD.model_copy(update={"at": HELD.at.replace(day=20), "ends": HELD.ends.replace(day=20), "decision_by": None})
    app = after(("16T10:00", "check_in_sent"), rounds=(HELD, second))
    options = {"book": "learn-it", "sent_at": "2026-03-30T10:00+02:00"}
    assert "too-many-messages" not in found(critique(write("check_in"), "check_in", app, interview=second, **options))
    many = one("too-many-messages", critique(write("check_in"), "check_in", app, interview=HELD, **options))
    late = one("late-thank-you", critique(write(), "thank_you", APP, sent_at="2026-03-30T10:00+02:00"))
    same = one("duplicate-note", critique(write(), "thank_you", APP, others=[replace(write(greeting="Dear Tom,"), to="Tom")]))
    assert {(f.field, f.words, f.start, f.end, f.suggestion) for f in (many, late, same)} == {("sending", "", 0, 0, None)}
    assert reasons(critique(write("check_in"), "check_in", sent_at=options["sent_at"]))["early-check-in"] == "the first day needs the application and its interview"
    assert reasons(critique(write("check_in"), "check_in", APP))["early-check-in"] == "the first day needs the moment of sending (sent_at)"
