"""A pytest plugin for the run over the notebooks (see the Makefile): each starts with an empty FOLLOWUP_HOME.

Notebooks run side by side and in any order, so none may lean on what another has saved.
"""

import os
import tempfile

import pytest

_current: dict[str, tempfile.TemporaryDirectory[str]] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    notebook = str(item.path)
    if notebook not in _current:        # before its kernel starts, which takes the environment over
        _current.clear()
        _current[notebook] = tempfile.TemporaryDirectory(prefix="followup_", ignore_cleanup_errors=True)
        os.environ["FOLLOWUP_HOME"] = _current[notebook].name
