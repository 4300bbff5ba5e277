"""The shapes that many parts of a rule file have: a sentence in two languages, a source, a day."""

from datetime import date
from typing import Any

from marshmallow import fields

from scoring_service.rule_files.shape import Shape, wording


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
