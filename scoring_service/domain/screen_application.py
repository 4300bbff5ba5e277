"""One application under one rule set: every rule decided, every finding written, the outcome proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.effect_order import outcome_of
from scoring_service.domain.fact import FactType
from scoring_service.domain.finding import Verdict
from scoring_service.domain.own_findings import (
    engine_difference,
    other_grant_type,
    rule_in_doubt,
    screening_fault,
)
from scoring_service.domain.rule_engine import LevelKey
from scoring_service.domain.walk_condition import facts_of_rule
from scoring_service.domain.write_finding import FindingWriter
from shared.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Fact
    from scoring_service.domain.finding import Finding
    from scoring_service.domain.frozen_call import Application
    from scoring_service.domain.rule_engine import Answers, Values
    from scoring_service.domain.rule_set import Rule, RuleSet
    from scoring_service.domain.truth import Truth


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """An alarm: engine and referee gave different truths for one level of a rule.

    ``values`` are those of the rule's facts that both were given; an applicant's free text is left out.
    """

    key: LevelKey
    engine: Truth | None
    referee: Truth
    values: Values


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of one application and what the two evaluators answered."""

    values: Values
    engine: Answers
    referee: Answers

    def differences(self, rule_set: RuleSet) -> tuple[EngineDifference, ...]:
        """Give every level on which the engine did not answer as the referee did."""
        return tuple(
            EngineDifference(key, self.engine.get(key), self.referee[key], self._values(rule, rule_set))
            for rule in rule_set.rules
            for key in (LevelKey(rule.id, number) for number in range(len(rule.levels)))
            if self.engine.get(key) is not self.referee[key]
        )

    def _values(self, rule: Rule, rule_set: RuleSet) -> Values:
        names = (name for name in facts_of_rule(rule) if rule_set.facts[name].type is not FactType.TEXT)
        return {name: self.values.get(name) for name in names}


def screen_application(
    rule_set: RuleSet,
    application: Application,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    max_amount: int | None,
) -> tuple[Verdict, tuple[EngineDifference, ...]]:
    """Propose an outcome, with the finding of every rule in the rule set's order.

    ``max_amount`` is the call's cap for the grant type in whole SEK. Where the two evaluators differ on a rule, the
    application is referred whatever the other rules say, and each difference is given back as an alarm.
    """
    differences = evaluation.differences(rule_set)
    doubted = tuple(dict.fromkeys(difference.key.rule for difference in differences))
    writer = FindingWriter(rule_set, facts, evaluation.values)
    findings = tuple(_finding(rule, application, evaluation, writer, doubted) for rule in rule_set.rules)
    if doubted:
        findings = (engine_difference(doubted), *findings)
    outcome = Outcome.REFER if doubted else outcome_of(findings)
    return _verdict(application, outcome, findings, max_amount), differences


def fault_verdict(application: Application, max_amount: int | None) -> Verdict:
    """Refer an application whose evaluation raised: it never passes and is never refused."""
    return _verdict(application, Outcome.REFER, (screening_fault(),), max_amount)


def _finding(
    rule: Rule,
    application: Application,
    evaluation: Evaluation,
    writer: FindingWriter,
    doubted: tuple[str, ...],
) -> Finding:
    if rule.grant_types and application.grant_type not in rule.grant_types:
        return other_grant_type(rule)
    if rule.id in doubted:
        return rule_in_doubt(rule)
    truths = [evaluation.referee[LevelKey(rule.id, number)] for number in range(len(rule.levels))]
    return writer.write(rule, decide_rule(rule, truths, evaluation.values))


def _verdict(
    application: Application, outcome: Outcome, findings: tuple[Finding, ...], max_amount: int | None
) -> Verdict:
    asked = application.requested_amount
    return Verdict(
        application_id=application.application_id,
        reference=application.reference,
        revision=application.revision,
        outcome=outcome,
        proposed_amount=asked if asked is None or max_amount is None else min(asked, max_amount),
        findings=findings,
    )
