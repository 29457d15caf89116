"""The data beside the code: wordings, words, examples and the shapes of things, each file read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent


@cache
def data(name: str) -> dict[str, Any]:
    """A TOML file of this folder."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A regular expression of `shapes.toml`, written over several lines."""
    return _patterns()[name]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """All of them at once: on the first call, so that no later one waits."""
    return {name: re.compile(text, re.VERBOSE) for name, text in data("shapes")["patterns"].items()}


@cache
def listed(name: str, file: str = "shapes") -> frozenset[str]:
    """A list of words, of `shapes.toml` or of another file."""
    found = data(file)["words"][name] if file == "shapes" else data(file)[name]
    return frozenset(found.split() if isinstance(found, str) else found)
