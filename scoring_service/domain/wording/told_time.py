"""Years as people tell them in a sentence: in figures, in ranges, in words, by counting, by naming one phase after the other.

What is read here is only time. Whether money came in those years, and to whom, is for whoever asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_BACK = 15
"""Years so far back are no earlier years of a project that still applies."""
MOST_COUNTED = 9
_NUMBERS = {
    word: number
    for words in (
        "ett två tre fyra fem sex sju åtta nio".split(),
        "one two three four five six seven eight nine".split(),
        "1 2 3 4 5 6 7 8 9".split(),
    )
    for number, word in enumerate(words, 1)
} | {"en": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS = {
    word: number
    for words in (
        "första andra tredje fjärde femte sjätte sjunde åttonde nionde".split(),
        "first second third fourth fifth sixth seventh eighth ninth".split(),
        "1:a 2:a 3:e 4:e 5:e 6:e 7:e 8:e 9:e".split(),
        "1a 2a 3e 4e 5e 6e 7e 8e 9e".split(),
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th".split(),
    )
    for number, word in enumerate(words, 1)
}
_SPAN = r"\s*(?:-|/|till och med|t ?o ?m|tom|fram till|och fram till|till|through|to)\s*"
_NUMBER = "|".join(_NUMBERS)
_ORDINAL = "|".join(re.escape(word) for word in _ORDINALS)
_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d]|[.,]\d|\s*(?:kr|kronor|personer|mkr))")
_RANGE = re.compile(rf"(?<![\d.,])((?:19|20)\d\d){_SPAN}((?:19|20)?\d\d)(?!\d)")
_BETWEEN = re.compile(r"\b(?:mellan|between)\s+((?:19|20)\d\d)\s+(?:och|and)\s+((?:19|20)\d\d)")
_SHORT_RANGE = re.compile(
    r"(?<![\d.,:/-])(\d\d)\s*(/|-)\s*(\d\d)(?![\d:/]|\s*(?:år|åring|kr|procent|%|person|vecko|timm|min))"
)
_SHORT_YEAR = re.compile(
    r"(?:^|[\s(,;])['-](\d\d)(?!\d|:|\s*(?:grader|°))|\b(?:vt|ht|våren|hösten|sommaren|vintern)\s*-?(\d\d)(?!\d)"
)
_SHORT_LIST = re.compile(r"\båren ((?:\d\d(?:, | och | samt | and ))+\d\d)(?!\d)")
_SINCE = re.compile(
    r"\b(?:alltsedan|sedan|sen|från och med|fr ?o ?m|from|since)\s+(?:(?:starten|början|start|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|våren|hösten|sommaren|vintern|vårterminen|höstterminen|vt|ht|år|året|the|spring|autumn|fall|summer|winter|of)\s+){0,3}((?:19|20)\d\d)(?!\s*(?:-|/|till))"
)
_GOES_ON = re.compile(
    r"\b(?:sedan dess|alltsedan|varje år|vart år|årligen|vid varje utlysning|år efter år|every year|ever since)\b"
)
_YEAR_AFTER = re.compile(
    r"\b(?:året|åren) (?:därpå|därefter|efter det|efter)\b|\b(?:påföljande|följande|nästföljande) år\b|\bthe (?:year after|following year)\b"
)
_COUNT = re.compile(
    rf"\b({_NUMBER})\s+(?:(?:hela|tidigare|gångna|senaste|föregående|första|olika|raka|projekt|previous|past|first|consecutive)\s+){{0,2}}"
    r"(år|års|åren|årens|projektår|projektåren|bidragsår|gånger|omgångar|utlysningar|years|times|rounds)\b"
)
_IN_ROW = re.compile(rf"\b({_NUMBER})\s+(?:i rad|i följd|på raken|in a row|running)\b")
_ROW = re.compile(r"\b(?:i rad|i följd|i sträck|på raken|på rad|efter varandra|running|in a row)\b")
_AHEAD = re.compile(
    r"\b(?:kommande|nästkommande|närmaste|framåt|framöver|planera\w*|beräkna\w*|kommer att|ska pågå|vill ha|söker vi|per år|om året|upcoming|coming|planned|next)\b"
)
_AGE = re.compile(r"^\s*(?:gam+a?l\w*|old\b|på sig\b|ung\w*)")
_PAST = re.compile(
    r"\b(?:har|hade|haft|fick|fått|var|gav|gett|gick|efter|tidigare|första|förra|gångna|föregående|with|had|has|have|received|got|after|previous|past"
    r"|\w{3,}(?:des|ades|ats|tts|its|dde|erade|ades))\b"
)
"""What tells that years counted are behind and not ahead."""
_ASKED = re.compile(
    rf"(?<!var )(?<!vart )(?<!varje )\b({_ORDINAL})(?:\s+(?:och|and)\s+(?:sista|avslutande|slutliga|final|last))?\s+"
    r"(?:(?:hela|raka|och|år|straight|project)\s+){0,1}"
    r"(projektår\w*|projektetapp\w*|år|året|åren|årets|gången|gång|våren|sommaren|hösten|vintern|säsongen|terminen|omgången|etappen|fasen|steget|ansökan|ansökningen|bidragsåret|year|time|phase|stage|round)\b"
)
_NUMBERED = re.compile(
    rf"\b(projektår|år|etapp|fas|steg|del|omgång|year|phase|stage)(?:en|n|et)?\s+(?:nr\s+|nummer\s+)?({_NUMBER})\b(?!\s*(?:och|,|-|samt|till|år)\s)"
)
_PHASES = re.compile(
    rf"\b(?:etapp|fas|steg|del|år|omgång|phase|stage|year)(?:erna|er|en|n|ar|arna|et|s)?\s+((?:{_NUMBER})(?:\s*(?:,|och|samt|and|&|-|till)\s*(?:och\s+)?(?:{_NUMBER}))+)\b"
)
_NAMED_PHASE = re.compile(r"\b(\w{3,}?)(?:året|året[s]|fasen|etappen)\b")
_CALENDAR = frozenset(
    "kalender budget skol läs verksamhets förra halv helt nästa barn ålders jubileums".split()
)
_DONE = re.compile(
    r"\b(?:avsluta\w*|genomför\w*|över|gått|slutför\w*|redovisa\w*|klar\w*|färdig\w*|bakom|passera\w*|finansiera\w*|bekosta\w*|betala\w*|completed|finished|done|over)\b"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | {ord("’"): "'", ord("´"): "'"}


@dataclass(frozen=True, slots=True)
class ToldTime:
    """The time told in one sentence.

    ``years`` are calendar years before the one applied for, ``counted`` how many earlier years a number, a row of phases
    or a finished year stands for, ``asked`` the year of the project that the sentence names (``fjärde året`` is 4).
    """

    years: frozenset[int]
    counted: int
    asked: int

    @property
    def says_something(self) -> bool:
        """Whether any time is told."""
        return bool(self.years or self.counted or self.asked)


@lru_cache(maxsize=4096)
def read_time(text: str, before: int | None) -> ToldTime:
    """Read the time told in a sentence or a part of one.

    Args:
        text: As it was written.
        before: The year applied for; only earlier years count. None where it is not known, and no calendar year counts.
    """
    plain = (
        unicodedata.normalize("NFC", text).casefold().translate(_DASHES).replace(".", " ").replace("  ", " ")
    )
    asked, finished = _asked(plain)
    return ToldTime(frozenset(_years(plain, before)), max(_counted(plain), finished), asked)


def _years(text: str, before: int | None) -> Iterator[int]:
    if before is None:
        return
    found = {year for year in _written_years(text) if before - MOST_BACK <= year < before}
    going_on = [int(match.group(1)) for match in _SINCE.finditer(text)]
    if found and (_GOES_ON.search(text) and not _SINCE.search(text)):
        going_on.append(min(found))
    for first in going_on:
        if before - MOST_BACK <= first < before:
            found |= set(range(first, before))
    if found and _YEAR_AFTER.search(text) and (after := _year_before(text) + 1) < before:
        found.add(after)
    yield from found


def _year_before(text: str) -> int:
    """Give the year told last before *the year after*."""
    place = _YEAR_AFTER.search(text)
    years = [int(match.group()) for match in _YEAR.finditer(text, 0, place.start())] if place else []
    return years[-1] if years else 9999


def _written_years(text: str) -> Iterator[int]:
    for match in (*_RANGE.finditer(text), *_BETWEEN.finditer(text)):
        first, last = match.groups()
        end = int(last) if len(last) == len(first) else int(first[:2] + last)
        if int(first) <= end <= int(first) + MOST_BACK:
            yield from range(int(first), end + 1)
    for match in _YEAR.finditer(text):
        yield int(match.group())
    for match in _SHORT_RANGE.finditer(text):
        first, sign, last = int(match.group(1)), match.group(2), int(match.group(3))
        told = bool(re.search(r"\b(?:år|åren|läsåren|perioden)\s*$", text[: match.start()]))
        if (sign == "/" and last == first + 1) or (told and first < last):
            yield from range(2000 + first, 2000 + last + 1)
    for match in _SHORT_YEAR.finditer(text):
        yield 2000 + int(match.group(1) or match.group(2))
    for match in _SHORT_LIST.finditer(text):
        yield from (2000 + int(year) for year in re.findall(r"\d\d", match.group(1)))


def _counted(text: str) -> int:
    counts = [
        _NUMBERS[match.group(1)]
        for match in (*_COUNT.finditer(text), *_IN_ROW.finditer(text))
        if not _AGE.match(text[match.end() :]) and not _is_ahead(text, match)
    ]
    phases = [
        max(_NUMBERS[word] for word in re.findall(rf"\b(?:{_NUMBER})\b", match.group(1)) if word in _NUMBERS)
        for match in _PHASES.finditer(text)
        if _DONE.search(text)
    ]
    named = {name for name in _NAMED_PHASE.findall(text) if name not in _CALENDAR}
    by_name = [len(named)] if len(named) > 1 and _DONE.search(text) else []
    return min(max((*counts, *phases, *by_name), default=0), MOST_COUNTED)


def _is_ahead(text: str, match: re.Match[str]) -> bool:
    """Whether a count is of years to come; one in a row never is."""
    if match.re is _IN_ROW or _ROW.match(text[match.end() :].lstrip()):
        return False
    return bool(_AHEAD.search(text)) or not _PAST.search(text)


def _asked(text: str) -> tuple[int, int]:
    """Give the year of the project that is named as the one at hand, and how many are told to be finished."""
    told = [
        (_ORDINALS[match.group(1)], match)
        for match in _ASKED.finditer(text)
        if match.group(2) not in ("år", "gång") or _is_a_year(text, match)
    ]
    told += [
        (_NUMBERS[match.group(2)], match) for match in _NUMBERED.finditer(text) if match.group(2) in _NUMBERS
    ]
    done = [
        number for number, match in told if _DONE.match(text[match.end() :].lstrip()) or _is_done(text, match)
    ]
    ahead = [number for number, match in told if number not in done]
    return 0 if _AHEAD.search(text) else max(ahead, default=0), max(done, default=0)


def _is_a_year(text: str, match: re.Match[str]) -> bool:
    return not re.match(r"\s*(?:gammal|gamla|old)", text[match.end() :])


def _is_done(text: str, match: re.Match[str]) -> bool:
    return bool(
        re.match(
            r"\s+(?:är|har|blev|var)\s+(?:nu\s+)?(?:avslut|genomför|över|gått|slut|redovis|klar|färdig)",
            text[match.end() :],
        )
    )
