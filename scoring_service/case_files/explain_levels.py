"""What the levels of a rule or criterion say, in a few lines for whoever fills in a sheet of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.texts import say

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import Criterion, Rule


def explain_rule(rule: Rule) -> str:
    """Write each level's number, effect and sentence."""
    return "\n".join(
        say(
            "cases.level-of-rule",
            "sv",
            level=number,
            answer=say(f"cases.answer-{level.effect.value}", "sv"),
            text=level.text.sv,
        )
        for number, level in enumerate(rule.levels, 1)
    )


def explain_criterion(criterion: Criterion) -> str:
    """Write the points of each level and its sentence."""
    return "\n".join(
        say("cases.level-of-criterion", "sv", points=level.points, text=level.text.sv)
        for level in criterion.levels
    )
