"""Importing a list of applications into an open call, all or nothing, with a preview that shows what would be stored."""

from __future__ import annotations

import hashlib
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
from intake_service.store.rows import LIST_IMPORTED, find_call, log_event, status_of, terms_of
from intake_service.store.tables import CallRow
from prescreen_shared.errors import ChangedMeanwhileError, Fault, InputRefusedError
from prescreen_shared.shapes.declaring import as_json
from prescreen_shared.texts.catalogue import Language
from prescreen_shared.written import canonical_sha256

Json = dict[str, Any]


def import_list(
    parts: Parts,
    call_id: UUID,
    content: bytes,
    name: str,
    *,
    preview: bool,
    seen: str | None = None,
    by: str | None = None,
    request_id: str | None = None,
) -> Json:
    """Store every application of a list as submitted and give the report; with ``preview`` only the report.

    ``seen`` is the ``state`` of the preview that was looked at, where there was one; ``by`` is who sends the list.

    Raises:
        InputRefusedError: with every fault of the list, each with the cell that it stands in.
        CallNotFoundError, CallNotOpenError, CallClosedError: the call takes no applications now.
        ChangedMeanwhileError: the file, or what would be stored of it, is no longer what the preview showed.
    """
    with parts.database.reading() if preview else parts.database.writing() as session:
        now = parts.clock.now()
        call = find_call(session, call_id, lock=not preview)
        require_open(status_of(call), now)
        listed = _accepted(session, call, content, name)
        report = _report(call, listed, content, stored=not preview)
        if seen not in (None, report["state"]):
            raise ChangedMeanwhileError
        if not preview:
            entries = [each.loaded.values for each in listed.applications]
            rows = store_applications(session, call, entries, now)
            snapshots = [application_snapshot(row, 1, written) for row, written in rows]
            send_snapshots(session, call.call_id, snapshots, parts.clock, request_id=request_id)
            file = {"name": name[:200], "sha256": report["sha256"]}
            facts = {"applications": len(rows), "files": [file], "by": by}
            log_event(session, LIST_IMPORTED, now, call_id=call.call_id, request_id=request_id, facts=facts)
        return report


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


def _report(call: CallRow, listed: ReadList, content: bytes, *, stored: bool) -> Json:
    per_kind = dict.fromkeys(call.grant_type_order, 0)
    for each in listed.applications:
        per_kind[each.loaded.values["grant_type"]] += 1
    rows = [{"cell": each.row, "application": as_json(each.loaded.values)} for each in listed.applications]
    sha256 = hashlib.sha256(content).hexdigest()
    return {
        "call_id": str(call.call_id),
        "code": call.code,
        "stored": stored,
        "applications": len(listed.applications),
        "applications_by_grant_type": per_kind,
        "rows": rows,
        "remarks": told_remarks(listed.remarks),
        "sha256": sha256,
        "state": canonical_sha256({"file": sha256, "rows": rows}),
    }
