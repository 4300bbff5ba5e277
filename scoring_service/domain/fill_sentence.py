"""A rule's sentence with the values of one application put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import Sentence
from scoring_service.domain.sentence_template import Format, Placeholder, parse_sentence, placeholders
from scoring_service.domain.write_value import join_words, write_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Fact, Scalar
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.domain.write_value import Language

MISSING = "missing"
"""The placeholder that stands for the labels of the missing facts."""


@dataclass(frozen=True, slots=True)
class SentenceFiller:
    """Fills the sentences of one rule set with the facts of one application."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]

    def fill(self, sentence: Sentence, missing: tuple[str, ...] = ()) -> Sentence:
        """Put every value into both languages; ``missing`` are names of facts, written by their labels."""
        return Sentence(
            sv=self._fill(sentence.sv, "sv", missing),
            en=self._fill(sentence.en, "en", missing),
        )

    def _fill(self, text: str, language: Language, missing: tuple[str, ...]) -> str:
        return "".join(
            piece if isinstance(piece, str) else self._write(piece, language, missing)
            for piece in parse_sentence(text)
        )

    def _write(self, place: Placeholder, language: Language, missing: tuple[str, ...]) -> str:
        if place.name == MISSING:
            return join_words((self._label(name, language) for name in missing), language)
        if place.name in self.rule_set.constants:
            return write_value(self.rule_set.constants[place.name], language, place.format)
        fact = self.facts.get(place.name)
        if place.detail is not None:
            return write_value(fact and fact.details.get(place.detail), language, place.format)
        return self._write_fact(place, None if fact is None else fact.value, language)

    def _write_fact(self, place: Placeholder, value: Scalar | None, language: Language) -> str:
        declared = self.rule_set.facts[place.name]
        if isinstance(value, str) and value in declared.choice_labels:
            value = getattr(declared.choice_labels[value], language)
        written = place.format
        if written is None and declared.type is FactType.AMOUNT:
            written = Format.AMOUNT
        return write_value(value, language, written)

    def _label(self, name: str, language: Language) -> str:
        label: str = getattr(self.rule_set.facts[name].label, language)
        return label


def named_facts(rule_set: RuleSet, sentence: Sentence) -> tuple[str, ...]:
    """Name the facts of the rule set that a sentence mentions in either language."""
    found = (*placeholders(sentence.sv), *placeholders(sentence.en))
    return tuple(dict.fromkeys(place.name for place in found if place.name in rule_set.facts))
