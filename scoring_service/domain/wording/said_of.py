"""Of whom something is said: of some people, or of others that stand in the same clause.

What staff do and what befalls them is told in the same words as of clients: *personalen utbildas*, *volontärer utbildas och personalen
finns med*, *personalen utbildar föräldrar*. It is said of the others where they are its subject or its object, where some do it
to others, or where both do it together.
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring_service.domain.wording.clauses import clauses_of
from scoring_service.domain.wording.inflection import lemma, may_be_finite
from scoring_service.domain.wording.passage import QuotedSentence
from scoring_service.domain.wording.patterns import Place, places_of_any

_AND = frozenset(("och", "samt", "eller", "and", "or"))
_TOGETHER = frozenset(("tillsammans", "ihop", "jointly", "together"))
_TO = frozenset(("för", "till", "åt", "for"))
_PREPOSITIONS = _TO | frozenset(
    "i på av med om mot hos inom vid från genom mellan bland of with about in at by from".split()
)
_EACH_OTHER = frozenset(("sig", "varandra", "themselves", "other"))
_HOLDS = frozenset("hålla leda ge erbjuda ordna arrangera hold give lead offer".split())
"""Verbs by which some hold for others what is told."""
_DONE_TO_OTHERS = frozenset(
    "utbilda handleda fortbilda vidareutbilda coacha undervisa instruera certifiera föreläsa".split()
)
"""Verbs of what some do to others, unlike those of one's own doing (``lär sig``, ``övar``)."""
_FIRST = 4
"""A subject stands among so many words at the beginning of its clause."""
_OBJECT = 5
"""And what something is for, among so many after it."""


def is_said_of_others(
    sentence: QuotedSentence, place: Place, people: Iterable[str], others: tuple[str, ...]
) -> bool:
    """Whether what stands at a place is said of others than some people.

    Args:
        sentence: The sentence.
        place: What is said, such as a word of training.
        people: Patterns of words for those who are asked about.
        others: Patterns of words for anybody else; where there are none, nothing is said of them.
    """
    if not others:
        return False
    clause = next((each.words for each in clauses_of(sentence.text) if place.start in each.words), ())
    who, whom = _words_at(sentence, people), _words_at(sentence, others)
    if _in_clause(who | whom, clause) and _are_joined(sentence, who, whom, clause):
        return True
    inside = _in_clause(who, clause)
    return (
        _acts_on_others(sentence, place, inside, clause)
        or _are_subject(sentence, place, inside, whom, clause)
        or _are_object(sentence, place, inside, _in_clause(whom, clause))
    )


def _words_at(sentence: QuotedSentence, patterns: Iterable[str]) -> frozenset[int]:
    return frozenset(word for at in places_of_any(patterns, sentence) for word in at.words)


def _in_clause(words: frozenset[int], clause: tuple[int, ...]) -> frozenset[int]:
    return words.intersection(clause)


def _acts_on_others(
    sentence: QuotedSentence, place: Place, who: frozenset[int], clause: tuple[int, ...]
) -> bool:
    """Whether the people are the subject of an active verb (``personalen handleder``), and do it neither to themselves nor to their like."""
    if not who or min(who) >= place.start or not _is_early(min(who), clause):
        return False
    after = {sentence.words[at] for at in clause if at >= place.end}
    if after & _EACH_OTHER or any(at >= place.end for at in who):
        return False
    said = sentence.words[place.start]
    between = [sentence.words[at] for at in clause if min(who) < at < place.start]
    holds = any(may_be_finite(word) and not word.endswith("s") and lemma(word) in _HOLDS for word in between)
    return holds or (said.endswith("r") and lemma(said) in _DONE_TO_OTHERS)


def _are_joined(
    sentence: QuotedSentence, who: frozenset[int], whom: frozenset[int], clause: tuple[int, ...]
) -> bool:
    """Whether people and others do it together: ``personal och brukare``, of whom one at least stands in the clause."""
    pairs = (sorted((one, other)) for one in who for other in whom if {one, other}.intersection(clause))
    return any(_is_with(sentence.words[first + 1 : last]) for first, last in pairs)


def _is_with(between: tuple[str, ...]) -> bool:
    return (len(between) == 1 and between[0] in _AND) or (
        between[:1] != () and between[0] in _TOGETHER and len(between) == 2
    )


def _are_subject(
    sentence: QuotedSentence,
    place: Place,
    who: frozenset[int],
    whom: frozenset[int],
    clause: tuple[int, ...],
) -> bool:
    inside = _in_clause(whom, clause)
    if not inside or (first := min(inside)) >= place.start or not _is_early(first, clause):
        return False
    if first - 1 in clause[:1] and sentence.words[first - 1] in _AND and first - 2 in whom:
        # "Personal som möter barn och unga ska ...": here a row goes on, which is not the subject.
        return False
    before = {sentence.words[at] for at in clause if at < first}
    return not before & _PREPOSITIONS and not any(at < place.start for at in who)


def _are_object(sentence: QuotedSentence, place: Place, who: frozenset[int], whom: frozenset[int]) -> bool:
    """Whether it is done to the others (``utbildar föräldrar``), or is for them (``kurser i matlagning för nyanlända``)."""
    near = range(place.end, min(place.end + _OBJECT, len(sentence.words)))
    if place.end in whom:
        return True
    reached = next((at for at in near if sentence.words[at] in _TO), None)
    if reached is None or any(at > reached for at in who):
        return False
    return bool(whom & {reached + 1, reached + 2})


def _is_early(at: int, clause: tuple[int, ...]) -> bool:
    return at in clause[:_FIRST]
