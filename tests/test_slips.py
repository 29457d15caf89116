"""The rules of grammar, on sentences of many hands and on mail that is right."""

import re
from collections import Counter

import pytest
from slips import RULES, count, files, load, rules, seen

from followup.critique.data import data
from followup.critique.forms import form, kinds

FORMED = {"WORD", "NAME", "END", "NUM", "ORDINAL", "YEAR", "A", "AN", "HYPHENS", "NUMBER", "GENITIVE"} | {
    *("BASE", "VERB", "ONLYVERB", "PUREVERB", "ADJ", "ADV", "LY", "THIRD", "THIRDONLY", "PAST", "PASTONLY", "PART"),
    *("PARTONLY", "ED", "ING", "NOUN", "NOUNONLY", "COUNT", "ONE", "PLURAL", "PLURALONLY"),
}


@pytest.mark.parametrize("path", files("slips"), ids=lambda path: path.stem)
def test_most_slips_of_every_hand_are_seen(path):
    counts = count(path)
    assert counts["slips"] > 200
    assert counts["found"] >= 0.85 * counts["slips"]
    assert counts["false"] <= 8


def test_right_mail_is_left_alone():
    counts = sum(map(count, files("right")), Counter())
    assert counts["words"] > 50_000
    assert counts["false"] <= counts["words"] / 10_000


def test_most_suggestions_are_what_their_author_meant():
    offered = same = 0
    for text, labels in (text for path in files("slips") for text in load(path)):
        if len(labels) != 1:
            continue
        [(start, end, right)] = labels
        for slip in seen(text):
            if slip.right and slip.start <= end + 1 and start <= slip.end + 1:
                offered += 1
                same += _plain(text, slip.start, slip.end, slip.right) == _plain(text, start, end, right)
    assert offered > 1500
    assert same >= 0.9 * offered


def _plain(text, start, end, right):
    return re.sub(r"\W+", " ", text[:start] + right + text[end:]).strip().lower()


def test_every_rule_is_well_formed():
    known = FORMED | set(data("grammar")["lists"])
    for rule in RULES:
        pattern, arrow, _ = rule.partition("=>")
        assert arrow and pattern.count("[") == pattern.count("]") <= 1, rule
        for part in pattern.split():
            element = re.sub(r"(?<=.)(?:\?|\{\d+\})$", "", part.strip("[]"))
            named = {option for option in re.split(r"[|~!]", element) if len(option) > 1 and option.isupper()}
            assert named <= known, rule
            assert len(element) == 1 or all(re.split(r"[|~]", element.lstrip("!"))), rule
            assert len(element) == 1 or "?" not in element, rule
    assert [rule for rule, times in Counter(RULES).items() if times > 1] == []


def test_a_rule_can_be_asked_what_it_fits():
    assert ("should of asked", "MODAL|MODALN [of] !course|the|them|us|you => have") in rules("I should of asked.")
    assert rules("I asked.") == []


@pytest.mark.parametrize(("word", "kind"), [("clearly", "LY"), ("family", "NOUN"), ("splicing", "ING"), ("orchard", "NOUN")])
def test_rare_words_have_a_kind(word, kind):
    assert kind in kinds(word)


def test_forms_of_words():
    assert [form("using", "base"), form("interested", "ing"), form("misunderstand", "past")] == ["use", "interesting", "misunderstood"]


@pytest.mark.parametrize(
    ("text", "right"),
    [("It would be honour to come.", "an honour"), ("My father was engineer too.", "an engineer"), ("I work as nurse.", "a nurse")],
)
def test_the_article_fits_the_word_after_it(text, right):
    assert right in [slip.right for slip in seen(text)]
