"""Does the kit run with the oldest and with the newest releases that it allows? Installs both, runs the fast tests.

python tests/bounds.py                 both; the oldest: of what pyproject.toml names, the lower bounds
python tests/bounds.py lowest-direct   one of them (the other is called highest)

Needs the package registry; the environments lie in build/.
"""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BUILD = HOME / "build"
# What takes long, drives a browser, or is about this folder and not about what is installed.
LEFT_OUT = ("browser", "cohort_contract", "environment", "faults", "hostile_page", "lite", "offline", "pages", "wheel", "app")


def run(*command: object, **options: object) -> int:
    return subprocess.run([str(part) for part in command], cwd=HOME, **options).returncode  # type: ignore[call-overload, no-any-return]


def uv() -> Path:
    made = BUILD / "uv" / "bin" / "uv"
    if not made.exists():
        run(sys.executable, "-m", "venv", BUILD / "uv", check=True)
        run(BUILD / "uv" / "bin" / "python", "-m", "pip", "install", "-qq", "uv", check=True)
    return made


def tried(resolution: str) -> int:
    """Install the releases and run the tests; what pytest answers."""
    wanted, where = BUILD / f"{resolution}.txt", BUILD / resolution
    extras = ["--extra", "lab", "--extra", "test", "--extra", "app"]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    run(uv(), "pip", "compile", "pyproject.toml", "-q", "--resolution", resolution, "--python-version", version, *extras,
        "-o", wanted, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    run(uv(), "venv", "-q", "--clear", "--python", sys.executable, where, check=True)
    python = where / "bin" / "python"
    run(uv(), "pip", "install", "-q", "--python", python, "-r", wanted, check=True)
    run(uv(), "pip", "install", "-q", "--python", python, "--no-deps", "--no-build-isolation", "-e", ".", check=True)
    tests = [path for path in sorted((HOME / "tests").glob("test_*.py")) if path.stem.removeprefix("test_") not in LEFT_OUT]
    print(f"{resolution}:", ", ".join(direct(wanted)), flush=True)
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    return run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", "--dist", "loadfile", "-m", "not browser",
               *tests, "followup", env=environment)  # fmt: skip


def direct(wanted: Path) -> list[str]:
    """The releases of what pyproject.toml names itself."""
    lines = wanted.read_text(encoding="utf-8").split("\n")
    named = [number for number, line in enumerate(lines) if "followup" in line and line.lstrip().startswith("#")]
    return [next(line for line in reversed(lines[:number]) if "==" in line) for number in named]


if __name__ == "__main__":
    sys.exit(max(tried(one) for one in sys.argv[1:] or ["lowest-direct", "highest"]))
