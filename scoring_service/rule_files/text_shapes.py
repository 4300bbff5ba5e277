"""The shapes that many parts of a rule file have: a sentence in two languages, a source, a day."""

from datetime import date
from typing import Any

from marshmallow import fields

from scoring_service.domain.rule_set import Sentence
from scoring_service.rule_files.shape import Shape, shape_of, wording


class SentenceShape(Shape):
    """The same text in Swedish and English."""

    sv = wording()
    en = wording()


class SourceShape(Shape):
    """Where a rule comes from."""

    document = wording()
    quote = wording()


class NoteField(fields.Field[str | Sentence]):
    """A remark for whoever reads the rules: one text, or the same in both languages."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | Sentence:
        if isinstance(value, dict):
            return Sentence(**shape_of(SentenceShape).load(value))
        text: str = _NOTE.deserialize(value, attr, data, **kwargs)
        return text


_NOTE = wording()


def note() -> NoteField:
    """A remark that may be left out."""
    return NoteField(required=False, load_default=None, allow_none=True)


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
