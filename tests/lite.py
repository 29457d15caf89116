"""Build the course as a web site that needs no installation: JupyterLite, Python in the browser, the kit inside.

    python tests/lite.py [--distribution PLACE]    builds build/site (`make site`)
    python tests/lite.py --table                   the kit's dependencies against Pyodide's lock, written into README

Everything comes from the package registries and then lies in the site: a visitor's browser asks nobody else. pandas,
NumPy, SciPy and Matplotlib are compiled, and no registry has them for the browser. PLACE, a folder or an address
with the files of Pyodide's own distribution, brings them in; each is held against the checksum in Pyodide's lock.
Without PLACE the site does without them, and says so where a learner meets it.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import readme_tables
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
WORK, SITE = ROOT / "build" / "lite", ROOT / "build" / "site"
PYODIDE, JUPYTERLITE = "314.0.6", "0.8.6"  # which belong together
LITE = [f"jupyterlite-core=={JUPYTERLITE}", f"jupyterlite-pyodide-kernel=={JUPYTERLITE}", "jupyter-server"]
BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "platform_machine": "wasm32",
           "python_version": "3.14", "python_full_version": "3.14.2", "extra": ""}  # fmt: skip
# Compiled, and in no registry for the browser.
COMPILED = {"numpy", "pandas", "scipy", "matplotlib", "contourpy", "kiwisolver", "pillow", "fonttools"}
# These need data frames for whatever they do.
WITH_THEM = {"pandera", "typeguard", "typing-inspect", "mypy-extensions", "cycler", "pyparsing"}
# The page has its own half of the widgets; of symspellpy only the word list is read, not its compiled helper.
ELSEWHERE = {"jupyterlab-widgets", "widgetsnbextension", "editdistpy"}
KERNEL = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "ipython", "jedi"]  # loaded at its start
Entry = dict[str, Any]


# --- which packages ---------------------------------------------------------------------------------------------------


def dependencies() -> list[Requirement]:
    """What the kit itself asks for."""
    return [Requirement(line) for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]]


def needs(name: str) -> list[str]:
    """What an installed package needs in the browser."""
    here = {**default_environment(), **BROWSER}
    wanted = [Requirement(line) for line in distribution(name).requires or []]
    return [canonicalize_name(one.name) for one in wanted if one.marker is None or one.marker.evaluate(here)]


def closure() -> dict[str, list[str]]:
    """Every package the kit needs in the browser, and what each of them needs."""
    found: dict[str, list[str]] = {}
    ahead = [canonicalize_name(one.name) for one in dependencies()]
    while ahead:
        name = ahead.pop()
        if name not in found and name not in ELSEWHERE:
            found[name] = [need for need in needs(name) if need not in ELSEWHERE]
            ahead += found[name]
    return found


def versions() -> dict[str, str]:
    """What requirements.lock pins."""
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text()))


def pins(names: set[str]) -> str:
    """The part of requirements.lock that pins these packages, with the checksums of their files."""
    blocks = re.split(r"(?m)^(?=[a-z0-9-]+==)", (ROOT / "requirements.lock").read_text())
    return "".join(block for block in blocks if block.partition("==")[0] in names)


# --- getting them -----------------------------------------------------------------------------------------------------


def run(*command: object, **more: Any) -> str:
    done = subprocess.run(list(map(str, command)), text=True, capture_output=True, **more)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def pyodide() -> Path:
    """Python for the browser, from npm."""
    folder = WORK / f"pyodide-{PYODIDE}"
    if not folder.exists():
        name = run("npm", "pack", "--silent", f"pyodide@{PYODIDE}", cwd=WORK).split()[-1]
        with tarfile.open(WORK / name) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package"


def jupyterlite() -> Path:
    """JupyterLite in an environment of its own: its extension would show in the kit's JupyterLab."""
    folder = WORK / f"jupyterlite-{JUPYTERLITE}"
    wanted = [*LITE, f"jupyterlab-widgets=={versions()['jupyterlab-widgets']}"]
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        run(folder / "bin" / "pip", "install", "-qq", *wanted)
        (folder / "done").touch()
    return folder


def wheels(names: set[str], folder: Path) -> None:
    """The pinned releases as wheels for the browser, each held against its checksum in requirements.lock."""
    folder.mkdir(parents=True)
    (WORK / "pins.txt").write_text(pins(names - {"markupsafe"}))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    browser = ["--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--abi", "none",
               "--platform", "pyemscripten_2026_0_wasm32"]  # fmt: skip
    get = [*pip, "download", "-qq", "--no-deps", "--only-binary=:all:", *browser, "-d", folder]
    run(*get, "--require-hashes", "-r", WORK / "pins.txt")
    micropip = json.loads((pyodide() / "pyodide-lock.json").read_text())["packages"]["micropip"]["version"]
    run(*get, f"micropip=={micropip}")
    run(*pip, "wheel", "-qq", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    pure("markupsafe", folder)


def pure(name: str, folder: Path) -> None:
    """A wheel of an installed package without its compiled part, in place of which it has one in Python."""
    here = distribution(name)
    with zipfile.ZipFile(folder / f"{name}-{here.version}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in here.files or []:
            if file.suffix in (".py", ".typed", "") and not file.match("*.pyc") and ".." not in file.parts:
                wheel.writestr(str(file), file.read_binary())


def fetch(place: str, entry: Entry, target: Path) -> None:
    """One file of Pyodide's distribution, held against the checksum in its lock."""
    source = f"{place.rstrip('/')}/{entry['file_name']}"
    if re.match("https?:", place):
        with urllib.request.urlopen(source, timeout=300) as answer:
            content = answer.read()
    else:
        content = Path(source).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise SystemExit(f"{source} is not the file that Pyodide {PYODIDE} names: its checksum differs.")
    (target / entry["file_name"]).write_bytes(content)


# --- the lock, and the site -------------------------------------------------------------------------------------------


def entry(path: Path, depends: list[str]) -> Entry:
    """A wheel as Pyodide's lock speaks of it."""
    name, version, *_ = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as wheel:
        modules = {re.sub(r"\.py$", "", file.split("/")[0]) for file in wheel.namelist() if file.endswith(".py")}
    imports = sorted(module for module in modules if module.isidentifier())
    return {"name": name, "version": str(version), "file_name": path.name, "install_dir": "site", "imports": imports,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "package_type": "package", "depends": depends,
            "unvendored_tests": False}  # fmt: skip


def stock(place: str | None) -> dict[str, list[str]]:
    """Put Python and every package into build/lite/static/pyodide, with a lock of just these; returns what is in."""
    target, lock = WORK / "static" / "pyodide", json.loads((pyodide() / "pyodide-lock.json").read_text())
    shutil.rmtree(target.parent, ignore_errors=True)
    graph = closure()
    wheels(set(graph) - COMPILED - (WITH_THEM if not place else set()), target)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy(pyodide() / name, target)
    extension = jupyterlite() / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        shutil.copy(next(extension.glob(f"{name}-*.whl")), target)
    if place:
        missing = sorted(set(graph) & COMPILED)
        graph |= {"pandas": [*graph["pandas"], "pytz"]}
        for name in [*missing, "pytz"]:
            fetch(place, lock["packages"][name], target)
    found = {canonicalize_name(path.name.split("-")[0]): path for path in sorted(target.glob("*.whl"))}
    graph |= {"followup": [canonicalize_name(one.name) for one in dependencies()], "pyodide-kernel": ["comm", "ipython"],
              "piplite": ["micropip"], "micropip": ["packaging"]}  # fmt: skip
    have = {name: [need for need in graph.get(name, []) if need in found] for name in found}
    lock["packages"] = {name: entry(found[name], depends) for name, depends in have.items()}
    (target / "pyodide-lock.json").write_text(json.dumps(lock))
    return have


def build(place: str | None) -> None:
    """The site, whole or not at all."""
    WORK.mkdir(parents=True, exist_ok=True)
    have = stock(place)
    kernel = {"pyodideUrl": "./static/pyodide/pyodide.mjs", "disablePyPIFallback": True, "loadPyodideOptions": {"packages": KERNEL}}
    config = {"appName": "The follow-up kit", "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}}
    (WORK / "jupyter-lite.json").write_text(json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": config}))
    shutil.rmtree(SITE, ignore_errors=True)
    (WORK / ".jupyterlite.doit.db").unlink(missing_ok=True)  # it would remember steps of a site that is gone
    own = {name: str(WORK / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    run(jupyterlite() / "bin" / "jupyter", "lite", "build", "--lite-dir", WORK, "--contents", ROOT / "notebooks", "--output-dir", SITE,
        "--apps", "lab", "--apps", "notebooks", "--apps", "tree", "--no-sourcemaps", cwd=WORK, env={**os.environ, **own})  # fmt: skip
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"Wrote {SITE.relative_to(ROOT)}: {size / 1e6:.0f} MB, {len(have)} packages inside.")
    left = [one.name for one in dependencies() if canonicalize_name(one.name) not in have]
    print(f"Left out: {', '.join(left)}." if left else "Nothing is left out.")


def table() -> str:
    """The kit's dependencies against Pyodide's lock, version by version."""
    WORK.mkdir(parents=True, exist_ok=True)
    theirs = {name: one["version"] for name, one in json.loads((pyodide() / "pyodide-lock.json").read_text())["packages"].items()}
    ours, rows = versions(), []
    for one in dependencies():
        name = canonicalize_name(one.name)
        where = "from Pyodide’s distribution only" if name in COMPILED | WITH_THEM else "always"
        if name == "pandera":
            where = "with pandas"
        rows.append(f"| {one.name} | {one.specifier} | {ours[name]} | {theirs.get(name, '–')} | {where} |")
    head = f"| package | the kit asks | requirements.lock | Pyodide {PYODIDE} | in the site |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *rows])


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--distribution", help="a folder or an address with Pyodide's own files")
    asked.add_argument("--table", action="store_true", help="write the table of dependencies into README")
    given = asked.parse_args()
    if given.table:
        readme_tables.write("pyodide", table())
        print(table())
    else:
        build(given.distribution)
