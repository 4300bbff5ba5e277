"""What exact reasoning finds wrong in conditions, levels and rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_set import Criterion, CriterionLevel, Level, Rule

    Part = Condition | Level | CriterionLevel | Rule | Criterion


class DefectKind(StrEnum):
    """What is wrong with a part; ``beside`` are the parts that make it so."""

    NEVER_TRUE = "never_true"
    """The condition is false whatever the facts are, or unknown."""
    NEVER_FALSE = "never_false"
    """The condition is true whatever the facts are, as soon as they are stated."""
    OF_OTHER_TYPE = "of_other_type"
    """The condition can hold only for grant types that the rule is not for."""
    OF_OWN_TYPE = "of_own_type"
    """The condition holds for all the grant types that the rule is for."""
    EXCLUDED = "excluded"
    """The condition can never be true together with the one beside it, and both are asked for."""
    NEEDLESS = "needless"
    """The answer is always the same without this condition, because of the one beside it where there is one."""
    UNREACHABLE = "unreachable"
    """Whenever this level is met, one of the levels beside it comes first."""
    DUPLICATE = "duplicate"
    """The rule or criterion always answers as the one beside it."""
    SUBSUMED = "subsumed"
    """Whenever the rule is met, the one beside it is met with an effect at least as strong."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One finding about one part."""

    kind: DefectKind
    part: Part
    beside: tuple[Part, ...] = ()
