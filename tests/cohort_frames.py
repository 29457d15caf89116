"""What the tests of the cohort share: applications as a class's frame, and hypothesis strategies for classes."""

import datetime as dt

import pandas as pd
from hypothesis import strategies as st
from strategies import applications, moments, sources

from followup.cohort.columns import COLUMNS
from followup.cohort.synthetic import typed

PLACES = [None, "US", "GB-ENG", "DE-BE"]


def zone_name(held):
    """A round's zone as the frame has it: an IANA name, or an offset such as "-03:30"."""
    if held.timezone:
        return held.timezone
    minutes = int(held.at.utcoffset().total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def rows(app, student, name):
    """One application as rows of the frame."""
    rounds = app.ordered_rounds
    about = []
    for held in rounds:
        about.append(
            {"student": student, "application": name, "company": app.company, "role": app.role,
             "interview_at": held.at.astimezone(dt.UTC), "timezone": zone_name(held),
             "ends": held.ends and held.ends.astimezone(dt.UTC), "stage": held.stage.value,
             "more_rounds": held.more_rounds, "decision_by": held.decision_by,
             "interviewers": "; ".join(person.name for person in held.interviewers), "first_choice": False,
             "day_only": False}
        )  # fmt: skip
    found = []
    bare = set(range(len(rounds)))
    for event in app.events:
        place = max(sum(held.at <= event.at for held in rounds) - 1, 0)
        bare.discard(place)
        found.append(
            about[place] | {"event": event.kind.value, "event_at": event.at.astimezone(dt.UTC), "event_date": event.date,
                            "channel": event.channel and event.channel.value, "to": event.to,
                            "first_choice": event.first_choice}
        )  # fmt: skip
    return found + [about[place] for place in bare]


def frame_of(*apps):
    """A class in which the first application is of student s0, the second of s1, and so on."""
    found = [row for number, app in enumerate(apps) for row in rows(app, f"s{number}", "a")]
    return typed(pd.DataFrame(found, columns=list(COLUMNS)))


def as_known(app):
    """The application as far as a class's file can tell it: interviewers by name, the first of them the contact."""
    rounds = []
    for held in app.rounds:
        people = [person for person in held.interviewers if person.name]
        plain = [person.model_copy(update={"email": "", "contact": False, "interviewed": True}) for person in people]
        rounds.append(held.model_copy(update={"interviewers": plain}))
    events = [event.model_copy(update={"to": event.to or None}) for event in app.events]
    return app.model_copy(update={"rounds": rounds, "events": events, "id": "case"})


@st.composite
def classes(draw, **options):
    """Some applications, a moment, a source and a place."""
    apps = [as_known(app) for app in draw(st.lists(applications(min_rounds=1, **options), min_size=1, max_size=4))]
    return apps, draw(moments(draw(st.sampled_from(apps)))), draw(sources), draw(st.sampled_from(PLACES))
