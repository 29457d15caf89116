"""The desk: which application is on it, what day it is, whose advice is asked, and what has been written so far.

Widgets show the desk and tell it what the learner did; everything is kept in the store at once. The clock is passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..application import Application, Event, MessageKind
from ..channel import Ranking, choose_channel
from ..compose import compose
from ..errors import InputError, NewerFile
from ..message import Email
from ..rulebook import DEFAULT_SOURCE, RuleBook, load_rulebook
from ..timeline import Status, Step, Timeline, WorkingDays, next_steps, plan, silence
from .kept import keep_answer, keep_decision, keep_findings
from .progress import Progress, progress
from .questions import Reply, question
from .store import Document, Store
from .story import story

if TYPE_CHECKING:
    from ..critique import Report

STORY = "story"
_PREFIX = "application-"
Clock = Callable[[], dt.datetime]


class Desk:
    """A learner's place of work in one notebook.

    `store` keeps what they write; `notebook` names the lesson, and with it the story's chapter; `clock` gives the real
    time, for an application of their own.

    >>> from followup.learning import Desk, MemoryStore
    >>> desk = Desk(MemoryStore(), "02_follow_up_note", clock=lambda: fu.story().now)
    >>> desk.application.company, desk.now.date().isoformat(), desk.timeline().next_step.kind.value
    ('Northwind', '2026-03-24', 'check_in')
    """

    def __init__(self, store: Store, notebook: str, clock: Clock):
        self.store = store
        self.notebook = notebook
        self.clock = clock
        self.notices: list[str] = []  # what went wrong with saved files, for the learner
        self._listeners: list[Callable[[], None]] = []
        self._followers: list[Callable[[], None]] = []
        self.chapter = story().chapter(notebook)
        self.story_now = self.chapter.now
        settings = self._read("settings") or {}
        self._source, self._holidays, self.current = DEFAULT_SOURCE, story().holidays, STORY
        self.application = story().application
        for key, usual, use in (
            ("source", self._source, self._use_source),
            ("holidays", self._holidays, self._use_holidays),
            ("current", self.current, self._use),
        ):
            try:
                use(str(settings.get(key, usual)))
            except InputError as error:
                if not self.notices:  # a file that cannot be read has been told already
                    self._notice(error)

    # --- what lies on the desk -------------------------------------------------------------------------------------

    @property
    def is_story(self) -> bool:
        """Whether the course's story is on the desk, and not an application of the learner's own."""
        return self.current == STORY

    @property
    def now(self) -> dt.datetime:
        """The moment that counts: the story's own, or the real one for an own application."""
        return self.story_now if self.is_story else self.clock()

    @property
    def book(self) -> RuleBook:
        """The rule book, read as the chosen source advises."""
        return load_rulebook(self._source)

    @property
    def holidays(self) -> str | None:
        """The country or region whose public holidays count; None for weekends only."""
        return self._holidays or None

    def timeline(self, now: dt.datetime | None = None) -> Timeline:
        """The plan of the application on the desk, now or at another moment."""
        return plan(self.application, now=now or self.now, book=self.book, holidays=self.holidays)

    def silence(self, days: int) -> list[tuple[dt.date, Step]]:
        """What changes in the next days if nothing more happens."""
        return list(silence(self.application, self.now, days, self.book, self.holidays))

    def applications(self) -> dict[str, Application]:
        """The learner's own applications by id, one file each; what cannot be read is told in `notices`."""
        found = {}
        for name in self.store.names(_PREFIX):
            document = self._read(name)
            if document is not None and (application := self._parse(name, document)):
                found[name.removeprefix(_PREFIX)] = application
        return found

    def pending(self) -> list[Step]:
        """The messages of the plan that are still to come, in the order of their windows."""
        done = (Status.DONE, Status.CANCELLED)
        steps = [s for s in self.timeline().steps if s.status not in done and s.kind is not MessageKind.MOVE_ON]
        return sorted(steps, key=lambda step: step.opens)

    def ways(self, kind: MessageKind | str | None = None, to: str | None = None) -> Ranking:
        """The ways ranked for a message; for the next step where none is named."""
        return choose_channel(self.application, self.now, self.book, kind, to, self.holidays)

    def across(self) -> list[tuple[Timeline, Step]]:
        """The next step of every own application, the most urgent first."""
        now = self.clock()
        return next_steps(
            plan(a, now=now, book=self.book, holidays=self.holidays) for a in self.applications().values()
        )

    def happened(self) -> list[tuple[int, Event]]:
        """The events noted, each with its place; of the story only what has happened by now, so that nothing is told
        too early."""
        noted = enumerate(self.application.events)
        return [(place, event) for place, event in noted if not self.is_story or event.at <= self.now]

    # --- what the learner does -------------------------------------------------------------------------------------

    def listen(self, callback: Callable[[], None]) -> None:
        """Call back whenever something on the desk changes."""
        self._listeners.append(callback)

    def changed(self) -> None:
        """Tell everybody who listens."""
        for callback in self._listeners:
            callback()

    def choose(self, current: str) -> None:
        """Put another application on the desk: the story, or an own one by its id."""
        self._use(current)
        self._settle(current=self.current)

    def advise(self, source: str) -> None:
        """Ask another source for advice."""
        self._use_source(source)
        self._settle(source=source)

    def place(self, holidays: str | None) -> None:
        """Count the public holidays of another country or region; None for weekends only."""
        self._use_holidays(holidays or "")
        self._settle(holidays=self._holidays)

    def move_to(self, day: dt.date) -> None:
        """Move the story to the late afternoon of another day; an own application stays in real time."""
        own = self.chapter.now
        late = dt.time(17)  # the news of that day is known, and what it calls for can still be done
        self.story_now = (
            own if day == own.date() else dt.datetime.combine(day, late, story().application.rounds[0].zone)
        )
        self.changed()

    def save(self, application: Application, new: bool = False) -> None:
        """Keep an application and put it on the desk; a `new` one gets a name that no other has."""
        if new:
            taken = {name.removeprefix(_PREFIX) for name in self.store.names(_PREFIX)} | {STORY}
            number, id = 1, application.id
            while id in taken:
                number += 1
                id = f"{application.id[:70]}-{number}"
            application = application.model_copy(update={"id": id})
            self.current = id
            self.application = application
        base = self.application

        def merge(document: Document) -> Document:
            """What was changed here, upon what another notebook has kept meanwhile."""
            latest = Application.from_document(document) if document else base
            changed = {n: value for n, value in application if value != getattr(base, n)}
            return Application(**{**dict(latest), **changed}).model_dump(mode="json")

        self.application = Application.from_document(self.store.update(self._name(), merge))
        self._settle(current=self.current)

    def record(self, *events: Event) -> None:
        """Something has happened. What another notebook has saved meanwhile is kept."""

        def add(application: Application) -> Application:
            for event in events:
                application = application.with_event(event)
            return application

        self._change(add)

    def undo(self, position: int) -> None:
        """Take an event back."""
        event = self._event(position)
        self._change(lambda latest: latest.without_event(_place(latest, event)))

    def correct(self, position: int, event: Event) -> None:
        """Replace an event by a corrected one."""
        old = self._event(position)
        self._change(lambda latest: latest.correct_event(_place(latest, old), event))

    def start_over(self) -> None:
        """Put the story back to its beginning, or the own application into a file that the kit no longer lists."""
        self.store.remove(self._name())
        self.store.remove(f"writing-{self.current}")
        self._use(STORY)
        self._settle(current=STORY)

    # --- what the learner writes -----------------------------------------------------------------------------------

    def draft(self, kind: MessageKind | str, to: str | None) -> Email:
        """The learner's own version of a draft; the kit's where they have not changed it."""
        fresh = self.fresh_draft(kind, to)
        kept = self._document("drafts").get(f"{kind}|{to or ''}")
        if not isinstance(kept, dict):
            return fresh
        return Email(str(kept.get("subject", fresh.subject)), str(kept.get("body", fresh.body)), fresh.to, fresh.sender)

    def fresh_draft(self, kind: MessageKind | str, to: str | None) -> Email:
        """The kit's draft, from what is noted now."""
        return compose(kind, self.application, to=to, now=self.now)

    def keep_draft(self, kind: MessageKind | str, to: str | None, subject: str, body: str) -> None:
        """Keep the learner's version of a draft."""
        self._keep("drafts", f"{kind}|{to or ''}", {"subject": subject, "body": body})

    def forget_draft(self, kind: MessageKind | str, to: str | None) -> None:
        """Go back to the kit's draft."""
        self._keep("drafts", f"{kind}|{to or ''}", None)

    def reflection(self) -> dict[str, str]:
        """What the learner wrote down after the interview, by question."""
        return {key: str(text) for key, text in self._document("reflection").items()}

    def reflect(self, key: str, text: str) -> None:
        """Keep one answer of the reflection."""
        self._keep("reflection", key, text)

    def notes(self, what: str) -> dict[str, Any]:
        """What else the learner wrote or chose for the case on the desk: by a key, under the name of an exercise."""
        return self._document(what)

    def keep_note(self, what: str, key: str, value: object) -> None:
        """Keep such a note; None takes it away."""
        self._keep(what, key, value)

    # --- what the learner learns -----------------------------------------------------------------------------------

    def answer(self, id: str, given: object) -> Reply:
        """Answer a question: what the learner is told. An answer given is kept, with its tries and the time."""
        told = keep_answer(self.store, question(id), given, self.clock())
        self.learned()
        return told

    def decided(self, id: str, given: object, outcome: str, rules: Iterable[str]) -> None:
        """Keep a decision that was no question, such as one in a scenario, with the rules it was about."""
        keep_decision(self.store, id, given, outcome, rules, self.clock())
        self.learned()

    def answered(self, id: str) -> Any:
        """The answer that was given last time, as `Question.read` gives it; None where there is none, or where the
        question is to be tried afresh."""
        kept = self.progress().record.answers.get(id)
        return kept.given if kept and not kept.due(self.clock()) else None

    def critiqued(self, kind: str, to: str | None, report: Report, new: bool) -> None:
        """Keep which rules have findings in an own draft; `new` ones count where a version is finished."""
        rules = {finding.rule for finding in report.findings}
        keep_findings(self.store, f"{self.current}|{kind}|{to or ''}", rules, new)
        self.learned()

    def progress(self) -> Progress:
        """What has been done and mastered; what cannot be read is told in `notices`."""
        try:
            return progress(self.store)
        except InputError as error:
            self._notice(error)
            return Progress()

    def follow(self, callback: Callable[[], None]) -> None:
        """Call back whenever something has been learned."""
        self._followers.append(callback)

    def learned(self) -> None:
        """Tell everybody who follows."""
        for callback in self._followers:
            callback()

    # --- keeping ---------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        return STORY if self.is_story else _PREFIX + self.current

    def _use(self, current: str) -> None:
        """Put the story or an own application on the desk; what cannot be read leaves the story there."""
        if current != STORY and current not in self.applications():
            self._use(STORY)
            raise InputError.one("application", current, "is not among your applications", "Choose one in the bar.")
        self.current = current
        document = self._read(self._name())
        kept = self._parse(self._name(), document) if document is not None else None
        self.application = kept or story().application

    def _use_source(self, source: str) -> None:
        load_rulebook(source)  # refuses what is unknown
        self._source = source

    def _use_holidays(self, holidays: str) -> None:
        self._holidays = WorkingDays(holidays).place  # refuses what is unknown

    def _event(self, position: int) -> Event:
        if not 0 <= position < len(self.application.events):
            raise InputError.one("position", position, "names no event of this application", "Choose one of the list.")
        return self.application.events[position]

    def _change(self, change: Callable[[Application], Application]) -> None:
        def apply(document: Document) -> Document:
            latest = Application.from_document(document) if document else self.application
            return change(latest).model_dump(mode="json")

        self.application = Application.from_document(self.store.update(self._name(), apply))
        self.changed()

    def _settle(self, **settings: Any) -> None:
        self.store.update("settings", lambda old: {**old, **settings})
        self.changed()

    def _read(self, name: str) -> Document | None:
        try:
            return self.store.read(name)
        except InputError as error:  # damaged, newer, or out of reach
            self._notice(error)
            return None

    def _parse(self, name: str, document: Document) -> Application | None:
        try:
            return Application.from_document(document)
        except NewerFile as error:
            self._notice(error)
        except InputError:
            self._notice(self.store.set_aside(name))
        return None

    def _notice(self, error: InputError) -> None:
        if str(error) not in self.notices:
            self.notices.append(str(error))

    def _document(self, what: str) -> dict[str, Any]:
        kept = (self._read(f"writing-{self.current}") or {}).get(what, {})
        return dict(kept) if isinstance(kept, dict) else {}

    def _keep(self, what: str, key: str, value: object) -> None:
        def change(old: Document) -> Document:
            kept = old.get(what)
            entries = {**(kept if isinstance(kept, dict) else {}), key: value}
            return {**old, what: {k: v for k, v in entries.items() if v is not None}}

        self.store.update(f"writing-{self.current}", change)


def _place(application: Application, event: Event) -> int:
    """Where an event stands now, after what another notebook may have changed."""
    if event not in application.events:
        cure = "Run the cell again to see the list as it is now."
        raise InputError.one("event", event.kind.value, "has been changed in another notebook meanwhile", cure)
    return application.events.index(event)
