"""Do the tests notice when the code is wrong? mutmut breaks it in one small place at a time and runs the tests of it.

python tests/mutate.py                               the timeline, the measures, the checks: 300 mutants of each
python tests/mutate.py timeline --sample 0           one of them, every mutant
python tests/mutate.py measures --only replay        of the files whose name holds this

A mutant is dead when a test fails on it or none comes to an end. Not counted, and printed with the reason, are those
that change nothing: SAME names them. What was tried and what lives is in build/mutants.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
TIMELINE = "plan windows workdays model silence ics"
CHECKS = "structure content length tones proof names sending employer rubric model"
GROUPS = {
    "timeline": (
        [f"followup/timeline/{name}.py" for name in TIMELINE.split()],
        ["test_plan_edges", "test_timeline", "test_timeline_properties", "test_calendar"],
    ),
    "measures": (
        [f"followup/cohort/{name}.py" for name in ("replay", "measures", "summaries")],
        ["test_cohort_contract", "test_cohort_measures"],
    ),
    "checks": (
        [f"followup/critique/{name}.py" for name in CHECKS.split()],
        ["test_critique", "test_critique_edges", "test_critique_words"],
    ),
}
# What takes long and asks for no more than the others: that nothing hangs, that any text or class is survived.
SLOW = "not makes_it_hang and not survived and not odd_input and not context and not line_ends and not any_synthetic and not published"
# What changes nothing that a reader could see, by the line before and after, and why.
SAME = {
    r'(add|get)\("\w+"': "icalendar does not care whether a property's name is in capitals",
}
SENTENCE = "the letters of a sentence for people"
BOUND = 0.85


def mutmut(where: Path, *args: str, seen: bool = False) -> str:
    """Run it in a folder; what it answers."""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutants", "PYTHONPATH": ""}
    command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", *args]
    if seen:
        if subprocess.run(command, cwd=where, env=environment).returncode:
            sys.exit("mutmut could not go on: its lines above say why")
        return ""
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True).stdout


def prepare(group: str, only: str) -> Path:
    """A folder with the kit in it, where mutmut has made its mutants and knows which test calls which function."""
    where = HOME / "build" / "mutants" / group
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    names = [path.name for path in HOME.iterdir() if path.name[0] not in ".~" and path.name not in ("build", "dist")]
    for name in names:
        (where / name).symlink_to(HOME / name)
    files, tests = GROUPS[group]
    options = {
        "source_paths": ["followup"],
        "only_mutate": [file for file in files if only in file],
        "also_copy": names,
        "pytest_add_cli_args": ["-m", "not browser", "-k", SLOW, "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": [f"tests/{name}.py" for name in tests],
    }
    lines = [f"{key} =\n    " + "\n    ".join(values) for key, values in options.items()]
    # A mutant's tests run with empty caches, and slower than they were measured: 3 ended some that change nothing.
    more = ["use_git_change_detection = false", "track_dependencies = false", "timeout_multiplier = 10"]
    (where / "setup.cfg").write_text("\n".join(["[mutmut]", *lines, *more]), encoding="utf-8")
    mutmut(where, "run", "no-mutant-has-this-name")
    return where


def shown(where: Path, name: str) -> str:
    """The lines that a mutant changes, before and after."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    file = Path("followup", *name.split(".")[1:-1]).with_suffix(".py")
    here = Path.cwd()
    os.chdir(where)
    try:
        diff = get_diff_for_mutant(name, path=file).split("\n")
    finally:
        os.chdir(here)
    return "\n".join(line for line in diff if re.match(r"[-+](?![-+]{2} )", line))


def same(diff: str) -> str:
    """Why a mutant changes nothing that counts; empty where it does."""
    before = " ".join(line[1:] for line in diff.split("\n") if line[0] == "-")
    after = " ".join(line[1:] for line in diff.split("\n") if line[0] == "+")
    if before.casefold() != after.replace("XX", "").casefold():
        return ""
    for old, new in zip(strings(before), strings(after), strict=False):
        if old != new:
            if old.strip().count(" ") > 1:
                return SENTENCE
            return next((why for what, why in SAME.items() if "XX" not in new and re.search(what, before)), "")
    return ""


def strings(line: str) -> list[str]:
    return re.findall(r'"((?:[^"\\]|\\.)*)"', line)


def interval(dead: int, tried: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    share, z = dead / tried, 1.96
    middle, wide = share + z * z / (2 * tried), z * ((share * (1 - share) + z * z / (4 * tried)) / tried) ** 0.5
    return (middle - wide) / (1 + z * z / tried), (middle + wide) / (1 + z * z / tried)


def tried(group: str, sample: int, seed: int, only: str) -> float:
    """Make, choose and run the mutants of a group; the share that died."""
    where = prepare(group, only)
    every = re.findall(r"(\S+): not checked", mutmut(where, "results", "--all", "true"))
    assert every, f"mutmut made nothing in {where}: the tests fail without it, or no file is named {only}"
    random.Random(seed).shuffle(every)
    chosen: dict[str, str] = {}
    left_out: dict[str, list[str]] = {}
    for name in every:
        diff = shown(where, name)
        if why := same(diff):
            left_out.setdefault(why, []).append(name)
        else:
            chosen[name] = diff
        if len(chosen) == sample:
            break
    mutmut(where, "run", "--max-children", "1", *chosen, seen=True)
    results = dict(re.findall(r"(\S+): (.+)", mutmut(where, "results", "--all", "true")))
    alive = [name for name in chosen if results[name] in ("survived", "no tests")]
    for name in sorted(alive):
        print(f"\n{results[name]}: {name}\n{chosen[name]}")
    for why, names in left_out.items():
        print(f"\nnot counted, {len(names)}: {why}" + ("" if why == SENTENCE else f"\n  {', '.join(names)}"))
    dead = len(chosen) - len(alive)
    low, high = interval(dead, len(chosen))
    what = "all" if not sample or len(chosen) < sample else f"a sample, seed {seed}"
    print(f"\n{group}: {dead} of {len(chosen)} mutants are dead ({what}): {dead / len(chosen):.1%}, "
          f"95 % interval {low:.0%} to {high:.0%}; mutmut made {len(every)}", flush=True)  # fmt: skip
    return dead / len(chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", help=f"of {', '.join(GROUPS)}; without one, all")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants of each (0: all)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="of the files whose path holds this")
    asked = parser.parse_args()
    shares = [tried(group, asked.sample, asked.seed, asked.only) for group in asked.groups or GROUPS]
    sys.exit(min(shares) < BOUND)


if __name__ == "__main__":
    main()
