"""A notebook in each way, and visitors of the app who must not meet. (`make everywhere` does all of them.)"""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import ways
from browser import PATIENCE, chrome, printed
from playwright.sync_api import Browser, Page, expect
from ways import Place, Shown, opened, served, visiting

pytestmark = pytest.mark.browser
LESSON = "02_follow_up_note"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chrome(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Place]:
    with served("app", tmp_path_factory.mktemp("app")) as place:
        yield place


def assert_whole(shown: Shown) -> None:
    print(f"{shown.place.way}: the first widget after {shown.first:.1f} s, the last after {shown.last:.1f} s")
    assert shown.faults() == [] and shown.foreign() == []


def test_notebook_7_runs_a_lesson(browser: Browser, tmp_path: Path) -> None:
    with served("notebook", tmp_path) as place, visiting(browser) as context:
        shown = opened(place, context, LESSON)
        shown.work()
        assert_whole(shown)


def test_the_site_runs_a_lesson_and_finds_its_work_again(browser: Browser, tmp_path: Path) -> None:
    """In the lesson on dates: everything but its chart."""
    if not ways.SITE.exists() and os.environ.get("FOLLOWUP_REQUIRE_BROWSER") != "1":
        pytest.skip("the site is not built: make site")
    with served("site", tmp_path) as place, visiting(browser) as context:
        shown = opened(place, context, LESSON)
        shown.work()
        assert_whole(shown)
        builder = shown.page.locator(".fu-card").filter(has_text="The timeline, as").first
        expect(builder).to_contain_text("Download the calendar file")
        expect(builder).to_contain_text("has to do without" if shown.left_out() or not pandas() else "The same as a table")
        shown.page.wait_for_timeout(2000)  # the browser's storage is slower than a disk
        shown.page.close()
        again = opened(place, context, LESSON)
        assert again.source() == "Dream Job"
        assert again.foreign() == []


def pandas() -> bool:
    """Whether the site has the compiled packages inside."""
    return any((ways.SITE / "static" / "pyodide").glob("pandas-*.whl"))


# --- the app ----------------------------------------------------------------------------------------------------------


def front(place: Place, page: Page) -> Page:
    page.goto(f"{place.url}/")
    return page


def test_two_visitors_do_not_meet_and_a_reload_finds_the_own_work(app: Place, browser: Browser) -> None:
    with visiting(browser) as one, visiting(browser) as two:
        first = opened(app, one, LESSON)
        first.work()
        assert_whole(first)
        second = opened(app, two, LESSON)
        assert (first.source(), second.source()) == ("Dream Job", "Learn It")
        first.run()
        second.run()
        assert (first.source(), second.source()) == ("Dream Job", "Learn It")
        expect(front(app, one.new_page()).get_by_role("row").filter(has_text="The follow-up note")).to_contain_text("begun")
        (mine,) = [cookie for cookie in one.cookies() if cookie["name"] == "followup-visitor"]
        assert mine["httpOnly"] and mine["sameSite"] == "Lax" and mine["value"] not in first.page.content()
        ended = ways.kernels(app.pid)
        first.page.goto("about:blank")
        second.page.goto("about:blank")
        wait_until(lambda: not set(ended) & set(ways.kernels(app.pid)))


def wait_until(true: object, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.5)


def test_the_code_is_hidden_and_the_page_leads_on(app: Place, browser: Browser) -> None:
    with visiting(browser) as context:
        page = opened(app, context, LESSON).page
        assert page.locator(".jp-CodeCell .jp-InputArea, .cm-editor").count() == 0 and "import followup" not in page.content()
        links = page.get_by_role("navigation", name="The course").get_by_role("link").all_text_contents()
        assert links[0] == "All lessons" and links[1].startswith("←") and links[2].endswith("→")
        assert page.get_by_role("main").count() == 1 and page.locator("h1").count() == 1
        for theme in ("false", "true"):
            page.get_by_role("button", name="Light or dark").click()
            expect(page.locator("body")).to_have_attribute("data-jp-theme-light", theme)
            sheets, wrong = printed(page)
            assert wrong == [] and 5 <= sheets <= 25
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_work_is_taken_away_brought_back_and_deleted(app: Place, browser: Browser, tmp_path: Path) -> None:
    with visiting(browser) as one, visiting(browser) as two:
        shown = opened(app, one, LESSON)
        shown.work()
        page = front(app, one.new_page())
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Take my work away").click()
        waiting.value.save_as(tmp_path / "mine.json")
        assert json.loads((tmp_path / "mine.json").read_text("utf-8"))["documents"]["settings"]["source"] == "dream-job"
        other = front(app, two.new_page())
        (tmp_path / "wrong.json").write_text("[1, 2]", encoding="utf-8")
        for file, said in (("wrong.json", "is not a file with work of this kit"), ("mine.json", "Your work is back")):
            other.get_by_label("Bring work back").set_input_files(tmp_path / file)
            other.get_by_role("button", name="Bring it back").click()
            expect(other.get_by_role("status")).to_contain_text(said)
        assert opened(app, two, LESSON).source() == "Dream Job"
        front(app, other).get_by_role("button", name="Delete my work").click()
        expect(other.get_by_role("status")).to_contain_text("Your work is deleted")
        assert opened(app, two, LESSON).source() == "Learn It"
        assert opened(app, one, LESSON).source() == "Dream Job"


@pytest.mark.parametrize("path", ["voila/files/../../app.log", "voila/files/00_start_here.ipynb", "api/kernels", "api/contents", "nothing"])
def test_the_app_shows_nothing_else(app: Place, browser: Browser, path: str) -> None:
    with visiting(browser) as context:
        answer = context.request.get(f"{app.url}/{path}")
        assert answer.status in (403, 404) and not re.search(r"Traceback|nbformat", answer.text())
