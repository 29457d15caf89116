"""One pass over an email: greeting, paragraphs, sentences, closing, signature, postscript, quoted thread.

Everything later works on `Mail`. Positions are those of `body.plain`, as long as the text itself; `prose` and `voice`
are the same text with all that is not the writer's own prose blanked out, so that a match needs no translation.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..message import Email
from ..words import fold
from .data import listed, pattern
from .text import Text

LONGEST = 60_000  # characters that are read; what lies beyond is said to be unread


_QUOTED = re.compile(r'"[^"\n]{1,400}"')
_LONE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text: from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(eq=False)  # itself and no other: what is seen in it is remembered under it
class Mail:
    """An email, taken apart."""

    subject: Text
    body: Text
    email: Email
    has_subject: bool = True
    greeting: Part | None = None
    hail: str = ""  # "dear", "hey", … or "" where only a name stands there
    addressee: Part | None = None  # who is greeted, with title
    paragraphs: list[Part] = field(default_factory=list)
    closing: Part | None = None
    signature: Part | None = None
    signed: bool = False  # the signature holds a name
    contact: bool = False  # …and how to reach the writer
    postscript: Part | None = None
    quoted: list[Part] = field(default_factory=list)
    ends: int = 0  # where the paragraphs end: the place for what is missing there

    @cached_property
    def prose(self) -> str:
        """The body with everything but paragraphs and postscript blanked out."""
        parts = [*self.paragraphs, *([self.postscript] if self.postscript else [])]
        return _only(self.body.plain, parts)

    @cached_property
    def voice(self) -> str:
        """The prose without what stands in quotation marks: the writer's own words."""
        return _QUOTED.sub(lambda m: " " * len(m.group()), self.prose)

    @cached_property
    def own(self) -> str:
        """Everything the writer wrote: quoted threads and quotations are blanked out."""
        text, last, pieces = self.body.plain, 0, []
        for part in self.quoted:
            pieces += [text[last : part.start], " " * len(part.text)]
            last = part.end
        text = "".join(pieces) + text[last:]
        return _QUOTED.sub(lambda m: " " * len(m.group()), text)

    @cached_property
    def sentences(self) -> list[Part]:
        """The sentences of the paragraphs and the postscript; each line of a list is one."""
        parts = [*self.paragraphs, *([self.postscript] if self.postscript else [])]
        return [sentence for part in parts for sentence in _sentences(part)]

    @cached_property
    def spoken(self) -> list[tuple[Part, list[str]]]:
        """The sentences, each with its words."""
        return [(sentence, WORD.findall(sentence.text)) for sentence in self.sentences]

    @cached_property
    def words(self) -> list[str]:
        """The words of the prose."""
        return [word for _, words in self.spoken for word in words]

    @cached_property
    def lowered(self) -> str:
        """The writer's own words in small letters, every character in its place; a lone line end is a space."""
        return _LONE_BREAK.sub(" ", lower(self.voice))

    @cached_property
    def english(self) -> bool:
        """Whether the prose looks like English; little text gets the benefit of the doubt."""
        first = [word.lower() for word in self.words[:400]]
        if len(first) < 6:
            letters = [c for c in self.prose[:2000] if c.isalpha()]
            return len(letters) < 12 or sum(c.isascii() for c in letters) > len(letters) / 2
        common = listed("common")
        return sum(word in common for word in first) >= len(first) * 0.18


@lru_cache(maxsize=20_000)
def alike(a: str, b: str, least: float) -> bool:
    """Whether so large a share of two words' letters is the same, in the same order."""
    longest = 2 * min(len(a), len(b)) / (len(a) + len(b))  # no ratio is above this
    return longest >= least and difflib.SequenceMatcher(None, a, b).ratio() >= least


def lower(text: str) -> str:
    """Small letters, one for one: the few capitals whose small form is longer stay as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def parse(email: Email, has_subject: bool = True, candidate: str = "", people: Iterable[str] = ()) -> Mail:
    """Take an email apart. Never raises; what is not there stays None."""
    mail = Mail(Text(email.subject), Text(email.body[:LONGEST]), email, has_subject)
    blocks = _blocks(mail)
    blocks = _take_greeting(mail, blocks, {word for name in people for word in fold(name).split() if len(word) > 2})
    blocks = _take_postscript(mail, blocks)
    blocks = _take_ending(mail, blocks, {w for w in fold(candidate).split() if len(w) > 1})
    mail.paragraphs = _paragraphs(mail.body.plain, blocks)
    last = mail.paragraphs[-1] if mail.paragraphs else mail.greeting
    mail.ends = last.end if last else _first(mail.body.plain)
    return mail


def _first(text: str) -> int:
    return len(text) - len(text.lstrip())


def _only(text: str, parts: list[Part]) -> str:
    pieces, last = [], 0
    for part in parts:
        pieces += [re.sub(r"[^\n]", " ", text[last : part.start]), part.text]
        last = part.end
    return "".join(pieces) + re.sub(r"[^\n]", " ", text[last:])


def _blocks(mail: Mail) -> list[list[Part]]:
    """The writer's own lines, in blocks that empty lines divide; quoted threads are put aside."""
    blocks: list[list[Part]] = [[]]
    position, quoting = 0, False
    lines = mail.body.plain.split("\n")
    for number, line in enumerate(lines):
        part = Part(position, position + len(line), line)
        position += len(line) + 1
        marked = line.lstrip().startswith(">")
        if not quoting and _is_quote(line, lines, number):
            after = next((text for text in lines[number + 1 : number + 4] if text.strip()), "")
            quoting = not after.lstrip().startswith(">")  # marked lines can be told apart, unmarked ones run to the end
            marked = True
        if marked or quoting:
            mail.quoted.append(part)
        elif line.strip():
            start = part.start + _first(line)
            blocks[-1].append(Part(start, start + len(line.strip()), line.strip()))
            continue
        if blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _is_quote(line: str, lines: list[str], number: int) -> bool:
    """Whether a thread starts here; a "From:" line starts one only where another header follows."""
    if not (":" in line or "--" in line or "__" in line) or not pattern("quote_start").match(line):
        return False
    return not pattern("header").match(line) or any(
        pattern("header").match(text) for text in lines[number + 1 : number + 3]
    )


def _take_greeting(mail: Mail, blocks: list[list[Part]], people: set[str]) -> list[list[Part]]:
    if not blocks:
        return blocks
    line = blocks[0][0]
    found = pattern("greeting").match(line.text)
    if found and not _is_salutation(found, line.text):
        found = None
    hail = found["hail"] if found else ""
    found = found or pattern("named").match(line.text) or _foreign(line.text, people)
    if not found or (not hail and pattern("sign_off").fullmatch(line.text.rstrip(",: "))):
        return blocks
    if hail and not found["who"].strip():  # "Hey!! Dear Dr. Nair," greets twice, and names its reader
        at = len(line.text) - len(line.text[found.end() :].lstrip(" !,.–—-"))
        again = pattern("greeting").match(line.text, at)
        again = again if again and _is_salutation(again, line.text) else None
        found = again or pattern("named").match(line.text.replace("!", ","), at) or found
    mail.hail = hail.lower()
    mail.greeting = Part(line.start, line.start + found.end(), line.text[: found.end()])
    if found["who"].strip():
        mail.addressee = Part(line.start + found.start("who"), line.start + found.end("who"), found["who"])
    rest = line.text[found.end() :]
    if rest.strip():  # the text goes on in the same line
        start = line.start + found.end() + _first(rest)
        return [[Part(start, line.end, rest.strip()), *blocks[0][1:]], *blocks[1:]]
    return [blocks[0][1:], *blocks[1:]] if blocks[0][1:] else blocks[1:]


def _foreign(line: str, people: set[str]) -> re.Match[str] | None:
    """A short first line with the reader's name in it greets, in whatever language: "Kia ora Lily,"."""
    if not people & set(fold(re.sub(r"[.,]", " ", line)).split()):
        return None
    alone = re.match(r"(?P<who>[^\W\d_][\w'’-]+)[ ]*[,:!–—-]?$", line)
    return alone or re.match(r"(?:\S+ ){1,4}?(?P<who>[^\n:;!?]{1,40})(?<![ ,])[,:!]?$", line)


def _is_salutation(found: re.Match[str], line: str) -> bool:
    """Whether it greets: "Good day at the office" and "Dear oh dear, what a day" do not."""
    who = found["who"].split()
    if not found["end"] and found.end() < len(line):
        return False
    small = [w for w in who if w[0].islower() and w not in listed("in_a_greeting")]
    if found["end"] in "-–—":
        return (len(who) <= 6 and not small) or len(small) == len(who) == 1
    return len(who) <= (12 if "," in found["who"] else 7) and len(small) <= 2


def _take_postscript(mail: Mail, blocks: list[list[Part]]) -> list[list[Part]]:
    for number, block in enumerate(blocks):
        for at, line in enumerate(block):
            if (number or at) and pattern("ps").match(line.text + " "):
                lines = [*block[at:], *(line for rest in blocks[number + 1 :] for line in rest)]
                mail.postscript = _joined(mail.body.plain, lines)
                return [*blocks[:number], *([block[:at]] if at else [])]
    return blocks


def _joined(text: str, lines: list[Part]) -> Part:
    return Part(lines[0].start, lines[-1].end, text[lines[0].start : lines[-1].end])


def _take_ending(mail: Mail, blocks: list[list[Part]], candidate: set[str]) -> list[list[Part]]:
    """Closing and signature: from the last lines upwards, as far as they are short and no sentence."""
    lines = [line for block in blocks for line in block]
    for number in range(len(lines) - 1, max(-1, len(lines) - 10), -1):
        line, after = lines[number], lines[number + 1 :]
        if closing := _closing_length(line.text, after, candidate):
            mail.closing = Part(line.start, line.start + closing, line.text[:closing])
            rest = line.text[closing:].lstrip(" ,.-–—!|")
            _sign(mail, [Part(line.end - len(rest), line.end, rest), *after] if rest else after, candidate)
            return _until(blocks, line.start)
        if not (_is_name(line.text, candidate) or _is_contact(line.text) or _is_tag(line.text)):
            break
    signature: list[Part] = []
    for line in reversed(lines if mail.greeting else lines[1:]):
        if not (_is_name(line.text, candidate) or _is_contact(line.text)):
            break
        signature.insert(0, line)
    if any(_is_name(line.text, candidate) for line in signature):
        _sign(mail, signature, candidate)
        return _until(blocks, signature[0].start)
    return blocks


def _closing_length(line: str, after: list[Part], candidate: set[str]) -> int:
    """How many characters of a line are a sign-off; 0 where it is none."""
    bare = line.rstrip(" ,.!-–—")
    many, ends = len(bare.split()), bool(re.search(r"[.?]$", line))
    if len(bare) <= 60 and pattern("sign_off").fullmatch(bare):
        return len(bare)
    if many <= 4 and not ends and any(_is_closer(word) for word in bare.split()):
        return len(bare)
    comma = re.match(r"([^,–—-]{2,30}?) ?[,–—-]+ ?(.{2,40})$", line)
    if comma and pattern("sign_off").fullmatch(comma[1].strip()) and _is_name(comma[2], candidate):
        return len(comma[1].rstrip())
    if ends or many > 9 or not (bare and bare[0].isupper()) or _reaches(line):
        return 0
    if not after:  # "Kisses," and no name
        return len(bare) if line.endswith(",") and many < 4 else 0
    own = candidate & set(fold(after[0].text.replace(",", " ")).split()) and not candidate & set(fold(bare).split())
    if own and (line.endswith(",") or many < 6):
        return len(bare)
    hearty = line.endswith(",") or (pattern("hearty").search(bare) and not _is_name(bare, candidate))
    return len(bare) if hearty and _is_name(after[0].text, candidate) else 0


def _is_closer(word: str) -> bool:
    """A word of a closing, also misspelt: "Sincerley"."""
    word = fold(word).strip(",.!")
    return len(word) > 4 and any(known[0] == word[0] and alike(known, word, 0.82) for known in listed("closers"))


def _is_name(line: str, candidate: set[str]) -> bool:
    """A line that holds a name: the candidate's own, or one to five capitalised words and no sentence."""
    parts = re.findall(r"[^\W\d_][\w'’.-]*", line)
    if not parts or len(line) > 70:
        return False
    if candidate & set(fold(re.sub(r"[,.()|-]", " ", line)).split()):
        return len(parts) <= 8 and not re.search(r"[a-z]{3}[.!?]$", line)
    sentence = re.search(r"[.!?:]$", line) and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", line)
    if sentence or len(parts) > 5 or _is_contact(line):
        return bool(re.fullmatch(r"\[[^\]\n]*name[^\]\n]*\]", line, re.IGNORECASE))
    small = [part for part in parts if part[0].islower() and part not in listed("particles")]
    return not small or (line == parts[0] and len(line) <= 14 and not pattern("sign_off").fullmatch(line))


@lru_cache(maxsize=256)
def _is_contact(line: str) -> bool:
    """A line with a telephone number, an address or a link, and no sentence around it."""
    if re.fullmatch(r"\[[^\]\n]*(?:phone|email|contact)[^\]\n]*\]", line, re.IGNORECASE):
        return True
    return len(line) < 160 and _reaches(line) and not re.search(r"[a-z]{3,}(?:[ ,]+[a-z]{2,}){3}", line)


@lru_cache(maxsize=256)
def _reaches(line: str) -> bool:
    return any(pattern(name).search(line) for name in ("phone", "address", "street"))


def _is_tag(line: str) -> bool:
    """A line under the name: a post, a degree, "Sent from my phone"."""
    short = len(line) < 60 and len(line.split()) <= 8
    return short and not re.search(r"[a-z]{2}[.!?]$", line) and not pattern("greeting").match(line)


def _sign(mail: Mail, lines: list[Part], candidate: set[str]) -> None:
    if lines:
        mail.signature = _joined(mail.body.plain, lines)
        mail.signed = any(_is_name(line.text, candidate) for line in lines)
        mail.contact = any(_reaches(line.text) or _is_contact(line.text) for line in lines)


def _until(blocks: list[list[Part]], end: int) -> list[list[Part]]:
    kept = [[line for line in block if line.start < end] for block in blocks]
    return [block for block in kept if block]


def _paragraphs(text: str, blocks: list[list[Part]]) -> list[Part]:
    """Blocks as paragraphs; the lines of a list, and an introduction that ends in a colon, are one of them."""
    found: list[Part] = []
    listing = False
    for block in blocks:
        part = _joined(text, block)
        bullets = all(pattern("bullet").match(line.text) for line in block)
        if found and bullets and (listing or found[-1].text.endswith(":")):
            part = Part(found[-1].start, part.end, text[found[-1].start : part.end])
            found.pop()
        listing = bullets
        found.append(part)
    return found


def _sentences(part: Part) -> list[Part]:
    """Sentences of a paragraph; a new line ends one only in a list, or after a line that is complete."""
    text, found, start = part.text, [], 0
    breaks = {m.start() for m in re.finditer(r"\n(?=[ ]*(?:[-*•◦▪]|\(?\d{1,2}[.)])[ ]+\S)", text)}
    ends = sorted(
        breaks
        | {
            m.end()
            for m in pattern("end").finditer(text)
            if not pattern("short").search(text[max(0, m.end() - 12) : m.end()])
        }
    )
    for end in [*ends, len(text)]:
        piece = text[start:end]
        if piece.strip():
            left = part.start + start + _first(piece)
            found.append(Part(left, left + len(piece.strip()), piece.strip()))
        start = end
    return found
