"""The word that a form is a form of, in Swedish and English: what a dictionary knows of it, where a stemmer can't.

A stemmer cuts endings and so never finds ``bok`` in ``böckerna`` or ``driva`` in ``drev``; the dictionary of ``simplemma`` does.
It is read on first use and kept as the compressed stream that it is, since a worker has no room for a million words.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory
from Stemmer import Stemmer  # type: ignore[import-not-found] # it has no type hints

from scoring_service.domain.wording.passage import stem

SWEDISH, ENGLISH = "sv", "en"
SHORTEST_HEAD = 4
"""The last part of a compound has at least so many letters, or nearly every word would end in a word."""
LEAST_BEFORE = 3
"""And what stands before it has at least so many."""
SHORT_STEM = 4
"""A stem of no more letters is common to words that have nothing to do with each other."""
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
_ENGLISH_WORDS = frozenset("the of and to we is are for with that this our will by in an not".split())
_SWEDISH_WORDS = frozenset("och att det som en ett är för med på av till vi den i ska har inte om".split())


def read_dictionary() -> None:
    """Read the Swedish dictionary now, which takes a second: a process that forks others need not have each do it."""
    _dictionary(SWEDISH)


@lru_cache(maxsize=16384)
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
def parts_of(word: str) -> tuple[str, ...]:
    """Give the two words, each in its dictionary form, that a Swedish compound in lower case is made of; none where it is none known.

    ``grundbemanningen`` gives ``grund`` and ``bemanning``. Short parts are left out: they stand in too many words.
    """
    known = _dictionary(SWEDISH)
    if len(word) < LEAST_BEFORE + SHORTEST_HEAD + 1:
        return ()
    for start in range(LEAST_BEFORE, len(word) - SHORTEST_HEAD + 1):
        before, head = word[:start], known.get(word[start:])
        if head is None:
            continue
        # What stands before may have a joining s, or have lost its last vowel.
        forms = (before, before.removesuffix("s"), f"{before}a", f"{before}e")
        first = next(
            (found for form in forms if len(form) > 3 - (form == before) and (found := known.get(form))), None
        )
        if first is not None:
            return tuple(part for part in (first, head) if len(part) > 3)
    return ()


@lru_cache(maxsize=16384)
def lemmas(word: str) -> frozenset[str]:
    """Give all words that a Swedish word in lower case can be a form of, itself among them: ``händer`` is of ``hand`` and ``hända``."""
    known = _dictionary(SWEDISH).get(word)
    return frozenset((word, lemma(word), *(() if known is None else (known,))))


@lru_cache(maxsize=16384)
def is_same_word(one: str, other: str) -> bool:
    """Whether two Swedish words in lower case are forms of one: by the dictionary, or by their stem.

    A short stem is of many words (``stad`` and ``stadig``, ``pappa`` and ``papper``), so there the dictionary is heard too:
    both words must be unknown to it, or differ as a verb and its noun do (``besök``, ``besöka``).
    """
    if one == other or lemmas(one) & lemmas(other):
        return True
    common = stem(one)
    if common != stem(other):
        return False
    return len(common) > SHORT_STEM or bool(_without_vowels(one) & _without_vowels(other))


@lru_cache(maxsize=16384)
def english_bases(word: str) -> frozenset[str]:
    """Give what an English word in lower case is a form of: its dictionary form and its stem."""
    base = _dictionary(ENGLISH).get(word) or word
    return frozenset((base, Stemmer("english").stemWord(word)))


@lru_cache(maxsize=16384)
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


@lru_cache(maxsize=4096)
def is_english(words: tuple[str, ...]) -> bool:
    """Whether a sentence is in English: more of its small words are."""
    return sum(word in _ENGLISH_WORDS for word in words) > sum(word in _SWEDISH_WORDS for word in words)


@lru_cache(maxsize=4096)
def is_plural_form(word: str, language: str) -> bool:
    """Whether a word in lower case, which stands after a number, is a noun or an adjective in the plural that has another singular."""
    if language == ENGLISH:
        return word.endswith("s") and not word.endswith(("ss", "us", "is", "has", "was", "does"))
    # What needs no dictionary goes first.
    if not word.endswith(("ar", "or", "er", "n", "a")) or may_be_finite(word):
        return False
    base = lemma(word)
    if base == word:
        return False
    return word.endswith(("ar", "or", "er")) or word in (
        f"{base}n",
        f"{base}a",
        f"{base.removesuffix('en')}na",
    )


def _without_vowels(word: str) -> frozenset[str]:
    return frozenset(each.rstrip("ae") for each in lemmas(word))


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    return StreamDictionaryFactory().get_dictionary(language)
