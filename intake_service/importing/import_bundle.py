"""Storing a whole bundle in one transaction: the call opened, its applications received, or nothing at all.

RETELL:
- (bundle_warnings) What a sender may want to know of an accepted bundle, though nothing in it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intake_service.domain.application import settled_answers
from intake_service.importing.read_bundle import Bundle, read_bundle
from intake_service.store.applications import (
    application_snapshot,
    next_registration_number,
    send_snapshots,
)
from intake_service.store.calls import code_is_taken, create_call
from intake_service.store.rows import log_event, terms_of
from intake_service.store.tables import (
    ApplicantRow,
    ApplicationRevisionRow,
    ApplicationRow,
    CallRow,
    EventRow,
    ImportedDecisionRow,
    RankingRow,
    RegisterRow,
)
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.plumbing.database import Clock, Database
from prescreen_shared.statuses import ApplicationState, CallState
from prescreen_shared.texts.catalogue import text
from prescreen_shared.written import canonical_sha256

Json = dict[str, Any]
_CONTENT_APART = frozenset({"reference", "submitted_at", "registration_number"})


def accepted_bundle(database: Database, document: Any) -> Bundle:
    """Read and judge a bundle without holding anything up: ten thousand applications take their time.

    Raises:
        InputRefusedError: with every fault of the bundle, each with file, entry and field.
    """
    bundle, faults = read_bundle(document)
    code = _code_of(document)
    if code is not None:
        with database.reading() as session:
            if code_is_taken(session, code):
                faults = [*faults, Fault("code_taken", "id", {"code": code}, file="call.json")]
    if bundle is None or faults:
        raise InputRefusedError(faults)
    return bundle


def import_bundle(session: Session, bundle: Bundle, clock: Clock, *, request_id: str | None = None) -> Json:
    """Store a bundle in the caller's transaction and give the report on it.

    The call is opened at once and does not close by the clock: its closing day may have passed long ago.

    Raises:
        CallCodeTakenError: another call has taken the code since the bundle was judged.
    """
    now = clock.now()
    call = _store_call(session, bundle, now)
    rows = _store_applications(session, call, bundle, now)
    _store_beside(session, call, bundle, rows, now)
    snapshots = [application_snapshot(row, 1, content) for row, content in rows]
    send_snapshots(session, call.call_id, snapshots, clock, request_id=request_id)
    counts = {"applications": len(rows), "rankings": len(bundle.rankings)}
    log_event(session, "bundle_imported", now, call_id=call.call_id, request_id=request_id, facts=counts)
    return _report(call, bundle)


def _code_of(document: Any) -> str | None:
    call = document.get("call") if isinstance(document, dict) else None
    code = call.get("id") if isinstance(call, dict) else None
    return code if isinstance(code, str) and len(code) <= 100 else None


def _store_call(session: Session, bundle: Bundle, now: datetime) -> CallRow:
    call = create_call(session, {**bundle.call, "closes_automatically": False}, now)
    call.rule_set_document = bundle.rule_set_document
    call.state, call.opened_at = CallState.OPEN.value, now
    log_event(session, "call_opened", now, call_id=call.call_id, facts={"imported": True})
    return call


def _store_applications(
    session: Session, call: CallRow, bundle: Bundle, now: datetime
) -> list[tuple[ApplicationRow, Json]]:
    questions = terms_of(call).questions
    rows = []
    for entry in bundle.applications:
        content = {key: value for key, value in entry.items() if key not in _CONTENT_APART}
        content["answers"] = settled_answers(questions, content["answers"])
        rows.append((_application_row(call, entry, now), content))
    session.add_all(row for row, _ in rows)
    session.flush()
    revisions = [_revision(row, content, now) for row, content in rows]
    applicants = [applicant for row, content in rows for applicant in _applicants(row, content)]
    events = [event for row, _ in rows for event in _events(row, now)]
    for table, values in (
        (ApplicationRevisionRow, revisions),
        (ApplicantRow, applicants),
        (EventRow, events),
    ):
        if values:
            session.execute(insert(table), values)
    return rows


def _application_row(call: CallRow, entry: Json, now: datetime) -> ApplicationRow:
    return ApplicationRow(
        application_id=uuid4(),
        call_id=call.call_id,
        reference=entry["reference"],
        registration_number=entry["registration_number"] or next_registration_number(call),
        received_at=now,
        submitted_at=entry["submitted_at"],
        state=ApplicationState.SUBMITTED.value,
        grant_type=entry["grant_type"],
        revision=1,
        created_at=now,
        changed_at=now,
    )


def _revision(row: ApplicationRow, content: Json, now: datetime) -> Json:
    return {
        "application_id": row.application_id,
        "revision": row.revision,
        "content": content,
        "content_sha256": canonical_sha256(content),
        "created_at": now,
    }


def _applicants(row: ApplicationRow, content: Json) -> list[Json]:
    names = enumerate(content["applicants"])
    return [{"application_id": row.application_id, "position": at, "name": name} for at, name in names]


def _events(row: ApplicationRow, now: datetime) -> list[Json]:
    one = {
        "at": now,
        "call_id": row.call_id,
        "application_id": row.application_id,
        "request_id": None,
        "facts": {"revision": 1, "imported": True},
    }
    return [{**one, "kind": "created"}, {**one, "kind": "submitted"}]


def _store_beside(
    session: Session, call: CallRow, bundle: Bundle, rows: list[tuple[ApplicationRow, Json]], now: datetime
) -> None:
    ids = {row.reference: row.application_id for row, _ in rows}
    for administration, references in bundle.rankings.items():
        at = {"call_id": call.call_id, "administration": administration}
        session.add(RankingRow(**at, references=references, changed_at=now))
    for decision in bundle.decisions or ():
        kept = {key: value for key, value in decision.items() if key != "reference"}
        session.add(ImportedDecisionRow(application_id=ids[decision["reference"]], **kept))
    if bundle.register is not None:
        sha256 = canonical_sha256(bundle.register, spaced=True)
        at_call = {"call_id": call.call_id, "received_at": now}
        session.add(RegisterRow(**at_call, document=bundle.register, sha256=sha256))
    session.flush()


def _report(call: CallRow, bundle: Bundle) -> Json:
    per_kind = dict.fromkeys(call.grant_type_order, 0)
    for entry in bundle.applications:
        per_kind[entry["grant_type"]] += 1
    return {
        "call_id": str(call.call_id),
        "code": call.code,
        "applications": len(bundle.applications),
        "applications_by_grant_type": per_kind,
        "rankings": len(bundle.rankings),
        "decisions": len(bundle.decisions or ()),
        "register": bundle.register is not None,
        "rule_set": call.rule_set,
        "warnings": _bundle_warnings(bundle),
    }


def _bundle_warnings(bundle: Bundle) -> list[dict[str, Any]]:
    """Give the warnings, each with a code and a sentence in Swedish and English."""
    return [{"code": code, **text(f"warning.{code}", **values)} for code, values in _found(bundle)]


def _found(bundle: Bundle) -> Iterator[tuple[str, dict[str, Any]]]:
    if not bundle.applications:
        yield "no_applications", {}
    unstated = sum(entry["submitted_at"] is None for entry in bundle.applications)
    if unstated:
        yield "submitted_at_unstated", {"count": unstated}
    if bundle.register is None:
        yield "no_register", {}
    decided = {decision["reference"] for decision in bundle.decisions or ()}
    undecided = sum(entry["reference"] not in decided for entry in bundle.applications)
    if decided and undecided:
        yield "decisions_incomplete", {"count": undecided}
