"""A round that was sent with a slip, sent again corrected: what differs is shown first, then all of it is stored or nothing.

The corrected bundle is of the same call. Its applications are known by reference: those that differ get another revision,
those that are new are received, those that are gone are withdrawn; what staff registered or applicants sent in themselves is
not part of the round and stays. A call that has closed is screened once more; what was proposed of the earlier revisions stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake_service.call_checks import ask_for_check
from intake_service.domain.answer import kept_answers
from intake_service.domain.errors import CallNotOpenError
from intake_service.domain.register import register_of_a_round
from intake_service.importing.import_bundle import CONTENT_APART, store_applications, store_beside
from intake_service.importing.read_bundle import read_bundle
from intake_service.parts import Parts
from intake_service.received import screen_received
from intake_service.shapes import DecisionShape
from intake_service.store.applications import (
    application_snapshot,
    content_of,
    replace_content,
    send_snapshots,
)
from intake_service.store.call_columns import columns_of
from intake_service.store.registers import register_of_bundle
from intake_service.store.rows import ROUND_CORRECTED, find_call, log_event, terms_of
from intake_service.store.tables import (
    ApplicationRow,
    CallRow,
    EventRow,
    ImportedDecisionRow,
    RankingRow,
)
from prescreen_shared.clock import arrival_of
from prescreen_shared.errors import ChangedMeanwhileError, Fault, InputRefusedError
from prescreen_shared.shapes.declaring import as_json
from prescreen_shared.statuses import ApplicationState, CallState
from prescreen_shared.written import canonical_sha256

Json = dict[str, Any]
_FIXED: Final = ("closes_automatically",)
_DECIDED: Final = tuple(name for name in DecisionShape().fields if name != "reference")


def preview_correction(parts: Parts, call_id: UUID, document: Any) -> Json:
    """Tell what a corrected bundle would change; nothing is stored.

    Raises:
        InputRefusedError: with every fault of the bundle, each with file, entry and field.
        CallNotFoundError: no call has this id.
        CallNotOpenError: the call is a draft.
    """
    bundle = _accepted(document)
    with parts.database.reading() as session:
        call = _correctable(find_call(session, call_id), bundle)
        return _told(call, bundle, _compare(session, call, bundle))


def correct_round(
    parts: Parts,
    call_id: UUID,
    document: Any,
    *,
    by: str,
    reason: str,
    seen: str,
    files: Sequence[Mapping[str, str]] = (),
    request_id: str | None = None,
) -> Json:
    """Store a corrected bundle and give what it changed; ``seen`` is the ``state`` of the preview that was looked at.

    ``files`` name the files that it came in, each with its ``sha256``, for the log.

    Raises:
        InputRefusedError, CallNotFoundError, CallNotOpenError: as for the preview.
        ChangedMeanwhileError: the call, or the bundle, is no longer what the preview showed.
    """
    bundle = _accepted(document)
    with parts.database.writing() as session:
        call, now = _correctable(find_call(session, call_id, lock=True), bundle), parts.clock.now()
        difference = _compare(session, call, bundle)
        told = _told(call, bundle, difference)
        if told["state"] != seen:
            raise ChangedMeanwhileError
        snapshots = _store(session, call, bundle, difference, now, {"by": by, "reason": reason})
        send_snapshots(session, call_id, snapshots, parts.clock, request_id=request_id)
        counts = {name: len(told[name]) for name in ("new", "changed", "missing")}
        facts = {"by": by, "reason": reason, **counts, "call": told["call"], "files": list(files)}
        log_event(session, ROUND_CORRECTED, now, call_id=call_id, request_id=request_id, facts=facts)
        ask_for_check(session, parts, call, request_id=request_id)
        if call.state != CallState.OPEN.value:
            screen_received(session, parts, call, by, reason, request_id)
        return told


def _accepted(document: Any) -> Json:
    bundle, faults = read_bundle(document)
    if faults:
        raise InputRefusedError(faults)
    return bundle


def _correctable(call: CallRow, bundle: Json) -> CallRow:
    if call.state == CallState.DRAFT.value:
        raise CallNotOpenError(call.code)
    if bundle["call"]["code"] != call.code:
        values = {"got": bundle["call"]["code"], "accepted": call.code}
        raise InputRefusedError([Fault("other_call", "id", values, file="call.json")])
    return call


@dataclass(frozen=True, slots=True)
class _Difference:
    """What a bundle changes: entries that are new, rows that changed with the fields that did, rows that are gone."""

    new: list[Json]
    changed: list[tuple[ApplicationRow, Json, Json]]
    missing: list[ApplicationRow]
    call: Json
    beside: list[str]


def _compare(session: Session, call: CallRow, bundle: Json) -> _Difference:
    rows = {row.reference: row for row in _round_of(session, call)}
    taken = set(session.scalars(_references(call))) - rows.keys()
    for entry in bundle["applications"]:
        if entry["reference"] in taken:
            fault = Fault("code_taken", "reference", {"code": entry["reference"]})
            raise InputRefusedError([fault.at(file="applications.json", entry=entry["reference"])])
    new, changed = [], []
    for entry in bundle["applications"]:
        row = rows.get(entry["reference"])
        if row is None:
            new.append(entry)
        elif fields := _fields_that_differ(session, call, row, entry):
            changed.append((row, entry, fields))
    kept = {entry["reference"] for entry in bundle["applications"]}
    missing = [
        row
        for reference, row in rows.items()
        if reference not in kept and row.state != ApplicationState.WITHDRAWN.value
    ]
    return _Difference(
        new, changed, missing, _terms_that_differ(call, bundle), _beside(session, call, bundle)
    )


def _references(call: CallRow) -> Any:
    return select(ApplicationRow.reference).where(ApplicationRow.call_id == call.call_id)


def _round_of(session: Session, call: CallRow) -> list[ApplicationRow]:
    """Give the applications that came with the round, also those that a correction withdrew."""
    came = select(EventRow.application_id, EventRow.facts).where(
        EventRow.call_id == call.call_id, EventRow.kind == "submitted"
    )
    imported = {application_id for application_id, facts in session.execute(came) if facts.get("imported")}
    of_call = select(ApplicationRow).where(ApplicationRow.call_id == call.call_id)
    rows = session.scalars(of_call.order_by(ApplicationRow.reference))
    return [row for row in rows if row.application_id in imported]


def _fields_that_differ(session: Session, call: CallRow, row: ApplicationRow, entry: Json) -> Json:
    before, after = _flat(content_of(session, row)), _flat(_content(call, entry))
    arrival = arrival_of(entry["submitted_at"], call.time_zone)
    before["submitted_at"] = as_json(row.submitted_at or row.submitted_on)
    after["submitted_at"] = as_json(arrival.at or arrival.on)
    if entry["registration_number"] is not None:
        before["registration_number"] = row.registration_number
        after["registration_number"] = entry["registration_number"]
    if row.state == ApplicationState.WITHDRAWN.value:
        before["state"], after["state"] = row.state, ApplicationState.SUBMITTED.value
    return _differing(before, after)


def _content(call: CallRow, entry: Json) -> Json:
    content = {key: value for key, value in entry.items() if key not in CONTENT_APART}
    return {**content, "answers": kept_answers(terms_of(call).questions, content["answers"])}


def _flat(content: Json) -> Json:
    answers = {f"answers.{key}": value for key, value in content["answers"].items()}
    return {**{key: as_json(value) for key, value in content.items() if key != "answers"}, **answers}


def _differing(before: Json, after: Json) -> Json:
    names = sorted(before.keys() | after.keys())
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: {"earlier": old, "new": new} for name, (old, new) in pairs.items() if old != new}


def _terms_that_differ(call: CallRow, bundle: Json) -> Json:
    columns = {name: value for name, value in columns_of(bundle["call"]).items() if name not in _FIXED}
    if bundle.get("rule_set_document") is not None or bundle["call"]["rule_set"] != call.rule_set:
        # Rules that came with the round stay where it names the same rules and brings no file.
        columns["rule_set_document"] = bundle.get("rule_set_document")
    before = {name: as_json(getattr(call, name)) for name in columns}
    return _differing(before, {name: as_json(value) for name, value in columns.items()})


def _beside(session: Session, call: CallRow, bundle: Json) -> list[str]:
    """Name what else differs: rankings, the register, what people decided."""
    ranked = select(RankingRow).where(RankingRow.call_id == call.call_id)
    rankings = {row.administration: list(row.references) for row in session.scalars(ranked)}
    register, given = register_of_bundle(session, call.call_id), bundle["register"]
    differs = {
        "rankings": rankings != {name: list(those) for name, those in bundle["rankings"].items()},
        # What the city knew does not go away by being left out.
        "register": given is not None
        and (register is None or register.document != register_of_a_round(given)),
        "decisions": _decided(session, call)
        != {each["reference"]: _decision(each) for each in bundle["decisions"]},
    }
    return [name for name, is_other in differs.items() if is_other]


def _decided(session: Session, call: CallRow) -> dict[str, Json]:
    """Give the decisions that came with the round, by reference."""
    kept = (
        select(ApplicationRow.reference, ImportedDecisionRow)
        .join(ImportedDecisionRow, ImportedDecisionRow.application_id == ApplicationRow.application_id)
        .where(ApplicationRow.call_id == call.call_id)
    )
    return {reference: _decision(vars(row)) for reference, row in session.execute(kept)}


def _decision(stated: Mapping[str, Any]) -> Json:
    return {name: as_json(stated[name]) for name in _DECIDED}


def _told(call: CallRow, bundle: Json, difference: _Difference) -> Json:
    told: Json = {
        "call_id": str(call.call_id),
        "code": call.code,
        "new": [entry["reference"] for entry in difference.new],
        "added": [{"application": as_json(entry)} for entry in difference.new],
        "changed": [{"reference": row.reference, "fields": fields} for row, _, fields in difference.changed],
        "missing": [row.reference for row in difference.missing],
        "call": difference.call,
        "beside": difference.beside,
    }
    rows = [(str(row.application_id), row.version) for row, *_ in difference.changed]
    rests_on = {"told": told, "call_version": call.version, "rows": rows, "bundle": as_json(bundle)}
    return {**told, "state": canonical_sha256(rests_on)}


def _store(
    session: Session, call: CallRow, bundle: Json, difference: _Difference, now: datetime, who: Json
) -> list[Json]:
    """Store all that differs and give the snapshots that scoring must have."""
    for name in difference.call:
        value = bundle.get(name) if name == "rule_set_document" else columns_of(bundle["call"])[name]
        setattr(call, name, value)
    session.flush()
    snapshots = []
    for row, entry, fields in difference.changed:
        arrival, content = arrival_of(entry["submitted_at"], call.time_zone), _content(call, entry)
        row.submitted_at, row.submitted_on = arrival.at, arrival.on
        row.registration_number = entry["registration_number"] or row.registration_number
        row.state = ApplicationState.SUBMITTED.value
        replace_content(session, row, content, now)
        _note(session, "corrected", row, now, {**who, "fields": sorted(fields)})
        snapshots.append(application_snapshot(row, row.revision, content))
    for row in difference.missing:
        row.state, row.changed_at = ApplicationState.WITHDRAWN.value, now
        session.flush()
        _note(session, "left_out", row, now, who)
        snapshots.append(application_snapshot(row, row.revision, content_of(session, row)))
    added = store_applications(session, call, difference.new, now)
    snapshots += [application_snapshot(row, row.revision, content) for row, content in added]
    _replace_beside(session, call, bundle, now)
    return snapshots


def _note(session: Session, kind: str, row: ApplicationRow, now: datetime, facts: Json) -> None:
    about = {"revision": row.revision, **facts}
    log_event(session, kind, now, call_id=row.call_id, application_id=row.application_id, facts=about)


def _replace_beside(session: Session, call: CallRow, bundle: Json, now: datetime) -> None:
    """Put the bundle's rankings and decisions in the places of those that came before, and its register beside them."""
    rows = [row for row in _round_of(session, call) if row.state != ApplicationState.WITHDRAWN.value]
    ids = [row.application_id for row in _round_of(session, call)]
    session.execute(delete(RankingRow).where(RankingRow.call_id == call.call_id))
    session.execute(delete(ImportedDecisionRow).where(ImportedDecisionRow.application_id.in_(ids)))
    session.flush()
    session.expire_all()
    store_beside(session, call, bundle, [(row, {}) for row in rows], now)
