"""The fields that the shapes of rule files are made of, and how a mapping is held to its shape.

A mapping is read as far as it is right: what does not fit is noted, in words and where it stands, and its other keys are
used all the same. A field says what is wrong by the id of a text, with values. The settings of derived facts and call
rules are mappings like any other: their fields follow from the shapes that the kinds declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import Any, Final, cast

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from prescreen_shared.errors import shown
from prescreen_shared.schemas.derive import Way, enum_words
from prescreen_shared.schemas.fields import CodedMessage, TrueFalse
from prescreen_shared.shapes.declaring import Declared, Kind, Least, Whole, Words
from scoring_service.domain.derive.kind import Meant, is_field, settings_of
from scoring_service.domain.wording.patterns import WordPatternError, read_pattern
from scoring_service.rule_files.faults import FaultList, Path, Said, likeliest, said

Field = fields.Field[Any]
NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}\Z", error="name")
IDENTIFIER = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="identifier")
MAX_TEXT = 4000
WORDS_OF_ALL: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "required", "null": "null"}


def check_settings(shape: type, given: Mapping[str, Any], path: Path, faults: FaultList) -> None:
    """Note what of a mapping's settings does not fit the shape that a kind declares; one that is null is not given."""
    known = settings_of(shape)
    stated = {name: value for name, value in given.items() if value is not None or name not in known}
    load_shape(shape_of_settings(shape), stated, path, faults)


@cache
def shape_of_settings(shape: type) -> type[Shape]:
    """Derive the shape that the settings of a kind are held to in a rule file."""
    keys = {each.name: name for name, each in settings_of(shape).items()}
    return cast("type[Shape]", _SETTINGS.schema_of(shape, keys=keys))


def derived(of: type, **how: Any) -> type[Shape]:
    """Derive a shape whose keys may be left out where what it is read as has a default; none of them is null."""
    return cast("type[Shape]", _PLAIN.schema_of(of, **how))


class PatternField(fields.String):
    """A word pattern."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        pattern: str = super()._deserialize(value, attr, data, **kwargs)
        _not_blank(pattern)
        try:
            read_pattern(pattern)
        except WordPatternError as error:
            raise ValidationError([CodedMessage(error.code, **error.values)]) from None
        return pattern


class ApplicationField(fields.String):
    """A field that an application can have."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:  # noqa: ARG002 - marshmallow gives them
        if not isinstance(value, str) or not is_field(value):
            raise ValidationError([CodedMessage("no_field", field=str(value))])
        return value


class ScalarField(fields.Raw):
    """A text, a whole number, true or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002 - marshmallow gives them
        if not isinstance(value, str | int):
            raise ValidationError("type_scalar")
        return value


class NameAloneField(fields.Field[Any]):
    """A mapping of a shape, or its name alone."""

    def __init__(self, shape: type[Shape], **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002 - marshmallow gives them
        return _not_blank(value) if isinstance(value, str) else shape_of(self.shape).load(value)


def field_of(kind: Kind, options: dict[str, Any]) -> Field:
    """Derive the field of what a setting holds."""
    if (words := enum_words(kind)) is not None:
        return one_of(words, **options)
    if kind.type is str:
        if Meant.FIELD in kind.marks:
            return ApplicationField(error_messages=WORDS_OF_ALL, **options)
        if Meant.PATTERN in kind.marks:
            return PatternField(error_messages={**WORDS_OF_ALL, "invalid": "type_text"}, **options)
        return wording(validate=[validate.Length(min=1, error="not_blank"), _not_blank], **options)
    if kind.type is int:
        return _number(kind, options)
    if kind.type is bool:
        return TrueFalse(
            error_messages={**WORDS_OF_ALL, "invalid": CodedMessage("one_of", accepted="true, false")},
            **options,
        )
    if kind.type is tuple:
        least = kind.mark(Least)
        check = None if least is None else validate.Length(min=least.least, error="empty_list")
        is_text = kind.inside[0].type is str and kind.inside[0].mark(Words) is None
        code = "type_texts" if is_text else "type_list"
        return list_of(_inner(kind.inside[0]), code, validate=check, **options)
    if kind.type is dict:
        return MapField(values=_inner(kind.inside[1]), error_messages=WORDS_OF_ALL, **options)
    if is_dataclass(kind.type):
        shape = cast("type[Shape]", _PARTS.schema_of(cast("type", kind.type)))
        return NameAloneField(shape, error_messages=WORDS_OF_ALL, **options)
    return ScalarField(error_messages=WORDS_OF_ALL, **options)


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


class SettingsShape(Shape):
    """What stands beside the name of a kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        keys = ", ".join(field.data_key or name for name, field in self.fields.items())
        self.error_messages["unknown"] = CodedMessage(
            "unknown_setting" if keys else "unknown_setting_of_none", accepted=keys
        )

    def on_bind_field(self, field_name: str, field_obj: Field) -> None:  # noqa: ARG002 - marshmallow gives them
        """Call what is lacking a setting."""
        field_obj.error_messages["required"] = "required_setting"

    @validates_schema
    def check_years(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse entries whose years end before they begin."""
        for name, value in content.items():
            for entry in value if isinstance(value, list) else ():
                first, last = (
                    map(entry.get, ("from_year", "to_year")) if isinstance(entry, dict) else (None, None)
                )
                if first is not None and last is not None and first > last:
                    raise ValidationError([CodedMessage("years_in_order", first=first, last=last)], name)


def _options(declared: Declared) -> dict[str, Any]:
    return {"required": declared.is_required}


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValidationError("not_blank")
    return text


class WholeNumber(fields.Integer):
    """An integer that is written as one: neither true nor 1.0 nor a text of digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow gives them
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


def _number(kind: Kind, options: dict[str, Any]) -> Field:
    whole, least = kind.mark(Whole), kind.mark(Least)
    if whole is not None:
        return whole_number(whole.least, whole.most, **options)
    return whole_number(None if least is None else least.least, None, **options)


def _inner(kind: Kind) -> Field:
    return field_of(kind, {"required": False})


class MapField(fields.Dict):
    """A mapping whose keys the file chooses; faults are named by key."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002 - marshmallow gives them
        if not isinstance(value, dict):
            raise ValidationError("type_mapping")
        faults = {}
        for key, inner in value.items():
            try:
                cast("Field", self.value_field).deserialize(inner)
            except ValidationError as error:
                faults[key] = error.messages
        if faults:
            raise ValidationError(faults)
        return value


def _options_of_part(declared: Declared) -> dict[str, Any]:
    return {"required": declared.is_required, "allow_none": declared.kind.is_optional}


_PARTS: Final = Way("Part", Shape, _options_of_part, field_of)
_SETTINGS: Final = Way("Settings", SettingsShape, _options, field_of)
_PLAIN: Final = Way("Shape", Shape, _options, field_of)


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
    told = said(text_id, **{**values, "name": name, "value": shown(value), "near": near})
    return {language: text.strip() for language, text in told.items()}


def _value_at(content: Any, path: Path) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _is_mapping(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError("type_mapping")
