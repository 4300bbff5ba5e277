"""Accepting a good message quickly: a check compiled from the marshmallow schema, sure of every yes and of no no.

marshmallow takes over a millisecond for the findings of one application, as long as a fifth of judging it. Nearly
every message is good, so a message is first looked at by a compiled check. Where that says no, marshmallow itself
decides, and says what is wrong and where.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

if TYPE_CHECKING:
    from collections.abc import Sequence

Accept = Callable[[Any], bool]
"""True only for what the schema accepts; False where it would have to be asked."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def compile_acceptance(schema: Schema) -> Accept:
    """Compile the check of one schema; a schema that does more than name its fields is asked itself."""
    own_steps = any(schema._hooks.values())
    renamed = any(field.data_key is not None for field in schema.fields.values())
    if own_steps or renamed or schema.unknown != RAISE:
        return lambda value: isinstance(value, dict) and not schema.validate(value)
    checks = {name: _field(field) for name, field in schema.fields.items()}
    required = tuple(name for name, field in schema.fields.items() if field.required)

    def accept(value: Any) -> bool:
        return (
            type(value) is dict
            and all(name in value for name in required)
            and all(name in checks and checks[name](inner) for name, inner in value.items())
        )

    return accept


def _field(field: fields.Field[Any]) -> Accept:
    of_type = _of_type(field)
    known = [_validator(each) for each in field.validators]
    checks = [check for check in known if check is not None]
    if of_type is None or len(checks) < len(known):
        return _ask(field)
    accept = _both(of_type, checks)
    if field.allow_none:
        return lambda value: value is None or accept(value)
    return accept


def _both(of_type: Accept, checks: Sequence[Accept]) -> Accept:
    match checks:
        case []:
            return of_type
        case [check]:
            return lambda value: of_type(value) and check(value)
        case _:
            return lambda value: of_type(value) and all(check(value) for check in checks)


def _of_type(field: fields.Field[Any]) -> Accept | None:
    # By exact type: a field of a class of its own may do more than the one that it comes from.
    match field:
        case fields.String() if type(field) is fields.String:
            return lambda value: type(value) is str
        case fields.Integer() if type(field) is fields.Integer:
            return lambda value: type(value) is int
        case fields.Boolean() if type(field) is fields.Boolean:
            return lambda value: value is True or value is False
        case fields.UUID() if type(field) is fields.UUID:
            return lambda value: type(value) is str and _UUID.fullmatch(value) is not None
        case fields.Raw() if type(field) is fields.Raw:
            return (lambda _: True) if field.allow_none else (lambda value: value is not None)
        case fields.Nested() if type(field) is fields.Nested and not field.many:
            return compile_acceptance(field.schema)
        case fields.List() if type(field) is fields.List:
            return _list(_field(field.inner))
        case fields.Dict() if type(field) is fields.Dict:
            return _dict(field)
    return None


def _list(inner: Accept) -> Accept:
    return lambda value: type(value) is list and all(map(inner, value))


def _dict(field: fields.Dict) -> Accept:
    key = _field(field.key_field) if field.key_field else None
    inner = _field(field.value_field) if field.value_field else None
    return lambda value: (
        type(value) is dict
        and (key is None or all(map(key, value)))
        and (inner is None or all(map(inner, value.values())))
    )


def _validator(validator: Any) -> Accept | None:
    match validator:
        case validate.OneOf(choices=choices) if type(validator) is validate.OneOf:
            allowed = frozenset(choices)
            return lambda value: value in allowed
        case validate.Length() | validate.Range():
            return lambda value: _passes(validator, value)
    return None


def _ask(field: fields.Field[Any]) -> Accept:
    return lambda value: _passes(field.deserialize, value)


def _passes(check: Callable[[Any], Any], value: Any) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True
