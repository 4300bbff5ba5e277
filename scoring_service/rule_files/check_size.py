"""Conditions held to what the rule engine can take: how many terms they become when they are multiplied out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.level_keys import grounds_of
from scoring_service.domain.normal_form import MAX_TERMS, TooManyTermsError, false_terms, true_terms

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.normal_form import Term
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import ProblemList

MOST_PARTS: Final = 6_000
"""A hundred rulesets of the engine: so many are loaded in seconds, and no two of their names are one name to it."""
TESTS_IN_A_PART: Final = 12
"""The engine gets a longer term in parts of so many tests."""


def check_size(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note each level that is too wide, and the rule set where all its levels together are."""
    terms: set[Term] = set()
    for ground in grounds_of(rule_set):
        for level in ground.levels:
            found = _terms(level.when)
            if found is None:
                problems.add(
                    (*places.path_of(level), "when"),
                    f"villkoret ger mer än {MAX_TERMS} termer när det multipliceras ut; dela regeln i två",
                    f"the condition gives more than {MAX_TERMS} terms when multiplied out; split the rule in two",
                )
            else:
                terms |= found
    parts = sum(-(-len(term) // TESTS_IN_A_PART) for term in terms)
    if parts > MOST_PARTS:
        problems.add(
            ("rules",),
            f"alla villkor ger tillsammans {parts} delar när de multipliceras ut, högst {MOST_PARTS} tas emot; dela upp regelverket eller förenkla villkor med många any",
            f"all conditions together give {parts} parts when multiplied out, at most {MOST_PARTS} are taken; split the rule set or simplify conditions with many any",
        )


def _terms(condition: Condition) -> frozenset[Term] | None:
    try:
        return true_terms(condition) | false_terms(condition)
    except TooManyTermsError:
        return None
