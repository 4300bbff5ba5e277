"""What a rule sheet shows of one version, put into words and order, for whichever form it is rendered in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scoring_service.domain.sentence_template import Format
from scoring_service.domain.walk_condition import leaves
from scoring_service.domain.write_value import write_value
from scoring_service.exporting.write_condition import ConditionWriter
from scoring_service.exporting.write_template import write_template
from shared.statuses import FindingStatus
from shared.texts import knows, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scoring_service.domain.condition import Compare, IsStated
    from scoring_service.domain.rule_set import (
        Constant,
        Criterion,
        CriterionCase,
        CriterionLevel,
        FactDeclaration,
        Level,
        Rule,
        RuleCase,
        RuleSet,
        Sentence,
        Source,
    )
    from scoring_service.exporting.write_condition import Line
    from shared.texts import Language

ANSWERS = "answers."


@dataclass(frozen=True, slots=True)
class SheetLife:
    """What is known of a version beside its content: its state in words of the catalogue, and who did what."""

    state: str
    author: str | None = None
    approver: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True)
class SheetContent:
    """One version in one language; ``life`` is None for a file that nobody has stored."""

    rule_set: RuleSet
    language: Language
    life: SheetLife | None = None

    @cached_property
    def _writer(self) -> ConditionWriter:
        return ConditionWriter(self.rule_set, self.language)

    def t(self, text_id: str, /, **values: object) -> str:
        """Give a sentence of the catalogue."""
        return say(text_id, self.language, **values)

    def said(self, sentence: Sentence) -> str:
        """Give one of a sentence's two languages."""
        return self._writer.said(sentence)

    def remark(self, note: str | Sentence) -> str:
        """Give a note in the sheet's language, or as it stands where it has one text only."""
        return note if isinstance(note, str) else self.said(note)

    def lines(self, level: Level | CriterionLevel) -> tuple[Line, ...]:
        """Give the condition of a level as lines."""
        return self._writer.lines(level.when)

    def template(self, sentence: Sentence) -> str:
        """Give a sentence with the names of what is filled in."""
        return write_template(self.rule_set, sentence, self.language)

    def day(self, value: object) -> str:
        """Write a day."""
        return write_value(value, self.language, Format.DATE)

    @property
    def valid(self) -> str:
        """The calls that the rule set is for."""
        first, last = self.rule_set.valid_from, self.rule_set.valid_to
        if first and last:
            return self.t("sheet.valid-between", first=self.day(first), last=self.day(last))
        if first or last:
            key = "sheet.valid-from" if first else "sheet.valid-until"
            return self.t(key, **({"first": self.day(first)} if first else {"last": self.day(last)}))
        return self.t("sheet.valid-always")

    def grant_types(self, rule: Rule | Criterion) -> str:
        """Name the kinds of grant that a rule is for."""
        words = [self._word("grant-type", name) for name in rule.grant_types]
        return ", ".join(words) or self.t("sheet.all-grant-types")

    def source(self, source: Source) -> str:
        """Name the document of a source by its title."""
        document = self.rule_set.documents.get(source.document)
        return document.title if document else self._word("document", source.document)

    def constant_values(self, constant: Constant) -> str:
        """Write the values of a constant with the days from which they hold."""
        return "; ".join(
            write_value(each.value, self.language)
            if each.from_on is None
            else self.t(
                "sheet.value-from", value=write_value(each.value, self.language), day=self.day(each.from_on)
            )
            for each in constant.values
        )

    def constant_name(self, name: str, constant: Constant) -> str:
        """Give what a constant is called."""
        return name if constant.label is None else self.said(constant.label)

    def uses_of_constant(self, name: str) -> str:
        """Name the rules and criteria that a constant limits."""
        return self._titles(lambda leaf: getattr(leaf, "constant", None) == name)

    def uses_of_fact(self, name: str) -> str:
        """Name the rules and criteria that look at a fact."""
        return self._titles(lambda leaf: leaf.fact == name)

    def fact_type(self, fact: FactDeclaration) -> str:
        """Say what values a fact can have."""
        if not fact.choices:
            return self.t(f"fact-type.{fact.type.value}")
        choices = ", ".join(self._writer.value(fact, choice) for choice in fact.choices)
        return self.t("fact-type.choice", choices=choices)

    def origin(self, fact: FactDeclaration) -> str:
        """Say where a fact comes from."""
        if fact.stated_in is None:
            return self._word("derivation", fact.kind or "")
        key = fact.stated_in.removeprefix(ANSWERS)
        is_answer = key != fact.stated_in
        field = self.t("sheet.answer", key=key) if is_answer else self._word("field", fact.stated_in)
        return self.t("sheet.origin-stated", field=field)

    def case_facts(self, case: RuleCase | CriterionCase) -> str:
        """Write the facts of an example."""
        return "; ".join(self._writer.compared(name, value) for name, value in case.facts.items()) or self.t(
            "sheet.nothing-stated"
        )

    def case_answer(self, case: RuleCase | CriterionCase) -> str:
        """Write what the rule answers to an example."""
        status: FindingStatus | None = getattr(case, "status", None)
        if status is None:
            return self.t("sheet.points", points=getattr(case, "points", 0))
        effect = getattr(case, "effect", None)
        if status is FindingStatus.MET and effect is not None:
            return self.t(f"effect-word.{effect.value}")
        return self.t(f"finding.{status.value}")

    def _titles(self, looks: Callable[[Compare | IsStated], bool]) -> str:
        grounds: tuple[Rule | Criterion, ...] = (*self.rule_set.rules, *self.rule_set.criteria)
        found = (
            self.said(rule.title)
            for rule in grounds
            if any(looks(leaf) for level in rule.levels for leaf in leaves(level.when))
        )
        return ", ".join(found)

    def _word(self, area: str, name: str) -> str:
        text_id = f"{area}.{name}"
        return self.t(text_id) if knows(text_id) else name
