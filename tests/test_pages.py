"""The pages that leave the kit, in a real browser: they print on one sheet, turn by keyboard, and fetch nothing."""

import pytest
from browser import chrome

import followup as fu
from followup import charts
from followup.markup import chip, document, paragraph, table
from followup.takeaway import page
from followup.teaching.demo import demo
from followup.teaching.handout import handout

pytestmark = pytest.mark.browser
HOSTILE = '"><img src=x onerror="document.title=1"><script>document.title=1</script>'


@pytest.fixture(scope="module")
def browser(chromium):
    with chrome(chromium) as running:
        yield running


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page from a file; what it asks of anybody else is kept in `asked`."""
    context = browser.new_context(offline=True)

    def opened(html):
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        made = context.new_page()
        made.asked, made.errors = [], []
        made.on("request", lambda request: made.asked.append(request.url))
        made.on("console", lambda line: made.errors.append(line.text) if line.type == "error" else None)
        made.goto((tmp_path / "page.html").as_uri())
        return made

    yield opened
    context.close()


def sheets(made, size):
    return made.pdf(format=size).count(b"/Type /Page") - 1  # one of them is the list of pages


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("chapter", fu.story().chapters, ids=lambda chapter: chapter.notebook)
def test_the_plan_prints_on_one_sheet(show, chapter, size):
    timeline = fu.plan(fu.story().application, now=chapter.now, holidays="DE-BE")
    html = page(timeline, ["restate-value", "proofread", "move-on"], charts.timeline(timeline).svg)
    assert sheets(show(html), size) == 1


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_handout_prints_on_one_sheet(show, size):
    assert sheets(show(handout()), size) == 1


def test_the_slides_turn_by_keyboard_and_by_button_and_ask_nobody(show):
    made = show(demo().to_html())
    where = made.locator("#where")
    total = len(demo().slides())
    assert where.inner_text() == f"Slide 1 of {total}"
    made.keyboard.press("ArrowRight")
    made.get_by_role("button", name="Next").click()
    assert where.inner_text() == f"Slide 3 of {total}" and made.locator(".fu-slide:visible").count() == 1
    made.keyboard.press("End")
    assert "What it came to" in made.locator(".fu-slide:visible").inner_text()
    assert made.get_by_role("button", name="Next").is_disabled()
    assert len(made.asked) == 1 and made.errors == []  # the file itself


_CONTRASTS = """names => {
    const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const light = (...layers) => {
        for (const layer of layers) { pen.fillStyle = layer; pen.fillRect(0, 0, 1, 1); }
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b + .05;
    };
    const paper = getComputedStyle(document.body).backgroundColor;
    return Object.fromEntries(names.map(name => {
        const one = document.querySelector(name), behind = [paper];
        for (let by = one, at = 1; by !== document.body; by = by.parentElement) behind.splice(at, 0, getComputedStyle(by).backgroundColor);
        const [ink, back] = [light(...behind, getComputedStyle(one).color), light(...behind)];
        return [name, Math.max(ink, back) / Math.min(ink, back)];
    }));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_with_a_meaning_can_be_read(show, scheme):
    tones, looks = ("good", "attention", "problem", "accent", "plain"), ("fu-next", "fu-right", "fu-partly", "fu-wrong")
    body = "".join(chip(tone, tone) for tone in tones) + "".join(paragraph("text", look) for look in looks)
    body += '<div class="fu-next"><p class="fu-soft">quiet</p><a class="fu-download" href="">file</a></div>' + table("t", ["head"], [["x"]])
    made = show(document("Colours", body))
    made.emulate_media(color_scheme=scheme)
    names = [*(f".fu-chip.fu-{tone}" for tone in tones), *(f"p.{look}" for look in looks), ".fu-soft", ".fu-download", "thead th", "td, tbody th"]
    found = made.evaluate(_CONTRASTS, names)
    assert min(found.values()) >= 4.5, found
    assert (scheme == "dark") == (made.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 17, 17)")


def test_what_somebody_typed_does_not_run(show):
    app = fu.Application(company=HOSTILE, role=HOSTILE, candidate=HOSTILE, rounds=[
        fu.Interview(at="2026-03-10T10:00+01:00", interviewers=[fu.Interviewer(name=HOSTILE)])])  # fmt: skip
    timeline = fu.plan(app, now="2026-03-10T12:00+01:00")
    made = show(page(timeline, picture=charts.timeline(timeline).svg))
    made.wait_for_timeout(200)
    assert made.title().startswith("My follow-up plan") and len(made.asked) == 1
