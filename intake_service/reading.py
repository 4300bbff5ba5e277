"""Reading calls, applications and proposals for people and programs, each in one transaction that only reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from intake_service.domain.proposal import Proposal
from intake_service.domain.proposal_reader import (
    ApplicationFilter,
    ApplicationList,
    ApplicationRecord,
    CallSummary,
)
from intake_service.parts import Parts
from intake_service.store import answers, read_proposal
from intake_service.store.applications import content_of, find_ranking
from intake_service.store.rows import find_application, find_call
from intake_service.store.tables import CallRow
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.idempotency import Page

Json = dict[str, Any]


def read_call(parts: Parts, call_id: UUID) -> CallRow:
    """Give a call."""
    with parts.database.reading() as session:
        return find_call(session, call_id)


def list_calls(parts: Parts, page: Page, **wanted: str | None) -> Json:
    """Give a page of calls, the newest first; see ``answers.list_calls`` for what may be wanted."""
    with parts.database.reading() as session:
        return answers.list_calls(session, page, **wanted)


def read_application(parts: Parts, application_id: UUID) -> Json:
    """Give an application with its current content."""
    with parts.database.reading() as session:
        row = find_application(session, application_id)
        return answers.application_document(row, content_of(session, row))


def list_applications(parts: Parts, call_id: UUID, page: Page, **wanted: str | None) -> Json:
    """Give a page of a call's applications; see ``answers.list_applications`` for what may be wanted."""
    with parts.database.reading() as session:
        return answers.list_applications(session, find_call(session, call_id).call_id, page, **wanted)


def read_verdicts(parts: Parts, application_id: UUID) -> Json:
    """Give every verdict on an application, the newest first."""
    with parts.database.reading() as session:
        return answers.verdicts_document(session, find_application(session, application_id))


def read_ranking(parts: Parts, call_id: UUID, administration: str) -> Json:
    """Give the ranking of an administration."""
    with parts.database.reading() as session:
        find_call(session, call_id)
        return answers.ranking_document(find_ranking(session, call_id, administration))


def read_screening(parts: Parts, call_id: UUID) -> Json:
    """Give how far the latest screening of a call has come."""
    with parts.database.reading() as session:
        latest = answers.latest_screening(session, find_call(session, call_id))
        return answers.screening_document(session, latest)


def list_screenings(parts: Parts, call_id: UUID) -> Json:
    """Give every screening of a call, the oldest first."""
    with parts.database.reading() as session:
        return answers.screenings_document(session, find_call(session, call_id))


class SqlProposalReader:
    """Reads proposals from the database; see ``ProposalReader`` for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def calls(self) -> tuple[CallSummary, ...]:
        """Give all calls, the one that closes last first."""
        with self._database.reading() as session:
            return read_proposal.call_summaries(session)

    def call(self, call_id: str, screening_id: str | None = None) -> CallSummary:
        """Give one call at a glance."""
        with self._database.reading() as session:
            return read_proposal.call_summary(session, call_id, screening_id)

    def applications(
        self,
        call_id: str,
        wanted: ApplicationFilter,
        *,
        page: int,
        page_size: int,
        screening_id: str | None = None,
    ) -> ApplicationList:
        """Give one page of a call's applications."""
        with self._database.reading() as session:
            return read_proposal.application_list(session, call_id, wanted, page, page_size, screening_id)

    def proposal(self, call_id: str, screening_id: str | None = None) -> Proposal:
        """Give the whole proposal for a call."""
        with self._database.reading() as session:
            return read_proposal.whole_proposal(session, call_id, screening_id)

    def application(self, application_id: str, screening_id: str | None = None) -> ApplicationRecord:
        """Give one application with everything about it."""
        with self._database.reading() as session:
            return read_proposal.application_record(session, application_id, screening_id)
