"""The shape of a rule file as a whole, and of the parts that stand in it by name."""

from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from scoring_service.rule_files.criterion_shapes import CriterionShape
from scoring_service.rule_files.fact_shape import FactShape
from scoring_service.rule_files.rule_shapes import CallRuleShape, RuleShape
from scoring_service.rule_files.shape import (
    IDENTIFIER,
    Shape,
    anything,
    list_of,
    mapping,
    nested,
    part,
    whole_number,
    wording,
)
from scoring_service.rule_files.text_shapes import DayField, SentenceShape, SourceShape


class ValidShape(Shape):
    """The days on which a call may use the rule set, both included."""

    from_ = DayField(data_key="from", load_default=None, allow_none=True)
    to = DayField(load_default=None, allow_none=True)

    @validates_schema
    def check_order(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a period that ends before it begins."""
        if content["from_"] and content["to"] and content["from_"] > content["to"]:
            raise ValidationError("period", "to")


class DocumentShape(Shape):
    """A document that sources cite."""

    title = wording()
    registration_number = wording(required=False, load_default=None, allow_none=True)
    dated_on = DayField(load_default=None, allow_none=True)


class DatedValueShape(Shape):
    """A constant's value from one day on; without ``from`` from the beginning."""

    value = anything(required=True)
    from_ = DayField(data_key="from", load_default=None, allow_none=True)


class ConstantShape(Shape):
    """A constant with a label and dated values, the long form."""

    label = nested(SentenceShape, required=False, load_default=None, allow_none=True)
    values = list_of(
        part(DatedValueShape), required=True, validate=validate.Length(min=1, error="empty_list")
    )


class ProcessShape(Shape):
    """Something that was written for the call and that no rule tries."""

    id = wording(validate=[IDENTIFIER])
    text = nested(SentenceShape)
    source = nested(SourceShape)


class RuleSetShape(Shape):
    """The file as a whole; its parts are checked one by one."""

    format = whole_number()
    name = wording(validate=[IDENTIFIER])
    version = whole_number()
    title = nested(SentenceShape)
    valid = nested(ValidShape, load_default=lambda: {"from_": None, "to": None}, required=False)
    documents = mapping(DocumentShape, identifiers=True, load_default=lambda: None)
    constants = mapping(ConstantShape, or_scalar=True, load_default=dict)
    facts = mapping(FactShape, required=True)
    rules = list_of(part(RuleShape), required=True, validate=validate.Length(min=1, error="empty_list"))
    criteria = list_of(part(CriterionShape), load_default=list)
    call_rules = list_of(part(CallRuleShape), load_default=list)
    process = list_of(part(ProcessShape), load_default=list)
