"""The five types of question. Each reads an answer, judges it, and knows its solution in words."""

from __future__ import annotations

import random
import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...errors import InputError
from ...message import Email
from ...rulebook import load_rulebook

TRIES = 3  # honest tries after which the answer opens
_Text = Field(min_length=1, max_length=2000)


class Outcome(StrEnum):
    """What came of an answer; "not answered" is never wrong, and no try."""

    NOT_ANSWERED = "not answered"
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one answer, and the words for the learner, a paragraph each."""

    outcome: Outcome
    words: tuple[str, ...]


class Option(BaseModel):
    """One answer, and what the learner reads on giving it. `partly` is for one that is half right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = _Text
    feedback: str = _Text
    right: bool = False
    partly: bool = False

    @property
    def outcome(self) -> Outcome:
        return Outcome.RIGHT if self.right else Outcome.PARTLY if self.partly else Outcome.WRONG


class Figure(Option):
    """A number that learners give, and what they read then."""

    text: str = ""
    value: float


class Question(BaseModel):
    """What every type has: the `rules` it serves, `hints` from vague to plain, the `objective` of its notebook, and
    in the tests before and after the course a `pair`, the same in both.

    `read` turns what a control gives into the answer as it is kept, or into a sentence that says what is missing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    KIND: ClassVar[str] = ""
    CURE: ClassVar[str] = "Mark exactly one option right = true."

    id: str = Field(pattern=r"^(\d\d|pre|post)-[a-z0-9]+(-[a-z0-9]+)*$")
    type: str = "choice"
    rules: tuple[str, ...] = Field(min_length=1)
    text: str = _Text
    objective: str = ""
    pair: str = ""
    hints: tuple[str, ...] = Field((), max_length=TRIES - 1)
    options: tuple[Option, ...] = Field(min_length=1, max_length=8)

    @abstractmethod
    def read(self, given: object) -> Any:
        """The answer in what a control gives, or a sentence that says what is missing."""

    @abstractmethod
    def judge(self, answer: Any) -> Verdict:
        """The outcome of an answer as `read` gives it."""

    @property
    @abstractmethod
    def right(self) -> Any:
        """The right answer, as it is kept."""

    @property
    @abstractmethod
    def solution(self) -> str:
        """The right answer in words."""

    def check(self, given: object) -> Verdict:
        """Read and judge whatever was given; nothing, or nothing of use, is "not answered"."""
        answer = self.read(given)
        return Verdict(Outcome.NOT_ANSWERED, (answer,)) if isinstance(answer, str) else self.judge(answer)

    def told(self, tries: int) -> tuple[str, ...]:
        """The hints after so many wrong tries; where the author wrote none, the rule's name and then its reason."""
        rule = load_rulebook()[self.rules[0]]
        return (self.hints or (f"It is about this rule: {rule.title}.", rule.why))[:tries]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for rule in self.rules:
            load_rulebook()[rule]  # refuses what is not in the book, with the nearest that is
        field = "value" if isinstance(self.options[0], Figure) else "text"
        seen = [getattr(option, field) for option in self.options]
        for place, one in enumerate(seen):
            if one in seen[:place]:
                raise InputError.one(f"options[{place}].{field}", one, "stands twice", "Give each answer its own.")
        right = sum(option.right for option in self.options)
        if not self._may_be_right(right):
            raise InputError.one("options", right, "are marked right", self.CURE)
        for place, hint in enumerate(self.hints):
            for answer in (str(getattr(option, "value", option.text)) for option in self.options if option.right):
                if re.search(rf"(?<!\w){re.escape(answer.removesuffix('.0').casefold())}(?!\w)", hint.casefold()):
                    cure = "Point the way to the answer only."
                    raise InputError.one(f"hints[{place}]", hint, "gives the answer away", cure)
        return self

    def _may_be_right(self, number: int) -> bool:
        return number == 1 and len(self.options) > 1


class Choice(Question):
    """One answer out of several; the answer is its place, from 0."""

    KIND = "choice"

    def read(self, given: object) -> int | str:
        if type(given) is not int or not 0 <= given < len(self.options):
            return "Choose one of the answers first."
        return given

    def judge(self, answer: int) -> Verdict:
        return Verdict(self.options[answer].outcome, (self.options[answer].feedback,))

    @property
    def right(self) -> int:
        return next(place for place, option in enumerate(self.options) if option.right)

    @property
    def solution(self) -> str:
        return self.options[self.right].text


class Several(Question):
    """Tick all that apply; the answer is the list of their places. More right than wrong ticks are partly right."""

    KIND = "several"
    CURE = "Mark at least one option right = true, and leave at least one that is not."

    def _may_be_right(self, number: int) -> bool:
        return 1 <= number < len(self.options)

    @property
    def lines(self) -> tuple[Option, ...]:
        """What can be ticked."""
        return self.options

    def read(self, given: object) -> list[int] | str:
        some = list(given)[:1000] if isinstance(given, list | tuple | set | frozenset) else []
        return sorted({p for p in some if type(p) is int and 0 <= p < len(self.lines)}) or "Tick at least one first."

    def judge(self, answer: list[int]) -> Verdict:
        right, given = set(self.right), set(answer)
        hit, missed, extra = sorted(right & given), right - given, sorted(given - right)
        words = [*self._words(extra), *self._words(hit), *([f"Still missing: {len(missed)}."] if missed else [])]
        outcome = Outcome.PARTLY if len(hit) > len(extra) else Outcome.WRONG
        return Verdict(outcome if missed or extra else Outcome.RIGHT, tuple(words))

    def _words(self, places: Sequence[int]) -> Iterable[str]:
        return [self.lines[place].feedback for place in places]

    @property
    def right(self) -> list[int]:
        return [place for place, line in enumerate(self.lines) if line.right]

    @property
    def solution(self) -> str:
        return "; ".join(self.lines[place].text for place in self.right)


class Mark(Several):
    """Mark in an email, which stands in the file (`subject`, `body`) or is a `sample` of the workshop, cut into lines
    as its marker does. An option's text is words of one line; lines that no option names are answered `otherwise`."""

    KIND = "mark"
    subject: str = ""
    body: str = ""
    sample: str = ""
    otherwise: str = _Text

    def _may_be_right(self, number: int) -> bool:
        for place, option in enumerate(self.options):
            found = sum(option.text in line for line in self._pieces)
            if found != 1:
                wrong, cure = f"stands in {found} lines of the email", "Copy words that stand in one line."
                raise InputError.one(f"options[{place}].text", option.text, wrong, cure)
        return number >= 1 and len(self._pieces) > number

    @property
    def email(self) -> Email:
        """The email to mark in."""
        from ..samples import sample

        return sample(self.sample).email if self.sample else Email(self.subject.strip(), self.body.strip())

    @cached_property
    def _pieces(self) -> list[str]:
        from ..workshop import pieces

        return [piece.text for piece in pieces(self.email.subject, self.email.body)]

    @cached_property
    def lines(self) -> tuple[Option, ...]:
        told = {line: option for line in self._pieces for option in self.options if option.text in line}
        other = Option(text="-", feedback=self.otherwise)
        return tuple(told.get(line, other).model_copy(update={"text": line}) for line in self._pieces)

    def _words(self, places: Sequence[int]) -> Iterable[str]:
        """The lines with what is said of them; those with the same words together."""
        told: dict[str, list[str]] = {}
        for line in (self.lines[place] for place in places):
            told.setdefault(line.feedback, []).append(f"“{line.text}”")
        return [f"{', '.join(lines)}: {words}" for words, lines in told.items()]


class Order(Question):
    """Put in order; the file has the options in the right one. The answer is the place, from 1, of each of them."""

    KIND = "order"
    feedback: str = _Text
    CURE = "Leave it out: the order in the file is the right one."

    def _may_be_right(self, number: int) -> bool:
        return number == 0 and len(self.options) > 2

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The options as they are shown: shuffled, the same way each time, and never in the right order."""
        places = list(range(len(self.options)))
        random.Random(self.id).shuffle(places)
        return tuple(places) if places != sorted(places) else (*places[1:], places[0])

    def read(self, given: object) -> list[int] | str:
        places = list(given) if isinstance(given, list | tuple) else []
        if len(places) != len(self.options) or not all(type(p) is int and 1 <= p <= len(places) for p in places):
            return "Give every line its place first."
        twice = [place for place in places if places.count(place) > 1]
        return f"Place {min(twice)} is given twice. Give each line a place of its own." if twice else places

    def judge(self, answer: list[int]) -> Verdict:
        if answer == self.right:
            return Verdict(Outcome.RIGHT, (self.feedback,))
        pairs = list(combinations(answer, 2))
        partly = sum(a < b for a, b in pairs) * 3 >= len(pairs) * 2  # two thirds of all pairs stand as they should
        first = self.options[next(place for place, given in enumerate(answer) if given != place + 1)]
        words = f"Look again at “{first.text}”. {first.feedback}"
        return Verdict(Outcome.PARTLY if partly else Outcome.WRONG, (words,))

    @property
    def right(self) -> list[int]:
        return list(range(1, len(self.options) + 1))

    @property
    def solution(self) -> str:
        return " ".join(f"{place}. {option.text}" for place, option in enumerate(self.options, start=1))


class Number(Question):
    """A number, with words for the wrong ones that learners give, and `otherwise` for any other. Within `near` of the
    right one it is right."""

    KIND = "number"
    options: tuple[Figure, ...] = Field(min_length=2, max_length=8)
    otherwise: str = _Text
    unit: str = ""
    near: float = Field(0, ge=0)

    def read(self, given: object) -> float | str:
        if isinstance(given, str):
            if len(given) > 60:
                return f"That is too long for a number ({len(given):,} characters). Write a few digits."
            found = re.fullmatch(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*[A-Za-z%]*\s*", given, re.ASCII)
            given = float(found[1].replace(",", ".")) if found else None
        if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e15:
            return "Write a number first, in digits."
        return float(given)

    def judge(self, answer: float) -> Verdict:
        known = next((o for o in self.options if abs(o.value - answer) <= (self.near if o.right else 0)), None)
        return Verdict(known.outcome, (known.feedback,)) if known else Verdict(Outcome.WRONG, (self.otherwise,))

    @property
    def right(self) -> float:
        return next(option.value for option in self.options if option.right)

    @property
    def solution(self) -> str:
        return f"{self.right:g} {self.unit}".strip()


CLASSES: dict[str, type[Question]] = {kind.KIND: kind for kind in (Choice, Several, Order, Mark, Number)}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the learner is told: the outcome and its words, the hints so far, and the solution once it has opened.
    `tried` are the different answers of this round that were not right."""

    outcome: Outcome
    words: tuple[str, ...]
    tried: tuple[Any, ...] = ()
    hints: tuple[str, ...] = ()
    solution: str = ""


def reply(asked: Question, given: object, tried: Sequence[Any] = ()) -> Reply:
    """Judge an answer after those `tried` before. The same answer again is no new try; the solution opens when the
    answer is right, or after three that were not.

    >>> from followup.learning.questions import question, reply
    >>> asked = question("00-three-ways")
    >>> [reply(asked, given, tried).outcome.value for given, tried in ((None, ()), (0, ()), (2, (0,)))]
    ['not answered', 'wrong', 'right']
    >>> bool(reply(asked, 1, (0,)).solution), bool(reply(asked, 3, (0, 1)).solution)
    (False, True)
    """
    verdict, tried = asked.check(given), tuple(tried)[:TRIES]
    hints: tuple[str, ...] = ()
    if verdict.outcome in (Outcome.PARTLY, Outcome.WRONG):
        answer = asked.read(given)
        tried = tried if answer in tried or len(tried) >= TRIES else (*tried, answer)
        hints = asked.told(len(tried))
    opened = verdict.outcome is Outcome.RIGHT or len(tried) >= TRIES
    return Reply(verdict.outcome, verdict.words, tried, hints, asked.solution if opened else "")
