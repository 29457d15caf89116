"""How long each chart of a class takes to draw, for 30 students and for 100,000 interviews; prints one line of JSON.

python tests/bench_charts.py
"""

import json
import statistics
import time

import pandas as pd

import followup as fu
from followup import charts

HUGE = 100_000  # interviews


def copies(students: int, interviews: int) -> pd.DataFrame:
    """The synthetic class, again and again under other names, until it has so many interviews."""
    base = fu.cohort.simulate(students=students)
    held = len(fu.cohort.measure(base, now=base.attrs["now"]))
    names = base["student"].astype(str)
    times = range(max(1, -(-interviews // held)))
    frame = pd.concat([base.assign(student=f"{n}-" + names) for n in times], ignore_index=True)
    for name in base.columns[base.dtypes == "category"]:
        frame[name] = frame[name].astype(base[name].dtype if name != "student" else "category")
    frame.attrs = base.attrs
    return frame


def drawings(frame: pd.DataFrame) -> dict[str, float]:
    """The median seconds of processor time of three drawings of each chart, from measures that stand ready."""
    now = frame.attrs["now"]
    advised = {id: fu.cohort.measure(frame, id, now=now) for id in fu.load_rulebook().names}
    measures = advised["learn-it"]
    acts = {
        "who is due": lambda: charts.who_is_due(measures, now),
        "cadence": lambda: charts.cadence(frame, now),
        "thank-yous": lambda: charts.thank_yous(measures),
        "waiting": lambda: charts.waiting(measures),
        "adherence": lambda: charts.adherence(measures),
        "before and after": lambda: charts.before_after(measures),
        "by source": lambda: charts.by_source(advised),
    }
    seconds = {}
    for name, act in acts.items():
        act()
        times = []
        for _ in range(3):
            start = time.process_time()
            act()
            times.append(time.process_time() - start)
        seconds[name] = statistics.median(times)
    return seconds


if __name__ == "__main__":
    print(json.dumps({"30": drawings(fu.cohort.simulate(students=30)), "100000": drawings(copies(150, HUGE))}))
