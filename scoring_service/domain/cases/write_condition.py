"""A condition as it would stand in a rule file, on one line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Scalar


def write_condition(condition: Condition) -> str:
    """Write a condition in the words of the rule language."""
    match condition:
        case Compare(fact, operator, operand, constant):
            value = f"{{constant: {constant}}}" if constant else write_operand(operand)
            return f"{fact}: {{{operator}: {value}}}"
        case IsStated(fact, expected):
            return f"{fact}: {{is_stated: {write_operand(expected)}}}"
        case Not(part):
            return f"not: {{{write_condition(part)}}}"
        case All(parts):
            return _joined("all", parts)
        case Any(parts):
            return _joined("any", parts)


def write_operand(operand: Scalar | tuple[Scalar, ...]) -> str:
    """Write a literal, or a list of them."""
    if isinstance(operand, tuple):
        return f"[{', '.join(map(write_operand, operand))}]"
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return f'"{operand.isoformat()}"' if isinstance(operand, date) else str(operand)


def _joined(word: str, parts: tuple[Condition, ...]) -> str:
    return f"{word}: [{', '.join(f'{{{write_condition(part)}}}' for part in parts)}]"


def write_facts(values: Mapping[str, Scalar | None]) -> str:
    """Write facts and their values on one line."""
    written = (
        f"{name}: {'null' if value is None else write_operand(value)}" for name, value in values.items()
    )
    return ", ".join(written) or "–"
