"""What must hold in a class's frame: one pandera schema, checked lazily, so that every fault is found at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .arrays import days
from .tables import INTERVIEW
from .zones import Bools, Ints

# What a check that fails means, and the cure; the reader adds row, column and value.
FAULTS = {
    "missing": ("is missing", "Fill it in."),
    "no-interview": (
        "is missing: there is an event, and no interview that it belongs to",
        "Say when the interview was.",
    ),
    "no-time": ("is missing: the event has no time", "Say when it happened, or take the event out."),
    "no-event": ("is missing: there is a time, and no event", "Say what happened."),
    "before-interview": ("lies before its interview", "Check both times; a message or an answer comes after."),
    "no-date": ("is missing: the event promised_date needs the day that was promised", "Fill in event_date."),
    "promise-before-interview": ("lies before the interview", "Give the day of the interview or a later one."),
    "ends-before-start": ("lies before the start of the interview", "Check both times."),
    "twice": ("stands twice: another row says the same", "Take one of them out."),
}
_AFTER = ("thank_you_sent", "check_in_sent", "final_check_in_sent", "reply_to_rejection_sent", "feedback_request_sent",
          "stay_in_touch_sent", "reply_received", "rejected", "offered")  # fmt: skip


def check(frame: pd.DataFrame, interview_day: Ints, held: Bools, timed: Bools) -> Iterator[tuple[str, str, Any]]:
    """The checks that fail, by name, with the column and the places of the rows. `interview_day` is local; `held`
    and `timed` say for which rows a time was given, of the interview and of the event."""
    import pandera.pandas as pa

    at, event_at, event = frame["interview_at"], frame["event_at"], frame["event"]
    happened, known = event.notna(), at.notna()
    day = {name: days(frame[name]) for name in ("decision_by", "event_date")}
    promise = (event == "promised_date") & frame["event_date"].notna() & known
    repeated = frame.duplicated([*INTERVIEW, "event", "event_at", "to"], keep="first") & known
    good = {
        "no-interview": ("interview_at", held | ~happened),
        "missing": ("interview_at", held | happened),
        "no-time": ("event_at", timed | ~happened),
        "no-event": ("event", happened | ~timed),
        "before-interview": ("event_at", ~(event.isin(_AFTER) & (event_at < at))),
        "no-date": ("event_date", (event != "promised_date") | frame["event_date"].notna()),
        "decision": ("decision_by", ~(frame["decision_by"].notna() & known & (day["decision_by"] < interview_day))),
        "promise": ("event_date", ~(promise & (day["event_date"] < interview_day))),
        "ends-before-start": ("ends", ~(frame["ends"] < at)),
        "twice": ("event", ~repeated),
    }

    def column(name: str, dtype: Any = None, nullable: bool = True) -> Any:
        holds = [
            pa.Check(_holds(mask, frame.index), name=key, ignore_na=False)
            for key, (where, mask) in good.items()
            if where == name
        ]
        return pa.Column(dtype, checks=holds, nullable=nullable, coerce=False)

    moment = pd.DatetimeTZDtype("us", "UTC")
    schema = pa.DataFrameSchema(
        {
            **{name: column(name, nullable=False) for name in ("student", "application")},
            **{name: column(name, moment) for name in ("interview_at", "ends", "event_at")},
            **{name: column(name, "datetime64[s]") for name in ("decision_by", "event_date")},
            **{name: column(name, "bool") for name in ("more_rounds", "first_choice", "day_only")},
            **{
                name: column(name)
                for name in ("company", "role", "timezone", "stage", "interviewers", "event", "channel", "to")
            },
        },
        strict=True,
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        for (name, where), those in cases.groupby(["check", "column"], sort=False):
            key = {
                "not_nullable": "missing",
                "decision": "promise-before-interview",
                "promise": "promise-before-interview",
            }.get(name, name)
            yield key, where, those["index"].astype(int).tolist()


def _holds(mask: Any, index: Any) -> Any:
    """A check whose answer is known already: pandera gathers the rows where it fails."""
    series = pd.Series(np.asarray(mask, bool), index)
    return lambda _: series
