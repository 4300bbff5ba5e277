"""The stem of a Swedish word, by Snowball's algorithm with the definite endings that it leaves (-et, -an)."""

from __future__ import annotations

from functools import lru_cache

_VOWELS = frozenset("aeiouyäåö")
_S_MAY_FOLLOW = frozenset("bcdfghjklmnoprtvy")
_MAIN_ENDINGS = tuple(
    sorted(
        [
            "a",
            "arna",
            "erna",
            "heterna",
            "orna",
            "ad",
            "e",
            "ade",
            "ande",
            "arne",
            "are",
            "aste",
            "en",
            "anden",
            "aren",
            "heten",
            "ern",
            "ar",
            "er",
            "heter",
            "or",
            "as",
            "arnas",
            "ernas",
            "ornas",
            "es",
            "ades",
            "andes",
            "ens",
            "arens",
            "hetens",
            "erns",
            "at",
            "andet",
            "het",
            "ast",
            "et",
            "ets",
            "an",
            "ans",
        ],
        key=len,
        reverse=True,
    )
)
_DOUBLE_ENDINGS = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Give the stem of a word that is already in lower case.

    ``kvinnojourernas`` gives ``kvinnojour``, ``insatserna`` gives ``insats``.
    """
    region = _region_start(word)
    word = _drop_main_ending(word, region)
    if word[region:].endswith(_DOUBLE_ENDINGS):
        word = word[:-1]
    return _drop_other_ending(word, region)


def _region_start(word: str) -> int:
    """Give where the endings may begin: after the first consonant that follows a vowel, at least three letters in."""
    for index in range(1, len(word)):
        if word[index] not in _VOWELS and word[index - 1] in _VOWELS:
            return max(index + 1, 3)
    return len(word)


def _drop_main_ending(word: str, region: int) -> str:
    tail = word[region:]
    for ending in _MAIN_ENDINGS:
        if tail.endswith(ending):
            return word[: -len(ending)]
    if tail.endswith("s") and len(word) > 1 and word[-2] in _S_MAY_FOLLOW:
        return word[:-1]
    return word


def _drop_other_ending(word: str, region: int) -> str:
    tail = word[region:]
    if tail.endswith(("löst", "fullt")):
        return word[:-1]
    for ending in ("lig", "els", "ig"):
        if tail.endswith(ending):
            return word[: -len(ending)]
    return word
