"""The course as an app: Voilà over every lesson, the code hidden, a front page with the course and what is done.

Each visitor is known by a random cookie and has a folder of their own, whose name does not give the cookie away. A
folder that nobody has opened for a month is deleted. `make app` starts it on this computer; for a class in one room,
`make app APP_ARGS=--Voila.ip=0.0.0.0`. FOLLOWUP_APP names another place for the visitors' folders.
"""

import hashlib
import html
import os
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import platformdirs
from jupyter_server.base.handlers import JupyterHandler
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError, RequestHandler
from traitlets.config import Config
from voila.app import Voila

from followup.errors import InputError
from followup.learning.carry import bring_back, take_away
from followup.learning.course import course
from followup.learning.progress import progress
from followup.learning.store import FileStore
from followup.markup import document, paragraph, stylesheet
from followup.resources import find

HERE = Path(__file__).resolve().parent
KEPT = 30  # days
COOKIE = "followup-visitor"
# Said where a learner on their own computer reads the path of their folder.
WHERE = (
    f"a folder of your own on this server, until {KEPT} days after your last visit; “All lessons” lets you take it "
    "away as a file, bring it back, or delete it"
)
BACK = "The file is one that was taken away here."
GONE = "All of it is deleted at once, and only a file that you took away brings it back."
STATE = {"done": "✓ done", "begun": "… begun", "to come": "– to come"}


def folders() -> Path:
    """Where the visitors' folders lie."""
    named = os.environ.get("FOLLOWUP_APP")
    return Path(named) if named else Path(platformdirs.user_data_dir("followup", appauthor=False)) / "visitors"


def visitor(request: RequestHandler) -> Path:
    """The folder of whoever asks; somebody new gets a cookie and a folder."""
    id = request.get_cookie(COOKIE, "") or ""
    if not (len(id) == 43 and id.isascii()):
        id = secrets.token_urlsafe(32)
    request.set_cookie(COOKIE, id, expires_days=KEPT, httponly=True, samesite="Lax")
    folder = folders() / hashlib.sha256(id.encode()).hexdigest()[:32]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.utime(folder)
    return folder


def forget_the_gone(now: float) -> None:
    """Delete the folders that nobody has opened for a month."""
    for folder in folders().glob("*"):
        if now - folder.stat().st_mtime > KEPT * 86_400:
            shutil.rmtree(folder, ignore_errors=True)


def own_work(handler: RequestHandler, notebook: NotebookNode, cwd: str) -> NotebookNode:
    """Before a notebook runs: its kernel keeps its work in this visitor's folder."""
    handler.xsrf_token  # noqa: B018 (asked for, it is sent: with it the page ends its kernel when it is left)
    own = {"FOLLOWUP_HOME": str(visitor(handler)), "FOLLOWUP_WHERE": WHERE}
    own |= {"FOLLOWUP_HOSTED": "1", "FOLLOWUP_LEARNER": ""}
    notebook.cells.insert(0, new_code_cell(f"import os; os.environ.update({own!r})"))
    return notebook


class Front(JupyterHandler):
    """The front page; a file with all the visitor's work; and the way back of such a file."""

    def get(self, what: str = "") -> None:
        store = FileStore(visitor(self))
        if what == "my-work.json":
            self.set_header("Content-Type", "application/json")
            self.set_header("Content-Disposition", 'attachment; filename="my-follow-up.json"')
            self.finish(take_away(store))
        elif what:
            raise HTTPError(404)
        else:
            self.show()

    def post(self, what: str) -> None:
        folder = visitor(self)
        try:
            if what == "forget":
                shutil.rmtree(folder)
                self.show("Your work is deleted from this server.")
            else:
                files = self.request.files.get("file", [])
                many = bring_back(FileStore(folder), files[0]["body"] if files else b"")
                self.show(f"Your work is back: {many} documents. Open a lesson to go on.")
        except InputError as error:
            self.set_status(400)
            self.show(str(error), "fu-wrong")

    def show(self, said: str = "", look: str = "fu-right") -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(page(FileStore(visitor(self)), self.base_url, said, look, self.xsrf_form_html()))


def page(store: FileStore, base: str, said: str, look: str, token: Any) -> str:
    """The front page of one visitor."""
    known = progress(store)
    done = f"{len(known.done)} of {len(course())} lessons done, "
    done += f"{len(known.mastered)} of {len(known.rules)} rules mastered."
    lessons = "".join(
        f'<tr><th scope="row"><a href="{base}voila/render/{one.name}.ipynb">{html.escape(one.title)}</a></th>'
        f"<td>about {one.minutes} minutes</td><td>{STATE[known.lessons[one.name]]}</td></tr>"
        for one in course()
    )
    kept = (
        f"It is kept on this server, apart from everybody else’s, until {KEPT} days after your last visit. "
        "This browser finds it again by a cookie. Take it with you to go on elsewhere."
    )
    body = (
        "<h1>Following up after an interview</h1>"
        + (f'<div role="status">{paragraph(said, look)}</div>' if said else "")
        + paragraph(done, "fu-next")
        + '<table><caption>The course</caption><thead><tr><th scope="col">Lesson</th><th scope="col">Time</th>'
        f'<th scope="col">State</th></tr></thead><tbody>{lessons}</tbody></table><h2>Your work</h2>{paragraph(kept)}'
        f'<p><a href="{base}my-work.json" download>Take my work away (a file)</a></p>'
        f'<form method="post" action="{base}bring-back" enctype="multipart/form-data">{token}'
        '<p><label>Bring work back: <input type="file" name="file" accept=".json" required '
        'aria-describedby="back"></label> <button aria-describedby="back">Bring it back</button></p>'
        f'<p id="back" class="fu-soft">{BACK}</p></form>'
        f'<form method="post" action="{base}forget">{token}<p>'
        '<button aria-describedby="gone">Delete my work from this server</button></p>'
        f'<p id="gone" class="fu-soft">{GONE}</p></form>'
    )
    return document("Following up after an interview", body)


class Course(Voila):
    """Voilà with a front page of the kit's own."""

    def init_handlers(self) -> list[Any]:
        front = [(rf"{self.server_url}(|my-work\.json|bring-back|forget)", Front)]
        return [*front, *super().init_handlers()]

    def start(self) -> None:
        PeriodicCallback(lambda: forget_the_gone(time.time()), 3_600_000).start()
        forget_the_gone(time.time())
        super().start()


def settings() -> Config:
    """No tracebacks, no other templates, kernels of the gone are ended."""
    config = Config()
    config.VoilaConfiguration.update(
        template="followup", strip_sources=True, show_tracebacks=False, allow_template_override="NO",
        allow_theme_override="NO", prelaunch_hook=own_work, file_allowlist=[r".*\.(png|svg)"],
        extension_denylist=["@jupyter-notebook/lab-extension"],
    )  # fmt: skip
    lessons = [(one.name, one.title) for one in course()]
    config.VoilaConfiguration.resources = {"lessons": lessons, "look": stylesheet("page.css")}
    config.MappingKernelManager.update(cull_idle_timeout=300, cull_interval=60, cull_connected=False)
    return config


if __name__ == "__main__":
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("JUPYTER_PATH")]))
    Course.launch_instance([str(find("notebooks")), "--no-browser", *sys.argv[1:]], config=settings())
