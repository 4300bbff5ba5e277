"""Facts that read free text: whether declared words stand in it, whether it says anything, and whether a named thing is got.

Each names the fields to read, and quotes the sentences that it rests on. Something is got only where a sentence says outright
who, with a verb of getting, and then the thing and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from prescreen_shared.prose import readable
from prescreen_shared.shapes.declaring import Least, Words
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact, FactType, Scalar
from scoring_service.domain.derive.kind import (
    ANSWERS,
    Count,
    Fields,
    KindDeclaration,
    Known,
    Meant,
    Patterns,
    Texts,
)
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.nothing import Saying, Vocabulary, sayings
from scoring_service.domain.wording.passage import Passage, QuotedSentence, fold
from scoring_service.domain.wording.patterns import holds_any
from scoring_service.domain.wording.said import Sense, find_words, places_of, sense_of

Settings = dict[str, Any]
MOST_QUOTES = 5
SAYS_NOTHING, COUNTS = "says_nothing", "counts"
_TOKEN = re.compile(r"\w+(?:-\w+)*")
Phrase = tuple[str, ...]
"""Words in a row, without case."""


@lru_cache(maxsize=16)
def _read_wording(
    subjects: tuple[str, ...], auxiliaries: tuple[str, ...], verbs: tuple[str, ...], links: tuple[str, ...]
) -> Wording:
    return Wording(_phrases(subjects), _phrases(auxiliaries), _phrases(verbs), _words_of(" ".join(links)))


@dataclass(frozen=True, kw_only=True)
class ReadTexts:
    """The fields to read; what each of the three means stands at ``Reading``."""

    fields: Fields
    fields_if_silent: Fields | None = None
    needed: tuple[Annotated[str, Meant.FIELD], ...] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts to search, the needed fields that state nothing, and the answers that leave their question open.

    ``fields`` are always read. ``fields_if_silent`` are read only when an answer among ``fields`` says nothing: the answer
    settles the matter where there is one. A needed field that states nothing leaves the fact unknown unless the other
    fields already settle it; needed are all that are read, but for an answer in whose place others are, unless ``needed``
    names them.
    """

    passages: tuple[Passage, ...]
    silent: tuple[str, ...]
    left_open: tuple[Evidence, ...] = ()

    def not_found(self, otherwise: Scalar = False) -> Fact:
        """Give the fact when nothing was found: ``otherwise``, or unknown when a needed text is missing."""
        if not self.silent:
            return Fact(otherwise)
        return Fact(None, self.left_open, self.silent, is_unclear=bool(self.left_open))


def read_texts(settings: dict[str, Any], known: Known) -> Reading:
    """Read the fields that the settings name."""
    chosen, instead = list(settings["fields"]), settings.get("fields_if_silent") or []
    answers = [field for field in chosen if field.startswith(ANSWERS)]
    if any(known.says_nothing(field) for field in answers):
        chosen += instead
    passages = {field: known.passage(field) for field in chosen}
    needed = settings.get("needed")
    if needed is None:
        needed = [field for field in chosen if not (instead and field in answers)]
    left_open = {field: words for field in answers if (words := known.left_open(field)) is not None}
    silent = [
        field
        for field, passage in passages.items()
        if passage is None and (field in needed or field in left_open)
    ]
    return Reading(
        tuple(passage for passage in passages.values() if passage is not None),
        tuple(silent),
        tuple(left_open.values()),
    )


def quotes(found: list[tuple[str, str]]) -> tuple[Evidence, ...]:
    """Give the first few different places as evidence, from pairs of field and sentence."""
    return tuple(Evidence(field, quote) for field, quote in list(dict.fromkeys(found))[:MOST_QUOTES])


CountsEven = Annotated[tuple[Annotated[str, Words((Sense.DENIED.value, Sense.DISTANT.value))], ...], Least(1)]
"""What counts although it is not meant as the application's own: what is denied, or what is told of something else."""


def senses(settings: dict[str, Any]) -> frozenset[Sense]:
    """Give how a thing may be meant to count."""
    return frozenset((Sense.MEANT, *(Sense(each) for each in settings.get("counts_even") or ())))


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language says that somebody gets something.

    A sentence begins with one of ``subjects``, goes on with any of ``auxiliaries``, then one of ``verbs``. ``links`` are
    the words, articles and such, that may stand before and inside the name of the thing.
    """

    subjects: frozenset[Phrase]
    auxiliaries: frozenset[Phrase]
    verbs: frozenset[Phrase]
    links: frozenset[str]


def _phrases(texts: Iterable[str]) -> frozenset[Phrase]:
    """Read phrases of a rule file."""
    return frozenset(tuple(word.casefold() for word in _tokens(text)) for text in texts)


def _tokens(text: str) -> tuple[str, ...]:
    """Give the words as written; one with a hyphen inside is one word, so that ``IT-stöd`` is not ``IT``."""
    return tuple(_TOKEN.findall(readable(text)))


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _tokens(text))


def _finds_words(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    wanted, exceptions = tuple(settings["words"]), tuple(settings.get("except") or ())
    counted = senses(settings)
    hits = [hit for passage in reading.passages for hit in find_words(passage, wanted, exceptions, counted)]
    if not hits:
        return reading.not_found()
    found = list(dict.fromkeys(hit.written for hit in hits))
    return Fact(True, quotes([(hit.field, hit.sentence.quote) for hit in hits]), details={"words": found})


@dataclass(frozen=True, kw_only=True)
class SoughtWords(ReadTexts):
    """The words that are looked for, and those beside which they do not count."""

    words: Patterns
    except_: Patterns | None = None
    counts_even: CountsEven | None = None


WORDS = KindDeclaration(
    "words",
    frozenset((FactType.BOOLEAN,)),
    _finds_words,
    SoughtWords,
    details=frozenset(("words",)),
)


def _is_got(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    answers, chosen = settings["answer"], settings["fields"]
    stated = [passage for field in answers if (passage := known.passage(field)) is not None]
    if not stated:
        return Fact(None, missing=tuple(answers))
    named = [passage for passage in stated if _is_name(passage, settings)]
    read = [passage for field in chosen if (passage := known.passage(field)) is not None]
    if named and not read:
        return Fact(None, missing=tuple(chosen))
    for name in named:
        for text in read:
            if (found := _place(name.sentences[0], text, settings)) is not None:
                sentence, words = found
                evidence = (
                    Evidence(name.field, name.sentences[0].quote),
                    Evidence(text.field, sentence.quote),
                )
                return Fact(True, evidence, details={"words": " ".join(words)})
    return Fact(False)


def _is_name(answer: Passage, settings: Settings) -> bool:
    """Whether an answer is one short phrase that holds a word for the kind of thing, and nothing that makes it a statement."""
    if (
        len(answer.sentences) != 1
        or "?" in answer.sentences[0].quote
        or len(_tokens(answer.sentences[0].quote)) > settings["longest"]
    ):
        return False
    sentence = answer.sentences[0]
    return holds_any(settings["things"], sentence) and not holds_any(
        settings.get("not_in_answer") or (), sentence
    )


def _place(
    name: QuotedSentence, text: Passage, settings: Settings
) -> tuple[QuotedSentence, tuple[str, ...]] | None:
    """Give the sentence that says that the thing is got, and its words for it; none where another one contradicts."""
    if any(_contradicts(sentence, settings) for sentence in text.sentences):
        return None
    for place, sentence in enumerate(text.sentences):
        if "?" in sentence.quote:
            continue
        words = _words_got(sentence.quote, _words_of(name.quote), _wording(settings))
        near = text.sentences[place : place + 2]
        if not _is_meant(sentence, words):
            continue
        # The next sentence may take it back without naming the thing again: "Det ingår inte i projektet".
        if _names_all(words, name, settings) and not any(
            holds_any(_exceptions(settings), each) for each in near
        ):
            return sentence, words
    return None


def _is_meant(sentence: QuotedSentence, words: tuple[str, ...]) -> bool:
    """Whether the words for the thing are meant where they stand: nothing denies them or keeps them at a distance."""
    places = places_of(sentence, fold(" ".join(words)))
    return all(sense_of(sentence, place) is Sense.MEANT for place in places)


def _contradicts(sentence: QuotedSentence, settings: Settings) -> bool:
    return holds_any(settings["things"], sentence) and holds_any(_exceptions(settings), sentence)


def _names_all(words: tuple[str, ...], name: QuotedSentence, settings: Settings) -> bool:
    """Whether words in a text name the thing as the answer does.

    They hold the word for its kind, and what they leave out of the answer says nothing of its own. So an answer that is a
    statement after all is never taken for a name, whatever verb it has.
    """
    if not words or not holds_any(settings["things"], QuotedSentence(" ".join(words))):
        return False
    silent = (*(settings.get("links") or ()), *(settings.get("beside") or ()))
    known = _words_of(" ".join((*words, *silent)))
    rest = (word for word in _tokens(name.quote) if word.casefold() not in known)
    return all(holds_any(settings["things"], QuotedSentence(word)) for word in rest)


def _wording(settings: Settings) -> Wording:
    return _read_wording(
        *(tuple(settings.get(part) or ()) for part in ("subjects", "auxiliaries", "verbs", "links"))
    )


def _exceptions(settings: Settings) -> Iterable[str]:
    return settings.get("except") or ()


def _run(
    written: tuple[str, ...], start: int, name: frozenset[str], links: frozenset[str]
) -> tuple[str, ...]:
    run: list[str] = []
    named = 0
    for word in written[start:]:
        folded = word.casefold()
        if folded not in name | links:
            break
        run.append(word)
        named = len(run) if folded not in links else named
    return tuple(run[:named])


def _after(words: Phrase, start: int, choices: frozenset[Phrase]) -> set[int]:
    return {start + len(each) for each in choices if each and words[start : start + len(each)] == each}


def _verb_ends(words: Phrase, wording: Wording) -> set[int]:
    """Give every place right after a verb whose subject begins the sentence."""
    reached = {len(subject) for subject in wording.subjects if words[: len(subject)] == subject}
    waiting = list(reached)
    while waiting:
        fresh = _after(words, waiting.pop(), wording.auxiliaries) - reached
        reached |= fresh
        waiting.extend(fresh)
    return {end for start in reached for end in _after(words, start, wording.verbs)}


def _words_got(sentence: str, name: frozenset[str], wording: Wording) -> tuple[str, ...]:
    """Give the words right after the verb, up to the last of the name, as written; none when the sentence does not say so.

    Args:
        sentence: One sentence.
        name: The words of the thing's name, without case. They are found only in the same form: ``systemet`` is one that exists.
        wording: How getting is said.
    """
    written = _tokens(sentence)
    words = tuple(word.casefold() for word in written)
    runs = (_run(written, end, name, wording.links) for end in _verb_ends(words, wording))
    return max(runs, key=len, default=())


@dataclass(frozen=True, kw_only=True)
class Acquisition:
    """The answers that may be names, and how the text says that a thing of that name is got."""

    answer: Fields
    longest: Count
    things: Patterns
    not_in_answer: Patterns | None = None
    beside: Texts | None = None
    fields: Fields
    subjects: Texts
    auxiliaries: Texts | None = None
    verbs: Texts
    links: Texts | None = None
    except_: Patterns | None = None


NAMED_ACQUISITION = KindDeclaration(
    "named_acquisition",
    frozenset((FactType.BOOLEAN,)),
    _is_got,
    Acquisition,
    details=frozenset(("words",)),
)


def _says(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    stated = [passage for field in settings["fields"] if (passage := known.written(field)) is not None]
    if not stated:
        blank = [words for field in settings["fields"] if (words := known.left_open(field)) is not None]
        return Fact(None, tuple(blank), tuple(settings["fields"]), is_unclear=bool(blank))
    vocabulary = _vocabulary(settings, known)
    found = [
        (saying, sentence.quote)
        for passage in stated
        for saying, sentence in zip(_sayings(passage, vocabulary), passage.sentences, strict=True)
    ]
    said = [quote for saying, quote in found if saying is Saying.SOMETHING]
    evidence = tuple(
        Evidence(passage.field, sentence.quote) for passage in stated for sentence in passage.sentences[:1]
    )
    if not said and any(saying is Saying.UNKNOWN for saying, _ in found):
        return Fact(None, evidence, tuple(passage.field for passage in stated), is_unclear=True)
    return Fact(bool(said), evidence, details={"answer": " ".join(said)})


def _sayings(passage: Passage, vocabulary: Vocabulary) -> tuple[Saying, ...]:
    return sayings((sentence.quote for sentence in passage.sentences), vocabulary)


def _vocabulary(settings: Settings, known: Known) -> Vocabulary:
    nothing, denials, small = (
        tuple(settings.get(name) or ()) for name in ("nothing", "denials", "small_words")
    )
    own = settings.get("own_contribution") == SAYS_NOTHING
    return Vocabulary(nothing, denials, small, own, tuple(known.application.applicants))


@dataclass(frozen=True, kw_only=True)
class Sayings:
    """The answers to read, and what is added to the language's own ways of saying that there is nothing to say.

    ``own_contribution`` is for a question that asks what others give: the applicant's own share then says nothing, nor
    does what others were asked for and refused.
    """

    fields: Fields
    own_contribution: Annotated[str, Words((SAYS_NOTHING, COUNTS))] | None = None
    nothing: Texts | None = None
    denials: Texts | None = None
    small_words: Texts | None = None


SAYS_SOMETHING = KindDeclaration(
    "says_something",
    frozenset((FactType.BOOLEAN,)),
    _says,
    Sayings,
    details=frozenset(("answer",)),
    from_statement=True,
)
