"""Do the tests notice when the code is wrong? Breaks it in one small place at a time and runs the tests of that place.

python tests/mutate.py                          the timeline, the checks, the measures: 200 mutants each
python tests/mutate.py timeline --sample 0      one of them, every mutant

A mutant is one change inside a function: a comparison, an operator, a condition turned round, a number, a constant, a
word that is no sentence, a statement left out, nothing returned. Sentences for people are not changed. The tests that
call the function run on it, the fastest first; a mutant is dead when one of them fails or none comes to an end.
"""

import argparse
import ast
import contextlib
import copy
import gc
import importlib
import os
import pickle
import random
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

HOME = Path(__file__).resolve().parent.parent
GROUPS = {
    "timeline": (
        ("timeline/plan.py", "timeline/windows.py", "timeline/workdays.py", "timeline/model.py", "timeline/silence.py",
         "timeline/ics.py"),
        ("test_plan_edges.py", "test_timeline.py", "test_timeline_properties.py", "test_calendar.py"),
    ),
    "checks": (
        ("critique/structure.py", "critique/content.py", "critique/length.py", "critique/tones.py", "critique/proof.py",
         "critique/names.py", "critique/sending.py", "critique/employer.py"),
        ("test_critique.py", "test_critique_words.py"),
    ),
    "measures": (
        ("cohort/replay.py", "cohort/measures.py", "cohort/summaries.py"),
        ("test_cohort*.py",),
    ),
}  # fmt: skip
_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATE = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "first": "last", "last": "first"}


@dataclass(frozen=True)
class Mutant:
    """One change: in which file, line and function, and how the line reads before and after."""

    path: Path
    line: int
    function: str
    before: str
    after: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.path.relative_to(HOME)}:{self.line} {self.function}: {self.before}  →  {self.after}"


def changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """What may stand in a node's place; None where a statement is left out."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
        yield ast.Compare(node.left, [_COMPARE[type(node.ops[0])](), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATE:
        yield ast.BinOp(node.left, _OPERATE[type(node.op)](), node.right)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield ast.Constant(node.value + 1)
        elif isinstance(node.value, str) and node.value.replace("_", "").replace("-", "").isalnum():
            yield ast.Constant(f"X{node.value}")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        yield ast.Call(ast.Name(_NAMES[node.func.id], ast.Load()), node.args, node.keywords)
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)) or isinstance(node, ast.AugAssign):
        yield None


def mutants(path: Path) -> list[Mutant]:
    """Every mutant of a file's functions."""
    text = path.read_text(encoding="utf-8")
    made = []
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
    ]  # those of a class too; an inner function is part of its outer one
    inner = {id(below) for node in functions for below in ast.walk(node) if below is not node}
    for function in functions:
        if id(function) in inner:
            continue
        for place, node in enumerate(ast.walk(function)):
            if isinstance(node, ast.arguments) or not hasattr(node, "lineno") or _unseen(function, node):
                continue
            for new in changes(node):
                tree = ast.parse(text)
                twin = next(f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.lineno == function.lineno)
                old = list(ast.walk(twin))[place]
                after = copy.deepcopy(new) if new else ast.Pass()
                _put(twin, old, ast.copy_location(after, old))
                ast.fix_missing_locations(tree)
                shown = ["if not …" if isinstance(new, ast.If) else ast.unparse(after)[:90], ast.unparse(old).split("\n")[0][:90]]
                made.append(Mutant(path, node.lineno, function.name, shown[1], shown[0], tree))
    return made


def _unseen(function: ast.FunctionDef, node: ast.AST) -> bool:
    """Whether a node is no code of the function's own: its docstring, decorators, types, defaults; an f-string's text."""
    away = [*function.decorator_list, function.args, function.returns]
    if ast.get_docstring(function) is not None:
        away.append(function.body[0])
    for one in ast.walk(function):
        if isinstance(one, ast.AnnAssign):
            away.append(one.annotation)
        elif isinstance(one, ast.JoinedStr):
            away += [part for part in one.values if isinstance(part, ast.Constant)]
            away += [spec for part in one.values if isinstance(part, ast.FormattedValue) and (spec := part.format_spec)]
    return any(node is below for top in away if top for below in ast.walk(top))


def _put(inside: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(inside):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                value[next(i for i, one in enumerate(value) if one is old)] = new
                return
    raise LookupError(old)


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all within it."""
    yield code
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield from codes(inside)


def apply(mutant: Mutant) -> None:
    """Give the living functions of the mutant's module the changed code, wherever they are held by now."""
    name = str(mutant.path)
    new = {(c.co_qualname, c.co_firstlineno): c for c in codes(compile(mutant.tree, name, "exec"))}
    for function in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
        code = function.__code__
        other = new.get((code.co_qualname, code.co_firstlineno)) if code.co_filename == name else None
        if other and len(other.co_freevars) == len(code.co_freevars):
            function.__code__ = other


class Runner:
    """A pytest plugin: collects once, then tries every mutant in a child of its own."""

    def __init__(self, mutants: list[Mutant]):
        self.mutants = mutants
        self.survived: list[tuple[Mutant, int]] = []
        self.dead = 0

    def pytest_runtestloop(self, session: Any) -> bool:
        for path in {mutant.path for mutant in self.mutants}:
            importlib.import_module(".".join(path.relative_to(HOME).with_suffix("").parts))
        seen = self._child(session, lambda: self._look(session), 3600)
        assert isinstance(seen, dict) and seen, "the tests fail without any mutant: run them first"
        start = time.monotonic()
        for number, mutant in enumerate(self.mutants, 1):
            places = {(str(mutant.path), mutant.function)}
            asked = [(took, place) for place, (took, calls) in seen.items() if places & calls]
            items = [session.items[place] for _, place in sorted(asked)]
            took = sum(one for one, _ in asked)
            alive = items and self._child(session, lambda m=mutant, i=items: self._try(m, i), 10 + 4 * took)
            if alive or not items:
                self.survived.append((mutant, len(items)))
                print(f"\nsurvived {len(items)} tests: {mutant}", end="", flush=True)
            else:
                self.dead += 1
                print(".", end="", flush=True)
            if number % 50 == 0:
                print(f"\n{number} tried, {self.dead} dead, {time.monotonic() - start:.0f} s", flush=True)
        return True

    def _look(self, session: Any) -> dict[int, tuple[float, set[tuple[str, str]]]]:
        """Which functions each test calls, and how long it takes; nothing where a test fails."""
        files, found = {str(mutant.path) for mutant in self.mutants}, {}
        for place, item in enumerate(session.items):
            calls: set[tuple[str, str]] = set()

            def trace(frame: Any, *_: object, calls: set[tuple[str, str]] = calls) -> None:
                if frame.f_code.co_filename in files:
                    name = frame.f_code.co_qualname.split(".<locals>")[0].rpartition(".")[2]
                    calls.add((frame.f_code.co_filename, name))

            start = time.monotonic()
            sys.settrace(trace)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            sys.settrace(None)
            if session.testsfailed:
                sys.stderr.write(f"{item.nodeid} fails without any mutant, or cannot be traced; left out\n")
                session.testsfailed = 0
            else:
                found[place] = (time.monotonic() - start, calls)
        return found

    def _try(self, mutant: Mutant, items: list[Any]) -> bool:
        """Whether the mutant survives."""
        apply(mutant)
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if item.session.testsfailed:
                return False
        return True

    @staticmethod
    def _child(session: Any, act: Any, patience: float) -> Any:
        """What `act` answers in a child process; nothing where it breaks or takes too long."""
        out, into = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(out)
            session.config.pluginmanager.get_plugin("terminalreporter")._tw._file = Path(os.devnull).open("w")  # noqa: SIM115  # noqa: SIM115
            try:
                answer = pickle.dumps(act())
            except BaseException:
                answer = pickle.dumps(None)
            with os.fdopen(into, "wb") as file:
                file.write(answer)
            os._exit(0)
        os.close(into)
        answer = b""
        end = time.monotonic() + patience
        with os.fdopen(out, "rb") as file:
            while select.select([file], [], [], max(0, end - time.monotonic()))[0]:
                piece = os.read(file.fileno(), 1 << 16)
                if not piece:
                    break
                answer += piece
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return pickle.loads(answer) if answer else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", help=f"of {', '.join(GROUPS)}; without one, all")
    parser.add_argument("--sample", type=int, default=200, help="how many mutants of each (0: all)")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    rows = []
    for group in asked.groups or GROUPS:
        pid = os.fork()  # each group with modules of its own
        if not pid:
            os._exit(_run(group, asked.sample, asked.seed))
        rows.append(os.waitpid(pid, 0)[1])
    sys.exit(max(rows) >> 8)


def _run(group: str, sample: int, seed: int) -> int:
    import pytest

    files, tests = GROUPS[group]
    every = [mutant for file in files for mutant in mutants(HOME / "followup" / file)]
    tried = random.Random(seed).sample(every, min(sample or len(every), len(every)))
    print(f"{group}: {len(every)} mutants, {len(tried)} of them tried", flush=True)
    runner = Runner(tried)
    where = [str(path) for pattern in tests for path in sorted((HOME / "tests").glob(pattern))]
    pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", "-m", "not browser", *where], [runner])
    share = runner.dead / len(tried)
    print(f"\n{group}: {runner.dead} of {len(tried)} mutants are dead: {share:.0%}", flush=True)
    return int(share < 0.85)


if __name__ == "__main__":
    main()
