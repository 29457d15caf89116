"""The first four notebooks in JupyterLab and a real Chromium: run, worked in as a learner would, and read.

FOLLOWUP_TIMES=file.json appends the seconds from Run All to the last widget of each notebook to that file."""

import base64
import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PATIENCE, Lab, Notebook, chrome, enter, jupyter_lab, opened, printed
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, expect

import followup as fu
from followup.learning.questions import Number, Order, Several, question

pytestmark = pytest.mark.browser
STORY = fu.story()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Lab]:
    with jupyter_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chrome(chromium) as running:
        yield running


@pytest.fixture(scope="class")
def notebook(request: pytest.FixtureRequest, lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """A class's notebook, opened and run once in an empty FOLLOWUP_HOME; the tests put back what they change."""
    lab.clear()
    with opened(lab, browser, request.cls.name) as notebook:
        notebook.run_all()
        yield notebook


class Lesson:
    """What holds for every notebook."""

    name: str
    folded: tuple[str, ...] = ()  # what has to be opened before it shows

    def test_every_widget_shows(self, notebook: Notebook) -> None:
        keep_time(notebook)
        assert notebook.faults() == []
        assert notebook.page.locator(".fu-card").count() == notebook.expected > 0

    def test_every_control_has_a_name(self, notebook: Notebook) -> None:
        names = notebook.control_names()
        for title in self.folded:
            with unfolded(notebook.page.locator(".fu"), title):
                names += notebook.control_names()
        assert len(names) > 10
        assert [control for control, name in names if not name.strip()] == []

    def test_nobody_else_is_asked(self, notebook: Notebook) -> None:
        assert len(notebook.requests) > 50
        assert notebook.foreign_requests() == []


class TestStartHere(Lesson):
    name = "00_start_here"

    def test_the_first_button_answers(self, notebook: Notebook) -> None:
        card = notebook.card("Press the button.")
        card.get_by_role("button", name="Press me").click()
        expect(notebook.page.get_by_text("It works: you pressed the button")).to_be_visible()

    def test_another_source_moves_the_check_in(self, notebook: Notebook) -> None:
        source, check_in = notebook.card("Your desk").get_by_label("Advice from"), step(notebook, "Check-in to Tom")
        expect(check_in).to_contain_text("from Friday 27 March")
        source.select_option("Dream Job")
        expect(check_in).to_contain_text("from Monday 23 March")
        source.select_option("Learn It")
        expect(check_in).to_contain_text("from Friday 27 March")


class TestThankYouNote(Lesson):
    name = "01_thank_you_note"

    def test_a_question_answers_right_and_wrong(self, notebook: Notebook) -> None:
        asked = question("01-who-gets-a-note")
        card = box(notebook, asked.text)
        for option in sorted(asked.options, key=lambda option: option.right):
            card.get_by_role("radio", name=option.text).check()
            card.get_by_role("button", name="Check answer").click()
            answer = card.get_by_role("status")
            expect(answer).to_contain_text("✓ Right." if option.right else "✗ Not quite.")
            expect(answer).to_contain_text(option.feedback)
        expect(answer).not_to_contain_text("The answer:")

    def test_ticks_places_marks_and_a_number_are_given_with_the_keyboard_alone(self, notebook: Notebook) -> None:
        """From the first control to the button with Tab, ticks by the space bar, places by typing their number."""
        keys = notebook.page.keyboard
        for id in ("01-what-to-keep", "01-six-parts", "01-mark-a-note", "01-hours-left"):
            asked = question(id)
            card = box(notebook, asked.text)
            controls = card.locator("input, select")
            for place in range(controls.count()):
                controls.first.focus() if place == 0 else keys.press("Tab")
                if isinstance(asked, Order):
                    keys.type(str(asked.shown[place] + 1))
                elif isinstance(asked, Several) and place in asked.right:
                    keys.press("Space")
                elif isinstance(asked, Number):
                    keys.type(f"{asked.right:g}")
            keys.press("Tab")
            keys.press("Enter")
            expect(card.get_by_role("status")).to_contain_text("✓ Right.")

    def test_the_progress_grows_as_questions_are_answered(self, notebook: Notebook) -> None:
        asked = question("01-which-way")
        card, desk = box(notebook, asked.text), notebook.card("Your desk")
        told = desk.locator("p.fu-next").filter(has_text="Your progress:")
        before = str(told.text_content())
        card.get_by_role("radio", name=asked.solution).check()
        card.get_by_role("button", name="Check answer").click()
        expect(told).not_to_have_text(before)
        with unfolded(desk, "your progress, rule by rule"):
            expect(desk.get_by_role("table", name="The rules that you have met")).to_contain_text("Choose email by default")
            expect(desk.get_by_role("table", name="The lessons")).to_contain_text("01_thank_you_note")

    def test_a_changed_draft_is_kept(self, notebook: Notebook) -> None:
        card = notebook.card("Your message")
        reader, body = card.get_by_label("To", exact=True), card.get_by_label("Message: change it")
        draft = fu.compose("thank_you", STORY.application, to="Tom Okafor").body
        reader.select_option("Tom Okafor")
        expect(body).to_have_value(draft)
        enter(body, f"{draft}\n\nP.S. in my own words")
        expect(card).to_contain_text("Your version is kept.")
        reader.select_option("Lena Brandt")
        expect(body).not_to_have_value(f"{draft}\n\nP.S. in my own words")
        reader.select_option("Tom Okafor")
        expect(body).to_have_value(f"{draft}\n\nP.S. in my own words")
        kept = [path.read_text(encoding="utf-8") for path in notebook.lab.home.glob("*.json")]
        assert any("in my own words" in text for text in kept)
        card.get_by_role("button", name="Start again from the kit's draft").click()
        expect(body).to_have_value(draft)


class TestFollowUpNote(Lesson):
    name = "02_follow_up_note"
    form, events = folded = ("The interview: what was said, and to whom", "What has happened since")

    @pytest.fixture
    def builder(self, notebook: Notebook) -> Locator:
        return notebook.card("The timeline, as")

    def test_a_new_promised_date_moves_everything(self, notebook: Notebook, builder: Locator) -> None:
        chart, check_in = builder.locator("svg[role=img]"), step(notebook, "Check-in to Tom")
        with unfolded(builder, self.form):
            for date, promise, first_day, first_date in (
                ("2026-04-13", "Monday 13 April", "Monday 20 April", "2026-04-20"),
                ("2026-03-20", "Friday 20 March", "Friday 27 March", "2026-03-27"),
            ):
                enter(builder.get_by_label("Answer promised by"), date)
                expect(builder.locator(".fu-next")).to_contain_text(f"from {first_day}")
                expect(check_in).to_contain_text(f"from {first_day}")
                expect(chart).to_have_attribute("aria-label", containing(f"promised by {promise} 2026"))
                expect(chart).to_have_attribute("aria-label", containing(f"from {first_day}"))
                link = builder.get_by_role("link", name="Download the calendar file").get_attribute("href")
                assert check_in_day(base64.b64decode(str(link).partition("base64,")[2])) == first_date

    def test_an_event_is_recorded_and_undone(self, notebook: Notebook, builder: Locator) -> None:
        check_in, advice = step(notebook, "Check-in to Tom"), builder.locator(".fu-next")
        before = str(advice.text_content())
        with unfolded(builder, self.events):
            builder.get_by_label("What happened", exact=True).select_option("I sent a check-in")
            builder.get_by_label("To whom").select_option("Tom Okafor")
            builder.get_by_role("button", name="Record this").click()
            expect(check_in).to_contain_text("done")
            expect(advice).not_to_have_text(before)
            expect(builder.get_by_label("What is noted so far")).to_contain_text("I sent a check-in, to Tom Okafor")
            builder.get_by_role("button", name="Undo").click()
            expect(check_in).to_contain_text("waiting")
            expect(advice).to_have_text(before)

    def test_bad_input_is_named_and_mended(self, notebook: Notebook, builder: Locator) -> None:
        check_in = step(notebook, "Check-in to Tom")
        with unfolded(builder, self.form):
            promised = builder.get_by_label("Answer promised by")
            enter(promised, "2026-03-01")
            expect(builder).to_contain_text("Answer promised by ('2026-03-01'): lies before the interview")
            expect(check_in).to_contain_text("from Friday 27 March")
            enter(promised, "2026-03-20")
            expect(builder).not_to_contain_text("Please check")
            expect(check_in).to_contain_text("from Friday 27 March")

    def test_it_prints_as_a_clean_page(self, notebook: Notebook) -> None:
        sheets, wrong = printed(notebook.page)
        assert wrong == [] and 5 <= sheets <= 25

    def test_the_calendar_file_is_one(self, notebook: Notebook, builder: Locator, tmp_path: Path) -> None:
        with notebook.page.expect_download() as waiting:
            builder.get_by_role("link", name="Download the calendar file").click()
        waiting.value.save_as(tmp_path / "saved.ics")
        assert waiting.value.suggested_filename == "northwind-follow-up.ics"
        assert check_in_day((tmp_path / "saved.ics").read_bytes()) == "2026-03-27"


class TestFeedbackNote(Lesson):
    name = "03_feedback_note"

    def test_undoing_the_rejection_changes_the_next_step(self, notebook: Notebook) -> None:
        card, plan = notebook.card("What has happened since"), notebook.card("What to do next, and when")
        for place in (card, plan):
            expect(place.locator(".fu-next")).to_contain_text("Send the reply to the rejection to Tom Okafor")
        expect(card.get_by_label("What is noted so far")).to_contain_text("They said no")
        card.get_by_role("button", name="Undo").click()
        for place in (card, plan):
            expect(place.locator(".fu-next")).to_contain_text("check-in to Tom Okafor")
        notebook.card("Your desk").get_by_role("button", name="Start the story over").click()
        expect(plan.locator(".fu-next")).to_contain_text("Send the reply to the rejection to Tom Okafor")


class TestChooseTheWay(Lesson):
    name = "04_choose_the_way"

    def test_a_scenario_is_decided_by_keyboard_alone(self, notebook: Notebook) -> None:
        card = notebook.card("You decide first")
        card.get_by_label("Theme").select_option("Promised dates and waiting")
        card.get_by_label("Scenario").select_option("The Friday has passed")
        expect(card.get_by_role("heading", name="The Friday has passed")).to_be_visible()
        for choice in ("Check-in", "Email", "Now: Monday 11 May, 09:00", "To Carola Engel"):
            made = card.get_by_role("radio", name=choice, exact=True)
            made.press("Space")
            expect(made).to_be_checked()
        card.get_by_role("button", name="Decide").press("Enter")
        expect(card).to_contain_text("◐ Partly right.")
        expect(card).to_contain_text("right by How to Follow Up, The Interview’s Over, Dream Job and Career Guide")
        expect(card.get_by_role("table", name="What every source decides")).to_contain_text("Career Guide")
        expect(card).to_contain_text("1 scenario decided of")
        card.get_by_role("button", name="Next scenario").press("Enter")
        expect(card).not_to_contain_text("◐ Partly right.")

    def test_the_sheet_fills_as_a_message_goes_out(self, notebook: Notebook) -> None:
        card = notebook.card("The tracking sheet")
        line = card.get_by_role("row").filter(has_text="Dr. Priya Nair")
        expect(line).to_contain_text("open")
        card.get_by_label("By which way").select_option("Handwritten card")
        card.get_by_role("button", name="It went out").click()
        expect(line).to_contain_text("done")
        expect(line).to_contain_text("handwritten")
        link = card.get_by_role("link", name="tracking-sheet.csv").get_attribute("href")
        assert b"handwritten" in base64.b64decode(str(link).partition("base64,")[2])
        card.get_by_role("button", name="Take the last one back").click()
        expect(line).to_contain_text("open")


class TestCohortCadence(Lesson):
    name = "06_cohort_cadence"
    folded = ("a template to fill in", "a large file", "files to save")
    DAYS = "Candidate,Employer,Interview date,Time zone,Thank-you sent\n"

    def choose(self, notebook: Notebook, path: Path, content: str) -> Locator:
        path.write_text(content, encoding="utf-8")
        card = notebook.card("Open a class file")
        with notebook.page.expect_file_chooser() as chooser:
            card.get_by_role("button", name="Open a class file").click()
        chooser.value.set_files(path)
        return card

    def test_a_class_of_ones_own_is_two_clicks_away_and_the_next_is_one(self, notebook: Notebook, tmp_path: Path) -> None:
        rows = "".join(f"Person {n},Acme,2026-03-1{n} 10:00,Europe/Berlin,\n" for n in range(6))
        card = self.choose(notebook, tmp_path / "class.csv", self.DAYS + rows)
        expect(card).to_contain_text("Loaded: class.csv. 6 students, 6 interviews")
        view = notebook.card("Look at the class")
        view.get_by_label("Question").select_option("Who is due?")
        expect(view.locator("svg[role=img]")).to_have_attribute("aria-label", containing("6 students"))
        expect(view).not_to_contain_text("Person 1")
        card.get_by_role("button", name="Start over").click()
        expect(view).to_contain_text("No class is loaded")
        card.get_by_role("button", name="Use the synthetic class").click()
        expect(view).to_contain_text("Synthetic class")

    def test_faults_stand_on_the_screen(self, notebook: Notebook, tmp_path: Path) -> None:
        card = self.choose(notebook, tmp_path / "bad.csv", self.DAYS + "Person 1,Acme,31/02/2026,Europe/Berlin,\n")
        expect(card.get_by_role("table", name="What is wrong")).to_contain_text("31/02/2026")
        expect(card.get_by_role("link", name="what to mend")).to_be_visible()
        card.get_by_role("button", name="Use the synthetic class").click()

    def test_a_file_beyond_ten_megabytes_arrives(self, notebook: Notebook, tmp_path: Path) -> None:
        row = "{},Acme,2026-03-10 10:00,Europe/Berlin,\n"
        rows = "".join(row.format(f"Person {n:06} {'x' * 200}") for n in range(45_000))
        card = self.choose(notebook, tmp_path / "big.csv", self.DAYS + rows)
        expect(card).to_contain_text("Reading big.csv")
        expect(card).to_contain_text("Loaded: big.csv. 45000 students")
        card.get_by_role("button", name="Use the synthetic class").click()
        expect(card).to_contain_text("Loaded: The synthetic class")


def test_an_own_case_is_there_in_the_next_notebook(lab: Lab, browser: Browser) -> None:
    """With markup in it, which is shown as it was typed and never run."""
    evil = '<img src=x onerror="window.ran = true">'
    company, topic = f"Acme {evil}", f"kites {evil}"
    lab.clear()
    with opened(lab, browser, "00_start_here") as notebook:
        notebook.run_all()
        form = notebook.card("Your own case")
        for label, text in {
            "Company": company,
            "Role": "Tester",
            "Your name": "Kim",
            "Day of the interview": "2026-03-12",
            "From (start of the interview)": "10:00",
            "Time zone of the interview": "Europe/Berlin",
            "Interviewer 1: name": "Noor Haddad",
            "Interviewer 1: finish": topic,
        }.items():
            enter(form.get_by_label(label), text)
        form.get_by_role("button", name="Keep this as my case").click()
        expect(notebook.card("Your desk").get_by_label("Whose interview")).to_have_value(f"{company}: Tester")
        expect(notebook.card("Your desk").get_by_role("table")).to_contain_text(company)
        expect(step(notebook, "Thank-you note to Noor Haddad")).to_be_visible()
        assert_harmless(notebook)
    assert len(list(lab.home.glob("application-*.json"))) == 1
    with opened(lab, browser, "01_thank_you_note") as notebook:
        notebook.run_all()
        expect(notebook.card("Your desk").get_by_label("Whose interview")).to_have_value(f"{company}: Tester")
        people = notebook.card("The people you met")
        expect(people.get_by_label("Interviewer 1: name")).to_have_value("Noor Haddad")
        expect(people.get_by_label("Interviewer 1: finish")).to_have_value(topic)
        expect(notebook.card("Your message").get_by_label("Message: change it")).to_have_value(containing(topic))
        assert_harmless(notebook)


def assert_harmless(notebook: Notebook) -> None:
    assert notebook.page.locator("img[src=x]").count() == 0
    assert notebook.page.evaluate("window.ran === undefined")
    assert notebook.faults() == []
    assert [url for url in notebook.requests if url.endswith("/x")] == notebook.foreign_requests() == []


def step(notebook: Notebook, title: str) -> Locator:
    """The row of a step in the table of the plan."""
    plan = notebook.page.get_by_role("table", name="Every step, its time and the reason")
    return plan.get_by_role("row").filter(has_text=title)


@contextlib.contextmanager
def unfolded(place: Locator, title: str) -> Iterator[None]:
    """With the part of this title open."""
    header = place.locator(".jupyter-widget-Collapse-header, button").filter(has_text=title).first
    header.click()
    try:
        yield
    finally:
        header.click()


def box(notebook: Notebook, text: str) -> Locator:
    """One question of a stack, by its text."""
    return notebook.page.locator(".fu-question").filter(has_text=text).first


def containing(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


def check_in_day(calendar: bytes) -> str:
    """The first day of the check-in in a calendar file."""
    events = Calendar.from_ical(calendar).walk("VEVENT")
    return next(event for event in events if "check-in" in event["SUMMARY"].lower())["DTSTART"].dt.isoformat()


def keep_time(notebook: Notebook) -> None:
    print(f"{notebook.name}: {notebook.seconds:.1f} s from Run All to the last of {notebook.expected} widgets")
    if name := os.environ.get("FOLLOWUP_TIMES"):
        path = Path(name)
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        kept.append({"notebook": notebook.name, "seconds": round(notebook.seconds, 2), "widgets": notebook.expected})
        path.write_text(json.dumps(kept, indent=1), encoding="utf-8")
