"""Whether an application is about the topic of an entry of the register: how many of its concepts the text speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.register_choice import CHOICE_SETTINGS, chosen_entries, describe, name_of
from scoring_service.domain.derive.register_entry import years_of
from scoring_service.domain.derive.setting import (
    Setting,
    a_word,
    count,
    one_of,
    pattern_groups,
    percent,
    texts,
)
from scoring_service.domain.derive.text_search import TEXT_SETTINGS, Reading, quotes, read_texts
from scoring_service.domain.fact import Evidence, Fact, FactType
from scoring_service.domain.wording.passage import Passage
from scoring_service.domain.wording.stem import stem
from scoring_service.domain.wording.topic import Concept, concepts_found, read_topic

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration
    from scoring_service.domain.wording.word_pattern import WordHit

LEAST_CONCEPTS = 2
"""A topic of a single word is a name, not a topic."""
SENTENCE, TEXT = "sentence", "text"


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """An entry and the concepts of it that were found; ``share`` is from 0 to 100."""

    entry: dict[str, Any]
    found: dict[Concept, WordHit]
    share: int


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
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
    sentences = (
        (Passage(text.field, (sentence,)),) for text in reading.passages for sentence in text.sentences
    )
    matches = (_speaks_of(entry, concepts, settings, sentence) for sentence in sentences)
    return max((match for match in matches if match is not None), key=lambda match: match.share, default=None)


def _speaks_of(
    entry: dict[str, Any],
    concepts: tuple[Concept, ...],
    settings: dict[str, Any],
    searched: tuple[Passage, ...],
) -> TopicMatch | None:
    """Give the match where enough of the concepts, and all that are required, stand in what is searched together."""
    found = concepts_found(concepts, searched)
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


REGISTER_TOPIC = KindDeclaration(
    "register_topic",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (
        *TEXT_SETTINGS,
        *CHOICE_SETTINGS,
        Setting("key", a_word, required=True),
        Setting("share", percent, required=True),
        Setting("required", texts),
        Setting("synonyms", pattern_groups),
        Setting("within", one_of(SENTENCE, TEXT)),
        Setting("least_concepts", count),
    ),
    details=frozenset(("matched_name", "covers", "share", "words", "years")),
)
