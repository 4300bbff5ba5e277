"""The shapes of criteria: grounds that give points and never change an outcome."""

from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from scoring_service.rule_files.shape import (
    IDENTIFIER,
    Shape,
    condition,
    list_of,
    mapping,
    nested,
    part,
    whole_number,
    wording,
)
from scoring_service.rule_files.text_shapes import SentenceShape, SourceShape, note

MAX_POINTS = 1000


class CriterionLevelShape(Shape):
    """So many points, when they are given, and the sentence that justifies them."""

    points = whole_number(1, MAX_POINTS)
    when = condition(required=True)
    text = nested(SentenceShape)


class CriterionCaseShape(Shape):
    """One worked example: the points that are sure, and those that are not ruled out."""

    title = wording()
    facts = mapping(required=True)
    points = whole_number(0, MAX_POINTS)
    possible_points = whole_number(0, MAX_POINTS, required=False)

    @validates_schema
    def check_points(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse fewer possible points than sure ones."""
        if content.get("possible_points", content["points"]) < content["points"]:
            raise ValidationError("possible_points", "possible_points")


class CriterionShape(Shape):
    """One criterion."""

    id = wording(validate=[IDENTIFIER])
    title = nested(SentenceShape)
    grant_types = list_of(wording(), load_default=list)
    levels = list_of(
        part(CriterionLevelShape), required=True, validate=validate.Length(min=1, error="empty_list")
    )
    text_undetermined = nested(SentenceShape)
    source = nested(SourceShape)
    note = note()
    shows = list_of(wording(), load_default=list)
    cases = list_of(part(CriterionCaseShape), load_default=list)
