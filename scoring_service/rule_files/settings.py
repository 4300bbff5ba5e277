"""The settings of derived facts and call rules, held to the shapes that their kinds declare.

From the lines of a kind's shape follow the fields of a mapping like any other of a rule file, so faults are told in the
same words at the very item, and ``json_schema`` writes them for editors as it writes the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final, cast

from marshmallow import ValidationError, fields, validate, validates_schema

from prescreen_shared.schemas.derive import Way, enum_words
from prescreen_shared.schemas.fields import CodedMessage, TrueFalse
from prescreen_shared.shapes.declaring import Declared, Kind, Least, Whole, Words
from scoring_service.domain.derive.kind import Meant, settings_of
from scoring_service.domain.derive.known import is_field
from scoring_service.domain.wording.patterns import WordPatternError, read_pattern
from scoring_service.rule_files.faults import FaultList, Path
from scoring_service.rule_files.fields import (
    WORDS_OF_ALL,
    Shape,
    list_of,
    load_shape,
    one_of,
    shape_of,
    whole_number,
    wording,
)

Field = fields.Field[Any]


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
            raise ValidationError([CodedMessage("no_field", field=value)])
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


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValidationError("not_blank")
    return text


def _options(declared: Declared) -> dict[str, Any]:
    return {"required": declared.is_required}


def _options_of_part(declared: Declared) -> dict[str, Any]:
    return {"required": declared.is_required, "allow_none": declared.kind.is_optional}


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


def _number(kind: Kind, options: dict[str, Any]) -> Field:
    whole, least = kind.mark(Whole), kind.mark(Least)
    if whole is not None:
        return whole_number(whole.least, whole.most, **options)
    return whole_number(None if least is None else least.least, None, **options)


def _inner(kind: Kind) -> Field:
    return field_of(kind, {"required": False})


_SETTINGS: Final = Way("Settings", SettingsShape, _options, field_of)
_PARTS: Final = Way("Part", Shape, _options_of_part, field_of)
_PLAIN: Final = Way("Shape", Shape, _options, field_of)
