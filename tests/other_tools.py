"""What people would use instead: harper-py, proselint and pyspellchecker, where they are installed.

`make evaluate` and `make bench` install them (the extra `measure`); the kit itself needs none of them.
"""

import contextlib
import os
import re
import sys
from pathlib import Path


def other_tools():
    """`(name, checks it may be compared on, function from a text to spans)` for each tool that is installed."""
    for name, checks, make in (
        ("harper-py", ("typo", "grammar", "repeated-word"), _harper),
        ("proselint", ("typo", "grammar", "slang", "jargon", "pushy", "desperate", "flattery"), _proselint),
        ("pyspellchecker", ("typo",), _pyspellchecker),
    ):
        try:
            yield name, checks, make()
        except ImportError:
            print(f"({name} is not installed: left out)")


@contextlib.contextmanager
def _silence():
    """Harper writes lines of its own past Python to the screen; no table wants them."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _harper():
    from harper import Language, Linter

    linter = Linter()

    def spans(text):
        with _silence():
            return [(found.span.start, found.span.end) for found in linter.lint(text, language=Language.PLAINTEXT)]

    return spans


def _proselint():
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)

    def spans(text):  # its places count from one
        found = LintFile(Path("email.txt"), content=text).lint()
        return [(start - 1, end - 1) for start, end in (one.check_result.span for one in found)]

    return spans


def _pyspellchecker():
    from spellchecker import SpellChecker

    words = SpellChecker()

    def spans(text):
        found = [(m.group().lower(), m.span()) for m in re.finditer(r"[A-Za-z]+(?:'[A-Za-z]+)?", text)]
        unknown = words.unknown(word for word, _ in found)
        return [span for word, span in found if word in unknown]

    return spans
