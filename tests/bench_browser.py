"""What a learner waits for in a real browser: a notebook's first card, and the answer of a widget to a key or a choice.

python tests/bench_browser.py      prints the rows that `make bench` shows, as JSON; none where there is no Chromium
"""

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from browser import Lab, Notebook, chrome, jupyter_lab, opened
from playwright.sync_api import Browser, Locator

from followup.learning.questions import question
from followup.learning.samples import sample

# From the event in the page to the first change of the place that answers: the way to the kernel and back, and drawing.
_CLOCK = """(card, [event, place]) => {
    const shown = card.querySelector(place);
    const before = shown.textContent;
    window.answered = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`${event} changed nothing in ${before}`)), 15000);
        document.addEventListener(event, () => {
            const start = performance.now();
            const look = () => card.querySelector(place)?.textContent !== before
                ? requestAnimationFrame(() => resolve(performance.now() - start)) : requestAnimationFrame(look);
            look();
        }, {capture: true, once: true});
    });
    window.answered.catch(() => {});
}"""


def trips(card: Locator, acts: Iterator[Callable[[], object]], event: str, place: str, times: int) -> list[float]:
    """The milliseconds from each of so many acts to its answer; the first two, which warm things up, are left out."""
    took = []
    for act, _ in zip(acts, range(times + 2), strict=False):
        card.evaluate(_CLOCK, [event, place])
        act()
        took.append(float(card.page.evaluate("window.answered")))
    return took[2:]


def keys(notebook: Notebook) -> list[float]:
    """Each key in the workshop's rewrite, at the end of a whole email; each changes what is found."""
    card = notebook.card("Rewrite it")
    body = card.get_by_label("Message: rewrite it")
    body.fill(sample("where-is-it").body + " Thank you!")
    notebook.page.wait_for_timeout(1500)  # what was written is kept after a pause
    body.press("End")

    def acts() -> Iterator[Callable[[], object]]:
        while True:
            yield lambda: body.press("!")
            yield lambda: body.press("Backspace")

    return trips(card, acts(), "input", ".fu-next, .fu-right", 60)


def choices(control: Locator, options: tuple[str, str], card: Locator, place: str) -> list[float]:
    """One option and the other, in turn, and the place of a card that shows what was chosen."""

    def acts() -> Iterator[Callable[[], object]]:
        while True:
            for option in options:
                yield lambda option=option: control.select_option(option)

    return trips(card, acts(), "change", place, 20)


def dates(card: Locator) -> list[float]:
    """Another promised date, and back; from leaving the field to the new plan."""
    field = card.get_by_label("Answer promised by")

    def acts() -> Iterator[Callable[[], object]]:
        while True:
            for date in ("2026-04-13", "2026-03-20"):
                yield lambda date=date: (field.fill(date), field.press("Tab"))

    return trips(card, acts(), "change", ".fu-next", 20)


def answers(notebook: Notebook) -> list[float]:
    """A question answered wrongly and rightly, in turn."""
    asked = question("05-silence")
    card = notebook.page.locator(".fu-question").filter(has_text=asked.text).first
    check = card.get_by_role("button", name="Check answer")
    pair = sorted(asked.options, key=lambda option: option.right)[-2:]

    def acts() -> Iterator[Callable[[], object]]:
        while True:
            for option in pair:
                card.get_by_role("radio", name=option.text).check()
                notebook.page.wait_for_timeout(500)  # until the last answer has gone
                yield check.click

    return trips(card, acts(), "click", "[role=status]", 20)


def round_trips(lab: Lab, browser: Browser) -> Iterator[tuple[str, list[float], str]]:
    """What was done, the milliseconds of each time, and the bound."""
    for name in ("00_start_here", "02_follow_up_note", "05_critique_workshop", "06_cohort_cadence"):
        lab.clear()
        with opened(lab, browser, name) as notebook:
            notebook.run_all()
            if name.startswith("00"):
                source, plan = notebook.card("Your desk").get_by_label("Advice from"), notebook.card("What to do next, and when")
                yield "another source for every plan on the page", choices(source, ("Dream Job", "Learn It"), plan, "table"), ""
            elif name.startswith("02"):
                builder = notebook.card("The timeline, as")
                builder.get_by_role("button", name="The interview: what was said, and to whom").click()
                yield "another promised date in the timeline builder", dates(builder), ""
            elif name.startswith("05"):
                yield "a key in the workshop’s rewrite", keys(notebook), "95 % within 150 ms"
                yield "an answer to a question", answers(notebook), ""
            else:
                view = notebook.card("Look at the class")
                asked = view.get_by_label("Question", exact=True)
                yield "another chart of the class", choices(asked, ("Who is due?", "How long does an answer take?"), view, "svg"), ""


def cards(lab: Lab, browser: Browser) -> Iterator[float]:
    """The seconds from opening a notebook, and Run All, to its progress card."""
    for name in ("00_start_here", "01_thank_you_note", "02_follow_up_note"):
        lab.clear()
        start = time.perf_counter()
        with opened(lab, browser, name) as notebook:
            notebook.begin()
            notebook.page.get_by_text("Your progress:").first.wait_for()
            yield time.perf_counter() - start


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    rows = []
    if chromium:
        with tempfile.TemporaryDirectory() as folder, jupyter_lab(Path(folder)) as lab, chrome(chromium) as browser:
            for figure, took, bound in round_trips(lab, browser):
                took.sort()
                value = f"{statistics.median(took):.0f} ms, 95 % within {took[int(len(took) * 0.95)]:.0f} ms"
                rows.append({"figure": f"in Chromium, {figure}: {len(took)} times", "value": value, "bound": bound})
            seconds = sorted(cards(lab, browser))
            value = f"{statistics.median(seconds):.1f} s ({seconds[0]:.1f} to {seconds[-1]:.1f})"
            rows.append({"figure": "opening a notebook, and Run All, to its progress card", "value": value, "bound": ""})
    print(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    main()
