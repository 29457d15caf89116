"""Where a learner's work is kept: small JSON documents in a folder of theirs, and nowhere else.

Every document has a version. Writing is atomic and locked, so that two open notebooks lose nothing; a damaged file is
set aside and never overwritten; a file of a newer version is left as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import platformdirs

from ..errors import DamagedFile, InputError, NewerFile

VERSION = 1
BROWSER = sys.platform == "emscripten"  # there is no other program there to lock a file against
Document = dict[str, Any]


class Store(Protocol):
    """What the kit asks of a store. Notebooks use files; a server passes one that keeps each visitor apart."""

    def names(self, prefix: str) -> list[str]:
        """The names of the documents that begin with `prefix`, in order."""

    def read(self, name: str) -> Document | None:
        """A document, or None where there is none. Raises `DamagedFile` or `NewerFile`."""

    def update(self, name: str, change: Callable[[Document], Document]) -> Document:
        """Change a document (an empty one where there is none) while nobody else can, and keep the result."""

    def replace(self, name: str, document: Document) -> None:
        """Keep another document in the place of what is there, which is put away; all of it or nothing."""

    def remove(self, name: str) -> None:
        """Put a document away; it can be brought back by hand."""

    def set_aside(self, name: str) -> DamagedFile:
        """Put a document that cannot be used out of the way, unharmed; gives the error that says so."""

    @property
    def where(self) -> str:
        """Where the documents lie, in words for the learner."""


def default_store() -> FileStore:
    """The learner's own folder: `FOLLOWUP_HOME` if that is set, else the user's data folder; in it a folder for
    `FOLLOWUP_LEARNER`, where several people share a computer. A server whose visitors cannot open the folder says in
    `FOLLOWUP_WHERE` how they are to think of it."""
    home = os.environ.get("FOLLOWUP_HOME")
    # In a browser the folder /drive is the site's own storage; everything else is gone with the page.
    usual = "/drive/my-follow-up" if BROWSER else platformdirs.user_data_dir("followup", appauthor=False)
    folder = Path(home or usual).expanduser()
    learner = os.environ.get("FOLLOWUP_LEARNER", "").strip()
    where = os.environ.get("FOLLOWUP_WHERE", "")
    return FileStore(folder / _folder_of(learner) if learner else folder, where)


def _folder_of(learner: str) -> str:
    """A folder's name from any name: letters and digits of it, and a mark by which different names stay apart.

    >>> _folder_of("../../Zoë 💼")
    'zo-b6032069'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", learner.lower()).strip("-")[:40]
    return f"{plain or 'learner'}-{hashlib.sha256(learner.encode(errors='replace')).hexdigest()[:8]}"


def stays(environ: Mapping[str, str]) -> str:
    """Where a learner's work stays, in a sentence: on this computer, or on the server that runs the notebooks, which
    is known by what JupyterHub, Binder and Colab set, or by `FOLLOWUP_HOSTED`.

    >>> stays({}), stays({"JUPYTERHUB_USER": "ada"})[:38]
    ('Nothing leaves this computer.', 'It stays on the server that runs these')
    """
    if BROWSER:
        return "It stays in this browser: no other has it, and whoever clears the data of this site deletes it."
    said = environ.get("FOLLOWUP_HOSTED")
    marks = ("JUPYTERHUB_USER", "BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "COLAB_RELEASE_TAG", "COLAB_GPU")
    if said not in ("", "0") if said is not None else any(environ.get(name) for name in marks):
        return "It stays on the server that runs these notebooks, and the kit sends it nowhere else."
    return "Nothing leaves this computer."


class FileStore:
    """Documents as files in a folder, which learners know as `where`, or by its path.

    >>> store = FileStore(tmp_path)
    >>> store.update("settings", lambda old: {**old, "source": "dream-job"})
    {'source': 'dream-job'}
    >>> FileStore(tmp_path).read("settings")
    {'source': 'dream-job'}
    """

    def __init__(self, folder: Path | str, where: str = ""):
        self.folder, self.said = Path(folder), where

    @property
    def where(self) -> str:
        return self.said or f"the folder {self.folder}"

    def names(self, prefix: str) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.json") if path.stem.startswith(prefix))

    def read(self, name: str) -> Document | None:
        path = self._path(name)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refused(path, error) from None
        try:
            document = json.loads(text)
            version = document.pop("version")
            if not isinstance(version, int):
                raise TypeError("version")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise self._set_aside(path) from None
        if version > VERSION:
            wrong = f"was saved by a newer version of the kit (this one reads version {VERSION})"
            raise NewerFile.one(path.name, version, wrong, "Update the kit to open it; it has been left as it is.")
        return dict(document)

    def update(self, name: str, change: Callable[[Document], Document]) -> Document:
        with self._alone():
            document = change(self.read(name) or {})
            self._write(self._path(name), document)
        return document

    def replace(self, name: str, document: Document) -> None:
        path = self._path(name)
        with self._alone():
            if path.exists():
                shutil.copy2(path, _free(path.with_suffix(".removed")))
            self._write(path, document)

    def remove(self, name: str) -> None:
        path = self._path(name)
        with self._alone(), contextlib.suppress(FileNotFoundError):
            path.replace(_free(path.with_suffix(".removed")))

    def set_aside(self, name: str) -> DamagedFile:
        return self._set_aside(self._path(name))

    def _path(self, name: str) -> Path:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,120}", name):
            raise InputError.one("name", name, "cannot name a file", "Use small letters, digits and hyphens.")
        return self.folder / f"{name}.json"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if BROWSER:
            self.folder.mkdir(parents=True, exist_ok=True)
            yield
            return
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Whoever waits holds the turn, so that one who saves again and again cannot be ahead of them each time.
            turn, lock = (FileLock(self.folder / name, timeout=20) for name in (".turn", ".lock"))
            with turn.acquire(poll_interval=0.005):
                lock.acquire(poll_interval=0.005)
            try:
                yield
            finally:
                lock.release()
        except Timeout:
            cure, folder = "Close the other notebook that is saving, and try again.", self.said or str(self.folder)
            raise InputError.one("folder", folder, "is in use by another notebook", cure) from None
        except OSError as error:
            raise self._refused(self.folder, error) from None

    def _write(self, path: Path, document: Document) -> None:
        """Write beside the file and swap: a reader, or a crash, meets the old text or the new one, never half."""
        for left in self.folder.glob(".*.part"):  # by a crash: nobody else writes now
            left.unlink(missing_ok=True)
        text = json.dumps({"version": VERSION, **document}, ensure_ascii=False, indent=1)
        handle, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def _set_aside(self, path: Path) -> DamagedFile:
        aside = _free(path.with_suffix(".damaged"))
        try:
            path.replace(aside)
        except OSError:
            cure = "It could not be set aside and has been left as it is: move it out of the folder by hand."
            return DamagedFile.one(path.name, None, "is damaged and cannot be read", cure)
        cure = f"It has been set aside as {aside.name}; nothing of it is lost, and the kit starts a new one."
        return DamagedFile.one(path.name, None, "is damaged and cannot be read", cure)

    def _refused(self, path: Path, error: OSError) -> InputError:
        reason = error.strerror or type(error).__name__
        cure = (
            "Make room, or choose a folder that you may write to: set FOLLOWUP_HOME to its path and restart the kernel."
        )
        return InputError.one(self.said or f"folder {path}", None, f"cannot be used ({reason})", cure)


def _free(path: Path) -> Path:
    """The path, or the first of path-2, path-3 … that nothing has."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


class MemoryStore:
    """Documents that are kept only while the program runs: for tests and for visitors who save nothing."""

    where = "the memory of this session only"

    def __init__(self) -> None:
        self._documents: dict[str, str] = {}

    def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self._documents if name.startswith(prefix))

    def read(self, name: str) -> Document | None:
        text = self._documents.get(name)
        return None if text is None else dict(json.loads(text))

    def update(self, name: str, change: Callable[[Document], Document]) -> Document:
        document = change(self.read(name) or {})
        self._documents[name] = json.dumps(document)
        return document

    def replace(self, name: str, document: Document) -> None:
        self._documents[name] = json.dumps(document)

    def remove(self, name: str) -> None:
        self._documents.pop(name, None)

    def set_aside(self, name: str) -> DamagedFile:
        self.remove(name)
        return DamagedFile.one(name, None, "is damaged and cannot be read", "The kit starts a new one.")
