"""How fast the kit is: every figure a ratio, or milliseconds with their spread, measured in one run.

python tests/bench.py            a table
python tests/bench.py --json     the same for programs
python tests/bench.py --write    writes the table into README
python tests/bench.py --million  with a class of a million interviews, which takes some minutes and 3 GB
"""

import datetime as dt
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import readme_tables
from other_tools import other_tools
from sample_emails import Sample, load

import followup as fu
from followup.learning import FileStore
from followup.learning.kept import keep_decision
from followup.learning.progress import progress

HOME = Path(__file__).resolve().parent.parent
Row = dict[str, object]


def spread(times: list[float]) -> str:
    """Median, smallest and largest, in milliseconds or seconds."""
    scale, unit = (1, "s") if statistics.median(times) >= 1 else (1000, "ms")
    low, middle, high = (f"{time * scale:.3g}" for time in (min(times), statistics.median(times), max(times)))
    return f"{middle} {unit} ({low} to {high})"


def seconds(act: Callable[[], object], runs: int = 7, each: int = 1) -> list[float]:
    """How long one call takes, over several runs of `each` calls."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(each):
            act()
        times.append((time.perf_counter() - start) / each)
    return times


def imports() -> Row:
    """`import followup` against `import pandas`, each in fresh processes, the bare start of Python taken off."""

    def process(code: str) -> float:
        return statistics.median(
            seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=HOME), runs=5)
        )

    bare = process("pass")
    kit, pandas = process("import followup") - bare, process("import pandas") - bare
    return {"figure": "import followup ÷ import pandas", "value": f"{max(kit, 0) / pandas:.3f}", "bound": "below 0.5"}


def case(rounds: int, events: int) -> fu.Application:
    """An application with so many rounds, and so many replies and check-ins in turn."""
    start = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    people = [fu.Interviewer(name="Dr. Priya Nair"), fu.Interviewer(name="Tom Okafor", contact=True)]
    interviews = [
        fu.Interview(at=start + dt.timedelta(days=20 * i), timezone="Europe/Berlin", interviewers=people)
        for i in range(rounds)
    ]
    kinds = ["check_in_sent", "reply_received"]
    happened = [fu.Event(at=start + dt.timedelta(hours=6 * i + 1), kind=kinds[i % 2]) for i in range(events)]
    return fu.Application(company="Northwind", role="Data Analyst", candidate="Ada", rounds=interviews, events=happened)


def plans() -> list[Row]:
    """`plan()` for one application, and its growth with rounds and events."""
    story = fu.story()
    one = seconds(lambda: fu.plan(story.application, now=max(chapter.now for chapter in story.chapters), holidays="DE-BE"), each=200)
    rows: list[Row] = [{"figure": "plan() of the story", "value": spread(one), "bound": "below 1 ms"}]
    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    for name, sizes in (("rounds", [(10**n, 0) for n in range(4)]), ("events", [(1, 10**n) for n in range(4)])):
        took = [statistics.median(seconds(partial(fu.plan, case(*size), now=now), runs=3)) * 1000 for size in sizes]
        figure = f"plan() with 1, 10, 100, 1,000 {name}"
        rows.append({"figure": figure, "value": ", ".join(f"{each:.3g}" for each in took) + " ms", "bound": "linear"})
    return rows


def ways() -> list[Row]:
    """`choose_channel()` for one message, and every scenario read and compared with what the kit decides."""
    from followup.learning.scenarios.files import scenarios

    story = fu.story()
    one = seconds(lambda: fu.choose_channel(story.application, now=story.now, holidays="DE-BE"), each=100)
    start = time.perf_counter()
    count = len(scenarios())
    return [
        {"figure": "choose_channel() of the story", "value": spread(one), "bound": ""},
        {"figure": f"{count} scenarios read and checked", "value": f"{time.perf_counter() - start:.2f} s", "bound": ""},
    ]


def drafts() -> Row:
    """`compose()` for one note."""
    story = fu.story()
    note = seconds(lambda: fu.compose("thank_you", story.application, to="Dr. Priya Nair"), each=50)
    return {"figure": "compose() of a thank-you note", "value": spread(note), "bound": ""}


def critiques() -> list[Row]:
    """`critique()` on emails of about 120 words, each new to it, beside other tools, and its growth with length."""
    code = (
        "import time; import followup as fu; start = time.process_time(); fu.critique('Dear Ada,\\n\\nThank you.'); "
        "print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", code]
    first = [float(subprocess.run(command, check=True, cwd=HOME, capture_output=True).stdout) for _ in range(5)]
    rows: list[Row] = [{"figure": "critique(): the first call, which reads its data", "value": spread(first), "bound": ""}]
    emails = [sample for sample in load("tune") if 90 <= len(sample.email.body.split()) <= 150]
    others = [(name, spans) for name, _, spans in other_tools()]
    fu.critique("Dear Ada,\n\nThank you.\n\nKind regards,\nBen")
    for _, spans in others:
        spans("Dear Ada, thank you.")

    def kit(sample: Sample) -> None:
        fu.critique(sample.email, sample.kind, sample.application)

    def edited(sample: Sample) -> None:
        email = replace(sample.email, body=sample.email.body.replace("\n\n", "\n\nIt is Tuesday now. ", 1))
        fu.critique(email, sample.kind, sample.application)

    acts = (("critique()", kit), *((name, lambda sample, f=f: f(sample.email.body)) for name, f in others))
    for name, act in (*acts, ("critique(), as while one writes,", edited)):
        times = []
        for sample in emails:
            start = time.process_time()  # of this process alone, whatever else the machine does
            act(sample)
            times.append((time.process_time() - start) * 1000)
        times.sort()
        value = f"{statistics.median(times):.2f} ms, 95 % within {times[int(len(times) * 0.95)]:.2f} ms"
        once = "each once more, with a sentence added" if act is edited else "each once"
        bound = "2 ms" if act in (kit, edited) else ""
        rows.append({"figure": f"{name} on {len(emails)} emails of about 120 words, {once}", "value": value, "bound": bound})
    many = mixed(10_000)
    start = time.process_time()
    for email in many:
        fu.critique(email, "thank_you")
    total = time.process_time() - start
    rows.append({"figure": "critique() of 10,000 different emails", "value": f"{len(many) / total:.0f} a second", "bound": ""})
    words = " ".join(email.body for email in many).split()
    grown = []
    for size in (100, 1_000, 10_000, 100_000):
        texts = [" ".join(words[at : at + size]) for at in range(0, 3 * size, size)]
        start = time.process_time()
        for text in texts:
            fu.critique(text, kind="check_in")
        grown.append(f"{(time.process_time() - start) * 1000 / len(texts):.0f}")
    figure = "critique() of 100, 1,000, 10,000, 100,000 words (it reads 60,000 characters)"
    rows.append({"figure": figure, "value": f"{', '.join(grown)} ms", "bound": "linear"})
    return rows


def mixed(number: int) -> list[fu.Email]:
    """Emails that differ: the parts of the samples, put together anew."""
    parts = [sample.email.body.split("\n\n") for sample in load("tune")]
    parts = [part for part in parts if len(part) > 3]
    draw = random.Random(7)
    bodies: set[str] = set()
    while len(bodies) < number:
        a, b, c = draw.choices(parts, k=3)
        bodies.add("\n\n".join([a[0], b[1], c[2], *a[3:]]))
    return [fu.Email("Data Analyst interview", body) for body in sorted(bodies)]


SAVER = """
import sys
from datetime import datetime, UTC
from followup.learning import FileStore
from followup.learning.kept import keep_decision
store = FileStore(sys.argv[1])
for number in range(500):
    keep_decision(store, f"{sys.argv[2]}-{number}", number, "right", ["say-thanks"], datetime.now(UTC))
"""


def learners_progress() -> list[Row]:
    """Save and load of a progress file with 1,000 answers, which two processes have written, 500 each."""
    with tempfile.TemporaryDirectory() as home:
        store, now = FileStore(home), dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC)

        def both() -> None:
            running = [subprocess.Popen([sys.executable, "-c", SAVER, home, name], cwd=HOME) for name in "ab"]
            assert [process.wait() for process in running] == [0, 0]

        took = seconds(both, runs=1)
        kept = len(progress(store).record.answers)
        load = seconds(lambda: progress(store).rules, runs=15)
        save = seconds(lambda: keep_decision(store, "a-0", 1, "wrong", ["say-thanks"], now), runs=15)
        size = (Path(home) / "progress.json").stat().st_size
    return [
        {"figure": "two processes save 500 answers each: kept of 1,000", "value": f"{kept:,} in {took[0]:.1f} s", "bound": "1,000"},
        {"figure": f"load of a progress file with 1,000 answers ({size / 1000:.0f} kB)", "value": spread(load), "bound": ""},
        {"figure": "save of one answer into it", "value": spread(save), "bound": ""},
    ]


def in_the_browser() -> list[Row]:
    """Opening a notebook, and what a key or a choice takes to its answer, in JupyterLab; nothing without a Chromium."""
    command = [sys.executable, str(HOME / "tests" / "bench_browser.py")]
    rows: list[Row] = json.loads(subprocess.run(command, check=True, cwd=HOME, capture_output=True).stdout)
    return rows


def cohorts(sizes: tuple[int, ...]) -> list[Row]:
    """Reading and measuring a class of so many interviews, five events each; each size in processes of its own.

    Seconds are those of the processor.
    """
    rows: list[Row] = []

    def run(size: int, *more: str) -> dict[str, float]:
        command = [sys.executable, str(HOME / "tests" / "bench_cohort.py"), str(size), *more]
        found: dict[str, float] = json.loads(subprocess.run(command, check=True, cwd=HOME, capture_output=True).stdout)
        return found

    for size in sizes:
        kit, pandas = run(size), run(size, "--pandas")
        rows += [
            {"figure": f"{name}() of a class, {size:,} interviews", "value": f"{kit[name]:.3g} s", "bound": bound}
            for name, bound in (("read", "linear"), ("measure", "linear"))
        ]
        ratio = f"{kit['measure'] / pandas['read_csv']:.2f}"
        bound = "at most 1.0" if size >= 100_000 else ""  # below that, it is what a call costs at least
        rows += [
            {"figure": f"measure() ÷ pandas.read_csv, {size:,} interviews", "value": ratio, "bound": bound},
            {"figure": f"peak memory, {size:,} interviews ({kit['mb']:.0f} MB)", "value": f"{kit['peak']:.0f} MB", "bound": ""},
        ]
    return rows


def class_charts() -> list[Row]:
    """Drawing each chart of a class from measures that stand ready, in processor time: the slowest and the quickest."""
    command = [sys.executable, str(HOME / "tests" / "bench_charts.py")]
    found = json.loads(subprocess.run(command, check=True, cwd=HOME, capture_output=True).stdout)
    sizes = {"30": "30 students", "100000": "100,000 interviews"}
    return [
        {"figure": f"drawing a class’s chart, {size}: {name}", "value": f"{found[key][name]:.2f} s", "bound": "at most 1 s"}
        for key, size in sizes.items()
        for name in found[key]
    ]


def notebooks() -> list[Row]:
    """From Run All to the last cell of each notebook, its kernel's start included, in a fresh folder."""
    rows: list[Row] = []
    for path in sorted((HOME / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "FOLLOWUP_HOME": home}
            code = (
                "import nbformat, sys; from nbclient import NotebookClient; "
                "NotebookClient(nbformat.read(sys.argv[1], 4), timeout=120).execute()"
            )
            command = [sys.executable, "-c", code, str(path)]
            times = seconds(lambda c=command, e=environment: subprocess.run(c, check=True, env=e, cwd=HOME), runs=3)
        rows.append({"figure": f"Run All of {path.stem}", "value": spread(times), "bound": ""})
    return rows


def main() -> None:
    sizes = (1_000, 100_000, *([1_000_000] if "--million" in sys.argv[1:] else []))
    rows = [imports(), *plans(), *ways(), drafts(), *critiques(), *learners_progress(), *in_the_browser(), *cohorts(sizes), *class_charts(), *notebooks()]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    if "--json" in sys.argv[1:]:
        print(json.dumps({"machine": machine, "rows": rows}, ensure_ascii=False, indent=1))
        return
    table = readme_tables.markdown([("figure", "measured", "bound"), *(row.values() for row in rows)])
    print(f"Measured on {machine}. Times are median (smallest to largest).\n\n{table}")
    if "--write" in sys.argv[1:]:
        readme_tables.write("bench", table)


if __name__ == "__main__":
    main()
