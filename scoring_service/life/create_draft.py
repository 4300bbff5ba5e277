"""Writing a new version as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import EventKind, VersionState
from scoring_service.life.read_head import read_head
from scoring_service.life.see_version import see_version
from scoring_service.store.tables import ManagedVersion
from scoring_service.store.versions.find_version import require_free_number
from scoring_service.store.versions.write_event import write_event

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView


def create_draft(
    parts: LifeParts,
    document: str,
    *,
    by: str,
    note: str | None = None,
    kind: EventKind = EventKind.CREATED,
) -> VersionView:
    """Keep a document as a draft; it may be full of faults, as long as it states its name and number.

    Raises:
        RuleFileError: it does not state them.
        VersionTakenError: the name has this number already.
        NobodyNamedError: ``by`` names nobody.
    """
    person, (name, version) = named(by), read_head(document)
    try:
        return _create(parts, document, name, version, person, note, kind)
    except IntegrityError:
        # Another has taken the number at the same moment: the second look finds it, and says so.
        return _create(parts, document, name, version, person, note, kind)


def _create(
    parts: LifeParts, document: str, name: str, version: int, by: str, note: str | None, kind: EventKind
) -> VersionView:
    now = parts.clock.now()
    with parts.database.writing() as session:
        require_free_number(session, name, version)
        row = ManagedVersion(
            version_id=str(uuid4()),
            name=name,
            version=version,
            state=VersionState.DRAFT.value,
            document=document,
            author=by,
            note=note,
            created_at=now,
            changed_by=by,
            changed_at=now,
        )
        session.add(row)
        session.flush()
        write_event(session, kind, row, by=by, at=now, reason=note)
        session.flush()
        return see_version(session, row)
