"""The tables that a command writes into README, each between two marks of its name.

    python tests/readme_tables.py     writes the table of the rules and where each is at work
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import followup as fu

README = Path(__file__).resolve().parent.parent / "README.md"


def shown(name: str, text: str) -> str:
    """The table of this name as it stands in a README."""
    return re.search(f"(?s)<!-- {name}: begin -->\n(.*?)<!-- {name}: end -->", text)[1]


def write(name: str, table: str, page: Path = README) -> None:
    """Put a table in the place of the one before."""
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(f"<!-- {name}: begin -->\n")
    _, mark, tail = rest.partition(f"<!-- {name}: end -->")
    assert mark, f"{page.name} has no place for a table “{name}”"
    page.write_text(f"{head}<!-- {name}: begin -->\n{table.rstrip()}\n{mark}{tail}", encoding="utf-8")


def markdown(rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells as Markdown; the first row is the head."""
    head, *others = [[str(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *others])


def coverage_table() -> str:
    """Rule × where it is at work, with a last row of totals."""
    frame = fu.load_rulebook().coverage()
    rules = [[f"`{id}`", *("✓" if used else "" for used in row)] for id, row in frame.iterrows()]
    return markdown([["rule", *frame.columns], *rules, [f"**of {len(frame)}**", *frame.sum()]])


if __name__ == "__main__":
    write("coverage", coverage_table())
