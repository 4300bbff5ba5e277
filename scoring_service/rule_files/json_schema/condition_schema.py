"""The JSON Schema of a condition: all, any, not, and facts with operators; which facts there are only the reader knows."""

from __future__ import annotations

from typing import Any, Final

from scoring_service.domain.condition import Operator
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import MAX_INTEGER
from scoring_service.domain.operators import LIST_OPERATORS, OPERATORS_OF
from scoring_service.rule_files.json_schema.describe import describe
from scoring_service.rule_files.parse_condition import IS_STATED, MAX_OPERANDS

Schema = dict[str, Any]
CONDITION: Final[Schema] = {"$ref": "#/$defs/Condition"}
WHOLE_NUMBER: Final[Schema] = {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SCALAR: Final[Schema] = {"anyOf": [{"type": "boolean"}, WHOLE_NUMBER, {"type": "string"}]}
NAME_PATTERN: Final = "^[a-z][a-z0-9_]{0,59}$"
_DAYS: Final = frozenset(OPERATORS_OF[FactType.DATE]) - {Operator.IS, Operator.IS_NOT}
_NUMBERS: Final = frozenset(OPERATORS_OF[FactType.INTEGER]) - LIST_OPERATORS - {Operator.IS, Operator.IS_NOT}


def condition_schemas() -> dict[str, Schema]:
    """Give the definitions of a condition, of the test of one fact and of a constant that is named."""
    parts = {"type": "array", "items": CONDITION, "minItems": 1}
    return {
        "Condition": {
            "description": describe("language.condition"),
            "type": "object",
            "minProperties": 1,
            "properties": {
                "all": {**parts, "description": describe("language.condition.all")},
                "any": {**parts, "description": describe("language.condition.any")},
                "not": {**CONDITION, "description": describe("language.condition.not")},
            },
            "propertyNames": {"pattern": NAME_PATTERN},
            "additionalProperties": {"$ref": "#/$defs/Test"},
        },
        "Test": {
            "description": describe("language.test"),
            "type": "object",
            "minProperties": 1,
            "properties": {name: _described(name) for name in (*Operator, IS_STATED)},
            "additionalProperties": False,
        },
        "NamedConstant": {
            "description": describe("language.constant-named"),
            "type": "object",
            "properties": {"constant": {"type": "string", "pattern": NAME_PATTERN}},
            "required": ["constant"],
            "additionalProperties": False,
        },
    }


def _described(name: str) -> Schema:
    return {**_operand(name), "description": describe(f"language.operator.{name}")}


def _operand(name: str) -> Schema:
    if name == IS_STATED:
        return {"type": "boolean"}
    if name in LIST_OPERATORS:
        return {"type": "array", "items": _or_constant(SCALAR), "minItems": 1, "maxItems": MAX_OPERANDS}
    if name in _NUMBERS:
        return _or_constant(WHOLE_NUMBER)
    return _or_constant(DAY if name in _DAYS else SCALAR)


def _or_constant(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"$ref": "#/$defs/NamedConstant"}]}
