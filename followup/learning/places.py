"""Where in a TOML file a value stands, so that a fault can be told by its line: `tomllib` itself does not say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Path = tuple[Any, ...]
_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*=""")


def lines(text: str) -> dict[Path, int]:
    """Where each table and key begins: path → line, counted from 1.

    >>> lines('[[one]]\\nid = "a"\\n[one.more]\\n"x y" = 1\\n')
    {('one', 0): 1, ('one', 0, 'id'): 2, ('one', 0, 'more'): 3, ('one', 0, 'more', 'x y'): 4}
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}  # how many tables of a list have begun
    here: Path = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not quoted:
            if table := _TABLE.match(line):
                here = ()
                *outer, last = (part.strip().strip("\"'") for part in table[2].split("."))
                for part in outer:
                    here = (*here, part)
                    here = (*here, counts[here] - 1) if here in counts else here
                here = (*here, last)
                if table[1] == "[[":
                    counts[here] = counts.get(here, 0) + 1
                    here = (*here, counts[here] - 1)
                found[here] = number
            elif key := _KEY.match(line):
                found.setdefault((*here, key[1] or key[2] or key[3]), number)
        for mark in re.findall(r'"""|\'\'\'', line):
            quoted = "" if quoted == mark else quoted or mark
    return found


def where(known: dict[Path, int], at: Iterable[Any]) -> str:
    """The line of a key, or of what it should have stood in, as the beginning of a message.

    >>> where({("one", 0): 1}, ("one", 0, "id"))
    'line 1, '
    """
    path = tuple(at)
    line = next((known[path[:end]] for end in range(len(path), 0, -1) if path[:end] in known), None)
    return f"line {line}, " if line else ""
