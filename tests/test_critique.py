"""The critique: each check by its own examples, one defect at a time; odd input; the report and its forms."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_emails import PARTS, load
from strategies import SOURCES

import followup as fu
from followup.critique import all_checks, critique
from followup.critique.check import KINDS, data

# --- good emails, one of each kind ------------------------------------------------------------------------------------

INTERVIEWERS = [
    fu.Interviewer(name="Dr. Priya Nair", topic="the sensor backlog"),
    fu.Interviewer(name="Tom Osei", topic="the night trains"),
    fu.Interviewer(name="Elena Gutiérrez"),
]
HELD = fu.Interview(
    at="2026-03-10T10:00+01:00",
    ends="2026-03-10T10:45+01:00",
    timezone="Europe/Berlin",
    interviewers=INTERVIEWERS,
    decision_by="2026-03-17",
)
APP = fu.Application(company="Northwind", role="Data Analyst", candidate="Ada Reyes", rounds=[HELD])
GOOD = {
    "thank_you": {
        "subject": "Data Analyst interview – thank you",
        "opening": "Thank you for your time on Tuesday.",
        "detail": "The sensor backlog that you described sounds familiar: I cleared one like it at the port.",
        "ahead": "I would be glad to join Northwind and look forward to your decision.",
    },
    "check_in": {
        "subject": "Data Analyst interview on 10 March",
        "opening": "On 10 March we spoke about the Data Analyst role.",
        "detail": "I still think about the sensor backlog.",
        "ahead": "Could you tell me where the decision stands? I remain very interested and can send references.",
    },
    "update": {
        "subject": "Data Analyst: another offer",
        "opening": "Thank you again for our conversation on 10 March.",
        "detail": "Since then Fabrikam has made me an offer and asks for my answer by 20 March.",
        "ahead": "Northwind is still my first choice.",
    },
    "reply_to_rejection": {
        "subject": "Data Analyst: thank you for your answer",
        "opening": "Thank you for your message about the Data Analyst role.",
        "detail": "I learned a good deal about the sensor backlog.",
        "ahead": "I wish you and your new colleague a good start.",
    },
    "feedback_request": {
        "subject": "Data Analyst interview: a question",
        "opening": "Thank you for the interview on 10 March and for your message.",
        "detail": "I enjoyed hearing about the sensor backlog.",
        "ahead": "If you can share it, I would be glad of one thing that I could do better.",
    },
    "stay_in_touch": {
        "subject": "Staying in touch – Data Analyst interview",
        "opening": "Thank you again for our conversation in March.",
        "detail": "The sensor backlog has stayed with me.",
        "ahead": "If another role opens, I would be glad to be considered.",
    },
}
GOOD["final_check_in"] = GOOD["check_in"]
COMMON = {
    "greeting": "Dear Dr. Nair,",
    "closing": "Kind regards,",
    "signature": "Ada Reyes",
    "sender": "ada@example.org",
}


def write(kind="thank_you", **changes):
    """A good email of a kind, with some parts changed."""
    parts = {**COMMON, **GOOD[kind], **{key: text for key, text in changes.items() if isinstance(text, str)}}
    middle = " ".join(filter(None, [parts["detail"], parts.get("add", "")] * changes.get("repeat", 1)))
    paragraphs = [parts["greeting"], parts["opening"], middle, parts["ahead"]]
    ending = "\n".join(filter(None, [parts["closing"], parts["signature"]]))
    body = parts.get("body") or "\n\n".join(filter(None, [*paragraphs, ending]))
    return fu.Email(parts["subject"], body, to="Dr. Priya Nair", sender=parts["sender"] or None)


def judge(example, **options):
    """The report on an example of a check."""
    kind = example.get("kind", "thank_you")
    events = [fu.Event(kind=text.split()[0], at=text.split()[1]) for text in example.get("events", ())]
    others = [text.format(**{**COMMON, **GOOD[kind]}) for text in example.get("others", ())]
    changes = {key: value for key, value in example.items() if key not in ("kind", "words", "also", "events", "others")}
    return critique(
        write(kind, **changes), kind, replace_events(events), book=example.get("source"), sent_at=example.get("sent"),
        others=others, **options,
    )  # fmt: skip


def replace_events(events):
    return APP.model_copy(update={"events": events})


def found(report):
    return [finding.check for finding in report.findings]


# --- the checks --------------------------------------------------------------------------------------------------------

EXAMPLES = [(c.id, side, e) for c in all_checks().values() for side in ("found", "silent") for e in getattr(c, side)]


def name_of(value):
    """An example's name, such as pytest can be asked for: no brackets, line ends or accents."""
    return value if isinstance(value, str) else "-".join(re.sub(r"[^\w .=-]+", " ", f"{k}={v}", flags=re.ASCII)[:30] for k, v in value.items())


def test_the_checks_are_those_of_the_design():
    families = {}
    for check in all_checks().values():
        families.setdefault(check.family, []).append(check.id)
    assert {family: len(ids) for family, ids in families.items()} == {
        "structure": 8, "content": 9, "length": 3, "tone": 8, "proof": 4, "names": 4, "sending": 4,
    }  # fmt: skip


@pytest.mark.parametrize("check", all_checks().values(), ids=lambda c: c.id)
def test_a_check_is_complete(check):
    book = fu.load_rulebook()
    assert check.rule in book
    assert check.found and check.silent and check.why.endswith(".")
    assert set(check.kinds) <= set(KINDS)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_email_has_nothing_to_mend(kind):
    report = critique(write(kind), kind, APP)
    assert found(report) == []
    assert report.points.points == report.points.of
    assert report.summary == "Nothing to mend was found."


@pytest.mark.parametrize("check, side, example", EXAMPLES, ids=name_of)
def test_one_defect_is_found_and_nothing_else(check, side, example):
    report = judge(example)
    expected = [check, *example.get("also", ())] if side == "found" else list(example.get("also", ()))
    assert sorted(set(found(report))) == sorted(set(expected))
    if "words" in example:
        words = [f.words for f in report.findings if f.check == check]
        assert any(example["words"] in w or w in example["words"] for w in words), words


def test_every_finding_says_what_to_do():
    for check, side, example in EXAMPLES:
        for finding in judge(example).findings:
            assert re.search(r"[.:?]”?$", finding.message.strip()), finding.message
            assert "\n" not in finding.message and len(finding.message) < 330
            assert finding.why and finding.source, (check, side)


# --- what stays the same ------------------------------------------------------------------------------------------------

SAMPLES = load("tune")


def spans(report):
    return [(f.check, " ".join(f.words.split())) for f in report.findings]


def of(sample, email=None, app=None):
    return critique(email or sample.email, sample.kind, app or sample.application)


@pytest.mark.parametrize("sample", SAMPLES[::7], ids=lambda s: s.id)
def test_line_ends_curly_quotes_and_emoji_before_a_span_leave_its_words(sample):
    email, before = sample.email, spans(of(sample))
    windows = replace(email, body=email.body.replace("\n", "\r\n"))
    assert spans(of(sample, windows)) == before
    curly = spans(of(sample, replace(email, body=email.body.replace("'", "’"))))
    assert curly == [(check, words.replace("'", "’")) for check, words in before]
    unseen = replace(email, body=email.body.replace("\n\n", "\n\n\u200b", 1))
    assert [(check, words.replace("\u200b", "")) for check, words in spans(of(sample, unseen))] == before
    for finding in of(sample, windows).findings:
        if finding.field != "sending":
            assert getattr(windows, finding.field)[finding.start : finding.end] == finding.words
    moon = replace(email, body="🌙 " + email.body)
    for finding in of(sample, moon).findings:
        if finding.field == "body":
            assert moon.body[finding.start : finding.end] == finding.words


def test_a_string_is_read_like_the_email():
    for sample in SAMPLES[::9]:
        text = f"Subject: {sample.email.subject}\n\n{sample.email.body}"
        assert spans(critique(text, select=["proof", "tone", "length"])) == spans(
            critique(fu.Email(sample.email.subject, sample.email.body), select=["proof", "tone", "length"])
        )


@pytest.mark.parametrize("sample", SAMPLES[::3], ids=lambda s: s.id)
def test_taking_context_away_never_adds_an_error(sample):
    def errors(report):
        return {(f.check, f.start) for f in report.findings if f.severity == "error"}

    full = errors(of(sample))
    assert errors(critique(sample.email, sample.kind)) <= full
    assert errors(critique(sample.email.body)) <= full
    bare = sample.application.model_copy(update={"rounds": [], "company": "", "role": ""})
    assert errors(critique(replace(sample.email, to=None), sample.kind, bare)) <= full


PEOPLE = ["Nkechi Obi", "Björn Þórsson", "Li Wei", "Mary-Ann O’Neill", "Zoë de la Cruz"]
COMPANIES = ["Quandt & Söhne", "Aoba Foods", "The Little Bakery", "IBM", "Café Zürich"]


@pytest.mark.parametrize("person, company", list(zip(PEOPLE, COMPANIES, strict=True)))
@pytest.mark.parametrize("kind", GOOD)
def test_other_names_change_nothing(kind, person, company):
    held = HELD.model_copy(update={"interviewers": [fu.Interviewer(name=person, topic="the sensor backlog")]})
    app = APP.model_copy(update={"rounds": [held], "company": company})
    email = write(kind, greeting=f"Dear {person},")
    email = replace(email, body=email.body.replace("Northwind", company), to=person)
    assert found(critique(email, kind, app)) == []


# --- the kit passes itself ---------------------------------------------------------------------------------------------

STAGES = ["phone_screen", "hr", "technical", "panel", "final", "other"]
PANEL = [
    fu.Interviewer(name="Dr. Priya Nair", email="p.nair@example.org", topic="the sensor backlog"),
    fu.Interviewer(name="Tom Osei", email="t.osei@example.org", topic="the night trains"),
    fu.Interviewer(name="Mei Lim", email="m.lim@example.org", topic="the move to shared records"),
]


def full_application(stage="panel", news="competing_offer"):
    held = fu.Interview(
        at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", interviewers=PANEL, stage=stage, decision_by="2026-03-17",
        strengths=["three years of forecasting demand", "a habit of writing things down", "patience with old data"],
        clarify="the second test would have caught the error a day earlier",
    )  # fmt: skip
    what = fu.Event(
        at="2026-03-12T09:00+01:00", kind=news, date="2026-03-20", first_choice=True, note="the city’s open data prize"
    )
    return fu.Application(
        company="Northwind", role="Data Analyst", candidate="Ada Reyes", email="ada@example.org", phone="+49 30 5550 1234",
        rounds=[held], events=[what],
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_draft_of_the_kit_passes(kind):
    for stage in STAGES:
        for news in ("competing_offer", "award"):
            app = full_application(stage, news)
            drafts = [fu.compose(kind, app, to=person) for person in PANEL]
            for source in SOURCES:
                for draft in drafts:
                    others = [other for other in drafts if other is not draft]
                    report = critique(draft, kind, app, book=source, others=others)
                    assert found(report) == [], (stage, draft.body, [str(f) for f in report.findings])


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_from_nothing_earns_only_its_placeholders(kind):
    app = fu.Application()
    report = critique(fu.compose(kind, app), kind, app)
    assert set(found(report)) == {"placeholder"}


# --- odd input -----------------------------------------------------------------------------------------------------------

ODD = {
    "empty": "",
    "one word": "Thanks",
    "spaces": " \n\t\r\n  ",
    "emoji only": "🎉🎉🎉 😂",
    "German": "Subject: Danke\n\nSehr geehrte Frau Dr. Nair,\n\nvielen Dank für das Gespräch am Dienstag. Ich habe mich sehr gefreut und würde gerne bei Ihnen anfangen.\n\nMit freundlichen Grüßen\nAda Reyes",
    "Chinese": "尊敬的李老师，感谢您昨天抽出时间与我面谈。我对这个职位非常感兴趣，期待您的回复。",
    "HTML": "<html><body><p>Dear Dr. Nair,</p><p>Thank you for the <b>interview</b>.<br>I would &amp; could help.</p></body></html>",
    "markup": "Dear <script>alert(1)</script>,\n\n<img src=x onerror=alert(1)> {{7*7}} ${7*7} <b>bold</b> & more.",
    "thread": "Hi Priya,\n\nThank you for the news.\n\nBest,\nAda\n\nOn Tue, 10 Mar 2026 at 10:00, Priya Nair <p@example.org> wrote:\n> definately recieved!!!\n> Hey you",
    "forwarded": "---------- Forwarded message ----------\nFrom: Priya\nSubject: Hello\n\ndefinately!!",
    "zero width": "De\u200bar Dr. Na\u200dir,\u200b\n\nThank\u2060 you defi\u200bnately.\n\nAda",
    "right to left": "\u202eDear Dr. Nair,\u202c\n\nشكرا لك على المقابلة يوم الثلاثاء\n\nAda",
    "old Mac": "Subject: Data Analyst\r\rDear Dr. Nair,\r\rThank you.\r\rAda",
    "lone surrogates": "Dear \ud800,\n\nThank you \udfff.",
    "null": "Dear\x00 Nair,\n\n\x07\x1b[31mThank you",
}  # fmt: skip


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("kind", [None, *KINDS])
def test_odd_input_never_fails_and_spans_lie_inside(text, kind):
    report = critique(text, kind, APP)
    for finding in report.findings:
        if finding.field != "sending":
            field = getattr(report.email, finding.field)
            assert 0 <= finding.start <= finding.end <= len(field)
            assert field[finding.start : finding.end] == finding.words
    assert str(report) and report._repr_html_()


def test_where_it_cannot_judge_it_says_so():
    reasons = {entry.check: entry.reason for entry in critique(ODD["German"], "thank_you", APP).not_checked}
    assert "English" in reasons["typo"] and "English" in reasons["no-detail"]
    assert "little text" in {e.check: e.reason for e in critique("Thanks", "thank_you").not_checked}["no-detail"]
    reasons = {entry.check: entry.reason for entry in critique("Hi Priya,\n\nThank you for your time.").not_checked}
    assert {"no-subject", "no-thanks", "wrong-name", "wrong-company", "late-thank-you"} <= set(reasons)
    assert "HTML" in " ".join(e.reason for e in critique(ODD["HTML"]).not_checked)


def test_what_others_wrote_is_not_judged():
    assert "typo" not in found(critique(ODD["thread"])) and "exclamations" not in found(critique(ODD["thread"]))


@pytest.mark.parametrize("text", ["a" * 200_000, "Dear " * 40_000, "! " * 100_000, "[" * 100_000, "<p" * 90_000, "\n" * 200_000, "thank you for " * 15_000, "A. " * 60_000, "it's your there " * 12_000, "x@" * 90_000, '"' * 100_000, "Dear Aa Bb Cc Dd Ee " * 9_000, "- a\n" * 50_000, "> " * 90_000, "1" * 200_000, "&" * 100_000 + "<p><p>"])  # fmt: skip
def test_length_never_makes_it_hang(text):
    import time

    start = time.perf_counter()
    critique(f"Subject: x\n\n{text}", "thank_you", APP)._repr_html_()
    assert time.perf_counter() - start < 5


@given(st.text(max_size=400), st.sampled_from([None, *KINDS]), st.text(max_size=60))
def test_any_text_is_survived(body, kind, subject):
    email = fu.Email(subject, body)
    for finding in critique(email, kind, APP).findings:
        if finding.field != "sending":
            assert getattr(email, finding.field)[finding.start : finding.end] == finding.words


PIECES = ["Dear Dr. Nair,", "Hey Tom", "\n", "\r\n\r\n", "thank you for", "you're", " [name] ", "XX", "!!", " 😊 ", "“Ada”", "<b>", "should of", "the the", ">", "On Monday Ada wrote:", "P.S. ", "Kind regards,", "Ada", "+49 30 5550123", "REALLY ", "\u200b", "Northwind", "- ", ". "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_mixture_of_pieces_is_survived(pieces):
    body = " ".join(pieces)
    report = critique(fu.Email("Data Analyst", body), "thank_you", APP)
    assert all(body[f.start : f.end] == f.words for f in report.findings if f.field == "body")
    report._repr_html_()


# --- options and refusals ----------------------------------------------------------------------------------------------

SLOPPY = write(subject="Thank you", greeting="Hey Priya,", add="It was definately a a blast!!")


def test_select_and_ignore_take_checks_and_families():
    assert set(found(critique(SLOPPY, "thank_you", APP, select="proof"))) == {"typo", "repeated-word"}
    assert set(found(critique(SLOPPY, "thank_you", APP, select=["proof", "vague-subject"], ignore="typo"))) == {
        "repeated-word", "vague-subject",
    }  # fmt: skip
    assert not critique(SLOPPY, "thank_you", APP, select="names").findings


@pytest.mark.parametrize("options, field", [
    ({"kind": "thankyou"}, "kind"), ({"kind": "move_on"}, "kind"), ({"select": "typos"}, "select"), ({"ignore": ["nope"]}, "ignore"),
    ({"book": "dream-jobs"}, "source"), ({"sent_at": "2026-03-10T10:00"}, "sent_at"), ({"application": {"company": "x"}}, "application"),
])  # fmt: skip
def test_what_does_not_exist_is_refused_with_a_cure(options, field):
    with pytest.raises(fu.InputError) as error:
        critique(SLOPPY, **options)
    problem = error.value.problems[0]
    assert problem.field == field and problem.cure


def test_only_an_email_or_a_text_is_taken():
    with pytest.raises(fu.InputError, match="draft"):
        critique(42)


# --- the report --------------------------------------------------------------------------------------------------------


def test_the_report_shows_itself_and_escapes_what_people_wrote():
    email = write(add='I met <script>alert("x")</script> & liked [company] definately.')
    page = critique(email, "thank_you", APP)._repr_html_()
    assert "<script" not in page and "&lt;script&gt;" in page
    shown = page.partition("</style>")[2]
    assert "[1]" in shown and re.search(r">\d+ Warning<", shown) and shown.index("<mark") < shown.index('<ul class="fu-findings">')


def test_better_words_that_end_in_a_sign_get_no_full_stop_after_it():
    email = fu.Email("Data Analyst interview", "Thank you for the talk about the sensors.", to="Priya Nair")
    assert "Better: “Dear Priya Nair,” The greeting" in str(critique(email, select="no-greeting").findings[0])


def test_the_report_as_a_table_and_as_text():
    report = critique(SLOPPY, "thank_you", APP)
    table = report.to_frame()
    assert len(table) == len(report.findings) and table["check"].tolist() == found(report)
    text = str(report)
    assert all(f.check in text for f in report.findings) and "Score:" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_score_has_six_dimensions_each_with_a_reason():
    good, bad = critique(write(), "thank_you", APP), critique(SLOPPY, "thank_you", APP)
    assert list(good.score) == list(data("checks")["points"])
    assert all(part.reason for part in bad.score.values())
    assert bad.points.points < good.points.points == good.points.of
    assert critique(write(), None, APP).score["value"].of == 0


def test_strengths_say_what_is_good_and_where():
    report = critique(write(), "thank_you", APP)
    assert {s.dimension for s in report.strengths} == set(report.score)
    for strength in report.strengths:
        assert getattr(report.email, strength.field)[strength.start : strength.end] == strength.words


# --- the corpus --------------------------------------------------------------------------------------------------------


def lines():
    """Every finding over the corpus, a line each."""
    for part in PARTS:
        for sample in load(part):
            for f in of(sample).findings:
                # Of the unseen part the words stay out, so that nobody tunes to them by reading this.
                words = f" {' '.join(f.words.split())[:80]} -> {f.suggestion or ''}" if part == "tune" else ""
                yield f"{sample.id} {f.severity} {f.check} {f.field} {f.start}-{f.end}{words}".rstrip()


def test_findings_over_the_corpus_are_as_noted():
    """To note them anew: FOLLOWUP_SNAPSHOT=write pytest tests/test_critique.py -k corpus."""
    import os
    from pathlib import Path

    path = Path(__file__).parent / "snapshots" / "critique.txt"
    now = "\n".join(lines()) + "\n"
    if os.environ.get("FOLLOWUP_SNAPSHOT") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now
