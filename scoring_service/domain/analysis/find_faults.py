"""Every fault of a rule set's conditions, levels and rules, on each day from which its constants have other values.

Each rule and each criterion is looked at alone, then beside each other that looks at a fact in common: whether one repeats
what the other says already. What is found on one day is told of the part of the rule set as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from scoring_service.domain.analysis.cells import grant_type_values
from scoring_service.domain.analysis.reasoning import Space, UndecidedError, same_answer
from scoring_service.domain.analysis.weak_conditions import (
    ConditionFault,
    FaultKind,
    Part,
    answers,
    find_constants,
    find_needless,
    find_unreachable,
)
from scoring_service.domain.condition import IsStated, Scalar, Truth, parts_of
from scoring_service.domain.evaluate import Compiled, compile_condition
from scoring_service.domain.finding import EFFECT_ORDER
from scoring_service.domain.normal_form import TooManyTermsError, false_terms, true_terms
from scoring_service.domain.rule_set import FactDeclaration, Ground, Level, RuleSet, constant_days, on_day

_HARMLESS = frozenset((FaultKind.OF_OWN_TYPE, FaultKind.NEEDLESS))
"""What leaves a rule with a meaning, so that it can be compared with others."""


@dataclass(frozen=True, slots=True)
class DatedFault:
    """A fault of one rule or criterion; ``days`` are those from which it is there, None where it always is.

    A day of None among them is the rule set's own first day.
    """

    fault: ConditionFault
    ground: Ground
    days: tuple[date | None, ...] | None


def find_faults(rule_set: RuleSet) -> list[DatedFault]:
    """Give each fault once, about the parts of this very rule set. What is too wide to be decided, or for the engine, gives none."""
    days = constant_days(rule_set)
    found: dict[tuple[FaultKind, int], tuple[ConditionFault, Ground]] = {}
    there: dict[tuple[FaultKind, int], list[date | None]] = {}
    for day in days:
        for fault, ground in _on_one_day(rule_set, day):
            key = (fault.kind, id(fault.part))
            found.setdefault(key, (fault, ground))
            there.setdefault(key, []).append(day)
    return [
        DatedFault(fault, ground, None if len(there[key]) == len(days) else tuple(there[key]))
        for key, (fault, ground) in found.items()
    ]


def find_between_rules(
    grounds: Sequence[Ground], facts: Mapping[str, FactDeclaration]
) -> Iterator[ConditionFault]:
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


def _on_one_day(rule_set: RuleSet, day: date | None) -> Iterator[tuple[ConditionFault, Ground]]:
    dated = on_day(rule_set, day).grounds
    of_file, own = SameParts(rule_set.grounds, dated), rule_set.grounds
    sound = []
    for ground, owner in zip(dated, own, strict=True):
        if _is_too_wide(ground):
            continue
        faults = _within(ground, rule_set)
        yield from ((of_file.of_fault(fault), owner) for fault in faults)
        if _HARMLESS.issuperset(fault.kind for fault in faults):
            sound.append(ground)
    for grounds in _apart(sound):
        for fault in find_between_rules(grounds, rule_set.facts):
            told = of_file.of_fault(fault)
            yield told, next(owner for owner in own if owner is told.part)


class SameParts:
    """Gives the part of the first rule set for a part of the second, which has the same shape."""

    def __init__(self, first: Sequence[Ground], second: Sequence[Ground]) -> None:
        pairs = zip(_parts(first), _parts(second), strict=True)
        # The parts of the second are kept too: as long as they live, nothing else can have their identity.
        self._found: dict[int, tuple[Part, Part]] = {id(new): (new, old) for old, new in pairs}

    def of(self, part: Part) -> Part:
        """Give the first rule set's own part."""
        return self._found[id(part)][1]

    def of_fault(self, fault: ConditionFault) -> ConditionFault:
        """Give the fault as one of the first rule set's parts."""
        return ConditionFault(fault.kind, self.of(fault.part), tuple(map(self.of, fault.beside)))


def _parts(grounds: Sequence[Ground]) -> Iterator[Part]:
    for ground in grounds:
        yield ground
        for level in ground.levels:
            yield level
            yield from parts_of(level.when)


def _is_too_wide(ground: Ground) -> bool:
    """Tell whether the engine could not take the rule anyhow, so that its analysis may be left until it is mended."""
    try:
        for level in ground.levels:
            true_terms(level.when), false_terms(level.when)
    except TooManyTermsError:
        return True
    return False


def _within(ground: Ground, rule_set: RuleSet) -> list[ConditionFault]:
    """Give the faults of one rule or criterion; a level that nobody or everybody meets is not looked at further."""
    space = Space(rule_set.facts, ground.leaves, ground.grant_types)
    found, sound = list[ConditionFault](), []
    for level in ground.levels:
        faults = _where_decided(find_constants, level.when, space, ground.grant_types)
        found += faults or _where_decided(find_needless, level.when, space, ground.grant_types)
        if _HARMLESS.issuperset(fault.kind for fault in faults):
            sound.append(level)
    return found + _where_decided(find_unreachable, sound, space, ground.grant_types)


def _where_decided(find: Callable[..., list[ConditionFault]], *asked: Any) -> list[ConditionFault]:
    try:
        return find(*asked)
    except UndecidedError:
        return []


def _apart(grounds: Sequence[Ground]) -> tuple[list[Ground], list[Ground]]:
    """Part rules from criteria: one is never a copy of the other."""
    criteria = [ground for ground in grounds if ground.gives_points]
    return [ground for ground in grounds if not ground.gives_points], criteria


def _try(ground: Ground, facts: Mapping[str, FactDeclaration]) -> _Tried | None:
    """Find values by which a rule answers; None where it never does, or where that is too wide to be decided."""
    named = ground.facts
    # What is read from the grant type has a value in every application, whether this rule looks at it or not.
    typed = (IsStated(fact.name) for fact in facts.values() if grant_type_values(fact) is not None)
    try:
        space = Space(facts, (*ground.leaves, *typed), ground.grant_types)
        for number, level in enumerate(ground.levels):
            types = space.of_types(ground.grant_types)
            values = space.find(types, answers(ground.levels, number, space))
            if values is not None:
                judges = tuple((compile_condition(each.when), each) for each in ground.levels)
                return _Tried(ground, frozenset(named), values, level, judges)
    except UndecidedError:
        pass
    return None


@dataclass(frozen=True, slots=True)
class _Tried:
    """A rule or criterion with values by which it answers, from which most pairs are seen to have nothing in common."""

    ground: Ground
    facts: frozenset[str]
    values: dict[str, Scalar | None]
    level: Level
    judges: tuple[tuple[Compiled, Level], ...]

    def may_be_covered_by(self, other: _Tried) -> bool:
        """Tell whether the other answers at least as strongly to these values too."""
        return any(
            _is_as_strong(level, self.level) and judge(self.values) is Truth.TRUE
            for judge, level in other.judges
        )


def _is_as_strong(one: Level, other: Level) -> bool:
    """Compare the effects; points for the same thing are a double, however many they are."""
    return EFFECT_ORDER.index(one.effect) <= EFFECT_ORDER.index(other.effect)


def _compare(first: Ground, second: Ground, facts: Mapping[str, FactDeclaration]) -> Iterator[ConditionFault]:
    space = Space(facts, (*first.leaves, *second.leaves), (*first.grant_types, *second.grant_types))
    if _is_copy(first, second, space):
        yield ConditionFault(FaultKind.DUPLICATE, second, (first,))
    elif first.gives_points or second.gives_points:
        return
    elif _covers(first, second, space):
        yield ConditionFault(FaultKind.SUBSUMED, second, (first,))
    elif _covers(second, first, space):
        yield ConditionFault(FaultKind.SUBSUMED, first, (second,))


def _is_copy(one: Ground, other: Ground, space: Space) -> bool:
    """Whether both answer the same to every application: rules with the same effects, criteria with whatever points."""
    if set(one.grant_types) != set(other.grant_types) or len(one.levels) != len(other.levels):
        return False
    types = space.of_types(one.grant_types)
    pairs: list[tuple[Level, Level]] = list(zip(one.levels, other.levels, strict=True))
    return all(_is_as_strong(a, b) and _is_as_strong(b, a) for a, b in pairs) and all(
        same_answer(a.when, b.when, space, types) for a, b in pairs
    )


def _covers(wide: Ground, narrow: Ground, space: Space) -> bool:
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
