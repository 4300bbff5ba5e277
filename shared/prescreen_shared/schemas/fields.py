"""Marshmallow fields that say what is wrong by code, and refuse what JSON Schema would refuse.

What comes in is read strictly: what is unknown or malformed is refused by name, and what could be read is given beside
every fault. A fault is a code with values, so that it can be told in either language; it is never marshmallow's English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from prescreen_shared.errors import Fault, InputRefusedError, listed, shown
from prescreen_shared.prose import fold, read_figures, readable
from prescreen_shared.shapes.declaring import CODE, EARLIEST_YEAR, LATEST_YEAR, REFERENCE, TOKEN
from prescreen_shared.texts.catalogue import LANGUAGES, name_of


class CodedMessage(str):
    """The id of a sentence; marshmallow fills it by calling ``format``, which here collects the values."""

    values: dict[str, Any]

    def __new__(cls, code: str, **values: Any) -> CodedMessage:
        """Make the message ``code`` with the values that are known already."""
        message = super().__new__(cls, code)
        message.values = values
        return message

    def format(self, *_: object, **known: Any) -> CodedMessage:
        """Give the message with what marshmallow knows of the refused value."""
        values = dict(self.values)
        if "input" in known:
            values["got"] = shown(known["input"])
            if isinstance(known["input"], (str, list, dict)):
                values["length"] = len(known["input"])
        for name in ("min", "max"):
            if known.get(name) is not None:
                values.setdefault(name, known[name])
        if "choices" in known:
            values["accepted"] = known["choices"] or listed(())
        return CodedMessage(str(self), **values)


UUID_PATTERN: Final = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
VISIBLE_SIGNS: Final = r"^[\x21-\x7e]{1,200}$"
FORMS: Final = {
    UUID_PATTERN: "form.id",
    VISIBLE_SIGNS: "form.visible-signs",
    TOKEN: "form.token",
    CODE: "form.code",
    REFERENCE: "form.reference",
}
"""The text that says in plain words what fits a pattern; nobody is shown the pattern itself."""
ALWAYS: Final = {
    "required": CodedMessage("required"),
    "null": CodedMessage("null"),
    "validator_failed": CodedMessage("not_accepted"),
    "blank": CodedMessage("blank_text"),
}


class NotBlank(fields.Field[Any]):
    """A field for which a blank text is that nothing was written, whatever it asks for."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Read a value; raises ValidationError where it is none."""
        if isinstance(value, str) and not value.strip():
            raise self.make_error("blank")
        return super().deserialize(value, attr, data, **kwargs)


class Text(fields.String):
    """Text that is not blank, of at most ``longest`` characters, matching ``pattern`` where one is given."""

    default_error_messages = {**ALWAYS, "invalid": CodedMessage("not_text")}  # noqa: RUF012 - marshmallow's form

    def __init__(self, longest: int, *, pattern: str | None = None, **kwargs: Any) -> None:
        checks: list[Any] = [Longest(min=1, max=longest, error=CodedMessage("text_length"))]
        form = WholeMatch(pattern or r"^\s*\S[\s\S]*$", error=_pattern_message(pattern))
        form.longest = longest
        checks.append(form)
        super().__init__(validate=checks, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return value


class Reference(Text):
    """A reference as a reader sees it: blanks, hyphens and invisible signs of other kinds make no other one."""

    def __init__(self, *, pattern: str | None = REFERENCE, **kwargs: Any) -> None:
        super().__init__(60, pattern=pattern, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written = super()._deserialize(value, attr, data, **kwargs).strip()
        return written if "\n" in written else " ".join(readable(written).split())


class Whole(NotBlank, fields.Integer):
    """A whole number from ``lowest`` to ``highest``; ``833.0`` is one, ``3.7``, ``"3"`` and ``true`` are not."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's form
        **ALWAYS,
        "invalid": CodedMessage("not_a_whole_number"),
        "text": CodedMessage("number_as_text"),
    }

    def __init__(self, lowest: int, highest: int, *, outside: str = "out_of_range", **kwargs: Any) -> None:
        check = validate.Range(min=lowest, max=highest, error=CodedMessage(outside))
        super().__init__(validate=check, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - the signature is marshmallow's
        if isinstance(value, str):
            raise self.make_error("text", input=value)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
            raise self.make_error("invalid", input=value)
        return int(value)


class Year(Whole):
    """A year that can be meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(EARLIEST_YEAR, LATEST_YEAR, outside="year_out_of_range", **kwargs)


class TrueFalse(NotBlank, fields.Boolean):
    """Exactly true or false; never 1, "yes" or "true"."""

    default_error_messages = {**ALWAYS, "invalid": CodedMessage("not_true_or_false")}  # noqa: RUF012 - marshmallow's form

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Longest(validate.Length):
    """A text of so many characters; that it is not blank is left to the pattern, so that an empty one is one fault."""

    def __call__(self, value: Any) -> Any:
        """Give the value back, or refuse it."""
        return super().__call__(value) if value else value


class WholeMatch(validate.Regexp):
    """A pattern that the whole text fits; Python's own ``$`` would let a line break at the end through.

    A text longer than ``longest`` is passed over: that it is too long is its one fault.
    """

    longest: int | None = None

    def __call__(self, value: Any) -> Any:
        """Give the value back, or refuse it."""
        if self.longest is not None and len(value) > self.longest:
            return value
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def _pattern_message(pattern: str | None) -> CodedMessage:
    if pattern is None:
        return CodedMessage("blank_text")
    return CodedMessage("pattern", accepted=FORMS.get(pattern, "form.other"))


class Choice(Text):
    """One of a closed list of words; read in any case, and by what the catalogue calls it in either language."""

    def __init__(self, accepted: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(200, **kwargs)
        self._accepted = accepted
        self.validators = [validate.OneOf(accepted, error=CodedMessage("not_one_of"))]

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        read = super()._deserialize(value, attr, data, **kwargs)
        if not isinstance(read, str) or read in self._accepted:
            return read
        return next((word for word in self._accepted if fold(read) in _forms_of(word)), read)


@cache
def _forms_of(word: str) -> frozenset[str]:
    """Give the ways in which people write a word of a closed list, folded."""
    names = (name_of("choice", word, language) for language in LANGUAGES)
    return frozenset((fold(word), fold(word.replace("_", " ")), *map(fold, names)))


class Day(NotBlank, fields.Date):
    """A day written ``2017-12-01``."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's form
        **ALWAYS,
        "invalid": CodedMessage("not_a_date"),
        "year": CodedMessage("date_out_of_range", min=EARLIEST_YEAR, max=LATEST_YEAR),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value)
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid", input=value) from error
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise self.make_error("year", input=value)
        return day


class Moment(NotBlank, fields.DateTime):
    """A moment written ``2017-12-01T16:05:00+01:00``; without an offset, ``local`` decides whether it is taken."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's form
        **ALWAYS,
        "invalid": CodedMessage("not_a_moment"),
        "offset": CodedMessage("no_offset"),
        "year": CodedMessage("date_out_of_range", min=EARLIEST_YEAR, max=LATEST_YEAR),
    }

    def __init__(self, *, local: bool = False, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
        self._local = local

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:", value):
            raise self.make_error("invalid", input=value)
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError as error:
            raise self.make_error("invalid", input=value) from error
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise self.make_error("year", input=value)
        if moment.tzinfo is None and not self._local:
            raise self.make_error("offset", input=value)
        return moment


class Stated(NotBlank, fields.String):
    """When something came in: a moment, a local time without an offset, or a day alone; each is given as what it is."""

    default_error_messages = {**Moment.default_error_messages, "invalid": CodedMessage("not_an_arrival")}  # noqa: RUF012 - marshmallow's form
    _DAY, _TIME = Day(), Moment(local=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value)
        try:
            return (self._TIME if ":" in value else self._DAY)._deserialize(
                read_figures(value), attr, data, **kwargs
            )
        except ValidationError as error:
            is_year = error.messages == ["date_out_of_range"]
            raise self.make_error("year" if is_year else "invalid", input=value) from error


class ListOf(NotBlank, fields.List[Any]):
    """A list of ``fewest`` to ``most`` items."""

    default_error_messages = {**ALWAYS, "invalid": CodedMessage("not_a_list")}  # noqa: RUF012 - marshmallow's form

    def __init__(self, item: Any, *, fewest: int = 0, most: int, **kwargs: Any) -> None:
        check = validate.Length(min=fewest or None, max=most, error=CodedMessage("list_length", min=fewest))
        super().__init__(item, validate=check, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class MapOf(NotBlank, fields.Dict):
    """An object whose keys and values each have their own field; faults are named by key."""

    default_error_messages = {**ALWAYS, "invalid": CodedMessage("not_an_object")}  # noqa: RUF012 - marshmallow's form

    def __init__(
        self, values: Any, *, keys: fields.Field[Any] | None = None, most: int, **kwargs: Any
    ) -> None:
        check = validate.Length(max=most, error=CodedMessage("list_length", min=0))
        super().__init__(keys=keys or Text(300), values=values, validate=check, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, dict):
            raise self.make_error("invalid", input=value)
        found: dict[str, Any] = {}
        faults: dict[str, Any] = {}
        for key, inner in value.items():
            try:
                self._key().deserialize(key)
                found[key] = self._value().deserialize(inner)
            except ValidationError as error:
                faults[key[:100]] = error.messages
        if faults:
            raise ValidationError(faults, valid_data=found)
        return found

    def _key(self) -> fields.Field[Any]:
        assert self.key_field is not None
        return self.key_field

    def _value(self) -> fields.Field[Any]:
        assert self.value_field is not None
        return self.value_field


class Part(fields.Nested):
    """An object of its own shape."""

    default_error_messages = {**ALWAYS, "type": CodedMessage("not_an_object")}  # noqa: RUF012 - marshmallow's form


class Written(fields.String):
    """A moment or a day to answer with, given as such or as the text for it."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        written = value.isoformat() if isinstance(value, date) else value
        return super()._serialize(written, attr, obj, **kwargs)


class Shape(Schema):
    """A format in which an unknown key is a fault that names the keys that are known."""

    class Meta:
        """Unknown keys are refused, also in nested objects."""

        unknown = RAISE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        keys = sorted(field.data_key or name for name, field in self.load_fields.items())
        self.error_messages = {
            **self.error_messages,
            "unknown": CodedMessage("unknown_key", accepted=listed(keys, limit=40)),
            "type": CodedMessage("not_an_object"),
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a document, under the names of its fields, and every fault of its shape.

    ``sound`` leaves out each top-level key in which any fault was found.
    """

    values: dict[str, Any]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> dict[str, Any]:
        """Give the values of the keys without a fault."""
        faulty = {(fault.field or "").split(".")[0] for fault in self.faults}
        return {key: value for key, value in self.values.items() if key not in faulty}

    def accepted(self, more: Iterable[Fault] = ()) -> dict[str, Any]:
        """Give the values when there is no fault at all.

        Raises:
            InputRefusedError: with every fault of the shape and every fault of ``more``.
        """
        faults = (*self.faults, *more)
        if faults:
            raise InputRefusedError(faults)
        return self.values


def load(shape: Schema, document: Any, *, partial: bool = False) -> Loaded:
    """Read a document; never raises for what the document holds."""
    try:
        return Loaded(shape.load(document, partial=partial), ())
    except ValidationError as error:
        read = error.valid_data if isinstance(error.valid_data, dict) else {}
        return Loaded(read, tuple(faults_of(error.messages)))


class CollectingShape(Shape):
    """A shape whose ``load`` gives ``Loaded``, so that faults of shape and of content end up in one answer."""

    def load(self, data: Any, *, partial: Any = None, **kwargs: Any) -> Any:
        """Give ``Loaded``; see ``load``."""
        try:
            return Loaded(super().load(data, partial=partial, **kwargs), ())
        except ValidationError as error:
            read = error.valid_data if isinstance(error.valid_data, dict) else {}
            return Loaded(read, tuple(faults_of(error.messages)))


def faults_of(messages: Any, path: str = "") -> Iterator[Fault]:
    """Turn marshmallow's tree of messages into faults, each with the path of its field."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            step = "" if key == "_schema" else str(key)
            yield from faults_of(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(messages, list):
        for inner in messages:
            yield from faults_of(inner, path)
    elif isinstance(messages, CodedMessage):
        known = {"key": path.rsplit(".", 1)[-1], "got": "–", **messages.values}
        yield Fault(str(messages), path or None, known)
    else:
        yield Fault("not_accepted", path or None, {"got": str(messages)})
