"""The JSON Schema 2020-12 of a whole rule file, for editors: from the shapes that the reader uses, by way of OpenAPI 3.1.

OpenAPI's schemas are the same, so apispec writes them from the shapes. Here are added what holds between the keys of one
mapping, what a condition looks like, and what an editor shows of each part: the Swedish words, then the English ones.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema as MarshmallowSchema
from marshmallow import fields

from prescreen_shared.texts.catalogue import text
from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.condition import LIST_OPERATORS, OPERATORS_OF, FactType, Operator
from scoring_service.domain.derive.kind import FIELDS
from scoring_service.domain.derive.kinds import KINDS as DERIVATIONS
from scoring_service.domain.rule_set import MAX_INTEGER
from scoring_service.rule_files.fields import (
    IDENTIFIER,
    MAX_TEXT,
    NAME,
    ApplicationField,
    ConditionField,
    DayField,
    MappingField,
    NameAloneField,
    PartField,
    PatternField,
    ScalarField,
    Shape,
    shape_of,
    shape_of_settings,
)
from scoring_service.rule_files.parse_condition import IS_STATED, MAX_OPERANDS
from scoring_service.rule_files.parse_facts import MAX_CHOICES, RESERVED
from scoring_service.rule_files.read_rule_file import FORMAT
from scoring_service.rule_files.shapes import CallRuleShape, FactShape, NoteField, RuleSetShape, SentenceShape

__all__ = ["SCHEMA_FILE", "write_json_schema"]
SCHEMA_FILE: Final = Path(__file__).with_name("rule-set.schema.json")
"""Where the schema is kept beside the code, for editors to find."""
_COMPONENTS: Final = "#/components/schemas/"
_SUFFIX: Final = "Shape"
Schema = dict[str, Any]
ID_PATTERN: Final = str(IDENTIFIER.regex.pattern).replace(r"\Z", "$")
_ONE_LEVEL: Final = ["effect", "when", "text"]
WHOLE_NUMBER: Final[Schema] = {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
SCALAR: Final[Schema] = {"anyOf": [{"type": "boolean"}, WHOLE_NUMBER, {"type": "string"}]}
_RULES: Final[dict[str, Schema]] = {
    "RuleSet": {"properties": {"format": {"const": FORMAT}}},
    "DatedValue": {"properties": {"value": SCALAR}},
    "Rule": {
        "allOf": [
            {
                "if": {"required": ["levels"]},
                "then": {"properties": dict.fromkeys(_ONE_LEVEL, False)},
                "else": {"required": _ONE_LEVEL},
            }
        ]
    },
    "Case": {
        "allOf": [
            {
                "if": {"properties": {"status": {"const": "met"}}, "required": ["status"]},
                "then": {"required": ["effect"]},
            },
            {
                "if": {"properties": {"status": {"const": "not_met"}}, "required": ["status"]},
                "then": {"properties": {"effect": False, "missing": False}},
            },
        ]
    },
    "Fact": {
        "allOf": [
            {"oneOf": [{"required": ["stated_in"]}, {"required": ["derived"]}]},
            {
                "if": {"properties": {"type": {"const": "choice"}}, "required": ["type"]},
                "then": {"required": ["choices"]},
                "else": {"properties": {"choices": False}},
            },
        ],
        "properties": {
            "choices": {
                "anyOf": [
                    {
                        "type": "array",
                        "items": {"type": "string", "minLength": 1},
                        "minItems": 1,
                        "maxItems": MAX_CHOICES,
                        "uniqueItems": True,
                    },
                    {
                        "type": "object",
                        "additionalProperties": {"$ref": "#/$defs/Sentence"},
                        "minProperties": 1,
                        "maxProperties": MAX_CHOICES,
                    },
                ]
            }
        },
    },
}
CONDITION: Final[Schema] = {"$ref": "#/$defs/Condition"}
DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
NAME_PATTERN: Final = str(NAME.regex.pattern).replace(r"\Z", "$")
_DAYS: Final = frozenset(OPERATORS_OF[FactType.DATE]) - {Operator.IS, Operator.IS_NOT}
_NUMBERS: Final = frozenset(OPERATORS_OF[FactType.INTEGER]) - LIST_OPERATORS - {Operator.IS, Operator.IS_NOT}
_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
FIELD: Final[Schema] = {"anyOf": [{"enum": sorted(FIELDS)}, {"type": "string", "pattern": r"^answers\..+"}]}


def write_json_schema() -> str:
    """Give the schema as JSON text that ends with a line break."""
    return json.dumps(_rule_file_schema(), ensure_ascii=False, indent=1) + "\n"


def _rule_file_schema() -> Schema:
    definitions = {name: _finished(name, schema) for name, schema in _from_shapes().items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _describe("language.rule-set"),
        "$ref": "#/$defs/RuleSet",
        "$defs": definitions | _condition_schemas(),
    }


def _finished(name: str, found: Schema) -> Schema:
    part = _kebab(name)
    schema = {"description": _describe(f"language.{part}"), **_as_json_schema(found)}
    for rules in _rules_of(name):
        for key, inner in rules.get("properties", {}).items():
            schema["properties"][key] = inner
        if "allOf" in rules:
            schema["allOf"] = [*schema.get("allOf", []), *rules["allOf"]]
    for key, inner in schema["properties"].items():
        schema["properties"][key] = {"description": _describe(f"language.{part}.{key}"), **inner}
    return schema


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("-")


def _describe(text_id: str) -> str:
    """Give a text of the catalogue in both languages.

    Raises:
        UnknownTextError: the catalogue has no such text.
    """
    said = text(text_id)
    return f"{said['sv']} / {said['en']}"


def _as_json_schema(value: Any) -> Any:
    """Point references at the schema's own definitions, and end patterns as every reader of them does."""
    if isinstance(value, dict):
        return {
            key: inner.replace(r"\Z", "$") if key == "pattern" else _as_json_schema(inner)
            for key, inner in value.items()
            if key != "default"
        }
    if isinstance(value, list):
        return [_as_json_schema(item) for item in value]
    return value.replace(_COMPONENTS, "#/$defs/") if isinstance(value, str) else value


def _rules_of(name: str) -> list[Schema]:
    """Give what holds for the shape of a name beyond each key by itself: ``properties`` to put in, and ``allOf``."""
    own = [_RULES[name]] if name in _RULES else []
    further = {"Fact": _fact_rules, "CallRule": _call_rule_rules}.get(name)
    return own if further is None else [*own, further()]


def _fact_rules() -> Schema:
    """Give what holds for a fact by where it comes from: the keys it has, and the settings of its derivation."""
    keys = _keys_of(FactShape)
    stated = {
        "if": {"required": ["stated_in"]},
        "then": {"propertyNames": {"enum": keys}, "properties": {"stated_in": FIELD}},
    }
    derived = [
        _chosen("derived", name, kind.settings, keys, {"type": {"enum": sorted(kind.gives)}})
        for name, kind in DERIVATIONS.items()
    ]
    return {"allOf": [stated, *derived], "properties": {"derived": _choice("derivation", DERIVATIONS)}}


def _keys_of(shape: type[Shape]) -> list[str]:
    return [field.data_key or name for name, field in shape_of(shape).fields.items()]


def _chosen(key: str, name: str, settings: type, keys: list[str], further: dict[str, Schema]) -> Schema:
    shape = shape_of(shape_of_settings(settings))
    found = _as_json_schema(_converter().schema2jsonschema(shape))
    known = {
        setting: {**schema, "description": _describe(f"language.setting.{setting}")}
        for setting, schema in found["properties"].items()
    }
    then: Schema = {"propertyNames": {"enum": [*keys, *known]}, "properties": {**further, **known}}
    if "required" in found:
        then["required"] = found["required"]
    return {"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": then}


def _choice(prefix: str, names: Iterable[str]) -> Schema:
    return {"oneOf": [{"const": name, "description": _describe(f"{prefix}.{name}")} for name in names]}


def _call_rule_rules() -> Schema:
    """Give what holds for a call rule by what it looks for."""
    keys = _keys_of(CallRuleShape)
    return {
        "allOf": [_chosen("finds", name, kind.settings, keys, {}) for name, kind in SEARCHES.items()],
        "properties": {"finds": _choice("language.search", SEARCHES)},
    }


def _from_shapes() -> dict[str, Schema]:
    spec, _ = _spec()
    spec.components.schema("RuleSet", schema=RuleSetShape)
    found: dict[str, Schema] = spec.to_dict()["components"]["schemas"]
    return found


def _converter() -> Any:
    return _spec()[1]


def _spec() -> tuple[APISpec, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name_of)
    spec = APISpec("rule-set", "1", "3.1.0", plugins=[plugin])
    converter = plugin.converter
    assert converter is not None
    converter.add_attribute_function(_own_field)  # type: ignore[no-untyped-call]
    return spec, converter


def _name_of(schema: type[MarshmallowSchema] | MarshmallowSchema | str) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix(_SUFFIX)


def _own_field(converter: Any, field: fields.Field[Any], **_: Any) -> Schema:
    """Give the schema of the fields that are the rule files' own."""
    if isinstance(field, ConditionField):
        return CONDITION
    if isinstance(field, DayField):
        return {"anyOf": [DAY, {"type": "null"}]}
    if isinstance(field, NoteField):
        text = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
        return {"anyOf": [text, converter.resolve_nested_schema(SentenceShape), {"type": "null"}]}
    if isinstance(field, PartField):
        found: Schema = converter.resolve_nested_schema(field.shape)
        return found
    if isinstance(field, MappingField):
        return _mapping(converter, field)
    if isinstance(field, PatternField):
        return _TEXT
    if isinstance(field, ApplicationField):
        return FIELD
    if isinstance(field, ScalarField):
        return {"type": ["string", "integer", "boolean"]}
    if isinstance(field, NameAloneField):
        return {"anyOf": [_TEXT, converter.schema2jsonschema(shape_of(field.shape))]}
    return {}


def _mapping(converter: Any, field: MappingField) -> Schema:
    if field.shape is None:
        values: Schema = {"anyOf": [*SCALAR["anyOf"], {"type": "null"}]}
    else:
        values = converter.resolve_nested_schema(field.shape)
        if field.or_scalar:
            values = {"anyOf": [*SCALAR["anyOf"], values]}
    names: Schema = {"pattern": NAME_PATTERN, "not": {"enum": sorted(RESERVED)}}
    if field.identifiers:
        names = {"pattern": ID_PATTERN}
    return {"type": "object", "propertyNames": names, "additionalProperties": values}


def _condition_schemas() -> dict[str, Schema]:
    """Give the definitions of a condition, of the test of one fact and of a constant that is named."""
    parts = {"type": "array", "items": CONDITION, "minItems": 1}
    return {
        "Condition": {
            "description": _describe("language.condition"),
            "type": "object",
            "minProperties": 1,
            "properties": {
                "all": {**parts, "description": _describe("language.condition.all")},
                "any": {**parts, "description": _describe("language.condition.any")},
                "not": {**CONDITION, "description": _describe("language.condition.not")},
            },
            "propertyNames": {"pattern": NAME_PATTERN},
            "additionalProperties": {"$ref": "#/$defs/Test"},
        },
        "Test": {
            "description": _describe("language.test"),
            "type": "object",
            "minProperties": 1,
            "properties": {name: _described(name) for name in (*Operator, IS_STATED)},
            "additionalProperties": False,
        },
        "NamedConstant": {
            "description": _describe("language.constant-named"),
            "type": "object",
            "properties": {"constant": {"type": "string", "pattern": NAME_PATTERN}},
            "required": ["constant"],
            "additionalProperties": False,
        },
    }


def _described(name: str) -> Schema:
    return {**_operand(name), "description": _describe(f"language.operator.{name}")}


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
