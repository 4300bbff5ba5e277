"""Approving a checked version: by another person than those who wrote it, and it never changes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.judge import RuleSetVersion
from scoring_service.domain.versions.errors import NotCheckedError
from scoring_service.domain.versions.person import named, require_another_person
from scoring_service.domain.versions.states import EventKind, VersionState
from scoring_service.life.change_draft import require_changeable, require_seen
from scoring_service.life.see_version import see_version
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.store.rule_set_versions import keep_rule_set_version
from scoring_service.store.versions.find_version import find_version
from scoring_service.store.versions.write_event import write_event, writers_of

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView
    from scoring_service.store.tables import ManagedVersion


def approve_version(
    parts: LifeParts, version_id: str, *, by: str, reason: str | None = None, revision: int | None = None
) -> VersionView:
    """Approve exactly what was checked; ``revision``, where given, is the one that the caller has seen.

    Raises:
        VersionNotFoundError: there is no such version.
        VersionLastingError: it is approved or archived already.
        NotCheckedError: it is not checked, or is not what was checked.
        SamePersonError: ``by`` has written it or a part of it.
        VersionChangedError: somebody changed it meanwhile.
        NobodyNamedError: ``by`` names nobody.
    """
    person = named(by)
    with parts.database.reading() as session:
        seen = find_version(session, version_id)
        require_changeable(seen)
        require_seen(seen, seen.revision if revision is None else revision)
        require_another_person(person, writers_of(session, version_id))
    if seen.state != VersionState.CHECKED or not _is_as_checked(seen):
        raise NotCheckedError(seen.name, seen.version, seen.state)
    now = parts.clock.now()
    with parts.database.writing() as session:
        row = find_version(session, version_id, lock=True)
        require_changeable(row)
        require_seen(row, seen.revision)
        row.state, row.approved_by, row.approved_at = VersionState.APPROVED.value, person, now
        row.revision += 1
        rules = RuleSetVersion(row.name, row.version, row.sha256 or "", row.document)
        keep_rule_set_version(session, rules, now)
        write_event(session, EventKind.APPROVED, row, by=person, at=now, reason=reason)
        session.flush()
        return see_version(session, row)


def _is_as_checked(seen: ManagedVersion) -> bool:
    # Read with all checks: they may have become stricter since.
    try:
        return seen.sha256 == read_rule_file(seen.document).sha256
    except RuleFileError:
        return False
