"""Verdicts and findings about a call as rows and as messages: each kept once, read back as it was sent, listed and counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import count_all, count_by_state, insert_missing
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.shapes.declaring import fields_of, write
from prescreen_shared.shapes.verdict import EngineVersion, Verdict
from prescreen_shared.written import reference_key
from scoring_service.store.tables import (
    Alarm,
    BacktestRow,
    CallFindingRow,
    Outbox,
    ParkedMessage,
    Screening,
    ScreeningChunk,
    VerdictRow,
    Version,
)


def count_rows(session: Session) -> dict[str, dict[str, int]]:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "versions": count_by_state(session, Version.state),
        "screenings": count_by_state(session, Screening.state),
        "chunks": count_by_state(session, ScreeningChunk.state),
        "backtests": count_by_state(session, BacktestRow.state),
        "outbox_waiting": count_all(session, Outbox.sent_at.is_(None)),
        "parked_messages": count_all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": count_all(session, Alarm.settled_at.is_(None)),
    }


def list_verdicts(session: Session, screening_id: str, page: Page, *, outcome: str | None) -> dict[str, Any]:
    """Give a page of verdicts in the order of their references."""
    wanted = select(VerdictRow).where(VerdictRow.screening_id == screening_id)
    if outcome is not None:
        wanted = wanted.where(VerdictRow.outcome == outcome)
    light = wanted.with_only_columns(VerdictRow.reference, VerdictRow.verdict_id)
    # No database sorts as people count, T1-9 before T1-10, so all references are read, and only the page's verdicts.
    found = sorted(session.execute(light), key=lambda row: (reference_key(row[0]), row[1]))
    first = (page.number - 1) * page.size
    ids = [verdict_id for _, verdict_id in found[first : first + page.size]]
    rows = {row.verdict_id: row for row in session.scalars(wanted.where(VerdictRow.verdict_id.in_(ids)))}
    return page.document([_document(rows[verdict_id]) for verdict_id in ids], len(found))


def count_outcomes(session: Session, screening_id: str) -> dict[str, int]:
    """Give how many verdicts have each outcome that occurs."""
    counted = select(VerdictRow.outcome, func.count()).where(VerdictRow.screening_id == screening_id)
    return dict(session.execute(counted.group_by(VerdictRow.outcome)).all())


def list_call_findings(session: Session, screening_id: str) -> list[dict[str, Any]]:
    """Give what was found about the call as a whole, in the message's shape."""
    kept = select(CallFindingRow.finding).where(CallFindingRow.screening_id == screening_id)
    return list(session.scalars(kept.order_by(CallFindingRow.position)))


def keep_verdicts(
    session: Session,
    screening_id: str,
    rule_set_sha256: str,
    engine: EngineVersion,
    verdicts: Sequence[dict[str, Any]],
    now: datetime,
) -> int:
    """Keep verdicts in the message's shape and give the number of new ones; one already kept stays as it is."""
    same = {
        "criteria": [],
        "hints": [],
        "screening_id": screening_id,
        "rule_set_sha256": rule_set_sha256,
        "engine_name": engine.name,
        "engine_version": engine.version,
        "created_at": now,
    }
    return insert_missing(session, VerdictRow, [same | verdict for verdict in verdicts])


def verdict_message(verdict: Verdict) -> dict[str, Any]:
    """Give a verdict in the shape of ``RecordVerdictsV1.verdicts``."""
    return _without_what_is_empty(write(verdict))


def kept_verdict_message(row: VerdictRow) -> dict[str, Any]:
    """Give a kept verdict in the shape of ``RecordVerdictsV1.verdicts``, each finding as it was kept."""
    kept = {each.name: getattr(row, each.name) for each in fields_of(Verdict)}
    return _without_what_is_empty(kept)


def _without_what_is_empty(message: dict[str, Any]) -> dict[str, Any]:
    # Left out where there are none, so that an intake from before there were criteria and hints still takes the message.
    return {key: value for key, value in message.items() if value or key not in ("criteria", "hints")}


def _document(row: VerdictRow) -> dict[str, Any]:
    engine = {"name": row.engine_name, "version": row.engine_version}
    return {
        "criteria": [],
        "hints": [],
        **kept_verdict_message(row),
        "engine": engine,
        "created_at": row.created_at,
    }
