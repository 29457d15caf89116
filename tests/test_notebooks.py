"""The notebooks as files: their frame, the outputs that are kept, and nothing of this computer in them."""

import json
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from followup.learning import load_questions
from followup.resources import find

NOTEBOOKS = sorted(find("notebooks").glob("[0-9][0-9]_*.ipynb"))  # the glossary has no frame
FRAME = ["What you will do", "Learn it", "Try it", "Check it", "Use it", "In short", "Sources"]
CHECKED = "nbval-check-output"

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def cells(path, kind=None):
    return [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def code(path):
    return "\n".join(source(cell) for cell in cells(path, "code"))


def headings(path):
    """The headings with their levels, outside code blocks."""
    prose = re.sub(r"(?ms)^```.*?^```", "", "\n\n".join(source(cell) for cell in cells(path, "markdown")))
    return [(len(marks), words.strip()) for marks, words in re.findall(r"(?m)^(#{1,6})\s+(.+)$", prose)]


def tags(cell):
    return set(cell["metadata"].get("tags", []))


def test_the_frame_stands_in_its_order(path):
    assert [words for level, words in headings(path) if level == 2] == FRAME
    assert 16 <= len(cells(path)) <= 30


def test_headings_skip_no_level(path):
    levels = [level for level, _ in headings(path)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert source(cells(path)[0]).startswith("# ")
    assert all(words and not words.endswith((".", ":")) for _, words in headings(path))


def test_the_start_says_what_it_takes_and_what_is_left(path):
    start = source(cells(path)[0])
    assert all(f"**{word}:**" in start for word in ("Do", "Learn", "Need"))
    assert re.search(r"\*\*Time:\*\* about \d+ minutes", start)


def test_code_cells_are_short(path):
    for cell in (cell for cell in cells(path, "code") if cell["id"] != "ready"):  # that one is folded
        lines = source(cell).splitlines()
        assert 1 <= len(lines) <= 5 and max(map(len, lines)) <= 120, source(cell)


def test_outputs_are_kept_where_they_are_compared_and_nowhere_else(path):
    """nbval compares nothing where a cell has no execution count."""
    for cell in cells(path, "code"):
        if CHECKED in tags(cell):
            assert cell["execution_count"] and cell["outputs"] and "keep_output" in tags(cell), source(cell)
            shown = json.dumps(cell["outputs"])
            assert any(kind in shown for kind in ("text/plain", '"stdout"')), source(cell)
            assert "image/png" not in shown and "widget-view" not in shown and '"error"' not in shown
            assert '"stderr"' not in shown, source(cell)
        else:
            assert (cell["execution_count"], cell["outputs"]) == (None, []), source(cell)
            assert "keep_output" not in tags(cell), source(cell)


def test_something_is_compared(path):
    assert any(CHECKED in tags(cell) for cell in cells(path, "code"))


def test_it_is_a_valid_notebook_with_an_id_for_every_cell(path):
    nbformat.validate(json.loads(path.read_text("utf-8")))
    ids = [cell["id"] for cell in cells(path)]
    assert len(set(ids)) == len(ids)
    assert json.loads(path.read_text("utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


def test_nothing_of_this_computer_is_in_it(path):
    text = path.read_text("utf-8")
    absolute = r"(?<![\w.:/-])(?:/(?:home|root|tmp|work|usr|Users|var|etc|mnt)/[\w./-]*|[A-Z]:\\\\\w+)"
    assert re.findall(absolute, text) == []
    assert str(Path.home()) not in text and not re.search(r"0x[0-9a-f]{6,}", text)
    assert "widgets" not in json.loads(text)["metadata"]


def test_every_question_of_the_lesson_is_asked_and_every_one_asked_exists(path):
    calls = re.findall(r"kit\.quiz\(\s*desk,([^)]*)\)", code(path))
    asked = [id for call in calls for id in re.findall(r'"([^"]+)"', call)]
    assert code(path).count("kit.quiz(") == len(calls) and len(asked) == len(set(asked))
    assert set(asked) == {one.id for one in load_questions(path.stem)}


def test_the_desk_is_that_of_the_lesson(path):
    assert re.findall(r"kit\.desk\(\"([^\"]+)\"\)", code(path)) == [path.stem]


def test_links_lead_to_files_that_exist(path):
    prose = "\n".join(source(cell) for cell in cells(path, "markdown"))
    local = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if not re.match(r"https?:|mailto:|#", link)]
    assert [link for link in local if not (path.parent / link.partition("#")[0]).exists()] == []
