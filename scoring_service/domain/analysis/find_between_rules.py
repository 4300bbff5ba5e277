"""Rules that say what another says already: duplicates, and those met only where another is met as strongly."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from scoring_service.domain.analysis.compare_conditions import same_answer
from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.analysis.find_unreachable import answers
from scoring_service.domain.analysis.solve import UndecidedError
from scoring_service.domain.analysis.space import Space
from scoring_service.domain.effect_order import EFFECT_ORDER
from scoring_service.domain.rule_set import Criterion, CriterionLevel, Rule
from scoring_service.domain.truth import Truth
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring_service.domain.analysis.find_unreachable import AnyLevel
    from scoring_service.domain.rule_set import FactDeclaration
    from shared.statuses import Effect

    Ground = Rule | Criterion


def find_between_rules(grounds: Sequence[Ground], facts: Mapping[str, FactDeclaration]) -> Iterator[Defect]:
    """Compare each two rules, or each two criteria, that look at a fact in common and have different ids; a pair too wide to compare gives nothing.

    Conditions that no application or every one fulfils are to be left out of ``grounds``.
    """
    named = {id(ground): _facts_of(ground) for ground in grounds}
    for first, second in combinations(grounds, 2):
        if first.id != second.id and not named[id(first)].isdisjoint(named[id(second)]):
            try:
                yield from _compare(first, second, facts)
            except UndecidedError:
                continue


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
    """Whether both answer the same to every application, with the same strength."""
    if set(one.grant_types) != set(other.grant_types) or len(one.levels) != len(other.levels):
        return False
    types = space.of_types(one.grant_types)
    pairs: list[tuple[AnyLevel, AnyLevel]] = list(zip(one.levels, other.levels, strict=True))
    return all(_strength(a) == _strength(b) for a, b in pairs) and all(
        same_answer(a.when, b.when, space, types) for a, b in pairs
    )


def _covers(wide: Rule, narrow: Rule, space: Space) -> bool:
    """Whether the wide rule is met, at least as strongly, wherever the narrow one is met."""
    if wide.grant_types and not (narrow.grant_types and set(narrow.grant_types) <= set(wide.grant_types)):
        return False
    types = space.of_types(narrow.grant_types)
    for number, level in enumerate(narrow.levels):
        strong = [other for other in wide.levels if _rank(other.effect) <= _rank(level.effect)]
        uncovered = (space.says_not(other.when, Truth.TRUE) for other in strong)
        if space.can(types, answers(narrow.levels, number, space), *uncovered):
            return False
    return True


def _rank(effect: Effect) -> int:
    return EFFECT_ORDER.index(effect)


def _strength(level: AnyLevel) -> int | Effect:
    return level.points if isinstance(level, CriterionLevel) else level.effect


def _facts_of(ground: Ground) -> frozenset[str]:
    return frozenset(leaf.fact for level in ground.levels for leaf in leaves(level.when))
