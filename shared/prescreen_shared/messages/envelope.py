"""The envelope around every message: which task, which schema version, which request it belongs to.

marshmallow takes over a millisecond for the findings of one application, as long as a fifth of judging it. Nearly every
message is good, so a message is first looked at by a check compiled from its schema. Where that says no, marshmallow itself
decides, and says what is wrong and where: the compiled check never accepts what the schema refuses.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from prescreen_shared.messages.contents import (
    CallCheckedV1,
    CallScreenedV1,
    PrepareScreeningV1,
    ReceiveApplicationsV1,
    ReceiveCallV1,
    RecordVerdictsV1,
    ScreenCallV1,
    ScreenChunkV1,
    ScreeningBegunV1,
    ScreeningRefusedV1,
    SendApplicationsV1,
)
from prescreen_shared.names import TaskName
from prescreen_shared.schemas.derive import message_of

SHAPES: Final[dict[tuple[TaskName, int], type]] = {
    (TaskName.RECEIVE_CALL, 1): ReceiveCallV1,
    (TaskName.RECEIVE_APPLICATIONS, 1): ReceiveApplicationsV1,
    (TaskName.SEND_APPLICATIONS, 1): SendApplicationsV1,
    (TaskName.SCREEN_CALL, 1): ScreenCallV1,
    (TaskName.PREPARE_SCREENING, 1): PrepareScreeningV1,
    (TaskName.SCREEN_CHUNK, 1): ScreenChunkV1,
    (TaskName.CALL_CHECKED, 1): CallCheckedV1,
    (TaskName.RECORD_VERDICTS, 1): RecordVerdictsV1,
    (TaskName.CALL_SCREENED, 1): CallScreenedV1,
    (TaskName.SCREENING_REFUSED, 1): ScreeningRefusedV1,
    (TaskName.SCREENING_BEGUN, 1): ScreeningBegunV1,
}
CURRENT_VERSION: Final[dict[TaskName, int]] = {
    task: max(version for known, version in SHAPES if known is task) for task in TaskName
}
Accept = Callable[[Any], bool]
"""True only for what the schema accepts; False where it would have to be asked."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MessageRefusedError(Exception):
    """A message does not fit the schema of its version; ``reasons`` maps field paths to texts."""

    def __init__(self, reasons: Mapping[str, Any]) -> None:
        super().__init__(f"message refused: {dict(reasons)}")
        self.reasons = dict(reasons)


class UnknownMessageVersionError(MessageRefusedError):
    """A message is of a schema version that this process does not know; it must be parked, never dropped."""


def seal(task: TaskName, body: Mapping[str, Any], *, request_id: str | None = None) -> dict[str, Any]:
    """Wrap a body in an envelope of the current version, as plain JSON values.

    Raises:
        MessageRefusedError: the body does not fit its own schema; a sender never lets a bad message out.
    """
    version = CURRENT_VERSION[task]
    _check_body(task, version, dict(body))
    return {
        "task": task.value,
        "version": version,
        "message_id": str(uuid.uuid4()),
        "sent_at": datetime.now(UTC).isoformat(),
        "request_id": request_id,
        "body": dict(body),
    }


def open_envelope(task: TaskName, message: Any) -> dict[str, Any]:
    """Check a received message and give its body as plain JSON values.

    Raises:
        UnknownMessageVersionError: the version is not one of ``SHAPES``.
        MessageRefusedError: the envelope or the body does not fit its schema.
    """
    if not isinstance(message, dict):
        raise MessageRefusedError({"message": f"expected an object, got {type(message).__name__}"})
    try:
        envelope: dict[str, Any] = EnvelopeSchema().load(message)
    except ValidationError as error:
        raise MessageRefusedError({"envelope": error.messages}) from error
    if envelope["task"] is not task:
        raise MessageRefusedError({"task": f"expected {task.value}, got {envelope['task'].value}"})
    if (task, envelope["version"]) not in SHAPES:
        known = sorted(version for name, version in SHAPES if name is task)
        raise UnknownMessageVersionError({"version": f"{envelope['version']} is not one of {known}"})
    _check_body(task, envelope["version"], envelope["body"])
    return dict(envelope["body"])


def schema_of(task: TaskName, version: int) -> Schema:
    """Give the schema of a task's message; derived when it is first asked for, as no process carries every message."""
    return message_of(SHAPES[task, version])()


@cache
def _acceptance(task: TaskName, version: int) -> Accept:
    return compile_acceptance(schema_of(task, version))


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


def _check_body(task: TaskName, version: int, body: dict[str, Any]) -> None:
    if _acceptance(task, version)(body):
        return
    errors = schema_of(task, version).validate(body)
    if errors:
        raise MessageRefusedError(errors)


class EnvelopeSchema(Schema):
    """The outer keys of every message."""

    class Meta:
        """Unknown outer keys are allowed, so that a newer sender can add one."""

        unknown = EXCLUDE

    task = fields.Enum(TaskName, by_value=True, required=True)
    version = fields.Integer(strict=True, required=True)
    message_id = fields.UUID(required=True)
    sent_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    request_id = fields.String(load_default=None, allow_none=True)
    body = fields.Dict(keys=fields.String(), required=True)


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


def _passes(check: Callable[[Any], Any], value: Any) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


def _ask(field: fields.Field[Any]) -> Accept:
    return lambda value: _passes(field.deserialize, value)


def _both(of_type: Accept, checks: Sequence[Accept]) -> Accept:
    match checks:
        case []:
            return of_type
        case [check]:
            return lambda value: of_type(value) and check(value)
        case _:
            return lambda value: of_type(value) and all(check(value) for check in checks)
