"""Several rounds, several readers: the drafts of one message side by side, and what only one of them says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..application import Application, Interview, Interviewer, MessageKind, Stage
from ..compose import compose
from ..message import Email
from ..words import count

# What a round asks of its message (rule `match-the-stage`).
STAGES = {
    Stage.PHONE_SCREEN: ("after a first call", "An early round: thanks, interest, and little more."),
    Stage.HR: ("after a talk with HR", "This reader asks how you fit in: speak of what you value and how you work."),
    Stage.TECHNICAL: ("after a technical round", "This reader asks how you solve problems: say how you would begin."),
    Stage.PANEL: ("after a panel", "Several readers compare: take up the question that this one asked."),
    Stage.FINAL: ("after a final round", "By now you know the place: say what you have understood of it."),
    Stage.OTHER: ("after a single interview", "Everything at once: thanks, one detail, one strength."),
}  # fmt: skip


@dataclass(frozen=True)
class Version:
    """One draft among several: for whom or when, the draft, the sentences that only it has, and why they differ."""

    title: str
    email: Email
    own: tuple[str, ...]
    why: str


def by_stage(application: Application, to: str, stages: Iterable[Stage] = tuple(STAGES)) -> list[Version]:
    """The thank-you note to one person, as it would read after rounds of different kinds.

    >>> story = fu.story().application
    >>> [version.title for version in by_stage(story, "Dr. Priya Nair", [Stage.HR, Stage.TECHNICAL])]
    ['after a talk with HR', 'after a technical round']
    """
    held = _round_with(application, to)
    drafts = [
        (*STAGES[stage], _thanks(application, held.model_copy(update={"stage": stage}) if held else None, to))
        for stage in stages
    ]
    return _told_apart(drafts)


def by_reader(application: Application, held: Interview) -> list[Version]:
    """The thank-you notes to everybody who was in one round."""
    drafts = []
    for person in held.met:
        name = person.name or person.email
        why = (
            f"It takes up what you talked about: {person.topic}." if person.topic else "Nothing is noted of your talk."
        )
        drafts.append((f"to {name or 'an interviewer'}", why, _thanks(application, held, person)))
    return _told_apart(drafts)


def differences(versions: Sequence[Version]) -> str:
    """How much the drafts share, in one sentence."""
    own = count(sum(len(version.own) for version in versions), "sentence")
    return f"{count(len(versions), 'draft')}: {own} stand in one of them only, and are marked."


def sentences(body: str) -> list[str]:
    """The sentences of a message, without its greeting and its signature."""
    paragraphs = body.split("\n\n")[1:-1]
    return [one for text in paragraphs for one in re.split(r"(?<=[.!?]) +", text) if one]


def _thanks(application: Application, held: Interview | None, to: Interviewer | str) -> Email:
    return compose(MessageKind.THANK_YOU, application, to=to, interview=held)


def _round_with(application: Application, name: str) -> Interview | None:
    rounds = list(reversed(application.ordered_rounds))
    met = (held for held in rounds if any(person.answers_to(name) for person in held.interviewers))
    return next(met, None) or next(iter(rounds), None)


def _told_apart(drafts: Sequence[tuple[str, str, Email]]) -> list[Version]:
    said = [set(sentences(email.body)) for _, _, email in drafts]
    made = []
    for place, (title, why, email) in enumerate(drafts):
        others = set().union(*said[:place], *said[place + 1 :])
        own = tuple(one for one in sentences(email.body) if one not in others)
        made.append(Version(title, email, own, why))
    return made
