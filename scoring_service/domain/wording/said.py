"""What a text says outright: words found where they are meant, and not where they are denied or told of something else.

What is not meant, and what keeps something at a distance, is one list of the language, Swedish and English. Each entry is a
word pattern with how far it reaches. Every rule on text is read by it; a rule file adds to it with ``except``, and asks with
``counts_even`` for what it would pass over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from scoring_service.domain.wording.clauses import NOT, Clause, clauses_of, commas_of
from scoring_service.domain.wording.inflection import is_infinitive, may_be_finite
from scoring_service.domain.wording.passage import Passage, QuotedSentence
from scoring_service.domain.wording.patterns import Place, patterns_in, places_of_any, written_at


class Sense(Enum):
    """How something that stands in a text is meant."""

    MEANT = "meant"
    DENIED = "denied"
    DISTANT = "distant"
    """Of something else: what it differs from, what it builds on, what was there or learnt before."""


class Reach(Enum):
    """How far a denial or a distance reaches."""

    CLAUSE = "clause"
    """The whole clause (``Utbildning ingår inte``), and the relative clauses of what it denies."""
    AFTER = "after"
    """What follows in the clause (``inga kurser eller föreläsningar``); the whole clause where nothing follows."""
    PHRASE = "phrase"
    """What follows, up to the next verb or comma (``i stället för BBIC``)."""
    BETWEEN = "between"
    """What stands in the gap of the pattern (``med ... som förebild``)."""


LANGUAGE: dict[tuple[Sense, Reach], tuple[str, ...]] = {
    (Sense.DENIED, Reach.CLAUSE): (
        "inte", "ej", "icke", "aldrig", "valt bort", "väljer bort", "väljs bort", "valts bort", "uteslutet",
        "not", "never",
    ),
    (Sense.DENIED, Reach.AFTER): (
        "ingen", "inget", "inga", "ingenting", "varken", "avstå från", "låta bli", "slipper", "slippa",
        "undvika", "nej till", "no", "neither", "refrain from",
    ),
    (Sense.DENIED, Reach.PHRASE): ("utan", "without"),
    (Sense.DISTANT, Reach.PHRASE): (
        "i stället för", "istället för", "snarare än", "hellre än", "till skillnad från", "till skillnad mot",
        "i motsats till", "skilja sig från", "skilt från", "förväxla med", "förväxlas med", "annat än",
        "instead of", "rather than", "unlike", "as opposed to", "differ from", "differs from", "confused with",
    ),
    (Sense.DISTANT, Reach.AFTER): (
        "bygga vidare på erfarenhet*", "bygga vidare på lärdom*", "bygga vidare på resultat*", "bygga vidare på slutsats*",
        "bygga vidare på deras", "bygga vidare på kunskap*", "bygger på erfarenhet*", "bygger på lärdom*", "bygger på resultat*", "bygger på slutsats*",
        "utifrån erfarenhet*", "med erfarenhet* från", "med erfarenhet* av", "har ... erfarenhet* av",
        "har ... erfarenhet* från", "lärdom* från", "slutsats* från", "efter förebild*", "efter modell från", "inspirera* av", "inspiration från",
        "inspiration av", "tidigare projekt*", "builds on experience*", "build on experience*", "builds on lesson*", "build on lesson*", "inspired by", "modelled on", "based on experience*",
    ),
    (Sense.DISTANT, Reach.BETWEEN): (
        "med ... som förebild", "har ... som förebild", "med ... som inspiration", "med ... som modell",
    ),
    (Sense.DISTANT, Reach.CLAUSE): (
        "redan utbildad*", "redan utbildat", "redan gått", "redan utbildats", "redan har en", "redan har ett",
        "har redan en", "har redan ett", "har redan utbildning", "redan finns", "finns redan", "redan i dag",
        "redan idag", "används redan", "redan används", "redan använder", "använder redan", "redan arbetar",
        "arbetar redan", "redan infört", "sedan flera år", "sedan många år", "sedan några år",
        "sedan länge", "sedan tidigare", "sedan ett antal år", "i flera år", "i många år", "har tidigare",
        "hade tidigare", "tidigare har", "är utbildad* i", "är grundutbildad*", "har grundutbildning i", "har utbildning i",
        # Only the past: with a star no other tense of the verb is found.
        "har* fått* ... *utbildning", "har* fått* ... *kurs", "har* gått* ... *utbildning", "har* gått* ... *kurs",
        "fick* ... *utbildning", "fick* ... *kurs", "gick* ... *utbildning", "gick* ... *kurs", "har* utbildats*",
        "har* utbildat*", "utbildades*", "är utbildade*", "är alla utbildade*", "är samtliga utbildade*", "är båda utbildade*", "är själva utbildade*", "är också utbildade*", "har* lärt* sig", "lärde* sig", "har* genomgått*",
        "has been trained", "have been trained",
        "redan är utbildad*", "already trained", "already has", "already have", "already exists", "already use", "already uses", "for many years",
        "for several years", "has previously", "have previously", "previously",
    ),
}  # fmt: skip
"""The list of the language."""
NO_DENIAL = (
    "inte bara", "inte enbart", "inte endast", "inte minst", "inte förrän", "inte nog med", "inte sällan", "inte utan",
    "inte ersätta", "ersätter inte", "inte påverka", "påverkar inte", "inte konkurrera", "inte hindra", "hindrar inte",
    "inte rimlig*", "inte acceptabel*", "inte acceptabelt", "inte hållbar*", "inte tillräcklig*", "räcker inte", "inte räcker",
    "kan inte längre", "kan inte vänta", "inte vänta", "varför inte", "utan också", "utan även", "not only", "not just", "no later than", "not until",
)  # fmt: skip
"""What holds a word of denial and denies nothing."""


@dataclass(frozen=True)
class WordHit:
    """What was found: the pattern, the words as written, and the sentence and field they stand in."""

    pattern: str
    written: str
    sentence: QuotedSentence
    field: str


def find_words(
    passage: Passage,
    patterns: tuple[str, ...],
    exceptions: tuple[str, ...] = (),
    counted: frozenset[Sense] = frozenset((Sense.MEANT,)),
) -> Iterator[WordHit]:
    """Give each pattern found in each sentence, at the first place where it counts.

    Args:
        passage: Where to look.
        patterns: What to look for.
        exceptions: Patterns beside which, within the clause, nothing counts.
        counted: How a thing must be meant to count.
    """
    if not patterns_in(patterns, passage.lines):
        return
    for sentence in passage.sentences:
        for pattern in patterns_in(patterns, sentence.lines):
            places = (at for at in pattern.places_in(sentence) if counts(sentence, at, exceptions, counted))
            if (first := next(places, None)) is not None:
                yield WordHit(pattern.text, written_at(sentence, first), sentence, passage.field)


def counts(
    sentence: QuotedSentence, place: Place, exceptions: tuple[str, ...], counted: frozenset[Sense]
) -> bool:
    """Whether what stands at a place is meant as asked for, and none of the exceptions stands in its clause."""
    if sense_of(sentence, place) not in counted:
        return False
    near = clause_words(sentence, place)
    return not any(found.words <= near for found in places_of_any(exceptions, sentence))


def sense_of(sentence: QuotedSentence, place: Place) -> Sense:
    """Give how what stands at a place is meant: a denial is stronger than a distance, and no word denies itself.

    Args:
        sentence: The sentence.
        place: The words in it, such as those of a pattern's hit or ``Place(start, end)``.
    """
    found = {
        mark.sense
        for mark in _marks(sentence)
        if not mark.words <= place.words and mark.reached & place.words
    }
    return next((sense for sense in (Sense.DENIED, Sense.DISTANT) if sense in found), Sense.MEANT)


def clause_words(sentence: QuotedSentence, place: Place) -> frozenset[int]:
    """Give the places of all words that are read with those at a place: of its clause, with the relative clauses that follow it.

    With a relative clause is read what stands before it in the clause of its noun, and nothing of what goes on after it.
    """
    clauses = clauses_of(sentence.text)
    near: set[int] = set()
    for at, clause in enumerate(clauses):
        if not place.words.intersection(clause.words):
            continue
        near.update(clause.words)
        if clause.of is not None:
            near.update(word for word in clauses[clause.of].words if word < clause.words[0])
        near.update(
            word
            for other in clauses
            if other.of == at and other.words[0] > place.start
            for word in other.words
        )
    return frozenset(near)


def places_of(sentence: QuotedSentence, written: str) -> Iterator[Place]:
    """Give each place where words stand as written, such as those of a name that was found."""
    wanted = tuple(written.casefold().split())
    for start in range(len(sentence.words) - len(wanted) + 1):
        if sentence.words[start : start + len(wanted)] == wanted:
            yield Place(start, start + len(wanted))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A denial or a distance at its place, and the places of the words that it reaches."""

    sense: Sense
    words: frozenset[int]
    reached: frozenset[int]


def _marks(sentence: QuotedSentence) -> tuple[_Mark, ...]:
    return _read_marks(sentence.text)


@lru_cache(maxsize=512)
def _read_marks(quote: str) -> tuple[_Mark, ...]:
    sentence = QuotedSentence(quote)
    clauses = clauses_of(quote)
    silent = {word for at in places_of_any(NO_DENIAL, sentence) for word in at.words}
    marks = []
    for (sense, reach), patterns in LANGUAGE.items():
        for at in places_of_any(patterns, sentence):
            if at.words & silent or _contrasts(sentence, clauses, at):
                continue
            marks.append(_Mark(sense, at.words, _reached(sentence, clauses, at, sense, reach)))
    return tuple(marks)


def _contrasts(sentence: QuotedSentence, clauses: tuple[Clause, ...], at: Place) -> bool:
    """Whether an ``utan`` begins what is meant instead of what was denied before it."""
    if sentence.words[at.start] != "utan" or at.end - at.start > 1:
        return False
    begins = any(clause.words[0] == at.start for clause in clauses)
    return begins and bool(NOT.intersection(sentence.words[: at.start]))


def _reached(
    sentence: QuotedSentence, clauses: tuple[Clause, ...], at: Place, sense: Sense, reach: Reach
) -> frozenset[int]:
    own = next(place for place, clause in enumerate(clauses) if at.end - 1 in clause.words)
    words = clauses[own].words
    after = tuple(word for word in words if word >= at.end)
    if reach is Reach.BETWEEN:
        return at.between
    if reach is Reach.PHRASE:
        after = _phrase(sentence, after)
        return frozenset(after).union(_told_of(clauses, own, after))
    if sense is Sense.DISTANT and reach is Reach.CLAUSE:
        return clause_words(sentence, at)
    if _in_purpose(sentence, at):
        # "För att inte tappa uppgifter" denies only what follows, up to the verb of the clause.
        return frozenset(_before_verb(sentence, after))
    reached = words if reach is Reach.CLAUSE else after or words
    relative = (clause.words for clause in clauses if clause.of == own and clause.words[0] > at.start)
    return frozenset(reached).union(*relative)


def _in_purpose(sentence: QuotedSentence, at: Place) -> bool:
    return at.start > 0 and sentence.words[at.start - 1] in ("att", "to")


def _before_verb(sentence: QuotedSentence, after: tuple[int, ...]) -> tuple[int, ...]:
    verb = next(
        (place for place, word in enumerate(after) if may_be_finite(sentence.words[word])), len(after)
    )
    return after[:verb]


def _phrase(sentence: QuotedSentence, after: tuple[int, ...]) -> tuple[int, ...]:
    """Give the words up to the next verb or comma; an infinitive after ``att`` belongs to the phrase."""
    commas = commas_of(sentence.text)
    verbal = bool(after) and sentence.words[after[0]] in ("att", "to")
    for place, word in enumerate(after):
        verb = may_be_finite(sentence.words[word]) or (not verbal and is_infinitive(sentence.words[word]))
        if place and (verb or word in commas):
            return after[:place]
    return after


def _told_of(clauses: tuple[Clause, ...], own: int, phrase: tuple[int, ...]) -> frozenset[int]:
    """Give the words of the relative clause that follows a phrase directly."""
    following = phrase[-1] + 1 if phrase else -1
    return frozenset(
        word
        for clause in clauses
        if clause.of == own and clause.words[0] == following
        for word in clause.words
    )
