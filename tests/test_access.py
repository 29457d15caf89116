"""For everyone: no serious finding of axe-core, nothing lost at 200 % or on 320 px, and two ways through the course that
use neither mouse nor eyes. (`make access` measures every page in both ways and both themes.)"""

from collections.abc import Iterator
from typing import Any

import pytest
from access import FRONT, MEASURED, audit
from browser import PATIENCE, chrome
from playwright.sync_api import Browser, Locator, Page, expect
from ways import Place, opened, served, visiting

from followup.learning.questions import question

pytestmark = pytest.mark.browser
TIMELINE, CRITIQUE = "02_follow_up_note", "05_critique_workshop"
ASKED = question("02-promised-date")
FORM = "The interview: what was said, and to whom"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chrome(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[dict[str, Place]]:
    with served("app", tmp_path_factory.mktemp("app")) as app, served("lab", tmp_path_factory.mktemp("lab")) as lab:
        yield {"app": app, "lab": lab}


@pytest.mark.parametrize(
    ("way", "name", "work"),
    [("app", FRONT, False), ("app", "06_cohort_cadence", False), ("app", CRITIQUE, False), ("app", "glossary", False),
     ("app", TIMELINE, True), ("lab", "01_thank_you_note", False), ("lab", "04_choose_the_way", True)],
)  # fmt: skip
def test_nobody_is_kept_out(places: dict[str, Place], browser: Browser, way: str, name: str, work: bool) -> None:
    for theme, found in audit(places[way], browser, name, work).items():
        assert [one for one in found["axe"] if one[1] in ("critical", "serious")] == [], theme
        assert {kind: found[kind] for kind in MEASURED if found[kind]} == {}, theme


def test_what_is_wrong_would_be_found(browser: Browser) -> None:
    """The proof of the test above: a page with one fault of each kind."""
    from access import axe, measure

    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(
        '<body style="background:#fff"><h1>One</h1><h3>Three</h3><input style="width:400px"><img src="data:,">'
        '<p style="color:#999;transition:color 1s">Too light</p><svg role="img" aria-label="x"><text y="20" fill="#aaa">dim</text></svg>'
    )
    found = measure(page, "body")
    assert sorted(kind for kind, places in found.items() if places) == ["contrast", "figures", "headings", "motion", "sideways"]
    assert len(found["contrast"]) == 2
    assert {"label", "image-alt", "color-contrast"} <= {one[0] for one in axe(page, "body")}
    page.close()


# --- by keyboard alone ------------------------------------------------------------------------------------------------


class Keys:
    """A learner who has a keyboard and nothing else. What has the focus is looked at, never set."""

    def __init__(self, page: Page):
        self.page = page

    def at(self) -> str:
        """What has the focus: the text of its label, or its own."""
        return str(self.page.evaluate(
            "() => { const one = document.activeElement; return (one.labels?.[0] ?? one).innerText.trim(); }"
        ))  # fmt: skip

    def tab_to(self, words: str, most: int = 400) -> None:
        """Press Tab until the control with these words has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if words in self.at():
                return
        raise AssertionError(f"{words!r} is not to be reached by Tab; now at {self.at()!r}")

    def press(self, *keys: str) -> None:
        """Press keys as fast as a person does: a choice reaches the kernel before the button after it."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(400)


def test_by_keyboard_alone(places: dict[str, Place], browser: Browser) -> None:
    with visiting(browser) as context:
        keys = Keys(page := opened(places["app"], context, TIMELINE).page)
        keys.tab_to("To the lesson", 1)
        keys.press("Enter")
        # A question: the arrow keys choose, and the answer is heard.
        right = ASKED.options.index(next(option for option in ASKED.options if option.right))
        keys.tab_to(ASKED.options[0].text)
        keys.press("Space", *["ArrowDown"] * right)
        assert ASKED.options[right].text in keys.at()
        keys.tab_to("Check answer", 2)
        keys.press("Enter")
        heard(page, "✓ Right.")
        # The timeline: another promised date moves the check-in.
        keys.tab_to(f"Show: {FORM}")
        keys.press("Enter")
        keys.tab_to("Answer promised by")
        page.keyboard.type("05052026")  # 5 May, whichever of the two comes first here
        keys.press("Tab")
        heard(page, "check-in to Tom Okafor, from Tuesday 12 May")
        # Somebody is taken off the list: the focus does not fall out of the form.
        keys.tab_to("Remove interviewer 2")
        keys.press("Enter")
        heard(page, "Interviewer 2 has been taken off the list.")
        expect(page.locator(":focus")).to_have_text("Remove interviewer 2")

        keys = Keys(page := opened(places["app"], context, CRITIQUE).page)
        keys.tab_to("Sample email")
        keys.tab_to("Subject:")
        keys.press("Space")
        keys.tab_to("Compare with the kit")
        keys.press("Enter")
        heard(page, "You and the kit agree on 2 findings. The kit has 12 more.")


def heard(page: Page, words: str) -> None:
    """These words appear in a place that is read out."""
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_attached()


# --- by the accessibility tree alone ----------------------------------------------------------------------------------


def test_by_the_accessibility_tree_alone(places: dict[str, Place], browser: Browser) -> None:
    with visiting(browser) as context:
        page = opened(places["app"], context, TIMELINE).page
        answers = page.get_by_role("radiogroup", name=ASKED.text)
        answers.get_by_role("radio", name=ASKED.solution).check()
        check = page.get_by_role("button", name="Check answer 2", exact=True).first
        expect(check).to_have_accessible_description(ASKED.text)
        check.click()
        told(page, "✓ Right.")
        builder = page.get_by_role("group", name="The timeline, as Learn It advises")
        builder.get_by_role("button", name=f"Show: {FORM}").click()
        builder.get_by_role("textbox", name="Answer promised by").fill("2026-04-13")
        builder.get_by_role("textbox", name="Answer promised by").press("Tab")
        told(builder, "check-in to Tom Okafor, from Monday 20 April")
        assert "from Monday 20 April" in builder.get_by_role("img").aria_snapshot()

        page = opened(places["app"], context, CRITIQUE).page
        marking = page.get_by_role("group", name="You mark first").first
        marking.get_by_role("checkbox", name="Subject:").check()
        marking.get_by_role("button", name="Compare with the kit").click()
        told(marking, "You and the kit agree on 2 findings.")
        table = marking.get_by_role("table", name="Your marks and the kit’s findings")
        expect(table.get_by_role("row").filter(has_text="“hey!!”").first).to_contain_text("both of you")


def told(where: Any, words: str) -> Locator:
    """A place that is read out, as the tree has it, comes to hold these words."""
    place = where.get_by_role("status").filter(has_text=words).first
    place.wait_for()
    assert words in place.aria_snapshot()
    return place
