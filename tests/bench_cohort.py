"""How fast a class is read and measured, and how much memory that takes, in a process of its own.

    python tests/bench_cohort.py 100000           interviews, five events each; prints one line of JSON
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import followup as fu

KINDS = np.array(["thank_you_sent", "thank_you_sent", "check_in_sent", "reply_received", "rejected"])
HOURS = np.array([5, 6, 24 * 8, 24 * 10, 24 * 25])
ZONES = np.array(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/London"])


def write(interviews: int, path: Path) -> None:
    """A class's file: two applications a student, five events an interview, at moments of their own."""
    random = np.random.default_rng(7)
    people = [f"{first} {last}" for first in ("Priya", "Tom", "Mei", "Zoë") for last in ("Nair", "Osei", "Lim", "Conti")]
    for start in range(0, interviews, 200_000):
        number = np.arange(start, min(start + 200_000, interviews))
        at = np.datetime64("2026-01-12T08:00") + random.integers(0, 160 * 24 * 60, len(number)).astype("timedelta64[m]")
        one, two = (random.integers(0, len(people) // 2, len(number)) + half for half in (0, len(people) // 2))
        row = np.repeat(np.arange(len(number)), 5)
        event = np.tile(np.arange(5), len(number))
        when = at[row] + (HOURS[event] * 60 + random.integers(0, 2000, len(row))).astype("timedelta64[m]")
        names = np.array(people)
        frame = pd.DataFrame({
            "student": np.char.mod("s%07d", number // 2)[row], "application": np.char.mod("a%d", number % 2)[row],
            "company": np.char.mod("Company %d", number % 500)[row], "role": "Analyst",
            "interview_at": np.char.add(np.datetime_as_string(at)[row], "Z"), "timezone": ZONES[number % 4][row],
            "ends": "", "stage": "technical", "more_rounds": "no", "decision_by": "",
            "interviewers": np.char.add(np.char.add(names[one], "; "), names[two])[row], "event": KINDS[event],
            "event_at": np.char.add(np.datetime_as_string(when), "Z"), "event_date": "",
            "channel": np.where(event < 3, "email", ""),
            "to": np.where(event == 0, names[one][row], np.where(event == 1, names[two][row], "")),
        })  # fmt: skip
        frame.to_csv(path, index=False, mode="a", header=start == 0)


def clock(act):
    """Seconds of processor time: what else the computer does at the time does not count."""
    start = time.process_time()
    result = act()
    return time.process_time() - start, result


def main() -> None:
    interviews = int(sys.argv[1])
    if "--write" in sys.argv:
        write(interviews, Path(sys.argv[-1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.csv"
        subprocess.run([sys.executable, __file__, str(interviews), "--write", str(path)], check=True)
        if "--pandas" in sys.argv:
            seconds, _ = clock(lambda: pd.read_csv(path))
            found = {"read_csv": seconds}
        else:
            frame = fu.cohort.read(fu.cohort.to_csv(fu.cohort.simulate(students=3)))  # everything is loaded
            fu.cohort.measure(frame, now="2026-06-01T00:00Z", holidays="US")
            read, frame = clock(lambda: fu.cohort.read(path))
            measure, measures = clock(lambda: fu.cohort.measure(frame, now="2026-07-15T12:00Z", holidays="US"))
            assert len(measures) == interviews and len(frame) == 5 * interviews
            found = {"read": read, "measure": measure, "mb": path.stat().st_size / 1e6}
        found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))


if __name__ == "__main__":
    main()
