"""For tests and doctests alike: an empty home for the learner's files, and the names that the doctests use."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def followup_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the learner's files, for this test alone."""
    home = tmp_path / "followup_home"
    home.mkdir()
    monkeypatch.setenv("FOLLOWUP_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def doctest_folder(doctest_namespace: dict[str, Any], tmp_path: Path) -> None:
    """`tmp_path`, for a doctest that writes files."""
    doctest_namespace["tmp_path"] = tmp_path


@pytest.fixture(scope="session", autouse=True)
def doctest_names(doctest_namespace: dict[str, Any]) -> None:
    """`fu`, an application `app` and its `timeline`, as a reader of the examples would have made them."""
    import followup as fu

    interview = fu.Interview(
        at="2026-03-10T10:00+01:00",
        ends="2026-03-10T10:45+01:00",
        timezone="Europe/Berlin",
        interviewers=[fu.Interviewer(name="Dr. Priya Nair")],
        decision_by="2026-03-17",
    )
    app = fu.Application(company="Northwind", role="Data Analyst", candidate="Ada Reyes", rounds=[interview])
    doctest_namespace.update(fu=fu, app=app, timeline=fu.plan(app, now="2026-03-10T12:00Z"))
