"""Cells run in the wrong order: a sentence with the cure, and a fault of another kind is still told in full."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from followup import cures


@pytest.fixture
def run(capsys):
    shell = InteractiveShell()
    cures.load_ipython_extension(shell)

    def told(code: str) -> str:
        shell.run_cell(code)
        said = capsys.readouterr()
        return said.out + said.err

    return told


def test_a_name_of_an_earlier_cell_is_told_with_its_cure(run):
    said = run("kit.bar(desk)")
    assert "“kit” is not known yet" in said and "Run All Above Selected Cell" in said and "Traceback" not in said


def test_it_works_once_the_earlier_cell_has_run(run):
    assert "is not known yet" in run("print(desk)")
    run("desk = 3")
    assert run("print(desk)") == "3\n"


@pytest.mark.parametrize("code", ["1 / 0", "{}['a']", "def deep():\n    return no_such_name\ndeep()"])
def test_other_faults_keep_their_traceback(run, code):
    said = run(code)
    assert "Traceback" in said and "further up" not in said


def test_what_a_missing_package_would_have_made_is_left_out_and_the_next_cells_run(run):
    assert "pandas" in run("from followup.errors import NotHere\nmeasures = NotHere.said('Needs pandas.')\nraise measures")
    run("del measures")
    said = run("print(measures)")
    assert "“measures” is not there either" in said and "further up has to do without" in said and "Traceback" not in said
    fresh = InteractiveShell()
    cures.load_ipython_extension(fresh)
    assert fresh.run_cell("nothing_here").error_in_exec is not None
