"""The JSON Schema of the settings of derived facts and call rules, from the checks that the kinds declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.derive import KINDS as DERIVATIONS
from scoring_service.domain.derive.field_text import FIELDS
from scoring_service.domain.derive.may_apply import ENTRY_KEYS, administrations
from scoring_service.domain.derive.register_has import keys_with_values
from scoring_service.domain.derive.setting import (
    OneOf,
    SomeOf,
    a_word,
    count,
    fields,
    pattern_groups,
    patterns,
    percent,
    texts,
    yes_or_no,
)
from scoring_service.rule_files.fact_shape import FactShape
from scoring_service.rule_files.json_schema.describe import describe
from scoring_service.rule_files.rule_shapes import CallRuleShape
from scoring_service.rule_files.shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.derive.setting import Check, Setting
    from scoring_service.rule_files.shape import Shape

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
FIELD: Final[Schema] = {"anyOf": [{"enum": sorted(FIELDS)}, {"type": "string", "pattern": r"^answers\..+"}]}
_YEAR: Final[Schema] = {"type": ["integer", "null"]}
_ENTRY: Final[Schema] = {
    "type": "object",
    "properties": {
        key: {"name": _TEXT, "from_year": _YEAR, "to_year": _YEAR}.get(key, _TEXTS)
        for key in sorted(ENTRY_KEYS)
    },
    "required": ["name"],
    "additionalProperties": False,
}
_SCHEMAS: Final[dict[Check, Schema]] = {
    a_word: _TEXT,
    yes_or_no: {"type": "boolean"},
    percent: {"type": "integer", "minimum": 0, "maximum": 100},
    count: {"type": "integer", "minimum": 1},
    texts: _TEXTS,
    patterns: _TEXTS,
    pattern_groups: {"type": "object", "additionalProperties": _TEXTS},
    fields: {"type": "array", "items": FIELD, "minItems": 1},
    keys_with_values: {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}},
    administrations: {"type": "array", "items": {"anyOf": [_TEXT, _ENTRY]}, "minItems": 1},
}


def fact_rules() -> Schema:
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


def call_rule_rules() -> Schema:
    """Give what holds for a call rule by what it looks for."""
    keys = _keys_of(CallRuleShape)
    return {
        "allOf": [_chosen("finds", name, kind.settings, keys, {}) for name, kind in SEARCHES.items()],
        "properties": {"finds": _choice("language.search", SEARCHES)},
    }


def _keys_of(shape: type[Shape]) -> list[str]:
    return [field.data_key or name for name, field in shape_of(shape).fields.items()]


def _choice(prefix: str, names: Iterable[str]) -> Schema:
    return {"oneOf": [{"const": name, "description": describe(f"{prefix}.{name}")} for name in names]}


def _chosen(
    key: str, name: str, settings: tuple[Setting, ...], keys: list[str], further: dict[str, Schema]
) -> Schema:
    known = {setting.name: _setting(setting) for setting in settings}
    then: Schema = {"propertyNames": {"enum": [*keys, *known]}, "properties": {**further, **known}}
    required = [setting.name for setting in settings if setting.required]
    if required:
        then["required"] = required
    return {"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": then}


def _setting(setting: Setting) -> Schema:
    return {**_accepted(setting.check), "description": describe(f"language.setting.{setting.name}")}


def _accepted(check: Check) -> Schema:
    if isinstance(check, OneOf):
        return {"enum": list(check.words)}
    if isinstance(check, SomeOf):
        return {"type": "array", "items": {"enum": list(check.words)}, "minItems": 1}
    return _SCHEMAS[check]
