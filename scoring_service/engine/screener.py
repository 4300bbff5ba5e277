"""What the worker holds for each rule set: the engine and the referee, built once, and one call to screen with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fit_values import values_of
from scoring_service.domain.referee import Referee
from scoring_service.domain.screen_application import Evaluation, screen_application
from scoring_service.engine.durable_rules_engine import DurableRulesEngine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Fact
    from scoring_service.domain.finding import Verdict
    from scoring_service.domain.frozen_call import Application
    from scoring_service.domain.rule_engine import RuleEngine
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.domain.screen_application import EngineDifference


class Screener:
    """Screens applications under one rule set, every rule evaluated twice; for one thread, closed at the end."""

    def __init__(self, rule_set: RuleSet, engine: RuleEngine | None = None) -> None:
        """Build both evaluators.

        Raises TooManyTermsError, NameCollisionError, EngineFaultError from the compilation.
        """
        self.rule_set = rule_set
        self._engine = engine or DurableRulesEngine(rule_set)
        self._referee = Referee(rule_set)

    @property
    def engine_name(self) -> str:
        """The engine's name, for the verdict's trace."""
        return self._engine.name

    @property
    def engine_version(self) -> str:
        """The engine's version, for the verdict's trace."""
        return self._engine.version

    def screen(
        self, application: Application, facts: Mapping[str, Fact], *, max_amount: int | None
    ) -> tuple[Verdict, tuple[EngineDifference, ...]]:
        """Propose an outcome; the differences, mostly none, are for the alarm.

        ``max_amount`` is the call's cap for the application's grant type in whole SEK. Raises FactTypeError for a
        fact that does not fit its declaration and EngineFaultError: refer the application by ``fault_verdict`` then.
        """
        values = values_of(self.rule_set, facts)
        evaluation = Evaluation(values, self._engine.evaluate(values), self._referee.evaluate(values))
        return screen_application(self.rule_set, application, facts, evaluation, max_amount)

    def close(self) -> None:
        """Give back the engine's memory; a second call does nothing."""
        self._engine.close()
