"""The screeners of one rule set: one for each set of values that its dated constants have had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.on_day import on_day
from scoring_service.engine.screener import Screener

if TYPE_CHECKING:
    from datetime import date

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet

    _Values = tuple[tuple[str, Scalar], ...]


class DatedScreeners:
    """Gives the screener of a day; days with the same values share one. For one thread, closed at the end."""

    def __init__(self, rule_set: RuleSet) -> None:
        """Compile for the rule set's own first day.

        Raises TooManyTermsError, NameCollisionError, EngineFaultError, as ``of`` may for another day.
        """
        self._rule_set = rule_set
        self._of_day: dict[date | None, Screener] = {}
        self._of_values: dict[_Values, Screener] = {}
        self.of(None)

    def of(self, day: date | None) -> Screener:
        """Give the screener with the values in force on a day; None is the rule set's own first day."""
        screener = self._of_day.get(day)
        if screener is None:
            screener = self._of_day[day] = self._with_values_of(on_day(self._rule_set, day))
        return screener

    def close(self) -> None:
        """Close every screener; a second call does nothing."""
        for screener in self._of_values.values():
            screener.close()

    def _with_values_of(self, rule_set: RuleSet) -> Screener:
        # A constant keeps its type from day to day, so that equal values are the same values.
        values = tuple(rule_set.constants.items())
        screener = self._of_values.get(values)
        if screener is None:
            screener = self._of_values[values] = Screener(rule_set)
        return screener
