"""Importing a bundle, a whole call, in one transaction: the call opened, its applications received, or nothing at all.

The report tells what was stored, and warns of what a sender may want to know though nothing in it is wrong.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intake_service.call_checks import ask_for_check
from intake_service.domain.answer import kept_answers
from intake_service.domain.application import unanswered
from intake_service.domain.register import register_of_a_round
from intake_service.importing.read_bundle import read_bundle
from intake_service.importing.register_sheet import section_name
from intake_service.parts import Parts
from intake_service.store.applications import (
    add_revisions,
    application_snapshot,
    listed_name,
    next_registration_number,
    send_snapshots,
)
from intake_service.store.registers import add_register_version, register_in_force, register_of_bundle
from intake_service.store.rows import BUNDLE_IMPORTED, add_call, code_is_taken, log_event, terms_of
from intake_service.store.tables import (
    ApplicationRow,
    CallRow,
    EventRow,
    ImportedDecisionRow,
    RankingRow,
)
from prescreen_shared.clock import arrival_of
from prescreen_shared.errors import Fault, InputRefusedError, listed
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.sheets.table import Remark
from prescreen_shared.statuses import ApplicationState, CallState
from prescreen_shared.texts.catalogue import text

Json = dict[str, Any]
CONTENT_APART = frozenset({"reference", "submitted_at", "registration_number"})


def import_bundle(parts: Parts, document: Any, *, request_id: str | None = None) -> Json:
    """Store a bundle and give the report on it; it is read and checked before anything is held up.

    The call is opened at once and does not close by the clock: its closing day may have passed long ago.

    Raises:
        InputRefusedError: with every fault of the bundle, each with file, entry and field.
        CallCodeTakenError: another call has taken the code since the bundle was checked.
    """
    bundle = _accepted(parts, document)
    with parts.database.writing() as session:
        now = parts.clock.now()
        call = _store_call(session, bundle, now)
        rows = store_applications(session, call, bundle["applications"], now)
        store_beside(session, call, bundle, rows, now)
        ask_for_check(session, parts, call, request_id=request_id)
        snapshots = [application_snapshot(row, 1, content) for row, content in rows]
        send_snapshots(session, call.call_id, snapshots, parts.clock, request_id=request_id)
        facts = {"applications": len(rows), "rankings": len(bundle["rankings"])}
        log_event(session, BUNDLE_IMPORTED, now, call_id=call.call_id, request_id=request_id, facts=facts)
        return _report(call, bundle, has_register=register_in_force(session) is not None)


def _accepted(parts: Parts, document: Any) -> Json:
    bundle, faults = read_bundle(document)
    code = _code_of(document)
    if code is not None:
        with parts.database.reading() as session:
            if code_is_taken(session, code):
                faults = [*faults, Fault("code_taken", "id", {"code": code}, file="call.json")]
    if faults:
        raise InputRefusedError(faults)
    return bundle


def _code_of(document: Any) -> str | None:
    call = document.get("call") if isinstance(document, dict) else None
    code = call.get("id") if isinstance(call, dict) else None
    return code if isinstance(code, str) and len(code) <= 100 else None


def _store_call(session: Session, bundle: Json, now: datetime) -> CallRow:
    call = add_call(session, {**bundle["call"], "closes_automatically": False}, now)
    call.rule_set_document = bundle.get("rule_set_document")
    call.state, call.opened_at = CallState.OPEN.value, now
    log_event(session, "call_opened", now, call_id=call.call_id, facts={"imported": True})
    return call


def store_applications(
    session: Session, call: CallRow, entries: Sequence[Json], now: datetime
) -> list[tuple[ApplicationRow, Json]]:
    """Keep applications that were read and checked as submitted ones of a call, which the caller holds; gives each with its content."""
    questions = terms_of(call).questions
    rows = []
    for entry in entries:
        content = {key: value for key, value in entry.items() if key not in CONTENT_APART}
        content["answers"] = kept_answers(questions, content["answers"])
        rows.append((_application_row(call, entry, now), content))
    session.add_all(row for row, _ in rows)
    session.flush()
    add_revisions(session, rows, now)
    events = [event for row, _ in rows for event in _events(row, now)]
    if events:
        session.execute(insert(EventRow), events)
    return rows


def _application_row(call: CallRow, entry: Json, now: datetime) -> ApplicationRow:
    arrival = arrival_of(entry["submitted_at"], call.time_zone)
    return ApplicationRow(
        application_id=uuid4(),
        call_id=call.call_id,
        reference=entry["reference"],
        registration_number=entry["registration_number"] or next_registration_number(call),
        received_at=now,
        submitted_at=arrival.at,
        submitted_on=arrival.on,
        state=ApplicationState.SUBMITTED.value,
        grant_type=entry["grant_type"],
        revision=1,
        created_at=now,
        changed_at=now,
    )


def _events(row: ApplicationRow, now: datetime) -> list[Json]:
    one = {
        "at": now,
        "call_id": row.call_id,
        "application_id": row.application_id,
        "request_id": None,
        "facts": {"revision": 1, "imported": True},
    }
    return [{**one, "kind": "created"}, {**one, "kind": "submitted"}]


def store_beside(
    session: Session, call: CallRow, bundle: Json, rows: list[tuple[ApplicationRow, Json]], now: datetime
) -> None:
    """Keep a bundle's rankings, decisions and register for a call that the caller holds."""
    ids = {row.reference: row.application_id for row, _ in rows}
    for administration, references in bundle["rankings"].items():
        at = {"call_id": call.call_id, "administration": listed_name(call.administrations, administration)}
        session.add(RankingRow(**at, references=references, changed_at=now))
    for decision in bundle["decisions"]:
        kept = {key: value for key, value in decision.items() if key != "reference"}
        session.add(ImportedDecisionRow(application_id=ids[decision["reference"]], **kept))
    if bundle["register"] is not None:
        register, before = register_of_a_round(bundle["register"]), register_of_bundle(session, call.call_id)
        if before is None or before.document != register:
            add_register_version(session, register, now, call_id=call.call_id)
    session.flush()


def _report(call: CallRow, bundle: Json, *, has_register: bool) -> Json:
    per_kind = dict.fromkeys(call.grant_type_order, 0)
    for entry in bundle["applications"]:
        per_kind[entry["grant_type"]] += 1
    return {
        "call_id": str(call.call_id),
        "code": call.code,
        "applications": len(bundle["applications"]),
        "applications_by_grant_type": per_kind,
        "rankings": len(bundle["rankings"]),
        "decisions": len(bundle["decisions"]),
        "register": bundle["register"] is not None,
        "rule_set": call.rule_set,
        "warnings": _bundle_warnings(bundle, call, has_register=has_register),
        "remarks": told_remarks(bundle["remarks"]),
    }


def told_remarks(remarks: Sequence[Remark]) -> list[Json]:
    """Give what of a list is no application, each with its place, what stands there, and a sentence."""
    return [
        {"code": each.code, "cell": each.place, "written": each.written, **text(f"remark.{each.code}")}
        for each in remarks
    ]


def _bundle_warnings(bundle: Json, call: CallRow, *, has_register: bool) -> list[dict[str, Any]]:
    """Give the warnings, each with a code and a sentence in Swedish and English."""
    return [
        {"code": code, **text(f"warning.{code}", **values)}
        for code, values in _found(bundle, call, has_register=has_register)
    ]


def _found(bundle: Json, call: CallRow, *, has_register: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    questions = terms_of(call).questions
    lacking = {
        entry["reference"]: [
            question.key for question in unanswered(questions, entry["grant_type"], entry["answers"])
        ]
        for entry in bundle["applications"]
    }
    incomplete = [f"{reference} ({', '.join(keys)})" for reference, keys in lacking.items() if keys]
    if incomplete:
        yield "incomplete", {"count": len(incomplete), "which": listed(incomplete, limit=20)}
    if not bundle["applications"]:
        yield "no_applications", {}
    unstated = sum(entry["submitted_at"] is None for entry in bundle["applications"])
    if unstated:
        yield "submitted_at_unstated", {"count": unstated}
    if bundle["register"] is None and not has_register:
        yield "no_register", {}
    if left_out := [
        section_name(each) for each in SECTIONS if bundle["register"] and bundle["register"].get(each) is None
    ]:
        yield "sections_left_out", {"sections": listed(left_out)}
    decided = {decision["reference"] for decision in bundle["decisions"]}
    undecided = sum(entry["reference"] not in decided for entry in bundle["applications"])
    if decided and undecided:
        yield "decisions_incomplete", {"count": undecided}
