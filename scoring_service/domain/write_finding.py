"""From a rule's decision to its finding: sentence filled in, deciding facts, fields missing, words quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fill_sentence import SentenceFiller, named_facts
from scoring_service.domain.find_deciding import find_deciding
from scoring_service.domain.finding import Finding
from scoring_service.domain.own_findings import not_met_text
from scoring_service.domain.shown_facts import ShownFacts
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.decide_rule import Decision
    from scoring_service.domain.fact import Fact
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Rule, RuleSet, Sentence


class FindingWriter:
    """Writes the findings of one application under one rule set."""

    def __init__(self, rule_set: RuleSet, facts: Mapping[str, Fact], values: Values) -> None:
        self._rule_set = rule_set
        self._values = values
        self._filler = SentenceFiller(rule_set, facts)
        self._shown = ShownFacts(rule_set, facts, values)

    def write(self, rule: Rule, decision: Decision) -> Finding:
        """Write what a rule found; ``decision`` is about this application."""
        text, named = self._text(rule, decision)
        names = tuple(dict.fromkeys((*self._deciding(rule, decision), *named)))
        return Finding(
            rule=rule.id,
            effect=decision.effect,
            status=decision.status,
            text=text,
            facts=self._shown.values_of(names),
            missing=self._shown.fields_of(decision.missing),
            evidence=self._shown.evidence_of(names),
            source=rule.source,
        )

    def _text(self, rule: Rule, decision: Decision) -> tuple[Sentence, tuple[str, ...]]:
        if decision.level is None:
            return not_met_text(rule), ()
        met = decision.status is FindingStatus.MET
        sentence = rule.levels[decision.level].text if met else rule.text_undetermined
        return self._filler.fill(sentence, decision.missing), named_facts(self._rule_set, sentence)

    def _deciding(self, rule: Rule, decision: Decision) -> Iterable[str]:
        if decision.status is FindingStatus.MET and decision.level is not None:
            return find_deciding(rule.levels[decision.level].when, self._values)
        return (name for level in rule.levels for name in find_deciding(level.when, self._values))
