"""A class at once on one machine: a real JupyterHub, so many learners, and what happens when parts of it are killed.

python tests/load.py                            thirty learners who arrive within two minutes
python tests/load.py --learners 3 --within 10
python tests/load.py --write                    the tables of docs/classroom.md, from the runs in build/load.json

The hub is that of docs/jupyterhub_config.py, on 127.0.0.1; JupyterHub (pip) and its proxy (npm) are installed in
build/hub at the first time. Each learner signs in, gets a server, opens a notebook, runs all of it, changes a draft and
answers a question through the kernel, and saves. Then the proxy is killed while all of them write, then every third
kernel, then everything; after each, what was kept is read back, by a new kernel where theirs was killed. Nothing is
tried again in silence: the tries are counted.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import math
import os
import platform
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import readme_tables
from readme_tables import markdown
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from followup.learning import FileStore
from followup.learning.progress import progress

HOME = Path(__file__).resolve().parent.parent
BUILD = HOME / "build" / "hub"
RUNS = HOME / "build" / "load.json"
GUIDE = HOME / "docs" / "classroom.md"
HUB, PROXY = "jupyterhub==6.1.1", "configurable-http-proxy@5.3.0"
NOTEBOOK = "01_thank_you_note.ipynb"
PATIENCE = 300  # seconds for one step
STEPS = ("sign in", "get a server", "open the notebook", "run all", "change a draft", "answer a question", "save the progress")


def prepare() -> Path:
    """Install JupyterHub beside the kit's own packages, and its proxy; gives the Python that has both."""
    venv, ready = BUILD / "venv", BUILD / ".ready"
    if not ready.exists() or ready.read_text() != sys.prefix:
        print("Installing JupyterHub and its proxy into build/hub (once).", flush=True)
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        (site,) = venv.glob("lib/python*/site-packages")
        (site / "kit.pth").write_text(f"{HOME}\n{sysconfig.get_path('purelib')}\n")
        for part in ("share", "etc"):  # JupyterLab's pages, and what its servers load
            (venv / part).mkdir(exist_ok=True)
            (venv / part / "jupyter").symlink_to(Path(sys.prefix) / part / "jupyter")
        subprocess.run([venv / "bin" / "pip", "--disable-pip-version-check", "install", "-qq", HUB], check=True)
        (BUILD / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", PROXY], cwd=BUILD, check=True)
        ready.write_text(sys.prefix)
    return venv / "bin" / "python"


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Hub:
    """A JupyterHub in a folder of its own."""

    def __init__(self, python: Path, folder: Path):
        self.folder, self.password = folder, secrets.token_hex(8)
        port, hub, api = (f"http://127.0.0.1:{port}" for port in free_ports(3))
        self.url, self.process = port, None
        self.command = [
            str(python), "-m", "jupyterhub", "-f", str(HOME / "docs" / "jupyterhub_config.py"), f"--JupyterHub.bind_url={port}",
            f"--JupyterHub.hub_bind_url={hub}", f"--ConfigurableHTTPProxy.api_url={api}",
            f"--ConfigurableHTTPProxy.command={BUILD / 'node_modules' / '.bin' / 'configurable-http-proxy'}",
        ]  # fmt: skip
        if guard := shutil.which("setpriv"):  # ends with this process even where that is killed
            self.command = [guard, "--pdeathsig", "TERM", *self.command]

    async def start(self) -> None:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("FOLLOWUP_", "JUPYTER", "XDG_", "PYTHON"))}
        with (self.folder / "hub.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env={**env, "FOLLOWUP_PASSWORD": self.password}, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(Exception):
                await AsyncHTTPClient().fetch(f"{self.url}/hub/health", request_timeout=5)
                return
            await asyncio.sleep(0.2)
        raise RuntimeError((self.folder / "hub.log").read_text()[-3000:])

    @property
    def proxy(self) -> int:
        return int((self.folder / "jupyterhub-proxy.pid").read_text())

    def processes(self) -> dict[int, str]:
        """The hub and all that it started, each with its command."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                where = f"{(path / 'cwd').readlink()}\0{(path / 'environ').read_text(errors='replace')}"
                if str(self.folder) in where:
                    found[int(path.name)] = (path / "cmdline").read_text().replace("\0", " ")
        return found

    def kill(self) -> None:
        """End it at once: nobody is asked."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait()


def memory(pid: int) -> dict[str, float]:
    """MB that a process holds: pss counts its part of what several share, rss all of it."""
    text = ""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name.lower(): int(size) / 1024 for name, size in re.findall(r"(?m)^(Pss|Rss):\s+(\d+)", text)}


def processor(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A step that did not come to its end."""


class Learner:
    """One learner: what they see, and how long each step took."""

    def __init__(self, hub: Hub, name: str, times: dict[str, list[float]], tries: Counter[str]):
        self.hub, self.name, self.times, self.tries = hub, name, times, tries
        self.home = hub.folder / "homes" / name
        self.cookies: dict[str, str] = {}
        self.token, self.kernel, self.session = "", "", ""
        self.socket: Any = None
        self.widgets: dict[str, dict[str, Any]] = {}
        self.cells: list[str] = []
        self.pid = 0
        self.missing: int | None = None  # what a new kernel did not show again; None where none was asked
        self.tried = self.written = self.answered = 0  # the last change made, and the last that the kit said was kept

    @contextlib.contextmanager
    def timed(self, step: str, since: float | None = None) -> Iterator[None]:
        start = time.perf_counter() if since is None else since
        try:
            yield
        except Exception as error:
            raise Failed(f"{self.name}, {step}: {type(error).__name__} {error}") from error
        self.times.setdefault(step, []).append(time.perf_counter() - start)

    async def ask(self, path: str, method: str = "GET", form: dict[str, str] | None = None, /, **sent: Any) -> Any:
        """A request as this learner; its answer."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if self.token:
            headers = {"Authorization": f"token {self.token}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        body = None if method == "GET" else urlencode(form) if form else json.dumps(sent)
        request = HTTPRequest(self.hub.url + path, method, headers, body, follow_redirects=False, request_timeout=PATIENCE,
                              connect_timeout=PATIENCE)  # fmt: skip
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        for line in answer.headers.get_list("Set-Cookie"):
            key, _, value = line.split(";")[0].partition("=")
            self.cookies[key] = value
        if answer.code >= 400:
            raise Failed(f"{method} {path}: {answer.code} {answer.body[:300] if answer.body else answer.error}")
        return answer

    async def sign_in(self) -> None:
        self.cookies, self.token = {}, ""
        await self.ask("/hub/login")
        form = {"username": self.name, "password": self.hub.password, "_xsrf": self.cookies.get("_xsrf", "")}
        await self.ask("/hub/login", "POST", form)
        await self.ask("/hub/home")
        made = await self.ask(f"/hub/api/users/{self.name}/tokens?_xsrf={self.cookies['_xsrf']}", "POST")
        self.token = json.loads(made.body)["token"]

    async def get_server(self) -> None:
        await self.ask(f"/hub/api/users/{self.name}/server", "POST")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            me = json.loads((await self.ask(f"/hub/api/users/{self.name}")).body)
            if me["servers"].get("", {}).get("ready"):
                return
            await asyncio.sleep(0.5)
        raise Failed("the server did not start")

    async def open(self) -> None:
        """Open the notebook: the page, the file, a kernel and the way to it."""
        await self.ask(f"/user/{self.name}/lab/tree/{NOTEBOOK}")
        file = json.loads((await self.ask(f"/user/{self.name}/api/contents/{NOTEBOOK}")).body)
        made = await self.ask(f"/user/{self.name}/api/sessions", "POST", path=NOTEBOOK, type="notebook", name="",
                              kernel={"name": "python3"})  # fmt: skip
        self.kernel, self.session = json.loads(made.body)["kernel"]["id"], uuid.uuid4().hex
        self.cells = ["".join(cell["source"]) for cell in file["content"]["cells"] if cell["cell_type"] == "code"]
        await self.connect()

    async def connect(self) -> None:
        if self.socket:
            self.socket.close()
        url = self.hub.url.replace("http", "ws", 1)
        url += f"/user/{self.name}/api/kernels/{self.kernel}/channels?session_id={self.session}"
        request = HTTPRequest(url, headers={"Authorization": f"token {self.token}"}, connect_timeout=PATIENCE)
        self.socket = await websocket_connect(request, max_message_size=100_000_000)
        who = await self.execute("import os", pid="os.getpid()")
        self.pid = int(who["user_expressions"]["pid"]["data"]["text/plain"])

    def send(self, kind: str, **content: Any) -> str:
        id = uuid.uuid4().hex
        head = {"msg_id": id, "msg_type": kind, "username": self.name, "session": self.session, "version": "5.3",
                "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        message = {"header": head, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}
        self.socket.write_message(json.dumps(message)).add_done_callback(lambda done: done.exception())
        return id

    async def hear(self) -> dict[str, Any]:
        """The next message; what widgets are made and change is kept."""
        text = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
        if text is None:
            raise ConnectionError("the way to the kernel is gone")
        if isinstance(text, bytes):  # with buffers
            starts = [int.from_bytes(text[4 * i : 4 * i + 4], "big") for i in range(1, 1 + int.from_bytes(text[:4], "big"))]
            text = text[starts[0] : (*starts, len(text))[1]].decode()
        message: dict[str, Any] = json.loads(text)
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = content["data"].get("state", {})
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
        return message

    async def execute(self, code: str, **asked: str) -> dict[str, Any]:
        id = self.send("execute_request", code=code, silent=False, store_history=True, allow_stdin=False, stop_on_error=True,
                       user_expressions=asked)  # fmt: skip
        reply, idle = None, False
        while reply is None or not idle:
            message = await self.hear()
            if message["parent_header"].get("msg_id") == id:
                if message["msg_type"] == "execute_reply":
                    reply = message["content"]
                idle = idle or message["content"].get("execution_state") == "idle"
        if reply["status"] != "ok":
            raise Failed("\n".join(reply.get("traceback", []))[-800:])
        return reply

    def find(self, model: str, label: str = "") -> list[str]:
        """The widgets of this kind whose label begins so, in the order in which they were made."""
        found = self.widgets.items()
        return [id for id, state in found if state.get("_model_name") == model and state.get("description", "").startswith(label)]

    async def work(self, widget: str, until: str, **state: Any) -> str:
        """Change a widget, or press it where no state is given, until some place shows such words; gives what it shows."""
        event = {"method": "update", "state": state, "buffer_paths": []} if state else {"method": "custom", "content": {"event": "click"}}
        self.send("comm_msg", comm_id=widget, data=event)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = await self.hear()
            if message["msg_type"] == "comm_msg":
                text = str(message["content"]["data"].get("state", {}).get("value", ""))
                if re.search(until, text):
                    return text
        raise Failed(f"no answer like {until!r}")

    # --- what they do ---

    @property
    def draft(self) -> str:
        (field,) = self.find("TextareaModel", "Message: change it")
        return field

    async def write(self) -> None:
        """Change the draft once more; only what the kit says it kept counts."""
        self.tried += 1  # the same text again would be no change
        number = self.tried
        # It is kept, then the links to take it along are made.
        await self.work(self.draft, rf"Change%20{number}\.", value=f"Dear Priya,\n\nThank you. Change {number}.\n\nKind regards")
        self.written = number

    async def answer(self) -> None:
        """Answer the first question with its first answer."""
        order = list(self.widgets)
        choice = next(id for id in self.find("RadioButtonsModel") if self.widgets[id].get("_options_labels"))
        check = next(id for id in self.find("ButtonModel", "Check ") if order.index(id) > order.index(choice))
        self.send("comm_msg", comm_id=choice, data={"method": "update", "state": {"index": 0}, "buffer_paths": []})
        await self.work(check, "Right|Not quite")
        self.answered = 1

    async def save(self) -> int:
        """Save the progress; how many answers are in the file."""
        link = await self.work(self.find("ButtonModel", "Save my progress")[0], "base64,")
        return len(json.loads(base64.b64decode(re.search(r'base64,([^"]+)', link)[1]))["answers"])

    async def lesson(self, when: str = "") -> None:
        """From signing in to saving."""
        for step, act in ((STEPS[0], self.sign_in), (STEPS[1], self.get_server)):
            with self.timed(step + when):
                await act()
        with self.timed(STEPS[2] + when):
            await self.open()
        await self.run_all(when)

    async def run_all(self, when: str = "") -> None:
        self.widgets.clear()
        with self.timed(STEPS[3] + when):
            for code in self.cells:
                await self.execute(code)
        if when:
            self.missing = self.lost(last_change(self.widgets[self.draft]["value"]), await self.save())
        with self.timed(STEPS[4] + when):
            await self.write()
        with self.timed(STEPS[5] + when):
            await self.answer()
        with self.timed(STEPS[6] + when):
            if not await self.save():
                raise Failed("the answer is not in the saved file")

    def lost(self, change: int, answers: int) -> int:
        """How many changes and answers are gone, where these are there."""
        return max(0, self.written - change) + max(0, self.answered - answers)

    def lost_on_disk(self) -> int:
        """The same, of what lies in the learner's folder."""
        (folder,) = {path.parent for path in self.home.rglob("progress.json")}
        store = FileStore(folder)
        return self.lost(last_change(str(store.read("writing-story"))), len(progress(store).record.answers))

    async def keep_writing(self, struck: asyncio.Event, stop: asyncio.Event, hit: bool) -> None:
        """Write on and on; only whom the blow hits may be cut off."""
        try:
            while not stop.is_set():
                await self.write()
                await asyncio.sleep(0.2)
        except Exception as error:
            if not (hit and struck.is_set()):
                raise Failed(f"{self.name}, writing: {type(error).__name__} {error}") from error

    async def come_back(self, step: str, since: float) -> None:
        """Reach the kernel again, as a page does that has lost it; every try that fails is counted."""
        end = time.monotonic() + PATIENCE
        with self.timed(step, since):
            while True:
                try:
                    return await asyncio.wait_for(self.connect(), 20)
                except Exception:
                    self.tries[step] += 1
                    if time.monotonic() > end:
                        raise
                    await asyncio.sleep(0.5)


def last_change(text: str) -> int:
    """The number of the last change in a text; 0 where there is none.

    >>> last_change("Change 9. Change 12."), last_change("")
    (12, 0)
    """
    return max(map(int, re.findall(r"Change (\d+)\.", text)), default=0)


class Class:
    """All learners of a run, and what is found."""

    def __init__(self, hub: Hub, count: int, within: float):
        self.hub, self.count, self.within = hub, count, within
        self.times: dict[str, list[float]] = {}
        self.tries: Counter[str] = Counter()
        self.failures: list[str] = []
        self.lost: list[dict[str, Any]] = []
        self.used: dict[str, Any] = {}
        self.learners = [Learner(hub, f"learner-{number:02}", self.times, self.tries) for number in range(1, count + 1)]

    async def all(self, acts: Iterable[Awaitable[Any]]) -> None:
        """Everybody does this at once; who fails is counted, and the others go on."""
        for result in await asyncio.gather(*acts, return_exceptions=True):
            if isinstance(result, BaseException):
                self.failures.append(str(result) or repr(result))
                print(self.failures[-1], flush=True)

    async def blow(self, what: str, hit: list[Learner], strike: Callable[[], object]) -> float:
        """All of them write; in the middle of it this strikes. Gives the moment."""
        print(f"{what} while all of them write.", flush=True)
        struck, stop = asyncio.Event(), asyncio.Event()
        writing = {one: asyncio.create_task(one.keep_writing(struck, stop, one in hit)) for one in self.learners}
        await asyncio.sleep(3)
        strike()
        struck.set()
        moment = time.perf_counter()
        await asyncio.sleep(1)
        stop.set()
        for one in hit:  # they would wait for an answer that never comes
            writing[one].cancel()
        await asyncio.gather(*(writing[one] for one in hit), return_exceptions=True)
        await self.all(task for one, task in writing.items() if one not in hit)
        self.lost.append({"what": what, "hit": len(hit), "changes": sum(one.written for one in self.learners),
                          "on disk": sum(one.lost_on_disk() for one in self.learners)})  # fmt: skip
        return moment

    async def run(self) -> None:
        AsyncHTTPClient.configure(None, max_clients=500)
        chance = random.Random(7)

        async def arrive(one: Learner) -> None:
            await asyncio.sleep(chance.uniform(0, self.within))
            await one.lesson()

        await self.hub.start()
        print(f"{self.count} learners arrive within {self.within:g} s.", flush=True)
        start = time.perf_counter()
        await self.all(arrive(one) for one in self.learners)
        self.used = {"all done after": time.perf_counter() - start, **self.measured()}
        self.learners = [one for one in self.learners if one.answered]
        if self.learners:
            await self.faults()

    async def faults(self) -> None:
        moment = await self.blow("The proxy is killed", self.learners, lambda: os.kill(self.hub.proxy, signal.SIGKILL))
        await self.all(one.come_back("back after the proxy was killed", moment) for one in self.learners)
        await self.all(one.write() for one in self.learners)

        hit = self.learners[::3]
        moment = await self.blow("Every third kernel is killed", hit, lambda: [os.kill(one.pid, signal.SIGKILL) for one in hit])
        await self.all(self.after_kernel(one, moment) for one in hit)
        self.read_back()

        await self.blow("Everything is killed", self.learners, self.hub.kill)
        start = time.perf_counter()
        await self.hub.start()
        self.times["the hub, started again"] = [time.perf_counter() - start]
        await self.all(one.lesson(" after a full restart") for one in self.learners)
        self.read_back()

    def read_back(self) -> None:
        """What new kernels did not show again goes to the blow that ended the old ones."""
        self.lost[-1]["read back"] = [one.missing for one in self.learners if one.missing is not None]
        for one in self.learners:
            one.missing = None

    async def after_kernel(self, one: Learner, moment: float) -> None:
        """The server starts another kernel by itself; the notebook is run again."""
        await one.come_back("back after the kernel was killed", moment)
        await one.run_all(" after the kernel was killed")

    def measured(self) -> dict[str, Any]:
        """Memory (MB) and processor time (seconds) of each part; of servers and kernels, one learner's."""
        started, kernels = self.hub.processes(), [one.pid for one in self.learners if one.pid]
        parts = {"hub": [self.hub.process.pid], "proxy": [self.hub.proxy], "kernel": kernels,
                 "server": [pid for pid, command in started.items() if "jupyterhub.singleuser" in command]}  # fmt: skip
        found: dict[str, Any] = {"driver": {"processor": processor(os.getpid())}}
        for part, pids in parts.items():
            of = [{**memory(pid), "processor": processor(pid)} for pid in pids]
            found[part] = {key: sum(one.get(key, 0.0) for one in of) / max(1, len(of)) for key in ("pss", "rss", "processor")}
        return found

    def record(self) -> dict[str, Any]:
        """What is found, for build/load.json."""
        machine = {"cores": os.cpu_count(), "memory": total_memory(), "python": platform.python_version(),
                   "date": time.strftime("%-d %B %Y"), "load": os.getloadavg()[0]}  # fmt: skip
        return {"learners": self.count, "within": self.within, "machine": machine, "times": self.times, "used": self.used,
                "lost": self.lost, "tries": self.tries, "failures": self.failures}  # fmt: skip


def total_memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20


# --- what is said of it: pure ---


def percentile(times: list[float], share: float) -> float:
    """The smallest time within which this share of the times lies.

    >>> percentile([3.0, 1.0, 2.0, 10.0], 0.5), percentile([3.0, 1.0, 2.0, 10.0], 0.95), percentile([4.0], 0.5)
    (2.0, 10.0, 4.0)
    """
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def steps(run: dict[str, Any]) -> str:
    """How long each step took."""
    rows = [[step, len(times), *(f"{seconds:.1f} s" for seconds in (percentile(times, 0.5), percentile(times, 0.95), max(times)))]
            for step, times in run["times"].items()]  # fmt: skip
    return markdown([["step", "learners", "p50", "p95", "longest"], *rows])


def lost(run: dict[str, Any]) -> str:
    """What was killed, and what of the learners' work was gone then."""
    rows = [["in the middle of writing", "learners hit", "changes kept by then", "lost", "lost, as a new kernel shows it"]]
    for one in run["lost"]:
        new = f"{sum(one['read back'])} of {len(one['read back'])} learners" if "read back" in one else "no kernel was killed"
        rows.append([one["what"], one["hit"], one["changes"], one["on disk"], new])
    return markdown(rows)


def gone(run: dict[str, Any]) -> int:
    """All that was lost."""
    return sum(one["on disk"] + sum(one.get("read back", [])) for one in run["lost"])


def costs(run: dict[str, Any]) -> dict[str, float]:
    """What a learner costs: MB of a server, of a kernel, and of hub and proxy once; seconds of processor time; and how
    many learners came to each core in a minute."""
    used, count = run["used"], run["learners"]
    seconds = used["server"]["processor"] + used["kernel"]["processor"] + (used["hub"]["processor"] + used["proxy"]["processor"]) / count
    return {"server": round(used["server"]["pss"]), "kernel": round(used["kernel"]["pss"]), "seconds": round(seconds, 1),
            "once": round(used["hub"]["pss"] + used["proxy"]["pss"]),
            "rate": round(60 * count / run["within"] / run["machine"]["cores"], 1)}  # fmt: skip


def classes(runs: list[dict[str, Any]]) -> str:
    """The runs beside each other, a row each."""
    rows = [["learners, within", "all done after", "own server, p95", "run all, p95", "server + kernel, PSS (RSS)", "hub + proxy",
             "processor, a learner", "tries again", "lost", "failures"]]  # fmt: skip
    for run in runs:
        used, cost, times = run["used"], costs(run), run["times"]
        rows.append([f"{run['learners']}, {run['within']:g} s", f"{used['all done after']:.0f} s",
                     *(f"{percentile(times[step], 0.95):.1f} s" if step in times else "–" for step in (STEPS[1], STEPS[3])),
                     f"{cost['server']} + {cost['kernel']} MB ({used['server']['rss']:.0f} + {used['kernel']['rss']:.0f})",
                     f"{cost['once']} MB", f"{cost['seconds']} s", sum(run["tries"].values()), gone(run),
                     len(run["failures"])])  # fmt: skip
    return markdown(rows)


MACHINES = ((2, 4), (2, 8), (4, 8), (4, 16), (8, 32), (16, 64))  # cores, GB


def projected(cost: dict[str, float], cores: int, gb: int, kernels: int = 1, minutes: int = 2) -> tuple[int, int]:
    """How many learners the memory of a machine carries, and how many may come in so many minutes to wait as those measured.

    One GB is left to the system. Every learner has a server and so many kernels.

    >>> projected({"server": 100, "kernel": 100, "once": 24, "rate": 7.5}, cores=2, gb=4)
    (15, 30)
    >>> projected({"server": 100, "kernel": 100, "once": 24, "rate": 7.5}, cores=2, gb=4, kernels=3, minutes=10)
    (7, 150)
    """
    memory = (gb - 1) * 1024 - cost["once"]
    return int(memory / (cost["server"] + kernels * cost["kernel"])), int(cores * minutes * cost["rate"])


def projection(cost: dict[str, float]) -> str:
    """Machines, and how many learners each carries."""
    rows = [["cores, memory", "memory: one lesson open each", "three open each", "cores: all come in 2 minutes", "in 10 minutes"]]
    for cores, gb in MACHINES:
        (one, soon), (three, later) = projected(cost, cores, gb), projected(cost, cores, gb, kernels=3, minutes=10)
        rows.append([f"{cores}, {gb} GB", one, three, soon, later])
    return markdown(rows)


def report(run: dict[str, Any]) -> str:
    """All of one run."""
    machine = run["machine"]
    tries = ", ".join(f"{step}: {count}" for step, count in run["tries"].items()) or "none"
    parts = ", ".join(f"{part} {run['used'][part]['processor']:.1f} s" for part in ("server", "kernel", "hub", "proxy", "driver"))
    lines = [f"{machine['date']}, {machine['cores']} cores, {machine['memory'] / 1024:.0f} GB, Python {machine['python']}, load "
             f"{machine['load']:.1f} at the end.", "", classes([run]), steps(run), lost(run),
             f"Processor time at the end of the lesson (server and kernel: one learner’s): {parts}.", f"Tries again: {tries}.",
             f"Failures: {len(run['failures'])}", *run["failures"]]  # fmt: skip
    return "\n".join(lines)


def write_tables(runs: list[dict[str, Any]], page: Path = GUIDE) -> None:
    """Put the tables into the guide; the largest class gives the steps and the projection."""
    largest, machine = runs[-1], runs[-1]["machine"]
    cost = costs(largest)
    each = (f"One learner of the {largest['learners']}: server {cost['server']} MB, kernel {cost['kernel']} MB, processor "
            f"{cost['seconds']} s; hub and proxy, once: {cost['once']} MB. They came at {cost['rate']} a core and minute.")  # fmt: skip
    where = f"{machine['cores']} cores, {machine['memory'] / 1024:.0f} GB, Python {machine['python']}, Linux, {machine['date']}."
    for name, table in {"classes": f"{where}\n\n{classes(runs)}", "steps": steps(largest), "lost": lost(largest), "cost": each,
                        "projection": projection(cost)}.items():  # fmt: skip
        readme_tables.write(f"load-{name}", table, page)


def known() -> dict[str, Any]:
    """The runs in build/load.json, by the number of learners."""
    return json.loads(RUNS.read_text()) if RUNS.exists() else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--within", type=float, default=120)
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    parser.add_argument("--write", action="store_true", help="only write the tables of docs/classroom.md")
    asked = parser.parse_args()
    if asked.write:
        runs = [run for _, run in sorted(known().items(), key=lambda one: int(one[0]))]
        write_tables(runs)
        return
    hub = Hub(prepare(), Path(tempfile.mkdtemp(prefix="followup-hub-")))
    group = Class(hub, asked.learners, asked.within)
    try:
        asyncio.run(group.run())
    finally:
        hub.kill()
        if not asked.keep:
            shutil.rmtree(hub.folder, ignore_errors=True)
        if group.used:
            print(report(group.record()))
    run = group.record()
    RUNS.write_text(json.dumps({**known(), str(asked.learners): run}, indent=1))
    sys.exit(bool(run["failures"] or gone(run) or len(run["lost"]) < 3))


if __name__ == "__main__":
    main()
