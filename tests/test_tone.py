"""The tone judge: what it must find, what must stay silent, and what must not matter to it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from followup.critique.tone import LABELS, judge

FOUND = [
    ("pushy", "I demand a decision by noon tomorrow or I will take this to your director."),
    ("pushy", "I will ring your front desk every morning until somebody gives me an answer."),
    ("pushy", "I have emailed you three times and I expect an answer today."),
    ("pushy", "Call me back today, as I am not prepared to wait any longer."),
    ("desperate", "Please, I am begging you, I will do anything for this job."),
    ("desperate", "I would work the first month without pay, just give me a chance."),
    ("desperate", "You are my last hope, and I cannot pay the rent without this job."),
    ("flattery", "You are the most brilliant manager I have ever met in my whole life."),
    ("flattery", "Your company is the greatest on earth and you are a genius."),
    ("slang", "Yeah mate, I'm totally stoked and gonna smash it lol."),
    ("slang", "Gotta say, you guys were awesome, no worries about the wait."),
    ("jargon", "I would leverage synergies to drive value-add across the ecosystem."),
    ("jargon", "Let's circle back and touch base on the key deliverables going forward."),
]
SILENT = [
    "I immediately thought of the bandwidth upgrade that we spoke about.",
    "We reached 110 % of target last spring.",
    "The handbook is attached [PDF].",
    "I worked with the U.S. team for two years.",
    "The guys' locker room was being painted when I came.",
    "Thank you for taking the time to meet me on Tuesday.",
    "Could you tell me whether a decision has been made?",
    "I have another offer and have been asked to answer by Friday, so any news before then would help.",
    "I was out of work for eight months and used the time to earn my licence.",
    "I admired how calmly your team handled the busy hour.",
    "Your bread is the best I have eaten in this town.",
    "I can work weekends and nights if you need me.",
    "The pipeline was inspected twice a week by our crew.",
    "I understand if you cannot say yet, and I am happy to wait.",
    "A customer demanded a refund, and I found out what had gone wrong.",
    "Please let me know if you need anything else from me.",
    "Kind regards, Amara Okafor",
    "Dear Ms. Montoya,",
]
ALL = [sentence for _, sentence in FOUND] + SILENT


@pytest.mark.parametrize(("label", "sentence"), FOUND)
def test_finds_it_and_shows_why(label: str, sentence: str) -> None:
    verdict = judge(sentence)
    assert verdict is not None and verdict.label == label
    assert 0.5 < verdict.probability <= 1
    assert verdict.evidence and all(word in sentence for word in verdict.evidence)


@pytest.mark.parametrize("sentence", SILENT)
def test_near_misses_stay_silent(sentence: str) -> None:
    assert judge(sentence) is None


def label_of(sentence: str) -> tuple[str, float] | None:
    verdict = judge(sentence)
    return verdict and (verdict.label, verdict.probability)


@pytest.mark.parametrize("sentence", ALL)
def test_case_quotes_and_invisible_characters_do_not_matter(sentence: str) -> None:
    curly = sentence.replace("'", "’")
    hidden = "\u200b" + sentence.replace("e", "e\u200d")
    assert label_of(curly) == label_of(hidden) == label_of(sentence)


@pytest.mark.parametrize(("label", "sentence"), FOUND)
def test_case_does_not_matter(label: str, sentence: str) -> None:
    assert label_of(sentence.upper()) == label_of(sentence.lower()) == label_of(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I told {name} of {firm} that I expect an answer by {day}, after {number} emails.",
        "Thank you and {name} for showing me {firm} and the {number} machines on {day}.",
        "{name} must send me the contract within {number} days, or I will complain.",
    ],
)
def test_names_and_numbers_carry_no_weight(sentence: str) -> None:
    ways = [
        {"name": "Priya Nair", "firm": "Northwind", "day": "Friday", "number": "3"},
        {"name": "Dr. Xiulan Hu", "firm": "Brightwater Geniuses", "day": "Monday", "number": "12,000"},
        {"name": "Oluwaseun", "firm": "Zed & Sons", "day": "Thursday", "number": "fourteen"},
    ]
    assert len({label_of(sentence.format(**way)) for way in ways}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "!",
        "\u200b",
        "\x00\x01",
        "😀" * 50,
        "é" * 10_000,
        "a" * 200_000,
        '"' * 5_000,
        "' " * 5_000,
        "§ # §d g w",
    ],
)
def test_hostile_input(text: str) -> None:
    verdict = judge(text)
    assert verdict is None or verdict.label in LABELS


def test_other_languages_are_left_alone() -> None:
    assert judge("Vielen Dank für das freundliche Gespräch am Dienstag.") is None
    assert judge("面接の機会をいただきありがとうございました。") is None


def test_quoted_words_are_not_the_writers() -> None:
    assert judge('You said "leverage our synergies going forward" and then laughed.') is None


def test_two_runs_say_the_same() -> None:
    code = f"from followup.critique.tone import judge; print([judge(s) for s in {ALL!r}])"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and runs.pop().count("Verdict") == len(FOUND)
