"""`fu.plan()` for a whole class at once: the same replay, of every application's first event together, then of every
second one, and so on; days are whole numbers, and working days are looked up.

What `timeline/plan.py` says in words is said here in arrays, and a test holds the two against each other step by step.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..application import MessageKind
from ..rulebook import RuleBook
from ..timeline.plan import AFTER_REJECTION_DAYS, MOVE_ON_DAYS, REPLY_DAYS
from ..timeline.windows import AFTER_UPDATE_DAYS, OPEN_END_DAYS, Windows, span, whole_days
from ..timeline.workdays import WorkingDays
from .arrays import NONE, counted, first_of
from .tables import Tables
from .zones import SECOND, Bools, Ints

EPOCH = dt.date(1970, 1, 1)
STEPS = sorted(kind.value for kind in MessageKind)  # in the order in which plan() settles a tie
STATUSES = ["waiting", "open", "overdue", "done", "cancelled"]
WAITING, OPEN, OVERDUE, DONE, CANCELLED = range(5)
# The rules that a step can be held against; the first four have days of their own.
RULES = ["respect-promised-date", "wait-between-rounds", "wait-without-date", "final-check-in", "thank-within-a-day",
         "competing-offer", "relevant-award", "move-on", "reply-to-rejection", "ask-for-feedback",
         "keep-door-open"]  # fmt: skip
_DATED = RULES[:4]
_OPTIONAL = ("feedback_request", "stay_in_touch", "move_on")
_CARRY_THANKS = ("check_in", "final_check_in", "reply_to_rejection")
_AFTER_REJECTION = {
    "reply_to_rejection": (REPLY_DAYS, "reply-to-rejection"),
    "feedback_request": (AFTER_REJECTION_DAYS, "ask-for-feedback"),
    "stay_in_touch": (AFTER_REJECTION_DAYS, "keep-door-open"),
}
_NEVER = np.iinfo(np.int64).max


@dataclass
class Block:
    """Steps of one kind: the interview of each, the rule by its place in `RULES`, its window in moments, its status,
    and what tells it from its like."""

    kind: str
    rule: Ints
    round: Ints
    opens: Ints
    closes: Ints
    status: Ints
    key: Ints
    person: Ints  # the place in `p_round` of whom a thank-you is for; -1 for the interview's contact


@dataclass
class Checked:
    """The check-ins that were measured against a window, as they were sent."""

    event: list[Ints] = field(default_factory=list)
    rule: list[Ints] = field(default_factory=list)  # by its place in `RULES`
    early: list[Bools] = field(default_factory=list)
    pressed: list[Bools] = field(default_factory=list)  # within a week after an update


class Replay:
    """What happened by `now`, replayed; then `steps()`, the blocks of every step, `past` ones included."""

    def __init__(self, tables: Tables, book: RuleBook, days: WorkingDays, now: int, past: bool = True):
        self.t, self.book, self.now, self.past = tables, book, now, past
        self._days = days
        allowed = Windows(book, days, dt.datetime.fromtimestamp(0, dt.UTC))
        self.final_allowed = len(allowed.kinds) > 1
        self.hours = allowed.number("thank-within-a-day")
        self.limit = allowed.number("limit-check-ins")
        self.span = {rule: span(book, rule) for rule in _DATED}
        rounds = len(tables.r_app)
        self.anchor = tables.r_day.copy()
        self.promised = tables.r_decision.copy()
        self.replies = np.zeros(rounds, np.int64)
        self.first_sent = np.full(rounds, NONE)
        self.final_sent = np.full(rounds, NONE)
        self.closed = np.zeros(rounds, bool)
        self.update = np.full(tables.apps, NONE)  # the latest update of the application so far
        self.round_update = np.full(rounds, NONE)  # and of the interview
        self.checked = Checked()
        self._blocks: list[Block] = []
        self._working: Ints = np.zeros(0, np.int64)
        self._edges: dict[int, tuple[int, int]] = {}
        self._replay()

    # --- what happened ------------------------------------------------------------------------------------------------

    def _first(self, *kinds: str) -> Ints:
        """The place of each application's first event of these kinds; the largest number where there is none."""
        found = np.full(self.t.apps, _NEVER)
        places = np.flatnonzero(self.t.is_kind(*kinds))[::-1]
        found[self.t.e_app[places]] = places
        return found

    def _replay(self) -> None:
        t = self.t
        self.end = self._first("rejected", "offered", "withdrawn")
        self.ended = self.end < _NEVER
        self.ended_at = np.where(self.ended, t.e_at[np.where(self.ended, self.end, 0)] if len(t.e_at) else 0, _NEVER)
        place = np.arange(len(t.e_app))
        going = (place < self.end[t.e_app]) & t.e_after
        checks = t.is_kind("check_in_sent", "final_check_in_sent") & going
        replies = t.is_kind("reply_received") & going
        invited = t.is_kind("invited_to_next_round") & (place < self.end[t.e_app])
        promised, updated = t.is_kind("promised_date"), t.is_kind("update_sent")
        final = t.is_kind("final_check_in_sent")
        matter = np.flatnonzero(checks | replies | invited | promised | updated)
        app = t.e_app[matter]
        rank = counted(app)
        order = matter[np.argsort(rank, kind="stable")]
        for turn in np.split(order, np.cumsum(np.bincount(rank))[:-1]):
            self._updated(turn[updated[turn]])
            self._promised(turn[promised[turn]])
            self._replied(turn[replies[turn]])
            those = turn[invited[turn]]
            self._close(t.e_round[those], t.e_day[those], self.update[t.e_app[those]])
            self._checked_in(turn[checks[turn]], final)
        self._hold()

    def _updated(self, event: Ints) -> None:
        app, held, today = self.t.e_app[event], self.t.e_round[event], self.t.e_day[event]
        self.update[app] = np.maximum(self.update[app], today)
        self.round_update[held] = np.maximum(self.round_update[held], today)

    def _promised(self, event: Ints) -> None:
        held = self.t.e_round[event]
        counts = self.t.e_after[event] | (self.t.r_decision[held] == NONE)
        self.promised[held[counts]] = self.t.e_date[event[counts]]

    def _replied(self, event: Ints) -> None:
        event = event[~self.closed[self.t.e_round[event]]]
        held, today = self.t.e_round[event], self.t.e_day[event]
        self._lay_out_check_ins(held, today, self.update[self.t.r_app[held]], CANCELLED)
        self.replies[held] += 1
        self.first_sent[held] = self.final_sent[held] = NONE
        self.anchor[held] = today
        self.promised[held[self.promised[held] <= today]] = NONE

    def _close(self, held: Ints, today: Ints, update: Ints) -> None:
        left = ~self.closed[held]
        held, today, update = held[left], today[left], update[left]
        self._lay_out_check_ins(held, today, update, CANCELLED)
        self._lay_out_moving_on(held, today, update, CANCELLED)
        self.closed[held] = True

    def _checked_in(self, event: Ints, final: Bools) -> None:
        held = self.t.e_round[event]
        first_left = self.first_sent[held] == NONE
        final_left = (self.final_sent[held] == NONE) & self.final_allowed
        counts = ~self.closed[held] & (first_left | final_left)
        event, held, first_left, final_left = event[counts], held[counts], first_left[counts], final_left[counts]
        today, update = self.t.e_day[event], self.update[self.t.e_app[event]]
        is_final = final_left & (final[event] | ~first_left)
        # the first of a wait is held against the first window, whatever it is called
        opens, closes, rule, bare = self._first_window(held, update)
        second = is_final & ~first_left
        _, _, final_bare = self._final_window(held, today, update)
        self.checked.event.append(event)
        self.checked.rule.append(np.where(second, RULES.index("final-check-in"), rule))
        self.checked.early.append(today < np.where(second, final_bare, bare))
        self.checked.pressed.append(today < update + AFTER_UPDATE_DAYS)
        skipped = is_final & first_left
        for those, status in ((skipped, CANCELLED), (~is_final, DONE)):
            self._emit("check_in", rule[those], held[those], opens[those], closes[those], status)
        self.first_sent[held[first_left]] = today[first_left]
        last = held[is_final]
        opens, closes, _ = self._final_window(last, today[is_final], update[is_final])
        self._emit("final_check_in", "final-check-in", last, opens, closes, DONE)
        self.final_sent[last] = today[is_final]

    def _hold(self) -> None:
        """A later round that has been held closes the one before it."""
        t = self.t
        latest = self.round_update.copy()  # of this interview and those before it
        for number in range(2, int(t.r_number.max(initial=1)) + 1):
            those = np.flatnonzero(t.r_number == number)
            latest[those] = np.maximum(latest[those], latest[those - 1])
        held = np.flatnonzero(t.r_next <= np.minimum(self.now, self.ended_at[t.r_app]))
        self._close(held, t.zones.day(t.r_zone[held], t.r_next[held]), latest[held])

    # --- windows ------------------------------------------------------------------------------------------------------

    def _first_window(self, held: Ints, update: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """The first and last day of a check-in, its rule, and its first day before updates push it on."""
        has = self.promised[held] != NONE
        rule = np.where(has, 0, np.where(self.t.r_more[held], 1, 2))
        start = np.where(has, self.promised[held], self.anchor[held])
        low, high = np.array([self.span[name] for name in _DATED]).T
        bare = start + low[rule]
        push = np.maximum(update + AFTER_UPDATE_DAYS - bare, 0)
        return bare + push, start + high[rule] + push, rule, bare

    def _final_window(self, held: Ints, today: Ints, update: Ints) -> tuple[Ints, Ints, Ints]:
        sent = self.first_sent[held]
        first = np.where(sent != NONE, sent, np.maximum(self._move(self._first_window(held, update)[0]), today))
        low, high = self.span["final-check-in"]
        promised = self.promised[held]
        wait = np.where(promised != NONE, promised + self.span["respect-promised-date"][0], NONE)
        push = np.maximum(np.maximum(wait, update + AFTER_UPDATE_DAYS) - first - low, 0)
        return first + low + push, first + high + push, first + low

    def _move(self, day: Ints) -> Ints:
        """The working day on or after each day, asked once for each."""
        if not len(day):
            return day
        if day.min() < 0 or day.max() >= len(self._working):
            self._working = np.append(self._working, np.full(max(0, int(day.max()) + 1000 - len(self._working)), NONE))
        unknown = np.unique(day[self._working[day] == NONE])
        for one in unknown.tolist():
            self._working[one] = (self._days.move(EPOCH + dt.timedelta(days=one)) - EPOCH).days
        return self._working[day]

    def _moments(self, held: Ints, day: Ints, end: bool) -> Ints:
        """The first moment of each local day, or its last second, asked once for each zone and day."""
        code, values = pd.factorize(self.t.r_zone[held] * 1_000_000 + day)
        for value in values.tolist():
            if value not in self._edges:
                zone, number = divmod(value, 1_000_000)
                date = EPOCH + dt.timedelta(days=number)
                first, last = whole_days(self.t.zones.zones[zone], date, date)
                self._edges[value] = int(first.timestamp()) * SECOND, int(last.timestamp()) * SECOND
        found: Ints = np.array([self._edges[value][end] for value in values.tolist()], np.int64)[code]
        return found

    # --- steps --------------------------------------------------------------------------------------------------------

    def _lay_out_check_ins(self, held: Ints, today: Ints, update: Ints, status: int | None) -> None:
        """The check-ins of these interviews that have not gone out since the latest reply."""
        if status == CANCELLED and not self.past:
            return
        left = self.first_sent[held] == NONE
        opens, closes, rule, _ = self._first_window(held[left], update[left])
        self._emit("check_in", rule, held[left], opens, closes, status)
        if self.final_allowed:
            left = self.final_sent[held] == NONE
            opens, closes, _ = self._final_window(held[left], today[left], update[left])
            self._emit("final_check_in", "final-check-in", held[left], opens, closes, status)

    def _lay_out_moving_on(self, held: Ints, today: Ints, update: Ints, status: int | None) -> None:
        if status == CANCELLED and not self.past:
            return
        if self.final_allowed:
            sent, opens = self.final_sent[held], self._final_window(held, today, update)[0]
        else:
            sent, opens = self.first_sent[held], self._first_window(held, update)[0]
        since = np.where(sent != NONE, sent, np.maximum(self._move(opens), today))
        first = np.maximum(since + MOVE_ON_DAYS, self.promised[held] + 1)
        self._emit("move_on", "move-on", held, first, first + MOVE_ON_DAYS, status, moved=False)

    def _emit(self, kind: str, rule: Ints | str, held: Ints, first: Ints, last: Ints, status: int | None, *,
              moved: bool = True, key: Ints | None = None, sent: Bools | None = None,
              over: Bools | None = None) -> None:  # fmt: skip
        """Steps with windows of whole days; their status by the window, where none is given."""
        if not len(held) or (status is not None and status >= DONE and not self.past):
            return
        opens = self._moments(held, self._move(first) if moved else first, False)
        closes = self._moments(held, self._move(last) if moved else last, True)
        none = np.zeros(len(held), bool)
        found = self._status(kind, opens, closes, none if sent is None else sent, none if over is None else over)
        if status is not None:
            found = np.full(len(held), status)
        number = (self.replies[held] if kind in ("check_in", "final_check_in") else held * 0) if key is None else key
        rules = np.full(len(held), RULES.index(rule)) if isinstance(rule, str) else rule
        self._blocks.append(Block(kind, rules, held, opens, closes, found, number, np.full(len(held), -1)))

    def _status(self, kind: str, opens: Ints, closes: Ints, sent: Bools, cancelled: Bools) -> Ints:
        late = CANCELLED if kind in _OPTIONAL else OVERDUE
        in_time = self.now // SECOND * SECOND <= closes  # the last second of a day is still in it
        left = np.where(self.now < opens, WAITING, np.where(in_time, OPEN, late))
        return np.where(sent, DONE, np.where(cancelled, CANCELLED, left)).astype(np.int64)

    def steps(self) -> list[Block]:
        """Every step: what has been settled, and what is left to do."""
        t = self.t
        held = np.flatnonzero(~self.closed)
        ended = self.ended[t.r_app[held]]
        today = t.zones.day(t.r_zone[held], np.where(ended, self.ended_at[t.r_app[held]], self.now))
        for those, status in ((~ended, None), (ended, CANCELLED)):
            one, day, update = held[those], today[those], self.update[t.r_app[held[those]]]
            self._lay_out_check_ins(one, day, update, status)
            self._lay_out_moving_on(one, day, update, status)
        self._thanks()
        self._updates()
        self._replies()
        return self._blocks

    def _thanks(self) -> None:
        t = self.t
        held = t.p_round
        opens = t.r_over[held]
        closes = opens + self.hours * 3600 * SECOND
        status = self._status("thank_you", opens, closes, t.p_thanked >= 0, self.ended[t.r_app[held]])
        person, rule = np.arange(len(held)), np.full(len(held), RULES.index("thank-within-a-day"))
        self._blocks.append(Block("thank_you", rule, held, opens, closes, status, person - t.p_start[held], person))

    def _updates(self) -> None:
        """A competing offer or an award, until an update is sent."""
        t = self.t
        choice = t.frame["first_choice"].to_numpy(bool)[t.e_row]
        news = t.is_kind("award") | (t.is_kind("competing_offer") & choice)
        place = np.flatnonzero(news & (np.arange(len(news)) < self.end[t.e_app]))
        app, held, first = t.e_app[place], t.e_round[place], t.e_day[place]
        updates = np.flatnonzero(t.is_kind("update_sent"))
        following = np.append(updates, -1)[np.searchsorted(updates, place)]
        sent = (following >= 0) & (np.append(t.e_app, -1)[following] == app)
        offer = t.is_kind("competing_offer")[place]
        date = np.where(offer, t.e_date[place], NONE)
        rule = np.where(offer, RULES.index("competing-offer"), RULES.index("relevant-award"))
        last = np.where(date == NONE, first + OPEN_END_DAYS, np.maximum(date, first))
        key = counted(app) + 1
        self._emit("update", rule, held, first, last, None, moved=False, key=key, sent=sent, over=self.ended[app])

    def _replies(self) -> None:
        """What may be answered to a rejection."""
        t = self.t
        rejected, offered = self._first("rejected"), np.zeros(t.apps, bool)
        offers = np.flatnonzero(t.is_kind("offered"))
        offered[t.e_app[offers[offers > rejected[t.e_app[offers]]]]] = True
        silenced = offered | (self._first("withdrawn") < _NEVER)
        app = np.flatnonzero(rejected < _NEVER)
        held, first = t.e_round[rejected[app]], t.e_day[rejected[app]]
        for kind, (length, rule) in _AFTER_REJECTION.items():
            sent = self._first(f"{kind}_sent")[app] < _NEVER
            self._emit(kind, rule, held, first, first + length, None, moved=False, sent=sent, over=silenced[app])

    def most_urgent(self, blocks: list[Block]) -> tuple[Ints, Ints, Bools]:
        """For each interview the step to take: its block and its place therein, -1 where none is left; and whether it
        is the one of the whole application. As `timeline.model.most_urgent`, in the order of `plan().steps`."""
        t, rounds = self.t, len(self.t.r_app)
        carried = np.zeros(t.apps, bool)
        for block in blocks:
            if block.kind in _CARRY_THANKS:
                carried[t.r_app[block.round[block.status == OPEN]]] = True
        best, other = np.full(rounds, _NEVER), np.full(rounds, _NEVER)
        which, where = np.full(rounds, -1), np.full(rounds, -1)
        for number, block in sorted(enumerate(blocks), key=lambda pair: STEPS.index(pair[1].kind)):
            left = np.flatnonzero(block.status <= OVERDUE)
            late = block.status[left] == OVERDUE
            gives_way = (block.kind == "thank_you") & carried[t.r_app[block.round[left]]]
            tier = np.where(late, np.where(gives_way, 2, 0), np.where(block.status[left] == OPEN, 1, 3))
            ends = np.stack((block.closes[left], block.opens[left]))
            first, second = np.where(tier == 3, ends[::-1], ends)
            urgency = tier * (1 << 56) + first
            order = np.lexsort((_spelled(block.key[left], "@"), second, urgency))
            order = order[first_of(block.round[left[order]], rounds)[np.flatnonzero(np.bincount(block.round[left]))]]
            held = block.round[left[order]]
            sooner = (urgency[order] < best[held]) | ((urgency[order] == best[held]) & (second[order] < other[held]))
            order, held = order[sooner], held[sooner]
            best[held], other[held] = urgency[order], second[order]
            which[held], where[held] = number, left[order]
        order = np.lexsort((_spelled(t.r_number, "-"), other, best, t.r_app))
        leads = np.zeros(rounds, bool)
        leads[order[first_of(t.r_app[order], t.apps)]] = True
        return which, where, leads & (which >= 0)


def _spelled(number: Ints, end: str) -> Ints:
    """The place of each number in the order of its spelling, by which plan() settles the last of ties."""
    size = int(number.max(initial=0)) + 1
    if size <= 10:
        return number
    place = np.empty(size, np.int64)
    place[np.argsort(np.array([f"{one}{end}" for one in range(size)]))] = np.arange(size)
    return place[number]
