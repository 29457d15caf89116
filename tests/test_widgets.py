"""The widgets, worked as a learner works them: through their values and clicks; what they show, and what is kept."""

import datetime as dt
import email
import email.policy
import importlib
import json
import pkgutil
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import ipywidgets as w
import pytest
from hands import click, control, downloads, html, put, text, walk
from icalendar import Calendar
from strategies import LIM, NAIR, OSEI, event, interview, march, people

import followup as fu
from followup import widgets as kit
from followup.application import EventKind
from followup.learning import Desk, FileStore, MemoryStore, load_questions

NOW = march("17 09:00")
LESSON = "02_follow_up_note"
KINDS = ("check_in", "thank_you", "final_check_in", "update", "reply_to_rejection", "feedback_request", "stay_in_touch")
ASKED = load_questions(LESSON)[0]
BUILDERS = {
    "bar": kit.bar,
    "check_up": lambda desk: kit.check_up(desk, "pretest"),
    "class_file": kit.class_file,
    "class_view": kit.class_view,
    "before_sending": kit.before_sending,
    "compare_sources": kit.compare_sources,
    "class_results": kit.class_results,
    "composer": lambda desk: kit.composer(desk, KINDS),
    "decide": kit.decide,
    "demo": kit.demo,
    "drafts_compared": kit.drafts_compared,
    "events": kit.events,
    "first_plan": kit.first_plan,
    "hand_in_file": kit.hand_in_file,
    "hello": lambda desk: kit.hello(),
    "lesson_plan": kit.lesson_plan,
    "one_student": kit.one_student,
    "own_case": kit.own_case,
    "people": kit.people,
    "progress_card": kit.progress_card,
    "quiz": lambda desk: kit.quiz(desk, ASKED.id),
    "reflection": kit.reflection,
    "side_by_side": kit.side_by_side,
    "take_home": kit.take_home,
    "timeline_builder": kit.timeline_builder,
    "tracking": kit.tracking,
    "ways": kit.ways,
    "what_if_nothing": kit.what_if_nothing,
}
ELSEWHERE = ("mark", "own_draft", "recruiter", "rewrite")  # they have tests of their own
DAY = dt.date.fromisoformat


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog):
    """A handler that raises passes silently, but for a line in the log."""
    yield
    records = [r for r in caplog.records if not r.name.startswith("matplotlib")]
    assert [record.getMessage() for record in records] == []


@pytest.fixture
def files(followup_home):
    return FileStore(followup_home)


@pytest.fixture
def desk(files):
    """The story on the desk."""
    return open_desk(files)


def open_desk(store, lesson=LESSON, now=NOW):
    return Desk(store, lesson, clock=lambda: now)


def own(**fields):
    known = {"interviewers": [*people(NAIR), fu.Interviewer(name=OSEI, email="tom@example.org", contact=True)]}
    return fu.Application(company="Contoso", role="Baker", candidate="Zed Quill", rounds=[interview(**known | fields)])


@pytest.fixture
def mine(desk):
    """A case of the learner's own on the desk."""
    desk.save(own(), new=True)
    return desk


# --- reading and working a widget -------------------------------------------------------------------------------------


def record(widget, kind, **fields):
    control(widget, "What happened").value = kind
    put(widget, **fields)
    click(widget, "Record this")


# --- every widget -----------------------------------------------------------------------------------------------------


def test_every_public_widget_is_tested_here():
    assert set(kit.__all__) <= {*BUILDERS, *ELSEWHERE, "desk"}


def test_a_handler_that_raises_is_seen(caplog):
    """The fixture above would be no proof otherwise."""
    made = w.Button()
    made.on_click(lambda _: 1 / 0)
    made.click()
    assert "division by zero" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("lesson", ["story", "own", "empty"])
@pytest.mark.parametrize("name", BUILDERS)
def test_every_widget_opens_with_a_label_on_every_control(desk, name, lesson):
    if lesson != "story":
        desk.save(own() if lesson == "own" else fu.Application(company="Empty"), new=True)
    made = BUILDERS[name](desk)
    controls = [c for c in walk(made) if isinstance(c, (w.ValueWidget, w.Button)) and not isinstance(c, w.HTML)]
    assert controls or name == "first_plan"
    assert [type(c) for c in controls if not c.description.strip()] == []
    assert len({c.description for c in controls}) == len(controls)
    assert not any(isinstance(c, (w.Output, w.FloatSlider, w.IntSlider)) for c in walk(made))
    assert text(made) or name in ("quiz", "check_up")
    assert "Please check" not in text(made) and "fault of its own" not in text(made)


@pytest.mark.parametrize("name", BUILDERS)
def test_every_picture_has_a_text(desk, name):
    shown = html(BUILDERS[name](desk))
    assert all(re.search(r'\balt="[^"]+"', image) for image in re.findall(r"<img\b[^>]*>", shown))
    assert all(re.search(r"aria-label|role=\"img\"|aria-hidden", svg) for svg in re.findall(r"<svg\b[^>]*>", shown))


@pytest.mark.parametrize("name", BUILDERS)
def test_every_widget_follows_the_desk(desk, name):
    """Whatever changes, nothing breaks: another source, place, day and case, and events."""
    made = BUILDERS[name](desk)
    desk.advise("how-to-follow-up")
    desk.place("US")
    desk.move_to(DAY("2026-04-09"))
    desk.save(own(), new=True)
    desk.record(event("11", "thank_you_sent", to=NAIR), event("12", "rejected"))
    desk.undo(1)
    desk.save(fu.Application(company="Empty"), new=True)
    desk.choose("story")
    desk.start_over()
    assert "fault of its own" not in text(made) and "Please check" not in text(made)


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen += [tag, *(name for name, _ in attrs)]
        assert not any(name in ("href", "src") and "javascript:" in value[:20] for name, value in attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


MARKUP = ["<script>alert(1)</script>&lt;marquee&gt;", "</svg></style><marquee><!--", "javascript:alert(1)",
          """"><b onmouseover="alert(1)">'><img src=x onerror=alert(1)>"""]  # fmt: skip


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_what_was_noted_stays_text(files, markup):
    desk = open_desk(files)
    met = [fu.Interviewer(name=markup, topic=markup), fu.Interviewer(name="a" + markup, contact=True)]
    held = [interview(interviewers=met, strengths=[markup], clarify=markup, notes=markup, decision_by="2026-03-12")]
    held.append(interview("16", stage="final", interviewers=met))
    app = fu.Application(company=markup, role=markup, candidate=markup, phone=markup, link=markup, rounds=held)
    desk.save(app, new=True)
    desk.record(
        event("11", "thank_you_sent", to=markup, note=markup),
        event("12", "competing_offer", date="2026-04-01", first_choice=True, note=markup),
        event("16 12:00", "award", note=markup),
    )
    desk.keep_draft("check_in", markup, markup, f"[{markup}]\n\n{markup}")
    desk.reflect("discussed", markup)
    desk.notices.append(markup)
    made = {name: build(desk) for name, build in BUILDERS.items()}
    for kind in KINDS:
        control(made["composer"], "Kind").value = kind
    control(made["composer"], "Message").value = f"[{markup}]"
    click(made["events"], "Undo")
    click(made["people"], "Remove interviewer 2")
    for name, widget in made.items():
        tags = _Tags()
        tags.feed(html(widget))
        assert {"script", "marquee", "onmouseover", "onerror"} & set(tags.seen) == set(), name
        assert "<!--" not in html(widget), name
        assert all(not getattr(c, "description_allow_html", False) for c in walk(widget)), name
    assert markup in text(made["bar"])


# --- the clock --------------------------------------------------------------------------------------------------------


def test_the_clock_is_read_in_one_place(followup_home, monkeypatch):
    """With that one function replaced, an own case lives in 2031."""
    then = march("20 09:00").replace(year=2031)
    for found in pkgutil.iter_modules(kit.__path__, "followup.widgets."):
        module = importlib.import_module(found.name)
        if hasattr(module, "real_now"):
            monkeypatch.setattr(module, "real_now", lambda: then)
    desk = kit.desk(LESSON)
    assert desk.now == fu.story().chapter(LESSON).now
    held = interview(at="2031-03-10T10:00+01:00", ends=None, interviewers=people(NAIR))
    desk.save(fu.Application(company="Contoso", rounds=[held]), new=True)
    assert desk.now == then and control(kit.bar(desk), "Today").value == DAY("2031-03-20")
    assert control(kit.events(desk), "Day").value == DAY("2031-03-20")
    made = kit.timeline_builder(desk)
    record(made, EventKind.AWARD)
    assert desk.application.events[0].at == then
    assert "2031" in text(made) and "2026" not in text(kit.first_plan(desk))
    assert "March 2031" in text(kit.what_if_nothing(desk)) or "April 2031" in text(kit.what_if_nothing(desk))


def test_the_real_clock_is_aware():
    from followup.widgets.base import real_now, real_zone

    assert real_now().utcoffset() is not None and isinstance(real_zone(), str)


# --- the bar ----------------------------------------------------------------------------------------------------------


def test_the_bar_changes_what_the_builder_shows(desk):
    bar, builder = kit.bar(desk), kit.timeline_builder(desk)
    seen = [text(builder)]
    assert "Friday 27 March" in seen[0] and "as Learn It advises" in seen[0]
    put(bar, Advice="dream-job")
    seen.append(text(builder))
    assert "as Dream Job advises" in seen[-1] and "from Monday 23 March" in seen[-1]
    put(bar, Advice="learn-it", Public="US")
    seen.append(text(builder))
    assert desk.holidays == "US" and "to Friday 3 April" in seen[-1]  # it is Good Friday in Berlin
    put(bar, Today=DAY("2026-03-26"))
    seen.append(text(builder))
    assert "Thursday 26 March 2026" in text(bar) and len(set(seen)) == 4
    put(bar, Today=None)
    assert desk.now == desk.chapter.now


def test_the_bar_keeps_its_choices_for_the_next_notebook(desk, files):
    bar = kit.bar(desk)
    put(bar, Advice="career-guide", Public="GB")
    put(bar, Region="SCT")
    again = kit.bar(open_desk(files, "03_feedback_note"))
    assert [control(again, label).value for label in ("Advice", "Public", "Region")] == ["career-guide", "GB", "SCT"]


def test_a_country_with_regions_asks_for_one_and_one_without_does_not(desk):
    bar = kit.bar(desk)
    assert (control(bar, "Region").value, control(bar, "Region").disabled) == ("BE", False)
    put(bar, Public="GB")
    assert (desk.holidays, control(bar, "Region").value) == ("GB", "") and "choose yours under" in text(bar)
    put(bar, Region="WLS")
    assert desk.holidays == "GB-WLS" and "choose yours under" not in text(bar)
    put(bar, Region="")
    assert desk.holidays == "GB"
    put(bar, Public="JP")
    assert desk.holidays == "JP" and control(bar, "Region").disabled and "choose yours under" not in text(bar)


def test_weekends_only_can_be_chosen(desk, files):
    bar = kit.bar(desk)
    put(bar, Public="")
    assert "Please check" not in text(bar)
    assert desk.holidays is None and open_desk(files).holidays is None


def test_the_chooser_holds_the_story_and_every_own_case(desk):
    bar, builder = kit.bar(desk), kit.timeline_builder(desk)
    desk.save(own(), new=True)
    desk.save(own(), new=True)
    assert [id for _, id in control(bar, "Whose").options] == ["story", "contoso-baker", "contoso-baker-2"]
    assert control(bar, "Today").disabled and control(bar, "Today").value == NOW.date()
    assert "Next in your own applications" in html(bar) and "Start the story over" in control(bar, "Start").description
    put(bar, Whose="story")
    assert desk.is_story and control(builder, "Company").value == "Northwind" and not control(bar, "Today").disabled
    put(bar, Whose="contoso-baker")
    assert desk.application.id == "contoso-baker" and control(builder, "Company").value == "Contoso"


def test_the_story_is_put_back_by_its_button(desk):
    bar = kit.bar(desk)
    desk.record(event("26", "withdrawn"))
    put(bar, Today=DAY("2026-04-01"))
    click(bar, "Start the story over")
    assert desk.application == fu.story().application and desk.now == desk.chapter.now
    assert "stands at its beginning" in text(bar)


def test_the_bar_says_where_things_are_kept_and_what_could_not_be_read(files):
    (files.folder / "application-x.json").write_text("{")
    shown = text(kit.bar(open_desk(files)))
    assert str(files.folder) in shown and "application-x.damaged" in shown


def test_a_year_that_is_still_being_typed_breaks_nothing(desk):
    """A browser passes on 0002, 0020 and 0202 while 2026 is being typed."""
    bar, builder, other = kit.bar(desk), kit.timeline_builder(desk), kit.events(desk)
    for year in ("0002", "0020", "0202", "9999"):
        put(bar, Today=DAY(f"{year}-03-27"))
    put(bar, Today=DAY("2026-03-27"))
    assert desk.now.date() == DAY("2026-03-27") and "Please check" not in text(bar)
    for label in ("Day of the interview", "Answer promised by"):
        before = control(builder, label).value
        for year in ("0002", "0202", "9999"):
            control(builder, label).value = before.replace(year=int(year))
        control(builder, label).value = before
    assert desk.application.rounds == fu.story().application.rounds
    for shown in (text(bar), text(builder), text(other)):
        assert "fault of its own" not in shown and "Please check" not in shown


def test_a_case_that_goes_while_it_is_on_the_desk_breaks_nothing(mine, files):
    bar = kit.bar(mine)
    (files.folder / "application-contoso-baker.json").write_text("{")
    put(bar, Advice="dream-job")
    assert "contoso-baker.damaged" in text(bar) and mine.book.source == "dream-job"


# --- the case ---------------------------------------------------------------------------------------------------------


def fill_in(form):
    put(form, Company="Contoso", Role="Baker", Your_name="Zed Quill", Kind_of="technical")
    control(form, "Day of the interview").value = DAY("2026-03-10")
    control(form, "From").value = dt.time(10)
    control(form, "Time zone").value = "Europe/Berlin"
    control(form, "Interviewer 1: name").value = NAIR
    control(form, "Interviewer 1: finish").value = "sourdough"
    control(form, "Finish “I bring").value = "patience\n\n strong arms "


def test_a_case_of_ones_own_is_kept_and_takes_the_storys_place(desk, files):
    form, builder = kit.own_case(desk), kit.timeline_builder(desk)
    fill_in(form)
    assert desk.is_story  # nothing is kept before the button is pressed
    click(form, "Keep this as my case")
    assert desk.application.company == "Contoso" and desk.now == NOW
    (held,) = desk.application.rounds
    assert (held.stage, held.strengths, held.timezone) == ("technical", ["patience", "strong arms"], "Europe/Berlin")
    assert NAIR in text(builder) and "Tuesday 17 March" in text(builder)
    again = open_desk(files, "03_feedback_note")
    assert again.application == desk.application
    kept = json.loads((files.folder / "application-contoso-baker.json").read_text())
    assert kept["rounds"][0]["interviewers"][0]["topic"] == "sourdough"
    click(form, "Start another case")
    assert desk.is_story and control(form, "Company").value == ""
    fill_in(form)
    click(form, "Keep this as my case")
    assert list(desk.applications()) == ["contoso-baker", "contoso-baker-2"]


def test_an_empty_form_says_what_is_missing(desk):
    form = kit.own_case(desk)
    click(form, "Keep this as my case")
    missing = ["Day of the interview", "From (start of the interview)"]
    assert all(f"{label}: is missing" in text(form) for label in missing)
    fill_in(form)
    control(form, "Company").value = "  "
    click(form, "Keep this as my case")
    assert "Company: is missing" in text(form) and desk.applications() == {}


WRONG = {
    "Interviewer 1: email": ("nope", ["Interviewer 1, email", "nope", "name@example.org"]),
    "Time zone": ("Europe/Belin", ["Time zone", "Europe/Belin", "Europe/Berlin"]),
    "Until": (dt.time(9), ["Until", "before the start"]),
    "Answer promised by": (DAY("2026-03-01"), ["Answer promised by", "2026-03-01", "2026-03-10 or later"]),
    "From": (None, ["From", "is missing"]),
    "Company": ("x" * 400, ["Company", "300"]),
}


@pytest.mark.parametrize("builder", ["own_case", "timeline_builder"])
@pytest.mark.parametrize("label", WRONG)
def test_what_is_wrong_is_said_in_the_form_and_stays_as_it_was_typed(mine, files, builder, label):
    form = BUILDERS[builder](mine)
    value, says = WRONG[label]
    before, good = mine.application, control(form, label).value
    control(form, label).value = value
    assert [words for words in [*says, "Nothing is lost"] if words not in text(form)] == []
    assert control(form, label).value == value
    assert mine.application == before == open_desk(files).application
    control(form, label).value = good
    assert "Please check" not in text(form)


def test_what_is_wrong_stays_as_it_was_typed_while_another_widget_changes(mine):
    form = kit.own_case(mine)
    control(form, "Interviewer 1: email").value = "nope"
    mine.advise("dream-job")
    assert control(form, "Interviewer 1: email").value == "nope" or "Please check" not in text(form)


def test_a_message_about_an_event_speaks_the_words_of_the_form(mine):
    builder = kit.timeline_builder(mine)
    record(builder, EventKind.PROMISED_DATE, Day=DAY("2026-03-12"), The_date_they_named=DAY("2026-03-01"))
    assert "2026-03-01" in text(builder) and "before the interview" in text(builder)
    assert "events[" not in text(builder) and mine.application.events == []


def test_every_field_of_the_builder_changes_the_application_and_is_kept(mine, files):
    form = kit.timeline_builder(mine)
    values = {
        "Company": "Fabrikam", "Role": "Miller", "Your name": "Al", "Your email": "al@example.org",
        "Your telephone": "1", "A link": "example.org", "Kind of": "final", "Day of the interview": DAY("2026-03-11"),
        "From": dt.time(9), "Until": dt.time(9, 30), "Time zone": "Africa/Cairo", "Answer promised": DAY("2026-03-20"),
        "I expect another round": True, "Finish “I bring": "a\nb", "An answer to complete": "c", "Your own notes": "d",
        "Interviewer 1: name": LIM, "Interviewer 1: email": "mei@example.org", "Interviewer 1: finish": "flour",
        "Interviewer 1 promised": True, "Interviewer 1 was": False, "Interviewer 1 and I": True,
        "Interviewer 1 asked": True, "What the employer": "traditional", "How you met": "video",
    }  # fmt: skip
    for label, value in values.items():
        before = mine.application
        control(form, label).value = value
        assert mine.application != before, label
        assert control(form, label).value == value, label
    assert "Kept: Fabrikam, Miller" in text(form)
    app = open_desk(files).application
    assert app == mine.application and (app.company, app.role, app.candidate) == ("Fabrikam", "Miller", "Al")
    assert (app.email, app.phone, app.link) == ("al@example.org", "1", "example.org")
    (held,) = app.rounds
    assert (str(held.at), str(held.ends)) == ("2026-03-11 09:00:00+02:00", "2026-03-11 09:30:00+02:00")
    assert (held.timezone, held.stage, str(held.decision_by)) == ("Africa/Cairo", "final", "2026-03-20")
    assert (held.more_rounds, held.strengths, held.clarify, held.notes) == (True, ["a", "b"], "c", "d")
    mei = held.interviewers[0]
    assert (mei.name, mei.email, mei.topic) == (LIM, "mei@example.org", "flour")
    assert mei.contact and not mei.interviewed and mei.rapport and mei.invited_call
    assert (app.culture, held.format) == ("traditional", "video")


def test_a_round_is_added_and_chosen(mine):
    form = kit.timeline_builder(mine)
    control(form, "Which round").value = 1
    assert control(form, "Day of the interview").value is None
    assert control(form, "Time zone").value == "Europe/Berlin"
    control(form, "Day of the interview").value = DAY("2026-03-16")
    control(form, "From").value = dt.time(14)
    assert len(mine.application.rounds) == 2 and len(control(form, "Which round").options) == 3
    control(form, "Interviewer 1: name").value = LIM
    assert [p.name for r in mine.application.ordered_rounds for p in r.interviewers] == [NAIR, OSEI, LIM]
    control(form, "Which round").value = 0
    assert control(form, "Interviewer 1: name").value == NAIR


def names(desk):
    return [person.name for person in desk.application.ordered_rounds[-1].interviewers]


def test_interviewers_are_added_and_each_has_a_note_due(mine):
    form = kit.people(mine)
    assert f"Thank-you note to {NAIR}: overdue" in text(form)
    click(form, "Add an interviewer")
    assert names(mine) == [NAIR, OSEI]  # an empty row is nobody
    control(form, "Interviewer 3: name").value = LIM
    assert names(mine) == [NAIR, OSEI, LIM] and f"Thank-you note to {LIM}" in text(form)
    control(form, "Interviewer 3: email").value = "TOM@example.org"
    assert "is given for both" in text(form) and control(form, "Interviewer 3: email").value == "TOM@example.org"
    control(form, "Interviewer 3: email").value = ""
    control(form, "Interviewer 2 was").value = False
    assert f"Thank-you note to {OSEI}" not in text(form)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("lesson", ["story", "own"])
def test_an_interviewer_is_removed_and_the_others_stay(desk, files, number, lesson):
    if lesson == "own":
        desk.save(own(interviewers=people(NAIR, OSEI, LIM)), new=True)
    before = names(desk)
    form = kit.people(desk)
    click(form, f"Remove interviewer {number}")
    left = [name for place, name in enumerate(before, start=1) if place != number]
    assert names(desk) == names(open_desk(files)) == left
    assert [c.value for c in walk(form) if re.fullmatch(r"Interviewer \d: name", getattr(c, "description", ""))] == left
    assert f"Interviewer {number} has been taken off the list" in text(form)


# --- what has happened ------------------------------------------------------------------------------------------------

DATES = {EventKind.PROMISED_DATE: "The date they named", EventKind.COMPETING_OFFER: "I must answer that offer by"}


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_can_be_recorded_and_taken_back(mine, files, kind):
    made = kit.events(mine)
    control(made, "What happened").value = kind
    if kind in DATES:
        control(made, DATES[kind]).value = DAY("2026-03-25")
    if kind.value.endswith("_sent"):
        control(made, "To whom").value = OSEI
    put(made, Day=DAY("2026-03-12"), Time=dt.time(9, 30), Note="a prize")
    click(made, "Record this")
    (noted,) = mine.application.events
    assert (noted.kind, noted.at, noted.note) == (kind, march("12 09:30"), "a prize")
    assert noted.to == (OSEI if kind.value.endswith("_sent") else None)
    assert str(noted.date) == ("2026-03-25" if kind in DATES else "None")
    assert "Noted" in text(made) and open_desk(files).application == mine.application
    assert mine.timeline().advice in text(made) and control(made, "Note").value == ""
    click(made, "Undo")
    assert mine.application.events == [] == open_desk(files).application.events
    assert "Taken back: Thursday 12 March 2026, 09:30" in text(made)


def test_a_reply_may_name_a_new_date_and_a_check_in_carry_the_thanks(mine):
    made = kit.events(mine)
    record(made, EventKind.REPLY_RECEIVED, Day=DAY("2026-03-16"), A_new_date=DAY("2026-03-25"))
    control(made, "To whom").value = NAIR
    record(made, EventKind.CHECK_IN_SENT, Day=DAY("2026-03-16"), It_also=True)
    kinds = [(str(e.kind), e.to) for e in mine.application.events]
    assert sorted(kinds, key=str) == [
        ("check_in_sent", NAIR), ("promised_date", None), ("reply_received", None), ("thank_you_sent", NAIR)
    ]  # fmt: skip


def test_an_event_is_corrected(mine):
    mine.record(*(event(day, "award", note=day) for day in ("11", "12", "13")))
    made = kit.events(mine)
    control(made, "What is noted").value = 1
    click(made, "Correct it")
    assert control(made, "Note").value == "12" and control(made, "Day").value == DAY("2026-03-12")
    control(made, "Note").value = "twelve"
    click(made, "Keep the correction")
    assert [e.note for e in mine.application.events] == ["11", "twelve", "13"]


def test_after_a_correction_the_form_stands_on_today_again(mine):
    mine.record(event("12 08:15", "award"))
    made = kit.events(mine)
    click(made, "Correct it")
    click(made, "Keep the correction")
    record(made, EventKind.REPLY_RECEIVED)
    assert [e.at for e in mine.application.events] == [march("12 08:15"), NOW]


def test_a_correction_keeps_what_the_form_does_not_show(mine):
    noted = event("11", "thank_you_sent", to="Somebody Else", channel="handwritten")
    mine.record(noted)
    made = kit.events(mine)
    click(made, "Correct it")
    control(made, "Note").value = "by post"
    click(made, "Keep the correction")
    assert mine.application.events == [noted.model_copy(update={"note": "by post"})]


@pytest.mark.parametrize("meanwhile", ["undo", "another case"])
def test_a_correction_changes_no_other_event(mine, meanwhile):
    """Between “Correct it” and “Keep the correction” the list, or the case on the desk, has become another."""
    mine.record(*(event(day, "award", note=day) for day in ("11", "12", "13")))
    made = kit.events(mine)
    control(made, "What is noted").value = 1
    click(made, "Correct it")
    if meanwhile == "undo":
        control(made, "What is noted").value = 0
        click(made, "Undo")
    else:
        mine.save(own(), new=True)
        mine.record(*(event(day, "award", note=day) for day in ("11", "12", "13")))
    control(made, "Note").value = "twelve"
    click(made, next(c.description for c in walk(made) if getattr(c, "button_style", "") == "primary"))
    assert {e.note for e in mine.application.events} >= ({"13"} if meanwhile == "undo" else {"11", "12", "13"})


def test_what_lies_ahead_is_noted_and_waits(mine):
    made = kit.events(mine)
    record(made, EventKind.REJECTED, Day=DAY("2026-04-01"))
    assert "lies ahead of today" in text(made) and mine.timeline().next_step.kind == "check_in"


def test_nothing_to_take_back_or_correct_is_said(mine):
    made = kit.events(mine)
    click(made, "Undo")
    assert "nothing to take back" in text(made)
    click(made, "Correct it")
    assert "nothing to correct" in text(made)
    control(made, "Day").value = None
    click(made, "Record this")
    assert "Day: is missing" in text(made)


# --- the plan ---------------------------------------------------------------------------------------------------------


def test_what_happens_changes_every_plan_on_the_page(mine):
    builder, plan, silence = kit.timeline_builder(mine), kit.first_plan(mine), kit.what_if_nothing(mine)
    before = [text(made) for made in (builder, plan, silence)]
    record(builder, EventKind.REJECTED, Day=DAY("2026-03-16"))
    after = [text(made) for made in (builder, plan, silence)]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert mine.timeline().advice in after[0] and mine.timeline().advice in after[1]
    assert all(step.title in after[1] and step.reason in after[1] for step in mine.timeline().steps)


def test_the_calendar_file_is_that_of_the_plan(mine):
    builder = kit.timeline_builder(mine)
    assert list(downloads(builder)) == ["contoso-follow-up.ics"]
    for change in (lambda: None, lambda: mine.record(event("16", "rejected")), lambda: mine.advise("dream-job")):
        change()
        (bytes_,) = downloads(builder).values()
        assert bytes_ == mine.timeline().to_ics()
        assert len(Calendar.from_ical(bytes_).walk("VEVENT")) == len(mine.timeline().steps)


def test_looking_ahead_by_other_days(mine):
    made = kit.what_if_nothing(mine)
    assert "next 14 days" in text(made)
    put(made, Look=1)
    assert "In the next 1 day nothing changes." in text(made)
    put(made, Look=120)
    assert "Check-in to Tom Osei overdue" in text(made)


def test_the_sources_side_by_side(desk):
    made = kit.compare_sources(desk)
    seen = set()
    for group in control(made, "Group").options:
        put(made, Group=group)
        seen.add(text(made))
        assert all(name in text(made) for name in desk.book.names.values())
    assert len(seen) == len({rule.group for rule in desk.book.values()})
    desk.advise("dream-job")
    assert "As Dream Job advises" in text(made)


# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_changed_kept_and_started_again(mine, files):
    made = kit.composer(mine, "thank_you")
    fresh = control(made, "Message").value
    assert "Dr. Priya Nair" in fresh and "[what did you talk about?]" in text(made)
    put(made, Message="Dear Dr. Nair,\n\nThank you.\n\nZed", Subject="Thanks, Zed Quill")
    assert "No gap is left" in text(made) and "Your version is kept" in text(made)
    again = kit.composer(open_desk(files), ["thank_you", "check_in"])
    assert control(again, "Subject").value == "Thanks, Zed Quill"
    control(again, "To").value = OSEI
    assert control(again, "Message").value.startswith("Dear Tom Osei")
    control(again, "To").value = NAIR
    click(again, "Start again")
    assert control(again, "Message").value == fresh and "the kit's draft again" in text(again)
    assert open_desk(files).draft("thank_you", NAIR).body == fresh


def test_what_is_taken_along_is_what_is_shown(mine):
    made = kit.composer(mine, KINDS)
    for kind in KINDS:
        control(made, "Kind").value = kind
        control(made, "To").value = OSEI
        draft = mine.draft(kind, OSEI)
        assert (control(made, "Subject").value, control(made, "Message").value) == (draft.subject, draft.body)
        eml, txt = (next(b for name, b in downloads(made).items() if name.endswith(end)) for end in (".eml", ".txt"))
        mail = email.message_from_bytes(eml, policy=email.policy.default)
        assert mail["Subject"] == draft.subject and mail["To"].addresses[0].addr_spec == "tom@example.org"
        assert mail.get_content().split() == draft.body.split() and txt.decode() == draft.to_text()
        link = urlsplit(unescape(re.search(r'href="(mailto:[^"]+)"', html(made))[1]))
        assert link.path == "tom@example.org" and parse_qs(link.query)["subject"] == [draft.subject]
    put(made, Message="Other words")
    assert any(b.endswith(b"Other words") for name, b in downloads(made).items() if name.endswith(".txt"))


def test_the_contact_is_suggested_for_what_comes_after_the_thanks(mine):
    assert control(kit.composer(mine, "check_in"), "To").value == OSEI
    assert control(kit.composer(mine, "thank_you"), "To").value == NAIR
    mine.save(fu.Application(company="Empty"), new=True)
    assert control(kit.composer(mine, "thank_you"), "To").value == ""


def test_new_notes_reach_a_draft_that_was_not_changed(mine):
    made, form = kit.composer(mine, "thank_you"), kit.people(mine)
    control(form, "Interviewer 1: finish").value = "sourdough"
    assert "sourdough" in control(made, "Message").value
    control(made, "Message").value = "My own words"
    control(form, "Interviewer 1: finish").value = "rye"
    assert control(made, "Message").value == "My own words"


def test_a_reflection_is_kept(desk, files):
    made = kit.reflection(desk)
    labels = [c.description for c in walk(made) if isinstance(c, w.Textarea)]
    assert len(labels) == 5
    for label in labels:
        control(made, label).value = f"{label} <b>"
        assert f"Kept: {label}" in text(made)
    assert sorted(open_desk(files).reflection().values()) == sorted(f"{label} <b>" for label in labels)
    again = kit.reflection(open_desk(files, "01_thank_you_note"))
    assert [control(again, label).value for label in labels] == [f"{label} <b>" for label in labels]
    desk.save(own(), new=True)
    assert [control(made, label).value for label in labels] == [""] * 5


# --- the first button -------------------------------------------------------------------------------------------------


def test_the_first_button_answers():
    made = kit.hello()
    click(made, "Press me")
    assert "It works" in text(made)
    click(made, "Press me")
    assert "2 times" in text(made)


# --- when something goes wrong ----------------------------------------------------------------------------------------


def test_a_fault_of_the_kits_own_is_told_and_logged(mine, monkeypatch, caplog):
    made = kit.events(mine)

    def fail(*_):
        raise RuntimeError("<b>boom</b>")

    monkeypatch.setattr(mine, "record", fail)
    click(made, "Record this")
    assert "a fault of its own (RuntimeError: <b>boom</b>)" in text(made) and "Nothing is lost" in text(made)
    assert "<b>boom" not in html(made) and "boom" in caplog.text
    caplog.clear()


class Full(MemoryStore):
    """A store that reads and cannot write."""

    def update(self, name, change):
        raise fu.InputError.one("folder", "/x", "cannot be used (No space left on device)", "Make room.")


def test_a_full_disk_is_told_and_what_was_typed_stays():
    desk = open_desk(Full())
    bar, reflection, composer = kit.bar(desk), kit.reflection(desk), kit.composer(desk, "check_in")
    events, people_ = kit.events(desk), kit.people(desk)
    put(bar, Advice="dream-job")
    put(reflection, What_did="my words")
    put(composer, Message="my words")
    put(people_, **{"Interviewer_1: name": "Ann Other"})
    record(events, EventKind.AWARD, Note="a prize")
    for made in (bar, reflection, composer, events, people_):
        assert "No space left" in text(made) and "Make room" in text(made)
    assert control(reflection, "What did").value == control(composer, "Message").value == "my words"
    assert control(events, "Note").value == "a prize" and control(people_, "Interviewer 1: name").value == "Ann Other"


def test_another_store_may_be_passed_in(followup_home):
    store = MemoryStore()
    desk = kit.desk(LESSON, store=store)
    desk.reflect("discussed", "x")
    assert list(followup_home.iterdir()) == [] and kit.desk(LESSON, store=store).reflection() == {"discussed": "x"}
    assert kit.desk(LESSON).reflection() == {} and "memory" in text(kit.bar(desk))
