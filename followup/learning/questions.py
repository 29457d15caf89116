"""Questions with feedback on every option, from TOML files that authors write."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InputError, Problem, did_you_mean, from_pydantic
from ..resources import find


class Option(BaseModel):
    """One answer to choose, and what the learner reads on choosing it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    feedback: str = Field(min_length=1)
    right: bool = False


class Question(BaseModel):
    """A single-choice question; `rules` are the ids of the rules that it serves.

    >>> load_questions("00_start_here")[0].id[:3]
    '00-'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^\d\d-[a-z0-9-]+$")
    rules: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)

    def answer(self, chosen: int | None) -> tuple[str, str]:
        """The outcome of choosing the option at that place, and the words for the learner.

        The outcome is "not answered", "right" or "wrong"; nothing chosen is never wrong.
        """
        if chosen is None or not 0 <= chosen < len(self.options):
            return "not answered", "Choose one of the answers first."
        option = self.options[chosen]
        return ("right" if option.right else "wrong"), option.feedback


def load_questions(notebook: str, folder: Path | None = None) -> tuple[Question, ...]:
    """The questions of a notebook. Raises `InputError` that names file, question and field."""
    return _load(folder or find("data/questions"), notebook)


def question(id: str, folder: Path | None = None) -> Question:
    """A question by its id, which begins with the number of its notebook."""
    home = folder or find("data/questions")
    for path in sorted(home.glob(f"{id[:2]}_*.toml")):
        for one in _load(home, path.stem):
            if one.id == id:
                return one
    known = [one.id for path in sorted(home.glob("*.toml")) for one in _load(home, path.stem)]
    raise InputError.one("question", id, "is not known", did_you_mean(id, known))


@lru_cache(maxsize=32)
def _load(folder: Path, notebook: str) -> tuple[Question, ...]:
    path = folder / f"{notebook}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError.one(path.name, None, "cannot be opened", "Check the notebook's name.") from None
    except ValueError as error:
        raise InputError.one(path.name, None, f"is not valid TOML: {error}", "Mend the line that it names.") from None
    questions: list[Question] = []
    problems = [
        Problem(f"{path.name}, {key}", None, "is not known here", "Use [[question]] tables only.")
        for key in content.keys() - {"question"}
    ]
    tables = content.get("question", [])
    for position, table in enumerate(tables):
        given = table.get("id") if isinstance(table, dict) else None
        name = f"{path.name}, {given or f'question {position + 1}'}"
        try:
            one = Question.model_validate(table)
        except ValidationError as error:
            problems += from_pydantic(error).within(name).problems
            continue
        right = sum(option.right for option in one.options)
        if right != 1:
            problems.append(
                Problem(f"{name}, options", right, "are marked right", "Mark exactly one option right = true.")
            )
        if one.id in {other.id for other in questions}:
            problems.append(Problem(f"{name}, id", one.id, "stands twice", "Give each question an id of its own."))
        questions.append(one)
    if problems:
        raise InputError(problems)
    return tuple(questions)
