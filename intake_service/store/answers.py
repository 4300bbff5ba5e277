"""Calls, applications and screenings as JSON values, as the API answers with them and lists them page by page.

Of a call's screenings one is shown where none is asked for: the newest that is done, so that one under way hides nothing.
The caller opens the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from intake_service.domain.call import CallTerms
from intake_service.domain.errors import ScreeningNotFoundError, ScreeningUnknownError
from intake_service.domain.proposal import CallRules, RulesState, Screening, ScreeningEntry
from intake_service.store.applications import spellings_of
from intake_service.store.rows import kinds_of
from intake_service.store.tables import (
    ApplicantRow,
    ApplicationRevisionRow,
    ApplicationRow,
    CallCheckRow,
    CallFindingRow,
    CallRow,
    RankingRow,
    RegisterVersionRow,
    ScreeningItemRow,
    ScreeningRow,
    VerdictRow,
)
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.shapes.application import ApplicationAsItStands
from prescreen_shared.shapes.call_check import Severity
from prescreen_shared.shapes.declaring import Id, read, write
from prescreen_shared.shapes.verdict import (
    CallFinding,
    CriterionFinding,
    EngineVersion,
    Finding,
    Hint,
    RegisterRef,
    VersionRef,
)
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState, Outcome

Json = dict[str, Any]
_NOT_COUNTED: Final = (ApplicationState.DRAFT.value, ApplicationState.WITHDRAWN.value)


def list_calls(session: Session, page: Page, *, state: str | None, code: str | None) -> Json:
    """Give a page of calls, the newest first."""
    wanted = select(CallRow)
    if state is not None:
        wanted = wanted.where(CallRow.state == state)
    if code is not None:
        wanted = wanted.where(CallRow.code == code)
    ordered = wanted.order_by(CallRow.created_at.desc(), CallRow.call_id)
    items = [call_document(session, row) for row in session.scalars(page.of(ordered))]
    return page.document(items, _count(session, wanted))


def list_applications(
    session: Session,
    call: CallRow,
    page: Page,
    *,
    state: str | None,
    grant_type: str | None,
    applicant: str | None,
    outcome: str | None,
) -> Json:
    """Give a page of a call's applications in order of arrival; ``outcome`` is that of the screening shown."""
    call_id = call.call_id
    shown = shown_screening(session, call_id)
    columns = select(ApplicationRow, ApplicationRevisionRow.content, VerdictRow.outcome)
    wanted = with_verdict(columns, call_id, None if shown is None else shown.screening_id, everyone=True)
    if state is not None:
        wanted = wanted.where(ApplicationRow.state == state)
    if grant_type is not None:
        wanted = wanted.where(ApplicationRow.grant_type == grant_type)
    if applicant is not None:
        spellings = spellings_of(session, call, applicant)
        named = select(ApplicantRow.application_id).where(ApplicantRow.name.in_(spellings))
        wanted = wanted.where(ApplicationRow.application_id.in_(named))
    if outcome is not None:
        wanted = wanted.where(VerdictRow.outcome == outcome)
    ordered = wanted.order_by(ApplicationRow.created_at, ApplicationRow.reference)
    items = [
        {**application_document(row, content), "outcome": proposed}
        for row, content, proposed in session.execute(page.of(ordered))
    ]
    return page.document(items, _count(session, wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswer(CallTerms):
    """A call; ``closes_at`` is the moment at which it closes, ``rules`` how its rules fit, null where scoring was never asked."""

    call_id: Id
    state: CallState
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    rules: CallRules | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAnswer(ApplicationAsItStands):
    """An application as it stands; a draft has no registration number and has not arrived."""

    call_id: Id
    received_at: datetime | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedApplicationAnswer(ApplicationAnswer):
    """An application in a list, with the proposal for it once it is screened."""

    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningAnswer(Screening):
    """How far a screening has come; ``problems`` say why scoring could not use the rules.

    ``based_on``, ``ordered_by`` and ``reason`` tell of one made again; all three are null for the first.
    """

    deliveries: int
    duplicates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedScreeningAnswer(ScreeningAnswer):
    """One screening of a call; lists and pages show one of them where none is asked for."""

    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictAnswer:
    """One verdict on one revision, with every finding, those that passed too, and what each criterion gives."""

    screening_id: Id
    revision: int
    outcome: Outcome
    proposed_amount: int | None
    rule_set: VersionRef
    engine: EngineVersion
    recorded_at: datetime
    findings: tuple[Finding, ...]
    criteria: tuple[CriterionFinding, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class RankingAnswer:
    """An administration's ranking."""

    administration: str
    references: tuple[str, ...]
    changed_at: datetime


def call_document(session: Session, row: CallRow) -> Json:
    """Give a call."""
    rules = call_rules(session, row)
    return write(row, CallAnswer, grant_types=kinds_of(row), rules=rules)


def call_rules(session: Session, row: CallRow) -> CallRules | None:
    """Give how a call's rules fit it, as scoring said last; None where scoring was never asked."""
    if row.rule_set_document is not None:
        return CallRules(state=RulesState.OWN)
    check = session.get(CallCheckRow, row.call_id)
    if check is None:
        return None
    state = RulesState.WAITING
    if check.answered is not None and check.answered >= check.number:
        severities = {each["severity"] for each in check.problems}
        state = RulesState.WARNS if severities else RulesState.FITS
        state = RulesState.MISFIT if Severity.ERROR.value in severities else state
    return read(CallRules, check, state=state)


def application_document(row: ApplicationRow, content: Mapping[str, Any]) -> Json:
    """Give an application with its current content."""
    return {**write(row, ApplicationAnswer, content=None), "content": dict(content)}


def ranking_document(row: RankingRow) -> Json:
    """Give a ranking."""
    return write(row, RankingAnswer)


def screening_document(session: Session, row: ScreeningRow) -> Json:
    """Give how far a screening has come."""
    screening = screening_of(session, row)
    return write(screening, ScreeningAnswer, deliveries=row.deliveries, duplicates=row.duplicates)


def screenings_document(session: Session, row: CallRow) -> Json:
    """Give every screening of a call, the oldest first; ``shown`` is the one that lists and pages have."""
    shown = shown_screening(session, row.call_id)
    return {
        "screenings": [
            {**screening_document(session, each), "shown": each is shown}
            for each in _screenings_of(session, row.call_id)
        ]
    }


def verdicts_document(session: Session, row: ApplicationRow) -> Json:
    """Give every verdict on an application, the newest first."""
    stored = select(VerdictRow).where(VerdictRow.application_id == row.application_id)
    newest_first = session.scalars(stored.order_by(VerdictRow.verdict_id.desc()))
    return {
        "application_id": str(row.application_id),
        "reference": row.reference,
        "verdicts": [write(verdict, VerdictAnswer) for verdict in newest_first],
    }


def with_verdict(
    wanted: Select[Any], call_id: UUID, screening_id: UUID | None, *, everyone: bool = False
) -> Select[Any]:
    """Let a query read a call's applications, with the verdict of one screening where they have one.

    What an application says is that of the revision that was judged, else the current one. Those not received, and those withdrawn, count only where ``everyone`` is wanted.
    """
    current = and_(
        ApplicationRevisionRow.application_id == ApplicationRow.application_id,
        ApplicationRevisionRow.revision == func.coalesce(VerdictRow.revision, ApplicationRow.revision),
    )
    judged = and_(
        VerdictRow.application_id == ApplicationRow.application_id, VerdictRow.screening_id == screening_id
    )
    joined = wanted.select_from(ApplicationRow).outerjoin(VerdictRow, judged)
    found = joined.join(ApplicationRevisionRow, current).where(ApplicationRow.call_id == call_id)
    counts = or_(ApplicationRow.state.not_in(_NOT_COUNTED), VerdictRow.verdict_id.is_not(None))
    return found if everyone else found.where(counts)


def latest_screening(session: Session, call: CallRow) -> ScreeningRow:
    """Give the screening of a call that was started last.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call.call_id)
    latest = of_call.order_by(ScreeningRow.started_at.desc(), ScreeningRow.screening_id).limit(1)
    found = session.scalars(latest).one_or_none()
    if found is None:
        raise ScreeningNotFoundError(call.code)
    return found


def shown_screening(session: Session, call_id: UUID, wanted: UUID | str | None = None) -> ScreeningRow | None:
    """Give the screening ``wanted`` of a call, else the newest that is done, else the newest.

    Raises:
        ScreeningUnknownError: the call has no such screening.
    """
    if wanted is not None:
        found = session.get(ScreeningRow, _id(wanted))
        if found is None or found.call_id != call_id:
            raise ScreeningUnknownError(str(wanted))
        return found
    is_done = case((ScreeningRow.state == DeliveryState.DONE.value, 0), else_=1)
    newest = (is_done, ScreeningRow.started_at.desc(), ScreeningRow.screening_id)
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return session.scalars(of_call.order_by(*newest).limit(1)).one_or_none()


def screening_entries(session: Session, call_id: UUID) -> tuple[ScreeningEntry, ...]:
    """Give the row of a call's screenings."""
    return tuple(
        read(ScreeningEntry, row, number=number)
        for number, row in enumerate(_screenings_of(session, call_id), start=1)
    )


def screening_of(session: Session, row: ScreeningRow) -> Screening:
    """Give a screening with how far it has come."""
    per_state = (
        select(ScreeningItemRow.state, func.count())
        .where(ScreeningItemRow.screening_id == row.screening_id)
        .group_by(ScreeningItemRow.state)
    )
    counted = dict(session.execute(per_state).all())
    return read(
        Screening,
        row,
        total=sum(counted.values()),
        done=counted.get(DeliveryState.DONE.value, 0),
        stuck=counted.get(DeliveryState.STUCK.value, 0),
        register=_register_ref(session, row.register_version),
        problems=tuple(row.problems or ()),
    )


def call_findings_of(session: Session, row: ScreeningRow | None) -> tuple[CallFinding, ...]:
    """Give what a screening found about its call, in scoring's order."""
    if row is None:
        return ()
    stored = select(CallFindingRow).where(CallFindingRow.screening_id == row.screening_id)
    ordered = session.scalars(stored.order_by(CallFindingRow.position))
    return tuple(read(CallFinding, finding) for finding in ordered)


def _register_ref(session: Session, number: int | None) -> RegisterRef | None:
    row = None if number is None else session.get(RegisterVersionRow, number)
    return None if row is None else RegisterRef(row.number, row.at, row.sha256)


def _count(session: Session, wanted: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _screenings_of(session: Session, call_id: UUID) -> list[ScreeningRow]:
    """Give every screening of a call, the oldest first."""
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return list(session.scalars(of_call.order_by(ScreeningRow.started_at, ScreeningRow.screening_id.desc())))


def _id(wanted: UUID | str) -> UUID:
    try:
        return wanted if isinstance(wanted, UUID) else UUID(wanted)
    except ValueError as error:
        raise ScreeningUnknownError(str(wanted)) from error
