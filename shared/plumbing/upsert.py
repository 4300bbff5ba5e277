"""Inserts that leave alone what is already there: the ground of idempotent receipt, the same on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def insert_missing(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that break no unique constraint and give their number; rows already there stay as they are."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    keys = inspect(table).primary_key
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*keys)
    return len(session.execute(statement, list(rows)).all())
