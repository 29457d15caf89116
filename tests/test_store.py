"""Where a learner's work is kept: nothing is lost, nothing is overwritten, nothing is written elsewhere."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

import followup as fu
from followup.errors import DamagedFile, NewerFile
from followup.learning import FileStore, MemoryStore, default_store


def add(key, value):
    return lambda old: {**old, key: value}


@pytest.fixture(params=[FileStore, MemoryStore])
def store(request, tmp_path):
    """A store of either kind."""
    return request.param(tmp_path / "kept") if request.param is FileStore else MemoryStore()


@pytest.fixture
def files(tmp_path):
    """A store of files in which "settings" holds {"a": 1}."""
    made = FileStore(tmp_path / "kept")
    made.update("settings", add("a", 1))
    return made


def content(store):
    """Every file in the folder but the locks, with its bytes."""
    return {path.name: path.read_bytes() for path in store.folder.iterdir() if path.name not in (".lock", ".turn")}


# --- what every store does --------------------------------------------------------------------------------------------


def test_what_is_kept_is_there_again(store):
    words = {"text": "Zoë 李 💼 \u2028 \x00 \"'<b>", "list": [1, None, True, 2.5], "deep": {"a": {"b": []}}, "": ""}
    assert store.read("settings") is None
    assert store.update("settings", lambda old: {**old, **words}) == words
    assert store.read("settings") == words
    assert store.update("settings", add("more", 1)) == {**words, "more": 1}
    assert store.update("settings", lambda old: {"only": 1}) == {"only": 1} == store.read("settings")


def test_a_change_starts_from_an_empty_document_and_may_fail_without_harm(store):
    seen = []
    store.update("settings", lambda old: seen.append(dict(old)) or {"a": 1})
    with pytest.raises(ZeroDivisionError):
        store.update("settings", lambda old: {"a": 1 / 0})
    assert seen == [{}] and store.read("settings") == {"a": 1}


def test_a_document_read_is_a_copy(store):
    store.update("settings", add("list", [1]))
    store.read("settings")["list"].append(2)
    assert store.read("settings") == {"list": [1]}


def test_names_by_prefix_in_order(store):
    for name in ("application-b", "settings", "application-a", "app"):
        store.update(name, add("a", 1))
    assert store.names("application-") == ["application-a", "application-b"]
    assert store.names("") == ["app", "application-a", "application-b", "settings"] and store.names("x") == []


def test_what_is_removed_is_gone_and_may_come_again(store):
    store.remove("settings")
    for value in (1, 2, 3):
        store.update("settings", add("a", value))
        store.remove("settings")
        assert store.read("settings") is None and store.names("") == []


def test_what_is_set_aside_is_gone_and_the_error_says_so(store):
    store.update("settings", add("a", 1))
    error = store.set_aside("settings")
    assert isinstance(error, DamagedFile) and "settings" in str(error) and "damaged" in str(error)
    assert store.read("settings") is None


def test_a_store_says_where_it_keeps_things(store):
    assert str(getattr(store, "folder", "memory")) in store.where


# --- files: versions and damage ---------------------------------------------------------------------------------------


def test_the_folder_is_the_learners_own(followup_home, monkeypatch):
    assert default_store().folder == followup_home
    monkeypatch.setenv("FOLLOWUP_HOME", "~/somewhere")
    assert "~" not in str(default_store().folder)
    monkeypatch.delenv("FOLLOWUP_HOME")
    assert default_store().folder.name == "followup"
    assert list(followup_home.iterdir()) == []  # looking makes nothing


def test_every_file_tells_its_version(files):
    assert json.loads(content(files)["settings.json"]) == {"version": 1, "a": 1}


def test_a_newer_file_is_left_as_it_is(files):
    newer = b'{"version": 99, "a": "from the future"}'
    (files.folder / "settings.json").write_bytes(newer)
    for attempt in (lambda: files.read("settings"), lambda: files.update("settings", add("a", 2))):
        with pytest.raises(NewerFile, match=r"settings\.json.*99.*newer.*Update"):
            attempt()
    assert content(files) == {"settings.json": newer}


DAMAGED = [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe\x00", b"\x00" * 9, b"[" * 100_000,
           b'{"version": "1"}', b'{"version": null}']  # fmt: skip


@pytest.mark.parametrize("bytes_", DAMAGED, ids=lambda b: repr(b[:16]))
def test_a_damaged_file_is_set_aside_and_named(files, bytes_):
    (files.folder / "settings.json").write_bytes(bytes_)
    with pytest.raises(DamagedFile, match=r"settings\.json.*settings\.damaged"):
        files.read("settings")
    assert content(files) == {"settings.damaged": bytes_}
    assert files.read("settings") is None and files.names("") == []
    assert files.update("settings", add("a", 2)) == {"a": 2}
    assert content(files)["settings.damaged"] == bytes_


def test_no_damaged_file_is_overwritten_by_the_next(files):
    for number in range(4):
        (files.folder / "settings.json").write_bytes(b"broken %d" % number)
        with pytest.raises(DamagedFile) as error:
            files.update("settings", add("a", 2))
        (aside,) = [name for name, bytes_ in content(files).items() if bytes_ == b"broken %d" % number]
        assert aside in str(error.value) and aside.endswith(".damaged")
    assert sorted(content(files).values()) == [b"broken %d" % number for number in range(4)]


def test_a_damaged_file_that_cannot_be_moved_is_not_said_to_have_been(files, monkeypatch):
    """In a folder that may only be read."""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    (files.folder / "settings.json").write_bytes(b"broken")
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(fu.InputError) as error:
        files.read("settings")
    with pytest.raises(fu.InputError):
        files.update("settings", add("a", 2))
    assert content(files) == {"settings.json": b"broken"}
    assert "settings.damaged" not in str(error.value)


def test_what_was_removed_can_be_brought_back_by_hand(files):
    for value in (1, 2, 3):
        files.update("settings", add("a", value))
        files.remove("settings")
    assert sorted(json.loads(bytes_)["a"] for bytes_ in content(files).values()) == [1, 2, 3]


# --- files: all or nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("where", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_text(files, monkeypatch, where, failure):
    def fail(*_):
        raise failure

    before = content(files)
    monkeypatch.setattr(os, where, fail)
    with pytest.raises((fu.InputError, KeyboardInterrupt)) as error:
        files.update("settings", add("a", 2))
    monkeypatch.undo()
    assert content(files) == before
    if isinstance(failure, OSError):
        assert "No space left" in str(error.value) and "FOLLOWUP_HOME" in str(error.value)
    assert files.update("settings", add("a", 3)) == {"a": 3}  # and the lock is free again


def test_what_cannot_be_written_as_json_leaves_the_old_text(files):
    before = content(files)
    with pytest.raises(TypeError):
        files.update("settings", add("a", object()))
    assert content(files) == before


def test_half_a_character_does_not_stop_the_writing(files):
    files.update("settings", add("text", "ok \ud83d"))
    assert files.read("settings")["text"].startswith("ok")


WRITER = """
import sys
from followup.learning import FileStore
store = FileStore(sys.argv[1])
for number in range(int(sys.argv[2])):
    store.update("counted", lambda old: {**old, "sum": old.get("sum", 0) + 1, f"{sys.argv[3]}{number}": "x" * 2000})
"""


def writer(folder, times, name):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(times), name])


def test_two_processes_lose_nothing(tmp_path):
    running = [writer(tmp_path, 100, name) for name in "ab"]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    kept = FileStore(tmp_path).read("counted")
    assert kept.pop("sum") == 200 and set(kept) == {f"{name}{n}" for name in "ab" for n in range(100)}


def test_a_process_that_is_killed_leaves_a_whole_file_and_no_lock(tmp_path):
    store, past = FileStore(tmp_path), 0
    for _ in range(3):
        process = writer(tmp_path, 100_000, "k")
        while ((store.read("counted") or {}).get("sum", 0)) < past + 5:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL) if hasattr(signal, "SIGKILL") else process.kill()
        process.wait()
        past = store.read("counted")["sum"]
        assert store.update("counted", add("sum", past + 1))["sum"] == past + 1
        past += 1
    assert store.names("") == ["counted"] and not list(tmp_path.glob("*.damaged"))


def test_a_second_notebook_that_does_not_let_go_is_told(files, monkeypatch):
    from filelock import FileLock, Timeout

    def busy(self, *_, **__):
        raise Timeout(self.lock_file)

    monkeypatch.setattr(FileLock, "acquire", busy)
    with pytest.raises(fu.InputError, match=r"in use by another notebook.*Close"):
        files.update("settings", add("a", 2))


# --- folders and names that cannot be ---------------------------------------------------------------------------------


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_folder_that_cannot_be_is_refused_with_a_cure(tmp_path, below):
    file = tmp_path / "file"
    file.write_text("mine")
    store = FileStore(file / below)
    for attempt in (
        lambda: store.update("settings", add("a", 1)),
        lambda: store.read("settings"),
        lambda: store.remove("settings"),
    ):
        with pytest.raises(fu.InputError, match=r"folder.*cannot be used.*FOLLOWUP_HOME"):
            attempt()
    assert store.names("") == [] and file.read_text() == "mine"


def test_who_cannot_open_the_folder_reads_no_path(tmp_path, monkeypatch):
    """As visitors of the app: neither where their work is kept nor what goes wrong names a folder of the server."""
    (file := tmp_path / "file").write_text("mine")
    monkeypatch.setenv("FOLLOWUP_HOME", str(file))
    assert str(file) in default_store().where
    monkeypatch.setenv("FOLLOWUP_WHERE", "a folder of your own on this server")
    assert default_store().where == "a folder of your own on this server"
    with pytest.raises(fu.InputError, match="a folder of your own on this server: cannot be used") as error:
        default_store().update("settings", add("a", 1))
    assert str(tmp_path) not in str(error.value)


HOSTILE = ["", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "C:x", "a.json", "A", "a b", "a\n", "ä", "-a", "_a",
           "a\x00", "a" * 200, "{{7*7}}", "$HOME", "*"]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_a_name_that_leads_elsewhere_is_refused(files, name):
    before = content(files)
    for attempt in (
        lambda: files.read(name),
        lambda: files.update(name, add("a", 1)),
        lambda: files.remove(name),
        lambda: files.set_aside(name),
    ):
        with pytest.raises(fu.InputError, match=r"name.*cannot name a file"):
            attempt()
    assert content(files) == before and not list(files.folder.parent.glob("x*"))
