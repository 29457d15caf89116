"""`choose_channel()`: by which way a message goes, all four ranked, with what speaks for and against each.

What a way is good for comes from the rule book; which of it holds comes from the facts of the case. The order of the
verdicts, and how long a card is under way, are the kit's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..application import Application, Channel, Culture, Event, EventKind, Format, Interview, Interviewer, MessageKind
from ..application import Stage as S
from ..errors import InputError, did_you_mean
from ..record import ADDRESS, aware
from ..rulebook import RuleBook, as_book
from ..timeline import Status, Step, Timeline, WorkingDays, plan
from ..timeline.windows import OWN, Windows
from ..timeline.workdays import Holidays
from ..words import clock, count, day
from .model import Advice, Fit, Ranking

CARD_DAYS = 3  # how long a card is under way
PRESSING_DAYS = 3  # a deadline this near presses
OFFICE = (9, 17)  # the hours in which a call disturbs least

_QUICK = {MessageKind.CHECK_IN, MessageKind.FINAL_CHECK_IN, MessageKind.UPDATE, MessageKind.FEEDBACK_REQUEST}
# "Use email unless something speaks for another way": where another suits as well, it goes before.
_SPECIAL_FIRST = (Channel.PHONE, Channel.HANDWRITTEN, Channel.LINKEDIN, Channel.EMAIL)
_EMAIL_FIRST = (Channel.EMAIL, Channel.PHONE, Channel.HANDWRITTEN, Channel.LINKEDIN)


def choose_channel(
    application: Application,
    now: dt.datetime | str,
    book: RuleBook | str | None = None,
    kind: MessageKind | str | None = None,
    to: Interviewer | str | None = None,
    holidays: Holidays | WorkingDays = None,
) -> Ranking:
    """The four ways ranked for the next step of an application at the moment `now` (aware), as a rule book advises.

    `kind` names another message than the next one, `to` another reader; `book` and `holidays` as in `plan()`. A step
    that is still to come is judged for the moment at which it opens. Where no message is due, the ranking says so.
    Raises `InputError` for a naive `now`, an unknown kind or source.

    >>> print(fu.choose_channel(app, now="2026-03-10T12:00Z").title)
    Which way for the thank-you note to Dr. Priya Nair (until Wednesday 11 March 2026, 10:45), as Learn It advises:
    """
    days = holidays if isinstance(holidays, WorkingDays) else WorkingDays(holidays)
    case = _case(plan(application, aware(now, "now"), as_book(book), days), days, _kind(kind), to)
    ranked = sorted((_email(case), _handwritten(case), _phone(case), _linkedin(case)), key=_Entry.rank)
    when = case.step.when if case.step and case.step.status in (Status.WAITING, Status.OPEN) else ""
    whom = case.person.name or case.person.email or None
    return Ranking(case.kind, whom, case.book.title, when, tuple(way.advice(case.book) for way in ranked))


def _kind(kind: MessageKind | str | None) -> MessageKind | None:
    known = [one for one in MessageKind if one is not MessageKind.MOVE_ON]
    if kind is None or kind in known:
        return None if kind is None else MessageKind(kind)
    wrong, cure = "is not a kind of message", did_you_mean(kind, known)
    if kind == MessageKind.MOVE_ON:
        wrong, cure = "is a step without a message", "There is no way to choose: let it rest."
    raise InputError.one("kind", str(kind), wrong, cure)


# --- the facts of the case --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Case:
    """What bears on the choice: the message, its reader, the time, the place."""

    application: Application
    book: RuleBook
    days: WorkingDays
    kind: MessageKind | None
    person: Interviewer
    held: Interview | None
    step: Step | None
    moment: dt.datetime  # local; of a step that is still to come, when it opens
    events: list[Event]

    @property
    def who(self) -> str:
        return self.person.name or self.person.email or "your interviewer"

    @property
    def other(self) -> str:
        """Somebody else at this employer whose address is noted."""
        met = [p for r in reversed(self.application.ordered_rounds) for p in r.interviewers if p.email]
        return next((p.name or p.email for p in met), "")

    @property
    def virtual(self) -> str:
        """How a remote interview was held; empty for one in person, or where it is not noted."""
        form = self.held and (self.held.format or (Format.PHONE if self.held.stage is S.PHONE_SCREEN else None))
        return {Format.VIDEO: "by video", Format.PHONE: "by telephone"}.get(form, "") if form else ""

    @property
    def hours(self) -> int:
        """Within how many hours the thanks go out."""
        return Windows(self.book, self.days, self.moment).number("thank-within-a-day")

    @property
    def thanks_end(self) -> dt.datetime | None:
        """When the time for the thanks is over, by elapsed hours."""
        if not self.held:
            return None
        end = self.held.over_at.astimezone(dt.UTC) + dt.timedelta(hours=self.hours)
        return end.astimezone(self.held.zone)

    @property
    def late(self) -> bool:
        return bool(self.thanks_end and self.moment > self.thanks_end)

    @property
    def decided_by(self) -> dt.date | None:
        """The day on which a card must be there to count: the promised one, if it still lies ahead."""
        promised = self.application.promised_date(self.held, self.events) if self.held else None
        return promised if promised and promised >= self.moment.date() else None

    @property
    def deadline(self) -> dt.date | None:
        """By when another offer has to be answered."""
        offers = [e.date for e in self.events if e.kind is EventKind.COMPETING_OFFER and e.date]
        return offers[-1] if offers and self.kind is MessageKind.UPDATE else None

    @property
    def asked(self) -> bool:
        """Whether they wrote last, and may be waiting for something."""
        return bool(self.events) and self.events[-1].kind is EventKind.REPLY_RECEIVED

    def happened(self, kind: EventKind) -> bool:
        return any(e.kind is kind for e in self.events)


def _case(timeline: Timeline, days: WorkingDays, kind: MessageKind | None, to: Interviewer | str | None) -> _Case:
    """The facts for a message: its step in the plan, its round, its reader, and what has happened by now."""
    application, now, step = timeline.application, timeline.now, timeline.next_step
    rounds = application.ordered_rounds
    past = [r for r in rounds if r.at <= now] or rounds[:1]
    reader = _reader(past, to)
    if kind is None and step is not None and step.kind is not MessageKind.MOVE_ON:
        kind = step.kind
    if kind is None:
        step = None
    elif step is None or step.kind is not kind or (reader and not reader.answers_to(step.to or "")):
        mine = [s for s in timeline.steps if s.kind is kind and (not reader or reader.answers_to(s.to or ""))]
        pending = [s for s in mine if s.status not in (Status.DONE, Status.CANCELLED)]
        step = next(iter(pending or mine), None)
    held = rounds[step.round - 1] if step else next(reversed(past), None)
    if reader is None and step is not None and held is not None:
        reader = _reader([*past, held], step.to)
    moment = max(now, step.opens) if step and step.status is Status.WAITING else now
    events = sorted((e for e in application.events if e.at <= now), key=lambda e: e.at.timestamp())
    reader = reader or (held.contact if held else None) or Interviewer()
    local = moment.astimezone(held.zone if held else now.tzinfo)
    return _Case(application, timeline.book, days, kind, reader, held, step, local, events)


def _reader(rounds: list[Interview], to: Interviewer | str | None) -> Interviewer | None:
    """The person who is meant, as noted in the latest of these rounds; somebody new where nobody answers to that."""
    if not to or isinstance(to, Interviewer):
        return to or None
    met = (person for held in reversed(rounds) for person in held.interviewers if person.answers_to(to))
    return next(met, None) or (Interviewer(email=to) if ADDRESS.fullmatch(to) else Interviewer(name=to))


# --- the ways ---------------------------------------------------------------------------------------------------------


@dataclass
class _Entry:
    """One way while it is being weighed. The governing rule says what it is good for."""

    channel: Channel
    governing: str
    fit: Fit = Fit.SUITS
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def say(self, text: str, *rules: str) -> None:
        self.reasons.append(text)
        self.rules += rules

    def but(self, text: str, *rules: str, fit: Fit | None = None) -> None:
        """Something against it; `fit` is the best verdict that it leaves."""
        self.against.append(text)
        self.rules += rules
        self.at_most(fit or self.fit)

    def at_most(self, fit: Fit) -> None:
        self.fit = max(self.fit, fit, key=list(Fit).index)

    def rank(self) -> tuple[int, int]:
        order = _SPECIAL_FIRST if self.fit is Fit.SUITS else _EMAIL_FIRST
        return list(Fit).index(self.fit), order.index(self.channel)

    def advice(self, book: RuleBook) -> Advice:
        rules = tuple(dict.fromkeys([self.governing, *self.rules]))
        credit = book.credit(self.governing)
        return Advice(self.channel, self.fit, tuple(self.reasons), tuple(self.against), rules, credit)


def _email(case: _Case) -> _Entry:
    way = _Entry(Channel.EMAIL, "email-by-default")
    way.say("It arrives at once, interrupts nobody and can be passed on to those who decide.")
    if case.virtual:
        way.say(f"The interview was held {case.virtual}, and email is the usual way after that.")
    if case.kind is MessageKind.THANK_YOU:
        if case.late:
            way.say(f"The {case.hours} hours are over; it makes up for that soonest.", "thank-within-a-day")
        elif case.thanks_end:
            end = f"{day(case.thanks_end)}, {clock(case.thanks_end)}"
            way.say(f"It is there within the {case.hours} hours, which end on {end}.", "thank-within-a-day")
        if case.held and len(case.held.met) > 1:
            people = count(len(case.held.met), "person", "people")
            way.say(f"Each of the {people} can have a text of their own today.", "thank-each-interviewer")
        if case.held and case.held.stage is S.TECHNICAL:
            way.say("After a technical round it can carry a link, or a sketch of a solution.", "match-the-stage")
    if case.kind in _QUICK:
        way.say("It can be answered in a line.")
    if case.kind is MessageKind.REPLY_TO_REJECTION:
        way.say("A written answer spares them from explaining themselves on the spot.", "reply-to-rejection")
    if case.kind is MessageKind.STAY_IN_TOUCH and not case.happened(EventKind.REPLY_TO_REJECTION_SENT):
        way.say("It can hold the thanks as well, so that one message does.", "keep-door-open")
    if case.asked:
        way.say("They wrote last: what they asked for can be on its way at once.", "answer-requests-promptly")
    way.but("It stands out less than a card, or a call that is welcome.")
    if not case.person.email:
        ask = f"write to {case.other}" if case.other else "answer the invitation to the interview"
        whose = f"of {case.person.name} " if case.person.name else ""
        way.but(f"No address {whose}is noted: {ask}, and ask for it.", "note-interviewers", fit=Fit.POSSIBLE)
    return way


def _handwritten(case: _Case) -> _Entry:
    way = _Entry(Channel.HANDWRITTEN, "handwritten-note")
    way.say("A card shows effort and a personal touch.")
    arrives = case.moment.date() + dt.timedelta(days=CARD_DAYS)
    way.but(f"It is under way for about {count(CARD_DAYS, 'day')} ({OWN}).")
    _used(case, way)
    thanks = case.kind in (MessageKind.THANK_YOU, None)
    match case.application.culture:
        case Culture.TRADITIONAL:
            way.say("This is a traditional employer, where a card is valued.")
        case Culture.FAST_MOVING:
            way.but("A fast-moving firm has gone on by the time it arrives.", fit=Fit.UNSUITABLE)
        case Culture.CASUAL:
            way.but("It suits traditional employers, and this is an informal one.", fit=Fit.BESIDES)
        case _:
            way.but("It suits traditional employers, and nothing of that kind is noted.", fit=Fit.BESIDES)
    if case.kind in _QUICK or case.asked:
        way.but("A quick answer counts now, and a card cannot give or get one.", fit=Fit.UNSUITABLE)
    elif not thanks:
        way.but("A no is answered within days, and by return.", "reply-to-rejection", fit=Fit.BESIDES)
    if case.virtual:
        way.but(
            f"The interview was held {case.virtual}, which calls for an email.", "email-by-default", fit=Fit.BESIDES
        )
    if case.decided_by and arrives >= case.decided_by:
        way.but(f"They decide by {day(case.decided_by)}, and it would be there on {day(arrives)}.", fit=Fit.UNSUITABLE)
    if case.kind is MessageKind.THANK_YOU:
        _in_time(case, way)
    if not (case.person.name and case.application.company):
        missing = "name" if not case.person.name else "employer"
        way.but(f"No {missing} is noted, so there is nothing to write on the envelope.", fit=Fit.IMPOSSIBLE)
    return way


def _in_time(case: _Case, way: _Entry) -> None:
    """A card is sent when it is posted; a source for which the hours are a must wants the thanks to be there."""
    rule = case.book["thank-within-a-day"]
    if case.late:
        text = f"The {case.hours} hours are over, and it would be later still."
        way.but(text, rule.id, fit=Fit.BESIDES)
    elif rule.strength == "must":
        text = f"For {case.book.title} thanks within {case.hours} hours are a must, and it means an email: send that."
        way.but(text, rule.id, fit=Fit.BESIDES)
    elif case.thanks_end:
        way.say(f"Posted before {clock(case.thanks_end)} on {day(case.thanks_end)}, it is sent in time.", rule.id)


def _phone(case: _Case) -> _Entry:
    way = _Entry(Channel.PHONE, "phone-call")
    way.say("Where it is welcome, a call settles a question quickly.")
    way.but("It takes the other person’s time on the spot, and leaves nothing in writing.")
    _used(case, way)
    invited, rapport = case.person.invited_call, case.person.rapport
    if invited:
        way.say(f"{case.who} invited you to call.")
    if rapport:
        way.say(f"You get on well with {case.who}.")
    if not invited and not rapport:
        text = f"No invitation to call {case.who} is noted, and no rapport: it would intrude."
        way.but(text, "not-pushy", fit=Fit.UNSUITABLE)
    pressing = bool(case.deadline and case.deadline <= case.moment.date() + dt.timedelta(days=PRESSING_DAYS))
    if pressing and case.deadline:
        way.say(f"Time presses: the other offer has to be answered by {day(case.deadline)}.", "competing-offer")
    match case.kind:
        case MessageKind.THANK_YOU:
            text = "Thanks are wanted in writing, where they can be read again and shown."
            way.but(text, "say-thanks", fit=Fit.POSSIBLE if invited else Fit.BESIDES)
        case MessageKind.REPLY_TO_REJECTION:
            text = "After a no it makes them explain themselves on the spot."
            way.but(text, "reply-to-rejection", fit=Fit.POSSIBLE if invited else Fit.UNSUITABLE)
        case MessageKind.STAY_IN_TOUCH:
            way.but("To be kept in mind, you need something that can be kept.", "keep-door-open", fit=Fit.BESIDES)
        case _ if not invited and not pressing:
            way.at_most(Fit.POSSIBLE)
    closed = case.days.why(case.moment.date())
    if case.step and case.step.status is Status.WAITING:
        return way  # it can still be placed in their office hours
    if closed or not OFFICE[0] <= case.moment.hour < OFFICE[1]:
        at = f"{clock(case.moment)} on {day(case.moment)}"
        why = f"a day on which nobody works there ({closed})" if closed else f"{at} there"
        way.but(f"It is {why}: wait for their office hours.")
    return way


def _linkedin(case: _Case) -> _Entry:
    way = _Entry(Channel.LINKEDIN, "linkedin-message")
    way.say("It keeps the contact, whatever they decide.")
    way.but("What stands only there may be overlooked, and it never takes the place of the note.")
    _used(case, way)
    if case.kind is MessageKind.STAY_IN_TOUCH:
        if case.happened(EventKind.REPLY_TO_REJECTION_SENT):
            way.say("The rejection is answered, and staying in touch is what it is for.", "keep-door-open")
        else:
            way.but("The answer to the rejection comes first.", "reply-to-rejection", fit=Fit.POSSIBLE)
    elif case.kind in (MessageKind.THANK_YOU, None):
        way.say("A request to connect, with a line of thanks, may go out beside the note.")
        way.at_most(Fit.BESIDES)
    elif case.kind is MessageKind.REPLY_TO_REJECTION:
        way.but("It serves lasting contact, and thanks for an answer go the way it came.", fit=Fit.BESIDES)
    else:
        way.but("It serves lasting contact, and not a question or news about the decision.", fit=Fit.UNSUITABLE)
    if not case.person.name:
        way.but("No name is noted, so there is nobody to look up.", "note-interviewers", fit=Fit.IMPOSSIBLE)
    elif not case.person.email:
        way.say(f"{case.person.name} can be found there by name, and asked for an address.", "note-interviewers")
    return way


def _used(case: _Case, way: _Entry) -> None:
    """Whether the source, or a lender, has a use for this way at all."""
    if case.book[way.governing].value is None:
        way.but(f"{case.book.title} has no use for it.", fit=Fit.UNSUITABLE)
