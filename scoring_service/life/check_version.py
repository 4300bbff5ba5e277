"""Checking a draft as its publication would; what is wrong is kept with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import EventKind, VersionState
from scoring_service.life.change_draft import require_changeable, require_seen
from scoring_service.life.check_document import check_document, is_error
from scoring_service.life.see_version import see_version
from scoring_service.store.versions.find_version import find_version
from scoring_service.store.versions.write_event import write_event

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView


def check_version(parts: LifeParts, version_id: str, *, by: str) -> VersionView:
    """Check a draft; without an error it is checked, else it stays a draft with its problems.

    The check takes seconds and holds no transaction meanwhile.

    Raises:
        VersionNotFoundError: there is no such version.
        VersionLastingError: it is approved or archived.
        VersionChangedError: somebody changed it while it was being checked.
        NobodyNamedError: ``by`` names nobody.
    """
    person = named(by)
    with parts.database.reading() as session:
        seen = find_version(session, version_id)
        require_changeable(seen)
    checked = check_document(seen.document, parts.gate)
    now = parts.clock.now()
    with parts.database.writing() as session:
        row = find_version(session, version_id, lock=True)
        require_changeable(row)
        require_seen(row, seen.revision)
        is_clean = checked.sha256 is not None
        row.state = (VersionState.CHECKED if is_clean else VersionState.DRAFT).value
        row.sha256, row.problems = checked.sha256, [asdict(problem) for problem in checked.problems]
        row.checked_by, row.checked_at, row.revision = person, now, row.revision + 1
        errors = sum(is_error(problem) for problem in checked.problems)
        counts = {"errors": errors, "warnings": len(checked.problems) - errors}
        kind = EventKind.CHECKED if is_clean else EventKind.CHECK_FAILED
        write_event(session, kind, row, by=person, at=now, details=counts)
        session.flush()
        return see_version(session, row)
