"""One application under one rule set: every rule and criterion decided and written, the outcome proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.decide_criterion import decide_criterion
from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.effect_order import outcome_of
from scoring_service.domain.fact import FactType
from scoring_service.domain.finding import Verdict
from scoring_service.domain.level_keys import grounds_of, level_keys
from scoring_service.domain.own_findings import (
    criterion_in_doubt,
    engine_difference,
    other_grant_type,
    rule_in_doubt,
    screening_fault,
)
from scoring_service.domain.walk_condition import facts_of_rule
from scoring_service.domain.write_criterion import CriterionWriter
from scoring_service.domain.write_finding import FindingWriter
from shared.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Fact
    from scoring_service.domain.finding import CriterionFinding, Finding
    from scoring_service.domain.frozen_call import Application
    from scoring_service.domain.rule_engine import Answers, LevelKey, Values
    from scoring_service.domain.rule_set import Criterion, Rule, RuleSet
    from scoring_service.domain.truth import Truth


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """An alarm: engine and referee gave different truths for one level of a rule or criterion.

    ``values`` are those of its facts that both were given; an applicant's free text is left out.
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
            EngineDifference(key, self.engine.get(key), self.referee[key], self._values(ground, rule_set))
            for ground in grounds_of(rule_set)
            for key in level_keys(ground)
            if self.engine.get(key) is not self.referee[key]
        )

    def truths(self, ground: Rule | Criterion) -> list[Truth]:
        """Give the truth of each level of a rule or criterion, as the referee has it."""
        return [self.referee[key] for key in level_keys(ground)]

    def _values(self, ground: Rule | Criterion, rule_set: RuleSet) -> Values:
        names = (name for name in facts_of_rule(ground) if rule_set.facts[name].type is not FactType.TEXT)
        return {name: self.values.get(name) for name in names}


def screen_application(
    rule_set: RuleSet,
    application: Application,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    max_amount: int | None,
) -> tuple[Verdict, tuple[EngineDifference, ...]]:
    """Propose an outcome, with what every rule and criterion found, in the rule set's order.

    ``max_amount`` is the call's cap for the grant type in whole SEK. Where the two evaluators differ on a rule, the
    application is referred whatever the other rules say, and each difference is given back as an alarm. So it is where
    they differ on a criterion: the outcome then rests on an evaluation that was wrong in one place, not on the points.
    """
    differences = evaluation.differences(rule_set)
    findings = _findings(rule_set, application, facts, evaluation, differences)
    verdict = _verdict(
        application,
        Outcome.REFER if differences else outcome_of(findings),
        findings,
        max_amount,
        _criteria(rule_set, application, facts, evaluation, differences),
    )
    return verdict, differences


def fault_verdict(application: Application, max_amount: int | None) -> Verdict:
    """Refer an application whose evaluation raised: it never passes and is never refused."""
    return _verdict(application, Outcome.REFER, (screening_fault(),), max_amount)


def _findings(
    rule_set: RuleSet,
    application: Application,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    differences: tuple[EngineDifference, ...],
) -> tuple[Finding, ...]:
    writer = FindingWriter(rule_set, facts, evaluation.values)
    found = tuple(_finding(rule, application, evaluation, writer, differences) for rule in rule_set.rules)
    if not differences:
        return found
    doubted = dict.fromkeys(difference.key.rule for difference in differences)
    return (engine_difference(tuple(doubted)), *found)


def _finding(
    rule: Rule,
    application: Application,
    evaluation: Evaluation,
    writer: FindingWriter,
    differences: tuple[EngineDifference, ...],
) -> Finding:
    if not _is_for(rule, application):
        return other_grant_type(rule)
    if _is_in_doubt(rule, differences):
        return rule_in_doubt(rule)
    return writer.write(rule, decide_rule(rule, evaluation.truths(rule), evaluation.values))


def _criteria(
    rule_set: RuleSet,
    application: Application,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    differences: tuple[EngineDifference, ...],
) -> tuple[CriterionFinding, ...]:
    writer = CriterionWriter(rule_set, facts, evaluation.values)
    return tuple(
        criterion_in_doubt(criterion)
        if _is_in_doubt(criterion, differences)
        else writer.write(
            criterion, decide_criterion(criterion, evaluation.truths(criterion), evaluation.values)
        )
        for criterion in rule_set.criteria
        if _is_for(criterion, application)
    )


def _is_for(ground: Rule | Criterion, application: Application) -> bool:
    return not ground.grant_types or application.grant_type in ground.grant_types


def _is_in_doubt(ground: Rule | Criterion, differences: tuple[EngineDifference, ...]) -> bool:
    return any(difference.key in level_keys(ground) for difference in differences)


def _verdict(
    application: Application,
    outcome: Outcome,
    findings: tuple[Finding, ...],
    max_amount: int | None,
    criteria: tuple[CriterionFinding, ...] = (),
) -> Verdict:
    asked = application.requested_amount
    return Verdict(
        application_id=application.application_id,
        reference=application.reference,
        revision=application.revision,
        outcome=outcome,
        proposed_amount=asked if asked is None or max_amount is None else min(asked, max_amount),
        findings=findings,
        criteria=criteria,
    )
