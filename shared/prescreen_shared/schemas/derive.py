"""Derives marshmallow schemas from declared shapes, for bodies, for messages and for answers.

``body_of(shape)`` reads what people send: every limit is held, an unknown key is refused, and faults are codes in both
languages. ``message_of(shape)`` holds the types, what must be there, and the limits that are said to hold everywhere.
``answer_of(shape)`` writes instances, rows or dictionaries and describes them in OpenAPI. Each may be given fields that
are ``without``, and ``more`` fields of marshmallow's own that come in their places or after them::

    NewCallShape = body_of(CallTerms, base=CollectingShape, without=("call_id",), name="NewCallShape")

A further way, such as rule files, is a ``Way`` of its own: a base schema, and a function from a kind to a field.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, cast

from marshmallow import Schema, fields, validate

from prescreen_shared.schemas.fields import (
    UUID_PATTERN,
    Choice,
    Day,
    ListOf,
    MapOf,
    Moment,
    Part,
    Shape,
    TrueFalse,
    Written,
)
from prescreen_shared.schemas.fields import Text as TextField
from prescreen_shared.schemas.fields import Whole as WholeField
from prescreen_shared.shapes.declaring import (
    About,
    Declared,
    Items,
    Kind,
    Least,
    Long,
    Mark,
    Text,
    Whole,
    Words,
    travelling,
)

Field = fields.Field[Any]
Options = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One way that shapes travel: the schemas' base, the options of a declared field, and the field of a kind."""

    suffix: str
    base: type[Schema]
    options: Callable[[Declared], Options]
    field: Callable[[Kind, Options], Field]

    def schema_of(
        self,
        shape: type,
        *,
        name: str | None = None,
        base: type[Schema] | None = None,
        without: Iterable[str] = (),
        keys: Mapping[str, str] | None = None,
        more: Mapping[str, Field] | None = None,
    ) -> type[Schema]:
        """Derive the schema of a shape; ``keys`` are what fields are called on this way where not by their names."""
        if name is None and base is None and not without and not keys and not more:
            return _plain(self, shape)
        return self._derive(shape, name, base, without, keys or {}, more or {})

    def field_of(self, declared: Declared, **more: Any) -> Field:
        """Derive the field of one declared field."""
        about = declared.kind.mark(About)
        told: Options = {} if about is None else {"metadata": {"description": about.text}}
        return self.field(declared.kind, {**told, **self.options(declared), **more})

    def _derive(
        self,
        shape: type,
        name: str | None,
        base: type[Schema] | None,
        without: Iterable[str],
        keys: Mapping[str, str],
        more: Mapping[str, Field],
    ) -> type[Schema]:
        left_out = set(without)
        found = {
            each.name: more.get(each.name)
            or self.field_of(each, **({"data_key": keys[each.name]} if each.name in keys else {}))
            for each in travelling(shape)
            if each.name not in left_out
        }
        made = (base or self.base).from_dict(
            {**found, **more}, name=name or f"{shape.__name__.removesuffix('View')}{self.suffix}"
        )
        made.__doc__ = shape.__doc__
        return made


@cache
def _plain(way: Way, shape: type) -> type[Schema]:
    return way._derive(shape, None, None, (), {}, {})


def enum_words(kind: Kind) -> list[str] | None:
    """Give the words of a closed list, None where the kind is none."""
    if (words := kind.mark(Words)) is not None:
        return list(words.words)
    is_enum = isinstance(kind.type, type) and issubclass(kind.type, Enum)
    return [word.value for word in kind.type] if is_enum else None


def _body_options(declared: Declared) -> Options:
    options: Options = {"allow_none": True} if declared.kind.is_optional else {}
    if declared.default is MISSING:
        return {**options, "required": True}
    default = declared.default
    if isinstance(default, (tuple, Mapping)) and not default:
        return {**options, "load_default": list if isinstance(default, tuple) else dict}
    return {**options, "load_default": default.value if isinstance(default, Enum) else default}


def _body_field(kind: Kind, options: Options) -> Field:
    if (words := enum_words(kind)) is not None:
        return Choice(tuple(words), **options)
    if kind.type is str:
        if Mark.ID in kind.marks:
            return TextField(36, pattern=UUID_PATTERN, **options)
        text = kind.mark(Text)
        return (
            fields.String(**options)
            if text is None
            else TextField(text.most, pattern=text.pattern, **options)
        )
    if kind.type is int:
        whole = kind.mark(Whole)
        assert whole is not None, "a number in a body has limits"
        return WholeField(whole.least, whole.most, outside=whole.outside, **options)
    if kind.type is datetime:
        return Moment(local=Mark.LOCAL in kind.marks, **options)
    if kind.type in (tuple, dict):
        inside = [_inner(BODY, each) for each in kind.inside]
        items = kind.mark(Items)
        assert items is not None, "a list in a body has limits"
        if kind.type is tuple:
            return ListOf(inside[0], fewest=items.fewest, most=items.most, **options)
        keys = None if kind.inside[0].mark(Text) is None else inside[0]
        return MapOf(inside[1], keys=keys, most=items.most, **options)
    if is_dataclass(kind.type):
        return Part(BODY.schema_of(cast("type", kind.type)), **options)
    return (
        {bool: TrueFalse, date: Day}[kind.type](**options) if kind.type is not Any else fields.Raw(**options)
    )


def _message_options(declared: Declared) -> Options:
    options: Options = {"allow_none": True} if declared.kind.is_optional else {}
    if Mark.LATER not in declared.kind.marks:
        return {**options, "required": True}
    return {**options, "load_default": list if declared.default == () else declared.default}


def _message_field(kind: Kind, options: Options) -> Field:
    words, least, long = enum_words(kind), kind.mark(Least), kind.mark(Long)
    if words is not None:
        options = {**options, "validate": validate.OneOf(words)}
    elif least is not None and kind.type is tuple:
        options = {**options, "validate": validate.Length(min=least.least)}
    elif least is not None:
        options = {**options, "validate": validate.Range(min=least.least)}
    elif long is not None:
        options = {**options, "validate": validate.Length(equal=long.characters)}
    if kind.type is datetime:
        return fields.AwareDateTime(**options)
    return _simple_field(MESSAGE, kind, {**options, "strict": True} if kind.type is int else options)


def _answer_options(declared: Declared) -> Options:
    is_sparse = Mark.SPARSE in declared.kind.marks
    return {"required": not is_sparse, "allow_none": declared.kind.is_optional and not is_sparse}


def _answer_field(kind: Kind, options: Options) -> Field:
    told: Options = {}
    if (words := enum_words(kind)) is not None:
        told = {"enum": [*words, None] if kind.is_optional else words}
    elif kind.type in (date, datetime):
        told = {"format": "date" if kind.type is date else "date-time"}
    if told:
        options = {**options, "metadata": {**options.get("metadata", {}), **told}}
    return Written(**options) if kind.type in (date, datetime) else _simple_field(ANSWER, kind, options)


def _simple_field(way: Way, kind: Kind, options: Options) -> Field:
    """Give marshmallow's own field of a kind."""
    if kind.type is tuple and len(kind.inside) > 1:
        return fields.Tuple(tuple(_inner(way, each) for each in kind.inside), **options)
    if kind.type is tuple:
        return fields.List(_inner(way, kind.inside[0]), **options)
    if kind.type is dict:
        keys, values = (_inner(way, each) for each in kind.inside)
        return fields.Dict(keys=keys, values=values, **options)
    if is_dataclass(kind.type):
        return fields.Nested(way.schema_of(cast("type", kind.type)), **options)
    if kind.type is Any:
        return fields.Raw(**{**options, "allow_none": True})
    if kind.type is str and Mark.ID in kind.marks:
        return fields.UUID(**options)
    simple: dict[Any, type[Field]] = {int: fields.Integer, bool: fields.Boolean, date: fields.Date}
    return simple.get(kind.type, fields.String)(**options)


def _inner(way: Way, kind: Kind) -> Field:
    """Derive the field of an item of a list or an object."""
    return way.field(kind, {"allow_none": True} if kind.is_optional or kind.type is Any else {})


BODY: Final = Way("Shape", Shape, _body_options, _body_field)
MESSAGE: Final = Way("Message", Schema, _message_options, _message_field)
ANSWER: Final = Way("Schema", Schema, _answer_options, _answer_field)
body_of, message_of, answer_of = BODY.schema_of, MESSAGE.schema_of, ANSWER.schema_of
