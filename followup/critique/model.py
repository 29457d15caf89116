"""What a critique returns: findings with the words they are about, strengths, what was not judged, and a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..application import MessageKind
from ..message import Email
from ..words import count, listing

if TYPE_CHECKING:
    import pandas as pd


class Severity(StrEnum):
    """How sure a finding is: `error` is certain, `warning` a pattern, `info` could be taste."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at again.

    `field` is "subject", "body" or "sending"; `start` and `end` are indices into that field, and `words` what stands
    there (empty where something is missing). `message` says what was found and what to do, `why` what it does to the
    reader, `suggestion` the better words where one is sure. `rule` is the rule's id and `source` who gives it.
    """

    check: str
    severity: Severity
    field: str
    start: int
    end: int
    words: str
    message: str
    why: str
    suggestion: str | None
    rule: str
    source: str

    @property
    def better(self) -> str:
        """The better words as a sentence of their own; "" where there are none, or the message holds them already."""
        words = self.suggestion or ""
        ended = words.endswith((",", ".", "?", "!"))
        return f" Better: “{words}”{'' if ended else '.'}" if len(words) > 1 and words not in self.message else ""

    def __str__(self) -> str:
        return f"{self.message}{self.better} {self.why} ({self.severity}, {self.check}; {self.source})"


@dataclass(frozen=True, slots=True)
class Strength:
    """Something good, and where it stands: `words` is the text from `start` to `end` of `field`."""

    dimension: str
    field: str
    start: int
    end: int
    words: str
    message: str

    def __str__(self) -> str:
        return f"{self.message}: “{' '.join(self.words.split())}”" if self.words else self.message


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check that could not be made, and what it would need."""

    check: str
    reason: str

    def __str__(self) -> str:
        return f"{self.check}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one dimension, out of how many, and why. `of` is 0 where nothing could be judged or is asked."""

    points: int
    of: int
    reason: str

    def __str__(self) -> str:
        return f"{self.points} of {self.of}: {self.reason}" if self.of else f"–: {self.reason}"


@dataclass(frozen=True)
class Report:
    """What `critique` has to say on one email. It shows itself in a notebook; `print` gives the same as text.

    >>> from followup.critique import critique
    >>> report = critique("Subject: Hello\\n\\nHey Priya,\\n\\nThanks for the interview!!", kind="thank_you")
    >>> report.findings[0].check, report.findings[0].words
    ('vague-subject', 'Hello')
    """

    email: Email
    kind: MessageKind | None
    findings: tuple[Finding, ...]
    strengths: tuple[Strength, ...]
    not_checked: tuple[NotChecked, ...]
    score: Mapping[str, Score]

    @property
    def points(self) -> Score:
        """The sum over all dimensions, and where points were lost."""
        lost = [name for name, part in self.score.items() if part.points < part.of]
        reason = f"points were lost on {listing(lost)}" if lost else "nothing was lost"
        return Score(sum(s.points for s in self.score.values()), sum(s.of for s in self.score.values()), reason)

    @property
    def summary(self) -> str:
        """The findings, counted, in one sentence.

        >>> from followup.critique import critique
        >>> critique("Subject: Data Analyst interview – thank you\\n\\nHi Priya,", select="structure").summary
        '3 things to mend: 2 warnings and 1 remark.'
        """
        number = {rank: sum(f.severity is rank for f in self.findings) for rank in Severity}
        names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
        parts = [count(number[rank], name) for rank, name in names.items() if number[rank]]
        if not parts:
            return "Nothing to mend was found."
        return f"{count(len(self.findings), 'thing')} to mend: {listing(parts)}."

    def to_frame(self) -> pd.DataFrame:
        """The findings as a table, one row each, in the order of the text."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        return pd.DataFrame([[getattr(f, name) for name in columns] for f in self.findings], columns=columns)

    def __str__(self) -> str:
        from .show import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from .show import as_html

        return as_html(self)
