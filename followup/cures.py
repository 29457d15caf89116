"""For notebooks: what to do where a cell is run before those above it, in a sentence.

>>> from followup.cures import out_of_order
>>> out_of_order("desk")
'“desk” is not known yet: a cell further up has not run. Choose Run, then Run All Above Selected Cell, and run this \
cell again. Nothing is lost.'
"""

from __future__ import annotations

from typing import Any

from .errors import NotHere


def out_of_order(name: str) -> str:
    """The cure for a name that no cell has given a meaning."""
    return (
        f"“{name}” is not known yet: a cell further up has not run. Choose Run, then Run All Above Selected Cell, "
        "and run this cell again. Nothing is lost."
    )


def load_ipython_extension(shell: Any) -> None:
    """Say so from now on; `make lab` has it loaded at every start, a desk loads it too.

    A package that is missing in the browser is no fault, nor is what would have come of it: that is said, and the cells
    below run.
    """
    left_out = False

    def tell(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: int | None = None) -> list[str]:
        nonlocal left_out
        if isinstance(error, NotHere):
            left_out = True
            print(error)
            return []
        usual = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
        if left_out and error.name:
            print(f"“{error.name}” is not there either: a cell further up has to do without a package.")
            return []
        inner = trace.tb_next and trace.tb_next.tb_next  # raised by something that the cell called
        said = list(usual) if inner or not error.name else [out_of_order(error.name)]
        shell._showtraceback(kind, error, said)
        return said

    shell.set_custom_exc((NameError, NotHere), tell)
