"""How a shape is declared: a frozen dataclass whose types carry their limits, and which is read from JSON and written as it.

A field is a line such as ``requested_amount: Amount | None = None``; its limits stand in its type, as
``Annotated[str, Text(500)]``. What is optional may be null, and what has a default may be left out. From the lines follow
the schemas (``prescreen_shared.schemas.derive``), and ``read`` and ``write``, between instances or rows and JSON values.
What people call the fields stands in the catalogue in both languages, below the word that a shape states as ``NAMES``.
This module knows no framework, so that the domains can use what is declared with it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, partial
from types import SimpleNamespace
from typing import Annotated, Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2200
LARGEST_AMOUNT: Final = 10**12
TOKEN: Final = r"^[a-z][a-z0-9_-]{0,59}$"
CODE: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
REFERENCE: Final = (
    r"^(?!/|(?:.*/)?\.{0,2}(?:/|$))[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,59}$"
)
"""A reference may be a diary number (``SN 2017/123``), and stands in addresses: so no part between slashes is empty or dots alone."""
T = TypeVar("T")
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not blank, of at most ``most`` characters, that fits ``pattern`` as a whole; held in bodies."""

    most: int
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` to ``most``, held in bodies; ``outside`` is the code of the fault."""

    least: int
    most: int
    outside: str = "out_of_range"


@dataclass(frozen=True, slots=True)
class Items:
    """A list or an object of ``fewest`` to ``most`` items, held in bodies."""

    most: int
    fewest: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """One of a closed list of words, held everywhere; for a list that is no enumeration of its own."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Least:
    """A number not below ``least``, or a list of so many at least, held in messages too."""

    least: int


@dataclass(frozen=True, slots=True)
class Long:
    """A text of exactly so many characters, held in messages too."""

    characters: int


@dataclass(frozen=True, slots=True)
class About:
    """What a reader of the schema must know beside the name."""

    text: str


class Mark(Enum):
    """What else can be said of a field: an id is a UUID; a local moment may lack an offset.

    What came later than version 1 of a message may be left out there; what is sparse is left out of an answer, never null.
    """

    ID = "id"
    LOCAL = "local"
    LATER = "later"
    SPARSE = "sparse"


LATER: Final = Mark.LATER
Id = Annotated[str, Mark.ID]
Year = Annotated[int, Whole(EARLIEST_YEAR, LATEST_YEAR, "year_out_of_range")]
Amount = Annotated[int, Whole(0, LARGEST_AMOUNT)]
Hash = Annotated[str, Long(64)]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds: ``type`` is a class, or tuple or dict with the kinds of what is ``inside``."""

    type: Any
    is_optional: bool = False
    marks: tuple[Any, ...] = ()
    inside: tuple[Kind, ...] = ()

    def mark(self, of: type[T]) -> T | None:
        """Give the mark of a class, None where the field has none."""
        return next((mark for mark in self.marks if isinstance(mark, of)), None)


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of a shape; ``default`` is MISSING where it must be given."""

    name: str
    kind: Kind
    default: Any

    @property
    def is_required(self) -> bool:
        """Tell whether it must be given."""
        return self.default is MISSING


@cache
def fields_of(shape: type) -> tuple[Declared, ...]:
    """Give the fields of a shape in their order."""
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        Declared(
            each.name,
            _kind(hints[each.name]),
            each.default_factory() if each.default_factory is not MISSING else each.default,
        )
        for each in fields(shape)
    )


def travelling(shape: type) -> tuple[Declared, ...]:
    """Give the fields of a shape as they travel: those of the base that its ``BELOW`` names go together below one key."""
    key, base = getattr(shape, "BELOW", ("", None))
    if base is None:
        return fields_of(shape)
    names = {each.name for each in fields_of(base)}
    return (
        *(each for each in fields_of(shape) if each.name not in names),
        Declared(key, Kind(base), MISSING),
    )


def _kind(hint: Any) -> Kind:
    if get_origin(hint) is Annotated:
        inner = _kind(hint.__origin__)
        return Kind(inner.type, inner.is_optional, (*hint.__metadata__, *inner.marks), inner.inside)
    if get_origin(hint) in (Union, types.UnionType):
        several = [each for each in get_args(hint) if each is not type(None)]
        inner = _kind(several[0]) if len(several) == 1 else Kind(Any)
        return Kind(inner.type, len(several) < len(get_args(hint)), inner.marks, inner.inside)
    origin = get_origin(hint)
    if origin is Literal:
        return Kind(str, marks=(Words(get_args(hint)),))
    if origin is tuple:
        parts = get_args(hint)
        return Kind(tuple, inside=tuple(_kind(each) for each in parts if each is not Ellipsis))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Kind(dict, inside=tuple(map(_kind, get_args(hint))))
    return Kind(hint)


def read(shape: type[T], *sources: object, **given: Any) -> T:
    """Make an instance from mappings of JSON values and from rows; ``given`` comes before them, the first before the next.

    What is read has been checked before: a key that the shape does not know is passed over.
    """
    if len(sources) == 1 and not given and type(sources[0]) is dict:
        return cast("T", _object_reader(cast("type", shape))(sources[0]))
    return _read_each(shape, sources, given)


def _read_each(shape: type[T], sources: Sequence[object], given: dict[str, Any]) -> T:
    looks = [each.get if isinstance(each, Mapping) else partial(getattr, each) for each in sources]
    for name, convert in _readers(cast("type", shape)):
        for look in () if name in given else looks:
            value = look(name, MISSING)
            if value is not MISSING:
                given[name] = value if value is None or convert is None else convert(value)
                break
    return shape(**given)


def write(source: object, shape: type | None = None, **given: Any) -> dict[str, Any]:
    """Write an instance, a row or a mapping as the JSON values of ``shape``; ``given`` comes before what they hold.

    A mapping may lack what has a default. Moments are written in UTC.
    """
    shape = shape or type(source)
    if not given and not isinstance(source, Mapping):
        return cast("dict[str, Any]", _instance_writer(shape)(source))
    found = {each.name: _found(source, each) for each in travelling(shape) if each.name not in given} | given
    return cast("dict[str, Any]", _instance_writer(shape)(SimpleNamespace(**found)))


def _found(source: object, field: Declared) -> Any:
    if not isinstance(source, Mapping):
        return getattr(source, field.name)
    return source[field.name] if field.is_required else source.get(field.name, field.default)


@cache
def _readers(shape: type) -> tuple[tuple[str, Convert | None], ...]:
    return tuple((each.name, _reader(each.kind)) for each in fields_of(shape))


@cache
def _object_reader(shape: type) -> Convert:
    """Give what reads a dictionary, compiled for one that has every key; an instance is taken as it is."""
    converts = dict(_readers(shape))
    items = (f"{name}={_converted(f'it[{name!r}]', name, convert)}" for name, convert in converts.items())
    compiled = _compiled(f"shape({', '.join(items)})", converts, shape=shape)

    def read_object(found: Any) -> Any:
        if isinstance(found, shape):
            return found
        try:
            return compiled(found)
        except KeyError:
            return _read_each(shape, (found,), {})

    return read_object


@cache
def _instance_writer(shape: type) -> Convert:
    """Compile what writes an instance, in the same way."""
    converts = {each.name: _writer(each.kind) for each in travelling(shape)}
    sparse = {
        each.name for each in travelling(shape) if each.default is None and Mark.SPARSE in each.kind.marks
    }
    items = (_item(name, convert, is_sparse=name in sparse) for name, convert in converts.items())
    return _compiled(f"{{{', '.join(items)}}}", converts)


def _item(name: str, convert: Convert | None, *, is_sparse: bool) -> str:
    item = f"{name!r}: {_converted(f'it.{name}', name, convert)}"
    return f"**({{}} if it.{name} is None else {{{item}}})" if is_sparse else item


def _converted(value: str, name: str, convert: Convert | None) -> str:
    return value if convert is None else f"(None if (v := {value}) is None else _{name}(v))"


def _compiled(expression: str, converts: Mapping[str, Convert | None], **known: Any) -> Convert:
    compiled: Convert = eval(
        f"lambda it: {expression}", {f"_{name}": each for name, each in converts.items()} | known
    )
    return compiled


def _reader(kind: Kind) -> Convert | None:
    """Give what makes a value of JSON a value of the kind; None where they are the same. Never asked for null."""
    if kind.type is tuple:
        one = _reader(kind.inside[0]) if len(kind.inside) == 1 else None
        return tuple if one is None else lambda found: tuple(map(one, found))
    if kind.type is dict:
        inner = _reader(kind.inside[1])
        return inner and (lambda found: {key: inner(each) for key, each in found.items()})
    if is_dataclass(kind.type):
        return _object_reader(cast("type", kind.type))
    if kind.type in (date, datetime):
        parse = kind.type.fromisoformat
        return lambda found: parse(found) if isinstance(found, str) else found
    if kind.type is str and Mark.ID in kind.marks:
        return str
    return kind.type if isinstance(kind.type, type) and issubclass(kind.type, Enum) else None


def _writer(kind: Kind) -> Convert | None:
    """Give what makes a value of the kind a value of JSON; None where they are the same. Never asked for null."""
    if is_dataclass(kind.type):
        shape = cast("type", kind.type)
        of_instance = _instance_writer(shape)
        return lambda value: write(value, shape) if isinstance(value, dict) else of_instance(value)
    if kind.type is tuple and len(kind.inside) == 1:
        one = _writer(kind.inside[0])
        return list if one is None else lambda value: [None if each is None else one(each) for each in value]
    if kind.type is dict and is_dataclass(kind.inside[1].type):
        inner = cast("type", kind.inside[1].type)
        return lambda value: {key: write(each, inner) for key, each in value.items()}
    if isinstance(kind.type, type) and issubclass(kind.type, Enum):
        return lambda value: value if type(value) is str else value.value
    return None if kind.type in (int, bool) or (kind.type is str and Mark.ID not in kind.marks) else as_json


def as_json(value: Any) -> Any:
    """Write a value of any kind as JSON values."""
    kind = type(value)
    if value is None or kind in (str, int, bool, float):
        return value
    if kind is dict:
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return as_json(dict(value))
    return write(value) if is_dataclass(value) else value
