"""A class measured by the rule book: one row an interview, one row a step, one row a person to thank."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from ..record import aware
from ..rulebook import RuleBook
from ..rulebook.book import as_book
from ..timeline.workdays import Holidays, WorkingDays
from .arrays import NONE, date, first_of, utc, word
from .replay import DONE, OVERDUE, RULES, STATUSES, STEPS, Block, Replay
from .tables import KINDS, Tables
from .zones import DAY, SECOND, Bools, Ints

Book = RuleBook | str | None
Moment = dt.datetime | str
_ABOUT = ["student", "application", "company", "role", "interview_at", "timezone", "stage"]
_ANSWERS = {"rejected": "rejected", "offered": "offered", "invited_to_next_round": "invited", "withdrawn": "withdrawn"}
_OUTCOMES = ["offered", "rejected", "invited", "withdrawn", "waiting"]


def _replay(frame: pd.DataFrame, book: Book, now: Moment, holidays: Holidays, past: bool) -> Replay:
    moment = int(aware(now, "now").timestamp() * SECOND)
    days = holidays if isinstance(holidays, WorkingDays) else WorkingDays(holidays)
    return Replay(Tables.of(frame, moment), as_book(book), days, moment, past)


def measure(frame: pd.DataFrame, book: Book = None, *, now: Moment, holidays: Holidays = None) -> pd.DataFrame:
    """Every interview of a class, measured at the moment `now` as a rule book advises: one row an interview.

    `frame` is what `read` or `simulate` gives; `book`, `now` and `holidays` are as in `fu.plan()`, with whose windows,
    statuses and next steps the columns agree. Times are in UTC, days are local to the interview.

    - `round` from 1; `held` by now; `interview_on` its day; `interviewers` how many are noted, `thanked` how many got a
      note (a note to nobody by name counts for all); `thank_you_hours` from the interview's end to the first note,
      `thank_you_hours_each` for each interviewer ("–": none); missing where only days are known. `within_a_day` of the
      first note, `thanked_each` of all: missing while it can still be done. `channel` is that of the first note.
    - `check_ins` sent; `first_check_in_days` after the interview, `first_check_in_rule` that counted then and
      `first_check_in_too_early` by it; `check_in_gap_days` the shortest between two without a reply in between,
      `gap_too_short` by the rule; `too_many` in a row without a reply; `pushy`: any of these, or within a week of an
      update; missing without a check-in.
    - `promised_by` the date by which an answer is promised, `date_known` whether one ever was; `outcome`;
      `days_to_answer` (a decision: offer, rejection, invitation; a next round counts on its day where no invitation
      is noted), or where `answered` is False the days waited so far, until a withdrawal at most; `days_silent` since
      the interview or their last reply, while waiting; `rejection_answered`, missing while there is time.
    - `next_kind, next_to, next_opens, next_closes, next_status`, with the local days `next_from` and `next_until`:
      the interview's most urgent step; `is_next` where it is the whole application's; `due` "overdue", "open",
      "waiting" or "done".

    >>> frame = fu.cohort.simulate(students=20)
    >>> measures = fu.cohort.measure(frame, "learn-it", now=frame.attrs["now"])
    >>> bool((measures["thanked"] <= measures["interviewers"]).all())
    True
    """
    replay = _replay(frame, book, now, holidays, past=False)
    blocks, t = replay.steps(), replay.t
    about = frame.iloc[t.r_row]
    columns: dict[str, Any] = {name: about[name].array for name in _ABOUT}
    columns |= {"round": t.r_number, "held": t.r_at <= replay.now, "interview_on": date(t.r_day, t.r_day != NONE)}
    columns |= _thanked(replay) | _checked(replay) | _answered(replay, blocks) | _due(replay, blocks)
    result = pd.DataFrame(columns, copy=False)
    result.attrs = {**frame.attrs, "now": aware(now, "now").isoformat(), "book": replay.book.source}
    return result


def _maybe(value: Bools, known: Bools) -> Any:
    """Yes, no, or unknown."""
    return pd.arrays.BooleanArray(np.asarray(value, bool), ~np.asarray(known, bool))


def _number(value: Any, known: Bools) -> Any:
    return np.where(known, value, np.nan).astype(float)


def _notes(replay: Replay) -> tuple[Bools, Ints, Ints, Bools]:
    """Of every person: whether thanked, by which event, how long after (microseconds), and whether that is known."""
    t = replay.t
    sent = t.p_thanked >= 0
    event = np.where(sent, t.p_thanked, 0)
    if not len(t.e_at):
        return sent, event, event, sent
    exact = ~t.frame["day_only"].to_numpy(bool)[t.e_row]
    return sent, event, t.e_at[event] - t.r_over[t.p_round], sent & exact[event]


def _too_late(replay: Replay) -> Bools:
    """Whether the time for thanks ran out before the application ended."""
    until = np.minimum(replay.now, replay.ended_at[replay.t.r_app])
    return until > replay.t.r_over + replay.hours * 3600 * SECOND


def _within(replay: Replay, sent: Bools, event: Ints, held: Ints, waited: Ints, exact: Bools) -> Any:
    """Whether a note went out in time; of days alone: on the day of the interview yes, on the next who knows."""
    t = replay.t
    over = t.zones.day(t.r_zone[held], t.r_over[held])
    gap = t.e_day[event] - over if len(t.e_day) else event
    in_time = np.where(exact, waited <= replay.hours * 3600 * SECOND, gap == 0)
    return in_time & sent, exact | (sent & (gap != 1))


def _thanked(replay: Replay) -> dict[str, Any]:
    """The rules "thank-within-a-day", "thank-each-interviewer" and "note-interviewers"."""
    t = replay.t
    rounds = len(t.r_app)
    sent, event, waited, exact = _notes(replay)
    number = np.bincount(t.p_round[sent], minlength=rounds)
    overdue = _too_late(replay)
    # the first note of each interview: of those sent the one with the smallest place among the events
    order = np.flatnonzero(sent)
    order = order[np.argsort(event[order], kind="stable")]
    first = first_of(t.p_round[order], rounds)
    some = first < len(order)
    one = order[first[some]]
    hours = np.full(rounds, np.nan)
    hours[some] = _number(waited[one] / (3600 * SECOND), exact[one])
    in_time, known = np.zeros(rounds, bool), overdue & ~some
    in_time[some], known[some] = _within(replay, sent[one], event[one], np.flatnonzero(some), waited[one], exact[one])
    channel = np.full(rounds, -1)
    code, words = pd.factorize(t.frame["channel"].iloc[t.e_row[event[one]]])
    channel[some] = code
    everybody = number == np.maximum(t.r_size, 1)
    each = np.where(sent, np.where(exact, np.round(waited / (3600 * SECOND), 1), np.inf), np.nan)
    return {
        "interviewers": t.r_size, "thanked": np.minimum(number, t.r_size + (t.r_size == 0)), "thank_you_hours": hours,
        "thank_you_hours_each": _texts(each, t.r_size, t.p_start), "within_a_day": _maybe(in_time, known),
        "thanked_each": _maybe(everybody, everybody | overdue), "channel": word(channel, list(words)),
    }  # fmt: skip


def _texts(hours: Any, size: Ints, start: Ints) -> Any:
    """The hours of each interview's people as one text, made once for each number."""
    code, values = pd.factorize(hours, use_na_sentinel=False)
    words = np.array(["–" if value != value else "?" if value == np.inf else f"{value:g}" for value in values], object)
    result = np.full(len(size), "", object)
    for place in range(int(size.max(initial=0)) or 1):
        there = np.flatnonzero(np.maximum(size, 1) > place)
        text = words[code[start[there] + place]]
        result[there] = text if place == 0 else result[there] + "; " + text
    return result


def _checked(replay: Replay) -> dict[str, Any]:
    """The rules "respect-promised-date", "wait-without-date", "wait-between-rounds", "final-check-in",
    "limit-check-ins" and "not-pushy"."""
    t = replay.t
    rounds = len(t.r_app)
    check, reply = t.is_kind("check_in_sent", "final_check_in_sent"), t.is_kind("reply_received")
    place = np.flatnonzero((check | reply) & t.e_after)
    held, day, is_check = t.e_round[place], t.e_day[place], check[place]
    number = np.bincount(held[is_check], minlength=rounds)
    # a wait ends with a reply or with the interview's last event
    wait = np.cumsum((np.diff(held, prepend=-1) != 0) | ~is_check)
    sizes = np.bincount(wait[is_check], minlength=1)
    too_many = np.zeros(rounds, bool)
    too_many[held[is_check & (sizes[np.minimum(wait, len(sizes) - 1)] > replay.limit)]] = True
    pair = np.flatnonzero(is_check[1:] & is_check[:-1] & (held[1:] == held[:-1])) + 1
    gap = np.full(rounds, -1)
    order = np.argsort(-(day[pair] - day[pair - 1]), kind="stable")  # the shortest is written last
    gap[held[pair[order]]] = (day[pair] - day[pair - 1])[order]
    first = first_of(held[is_check], rounds)
    some = first < is_check.sum()
    days = np.zeros(rounds, np.int64)
    days[some] = day[is_check][first[some]] - t.r_day[some]

    seen = replay.checked
    empty = np.zeros(0, np.int64)
    event = np.concatenate([empty, *seen.event])
    rule, early = np.concatenate([empty, *seen.rule]), np.concatenate([empty == 1, *seen.early])
    pressed = np.concatenate([empty == 1, *seen.pressed])
    judged = np.full(len(t.e_app), -1)
    judged[event] = np.arange(len(event))
    opening = np.full(rounds, -1)
    opening[some] = judged[place[is_check][first[some]]]
    known = opening >= 0
    at = np.where(known, opening, 0)
    too_early = known & (early | pressed)[at] if len(event) else known
    first_rule = np.where(known, rule[at], -1) if len(event) else opening
    second = rule == RULES.index("final-check-in")
    short = np.zeros(rounds, bool)
    short[t.e_round[event[second & early]]] = True
    pushy = too_many.copy()
    pushy[t.e_round[event[early | pressed]]] = True
    has_second = np.bincount(t.e_round[event[second]], minlength=rounds) > 0
    return {
        "check_ins": number, "first_check_in_days": _number(days, some),
        "first_check_in_rule": word(first_rule, RULES),
        "first_check_in_too_early": _maybe(too_early, known), "check_in_gap_days": _number(gap, gap >= 0),
        "gap_too_short": _maybe(short, has_second), "too_many": too_many, "pushy": _maybe(pushy, number > 0),
    }  # fmt: skip


def _answered(replay: Replay, blocks: list[Block]) -> dict[str, Any]:
    """What came of each interview, and when; the rules "ask-for-date" and "reply-to-rejection"."""
    t = replay.t
    rounds = len(t.r_app)
    place = np.flatnonzero(t.is_kind(*_ANSWERS))
    first = first_of(t.e_round[place], rounds)
    some = first < len(place)
    outcome = np.full(rounds, _OUTCOMES.index("waiting"))
    until = np.full(rounds, replay.now)
    codes = np.array([_OUTCOMES.index(_ANSWERS[kind]) if kind in _ANSWERS else -1 for kind in KINDS])
    outcome[some], until[some] = codes[t.e_kind[place[first[some]]]], t.e_at[place[first[some]]]
    held_next = ~some & (t.r_next <= replay.now)
    outcome[held_next], until[held_next] = _OUTCOMES.index("invited"), t.r_next[held_next]
    called_off = np.flatnonzero(~some & (replay.ended_at[t.r_app] < t.r_at))  # an end came before this round
    outcome[called_off] = codes[t.e_kind[replay.end[t.r_app[called_off]]]]
    answered = (outcome < _OUTCOMES.index("withdrawn")) & (some | held_next)
    waited = np.maximum(until - t.r_over, 0) / DAY
    held = t.r_at <= replay.now
    replies = np.flatnonzero(t.is_kind("reply_received") & t.e_after)
    heard = t.r_day.copy()
    heard[t.e_round[replies]] = np.maximum(heard[t.e_round[replies]], t.e_day[replies])
    today = t.zones.day(t.r_zone, np.full(rounds, replay.now))
    dated = t.r_decision != NONE
    dated[t.e_round[t.is_kind("promised_date")]] = True
    sent, due = np.zeros(rounds, bool), np.zeros(rounds, bool)
    for block in blocks:
        if block.kind == "reply_to_rejection":
            sent[block.round[block.status == DONE]] = True
            due[block.round[(block.status == DONE) | (block.status == OVERDUE)]] = True
    return {
        "promised_by": date(replay.promised, replay.promised != NONE), "date_known": dated,
        "days_to_answer": _number(waited, held), "answered": answered, "outcome": word(outcome, _OUTCOMES),
        "days_silent": _number(today - heard, held & (outcome == _OUTCOMES.index("waiting"))),
        "rejection_answered": _maybe(sent, due),
    }  # fmt: skip


def _gather(blocks: list[Block], which: Ints, where: Ints, field: str) -> Ints:
    """One field of the step that was chosen for each interview; -1 where there is none."""
    found = np.full(len(which), -1)
    for number, block in enumerate(blocks):
        those = which == number
        found[those] = getattr(block, field)[where[those]]
    return found


def _due(replay: Replay, blocks: list[Block]) -> dict[str, Any]:
    t = replay.t
    which, where, leads = replay.most_urgent(blocks)
    some = which >= 0
    opens, closes, status, person = (_gather(blocks, which, where, f) for f in ("opens", "closes", "status", "person"))
    kind = np.array([*(STEPS.index(block.kind) for block in blocks), -1], np.int64)[which]
    names = ["overdue", "open", "waiting", "done"]
    due = np.where(some, np.array([2, 1, 0])[np.where(some, status, 0)], 3)
    return {
        "next_kind": word(kind, STEPS), "next_to": _to(t, np.arange(len(which)), person, kind, some),
        "next_opens": utc(opens, some), "next_closes": utc(closes, some), "next_status": word(status, STATUSES),
        "next_from": date(t.zones.day(t.r_zone, opens), some),
        "next_until": date(t.zones.day(t.r_zone, closes), some), "is_next": leads, "due": word(due, names),
    }  # fmt: skip


def _to(t: Tables, held: Ints, person: Ints, kind: Ints, some: Bools) -> Any:
    """To whom a step goes: the person to thank, else the first who is noted; None where nobody is, or to move on."""
    place = np.where(person >= 0, person - t.p_start[held], 0)
    cell = t.r_people[held] * 1_000 + np.minimum(place, 999)
    cell[~some | (kind == STEPS.index("move_on")) | (t.r_size[held] == 0)] = -1
    code, values = pd.factorize(cell)
    words = [t.people[value // 1_000][value % 1_000] if value >= 0 else None for value in values.tolist()]
    return np.array([*words, None], object)[code]


def steps(frame: pd.DataFrame, book: Book = None, *, now: Moment, holidays: Holidays = None) -> pd.DataFrame:
    """Every step of every application, as `fu.plan()` gives them one by one: one row a step.

    `kind`, `to` (missing for nobody by name), `opens` and `closes` (UTC), `status`, `round`, the `rule` that it is held
    against, and `next` where it is the application's next step.

    >>> frame = fu.cohort.simulate(students=5)
    >>> table = fu.cohort.steps(frame, now=frame.attrs["now"])
    >>> sorted(set(table["status"]) & {"done", "overdue"})
    ['done', 'overdue']
    """
    replay = _replay(frame, book, now, holidays, past=True)
    blocks, t = replay.steps(), replay.t
    which, where, leads = replay.most_urgent(blocks)
    sizes = np.array([len(block.round) for block in blocks], np.int64)
    held = np.concatenate([np.zeros(0, np.int64), *(block.round for block in blocks)])
    kind = np.repeat([STEPS.index(block.kind) for block in blocks], sizes).astype(np.int64)
    opens, closes, status, person, rule = (
        np.concatenate([np.zeros(0, np.int64), *(getattr(block, name) for block in blocks)])
        for name in ("opens", "closes", "status", "person", "rule")
    )
    chosen = np.zeros(len(held), bool)
    chosen[(np.cumsum(sizes) - sizes)[which[leads]] + where[leads]] = True
    everything = np.ones(len(held), bool)
    about = frame.iloc[t.r_row[held]]
    columns: dict[str, Any] = {name: about[name].array for name in _ABOUT}
    result = pd.DataFrame(
        {
            **columns, "round": t.r_number[held], "kind": word(kind, STEPS),
            "to": _to(t, held, person, kind, everything), "opens": utc(opens, everything),
            "closes": utc(closes, everything),
            "status": word(status, STATUSES), "rule": word(rule, RULES), "next": chosen,
        }
    )  # fmt: skip
    order = np.lexsort((closes, opens, t.r_app[held]))
    result = result.iloc[order].reset_index(drop=True)
    result.attrs = {**frame.attrs, "now": aware(now, "now").isoformat(), "book": replay.book.source}
    return result


def thanks(frame: pd.DataFrame, book: Book = None, *, now: Moment) -> pd.DataFrame:
    """One row a person to thank: `to`, `hours` from the interview's end to their note (missing where none, or where
    only the day is known), `within_a_day` (missing while it can still be done).

    >>> frame = fu.cohort.simulate(students=5)
    >>> fu.cohort.thanks(frame, now=frame.attrs["now"]).columns[-3:].tolist()
    ['to', 'hours', 'within_a_day']
    """
    replay = _replay(frame, book, now, None, past=False)
    t = replay.t
    sent, event, waited, exact = _notes(replay)
    in_time, known = _within(replay, sent, event, t.p_round, waited, exact)
    about = frame.iloc[t.r_row[t.p_round]]
    columns: dict[str, Any] = {name: about[name].array for name in _ABOUT}
    everybody = np.ones(len(sent), bool)
    return pd.DataFrame(
        {
            **columns, "round": t.r_number[t.p_round],
            "to": _to(t, t.p_round, np.arange(len(sent)), np.full(len(sent), -1), everybody),
            "hours": _number(waited / (3600 * SECOND), exact),
            "within_a_day": _maybe(in_time, known | (~sent & _too_late(replay)[t.p_round])),
        }
    )  # fmt: skip
