"""What staff do with the city's register: read it, look at what a change would do, put a new version in force.

Versions are never changed. One that replaces another names it, so that two people who change the register at the same time
do not undo each other's work; calls that are open learn of the new one, those that have been screened keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake_service.call_checks import ask_for_check
from intake_service.domain.errors import RegisterChangedError
from intake_service.domain.register import (
    SectionDifference,
    check_register,
    compare_registers,
    count_entries,
    stated_register,
)
from intake_service.parts import Parts
from intake_service.store.registers import (
    add_register_version,
    find_register_version,
    register_in_force,
    register_of,
)
from intake_service.store.rows import log_event
from intake_service.store.tables import CallRow, IdempotencyKeyRow, RegisterVersionRow, ScreeningRow
from prescreen_shared.errors import ChangedMeanwhileError
from prescreen_shared.plumbing.idempotency import Once
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.shapes.declaring import Hash, write
from prescreen_shared.statuses import CallState
from prescreen_shared.written import canonical_sha256

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVersion:
    """One version: who, when, why; ``sections`` counts entries, null where the register does not have the section.

    ``call`` is the code of the call whose bundle brought it and which alone uses it, null for a version of the city.
    ``used_by`` are the codes of calls that were screened with it, or, while they are open, would be.
    """

    version: int
    sha256: Hash
    at: datetime
    by: str | None
    reason: str | None
    call: str | None
    in_force: bool
    sections: dict[str, int | None]
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVersion(ListedVersion):
    """A version with its entries, and what it changed: section by section against the version of the city before it."""

    register: dict[str, Any]
    differences: tuple[SectionDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPreview:
    """What a register would change if it replaced the version in force, 0 where there is none; nothing is stored.

    ``for_calls`` are the codes of the calls, not yet closed, that would be screened with it.
    """

    replaces: int
    sha256: Hash
    sections: dict[str, int | None]
    differences: tuple[SectionDifference, ...]
    for_calls: tuple[str, ...]
    register: dict[str, Any]


def read_register(parts: Parts, number: int | None = None) -> RegisterVersion | None:
    """Give a version, or where no number is given the one in force; None while the city has none.

    Raises:
        RegisterVersionNotFoundError: there is none of the number.
    """
    with parts.database.reading() as session:
        row = register_in_force(session) if number is None else find_register_version(session, number)
        return None if row is None else _version(session, row)


def list_versions(parts: Parts) -> tuple[ListedVersion, ...]:
    """Give every version, the newest first; none is ever taken away."""
    with parts.database.reading() as session:
        rows = session.scalars(select(RegisterVersionRow).order_by(RegisterVersionRow.number.desc())).all()
        used, in_force = _used_by(session), register_in_force(session)
        return tuple(ListedVersion(**_told(session, row, used, in_force)) for row in rows)


def preview_register(parts: Parts, register: Mapping[str, Any]) -> RegisterPreview:
    """Give what a sound register would change.

    Raises:
        InputRefusedError: with every fault between its entries.
    """
    document = accepted_register(Loaded(dict(register), ()))
    with parts.database.reading() as session:
        row = register_in_force(session)
        return RegisterPreview(
            replaces=0 if row is None else row.number,
            sha256=canonical_sha256(document, spaced=True),
            sections=count_entries(document),
            differences=compare_registers(None if row is None else row.document, document),
            for_calls=tuple(call.code for call in _calls_with(session, row)),
            register=document,
        )


def accepted_register(loaded: Loaded) -> Json:
    """Give a register as it is stored.

    Raises:
        InputRefusedError: with every fault of its shape and between its entries.
    """
    return stated_register(loaded.accepted(check_register(loaded.sound)))


def put_register(
    parts: Parts,
    register: Mapping[str, Any],
    *,
    replaces: int,
    by: str,
    reason: str,
    key: str | None = None,
    sent: bytes = b"",
    file: Mapping[str, str] | None = None,
    request_id: str | None = None,
) -> tuple[Json, bool]:
    """Put a register in force as the next version and give that; a register that changes nothing makes none.

    True beside it when the same request, ``sent`` with the same key, did it before.

    Args:
        register: every section that the city has, whole, as its shape reads it.
        replaces: the version that is in force by what the sender has seen, 0 for none.
        file: the ``name`` and ``sha256`` of the file that it came in, for the log.

    Raises:
        InputRefusedError: with every fault between its entries.
        RegisterChangedError: another version is in force by now.
        ChangedMeanwhileError: somebody else puts one at this very moment.
        IdempotencyKeyReusedError: the key came before with another content.
    """
    document, now = accepted_register(Loaded(dict(register), ())), parts.clock.now()
    told = {"by": by, "reason": reason, "request_id": request_id, "file": file}

    try:
        with parts.database.writing() as session:
            once = Once(IdempotencyKeyRow, "PUT register", key, sent, now)
            return once.within(session, lambda: _put(session, parts, document, replaces, told))
    except IntegrityError as error:
        raise ChangedMeanwhileError from error


def _put(session: Session, parts: Parts, document: Json, replaces: int, told: Mapping[str, Any]) -> Json:
    row, now = register_in_force(session), parts.clock.now()
    in_force = 0 if row is None else row.number
    if row is not None and row.document == document:
        return _answer(session, row)
    if replaces != in_force:
        raise RegisterChangedError(replaces, in_force)
    new = add_register_version(session, document, now, by=told["by"], reason=told["reason"])
    facts = {"version": new.number, "replaces": in_force, "by": new.by, "reason": new.reason}
    request_id = told["request_id"]
    log_event(
        session,
        "register_changed",
        now,
        request_id=request_id,
        facts={**facts, "sha256": new.sha256, "file": told["file"]},
    )
    _tell_of_calls(session, parts, new, request_id)
    return _answer(session, new)


def _answer(session: Session, row: RegisterVersionRow) -> Json:
    return write(_version(session, row))


def _tell_of_calls(session: Session, parts: Parts, new: RegisterVersionRow, request_id: str | None) -> None:
    """Let scoring know the calls that are not closed and would now be screened with the new version."""
    for call in _calls_with(session, new):
        ask_for_check(session, parts, call, request_id=request_id)


def _calls_with(session: Session, version: RegisterVersionRow | None) -> list[CallRow]:
    """Give the calls that are not closed and would be screened with a version, or with none; by their codes."""
    not_closed = select(CallRow).where(CallRow.state.in_((CallState.DRAFT.value, CallState.OPEN.value)))
    calls = session.scalars(not_closed.order_by(CallRow.code)).all()
    return [call for call in calls if register_of(session, call.call_id) is version]


def _version(session: Session, row: RegisterVersionRow) -> RegisterVersion:
    told = _told(session, row, _used_by(session), register_in_force(session))
    before = session.scalar(
        select(RegisterVersionRow)
        .where(RegisterVersionRow.number < row.number, RegisterVersionRow.call_id.is_(None))
        .order_by(RegisterVersionRow.number.desc())
        .limit(1)
    )
    differences = compare_registers(None if before is None else before.document, row.document)
    return RegisterVersion(**told, register=row.document, differences=differences)


def _told(
    session: Session,
    row: RegisterVersionRow,
    used: Mapping[int, Iterable[str]],
    in_force: RegisterVersionRow | None,
) -> Json:
    return {
        "version": row.number,
        "sha256": row.sha256,
        "at": row.at,
        "by": row.by,
        "reason": row.reason,
        "call": None if row.call_id is None else session.get_one(CallRow, row.call_id).code,
        "in_force": row is in_force,
        "sections": count_entries(row.document),
        "used_by": tuple(sorted(used.get(row.number, ()))),
    }


def _used_by(session: Session) -> dict[int, set[str]]:
    """Give the codes of the calls that use each version: were screened with it, or while they are open would be."""
    found: dict[int, set[str]] = {}
    screened = select(ScreeningRow.register_version, CallRow.code).join(
        CallRow, CallRow.call_id == ScreeningRow.call_id
    )
    for number, code in session.execute(screened):
        if number is not None:
            found.setdefault(number, set()).add(code)
    for call in session.scalars(select(CallRow).where(CallRow.state == CallState.OPEN.value)):
        row = register_of(session, call.call_id)
        if row is not None:
            found.setdefault(row.number, set()).add(call.code)
    return found
