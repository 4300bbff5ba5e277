"""The shapes of rules about one application and about the call as a whole."""

from typing import Any

from marshmallow import INCLUDE, ValidationError, validate, validates_schema

from scoring_service.rule_files.shape import (
    IDENTIFIER,
    Shape,
    condition,
    list_of,
    mapping,
    nested,
    one_of,
    part,
    wording,
)
from scoring_service.rule_files.text_shapes import SentenceShape, SourceShape, note
from shared.statuses import Effect, FindingStatus

EFFECTS = [effect.value for effect in Effect]


class LevelShape(Shape):
    """One strength of a rule."""

    effect = one_of(EFFECTS)
    when = condition(required=True)
    text = nested(SentenceShape)


class CaseShape(Shape):
    """One worked example."""

    title = wording()
    facts = mapping(required=True)
    status = one_of([status.value for status in FindingStatus])
    effect = one_of(EFFECTS, required=False)
    missing = list_of(wording())

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_effect(self, content: dict[str, Any], original: Any, **_: Any) -> None:
        """Ask for the effect of a met case, and for none where the rule is not met."""
        status = content.get("status")
        if status == FindingStatus.MET and "effect" not in original:
            raise ValidationError("required", "effect")
        if status == FindingStatus.NOT_MET:
            unfit = {
                key: [f"{key}_not_met"] for key in ("effect", "missing") if original.get(key) is not None
            }
            if unfit:
                raise ValidationError(unfit)


class RuleShape(Shape):
    """One rule, with one level written out (effect, when, text) or several under ``levels``."""

    id = wording(validate=[IDENTIFIER])
    title = nested(SentenceShape)
    grant_types = list_of(wording(), load_default=list)
    levels = list_of(part(LevelShape), validate=validate.Length(min=1, error="empty_list"))
    effect = one_of(EFFECTS, required=False)
    when = condition()
    text = nested(SentenceShape, required=False)
    text_undetermined = nested(SentenceShape)
    source = nested(SourceShape)
    note = note()
    shows = list_of(wording(), load_default=list)
    cases = list_of(part(CaseShape), load_default=list)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_levels(self, _content: dict[str, Any], original: Any, **_: Any) -> None:
        """Ask for one of the two forms, and for the whole of the short one."""
        if not isinstance(original, dict):
            return
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
