"""The columns of a class's file: what each means, whether it must be there, and what people call it. One place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..application import Channel, EventKind, Stage
from ..words import fold


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which form, and other names for it."""

    form: str  # text, moment, day, flag, zone, people, or the name of a list of words
    meaning: str
    synonyms: tuple[str, ...] = ()


COLUMNS = {
    "student": Column("text", "who was interviewed: a name or, better, a pseudonym",
                      ("candidate", "learner", "name", "student name", "candidate name", "applicant", "participant")),
    "application": Column("text", "which of the student's applications: any short name",
                          ("application id", "app", "application name", "job application")),
    "company": Column("text", "the employer", ("employer", "organisation", "organization", "firm", "company name")),
    "role": Column("text", "the post", ("position", "job", "job title", "title", "post", "vacancy")),
    "interview_at": Column("moment", "when the interview began", (
        "interview", "interview date", "date of interview", "interview time", "interviewed", "interviewed on",
        "interview on", "interview start", "interview date time", "round at")),
    "timezone": Column("zone", "the time zone of the interview, such as Europe/Berlin",
                       ("time zone", "tz", "zone", "interview timezone")),
    "ends": Column("moment", "when the interview ended", ("end", "interview end", "interview ends", "ended", "until")),
    "stage": Column("stage", "which round it was", ("interview stage", "interview type", "kind of interview")),
    "more_rounds": Column("flag", "whether another round is expected: yes or no",
                          ("more rounds expected", "another round", "further rounds", "next round expected")),
    "decision_by": Column("day", "the day by which an answer was promised in the interview", (
        "decision date", "promised by", "answer by", "promised date", "decision expected", "answer promised by",
        "decision due", "promised answer")),
    "interviewers": Column("people", "the names of the interviewers, with a semicolon between them",
                           ("interviewer", "panel", "interviewer names", "interviewed by", "met with")),
    "event": Column("event", "what happened: one of the kinds of event",
                    ("event kind", "kind", "what", "what happened", "event type", "action")),
    "event_at": Column("moment", "when it happened",
                       ("event date time", "event time", "when", "happened at", "happened on", "at", "date", "time")),
    "event_date": Column("day", "the day that was promised (of promised_date), or the deadline of a competing offer",
                         ("date promised", "deadline", "offer deadline")),
    "channel": Column("channel", "how a message went", ("way", "sent by", "medium", "via", "sent via")),
    "to": Column("text", "to whom a message went", ("recipient", "addressee", "sent to", "written to")),
    "first_choice": Column("flag", "of a competing offer: whether this employer is still the first choice",
                           ("still first choice", "preferred")),
    "day_only": Column("flag", "whether only the days of interview and event are known, not the times", ("days only",)),
}  # fmt: skip
NEEDED = ("student", "interview_at")  # and an application, or a company
ABOUT_INTERVIEW = ("company", "role", "timezone", "ends", "stage", "more_rounds", "decision_by", "interviewers")

# What people write for a stage or a channel, besides its own name.
WORDS = {
    "stage": {
        **{stage.value: stage.value for stage in Stage}, "phone": "phone_screen", "screening": "phone_screen",
        "phone interview": "phone_screen", "hr interview": "hr", "human resources": "hr", "tech": "technical",
        "technical interview": "technical", "panel interview": "panel", "final round": "final",
        "final interview": "final",
    },
    "channel": {
        **{channel.value: channel.value for channel in Channel}, "e mail": "email", "mail": "email",
        "card": "handwritten",
        "handwritten note": "handwritten", "handwritten card": "handwritten", "letter": "handwritten", "call": "phone",
        "phone call": "phone", "telephone": "phone", "linkedin message": "linkedin",
    },
}  # fmt: skip

# In a wide file each kind of event has a column of its own, which holds when it happened.
EVENT_COLUMNS = {
    EventKind.THANK_YOU_SENT: ("thank you", "thank you note", "thank you note sent", "thanks", "thanks sent",
                               "thanked", "thanked on", "thank you email", "thank you email sent", "thank you date"),
    EventKind.CHECK_IN_SENT: ("check in", "follow up", "follow up sent", "followed up", "followed up on",
                              "first check in", "first follow up", "second check in", "second follow up",
                              "first check in sent", "second check in sent", "third check in", "reminder sent"),
    EventKind.FINAL_CHECK_IN_SENT: ("final check in", "final follow up", "last check in"),
    EventKind.UPDATE_SENT: ("update",),
    EventKind.REPLY_TO_REJECTION_SENT: ("reply to rejection", "answered rejection"),
    EventKind.FEEDBACK_REQUEST_SENT: ("feedback request", "asked for feedback", "feedback requested"),
    EventKind.STAY_IN_TOUCH_SENT: ("stay in touch",),
    EventKind.REPLY_RECEIVED: ("reply", "answer", "answer received", "response", "response received", "replied",
                               "heard back", "heard back on", "answered"),
    EventKind.REJECTED: ("rejection", "rejected on", "rejection received"),
    EventKind.OFFERED: ("offer", "offered on", "offer received", "job offer"),
    EventKind.AWARD: ("award received",),
    EventKind.INVITED_TO_NEXT_ROUND: ("invited", "invitation", "invited on", "next round", "invited to next round on"),
    EventKind.WITHDRAWN: ("withdrew", "withdrawn on", "withdrawal"),
}  # fmt: skip


def plain_name(heading: object) -> str:
    """A heading without capitals, accents, marks and numbering: what two spellings of it share.

    >>> plain_name("Thank-you  sent"), plain_name("Check-in 2")
    ('thank you sent', 'check in')
    """
    words = re.sub(r"[^a-z0-9]+", " ", fold(str(heading))).strip()
    return re.sub(r"(?: (?:no|nr))? \d$", "", words)


NAMES = {plain_name(spelling): name for name, column in COLUMNS.items() for spelling in (name, *column.synonyms)}
EVENTS = {plain_name(spelling): kind.value for kind, more in EVENT_COLUMNS.items() for spelling in (kind.value, *more)}
WORDS = {form: {plain_name(word): value for word, value in words.items()} for form, words in WORDS.items()}
WORDS["event"] = {plain_name(kind.value): kind.value for kind in EventKind} | EVENTS
