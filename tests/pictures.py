"""Take README's pictures anew: three widgets of the running notebooks in Chromium, light and dark, into docs/pictures.

python tests/pictures.py [folder]      (`make pictures`)
"""

import io
import sys
import tempfile
from pathlib import Path

from browser import Notebook, chrome, jupyter_lab, opened
from PIL import Image
from playwright.sync_api import Locator

from conftest import find_chromium
from followup.learning import Desk
from followup.learning.kept import asked_in, keep_opened, notebooks
from followup.learning.store import FileStore
from followup.words import count

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PICTURES = {"timeline": "02_follow_up_note", "critique": "05_critique_workshop", "progress": "07_my_plan"}
_EDGE = 7  # pixels of the page around what is shown


def work(home: Path) -> str:
    """Answer what a learner has been asked by the middle of the course, not all of it right; what came of it, in words."""
    from followup.widgets.base import real_now

    desk = Desk(FileStore(home), notebooks()[0], clock=real_now)
    for place, name in enumerate(notebooks()[:5]):
        keep_opened(desk.store, name, real_now())
        for number, asked in enumerate(asked_in(name)[: 3 if place == 4 else None]):
            if number % 3 == 2 and isinstance(asked.right, int):  # right at the third try only
                for wrong in [n for n in range(3) if n != asked.right][:2]:
                    desk.answer(asked.id, wrong)
            desk.answer(asked.id, asked.right)
    known = desk.progress()
    return f"{count(len(known.done), 'lesson')} done, {count(len(known.mastered), 'rule')} mastered"


def timeline(notebook: Notebook) -> list[Locator]:
    card = notebook.card("The timeline, as")
    return [card.locator("h3").first, card.get_by_role("table", name="Every step")]


def critique(notebook: Notebook) -> list[Locator]:
    card = notebook.card("Rewrite it")
    card.get_by_label("Sample email").select_option(label="Good, but sent unread (thank-you note)")
    card.get_by_text("6 things to mend").wait_for()
    return [card.locator(".fu-next").last, card.locator(".fu-marked")]


def progress(notebook: Notebook) -> list[Locator]:
    card = notebook.page.locator(".fu-card").filter(has_text="Your progress").last
    card.get_by_role("button", name="Show: your progress").click()
    rules = card.get_by_role("table", name="The rules that you have met").get_by_role("row")
    return [card.locator("h3").first, card.locator(".fu-track"), rules.nth(10)]


def take(notebook: Notebook, parts: list[Locator]) -> bytes:
    """The parts of a page as one picture, with as few colours as it needs."""
    page = notebook.page
    page.set_viewport_size({"width": 1280, "height": 2600})
    page.add_style_tag(content="* { content-visibility: visible !important; scroll-margin-top: 24px }")
    page.mouse.move(0, 0)
    for _ in range(3):  # what was out of sight finds its size on the way
        page.wait_for_timeout(700)
        parts[0].evaluate("one => one.scrollIntoView({block: 'start'})")
    boxes = [part.bounding_box() or {} for part in parts]
    left, top = (min(box[side] for box in boxes) - _EDGE for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + _EDGE
    bottom = max(box["y"] + box["height"] for box in boxes) + _EDGE
    shot = page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})
    file = io.BytesIO()
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chrome(find_chromium() or "") as browser:
        for theme in ("light", "dark"):
            with tempfile.TemporaryDirectory() as place, jupyter_lab(Path(place), f"JupyterLab {theme.title()}") as lab:
                print(f"{theme}: {work(lab.home)}")
                for name, lesson in PICTURES.items():
                    with opened(lab, browser, lesson, scale=1.75) as notebook:
                        notebook.run_all()
                        picture = take(notebook, globals()[name](notebook))
                    (folder / f"{name}-{theme}.png").write_bytes(picture)
                    print(f"Wrote {name}-{theme}.png ({len(picture) / 1000:.0f} kB).")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
