"""The shapes of a YAML file of cases."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from scoring_service.rule_files.rule_shapes import EFFECTS
from scoring_service.rule_files.shape import Shape, list_of, mapping, one_of, part, whole_number, wording
from shared.statuses import FindingStatus, Outcome

FORMAT = 1
STATUSES = [status.value for status in FindingStatus]
GROUND_WORDS = [*EFFECTS, FindingStatus.UNDETERMINED.value]
KINDS = ("grant_type", "rule", "criterion")
"""The keys of which a case has exactly one; it says what the case is about."""
_FLAG: dict[str, str | list[Any] | dict[Any, Any]] = {
    "null": "null",
    "invalid": "one_of|true, false",
}


def flag() -> fields.Boolean:
    """True or false; false where it is left out."""
    return fields.Boolean(load_default=False, truthy={True}, falsy={False}, error_messages=_FLAG)


class GroundShape(Shape):
    """What one rule answers: met with an effect, at a level counted from 1, or undetermined."""

    status = one_of(STATUSES, required=False)
    effect = one_of(EFFECTS, required=False)
    level = whole_number(most=100, required=False)
    missing = list_of(wording())

    @validates_schema(skip_on_field_errors=True)
    def check_answer(self, content: dict[str, Any], **_: Any) -> None:
        """Ask for the effect of a rule that is met; a level belongs to nothing else."""
        status = content.get("status", FindingStatus.MET)
        if status == FindingStatus.MET and "effect" not in content:
            raise ValidationError("required", "effect")
        if status == FindingStatus.NOT_MET:
            unfit = {key: [f"{key}_not_met"] for key in ("effect", "missing") if key in content}
            if unfit:
                raise ValidationError(unfit)
        if status != FindingStatus.MET and "level" in content:
            raise ValidationError("level_not_met", "level")


class PointsShape(Shape):
    """What one criterion gives."""

    points = whole_number(least=0)
    possible_points = whole_number(least=0, required=False)

    @validates_schema(skip_on_field_errors=True)
    def check_possible(self, content: dict[str, Any], **_: Any) -> None:
        """Ask for no fewer possible points than sure ones."""
        if content.get("possible_points", content["points"]) < content["points"]:
            raise ValidationError("possible_points", "possible_points")


class _AnyCaseShape(Shape):
    title = wording()
    facts = mapping(required=True)
    note = wording(required=False)
    proposed = flag()


class WholeCaseShape(_AnyCaseShape):
    """A case of a whole application; the grounds, where they are given, are all there are."""

    grant_type = wording()
    outcome = one_of([outcome.value for outcome in Outcome])
    grounds = mapping(required=False)
    points = mapping(required=False)


class RuleCaseShape(_AnyCaseShape, GroundShape):
    """A case of one rule."""

    rule = wording()
    status = one_of(STATUSES)


class CriterionCaseShape(_AnyCaseShape, PointsShape):
    """A case of one criterion."""

    criterion = wording()


class CaseFileShape(Shape):
    """The whole file."""

    format = whole_number()
    rule_set = wording()
    base = mapping(required=False, load_default=dict)
    cases = list_of(part(_AnyCaseShape), required=True)
