"""Markup in everything that somebody can type, in a real JupyterLab: every widget, chart and report of the kit on one
page, filled with it, and no script runs, nothing is asked of anybody."""

import nbformat
import pytest
from browser import chrome, jupyter_lab, opened

from followup import charts
from followup import widgets as kit

pytestmark = pytest.mark.browser

FILL = r'''
import datetime as dt, io
import ipywidgets as w
import pandas as pd
import followup as fu
from IPython.display import HTML, display
from followup import charts, widgets as kit
from followup.learning import load_questions
from followup.markup import paragraph
EVIL = ("<img src=x onerror='top.ran=1'>\"><script>top.ran=1</script></style></textarea></svg><svg onload=top.ran=1>"
        "<a href=javascript:top.ran=1>go</a>![x](http://192.0.2.1/x){{7*7}}${7*7}$x^2$")
desk = kit.desk("02_follow_up_note")
met = [fu.Interviewer(name=EVIL, topic=EVIL, email="a@example.org"), fu.Interviewer(name="a" + EVIL, topic=EVIL, contact=True)]
held = [fu.Interview(at="2026-03-10T10:00+01:00", interviewers=met, strengths=[EVIL], clarify=EVIL, notes=EVIL, decision_by="2026-03-12"),
        fu.Interview(at="2026-03-16T10:00+01:00", interviewers=met, stage="final")]
desk.save(fu.Application(company=EVIL, role=EVIL, candidate=EVIL, phone=EVIL, link=EVIL, rounds=held), new=True)
for day, kind, more in ((11, "thank_you_sent", {"to": EVIL}), (12, "competing_offer", {"date": "2026-04-01", "first_choice": True}), (16, "award", {})):
    desk.record(fu.Event(at=f"2026-03-{day}T18:00+01:00", kind=kind, note=EVIL, **more))
for kind in ("thank_you", "check_in", "update"):
    for to in (EVIL, "a" + EVIL):
        desk.keep_draft(kind, to, EVIL, f"[{EVIL}]\n\n{EVIL}")
for key in ("discussed", "strengths", "clarify"):
    desk.reflect(key, EVIL)
for what in ("mark", "rewrite", "versions"):
    desk.keep_note(what, "recruiter-1", EVIL)
desk.notices.append(EVIL)
def walk(one):
    yield one
    for child in getattr(one, "children", ()):
        yield from walk(child)
def filled(card):
    """Type it into every field, press every button, and type it again."""
    for _ in range(2):
        for one in list(walk(card)):
            if isinstance(one, (w.Text, w.Textarea)) and not one.disabled:
                one.value = EVIL
            if isinstance(one, w.Button):
                one.click()
    if desk.is_story:
        desk.choose(next(iter(desk.applications())))
    return card
def shown(*reports):
    place = w.HTML("".join(reports))
    box = w.VBox([place]); box.add_class("fu-card"); box.add_class("fu")
    return box
'''
CASES = {
    "check_up": 'kit.check_up(desk, "pretest")',
    "composer": 'kit.composer(desk, ("check_in", "thank_you", "update"))',
    "hello": "kit.hello()",
    "mark": 'kit.mark(desk, "SAMPLE")',
    "quiz": 'kit.quiz(desk, *(one.id for one in load_questions("02_follow_up_note")))',
    "rewrite": 'kit.rewrite(desk, "SAMPLE")',
}
CLASS = r'''
klass = fu.cohort.simulate(students=12)
klass.attrs.pop("synthetic", None)
for column in ("student", "company", "role", "interviewers"):
    klass[column] = EVIL[:150] + klass[column].astype(str)
klass["application"] = EVIL[:100] + klass["application"].astype(str)
now = klass.attrs["now"]
measures = fu.cohort.measure(klass, now=now)
CHARTS = {
    "adherence": lambda: charts.adherence(measures),
    "before_after": lambda: charts.before_after(measures, "2026-03-09"),
    "by_source": lambda: charts.by_source({"learn-it": measures}),
    "cadence": lambda: charts.cadence(klass, now),
    "public_advice": lambda: charts.public_advice(),
    "thank_yous": lambda: charts.thank_yous(measures, "role"),
    "timeline": lambda: charts.timeline(desk.timeline()),
    "waiting": lambda: charts.waiting(measures, "company"),
    "who_is_due": lambda: charts.who_is_due(measures, now),
}
'''
REPORTS = r'''
report = fu.critique(fu.Email(EVIL, f"Hi {EVIL},\n\n{EVIL}\n\n[{EVIL}]"), kind="thank_you", application=desk.application)
try:
    fu.Application(company=EVIL, candidate=5, rounds=EVIL)
except fu.InputError as error:
    from followup.widgets.base import problems
    wrong = problems(error)
try:
    fu.cohort.read(io.BytesIO(("student,company,interview_at,event,event_at\n" + f'"{EVIL.replace(chr(34), chr(34) * 2)}",x,{"never"},{"no"},1\n').encode()))
except fu.InputError as error:
    wrong += problems(error)
'''


@pytest.fixture(scope="module")
def lab(tmp_path_factory, chromium):
    with jupyter_lab(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium):
    with chrome(chromium) as running:
        yield running


def write(lab, cells):
    new = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    new.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new, lab.home.parent / "notebooks" / "hostile.ipynb")


def test_every_chart_has_its_place_here():
    assert set(charts.__all__) - {"WIDTH", "Chart"} <= {line.split('"')[1] for line in CLASS.splitlines() if "lambda" in line}


def test_no_script_runs_and_nobody_is_asked(lab, browser):
    from followup.learning.samples import samples

    sample = next(iter(samples()))
    sample = sample if isinstance(sample, str) else sample.id
    names = [name for name in kit.__all__ if name != "desk"]
    cells = [FILL]
    cells += [f"filled({CASES.get(name, f'kit.{name}(desk)')})".replace("SAMPLE", sample) for name in names]
    cells += [CLASS, "shown(*(make().to_html() for make in CHARTS.values()))", "display(*(make() for make in CHARTS.values()))"]
    cells += [REPORTS, "shown(report._repr_html_() if hasattr(report, '_repr_html_') else '', wrong, paragraph(EVIL))"]
    cells += ["display(report, desk.timeline(), desk.timeline().to_frame(), measures.head(), fu.load_rulebook().compare().head())"]
    write(lab, cells)
    with opened(lab, browser, "hostile") as notebook:
        notebook.page.on("dialog", lambda dialog: dialog.dismiss())
        type(notebook).expected, kept = property(lambda _: len(names) + 2), type(notebook).expected
        try:
            notebook.run_all()
        finally:
            type(notebook).expected = kept
        page = notebook.page
        page.add_style_tag(content="* { content-visibility: visible !important }")  # what is out of sight is drawn too
        page.wait_for_timeout(1500)
        assert "<img src=x" in page.locator(".fu").first.inner_text() or "<img src=x" in page.content().replace("&lt;", "<")
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.querySelectorAll('[onerror], [onload], img[src=x], a[href^=\"javascript:\"]').length") == 0
        assert [url for url in notebook.requests if "192.0.2.1" in url or url.endswith("/x")] == []
        assert notebook.foreign_requests() == []


def test_a_script_would_be_seen(lab, browser):
    """The proof of the test above."""
    write(lab, ["import ipywidgets as w\nw.HTML(\"<img src=x onerror='top.ran=1'>\").add_class('fu-card')"])
    with opened(lab, browser, "hostile") as notebook:
        notebook.page.evaluate("window.pressed = 0")
        notebook._menu("Run", "Run All Cells")
        notebook.page.wait_for_function("window.top.ran === 1")
        assert any(url.endswith("/x") for url in notebook.requests)
