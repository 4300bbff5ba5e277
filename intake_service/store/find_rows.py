"""Finding one call or application, with or without holding it still for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError
from intake_service.store.tables import ApplicationRow, CallRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


Row = TypeVar("Row")


def find_call(session: Session, call_id: UUID, *, lock: bool = False) -> CallRow:
    """Give a call; ``lock`` holds it until the transaction ends, so that it cannot close meanwhile.

    Raises:
        CallNotFoundError: no call has this id.
    """
    wanted = select(CallRow).where(CallRow.call_id == call_id)
    row = session.scalars(_held(wanted) if lock else wanted).one_or_none()
    if row is None:
        raise CallNotFoundError(call_id)
    return row


def find_application(session: Session, application_id: UUID, *, lock: bool = False) -> ApplicationRow:
    """Give an application; ``lock`` holds it until the transaction ends.

    Raises:
        ApplicationNotFoundError: no application has this id.
    """
    wanted = select(ApplicationRow).where(ApplicationRow.application_id == application_id)
    row = session.scalars(_held(wanted) if lock else wanted).one_or_none()
    if row is None:
        raise ApplicationNotFoundError(application_id)
    return row


def find_application_to_change(session: Session, application_id: UUID) -> tuple[CallRow, ApplicationRow]:
    """Give an application and its call, both held; always in the order call, application, against deadlocks.

    Raises:
        ApplicationNotFoundError: no application has this id.
    """
    call_id = find_application(session, application_id).call_id
    call = find_call(session, call_id, lock=True)
    return call, find_application(session, application_id, lock=True)


def _held(wanted: Select[Row]) -> Select[Row]:
    # Read anew: what the session saw before the wait for the lock may have changed meanwhile.
    return wanted.with_for_update().execution_options(populate_existing=True)
