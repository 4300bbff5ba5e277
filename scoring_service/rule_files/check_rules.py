"""What can be said of a rule only when it is read whole: its size when multiplied out, and its own cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.normal_form import MAX_TERMS, TooManyTermsError, false_terms, true_terms
from scoring_service.domain.try_cases import case_faults, lacking_statuses

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import ProblemList


def check_rules(
    rule_set: RuleSet, places: ConditionPlaces, vocabulary: Vocabulary, problems: ProblemList
) -> None:
    """Note conditions that are too wide, cases that do not hold and cases that are lacking.

    ``rule_set`` holds the rules and criteria whose conditions could be read, so their numbers are not those of the file.
    """
    for rule in rule_set.rules:
        path = places.path_of(rule)
        for level in rule.levels:
            try:
                true_terms(level.when), false_terms(level.when)
            except TooManyTermsError:
                problems.add(
                    path,
                    f"villkoret ger mer än {MAX_TERMS} termer när det multipliceras ut; dela regeln i två",
                    f"the condition gives more than {MAX_TERMS} terms when multiplied out; split the rule in two",
                )
        for case, fault in case_faults(rule):
            if not places.is_doubtful(rule.cases[case]):
                problems.add(places.path_of(rule.cases[case]), fault.sv, fault.en)
        for status in () if places.is_doubtful(rule) else lacking_statuses(rule, vocabulary.facts):
            problems.add(
                path,
                f"saknar ett exempel (cases) som är {status}",
                f"has no case that is {status}",
            )
