"""The README's table of rules and where each is at work, worked out from the code and the lessons.

    python tests/readme_tables.py          writes it into README.md
"""

import re
from pathlib import Path

import followup as fu

README = Path(__file__).resolve().parent.parent / "README.md"
_PLACE = re.compile(r"(<!-- coverage: begin -->\n).*?(<!-- coverage: end -->)", re.S)


def coverage_table() -> str:
    """Rule × where it is at work, as Markdown, with a last row of totals."""
    frame = fu.load_rulebook().coverage()
    lines = ["| rule | " + " | ".join(frame.columns) + " |", "| --- |" + " --- |" * len(frame.columns)]
    lines += [f"| `{id}` | " + " | ".join("✓" if used else "" for used in row) + " |" for id, row in frame.iterrows()]
    lines.append(f"| **of {len(frame)}** | " + " | ".join(str(total) for total in frame.sum()) + " |")
    return "\n".join(lines) + "\n"


def shown(text: str) -> str:
    """The table as it stands in a README."""
    found = _PLACE.search(text)
    return found[0].split("\n", 1)[1].removesuffix(found[2]) if found else ""


if __name__ == "__main__":
    old = README.read_text(encoding="utf-8")
    README.write_text(_PLACE.sub(lambda m: m[1] + coverage_table() + m[2], old), encoding="utf-8")
