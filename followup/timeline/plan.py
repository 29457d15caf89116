"""`plan()`: what happened, replayed in order, and what is left to do.

Each round is a small record of where its waiting stands. Interviews and events are replayed by their moment; every
message sent settles a step with the window it had at that moment, so that later news never rewrites the past. What is
not settled when the replay reaches `now` is left to do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..application import Application, Channel, Event, EventKind, MessageKind
from ..record import aware
from ..rulebook import RuleBook, as_book
from ..words import count, day
from .model import Status, Step, Timeline
from .windows import OPEN_END_DAYS, OWN, Round, Window, Windows, whole_days
from .workdays import Holidays, WorkingDays

# The kit's own conventions, where no source gives a number; the reasons say so.
REPLY_DAYS = 2  # to answer a rejection
AFTER_REJECTION_DAYS = 7  # to ask for feedback, or to stay in touch
MOVE_ON_DAYS = 7  # after the last check-in, and how long the step stays

_ANSWERS_AN_INTERVIEW = {
    EventKind.THANK_YOU_SENT,
    EventKind.CHECK_IN_SENT,
    EventKind.FINAL_CHECK_IN_SENT,
    EventKind.REPLY_RECEIVED,
}
_OPTIONAL = {MessageKind.FEEDBACK_REQUEST, MessageKind.STAY_IN_TOUCH, MessageKind.MOVE_ON}
_AFTER_REJECTION = {
    MessageKind.REPLY_TO_REJECTION: (REPLY_DAYS, "reply-to-rejection", "A rejection is answered with thanks"),
    MessageKind.FEEDBACK_REQUEST: (
        AFTER_REJECTION_DAYS, "ask-for-feedback", "If the interview went well, you may ask for feedback",
    ),
    MessageKind.STAY_IN_TOUCH: (
        AFTER_REJECTION_DAYS, "keep-door-open", "If you admire the organization, you may ask to be kept in mind",
    ),
}  # fmt: skip


def plan(
    application: Application,
    now: dt.datetime | str,
    book: RuleBook | str | None = None,
    holidays: Holidays | WorkingDays = None,
) -> Timeline:
    """The timeline of an application at the moment `now` (aware), as a rule book advises.

    `book` is a rule book, a source's id, or None for `learn-it`; `holidays` a country ("US"), a region ("GB-ENG"),
    None for weekends only, or working days of one's own. Events after `now` are not seen yet. Each step names its rule
    and source, or says that a number is the kit's own. Raises `InputError` for a naive `now`, an unknown source or an
    unknown country.

    >>> [(s.kind.value, s.opens.date().isoformat()) for s in fu.plan(app, now="2026-03-10T12:00Z").steps]
    [('thank_you', '2026-03-10'), ('check_in', '2026-03-24'), ('move_on', '2026-03-31')]
    """
    moment = aware(now, "now")
    days = holidays if isinstance(holidays, WorkingDays) else WorkingDays(holidays)
    replay = _Replay(application, moment, as_book(book), days)
    steps = replay.run()
    steps.sort(key=lambda step: (step.opens.timestamp(), step.closes.timestamp(), step.uid))
    return Timeline(application, moment, replay.book, tuple(steps))


@dataclass
class _News:
    """A competing offer or an award that calls for an update, until one is sent."""

    event: Event
    round: Round
    number: int
    sent: dt.date | None = None


class _Replay:
    def __init__(self, application: Application, now: dt.datetime, book: RuleBook, days: WorkingDays):
        self.application = application
        self.now = now
        self.book = book
        self.windows = Windows(book, days, now)
        self.steps: list[Step] = []
        self.rounds = [
            Round(i, interview, interview.zone, interview.local_date, interview.decision_by)
            for i, interview in enumerate(application.ordered_rounds, start=1)
        ]
        self.news: list[_News] = []
        self.ended = ""  # why everything left is cancelled
        self.ended_at: dt.datetime | None = None
        self.rejection: tuple[Event, Round] | None = None
        self.answered: dict[MessageKind, dt.date] = {}  # the replies to the rejection that went out
        self.silenced = ""  # why even those are cancelled

    def run(self) -> list[Step]:
        """Replay what is known by now, then lay out what is left."""
        if not self.rounds:
            return []
        seen = (e for e in self.application.events if e.at <= self.now)
        events = sorted(
            seen, key=lambda e: (e.at.timestamp(), e.kind.value.endswith("_sent"))
        )  # news before its answer
        held = 0
        for event in events:
            while held + 1 < len(self.rounds) and self.rounds[held + 1].interview.at <= event.at:
                held = self._hold(held + 1)
            self._see(event, self.rounds[held])
        while held + 1 < len(self.rounds) and self.rounds[held + 1].interview.at <= self.now:
            held = self._hold(held + 1)
        self.windows.now = self.ended_at or self.now  # what has ended stays where it was
        for round_ in self.rounds:
            self._lay_out_thanks(round_)
            if not round_.closed:
                self._lay_out_check_ins(round_, self.ended)
                self._lay_out_moving_on(round_, self.ended)
        for news in self.news:
            self._lay_out_update(news)
        if self.rejection:
            self._lay_out_replies(*self.rejection)
        return self.steps

    # --- what happened ---------------------------------------------------------------------------------------------

    def _hold(self, index: int) -> int:
        """A further round has been held: the check-ins of the earlier ones fall away."""
        self.windows.now = self.rounds[index].interview.at
        for earlier in self.rounds[:index]:
            self._close(earlier, f"Cancelled: round {index + 1} has been held.")
        return index

    def _see(self, event: Event, round_: Round) -> None:
        today = event.at.astimezone(round_.zone).date()
        if event.at < round_.interview.at and event.kind in _ANSWERS_AN_INTERVIEW:
            return  # before the first interview there is nothing to follow up
        self.windows.now = event.at
        match event.kind:
            case EventKind.THANK_YOU_SENT:
                self._thanked(event, round_)
            case EventKind.CHECK_IN_SENT | EventKind.FINAL_CHECK_IN_SENT:
                self._checked_in(event, round_, today)
            case EventKind.UPDATE_SENT:
                self.windows.updates.append(today)
                for news in self.news:
                    news.sent = news.sent or today
            case EventKind.PROMISED_DATE:
                if event.at >= round_.interview.at or round_.interview.decision_by is None:
                    round_.promised = event.date  # what was said in the interview outdoes what was said before it
            case EventKind.REPLY_RECEIVED:
                self._replied(round_, today)
            case EventKind.INVITED_TO_NEXT_ROUND:
                for earlier in self.rounds[: round_.number]:
                    self._close(earlier, "Cancelled: you have been invited to the next round.")
            case EventKind.COMPETING_OFFER | EventKind.AWARD:
                if not self.ended and (event.first_choice or event.kind is EventKind.AWARD):
                    self.news.append(_News(event, round_, len(self.news) + 1))
            case EventKind.REJECTED | EventKind.OFFERED | EventKind.WITHDRAWN:
                self._end(event, round_)
            case EventKind.REPLY_TO_REJECTION_SENT | EventKind.FEEDBACK_REQUEST_SENT | EventKind.STAY_IN_TOUCH_SENT:
                self.answered.setdefault(MessageKind(event.kind.value.removesuffix("_sent")), today)

    def _thanked(self, event: Event, current: Round) -> None:
        """A note belongs to the latest round held that its reader was in; to nobody by name, to the whole round."""
        for round_ in reversed(self.rounds[: current.number]):
            people = round_.interview.met
            known = [place for place, person in enumerate(people) if event.to and person.answers_to(event.to)]
            if known or not event.to or not people:
                for place in known or range(len(people) or 1):
                    round_.thanked.setdefault(place, event)
                return

    def _checked_in(self, event: Event, round_: Round, today: dt.date) -> None:
        if self.ended or round_.closed:
            return
        kinds = self.windows.kinds
        final = event.kind is EventKind.FINAL_CHECK_IN_SENT
        unsent = [kind for kind in kinds if kind not in round_.sent]
        if not unsent:
            return  # more than the source allows: a message, and no step
        kind = MessageKind.FINAL_CHECK_IN if final and MessageKind.FINAL_CHECK_IN in unsent else unsent[0]
        if kind is MessageKind.FINAL_CHECK_IN and MessageKind.CHECK_IN in unsent:
            first = self.windows.check_in(round_, MessageKind.CHECK_IN, today)
            self._check_in(
                round_, MessageKind.CHECK_IN, first, cancelled="Cancelled: the final check-in went out instead."
            )
            round_.sent[MessageKind.CHECK_IN] = today
        window = self.windows.check_in(round_, kind, today)
        self._check_in(round_, kind, window, sent=today)
        round_.sent[kind] = today

    def _replied(self, round_: Round, today: dt.date) -> None:
        """A reply cancels what it answers, and the count starts anew; a promised date still ahead stands."""
        if self.ended or round_.closed:
            return
        self._lay_out_check_ins(
            round_, f"Cancelled: a reply came on {day(today, year=True)}, and the wait starts anew."
        )
        round_.replies += 1
        round_.sent = {}
        round_.anchor = today
        if round_.promised is not None and round_.promised <= today:
            round_.promised = None

    def _close(self, round_: Round, reason: str) -> None:
        if not round_.closed and not self.ended:
            self._lay_out_check_ins(round_, reason)
            self._lay_out_moving_on(round_, reason)
            round_.closed = reason

    def _end(self, event: Event, round_: Round) -> None:
        """A rejection opens its replies; an offer or a withdrawal ends those too. After a withdrawal nothing more."""
        what = {EventKind.REJECTED: "a rejection came", EventKind.OFFERED: "they made you an offer"}
        when = day(event.at.astimezone(round_.zone), year=True)
        reason = f"Cancelled: {what.get(event.kind, 'you withdrew')} on {when}."
        self.ended, self.ended_at = self.ended or reason, self.ended_at or event.at
        if event.kind is EventKind.REJECTED:
            self.rejection = self.rejection or (event, round_)
        if event.kind is EventKind.WITHDRAWN or (event.kind is EventKind.OFFERED and self.rejection):
            self.silenced = self.silenced or reason

    # --- what is left to do ----------------------------------------------------------------------------------------

    def _lay_out_thanks(self, round_: Round) -> None:
        opens = round_.interview.over_at
        hours = self.windows.number("thank-within-a-day")
        closes = (opens.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(round_.zone)  # elapsed hours
        rules: tuple[str, ...] = ("thank-within-a-day", "thank-each-interviewer")
        reason = f"A thank-you goes out within {hours} hours of the interview."
        people = [person.name or person.email or None for person in round_.interview.met]
        if len(people) > 1:
            reason += " Each interviewer gets a note of their own."
        if not people:
            rules = ("thank-within-a-day", "note-interviewers")
            reason += (
                " No interviewer is noted: write to whoever invited you, and ask them for the names and addresses."
            )
        for place, name in enumerate(people or [None]):
            event = round_.thanked.get(place)
            sent = event.at.astimezone(round_.zone).date() if event else None
            key = f"{place}"
            self._add(MessageKind.THANK_YOU, round_, name, (opens, closes), rules, reason, key, sent, self.ended)

    def _lay_out_check_ins(self, round_: Round, cancelled: str) -> None:
        """The check-ins that have not gone out since the latest reply."""
        for kind in self.windows.kinds:
            if kind not in round_.sent:
                window = self.windows.check_in(round_, kind, self.windows.today(round_))
                self._check_in(round_, kind, window, cancelled=cancelled)

    def _lay_out_moving_on(self, round_: Round, cancelled: str) -> None:
        last = self.windows.kinds[-1]
        today = self.windows.today(round_)
        if last in round_.sent:
            since = round_.sent[last]
            reason = f"The last check-in went out on {day(since)}: "
        else:
            since = max(self.windows.days.move(self.windows.check_in(round_, last, today).opens), today)
            reason = f"Counted from {day(since)}, the earliest day for the last check-in: "
        reason += f"after {count(MOVE_ON_DAYS, 'day')} without an answer, let it rest ({OWN} on the days)."
        first = since + dt.timedelta(days=MOVE_ON_DAYS)
        if round_.promised:
            first = max(first, round_.promised + dt.timedelta(days=1))
        days = whole_days(round_.zone, first, first + dt.timedelta(days=MOVE_ON_DAYS))
        self._add(MessageKind.MOVE_ON, round_, None, days, ("move-on",), reason, "", None, cancelled)

    def _lay_out_update(self, news: _News) -> None:
        event, round_ = news.event, news.round
        first = event.at.astimezone(round_.zone).date()
        if event.kind is EventKind.AWARD:
            rule, reason = "relevant-award", "An award or recognition that bears on the role may be told at once"
        else:
            rule, reason = (
                "competing-offer",
                "Another employer has made you an offer, and this is your first choice: tell them at once",
            )
        if event.date and event.kind is EventKind.COMPETING_OFFER:
            last = max(event.date, first)
            reason += f", well before you have to answer the offer on {day(last)}." if event.date >= first else "."
        else:
            last = first + dt.timedelta(days=OPEN_END_DAYS)
            reason += f". It stays open for {count(OPEN_END_DAYS, 'day')} ({OWN})."
        days, to = whole_days(round_.zone, first, last), self._contact(round_)
        self._add(MessageKind.UPDATE, round_, to, days, (rule,), reason, f"{news.number}", news.sent, self.ended)

    def _lay_out_replies(self, rejection: Event, round_: Round) -> None:
        first = rejection.at.astimezone(round_.zone).date()
        for kind, (length, rule, words) in _AFTER_REJECTION.items():
            days = whole_days(round_.zone, first, first + dt.timedelta(days=length))
            within = f"within {count(length, 'day')} ({OWN} on the days)"
            reason = f"{words}, {within}. The three replies may go as one message."
            to, sent = self._contact(round_), self.answered.get(kind)
            self._add(kind, round_, to, days, (rule,), reason, "", sent, self.silenced)

    # --- steps -----------------------------------------------------------------------------------------------------

    def _check_in(
        self, round_: Round, kind: MessageKind, window: Window, sent: dt.date | None = None, cancelled: str = ""
    ) -> None:
        first, last = self.windows.days.move(window.opens), self.windows.days.move(window.closes)
        reason = window.reason
        if first != window.opens:
            reason += f" {day(window.opens)} is {self.windows.days.why(window.opens)}, so it moves to {day(first)}."
        days, to = whole_days(round_.zone, first, last), self._contact(round_)
        self._add(kind, round_, to, days, window.rules, reason, f"{round_.replies}", sent, cancelled)

    def _add(
        self, kind: MessageKind, round_: Round, to: str | None, days: tuple[dt.datetime, dt.datetime],
        rules: tuple[str, ...], reason: str, key: str, sent: dt.date | None, cancelled: str,
    ) -> None:  # fmt: skip
        opens, closes = days
        status, ended = self._status(kind, opens, closes, sent, cancelled)
        self.steps.append(
            Step(
                kind=kind,
                to=to,
                opens=opens,
                closes=closes,
                channel=None if kind is MessageKind.MOVE_ON else Channel.EMAIL,
                status=status,
                rules=rules,
                reason=ended or reason,
                credit=self.book.credit(rules[0]),
                round=round_.number,
                uid="-".join(filter(None, (self.application.id, f"{round_.number}", kind.value, key)))
                + "@follow-up-kit",
                company=self.application.company,
            )
        )

    def _status(
        self, kind: MessageKind, opens: dt.datetime, closes: dt.datetime, sent: dt.date | None, cancelled: str
    ) -> tuple[Status, str]:
        """The status, and the reason where it is not the window's own."""
        if sent:
            return Status.DONE, f"Sent on {day(sent, year=True)}."
        if cancelled:
            return Status.CANCELLED, cancelled
        now = self.now.timestamp()
        if now < opens.timestamp():
            return Status.WAITING, ""
        if int(now) <= closes.timestamp():  # the last second of a day is still in it
            return Status.OPEN, ""
        if kind in _OPTIONAL:
            return (
                Status.CANCELLED,
                f"Cancelled: its time ended on {day(closes, year=True)}, and it is yours to leave out.",
            )
        return Status.OVERDUE, ""

    @staticmethod
    def _contact(round_: Round) -> str | None:
        person = round_.interview.contact
        return (person.name or person.email or None) if person else None
