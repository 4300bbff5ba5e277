"""Text as a reader reads it, whatever signs it came with: the one way in which both services read what people wrote.

``readable`` gives the text that a reader sees: without soft hyphens, zero-width and direction signs, tags and entities, with
words joined again that a line's end parted, in NFC. Of the line breaks only those stay that end a sentence; ``cut_sentences`` cuts
where a reader would stop. Both know where each letter stood, so that what is quoted is cut from the text as it was written.
Nothing here changes a letter into another: ``å`` is not ``a``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

LONGEST_SENTENCE: Final = 600
"""A text without full stops is cut here, so that a quotation stays readable."""
NARROWEST: Final = 50
"""A line may have been broken because it was full when the next word would have passed this column, or the longest line."""
NARROWEST_COLUMN: Final = 25
"""The same where four lines or more show how broad their column is."""
_LINES_OF_A_COLUMN: Final = 4
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees of a text; ``spans`` says where each of its letters begins and ends in what was written.

    ``spans`` is None where the text is seen as it was written.
    """

    text: str
    spans: Spans | None = None

    def written_span(self, start: int, end: int) -> tuple[int, int]:
        """Give where in the written text the letters from ``start`` to ``end`` (at least one) stand."""
        return (start, end) if self.spans is None else (self.spans[start][0], self.spans[end - 1][1])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: the slice of the text as it was written, and what a reader sees of it, in one line."""

    written: str
    text: str


def see(text: str) -> Seen:
    """Read a text sign by sign: linear in its length, and at once where it holds no odd sign."""
    seen = Seen(text)
    if _ODD.search(text) is None and unicodedata.is_normalized("NFC", text):
        return seen
    seen = _see_markup(seen)
    for pattern, replacement in _SIGNS:
        seen = _replace(seen, pattern, replacement)
    seen = _replace(Seen(_join_lines(seen.text), seen.spans), _HYPHEN_AT_LINE_END, _join_halves)
    return _replace(seen, _SOFT_HYPHEN, lambda _: "")


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """Give the text that a reader sees; the line breaks in it end a sentence."""
    return see(text).text


def read_figures(text: str) -> str:
    """Give a day or a time as a reader reads it: whatever dashes part it are hyphens, with no blanks around."""
    return _DASH.sub("-", readable(text)).strip()


def fold(text: str) -> str:
    """Give the words that a reader sees, without case, joined by single spaces: hyphens and punctuation fall away."""
    return " ".join(word.casefold() for word in words_of(text))


def words_of(text: str) -> list[str]:
    """Give the words that a reader sees, with their case."""
    return _WORD.findall(readable(text))


def cut_sentences(text: str) -> Iterator[Sentence]:
    """Cut a text where a reader would stop, in one linear pass: nothing but blanks and markup falls between the sentences."""
    seen = see(text)
    for start, end in _ends(seen.text):
        for first, last in _cut_long(seen.text, start, end):
            written = slice(*seen.written_span(first, last))
            yield Sentence(text[written], seen.text[first:last])


# ---- What a reader does not see --------------------------------------------------------------------------------------

_INVISIBLE: Final = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_MARKS: Final = "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_BLANK: Final = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_UNENDED: Final = "&(?:[aouAOU]uml|[aA]ring|[eE]acute|nbsp|shy)"
"""The letters and signs of our languages are read without their semicolon too, as browsers do."""
_ENTITY: Final = re.compile(
    rf"&(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});|{_UNENDED}"
)
_BLOCKS: Final = (
    "address article aside blockquote body caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head header"
    " hr html li main nav ol p pre section table tbody td tfoot th thead title tr ul"
)
_INLINE: Final = (
    "a abbr acronym b big cite code del dfn em font i img input ins kbd label mark meta link o:p q s samp small span strike strong"
    " sub sup tt u var wbr"
)


def _tag(names: str) -> re.Pattern[str]:
    """Find a tag by its name: ``<30 år`` and ``<namn>`` are none."""
    attribute = r"\s+[\w:-]{1,60}\s?=\s?(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)"
    return re.compile(rf"</?(?:{'|'.join(names.split())})(?:{attribute})*\s*/?>", re.IGNORECASE)


_HIDDEN: Final = re.compile(
    r"<!--.{0,6000}?-->|<(style|script)\b[^<>]{0,200}>.{0,6000}?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_BREAK: Final = _tag("br")
_BLOCK: Final = _tag(_BLOCKS)
_INLINE_TAG: Final = _tag(_INLINE)
_LINE_END: Final = re.compile("\r\n?|[\v\f\x85\u2028]")
_LINE_ENDS: Final = re.compile(r"(?<![-\u00ad\u2010])[ \t]?\n[ \t\n]*")
_COMPATIBLE: Final = "\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
_ODD: Final = re.compile(
    rf"[{_INVISIBLE}{_BLANK}{_COMPATIBLE}\u00ad\x00-\x1f\x7f-\x9f\u2010\u2011\u2028\u2029\u00ac]|&[#\w]+;|{_UNENDED}|<[!/A-Za-z]"
)
_WORD: Final = re.compile(r"\w+")
_DASH: Final = re.compile("[\u2012-\u2015\u2212]")
_SOFT_HYPHEN: Final = re.compile("\u00ad")
_HYPHEN_AT_LINE_END: Final = re.compile(r"(?<=(\w))([-\u00ad]) *\n *(?=(\w+))")
_OTHER_HALF: Final = frozenset("och eller samt respektive som men till and or".split())
"""Before these a hyphen stands for what the next word has too: ``barn- och ungdomsvård``."""
_HYPHENATED: Final = frozenset("it tv pc id ip cv eu fn hr pr vd".split())
"""Short words that keep their hyphen; of other words a line's end may have parted two letters, as ``an-sökan``."""
Replacement = Callable[[re.Match[str]], str]


def _replace(seen: Seen, pattern: re.Pattern[str], replacement: Replacement) -> Seen:
    """Put other letters in the place of those found, which then stand for all that they replace."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    old = seen.spans
    at = 0
    for found in pattern.finditer(seen.text):
        new = replacement(found)
        if new == found[0]:
            continue
        old = old or tuple((place, place + 1) for place in range(len(seen.text)))
        parts += (seen.text[at : found.start()], new)
        spans += old[at : found.start()]
        spans += [(old[found.start()][0], old[found.end() - 1][1])] * len(new)
        at = found.end()
    if not parts:
        return seen
    return Seen("".join((*parts, seen.text[at:])), (*spans, *(old or ())[at:]))


def _see_markup(seen: Seen) -> Seen:
    """Read entities, which some programs write twice, and tags; among tags for paragraphs a line break is a blank."""
    for _ in range(2):
        seen = _replace(seen, _ENTITY, lambda found: html.unescape(found[0]))
    seen = _replace(seen, _HIDDEN, lambda _: "")
    seen = _replace(seen, _LINE_END, lambda _: "\n")
    seen = _replace(seen, re.compile("\u2029"), lambda _: "\n\n")
    if "<" not in seen.text:
        return seen
    if _BLOCK.search(seen.text) or _BREAK.search(seen.text):
        seen = _replace(seen, _LINE_ENDS, lambda found: " " if found[0].count("\n") == 1 else "\n\n")
    seen = _replace(seen, _BREAK, lambda _: "\n")
    seen = _replace(seen, _BLOCK, lambda _: "\n\n")
    return _replace(seen, _INLINE_TAG, lambda _: "")


def _join_halves(found: re.Match[str]) -> str:
    """Write a word as one again that a line's end parted, with its hyphen where that is its own."""
    before, sign, after = found[1], found[2], found[3]
    if sign != "-":
        return ""
    if after.casefold() in _OTHER_HALF:
        return "- "
    start = found.start()
    first = re.search(r"\w+\Z", found.string[max(0, start - 40) : start])
    half = first[0] if first else before
    own = len(half) == 1 or half.isupper() or half.casefold() in _HYPHENATED
    return "-" if own or before.isdigit() or not after[0].islower() else ""


_SIGNS: Final[tuple[tuple[re.Pattern[str], Replacement], ...]] = (
    (re.compile(r"(?<=\w)\u00ac(?=\w|[ \t]*\n)"), lambda _: "\u00ad"),  # As programs show a soft hyphen.
    (re.compile(rf"[{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f]+|\u00ad(?![ \t]*\n)"), lambda _: ""),
    (re.compile(f"[{_BLANK}]"), lambda _: " "),
    (re.compile(f"[{_COMPATIBLE}]"), lambda found: unicodedata.normalize("NFKC", found[0])),
    (
        re.compile(rf"[^{_MARKS}][{_MARKS}]+|[\u2126\u212a\u212b]"),
        lambda found: unicodedata.normalize("NFC", found[0]),
    ),
    (re.compile("[\u2010\u2011]"), lambda _: "-"),
)
"""What stands for each sign that a reader does not tell from another, or does not see at all."""


# ---- Where a sentence ends -------------------------------------------------------------------------------------------

_PARAGRAPH: Final = re.compile(r"\n[ \n]*\n")
_ALWAYS_AN_ITEM: Final = re.compile(r"[•·▪◦‣●○∙*]\s*\S|[oO] \S")
_PERHAPS_AN_ITEM: Final = re.compile(r"[-–—] *\S|(?:\d{1,2}|[a-zA-Z])[.)] \S")
_STOP: Final = re.compile(r"[.!?…:;][\"”’»)\]]{0,3}\Z")
_END: Final = re.compile(r"[.!?…][\"”’»)\]]{0,3}[ ]+(?=\S)|(?<=[a-zåäö]{3})[.!?](?=[A-ZÅÄÖ][a-zåäö])|\n+")
_SMALL: Final = re.compile(r"[a-zåäö]")
_BEGUN: Final = re.compile(r"[.!?…][\"”’»)\]]{0,3}\s+[A-ZÅÄÖ]")
_LAST_WORD: Final = re.compile(r"[^\s(\"”’»\[]+\Z")
_SHORT_PARTS: Final = re.compile(r"(?:[^\W\d]{1,4}\.)+[^\W\d]{1,4}")
_CLOSING: Final = frozenset("m.m m.fl o.s.v o.d e.d o.dyl m.a.o e.kr f.kr".split())
"""Abbreviations with points inside that often end a sentence: what follows in capitals begins another."""
_SHORT_WORDS: Final = frozenset(
    "alt ang art avd bil bl bl.a ca dir doc dr d.v.s dvs enl etc.a ev ex exkl fig forts fr f.d förf ggr gm hr inkl ing inst jfr kap"
    " kl kv lic ll lr max med.dr min mom mr mrs ms mån nr obs omkr ordf prof red reg resp s sd sek sekr sid sk spec st.f sthlm t.ex"
    " tab tel tf tfn tim tr ung utg utv vd vers vol v övers övr anm eg f feb jan dec nov okt sept aug proc mag fil prop bet skr".split()
)
"""Abbreviations after which a sentence goes on, whatever follows."""
_SHORT: Final = 4
"""After so short a word (``och A. Ek``) a capital is an initial, after a longer one (``grupp B.``) the end of a sentence."""
_MONTHS: Final = frozenset(
    "januari februari mars april maj juni juli augusti september oktober november december".split()
)


def _join_lines(text: str) -> str:
    """Write a blank for each line break inside a sentence, so that every letter keeps its place.

    Those that end a sentence stay, and for now those that part a word.
    """
    if "\n" not in text:
        return text
    parts: list[str] = []
    at = 0
    for gap in _PARAGRAPH.finditer(text):
        parts += (_join_paragraph(text[at : gap.start()]), gap[0])
        at = gap.end()
    return "".join((*parts, _join_paragraph(text[at:])))


def _join_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    if len(lines) == 1:
        return paragraph
    width = max(max(map(len, lines)), NARROWEST_COLUMN if len(lines) >= _LINES_OF_A_COLUMN else NARROWEST)
    dashes = sum(line.lstrip()[:1] in ("-", "–", "—") for line in lines)
    joined = [lines[0]]
    unfinished = False
    for line, following in pairwise(lines):
        bare = line.strip()
        begun = unfinished or (_SMALL.match(bare) is not None and " " in bare)
        unfinished = begun and _STOP.search(bare) is None
        goes_on = _goes_on(bare, following.strip(), width, dashes, unfinished=unfinished)
        unfinished = unfinished and goes_on
        joined += (" " if goes_on else "\n", following)
    return "".join(joined)


def _goes_on(line: str, following: str, width: int, dashes: int, *, unfinished: bool) -> bool:
    """Whether a sentence goes on in the next line of its paragraph, as a reader takes it.

    Args:
        line: The line that ends.
        following: The next one.
        width: The column that the lines reach, as far as they show it.
        dashes: How many lines of the paragraph begin with a dash.
        unfinished: Whether the line is the middle of a sentence, which it has not ended without a stop.
    """
    if not line or not following or _ALWAYS_AN_ITEM.match(following) or line[-1] in "-\u00ad":
        return False
    stopped = _STOP.search(line) is not None
    full = len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
    if _PERHAPS_AN_ITEM.match(following):
        return full and not stopped and (dashes < 2 or following[:1] not in "-–—")
    if stopped and line[-1] not in ":;" and not _goes_on_after(line):
        return full
    return full or unfinished or _SMALL.match(following) is not None or line.endswith(",")


def _goes_on_after(line: str) -> bool:
    """Whether the full stop that a line ends with is that of an abbreviation."""
    return line.endswith(".") and _is_abbreviation(line[:-1], "")


def _ends(text: str) -> Iterator[tuple[int, int]]:
    """Give where each sentence begins and ends, blanks around it left out."""
    no_capitals = _BEGUN.search(text) is None
    start = 0
    for end in _END.finditer(text):
        if "\n" in end[0] or _stops(text, start, end, no_capitals=no_capitals):
            yield from _without_blanks(text, start, end.end())
            start = end.end()
    yield from _without_blanks(text, start, len(text))


def _stops(text: str, start: int, end: re.Match[str], *, no_capitals: bool) -> bool:
    """Whether a sentence ends at a sign that may end one; in a text without capitals a small letter may begin the next."""
    following = text[end.end() : end.end() + 20]
    before = text[max(start, end.start() - 40) : end.start()]
    if end[0][0] != ".":
        return end[0][0] in "!?" if not _SMALL.match(following) else no_capitals
    word = _LAST_WORD.search(before)
    if word is None:
        return not _SMALL.match(following)
    if not end[0].endswith(" "):
        return not any(sign in word[0] for sign in ("@", "/", "www"))
    alone = not before[: word.start()].strip() and end.start() - start <= len(word[0]) + 1
    if alone and len(word[0]) <= 2 and (word[0].isdigit() or len(word[0]) == 1):
        return False  # The number of an item in a list.
    if _SMALL.match(following) and not no_capitals:
        return False
    return not _is_abbreviation(before, following)


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the words before a full stop end in an abbreviation, an initial or the number of a day."""
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last = word[0].casefold()
    if last.isdigit():
        first = _WORD.match(following)
        return len(last) <= 2 and first is not None and first[0].casefold() in _MONTHS
    if last in _SHORT_WORDS:
        return True
    if len(last) == 1:
        earlier = before[: word.start()].split()
        return word[0].islower() or not earlier or earlier[-1][:1].isupper() or len(earlier[-1]) <= _SHORT
    return last not in _CLOSING and _SHORT_PARTS.fullmatch(last) is not None


def _without_blanks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    left = start + len(inner) - len(inner.lstrip())
    right = start + len(inner.rstrip())
    if left < right:
        yield left, right


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield from _without_blanks(text, start, cut)
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield from _without_blanks(text, start, end)
