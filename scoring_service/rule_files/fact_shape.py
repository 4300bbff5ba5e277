"""The shape of one declared fact."""

from typing import Any

from marshmallow import INCLUDE, ValidationError, validates_schema

from scoring_service.domain.fact import FactType
from scoring_service.rule_files.shape import Shape, anything, nested, one_of, wording
from scoring_service.rule_files.text_shapes import SentenceShape

STATED_FIELDS = (
    "reference", "grant_type", "title", "description", "applicants", "unit",
    "requested_amount", "submitted_at", "earlier_grants",
)  # fmt: skip


class FactShape(Shape):
    """One fact; with ``derived`` every further key is a setting of the derivation."""

    class Meta:
        unknown = INCLUDE

    type = one_of([kind.value for kind in FactType])
    label = nested(SentenceShape)
    choices = anything()
    stated_in = wording(required=False)
    derived = wording(required=False)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_origin(self, _content: dict[str, Any], original: Any, **_: Any) -> None:
        """Refuse a fact without an origin, with two, or with settings that nothing reads."""
        if not isinstance(original, dict):
            return
        if ("stated_in" in original) == ("derived" in original):
            raise ValidationError("fact_origin")
        unread = set(original) - set(self.fields)
        if "stated_in" in original and unread:
            raise ValidationError({key: [f"unknown|{', '.join(self.fields)}"] for key in sorted(unread)})

    @validates_schema(skip_on_field_errors=False)
    def check_field(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a field that no application has."""
        stated_in = content.get("stated_in")
        if stated_in is None or stated_in in STATED_FIELDS or stated_in.removeprefix("answers.") != stated_in:
            return
        raise ValidationError(f"one_of|{', '.join(STATED_FIELDS)}, answers.…", "stated_in")
