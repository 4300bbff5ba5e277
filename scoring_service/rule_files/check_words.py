"""The placeholders of sentences, checked against the names that the rule set declares.

RETELL:
- (check_patterns) The word patterns of derived facts: each one that finds nothing, something else than was meant, or nearly everything.
- (pattern_doubts) What is doubtful about a word pattern that can be read: that it finds nothing, something else than was meant, or everything.
- (check_placeholders) The placeholders of a rule's or criterion's sentences against what it looks at, and the two languages against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from prescreen_shared.template import Place, TemplateError
from scoring_service.domain.derive.kind import pattern_groups, patterns, texts
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.fact import FactType, Scalar
from scoring_service.domain.rule_set import Criterion, Rule, Sentence, facts_of_rule
from scoring_service.domain.sentence import MISSING, Format, placeholders
from scoring_service.domain.wording.names import FILLERS
from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.patterns import GAP, WordPatternError, read_pattern
from scoring_service.rule_files.check_texts import INVISIBLE
from scoring_service.rule_files.parse_condition import Vocabulary, nearest
from scoring_service.rule_files.parse_facts import details_of, names_found
from scoring_service.rule_files.problem import ConditionPlaces, Path, ProblemList

_DOUBLED: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_NUMBERS: Final = frozenset((Format.ORDINAL, Format.AMOUNT, Format.NUMBER))
_FORMATS: Final[dict[FactType, frozenset[Format]]] = {
    FactType.BOOLEAN: frozenset(),
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
_EXPRESSION: Final = re.compile(
    r"\\[a-zA-Z.]|\.\*|\.\+|\[.*\]|\(.*\||\|.*\)|^\^|\$$|\(\?|\)\?|[a-zåäö]\?|\+|\{\d"
)
"""What stands in a regular expression and in no word."""
Ground = Rule | Criterion


def check_sentence(sentence: Sentence, path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
    """Note braces that mean nothing and placeholders that name neither a fact nor a constant."""
    for language, found in _read(sentence, path, problems).items():
        for place in found:
            _check_place(place, (*path, language), vocabulary, problems)
        _check_braces(
            sentence.sv if language == "sv" else sentence.en, (*path, language), vocabulary, problems
        )


def check_call_sentence(sentence: Sentence, search: str, path: Path, problems: ProblemList) -> None:
    """Note braces that mean nothing and placeholders that the search of the call rule does not give."""
    names = names_found(search)
    for language, found in _read(sentence, path, problems).items():
        for place in found:
            if names is not None and (place.name not in names or place.detail is not None):
                sv, en = nearest(place.name, sorted(names))
                problems.add(
                    (*path, language),
                    f"{search} ger inte {place.key}{sv}",
                    f"{search} does not give {place.key}{en}",
                )


def check_patterns(content: Any, problems: ProblemList) -> None:
    """Note doubtful patterns of every fact whose kind is known; those that cannot be read are told by the kind itself."""
    facts = content.get("facts") if isinstance(content, dict) else None
    for name, fact in facts.items() if isinstance(facts, dict) else ():
        kind = KINDS.get(str(fact.get("derived"))) if isinstance(fact, dict) else None
        for setting in kind.settings if kind is not None else ():
            path = ("facts", name, setting.name)
            if setting.check is patterns:
                _check_list(fact.get(setting.name), path, problems)
            elif setting.check is texts and setting.name not in _NAMES:
                _check_phrases(fact.get(setting.name), path, problems)
            elif setting.check is pattern_groups and isinstance(fact.get(setting.name), dict):
                for word, group in fact[setting.name].items():
                    _check_list(group, (*path, word), problems)
        if kind is not None:
            _check_excluded(fact, ("facts", name), problems)


def check_placeholders(
    ground: Ground, places: ConditionPlaces, vocabulary: Vocabulary, problems: ProblemList
) -> None:
    """Note facts that a sentence shows though the rule does not look at them, and ``shows`` that nothing needs."""
    looked_at, used = facts_of_rule(ground), set[str]()
    for sentence, path, is_undetermined in _sentences(ground, places):
        for name, language in _names(sentence).items():
            used.add(name)
            if name == MISSING and not is_undetermined:
                problems.add(
                    (*path, language),
                    "{missing} hör bara hemma i text_undetermined: här är villkoret uppfyllt och inget saknas",
                    "{missing} belongs in text_undetermined alone: here the condition is met and nothing is missing",
                )
            elif (
                name in vocabulary.facts
                and name not in (*looked_at, *ground.shows)
                and not places.is_doubtful(ground)
            ):
                problems.add(
                    (*path, language),
                    f"{name} är inget som {ground.id} ser på; ta bort det ur meningen, eller skriv shows: [{name}]",
                    f"{name} is nothing that {ground.id} looks at; remove it from the sentence, or write shows: [{name}]",
                )
    _check_shows(ground, looked_at, used, places.path_of(ground), problems)


def _read(sentence: Sentence, path: Path, problems: ProblemList) -> dict[str, tuple[Place, ...]]:
    """Give the placeholders of each language; note braces that mean nothing."""
    found = {}
    for language, text in (("sv", sentence.sv), ("en", sentence.en)):
        try:
            found[language] = placeholders(text)
        except TemplateError as error:
            formats = ", ".join(Format)
            problems.add(
                (*path, language),
                f"{error.part} kan inte tydas; skriv {{namn}}, {{namn.detalj}} eller {{namn:format}} ({formats}), och {{{{ för en klammer",
                f"{error.part} cannot be read; write {{name}}, {{name.detail}} or {{name:format}} ({formats}), and {{{{ for a brace",
            )
    return found


def _check_place(place: Place, path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
    if place.name == MISSING and place.detail is None:
        _check_format(place, frozenset(), path, problems)
        return
    if place.name in vocabulary.unsure:
        return
    fact = vocabulary.facts.get(place.name)
    if fact is None and place.name not in vocabulary.constants:
        sv, en = nearest(place.name, (*vocabulary.facts, *vocabulary.constants, MISSING))
        problems.add(
            path,
            f"{place.name} är varken faktum eller konstant{sv}",
            f"{place.name} is neither a fact nor a constant{en}",
        )
    elif place.detail is not None:
        _check_detail(place, frozenset() if fact is None else details_of(fact), path, problems)
    else:
        kind = _FORMATS[fact.type] if fact is not None else _formats_of(vocabulary.constants[place.name])
        _check_format(place, kind, path, problems)


def _check_format(place: Place, suited: frozenset[Format], path: Path, problems: ProblemList) -> None:
    """Note a format that would leave the value as it is without; what a detail holds is not known here."""
    if place.format is not None and place.format not in suited:
        formats = ", ".join(sorted(suited))
        problems.add(
            path,
            f"formatet {place.format} passar inte {place.name}; {f'de som passar: {formats}' if formats else 'skriv det utan format'}",
            f"the format {place.format} does not fit {place.name}; {f'those that fit: {formats}' if formats else 'write it without a format'}",
        )


def _check_detail(place: Place, details: frozenset[str], path: Path, problems: ProblemList) -> None:
    if place.detail not in details:
        sv, en = nearest(str(place.detail), sorted(details))
        problems.add(
            path,
            f"{place.name} har ingen detalj {place.detail}{sv}",
            f"{place.name} has no detail {place.detail}{en}",
        )


def _formats_of(constant: Scalar) -> frozenset[Format]:
    if isinstance(constant, bool):
        return _FORMATS[FactType.BOOLEAN]
    if isinstance(constant, int):
        return _FORMATS[FactType.INTEGER]
    # A constant in quotation marks may be a day as well as a word.
    return _FORMATS[FactType.DATE] | (_FORMATS[FactType.TEXT] if isinstance(constant, str) else frozenset())


def _check_braces(text: str, path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
    """Note names in double braces, which are printed with their braces."""
    for name in _DOUBLED.findall(text):
        if name in vocabulary.facts or name in vocabulary.constants or name == MISSING:
            problems.warn(
                path,
                f"{{{{{name}}}}} skrivs ut som {{{name}}}; skriv {{{name}}} för värdet",
                f"{{{{{name}}}}} is printed as {{{name}}}; write {{{name}}} for the value",
            )


def _check_list(found: Any, path: Path, problems: ProblemList) -> None:
    seen: set[str] = set()
    for number, pattern in _readable(found):
        place = (*path, number)
        for doubt in _pattern_doubts(pattern):
            problems.add(place, doubt.text.sv, doubt.text.en, "error" if doubt.is_fatal else "warning")
        if path[-1] not in _EXCLUDING and _is_too_broad(pattern):
            problems.warn(
                place,
                f"”{pattern}” finns i nästan varje text; skriv ett ord som bara sägs om saken",
                f"”{pattern}” stands in nearly every text; write a word that is said of the matter alone",
            )
        if pattern in seen:
            problems.warn(
                place,
                f"”{pattern}” står två gånger; ta bort det ena",
                f"”{pattern}” stands twice; remove one",
            )
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


def _pattern_doubts(pattern: str) -> Iterator[PatternDoubt]:
    """Give the first thing that is doubtful about a pattern that ``read_pattern`` takes."""
    if found := _EXPRESSION.search(pattern):
        yield PatternDoubt(_expression(pattern, found.group()), is_fatal=True)
        return
    parts = [part for run in pattern.split(GAP) for part in run.replace("-", " ").split()]
    doubt = next((doubt for part in parts if (doubt := _doubt_of(part, pattern)) is not None), None)
    if doubt is not None:
        yield doubt


@dataclass(frozen=True, slots=True)
class PatternDoubt:
    """One doubt; ``is_fatal`` where the pattern can never find what it was written for."""

    text: Sentence
    is_fatal: bool


def _expression(pattern: str, found: str) -> Sentence:
    return Sentence(
        f"”{pattern}” ser ut som ett reguljärt uttryck ({found}); skriv ord, med * först eller sist i ett ord och {GAP} för några ord emellan",
        f"”{pattern}” looks like a regular expression ({found}); write words, with * first or last in a word and {GAP} for a few words between",
    )


def _doubt_of(part: str, pattern: str) -> PatternDoubt | None:
    core = part.strip("*")
    if "*" in core:
        return PatternDoubt(
            Sentence(
                f"”{pattern}”: * står mitt i ett ord; den får stå först eller sist i ordet",
                f"”{pattern}”: a * stands inside a word; it may stand first or last in the word",
            ),
            is_fatal=True,
        )
    folded = fold(core)
    if " " in folded:
        return PatternDoubt(
            Sentence(
                f"”{pattern}” hittas aldrig: ”{core}” är flera ord för den som söker; skriv ”{folded}”",
                f"”{pattern}” is never found: ”{core}” is several words to the search; write ”{folded}”",
            ),
            is_fatal=True,
        )
    return _doubt_of_acronym(part, core, pattern) if _is_acronym(part) else None


def _is_acronym(part: str) -> bool:
    return part.isupper() and len(part) > 1 and "*" not in part


def _doubt_of_acronym(part: str, core: str, pattern: str) -> PatternDoubt | None:
    plain = unicodedata.normalize("NFC", "".join(re.findall(r"\w+", core)))
    if plain != part:
        return PatternDoubt(
            Sentence(
                f"”{pattern}” hittas aldrig: ”{part}” i versaler måste stå precis så i texten; skriv ”{plain}”",
                f"”{pattern}” is never found: ”{part}” in capitals has to stand in the text exactly so; write ”{plain}”",
            ),
            is_fatal=True,
        )
    if len(part) > LONGEST_ACRONYM:
        return PatternDoubt(
            Sentence(
                f"”{pattern}”: {part} hittas bara där det står i versaler, som en förkortning; skriv ”{part.lower()}”",
                f"”{pattern}”: {part} is found only where it stands in capitals, as an acronym; write ”{part.lower()}”",
            ),
            is_fatal=False,
        )
    return None


def _is_too_broad(pattern: str) -> bool:
    """Tell whether a pattern is found in nearly every text: nothing but words as short or common as ``i`` and ``och``."""
    words = [word for part in pattern.split(GAP) for word in part.replace("-", " ").split()]
    return all("*" not in word and not _is_acronym(word) and _is_common(fold(word)) for word in words)


def _is_common(word: str) -> bool:
    return len(word) < SHORTEST_WORD or word in FILLERS


def _check_phrases(found: Any, path: Path, problems: ProblemList) -> None:
    for number, phrase in enumerate(found) if isinstance(found, list) else ():
        if isinstance(phrase, str) and (doubt := _phrase_doubt(phrase)) is not None:
            problems.add((*path, number), doubt.sv, doubt.en)


def _phrase_doubt(phrase: str) -> Sentence | None:
    """Give what is wrong with a plain phrase, in which no character but letters means anything."""
    found = "*" if "*" in phrase else GAP if GAP in phrase else None
    if found is None and (match := _EXPRESSION.search(phrase)):
        found = match.group()
    if found is None:
        return None
    return Sentence(
        f"”{phrase}”: {found} betyder inget här; skriv hela ord som de står i texten",
        f"”{phrase}”: {found} means nothing here; write whole words as they stand in the text",
    )


def _check_excluded(fact: dict[str, Any], path: Path, problems: ProblemList) -> None:
    """Note words that are looked for and, in the same sentence, hold the finding back."""
    excluded = {pattern for _, pattern in _readable(fact.get("except"))}
    for setting in ("words", "things"):
        for number, pattern in _readable(fact.get(setting)):
            if pattern in excluded:
                problems.add(
                    (*path, setting, number),
                    f"”{pattern}” hittas aldrig: det står också under except; ta bort det på ett av ställena",
                    f"”{pattern}” is never found: it stands under except too; remove it from one of them",
                )


def _sentences(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[Sentence, Path, bool]]:
    for level in ground.levels:
        yield level.text, (*places.path_of(level), "text"), False
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
    ground: Ground, looked_at: tuple[str, ...], used: set[str], path: Path, problems: ProblemList
) -> None:
    for number, name in enumerate(ground.shows):
        if name in looked_at:
            problems.warn(
                (*path, "shows", number),
                f"{name} behöver inte stå i shows: villkoren ser redan på det",
                f"{name} need not stand in shows: the conditions look at it already",
            )
        elif name not in used:
            problems.warn(
                (*path, "shows", number),
                f"ingen mening använder {name}; skriv {{{name}}} i en mening eller ta bort det",
                f"no sentence uses {name}; write {{{name}}} in a sentence or remove it",
            )
