"""Two commands: `followup start FOLDER` copies the lessons to a folder, `followup doctor` says what is to be mended."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import metadata, util
from pathlib import Path

from . import __version__
from .errors import InputError, Problem
from .learning.store import default_store
from .resources import find

OLDEST = (3, 11)


def start(folder: Path) -> list[str]:
    """Copy the lessons into a folder, made if it is missing; a file that is there already is never touched.

    Says what came of each. Raises `InputError` where the folder cannot be used.

    >>> start(tmp_path / "course")[0], start(tmp_path / "course")[0]
    ('00_start_here.ipynb: copied', '00_start_here.ipynb: is there already')
    """
    lessons, told = find("notebooks"), []
    if folder.resolve().is_relative_to(lessons.resolve()):
        raise InputError.one("folder", str(folder), "is where the kit keeps its own lessons", "Choose another one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(lessons.rglob("*.ipynb")):
            name = path.relative_to(lessons)
            if name.name == "template.ipynb" or any(part.startswith(".") for part in name.parts):
                continue  # the template is for authors
            target, content = folder / name, path.read_bytes()
            target.parent.mkdir(exist_ok=True)
            try:
                with target.open("xb") as file:  # never opens what is there
                    file.write(content)
                told.append(f"{name}: copied")
            except FileExistsError:
                same = target.is_file() and target.read_bytes() == content
                differs = "kept as it is; it differs from the kit's (to get that one, rename yours and start again)"
                told.append(f"{name}: {'is there already' if same else differs}")
    except OSError as error:
        wrong = f"cannot be used ({error.strerror or type(error).__name__})"
        raise InputError.one("folder", str(folder), wrong, "Choose one that you may write to.") from None
    return told


def doctor() -> list[Problem]:
    """What is wrong with this installation, each with its cure; nothing where all is well."""
    return [*_python(), *_kit(), *_packages(), *_jupyter(), *_home()]


def _python() -> Iterator[Problem]:
    if sys.version_info < OLDEST:
        version, cure = sys.version.split()[0], "Install a newer Python, and the kit into it (README, “Start”)."
        yield Problem("Python", version, "is older than 3.11", cure)


def _kit() -> Iterator[Problem]:
    for name in ("data", "notebooks"):
        try:
            find(name)
        except InputError as error:
            yield from error.problems
    try:
        installed = metadata.version("followup")
    except metadata.PackageNotFoundError:
        cure = f'Run: "{sys.executable}" -m pip install -e .   in the folder of the kit.'
        yield Problem("kit", None, "is used from its folder, but not installed", cure)
        return
    if installed != __version__:
        cure = "Install it again (README, “Start”), then restart every notebook."
        yield Problem("kit", installed, f"is installed, but version {__version__} is in use", cure)


def _packages() -> Iterator[Problem]:
    try:  # the kit asks for lower bounds only: no package is needed to read them
        asked = [line for line in metadata.requires("followup") or [] if "extra ==" not in line]
    except metadata.PackageNotFoundError:
        return
    for name, least in (line.split(">=") for line in asked):
        pip = f'Run: "{sys.executable}" -m pip install "{name}>={least}"'
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Problem(name, None, "is missing", pip)
            continue
        if _numbers(found) < _numbers(least):
            yield Problem(name, found, f"is too old (the kit needs {least})", pip)


def _numbers(version: str) -> list[int]:
    """The leading numbers of a version: [3, 0] of "3.0rc1"."""
    return [int(part) for part in re.findall(r"\d+", re.split(r"[a-z+]", version)[0])]


def _jupyter() -> Iterator[Problem]:
    pip = f'Run: "{sys.executable}" -m pip install '
    if not any(util.find_spec(name) for name in ("jupyterlab", "notebook")):
        yield Problem(
            "Jupyter", None, "is not installed in this Python", pip + "jupyterlab"
        )
    elif not util.find_spec("jupyterlab_widgets"):
        yield Problem("jupyterlab-widgets", None, "is missing, so no form will show", pip + "jupyterlab-widgets")
    if not util.find_spec("ipykernel"):
        yield Problem("ipykernel", None, "is missing, so no notebook can run", pip + "ipykernel")


def _home() -> Iterator[Problem]:
    """Whether the learner's folder can be written, tried out beside what is there."""
    folder = default_store().folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor"):
            pass
    except OSError as error:
        cure = "Set FOLLOWUP_HOME to a folder that you may write to; until then nothing can be kept."
        yield Problem(f"folder {folder}", None, f"cannot be used ({error.strerror or type(error).__name__})", cure)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="followup", description="Lessons on following up after a job interview.")
    commands = parser.add_subparsers(dest="command", required=True)
    begin = commands.add_parser("start", help="copy the lessons to a folder of yours; nothing there is overwritten")
    begin.add_argument("folder", type=Path)
    commands.add_parser("doctor", help="look this installation over and say how to mend it")
    given = parser.parse_args(arguments)
    if given.command == "start":
        try:
            print("\n".join(start(given.folder.expanduser())))
        except InputError as error:
            print(error, file=sys.stderr)
            return 1
        print(f'\nBegin with: jupyter lab "{given.folder / "00_start_here.ipynb"}"')
        return 0
    wrong = doctor()
    for problem in wrong:
        print(f"✗ {problem}")
    print(f"{len(wrong)} to mend." if wrong else f"All is well: followup {__version__} in {sys.prefix}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
