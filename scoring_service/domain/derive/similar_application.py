"""Whether another application of the call asks for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.find_similar import Likeness
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, percent, texts
from scoring_service.domain.fact import Fact, FactType
from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.stem import stem

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet

KIND = "similar_application"
_SETTINGS = {"title_likeness": "title", "text_likeness": "text", "same_place_likeness": "same_place"}


def likeness_of(rule_set: RuleSet) -> Likeness:
    """Give how alike two applications must be under a rule set, by its first declaration of this kind."""
    declared = next((fact for fact in rule_set.facts.values() if fact.kind == KIND), None)
    given = declared.settings if declared else {}
    common = frozenset(stem(word) for text in given.get("common_words") or () for word in fold(text).split())
    numbers = {name: given[setting] for setting, name in _SETTINGS.items() if setting in given}
    return Likeness(**numbers, common=common)


def _derive(_: FactDeclaration, known: Known) -> Fact:
    context = known.context
    return Fact(
        bool(context.similar), details={"references": list(context.similar), "count": context.similar_count}
    )


SIMILAR_APPLICATION = KindDeclaration(
    KIND,
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (*(Setting(name, percent) for name in _SETTINGS), Setting("common_words", texts)),
    needs_call=True,
    details=frozenset(("references", "count")),
)
