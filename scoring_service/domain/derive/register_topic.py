"""Whether an application is about the topic of an entry of the register: how many of its concepts the text speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from prescreen_shared.shapes.declaring import Words
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import (
    Count,
    KindDeclaration,
    Known,
    Patterns,
    Percent,
    Texts,
    the_section,
)
from scoring_service.domain.derive.register import ChosenEntries, chosen_entries, describe, name_of, years_of
from scoring_service.domain.derive.words import Reading, ReadTexts, quotes, read_texts
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.intent import is_about
from scoring_service.domain.wording.names import FILLERS
from scoring_service.domain.wording.passage import Passage, fold, stem
from scoring_service.domain.wording.patterns import Place
from scoring_service.domain.wording.said import WordHit, find_words

LEAST_CONCEPTS = 2
"""A topic of a single word is a name, not a topic."""
SENTENCE, TEXT = "sentence", "text"
SHORTEST_IN_COMPOUND = 5
"""A word with fewer letters is not looked for at the end of compounds."""
_JOINERS = frozenset(("och", "eller", "samt"))
Synonyms = tuple[tuple[str, tuple[str, ...]], ...]
"""A word and the patterns that mean the same, in order."""


@lru_cache(maxsize=1024)
def read_topic(text: str, synonyms: Synonyms = (), ignored: tuple[str, ...] = ()) -> tuple[Concept, ...]:
    """Cut a topic into concepts: words that are not fillers, those joined by ``och`` or ``eller`` taken as one."""
    groups: list[list[str]] = []
    joined = False
    dropped = {stem(word) for phrase in ignored for word in fold(phrase).split()}
    for word in fold(text).split():
        if word in _JOINERS:
            joined = bool(groups)
        elif word not in FILLERS and stem(word) not in dropped and not word.isdigit():
            if joined:
                groups[-1].append(word)
            else:
                groups.append([word])
            joined = False
    return tuple(Concept(tuple(group), _patterns(group, synonyms)) for group in groups)


def concepts_found(
    concepts: Iterable[Concept], passages: Iterable[Passage], exceptions: tuple[str, ...] = ()
) -> dict[Concept, WordHit]:
    """Give the concepts that the texts speak of, each with the first place beside which no exception stands."""
    texts = tuple(passages)
    found = {}
    for concept in concepts:
        hits = (hit for passage in texts for hit in find_words(passage, concept.patterns, exceptions))
        if (first := next(hits, None)) is not None:
            found[concept] = first
    return found


@dataclass(frozen=True)
class Concept:
    """One thing that a topic speaks of: words that are alternatives (``barn och unga``), and the patterns that find it."""

    words: tuple[str, ...]
    patterns: tuple[str, ...]


def _patterns(words: list[str], synonyms: Synonyms) -> tuple[str, ...]:
    stems = {stem(word) for word in words}
    alike = [pattern for word, patterns in synonyms if stem(fold(word)) in stems for pattern in patterns]
    compounds = [f"*{word}" for word in words if len(word) >= SHORTEST_IN_COMPOUND]
    return tuple(dict.fromkeys((*words, *compounds, *alike)))


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """An entry and the concepts of it that were found; ``share`` is from 0 to 100."""

    entry: dict[str, Any]
    found: dict[Concept, WordHit]
    share: int


def _speaks_of_topic(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    entries = [
        entry for entry in chosen_entries(settings, known) if isinstance(entry.get(settings["key"]), str)
    ]
    matches = [match for entry in entries if (match := _match(entry, settings, reading)) is not None]
    if not matches:
        return reading.not_found() if entries else Fact(False)
    matches.sort(key=lambda match: (-match.share, name_of(match.entry)))
    return _shown(matches, settings["section"])


def _match(entry: dict[str, Any], settings: dict[str, Any], reading: Reading) -> TopicMatch | None:
    concepts = _read(entry[settings["key"]], settings)
    if len(concepts) < settings.get("least_concepts", LEAST_CONCEPTS):
        return None
    whole = _speaks_of(entry, concepts, settings, reading.passages)
    if whole is None or settings.get("within", TEXT) == TEXT:
        return whole
    name = tuple(fold(entry[settings["key"]]).split())
    matches = (
        match
        for text in reading.passages
        for number, sentence in enumerate(text.sentences)
        if (match := _speaks_of(entry, concepts, settings, (Passage(text.field, (sentence,)),))) is not None
        and not _only_names(name, text, number)
    )
    return max(matches, key=lambda match: match.share, default=None)


def _only_names(name: tuple[str, ...], text: Passage, number: int) -> bool:
    """Whether a sentence has the topic's words in a row, as a name, where the application is not about it."""
    words = tuple(text.sentences[number].words)
    starts = [at for at in range(len(words) - len(name) + 1) if words[at : at + len(name)] == name]
    return bool(starts) and not any(is_about(text, number, Place(at, at + len(name))) for at in starts)


def _speaks_of(
    entry: dict[str, Any],
    concepts: tuple[Concept, ...],
    settings: dict[str, Any],
    searched: tuple[Passage, ...],
) -> TopicMatch | None:
    """Give the match where enough of the concepts, and all that are required, stand in what is searched together."""
    found = concepts_found(concepts, searched, tuple(settings.get("except") or ()))
    share = 100 * len(found) // len(concepts)
    if share < settings["share"] or not _has_required(settings.get("required") or (), concepts, found):
        return None
    return TopicMatch(entry, found, share)


def _read(topic: str, settings: dict[str, Any]) -> tuple[Concept, ...]:
    synonyms = tuple((word, tuple(alike)) for word, alike in (settings.get("synonyms") or {}).items())
    return read_topic(topic, synonyms, tuple(settings.get("ignored_words") or ()))


def _has_required(
    required: tuple[str, ...], concepts: tuple[Concept, ...], found: dict[Concept, WordHit]
) -> bool:
    """Whether the required words that are part of the topic were found."""
    stems = {stem(word) for word in required}
    return all(concept in found for concept in concepts if stems & {stem(word) for word in concept.words})


def _shown(matches: list[TopicMatch], section: str) -> Fact:
    best = matches[0]
    hits = sorted(best.found.values(), key=lambda hit: hit.field != "title")
    details = {
        "matched_name": name_of(best.entry),
        "covers": best.entry.get("covers"),
        "share": best.share,
        "words": list(dict.fromkeys(hit.written for hit in best.found.values())),
        "years": years_of(best.entry),
    }
    details = {name: value for name, value in details.items() if value}
    register = tuple(Evidence(f"register.{section}", describe(match.entry)) for match in matches)
    return Fact(
        True, (*quotes([(hit.field, hit.sentence.quote) for hit in hits]), *register), details=details
    )


@dataclass(frozen=True, kw_only=True)
class Topic(ChosenEntries, ReadTexts):
    """The key whose value is a topic, and how much of it must be spoken of, in percent, within a sentence or the text."""

    key: str
    share: Percent
    required: Texts | None = None
    synonyms: Mapping[str, Patterns] | None = None
    within: Annotated[str, Words((SENTENCE, TEXT))] | None = None
    least_concepts: Count | None = None
    except_: Patterns | None = None


REGISTER_TOPIC = KindDeclaration(
    "register_topic",
    frozenset((FactType.BOOLEAN,)),
    _speaks_of_topic,
    Topic,
    details=frozenset(("matched_name", "covers", "share", "words", "years")),
    sections=the_section,
)
