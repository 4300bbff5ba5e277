"""Conditions in words: as a list of lines, some with lines below them, or as one phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not
from scoring_service.domain.fact import FactType
from scoring_service.domain.sentence_template import Format
from scoring_service.domain.write_value import write_value
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet, Sentence
    from shared.texts import Language


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a condition; ``parts`` are the lines below it."""

    text: str
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionWriter:
    """Writes the conditions of one rule set in one language."""

    rule_set: RuleSet
    language: Language

    def lines(self, condition: Condition) -> tuple[Line, ...]:
        """Give a condition as lines, all of which must hold."""
        if isinstance(condition, All):
            return tuple(line for part in condition.parts for line in self.lines(part))
        return (self._line(condition),)

    def phrase(self, condition: Condition) -> str:
        """Give a condition as one phrase, with brackets where one joining stands inside another."""
        match condition:
            case Compare() | IsStated():
                return self._leaf(condition)
            case Not(part):
                return say("condition.not-inline", self.language, part=self.phrase(part))
            case All(parts):
                return self._joined("condition.all-inline", parts)
            case Any(parts):
                return self._joined("condition.any-inline", parts)

    def value(self, declared: FactDeclaration, value: Scalar) -> str:
        """Write one value of a fact."""
        if isinstance(value, str) and value in declared.choice_labels:
            return self.said(declared.choice_labels[value])
        written = {FactType.AMOUNT: Format.AMOUNT, FactType.DATE: Format.DATE}.get(declared.type)
        return write_value(value, self.language, written)

    def compared(self, fact: str, value: Scalar | None) -> str:
        """Write that a fact has a value, or that it is not stated."""
        declared = self.rule_set.facts[fact]
        what = say("condition.not-stated", self.language) if value is None else self.value(declared, value)
        return say("condition.compared", self.language, fact=self.said(declared.label), what=what)

    def said(self, sentence: Sentence) -> str:
        """Give one of a sentence's two languages."""
        return sentence.en if self.language == "en" else sentence.sv

    def _line(self, condition: Condition) -> Line:
        match condition:
            case Any(parts):
                return Line(say("condition.any", self.language), tuple(map(self._line, parts)))
            case All(parts):
                return Line(say("condition.all", self.language), tuple(map(self._line, parts)))
            case Not(part):
                return Line(say("condition.not", self.language), self.lines(part))
            case _:
                return Line(self.phrase(condition))

    def _leaf(self, leaf: Compare | IsStated) -> str:
        declared = self.rule_set.facts[leaf.fact]
        what = self._stated(leaf) if isinstance(leaf, IsStated) else self._compared(leaf, declared)
        return say("condition.compared", self.language, fact=self.said(declared.label), what=what)

    def _stated(self, leaf: IsStated) -> str:
        return say("condition.stated" if leaf.expected else "condition.not-stated", self.language)

    def _compared(self, leaf: Compare, declared: FactDeclaration) -> str:
        operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        value = ", ".join(self.value(declared, operand) for operand in operands)
        constant = self.rule_set.dated_constants.get(leaf.constant or "")
        if constant is not None and constant.label is not None:
            named = self.said(constant.label)
            value = say("condition.with-constant", self.language, value=value, constant=named)
        return say(f"condition.{leaf.operator.value}", self.language, value=value)

    def _joined(self, joining: str, parts: Iterable[Condition]) -> str:
        word = say(joining, self.language)
        return f" {word} ".join(self._bracketed(part) for part in parts)

    def _bracketed(self, part: Condition) -> str:
        phrase = self.phrase(part)
        return f"({phrase})" if isinstance(part, All | Any) else phrase
