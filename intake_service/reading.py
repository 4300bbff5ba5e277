"""Reading calls, applications and proposals for people and programs, each in one transaction that only reads.

Pages and exports read through ``SqlProposalReader``: whole proposals, lists that hold no finding, one application with its
history, calls with their sums at a glance. The API's other answers are read below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError
from intake_service.domain.proposal import (
    CallHead,
    GrantType,
    Proposal,
    ProposedApplication,
    frame_sums,
    points_key,
    sum_points,
)
from intake_service.domain.proposal_reader import (
    ApplicationFilter,
    ApplicationList,
    ApplicationRecord,
    CallChange,
    CallSummary,
    HistoryEntry,
    HistoryEvent,
    ReadIn,
)
from intake_service.parts import Parts
from intake_service.store import answers
from intake_service.store.answers import (
    call_findings_of,
    call_rules,
    screening_entries,
    screening_of,
    shown_screening,
)
from intake_service.store.applications import content_of, find_ranking
from intake_service.store.rows import (
    BUNDLE_IMPORTED,
    LIST_IMPORTED,
    OPEN_CALL_CHANGED,
    ROUND_CORRECTED,
    find_application,
    find_call,
    kinds_of,
)
from intake_service.store.tables import ApplicationRevisionRow, ApplicationRow, CallRow, EventRow, VerdictRow
from prescreen_shared.known_names import KnownNames, known_names
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.prose import fold, readable
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import CriterionFinding, Points
from prescreen_shared.statuses import Outcome
from prescreen_shared.written import reference_key

Json = dict[str, Any]
_FROM_FILES: Final = (BUNDLE_IMPORTED, LIST_IMPORTED, ROUND_CORRECTED)
_Referred = TypeVar("_Referred", "ApplicationLine", "ProposedApplication")
"""Whatever has a reference to be sorted by."""


class SqlProposalReader:
    """Reads proposals from the database; see ``ProposalReader`` for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def calls(self) -> tuple[CallSummary, ...]:
        """Give all calls, the one that closes last first."""
        with self._database.reading() as session:
            rows = session.scalars(select(CallRow).order_by(CallRow.code)).all()
            latest = sorted(rows, key=lambda row: (row.closes_on is None, row.closes_on), reverse=True)
            return tuple(_call_summary(session, row, None) for row in latest)

    def call(self, call_id: str, screening_id: str | None = None) -> CallSummary:
        """Give one call at a glance."""
        with self._database.reading() as session:
            return _call_summary(session, _call(session, call_id), screening_id)

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
            row = _call(session, call_id)
            shown = _shown_id(session, row, screening_id)
            lines = _application_lines(session, row.call_id, shown)
            names = known_names(tuple(row.administrations or ()))
            found = _by_reference([line for line in lines if _fits(line, wanted, names)])
            if wanted.by_points:
                points = _points_by_application(session, row.call_id, shown)
                found = sorted(found, key=lambda line: points_key(points.get(line.application_id)))
            ids = [line.application_id for line in found[(page - 1) * page_size : page * page_size]]
            applications = _by_reference(_proposed_applications(session, row.call_id, shown, ids))
            if wanted.by_points:
                applications = sorted(applications, key=lambda application: points_key(application.points))
            return ApplicationList(tuple(applications), len(found), page, page_size)

    def proposal(self, call_id: str, screening_id: str | None = None) -> Proposal:
        """Give the whole proposal for a call."""
        with self._database.reading() as session:
            row = _call(session, call_id)
            screening = shown_screening(session, row.call_id, screening_id)
            shown = None if screening is None else screening.screening_id
            return Proposal(
                call=_call_head(row),
                screening=None if screening is None else screening_of(session, screening),
                applications=tuple(_by_reference(_proposed_applications(session, row.call_id, shown))),
                call_findings=call_findings_of(session, screening),
            )

    def application(self, application_id: str, screening_id: str | None = None) -> ApplicationRecord:
        """Give one application with everything about it."""
        with self._database.reading() as session:
            key = _uuid(application_id)
            row = None if key is None else session.get(ApplicationRow, key)
            if row is None:
                raise ApplicationNotFoundError(application_id)
            return _record(session, row, screening_id)


def read_call(parts: Parts, call_id: UUID) -> tuple[CallRow, Json]:
    """Give a call, as it is stored and as it is answered."""
    with parts.database.reading() as session:
        row = find_call(session, call_id)
        return row, answers.call_document(session, row)


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
        return answers.list_applications(session, find_call(session, call_id), page, **wanted)


def read_verdicts(parts: Parts, application_id: UUID) -> Json:
    """Give every verdict on an application, the newest first."""
    with parts.database.reading() as session:
        return answers.verdicts_document(session, find_application(session, application_id))


def read_ranking(parts: Parts, call_id: UUID, administration: str) -> Json:
    """Give the ranking of an administration."""
    with parts.database.reading() as session:
        return answers.ranking_document(find_ranking(session, find_call(session, call_id), administration))


def read_screening(parts: Parts, call_id: UUID) -> Json:
    """Give how far the latest screening of a call has come."""
    with parts.database.reading() as session:
        latest = answers.latest_screening(session, find_call(session, call_id))
        return answers.screening_document(session, latest)


def list_screenings(parts: Parts, call_id: UUID) -> Json:
    """Give every screening of a call, the oldest first."""
    with parts.database.reading() as session:
        return answers.screenings_document(session, find_call(session, call_id))


def _call_summary(session: Session, row: CallRow, screening_id: str | None) -> CallSummary:
    """Give a call at a glance, by one of its screenings."""
    head, screening = _call_head(row), shown_screening(session, row.call_id, screening_id)
    lines = _application_lines(session, row.call_id, None if screening is None else screening.screening_id)
    return CallSummary(
        call=head,
        screening=None if screening is None else screening_of(session, screening),
        sums=frame_sums(head.grant_types, lines),
        call_findings=call_findings_of(session, screening),
        screenings=screening_entries(session, row.call_id),
        changes=_changes(session, row.call_id),
        read_in=_read_in(session, row.call_id),
        rules=call_rules(session, row),
    )


def _call_head(row: CallRow) -> CallHead:
    """Give the call itself, its kinds of grant in the order in which it names them."""
    kinds = kinds_of(row).items()
    return read(CallHead, row, grant_types=tuple(read(GrantType, kind, key=key) for key, kind in kinds))


def _application_lines(session: Session, call_id: UUID, screening_id: UUID | None) -> list[ApplicationLine]:
    """Give a line for each received application of a call."""
    content = ApplicationRevisionRow.content
    wanted = select(
        ApplicationRow.application_id,
        ApplicationRow.reference,
        ApplicationRow.grant_type,
        content["title"].as_string().label("title"),
        content["applicants"].label("names"),
        content["requested_amount"].label("requested_amount"),
        VerdictRow.proposed_amount,
        VerdictRow.outcome,
    )
    return [
        read(ApplicationLine, row)
        for row in session.execute(answers.with_verdict(wanted, call_id, screening_id))
    ]


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """What lists and sums need of an application; ``names`` are its applicants, amounts whole SEK."""

    application_id: UUID
    reference: str
    grant_type: str
    title: str
    names: tuple[str, ...]
    requested_amount: int | None
    proposed_amount: int | None
    outcome: Outcome | None


def _call(session: Session, call_id: str) -> CallRow:
    key = _uuid(call_id)
    row = None if key is None else session.get(CallRow, key)
    if row is None:
        raise CallNotFoundError(call_id)
    return row


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown_id(session: Session, row: CallRow, wanted: str | None) -> UUID | None:
    screening = shown_screening(session, row.call_id, wanted)
    return None if screening is None else screening.screening_id


def _by_reference(applications: Sequence[_Referred]) -> list[_Referred]:
    return sorted(applications, key=lambda application: reference_key(application.reference))


def _fits(line: ApplicationLine, wanted: ApplicationFilter, names: KnownNames) -> bool:
    if wanted.unscreened and line.outcome is not None:
        return False
    if wanted.outcome is not None and line.outcome is not wanted.outcome:
        return False
    if wanted.grant_type is not None and line.grant_type != wanted.grant_type:
        return False
    if wanted.words is None:
        return True
    searched = " ".join((line.reference, line.title, *line.names))
    if readable(wanted.words).casefold() in readable(searched).casefold():
        return True
    words = fold(wanted.words)
    return bool(words) and (
        words in fold(searched) or names.identify(words) in map(names.identify, line.names)
    )


def _points_by_application(session: Session, call_id: UUID, screening_id: UUID | None) -> dict[UUID, Points]:
    """Give the points of each received application that criteria were for."""
    wanted = select(ApplicationRow.application_id, VerdictRow.criteria)
    rows = session.execute(answers.with_verdict(wanted, call_id, screening_id))
    return {
        application_id: points
        for application_id, criteria in rows
        if (points := sum_points([read(CriterionFinding, each) for each in criteria or ()])) is not None
    }


def _proposed_applications(
    session: Session, call_id: UUID, screening_id: UUID | None, ids: Sequence[UUID] | None = None
) -> list[ProposedApplication]:
    """Give applications of a call with every finding: those of ``ids``, or all that were received."""
    wanted = select(ApplicationRow, ApplicationRevisionRow.content, VerdictRow)
    joined = answers.with_verdict(wanted, call_id, screening_id, everyone=ids is not None)
    if ids is not None:
        joined = joined.where(ApplicationRow.application_id.in_(ids))
    return [_proposed(row, content, verdict) for row, content, verdict in session.execute(joined)]


def _proposed(
    row: ApplicationRow, content: Mapping[str, Any], verdict: VerdictRow | None
) -> ProposedApplication:
    if verdict is None:
        return read(ProposedApplication, row, content)
    return read(ProposedApplication, row, content, verdict, revision=verdict.revision)


def _record(session: Session, row: ApplicationRow, wanted: str | None) -> ApplicationRecord:
    call = session.get_one(CallRow, row.call_id)
    screening = shown_screening(session, row.call_id, wanted)
    screening_id = None if screening is None else screening.screening_id
    content = content_of(session, row)
    grants = content["earlier_grants"]
    return ApplicationRecord(
        call=_call_head(call),
        application=_proposed_applications(session, row.call_id, screening_id, [row.application_id])[0],
        answers=content["answers"],
        earlier_grants=None if grants is None else tuple(grants),
        screening=None if screening is None else screening_of(session, screening),
        history=_history(session, row),
    )


def _history(session: Session, row: ApplicationRow) -> tuple[HistoryEntry, ...]:
    of_this = (
        select(EventRow).where(EventRow.application_id == row.application_id).order_by(EventRow.event_id)
    )
    told = ((event, _told(event)) for event in session.scalars(of_this))
    return tuple(
        HistoryEntry(
            event.at, kind, event.facts["revision"], event.facts.get("by"), event.facts.get("reason")
        )
        for event, kind in told
        if kind
    )


def _changes(session: Session, call_id: UUID) -> tuple[CallChange, ...]:
    """Give what was changed of a call while it was open, the oldest first."""
    of_this = select(EventRow).where(EventRow.call_id == call_id, EventRow.kind == OPEN_CALL_CHANGED)
    return tuple(_change(event) for event in session.scalars(of_this.order_by(EventRow.event_id)))


def _read_in(session: Session, call_id: UUID) -> tuple[ReadIn, ...]:
    """Give what was read in of a call from files, the oldest first."""
    of_this = select(EventRow).where(EventRow.call_id == call_id, EventRow.kind.in_(_FROM_FILES))
    return tuple(_from_files(event) for event in session.scalars(of_this.order_by(EventRow.event_id)))


def _from_files(event: EventRow) -> ReadIn:
    facts = event.facts
    count = facts.get("applications", facts.get("new", 0) + facts.get("changed", 0) + facts.get("missing", 0))
    files = tuple((each["name"], each["sha256"]) for each in facts.get("files") or ())
    return ReadIn(event.kind, event.at, count, facts.get("by"), facts.get("reason"), files)


def _change(event: EventRow) -> CallChange:
    changed = event.facts["changed"]
    closing = changed.get("closes_at") or {}
    earlier, new = (
        None if closing.get(side) is None else datetime.fromisoformat(closing[side])
        for side in ("earlier", "new")
    )
    return CallChange(
        event.at, event.facts["by"], event.facts["reason"], tuple(sorted(changed)), earlier, new
    )


def _told(event: EventRow) -> HistoryEvent | None:
    if event.facts.get("imported"):
        return HistoryEvent.IMPORTED if event.kind == HistoryEvent.SUBMITTED else None
    return HistoryEvent(event.kind) if event.kind in set(HistoryEvent) else None
