"""What exact reasoning finds wrong in one rule or criterion.

Parts that are the same for every application, exclude each other or can be left out; levels that never answer because one
above always comes first; answers that can be given and that no case shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.analysis.reasoning import (
    Every,
    Formula,
    Some,
    Space,
    UndecidedError,
    follows,
    opposite,
    same_answer,
)
from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not, Truth
from scoring_service.domain.rule_set import FactDeclaration, Ground, Level

_ORDER = (FindingStatus.MET, FindingStatus.NOT_MET, FindingStatus.UNDETERMINED)
Part = Condition | Level | Ground


def find_needless(
    condition: Condition, space: Space, grant_types: Iterable[str] = ()
) -> list[ConditionFault]:
    """Give the parts that can be left out together, the outermost and the later ones first.

    The answer must stay the same in all three values: a part that only turns unknown into false is not needless.
    Raises UndecidedError.
    """
    finder = _NeedlessFinder(condition, space, space.of_types(grant_types))
    finder.visit(condition)
    return finder.found


def find_constants(
    condition: Condition, space: Space, grant_types: Iterable[str] = ()
) -> list[ConditionFault]:
    """Give the innermost parts of a condition that no application, or every one, fulfils.

    ``grant_types`` are those that the rule is for, none for all. Raises UndecidedError.
    """
    return _ConstantFinder(space, space.of_types(grant_types)).find(condition, positive=True)


def lacking_cases(ground: Ground, facts: Mapping[str, FactDeclaration]) -> list[FindingStatus]:
    """Give what is lacking; nothing where the conditions are too wide to be decided."""
    shown = {case.expected.status for case in ground.cases}
    lacking = [status for status in _ORDER if status not in shown]
    try:
        possible = possible_decisions(ground, facts) if lacking else frozenset()
    except UndecidedError:
        return []
    return [status for status in lacking if status in possible]


def possible_decisions(ground: Ground, facts: Mapping[str, FactDeclaration]) -> frozenset[FindingStatus]:
    """Give the answers that some application of the grant types can get. Raises UndecidedError."""
    space = Space(facts, ground.leaves, ground.grant_types)
    types = space.of_types(ground.grant_types)
    met, not_met = (
        _met(ground, space),
        Every(tuple(_says(level, Truth.FALSE, space) for level in ground.levels)),
    )
    asked = {
        FindingStatus.MET: met,
        FindingStatus.NOT_MET: not_met,
        FindingStatus.UNDETERMINED: Every((opposite(met), opposite(not_met))),
    }
    return frozenset(status for status, answer in asked.items() if space.can(answer, types))


def reachable_levels(ground: Ground, facts: Mapping[str, FactDeclaration]) -> list[int]:
    """Give the levels, counted from 0, that can answer. Raises UndecidedError."""
    space = Space(facts, ground.leaves, ground.grant_types)
    types, numbers = space.of_types(ground.grant_types), range(len(ground.levels))
    return [number for number in numbers if space.can(answers(ground.levels, number, space), types)]


def answers(levels: Sequence[Level], number: int, space: Space) -> Formula:
    """Say that this level, counted from 0, gives the rule's answer as met, or the criterion's sure points."""
    return Every(
        (
            space.says(levels[number].when, Truth.TRUE),
            *(_lets_pass(above, levels[number], space) for above in levels[:number]),
        )
    )


def find_unreachable(
    levels: Sequence[Level], space: Space, grant_types: Iterable[str] = ()
) -> list[ConditionFault]:
    """Give the levels that can be true but never answer, each with the one above that covers it, or with all above.

    Raises UndecidedError.
    """
    types, found = space.of_types(grant_types), []
    for number, level in enumerate(levels):
        true = space.says(level.when, Truth.TRUE)
        if space.can(true, types) and not space.can(answers(levels, number, space), types):
            above = levels[:number]
            one = next((other for other in above if follows(other.when, level.when, space, types)), None)
            found.append(ConditionFault(FaultKind.UNREACHABLE, level, (one,) if one else tuple(above)))
    return found


class FaultKind(StrEnum):
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
class ConditionFault:
    """One finding about one part."""

    kind: FaultKind
    part: Part
    beside: tuple[Part, ...] = ()


class _NeedlessFinder:
    def __init__(self, whole: Condition, space: Space, types: Formula) -> None:
        self._whole = whole
        self._space = space
        self._types = types
        self._left_out: set[int] = set()
        self.found: list[ConditionFault] = []

    def visit(self, condition: Condition) -> None:
        match condition:
            case Compare() | IsStated():
                return
            case Not(part):
                self.visit(part)
                return
            case All(parts) | Any(parts):
                for part in reversed(parts):
                    self._try_without(part, condition)
        for part in parts:
            if id(part) not in self._left_out:
                self.visit(part)

    def _try_without(self, part: Condition, node: All | Any) -> None:
        others = [other for other in node.parts if other is not part and id(other) not in self._left_out]
        if not others:
            return
        self._left_out.add(id(part))
        if same_answer(self._whole, _pruned(self._whole, self._left_out), self._space, self._types):
            self.found.append(ConditionFault(FaultKind.NEEDLESS, part, self._reason(part, others, node)))
        else:
            self._left_out.remove(id(part))

    def _reason(self, part: Condition, others: list[Condition], node: All | Any) -> tuple[Condition, ...]:
        """Give the one other part that alone makes a part needless, if there is one."""
        for other in others:
            if same_answer(type(node)((part, other)), other, self._space, self._types):
                return (other,)
        return ()


def _pruned(condition: Condition, left_out: set[int]) -> Condition:
    match condition:
        case Compare() | IsStated():
            return condition
        case Not(part):
            return Not(_pruned(part, left_out))
        case All(parts) | Any(parts):
            kept = tuple(_pruned(part, left_out) for part in parts if id(part) not in left_out)
            return type(condition)(kept)


class _ConstantFinder:
    def __init__(self, space: Space, types: Formula) -> None:
        self._space = space
        self._types = types

    def find(self, condition: Condition, *, positive: bool) -> list[ConditionFault]:
        match condition:
            case Compare() | IsStated():
                return self._of_itself(condition, positive=positive)
            case Not(part):
                return self.find(part, positive=not positive)
            case All(parts) | Any(parts):
                found = {at: self.find(part, positive=positive) for at, part in enumerate(parts)}
        inner = [fault for faults in found.values() for fault in faults]
        sound = [part for at, part in enumerate(parts) if not found[at]]
        if isinstance(condition, All):
            inner += self._excluded(sound)
        return inner or self._of_itself(condition, positive=positive)

    def _of_itself(self, condition: Condition, *, positive: bool) -> list[ConditionFault]:
        for truth, kind in ((Truth.TRUE, FaultKind.NEVER_TRUE), (Truth.FALSE, FaultKind.NEVER_FALSE)):
            said = self._space.says(condition, truth)
            if self._space.can(said, self._types):
                continue
            if self._space.can(said):
                unmet = (truth is Truth.TRUE) is positive
                kind = FaultKind.OF_OTHER_TYPE if unmet else FaultKind.OF_OWN_TYPE
            return [ConditionFault(kind, condition)]
        return []

    def _excluded(self, parts: list[Condition]) -> list[ConditionFault]:
        """Find each part that can never be true together with an earlier one."""
        found: dict[int, ConditionFault] = {}
        for (_, first), (at, second) in combinations(enumerate(parts), 2):
            both = (self._space.says(first, Truth.TRUE), self._space.says(second, Truth.TRUE))
            if at not in found and not self._space.can(*both, self._types):
                found[at] = ConditionFault(FaultKind.EXCLUDED, second, (first,))
        return list(found.values())


def _met(ground: Ground, space: Space) -> Formula:
    """Say that a level answers; of a criterion that no level above could give more."""
    numbers = range(len(ground.levels))
    if ground.gives_points:
        return Some(tuple(_sure(ground.levels[: number + 1], space) for number in numbers))
    return Some(tuple(answers(ground.levels, number, space) for number in numbers))


def _sure(levels: Sequence[Level], space: Space) -> Formula:
    *above, last = levels
    return Every((_says(last, Truth.TRUE, space), *(_says(level, Truth.FALSE, space) for level in above)))


def _says(level: Level, truth: Truth, space: Space) -> Formula:
    return space.says(level.when, truth)


def _lets_pass(above: Level, level: Level, space: Space) -> Formula:
    """Say that a level above does not answer in its place: a note does not settle what could be more than a note."""
    if level.effect is Effect.NOTE and above.effect is not Effect.NOTE:
        return space.says(above.when, Truth.FALSE)
    return space.says_not(above.when, Truth.TRUE)
