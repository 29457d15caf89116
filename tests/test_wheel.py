"""What is installed from a wheel is the whole kit: the package with its texts, the lessons and the data."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}


def run(*args: str, cwd: Path = ROOT) -> str:
    done = subprocess.run([sys.executable, *args], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(source: Path, target: Path) -> Path:
    pip = ["-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index"]
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    (wheel,) = target.glob("*.whl")
    return wheel


def files(folder: str) -> set[str]:
    """The files of a folder of the checkout, without what tools leave behind."""
    paths = [path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {path.as_posix() for path in paths if not LEFT_OUT & set(path.parts) and path.suffix != ".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    with zipfile.ZipFile(build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


@pytest.mark.parametrize("folder", ["data", "notebooks"])
def test_wheel_holds_lessons_and_data(wheel, folder):
    assert files(folder)
    assert {f"followup/_kit/{name}" for name in files(folder)} <= set(wheel.namelist())


@pytest.mark.parametrize("suffix", [".py", ".toml", ".j2", ".css"])
def test_wheel_holds_the_package_with_its_texts(wheel, suffix):
    wanted = {name for name in files("followup") if name.endswith(suffix)}
    assert wanted, f"the package has no {suffix} files any more: change this test"
    assert wanted <= set(wheel.namelist())


def test_wheel_holds_nothing_else(wheel):
    wanted = files("followup") | {f"followup/_kit/{name}" for name in files("data") | files("notebooks")}
    rest = {name for name in wheel.namelist() if not name.startswith("followup-")}
    assert rest == wanted


def test_wheel_names_its_licences(wheel):
    names = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-lessons.md") for name in names)


USE = r"""
import sys, followup as fu
from pathlib import Path
from followup.resources import find
for file in (fu.__file__, find("data"), find("notebooks")):
    assert Path(file).is_relative_to(sys.prefix), file
held = fu.Interview(at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", interviewers=[fu.Interviewer(name="Priya Nair")])
app = fu.Application(company="Northwind", role="Data Analyst", candidate="Ada Reyes", rounds=[held])
print(fu.plan(app, now="2026-03-10T12:00Z", holidays="US").next_step)
print([f.check for f in fu.critique(fu.compose("thank_you", app), "thank_you", app).findings])
print([f.check for f in fu.critique("Subject: hi\n\nHey Pria,\n\nThx for teh chat!!!", "thank_you", app).findings])
print(len(fu.cohort.read(find("data") / "cohort" / "synthetic_class.csv")))
"""


def test_the_wheel_is_installed_and_runs_where_nothing_else_of_the_kit_is(wheel, tmp_path):
    """In an environment of its own, outside this folder, with no network; what it needs comes from the one in use."""
    run("-m", "venv", "--without-pip", str(tmp_path / "clean"), cwd=tmp_path)
    python = next(path for path in tmp_path.glob("clean/*/python*") if path.stem == "python")
    pip = ["-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "--quiet", "--no-index"]
    run(*pip, "--no-deps", wheel.filename, cwd=tmp_path)
    (site,) = {path.parent for path in (tmp_path / "clean").rglob("followup-*.dist-info")}
    (site / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    def there(*command: object) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
        done = subprocess.run([*map(str, command)], cwd=tmp_path, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    step, own, poor, rows = there(python, "-c", USE).splitlines()
    assert step.startswith("Send the thank-you note to Priya Nair, until Wednesday 11 March 2026, 10:00.")
    assert "no-thanks" not in own and "typo" in poor and "casual-greeting" in poor and int(rows) > 100
    assert there(python.parent / "followup", "doctor").startswith("All is well: followup ")
    assert "00_start_here.ipynb: copied" in there(python.parent / "followup", "start", "lessons")


def test_source_archive_makes_the_same_wheel(wheel, tmp_path):
    run("-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path))
    (archive,) = tmp_path.glob("*.tar.gz")
    run("-m", "tarfile", "-e", str(archive), str(tmp_path))
    source_folder = tmp_path / archive.name.removesuffix(".tar.gz")
    for name in ["Makefile", "environment.yml", "requirements.lock", "tests/conftest.py", ".ci/run"]:
        assert (source_folder / name).is_file(), name
    with zipfile.ZipFile(build_wheel(source_folder, tmp_path / "again")) as again:
        assert sorted(again.namelist()) == sorted(wheel.namelist())
