"""Preparing a screening: its rules are fixed, the call as a whole is looked at once, and it is cut into chunks.

What the call says of each application is kept page by page, then all chunks are opened at once. A screening on whose rules no
verdict could rest is refused as a whole, said to intake and to people.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import read_in_pages
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.shapes.declaring import write
from scoring_service.domain.judge import CallView, RuleSetVersion, RulesRefusedError, WantedRules
from scoring_service.parts import ScoringParts
from scoring_service.screenings.sending import complete
from scoring_service.store.applications import (
    BY_REFERENCE,
    lock_screening,
    manifest_of,
    read_application,
    read_call,
)
from scoring_service.store.tables import (
    Alarm,
    CallFindingRow,
    ChunkState,
    Outbox,
    Screening,
    ScreeningApplication,
    ScreeningChunk,
    ScreeningState,
)
from scoring_service.store.versions import (
    admitted_hashes,
    fix_for_call,
    keep_rule_set_version,
    read_rule_set_version,
)

MOST_ATTEMPTS = 5
"""So often is a preparation begun that never ends before the screening is refused."""
PAGE = 200
_log = structlog.get_logger(__name__)
CHUNKS: Final = UUID("5a0e6f0c-6f5b-4f0e-9a57-3f6f1a8f2d11")
"""The namespace of chunk ids: the same screening is always cut into the same chunks."""


def prepare_screening(parts: ScoringParts, delivery: Delivery) -> None:
    """Prepare a screening whose applications are all here; safe to run twice, or by two at once."""
    screening_id = str(UUID(delivery.body["screening_id"]))
    screening = _begin(parts, screening_id)
    if screening is None:
        return
    if screening.attempts > MOST_ATTEMPTS:
        problem = f"the call could not be prepared: {MOST_ATTEMPTS} attempts were begun and none ended"
        _refuse_screening(parts, screening_id, [problem])
        return
    try:
        _prepare(parts, screening, _rules(parts, screening))
    except RulesRefusedError as error:
        _refuse_screening(parts, screening_id, error.problems)
        return
    except NoLongerPreparingError:
        _log.info("prepared_by_another", screening_id=screening_id)
        return
    complete(parts, screening_id)


def _begin(parts: ScoringParts, screening_id: str) -> Screening | None:
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.PREPARING:
            return None
        screening.attempts += 1
        _renew_preparation(parts, screening)
    return screening


def _renew_preparation(parts: ScoringParts, screening: Screening) -> None:
    """Keep the sweeper from beginning it again, in the caller's transaction."""
    screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.screening.preparing_lease_s)


def _refuse_screening(parts: ScoringParts, screening_id: str, problems: Sequence[str]) -> None:
    """End a preparation without a single verdict; the same order given again tries again."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.PREPARING:
            return
        screening.state, screening.problems = ScreeningState.REFUSED, list(problems)
        screening.next_step_at = screening.rule_set_sha256 = None
        if screening.is_awaited:
            _tell(session, parts, screening, problems)
        details = {"rule_set": screening.rule_set_name, "problems": list(problems)[:20]}
        raise_alarm(session, Alarm, "screening-refused", screening_id, details, parts.clock)


def _tell(session: Session, parts: ScoringParts, screening: Screening, problems: Sequence[str]) -> None:
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "rule_set": screening.rule_set_name,
        "problems": list(problems),
    }
    enqueue(session, Outbox, TaskName.SCREENING_REFUSED, body, parts.clock, request_id=screening.request_id)


def _prepare(parts: ScoringParts, screening: Screening, version: RuleSetVersion) -> None:
    call = read_call(screening)
    manifest = manifest_of(screening.screening_id)
    pages = read_in_pages(parts.database, manifest, BY_REFERENCE, PAGE)
    applications = ([read_application(row) for row, *_ in page] for page in pages)
    view = parts.judges.of(version).view_call(call, applications)
    _cut_chunks(parts, screening.screening_id, view)
    _log.info("screening_prepared", screening_id=screening.screening_id, rule_set=version.sha256)


def _cut_chunks(parts: ScoringParts, screening_id: str, view: CallView) -> None:
    """Keep what the view says of each application and open the chunks; from now on the call keeps these rules.

    Pages are committed one by one, so that the write lock is never held for long; nothing is screened before the
    last transaction opens all chunks together.

    Raises:
        NoLongerPreparingError: another delivery was quicker.
    """
    sizes: dict[str, int] = {}
    ids = manifest_of(screening_id).with_only_columns()
    pages = read_in_pages(parts.database, ids, BY_REFERENCE, parts.screening.chunk_size)
    for number, page in enumerate(pages):
        chunk_id = str(uuid5(CHUNKS, f"{screening_id}:{number}"))
        sizes[chunk_id] = len(page)
        rows = [_context_row(screening_id, application_id, chunk_id, view) for _, application_id in page]
        with parts.database.writing() as session:
            _renew_preparation(parts, _still_preparing(session, screening_id))
            session.execute(update(ScreeningApplication), rows)
    findings = [write(finding) for finding in view.findings()]
    with parts.database.writing() as session:
        screening = _still_preparing(session, screening_id)
        if screening.rule_set_document is None and screening.wanted_sha256 is None:
            sha256, now = screening.rule_set_sha256, parts.clock.now()
            fix_for_call(session, screening.call_code, sha256, now)
        screening.state, screening.next_step_at = ScreeningState.SCREENING, None
        _open_chunks(session, parts, screening_id, sizes)
        session.add_all(
            CallFindingRow(screening_id=screening_id, position=position, finding=finding)
            for position, finding in enumerate(findings)
        )


def _context_row(screening_id: str, application_id: str, chunk_id: str, view: CallView) -> dict[str, Any]:
    context = None if view.fault_of(application_id) else view.context_of(application_id)
    return {
        "screening_id": screening_id,
        "application_id": application_id,
        "chunk_id": chunk_id,
        "context": context,
        "fault": view.fault_of(application_id),
    }


def _still_preparing(session: Session, screening_id: str) -> Screening:
    screening = lock_screening(session, screening_id)
    if screening.state != ScreeningState.PREPARING:
        raise NoLongerPreparingError(screening_id)
    return screening


class NoLongerPreparingError(Exception):
    """Another delivery has finished the preparation meanwhile."""


def _open_chunks(session: Session, parts: ScoringParts, screening_id: str, sizes: dict[str, int]) -> None:
    now = parts.clock.now()
    session.add_all(
        ScreeningChunk(
            chunk_id=chunk_id,
            screening_id=screening_id,
            state=ChunkState.OPEN.value,
            size=size,
            send_at=now,
            created_at=now,
        )
        for chunk_id, size in sizes.items()
    )


def _rules(parts: ScoringParts, screening: Screening) -> RuleSetVersion:
    """Give the rules of this screening, chosen once: whatever comes into force meanwhile, it keeps them."""
    with parts.database.reading() as session:
        if screening.rule_set_sha256 is not None:
            return read_rule_set_version(session, screening.rule_set_sha256)
        passed = admitted_hashes(session)
    wanted = WantedRules(
        screening.rule_set_name,
        screening.call_code,
        screening.rule_set_document,
        screening.wanted_sha256,
        screening.rules_as_of,
    )
    version = parts.shelf.admit(wanted, passed)
    with parts.database.writing() as session:
        held = lock_screening(session, screening.screening_id)
        if held.state != ScreeningState.PREPARING:
            raise NoLongerPreparingError(screening.screening_id)
        if held.rule_set_sha256 is not None:
            # Another delivery was quicker, and may have pages of contexts by its rules already.
            return read_rule_set_version(session, held.rule_set_sha256)
        keep_rule_set_version(session, version, parts.clock.now())
        held.rule_set_sha256 = version.sha256
    return version
