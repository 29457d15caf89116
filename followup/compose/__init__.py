"""A draft for each kind of message, from the templates beside this file, filled with what the learner noted.

A draft never invents: what was not noted stays a visible gap in square brackets, for the learner to fill.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from email.headerregistry import Address
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..application import Application, Event, EventKind, Interview, Interviewer, MessageKind
from ..errors import InputError, did_you_mean
from ..message import Email
from ..record import aware
from ..words import day, fold, one_line

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_KINDS = [kind for kind in MessageKind if kind is not MessageKind.MOVE_ON]


def compose(
    kind: MessageKind | str,
    application: Application,
    to: Interviewer | str | None = None,
    interview: Interview | None = None,
    now: dt.datetime | str | None = None,
    templates: Path | str | None = None,
) -> Email:
    """A draft of a message of this kind, to one person, for the learner to edit.

    `to` is an interviewer or a name; without one, a thank-you goes to the only interviewer, any other message to the
    contact. `interview` is the round it is about: without one, the latest that `to` was in. Rounds and events after
    `now` are left out, where `now` is given. `templates` is a folder of an author's own.

    Raises `InputError` for an unknown kind, and for a fault in a template names its file and line.

    >>> print(fu.compose("thank_you", app, to="Dr. Priya Nair").body.splitlines()[2])
    Thank you for your time on Tuesday 10 March and for telling me about the Data Analyst role at Northwind.
    """
    wanted = _kind(kind)
    moment = aware(now, "now") if now is not None else None
    rounds = [r for r in application.ordered_rounds if moment is None or r.at <= moment] or application.ordered_rounds
    events = [e for e in application.events if moment is None or e.at <= moment]
    person, about = _reader(wanted, rounds, to, interview)
    facts = _facts(wanted, application, about, person, events)
    text = _render(Path(templates) if templates else _TEMPLATES, wanted, facts)
    subject, body = _tidy(text, wanted)
    return Email(
        subject=subject,
        body=body,
        to=_addressed(person.name, person.email),
        sender=_addressed(application.candidate, application.email) if application.email else None,
    )


def gaps(draft: Email) -> tuple[str, ...]:
    """The gaps that are left in a draft, each once.

    >>> gaps(fu.Email("Thank you", "Dear [name], thank you for [what?]. Dear [name]"))
    ('[name]', '[what?]')
    """
    return tuple(dict.fromkeys(re.findall(r"\[[^\[\]\n]{1,80}\]", f"{draft.subject}\n{draft.body}")))


def gap(question: str) -> str:
    """A visible gap that asks for what is missing.

    >>> gap("what did you talk about?")
    '[what did you talk about?]'
    """
    return f"[{question}]"


def _kind(kind: MessageKind | str) -> MessageKind:
    if kind == MessageKind.MOVE_ON:
        raise InputError.one(
            "kind", str(kind), "is a step without a message", "There is nothing to write: let it rest."
        )
    try:
        return MessageKind(kind)
    except ValueError:
        raise InputError.one("kind", kind, "is not a kind of message", did_you_mean(kind, _KINDS)) from None


def _reader(
    kind: MessageKind, rounds: list[Interview], to: Interviewer | str | None, interview: Interview | None
) -> tuple[Interviewer, Interview | None]:
    """Who reads the message, and the round it is about."""
    about = interview or (rounds[-1] if rounds else None)
    if to is None:
        if about is None:
            return Interviewer(), None
        if kind is not MessageKind.THANK_YOU:
            return about.contact or Interviewer(), about
        return about.met[0] if len(about.met) == 1 else Interviewer(), about
    name = to if isinstance(to, str) else to.name or to.email
    places = [interview] if interview else list(reversed(rounds))
    known = ((person, place) for place in places for person in place.interviewers if person.answers_to(name))
    person, place = next(known, (None, about))
    if isinstance(to, Interviewer):
        return to, place
    return person or (Interviewer(email=to) if "@" in to else Interviewer(name=to)), place


def _facts(
    kind: MessageKind, application: Application, about: Interview | None, person: Interviewer, events: list[Event]
) -> dict[str, Any]:
    """What a template may use; every text is the learner's own, or a gap that asks for it."""
    people = about.met if about else []
    place = next((i for i, other in enumerate(people) if other is person or other == person), 0)
    news = [e for e in events if e.kind is EventKind.AWARD or (e.kind is EventKind.COMPETING_OFFER and e.first_choice)]
    checked = [e for e in events if e.kind is EventKind.CHECK_IN_SENT and application.round_of(e) == about]
    # One reader is enough for an answer that was missed: the contact, or the first of those who were there.
    contact = about.contact if about else None
    hears = contact if contact in people else next(iter(people), None)
    topic = person.topic if person.interviewed or not people else people[0].topic
    thanked = [e for e in events if e.kind is EventKind.THANK_YOU_SENT and (not e.to or person.answers_to(e.to))]
    reached = [application.email, application.phone, application.link]
    promised = application.promised_date(about, events) if about else None
    return {
        "company": application.company or gap("company"),
        "role": application.role or gap("role"),
        "candidate": application.candidate or gap("your name"),
        "reader": person.name or gap("name of your interviewer"),
        "interviewed": person.interviewed,
        "stage": about.stage.value if about else "other",
        "more_rounds": bool(about and about.more_rounds),
        "interview_day": day(about.local_date) if about else gap("day of the interview"),
        "promised_day": day(promised) if promised else "",
        "first_check_in_day": day(checked[-1].at.astimezone(about.zone)) if checked and about else "",
        "thanks_due": not thanked,
        "topic": _phrase(topic) or gap("what did you talk about?"),
        "strength": _strength(about, person, place) or gap("which strength of yours fits?"),
        "clarify": _phrase(about.clarify) if about and (hears is None or person == hears) else "",
        "news": news[-1].kind.value if news else "",
        "deadline": day(news[-1].date) if news and news[-1].date else gap("by when must you answer the other offer?"),
        "award": (_phrase(news[-1].note) if news else "") or gap("which award or recognition?"),
        "contact_details": " · ".join(filter(None, reached)) or gap("your email address or telephone number"),
        "pick": _picker(place),
        "gap": gap,
    }


def _picker(place: int) -> Callable[..., str]:
    """Chooses among wordings by the reader's place; where there are more readers than wordings, in another order."""
    calls = count()

    def pick(*wordings: str) -> str:
        number = len(wordings)
        return wordings[(place + place // number * next(calls)) % number]

    return pick


def _strength(about: Interview | None, person: Interviewer, place: int) -> str:
    """The strength that shares most words with the topic, else each interviewer's turn."""
    strengths = [_phrase(text) for text in about.strengths if text.strip()] if about else []
    if not strengths:
        return ""
    topic = _stems(person.topic)
    best = max(strengths, key=lambda text: len(topic & _stems(text)))
    return best if topic & _stems(best) else strengths[place % len(strengths)]


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"\w{4,}", fold(text))}


def _phrase(text: str) -> str:
    """A note as part of a sentence: one line, without its final stop."""
    return one_line(text).rstrip(".;, ")


def _addressed(name: str, email: str) -> str | None:
    if not email:
        return name or None
    try:
        return str(Address(display_name=name, addr_spec=email)) if name else email
    except ValueError:  # an address that headers cannot carry is shown as it is
        return email


@lru_cache(maxsize=4)
def _environment(folder: Path) -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=False,  # plain text; what people wrote is passed in as values and never read as a template
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(folder: Path, kind: MessageKind, facts: dict[str, Any]) -> str:
    name = f"{kind.value}.j2"
    try:
        return _environment(folder).get_template(name).render(facts)
    except TemplateNotFound as error:
        raise InputError.one(
            f"template {error.name}", None, "is not in the folder", f"Put it into {folder.name}."
        ) from None
    except TemplateSyntaxError as error:
        where = f"template {error.name or name}, line {error.lineno}"
        raise InputError.one(where, None, f"cannot be read: {error.message}", "Mend that line.") from None
    except Exception as error:  # whatever an author's template does wrong, it is told by file and line
        where = _place_of(error) or f"template {name}"
        known = ", ".join(sorted(facts))
        raise InputError.one(where, None, f"cannot be filled: {error}", f"A template may use: {known}.") from None


def _place_of(error: BaseException) -> str:
    """The template and line that an error comes from."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.suffix == ".j2":
            place = f"template {path.name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _tidy(text: str, kind: MessageKind) -> tuple[str, str]:
    """Subject and body: lines of a paragraph are joined, those of the last one, the signature, are kept."""
    head, *paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    if not head.startswith("Subject:"):
        cure = "Begin it with a line such as: Subject: Thank you – {{ role }} interview."
        raise InputError.one(f"template {kind.value}.j2", None, "does not begin with a subject", cure)
    *paragraphs, signature = paragraphs or [""]
    body = [" ".join(part.split()) for part in paragraphs]
    lines = "\n".join(" ".join(line.split()) for line in signature.splitlines())
    return " ".join(head.removeprefix("Subject:").split()), "\n\n".join([*body, lines])
