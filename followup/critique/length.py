"""How long: the whole, its paragraphs, its sentences. The numbers are the kit's own, and the messages say so."""

from __future__ import annotations

from collections.abc import Iterator

from .check import Context, Hit, check
from .parse import Mail

WORDS = 200
PARAGRAPHS = 4
IN_A_SENTENCE = 35


@check("too-long")
def too_long(mail: Mail, ctx: Context) -> Iterator[Hit]:
    words = [w for part in mail.paragraphs for w in part.text.split() if w[0].isalnum() or any(map(str.isalnum, w))]
    if len(words) > WORDS:
        start, end = mail.paragraphs[0].start, mail.paragraphs[-1].end
        advice = f"It has {len(words)} words without greeting and signature; {WORDS} is the kit's own limit."
        yield Hit(start, end, f"{advice} Cut what the reader knows already.")


@check("too-many-paragraphs")
def too_many_paragraphs(mail: Mail, ctx: Context) -> Iterator[Hit]:
    if len(mail.paragraphs) > PARAGRAPHS:
        start, end = mail.paragraphs[PARAGRAPHS].start, mail.paragraphs[-1].end
        advice = f"It has {len(mail.paragraphs)} paragraphs; {PARAGRAPHS} is the kit's own limit."
        yield Hit(start, end, f"{advice} Join or drop some: three do for most notes.")


@check("long-sentence")
def long_sentence(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for sentence, words in mail.spoken:
        number = len(words) + sum(map(str.isdigit, sentence.text.split()))
        if number > IN_A_SENTENCE:
            advice = f"This sentence has {number} words. Make two of it: up to {IN_A_SENTENCE} can be read in one go."
            yield Hit(sentence.start, sentence.end, advice)
