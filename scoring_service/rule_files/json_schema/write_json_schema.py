"""The JSON Schema 2020-12 of a whole rule file, from its shapes by way of OpenAPI 3.1, whose schemas are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from scoring_service.rule_files.json_schema.condition_schema import (
    CONDITION,
    DAY,
    NAME_PATTERN,
    SCALAR,
    condition_schemas,
)
from scoring_service.rule_files.json_schema.describe import describe
from scoring_service.rule_files.json_schema.shape_rules import ID_PATTERN, rules_of
from scoring_service.rule_files.parse_facts import RESERVED
from scoring_service.rule_files.schemas import RuleSetShape
from scoring_service.rule_files.shape import MAX_TEXT, ConditionField, MappingField, PartField
from scoring_service.rule_files.text_shapes import DayField, NoteField, SentenceShape

if TYPE_CHECKING:
    from marshmallow import Schema as MarshmallowSchema
    from marshmallow import fields

SCHEMA_FILE: Final = Path(__file__).parents[1] / "rule-set.schema.json"
"""Where the schema is kept beside the code, for editors to find."""
_COMPONENTS: Final = "#/components/schemas/"
_SUFFIX: Final = "Shape"
Schema = dict[str, Any]


def write_json_schema() -> str:
    """Give the schema as JSON text that ends with a line break."""
    return json.dumps(_rule_file_schema(), ensure_ascii=False, indent=1) + "\n"


def _rule_file_schema() -> Schema:
    definitions = {name: _finished(name, schema) for name, schema in _from_shapes().items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": describe("language.rule-set"),
        "$ref": "#/$defs/RuleSet",
        "$defs": definitions | condition_schemas(),
    }


def _from_shapes() -> dict[str, Schema]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name_of)
    spec = APISpec("rule-set", "1", "3.1.0", plugins=[plugin])
    converter = plugin.converter
    assert converter is not None
    converter.add_attribute_function(_own_field)  # type: ignore[no-untyped-call]
    spec.components.schema("RuleSet", schema=RuleSetShape)
    found: dict[str, Schema] = spec.to_dict()["components"]["schemas"]
    return found


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


def _finished(name: str, found: Schema) -> Schema:
    part = _kebab(name)
    schema = {"description": describe(f"language.{part}"), **_as_json_schema(found)}
    for rules in rules_of(name):
        for key, inner in rules.get("properties", {}).items():
            schema["properties"][key] = inner
        if "allOf" in rules:
            schema["allOf"] = [*schema.get("allOf", []), *rules["allOf"]]
    for key, inner in schema["properties"].items():
        schema["properties"][key] = {"description": describe(f"language.{part}.{key}"), **inner}
    return schema


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("-")


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
