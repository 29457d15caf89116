"""For the tests in a browser: a JupyterLab of its own, and a notebook in it, run and read as a learner would."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, TimeoutError, sync_playwright

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PATIENCE = 60  # seconds: on a machine that does other things as well
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
_SETTINGS = {"@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False}}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address and token, and the folder (FOLLOWUP_HOME) where its learner's files lie."""

    url: str
    token: str
    home: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        """A question to the server's REST interface."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def clear(self) -> None:
        """End every kernel and forget what the learner has written."""
        for session in self.ask("sessions"):
            self.ask(f"sessions/{session['id']}", "DELETE")
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()


@contextlib.contextmanager
def jupyter_lab(folder: Path, theme: str = "JupyterLab Light") -> Iterator[Lab]:
    """JupyterLab on 127.0.0.1 over copies of the notebooks. All it reads and writes lies in `folder`; it and its
    kernels are gone afterwards, whatever happens."""
    root, settings = folder / "notebooks", folder / "settings"
    shutil.copytree(NOTEBOOKS, root, ignore=shutil.ignore_patterns(".*"))
    for name, values in {**_SETTINGS, "@jupyterlab/apputils-extension/themes": {"theme": theme}}.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16), folder / "followup_home")
    own = {
        "FOLLOWUP_HOME": lab.home,
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
               "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}",
               f"--IdentityProvider.token={lab.token}", "--LabApp.expose_app_in_browser=True",  # to change the theme
               "--ServerApp.tornado_settings={'websocket_max_message_size': 209715200}"]  # as `make lab` does
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if guard := shutil.which("setpriv"):  # on Linux it ends with this process even where that is killed
        command = [guard, "--pdeathsig", "TERM", *command]
    with (folder / "jupyter.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **{name: str(path) for name, path in own.items()}},
        )  # fmt: skip
    try:
        _wait_until_up(lab, server, folder / "jupyter.log")
        lab.clear()
        yield lab
    finally:
        _stop(lab, server)


def _wait_until_up(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            lab.ask("status")
            return
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def _stop(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    """The kernels first, for each is a session of its own; then the server; what is left of its group is killed."""
    with contextlib.suppress(Exception):  # a server that no longer answers is stopped all the same
        lab.clear()
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(OSError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextlib.contextmanager
def chrome(path: str) -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Notebook:
    """A notebook in the browser. `requests` holds all the page asked for, `seconds` how long Run All took to the last
    widget."""

    lab: Lab
    page: Page
    name: str
    requests: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def expected(self) -> int:
        """How many widgets the cells of the notebook show."""
        cells = json.loads((self.lab.home.parent / "notebooks" / f"{self.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        return len(re.findall(r"\bkit\.(?!desk\b)\w+\(", code))

    def begin(self) -> None:
        """Choose Run All Cells in the menu."""
        self._menu("Run", "Run All Cells")

    def run_all(self) -> None:
        """Choose Run All Cells in the menu, and wait until every widget stands and the kernel is idle again."""
        self.begin()
        self.page.evaluate("window.pressed = performance.now()")
        try:
            self.seconds = self.page.wait_for_function(_SHOWN, arg=self.expected, polling=50).json_value() / 1000
            self.page.wait_for_function(_IDLE, polling=100)
        except TimeoutError:
            raise AssertionError(f"{self.name} did not come to its end; among its outputs: {self.faults()}") from None
        assert self.seconds > 0, f"{self.name} failed: {self.faults()}"

    def _menu(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def faults(self) -> list[str]:
        """What should not be among the outputs: errors, warnings, widgets that do not show."""
        return self.page.locator(".jp-OutputArea-output").evaluate_all(_FAULTS)

    def card(self, words: str) -> Locator:
        """The first widget with these words in it."""
        return self.page.locator(".fu-card").filter(has_text=words).first

    def foreign_requests(self) -> list[str]:
        """What the page asked of anybody but its own server."""
        own = (f"{self.lab.url}/", self.lab.url.replace("http", "ws", 1) + "/", "data:", f"blob:{self.lab.url}/")
        return [url for url in self.requests if not url.startswith(own)]

    def control_names(self) -> list[tuple[str, str]]:
        """Each visible control of the widgets, and the name under which the browser presents it to a screen reader."""
        # What is out of sight would not count.
        self.page.add_style_tag(content="* { content-visibility: visible !important }")
        session = self.page.context.new_cdp_session(self.page)
        session.send("Accessibility.enable")
        found = session.send("Runtime.evaluate", {"expression": _CONTROLS})["result"]["objectId"]
        controls = session.send("Runtime.getProperties", {"objectId": found, "ownProperties": True})["result"]
        names = []
        for control in controls:
            if control["name"].isdigit():
                what = {"objectId": control["value"]["objectId"]}
                nodes = session.send("Accessibility.getPartialAXTree", {**what, "fetchRelatives": False})["nodes"]
                names.append((control["value"]["description"], nodes[0].get("name", {}).get("value", "")))
        session.detach()
        return names


_CONTROLS = """[...document.querySelectorAll(".fu :is(input, select, textarea, button, a, summary)")]
    .filter(control => control.checkVisibility())"""
# Answers the milliseconds since Run All once every widget stands there with all its parts: one that is still to come is
# a bare lm-Widget. (Out of sight nothing has an innerText, but everything has its size.) After a fault it answers -1.
_SHOWN = """count => {
    const cards = [...document.querySelectorAll(".fu-card")];
    const parts = [...document.querySelectorAll(".fu-card > *, .fu-card .widget-box > *")];
    if (document.querySelector('.jp-OutputArea-output[data-mime-type$="stderr"]')) return -1;
    return cards.length >= count && cards.every(card => card.offsetHeight > 40)
        && parts.every(part => part.classList.length > 1) && performance.now() - window.pressed;
}"""
# At first the page calls a kernel idle that it has not met yet, so its name counts as well.
_IDLE = """() => document.querySelector(".jp-KernelName")?.innerText.startsWith("Python")
    && document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle"
    && ![...document.querySelectorAll(".jp-InputPrompt")].some(prompt => prompt.innerText.includes("*"))"""
_FAULTS = """outputs => outputs.filter(output =>
    output.matches('[data-mime-type$="stderr"]')
    || /(Error|could not)[^.]*widget|widget[^.]*(could not|cannot) be displayed|Loading widget|VBox\\(/i
        .test(output.textContent)
).map(output => output.textContent.slice(-400))"""


def printed(page: Page) -> tuple[int, list[str]]:
    """On how many sheets a page prints, and what should not be on paper: what can be pressed, pale ink, a card that is cut off or gone."""
    page.emulate_media(media="print")
    try:
        return page.pdf(format="A4").count(b"/Type /Page") - 1, page.evaluate(_NOT_FOR_PAPER)
    finally:
        page.emulate_media(media="screen")


_NOT_FOR_PAPER = """() => {
    const box = one => one.getBoundingClientRect();
    const all = names => [...document.querySelectorAll(names)].filter(
        one => one.checkVisibility({visibilityProperty: true}) && box(one).width > 1 && box(one).height > 1 && box(one).right > 0);
    const pressed = all("button, summary, .fu a.fu-download, [role=tab], [role=menubar], .jp-Toolbar, .jp-InputPrompt, .jp-Placeholder, nav");
    const ink = one => (one.matches("svg text") ? getComputedStyle(one).fill : getComputedStyle(one).color).match(/[\\d.]+/g);
    const pale = all(".fu :is(p, td, th, h3), .jp-RenderedHTMLCommon :is(p, h1), .cm-line, .fu svg text:not([style*='--fu-'])").filter(
        one => ink(one).slice(0, 3).some(part => +part > 130));
    const dark = all("body, body *:not(svg *, .fu-meter)").filter(one => {
        const [r, g, b, a = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g);
        return a > .5 && +r + +g + +b < 300 && !getComputedStyle(one).backgroundColor.startsWith("color(");
    });
    const cut = all(".fu-card, .fu-chart, .fu-scroll table").filter(one => {
        for (let by = one.parentElement; by && by !== document.body; by = by.parentElement)
            if (getComputedStyle(by).overflowY !== "visible" && box(by).bottom < box(one).bottom - 2) return true;
    });
    const gone = [...document.querySelectorAll(".fu-card")].filter(one => box(one).height < 40);
    const named = (why, found) => found.map(one => `${why}: ${one.outerHTML.slice(0, 120)}`);
    return [...named("pressed", pressed), ...named("pale", pale), ...named("dark", dark), ...named("cut", cut), ...named("gone", gone)];
}"""


def enter(control: Locator, text: str) -> None:
    """Write into a field and leave it."""
    control.fill(text)
    control.press("Tab")


@contextlib.contextmanager
def opened(lab: Lab, browser: Browser, name: str, scale: float = 1) -> Iterator[Notebook]:
    """A notebook in a page of its own, with its kernel ready and nothing run yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", device_scale_factor=scale)
    try:
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        notebook = Notebook(lab, page, name)

        def keep(request: Request) -> None:
            notebook.requests.append(request.url)

        page.on("request", keep)
        page.on("websocket", lambda socket: notebook.requests.append(socket.url))
        page.goto(f"{lab.url}/lab/tree/{name}.ipynb?token={lab.token}&reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.wait_for_function(_IDLE, polling=100)
        yield notebook
    finally:
        context.close()
