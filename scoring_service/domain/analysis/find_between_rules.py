"""Rules that say what another says already: duplicates, and those met only where another is met as strongly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from scoring_service.domain.analysis.compare_conditions import same_answer
from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.analysis.find_unreachable import answers
from scoring_service.domain.analysis.linked_facts import grant_type_values
from scoring_service.domain.analysis.solve import UndecidedError
from scoring_service.domain.analysis.space import Space
from scoring_service.domain.condition import IsStated
from scoring_service.domain.effect_order import EFFECT_ORDER
from scoring_service.domain.referee import build_judge
from scoring_service.domain.rule_set import Criterion, CriterionLevel, Rule
from scoring_service.domain.truth import Truth
from scoring_service.domain.walk_condition import facts_of_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring_service.domain.analysis.find_unreachable import AnyLevel
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.referee import Judge
    from scoring_service.domain.rule_set import FactDeclaration

    Ground = Rule | Criterion


@dataclass(frozen=True, slots=True)
class _Tried:
    """A rule or criterion with values by which it answers, from which most pairs are seen to have nothing in common."""

    ground: Ground
    facts: frozenset[str]
    values: dict[str, Scalar | None]
    level: AnyLevel
    judges: tuple[tuple[Judge, AnyLevel], ...]

    def may_be_covered_by(self, other: _Tried) -> bool:
        """Tell whether the other answers at least as strongly to these values too."""
        return any(
            _is_as_strong(level, self.level) and judge(self.values) is Truth.TRUE
            for judge, level in other.judges
        )


def find_between_rules(grounds: Sequence[Ground], facts: Mapping[str, FactDeclaration]) -> Iterator[Defect]:
    """Compare each two rules, or each two criteria, that have different ids and look at a fact in common.

    A pair too wide to compare gives nothing. Conditions that no application or every one fulfils are to be left out.
    """
    tried = [found for ground in grounds if (found := _try(ground, facts)) is not None]
    for first, second in combinations(tried, 2):
        if first.ground.id == second.ground.id or first.facts.isdisjoint(second.facts):
            continue
        if first.may_be_covered_by(second) or second.may_be_covered_by(first):
            try:
                yield from _compare(first.ground, second.ground, facts)
            except UndecidedError:
                continue


def _try(ground: Ground, facts: Mapping[str, FactDeclaration]) -> _Tried | None:
    """Find values by which a rule answers; None where it never does, or where that is too wide to be settled."""
    named = facts_of_rule(ground)
    # What is read from the grant type has a value in every application, whether this rule looks at it or not.
    typed = (IsStated(fact.name) for fact in facts.values() if grant_type_values(fact) is not None)
    try:
        space = Space(facts, (*(level.when for level in ground.levels), *typed), ground.grant_types)
        levels: Sequence[AnyLevel] = ground.levels
        for number, level in enumerate(levels):
            types = space.of_types(ground.grant_types)
            values = space.find(types, answers(levels, number, space))
            if values is not None:
                judges = tuple((build_judge(each.when), each) for each in levels)
                return _Tried(ground, frozenset(named), values, level, judges)
    except UndecidedError:
        pass
    return None


def _compare(first: Ground, second: Ground, facts: Mapping[str, FactDeclaration]) -> Iterator[Defect]:
    conditions = (level.when for level in (*first.levels, *second.levels))
    space = Space(facts, conditions, (*first.grant_types, *second.grant_types))
    if _is_copy(first, second, space):
        yield Defect(DefectKind.DUPLICATE, second, (first,))
    elif isinstance(first, Criterion) or isinstance(second, Criterion):
        return
    elif _covers(first, second, space):
        yield Defect(DefectKind.SUBSUMED, second, (first,))
    elif _covers(second, first, space):
        yield Defect(DefectKind.SUBSUMED, first, (second,))


def _is_copy(one: Ground, other: Ground, space: Space) -> bool:
    """Whether both answer the same to every application: rules with the same effects, criteria with whatever points."""
    if set(one.grant_types) != set(other.grant_types) or len(one.levels) != len(other.levels):
        return False
    types = space.of_types(one.grant_types)
    pairs: list[tuple[AnyLevel, AnyLevel]] = list(zip(one.levels, other.levels, strict=True))
    return all(_is_as_strong(a, b) and _is_as_strong(b, a) for a, b in pairs) and all(
        same_answer(a.when, b.when, space, types) for a, b in pairs
    )


def _covers(wide: Rule, narrow: Rule, space: Space) -> bool:
    """Whether the wide rule is met, at least as strongly, wherever the narrow one is met."""
    if wide.grant_types and not (narrow.grant_types and set(narrow.grant_types) <= set(wide.grant_types)):
        return False
    types = space.of_types(narrow.grant_types)
    for number, level in enumerate(narrow.levels):
        strong = [other for other in wide.levels if _is_as_strong(other, level)]
        uncovered = (space.says_not(other.when, Truth.TRUE) for other in strong)
        if space.can(types, answers(narrow.levels, number, space), *uncovered):
            return False
    return True


def _is_as_strong(one: AnyLevel, other: AnyLevel) -> bool:
    """Compare the effects of rules; points for the same thing are a double, however many they are."""
    if isinstance(one, CriterionLevel) or isinstance(other, CriterionLevel):
        return True
    return EFFECT_ORDER.index(one.effect) <= EFFECT_ORDER.index(other.effect)
