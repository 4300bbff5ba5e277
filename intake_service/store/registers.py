"""Versions of the city's register as stored: which is in force, which a call uses, and the next one.

A version that came with a bundle is for that call alone; all others are the city's, and the newest of them is in force for
every call that has none of its own. The caller opens the transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_service.domain.errors import RegisterVersionNotFoundError
from intake_service.domain.register import register_of_a_round
from intake_service.store.tables import CallRow, RegisterVersionRow
from prescreen_shared.written import canonical_sha256

_NO_SUCH_NUMBER: Final = 2**31
"""Larger numbers than this no database keeps in the column."""


def register_in_force(session: Session) -> RegisterVersionRow | None:
    """Give the city's newest version, None while there is none."""
    return _newest(session, None)


def register_of(session: Session, call_id: UUID) -> RegisterVersionRow | None:
    """Give the version that a call would be screened with now: its own, else the city's."""
    return _newest(session, call_id) or register_in_force(session)


def register_of_bundle(session: Session, call_id: UUID) -> RegisterVersionRow | None:
    """Give the newest version that came with a call's own bundle, None where none did."""
    return _newest(session, call_id)


def register_to_use(session: Session, call: CallRow) -> tuple[dict[str, Any] | None, int | None]:
    """Give the register that a call would be screened with now, and its version's number; None where nobody knows one.

    A round that came whole, as a bundle, tells all that was known of it: without any register it is read as an empty one.
    """
    row = register_of(session, call.call_id)
    if row is not None:
        return row.document, row.number
    return (None if call.closes_automatically else register_of_a_round({})), None


def find_register_version(session: Session, number: int) -> RegisterVersionRow:
    """Give a version.

    Raises:
        RegisterVersionNotFoundError: there is none of the number.
    """
    row = session.get(RegisterVersionRow, number) if number < _NO_SUCH_NUMBER else None
    if row is None:
        raise RegisterVersionNotFoundError(number)
    return row


def add_register_version(
    session: Session,
    document: Mapping[str, Any],
    now: datetime,
    *,
    by: str | None = None,
    reason: str | None = None,
    call_id: UUID | None = None,
) -> RegisterVersionRow:
    """Keep a register as the next version; two at the same moment get the same number, which the database refuses."""
    last = session.scalar(select(func.max(RegisterVersionRow.number))) or 0
    row = RegisterVersionRow(
        number=last + 1,
        document=dict(document),
        sha256=canonical_sha256(dict(document), spaced=True),
        at=now,
        by=by,
        reason=reason,
        call_id=call_id,
    )
    session.add(row)
    session.flush()
    return row


def _newest(session: Session, call_id: UUID | None) -> RegisterVersionRow | None:
    is_wanted = RegisterVersionRow.call_id == call_id if call_id else RegisterVersionRow.call_id.is_(None)
    newest = select(RegisterVersionRow).where(is_wanted).order_by(RegisterVersionRow.number.desc()).limit(1)
    return session.scalar(newest)
