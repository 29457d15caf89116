"""`followup start` and `followup doctor`: nothing is overwritten, and every fault comes with its cure."""

import json
import os
import subprocess
import sys
from importlib import metadata, util

import pytest

from followup import cli
from followup.cli import doctor, main, start
from followup.errors import InputError
from followup.resources import find

LESSON = "00_start_here.ipynb"


def test_start_copies_every_lesson_and_says_how_to_begin(tmp_path, capsys):
    assert main(["start", str(tmp_path / "a" / "course")]) == 0
    copied = {path.name for path in (tmp_path / "a" / "course").rglob("*.ipynb")}
    kit = {path.name for path in find("notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}
    assert copied == kit - {"template.ipynb"}
    assert LESSON in copied and "jupyter lab" in capsys.readouterr().out


def test_start_never_overwrites_work(tmp_path):
    (tmp_path / LESSON).write_text("my own notes", encoding="utf-8")
    (tmp_path / "01_thank_you_note.ipynb").symlink_to(tmp_path / "nowhere")
    (tmp_path / "02_follow_up_note.ipynb").mkdir()
    told = dict(line.split(": ", 1) for line in start(tmp_path))
    assert (tmp_path / LESSON).read_text("utf-8") == "my own notes" and "kept as it is" in told[LESSON]
    assert not (tmp_path / "nowhere").exists() and "kept as it is" in told["01_thank_you_note.ipynb"]
    assert "kept as it is" in told["02_follow_up_note.ipynb"] and told["03_feedback_note.ipynb"] == "copied"


def test_start_twice_changes_nothing(tmp_path):
    start(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert all(line.endswith(": is there already") for line in start(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_start_says_what_is_wrong_with_a_folder(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["start", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err
    assert "cannot be used" in said and "Choose one that you may write to" in said and "Traceback" not in said
    with pytest.raises(InputError, match="keeps its own lessons"):
        start(find("notebooks") / "mine")


def test_the_doctor_finds_nothing_wrong_here(followup_home):
    assert [problem for problem in doctor() if problem.field != "kit"] == []
    assert list(followup_home.iterdir()) == []


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda m, p: m.setattr(cli, "OLDEST", (4, 0)), "Python"),
        (lambda m, p: m.setenv("FOLLOWUP_HOME", str(p / "file" / "home")), "Set FOLLOWUP_HOME"),
        (lambda m, p: m.setattr(cli, "__version__", "9.9"), "version 9.9 is in use"),
        (lambda m, p: m.setattr(metadata, "version", lambda name: "0.1.0"), "is too old (the kit needs "),
        (lambda m, p: m.setattr(util, "find_spec", lambda name: None), "no notebook can run"),
        (lambda m, p: m.setattr(cli, "find", lambda name: find("nothing")), "is not in this installation"),
    ],
    ids=["python", "home", "version", "old", "jupyter", "files"],
)
def test_the_doctor_names_each_fault_and_its_cure(break_it, told, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    break_it(monkeypatch, tmp_path)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert told in said and "to mend." in said
    assert all(problem.wrong and problem.cure for problem in doctor())


def test_the_doctor_misses_what_is_not_installed(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert next(iter(doctor())).field == "kit"
    monkeypatch.setattr(cli, "_kit", lambda: [])
    assert any(problem.field == "pandas" and "pip install" in problem.cure for problem in doctor())


def test_it_is_a_command():
    done = subprocess.run([sys.executable, "-m", "followup.cli", "doctor"], capture_output=True, text=True, env=os.environ)
    assert "to mend." in done.stdout or done.stdout.startswith("All is well: followup ")
    assert subprocess.run([sys.executable, "-m", "followup.cli"], capture_output=True).returncode == 2


def test_copies_are_whole_notebooks(tmp_path):
    start(tmp_path)
    assert all(json.loads(path.read_text("utf-8"))["cells"] for path in tmp_path.rglob("*.ipynb"))
