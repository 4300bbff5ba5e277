"""The envelope around every message: which task, which schema version, which request it belongs to."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from shared.messages.applications import ReceiveApplicationsV1, SendApplicationsV1
from shared.messages.quick_acceptance import compile_acceptance
from shared.messages.screenings import (
    CallScreenedV1,
    PrepareScreeningV1,
    ReceiveCallV1,
    ScreenCallV1,
    ScreenChunkV1,
    ScreeningBegunV1,
    ScreeningRefusedV1,
)
from shared.messages.verdicts import RecordVerdictsV1
from shared.names import TaskName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.messages.quick_acceptance import Accept

SCHEMAS: Final[dict[tuple[TaskName, int], type[Schema]]] = {
    (TaskName.RECEIVE_CALL, 1): ReceiveCallV1,
    (TaskName.RECEIVE_APPLICATIONS, 1): ReceiveApplicationsV1,
    (TaskName.SEND_APPLICATIONS, 1): SendApplicationsV1,
    (TaskName.SCREEN_CALL, 1): ScreenCallV1,
    (TaskName.PREPARE_SCREENING, 1): PrepareScreeningV1,
    (TaskName.SCREEN_CHUNK, 1): ScreenChunkV1,
    (TaskName.RECORD_VERDICTS, 1): RecordVerdictsV1,
    (TaskName.CALL_SCREENED, 1): CallScreenedV1,
    (TaskName.SCREENING_REFUSED, 1): ScreeningRefusedV1,
    (TaskName.SCREENING_BEGUN, 1): ScreeningBegunV1,
}

CURRENT_VERSION: Final[dict[TaskName, int]] = {
    task: max(version for known, version in SCHEMAS if known is task) for task in TaskName
}


class MessageRefusedError(Exception):
    """A message does not fit the schema of its version; ``reasons`` maps field paths to texts."""

    def __init__(self, reasons: Mapping[str, Any]) -> None:
        super().__init__(f"message refused: {dict(reasons)}")
        self.reasons = dict(reasons)


class UnknownMessageVersionError(MessageRefusedError):
    """A message is of a schema version that this process does not know; it must be parked, never dropped."""


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
        UnknownMessageVersionError: the version is not one of ``SCHEMAS``.
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
    if (task, envelope["version"]) not in SCHEMAS:
        known = sorted(version for name, version in SCHEMAS if name is task)
        raise UnknownMessageVersionError({"version": f"{envelope['version']} is not one of {known}"})
    _check_body(task, envelope["version"], envelope["body"])
    return dict(envelope["body"])


def _check_body(task: TaskName, version: int, body: dict[str, Any]) -> None:
    if _acceptance(task, version)(body):
        return
    errors = SCHEMAS[task, version]().validate(body)
    if errors:
        raise MessageRefusedError(errors)


@cache
def _acceptance(task: TaskName, version: int) -> Accept:
    return compile_acceptance(SCHEMAS[task, version]())
