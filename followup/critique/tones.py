"""How it sounds: casual words and signs by a small lexicon, demands and pleas by what a sentence does (`tone.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from . import wordlist
from .check import Context, Hit, check, fold
from .data import data, listed, pattern
from .model import Severity
from .parse import WORD, Mail, Part, lower
from .phrases import Phrases
from .tone import judge

# Margins from which one sentence is enough, chosen so that one finding in twenty at most is wrong on the emails of
# eight hands, each judged by weights that had not seen it.
SURE = {"pushy": 2.5, "desperate": 3.8, "flattery": 2.5, "slang": 0.6, "jargon": 1.5}
_BLESSING = re.compile(r"\b(?:god|lord|allah|heaven)?\W{0,2}bless(?:ed|ings?)?\b", re.IGNORECASE)
_LOUD = re.compile(r"(?<![\w&/'-])(?<!\w\.)[A-Z]{2,}(?:'[A-Z]+)?(?![\w&/-]|\.\w)")
_CAPITALS = re.compile("[A-Z].?[A-Z]")
_FACE = re.compile(r"[:;=8xX<^-]['^_-]?[)(DPpOo3/\\|*^_-]")  # every sign of letters has two of these
_BANGS = re.compile(r"[!?]*!(?:[ ?]{0,2}!)+[!?]*")


@check("emoji")
def emoji(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for field, text in (("subject", mail.subject.plain), ("body", mail.own)):
        if (text.isascii() or max(text) < "☀") and not _FACE.search(text):
            continue
        for match in pattern("emoji").finditer(text):
            sign = match.group()
            before = text[max(0, match.start() - 200) : match.start()]
            closes = sign in ("8)", "x)", "X)", ";)") and before.count("(") > before.count(")")  # a bracket, no smile
            if sign[0] not in listed("not_emoji") and not closes:
                advice = f"Leave out “{sign.strip()}”: say it in words, or not at all."
                yield Hit(match.start(), match.start() + len(sign.rstrip()), advice, None, field)


@check("all-caps")
def all_caps(mail: Mail, ctx: Context) -> Iterator[Hit]:
    app = ctx.application
    named = {fold(word) for text in ((app.company, app.role) if app else ()) for word in WORD.findall(text)}
    closing = " " * mail.closing.start + mail.closing.text if mail.closing else ""
    for field, text in (("subject", mail.subject.plain), ("body", mail.voice), ("body", closing)):
        if not _CAPITALS.search(text):
            continue
        run: list[re.Match[str]] = []
        words = [m for m in _LOUD.finditer(text) if _is_shout(m.group(), ctx)]
        for match in [*words, None]:
            if run and match and not text[run[-1].end() : match.start()].strip(" ,"):
                run.append(match)
                continue
            loud = [m.group() for m in run if fold(m.group()) not in named]
            if len(loud) > 1 or (loud and len(loud[0]) > 4):
                calm = " ".join(m.group() for m in run).lower()
                yield Hit(run[0].start(), run[-1].end(), f"Capitals read as shouting. Write “{calm}”.", calm, field)
            run = [match] if match else []


def _is_shout(word: str, ctx: Context) -> bool:
    """A common word in capitals, and no acronym or name."""
    if word in listed("acronyms", "lexicon") or (fold(word) in ctx.known and len(word) < 6):
        return False
    app = ctx.application
    if app and any(word in text for text in (app.company, app.role, *ctx.notes)):
        return False
    return wordlist.known(word.lower()) and (len(word) > 4 or wordlist.common(word.lower()))


@check("exclamations")
def exclamations(mail: Mail, ctx: Context) -> Iterator[Hit]:
    texts = (("subject", mail.subject.plain), ("body", mail.own))
    runs = [(field, match) for field, text in texts if "!" in text for match in _BANGS.finditer(text)]
    for field, match in runs:
        yield Hit(
            *match.span(),
            f"“{match.group()}” is more excitement than a letter carries. End with a full stop.",
            ".",
            field,
        )
    single = [m.start() for m in re.finditer("!", mail.own)]
    if not runs and len(single) > 2:
        first = max((s.start for s in mail.sentences if s.start <= single[0]), default=0)
        yield Hit(
            min(first, single[0]), single[-1] + 1, f"There are {len(single)} exclamation marks. Keep one at most."
        )


# --- words that say what they are -------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _lexicon(name: str) -> Phrases:
    words = [word.replace("_", " ") for word in data("tone")[f"{name}_word"].split()]
    return Phrases([rf"{pattern}(?![\w-]|\.\w)" for pattern in [*data("lexicon")[name], *words]])


@lru_cache(maxsize=1)
def _abbreviations() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(data('lexicon')['abbreviations'])})(?![\w-])")


@lru_cache(maxsize=8)
def _words_of(name: str, mail: Mail, ctx: Context) -> list[Part]:
    """Where words of the lexicon stand; names and the trade's own terms are left out."""
    spans = [match.span() for match in _lexicon(name).find(mail.lowered)]
    if name == "jargon" and _CAPITALS.search(mail.voice):
        spans += [match.span() for match in _abbreviations().finditer(mail.voice)]
    found = []
    for start, end in spans:
        words = mail.voice[start:end]
        starts = any(s.start == start for s in mail.sentences)
        if not starts and not words.isupper() and all(word[0].isupper() for word in words.split()):
            continue  # a name inside a sentence
        if mail.voice[start - 1 : start] in ("-", "'") or all(fold(w) in ctx.known for w in re.findall(r"\w+", words)):
            continue
        if not _explained(words, mail, ctx):
            found.append(Part(start, end, words))
    return found


def _explained(words: str, mail: Mail, ctx: Context) -> bool:
    """Whether the email or the notes show that a casual word is a term of the trade here."""
    for word, others in data("lexicon")["unless"].items():
        if word in words.lower():
            around = f"{mail.lowered} {' '.join(ctx.known)}"
            if re.search(rf"\b(?:{others})", around):
                return True
    return False


@lru_cache(maxsize=4)
def verdicts(mail: Mail) -> list[tuple[Part, str, tuple[str, ...]]]:
    """Each sentence with a tone, that tone and its evidence; judged once for all, outside quotation marks.

    Most emails have none: a doubtful sentence counts only beside a sure one, and a blessing is none.
    """
    judged = []
    for sentence in mail.sentences:
        spoken = " ".join(mail.voice[sentence.start : sentence.end].split())
        if " " in spoken and len(spoken) < 2000 and (verdict := judge(spoken)):
            judged.append((sentence, verdict))
    judged = [(s, v) for s, v in judged if v.label != "flattery" or len(s.text) > 60 or not _BLESSING.search(s.text)]
    one_is_sure = any(verdict.margin >= SURE[verdict.label] for _, verdict in judged)
    return [(sentence, v.label, v.evidence) for sentence, v in judged] if one_is_sure else []


def _verdicts(mail: Mail, label: str) -> list[tuple[Part, tuple[str, ...]]]:
    return [(sentence, evidence) for sentence, found, evidence in verdicts(mail) if found == label]


def _shown(evidence: tuple[str, ...]) -> str:
    words = [word.strip() for word in evidence if len(word.strip()) > 2][:3]
    return f" (it shows in {', '.join(f'“{word}”' for word in words)})" if words else ""


def _worded(name: str, message: str, mail: Mail, ctx: Context) -> Iterator[Hit]:
    """Words of the lexicon; what only the classifier knows is shown by its evidence, and is a remark."""
    found = _words_of(name, mail, ctx)
    for part in found:
        yield Hit(part.start, part.end, message.format(part.text))
    said = [*found, *_words_of("jargon" if name == "slang" else "slang", mail, ctx)]
    for sentence, evidence in _verdicts(mail, name):
        shown = any(part.start < sentence.end and sentence.start < part.end for part in said)
        if shown or _explained(" ".join(evidence), mail, ctx):
            continue
        start, end = _narrow(sentence, evidence)
        yield Hit(start, end, message.format(" ".join(mail.voice[start:end].split())), severity=Severity.INFO)


def _narrow(sentence: Part, evidence: tuple[str, ...]) -> tuple[int, int]:
    """From the first to the last word of the evidence; the whole sentence where none is found."""
    text = lower(sentence.text)
    words = [word.strip().lower() for word in evidence if len(word.strip()) > 2]
    spans = [m.span() for word in words for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    if not spans:
        return sentence.start, sentence.end
    return sentence.start + min(a for a, _ in spans), sentence.start + max(b for _, b in spans)


@check("slang")
def slang(mail: Mail, ctx: Context) -> Iterator[Hit]:
    yield from _worded("slang", "“{}” is how friends talk. Say it in plain, polite words.", mail, ctx)


@check("jargon")
def jargon(mail: Mail, ctx: Context) -> Iterator[Hit]:
    yield from _worded("jargon", "“{}” is office jargon. Say in plain words what you mean.", mail, ctx)


@check("pushy")
def pushy(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for sentence, evidence in _verdicts(mail, "pushy"):
        yield Hit(
            sentence.start,
            sentence.end,
            f"This sentence presses the reader{_shown(evidence)}. Ask, and leave the time to them.",
        )


@check("desperate")
def desperate(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for sentence, evidence in _verdicts(mail, "desperate"):
        yield Hit(
            sentence.start, sentence.end, f"This sentence begs{_shown(evidence)}. Say what you can do for them instead."
        )


@check("flattery")
def flattery(mail: Mail, ctx: Context) -> Iterator[Hit]:
    for sentence, evidence in _verdicts(mail, "flattery"):
        yield Hit(
            sentence.start,
            sentence.end,
            f"This praise is too thick{_shown(evidence)}. Name the one thing you liked, and why.",
        )
