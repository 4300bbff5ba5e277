"""Base of the schemas of a rule file, whose error messages are codes that ``shape_messages`` puts into words."""

from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}\Z", error="name")
IDENTIFIER = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="identifier")
MAX_TEXT = 4000


class Shape(Schema):
    """A mapping of a rule file: no key but those declared."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        keys = ", ".join(field.data_key or name for name, field in self.fields.items())
        self.error_messages = {
            "unknown": f"unknown|{keys}",
            "type": "type_mapping",
        }


@cache
def shape_of(shape: type[Shape]) -> Shape:
    """Give the shape ready to load, made once: to make one takes longer than to load most mappings."""
    return shape()


_WORDS: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "required", "null": "null"}


def wording(**options: Any) -> fields.String:
    """A text that is not empty."""
    options.setdefault("required", True)
    options.setdefault("validate", [validate.Length(min=1, max=MAX_TEXT, error=f"text_length|{MAX_TEXT}")])
    return fields.String(error_messages={**_WORDS, "invalid": "type_text"}, **options)


def whole_number(least: int = 1, most: int = 1_000_000, **options: Any) -> fields.Integer:
    """A whole number within limits."""
    options.setdefault("required", True)
    return WholeNumber(
        validate=validate.Range(min=least, max=most, error=f"number_range|{least}|{most}"),
        error_messages={**_WORDS, "invalid": "type_integer", "too_large": "type_integer"},
        **options,
    )


def one_of(words: list[str], **options: Any) -> fields.String:
    """One of some words."""
    options.setdefault("required", True)
    chosen = validate.OneOf(words, error=f"one_of|{', '.join(words)}")
    return fields.String(
        error_messages={**_WORDS, "invalid": f"one_of|{', '.join(words)}"}, validate=chosen, **options
    )


def nested(schema: type[Shape], **options: Any) -> fields.Nested:
    """A mapping of another shape."""
    options.setdefault("required", True)
    return fields.Nested(schema, error_messages={**_WORDS, "type": "type_mapping"}, **options)


def list_of(inner: fields.Field[Any], **options: Any) -> fields.List[Any]:
    """A list."""
    return fields.List(inner, error_messages={**_WORDS, "invalid": "type_list"}, **options)


def mapping(of: type[Shape] | None = None, **options: Any) -> fields.Raw:
    """A mapping whose keys are names that the file chooses; its values are held to their shape one by one elsewhere."""
    return MappingField(of, error_messages=_WORDS, validate=_is_mapping, **options)


def part(shape: type[Shape]) -> fields.Raw:
    """One of several mappings of a shape that it is held to elsewhere, so that a fault in one leaves the others."""
    return PartField(shape, error_messages=_WORDS, allow_none=True)


def condition(**options: Any) -> fields.Raw:
    """A condition; it is checked elsewhere."""
    return ConditionField(error_messages=_WORDS, **options)


def anything(**options: Any) -> fields.Raw:
    """Any value; it is checked elsewhere."""
    return fields.Raw(error_messages=_WORDS, **options)


class MappingField(fields.Raw):
    """A mapping whose values are held to ``shape`` elsewhere; None takes values of facts.

    ``or_scalar`` values may be plain ones too. Its keys are names of facts and constants, or ``identifiers``.
    """

    def __init__(
        self, shape: type[Shape] | None, *, or_scalar: bool = False, identifiers: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.shape, self.or_scalar, self.identifiers = shape, or_scalar, identifiers


class PartField(fields.Raw):
    """A mapping that is held to ``shape`` elsewhere."""

    def __init__(self, shape: type[Shape], **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape


class ConditionField(fields.Raw):
    """A condition in words."""


class WholeNumber(fields.Integer):
    """An integer that is written as one: neither true nor 1.0 nor a text of digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow gives them
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


def _is_mapping(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError("type_mapping")
