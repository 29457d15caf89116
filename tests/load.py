"""A class at once on one machine: a real JupyterHub, so many learners, and what happens when parts of it are killed.

python tests/load.py                            thirty learners who arrive within two minutes
python tests/load.py --learners 3 --within 10

Everything runs on 127.0.0.1 and in build/hub, where JupyterHub (pip) and its proxy (npm) are installed at the first
time. Each learner signs in, gets a server, opens a notebook, runs all of it, changes a draft and answers a question
through the kernel, and saves; then the proxy is killed while all of them write, then every third kernel, then the
whole hub. Printed, and written to build/load.json: failures, the time of each step, memory, what was lost.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import os
import platform
import random
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOME = Path(__file__).resolve().parent.parent
BUILD = HOME / "build" / "hub"
HUB, PROXY = "jupyterhub==6.1.1", "configurable-http-proxy@5.3.0"
# Where the kit's own packages are, also when this runs beside the hub.
SHARES = os.environ.get("FOLLOWUP_LOAD_PREFIX", sys.prefix)
NOTEBOOK = "01_thank_you_note.ipynb"
PATIENCE = 600  # seconds, on a machine that may do other things as well

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/homes/{{username}}"
c.Spawner.args = ["--ServerApp.allow_root=True", "--ServerApp.terminals_enabled=False"]
c.Spawner.environment = {{"PYTHONPATH": "{kit}", "JUPYTER_PATH": "{shares}/share/jupyter",
    "JUPYTER_CONFIG_PATH": "{shares}/etc/jupyter"}}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.JupyterHub.concurrent_spawn_limit = 100  # otherwise it asks the eleventh to come again
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.auth_token = "{token}"
c.ConfigurableHTTPProxy.check_running_interval = 2
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
"""


def prepare() -> Path:
    """Install JupyterHub beside the kit's own packages, and its proxy; gives the Python that has both."""
    python = BUILD / "venv" / "bin" / "python"
    if not (BUILD / ".ready").exists():
        print("Installing JupyterHub and its proxy into build/hub (once).", flush=True)
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "venv", str(BUILD / "venv")], check=True)
        (site,) = (BUILD / "venv").glob("lib/python*/site-packages")
        (site / "kit.pth").write_text(f"{sysconfig.get_path('purelib')}\n{HOME}\n")
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq", HUB]
        subprocess.run(pip, check=True)
        (BUILD / "package.json").write_text('{"private": true}')
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", PROXY]
        subprocess.run(npm, cwd=BUILD, check=True)
        (BUILD / ".ready").touch()
    return python


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Hub:
    """A JupyterHub in a folder of its own."""

    def __init__(self, python: Path, folder: Path):
        self.python, self.folder = python, folder
        port, hub, api = free_ports(3)
        self.url, self.password = f"http://127.0.0.1:{port}", secrets.token_hex(8)
        (folder / "homes").mkdir()
        (folder / "config.py").write_text(
            CONFIG.format(port=port, hub=hub, api=api, folder=folder, kit=HOME, shares=SHARES, password=self.password,
                          token=secrets.token_hex(16), patience=PATIENCE,
                          proxy=BUILD / "node_modules" / ".bin" / "configurable-http-proxy")
        )  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.folder / "hub.log").open("a")
        env = {key: value for key, value in os.environ.items() if not key.startswith(("FOLLOWUP_", "JUPYTER", "XDG_"))}
        env["PATH"] = f"{self.python.parent}{os.pathsep}{env['PATH']}"
        command = [str(self.python), "-m", "jupyterhub", "-f", "config.py"]
        if guard := shutil.which("setpriv"):  # ends with this process even where that is killed
            command = [guard, "--pdeathsig", "TERM", *command]
        self.process = subprocess.Popen(
            command, cwd=self.folder, env=env, stdout=log, stderr=log, start_new_session=True
        )

    def everything(self) -> list[int]:
        """The processes of the hub and of all it started."""
        return [pid for pid in processes() if str(self.folder) in environment(pid) or pid == self.process.pid]

    def stop(self) -> None:
        """End it with all that it started."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
        self.kill()

    def kill(self) -> None:
        """End it at once: nobody is asked."""
        for pid in self.everything():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait()


def processes() -> Iterator[int]:
    yield from (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def environment(pid: int) -> str:
    """The environment of a process and where it works."""
    with contextlib.suppress(OSError):
        where = str(Path(f"/proc/{pid}/cwd").readlink())
        return where + "\0" + Path(f"/proc/{pid}/environ").read_text(errors="replace")
    return ""


def memory(pid: int) -> float:
    """MB that a process holds, what it shares counted in parts."""
    with contextlib.suppress(OSError):
        return int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1]) / 1024
    return 0.0


class Failed(Exception):
    """A step that did not come to its end."""


class Learner:
    """One learner: what they see, and how long each step took."""

    def __init__(self, hub: Hub, name: str, times: dict[str, list[float]]):
        self.hub, self.name, self.times = hub, name, times
        self.home = hub.folder / "homes" / name
        self.cookies: dict[str, str] = {}
        self.token, self.kernel, self.session = "", "", ""
        self.socket: Any = None
        self.widgets: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []
        self.pid = 0
        self.tried = self.written = 0  # the last change that was made, and the last that the kit said was kept
        self.answered = 0

    @contextlib.contextmanager
    def timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        except Exception as error:
            raise Failed(f"{self.name}, {step}: {type(error).__name__} {error}") from error
        self.times.setdefault(step, []).append(time.perf_counter() - start)

    async def ask(self, path: str, method: str = "GET", body: Any = None, form: Any = None) -> Any:
        from tornado.httpclient import AsyncHTTPClient, HTTPRequest

        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if self.token:
            headers = {"Authorization": f"token {self.token}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        sent = urlencode(form) if form else json.dumps(body or {})
        body = None if method in ("GET", "DELETE") else sent
        request = HTTPRequest(
            self.hub.url + path, method, headers, body, follow_redirects=False, request_timeout=PATIENCE,
            connect_timeout=PATIENCE,
        )  # fmt: skip
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        for line in answer.headers.get_list("Set-Cookie"):
            key, _, value = line.split(";")[0].partition("=")
            self.cookies[key] = value
        if answer.code >= 400 or answer.code == 599:
            raise Failed(f"{method} {path}: {answer.code} {answer.body[:300] if answer.body else answer.error}")
        return answer

    async def sign_in(self) -> None:
        self.cookies, self.token = {}, ""
        await self.ask("/hub/login")
        xsrf = self.cookies.get("_xsrf", "")
        form = {"username": self.name, "password": self.hub.password, "_xsrf": xsrf}
        await self.ask("/hub/login", "POST", form=form)
        await self.ask("/hub/home")
        made = await self.ask(f"/hub/api/users/{self.name}/tokens?_xsrf={self.cookies['_xsrf']}", "POST", {})
        self.token = json.loads(made.body)["token"]

    async def get_server(self) -> None:
        await self.ask(f"/hub/api/users/{self.name}/server", "POST")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            me = json.loads((await self.ask(f"/hub/api/users/{self.name}")).body)
            if me["servers"].get("", {}).get("ready"):
                return
            await asyncio.sleep(0.3)
        raise Failed("the server did not start")

    async def open(self, notebook: str = NOTEBOOK) -> list[str]:
        """Open a notebook: the page, the file, a kernel and the way to it; gives the code of its cells."""
        await self.ask(f"/user/{self.name}/lab/tree/{notebook}")
        file = json.loads((await self.ask(f"/user/{self.name}/api/contents/{notebook}")).body)
        new = {"path": notebook, "type": "notebook", "name": "", "kernel": {"name": "python3"}}
        made = json.loads((await self.ask(f"/user/{self.name}/api/sessions", "POST", new)).body)
        self.kernel, self.session = made["kernel"]["id"], uuid.uuid4().hex
        await self.connect()
        return ["".join(cell["source"]) for cell in file["content"]["cells"] if cell["cell_type"] == "code"]

    async def connect(self) -> None:
        from tornado.httpclient import HTTPRequest
        from tornado.websocket import websocket_connect

        url = self.hub.url.replace("http", "ws", 1)
        url += f"/user/{self.name}/api/kernels/{self.kernel}/channels?session_id={self.session}"
        request = HTTPRequest(url, headers={"Authorization": f"token {self.token}"}, connect_timeout=PATIENCE)
        self.socket = await websocket_connect(request, max_message_size=100_000_000)
        who = await self.execute("import os", pid="os.getpid()")
        self.pid = int(who["user_expressions"]["pid"]["data"]["text/plain"])

    def send(self, kind: str, content: dict[str, Any]) -> str:
        id = uuid.uuid4().hex
        head = {"msg_id": id, "msg_type": kind, "username": self.name, "session": self.session, "version": "5.3",
                "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        message = {"header": head, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}
        sent = self.socket.write_message(json.dumps(message))
        assert sent
        return id

    async def hear(self) -> dict[str, Any]:
        """The next message; what widgets are made and change is kept."""
        text = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
        if text is None:
            raise ConnectionError("the way to the kernel is gone")
        if isinstance(text, bytes):  # with buffers
            count = int.from_bytes(text[:4], "big")
            starts = [int.from_bytes(text[4 * i + 4 : 4 * i + 8], "big") for i in range(count)] + [len(text)]
            text = text[starts[0] : starts[1]].decode()
        message: dict[str, Any] = json.loads(text)
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = content["data"].get("state", {})
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
        return message

    async def execute(self, code: str, **asked: str) -> dict[str, Any]:
        id = self.send("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": False,
                                           "stop_on_error": True, "user_expressions": asked})  # fmt: skip
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

    async def change(self, comm: str, data: dict[str, Any], until: str) -> str:
        """Work a widget, until some place shows these words (a pattern); gives what it shows."""
        self.send("comm_msg", {"comm_id": comm, "data": data})
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = await self.hear()
            if message["msg_type"] == "comm_msg":
                text = str(message["content"]["data"].get("state", {}).get("value", ""))
                if re.search(until, text):
                    return text
        raise Failed(f"no answer like {until!r}")

    def find(self, model: str, words: str) -> list[str]:
        """The widgets of this kind whose label begins so, in the order in which they were made."""
        found = self.widgets.items()
        return [id for id, state in found if state.get("_model_name") == model and state.get("description", "").startswith(words)]

    async def write(self) -> None:
        """Change the draft once more; only what the kit says it kept counts."""
        (body,) = self.find("TextareaModel", "Message: change it")
        self.tried += 1  # the same text again would be no change
        number = self.tried
        data = {"method": "update", "state": {"value": f"Dear Priya,\n\nThank you. Change {number}.\n\nKind regards"}, "buffer_paths": []}
        await self.change(body, data, rf"Change%20{number}\.")  # it is kept, then the links to take it along are made
        self.written = number

    async def press(self, label: str, until: str) -> str:
        return await self.change(self.find("ButtonModel", label)[0], {"method": "custom", "content": {"event": "click"}}, until)

    async def answer(self) -> None:
        """Answer the first question with one answer."""
        order = list(self.widgets)
        choice = next(id for id in self.find("RadioButtonsModel", "") if self.widgets[id].get("_options_labels"))
        check = next(id for id in self.find("ButtonModel", "Check ") if order.index(id) > order.index(choice))
        self.send("comm_msg", {"comm_id": choice, "data": {"method": "update", "state": {"index": 0}, "buffer_paths": []}})
        await self.change(check, {"method": "custom", "content": {"event": "click"}}, "Right|Not quite")
        self.answered = 1

    def kept(self) -> tuple[int, int]:
        """What lies in the learner's folder: the number of the last change, and how many answers."""
        folder = next((path.parent for path in self.home.glob("**/progress.json")), None)
        if not folder:
            return 0, 0
        answers = json.loads((folder / "progress.json").read_text())["answers"]
        story = (folder / "writing-story.json").read_text() if (folder / "writing-story.json").exists() else ""
        numbers = [int(one) for one in re.findall(r"Change (\d+)\.", story)]
        return max(numbers, default=0), len(answers)

    def lost(self) -> int:
        number, answers = self.kept()
        return max(0, self.written - number) + max(0, self.answered - answers)

    # --- what they do ---

    async def lesson(self, first: str = "") -> None:
        """From signing in to saving."""
        again = first and f" {first}"
        with self.timed(f"sign in{again}"):
            await self.sign_in()
        with self.timed(f"a server of one's own{again}"):
            await self.get_server()
        with self.timed(f"open a notebook{again}"):
            cells = await self.open()
        await self.run_all(cells, again)

    async def run_all(self, cells: list[str], again: str = "") -> None:
        self.widgets.clear()
        with self.timed(f"Run All{again}"):
            for code in cells:
                await self.execute(code)
        with self.timed(f"change a draft{again}"):
            await self.write()
        with self.timed(f"answer a question{again}"):
            await self.answer()
        with self.timed(f"save the progress{again}"):
            link = await self.press("Save my progress", "base64,")
            saved = json.loads(base64.b64decode(re.search(r'base64,([^"]+)', link)[1]))
            if not saved["answers"]:
                raise Failed("the answer is not in the saved file")

    async def keep_writing(self, until: asyncio.Event) -> None:
        """Write on and on; where the way to the kernel breaks, be done."""
        with contextlib.suppress(Exception):
            while not until.is_set():
                await asyncio.wait_for(self.write(), 20)
                await asyncio.sleep(0.2)

    async def come_back(self, step: str) -> None:
        """Reach the same kernel again, as a page does that has lost it."""
        with self.timed(step):
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    await asyncio.wait_for(self.connect(), 20)
                    break
                except Exception:
                    if time.monotonic() > end:
                        raise
                    await asyncio.sleep(0.5)
            await self.write()


async def everybody(acts: list[Any], failures: list[str]) -> None:
    for result in await asyncio.gather(*acts, return_exceptions=True):
        if isinstance(result, BaseException):
            failures.append(str(result) or repr(result))
            print(failures[-1], flush=True)


async def up(hub: Hub) -> None:
    from tornado.httpclient import AsyncHTTPClient

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            if (await AsyncHTTPClient().fetch(f"{hub.url}/hub/health", request_timeout=5)).code == 200:
                return
        await asyncio.sleep(0.3)
    raise RuntimeError((hub.folder / "hub.log").read_text()[-3000:])


async def run(hub: Hub, count: int, within: float) -> dict[str, Any]:
    from tornado.httpclient import AsyncHTTPClient

    AsyncHTTPClient.configure(None, max_clients=500)
    times: dict[str, list[float]] = {}
    failures: list[str] = []
    lost: dict[str, int] = {}
    learners = [Learner(hub, f"learner-{number:02}", times) for number in range(count)]
    for one in learners:
        one.home.mkdir()
        for path in (HOME / "notebooks").glob("[0-9]*.ipynb"):
            shutil.copy(path, one.home)
    chance = random.Random(7)

    async def arrive(one: Learner) -> None:
        await asyncio.sleep(chance.uniform(0, within))
        await one.lesson()

    def so_far() -> None:
        """What is measured by now, should it not come to its end."""
        found = {"times": times, "failures": failures, "lost": lost, "memory": used, "changes": sum(o.written for o in learners)}
        print(report(found, count, within), flush=True)

    hub.start()
    await up(hub)
    print(f"{count} learners arrive within {within:g} s.", flush=True)
    await everybody([arrive(one) for one in learners], failures)
    learners = [one for one in learners if one.answered]
    if not learners:
        raise SystemExit("nobody came to the end of the lesson")
    lost["after the lesson"] = sum(one.lost() for one in learners)
    used = measured_memory(hub, learners)
    so_far()

    print("The proxy is killed while all of them write.", flush=True)
    stop = asyncio.Event()
    writing = [asyncio.create_task(one.keep_writing(stop)) for one in learners]
    await asyncio.sleep(3)
    os.kill(int((hub.folder / "proxy.pid").read_text()), signal.SIGKILL)
    await asyncio.sleep(2)
    stop.set()
    await asyncio.gather(*writing)
    await everybody([one.come_back("back after the proxy was killed") for one in learners], failures)
    lost["the proxy killed"] = sum(one.lost() for one in learners)
    so_far()

    print("Every third kernel is killed while all of them write.", flush=True)
    stop = asyncio.Event()
    writing = [asyncio.create_task(one.keep_writing(stop)) for one in learners]
    await asyncio.sleep(3)
    hit = learners[::3]
    for one in hit:
        os.kill(one.pid, signal.SIGKILL)
    await asyncio.sleep(2)
    stop.set()
    await asyncio.gather(*writing)
    lost["every third kernel killed"] = sum(one.lost() for one in learners)
    await everybody([again(one) for one in hit], failures)
    lost["and the notebook run again"] = sum(one.lost() for one in learners)
    so_far()

    print("Everything is killed, and started again.", flush=True)
    stop = asyncio.Event()
    writing = [asyncio.create_task(one.keep_writing(stop)) for one in learners]
    await asyncio.sleep(3)
    hub.kill()
    stop.set()
    await asyncio.gather(*writing)
    lost["everything killed"] = sum(one.lost() for one in learners)
    hub.start()
    await up(hub)
    await everybody([one.lesson("after a full restart") for one in learners], failures)
    lost["and started again"] = sum(one.lost() for one in learners)
    changes = sum(one.written for one in learners)
    return {"times": times, "failures": failures, "lost": lost, "memory": used, "changes": changes}


async def again(one: Learner) -> None:
    """After their kernel was killed: the server starts another; the notebook is run again."""
    with one.timed("back after the kernel was killed"):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                await one.ask(f"/user/{one.name}/api/kernels/{one.kernel}/restart", "POST")
                cells = await one.open()
                break
            except Exception:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.5)
    await one.run_all(cells, " after the kernel was killed")


def measured_memory(hub: Hub, learners: list[Learner]) -> dict[str, float]:
    proxy = int((hub.folder / "proxy.pid").read_text())
    kernels = {one.pid for one in learners}
    rest = [pid for pid in hub.everything() if pid not in kernels | {proxy, hub.process.pid}]
    servers = [pid for pid in rest if "singleuser" in Path(f"/proc/{pid}/cmdline").read_text()]
    mean = lambda pids: sum(map(memory, pids)) / max(1, len(learners))  # noqa: E731
    return {"hub": memory(hub.process.pid), "proxy": memory(proxy), "server": mean(servers), "kernel": mean(kernels)}


def report(found: dict[str, Any], count: int, within: float) -> str:
    lines = [f"{count} learners within {within:g} s, on {os.cpu_count()} cores, Python {platform.python_version()}, "
             f"load {os.getloadavg()[0]:.1f} at the end.\n", "| step | done | p50 | p95 |", "| --- | --- | --- | --- |"]  # fmt: skip
    for step, times in found["times"].items():
        ordered = sorted(times)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        lines.append(f"| {step} | {len(times)} | {statistics.median(times):.2f} s | {p95:.2f} s |")
    used = found["memory"]
    each = used["server"] + used["kernel"]
    lines.append(f"\nMemory: {each:.0f} MB a learner (server {used['server']:.0f}, kernel {used['kernel']:.0f}), "
                 f"hub {used['hub']:.0f} MB, proxy {used['proxy']:.0f} MB.")  # fmt: skip
    lines.append(f"Lost, of {found['changes']} changes: " + ", ".join(f"{what}: {n}" for what, n in found["lost"].items()))
    lines.append(f"Failures: {len(found['failures'])}")
    return "\n".join(lines + found["failures"][:20])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--within", type=float, default=120)
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    asked = parser.parse_args()
    python = prepare()
    if Path(sys.prefix).resolve() != (BUILD / "venv").resolve():  # the driver too runs beside the hub
        os.environ["FOLLOWUP_LOAD_PREFIX"] = sys.prefix
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    folder = Path(tempfile.mkdtemp(prefix="followup-hub-"))
    hub = Hub(python, folder)
    try:
        found = asyncio.run(run(hub, asked.learners, asked.within))
    finally:
        hub.stop()
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    (HOME / "build" / "load.json").write_text(json.dumps({"learners": asked.learners, **found}, indent=1))
    print(report(found, asked.learners, asked.within))
    sys.exit(bool(found["failures"] or sum(found["lost"].values())))


if __name__ == "__main__":
    main()
