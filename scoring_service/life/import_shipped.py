"""Bringing the rule files that come with the product into the database: approved, and in force where no person has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from scoring_service.domain.versions.person import SUPPLIER, SUPPLIER_APPROVES
from scoring_service.domain.versions.states import LASTING, ActivationKind, EventKind, VersionState
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.store.tables import Activation, Alarm, ManagedVersion
from scoring_service.store.versions.activations import add_activation, hold_activations, version_for_all
from scoring_service.store.versions.find_version import version_of_number
from scoring_service.store.versions.write_event import write_event
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.life.parts import LifeParts

_log = structlog.get_logger(__name__)


def import_shipped(parts: LifeParts, folder: Path) -> Mapping[str, Sequence[str]]:
    """Import every ``*.yaml`` that is not in the database yet; give what is wrong with a file by its name without suffix.

    A file that cannot be imported raises an alarm and holds up no other. The gate is passed at first use.
    """
    faults: dict[str, Sequence[str]] = {}
    for path in sorted(path for path in folder.glob("*.yaml") if "." not in path.stem):
        # A point in the stem is of a file beside the rules, such as ``x.cases.yaml``.
        try:
            document = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            faults[path.stem] = [f"{path.stem}: filen är inte UTF-8 (the file is not UTF-8)"]
            continue
        found = _import(parts, path.stem, document)
        if found:
            faults[path.stem] = found
    for name, problems in faults.items():
        _alarm(parts, name, problems)
    return faults


def _import(parts: LifeParts, name: str, document: str) -> Sequence[str]:
    lasting = [state.value for state in LASTING]
    same = exists().where(ManagedVersion.document == document, ManagedVersion.state.in_(lasting))
    with parts.database.reading() as session:
        if session.scalar(select(same)):
            return ()
    try:
        rule_set = read_rule_file(document)
    except RuleFileError as error:
        return [f"{name}, {p.line}:{p.column} {p.path}: {p.sv} ({p.en})" for p in error.problems]
    try:
        with parts.database.writing() as session:
            return _keep(session, parts, rule_set, document)
    except IntegrityError:
        # Another process has imported it at the same moment.
        return ()


def _keep(session: Session, parts: LifeParts, rule_set: RuleSet, document: str) -> Sequence[str]:
    kept = version_of_number(session, rule_set.name, rule_set.version)
    if kept is not None:
        return () if kept.sha256 == rule_set.sha256 and kept.state in LASTING else [_differs(kept)]
    now = parts.clock.now()
    row = ManagedVersion(
        version_id=str(uuid4()),
        name=rule_set.name,
        version=rule_set.version,
        state=VersionState.APPROVED.value,
        document=document,
        sha256=rule_set.sha256,
        author=SUPPLIER,
        shipped=True,
        problems=[],
        created_at=now,
        changed_by=SUPPLIER,
        changed_at=now,
        approved_by=SUPPLIER_APPROVES,
        approved_at=now,
    )
    session.add(row)
    session.flush()
    write_event(session, EventKind.IMPORTED, row, by=SUPPLIER, at=now)
    write_event(session, EventKind.APPROVED, row, by=SUPPLIER_APPROVES, at=now)
    _bring_into_force(session, parts, row)
    _log.info("shipped_version_imported", name=row.name, version=row.version, sha256=row.sha256)
    return ()


def _bring_into_force(session: Session, parts: LifeParts, row: ManagedVersion) -> None:
    hold_activations(session)
    chosen = exists().where(
        Activation.name == row.name, Activation.call_code.is_(None), Activation.by != SUPPLIER
    )
    in_force = version_for_all(session, row.name)
    if session.scalar(select(chosen)) or (in_force is not None and in_force.version > row.version):
        return
    now = parts.clock.now()
    add_activation(session, ActivationKind.ACTIVATE, row, call_code=None, by=SUPPLIER, at=now, reason=None)


def _differs(kept: ManagedVersion) -> str:
    return (
        f"{kept.name} version {kept.version} finns redan med annat innehåll, som gäller; ge filen ett nytt nummer "
        f"({kept.name} version {kept.version} is kept with other content, which stays; give the file a new number)"
    )


def _alarm(parts: LifeParts, name: str, problems: Sequence[str]) -> None:
    with parts.database.writing() as session:
        details = {"problems": list(problems)[:20]}
        raise_alarm(session, Alarm, "shipped-rules-not-imported", name, details, parts.clock)
