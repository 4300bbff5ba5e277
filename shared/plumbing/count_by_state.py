"""Counting rows for operators, who watch how many are in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session


def count_by_state(session: Session, state: InstrumentedAttribute[str]) -> dict[str, int]:
    """Count the rows of a table in each state."""
    return dict(session.execute(select(state, func.count()).group_by(state)).all())


def count_all(session: Session, condition: ColumnElement[bool]) -> dict[str, int]:
    """Count the rows that fit a condition, under the state ``all``."""
    return {"all": session.scalar(select(func.count()).where(condition)) or 0}
