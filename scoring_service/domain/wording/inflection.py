"""The word that a form is a form of, in Swedish and English: what a dictionary knows of it, where a stemmer can't.

A stemmer cuts endings and so never finds ``bok`` in ``böckerna`` or ``driva`` in ``drev``; the dictionary of ``simplemma`` does.
It is read on first use and kept as the compressed stream that it is, since a worker has no room for a million words.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

SWEDISH, ENGLISH = "sv", "en"
SHORTEST_HEAD = 4
"""The last part of a compound has at least so many letters, or nearly every word would end in a word."""
LEAST_BEFORE = 3
"""And what stands before it has at least so many."""
_TWO_READINGS = {
    "händer": "hand",
    "händerna": "hand",
    "händers": "hand",
    "bokens": "bok",
    "mannens": "man",
    "böndernas": "bonde",
    "städers": "stad",
    "nätter": "natt",
    "söner": "son",
}
"""Forms of two words of which the dictionary gives the other, or none."""
_WITHOUT_ENDING = frozenset(
    ("ge", "få", "gå", "stå", "se", "be", "dö", "bli", "ha", "må", "bo", "tro", "bero", "förstå")
)
"""Verbs whose infinitive does not end in ``a``."""
_ALWAYS_FINITE = frozenset(
    "är var har hade ska skall skulle kan kunde vill ville får fick blir blev kommer kom finns fanns ger gav går gick "
    "gör gjorde tar tog ser såg vet visste måste bör borde brukar står stod säger sade sa heter hette sker "
    "is are was were has had will would can could may must should does did".split()
)
_NEVER_FINITE = frozenset("efter under över eller inte heller andra samma dessa deras här där".split())
_English = frozenset("the of and to we is are for with that this our will by in an not".split())
_Swedish = frozenset("och att det som en ett är för med på av till vi den i ska har inte om".split())


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Give the dictionary form of a Swedish word in lower case, a compound by its last part; the word itself where nothing is known.

    ``böckerna`` gives ``bok``, ``grannstäderna`` gives ``grannstad``.
    """
    if word in _TWO_READINGS:
        return _TWO_READINGS[word]
    known = _dictionary(SWEDISH)
    if (found := known.get(word)) is not None:
        return found
    for start in range(LEAST_BEFORE, len(word) - SHORTEST_HEAD + 1):
        head = word[start:]
        if (found := _TWO_READINGS.get(head) or known.get(head)) is not None and len(found) >= LEAST_BEFORE:
            return word[:start] + found
    return word


@lru_cache(maxsize=16384)
def english_lemma(word: str) -> str:
    """Give the dictionary form of an English word in lower case, or the word itself."""
    return _dictionary(ENGLISH).get(word) or word


@lru_cache(maxsize=65536)
def may_be_finite(word: str) -> bool:
    """Whether a word in lower case is a verb in the present or the past (``bygger``, ``drev``, ``används``)."""
    if word in _ALWAYS_FINITE:
        return True
    if (
        word in _NEVER_FINITE
        or not word.endswith(("r", "s", "de", "te"))
        or word.endswith(("or", "are", "nde"))
    ):
        return False
    return (base := lemma(word)) != word and (base.endswith("a") or base in _WITHOUT_ENDING)


@lru_cache(maxsize=16384)
def is_infinitive(word: str) -> bool:
    """Whether a word in lower case is a verb in the infinitive and no noun (``utveckla``; not ``skola``)."""
    if word in _WITHOUT_ENDING:
        return True
    noun = lemma(f"{word}n") == word or lemma(f"{word[:-1]}or") == word
    return (
        word.endswith("a")
        and not noun
        and lemma(word) == word
        and word in (lemma(f"{word}r"), lemma(f"{word[:-1]}er"))
    )


def is_english(words: tuple[str, ...]) -> bool:
    """Whether a sentence is in English: more of its small words are."""
    return sum(word in _English for word in words) > sum(word in _Swedish for word in words)


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    return StreamDictionaryFactory().get_dictionary(language)
