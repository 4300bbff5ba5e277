"""The shape of each mapping of a rule file."""

from datetime import date
from typing import Any

from marshmallow import INCLUDE, ValidationError, fields, validate, validates_schema

from scoring_service.domain.fact import FactType
from scoring_service.rule_files.shape import (
    IDENTIFIER,
    Shape,
    anything,
    list_of,
    mapping,
    nested,
    one_of,
    whole_number,
    wording,
)
from shared.statuses import Effect, FindingStatus

EFFECTS = [effect.value for effect in Effect]
STATED_FIELDS = (
    "reference", "grant_type", "title", "description", "applicants", "unit",
    "requested_amount", "submitted_at", "earlier_grants",
)  # fmt: skip


class SentenceShape(Shape):
    """The same text in Swedish and English."""

    sv = wording()
    en = wording()


class SourceShape(Shape):
    """Where a rule comes from."""

    document = wording()
    quote = wording()


class DayField(fields.Field[date]):
    """A day, as a quoted ISO date or as YAML's own."""

    default_error_messages = {"invalid": "type_date"}  # noqa: RUF012 - marshmallow's way to declare them

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002 - marshmallow gives them
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None


class ValidShape(Shape):
    """The days on which a call may use the rule set, both included."""

    from_ = DayField(data_key="from", load_default=None, allow_none=True)
    to = DayField(load_default=None, allow_none=True)

    @validates_schema
    def check_order(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a period that ends before it begins."""
        if content["from_"] and content["to"] and content["from_"] > content["to"]:
            raise ValidationError("period", "to")


class RuleSetShape(Shape):
    """The file as a whole; its facts, rules and call rules are checked one by one."""

    format = whole_number()
    name = wording(validate=[IDENTIFIER])
    version = whole_number()
    title = nested(SentenceShape)
    valid = nested(ValidShape, load_default=lambda: {"from_": None, "to": None}, required=False)
    constants = mapping(load_default=dict)
    facts = mapping(required=True)
    rules = list_of(
        anything(allow_none=True), required=True, validate=validate.Length(min=1, error="empty_list")
    )
    call_rules = list_of(anything(allow_none=True), load_default=list)


class FactShape(Shape):
    """One fact; with ``derived`` every further key is a setting of the derivation."""

    class Meta:
        unknown = INCLUDE

    type = one_of([kind.value for kind in FactType])
    label = nested(SentenceShape)
    choices = anything()
    stated_in = wording(required=False)
    derived = wording(required=False)

    @validates_schema(pass_original=True)
    def check_origin(self, content: dict[str, Any], original: dict[str, Any], **_: Any) -> None:
        """Refuse a fact without an origin, with two, or with settings that nothing reads."""
        if ("stated_in" in content) == ("derived" in content):
            raise ValidationError("fact_origin")
        unread = set(original) - set(self.fields)
        if "stated_in" in content and unread:
            raise ValidationError({key: [f"unknown|{', '.join(self.fields)}"] for key in sorted(unread)})

    @validates_schema
    def check_field(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a field that no application has."""
        stated_in = content.get("stated_in")
        if stated_in is None or stated_in in STATED_FIELDS or stated_in.removeprefix("answers.") != stated_in:
            return
        raise ValidationError(f"one_of|{', '.join(STATED_FIELDS)}, answers.…", "stated_in")


class LevelShape(Shape):
    """One strength of a rule."""

    effect = one_of(EFFECTS)
    when = anything(required=True)
    text = nested(SentenceShape)


class CaseShape(Shape):
    """One worked example."""

    title = wording()
    facts = mapping(required=True)
    status = one_of([status.value for status in FindingStatus])
    effect = one_of(EFFECTS, required=False)
    missing = list_of(wording())

    @validates_schema
    def check_effect(self, content: dict[str, Any], **_: Any) -> None:
        """Ask for the effect of a met case, and for none where the rule is not met."""
        status = content.get("status")
        if status == FindingStatus.MET and "effect" not in content:
            raise ValidationError("required", "effect")
        if status == FindingStatus.NOT_MET and "effect" in content:
            raise ValidationError("effect_not_met", "effect")
        if status == FindingStatus.NOT_MET and "missing" in content:
            raise ValidationError("missing_not_met", "missing")


class RuleShape(Shape):
    """One rule, with one level written out (effect, when, text) or several under ``levels``."""

    id = wording(validate=[IDENTIFIER])
    title = nested(SentenceShape)
    grant_types = list_of(wording(), load_default=list)
    levels = list_of(nested(LevelShape), validate=validate.Length(min=1, error="empty_list"))
    effect = one_of(EFFECTS, required=False)
    when = anything()
    text = nested(SentenceShape, required=False)
    text_undetermined = nested(SentenceShape)
    source = nested(SourceShape)
    note = wording(required=False, load_default=None, allow_none=True)
    cases = list_of(nested(CaseShape), load_default=list)

    @validates_schema(pass_original=True)
    def check_levels(self, _content: dict[str, Any], original: dict[str, Any], **_: Any) -> None:
        """Ask for one of the two forms, and for the whole of the short one."""
        single = [key for key in ("effect", "when", "text") if key in original]
        if "levels" in original:
            if single:
                raise ValidationError("two_forms", single[0])
            return
        lacking = [key for key in ("effect", "when", "text") if key not in original]
        if lacking:
            raise ValidationError({key: ["required"] for key in lacking})


class CallRuleShape(Shape):
    """One rule about the call as a whole; every further key is a setting of what it finds."""

    class Meta:
        unknown = INCLUDE

    id = wording(validate=[IDENTIFIER])
    finds = wording()
    text = nested(SentenceShape)
    source = nested(SourceShape, required=False, load_default=None, allow_none=True)
