"""Whether another application of the call asks for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.find_similar import Likeness
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, percent
from scoring_service.domain.fact import Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet

KIND = "similar_application"
_SETTINGS = {"title_likeness": "title", "text_likeness": "text", "same_place_likeness": "same_place"}


def likeness_of(rule_set: RuleSet) -> Likeness:
    """Give how alike two applications must be under a rule set, by its first declaration of this kind."""
    declared = next((fact for fact in rule_set.facts.values() if fact.kind == KIND), None)
    given = declared.settings if declared else {}
    return Likeness(**{name: given[setting] for setting, name in _SETTINGS.items() if setting in given})


def _derive(_: FactDeclaration, known: Known) -> Fact:
    context = known.context
    return Fact(
        bool(context.similar), details={"references": list(context.similar), "count": context.similar_count}
    )


SIMILAR_APPLICATION = KindDeclaration(
    KIND,
    frozenset((FactType.BOOLEAN,)),
    _derive,
    tuple(Setting(name, percent) for name in _SETTINGS),
    needs_call=True,
    details=frozenset(("references", "count")),
)
