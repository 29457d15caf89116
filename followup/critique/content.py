"""What a message of its kind has to say: thanks, a detail, one's value, interest, the question, the news."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from .check import Context, Hit, Unjudged, check, evidence, fold, has, missing
from .data import listed
from .parse import WORD, Mail, Part
from .tones import verdicts

LITTLE = 4  # words of prose: with fewer there is nothing to judge
DETAIL = 2.5  # weight from which a sentence is specific
_YOU = re.compile(r"(?i)\byou")


@lru_cache(maxsize=64)
def all_found(mail: Mail, name: str) -> list[Part]:
    """Where the prose has evidence of something."""
    return [Part(*m.span(), m.group()) for m in evidence()[name].find(mail.lowered)]


def found(mail: Mail, name: str) -> Part | None:
    """The first evidence of something."""
    return next(iter(all_found(mail, name)), None)


def _calm(mail: Mail, *names: str) -> bool:
    """Whether there is evidence in a sentence that does not beg, press or flatter: "my last hope" is no strength."""
    return any(_sentences_with(mail, name).keys() - _toned(mail) for name in names)


def _toned(mail: Mail) -> set[int]:
    return {sentence.start for sentence, label, _ in verdicts(mail) if label in ("pushy", "desperate", "flattery")}


def sentence_at(mail: Mail, position: int) -> Part | None:
    """The sentence that holds a position."""
    last = bisect_right(mail.sentences, position, key=lambda sentence: sentence.start)
    found = mail.sentences[last - 1] if last else None
    return found if found and position < found.end else None


def gap_about(mail: Mail, words: str) -> bool:
    """Whether an unfilled slot asks for this: then the gap is the finding, and nothing is missing besides."""
    inside = r"[^\[\]{}<>\n]{0,80}"
    return bool(re.search(rf"[\[{{<]{inside}\b(?:{words}){inside}[\]}}>]", mail.body.plain, re.IGNORECASE))


def enough(mail: Mail) -> None:
    """Raises where there is too little to judge what is missing."""
    if len(mail.words) < LITTLE:
        raise Unjudged("there is too little text to judge")


def _opening(mail: Mail) -> int:
    return mail.paragraphs[0].start if mail.paragraphs else mail.ends


def _asks(mail: Mail, unless: str) -> bool:
    """Whether the prose asks a question that is not about something else."""
    return any(s.text.endswith("?") and not has(unless, s.text) for s in mail.sentences)


@lru_cache(maxsize=4)
def thanks(mail: Mail) -> Part | None:
    """Where the email thanks its reader."""
    if spoken := found(mail, "thanks"):
        return spoken
    return mail.closing if mail.closing and has("closing_thanks", mail.closing.text) else None


def _names(ctx: Context) -> set[str]:
    app = ctx.application
    texts = [ctx.reader, *(p.name for p in ctx.people), *([app.company, app.role, app.candidate] if app else [])]
    return {fold(word) for text in texts for word in WORD.findall(text)}


@lru_cache(maxsize=4)
def detail(mail: Mail, ctx: Context) -> Part | None:
    """The first sentence with something specific from the conversation: the learner's notes first, then any evidence.

    A sentence counts by its uncommon words; one about the writer's own past counts only where it points at the talk, or
    says more of what is noted than a word ("I handled returns" may stand in any letter). One that begs, presses or
    flatters does not.
    """
    generic, names = listed("generic", "evidence"), _names(ctx)
    noted = {fold(word) for note in ctx.notes for word in WORD.findall(note) if len(word) > 3}
    stems = {word[:5] for word in noted - generic - names} - {name[:5] for name in names - generic}
    best, most = None, DETAIL
    pointing, own, wished = (_sentences_with(mail, name) for name in ("detail", "value", "interest"))
    toned = _toned(mail)
    for sentence, said in mail.spoken:
        words = {fold(word).removesuffix("'s") for word in said}
        at = sentence.start
        oneself = at in own and at not in pointing
        here = stems & {word[:5] for word in words if len(word) > 3}
        if here and oneself and len(here) == 1 and not _YOU.search(sentence.text):
            here &= {fold(word)[:5] for word in WORD.findall(mail.body.plain, at, own[at])}
        if here:
            return sentence
        rare = sum(len(word) > 2 and "'" not in word for word in words - generic - names)
        if not rare or at in toned or oneself:
            continue
        weight = rare + 1.5 if at in pointing else rare - 0.5 - 2 * (at in wished)
        if weight > most or (weight == most and best is None):
            best, most = sentence, weight
    return best


def _sentences_with(mail: Mail, name: str) -> dict[int, int]:
    """The sentences that hold evidence of something, by where they start; and where the first of it stands."""
    first: dict[int, int] = {}
    for part in all_found(mail, name):
        if sentence := sentence_at(mail, part.start):
            first.setdefault(sentence.start, part.start)
    return first


@check("no-thanks")
def no_thanks(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not thanks(mail):
        yield missing("no-thanks", _opening(mail))


@check("no-detail")
def no_detail(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not detail(mail, ctx) and not gap_about(mail, "talk|topic|discuss|detail|specific|mention"):
        place = mail.paragraphs[min(1, len(mail.paragraphs) - 1)].start if mail.paragraphs else mail.ends
        noted = " ".join(next(iter(ctx.notes), "").split())[:60]
        yield missing("no-detail", place, f" Your notes say “{noted}”." if noted else "")


@check("no-value")
def no_value(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not _calm(mail, "value", "deeds") and not gap_about(mail, "strength|skill|experience|value"):
        yield missing("no-value", mail.ends)


@check("no-interest")
def no_interest(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "interest"):
        yield missing("no-interest", mail.ends)


@check("no-status-question")
def no_status_question(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "status") and not _asks(mail, "not_status"):
        yield missing("no-status-question", mail.ends)


@check("no-interview-reference")
def no_interview_reference(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "interview") and not has("interview", mail.subject.plain):
        yield missing("no-interview-reference", _opening(mail))


@check("no-offer-of-information")
def no_offer_of_information(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "offer_information"):
        yield missing("no-offer-of-information", mail.ends)


@check("no-feedback-request")
def no_feedback_request(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "feedback") and not _asks(mail, "not_feedback"):
        yield missing("no-feedback-request", mail.ends)


@check("no-news")
def no_news(mail: Mail, ctx: Context) -> Iterator[Hit]:
    enough(mail)
    if not found(mail, "news") and not gap_about(mail, "award|offer|news|recognition"):
        yield missing("no-news", mail.paragraphs[0].end if mail.paragraphs else mail.ends)
