"""What the README and the lessons say of the kit is what the kit does."""

import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import minutes  # noqa: E402
import readme_tables  # noqa: E402

README = (HERE.parent / "README.md").read_text("utf-8")
LESSONS = sorted((HERE.parent / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def test_the_table_of_rules_is_the_one_worked_out():
    assert readme_tables.shown(README) == readme_tables.coverage_table(), "run: python tests/readme_tables.py"


def test_a_table_that_has_fallen_behind_is_seen():
    behind = README.replace("| `reflect` | ✓ |", "| `reflect` |  |")
    assert readme_tables.shown(behind) != readme_tables.coverage_table()


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
    words, questions, widgets = minutes.count(path)
    assert words > 500 and questions >= 4 and widgets >= 2
