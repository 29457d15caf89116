"""What the README and the lessons say of the kit is what the kit does."""

import json
import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import course  # noqa: E402
import minutes  # noqa: E402
import readme_tables  # noqa: E402

README = (HERE.parent / "README.md").read_text("utf-8")
LESSONS = sorted((HERE.parent / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def test_the_table_of_rules_is_the_one_worked_out():
    assert readme_tables.shown("coverage", README) == readme_tables.coverage_table(), "run: python tests/readme_tables.py"


def test_a_table_that_has_fallen_behind_is_seen():
    behind = README.replace("| `reflect` | ✓ |", "| `reflect` |  |")
    assert readme_tables.shown("coverage", behind) != readme_tables.coverage_table()


def test_the_example_in_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", README, re.S)[1]
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "follow-up.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_every_lesson_is_listed():
    assert [path.stem for path in LESSONS if f"`{path.stem}`" not in README] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_time_of_a_lesson_is_the_estimate(path):
    shown = re.search(r"\*\*Time:\*\* about (\d+) minutes \(an estimate\)", path.read_text("utf-8"))
    assert shown and int(shown[1]) == minutes.minutes(path), "run: python tests/minutes.py --write"
    known = minutes.count(path)
    assert known.words > 500 and sum(known.questions.values()) >= 8 and known.widgets >= 2
    assert set(known.questions) <= set(minutes.PER_QUESTION)


def test_a_longer_lesson_takes_longer(tmp_path, monkeypatch):
    """Each part of the formula counts: words, questions of each type, widgets."""
    path = tmp_path / "99_own.ipynb"
    cell = {"cell_type": "markdown", "source": ["word " * 180 * 5 + "<!-- rules: none -->"]}

    def takes(*cells):
        path.write_text(json.dumps({"cells": list(cells)}))
        return minutes.minutes(path)

    assert takes() == 0 and takes(cell) == 5 and takes(cell, cell) == 10
    code = {"cell_type": "code", "source": ["kit.bar(desk)\nkit.composer(desk)\nkit.events(desk)"]}
    assert takes(code) == 5 and takes(cell, code) == 10
    asked = [{"text": "a", "type": kind, "options": []} for kind in ("choice", "order", "mark") for _ in range(4)]
    monkeypatch.setattr(minutes, "questions", lambda name: asked if name == "99_own" else [])
    assert takes() == 15


def test_the_table_of_the_course_is_the_one_worked_out():
    assert readme_tables.shown("course", README) == course.notebooks(), "run: python tests/course.py --write"


def test_it_opens_with_pictures_that_say_what_is_seen_on_light_and_dark_pages():
    pictures = {path.relative_to(HERE.parent).as_posix(): path for path in (HERE.parent / "docs").rglob("*.png")}
    shown = re.findall(r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*'
                       r'<img src="([^"]+)" width="\d+" alt="([^"]{80,})">\s*</picture>', README)  # fmt: skip
    assert sorted(name for dark, light, _ in shown for name in (dark, light)) == sorted(pictures), "run: make pictures"
    assert [dark for dark, _, _ in shown] == [light.replace("-light", "-dark") for _, light, _ in shown]
    assert len({alt for _, _, alt in shown}) == 3 and README.index(shown[-1][2]) < README.index("\n## ")
    sizes = [path.stat().st_size for path in pictures.values()]
    assert min(sizes) > 10_000 and sum(sizes) < 600_000
    for path in pictures.values():
        kind, width = path.read_bytes()[1:4], int.from_bytes(path.read_bytes()[16:20])
        assert kind == b"PNG" and 1200 <= width <= 2000


# --- the glossary -----------------------------------------------------------------------------------------------------


def test_the_glossary_is_the_one_of_its_data():
    assert json.loads(course.GLOSSARY.read_text("utf-8")) == course.glossary(), "run: python tests/course.py --write"
    terms = [one["term"] for one in course.terms()]
    assert len(set(terms)) == len(terms) >= 15
    assert all((course.HOME / "notebooks" / f"{one['see']}.ipynb").exists() for one in course.terms())


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_term_that_a_lesson_uses_is_linked_and_every_link_leads_to_a_term(path):
    assert course.unlinked(path) == [], "run: python tests/course.py --write"
    text = course.prose(path)
    links = re.findall(r"\]\((glossary\.ipynb#[^)]*)\)", text)
    assert set(links) <= {course.anchor(one["term"]) for one in course.terms()} and len(set(links)) >= 3
    assert "](glossary.ipynb#" not in "\n".join(re.findall(r"(?m)^(?:#|\|).*$", text))  # no heading, no table


def test_a_term_that_is_not_linked_is_seen():
    used = course.used("One final check-in, then a check-in. A rule. `rule` “sources”\n# Window\n| panel |")
    assert set(used) == {"Final check-in", "Check-in", "Rule"} and used["Check-in"][0] > used["Final check-in"][0]
