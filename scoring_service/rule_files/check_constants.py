"""The dated values of constants: whether each is ever in force, and differs from the one before it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import Constant, RuleSet
    from scoring_service.rule_files.problem import ProblemList


def check_constants(rule_set: RuleSet, problems: ProblemList) -> None:
    """Note values that no call of the rule set's period meets, and values that change nothing."""
    for name, constant in rule_set.dated_constants.items():
        _check_period(name, constant, rule_set, problems)
        for number, (former, later) in enumerate(pairwise(constant.values), 1):
            if former.value == later.value:
                problems.warn(
                    ("constants", name, "values", number),
                    f"värdet är detsamma som det före ({former.value}); ta bort det eller ändra värdet",
                    f"the value is the same as the one before ({former.value}); remove it or change the value",
                )


def _check_period(name: str, constant: Constant, rule_set: RuleSet, problems: ProblemList) -> None:
    first, last = rule_set.valid_from, rule_set.valid_to
    for number, dated in enumerate(constant.values):
        path = ("constants", name, "values", number)
        following = constant.values[number + 1].from_on if number + 1 < len(constant.values) else None
        if number > 0 and last is not None and dated.from_on is not None and dated.from_on > last:
            problems.warn(
                (*path, "from"),
                f"{dated.from_on} är efter regelverkets sista dag {last}, så värdet gäller aldrig; ändra from eller valid",
                f"{dated.from_on} is after the rule set's last day {last}, so the value is never in force; change from or valid",
            )
        elif first is not None and following is not None and following <= first:
            problems.warn(
                path,
                f"värdet gäller aldrig: nästa tar över {following}, senast på regelverkets första dag {first}",
                f"the value is never in force: the next takes over on {following}, no later than the rule set's first day {first}",
            )
