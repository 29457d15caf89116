"""Where Python runs in the browser, some packages may be missing: a sentence says so, and the rest goes on working.

pandas, Matplotlib, SciPy and NumPy are compiled, and a web site that was built without a network has none of them. The
kit needs them for tables as data frames, for charts, and for a class's figures; the rule book, plans, drafts and the
critique do without.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.abc import MetaPathFinder

from .cures import load_ipython_extension
from .errors import NotHere

NAMES = ("matplotlib", "numpy", "pandas", "pandera", "scipy")


class Missing(MetaPathFinder):
    """Asked last for a module: what nobody has found by then is missing.

    >>> Missing(["pandas"]).find_spec("pandas")
    Traceback (most recent call last):
        ...
    followup.errors.NotHere: This needs the package pandas, which this edition of the kit has to do without. ...
    """

    def __init__(self, names: Iterable[str] = NAMES):
        self.names = tuple(names)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing, for what the kit can name no cure for."""
        if name in self.names:
            text = f"This needs the package {name}, which this edition of the kit has to do without. "
            text += "Everything else goes on working; the complete kit (README, “Start”) shows this as well."
            raise NotHere.said(text)


def explain() -> None:
    """Say from now on what is missing; in a notebook without a fault, so that the cells below run all the same."""
    if not any(isinstance(finder, Missing) for finder in sys.meta_path):
        sys.meta_path.append(Missing())
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        load_ipython_extension(shell)
