"""The side that was really said: the verdicts and call findings that a screening has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from scoring_service.store.tables import CallFindingRow, VerdictRow
from scoring_service.store.verdicts import kept_verdict_message
from scoring_service.trials.side import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring_service.domain.frozen_call import Application
    from scoring_service.store.tables import Screening
    from shared.plumbing.database import Database

NO_VERDICT: Final = "the screening has no verdict on this application"


class KeptVerdicts:
    """See ``Side``; reads a page at a time."""

    def __init__(self, database: Database, screening: Screening) -> None:
        self._database = database
        self._screening_id = screening.screening_id
        self._sha256 = screening.rule_set_sha256

    def rows(self, page: Sequence[Application]) -> dict[str, VerdictRow]:
        """Give the kept verdicts on a page's applications, by application."""
        ids = [application.application_id for application in page]
        kept = (
            select(VerdictRow)
            .where(VerdictRow.screening_id == self._screening_id)
            .where(VerdictRow.rule_set_sha256 == self._sha256)
            .where(VerdictRow.application_id.in_(ids))
        )
        with self._database.reading() as session:
            return {row.application_id: row for row in session.scalars(kept)}

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Give the verdicts as they were sent."""
        rows = self.rows(page)
        found = (rows.get(application.application_id) for application in page)
        return [Told(None, NO_VERDICT) if row is None else Told(kept_verdict_message(row)) for row in found]

    def call_findings(self) -> list[dict[str, Any]]:
        """Give the findings about the call as they were sent."""
        kept = select(CallFindingRow.finding).where(CallFindingRow.screening_id == self._screening_id)
        with self._database.reading() as session:
            return list(session.scalars(kept.order_by(CallFindingRow.position)))
