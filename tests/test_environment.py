"""The ways to install the kit agree: pyproject.toml, environment.yml, requirements.lock and the README."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = WHOLE["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

CORE = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {name: list(map(Requirement, lines)) for name, lines in PROJECT["optional-dependencies"].items()}
EVERYTHING = [*CORE, *(requirement for extra in EXTRAS.values() for requirement in extra)]
# What the kit is only measured beside is no part of the lock.
LOCKED = [requirement for requirement in EVERYTHING if requirement not in EXTRAS["measure"]]

# PyPI's names and conda-forge's. There, "tzdata" is the bare time zone database, without the Python package.
CONDA_NAMES = {"matplotlib": {"matplotlib", "matplotlib-base"}, "tzdata": {"python-tzdata"}}
# What the kit does not ask for itself, and holds back nevertheless.
HELD_BACK = [Requirement(line) for line in WHOLE["tool"]["uv"]["constraint-dependencies"]]
# What the conda environment holds beyond the kit's requirements: itself, pip to install the kit with, what is held back.
CONDA_ONLY = {"python", "pip", *(requirement.name for requirement in HELD_BACK)}

# pandas and matplotlib have no wasm wheels outside Pyodide, which carries these (release 314.0.6).
PYODIDE = {"pandas": "3.0.2", "matplotlib": "3.10.8"}


def by_name(requirements: list[Requirement]) -> dict[str, Requirement]:
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def conda_specs() -> dict[str, MatchSpec]:
    specs = [MatchSpec(line, strict=True) for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    return {spec.name.normalized: spec for spec in specs}


def pins() -> list[tuple[str, str, str]]:
    """Name, version and the rest (marker and hashes) of each entry of the lock; an entry may name extras."""
    entries = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", LOCK)).splitlines()
    matches = {entry: re.fullmatch(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)(.*)", entry) for entry in entries}
    assert [entry[:80] for entry, match in matches.items() if not match] == []
    return [match.groups() for match in matches.values()]


@pytest.mark.parametrize("requirement", EVERYTHING, ids=str)
def test_every_requirement_has_a_lower_bound_and_nothing_else(requirement):
    assert [clause.operator for clause in requirement.specifier] == [">="]


@pytest.mark.parametrize("requirement", [*CORE, *EXTRAS["lab"]], ids=str)
def test_conda_has_each_requirement_with_the_same_bound(requirement):
    name = canonicalize_name(requirement.name)
    found = [spec for key, spec in conda_specs().items() if key in CONDA_NAMES.get(name, {name})]
    assert found, f"environment.yml lacks {requirement}"
    assert [str(spec.version) for spec in found] == [str(requirement.specifier)]


def test_conda_has_nothing_else():
    wanted = set.union(*(CONDA_NAMES.get(name, {name}) for name in by_name([*CORE, *EXTRAS["lab"]])))
    assert set(conda_specs()) - wanted == CONDA_ONLY


def test_conda_environment_is_named_comes_from_conda_forge_and_installs_the_kit():
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == "followup"
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    others = [entry for entry in ENVIRONMENT["dependencies"] if not isinstance(entry, str)]
    assert others == [{"pip": ["-e ."]}]


@pytest.mark.parametrize("requirement", HELD_BACK, ids=str)
def test_what_is_held_back_is_so_in_the_lock_and_with_conda(requirement):
    assert str(conda_specs()[requirement.name].version) == str(requirement.specifier)
    assert [version for name, version, _ in pins() if name == requirement.name and not requirement.specifier.contains(version)] == []


def test_conda_names_one_python_that_the_kit_allows():
    # Binder reads "python=3.12"; of a range it makes a Python of its own choice.
    spec = next(line for line in ENVIRONMENT["dependencies"] if line.startswith("python="))
    version = re.fullmatch(r"python=(3\.\d+)", spec)[1]
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(version)


@pytest.mark.parametrize("requirement", LOCKED, ids=str)
def test_lock_pins_each_requirement_within_its_bounds(requirement):
    versions = [version for name, version, _ in pins() if name == canonicalize_name(requirement.name)]
    assert versions, f"{requirement} is not in requirements.lock: run `make lock`"
    assert all(requirement.specifier.contains(version) for version in versions), versions


def test_lock_has_hashes_and_no_address():
    assert pins()
    assert [name for name, _, rest in pins() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest)] == []
    assert "://" not in LOCK
    assert re.findall(r"(?m)^-.*", LOCK) == []


@pytest.mark.parametrize("name, version", PYODIDE.items())
def test_bounds_allow_what_pyodide_carries(name, version):
    assert by_name(CORE)[name].specifier.contains(version)


@pytest.mark.parametrize(
    "command",
    [
        "make lab",
        "make test",
        "conda env create",
        "conda activate followup",
        r"py -3 -m venv .venv",
        r".venv\Scripts\pip install --require-hashes -r requirements.lock",
        r".venv\Scripts\pip install --no-deps --no-build-isolation -e .",
        r".venv\Scripts\jupyter lab notebooks\00_start_here.ipynb",
        r".venv\Scripts\python -m pytest",
        r".venv\Scripts\python -m pytest -c tests\notebooks.ini --rootdir=. notebooks",
    ],
)
def test_readme_names_the_command(command):
    lines = [line.strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines()]
    assert any(line == command or f"`{command}`" in line for line in lines), command


@pytest.mark.parametrize("target", ["lab", "test", "app", "site", "bench", "fuzz", "faults", "load", "coverage", "mutants", "bounds", "lint", "lock", "clean", "help"])
def test_makefile_explains_each_command(target):
    assert re.search(rf"(?m)^{target}:.*## \w", (ROOT / "Makefile").read_text("utf-8"))
