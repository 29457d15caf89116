"""The repository's own pages: links that lead somewhere, a template that keeps its conventions, a workflow that can run."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

sys.path.insert(0, str(Path(__file__).resolve().parent))

import lite
import readme_tables
import test_notebooks as frame

import followup as fu

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGES = [*ROOT.glob("*.md"), ROOT / "data" / "README.md"]
TEMPLATE = ROOT / "notebooks" / "template.ipynb"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_and_every_file_that_a_page_names_is_there(page):
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    named = re.findall(r"`((?:tests|followup|data|notebooks|app|\.github)/[\w./-]+)`", text)
    assert [name for name in links if not (page.parent / name).exists()] == []
    assert [name for name in named if not (ROOT / name).exists() and "08_my_lesson" not in name] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_make_command_that_a_page_names_exists(page):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    wanted = set(re.findall(r"`make ([a-z]+)", page.read_text("utf-8")))
    assert [name for name in wanted if not re.search(rf"(?m)^{name}:", makefile)] == []


@pytest.mark.parametrize("kept", [
    frame.test_the_frame_stands_in_its_order, frame.test_headings_skip_no_level,
    frame.test_the_start_says_what_it_takes_and_what_is_left, frame.test_code_cells_are_short,
    frame.test_outputs_are_kept_where_they_are_compared_and_nowhere_else, frame.test_something_is_compared,
    frame.test_it_is_a_valid_notebook_with_an_id_for_every_cell, frame.test_nothing_of_this_computer_is_in_it,
    frame.test_links_lead_to_files_that_exist,
], ids=lambda test: test.__name__)  # fmt: skip
def test_the_template_keeps_the_conventions_that_it_teaches(kept):
    kept(TEMPLATE)


def test_the_template_teaches_no_rule_in_the_tables():
    assert "<!-- rules:" not in TEMPLATE.read_text("utf-8")


@pytest.mark.parametrize("thing", ["A rule", "A check", "A question", "A lesson"])
def test_the_anatomy_of_each_thing_names_its_test(thing):
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    part = page.split(f"## {thing}\n")[1].split("\n## ")[0]
    assert "*The tests that tell*" in part and "`tests/test_" in part


def test_the_anatomies_name_every_field():
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for file, kind in (("followup/rulebook/rules/02-thank-you.toml", "rule"), ("followup/critique/checks.toml", "check"),
                       ("data/questions/01_thank_you_note.toml", "question")):  # fmt: skip
        fields = set().union(*tomllib.loads((ROOT / file).read_text("utf-8"))[kind])
        part = page.split(f"## A {kind}\n")[1].split("\n## ")[0]
        part += (ROOT / "data" / "README.md").read_text("utf-8") if kind == "question" else ""  # which has each type
        assert [name for name in fields - {"stances", "english", "score"} if not re.search(rf"\b{name}\b", part)] == [], kind


def test_versions_and_licences_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"] == fu.__version__ and citation["license"] == PROJECT["license"]
    assert f"## {fu.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_workflow_builds_the_site_and_publishes_it():
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    steps = [step for job in flow["jobs"].values() for step in job["steps"]]
    (build,) = [step["run"] for step in steps if "run" in step]
    assert build.startswith("make site SITE_ARGS=") and f"/v{lite.PYODIDE}/" in build
    assert any(step.get("with", {}).get("path") == lite.SITE.relative_to(ROOT).as_posix() for step in steps)
    assert flow["jobs"]["deploy"]["needs"] == "build" and flow["permissions"]["pages"] == "write"


def test_readmes_table_of_pyodide_is_the_kits_and_every_bound_is_met():
    shown = readme_tables.shown("pyodide", (ROOT / "README.md").read_text("utf-8"))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in shown.strip().splitlines()[2:]]
    asked = {one.name: str(one.specifier) for one in lite.dependencies()}
    assert {name: bound for name, bound, *_ in rows} == asked, "run: python tests/lite.py --table"
    for name, bound, ours, theirs, where in rows:
        assert ours == lite.versions()[name] and ours in SpecifierSet(bound)
        assert theirs == "–" or theirs in SpecifierSet(bound), name
        assert ("distribution" in where) == (name in lite.COMPILED)


def test_what_the_site_leaves_out_is_what_the_kit_can_do_without():
    from followup.missing import NAMES

    left = {one.name for one in lite.dependencies()} & (lite.COMPILED | lite.WITH_THEM)
    assert left <= set(NAMES)


def test_the_compiled_packages_come_from_pyodide_only_with_the_right_checksum(tmp_path):
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from" / "a.whl").write_bytes(b"abc")
    right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    lite.fetch(str(tmp_path / "from"), {"file_name": "a.whl", "sha256": right}, tmp_path / "to")
    assert (tmp_path / "to" / "a.whl").read_bytes() == b"abc"
    with pytest.raises(SystemExit, match="checksum differs"):
        lite.fetch(str(tmp_path / "from"), {"file_name": "a.whl", "sha256": "0" * 64}, tmp_path / "to")


def test_every_package_that_the_kit_needs_in_a_browser_is_pinned():
    graph, pinned = lite.closure(), lite.versions()
    assert set(graph) <= set(pinned) | {"editdistpy"}
    assert {"pydantic-core", "tzdata", "traitlets"} <= set(graph)
    assert json.dumps(graph)
