"""What stands in every notebook: links that lead somewhere, and a cell that says what to do where the kit is not there."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

sys.path.insert(0, str(Path(__file__).resolve().parent))

import navigation

LESSONS = navigation.lessons()
ORDER = [path.name for path in LESSONS]


def texts(path: Path) -> list[str]:
    cells = json.loads(navigation.wanted()[path])["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def test_every_notebook_is_as_the_command_writes_it():
    assert navigation.behind() == [], "run: python tests/navigation.py --write"


def test_writing_twice_changes_nothing(monkeypatch, tmp_path):
    shutil.copytree(navigation.NOTEBOOKS, tmp_path / "notebooks")
    monkeypatch.setattr(navigation, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(navigation, "MAP", tmp_path / "notebooks" / "course_map.ipynb")
    for path, text in navigation.wanted().items():
        path.write_text(text, encoding="utf-8")
    assert navigation.behind() == []
    lesson = navigation.lessons()[1]
    lesson.write_text(lesson.read_text("utf-8").replace("course_map.ipynb", "elsewhere.ipynb"), encoding="utf-8")
    assert navigation.behind() == [lesson.name]
    assert [path.name for path in navigation.written()][-1] == "template.ipynb"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_leads_to_the_map_the_one_before_and_the_one_after(path):
    place = ORDER.index(path.name)
    around = ORDER[max(0, place - 1) : place] + ORDER[place + 1 : place + 2]
    for text in (texts(path)[0], texts(path)[-1]):
        found = re.findall(r"\]\((.*?)\)", text.split("<!-- navigation -->")[1])
        assert found == ["course_map.ipynb", *around]


def test_the_map_leads_to_every_lesson_with_its_time():
    shown = "".join(json.loads(navigation.course_map())["cells"][0]["source"])
    assert re.findall(r"\| \[.*?\]\((.*?)\)", shown) == ORDER
    assert re.findall(r"\| (\d+) \|\n", shown + "\n") and "| 0 |" not in shown


def test_only_the_links_and_the_check_are_written():
    for path in LESSONS:
        before, after = (json.loads(text)["cells"] for text in (path.read_text("utf-8"), navigation.wanted()[path]))
        plain = [navigation._LINKS.sub("", "".join(cell["source"])) for cell in before if cell["id"] != "ready"]
        assert plain == [navigation._LINKS.sub("", "".join(cell["source"])) for cell in after if cell["id"] != "ready"]
        assert [cell["id"] for cell in after].count("ready") == 1 and after[1]["id"] == "ready"


# --- the cell that looks for the kit ----------------------------------------------------------------------------------

def say(folder: Path, monkeypatch, code: str, where: Path) -> str:
    """What the cell shows in a kernel whose Python begins with this code: "" where all is well."""
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(navigation.HOME)]))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(navigation.check())])
    try:
        NotebookClient(book, timeout=60, resources={"metadata": {"path": str(where)}}).execute()
    except CellExecutionError:
        return "\n".join(book.cells[0].outputs[0]["traceback"])
    assert book.cells[0].outputs == []
    return ""


GONE = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "followup":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Gone())
"""
OTHER = """
import sys, types
module = types.ModuleType("followup")
"""


def test_all_is_well_where_the_kit_is(tmp_path, monkeypatch):
    assert say(tmp_path, monkeypatch, "", tmp_path) == ""


def test_a_missing_kit_is_told_with_the_command_that_installs_it(tmp_path, monkeypatch):
    said = say(tmp_path, monkeypatch, GONE, navigation.NOTEBOOKS)
    assert "The kit is not installed for the Python of this notebook" in said
    assert f'%pip install -e "{navigation.HOME}"' in said and "Kernel, Restart" in said and "Traceback" not in said


def test_far_from_the_kit_it_says_what_to_put_in(tmp_path, monkeypatch):
    said = say(tmp_path, monkeypatch, GONE, tmp_path)
    assert "%pip install followup.whl" in said and "in place of followup.whl" in said


def test_a_folder_in_the_place_of_the_kit_is_named(tmp_path, monkeypatch):
    code = OTHER + f"module.__path__ = [{str(tmp_path / 'followup')!r}]\nsys.modules['followup'] = module"
    said = say(tmp_path, monkeypatch, code, tmp_path)
    assert str(tmp_path / "followup") in said and "rename it" in said and "Traceback" not in said


def test_a_kit_that_is_too_old_is_told(tmp_path, monkeypatch):
    code = OTHER + "module.__version__ = '0.0.9'\nsys.modules['followup'] = module"
    said = say(tmp_path, monkeypatch, code, tmp_path)
    assert "needs version 0.1 of the kit or a newer one, and this is 0.0.9" in said and "%pip install" in said


# --- notebooks in odd places ------------------------------------------------------------------------------------------


def run(path: Path, times: int = 1) -> nbformat.NotebookNode:
    """A notebook run in its folder, all of its cells so many times in one kernel."""
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        for _ in range(times):
            for place, cell in enumerate(book.cells):
                client.execute_cell(cell, place)
        client.set_widgets_metadata()
    return book


def shown(book: nbformat.NotebookNode) -> str:
    return json.dumps(book.metadata.get("widgets", {}), ensure_ascii=False)


def test_moved_renamed_run_twice_and_with_a_new_kernel_it_keeps_the_work(tmp_path, monkeypatch, followup_home):
    monkeypatch.setenv("PYTHONPATH", str(navigation.HOME))
    (tmp_path / "else where").mkdir()
    odd = shutil.copy(navigation.NOTEBOOKS / "02_follow_up_note.ipynb", tmp_path / "else where" / "my copy.ipynb")
    book = nbformat.read(odd, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("desk.keep_note('letters', 'a', 'kept all the while')"))
    nbformat.write(book, odd)
    run(odd, times=2)
    book.cells[-1].source = "print(desk.notes('letters')['a'])"
    nbformat.write(book, odd)
    assert run(odd).cells[-1].outputs[0]["text"] == "kept all the while\n"


def test_where_nothing_can_be_written_it_runs_and_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(navigation.HOME))
    monkeypatch.setenv("FOLLOWUP_HOME", str(tmp_path / "file" / "home"))
    said = shown(run(navigation.NOTEBOOKS / "00_start_here.ipynb"))
    assert "cannot be used (Not a directory)" in said and "set FOLLOWUP_HOME to its path" in said
