"""The desk: the story and own applications, what happens to them, what is written; forms and questions."""

import datetime as dt
import json
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from strategies import LIM, NAIR, OSEI, at, event, interview, march, people

import followup as fu
from followup.learning import Desk, FileStore, MemoryStore
from followup.learning.desk import STORY
from followup.learning.forms import read_application, read_event, read_interview, read_people, with_round
from followup.learning.questions import question

LESSONS = ("00_start_here", "01_thank_you_note", "02_follow_up_note", "03_feedback_note")
NOW = march("17 09:00")
DAY = dt.date.fromisoformat


@pytest.fixture(params=["files", "memory"])
def store(request, followup_home):
    return FileStore(followup_home) if request.param == "files" else MemoryStore()


@pytest.fixture
def files(followup_home):
    return FileStore(followup_home)


def desk(store, notebook="02_follow_up_note", now=NOW):
    """A desk as a notebook opens it."""
    return Desk(store, notebook, clock=lambda: now)


def own(company="Contoso", **fields):
    """An application of the learner's own, seven days ago, with Dr. Nair."""
    return fu.Application(company=company, role="Baker", candidate="Zed Quill", rounds=[interview("10", **fields)])


def kinds(desk):
    return [str(event.kind) for event in desk.application.events]


def put(store, name, **document):
    """A document as it lies in a file, whatever it holds."""
    store.update(name, lambda _: document)


# --- the story --------------------------------------------------------------------------------------------------------


def test_the_story_goes_on_from_lesson_to_lesson():
    story = fu.story()
    assert [chapter.notebook for chapter in story.chapters][:4] == list(LESSONS)
    moments = [story.chapter(lesson).now for lesson in LESSONS]
    assert moments == sorted(moments) and story.now == moments[0]
    assert all(chapter.tells and chapter.now.utcoffset() is not None for chapter in story.chapters)
    assert story.chapter("99_elsewhere") == story.chapters[0]
    assert len(story.application.rounds[0].interviewers) == 3 and story.holidays == "DE-BE"
    assert {"competing_offer", "rejected"} <= {str(event.kind) for event in story.application.events}


NEXT = {
    "00_start_here": "thank_you",
    "01_thank_you_note": "thank_you",
    "02_follow_up_note": "check_in",
    "03_feedback_note": "reply_to_rejection",
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_opens_on_its_own_day(store, lesson):
    """The real clock plays no part in the story."""
    for year in (2020, 2040):
        opened = desk(store, lesson, now=at(f"{year}-01-01 12:00"))
        assert opened.is_story and opened.now == fu.story().chapter(lesson).now
        assert opened.timeline().now == opened.now
        assert opened.timeline().next_step.kind == NEXT[lesson]


def test_the_day_of_the_story_is_moved_and_moved_back(store):
    opened, told = desk(store), []
    opened.listen(lambda: told.append(opened.now.date()))
    assert opened.timeline().next_step.status == "waiting"
    opened.move_to(DAY("2026-03-25"))  # the day of the other offer
    assert opened.timeline().next_step.kind == "update" and opened.now.utcoffset() == dt.timedelta(hours=1)
    opened.move_to(DAY("2026-03-26"))
    assert opened.timeline().next_step.kind == "check_in"
    opened.move_to(DAY("2026-04-09"))
    assert opened.timeline().next_step.kind == "reply_to_rejection" and opened.now.utcoffset() == dt.timedelta(hours=2)
    opened.move_to(opened.chapter.now.date())
    assert opened.now == opened.chapter.now
    assert [str(day) for day in told] == ["2026-03-25", "2026-03-26", "2026-04-09", "2026-03-24"]


def test_a_year_that_is_still_being_typed_is_refused_or_passes(store):
    opened = desk(store)
    opened.listen(lambda: opened.timeline())
    for day in (dt.date.min, DAY("0202-03-24"), dt.date.max):
        with pytest.raises(fu.InputError, match="year"):
            opened.move_to(day)
    opened.move_to(DAY("2026-03-27"))
    assert opened.timeline().steps


def test_silence_tells_what_changes_by_itself(store):
    told = desk(store).silence(14)
    assert (DAY("2026-03-27"), "check_in", "open") in [(day, step.kind, step.status) for day, step in told]
    assert desk(store).silence(0) == []


# --- what is chosen is there in the next notebook ---------------------------------------------------------------------


def test_source_place_and_case_are_kept_for_the_next_notebook(store):
    first = desk(store)
    assert (first.book.source, first.holidays) == ("learn-it", "DE-BE")
    first.advise("dream-job")
    first.place("GB-ENG")
    first.save(own(), new=True)
    second = desk(store, "03_feedback_note")
    assert (second.book.source, second.holidays, second.current) == ("dream-job", "GB-ENG", "contoso-baker")
    assert second.application == first.application and second.now == NOW
    second.choose(STORY)
    assert desk(store).is_story


def test_weekends_only_may_be_chosen(store):
    for none in (None, ""):
        opened = desk(store)
        opened.place("US")
        opened.place(none)
        assert opened.holidays is None and desk(store).holidays is None


def test_what_is_unknown_is_refused_and_changes_nothing(store):
    opened = desk(store)
    for attempt, says in (
        (lambda: opened.advise("learnit"), "source.*learnit.*learn-it"),
        (lambda: opened.place("XX"), "holidays.*XX"),
        (lambda: opened.place("DE-XX"), "holidays.*DE-XX"),
    ):
        with pytest.raises(fu.InputError, match=says):
            attempt()
    for same in (opened, desk(store)):
        assert (same.book.source, same.holidays) == ("learn-it", "DE-BE")


def test_a_case_that_is_not_there_leaves_the_story_on_the_desk(store):
    opened = desk(store)
    for id in ("gone", "../../etc", "", "Contoso"):
        with suppress(fu.InputError):
            opened.choose(id)
        assert opened.is_story and opened.application == fu.story().application


# --- own applications -------------------------------------------------------------------------------------------------


def test_own_applications_have_a_file_each(files):
    opened = desk(files)
    for company in ("Contoso", "Fabrikam", "../../etc", "李"):
        opened.save(own(company), new=True)
    assert [a.company for a in opened.applications().values()].count("Contoso") == 1 and len(opened.applications()) == 4
    assert len(files.names("application-")) == 4
    held = {json.loads(path.read_text())["company"] for path in files.folder.glob("application-*.json")}
    assert held == {"Contoso", "Fabrikam", "../../etc", "李"}
    assert sorted(opened.applications()) == sorted(a.id for a in opened.applications().values())


def test_the_same_company_twice_gets_another_id(store):
    opened = desk(store)
    for _ in range(3):
        opened.save(own(), new=True)
    assert list(opened.applications()) == ["contoso-baker", "contoso-baker-2", "contoso-baker-3"]
    assert opened.current == opened.application.id == "contoso-baker-3"
    opened.save(fu.Application(company="story", id="story"), new=True)
    assert not opened.is_story and opened.application.company == "story"


def test_a_change_is_kept_under_the_same_id(store):
    opened = desk(store)
    opened.save(own(), new=True)
    opened.save(opened.application.model_copy(update={"role": "Miller"}))
    assert opened.current == "contoso-baker" and desk(store).application.role == "Miller"
    assert len(opened.applications()) == 1


def test_choosing_changes_application_and_moment(store):
    opened, told = desk(store), []
    opened.save(own(), new=True)
    opened.listen(lambda: told.append(opened.application.company))
    assert opened.now == NOW
    opened.choose(STORY)
    assert opened.now == fu.story().chapter("02_follow_up_note").now
    opened.choose("contoso-baker")
    assert told == ["Northwind", "Contoso"]


def test_the_story_may_be_changed_and_put_back(store):
    opened = desk(store)
    opened.record(event("26", "award"))
    opened.save(opened.application.model_copy(update={"company": "Southwind"}))
    assert desk(store, "03_feedback_note").application.company == "Southwind" and opened.applications() == {}
    opened.start_over()
    for same in (opened, desk(store)):
        assert same.is_story and same.application == fu.story().application


def test_across_gives_the_next_step_of_each_own_case(store):
    opened = desk(store)
    assert opened.across() == []
    opened.save(own("Waiting", decision_by="2026-03-30", interviewers=[]), new=True)
    opened.record(event("10 13:00", "thank_you_sent"))
    opened.save(own("Late"), new=True)
    opened.save(own("Over"), new=True)
    opened.record(event("11", "withdrawn"))
    opened.choose(STORY)
    told = [(timeline.application.company, step.kind, step.status) for timeline, step in opened.across()]
    assert told == [("Late", "check_in", "open"), ("Waiting", "check_in", "waiting")]


def test_an_own_case_that_is_put_away_can_be_brought_back_and_leaves_no_words_for_the_next(files):
    opened = desk(files)
    opened.save(own(), new=True)
    opened.reflect("discussed", "the first case")
    opened.keep_draft("check_in", NAIR, "First", "First")
    opened.start_over()
    assert opened.is_story and opened.applications() == {}
    assert len(list(files.folder.glob("application-*.removed"))) == 1
    opened.save(own(), new=True)
    assert opened.reflection() == {} and opened.draft("check_in", NAIR) == opened.fresh_draft("check_in", NAIR)


# --- what happens -----------------------------------------------------------------------------------------------------


def test_events_are_recorded_undone_and_corrected(store):
    opened = desk(store)
    opened.save(own(), new=True)
    opened.record(event("12", "award"), event("11", "thank_you_sent", to=NAIR))
    assert kinds(opened) == kinds(desk(store)) == ["thank_you_sent", "award"]
    opened.correct(1, event("10 15:00", "reply_received", note="soon"))
    assert kinds(opened) == ["reply_received", "thank_you_sent"]
    opened.undo(0)
    assert kinds(opened) == kinds(desk(store)) == ["thank_you_sent"]
    for attempt in (lambda: opened.undo(1), lambda: opened.correct(-1, event("12", "award"))):
        with pytest.raises(fu.InputError, match="position"):
            attempt()
    with pytest.raises(fu.InputError, match="2026-03-01"):
        opened.record(event("12", "promised_date", date="2026-03-01"))
    assert kinds(opened) == kinds(desk(store)) == ["thank_you_sent"]


def test_what_happens_changes_the_plan_and_is_told(store):
    opened, told = desk(store), []
    opened.save(own(), new=True)
    opened.listen(lambda: told.append(opened.timeline().next_step.kind))
    assert opened.timeline().next_step.kind == "check_in"
    opened.record(event("16", "rejected"))
    opened.undo(0)
    assert told == ["reply_to_rejection", "check_in"]


def test_two_notebooks_lose_no_event(store):
    one = desk(store)
    one.save(own(), new=True)
    two = desk(store, "03_feedback_note")
    one.record(event("11", "thank_you_sent"))
    two.record(event("12", "award"))
    one.record(event("13", "reply_received"))
    assert kinds(one) == kinds(desk(store)) == ["thank_you_sent", "award", "reply_received"]


def test_a_change_in_the_form_of_one_notebook_keeps_the_event_of_another(store):
    one = desk(store)
    one.save(own(), new=True)
    desk(store, "03_feedback_note").record(event("11", "thank_you_sent"))
    one.save(read_application(one.application, {"role": "Miller"}))
    assert kinds(desk(store)) == ["thank_you_sent"] and desk(store).application.role == "Miller"


@pytest.mark.parametrize("act", ["undo", "correct"])
def test_undo_means_the_event_that_this_notebook_shows(store, act):
    one = desk(store)
    one.save(own(), new=True)
    one.record(event("12", "award"))
    desk(store, "03_feedback_note").record(event("11", "thank_you_sent"))  # now it stands in the award's place
    with suppress(fu.InputError):  # refusing is fine; taking away another event is not
        one.undo(0) if act == "undo" else one.correct(0, event("12", "offered"))
    assert "thank_you_sent" in kinds(desk(store))


# --- files that cannot be read ----------------------------------------------------------------------------------------


def test_damaged_and_newer_applications_are_told_and_the_others_load(files):
    opened = desk(files)
    for company in ("Good", "Torn", "Wrong", "Newer"):
        opened.save(own(company), new=True)
    torn, wrong, newer = (files.folder / f"application-{name}-baker.json" for name in ("torn", "wrong", "newer"))
    torn.write_text("{")
    wrong.write_text('{"version": 1, "company": 5, "rounds": "none"}')
    newer.write_text('{"version": 1, "schema_version": 99, "company": "Newer"}')
    before = newer.read_bytes()
    again = desk(files)  # "Newer" was on the desk
    assert again.is_story and list(again.applications()) == ["good-baker"]
    assert len(again.across()) == 1
    notices = "\n".join(again.notices)
    assert "application-torn-baker.damaged" in notices and "application-wrong-baker.damaged" in notices
    assert "99" in notices and "Update the kit" in notices and len(again.notices) == 3
    assert newer.read_bytes() == before and not torn.exists() and not wrong.exists()
    assert len(list(files.folder.glob("*.damaged"))) == 2


@pytest.mark.parametrize("name", ["settings", "writing-story", "answers", "progress", "story"])
def test_no_damaged_file_keeps_a_notebook_from_opening(files, name):
    (files.folder / f"{name}.json").write_text("{")
    opened = desk(files)
    assert opened.timeline().steps and opened.draft("check_in", OSEI).body and opened.reflection() == {}
    assert opened.answered("02-no-date") is None
    assert len(opened.notices) == 1 and f"{name}.damaged" in opened.notices[0]


@pytest.mark.parametrize("name", ["settings", "writing-story", "answers", "progress", "story"])
def test_a_newer_file_keeps_no_notebook_from_opening_and_is_left_as_it_is(files, name):
    file = files.folder / f"{name}.json"
    file.write_text('{"version": 99}')
    opened = desk(files)
    assert opened.timeline().steps and opened.draft("check_in", OSEI).body and opened.reflection() == {}
    assert opened.answered("02-no-date") is None and "newer" in "".join(opened.notices)
    attempt = {
        "settings": lambda: opened.advise("dream-job"),
        "writing-story": lambda: opened.reflect("discussed", "x"),
        "answers": lambda: opened.answer("02-no-date", 0),
        "progress": lambda: opened.answer("02-no-date", 0),
        "story": lambda: opened.record(event("26", "award")),
    }
    with pytest.raises(fu.InputError, match=r"newer.*Update"):
        attempt[name]()
    assert file.read_text() == '{"version": 99}'


STRANGE = {
    "an unknown source": ("settings", {"source": "nonsense"}),
    "no source": ("settings", {"source": None}),
    "an unknown country": ("settings", {"holidays": "XX"}),
    "a country that is none": ("settings", {"holidays": 5}),
    "a case that leads elsewhere": ("settings", {"current": "../../etc"}),
    "a case that is a list": ("settings", {"current": ["x"]}),
    "a case that is gone": ("settings", {"current": "gone"}),
    "drafts in the wrong place": ("writing-story", {"drafts": [1]}),
    "a draft that is a word": ("writing-story", {"drafts": {f"check_in|{OSEI}": "x"}}),
    "half a draft": ("writing-story", {"drafts": {f"check_in|{OSEI}": {"subject": "x"}}}),
    "a reflection that is a word": ("writing-story", {"reflection": "x"}),
    "an answer that is none": ("answers", {"02-no-date": "x"}),
    "progress that is a word": ("progress", {"schema_version": 2, "answers": "x"}),
    "progress without its version": ("progress", {"answers": {"02-no-date": {"outcome": "splendid"}}}),
    "a story that is none": ("story", {"company": 5}),
}


@pytest.mark.parametrize(("name", "document"), STRANGE.values(), ids=STRANGE)
def test_what_is_strange_in_a_file_keeps_no_notebook_from_opening(files, name, document):
    put(files, name, **document)
    opened = desk(files)
    assert opened.timeline().steps and opened.book.source in opened.book.names
    assert opened.draft("check_in", OSEI).body and opened.reflection() == {}
    assert opened.answered("02-no-date") is None
    opened.keep_draft("check_in", OSEI, "Mine", "Mine")
    opened.reflect("discussed", "sensors")
    opened.advise("dream-job")
    again = desk(files)
    assert again.draft("check_in", OSEI).subject == "Mine" and again.reflection() == {"discussed": "sensors"}
    assert again.book.source == "dream-job"


def test_an_own_case_that_is_damaged_while_it_is_open_is_not_lost(files):
    opened = desk(files)
    opened.save(own(), new=True)
    (files.folder / "application-contoso-baker.json").write_text("{")
    try:
        opened.record(event("11", "award"))
    except fu.InputError as error:
        assert "set aside" in str(error)
        opened.record(event("11", "award"))
    assert desk(files).application.company == "Contoso" and kinds(desk(files)) == ["award"]
    assert [path.read_text() for path in files.folder.glob("*.damaged")] == ["{"]


# --- what is written --------------------------------------------------------------------------------------------------


def test_drafts_are_kept_per_application_kind_and_reader(store):
    opened = desk(store)
    opened.keep_draft("check_in", OSEI, "Mine", "Dear Tom,\n\nmine\n\nAda")
    again = desk(store)
    assert again.draft("check_in", OSEI).subject == "Mine"
    for kind, to in (("check_in", NAIR), ("check_in", None), ("update", OSEI)):
        assert again.draft(kind, to) == again.fresh_draft(kind, to)
    again.save(own(), new=True)
    assert again.draft("check_in", OSEI) == again.fresh_draft("check_in", OSEI)
    again.choose(STORY)
    again.forget_draft("check_in", OSEI)
    assert desk(store).draft("check_in", OSEI) == again.fresh_draft("check_in", OSEI)


def test_a_kept_draft_goes_to_the_address_known_now(store):
    opened = desk(store)
    opened.save(own(), new=True)
    opened.keep_draft("thank_you", NAIR, "Mine", "Mine")
    people = [fu.Interviewer(name=NAIR, email="priya@example.org")]
    opened.save(with_round(opened.application, 0, interview("10", interviewers=people)))
    assert opened.draft("thank_you", NAIR).to.endswith("<priya@example.org>")
    assert opened.draft("thank_you", NAIR).subject == "Mine"


def test_a_draft_knows_what_is_known_on_the_desks_day(store):
    opened = desk(store)
    tom = fu.story().application.rounds[0].contact.name
    assert "1 April" not in opened.fresh_draft("update", tom).body
    opened.move_to(DAY("2026-03-26"))
    assert "1 April" in opened.fresh_draft("update", tom).body


def test_the_reflection_is_kept_per_application(store):
    opened = desk(store)
    opened.reflect("discussed", "sensors")
    opened.reflect("well", "")
    assert desk(store, "01_thank_you_note").reflection() == {"discussed": "sensors", "well": ""}
    opened.save(own(), new=True)
    assert opened.reflection() == {}
    opened.reflect("discussed", "bread")
    opened.choose(STORY)
    assert opened.reflection()["discussed"] == "sensors"


def test_two_notebooks_lose_no_words(store):
    one, two = desk(store), desk(store, "03_feedback_note")
    one.reflect("discussed", "sensors")
    two.reflect("well", "all of it")
    two.keep_draft("check_in", OSEI, "Mine", "Mine")
    assert one.reflection() == {"discussed": "sensors", "well": "all of it"}
    assert one.draft("check_in", OSEI).subject == "Mine"


def test_answers_are_kept_and_none_is_no_answer(store):
    opened = desk(store)
    right = [option.right for option in question("02-no-date").options].index(True)
    wrong = (right + 1) % 2
    assert opened.answer("02-no-date", None).outcome == "not answered" and opened.answered("02-no-date") is None
    assert opened.answer("02-no-date", wrong).outcome == "wrong" and desk(store).answered("02-no-date") == wrong
    assert opened.answer("02-no-date", right).outcome == "right" and desk(store).answered("02-no-date") == right
    opened.answer("02-no-date", None)
    assert opened.answered("02-no-date") == right
    with pytest.raises(fu.InputError, match=r"question.*02-nodate.*02-no-date"):
        opened.answer("02-nodate", 0)


# --- forms ------------------------------------------------------------------------------------------------------------

TEN, ELEVEN = dt.time(10), dt.time(11)
BERLIN = "Europe/Berlin"


def test_an_interview_is_read_from_a_form():
    read = read_interview(DAY("2026-03-10"), TEN, ELEVEN, f" {BERLIN} ", stage="panel", decision_by=DAY("2026-03-20"))
    assert (read.at, read.ends, read.timezone) == (march("10 10:00"), march("10 11:00"), BERLIN)
    assert read.stage == "panel" and read.decision_by == DAY("2026-03-20")
    assert read_interview(DAY("2026-03-10"), dt.time(0), None, BERLIN).at == march("10 00:00")


INVALID = {
    "nothing": (lambda: read_interview(None, None, None, " "), ["Day of the interview", "From", "Time zone"]),
    "no start": (lambda: read_interview(DAY("2026-03-10"), None, None, BERLIN), ["From", "is missing"]),
    "end before start": (lambda: read_interview(DAY("2026-03-10"), ELEVEN, TEN, BERLIN), ["Until", "before the start"]),
    "promise before": (
        lambda: read_interview(DAY("2026-03-10"), TEN, None, BERLIN, decision_by=DAY("2026-03-01")),
        ["Answer promised by", "2026-03-01", "2026-03-10 or later"],
    ),
    "unknown zone": (
        lambda: read_interview(DAY("2026-03-10"), TEN, None, "Europe/Belin"),
        ["Time zone", "Europe/Belin", "Europe/Berlin"],
    ),
    "a zone that is a path": (lambda: read_interview(DAY("2026-03-10"), TEN, None, "../../etc/passwd"), ["Time zone"]),
    "a year still being typed": (
        lambda: read_interview(DAY("0202-03-10"), TEN, None, BERLIN),
        ["Day of the interview", "year"],
    ),
    "one address for two": (
        lambda: read_interview(
            DAY("2026-03-10"), TEN, None, BERLIN,
            interviewers=read_people([{"name": NAIR, "email": "p@x.org"}, {"name": OSEI, "email": "P@x.org"}]),
        ),
        ["Email address", "P@x.org", NAIR, OSEI],
    ),
    "no address": (
        lambda: read_people([{"name": NAIR}, {"email": "nope"}]),
        ["Interviewer 2, email", "nope", "name@example.org"],
    ),
    "a very long company": (lambda: read_application(own(), {"company": "x" * 999}), ["Company", "300"]),
    "a very long note": (
        lambda: read_interview(DAY("2026-03-10"), TEN, None, BERLIN, notes="x" * 30_000),
        ["Your own notes", "20000"],
    ),
    "a very long strength": (
        lambda: read_interview(DAY("2026-03-10"), TEN, None, BERLIN, strengths=["x" * 999]),
        ["I bring", "300"],
    ),
    "no day of an event": (lambda: read_event(None, None, NOW, "award"), ["Day", "is missing", "Choose the day"]),
    "a promise without its date": (
        lambda: read_event(DAY("2026-03-12"), None, NOW, "promised_date"),
        ["Date that was named", "is missing"],
    ),
    "an unknown event": (lambda: read_event(DAY("2026-03-12"), None, NOW, "danced"), ["What happened", "danced"]),
    "a day after what was promised": (
        lambda: with_round(own().with_event(event("12", "promised_date", date="2026-03-14")), 0, interview("20")),
        ["Date that was named", "2026-03-14"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("read", "says"), INVALID.values(), ids=INVALID)
def test_what_is_wrong_in_a_form_is_said_in_its_own_words(read, says):
    with pytest.raises(fu.InputError) as error:
        read()
    text = str(error.value)
    assert [words for words in says if words not in text] == []
    assert not any(name in text for name in ("decision_by", "timezone", "interviewers.", "events[", "strengths["))


def test_people_are_read_row_by_row_and_empty_rows_left_out():
    rows = [{"name": " Zoë  Núñez "}, {"name": " "}, {"topic": "bread", "contact": True}, {"email": "a@b.org"}, {}]
    read = read_people(rows)
    assert [(p.name, p.email, p.topic, p.contact) for p in read] == [
        ("Zoë Núñez", "", "", False), ("", "", "bread", True), ("", "a@b.org", "", False)
    ]  # fmt: skip
    assert read_people([]) == read_people([{"contact": True, "interviewed": False}]) == []


def test_an_event_is_read_from_a_form():
    (noon,) = read_event(DAY("2026-03-12"), None, NOW, "award", note="Prize")
    (timed,) = read_event(DAY("2026-03-12"), dt.time(9, 5), NOW, "thank_you_sent", to=NAIR)
    (today,) = read_event(NOW.date(), None, NOW, "withdrawn")
    assert (noon.at, noon.note) == (march("12 12:00"), "Prize")
    assert (timed.at, timed.to) == (march("12 09:05"), NAIR)
    assert today.at == NOW
    (plain,) = read_event(DAY("2026-03-12"), None, NOW, "reply_received")
    reply, promise = read_event(DAY("2026-03-12"), None, NOW, "reply_received", date=DAY("2026-03-27"))
    assert (plain.kind, reply.kind, promise.kind, promise.date) == (
        "reply_received", "reply_received", "promised_date", DAY("2026-03-27")
    )  # fmt: skip
    (offer,) = read_event(DAY("2026-03-12"), None, NOW, "competing_offer", date=DAY("2026-04-01"), first_choice=True)
    assert offer.first_choice and offer.date == DAY("2026-04-01")


def test_an_application_is_read_from_a_form():
    fresh = read_application(fu.Application(), {"company": "Contoso", "role": "Baker", "phone": "1"})
    assert (fresh.id, fresh.phone) == ("contoso-baker", "1")
    changed = read_application(fresh, {"company": "Fabrikam"})
    assert (changed.id, changed.company, changed.role) == ("contoso-baker", "Fabrikam", "Baker")
    assert fresh.company == "Contoso"


def test_a_round_is_replaced_or_added():
    first, second, other = interview("10"), interview("20"), interview("11", interviewers=people(LIM))
    app = with_round(own(), 1, second)
    assert [r.local_date.day for r in app.ordered_rounds] == [10, 20]
    assert [r.local_date.day for r in with_round(app, 0, other).ordered_rounds] == [11, 20]
    assert [r.local_date.day for r in with_round(app, 7, interview("15")).ordered_rounds] == [10, 15, 20]
    assert with_round(fu.Application(), 0, first).rounds == [first]


def test_the_day_of_an_interview_is_that_of_its_own_zone():
    read = read_interview(DAY("2026-03-29"), dt.time(23, 30), None, "Pacific/Kiritimati")
    assert read.local_date == DAY("2026-03-29")
    assert read.at.astimezone(ZoneInfo("UTC")).isoformat() == "2026-03-29T09:30:00+00:00"
