"""The days in conditions against the days on which a call may use the rule set."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from scoring_service.domain.condition import Compare
from scoring_service.domain.level_keys import grounds_of
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import ProblemList

_ARRIVAL: Final = "submitted_at"
MOST_YEARS_AWAY: Final = 20
"""What an applicant states may lie long before or after the call, but a day further away is a slip of the pen."""


def check_dates(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note days of arrival outside the rule set's period, and any day that is decades away from it."""
    period = f"{rule_set.valid_from or '…'} – {rule_set.valid_to or '…'}"
    for ground in grounds_of(rule_set):
        for leaf in (leaf for level in ground.levels for leaf in leaves(level.when)):
            if isinstance(leaf, Compare) and isinstance(leaf.operand, date) and _is_outside(leaf, rule_set):
                problems.warn(
                    places.path_of(leaf),
                    f"{leaf.operand} ligger utanför de dagar som en utlysning med regelverket kan ha ({period}); ändra dagen eller valid",
                    f"{leaf.operand} lies outside the days that a call with the rule set can have ({period}); change the day or valid",
                )


def _is_outside(leaf: Compare, rule_set: RuleSet) -> bool:
    day, first, last = leaf.operand, rule_set.valid_from, rule_set.valid_to
    if not isinstance(day, date):
        return False
    if rule_set.facts[leaf.fact].stated_in == _ARRIVAL:
        return (first is not None and day < first) or (last is not None and day > last)
    ends = [end for end in (first, last) if end is not None]
    return bool(ends) and all(abs(day.year - end.year) > MOST_YEARS_AWAY for end in ends)
