"""Compiling the rules of a trial, with one error for all that can go wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.trials.errors import RulesNotTakenError

if TYPE_CHECKING:
    from scoring_service.domain.judge import Judge
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.trials.parts import TrialParts


def open_rules(parts: TrialParts, rule_set: RuleSet) -> Judge:
    """Compile a rule set; the caller closes the judge.

    Raises:
        RulesNotTakenError: the engine does not take it.
    """
    try:
        return parts.open_judge(rule_set)
    except Exception as error:
        raise RulesNotTakenError(f"{type(error).__name__}: {error}") from error
