"""Importing a list of applications into an open call, all or nothing, with a preview that shows what would be stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake_service.domain.call import require_open
from intake_service.importing.import_bundle import store_applications, told_remarks
from intake_service.importing.list_template import write_template
from intake_service.importing.read_bundle import misfits_in_list
from intake_service.importing.read_list import ReadList, read_list
from intake_service.parts import Parts
from intake_service.store.applications import application_snapshot, references_of, send_snapshots
from intake_service.store.rows import find_call, log_event, status_of, terms_of
from intake_service.store.tables import CallRow
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.shapes.declaring import as_json
from prescreen_shared.texts.catalogue import Language

Json = dict[str, Any]


def import_list(
    parts: Parts, call_id: UUID, content: bytes, name: str, *, preview: bool, request_id: str | None = None
) -> Json:
    """Store every application of a list as submitted and give the report; with ``preview`` only the report.

    Raises:
        InputRefusedError: with every fault of the list, each with the cell that it stands in.
        CallNotFoundError, CallNotOpenError, CallClosedError: the call takes no applications now.
    """
    with parts.database.writing() as session:
        now = parts.clock.now()
        call = find_call(session, call_id, lock=not preview)
        require_open(status_of(call), now)
        listed = _accepted(session, call, content, name)
        if not preview:
            entries = [each.loaded.values for each in listed.applications]
            rows = store_applications(session, call, entries, now)
            snapshots = [application_snapshot(row, 1, written) for row, written in rows]
            send_snapshots(session, call.call_id, snapshots, parts.clock, request_id=request_id)
            facts = {"applications": len(rows), "file": name[:200]}
            log_event(session, "list_imported", now, call_id=call.call_id, request_id=request_id, facts=facts)
        return _report(call, listed, stored=not preview)


def template_of(parts: Parts, call_id: UUID, language: Language) -> bytes:
    """Give an empty list for a call, as the content of an Excel file.

    Raises:
        CallNotFoundError: no call has this id.
    """
    with parts.database.reading() as session:
        return write_template(terms_of(find_call(session, call_id)), language)


def _accepted(session: Session, call: CallRow, content: bytes, name: str) -> ReadList:
    taken, terms = references_of(session, call.call_id), terms_of(call)
    listed = read_list(content, name, terms, taken)
    faults = [*listed.faults, *misfits_in_list(terms, listed), *_taken(listed, taken)]
    if faults:
        raise InputRefusedError(faults)
    return listed


def _taken(listed: ReadList, taken: frozenset[str]) -> Iterator[Fault]:
    for each in listed.applications:
        reference = each.loaded.sound.get("reference")
        if reference in taken:
            yield each.at(Fault("reference_in_call", "reference", {"reference": reference}))


def _report(call: CallRow, listed: ReadList, *, stored: bool) -> Json:
    per_kind = dict.fromkeys(call.grant_type_order, 0)
    for each in listed.applications:
        per_kind[each.loaded.values["grant_type"]] += 1
    return {
        "call_id": str(call.call_id),
        "code": call.code,
        "stored": stored,
        "applications": len(listed.applications),
        "applications_by_grant_type": per_kind,
        "rows": [
            {"cell": each.row, "application": as_json(each.loaded.values)} for each in listed.applications
        ],
        "remarks": told_remarks(listed.remarks),
    }
