"""Kill the kit with SIGKILL while it saves, again and again, and look whether anything is lost.

python tests/faults.py [times]     each kind of save, `times` kills (200) at random moments, and one at every line

A child saves without end and says so after each save; the parent kills it. Nothing that was said to be saved may be
gone, every file must be whole, and the next save must go through.
"""

import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import followup as fu
from followup.learning import Desk, FileStore
from followup.learning.kept import bring_back, keep_decision
from followup.learning.progress import progress

NOW = dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC)
SAFE = "kept-before"  # a document that no kill may touch
Save = Callable[[Path, int], None]


def _document(folder: Path, number: int) -> None:
    FileStore(folder).update("numbers", lambda old: {**old, str(number): "x" * 2000})


def _answer(folder: Path, number: int) -> None:
    keep_decision(FileStore(folder), f"q-{number}", number, "right", ["say-thanks"], NOW)


def _event(folder: Path, number: int) -> None:
    desk = Desk(FileStore(folder), "02_follow_up_note", clock=lambda: NOW)
    desk.record(fu.Event(at=NOW + dt.timedelta(minutes=number), kind="award", note=f"n-{number}"))


def _draft(folder: Path, number: int) -> None:
    desk = Desk(FileStore(folder), "02_follow_up_note", clock=lambda: NOW)
    desk.keep_draft("check_in", f"person {number}", "Subject", "Body " * 200)


def _brought_back(folder: Path, number: int) -> None:
    store = FileStore(folder)
    keep_decision(store, f"q-{number}", number, "right", ["say-thanks"], NOW)
    bring_back(store, progress(store).to_json())


# Each kind of save, and how many of its entries are there.
SAVES: dict[str, tuple[Save, Callable[[Path], int]]] = {
    "a document": (_document, lambda folder: len(FileStore(folder).read("numbers") or {})),
    "an answer": (_answer, lambda folder: len(progress(FileStore(folder)).record.answers)),
    "an event": (
        _event,
        lambda folder: sum(
            event["note"].startswith("n-") for event in (FileStore(folder).read("story") or {"events": []})["events"]
        ),
    ),
    "a draft": (_draft, lambda folder: len((FileStore(folder).read("writing-story") or {"drafts": {}})["drafts"])),
    "progress brought back": (_brought_back, lambda folder: len(progress(FileStore(folder)).record.answers)),
}


def _child(act: Callable[[Callable[[], None]], None]) -> tuple[int, int]:
    """Run `act` in a child process: its id, and the end of the pipe on which it says each save that is done."""
    out, into = os.pipe()
    pid = os.fork()
    if not pid:  # the child never comes back
        try:
            os.close(out)
            act(lambda: os.write(into, b"."))
        finally:
            os._exit(3)
    os.close(into)
    return pid, out


def _said(out: int) -> int:
    with os.fdopen(out, "rb") as file:
        return len(file.read())


def _look(folder: Path, name: str, said: int) -> None:
    """Raises AssertionError where something is lost."""
    save, count = SAVES[name]
    kept = count(folder)
    assert kept >= said, f"{name}: {said} were saved, {kept} are there"
    assert list(folder.glob("*.damaged")) == [], f"{name}: a file was left damaged"
    assert FileStore(folder).read(SAFE) == {"safe": True}
    assert len(list(folder.glob(".*.part"))) <= 1, f"{name}: what was left half-way piles up"
    save(folder, 1_000_000 + said)
    assert count(folder) == kept + 1, f"{name}: the next save did not go through"


def kill_at_random(name: str, times: int, seed: int = 7) -> int:
    """Kill a child that saves without end, `times` times in one folder; how many saves it had done in all."""
    save, count = SAVES[name]
    chance, number = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        FileStore(folder).update(SAFE, lambda _: {"safe": True})
        save(folder, -1)  # everything is loaded before the first child
        for _ in range(times):
            before = count(folder)
            first = number

            def act(done: Callable[[], None], first: int = first) -> None:
                for one in range(first, first + 10_000):
                    save(folder, one)
                    done()

            pid, out = _child(act)
            time.sleep(chance.uniform(0, 0.03))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            said = _said(out)
            number += said + 1  # the one it was at may be there or not
            _look(folder, name, before + said)
            _thin(folder)
        return number


def _thin(folder: Path) -> None:
    """Start again with small files, or the loop would measure how long large ones take."""
    if sum(path.stat().st_size for path in folder.iterdir()) > 300_000:
        for path in folder.iterdir():
            if path.stem != SAFE and path.name not in (".lock", ".turn"):
                path.unlink()


def kill_at_every_line(name: str, step: int = 1, most: int = 1000) -> int:
    """Kill a child at the first line that its save runs in the store or the progress, at the second, and so on until
    the save comes to its end (or only at each `step`-th); how many lines there were."""
    save, count = SAVES[name]
    files = {sys.modules[module].__file__ for module in (FileStore.__module__, keep_decision.__module__)}
    for line in range(0, most, step):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            FileStore(folder).update(SAFE, lambda _: {"safe": True})
            for one in range(3):
                save(folder, one)
            before = count(folder)

            def act(done: Callable[[], None], line: int = line, folder: Path = folder) -> None:
                left = line

                def trace(frame, what, _):  # type: ignore[no-untyped-def]
                    nonlocal left
                    if frame.f_code.co_filename not in files:
                        return None
                    if what == "line":
                        left -= 1
                        if left < 0:
                            os.kill(os.getpid(), signal.SIGKILL)
                    return trace

                sys.settrace(trace)
                save(folder, 10)
                done()

            pid, out = _child(act)
            os.waitpid(pid, 0)
            said = _said(out)
            _look(folder, name, before + said)
            if said:
                return line
    raise AssertionError(f"{name}: no end after {most} lines")


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print("| save | kills at random | saves before them | kills, one at each line | lost |\n| --- | --- | --- | --- | --- |")
    for name in SAVES:
        done, lines = kill_at_random(name, times), kill_at_every_line(name)
        print(f"| {name} | {times} | {done} | {lines} | nothing |", flush=True)
