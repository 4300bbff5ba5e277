"""The names that a file of cases may use, and what to say of one that the rule set does not have."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import subjects_of
from scoring_service.domain.cases.situations import known_grant_types
from scoring_service.domain.cases.try_whole import values_of_grant_type
from scoring_service.rule_files.parse_condition import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet

Fault = tuple[str, str]
"""What is wrong, in Swedish and English."""


class KnownNames:
    """Looks names up in a rule set; every answer is None where the name is right."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._rules = {rule.id: rule for rule in rule_set.rules}
        self._criteria = [criterion.id for criterion in rule_set.criteria]
        named = [subject.grant_types for subject in subjects_of(rule_set).values()]
        self.grant_types = known_grant_types(rule_set.facts, named)

    def fact(self, name: str) -> Fault | None:
        """Look up a fact."""
        return _unknown(
            name, self._rule_set.facts, "är inget faktum i regelfilen", "is no fact of the rule file"
        )

    def rule(self, name: str) -> Fault | None:
        """Look up a rule."""
        return _unknown(name, self._rules, "är ingen regel i regelfilen", "is no rule of the rule file")

    def criterion(self, name: str | None) -> Fault | None:
        """Look up a criterion."""
        if name is None:
            return None
        return _unknown(
            name, self._criteria, "är inget kriterium i regelfilen", "is no criterion of the rule file"
        )

    def grant_type(self, name: str | None) -> Fault | None:
        """Look up a grant type; one that no rule names is taken, unless it looks like a slip of the pen."""
        if name is None or name in self.grant_types:
            return None
        near = get_close_matches(name, self.grant_types, n=1)
        if not near:
            return None
        known = ", ".join(self.grant_types)
        return (
            f"{name} är ingen bidragsform som reglerna nämner (menas {near[0]}?); de som nämns: {known}",
            f"{name} is no grant type that the rules name (did you mean {near[0]}?); they name: {known}",
        )

    def level(self, rule: str, level: int | None, effect: str | None) -> Fault | None:
        """Look up a level, counted from 1, and whether it has the effect that is expected beside it."""
        if level is None or rule not in self._rules:
            return None
        levels = self._rules[rule].levels
        if level > len(levels):
            return (
                f"regeln {rule} har {len(levels)} nivåer, ingen nivå {level}",
                f"the rule {rule} has {len(levels)} levels, no level {level}",
            )
        if effect is not None and levels[level - 1].effect != effect:
            found = levels[level - 1].effect.value
            return (
                f"nivå {level} av {rule} har effekten {found}, inte {effect}",
                f"level {level} of {rule} has the effect {found}, not {effect}",
            )
        return None

    def typed_facts(self, grant_type: str | None, facts: Mapping[str, Scalar | None]) -> Fault | None:
        """Look for facts that only tell the grant type and tell another one."""
        if grant_type is None:
            return None
        right = values_of_grant_type(self._rule_set, grant_type)
        wrong = [name for name, value in right.items() if name in facts and facts[name] != value]
        if not wrong:
            return None
        names = ", ".join(wrong)
        return (
            f"{names} följer av bidragsformen {grant_type} och säger något annat; ta bort dem",
            f"{names} follow from the grant type {grant_type} and say otherwise; leave them out",
        )


def _unknown(name: str, known: Collection[str], sv: str, en: str) -> Fault | None:
    if name in known:
        return None
    near_sv, near_en = nearest(name, known)
    return f"{name} {sv}{near_sv}", f"{name} {en}{near_en}"
