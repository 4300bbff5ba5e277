"""The fields that the shapes of rule files are made of, and how a mapping is held to its shape.

A mapping is read as far as it is right: what does not fit is noted, in words and where it stands, and its other keys are
used all the same. A field says what is wrong by the id of a text, with values.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from prescreen_shared.schemas.fields import CodedMessage
from scoring_service.rule_files.faults import FaultList, Path, Said, likeliest, said

MAX_SHOWN: Final = 60
NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}\Z", error="name")
IDENTIFIER = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="identifier")
MAX_TEXT = 4000
WORDS_OF_ALL: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "required", "null": "null"}


def load_shape(shape: type[Shape], raw: Any, path: Path, faults: FaultList) -> dict[str, Any]:
    """Give the values of a mapping by the names of the shape's fields, without those that are at fault."""
    try:
        content: dict[str, Any] = shape_of(shape).load(raw)
    except ValidationError as error:
        _add_shape_errors(faults, error.messages, path, raw)
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        wrong = set(error.messages) if isinstance(error.messages, dict) else set()
        keys = {name: field.data_key or name for name, field in shape_of(shape).fields.items()}
        return {name: value for name, value in valid.items() if keys.get(name, name) not in wrong}
    return content


@cache
def shape_of(shape: type[Shape]) -> Shape:
    """Give the shape ready to load, made once: to make one takes longer than to load most mappings."""
    return shape()


def show(value: Any) -> str:
    """Show a value of the file briefly, texts in quotes and days as they are written."""
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


class Shape(Schema):
    """A mapping of a rule file: no key but those declared."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        keys = ", ".join(field.data_key or name for name, field in self.fields.items())
        self.error_messages = {"unknown": CodedMessage("unknown", accepted=keys), "type": "type_mapping"}


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


def wording(**options: Any) -> fields.String:
    """A text that is not empty."""
    options.setdefault("required", True)
    options.setdefault("validate", [validate.Length(min=1, max=MAX_TEXT, error=CodedMessage("text_length"))])
    return fields.String(error_messages={**WORDS_OF_ALL, "invalid": "type_text"}, **options)


def anything(**options: Any) -> fields.Raw:
    """Any value; it is checked elsewhere."""
    return fields.Raw(error_messages=WORDS_OF_ALL, **options)


def nested(schema: type[Shape], **options: Any) -> fields.Nested:
    """A mapping of another shape."""
    options.setdefault("required", True)
    return fields.Nested(schema, error_messages={**WORDS_OF_ALL, "type": "type_mapping"}, **options)


def list_of(inner: fields.Field[Any], code: str = "type_list", **options: Any) -> fields.List[Any]:
    """A list; ``code`` is what is said of anything else."""
    return fields.List(inner, error_messages={**WORDS_OF_ALL, "invalid": code}, **options)


class PartField(fields.Raw):
    """A mapping that is held to ``shape`` elsewhere."""

    def __init__(self, shape: type[Shape], **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape


def part(shape: type[Shape]) -> fields.Raw:
    """One of several mappings of a shape that it is held to elsewhere, so that a fault in one leaves the others."""
    return PartField(shape, error_messages=WORDS_OF_ALL, allow_none=True)


class WholeNumber(fields.Integer):
    """An integer that is written as one: neither true nor 1.0 nor a text of digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow gives them
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


def whole_number(least: int | None = 1, most: int | None = 1_000_000, **options: Any) -> fields.Integer:
    """A whole number within limits; without ``most``, without ``least`` it has none there."""
    options.setdefault("required", True)
    code = CodedMessage("number_least" if most is None else "number_range")
    return WholeNumber(
        validate=None if least is None else validate.Range(min=least, max=most, error=code),
        error_messages={**WORDS_OF_ALL, "invalid": "type_integer", "too_large": "type_integer"},
        **options,
    )


class ConditionField(fields.Raw):
    """A condition in words."""


def condition(**options: Any) -> fields.Raw:
    """A condition; it is checked elsewhere."""
    return ConditionField(error_messages=WORDS_OF_ALL, **options)


class MappingField(fields.Raw):
    """A mapping whose values are held to ``shape`` elsewhere; None takes values of facts.

    ``or_scalar`` values may be plain ones too. Its keys are names of facts and constants, or ``identifiers``.
    """

    def __init__(
        self, shape: type[Shape] | None, *, or_scalar: bool = False, identifiers: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.shape, self.or_scalar, self.identifiers = shape, or_scalar, identifiers


def _is_mapping(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError("type_mapping")


def mapping(of: type[Shape] | None = None, **options: Any) -> fields.Raw:
    """A mapping whose keys are names that the file chooses; its values are held to their shape one by one elsewhere."""
    return MappingField(of, error_messages=WORDS_OF_ALL, validate=_is_mapping, **options)


def one_of(words: list[str], **options: Any) -> fields.String:
    """One of some words."""
    options.setdefault("required", True)
    code = CodedMessage("one_of", accepted=", ".join(words))
    return fields.String(
        error_messages={**WORDS_OF_ALL, "invalid": code},
        validate=validate.OneOf(words, error=code),
        **options,
    )


def _add_shape_errors(faults: FaultList, errors: Any, path: Path, content: Any) -> None:
    """Put marshmallow's errors of one mapping, which stands at a path, into words."""
    for inner, code in _flatten(errors, ()):
        whole = (*path, *inner)
        name = whole[-1] if whole and isinstance(whole[-1], str) else ""
        faults.tell(whole, _words(code, name, _value_at(content, inner)))


def _flatten(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _flatten(inner, path if key == "_schema" else (*path, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flatten(inner, path)
    else:
        yield path, errors


def _words(code: str, name: str, value: Any) -> Said:
    values = code.values if isinstance(code, CodedMessage) else {}
    accepted = str(values.get("accepted", "")).split(", ")
    near = likeliest(name if code == "unknown" else str(value), accepted)
    text_id = code if "." in code else f"rule-file.{code}"
    told = said(text_id, **{**values, "name": name, "value": show(value), "near": near})
    return {language: text.strip() for language, text in told.items()}


def _value_at(content: Any, path: Path) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content
