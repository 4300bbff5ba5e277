"""What holds between the keys of one mapping, as JSON Schema: the same as the checks that the shapes do on loading."""

from __future__ import annotations

from typing import Any, Final

from scoring_service.rule_files.json_schema.condition_schema import SCALAR
from scoring_service.rule_files.json_schema.setting_schema import call_rule_rules, fact_rules
from scoring_service.rule_files.parse_facts import MAX_CHOICES
from scoring_service.rule_files.parse_rule_set import FORMAT

Schema = dict[str, Any]
ID_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_ONE_LEVEL: Final = ["effect", "when", "text"]


def rules_of(name: str) -> list[Schema]:
    """Give what holds for the shape of a name beyond each key by itself: ``properties`` to put in, and ``allOf``."""
    own = [_RULES[name]] if name in _RULES else []
    further = {"Fact": fact_rules, "CallRule": call_rule_rules}.get(name)
    return own if further is None else [*own, further()]


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
