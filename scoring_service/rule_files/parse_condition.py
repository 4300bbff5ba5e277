"""Conditions in words, and the literals in them, read against the facts and constants that the file declares.

What cannot be read is noted and something harmless put in its place, so that the rest of the condition is read too.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from prescreen_shared.errors import shown
from scoring_service.domain.condition import (
    LIST_OPERATORS,
    OPERATORS_OF,
    All,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
    Operator,
    Scalar,
)
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import MAX_INTEGER, Constant, FactDeclaration, fits_type
from scoring_service.rule_files.faults import (
    ConditionPlaces,
    FaultList,
    Path,
    RefusedValueError,
    Said,
    likeliest,
    nearest,
    said,
)

MAX_NESTING: Final = 20
MAX_OPERANDS: Final = 50
IS_STATED: Final = "is_stated"
_NOTHING: Final = All(())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that conditions may use; ``unsure`` are those whose own declaration is at fault already.

    ``constants`` hold one value each, which for those of ``dated`` is the one in force on the file's own first day.
    """

    facts: dict[str, FactDeclaration]
    constants: dict[str, Scalar]
    unsure: frozenset[str]
    dated: dict[str, Constant] = field(default_factory=dict)


class ConditionParser:
    """Makes conditions of the file's mappings and notes every fault."""

    def __init__(self, vocabulary: Vocabulary, faults: FaultList, places: ConditionPlaces) -> None:
        self._vocabulary = vocabulary
        self._faults = faults
        self._places = places
        self._sound = True

    def parse(self, raw: Any, path: Path) -> Condition | None:
        """Make the condition that stands at a path; None where a part of it could not be read."""
        self._sound = True
        condition = self._condition(raw, path, 0)
        return condition if self._sound else None

    def _condition(self, raw: Any, path: Path, depth: int) -> Condition:
        if depth > MAX_NESTING:
            return self._fault(path, "rule-file.condition-too-deep", max_nesting=MAX_NESTING)
        if not isinstance(raw, dict) or not raw:
            return self._fault(path, "rule-file.no-condition", value=shown(raw))
        return self._joined(
            [self._entry(key, inner, (*path, key), depth) for key, inner in raw.items()], path
        )

    def _joined(self, parts: list[Condition], path: Path) -> Condition:
        return parts[0] if len(parts) == 1 else self._placed(All(tuple(parts)), path)

    def _placed(self, condition: Condition, path: Path) -> Condition:
        self._places.note(condition, path)
        return condition

    def _entry(self, key: str, raw: Any, path: Path, depth: int) -> Condition:
        if key == "not":
            return self._placed(Not(self._condition(raw, path, depth + 1)), path)
        if key not in ("all", "any"):
            return self._fact(key, raw, path)
        if not isinstance(raw, list) or not raw:
            return self._fault(path, "rule-file.no-parts", key=key)
        parts = tuple(self._condition(item, (*path, number), depth + 1) for number, item in enumerate(raw))
        return self._placed(All(parts) if key == "all" else AnyOf(parts), path)

    def _fact(self, name: str, raw: Any, path: Path) -> Condition:
        declared = self._vocabulary.facts.get(name)
        if declared is None:
            return self._unknown_fact(name, path)
        if not isinstance(raw, dict) or not raw:
            accepted = f"{{{name}: {{{(*OPERATORS_OF[declared.type], IS_STATED)[0]}: …}}}}"
            return self._fault(path, "rule-file.no-operator", value=shown(raw), accepted=accepted)
        return self._joined(
            [self._test(declared, key, operand, (*path, key)) for key, operand in raw.items()], path
        )

    def _test(self, declared: FactDeclaration, key: str, raw: Any, path: Path) -> Condition:
        if key == IS_STATED:
            if isinstance(raw, bool):
                return self._placed(IsStated(declared.name, raw), path)
            return self._fault(path, "rule-file.not-true-or-false", value=shown(raw))
        suited = OPERATORS_OF[declared.type]
        if key not in suited:
            return self._unfit_operator(declared, key, path)
        operator = Operator(key)
        if operator in LIST_OPERATORS:
            return self._placed(Compare(declared.name, operator, self._operands(declared, raw, path)), path)
        constant = _constant_named(raw)
        operand = self._operand(declared, raw, path)
        return self._placed(Compare(declared.name, operator, operand, constant), path)

    def _operands(self, declared: FactDeclaration, raw: Any, path: Path) -> tuple[Scalar, ...]:
        if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_OPERANDS:
            self._fault(path, "rule-file.operand-list", max_operands=MAX_OPERANDS)
            return ()
        found = (self._listed(declared, item, (*path, number)) for number, item in enumerate(raw))
        return tuple(dict.fromkeys(found))

    def _listed(self, declared: FactDeclaration, raw: Any, path: Path) -> Scalar:
        name = _constant_named(raw)
        if name in self._vocabulary.dated:
            # A list is held as values alone, so the value of another day could not be put into it.
            self._fault(path, "rule-file.dated-in-list", name=name)
        return self._operand(declared, raw, path)

    def _operand(self, declared: FactDeclaration, raw: Any, path: Path) -> Scalar:
        try:
            literals = [parse_literal(value, declared) for value in self._values(raw, path)]
        except LiteralError as error:
            self._faults.tell(path, error.told)
            self._sound = False
            literals = []
        return literals[0] if literals else 0

    def _values(self, raw: Any, path: Path) -> list[Any]:
        """Give the literal, or the constant's value of the first day and then all that it ever has."""
        name = _constant_named(raw)
        if name is None:
            return [raw]
        constants = self._vocabulary.constants
        if name in constants:
            dated = self._vocabulary.dated.get(name)
            return [constants[name], *(each.value for each in (dated.values if dated else ()))]
        self._sound = False
        if name not in self._vocabulary.unsure:
            near = nearest(name, constants)
            self._fault(path, "rule-file.no-such-constant", name=name, near=near)
        return []

    def _unknown_fact(self, name: str, path: Path) -> Condition:
        if name in self._vocabulary.unsure:
            self._sound = False
            return _NOTHING
        near = nearest(name, self._vocabulary.facts)
        return self._fault(path, "rule-file.no-such-fact", name=name, near=near)

    def _unfit_operator(self, declared: FactDeclaration, key: str, path: Path) -> Condition:
        accepted = ", ".join((*OPERATORS_OF[declared.type], IS_STATED))
        kind = declared.type.value
        return self._fault(
            path, "rule-file.operator-unfit", key=key, name=declared.name, kind=kind, accepted=accepted
        )

    def _fault(self, path: Path, text_id: str, **values: object) -> Condition:
        self._faults.add(path, text_id, **values)
        self._sound = False
        return _NOTHING


class LiteralError(RefusedValueError):
    """The literal does not fit the fact."""


def parse_literal(raw: Any, declared: FactDeclaration) -> Scalar:
    """Give the literal as a value of the fact's type. Raises LiteralError."""
    value = _as_date(raw) if declared.type is FactType.DATE else raw
    if fits_type(value, declared):
        literal: Scalar = value
        return literal
    expected = _expected(raw, declared)
    raise LiteralError("rule-file.literal-unfit", value=shown(raw), name=declared.name, expected=expected)


def parse_constant(raw: Any) -> Scalar:
    """Give a constant's value: boolean, whole number, date or text. Raises LiteralError."""
    if type(raw) in (bool, str, date) or (type(raw) is int and abs(raw) <= MAX_INTEGER):
        constant: Scalar = raw
        return constant
    raise LiteralError("rule-file.no-constant", value=shown(raw))


def _constant_named(raw: Any) -> str | None:
    return str(raw["constant"]) if isinstance(raw, dict) and set(raw) == {"constant"} else None


def _as_date(raw: Any) -> Any:
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return raw
    return raw


def _expected(raw: Any, declared: FactDeclaration) -> Said:
    if declared.type is not FactType.CHOICE:
        return said(f"rule-file.expected-{declared.type}", most=MAX_INTEGER, day='"2017-12-01"')
    near = likeliest(str(raw), declared.choices)
    return said("rule-file.expected-choice", words=", ".join(declared.choices), near=near)
