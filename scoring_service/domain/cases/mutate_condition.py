"""Every condition that is one deliberate fault away from a given one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scoring_service.domain.cases.edit_condition import parts_of, with_part
from scoring_service.domain.cases.write_condition import write_condition
from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not
from scoring_service.domain.fit_values import fits_type
from scoring_service.domain.operators import LIST_OPERATORS, OPERATORS_OF
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

    Facts = Mapping[str, FactDeclaration]


@dataclass(frozen=True, slots=True)
class ChangedCondition:
    """A condition with one fault put in: the number of the part, what kind of fault, and what was done, in words."""

    condition: Condition
    part: int
    kind: str
    text: Sentence


def mutate_condition(condition: Condition, facts: Facts) -> Iterator[ChangedCondition]:
    """Give every faulty condition, in the order of the parts."""
    for number, part in enumerate(parts_of(condition)):
        for kind, new, text in _changes(part, facts, whole=number == 0):
            yield ChangedCondition(with_part(condition, number, new), number, kind, text)


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
        case All(parts) | Any(parts):
            yield from _changed_join(part, parts, whole=whole)


def _changed_join(
    part: All | Any, parts: tuple[Condition, ...], *, whole: bool
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
    other: Condition = Any(parts) if isinstance(part, All) else All(parts)
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
    found: list[Scalar] = []
    if declared.choices:
        found = [other for other in declared.choices if other != value] if len(declared.choices) > 2 else []
    elif isinstance(value, date):
        found = [value + timedelta(days=step) for step in (-1, 1) if date.min < value < date.max]
    elif isinstance(value, int) and not isinstance(value, bool):
        found = [value - 1, value + 1]
    return [other for other in found if fits_type(other, declared)]


def _kind(value: Scalar) -> str:
    return "choice" if isinstance(value, str) else "limit"


def _became(before: Condition, after: Condition) -> Sentence:
    old, new = write_condition(before), write_condition(after)
    return Sentence(f"{old} blev {new}", f"{old} became {new}")
