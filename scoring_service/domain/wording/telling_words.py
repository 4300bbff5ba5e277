"""The words of a text that tell of something, without inflection, so that two texts can be compared by what they share.

A compound is read as what it is made of too, at half the weight. Small words, and words that stand in every text, are left out.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from prescreen_shared.prose import words_of
from scoring_service.domain.wording.inflection import lemma, parts_of
from scoring_service.domain.wording.passage import stem

_PART_WEIGHT: Final = 0.5
_SHORTEST: Final = 3
_SAYS_NOTHING: Final = frozenset(
    "alla all allt andra annan annat att av bara blir bli bland de dem den denna deras dess dessa det detta där då efter eller"
    " en ett få får för från genom ha hade han hans har hon hos hur här i inom inte in jag kan kom kommer mellan men med mer"
    " mot måste ni nu när någon något några och om oss på redan samt ska skulle som så till under upp ut utan var vara varit"
    " vad vi vid vill vår våra vårt än är över"
    " gå kunna finna komma göra ta se ge bli vara ha skola vilja låta hålla börja veta säga sätta ligga stå dag vecka månad år"
    " del sätt sak gång ny stor liten lång god mycket flera två tre fyra fem sex sju åtta nio tio första olika samma själv egen"
    " hel alltså aldrig också ännu nog just igen dock före medan sedan dit därför innan"
    " a an and are as at be by for from has have in is it not of on or our that the their this to we which will with".split()
)
"""Words, in any form, that tell of nothing by themselves."""


def telling_words(text: str) -> Mapping[str, float]:
    """Give the words of a text without inflection, each once with its weight from 0 to 1, and the parts of compounds."""
    found: dict[str, float] = {}
    for word in words_of(text):
        # A short word tells of something only where it is an abbreviation.
        tells = len(word) >= _SHORTEST or (len(word) > 1 and word.isupper())
        for feature, weight in _read(word.casefold()) if tells else ():
            found[feature] = max(weight, found.get(feature, 0.0))
    return found


def length_of(weighed: Mapping[str, float]) -> float:
    """Give the length of weighed words, as of a vector."""
    return math.sqrt(math.fsum(weight * weight for weight in weighed.values()))


def of_length_one(weighed: Mapping[str, float]) -> Mapping[str, float]:
    """Weigh words to the length of 1; none where nothing weighs anything."""
    length = length_of(weighed)
    return {word: weight / length for word, weight in weighed.items()} if length else {}


@lru_cache(maxsize=16384)
def _read(word: str) -> tuple[tuple[str, float], ...]:
    base = lemma(word)
    if word.isdigit() or word in _SAYS_NOTHING or base in _SAYS_NOTHING:
        return ()
    parts = {stem(part): _PART_WEIGHT for part in parts_of(word)}
    return tuple({**parts, stem(base): 1.0}.items())
