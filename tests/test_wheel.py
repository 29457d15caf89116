"""What is installed from a wheel is the whole kit: the package with its texts, the lessons and the data."""

import subprocess
import sys
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


@pytest.mark.parametrize("folder", ["data", "notebooks"])
def test_installed_kit_finds_its_own_lessons_and_data(wheel, tmp_path, folder):
    wheel.extractall(tmp_path)
    found = run("-c", f"from followup.resources import find; print(find('{folder}'))", cwd=tmp_path)
    assert Path(found.strip()) == tmp_path / "followup" / "_kit" / folder


def test_source_archive_makes_the_same_wheel(wheel, tmp_path):
    run("-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path))
    (archive,) = tmp_path.glob("*.tar.gz")
    run("-m", "tarfile", "-e", str(archive), str(tmp_path))
    source_folder = tmp_path / archive.name.removesuffix(".tar.gz")
    for name in ["Makefile", "environment.yml", "requirements.lock", "tests/conftest.py", ".ci/run"]:
        assert (source_folder / name).is_file(), name
    with zipfile.ZipFile(build_wheel(source_folder, tmp_path / "again")) as again:
        assert sorted(again.namelist()) == sorted(wheel.namelist())
