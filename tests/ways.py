"""The same notebooks four ways: JupyterLab, Notebook 7, the app, and the site that needs no installation.

    python tests/ways.py [way …]     opens, runs and works every notebook in each way, and prints the figures as a table
                                     (--write puts it into README)
                                     (`make everywhere`; the site has to be built before: `make site`)
    python tests/ways.py visitors 10 so many visitors of the app at once: seconds to the page, memory a visitor
"""

import concurrent.futures
import contextlib
import functools
import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import readme_tables
from browser import NOTEBOOKS, PATIENCE, chrome, jupyter_lab
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError

ROOT = NOTEBOOKS.parent
SITE = ROOT / "build" / "site"
WAYS = ("lab", "notebook", "app", "site")
NAMES = [path.relative_to(NOTEBOOKS).with_suffix("").as_posix()
         for path in [*sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")), *sorted(NOTEBOOKS.glob("instructor/*demo*.ipynb"))]]  # fmt: skip
_PATHS = {"lab": "lab/tree/{name}.ipynb?reset&token={token}", "notebook": "notebooks/{name}.ipynb?token={token}",
          "app": "voila/render/{name}.ipynb", "site": "lab/index.html?path={name}.ipynb"}  # fmt: skip
_DONE = """() => {
    const prompts = [...document.querySelectorAll(".jp-Notebook .jp-InputPrompt")].map(prompt => prompt.textContent);
    return prompts.some(text => /\\d/.test(text)) && !prompts.some(text => text.includes("*"))
        && (document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status ?? "idle") === "idle";
}"""
# Whoever presses Run All before the kernel is there may run nothing.
_READY = """() => (document.querySelector(".jp-KernelName")?.textContent.startsWith("Python") ?? true)
    && (document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status ?? "idle") === 'idle'"""
_RUNS = """() => new Promise(answer => setTimeout(() => answer(
    [...document.querySelectorAll(".jp-InputPrompt")].some(prompt => /[*\\d]/.test(prompt.textContent))), 3000))"""
# A part that is still to come is a bare lm-Widget.
_WHOLE = """count => {
    const cards = [...document.querySelectorAll(".fu-card")];
    const parts = [...document.querySelectorAll(".fu-card > *, .fu-card .widget-box > *")];
    return cards.length >= count && parts.every(part => part.classList.length > 1);
}"""


@dataclass
class Place:
    """A running server of one way: its address, its token, and its process where it has one."""

    way: str
    url: str
    token: str = ""
    pid: int = 0

    def address(self, name: str) -> str:
        return f"{self.url}/{_PATHS[self.way].format(name=name, token=self.token)}"


@dataclass
class Shown:
    """A notebook that was opened: its page, what the page asked for, and how long it took to the first widget."""

    place: Place
    page: Page
    name: str
    asked: list[str] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0

    def run(self) -> None:
        """Run all cells (the app does so by itself) and wait for the first widget, the last, and the end."""
        page, patience = self.page, (3 if self.place.way == "site" else 1) * PATIENCE * 1000
        start = time.monotonic()
        page.goto(self.place.address(self.name))
        if self.place.way != "app":
            page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=patience)
            page.wait_for_function(_READY, timeout=patience)
            page.wait_for_timeout(1500)  # the menu answers before it knows the notebook
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            if not page.evaluate(_RUNS):  # it was not there yet
                page.wait_for_timeout(5000)
                page.get_by_role("menuitem", name="Run", exact=True).click()
                page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".fu-card").first.wait_for(state="attached", timeout=patience)
        self.first = time.monotonic() - start
        if self.place.way != "app":
            page.wait_for_function(_DONE, timeout=patience, polling=200)
        page.wait_for_function(_WHOLE, arg=1 if self.place.way == "site" else self.widgets, timeout=patience, polling=200)
        self.last = time.monotonic() - start

    @property
    def widgets(self) -> int:
        """How many widgets the notebook's cells show."""
        code = re.findall(r"(?s)\"cell_type\": \"code\".*?(?=\"cell_type\"|\Z)", (NOTEBOOKS / f"{self.name}.ipynb").read_text("utf-8"))
        return len(re.findall(r"\bkit\.(?!desk\b)\w+\(", "".join(code)))

    def work(self) -> None:
        """Use a widget, and see the kernel's answer: a part opens, and another source gives the advice."""
        card = self.page.locator(".fu-card").filter(has_text="Your desk").first
        card.get_by_role("button", name="Show: your progress, rule by rule").click()
        card.get_by_role("button", name="Hide: your progress, rule by rule").wait_for()
        card.get_by_label("Advice from").select_option("Dream Job")
        self.page.wait_for_timeout(1000)

    def source(self) -> str:
        """Whose advice the desk follows."""
        card = self.page.locator(".fu-card").filter(has_text="Your desk").first
        return str(card.get_by_label("Advice from").evaluate("one => one.selectedOptions[0].textContent")).replace("\xa0", " ")

    def faults(self) -> list[str]:
        """Errors and warnings among the outputs."""
        found = self.page.locator('.jp-OutputArea-output[data-mime-type$="stderr"], .jp-OutputArea-output[data-mime-type$="error"]')
        return [str(text) for text in found.all_text_contents()]

    def left_out(self) -> int:
        """How many cells say that a package is missing here."""
        return sum("has to do without" in text for text in self.page.locator(".jp-OutputArea-output pre").all_text_contents())

    def foreign(self) -> list[str]:
        """What the page asked of anybody but its own server."""
        own = (f"{self.place.url}/", self.place.url.replace("http", "ws", 1) + "/", "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(way: str, folder: Path) -> Iterator[Place]:
    """The server of one way, over copies of the notebooks; it is gone afterwards, whatever happens."""
    if way == "site":
        with site() as url:
            yield Place(way, url)
    elif way == "app":
        with app(folder) as place:
            yield place
    else:
        with jupyter_lab(folder) as lab:
            yield Place(way, lab.url, lab.token)


@contextlib.contextmanager
def site() -> Iterator[str]:
    """The built site, as any web server would show it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def app(folder: Path) -> Iterator[Place]:
    """The app, with its visitors' folders in `folder`."""
    port = free_port()
    own = {"FOLLOWUP_APP": folder / "visitors", "IPYTHONDIR": folder / "ipython", "JUPYTER_CONFIG_DIR": folder / "config",
           "JUPYTER_DATA_DIR": folder / "data", "JUPYTER_RUNTIME_DIR": folder / "runtime"}  # fmt: skip
    with (folder / "app.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "app" / "serve.py"), f"--port={port}"], stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **{name: str(path) for name, path in own.items()}},
        )  # fmt: skip
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and server.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.2)
        else:
            raise RuntimeError(f"The app did not start:\n{(folder / 'app.log').read_text()[-3000:]}")
        yield Place("app", f"http://127.0.0.1:{port}", pid=server.pid)
    finally:
        for pid in [*kernels(server.pid), server.pid]:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def kernels(pid: int) -> list[int]:
    """The kernels that a server has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            if f"\nPPid:\t{pid}\n" in status.read_text() and b"ipykernel" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
    return found


def memory(pid: int) -> float:
    """The megabytes that a process has for itself (its share of what it shares included)."""
    return int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1]) / 1000


@contextlib.contextmanager
def visiting(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor: cookies and storage of their own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield context
    finally:
        context.close()


def opened(place: Place, context: BrowserContext, name: str) -> Shown:
    """A notebook run in a page of this visitor's."""
    shown = Shown(place, context.new_page(), name)
    shown.page.on("request", lambda request: shown.asked.append(request.url))
    shown.page.on("websocket", lambda one: shown.asked.append(one.url))
    shown.run()
    return shown


def row(place: Place, browser: Browser, name: str) -> str:
    """One notebook in one way, as a row of the table."""
    with visiting(browser) as context:
        try:
            shown = opened(place, context, name)
            shown.work()
        except (TimeoutError, AssertionError) as error:
            return f"| {place.way} | {name} | no: {str(error).splitlines()[0][:80]} | | | | |"
        used = f"{max(map(memory, kernels(place.pid))):.0f} MB" if place.pid else ""
        asked = "; ".join(shown.foreign()[:2]) or "nobody"
        left = shown.left_out()
        cells = f"yes, {left} without a package" if left else "yes" if not shown.faults() else f"faults: {shown.faults()[0][-80:]!r}"
        shown.page.goto("about:blank")  # which ends its kernel
        return f"| {place.way} | {name} | {cells} | {shown.first:.1f} s | {shown.last:.1f} s | {asked} | {used} |"


def visitors(count: int, name: str = "01_thank_you_note") -> None:
    """One visitor of the app in a browser, then so many at once without one; each has a kernel of their own."""
    from conftest import find_chromium

    with tempfile.TemporaryDirectory() as folder, app(Path(folder)) as place:
        with chrome(find_chromium() or "") as browser, visiting(browser) as context:
            alone = opened(place, context, name)
            print(f"A visitor alone: first widget after {alone.first:.1f} s, last after {alone.last:.1f} s.")
            alone.page.goto("about:blank")  # which ends its kernel
        before = memory(place.pid)

        def visit(_: int) -> float:
            start = time.monotonic()
            with urllib.request.urlopen(place.address(name), timeout=10 * PATIENCE) as page:
                assert b"widget-view" in page.read()
            return time.monotonic() - start

        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            took = sorted(pool.map(visit, range(count)))
        own, grown = [memory(pid) for pid in kernels(place.pid)], memory(place.pid) - before
        print(f"{count} at once: the page whole after {took[len(took) // 2]:.1f} s (median), {took[-1]:.1f} s (the last); {len(own)} "
              f"kernels of {sum(own) / len(own):.0f} MB, the server {before:.0f} MB and {grown / count:.1f} MB more for each.")  # fmt: skip


def main(ways: list[str]) -> None:
    head = ["way", "notebook", "opened, run and worked", "first widget", "last widget", "asked besides", "kernel’s memory"]
    rows = ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head))]
    print(*rows, sep="\n")
    from conftest import find_chromium

    with chrome(find_chromium() or "") as browser:
        for way in [way for way in ways if way in WAYS] or WAYS:
            with tempfile.TemporaryDirectory() as folder, served(way, Path(folder)) as place:
                for name in NAMES:
                    rows.append(row(place, browser, name))
                    print(rows[-1], flush=True)
    wheel = next(iter((ROOT / "build").rglob("followup-*.whl")), None)
    total = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    size = f"The site: {total / 1e6:.1f} MB; the kit’s wheel in it: {wheel.stat().st_size / 1e6 if wheel else 0:.1f} MB."
    print(f"\n{size}")
    if "--write" in ways:
        readme_tables.write("ways", "\n".join([*rows, "", size]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["visitors"]:
        visitors(int(sys.argv[2]))
    else:
        main(sys.argv[1:])
