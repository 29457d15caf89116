"""The demo: two candidates after one interview, step by step, in the widget and as slides that need no network."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from ..application import Application, Event, Interview, MessageKind
from ..critique import Report, critique
from ..markup import bullets, document, paragraph, table
from ..message import Email
from ..record import aware
from ..resources import find
from ..rulebook import RuleBook, load_rulebook
from ..timeline import plan
from ..timeline.model import TITLES
from ..words import clock, count, day, listing

_MOST = 4  # findings that a slide shows of one message; first those that the moment is about
_FIRST = {"duplicate-note", "late-thank-you", "early-check-in", "too-many-messages", "pushy", "desperate", "flattery"}


@dataclass(frozen=True)
class Message:
    """A message of the demo: who sent it, when (aware), and what the critique says of it at that moment."""

    by: str
    kind: MessageKind
    to: str
    at: dt.datetime
    email: Email
    report: Report


@dataclass(frozen=True)
class Moment:
    """One step of the demo: its time (aware), what the class is told and asked, and what to say in the end."""

    at: dt.datetime
    title: str
    tells: str
    question: str
    answer: str


@dataclass(frozen=True)
class Demo:
    """The demo as one source advises: its moments, its candidates' applications with all that they sent."""

    book: RuleBook
    holidays: str
    moments: tuple[Moment, ...]
    applications: tuple[Application, ...]
    messages: tuple[Message, ...]

    def slides(self, level: int = 2) -> list[str]:
        """Every slide as HTML, one step at a time: of each moment where both stand, each message that went out, the
        question, and what to say; in the end what it came to. Headings begin at `level`.

        >>> len(demo().slides())
        26
        """
        shown, since = [], None
        for number, moment in enumerate(self.moments, start=1):
            new = [m for m in self.messages if since and since < m.at <= moment.at]
            head = f"<h2>{number}. {escape(moment.title)}</h2>"
            asked = head + f'<p class="fu-next"><strong>Ask the class:</strong> {escape(moment.question)}</p>'
            shown += [
                head + self._standing(moment),
                *(head + self._message(m, new) for m in new),
                asked,
                asked + f'<p class="fu-right"><strong>Say:</strong> {escape(moment.answer)}</p>',
            ]
            since = moment.at
        deeper = {f"h{n}": f"h{n + level - 2}" for n in (2, 3, 4)}
        return [re.sub(r"(?<=<)(/?)(h\d)", lambda tag: tag[1] + deeper[tag[2]], s) for s in [*shown, self._summary()]]

    def to_html(self) -> str:
        """The slides as one file for a browser: arrow keys or the buttons turn them, and nothing is fetched."""
        slides = "".join(f'<section class="fu-slide">{slide}</section>' for slide in self.slides())
        return document("Two candidates, one interview", slides + _BUTTONS, _SCRIPT)

    def _standing(self, moment: Moment) -> str:
        """Where both stand at a moment: what has gone out, and what their plan says."""
        columns = ""
        for app in self.applications:
            sent = [m for m in self.messages if m.by == app.candidate and m.at <= moment.at]
            timeline = plan(app, now=moment.at, book=self.book, holidays=self.holidays)
            so_far = count(len(sent), "message") + " so far." if sent else "Has sent nothing yet."
            columns += f"<section><h3>{escape(app.candidate)}</h3>{paragraph(so_far)}"
            columns += paragraph(f"The plan: {timeline.advice}") + "</section>"
        when = paragraph(self._when(moment.at, year=True), "fu-soft")
        return when + paragraph(moment.tells) + f'<div class="fu-columns">{columns}</div>'

    def _message(self, message: Message, new: list[Message]) -> str:
        """A message beside what the critique sees in it."""
        head = f"{message.by}: {TITLES[message.kind]} to {message.to}, {self._when(message.at)}"
        same = any(one.at < message.at and one.email.body == message.email.body for one in new)
        found = [f for f in message.report.findings if not same or f.check == "duplicate-note"]
        first = sorted(found, key=lambda f: f.check not in _FIRST)[:_MOST]
        more = paragraph(f"And {len(found) - _MOST} more.", "fu-soft") if len(found) > _MOST else ""
        return (
            f'<div class="fu-columns"><section class="fu-letter"><h4>{escape(head)}</h4>'
            f"<p><strong>Subject:</strong> {escape(message.email.subject)}</p>"
            f'<div class="fu-body">{escape("(the same words)" if same else message.email.body)}</div></section>'
            "<section>"
            + paragraph(f"The kit sees: {message.report.summary}", "fu-wrong" if found else "fu-right")
            + bullets([f.message for f in first] or dict.fromkeys(str(s) for s in message.report.strengths))
            + f"{more}</section></div>"
        )

    def _when(self, moment: dt.datetime, year: bool = False) -> str:
        local = moment.astimezone(self.applications[0].rounds[0].zone)
        return f"{day(local, year=year)}, {clock(local)}"

    def _summary(self) -> str:
        names = [app.candidate for app in self.applications]
        rows = [(label, *(value(app) for app in self.applications)) for label, value in (
            ("First thank-you", self._thanked), ("Thanked", self._whom),
            ("Check-ins sent, and when", self._checked_in), ("Things that the critique would mend", self._found),
        )]  # fmt: skip
        return (
            "<h2>What it came to</h2>"
            + table("The two side by side", ["", *names], rows)
            + paragraph(
                "Who got the post? The demo does not say, because a cadence decides nothing alone. It decides how you "
                "are remembered by people who choose for other reasons too."
            )
        )

    def _of(self, app: Application, *kinds: MessageKind) -> list[Message]:
        return [m for m in self.messages if m.by == app.candidate and m.kind in kinds]

    def _thanked(self, app: Application) -> str:
        hours = (self._of(app, MessageKind.THANK_YOU)[0].at - app.rounds[0].over_at) / dt.timedelta(hours=1)
        limit = self.book["thank-within-a-day"].value
        assert isinstance(limit, int)
        after = count(round(hours), "hour") if hours < 48 else count(int(hours // 24), "day")
        return f"after {after}, {'in time' if hours <= limit else 'late'}"

    def _whom(self, app: Application) -> str:
        notes = self._of(app, MessageKind.THANK_YOU)
        own = len({m.email.body for m in notes}) == len(notes)
        return f"{listing(m.to for m in notes)}, {'each in other words' if own else 'with one and the same text'}"

    def _checked_in(self, app: Application) -> str:
        sent = self._of(app, MessageKind.CHECK_IN)
        start = app.model_copy(update={"events": []})
        step = next(
            s for s in plan(start, sent[0].at, self.book, self.holidays).steps if s.kind is MessageKind.CHECK_IN
        )
        days = listing(day(m.at) for m in sent)
        early = sum(m.at < step.opens for m in sent)
        return f"{len(sent)} ({days}); {f'{early} too early' if early else 'in time'}"

    def _found(self, app: Application) -> str:
        return str(sum(len(m.report.findings) for m in self.messages if m.by == app.candidate))


@lru_cache(maxsize=5)
def demo(source: str = "learn-it") -> Demo:
    """The demo of `data/teaching/demo.toml`, with the plan and the critique as this source advises.

    >>> [app.candidate for app in demo().applications]
    ['Noor Haddad', 'Felix Lindgren']
    """
    data = tomllib.loads(find("data/teaching/demo.toml").read_text(encoding="utf-8"))
    book, interview = load_rulebook(source), Interview.model_validate(data["interview"])
    cases = {
        who["name"]: Application(
            company=data["company"], role=data["role"], candidate=who["name"], email=who["email"],
            phone=who["phone"], rounds=[interview],
        )
        for who in data["candidate"]
    }  # fmt: skip
    messages: list[Message] = []
    for one in data["message"]:
        at, kind, app = aware(one["at"], "at"), MessageKind(one["kind"]), cases[one["by"]]
        email = Email(one["subject"], one["body"].strip(), one["to"], app.email)
        others = [m.email for m in messages if m.by == one["by"] and m.kind is kind is MessageKind.THANK_YOU]
        report = critique(
            email, kind, app, book=book, holidays=data["holidays"], sent_at=at, others=others, interview=interview
        )
        messages.append(Message(one["by"], kind, one["to"], at, email, report))
        cases[one["by"]] = app.with_event(Event(at=at, kind=f"{kind.value}_sent", to=one["to"]))
    moments = tuple(Moment(**{**one, "at": aware(one["at"], "at")}) for one in data["moment"])
    return Demo(book, data["holidays"], moments, tuple(cases.values()), tuple(messages))


_BUTTONS = (
    '<div class="fu-steps"><button type="button" id="back">Back</button><button type="button" id="on">Next</button>'
    '<span id="where" role="status"></span></div>'
)
# Turns the slides; without it they stand one below the other.
_SCRIPT = """
const slides = [...document.querySelectorAll(".fu-slide")];
const [where, back, on] = ["where", "back", "on"].map((id) => document.getElementById(id));
let at = 0;
function show(number) {
  at = Math.max(0, Math.min(slides.length - 1, number));
  slides.forEach((slide, i) => slide.classList.toggle("fu-shown", i === at));
  where.textContent = `Slide ${at + 1} of ${slides.length}`;
  back.disabled = at === 0;
  on.disabled = at === slides.length - 1;
  window.scrollTo(0, 0);
}
document.body.classList.add("fu-js");
back.addEventListener("click", () => show(at - 1));
on.addEventListener("click", () => show(at + 1));
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1, Home: -1e9, End: 1e9 }[event.key];
  if (step && !event.altKey && !event.ctrlKey && !event.metaKey) { event.preventDefault(); show(at + step); }
});
show(0);
"""
