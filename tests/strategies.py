"""What the tests share: short ways to write a case and to read a plan, and hypothesis strategies for applications."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

import followup as fu

SOURCES = ("learn-it", "how-to-follow-up", "interviews-over", "dream-job", "career-guide")
LIMITS = dict.fromkeys(SOURCES, 1) | {"how-to-follow-up": 2}
CHECK_INS = ("check_in", "final_check_in")
OPTIONAL = ("feedback_request", "stay_in_touch", "move_on")
NAIR, OSEI, LIM = "Dr. Priya Nair", "Tom Osei", "Mei Lim"


# --- writing a case -------------------------------------------------------------------------------------------------


def at(text, zone="Europe/Berlin"):
    """ "2026-03-10 10:00" as an aware moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def march(text):
    """ "12 09:30" as that moment of March 2026 in Berlin; the time may be left out (noon)."""
    day, _, time = text.partition(" ")
    return at(f"2026-03-{int(day):02} {time or '12:00'}")


def people(*names):
    return [fu.Interviewer(name=name) for name in names]


def interview(day="10", **fields):
    """An interview in March 2026, from ten to eleven in Berlin, with Dr. Nair: the tenth is a Tuesday."""
    times = {"at": march(f"{day} 10:00"), "ends": march(f"{day} 11:00"), "timezone": "Europe/Berlin"}
    return fu.Interview(**{**times, "interviewers": people(NAIR), **fields})


def event(day, kind, **fields):
    return fu.Event(at=march(day), kind=kind, **fields)


def application(*events, rounds=None, **fields):
    """One application: the interview above (its fields changed by `fields`), and what happened since."""
    rounds = [interview(**fields)] if rounds is None else rounds
    return fu.Application(
        company="Northwind", role="Data Analyst", candidate="Ada Reyes", rounds=rounds, events=list(events)
    )


def steps(timeline, *kinds, round=None):
    return [s for s in timeline.steps if s.kind in (kinds or tuple(s.kind)) or not kinds if round in (None, s.round)]


def only(timeline, *kinds, round=None):
    """The one step of these kinds that is not cancelled."""
    (step,) = [s for s in steps(timeline, *kinds, round=round) if s.status != "cancelled"]
    return step


def days(step):
    """A step's window as "03-17..03-20"."""
    return f"{step.opens:%m-%d}..{step.closes:%m-%d}"


def shown(timeline, *kinds, round=None):
    """The steps of these kinds as lines: "check_in 03-17..03-20 waiting"."""
    return [f"{s.kind} {days(s)} {s.status}" for s in steps(timeline, *kinds, round=round)]


def statuses(timeline):
    """Each kind's status; a kind with several steps has them in a list."""
    found = {}
    for step in timeline.steps:
        found.setdefault(str(step.kind), []).append(str(step.status))
    return {kind: those[0] if len(those) == 1 else those for kind, those in found.items()}


# --- reading an application, independently of the code under test ---------------------------------------------------


def zone_of(held):
    return ZoneInfo(held.timezone) if held.timezone else held.at.tzinfo


def local_day(held, moment=None):
    return (moment or held.at).astimezone(zone_of(held)).date()


def in_time(items):
    return sorted(items, key=lambda item: item.at.timestamp())


def round_of(app, happened):
    """The last round held before an event; None where there was none."""
    return next((r for r in reversed(in_time(app.rounds)) if r.at <= happened.at), None)


def seen(app, now, *kinds, of=None):
    """The events of these kinds by `now`, in order; of one round, where it is given."""
    return [
        e for e in in_time(app.events)
        if e.at <= now and (not kinds or e.kind in kinds) and (of is None or round_of(app, e) is of)
    ]  # fmt: skip


def since_reply(app, now, held):
    """The check-ins that went out in a round since its latest reply."""
    sent = []
    for e in seen(app, now, "check_in_sent", "final_check_in_sent", "reply_received", of=held):
        sent = [] if e.kind == "reply_received" else [*sent, e]
    return sent


def standing_promise(app, now, held):
    """The date by which an answer is promised, as far as it is known at `now`."""
    promised = held.decision_by
    for e in seen(app, now, "promised_date", "reply_received", of=held):
        if e.kind == "promised_date":
            promised = e.date
        elif promised and promised < local_day(held, e.at):
            promised = None
    return promised


# --- drawing applications -------------------------------------------------------------------------------------------

ZONES = (
    "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "Pacific/Apia", "Pacific/Kiritimati",
    "Australia/Lord_Howe", "America/Havana", "America/Santiago",
)  # fmt: skip
EVENT_KINDS = (
    "thank_you_sent", "check_in_sent", "final_check_in_sent", "update_sent", "reply_to_rejection_sent",
    "feedback_request_sent", "stay_in_touch_sent", "reply_received", "promised_date", "rejected", "offered",
    "competing_offer", "award", "invited_to_next_round", "withdrawn",
)  # fmt: skip
ENDINGS = ("rejected", "offered", "withdrawn", "invited_to_next_round")
WAITING_KINDS = tuple(kind for kind in EVENT_KINDS if kind not in ENDINGS)
NAMES = (NAIR, OSEI, LIM, "Zoë Núñez", "李 雷", "")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
no_words = st.just("")
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: dt.timezone(dt.timedelta(minutes=15 * quarters)))
sources = st.sampled_from(SOURCES)
first_days = st.dates(dt.date(2024, 1, 1), dt.date(2031, 12, 31)) | st.sampled_from(
    [dt.date(2026, 3, 7), dt.date(2026, 3, 28), dt.date(2026, 4, 23), dt.date(2026, 10, 24), dt.date(2026, 12, 24),
     dt.date(2028, 2, 22), dt.date(2028, 2, 29)]
)  # fmt: skip


@st.composite
def interviewers(draw):
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    return [
        fu.Interviewer(
            name=name,
            email=draw(st.sampled_from(["", f"person{i}@example.org"])),
            contact=draw(st.booleans()),
            interviewed=draw(st.sampled_from([True, True, True, False])),
        )
        for i, name in enumerate(names)
    ]


@st.composite
def interviews(draw, day, words=no_words):
    zone = draw(st.sampled_from(ZONES) | st.none())
    tz = ZoneInfo(zone) if zone else draw(offsets)
    start = dt.datetime.combine(day, dt.time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))), tz)
    length = draw(st.none() | st.integers(0, 180))
    promised = draw(st.none() | st.integers(0, 25))
    held = fu.Interview(
        at=start,
        timezone=zone,
        ends=None if length is None else start.astimezone(dt.UTC) + dt.timedelta(minutes=length),
        interviewers=draw(interviewers()),
        stage=draw(st.sampled_from(["phone_screen", "hr", "technical", "panel", "final", "other"])),
        more_rounds=draw(st.booleans()),
        notes=draw(words),
        clarify=draw(words),
    )
    if promised is not None:
        held.decision_by = local_day(held) + dt.timedelta(days=promised)
    return held


@st.composite
def applications(draw, min_rounds=0, max_rounds=3, kinds=EVENT_KINDS, max_events=8, words=no_words):
    """A valid application: rounds on different days, events at different moments, some of them before a round."""
    base = draw(first_days)
    later = draw(st.lists(st.integers(0, 30), min_size=min_rounds, max_size=max_rounds, unique=True))
    rounds = [draw(interviews(base + dt.timedelta(days=2 * n), words)) for n in later]
    app = fu.Application(
        id="case",
        company=draw(words) or "Northwind",
        role=draw(words) or "Analyst",
        candidate=draw(words),
        rounds=rounds,
    )
    start = dt.datetime.combine(base, dt.time(), dt.UTC)
    events = []
    for minutes in draw(st.lists(st.integers(-4 * 1440, 90 * 1440), max_size=max_events, unique=True)):
        kind = draw(st.sampled_from(kinds))
        moment = (start + dt.timedelta(minutes=minutes)).astimezone(draw(offsets))
        happened = fu.Event(
            at=moment, kind="award", to=draw(st.sampled_from([*NAMES, "Somebody Else", None])),
            first_choice=draw(st.booleans()), note=draw(words),
        )  # fmt: skip
        if kind in ("promised_date", "competing_offer") and rounds:
            held = round_of(app, happened) or in_time(rounds)[0]
            earliest = max(local_day(held), local_day(held, moment) - dt.timedelta(days=3))
            happened.date = earliest + dt.timedelta(days=draw(st.integers(0, 20)))
        elif kind == "promised_date":
            kind = "award"
        happened.kind = kind
        events.append(happened)
    return app.model_copy(update={"events": draw(st.permutations(events))})


@st.composite
def moments(draw, app):
    """A moment around what happened, in any zone."""
    known = [held.at for held in app.rounds] + [e.at for e in app.events] or [dt.datetime(2026, 3, 10, tzinfo=dt.UTC)]
    shift = dt.timedelta(minutes=draw(st.integers(-2 * 1440, 40 * 1440) | st.sampled_from([0, 1, 1440])))
    return (draw(st.sampled_from(known)).astimezone(dt.UTC) + shift).astimezone(draw(offsets))


@st.composite
def cases(draw, **options):
    """An application, a moment, a source and a place."""
    app = draw(applications(**options))
    place = draw(st.sampled_from([None, "US", "GB-ENG", "DE-BE"]))
    return app, draw(moments(app)), draw(sources), place
