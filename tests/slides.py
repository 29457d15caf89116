"""Write what an instructor takes along into a folder: the demo as slides, the pages to print, the questions for Moodle.

python tests/slides.py [folder]      without one, into build/slides
"""

import sys
from pathlib import Path

from followup.teaching.answers import answer_key
from followup.teaching.demo import demo
from followup.teaching.gift import to_gift
from followup.teaching.handout import handout
from followup.teaching.plans import guide


def main() -> None:
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).resolve().parent.parent / "build" / "slides"
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "demo.html": demo().to_html(),
        "handout.html": handout(),
        "lesson-plan.html": guide(),
        "answer-key.html": answer_key(),
        "questions.gift.txt": to_gift(),
    }
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
        print(f"Wrote {name} ({len(page) / 1000:.0f} kB).")
    print("Open demo.html in a browser: the arrow keys turn the slides, and nothing is fetched.")


if __name__ == "__main__":
    main()
