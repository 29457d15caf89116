"""The rule book: the 42 practices, what each source says on them, and what is borrowed from whom."""

import pytest
from strategies import SOURCES

import followup as fu

# Every practice, in order, and what the sources say: learn-it, how-to-follow-up, interviews-over, dream-job and
# career-guide. "y" is yes, "." silence, "t" a yes with words of its own; the rest are numbers, in the rule's unit.
PRACTICES = """
prepare reflect . y . . .
prepare note-interviewers y . . . y
prepare ask-for-date y . . . .
thank-you thank-within-a-day 24 24-optional 24-must 24 24
thank-you thank-each-interviewer y y y . y
thank-you say-thanks y y y y y
thank-you greet-by-name . . y y y
thank-you mention-a-detail y . y y y
thank-you restate-value . y y y y
thank-you look-forward y y y y y
thank-you clarify-missed-point . . . y y
form clear-subject . y y y .
form professional-closing . y y y .
form contact-details . y . . .
form keep-it-short t . t t t
check-in respect-promised-date 7 . 1 1 1
check-in wait-without-date . 7 7-10 7-10 7-14
check-in refer-to-interview . y y y .
check-in ask-for-status . y . y y
check-in offer-more-information y y y y .
check-in limit-check-ins . 2 1 1 1
check-in final-check-in . 7 . . .
check-in move-on . y y . y
exception competing-offer y . . . .
exception relevant-award y . . . .
outcome reply-to-rejection t y . y .
outcome ask-for-feedback y y . . .
outcome keep-door-open y y . . .
tone professional-tone . . . y y
tone not-pushy . y y y y
tone no-flattery . . . . y
tone plain-sentences . . . . y
proof proofread . . . y y
proof not-generic y y y y y
channel email-by-default y y y y y
channel handwritten-note . . . . y
channel phone-call . . . . y
channel linkedin-message . . . . y
rounds wait-between-rounds . . . . 7-14
rounds match-the-stage . . . . y
rounds answer-requests-promptly . . . . y
rounds keep-a-tracking-sheet . . . . y
"""
ROWS = [line.split() for line in PRACTICES.strip().splitlines()]
UNITS = {
    "thank-within-a-day": "hours", "respect-promised-date": "days", "wait-without-date": "days",
    "final-check-in": "days", "wait-between-rounds": "days", "limit-check-ins": "messages",
}  # fmt: skip


def value(cell):
    """A cell of the table as a rule's value and strength."""
    if cell in ("y", "t"):
        return True, ""
    first, _, second = cell.partition("-")
    if second.isdigit():
        return (int(first), int(second)), ""
    return int(first), second


def test_the_42_practices_in_their_order_and_groups():
    book = fu.load_rulebook()
    assert len(book) == 42
    assert [(rule.group, rule.id) for rule in book.values()] == [(row[0], row[1]) for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_stances_are_those_of_the_sources(row):
    _, id, *cells = row
    for source, cell in zip(SOURCES, cells, strict=True):
        rule = fu.load_rulebook(source)[id]
        assert rule.unit == UNITS.get(id, "")
        assert (source in rule.stances) == (cell != ".")
        if cell != ".":
            assert (rule.value, rule.strength) == value(cell)
            assert (rule.source, rule.borrowed) == (source, ())
            assert rule.stances[source].words
        if cell == "t":
            assert rule.stances[source].note, "what the source says on it stands in the note"


BORROWED = [
    # source, rule, value, lenders: the bracketed values of the timing table, and some without a number
    ("learn-it", "wait-without-date", (7, 10), ("interviews-over", "dream-job")),
    ("learn-it", "limit-check-ins", 1, ("interviews-over", "dream-job", "career-guide")),
    ("how-to-follow-up", "respect-promised-date", 1, ("interviews-over", "dream-job", "career-guide")),
    ("learn-it", "wait-between-rounds", (7, 14), ("career-guide",)),
    ("how-to-follow-up", "wait-between-rounds", (7, 14), ("career-guide",)),
    ("interviews-over", "wait-between-rounds", (7, 14), ("career-guide",)),
    ("dream-job", "wait-between-rounds", (7, 14), ("career-guide",)),
    ("dream-job", "competing-offer", True, ("learn-it",)),
    ("career-guide", "relevant-award", True, ("learn-it",)),
    ("learn-it", "reflect", True, ("how-to-follow-up",)),
    ("interviews-over", "reply-to-rejection", True, ("learn-it", "how-to-follow-up", "dream-job")),
]


@pytest.mark.parametrize(("source", "id", "expected", "lenders"), BORROWED)
def test_a_silent_source_borrows_what_most_of_the_others_say(source, id, expected, lenders):
    book = fu.load_rulebook(source)
    assert (book[id].value, book[id].source) == (expected, source)
    assert set(book[id].borrowed) == set(lenders)
    said = book.credit(id)
    assert "borrowed" in said and all(book.names[lender] in said for lender in lenders)


@pytest.mark.parametrize("source", [s for s in SOURCES if s != "how-to-follow-up"])
def test_nobody_borrows_the_second_check_in(source):
    rule = fu.load_rulebook(source)["final-check-in"]
    assert rule.value is None and rule.borrowed == ()
    assert fu.load_rulebook("how-to-follow-up")["final-check-in"].value == 7


def test_whether_the_note_is_a_must_is_each_sources_own_word():
    strengths = {source: fu.load_rulebook(source)["thank-within-a-day"].strength for source in SOURCES}
    assert strengths == dict.fromkeys(SOURCES, "") | {"how-to-follow-up": "optional", "interviews-over": "must"}


def test_learn_it_is_the_default():
    assert fu.load_rulebook().source == "learn-it"


@pytest.mark.parametrize("source", SOURCES)
def test_every_rule_can_be_read_under_every_source(source):
    for rule in fu.load_rulebook(source).values():
        assert rule.title and rule.why and rule.example
        assert rule.statement and "{" not in rule.statement
        assert rule.value is not None or rule.id == "final-check-in"
        assert source not in rule.borrowed


def test_a_statement_carries_the_value_of_its_source():
    assert "7 days" in fu.load_rulebook("learn-it")["respect-promised-date"].statement
    assert "1 day " in fu.load_rulebook("dream-job")["respect-promised-date"].statement
    assert "7 to 14 days" in fu.load_rulebook("career-guide")["wait-without-date"].statement


@pytest.mark.parametrize("wrong", ["learnit", "", "LEARN-IT", "../learn-it"])
def test_an_unknown_source_is_refused(wrong):
    with pytest.raises(fu.InputError) as error:
        fu.load_rulebook(wrong)
    assert "source" in str(error.value) and repr(wrong) in str(error.value) and "learn-it" in str(error.value)


def test_an_unknown_rule_is_refused_with_the_nearest_one():
    with pytest.raises(KeyError, match=r"wait-without-dat.*wait-without-date"):
        fu.load_rulebook()["wait-without-dat"]
    assert "no-such-rule" not in fu.load_rulebook()
    assert fu.load_rulebook().get("no-such-rule") is None


# --- the tables -----------------------------------------------------------------------------------------------------


def test_compare_shows_the_sources_side_by_side():
    book = fu.load_rulebook()
    table = book.compare()
    assert list(table.index) == list(book)
    note = table.loc["thank-within-a-day", list(book.names.values())]
    assert list(note) == ["24 hours", "24 hours, optional", "24 hours, must", "24 hours", "24 hours"]
    wait = table.loc["wait-without-date", list(book.names.values())]
    assert list(wait) == ["–", "7 days", "7 to 10 days", "7 to 10 days", "7 to 14 days"]
    assert list(table.loc["final-check-in", list(book.names.values())]).count("–") == 4


def test_compare_is_the_same_whichever_source_is_chosen():
    assert fu.load_rulebook("dream-job").compare().equals(fu.load_rulebook("learn-it").compare())


def test_coverage_says_where_each_rule_is_at_work():
    book = fu.load_rulebook()
    table = book.coverage()
    assert list(table.columns) == ["taught", "scheduled", "written", "checked", "chosen", "measured"]
    assert list(table.index) == list(book)
    assert {str(dtype) for dtype in table.dtypes} == {"bool"}
    assert table.loc["thank-within-a-day", "scheduled"]


def test_public_advice_holds_59_recommendations():
    assert len(fu.public_advice()) == 59


# --- books of an author's own ---------------------------------------------------------------------------------------

SOURCE = """
[[source]]
id = "{id}"
title = "T"
short = "{id}"
origin = "o"
brings = "b"
"""
RULE = """
[[rule]]
id = "{id}"
title = "T"
statement = "Wait {{value}}."
why = "w"
example = "e"
unit = "{unit}"
borrow = {borrow}
"""


def folder(tmp_path, stances, unit="days", borrow="true", id="some-rule"):
    """A folder with one rule, on which the sources `a`, `b`, … say what is given; None is silence."""
    ids = "abcdefgh"[: len(stances)]
    (tmp_path / "rules").mkdir()
    (tmp_path / "sources.toml").write_text("".join(SOURCE.format(id=letter) for letter in ids), encoding="utf-8")
    text = RULE.format(id=id, unit=unit, borrow=borrow)
    for letter, said in zip(ids, stances, strict=True):
        if said is not None:
            text += f'[rule.stances.{letter}]\nvalue = {said}\nwords = "w"\n'
    (tmp_path / "rules" / "01-waiting.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("unit", "stances", "expected", "lenders"),
    [
        ("days", [None, 3, 3, 9], 3, "bc"),  # the larger number wins, not the longer wait
        ("days", [None, 3, 9], 9, "c"),  # a tie: the more patient
        ("days", [None, 9, 3], 9, "b"),
        ("days", [None, 3, 9, 3, 9], 9, "ce"),
        ("days", [None, [7, 10], [7, 14]], (7, 14), "c"),
        ("days", [None, 7, [8, 9]], (8, 9), "c"),
        ("messages", [None, 1, 2], 1, "b"),  # fewer messages are the more patient
        ("messages", [None, 2, 2, 1], 2, "bc"),
        ("days", [5, 9, 9], 5, ""),  # its own word
    ],
)
def test_borrowing(tmp_path, unit, stances, expected, lenders):
    rule = fu.load_rulebook("a", folder=folder(tmp_path, stances, unit))["some-rule"]
    assert rule.value == expected
    assert set(rule.borrowed) == set(lenders)


def test_a_rule_may_refuse_to_be_borrowed(tmp_path):
    home = folder(tmp_path, [None, 7], borrow="false")
    assert fu.load_rulebook("a", folder=home)["some-rule"].value is None
    assert fu.load_rulebook("b", folder=home)["some-rule"].value == 7


FAULTS = [
    # what is replaced in the rule's file, by what, and the field that the message names
    ('title = "T"', "", "title"),
    ('why = "w"', 'why = ""', "why"),
    ('why = "w"', 'why = "w"\ncolour = "red"', "colour"),
    ('unit = "days"', 'unit = "weeks"', "unit"),
    ('unit = "days"', 'unit = ""', "stances.b"),
    ("value = 7", 'value = "a week"', "stances.b"),
    ("value = 7", "value = true", "stances.b"),
    ("value = 7", "value = [10, 7]", "stances.b"),
    ("value = 7", "value = -1", "stances.b"),
    ("value = 7", 'value = 7\nstrength = "perhaps"', "strength"),
    ("stances.b", "stances.nobody", "nobody"),
    ("{value}", "a while", "statement"),
    ('id = "some-rule"', 'id = "Some Rule"', "id"),
]


@pytest.mark.parametrize(("old", "new", "field"), FAULTS)
def test_a_fault_is_named_by_file_rule_and_field(tmp_path, old, new, field):
    home = folder(tmp_path, [None, 7])
    path = home / "rules" / "01-waiting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(fu.InputError) as error:
        fu.load_rulebook("a", folder=home)
    text = str(error.value)
    assert "01-waiting.toml" in text and field in text
    assert ("Some Rule" if "Some Rule" in new else "some-rule") in text


def test_all_faults_are_told_at_once(tmp_path):
    home = folder(tmp_path, [None, 7])
    path = home / "rules" / "01-waiting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('why = "w"', 'why = ""'), encoding="utf-8")
    (home / "rules" / "02-broken.toml").write_text("[[rule]\n", encoding="utf-8")
    other = RULE.format(id="some-rule", unit="days", borrow="true") + '[rule.stances.z]\nvalue = 3\nwords = ""\n'
    (home / "rules" / "03-other.toml").write_text(other, encoding="utf-8")
    (home / "sources.toml").write_text(SOURCE.format(id="a") + 'more = "x"\n', encoding="utf-8")
    with pytest.raises(fu.InputError) as error:
        fu.load_rulebook("a", folder=home)
    text = str(error.value)
    for part in ("01-waiting.toml, some-rule, why", "02-broken.toml", "03-other.toml", "words", "sources.toml", "more"):
        assert part in text
    assert len(text.splitlines()) >= 4


def test_one_id_in_two_files_is_refused(tmp_path):
    home = folder(tmp_path, [None, 7])
    text = (home / "rules" / "01-waiting.toml").read_text(encoding="utf-8")
    (home / "rules" / "02-again.toml").write_text(text, encoding="utf-8")
    with pytest.raises(fu.InputError, match=r"02-again\.toml, some-rule.*01-waiting\.toml"):
        fu.load_rulebook("a", folder=home)


def test_a_mended_file_is_read_again(tmp_path):
    home = folder(tmp_path, [None, 7])
    path = home / "rules" / "01-waiting.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("value = 7", "value = true"), encoding="utf-8")
    with pytest.raises(fu.InputError):
        fu.load_rulebook("a", folder=home)
    path.write_text(good, encoding="utf-8")
    assert fu.load_rulebook("a", folder=home)["some-rule"].value == 7


def test_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(fu.InputError, match=r"sources\.toml"):
        fu.load_rulebook("a", folder=tmp_path)
