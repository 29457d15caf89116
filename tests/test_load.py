"""What `make load` says of a class: its percentages and projections, what counts as lost, and the guide that shows it."""

import datetime as dt
import re
from collections import Counter

import load
import pytest
import readme_tables

from followup.learning import Desk, FileStore
from followup.learning.kept import keep_decision

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def learner(tmp_path):
    """A learner on whose disk the fourth change of a draft lies, and one answer."""
    one = load.Learner(load.Hub(tmp_path, tmp_path), "learner-01", {}, Counter())
    store = FileStore(one.home / "own")
    Desk(store, "01_thank_you_note", clock=lambda: NOW).keep_draft("thank_you", "Dr. Priya Nair", "Thank you", "Change 4.")
    keep_decision(store, "01-tracking", 1, "right", ["reflect"], NOW)
    return one


@pytest.mark.parametrize("written, answered, gone", [(4, 1, 0), (3, 1, 0), (6, 1, 2), (4, 2, 1), (7, 3, 5)])
def test_what_was_said_to_be_kept_and_is_not_there_counts_as_lost(learner, written, answered, gone):
    learner.written, learner.answered = written, answered
    assert learner.lost_on_disk() == gone


@pytest.mark.parametrize("share, expected", [(0.5, 15), (0.95, 29), (1, 30)])
def test_percentiles_are_times_that_were_measured(share, expected):
    assert load.percentile([float(number) for number in range(30, 0, -1)], share) == expected


def run(**other):
    part = {"pss": 100.4, "rss": 120.0, "processor": 3.0}
    return {"learners": 2, "within": 10.0, "machine": {"cores": 2, "memory": 4096.0, "python": "3.11", "date": "1 May 2026", "load": 0.5},
            "times": {"get a server": [2.0, 4.0], "run all": [3.0, 3.5]},
            "used": {"all done after": 14.2, "driver": {"processor": 1.0}, **dict.fromkeys(["hub", "proxy", "server", "kernel"], part)},
            "lost": [{"what": "Everything is killed", "hit": 2, "changes": 9, "on disk": 1, "read back": [0, 2]}],
            "tries": {"back": 3}, "failures": ["learner-02, run all: Failed"], **other}  # fmt: skip


def test_the_report_hides_no_failure_no_loss_and_no_second_try():
    said = load.report(run())
    for words in ("learner-02, run all: Failed", "Failures: 1", "Tries again: back: 3", "| Everything is killed | 2 | 9 | 1 | 2 of 2 learners |",
                  "| get a server | 2 | 2.0 s | 4.0 s | 4.0 s |", "100 + 100 MB (120 + 120)", "| 9.0 s | 3 | 3 | 1 |"):  # fmt: skip
        assert words in said
    assert load.gone(run()) == 3 and load.gone(run(lost=[])) == 0


def test_the_guide_can_be_written_from_the_runs(tmp_path):
    page = tmp_path / "classroom.md"
    page.write_text(load.GUIDE.read_text("utf-8"), "utf-8")
    load.write_tables([run(), run(learners=5)], page)
    text = page.read_text("utf-8")
    assert "| 5, 10 s | 14 s |" in text and "One learner of the 5: server 100 MB" in text
    assert readme_tables.shown("load-projection", text) == load.projection({"server": 100, "kernel": 100, "once": 201, "rate": 15})


def test_the_guide_projects_from_the_figures_that_it_shows():
    text = load.GUIDE.read_text("utf-8")
    numbers = [float(one) for one in re.findall(r"([\d.]+) (?:MB|s|a core)\b", readme_tables.shown("load-cost", text))]
    cost = dict(zip(("server", "kernel", "seconds", "once", "rate"), numbers, strict=True))
    assert readme_tables.shown("load-projection", text) == load.projection(cost), "run: python tests/load.py --write"
    largest = readme_tables.shown("load-classes", text).splitlines()[-1]
    assert f"| {cost['server']:.0f} + {cost['kernel']:.0f} MB (" in largest and f"| {cost['seconds']} s |" in largest


@pytest.mark.parametrize("page", [load.GUIDE, load.HOME / "README.md"], ids=lambda page: page.name)
def test_every_link_of_the_page_leads_somewhere(page):
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        headings = re.findall(r"(?m)^#+ (.*)$", target.read_text("utf-8")) if anchor else []
        assert not anchor or anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings], link


def test_the_settings_of_the_hub_say_what_the_guide_says(monkeypatch, tmp_path):
    """Loopback only, and a password that is nowhere in the file."""
    from types import SimpleNamespace

    from traitlets.config import Config

    found = Config()
    monkeypatch.setenv("FOLLOWUP_PASSWORD", "of-this-test")
    monkeypatch.chdir(tmp_path)
    source = (load.HOME / "docs" / "jupyterhub_config.py").read_text("utf-8")
    exec(compile(source, "jupyterhub_config.py", "exec"), {"get_config": lambda: found})
    assert found.JupyterHub.bind_url == "http://127.0.0.1:8000"
    assert found.SharedPasswordAuthenticator.user_password == "of-this-test" and "of-this-test" not in source
    home = found.SimpleLocalProcessSpawner.home_dir_template.format(username="ada")
    found.Spawner.pre_spawn_hook(SimpleNamespace(home_dir=home))
    assert (tmp_path / "homes" / "ada" / "00_start_here.ipynb").exists()
