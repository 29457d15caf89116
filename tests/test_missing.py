"""Without the compiled packages, as in a browser: what needs none of them works, the rest says what is missing."""

import subprocess
import sys
import textwrap

import pytest

from followup.errors import InputError, NotHere
from followup.missing import NAMES, Missing

START = """
import sys
from followup.missing import Missing
sys.meta_path.insert(0, Missing())  # asked first, it keeps the installed ones away
import followup as fu
from followup import widgets as kit
from followup.learning import MemoryStore
desk = kit.desk("02_follow_up_note", MemoryStore())
def shown(box):
    return " ".join(str(getattr(one, "value", "")) for one in walk(box))
def walk(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(child)
"""


def without(code: str) -> str:
    """What a fresh Python says that has none of them."""
    done = subprocess.run([sys.executable, "-c", START + textwrap.dedent(code)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rules_plans_drafts_and_the_critique_need_none_of_them():
    said = without("""
        plan = fu.plan(fu.story().application, now="2026-03-24T12:00+01:00", holidays="DE-BE")
        print(plan.next_step.title, len(plan.to_ics()) > 500)
        print(fu.critique(fu.compose("check_in", fu.story().application), kind="check_in").score["polish"])
        print(fu.choose_channel(fu.story().application, now="2026-03-24T12:00+01:00"))
    """)
    assert "check-in" in said.lower() and "Email" in said


def test_widgets_need_none_of_them():
    said = without("""
        for make in (kit.bar, kit.compare_sources, kit.first_plan, kit.own_case, kit.people, kit.events, kit.reflection,
                     lambda desk: kit.composer(desk, "check_in"), lambda desk: kit.own_draft(desk)):
            print("WIDGET", shown(make(desk)))
    """)
    texts = said.split("WIDGET ")[1:]
    assert len(texts) == 9 and all(len(text) > 200 for text in texts)
    assert "fault of its own" not in said and "has to do without" not in said


def test_the_timeline_is_there_and_only_its_chart_is_left_out():
    said = without("print(shown(kit.timeline_builder(desk)))")
    assert "The chart is left out. This needs the package pandas" in said
    assert "Every step, its time and the reason" in said and "Download the calendar file" in said


def test_what_needs_them_says_so_in_a_sentence():
    said = without("""
        from IPython.core.interactiveshell import InteractiveShell
        from followup import charts
        shell = InteractiveShell()
        shell.push(dict(fu=fu, desk=desk, charts=charts))
        for ask in ("fu.load_rulebook().compare()", "fu.public_advice()", "charts.public_advice()", "desk.timeline().to_frame()",
                    "charts.timeline(desk.timeline())", "fu.critique('Hi').to_frame()"):
            print("ASKED", bool(shell.run_cell(ask).error_in_exec))
    """)
    assert said.count("ASKED True") == said.count("which this edition of the kit has to do without") == 6
    assert "Traceback" not in said and "File " not in said


def test_the_folder_to_take_away_is_made_without_the_sheet():
    said = without("""
        from followup.takeaway import files
        print(*sorted(files(desk)))
    """)
    assert "plan.html" in said and "follow-up.ics" in said and "tracking-sheet" not in said


def test_what_is_missing_is_an_import_error_of_the_kit():
    with pytest.raises(NotHere) as told:
        Missing().find_spec("pandas")
    assert isinstance(told.value, InputError) and isinstance(told.value, ModuleNotFoundError)
    assert Missing().find_spec("colorsys") is None and Missing(["x"]).find_spec(NAMES[0]) is None


def test_a_mistake_in_a_cell_is_told_without_a_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    assert shell.run_cell("import followup as fu; fu.load_rulebook('dream-jobs')").error_in_exec
    said = capsys.readouterr().out
    assert 'Please check: source (\'dream-jobs\')' in said and 'Did you mean "dream-job"?' in said
    assert "Traceback" not in said
