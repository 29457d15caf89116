"""The instructor's notebooks: as clean as the lessons, and open on the lesson in five minutes."""

import pytest
import test_notebooks as lessons

from followup.resources import find

NOTEBOOKS = sorted(find("notebooks/instructor").glob("*.ipynb"))
RULES = (
    lessons.test_headings_skip_no_level,
    lessons.test_code_cells_are_short,
    lessons.test_outputs_are_kept_where_they_are_compared_and_nowhere_else,
    lessons.test_something_is_compared,
    lessons.test_it_is_a_valid_notebook_with_an_id_for_every_cell,
    lessons.test_nothing_of_this_computer_is_in_it,
    lessons.test_the_desk_is_that_of_the_lesson,
    lessons.test_links_lead_to_files_that_exist,
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.removeprefix("test_"))
def test_what_holds_for_lessons_holds_here(path, rule):
    rule(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_says_first_what_to_do_before_the_class(path):
    start = lessons.source(lessons.cells(path)[0])
    assert "before" in start.casefold() and "1. " in start


def test_the_three_of_them_are_there():
    assert [path.stem for path in NOTEBOOKS] == ["demo", "lesson_plan", "your_class"]
