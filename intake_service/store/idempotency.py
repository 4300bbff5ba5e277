"""Answering a repeated request with the answer it got the first time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from intake_service.store.tables import IdempotencyKeyRow
from shared.errors import IdempotencyKeyReusedError
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from shared.plumbing.database import Database


def earlier_answer(
    session: Session, scope: str, key: str, request_body: bytes, now: datetime
) -> dict[str, Any] | None:
    """Give the answer that this key got before, or None and hold the key until the transaction ends.

    Of two equal requests at the same moment the second waits here for the first.

    Raises:
        IdempotencyKeyReusedError: the key came before with another content.
    """
    sha256 = hashlib.sha256(request_body).hexdigest()
    first = {"scope": scope, "key": key, "request_sha256": sha256, "answer": None, "created_at": now}
    if insert_missing(session, IdempotencyKeyRow, [first]):
        return None
    known = select(IdempotencyKeyRow).where(IdempotencyKeyRow.scope == scope, IdempotencyKeyRow.key == key)
    row = session.scalars(known).one()
    if row.request_sha256 != sha256:
        raise IdempotencyKeyReusedError(key)
    return row.answer


def keep_answer(session: Session, scope: str, key: str, answer: dict[str, Any]) -> None:
    """Keep the answer to a request whose key this transaction holds."""
    session.get_one(IdempotencyKeyRow, (scope, key)).answer = answer


def forget_answers(database: Database, before: datetime) -> int:
    """Delete what was answered before a moment, and give how much; a request repeated later is a new one."""
    old = delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < before)
    with database.writing() as session:
        found = session.execute(
            old.returning(IdempotencyKeyRow.key).execution_options(synchronize_session=False)
        )
        return len(found.all())
