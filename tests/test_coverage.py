"""The parts fit: every rule is at work, every citation exists, and no module leans on what stands above it."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import followup as fu
from followup.rulebook.tables import USES, citations

PACKAGE = Path(fu.__file__).parent
LESSONS = ["00_start_here", "01_thank_you_note", "02_follow_up_note", "03_feedback_note", "04_choose_the_way",
           "06_cohort_cadence"]  # fmt: skip

# --- the rules --------------------------------------------------------------------------------------------------------


def test_every_rule_is_used_somewhere():
    table = fu.load_rulebook().coverage()
    assert [rule for rule in table.index if not table.loc[rule].any()] == []
    assert table["taught"].any() and table["scheduled"].any() and table["written"].any()


@pytest.mark.parametrize("use", ["taught", "written"])
def test_every_rule_that_is_cited_exists(use):
    book = fu.load_rulebook()
    cited = list(citations(use))
    assert cited and [(file, id) for file, id in cited if id not in book] == []


def test_every_lesson_question_and_template_cites_a_rule():
    cited = {file for use in ("taught", "written") for file, _ in citations(use)}
    files = [path.name for path in (PACKAGE / "compose" / "templates").glob("*.j2")]
    files += [f"{name}.{ending}" for name in LESSONS for ending in ("ipynb", "toml")]
    assert [file for file in files if file not in cited] == []


def test_every_step_and_source_cites_what_exists():
    book = fu.load_rulebook()
    app = fu.story().application
    for source in book.names:
        for day in ("2026-03-10T12:00+01:00", "2026-03-26T12:00+01:00", "2026-04-10T12:00+02:00"):
            for step in fu.plan(app, now=day, book=source, holidays="DE-BE").steps:
                assert step.rules and all(rule in book for rule in step.rules), step
    assert set(USES) == set(book.coverage().columns)


# --- the floors -------------------------------------------------------------------------------------------------------

FLOORS = {
    1: ("errors", "cures", "missing", "words", "resources", "markup", "sheets", "record", "rulebook", "application", "message"),
    2: ("timeline", "compose", "critique", "channel"),
    3: ("cohort", "learning", "takeaway"),
    4: ("figure", "charts", "teaching"),
    5: ("widgets",),
    6: ("cli",),
}
FLOOR = {part: floor for floor, parts in FLOORS.items() for part in parts}
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if "_kit" not in path.parts)
PARTS = [path for path in FILES if path != Path("__init__.py")]  # the package itself only names what lies inside it


def tree(path):
    return ast.parse((PACKAGE / path).read_text(encoding="utf-8"))


def part(path):
    return path.parts[0].removesuffix(".py")


def imported(path):
    """Every module that a file imports, in full, wherever the import stands."""
    here = ["followup", *path.parts[:-1]]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield from ([f"{name}.{alias.name}" for alias in node.names] if name == "followup" else [name])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "import_module":
            yield from (argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant))


def neighbours(path):
    """The other parts of the package that a file imports."""
    found = {name.split(".")[1] for name in imported(path) if name.startswith("followup.")}
    return found - {part(path), "__version__"}


def test_every_module_has_a_floor():
    assert {part(path) for path in PARTS} <= set(FLOOR)


@pytest.mark.parametrize("path", PARTS, ids=str)
def test_nothing_imports_from_a_floor_above_its_own(path):
    own = FLOOR[part(path)]
    assert [name for name in neighbours(path) if FLOOR.get(name, 0) > own] == []
    assert "followup" not in imported(path)  # that would be every floor at once


def test_no_two_parts_need_each_other():
    graph = {}
    for path in PARTS:
        graph.setdefault(part(path), set()).update(neighbours(path))
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    ("library", "allowed"), [("ipywidgets", ["widgets"]), ("IPython", ["widgets"]), ("matplotlib", ["figure"])]
)
def test_screens_and_pictures_are_made_in_one_place(library, allowed):
    users = {part(path) for path in FILES if any(name.split(".")[0] == library for name in imported(path))}
    assert users <= set(allowed)


CLOCK = {
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
    "Timestamp": {"now", "today", "utcnow"},
    "time": {"time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"},
}


def reads_the_clock(path):
    """The calls in a file that read the clock."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whose = ast.unparse(node.func.value).rpartition(".")[2]
            if node.func.attr in CLOCK.get(whose, ()):
                yield f"{path.as_posix()}: {ast.unparse(node.func)}"


def test_the_clock_is_read_in_one_place():
    assert [call for path in FILES for call in reads_the_clock(path)] == ["widgets/base.py: dt.datetime.now"]
    assert [path for path in FILES if "time" in set(imported(path))] == []


def test_the_floors_are_read_as_they_are():
    """The proof of the tests above: these imports are seen."""
    assert {"errors", "words", "record"} <= neighbours(Path("application.py"))
    assert {"compose", "timeline", "application"} <= neighbours(Path("learning/desk.py"))
    assert "charts" in neighbours(Path("widgets/planner.py"))
    assert "matplotlib" in {name.split(".")[0] for name in imported(Path("figure.py"))}


# --- nothing heavy until it is used -----------------------------------------------------------------------------------

HEAVY = ("pandas", "numpy", "matplotlib", "pydantic", "jinja2", "ipywidgets", "IPython", "icalendar", "holidays")


def loaded(code):
    """The heavy modules that a fresh Python has loaded after running the code."""
    probe = f"import sys\n{code}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    return set(subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split())


def test_import_followup_loads_nothing_heavy():
    assert loaded("import followup; followup.__version__, dir(followup)") == set()


def test_a_plan_and_a_draft_load_neither_pandas_nor_pictures():
    code = "import followup as fu\napp = fu.story().application\nfu.plan(app, now='2026-03-10T12:00Z')"
    assert loaded(code + "\nfu.compose('check_in', app)") & {"pandas", "matplotlib", "ipywidgets", "IPython"} == set()


def test_every_public_name_is_there():
    assert set(fu.__all__) <= set(dir(fu))
    assert all(getattr(fu, name) is not None for name in fu.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        fu.nonsense  # noqa: B018
