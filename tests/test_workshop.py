"""The critique workshop: its samples, marks beside findings, versions, the reader's choice, and the widgets."""

import asyncio
import time
from itertools import pairwise
from types import SimpleNamespace

import ipywidgets as w
import pytest
from hands import control, html, text, walk
from strategies import NAIR, march

from followup import widgets as kit
from followup.application import MessageKind
from followup.critique import critique
from followup.errors import InputError
from followup.learning import Desk, FileStore, load_questions
from followup.learning.samples import posts, sample, samples
from followup.learning.versions import changes, critique_own, keep_text, keep_version, versions
from followup.learning.workshop import ASPECTS, compare, explain, finds, pieces
from followup.rulebook import load_rulebook
from followup.widgets import feedback
from followup.widgets.feedback import Pause, findings_list, score_table

LESSON = "05_critique_workshop"
NOW = march("10 12:00")
MARKUP = '<script>alert(1)</script><img src=x onerror="boom()"> & {{ 7*7 }} $x$'
KINDS = [kind for kind in MessageKind if kind is not MessageKind.MOVE_ON]


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog):
    """A handler that raises passes silently, but for a line in the log."""
    yield
    assert [record.getMessage() for record in caplog.records] == []


@pytest.fixture
def files(followup_home):
    return FileStore(followup_home)


@pytest.fixture
def desk(files):
    return open_desk(files)


def open_desk(store):
    return Desk(store, LESSON, clock=lambda: NOW)


def finding(check="slang", words="thx", field="body", start=0, end=None, rule="professional-tone"):
    end = start + len(words) if end is None else end
    return SimpleNamespace(check=check, field=field, start=start, end=end, words=words, rule=rule, message="m", why="w",
                           better="", severity="warning", source="s")  # fmt: skip


def report(*findings):
    return SimpleNamespace(findings=findings)


def ticks(widget):
    return {c.description: c for c in walk(widget) if isinstance(c, w.Checkbox)}


# --- the samples ------------------------------------------------------------------------------------------------------


def test_samples_are_many_of_every_kind_and_from_weak_to_strong():
    every = samples().values()
    assert len(every) >= 12 and {one.kind for one in every} == set(KINDS)
    assert {one.level for one in every} == {"weak", "middling", "strong"}
    assert len({one.application.company for one in every}) >= 5


@pytest.mark.parametrize("one", samples().values(), ids=samples())
def test_what_the_author_marked_by_rule_the_kit_finds(one):
    """Loading has checked that the words of a mark stand there once."""
    found = one.critique().findings
    missed = [mark for mark in one.marks if mark.judged == "rule" and not any(finds(f, mark) for f in found)]
    assert [(mark.check, mark.words) for mark in missed] == []
    assert bool(one.marks) == (one.level != "strong")


@pytest.mark.parametrize("one", [s for s in samples().values() if s.level == "strong"], ids=lambda one: one.id)
def test_a_strong_sample_earns_remarks_at_most(one):
    assert [(f.check, f.words) for f in one.critique().findings if f.severity != "info"] == []


def test_a_sample_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"on-the-buss.*on-the-bus"):
        sample("on-the-buss")


GOOD = """
[application.a]
company = "Acme"
role = "Baker"
candidate = "Zed Quill"
[[application.a.rounds]]
at = "2026-03-10T10:00+01:00"
[[sample]]
id = "one"
title = "One"
level = "weak"
kind = "thank_you"
application = "a"
to = "Ms. Lim"
sent_at = "2026-03-10T12:00+01:00"
subject = "hey"
body = "Hey you"
[[sample.marks]]
words = "Hey"
check = "casual-greeting"
why = "Because."
"""
FAULTS = {
    "words that are not there": (GOOD.replace('words = "Hey"', 'words = "Hoi"'), ["one", "marks", "Hoi", "0 times"]),
    "an unknown application": (GOOD.replace('application = "a"', 'application = "b"'), ["one", "application", "b"]),
    "an unknown kind": (GOOD.replace('"thank_you"', '"thanks"'), ["one", "kind"]),
    "no moment": (GOOD.replace("T12:00+01:00", "T12:00", 2), ["one", "sent_at"]),
    "a field too many": (GOOD.replace('level = "weak"', 'level = "weak"\ncolour = "red"'), ["one", "colour"]),
    "twice the same": (GOOD + "[[sample]]" + GOOD.split("[[sample]]")[1], ["one", "id", "twice"]),
    "no TOML": ("[[sample]", ["samples.toml", "TOML"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_author_is_told_which_sample_and_field_is_wrong(tmp_path, name):
    told, expected = FAULTS[name]
    (tmp_path / "samples.toml").write_text(told, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        samples(tmp_path)
    assert all(word in str(caught.value) for word in expected), str(caught.value)


def test_a_good_file_of_an_author_is_read_and_a_missing_one_named(tmp_path):
    (tmp_path / "samples.toml").write_text(GOOD, encoding="utf-8")
    assert sample("one", tmp_path).application.company == "Acme"
    with pytest.raises(InputError, match=r"recruiter\.toml"):
        posts(tmp_path)


# --- pieces -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", samples().values(), ids=samples())
def test_pieces_are_the_whole_email_and_nothing_twice(one):
    parts = pieces(one.subject, one.body)
    for part in parts:
        assert {"subject": one.subject, "body": one.body}[part.field][part.start : part.end] == part.text
    body = [part for part in parts if part.field == "body"]
    assert "".join("".join(part.text for part in body).split()) == "".join(one.body.split())
    assert all(a.end <= b.start for a, b in pairwise(body))


def test_titles_and_abbreviations_end_no_piece():
    body = "I met Dr. Obi at 9 a.m. Monday. He said “Good!” Then we left… It rained."
    told = [part.text for part in pieces("", body)]
    assert told == ["I met Dr. Obi at 9 a.m. Monday.", "He said “Good!”", "Then we left…", "It rained."]
    assert pieces("", "") == pieces("  ", "\n \r\n\t") == []


# --- marks beside findings --------------------------------------------------------------------------------------------

BODY = "Hey you.\nThank you for it. I beg you.\nZed"
PARTS = pieces("Subject", BODY)  # 0 subject, 1 Hey, 2 Thank, 3 beg, 4 Zed


def words_of(lines):
    return [line.words for line in lines]


def test_marks_and_findings_are_told_apart():
    hey, beg = finding("casual-greeting", "Hey"), finding("desperate", "I beg you.", start=BODY.index("I beg"))
    thanks = finding("no-detail", "", start=8, end=8)
    found = compare(PARTS, {1, 4}, {"detail", "contact"}, [hey, thanks, beg])
    assert words_of(found.both) == ["Hey", "a detail from the conversation"]
    assert words_of(found.kit_only) == ["I beg you."]
    assert words_of(found.learner_only) == ["Zed", "a way to reach the writer"]
    assert found.author_adds == ()


def test_a_finding_over_two_sentences_is_seen_in_either_and_blames_neither():
    both = finding("flattery", BODY[9:38], start=9)
    for marked in ({2}, {3}, {2, 3}):
        found = compare(PARTS, marked, set(), [both])
        assert len(found.both) == 1 and not found.kit_only and not found.learner_only
    assert compare(PARTS, {4}, set(), [both]).both == ()


def test_spans_that_only_touch_do_not_overlap():
    found = compare(PARTS, {1}, set(), [finding("slang", "T", start=9, end=10)])
    assert found.both == () and words_of(found.learner_only) == ["Hey you."]


def test_a_span_of_the_subject_is_not_one_of_the_body():
    found = compare(PARTS, {1}, set(), [finding("vague-subject", "Subject", "subject")])
    assert words_of(found.kit_only) == ["Subject"] and words_of(found.learner_only) == ["Hey you."]
    assert compare(PARTS, {0}, set(), [finding("vague-subject", "Subject", "subject")]).both
    assert compare(PARTS, set(), {"subject"}, [finding("vague-subject", "Subject", "subject")]).both


def test_what_concerns_the_whole_is_marked_as_a_whole():
    long = finding("too-long", BODY, start=0)
    late = finding("late-thank-you", "", "sending")
    found = compare(PARTS, set(range(5)), {"time"}, [long, late])
    assert words_of(found.kit_only) == [ASPECTS["length"][0]] and words_of(found.both) == [ASPECTS["time"][0]]
    assert len(found.learner_only) == 5


def test_nothing_and_nonsense_may_be_marked():
    assert compare([], {7, -1}, {"nonsense"}, []) == compare(PARTS, set(), set(), [])


def test_the_author_has_a_word_on_what_neither_or_only_the_learner_saw():
    one = sample("same-for-all")
    parts, found = pieces(one.subject, one.body), one.critique().findings
    claim = next(i for i, part in enumerate(parts) if part.text.startswith("I am a hard worker"))
    by_learner = compare(parts, {claim}, set(), found, one.marks)
    assert by_learner.learner_only[0].mark.judged == "reader"
    assert by_learner.learner_only[0].mark not in [line.mark for line in by_learner.author_adds]
    by_nobody = compare(parts, set(), set(), found, one.marks)
    assert "reader" in [line.mark.judged for line in by_nobody.author_adds]


def test_every_absence_the_critique_knows_can_be_marked():
    checks = {check for _, served in ASPECTS.values() for check in served}
    for one in samples().values():
        for f in one.critique().findings:
            assert f.start < f.end or f.check in checks, f.check


# --- versions ---------------------------------------------------------------------------------------------------------


def test_a_finding_that_stays_is_neither_mended_nor_brought_in():
    long = "x" * 80
    old = report(finding(start=4), finding("no-thanks", "", start=9, end=9), finding("long-sentence", long))
    new = report(finding(start=40), finding("no-thanks", "", start=1, end=1), finding("long-sentence", long + "y"))
    assert changes(old, new) == ([], []) and changes(report(), report()) == ([], [])


def test_each_of_two_equal_findings_counts():
    two, one = report(finding(start=1), finding(start=9)), report(finding(start=9))
    assert changes(two, one) == ([two.findings[0]], []) or changes(two, one) == ([two.findings[1]], [])
    assert changes(one, two)[0] == [] and len(changes(one, two)[1]) == 1
    assert [f.words for f in changes(one, report(finding(words="lol")))[1]] == ["lol"]


def test_versions_are_kept_for_each_message_and_on_a_new_desk(desk, files):
    assert versions(desk, "thank_you", NAIR) == []
    assert keep_version(desk, "thank_you", NAIR, "A", "one") and keep_version(desk, "thank_you", NAIR, "A", "two")
    assert not keep_version(desk, "thank_you", NAIR, "A", "two")
    assert keep_version(desk, "check_in", None, "B", "three")
    again = open_desk(files)
    assert [one.body for one in versions(again, "thank_you", NAIR)] == ["one", "two"]
    assert [one.body for one in versions(again, "check_in", None)] == ["three"]
    assert again.draft("thank_you", NAIR).body == "two"


def test_the_first_version_stays_however_many_follow(desk):
    for number in range(60):
        keep_version(desk, "thank_you", NAIR, "A", str(number))
    kept = [one.body for one in versions(desk, "thank_you", NAIR)]
    assert kept[0] == "0" and kept[-1] == "59" and len(kept) == 40


def test_the_own_text_is_judged_by_all_that_the_desk_knows(desk):
    body = "Dear Mr. Okaforr,\n\nThank you for the talk about the night shift's notes.\n\nKind regards,\nAda Reyes"
    told = critique_own(desk, "thank_you", "Tom Okafor", "Thank you – Data Analyst interview", body)
    assert "misspelt-name" in [f.check for f in told.findings]
    desk.keep_draft("thank_you", NAIR, "s", body)
    again = critique_own(desk, "thank_you", "Tom Okafor", "Thank you – Data Analyst interview", body)
    assert "duplicate-note" in [f.check for f in again.findings]
    assert "duplicate-note" not in [f.check for f in told.findings]


def test_a_text_goes_to_the_case_it_was_written_for(desk, files):
    case = desk.current
    desk.current = "another"
    keep_text(desk, case, "thank_you", NAIR, "S", "mine")
    assert desk.current == "another" and open_desk(files).draft("thank_you", NAIR).body == "mine"
    assert desk.notes("drafts") == {}


def test_notes_are_kept_under_their_name_and_taken_away(desk, files):
    desk.keep_note("marks", "a", {"pieces": [1]})
    assert open_desk(files).notes("marks") == {"a": {"pieces": [1]}} and desk.notes("versions") == {}
    desk.keep_note("marks", "a", None)
    assert open_desk(files).notes("marks") == {}


# --- the reader's side ------------------------------------------------------------------------------------------------


def test_reasons_name_rules_that_make_a_difference():
    reports = {"A": report(), "B": report(finding()), "C": report(finding(), finding(rule="proofread"))}
    assert explain("A", reports).speak_for == {"professional-tone": ("B", "C"), "proofread": ("C",)}
    assert explain("A", reports).speak_against == () and not explain("A", reports).undecided
    assert explain("C", reports).speak_for == {} and set(explain("C", reports).speak_against) == {
        "professional-tone",
        "proofread",
    }
    same = {"A": report(finding()), "B": report(finding())}
    assert explain("A", same).undecided and explain("A", {"A": report(), "B": report()}).undecided


def test_the_sets_hold_three_notes_and_at_least_two_sets():
    assert len(posts()) >= 2
    for post in posts().values():
        assert len(post.notes) == 3 and len(post.reports) == 3 and post.taste and post.about
        assert all(note.says for note in post.notes)
    two_good = [sum(not r.findings for r in post.reports.values()) for post in posts().values()]
    assert 2 in two_good, "one set leaves the choice to taste"


# --- the questions ----------------------------------------------------------------------------------------------------


def test_the_questions_serve_rules_that_exist_and_their_answers_stand_in_every_place():
    asked, book = load_questions(LESSON), load_rulebook()
    assert len(asked) >= 6 and all(one.id.startswith("05-") for one in asked)
    assert all(rule in book for one in asked for rule in one.rules)
    places = [one.right for one in asked if one.KIND == "choice"]
    assert {0, 1, 2, 3} <= set(places)


# --- the widgets ------------------------------------------------------------------------------------------------------

BUILDERS = {
    "mark": lambda desk: kit.mark(desk, "on-the-bus"),
    "rewrite": lambda desk: kit.rewrite(desk, "where-is-it"),
    "own_draft": kit.own_draft,
    "recruiter": kit.recruiter,
}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_control_has_a_label_and_results_are_read_out(desk, name):
    made = BUILDERS[name](desk)
    assert {"fu", "fu-card"} <= set(made._dom_classes)
    for child in walk(made):
        if isinstance(child, w.ValueWidget) and not isinstance(child, w.HTML):
            assert child.description.strip(), type(child).__name__
    assert 'role="status"' in html(made) and text(made)


def test_marking_comes_before_the_findings(desk, files):
    made = kit.mark(desk, "on-the-bus")
    assert "emoji" not in text(made) and "casual" not in text(made).lower()
    control(made, "Compare").click()
    assert "Mark at least one thing first" in text(made)
    boxes = ticks(made)
    boxes["Hey Dr. Obi,"].value = boxes["a sign-off"].value = boxes["Mina"].value = True
    control(made, "Compare").click()
    shown = text(made)
    assert "both of you" in shown and "the kit only" in shown and "you only" in shown
    assert "“Hey”" in shown and "Professional tone".lower() in shown.lower() and "Dream Job" in shown
    assert "agree on 2 findings" in shown and "1 mark of yours the kit does not share" in shown
    again = ticks(kit.mark(open_desk(files), "on-the-bus"))
    assert [label for label, box in again.items() if box.value] == ["Hey Dr. Obi,", "Mina", "a sign-off"]


def test_a_strong_sample_may_be_left_as_it_is(desk):
    made = kit.mark(desk, "thursday-trays")
    control(made, "I find nothing").value = True
    control(made, "Compare").click()
    assert "nothing to mend" in text(made) and "What is good" in text(made)


@pytest.mark.parametrize("id", samples())
def test_every_sample_can_be_marked_rewritten_and_compared(desk, id):
    made = kit.mark(desk, "on-the-bus")
    control(made, "Sample email").value = id
    for box in ticks(made).values():
        box.value = True
    control(made, "Compare").click()
    assert "Your marks and the kit’s findings" in text(made) and "fault of its own" not in text(made)
    other = kit.rewrite(desk, "on-the-bus")
    control(other, "Sample email").value = id
    assert control(other, "Message").value == sample(id).body and "fault of its own" not in text(other)


def test_a_rewrite_is_answered_at_every_key_kept_and_started_again(desk, files):
    made = kit.rewrite(desk, "where-is-it")
    before = text(made)
    assert "unacceptable" in before and "Mended so far: 0" in before
    body = control(made, "Message")
    assert body.continuous_update and control(made, "Subject").continuous_update
    body.value = body.value.replace("Hello,", "Dear Ms. Odum,").replace("!!", ".")
    assert "✓ Mended:" in text(made) and "Mended so far: 2" in text(made)
    assert "At first" in text(made) and "Now" in text(made)
    again = kit.rewrite(open_desk(files), "where-is-it")
    assert control(again, "Message").value == body.value
    body = control(again, "Message")
    control(again, "Start again").click()
    assert control(again, "Message").value == sample("where-is-it").body and "Mended so far: 0" in text(again)
    body.value = body.value.replace("This is", "lol, this is")
    assert "Not there before:" in text(again) and "“lol”" in text(again)


def test_own_versions_are_compared_and_kept(desk, files):
    made = kit.own_draft(desk)
    assert control(made, "Kind").value == "thank_you" and control(made, "To").value == NAIR
    assert control(made, "Message").value == desk.fresh_draft("thank_you", NAIR).body
    control(made, "Message").value = "Hey Dr. Nair,\n\nthx for the chat.\n\nAda"
    control(made, "Keep this").click()
    assert "Version 1 is kept" in text(made) and "Before and after" not in text(made)
    control(made, "Keep this").click()
    assert "Nothing has changed since version 1" in text(made)
    control(made, "Message").value = "Dear Dr. Nair,\n\nThank you for the chat. I love your vibe!!\n\nAda"
    control(made, "Keep this").click()
    for shown in (text(made), text(kit.own_draft(open_desk(files)))):
        assert "Version 2:" in shown and "✓ Mended:" in shown and "+ Brought in:" in shown
        assert "The score before and after" in shown and "thx for the chat" in shown and "I love your vibe" in shown
    control(made, "Message").value = " \n"
    control(made, "Keep this").click()
    assert "no text yet" in text(made) and len(versions(desk, "thank_you", NAIR)) == 2


def test_the_draft_of_the_composer_and_the_own_text_are_one(desk):
    composer = kit.composer(desk, "thank_you")
    control(composer, "Message").value = "Dear Dr. Nair,\n\nthx for the chat.\n\nAda"
    assert "how friends talk" in text(composer) and "“thx”" in text(composer)
    assert "thx" in control(kit.own_draft(desk), "Message").value


def test_a_choice_is_explained_kept_and_never_called_right(desk, files):
    made = kit.recruiter(desk)
    control(made, "Show the reasons").click()
    assert "Choose one of the three first" in text(made)
    choice = control(made, "Whom")
    for name in choice.options:
        choice.value = name
        control(made, "Show the reasons").click()
        shown = text(made)
        assert f"You answer {name} first" in shown and "What no rule decides" in shown
        assert "The critique side by side" in shown and "✓ Right" not in shown
    assert "Rules that speak against it" in shown
    assert control(kit.recruiter(open_desk(files)), "Whom").value == name
    control(made, "Post").value = "model-maker"
    assert choice.value is None and "Quillon" in text(made)


# --- hostile and careless input ---------------------------------------------------------------------------------------


def test_markup_stays_text(desk):
    made = {name: build(desk) for name, build in BUILDERS.items()} | {"composer": kit.composer(desk, "thank_you")}
    for name in ("rewrite", "own_draft", "composer"):
        control(made[name], "Subject").value = MARKUP
        control(made[name], "Message").value = f"Hey {MARKUP},\n\n[{MARKUP}] thx!!"
    for number in range(2):
        control(made["own_draft"], "Message").value += f"lol {number}"
        control(made["own_draft"], "Keep this").click()
    for name, widget in made.items():
        assert "<script" not in html(widget) and "<img" not in html(widget), name
    assert "&lt;script" in html(made["own_draft"])
    shown = findings_list([finding(words="<b>x</b>")])
    assert "<b>" not in shown and "&lt;b&gt;" in shown


@pytest.mark.parametrize(
    "body",
    ["", " ", "x", "x" * 200_000, "thx!! " * 33_000, "😀" * 99, "\u202e\u200b" * 50, "a\r\n\r\nb\0", "A\ud83d", MARKUP],
    ids=["empty", "space", "x", "one word", "200 kB", "emoji", "unseen", "control", "half", "markup"],
)
def test_any_text_is_answered_in_time(desk, body):
    for made in (kit.rewrite(desk, "on-the-bus"), kit.own_draft(desk)):
        start = time.perf_counter()
        control(made, "Message").value = body
        assert time.perf_counter() - start < 5 and "fault of its own" not in text(made)
        told = [c.value for c in walk(made) if isinstance(c, w.HTML) and "What the kit found" in c.value]
        assert len(told) == 1 and len(told[0]) < 60_000, "what changes at every key stays small"
    assert len(pieces(body, body)) >= 0


def test_a_fault_of_the_critique_does_not_stop_the_writing(desk, files, monkeypatch, caplog):
    made = kit.rewrite(desk, "on-the-bus")
    monkeypatch.setattr(type(sample("on-the-bus")), "critique", lambda *_: 1 / 0)
    control(made, "Message").value = "my words"
    assert "Your text is safe" in text(made) and "division by zero" in caplog.text
    assert open_desk(files).notes("rewrites")["on-the-bus"]["body"] == "my words"
    caplog.clear()


# --- while typing -----------------------------------------------------------------------------------------------------


def test_nothing_is_written_while_keys_are_pressed(desk, files, monkeypatch):
    """In a notebook a loop runs, and the text is kept when nobody has typed for a moment."""
    monkeypatch.setattr(feedback.Pause.__init__, "__defaults__", (0.05,))
    written = []
    monkeypatch.setattr(FileStore, "_write", lambda self, path, text, old=FileStore._write: (written.append(path), old(self, path, text)))  # fmt: skip

    async def type_in(made):
        written.clear()  # a draft kept earlier is looked at as it opens
        body = control(made, "Message")
        for end in range(1, 12):
            body.value = "Dear Dr. Nair,"[:end]
            await asyncio.sleep(0)
        assert written == []
        await asyncio.sleep(0.3)
        assert [path.name for path in written].count("writing-story.json") == 1

    for build in (BUILDERS["rewrite"], BUILDERS["own_draft"], lambda desk: kit.composer(desk, "thank_you")):
        asyncio.run(type_in(build(desk)))
    assert open_desk(files).draft("thank_you", NAIR).body == "Dear Dr. Na"


def test_what_waits_is_kept_before_another_text_is_shown(desk):
    async def change_reader():
        made = kit.composer(desk, "thank_you")
        control(made, "Message").value = "for Dr. Nair"
        control(made, "To").value = "Tom Okafor"

    asyncio.run(change_reader())
    assert desk.draft("thank_you", NAIR).body == "for Dr. Nair"
    assert "Okafor" in desk.draft("thank_you", "Tom Okafor").body


def test_a_pause_does_the_last_thing_once():
    done = []

    async def hurry():
        pause = Pause(0.01)
        for number in range(5):
            pause(lambda number=number: done.append(number))
        await asyncio.sleep(0.1)
        pause.flush()

    asyncio.run(hurry())
    assert done == [4]


def test_a_key_costs_little(desk):
    """What the browser adds is measured there; see the README."""
    made = kit.own_draft(desk)
    body, times = control(made, "Message"), []
    for end in range(len(body.value)):
        start = time.perf_counter()
        body.value = body.value[:end] + "." + body.value[end:]
        times.append(time.perf_counter() - start)
        if end > 60:
            break
    assert sorted(times)[len(times) // 2] < 0.1


def test_scores_are_told_in_words():
    told = critique("Subject: Hello\n\nHey you", kind="check_in")
    table = score_table("Score", {"Now": told})
    assert "not asked" in table and " of " in table and "<caption>" in table
    assert all(name in table for name in told.score)
