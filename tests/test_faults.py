"""What goes wrong on a learner's computer: killed while saving, a full disk, a folder that may only be read, a clock
that goes back, another language and zone, no fonts, no browser, no network. A message, and nothing lost.

`make faults` runs the same kills two hundred times each.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import followup as fu
from followup import widgets as kit
from followup.learning import Desk, FileStore
from followup.learning.progress import progress
from followup.resources import find

ROOT = Path(__file__).resolve().parent.parent
LATER = dt.datetime(2026, 3, 24, 9, tzinfo=dt.UTC)
EARLIER = dt.datetime(2025, 12, 31, 23, tzinfo=dt.UTC)
LESSON = "02_follow_up_note"


def python(code, *args, prefix=(), **environment):
    """A program of its own, in which the kit is this one."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **environment}
    return subprocess.run(
        [*prefix, sys.executable, *(["-c", code] if code else []), *map(str, args)],
        env={key: value for key, value in env.items() if value is not None}, cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=300,
    )  # fmt: skip


def allowed(*command):
    """Whether this machine lets us do that."""
    return bool(shutil.which(command[0])) and subprocess.run(command, capture_output=True).returncode == 0


own_mounts = pytest.mark.skipif(
    not allowed("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"), reason="no file system of its own here"
)
own_network = pytest.mark.skipif(not allowed("unshare", "-rn", "true"), reason="no network of its own here")


# --- killed -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kind", ["a document", "an answer", "an event", "a draft", "progress brought back"])
def test_killed_at_any_line_of_a_save_nothing_is_lost(kind):
    code = """
import sys, faults
done = faults.kill_at_random(sys.argv[1], 12)
lines = faults.kill_at_every_line(sys.argv[1], step=4)
assert done >= 12 and lines > 20, (done, lines)
print("nothing lost")
"""
    done = python(code, kind)
    assert done.stdout == "nothing lost\n", done.stderr[-1500:]


def test_the_kills_would_see_a_loss():
    """The proof of the test above: a store that writes in place is caught."""
    code = '''
import sys, faults
in_place = """
def in_place(self, path, document):
    with path.open("w") as file:
        file.write(json.dumps({"version": 1, **document}))
"""
store = sys.modules[faults.FileStore.__module__]
exec(compile(in_place, store.__file__, "exec"), vars(store))
faults.FileStore._write = store.in_place
faults.kill_at_every_line("a document")
'''
    done = python(code)
    assert done.returncode and ("DamagedFile" in done.stderr or "AssertionError" in done.stderr)


# --- no room, no right ------------------------------------------------------------------------------------------------

FILL = """
import sys
from pathlib import Path
import followup as fu
from followup import widgets as kit
from followup.learning import FileStore
from followup.learning.kept import keep_decision
from followup.learning.progress import progress
import datetime as dt
home, now, saved = Path(sys.argv[1]), dt.datetime(2026, 3, 17, tzinfo=dt.UTC), 0
store = FileStore(home)
try:
    for number in range(100_000):
        keep_decision(store, f"q-{number}", "x" * 500, "right", ["say-thanks"], now)
        saved += 1
except fu.InputError as error:
    said = str(error)
assert "cannot be used" in said and "Make room" in said, said
assert len(progress(store).record.answers) == saved > 3, saved
assert not list(home.glob("*.damaged")) and not list(home.glob(".*.part"))
desk = kit.desk("02_follow_up_note")                 # a notebook opens all the same,
bar, composer = kit.bar(desk), kit.composer(desk, ("check_in",))
body = next(c for c in composer.children[1:] for c in getattr(c, "children", (c,)) if "Message" in getattr(c, "description", ""))
body.value = body.value + "what I typed " * 3000     # says so, and leaves what was typed where it is
shown = str([getattr(w, "value", "") for w in composer.children])
assert "Nothing is lost" in shown and body.value.endswith("what I typed "), shown
sys.argv[2:] and (home / sys.argv[2]).unlink()       # with room again it goes on
keep_decision(store, "after", 1, "right", ["say-thanks"], now)
assert len(progress(store).record.answers) == saved + 1
print("nothing lost")
"""


@own_mounts
def test_a_full_disk_is_said_and_what_was_saved_stays(tmp_path):
    (tmp_path / "fill.py").write_text(FILL, encoding="utf-8")
    script = f"""set -e
mkdir -p {tmp_path}/disk && mount -t tmpfs -o size=96k tmpfs {tmp_path}/disk
head -c 40000 /dev/zero > {tmp_path}/disk/film
FOLLOWUP_HOME={tmp_path}/disk exec {sys.executable} {tmp_path}/fill.py {tmp_path}/disk film"""
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "nothing lost\n", done.stdout + done.stderr[-1500:]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on files")
def test_a_file_that_may_not_grow_is_said_and_the_old_text_stays(followup_home):
    """The same without a disk of its own: no file may become larger than 8 kB."""
    code = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
import followup as fu
from followup.learning import FileStore
store, saved = FileStore({str(followup_home)!r}), 0
try:
    for number in range(100):
        store.update("numbers", lambda old: {{**old, str(number): "x" * 500}})
        saved += 1
except fu.InputError as error:
    assert "File too large" in str(error) and "FOLLOWUP_HOME" in str(error), error
assert 5 < saved == len(store.read("numbers")) < 20
print("nothing lost")
"""
    assert python(code).stdout == "nothing lost\n"
    assert {path.name for path in followup_home.iterdir()} == {".lock", ".turn", "numbers.json"}


@own_mounts
def test_a_folder_that_may_only_be_read_still_opens_and_says_so(tmp_path):
    code = """
import followup as fu, followup.widgets as kit
desk = kit.desk("02_follow_up_note")
assert desk.application.company == "Contoso", desk.application.company     # what is kept is read
shown = str([getattr(w, "value", "") for w in kit.bar(desk).children])
assert "cannot be used (Read-only file system)" in shown and "FOLLOWUP_HOME" in shown, shown
assert desk.timeline().advice
try:
    desk.keep_draft("check_in", None, "a", "b")
except fu.InputError as error:
    assert "Read-only" in str(error)
print("nothing lost")
"""
    (tmp_path / "open.py").write_text(code, encoding="utf-8")
    desk = Desk(FileStore(tmp_path / "kept"), LESSON, clock=lambda: LATER)
    desk.save(fu.Application(company="Contoso", role="Baker"), new=True)
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    script = f"""set -e
mkdir -p {tmp_path}/disk && mount -t tmpfs tmpfs {tmp_path}/disk && cp -r {tmp_path}/kept {tmp_path}/disk/
mount -o remount,ro {tmp_path}/disk
FOLLOWUP_HOME={tmp_path}/disk/kept exec {sys.executable} {tmp_path}/open.py"""
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "nothing lost\n", done.stdout + done.stderr[-1500:]
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == before


def test_a_home_that_is_no_folder_opens_every_widget_of_the_bar(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("FOLLOWUP_HOME", str(tmp_path / "file"))
    desk = kit.desk(LESSON)
    assert any("cannot be used" in notice and "FOLLOWUP_HOME" in notice for notice in desk.notices)
    assert "cannot be used" in str([getattr(part, "value", "") for part in kit.bar(desk).children])
    assert kit.timeline_builder(desk) and (tmp_path / "file").read_text() == "mine"
    assert caplog.text == ""


# --- clock, language, zone --------------------------------------------------------------------------------------------


def test_a_clock_that_goes_back_loses_nothing(followup_home):
    store, moment = FileStore(followup_home), [LATER]
    desk = Desk(store, LESSON, clock=lambda: moment[0])
    held = fu.Interview(at="2026-03-10T10:00+01:00", interviewers=[fu.Interviewer(name="Noor Haddad")])
    desk.save(fu.Application(company="Contoso", role="Baker", rounds=[held]), new=True)
    desk.record(fu.Event(at=LATER, kind="check_in_sent", to="Noor Haddad"))
    desk.decided("q-1", 1, "right", ["say-thanks"])
    moment[0] = EARLIER
    again = Desk(store, LESSON, clock=lambda: moment[0])
    assert again.application == desk.application and again.now == EARLIER
    assert [step.status for step in again.timeline().steps] == ["waiting"] * len(again.timeline().steps)
    again.decided("q-1", 2, "wrong", ["say-thanks"])
    again.decided("q-2", 1, "right", ["say-thanks"])
    again.record(fu.Event(at=EARLIER, kind="award"))
    assert progress(store).record.answers["q-1"].outcome == "right" and len(progress(store).record.answers) == 2
    assert len(again.application.events) == 2 and again.timeline().to_ics()
    moment[0] = LATER
    last = Desk(store, LESSON, clock=lambda: moment[0])
    assert any(step.kind == "check_in" and step.status == "done" for step in last.timeline().steps)


WORDS = "Zoë Šimić 李雷 💼"
SAVE = f"""
import followup as fu
from followup.learning import Desk, FileStore, default_store
from followup.takeaway import files, zipped
from followup.widgets.base import real_now, real_zone
desk = Desk(default_store(), "02_follow_up_note", clock=real_now)
if not desk.applications():
    people = [fu.Interviewer(name={WORDS!r}, topic={WORDS!r})]
    held = fu.Interview(at="2026-03-29T00:30+01:00", timezone="Europe/Berlin", interviewers=people, decision_by="2026-03-31")
    desk.save(fu.Application(company={WORDS!r}, role={WORDS!r}, rounds=[held]), new=True)
plan = fu.plan(desk.application, now="2026-04-01T12:00Z", holidays="DE-BE")
made = files(desk)
real_zone()
print([(s.kind.value, s.opens.isoformat(), s.closes.isoformat(), s.title.encode()) for s in plan.steps], plan.next_step.when,
      sorted(made), fu.load_rulebook()["say-thanks"].statement.encode(), fu.story().now)
"""
PLACES = [
    {},
    {"TZ": "Pacific/Kiritimati"},
    {"TZ": "America/St_Johns", "LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "NoSuch/Zone"},
]


def test_another_language_and_zone_change_no_date_and_no_word(followup_home, tmp_path):
    """Saved here, read there: also where Python reads files as ASCII, and where the zone is none."""
    (tmp_path / "save.py").write_text(SAVE, encoding="utf-8")
    said = [python("", tmp_path / "save.py", **place) for place in PLACES]
    assert [(one.returncode, one.stderr[-800:]) for one in said] == [(0, "")] * len(PLACES)
    assert len({one.stdout for one in said}) == 1 and "thank_you" in said[0].stdout
    kept = json.loads(next(followup_home.glob("application-*.json")).read_text("utf-8"))
    assert kept["company"] == WORDS


# --- what a computer may lack -----------------------------------------------------------------------------------------


def test_without_any_font_of_the_computers_the_charts_are_drawn(tmp_path):
    code = f"""
import matplotlib, matplotlib.font_manager as fonts
system = fonts.findSystemFonts
fonts.findSystemFonts = lambda paths=None, fontext="ttf": system(paths, fontext) if paths else []
fonts.fontManager = fonts._load_fontmanager(try_read_cache=False)
assert all("matplotlib" in font.fname for font in fonts.fontManager.ttflist)
import followup as fu
from followup import charts
app = fu.Application(company={WORDS!r}, role="Analyst", rounds=[
    fu.Interview(at="2026-03-10T10:00+01:00", interviewers=[fu.Interviewer(name={WORDS!r})])])
chart = charts.timeline(fu.plan(app, now="2026-03-12T10:00+01:00"))
assert "<svg" in chart.svg and {WORDS[:4]!r} in chart.svg
print(len(chart.to_png()) > 1000)
"""
    done = python(code, MPLCONFIGDIR=str(tmp_path))
    assert (done.stdout, done.stderr[-1500:]) == ("True\n", "")


def test_without_a_home_that_may_be_written_the_charts_are_drawn(tmp_path):
    (tmp_path / "file").write_text("")
    code = "from followup import charts; import followup as fu; print('<svg' in charts.timeline(fu.plan(fu.story().application, now=fu.story().now)).svg)"
    done = python(code, HOME=str(tmp_path / "file"), MPLCONFIGDIR=str(tmp_path / "file"), XDG_CACHE_HOME=str(tmp_path / "file"))
    assert done.stdout == "True\n", done.stderr


def test_without_a_browser_its_tests_say_what_to_install(tmp_path):
    """And fail only where they were asked for."""
    test = "tests/test_pages.py::test_what_somebody_typed_does_not_run"
    args = ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", test]
    done = python("", *args, PATH=str(tmp_path), FOLLOWUP_REQUIRE_BROWSER="0")
    assert done.returncode in (0, 5) and "apt install chromium" in done.stdout, done.stdout
    asked = python("", *args, PATH=str(tmp_path), FOLLOWUP_REQUIRE_BROWSER="1")
    assert asked.returncode == 1 and "apt install chromium" in asked.stdout


RUN = "import nbformat, sys; from nbclient import NotebookClient; NotebookClient(nbformat.read(sys.argv[1], 4), timeout=120).execute(); print('ran')"


@own_network
@pytest.mark.parametrize("name", ["00_start_here", "05_critique_workshop"])
def test_a_notebook_runs_where_there_is_no_network(name):
    """In a network namespace that holds loopback alone; not even a name can be looked up."""
    up = ["unshare", "-rn", "sh", "-c", 'ip link set lo up 2>/dev/null || true; exec "$@"', "sh"]
    none = python("import socket\ntry: socket.create_connection(('192.0.2.1', 80), 2)\nexcept OSError as e: print(e.errno)", prefix=up)
    assert none.stdout == "101\n"  # the network is unreachable
    done = python(RUN, find(f"notebooks/{name}.ipynb"), prefix=up)
    assert done.stdout == "ran\n", done.stderr[-1500:]



# --- clicked twice, and a file of ours that is not as we wrote it -----------------------------------------------------


def test_a_second_click_for_a_row_that_has_gone_takes_no_other(followup_home, caplog):
    desk = Desk(FileStore(followup_home), LESSON, clock=lambda: LATER)
    made = kit.people(desk)
    names = [person.name for person in desk.application.rounds[0].interviewers]
    away = [one for one in _walk(made) if getattr(one, "description", "") == f"Remove interviewer {len(names)}"]
    for _ in range(2):
        away[0].click()
    assert [person.name for person in desk.application.rounds[0].interviewers] == names[:-1]
    assert "Traceback" not in caplog.text


def test_versions_that_are_none_are_passed_over(followup_home, caplog):
    desk = Desk(FileStore(followup_home), LESSON, clock=lambda: LATER)
    for key, kept in {"nonsense": "text", "check_in|": 5, "thank_you|Tom Okafor": [1, {"subject": "a"}], "update|x": []}.items():
        desk.keep_note("versions", key, kept)
    shown = str([getattr(one, "value", "") for one in _walk(kit.drafts_compared(desk))])
    assert "No message has two versions yet" in shown and caplog.text == ""


def _walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _walk(child)
