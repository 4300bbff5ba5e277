"""What any list and any change of an API needs of the database: one page of a long list, one answer to a repeated request."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from prescreen_shared.errors import ChangedMeanwhileError, IdempotencyKeyReusedError
from prescreen_shared.plumbing.database import Database, OptionalJson, UtcDateTime, insert_missing

Json = dict[str, Any]
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


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is done once however often it comes, told by the key that its sender gave it.

    Without a key it is done each time. ``asked`` is what it asks for, and who asks where that matters.
    """

    table: type[IdempotencyKeyColumns]
    scope: str
    key: str | None
    asked: bytes
    now: datetime

    def within(self, session: Session, act: Callable[[], Json]) -> tuple[Json, bool]:
        """Give what ``act`` gives in this transaction, or the answer given before; and whether it was.

        Of two equal requests at the same moment the second waits here for the first.

        Raises:
            IdempotencyKeyReusedError: the key came before with another content.
            ChangedMeanwhileError: the same request is being worked on.
        """
        earlier = self.hold(session)
        if earlier is not None:
            return earlier, True
        answer = act()
        self._keep(session, answer)
        return answer, False

    def around(self, database: Database, act: Callable[[], Json]) -> tuple[Json, bool]:
        """Give the same where ``act`` has transactions of its own.

        A process that dies between the act and the keeping of its answer lets a repeated request act again, two
        minutes later. Raises as ``within`` does.
        """
        if self.key is None:
            return act(), False
        with database.writing() as session:
            earlier = self.hold(session)
        if earlier is not None:
            return earlier, True
        try:
            answer = act()
        except BaseException:
            with database.writing() as session:
                self._give_back(session)
            raise
        with database.writing() as session:
            self._keep(session, answer)
        return answer, False

    def hold(self, session: Session) -> Json | None:
        """Give the answer that the key got before, or None and hold the key until it is answered or given back.

        Raises as ``within`` does.
        """
        if self.key is None:
            return None
        sha256 = hashlib.sha256(self.asked).hexdigest()
        first = {
            "scope": self.scope,
            "key": self.key,
            "request_sha256": sha256,
            "answer": None,
            "created_at": self.now,
        }
        if insert_missing(session, self.table, [first]):
            return None
        row = session.scalars(select(self.table).where(*self._is_this()).with_for_update()).one()
        if row.request_sha256 != sha256:
            raise IdempotencyKeyReusedError(self.key)
        if row.answer is None:
            if self.now - row.created_at < UNDER_WAY:
                raise ChangedMeanwhileError
            row.created_at = self.now
        return row.answer

    def _keep(self, session: Session, answer: Json) -> None:
        if self.key is not None:
            session.get_one(self.table, (self.scope, self.key)).answer = answer

    def _give_back(self, session: Session) -> None:
        held = delete(self.table).where(*self._is_this(), self.table.answer.is_(None))
        session.execute(held.execution_options(synchronize_session=False))

    def _is_this(self) -> tuple[ColumnElement[bool], ...]:
        return self.table.scope == self.scope, self.table.key == self.key


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
