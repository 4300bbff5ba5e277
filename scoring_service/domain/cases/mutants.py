"""Deliberate faults put into a rule set one at a time, each tried on the cases that ought to notice it.

A fault changes one comparison, one joining, one level or the grant types. Where no case notices it, every situation that
the comparisons tell apart is tried: either one shows the difference, or the two are equivalent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.analysis.cells import known_grant_types
from scoring_service.domain.analysis.reasoning import Situation, Space, TooManySituationsError
from scoring_service.domain.cases.case import (
    Case,
    Decider,
    SingleCase,
    WholeCase,
    WholeDecider,
    decide_for,
    decider_of,
    expected_of,
    grounds_by_key,
    holds,
    own_cases,
    plainness,
    seen_in,
)
from scoring_service.domain.condition import (
    LIST_OPERATORS,
    OPERATORS_OF,
    All,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
    Scalar,
    beside,
    parts_of,
    with_part,
    write_condition,
)
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Decision
from scoring_service.domain.finding import EFFECT_ORDER, outcome_of
from scoring_service.domain.rule_set import FactDeclaration, Ground, Level, RuleSet, fits_type

Facts = Mapping[str, FactDeclaration]
_GOOD_ENOUGH: Final = (False, False, 0, 1, 100)
"""As plain as can be, nothing odd, and one fact from a known case."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A ground with one fault put in.

    ``level`` counts from 0 and ``part`` is the number of the condition's part; None where the fault stands above them.
    """

    ground: Ground
    kind: str
    text: Sentence
    level: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A situation that tells them apart, as near to a known case as there is one, and the right decision in it."""

    situation: Situation
    decision: Decision
    other_type: bool
    """Whether it lies in the grant type, so that only a case of a whole application can show it."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """No situation tells them apart.

    All values that any comparison tells apart, stated and not stated, were ``tried`` in every combination.
    """

    tried: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """There are too many situations to try them all."""


Comparison = Equivalent | Difference | Undecided


@dataclass(frozen=True, slots=True)
class Survivor:
    """A fault that no case notices; ``comparison`` has a situation that would show it, where one could be found."""

    mutant: Mutant
    comparison: Comparison


@dataclass(slots=True)
class MutationReport:
    """What became of every mutant of a rule set."""

    killed: list[Mutant] = field(default_factory=list)
    survivors: list[Survivor] = field(default_factory=list)
    equivalent: list[tuple[Mutant, Equivalent]] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """How many mutants a case could notice."""
        return len(self.killed) + len(self.survivors)

    @property
    def percent(self) -> float:
        """The share of them that is killed; all of none is 100."""
        return 100 * len(self.killed) / self.counted if self.counted else 100.0


def run_mutants(
    rule_set: RuleSet, cases: Sequence[Case], keys: Collection[str] | None = None
) -> MutationReport:
    """Try every mutant on the rule file's own cases and on further ones; proposed cases kill nothing.

    ``keys`` are those of the grounds to put faults into; all, where it is None. Every case must
    hold on the rule set as it is.
    """
    run = _Run(rule_set, [each for each in (*own_cases(rule_set), *cases) if not each.proposed])
    report = MutationReport()
    for ground in rule_set.grounds:
        if keys is not None and ground.key not in keys:
            continue
        for mutant in run.mutants(ground):
            if run.is_killed(ground, mutant):
                report.killed.append(mutant)
                continue
            comparison = run.compare(ground, mutant)
            if isinstance(comparison, Equivalent):
                report.equivalent.append((mutant, comparison))
            else:
                report.survivors.append(Survivor(mutant, comparison))
    return report


def notices(rule_set: RuleSet, case: Case, mutant: Mutant) -> bool:
    """Tell whether a case, which holds on the rule set, does not hold on a mutant."""
    ground = grounds_by_key(rule_set)[mutant.ground.key]
    return _Run(rule_set, [case]).is_killed(ground, mutant)


def mutate_ground(
    ground: Ground, facts: Mapping[str, FactDeclaration], grant_types: Sequence[str]
) -> Iterator[Mutant]:
    """Give every mutant; ``grant_types`` are all that are known, of which the ground may name some."""
    yield from _of_grant_types(ground, grant_types)
    for number, level in enumerate(ground.levels):
        for changed in mutate_condition(level.when, facts):
            new = _with_level(ground, number, when=changed.condition)
            yield Mutant(new, changed.kind, changed.text, number, changed.part)
        yield from _of_level(ground, number)


def mutate_condition(condition: Condition, facts: Facts) -> Iterator[ChangedCondition]:
    """Give every faulty condition, in the order of the parts."""
    for number, part in enumerate(parts_of(condition)):
        for kind, new, text in _changes(part, facts, whole=number == 0):
            yield ChangedCondition(with_part(condition, number, new), number, kind, text)


def tell_apart(
    right: Ground,
    faulty: Ground,
    facts: Mapping[str, FactDeclaration],
    grant_types: Sequence[str],
    known: Iterable[Mapping[str, Scalar | None]],
) -> Comparison:
    """Find a situation in which the two differ; ``known`` are the facts of cases that it should be near to."""
    accepted = [name for name in grant_types if right.is_for(name) or faulty.is_for(name)]
    space = Space(facts, (*right.leaves, *faulty.leaves), accepted or [""])
    decider, faulty_decider = decider_of(right), decider_of(faulty)
    known = list(known)
    best: tuple[tuple[int, ...], Difference] | None = None
    tried = 0
    try:
        for situation in space.situations():
            tried += 1
            decision = decide_for(right, decider, situation.grant_type, situation.values)
            other = decide_for(faulty, faulty_decider, situation.grant_type, situation.values)
            if seen_in(decision) == seen_in(other):
                continue
            likeness = (*plainness(decision, other), *unlikeness(situation.values, known, facts))
            if best is None or likeness < best[0]:
                of_type = right.grant_types != faulty.grant_types
                best = (likeness, Difference(situation, decision, of_type))
            if best[0] <= _GOOD_ENOUGH:
                break
    except TooManySituationsError:
        return Undecided()
    return Equivalent(tried) if best is None else best[1]


def unlikeness(
    values: Mapping[str, Scalar | None],
    known: Iterable[Mapping[str, Scalar | None]],
    facts: Mapping[str, FactDeclaration],
) -> tuple[int, ...]:
    """Tell how far values are from the nearest known case, and how odd they are; smaller is better for people."""
    nearest = min(
        (sum(case.get(name) != value for name, value in values.items()) for case in known),
        default=len(values),
    )
    odd = sum(_is_odd(value, facts[name]) for name, value in values.items())
    return odd, nearest, sum(value is not None for value in values.values())


class _Run:
    def __init__(self, rule_set: RuleSet, cases: Sequence[Case]) -> None:
        self._rule_set = rule_set
        trial = WholeDecider(rule_set)
        self._singles: dict[str, list[SingleCase]] = {}
        self._wholes: list[tuple[WholeCase, Mapping[str, Scalar | None], Mapping[str, Decision]]] = []
        for case in cases:
            if isinstance(case, SingleCase):
                self._singles.setdefault(case.ground, []).append(case)
            else:
                self._wholes.append((case, trial.values(case), trial.decide(case).decisions))
        named = [
            *(ground.grant_types for ground in rule_set.grounds),
            *((each[0].grant_type,) for each in self._wholes),
        ]
        self._grant_types = known_grant_types(rule_set.facts, named)

    def mutants(self, ground: Ground) -> Iterator[Mutant]:
        return mutate_ground(ground, self._rule_set.facts, self._grant_types)

    def is_killed(self, ground: Ground, mutant: Mutant) -> bool:
        decider = decider_of(mutant.ground)
        return any(
            not holds(case.expected, decider(case.facts), ground)
            for case in self._singles.get(ground.key, ())
        ) or any(
            self._is_noticed(ground, mutant, decider, case, values, decisions)
            for case, values, decisions in self._wholes
        )

    def compare(self, ground: Ground, mutant: Mutant) -> Comparison:
        known = [case.facts for case in self._singles.get(ground.key, ())]
        known += [values for case, values, _ in self._wholes if ground.is_for(case.grant_type)]
        return tell_apart(ground, mutant.ground, self._rule_set.facts, self._grant_types, known)

    @staticmethod
    def _is_noticed(
        ground: Ground,
        mutant: Mutant,
        decider: Decider,
        case: WholeCase,
        values: Mapping[str, Scalar | None],
        decisions: Mapping[str, Decision],
    ) -> bool:
        found = decide_for(mutant.ground, decider, case.grant_type, values)
        expected = expected_of(ground, case)
        if expected is not None and not holds(expected, found, ground):
            return True
        changed = {**decisions, ground.key: found}
        return case.outcome is not None and outcome_of(changed.values()) is not case.outcome


def _of_grant_types(ground: Ground, known: Sequence[str]) -> Iterator[Mutant]:
    now = ground.grant_types
    accepted = now or tuple(known)
    others = tuple(each for each in known if each not in accepted)
    changes = [
        tuple(each for each in accepted if each != dropped) for dropped in accepted if len(accepted) > 1
    ]
    changes += [(*now, added) for added in others] if now else []
    changes += [(other,) for other in others] if len(now) == 1 else []
    for new in dict.fromkeys(changes):
        words = f"grant_types: [{', '.join(now)}]", f"grant_types: [{', '.join(new)}]"
        text = Sentence(f"{words[0]} blev {words[1]}", f"{words[0]} became {words[1]}")
        yield Mutant(replace(ground, grant_types=new), "grant_types", text)


def _with_level(ground: Ground, number: int, **changes: Any) -> Ground:
    levels: list[Level] = [*ground.levels]
    levels[number] = replace(levels[number], **changes)
    return replace(ground, levels=tuple(levels))


def _of_level(ground: Ground, number: int) -> Iterator[Mutant]:
    levels = ground.levels
    if not ground.gives_points:
        effect = levels[number].effect
        for other in EFFECT_ORDER:
            if other is not effect:
                text = Sentence(f"effect: {effect} blev {other}", f"effect: {effect} became {other}")
                yield Mutant(_with_level(ground, number, effect=other), "effect", text, number)
    else:
        points = levels[number].points
        for new in (points - 1, points + 1):
            text = Sentence(f"points: {points} blev {new}", f"points: {points} became {new}")
            yield Mutant(_with_level(ground, number, points=new), "points", text, number)
    if len(levels) > 1:
        text = Sentence(f"nivå {number + 1} togs bort", f"level {number + 1} was removed")
        yield Mutant(replace(ground, levels=(*levels[:number], *levels[number + 1 :])), "level", text, number)
    if number + 1 < len(levels):
        swapped = (*levels[:number], levels[number + 1], levels[number], *levels[number + 2 :])
        text = Sentence(
            f"nivåerna {number + 1} och {number + 2} bytte plats",
            f"levels {number + 1} and {number + 2} changed places",
        )
        yield Mutant(replace(ground, levels=swapped), "level", text, number)


@dataclass(frozen=True, slots=True)
class ChangedCondition:
    """A condition with one fault put in: the number of the part, what kind of fault, and what was done, in words."""

    condition: Condition
    part: int
    kind: str
    text: Sentence


def _changes(part: Condition, facts: Facts, *, whole: bool) -> Iterator[tuple[str, Condition, Sentence]]:
    match part:
        case Compare():
            for kind, new in _changed_compare(part, facts[part.fact]):
                yield kind, new, _became(part, new)
        case IsStated(fact, expected):
            flipped = IsStated(fact, not expected)
            yield "is_stated", flipped, _became(part, flipped)
        case Not(inner):
            yield "not", inner, Sentence("not togs bort", "not was removed")
        case All(parts) | AnyOf(parts):
            yield from _changed_join(part, parts, whole=whole)


def _changed_compare(test: Compare, declared: FactDeclaration) -> Iterator[tuple[str, Compare]]:
    as_list = test.operator in LIST_OPERATORS
    for operator in OPERATORS_OF[declared.type]:
        if operator is not test.operator and (operator in LIST_OPERATORS) is as_list:
            yield "operator", replace(test, operator=operator)
    if isinstance(test.operand, tuple):
        yield from _changed_list(test, test.operand, declared)
        return
    for value in _beside(test.operand, declared):
        # For true or false, and a choice of two, this says the same as is_not, which is there already.
        yield _kind(test.operand), replace(test, operand=value, constant=None)


def _changed_list(
    test: Compare, operands: tuple[Scalar, ...], declared: FactDeclaration
) -> Iterator[tuple[str, Compare]]:
    for value in operands:
        rest = tuple(each for each in operands if each != value)
        if rest:
            yield "choice", replace(test, operand=rest)
    near = {other for each in operands for other in _beside(each, declared)}
    for value in sorted(near - set(operands), key=str):
        yield "choice", replace(test, operand=(*operands, value))


def _beside(value: Scalar, declared: FactDeclaration) -> list[Scalar]:
    """Give the values that a slip of the pen might have put in the place of one."""
    found: Collection[Scalar] = declared.choices or beside(value)
    if len(declared.choices) == 2:
        return []
    return [other for other in found if other != value and fits_type(other, declared)]


def _kind(value: Scalar) -> str:
    return "choice" if isinstance(value, str) else "limit"


def _became(before: Condition, after: Condition) -> Sentence:
    old, new = write_condition(before), write_condition(after)
    return Sentence(f"{old} blev {new}", f"{old} became {new}")


def _changed_join(
    part: All | AnyOf, parts: tuple[Condition, ...], *, whole: bool
) -> Iterator[tuple[str, Condition, Sentence]]:
    if not whole or len(parts) > 1:
        yield (
            "not",
            Not(part),
            Sentence("not sattes framför hela gruppen", "not was put before the whole group"),
        )
    if len(parts) < 2:
        return
    before, after = ("all", "any") if isinstance(part, All) else ("any", "all")
    other: Condition = AnyOf(parts) if isinstance(part, All) else All(parts)
    yield "join", other, Sentence(f"{before} blev {after}", f"{before} became {after}")
    for number, each in enumerate(parts):
        rest = parts[:number] + parts[number + 1 :]
        new = rest[0] if len(rest) == 1 else replace(part, parts=rest)
        words = write_condition(each)
        yield (
            "is_stated" if isinstance(each, IsStated) else "part",
            new,
            Sentence(f"delen {words} togs bort", f"the part {words} was removed"),
        )


def _is_odd(value: Scalar | None, fact: FactDeclaration) -> bool:
    """Tell whether a value is one that no application has, such as the last day that there is."""
    if value is None or isinstance(value, bool | str):
        return False
    if isinstance(value, int):
        return abs(value) > 1_000_000_000 or (value < 0 and fact.type is FactType.AMOUNT)
    return not 1900 <= value.year <= 2200
