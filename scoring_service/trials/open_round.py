"""The round of a call that is still open: the call as it was opened, with the applications received until one moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, tuple_

from scoring_service.store.read_frozen_call import read_application, read_call
from scoring_service.store.tables import KnownApplication, KnownCall, Screening
from scoring_service.trials.kept_round import PAGE, Round

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from scoring_service.domain.frozen_call import Application
    from shared.plumbing.database import Database


def find_open_call(session: Session, call: str) -> KnownCall | None:
    """Give the call that was opened last under a code."""
    newest = select(KnownCall).where(KnownCall.code == call)
    return session.scalars(newest.order_by(KnownCall.received_at.desc()).limit(1)).one_or_none()


def received(session: Session, call_id: str, until: datetime) -> int:
    """Count the applications received until a moment."""
    return session.scalar(select(func.count()).select_from(_newest(call_id, until).subquery())) or 0


def read_open_round(database: Database, call_id: str, until: datetime) -> Round:
    """Give the newest revision of each application received until a moment; nobody has ranked any yet.

    One that was withdrawn since is among them: scoring is not told of that before the call closes.
    """
    with database.reading() as session:
        known = session.get_one(KnownCall, call_id)
        total = received(session, call_id, until)
    opened = Screening(
        call_id=known.call_id, call=known.call, rankings={}, register=known.register, decided_sums=None
    )
    return Round(read_call(opened), total, partial(_pages, database, call_id, until))


def _newest(call_id: str, until: datetime) -> Select[str, int]:
    return (
        select(KnownApplication.application_id, func.max(KnownApplication.revision).label("revision"))
        .where(KnownApplication.call_id == call_id, KnownApplication.received_at <= until)
        .group_by(KnownApplication.application_id)
    )


def _pages(database: Database, call_id: str, until: datetime) -> Iterator[list[Application]]:
    newest = _newest(call_id, until).subquery()
    same = and_(
        KnownApplication.application_id == newest.c.application_id,
        KnownApplication.revision == newest.c.revision,
    )
    keys = tuple_(KnownApplication.reference, KnownApplication.application_id)
    first = select(KnownApplication).join(newest, same)
    page = first.order_by(KnownApplication.reference, KnownApplication.application_id).limit(PAGE)
    statement = page
    while True:
        with database.reading() as session:
            rows = session.scalars(statement).all()
        if rows:
            yield [read_application(row) for row in rows]
        if len(rows) < PAGE:
            return
        statement = page.where(keys > (rows[-1].reference, rows[-1].application_id))
