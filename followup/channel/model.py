"""The four ways for a message, ranked: as words, and as HTML for a notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from ..application import Channel, MessageKind
from ..errors import InputError, did_you_mean
from ..timeline.model import TITLES

NAMES = {
    Channel.EMAIL: "email",
    Channel.HANDWRITTEN: "handwritten card",
    Channel.PHONE: "phone call",
    Channel.LINKEDIN: "LinkedIn message",
}


class Fit(StrEnum):
    """How well a way suits a message, the best first."""

    SUITS = "suits"
    POSSIBLE = "possible"
    BESIDES = "only beside the note"
    UNSUITABLE = "does not suit"
    IMPOSSIBLE = "not possible"


@dataclass(frozen=True)
class Advice:
    """One way: its verdict, what speaks for and against it, the rules behind that (the governing one first), and whose
    advice it is."""

    channel: Channel
    fit: Fit
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    rules: tuple[str, ...]
    credit: str

    @property
    def title(self) -> str:
        """The way in words, such as "Handwritten card"."""
        return NAMES[self.channel][:1].upper() + NAMES[self.channel][1:]

    @property
    def sentence(self) -> str:
        """The verdict with everything that was weighed."""
        text = f"{self.title}: {self.fit}. For it: {' '.join(self.reasons)}"
        return f"{text} Against it: {' '.join(self.against)} (Source: {self.credit}.)"

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, repr=False)
class Ranking:
    """The four ways for one message, the best first; in a notebook it shows itself, as text first.

    >>> ranking = fu.choose_channel(app, now="2026-03-10T12:00Z", book="career-guide")
    >>> [advice.channel.value for advice in ranking], ranking.best.fit.value
    (['email', 'handwritten', 'linkedin', 'phone'], 'possible')
    >>> print(ranking.best.against[-1])
    No address of Dr. Priya Nair is noted: answer the invitation to the interview, and ask for it.
    """

    kind: MessageKind | None
    to: str | None
    source: str
    when: str
    advice: tuple[Advice, ...]

    @property
    def best(self) -> Advice:
        """The way to choose; never one that is not possible, for an invitation can always be answered."""
        return self.advice[0]

    @property
    def title(self) -> str:
        """What is asked, and as whose advice it is answered."""
        if self.kind is None:
            return f"No message is due. If there were one, as {self.source} advises:"
        whom = f" to {self.to}" if self.to else ""
        when = f" ({self.when})" if self.when else ""
        return f"Which way for the {TITLES[self.kind]}{whom}{when}, as {self.source} advises:"

    def __iter__(self) -> Iterator[Advice]:
        return iter(self.advice)

    def __len__(self) -> int:
        return len(self.advice)

    def __getitem__(self, channel: Channel | str) -> Advice:
        """The advice on one way."""
        for one in self.advice:
            if one.channel == channel:
                return one
        raise InputError.one("channel", channel, "is not a way that is ranked", did_you_mean(channel, Channel))

    def __str__(self) -> str:
        lines = [self.title]
        for place, one in enumerate(self.advice, start=1):
            lines.append(f"{place}. {one.title}: {one.fit} ({one.credit})")
            for head, said in (("For it", one.reasons), ("Against it", one.against)):
                lines += textwrap.wrap(f"{head}: {' '.join(said)}", 96, initial_indent="   ", subsequent_indent="     ")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><strong>{escape(one.title)}:</strong> {escape(one.fit)}.<br>For it: {escape(' '.join(one.reasons))}"
            f"<br>Against it: {escape(' '.join(one.against))}<br><em>Source: {escape(one.credit)}.</em></li>"
            for one in self.advice
        )
        return f'<div role="group" aria-label="Ways ranked"><p>{escape(self.title)}</p><ol>{items}</ol></div>'
