"""Changing a draft: only by somebody who has seen it as it is, and a checked one is a draft again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import IntegrityError

from scoring_service.domain.versions.errors import VersionChangedError, VersionLastingError
from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import LASTING, EventKind, VersionState
from scoring_service.life.read_head import read_head
from scoring_service.life.see_version import see_version
from scoring_service.store.versions.find_version import find_version, require_free_number
from scoring_service.store.versions.write_event import write_event

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView
    from scoring_service.store.tables import ManagedVersion


def change_draft(
    parts: LifeParts, version_id: str, document: str, *, by: str, revision: int, note: str | None = None
) -> VersionView:
    """Put another document in the place of a draft's; ``revision`` is the one that the caller has seen.

    The same document again changes nothing, so that a check is not lost by it.

    Raises:
        VersionNotFoundError: there is no such version.
        VersionLastingError: it is approved or archived.
        VersionChangedError: somebody has changed it since, with the name.
        VersionTakenError: the document states a number that the name has already.
        RuleFileError: the document states no name or number.
        NobodyNamedError: ``by`` names nobody.
    """
    change = _Change(named(by), document, *read_head(document), revision, note)
    try:
        return _make(parts, version_id, change)
    except IntegrityError:
        # Another has taken the number at the same moment: the second look finds it, and says so.
        return _make(parts, version_id, change)


class _Change(NamedTuple):
    by: str
    document: str
    name: str
    version: int
    revision: int
    note: str | None


def _make(parts: LifeParts, version_id: str, change: _Change) -> VersionView:
    person, document, name, version, revision, note = change
    now = parts.clock.now()
    with parts.database.writing() as session:
        row = find_version(session, version_id, lock=True)
        require_changeable(row)
        require_seen(row, revision)
        if document == row.document and (note is None or note == row.note):
            return see_version(session, row)
        require_free_number(session, name, version, except_for=row.version_id)
        before = {"was": {"name": row.name, "version": row.version, "state": row.state}}
        row.name, row.version, row.document = name, version, document
        row.note = row.note if note is None else note
        row.state, row.sha256, row.problems = VersionState.DRAFT.value, None, None
        row.checked_by = row.checked_at = None
        row.changed_by, row.changed_at, row.revision = person, now, row.revision + 1
        write_event(session, EventKind.CHANGED, row, by=person, at=now, reason=note, details=before)
        session.flush()
        return see_version(session, row)


def require_changeable(row: ManagedVersion) -> None:
    """See to that a version may still be changed.

    Raises:
        VersionLastingError: it is approved or archived.
    """
    if VersionState(row.state) in LASTING:
        raise VersionLastingError(row.name, row.version, row.state)


def require_seen(row: ManagedVersion, revision: int) -> None:
    """See to that the caller has seen the version as it is.

    Raises:
        VersionChangedError: it has another revision by now.
    """
    if row.revision != revision:
        raise VersionChangedError(row.name, row.version, row.changed_by, row.changed_at)
