"""Answering a repeated request with the answer it got the first time.

RETELL:
- (paging) Which part of a long list is wanted of the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from prescreen_shared.errors import ChangedMeanwhileError, IdempotencyKeyReusedError
from prescreen_shared.plumbing.database import Database, OptionalJson, UtcDateTime, insert_missing

UNDER_WAY: Final = timedelta(minutes=2)
"""For so long a key without an answer is taken to be worked on; then whoever held it is taken to be dead."""


class IdempotencyKeyColumns:
    """The answer once given to a request, so that the same request sent again changes nothing.

    Each service maps its own table ``idempotency_key`` with this mixin. ``answer`` is None while the request is worked on.
    """

    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


def earlier_answer(
    session: Session,
    table: type[IdempotencyKeyColumns],
    scope: str,
    key: str,
    request_body: bytes,
    now: datetime,
) -> dict[str, Any] | None:
    """Give the answer that this key got before, or None and hold the key until it is answered or given back.

    Of two equal requests at the same moment the second waits here for the first. One whose answer is kept in a later
    transaction than the key holds it by the row itself.

    Raises:
        IdempotencyKeyReusedError: the key came before with another content.
        ChangedMeanwhileError: the same request is being worked on.
    """
    sha256 = hashlib.sha256(request_body).hexdigest()
    first = {"scope": scope, "key": key, "request_sha256": sha256, "answer": None, "created_at": now}
    if insert_missing(session, table, [first]):
        return None
    known = select(table).where(table.scope == scope, table.key == key)
    row = session.scalars(known.with_for_update()).one()
    if row.request_sha256 != sha256:
        raise IdempotencyKeyReusedError(key)
    if row.answer is None:
        if now - row.created_at < UNDER_WAY:
            raise ChangedMeanwhileError
        row.created_at = now
    return row.answer


def keep_answer(
    session: Session, table: type[IdempotencyKeyColumns], scope: str, key: str, answer: dict[str, Any]
) -> None:
    """Keep the answer to a request whose key this transaction holds."""
    session.get_one(table, (scope, key)).answer = answer


def give_back(session: Session, table: type[IdempotencyKeyColumns], scope: str, key: str) -> None:
    """Let a key that has no answer go, since what it was held for has failed."""
    held = delete(table).where(table.scope == scope, table.key == key, table.answer.is_(None))
    session.execute(held.execution_options(synchronize_session=False))


def forget_answers(database: Database, table: type[IdempotencyKeyColumns], before: datetime) -> int:
    """Delete what was answered before a moment, and give how much; a request repeated later is a new one."""
    old = delete(table).where(table.created_at < before)
    with database.writing() as session:
        found = session.execute(old.returning(table.key).execution_options(synchronize_session=False))
        return len(found.all())


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted, ``number`` from 1."""

    number: int
    size: int

    def of(self, wanted: Select[Any]) -> Select[Any]:
        """Limit a query to this page."""
        return wanted.offset((self.number - 1) * self.size).limit(self.size)

    def cut(self, found: Sequence[Any]) -> dict[str, Any]:
        """Give this page of a list that is at hand as a whole."""
        first = (self.number - 1) * self.size
        return self.document(list(found[first : first + self.size]), len(found))

    def document(self, items: list[Any], total: int) -> dict[str, Any]:
        """Give the page as the API answers it."""
        return {"page": self.number, "page_size": self.size, "total": total, "items": items}
