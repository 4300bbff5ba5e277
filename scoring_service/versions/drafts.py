"""A version of the rules on its way: written as a draft, changed, checked, approved by another person, put away.

A draft may be full of faults as long as it states its name and number. It is changed only by somebody who has seen it as it
is, and a checked one is a draft again then. The check is that of publication, gate and all, and what it finds is kept with the
version. What is approved is exactly what was checked, and never changes again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from prescreen_shared.texts.catalogue import text
from scoring_service.domain.judge import RuleSetVersion
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.version import (
    LASTING,
    EventKind,
    NotCheckedError,
    VersionChangedError,
    VersionInForceError,
    VersionLastingError,
    VersionState,
    named,
    require_another_person,
)
from scoring_service.engine.gate import GateRefusedError
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import FaultList, PlacedFault, RuleFileError
from scoring_service.rule_files.fields import IDENTIFIER
from scoring_service.rule_files.read_rule_file import examine_rule_file, read_rule_file
from scoring_service.rule_files.read_yaml import YamlFile, read_yaml
from scoring_service.store.tables import Version
from scoring_service.store.versions import (
    add_version,
    find_version,
    hold_activations,
    keep_rule_set_version,
    require_free_number,
    version_for_all,
    write_event,
    writers_of,
)
from scoring_service.versions.views import VersionView, see_version

LONGEST_NAME: Final = 100
HIGHEST_VERSION: Final = 1_000_000


def approve_version(
    parts: ScoringParts, version_id: str, *, by: str, reason: str | None = None, revision: int | None = None
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
        _require_changeable(seen)
        _require_seen(seen, seen.revision if revision is None else revision)
        require_another_person(person, writers_of(session, version_id))
    if seen.state != VersionState.CHECKED or not _is_as_checked(seen):
        raise NotCheckedError(seen.name, seen.version, seen.state)
    now = parts.clock.now()
    with parts.database.writing() as session:
        row = find_version(session, version_id, lock=True)
        _require_changeable(row)
        _require_seen(row, seen.revision)
        row.state, row.approved_by, row.approved_at = VersionState.APPROVED.value, person, now
        row.revision += 1
        rules = RuleSetVersion(row.name, row.version, row.sha256 or "", row.document)
        keep_rule_set_version(session, rules, now)
        write_event(session, EventKind.APPROVED, row, by=person, at=now, reason=reason)
        session.flush()
        return see_version(session, row)


def archive_version(
    parts: ScoringParts, version_id: str, *, by: str, reason: str | None = None
) -> VersionView:
    """Put a version away; calls that have it keep it.

    Raises:
        VersionNotFoundError: there is no such version.
        VersionLastingError: it is archived already.
        VersionInForceError: calls to come are judged by it; another must be brought into force first.
        NobodyNamedError: ``by`` names nobody.
    """
    person, now = named(by), parts.clock.now()
    with parts.database.writing() as session:
        hold_activations(session)
        row = find_version(session, version_id, lock=True)
        if row.state == VersionState.ARCHIVED:
            raise VersionLastingError(row.name, row.version, row.state)
        in_force = version_for_all(session, row.name)
        if in_force is not None and in_force.version_id == row.version_id:
            raise VersionInForceError(row.name, row.version)
        row.state, row.archived_by, row.archived_at = VersionState.ARCHIVED.value, person, now
        row.revision += 1
        write_event(session, EventKind.ARCHIVED, row, by=person, at=now, reason=reason)
        session.flush()
        return see_version(session, row)


@dataclass(frozen=True, slots=True)
class PlainStep:
    """A verb by which a version goes on at a person's word, perhaps with a reason; ``is_offered`` tells where it makes sense."""

    act: Callable[..., VersionView]
    is_offered: Callable[[VersionView], bool]


STEPS: Final = {
    "archive": PlainStep(
        archive_version, lambda version: version.state != VersionState.ARCHIVED and not version.in_force
    ),
}
"""By name the steps that need no more than who and why: of each follow a route of the API and a form of the version's page.

What people are told of one stands in the catalogue under ``step.`` and its name.
"""


def check_version(parts: ScoringParts, version_id: str, *, by: str) -> VersionView:
    """Check a draft; without an error it is checked, else it stays a draft with its faults.

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
        _require_changeable(seen)
    checked = check_document(seen.document, parts.gate)
    now = parts.clock.now()
    with parts.database.writing() as session:
        row = find_version(session, version_id, lock=True)
        _require_changeable(row)
        _require_seen(row, seen.revision)
        is_clean = checked.sha256 is not None
        row.state = (VersionState.CHECKED if is_clean else VersionState.DRAFT).value
        row.sha256, row.problems = checked.sha256, [asdict(fault) for fault in checked.faults]
        row.checked_by, row.checked_at, row.revision = person, now, row.revision + 1
        errors = sum(_is_error(fault) for fault in checked.faults)
        counts = {"errors": errors, "warnings": len(checked.faults) - errors}
        kind = EventKind.CHECKED if is_clean else EventKind.CHECK_FAILED
        write_event(session, kind, row, by=person, at=now, details=counts)
        session.flush()
        return see_version(session, row)


def change_draft(
    parts: ScoringParts, version_id: str, document: str, *, by: str, revision: int, note: str | None = None
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
    person, (name, version) = named(by), read_head(document)

    def change(session: Session) -> VersionView:
        row = find_version(session, version_id, lock=True)
        _require_changeable(row)
        _require_seen(row, revision)
        if document == row.document and (note is None or note == row.note):
            return see_version(session, row)
        require_free_number(session, name, version, except_for=row.version_id)
        now, before = parts.clock.now(), {"name": row.name, "version": row.version, "state": row.state}
        row.name, row.version, row.document = name, version, document
        row.note = row.note if note is None else note
        row.state, row.sha256, row.problems = VersionState.DRAFT.value, None, None
        row.checked_by = row.checked_at = None
        row.changed_by, row.changed_at, row.revision = person, now, row.revision + 1
        write_event(session, EventKind.CHANGED, row, by=person, at=now, reason=note, details={"was": before})
        session.flush()
        return see_version(session, row)

    return _with_a_second_look(parts, change)


def check_document(document: str, gate: Callable[[RuleSet], None]) -> CheckedDocument:
    """Check a rule file's form, sentences and cases, and let its rules through the gate."""
    rule_set, faults = examine_rule_file(document)
    if rule_set is None:
        return CheckedDocument(tuple(faults), None)
    try:
        gate(rule_set)
    except GateRefusedError as error:
        refused = (
            PlacedFault(1, 1, "", **text("versions.gate-refused", reason=reason), severity="error")
            for reason in error.reasons
        )
        return CheckedDocument((*faults, *refused), None)
    return CheckedDocument(tuple(faults), rule_set.sha256)


def create_draft(
    parts: ScoringParts,
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

    def create(session: Session) -> VersionView:
        now = parts.clock.now()
        require_free_number(session, name, version)
        row = add_version(session, name, version, document, by=person, at=now, note=note)
        write_event(session, kind, row, by=person, at=now, reason=note)
        session.flush()
        return see_version(session, row)

    return _with_a_second_look(parts, create)


def read_head(document: str) -> tuple[str, int]:
    """Give the name and the version that a rule file states; whatever else is wrong with it is left to the check.

    Raises:
        RuleFileError: it is no YAML, or it does not state them.
    """
    file = read_yaml(document)
    faults = FaultList(file.positions)
    name, version = _stated(file, "name"), _stated(file, "version")
    if not _is_name(name):
        faults.add(("name",), "versions.name-missing")
    if type(version) is not int or not 0 < version <= HIGHEST_VERSION:
        faults.add(("version",), "versions.number-missing", highest=HIGHEST_VERSION)
    if len(faults):
        raise RuleFileError(faults.sorted())
    assert isinstance(name, str)
    assert isinstance(version, int)
    return name, version


def _require_changeable(row: Version) -> None:
    """See to that a version may still be changed.

    Raises:
        VersionLastingError: it is approved or archived.
    """
    if VersionState(row.state) in LASTING:
        raise VersionLastingError(row.name, row.version, row.state)


def _require_seen(row: Version, revision: int) -> None:
    """See to that the caller has seen the version as it is.

    Raises:
        VersionChangedError: it has another revision by now.
    """
    if row.revision != revision:
        raise VersionChangedError(row.name, row.version, row.changed_by, row.changed_at)


def _is_as_checked(seen: Version) -> bool:
    # Read with all checks: they may have become stricter since.
    try:
        return seen.sha256 == read_rule_file(seen.document).sha256
    except RuleFileError:
        return False


def _is_error(fault: PlacedFault) -> bool:
    """Tell a fault, which refuses the file, from a warning."""
    return fault.severity == "error"


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """All faults, and the hash of the rules' content where none of them is an error."""

    faults: tuple[PlacedFault, ...]
    sha256: str | None


def _with_a_second_look(parts: ScoringParts, act: Callable[[Session], VersionView]) -> VersionView:
    """Act in a transaction; where another has taken the number at the same moment, a second look finds it, and says so."""
    try:
        with parts.database.writing() as session:
            return act(session)
    except IntegrityError:
        with parts.database.writing() as session:
            return act(session)


def _stated(file: YamlFile, key: str) -> Any:
    return file.content.get(key) if isinstance(file.content, dict) else None


def _is_name(name: Any) -> bool:
    # It becomes the name of a folder when versions are exported, so it may hold nothing that leads elsewhere.
    try:
        IDENTIFIER(name)
    except (ValidationError, TypeError):
        return False
    return len(name) <= LONGEST_NAME
