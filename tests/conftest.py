"""The same examples each time, and a browser for the tests that need one."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# Only test files are collected (and searched for doctests) here; the others are commands and helpers.
collect_ignore = [path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")]

settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("long", max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "5000")), deadline=None)
# For tests/mutate.py: that a test fails is enough, the smallest case is not asked for.
settings.register_profile(
    "mutants", derandomize=True, max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, for Playwright's executable_path."""
    path = find_chromium()
    if path:
        return path
    message = "no Chromium here: on Debian, apt install chromium"
    if os.environ.get("FOLLOWUP_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test marked `browser` needs the fixture, whether it names it or not."""
    for item in items:
        if item.get_closest_marker("browser") and "chromium" not in item.fixturenames:
            item.fixturenames.insert(0, "chromium")
