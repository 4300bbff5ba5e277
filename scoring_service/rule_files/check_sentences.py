"""The placeholders of sentences, checked against the names that the rule set declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scoring_service.domain.fact import FactType
from scoring_service.domain.fill_sentence import MISSING
from scoring_service.domain.sentence_template import Format, SentenceError, placeholders
from scoring_service.rule_files.derivations import details_of, names_found
from scoring_service.rule_files.parse_condition import nearest

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import Sentence
    from scoring_service.domain.sentence_template import Placeholder
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import Path, ProblemList

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


def _read(sentence: Sentence, path: Path, problems: ProblemList) -> dict[str, tuple[Placeholder, ...]]:
    """Give the placeholders of each language; note braces that mean nothing."""
    found = {}
    for language, text in (("sv", sentence.sv), ("en", sentence.en)):
        try:
            found[language] = placeholders(text)
        except SentenceError as error:
            formats = ", ".join(Format)
            problems.add(
                (*path, language),
                f"{error.part} kan inte tydas; skriv {{namn}}, {{namn.detalj}} eller {{namn:format}} ({formats}), och {{{{ för en klammer",
                f"{error.part} cannot be read; write {{name}}, {{name.detail}} or {{name:format}} ({formats}), and {{{{ for a brace",
            )
    return found


def _check_braces(text: str, path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
    """Note names in double braces, which are printed with their braces."""
    for name in _DOUBLED.findall(text):
        if name in vocabulary.facts or name in vocabulary.constants or name == MISSING:
            problems.warn(
                path,
                f"{{{{{name}}}}} skrivs ut som {{{name}}}; skriv {{{name}}} för värdet",
                f"{{{{{name}}}}} is printed as {{{name}}}; write {{{name}}} for the value",
            )


def _check_place(place: Placeholder, path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
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


def _check_format(place: Placeholder, suited: frozenset[Format], path: Path, problems: ProblemList) -> None:
    """Note a format that would leave the value as it is without; what a detail holds is not known here."""
    if place.format is not None and place.format not in suited:
        formats = ", ".join(sorted(suited))
        problems.add(
            path,
            f"formatet {place.format} passar inte {place.name}; {f'de som passar: {formats}' if formats else 'skriv det utan format'}",
            f"the format {place.format} does not fit {place.name}; {f'those that fit: {formats}' if formats else 'write it without a format'}",
        )


def _formats_of(constant: Scalar) -> frozenset[Format]:
    if isinstance(constant, bool):
        return _FORMATS[FactType.BOOLEAN]
    if isinstance(constant, int):
        return _FORMATS[FactType.INTEGER]
    # A constant in quotation marks may be a day as well as a word.
    return _FORMATS[FactType.DATE] | (_FORMATS[FactType.TEXT] if isinstance(constant, str) else frozenset())


def _check_detail(place: Placeholder, details: frozenset[str], path: Path, problems: ProblemList) -> None:
    if place.detail not in details:
        sv, en = nearest(str(place.detail), sorted(details))
        problems.add(
            path,
            f"{place.name} har ingen detalj {place.detail}{sv}",
            f"{place.name} has no detail {place.detail}{en}",
        )
