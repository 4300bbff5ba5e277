"""The placeholders of sentences and the word patterns of derived facts: each means something, and what its writer meant.

A placeholder names a fact that the rule looks at, or a constant, in a format that suits it. A pattern that can be read may
still find nothing, something else than was meant, or nearly every text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from prescreen_shared.shapes.declaring import Kind
from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import Place, TemplateError
from scoring_service.domain.condition import FactType, Scalar
from scoring_service.domain.derive.kind import Meant, settings_of
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.rule_set import Ground
from scoring_service.domain.sentence import MISSING, Format, parse_sentence, placeholders
from scoring_service.domain.wording.inflection import is_plural_form
from scoring_service.domain.wording.names import FILLERS
from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.patterns import GAP, WordPatternError, read_pattern
from scoring_service.rule_files.check_texts import INVISIBLE
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, Path, Said, Severity, nearest, said
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.parse_facts import details_of, names_found

_ANY_TEXT: Final = (Kind(str),)
_DOUBLED: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_NUMBERS: Final = frozenset((Format.ORDINAL, Format.AMOUNT, Format.NUMBER, Format.PLURAL))
_FORMATS: Final[dict[FactType, frozenset[Format]]] = {
    FactType.BOOLEAN: frozenset((Format.ANSWER,)),
    FactType.INTEGER: _NUMBERS,
    FactType.AMOUNT: _NUMBERS - {Format.ORDINAL},
    FactType.DATE: frozenset((Format.DATE,)),
    FactType.CHOICE: frozenset((Format.QUOTE,)),
    FactType.TEXT: frozenset((Format.QUOTE, Format.DATE)),
}
"""The formats that change how a value of each type is written."""
_NAMES: Final = frozenset(("grant_types", "keys"))
"""Lists of names rather than of words to be found in texts."""
_EXCLUDING: Final = frozenset(("except", "not_in_answer"))
"""Settings whose words are to be found often: they hold back what else would be said."""
LONGEST_ACRONYM: Final = 6
SHORTEST_WORD: Final = 3
_COUNTED: Final = frozenset(("applications", "quota", "ranked", "count", "without_amount"))
"""Details, and what searches of the call give, that are numbers of something."""
_NEXT_WORDS: Final = re.compile(r"\s(\w+)(?: (\w+))?")
_EXPRESSION: Final = re.compile(
    r"\\[a-zA-Z.]|\.\*|\.\+|\[.*\]|\(.*\||\|.*\)|^\^|\$$|\(\?|\)\?|[a-zåäö]\?|\+|\{\d"
)
"""What stands in a regular expression and in no word."""


def check_sentence(sentence: Sentence, path: Path, vocabulary: Vocabulary, faults: FaultList) -> None:
    """Note braces that mean nothing and placeholders that name neither a fact nor a constant."""
    for language, found in _read(sentence, path, faults).items():
        for place in found:
            _check_place(place, (*path, language), vocabulary, faults)
        _check_plurals(sentence, language, (*path, language), vocabulary, faults)
        _check_braces(sentence.sv if language == "sv" else sentence.en, (*path, language), vocabulary, faults)


def check_call_sentence(sentence: Sentence, search: str, path: Path, faults: FaultList) -> None:
    """Note braces that mean nothing and placeholders that the search of the call rule does not give."""
    names = names_found(search)
    for language, found in _read(sentence, path, faults).items():
        _check_plurals(sentence, language, (*path, language), None, faults)
        for place in found:
            if names is not None and (place.name not in names or place.detail is not None):
                near = nearest(place.name, sorted(names))
                faults.add(
                    (*path, language), "rule-file.search-lacks-name", search=search, key=place.key, near=near
                )


def check_patterns(content: Any, faults: FaultList) -> None:
    """Note doubtful patterns of every fact whose kind is known; those that cannot be read are told by the kind itself."""
    facts = content.get("facts") if isinstance(content, dict) else None
    for name, fact in facts.items() if isinstance(facts, dict) else ():
        kind = KINDS.get(str(fact.get("derived"))) if isinstance(fact, dict) else None
        for setting, declared in settings_of(kind.settings).items() if kind is not None else ():
            path, inside = ("facts", name, setting), declared.kind.inside
            if (
                declared.kind.type is dict
                and _are_patterns(inside[1])
                and isinstance(fact.get(setting), dict)
            ):
                for word, group in fact[setting].items():
                    _check_list(group, (*path, word), faults)
            elif _are_patterns(declared.kind):
                _check_list(fact.get(setting), path, faults)
            elif inside == _ANY_TEXT and setting not in _NAMES:
                _check_phrases(fact.get(setting), path, faults)
        if kind is not None:
            _check_excluded(fact, ("facts", name), faults)


def check_placeholders(
    ground: Ground, places: ConditionPlaces, vocabulary: Vocabulary, faults: FaultList
) -> None:
    """Note facts that a sentence shows though the rule does not look at them, and ``shows`` that nothing needs."""
    looked_at, used = ground.facts, set[str]()
    for sentence, path, is_undetermined in _sentences(ground, places):
        for name, language in _names(sentence).items():
            used.add(name)
            if name == MISSING and not is_undetermined:
                faults.add((*path, language), "rule-file.missing-where-met")
            elif (
                name in vocabulary.facts
                and name not in (*looked_at, *ground.shows)
                and not places.is_doubtful(ground)
            ):
                faults.add((*path, language), "rule-file.not-of-the-ground", name=name, id=ground.id)
    _check_shows(ground, looked_at, used, places.path_of(ground), faults)


def _are_patterns(kind: Kind) -> bool:
    return any(Meant.PATTERN in each.marks for each in kind.inside)


def _read(sentence: Sentence, path: Path, faults: FaultList) -> dict[str, tuple[Place, ...]]:
    """Give the placeholders of each language; note braces that mean nothing."""
    found = {}
    for language, text in (("sv", sentence.sv), ("en", sentence.en)):
        try:
            found[language] = placeholders(text)
        except TemplateError as error:
            formats = ", ".join(Format)
            faults.add(
                (*path, language), "rule-file.placeholder-unreadable", part=error.part, formats=formats
            )
    return found


def _check_place(place: Place, path: Path, vocabulary: Vocabulary, faults: FaultList) -> None:
    if place.name == MISSING and place.detail is None:
        _check_format(place, frozenset((Format.PLURAL,)), path, faults)
        return
    if place.name in vocabulary.unsure:
        return
    fact = vocabulary.facts.get(place.name)
    if fact is None and place.name not in vocabulary.constants:
        near = nearest(place.name, (*vocabulary.facts, *vocabulary.constants, MISSING))
        faults.add(path, "rule-file.no-such-name", name=place.name, near=near)
    elif place.detail is not None:
        _check_detail(place, frozenset() if fact is None else details_of(fact), path, faults)
    else:
        kind = _FORMATS[fact.type] if fact is not None else _formats_of(vocabulary.constants[place.name])
        _check_format(place, kind, path, faults)


def _check_format(place: Place, suited: frozenset[Format], path: Path, faults: FaultList) -> None:
    """Note a format that would leave the value as it is without; what a detail holds is not known here."""
    if place.format is not None and place.format.partition("|")[0] not in suited:
        formats = ", ".join(sorted(suited))
        fitting = said("rule-file.formats-that-fit" if formats else "rule-file.no-format", formats=formats)
        faults.add(path, "rule-file.format-unfit", format=place.format, name=place.name, fitting=fitting)


def _check_detail(place: Place, details: frozenset[str], path: Path, faults: FaultList) -> None:
    if place.detail not in details:
        near = nearest(str(place.detail), sorted(details))
        faults.add(path, "rule-file.no-such-detail", name=place.name, detail=place.detail, near=near)


def _formats_of(constant: Scalar) -> frozenset[Format]:
    if isinstance(constant, bool):
        return _FORMATS[FactType.BOOLEAN]
    if isinstance(constant, int):
        return _FORMATS[FactType.INTEGER]
    # A constant in quotation marks may be a day as well as a word.
    return _FORMATS[FactType.DATE] | (_FORMATS[FactType.TEXT] if isinstance(constant, str) else frozenset())


def _check_plurals(
    sentence: Sentence, language: str, path: Path, vocabulary: Vocabulary | None, faults: FaultList
) -> None:
    """Note a number before a word in the plural: where it is one, they do not agree."""
    pieces = parse_sentence(sentence.said(language))
    for place, after in pairwise(pieces):
        words = _NEXT_WORDS.match(after) if isinstance(after, str) else None
        if words is None or not isinstance(place, Place) or place.format not in (None, Format.NUMBER):
            continue
        # The dictionary is read only for words beside a count: most rule files have none, and it takes a second.
        forms = words.groups() if _is_count(place, vocabulary) else ()
        plural = next((word for word in forms if word and is_plural_form(word, language)), None)
        if plural is not None:
            faults.warn(path, "rule-file.number-without-plural", key=place.key, words=plural)


def _is_count(place: Place, vocabulary: Vocabulary | None) -> bool:
    if place.detail is not None or vocabulary is None:
        return (place.detail or place.name) in _COUNTED
    fact = vocabulary.facts.get(place.name)
    constant = vocabulary.constants.get(place.name)
    return fact.type is FactType.INTEGER if fact is not None else type(constant) is int


def _check_braces(text: str, path: Path, vocabulary: Vocabulary, faults: FaultList) -> None:
    """Note names in double braces, which are printed with their braces."""
    for name in _DOUBLED.findall(text):
        if name in vocabulary.facts or name in vocabulary.constants or name == MISSING:
            faults.warn(path, "rule-file.double-braces", name=name)


def _check_list(found: Any, path: Path, faults: FaultList) -> None:
    seen: set[str] = set()
    for number, pattern in _readable(found):
        place = (*path, number)
        for found_fault in _pattern_faults(pattern):
            faults.tell(place, found_fault.told, found_fault.severity)
        if path[-1] not in _EXCLUDING and _is_too_broad(pattern):
            faults.warn(place, "rule-file.pattern-too-broad", pattern=pattern)
        if pattern in seen:
            faults.warn(place, "rule-file.pattern-twice", pattern=pattern)
        seen.add(pattern)


def _readable(found: Any) -> Iterator[tuple[int, str]]:
    """Give the patterns that mean something; what is wrong with the others is told already."""
    for number, pattern in enumerate(found) if isinstance(found, list) else ():
        if isinstance(pattern, str) and INVISIBLE.isdisjoint(pattern):
            try:
                read_pattern(pattern)
            except WordPatternError:
                continue
            yield number, pattern


def _pattern_faults(pattern: str) -> Iterator[PatternFault]:
    """Give the first fault of a pattern that ``read_pattern`` takes."""
    if found := _EXPRESSION.search(pattern):
        told = said("rule-file.pattern-expression", pattern=pattern, found=found.group(), gap=GAP)
        yield PatternFault(told)
        return
    parts = [part for run in pattern.split(GAP) for part in run.replace("-", " ").split()]
    fault = next((fault for part in parts if (fault := _fault_of(part, pattern)) is not None), None)
    if fault is not None:
        yield fault


@dataclass(frozen=True, slots=True)
class PatternFault:
    """An error where the pattern can never find what it was written for, else a warning."""

    told: Said
    severity: Severity = "error"


def _fault_of(part: str, pattern: str) -> PatternFault | None:
    core = part.strip("*")
    if "*" in core:
        return PatternFault(said("rule-file.pattern-star-inside", pattern=pattern))
    folded = fold(core)
    if " " in folded:
        return PatternFault(
            said("rule-file.pattern-several-words", pattern=pattern, core=core, folded=folded)
        )
    return _fault_of_acronym(part, core, pattern) if _is_acronym(part) else None


def _is_acronym(part: str) -> bool:
    return part.isupper() and len(part) > 1 and "*" not in part


def _fault_of_acronym(part: str, core: str, pattern: str) -> PatternFault | None:
    plain = unicodedata.normalize("NFC", "".join(re.findall(r"\w+", core)))
    if plain != part:
        return PatternFault(said("rule-file.pattern-capitals", pattern=pattern, part=part, plain=plain))
    if len(part) > LONGEST_ACRONYM:
        told = said("rule-file.pattern-long-capitals", pattern=pattern, part=part, lower=part.lower())
        return PatternFault(told, "warning")
    return None


def _is_too_broad(pattern: str) -> bool:
    """Tell whether a pattern is found in nearly every text: nothing but words as short or common as ``i`` and ``och``."""
    words = [word for part in pattern.split(GAP) for word in part.replace("-", " ").split()]
    return all("*" not in word and not _is_acronym(word) and _is_common(fold(word)) for word in words)


def _is_common(word: str) -> bool:
    return len(word) < SHORTEST_WORD or word in FILLERS


def _check_phrases(phrases: Any, path: Path, faults: FaultList) -> None:
    for number, phrase in enumerate(phrases) if isinstance(phrases, list) else ():
        if isinstance(phrase, str) and (found := _special_in(phrase)) is not None:
            faults.add((*path, number), "rule-file.phrase-special", phrase=phrase, found=found)


def _special_in(phrase: str) -> str | None:
    """Give what in a plain phrase would mean something in a pattern: here no character but letters means anything."""
    found = "*" if "*" in phrase else GAP if GAP in phrase else None
    match = None if found else _EXPRESSION.search(phrase)
    return found if match is None else match.group()


def _check_excluded(fact: dict[str, Any], path: Path, faults: FaultList) -> None:
    """Note words that are looked for and, in the same sentence, hold the finding back."""
    excluded = {pattern for _, pattern in _readable(fact.get("except"))}
    for setting in ("words", "things"):
        for number, pattern in _readable(fact.get(setting)):
            if pattern in excluded:
                faults.add((*path, setting, number), "rule-file.pattern-excluded", pattern=pattern)


def _sentences(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[Sentence, Path, bool]]:
    for level in ground.levels:
        yield level.text, (*places.path_of(level), "text"), False
        if level.possible_reason is not None:
            yield level.possible_reason, (*places.path_of(level), "possible_reason"), False
    yield ground.text_undetermined, (*places.path_of(ground), "text_undetermined"), True


def _names(sentence: Sentence) -> dict[str, str]:
    """Give each name with the first language that has it; a sentence that cannot be read has been told already."""
    found: dict[str, str] = {}
    for language, text in (("sv", sentence.sv), ("en", sentence.en)):
        try:
            for place in placeholders(text):
                found.setdefault(place.name, language)
        except TemplateError:
            continue
    return found


def _check_shows(
    ground: Ground, looked_at: tuple[str, ...], used: set[str], path: Path, faults: FaultList
) -> None:
    for number, name in enumerate(ground.shows):
        if name in looked_at:
            faults.warn((*path, "shows", number), "rule-file.shown-already", name=name)
        elif name not in used:
            faults.warn((*path, "shows", number), "rule-file.shown-nowhere", name=name)
