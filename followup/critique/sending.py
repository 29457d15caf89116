"""Whether it is time: judged against the plan of the chosen source, and against the notes to the others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from ..application import Application, EventKind, Interview, MessageKind
from ..timeline import Status, Step, WorkingDays, plan
from ..words import clock, count, day
from .check import Context, Hit, Unjudged, check, fold
from .data import data
from .parse import WORD, Mail, parse

ALIKE = 0.5  # share of three-word sequences from which two notes are the same text
_CHECK_INS = {EventKind.CHECK_IN_SENT, EventKind.FINAL_CHECK_IN_SENT}


class _EveryDay(WorkingDays):
    """A calendar without weekends: windows as they are before moving off one."""

    def why(self, day: dt.date) -> str:
        return ""


def _at(start: str, ctx: Context) -> tuple[Application, Interview, dt.datetime]:
    """What every date needs, or the reason why nothing can be said. Events are those before the moment of sending."""
    if ctx.application is None or ctx.interview is None:
        raise Unjudged(f"{start} needs the application and its interview")
    if ctx.sent_at is None:
        raise Unjudged(f"{start} needs the moment of sending (sent_at)")
    before = [event for event in ctx.application.events if event.at < ctx.sent_at]
    return ctx.application.model_copy(update={"events": before}), ctx.interview, ctx.sent_at


def _number(app: Application, interview: Interview) -> int:
    rounds = app.ordered_rounds
    return next((i for i, held in enumerate(rounds, start=1) if held is interview or held == interview), len(rounds))


@check("late-thank-you")
def late_thank_you(mail: Mail, ctx: Context) -> Iterator[Hit]:
    app, interview, sent = _at("the 24 hours", ctx)
    steps = plan(app, sent, ctx.book, ctx.holidays).steps
    number = _number(app, interview)
    step = next((s for s in steps if s.kind is MessageKind.THANK_YOU and s.round == number), None)
    if step and sent.timestamp() > step.closes.timestamp():
        when = f"{day(step.closes)} at {clock(step.closes)}"
        advice = f"The time for thanks ended on {when}. Send it now, or put the thanks into the check-in."
        yield Hit(0, 0, advice, None, "sending")


def _unanswered(app: Application, interview: Interview) -> list[dt.datetime]:
    """When check-ins went out after this interview that no reply has answered."""
    sent: list[dt.datetime] = []
    for event in sorted(app.events, key=lambda e: e.at.timestamp()):
        if app.round_of(event) != interview:
            continue
        if event.kind is EventKind.REPLY_RECEIVED:
            sent = []
        elif event.kind in _CHECK_INS:
            sent.append(event.at)
    return sent


@check("too-many-messages")
def too_many_messages(mail: Mail, ctx: Context) -> Iterator[Hit]:
    if ctx.application is None or ctx.interview is None:
        raise Unjudged("the number of check-ins needs the application and its interview")
    before = [event for event in ctx.application.events if ctx.sent_at is None or event.at < ctx.sent_at]
    sent = _unanswered(ctx.application.model_copy(update={"events": before}), ctx.interview)
    value = ctx.book["limit-check-ins"].value
    limit = int(value) if value and not isinstance(value, tuple) else 1
    if len(sent) + 1 > limit:
        already = count(len(sent), "check-in has", "check-ins have")
        advice = (
            f"{already} gone unanswered, and {ctx.book.title} stops after {limit}. Let it rest, and apply elsewhere."
        )
        yield Hit(0, 0, advice, None, "sending")


@check("early-check-in")
def early_check_in(mail: Mail, ctx: Context) -> Iterator[Hit]:
    app, interview, sent = _at("the first day", ctx)
    done = _unanswered(app, interview)
    if ctx.kind is MessageKind.FINAL_CHECK_IN and not done:
        raise Unjudged("the date of a final check-in needs a recorded first one")
    window = _next(plan(app, sent, ctx.book, _EveryDay()).steps, _number(app, interview))
    if window is None:
        return  # nothing is due any more: too-many-messages says what there is to say
    local = sent.astimezone(interview.zone).date()
    if local < window.opens.date():
        moved = _next(plan(app, sent, ctx.book, ctx.holidays).steps, _number(app, interview)) or window
        yield Hit(
            0,
            0,
            f"It is early: the first day is {day(window.opens)}. {window.reason} Send it on {day(moved.opens)}.",
            day(moved.opens, year=True),
            "sending",
        )


def _next(steps: Sequence[Step], number: int) -> Step | None:
    """The check-in that would go out next after this round."""
    wanted = (MessageKind.CHECK_IN, MessageKind.FINAL_CHECK_IN)
    left = [
        s for s in steps if s.kind in wanted and s.round == number and s.status not in (Status.DONE, Status.CANCELLED)
    ]
    return min(left, key=lambda s: wanted.index(s.kind), default=None)


@check("duplicate-note")
def duplicate_note(mail: Mail, ctx: Context) -> Iterator[Hit]:
    others = [other for other in ctx.others if other is not mail.email and (other.to is None or other != mail.email)]
    if not others:
        raise Unjudged("the notes to the other interviewers were not given (others)")
    own, own_all = _shingles(mail)
    for other in others:
        theirs, theirs_all = _shingles(parse(other))
        a, b = (own, theirs) if own or theirs else (own_all, theirs_all)
        if a and b and len(a & b) / len(a | b) >= ALIKE:
            who = f"the note to {other.to.split('<')[0].strip()}" if other.to else "another of your notes"
            yield Hit(
                0,
                0,
                f"This is the same text as {who}. Write about what you talked about with this person.",
                None,
                "sending",
            )
            return


def _shingles(mail: Mail) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Sequences of three words, without stock sentences and names; and with all sentences."""
    generic = data("evidence")["generic"].split()
    special: set[tuple[str, ...]] = set()
    everything: set[tuple[str, ...]] = set()
    for sentence in mail.sentences:
        words = [fold(w) for w in WORD.findall(re.sub(r"(?<=[a-z,] )[A-Z]\w+", "", sentence.text))]
        triples = set(zip(words, words[1:], words[2:], strict=False))
        everything |= triples
        if any(word not in generic for word in words):
            special |= triples
    return special, everything
