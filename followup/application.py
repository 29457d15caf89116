"""What happened: an application, its interviews, the people met, and the events since.

Everything here is data that a learner notes down. Times are aware; a naive one is refused with the cure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import field_validator, model_validator

from .errors import InputError, NewerFile, did_you_mean
from .record import Day, EmailAddress, Line, Moment, Note, Record
from .words import fold

SCHEMA_VERSION = 1


class MessageKind(StrEnum):
    """What a message, or a step of the timeline, is for. `move_on` is a step without a message."""

    THANK_YOU = "thank_you"
    CHECK_IN = "check_in"
    FINAL_CHECK_IN = "final_check_in"
    UPDATE = "update"
    REPLY_TO_REJECTION = "reply_to_rejection"
    FEEDBACK_REQUEST = "feedback_request"
    STAY_IN_TOUCH = "stay_in_touch"
    MOVE_ON = "move_on"


class EventKind(StrEnum):
    """What can happen after an interview: a message that the learner sent, or news."""

    THANK_YOU_SENT = "thank_you_sent"
    CHECK_IN_SENT = "check_in_sent"
    FINAL_CHECK_IN_SENT = "final_check_in_sent"
    UPDATE_SENT = "update_sent"
    REPLY_TO_REJECTION_SENT = "reply_to_rejection_sent"
    FEEDBACK_REQUEST_SENT = "feedback_request_sent"
    STAY_IN_TOUCH_SENT = "stay_in_touch_sent"
    REPLY_RECEIVED = "reply_received"
    PROMISED_DATE = "promised_date"
    REJECTED = "rejected"
    OFFERED = "offered"
    COMPETING_OFFER = "competing_offer"
    AWARD = "award"
    INVITED_TO_NEXT_ROUND = "invited_to_next_round"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Which round of a process an interview is."""

    PHONE_SCREEN = "phone_screen"
    HR = "hr"
    TECHNICAL = "technical"
    PANEL = "panel"
    FINAL = "final"
    OTHER = "other"


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    HANDWRITTEN = "handwritten"
    PHONE = "phone"
    LINKEDIN = "linkedin"


class Culture(StrEnum):
    """What kind of place an employer is, as far as it bears on how to write to them."""

    TRADITIONAL = "traditional"
    FAST_MOVING = "fast_moving"
    CASUAL = "casual"


class Format(StrEnum):
    """How an interview was held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class Interviewer(Record):
    """Somebody on the other side. Name and address may be unknown (empty).

    `topic` is what you talked about with this person; `contact` marks the one who promised to get back to you;
    `interviewed` is False for somebody who was not in the interview, such as a recruiter who arranged it. `rapport`
    says that you got on well, `invited_call` that this person asked you to call.

    >>> fu.Interviewer(name="Dr. Priya Nair", topic="the sensor backlog").contact
    False
    """

    name: Line = ""
    email: EmailAddress = ""
    topic: Line = ""
    contact: bool = False
    interviewed: bool = True
    rapport: bool = False
    invited_call: bool = False
    left_out_where_empty: ClassVar = ("rapport", "invited_call")

    def answers_to(self, name: str) -> bool:
        """Whether `name` (or an address) means this person; capitals, accents, spaces and titles do not matter.

        >>> fu.Interviewer(name="Dr. Priya Nair").answers_to("priya nair")
        True
        """
        return bool(name) and (fold(name) == fold(self.email) or _untitled(name) == _untitled(self.name) != "")


_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "herr", "frau"}


def _untitled(name: str) -> str:
    return " ".join(word for word in fold(name).replace(".", " ").split() if word not in _TITLES)


class Interview(Record):
    """One round: when, where in the world, with whom, and what was promised.

    `at` is aware; `timezone` an IANA name (without one, the zone of `at`); `ends` the end where it is known;
    `decision_by` the date by which a decision was promised; `more_rounds` whether another round is expected;
    `format` how it was held.
    `notes`, `strengths` and `clarify` (a question you could have answered better) feed the drafts.

    >>> interview = fu.Interview(at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", decision_by="2026-03-17")
    >>> interview.local_date.isoformat()
    '2026-03-10'
    """

    at: Moment
    timezone: Line | None = None
    ends: Moment | None = None
    interviewers: list[Interviewer] = []
    stage: Stage = Stage.OTHER
    format: Format | None = None
    decision_by: Day | None = None
    more_rounds: bool = False
    notes: Note = ""
    strengths: list[Line] = []
    clarify: Line = ""
    left_out_where_empty: ClassVar = ("format",)

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str | None) -> str | None:
        if name:
            try:
                ZoneInfo(name)
            except (ValueError, OSError, LookupError):
                cure = did_you_mean(name, sorted(available_timezones())) or "Use a name such as Europe/Berlin."
                raise InputError.one("", name, "is not a known time zone", cure) from None
        return name or None

    @model_validator(mode="before")
    @classmethod
    def _zone_of_at(cls, data: Any) -> Any:
        """A zone that came with `at` is kept by name, so that it survives being saved."""
        if isinstance(data, dict) and not data.get("timezone"):
            zone = getattr(data.get("at"), "tzinfo", None)
            name = getattr(zone, "key", None) or getattr(zone, "zone", None)
            if name:
                return {**data, "timezone": name}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends is not None and self.ends < self.at:
            raise InputError.one(
                "ends", self.ends.isoformat(), "lies before the start", "Give an end after the start, or none."
            )
        if self.decision_by is not None and self.decision_by < self.local_date:
            cure = f"Give {self.local_date} or later, or leave it empty if no date was promised."
            raise InputError.one("decision_by", str(self.decision_by), "lies before the interview", cure)
        seen: dict[str, str] = {}
        for person in self.interviewers:
            if person.email and fold(person.email) in seen:
                wrong = f"is given for both {seen[fold(person.email)] or 'somebody'} and {person.name or 'somebody'}"
                raise InputError.one(
                    "interviewers.email",
                    person.email,
                    wrong,
                    "Give each interviewer their own address, or leave one empty.",
                )
            seen[fold(person.email)] = person.name
        return self

    @property
    def zone(self) -> dt.tzinfo:
        """The interview's own time zone, by which its days are counted."""
        return ZoneInfo(self.timezone) if self.timezone else self.at.tzinfo or dt.UTC

    @property
    def local_date(self) -> dt.date:
        """The day of the interview, where it took place."""
        return self.at.astimezone(self.zone).date()

    @property
    def over_at(self) -> dt.datetime:
        """When the interview ended, in its own zone; its start where no end is known."""
        return (self.ends or self.at).astimezone(self.zone)

    @property
    def met(self) -> list[Interviewer]:
        """The people who were in the interview: each of them gets a thank-you note of their own."""
        return [person for person in self.interviewers if person.interviewed]

    @property
    def contact(self) -> Interviewer | None:
        """Who gets check-ins and updates: the one who promised to get back, else the first."""
        marked = [person for person in self.interviewers if person.contact]
        return next(iter(marked or self.interviewers), None)


class Event(Record):
    """Something that happened: a message sent, or news.

    `to` is the name of whom a message went to. `date` is the promised date, or the deadline of a competing offer;
    `first_choice` says of a competing offer that this application is still the one you want most.

    >>> fu.Event(at="2026-03-11T09:00+01:00", kind="thank_you_sent", to="Dr. Priya Nair").kind
    <EventKind.THANK_YOU_SENT: 'thank_you_sent'>
    """

    at: Moment
    kind: EventKind
    to: Line | None = None
    date: Day | None = None
    first_choice: bool = False
    channel: Channel | None = None
    note: Note = ""

    @field_validator("to", mode="before")
    @classmethod
    def _by_name(cls, to: object) -> object:
        return (to.name or to.email or None) if isinstance(to, Interviewer) else to

    @model_validator(mode="after")
    def _with_its_date(self) -> Self:
        if self.kind is EventKind.PROMISED_DATE and self.date is None:
            raise InputError.one("date", None, "is missing", "A promised date needs the date that was promised.")
        return self


class Application(Record):
    """One application for one post, with its rounds in order of time and everything that happened since.

    `id` names its file and its calendar entries; without one it is made from company and role. The candidate's own
    `email`, `phone` and `link` go into the signature of the drafts. `culture` is the kind of place.

    >>> app = fu.Application(company="Northwind", role="Data Analyst", candidate="Ada Reyes")
    >>> app.id
    'northwind-data-analyst'
    >>> fu.Application.from_json(app.to_json()) == app
    True
    """

    schema_version: int = SCHEMA_VERSION
    id: str = ""
    company: Line = ""
    role: Line = ""
    candidate: Line = ""
    email: EmailAddress = ""
    phone: Line = ""
    link: Line = ""
    culture: Culture | None = None
    rounds: list[Interview] = []
    events: list[Event] = []
    left_out_where_empty: ClassVar = ("culture",)

    @field_validator("schema_version")
    @classmethod
    def _readable(cls, version: int) -> int:
        if version != SCHEMA_VERSION:
            cure = "Choose a file that this kit has saved."
            raise InputError.one("", version, f"is not a version that this kit reads (it reads {SCHEMA_VERSION})", cure)
        return version

    @field_validator("id")
    @classmethod
    def _harmless(cls, id: str) -> str:
        if id and not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", id):
            raise InputError.one("", id, "cannot name a file", "Use small letters, digits and hyphens, 80 at most.")
        return id

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for position, event in enumerate(self.events):
            held = self.round_of(event)
            if event.kind is EventKind.PROMISED_DATE and event.date and held and event.date < held.local_date:
                cure = f"Give {held.local_date} or later."
                raise InputError.one(f"events[{position}].date", str(event.date), "lies before the interview", cure)
        if not self.id:
            self.__dict__["id"] = slug(f"{self.company} {self.role}")  # an assignment would call this validator again
        return self

    @property
    def ordered_rounds(self) -> list[Interview]:
        """The rounds in the order of time, however they were entered."""
        return sorted(self.rounds, key=lambda interview: interview.at.timestamp())

    def round_of(self, event: Event) -> Interview | None:
        """The round an event belongs to: the last one held before it (the first, where none was)."""
        rounds = self.ordered_rounds
        held = [interview for interview in rounds if interview.at <= event.at]
        return held[-1] if held else next(iter(rounds), None)

    def promised_date(self, interview: Interview, events: Iterable[Event] | None = None) -> dt.date | None:
        """The date promised for an answer after this interview: the latest that was named, else `decision_by`."""
        given = self.events if events is None else events
        named = [e for e in given if e.kind is EventKind.PROMISED_DATE and self.round_of(e) == interview]
        if interview.decision_by is not None:  # what was said in the interview outdoes what was said before it
            named = [e for e in named if e.at >= interview.at]
        return max(named, key=lambda e: e.at.timestamp()).date if named else interview.decision_by

    def with_event(self, event: Event) -> Application:
        """A copy in which one more thing has happened."""
        return self._with(events=sorted([*self.events, event], key=lambda e: e.at.timestamp()))

    def without_event(self, position: int) -> Application:
        """A copy without the event at `position` in `events`: undo."""
        self._check(position)
        return self._with(events=[e for i, e in enumerate(self.events) if i != position])

    def correct_event(self, position: int, event: Event) -> Application:
        """A copy in which the event at `position` in `events` is replaced by `event`."""
        self._check(position)
        return self.without_event(position).with_event(event)

    def to_json(self) -> str:
        """The application as JSON text, two spaces deep, with its schema version."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Application:
        """The application that `to_json` wrote. Raises `InputError`; `NewerFile` where a newer kit wrote it."""
        try:
            data = json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)
        except (ValueError, RecursionError):
            raise InputError.one("file", None, "is not JSON that can be read", "Open a copy from before.") from None
        return cls.from_document(data)

    @classmethod
    def from_document(cls, data: object) -> Application:
        """The application in a document read from JSON; as `from_json`."""
        if not isinstance(data, dict):
            raise InputError.one("file", None, "does not hold an application", "Choose a file that this kit has saved.")
        version = data.get("schema_version", SCHEMA_VERSION)
        if isinstance(version, int) and version > SCHEMA_VERSION:
            wrong = f"was written by a newer version of the kit (this one reads version {SCHEMA_VERSION})"
            raise NewerFile.one(
                "schema_version", version, wrong, "Update the kit to open it; it has been left as it is."
            )
        return cls.model_validate(data)

    def _with(self, **changes: Any) -> Application:
        return Application(**{**{name: getattr(self, name) for name in type(self).model_fields}, **changes})

    def _check(self, position: int) -> None:
        if not 0 <= position < len(self.events):
            raise InputError.one(
                "position", position, f"names none of the {len(self.events)} events", "Count them from 0."
            )


def slug(text: str) -> str:
    """A harmless name for a file, from any text; never empty.

    >>> slug("Café Zürich: Büro"), slug("../../etc")
    ('cafe-zurich-buro', 'etc')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-")
    return plain or "application-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
