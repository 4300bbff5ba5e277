"""The days from which the constants of a rule set have other values, one day for each time that they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from scoring_service.domain.rule_set import RuleSet


def constant_days(rule_set: RuleSet) -> tuple[date | None, ...]:
    """Give None for the rule set's own first day, then every first day of a dated value, in order."""
    days = {
        value.from_on
        for constant in rule_set.dated_constants.values()
        for value in constant.values
        if value.from_on is not None
    }
    return (None, *sorted(days))
