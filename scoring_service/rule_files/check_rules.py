"""What can be said of rules and criteria only when they are read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.level_keys import grounds_of
from scoring_service.rule_files.check_cases import check_cases
from scoring_service.rule_files.check_conditions import check_conditions
from scoring_service.rule_files.check_constants import check_constants
from scoring_service.rule_files.check_dates import check_dates
from scoring_service.rule_files.check_fields import check_fields
from scoring_service.rule_files.check_grant_types import check_grant_types
from scoring_service.rule_files.check_placeholders import check_placeholders
from scoring_service.rule_files.check_size import check_size

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import Criterion, Rule, RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import ProblemList


def check_rules(
    rule_set: RuleSet, places: ConditionPlaces, vocabulary: Vocabulary, problems: ProblemList
) -> None:
    """Note what is wrong with the fields of facts, with conditions, sentences, cases and constants.

    ``rule_set`` holds the rules and criteria whose conditions could be read, so their numbers are not those of the file.
    """
    check_fields(rule_set, problems)
    check_size(rule_set, places, problems)
    misread = {id(ground) for ground in grounds_of(rule_set) if _is_misread(ground, places, problems)}
    amiss = check_conditions(rule_set, places, problems) | misread
    for ground in grounds_of(rule_set):
        check_placeholders(ground, places, vocabulary, problems)
        check_cases(ground, vocabulary.facts, places, problems, sound=id(ground) not in amiss)
    check_constants(rule_set, problems)
    check_dates(rule_set, places, problems)
    check_grant_types(rule_set, places, problems)


def _is_misread(ground: Rule | Criterion, places: ConditionPlaces, problems: ProblemList) -> bool:
    """Tell whether a condition could be read but has been found wrong already."""
    return any(problems.has_error_within((*places.path_of(level), "when")) for level in ground.levels)
