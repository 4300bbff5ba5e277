"""Versions between the database and files: those that come with the product, all to a folder that git can keep, and from files.

A file that is shipped is approved, and in force where no person has chosen. A file that somebody reads in becomes a draft,
whatever it says of its state. Written out, each document stands as it is, with what is known of it beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Clock, Database
from prescreen_shared.texts.catalogue import text
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.version import (
    LASTING,
    SUPPLIER,
    SUPPLIER_APPROVES,
    ActivationKind,
    EventKind,
    VersionError,
    VersionState,
    named,
)
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import PlacedFault, RuleFileError
from scoring_service.rule_files.read_rule_file import examine_rule_file, read_rule_file
from scoring_service.store.tables import Activation, Alarm, Version
from scoring_service.store.versions import (
    add_activation,
    add_version,
    hold_activations,
    version_for_all,
    version_of_number,
    write_event,
)
from scoring_service.versions.drafts import create_draft, read_head
from scoring_service.versions.shelf import describe
from scoring_service.versions.views import VersionView, asked_for, see_version

_log = structlog.get_logger(__name__)
SUFFIX = ".yaml"
META = ".meta.yaml"


def import_shipped(database: Database, clock: Clock, folder: Path) -> Mapping[str, Sequence[str]]:
    """Import every ``*.yaml`` that is not in the database yet; give what is wrong with a file by its name without suffix.

    A file that cannot be imported raises an alarm and holds up no other. The gate is passed at first use.
    """
    faults: dict[str, Sequence[str]] = {}
    for path in sorted(path for path in folder.glob("*.yaml") if "." not in path.stem):
        # A point in the stem is of a file beside the rules, such as ``x.cases.yaml``.
        try:
            document = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            faults[path.stem] = [f"{path.stem}: {_both('versions.not-utf8')}"]
            continue
        found = _import(database, clock, path.stem, document)
        if found:
            faults[path.stem] = found
    for name, problems in faults.items():
        _alarm(database, clock, name, problems)
    return faults


def import_versions(parts: ScoringParts, path: Path, *, by: str) -> Import:
    """Read in one rule file, or all of a folder that ``export_versions`` has written; again changes nothing.

    A version that is kept with the same content is left as it is, approved or not; one with other content is never
    overwritten.

    Raises:
        NobodyNamedError: ``by`` names nobody.
        OSError: the path cannot be read.
    """
    person = named(by)
    drafts: list[VersionView] = []
    known: list[str] = []
    refused: list[RefusedFile] = []
    for file in _files(path):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            document = _text_of(file)
            if _is_known(parts, document):
                known.append(name)
            else:
                drafts.append(create_draft(parts, document, by=person, kind=EventKind.IMPORTED))
        except RuleFileError as error:
            refused.append(RefusedFile(name, faults=error.faults))
        except VersionError as error:
            refused.append(RefusedFile(name, error=error))
    return Import(tuple(drafts), tuple(known), tuple(refused))


def export_versions(parts: ScoringParts, folder: Path, *, name: str | None = None) -> Export:
    """Write ``<name>/<version>.yaml`` and ``<name>/<version>.meta.yaml`` of every version, or of those of one name.

    The same versions always give the same bytes. A file that is there already with the same content is not touched,
    and what else lies in the folder stays.
    """
    wanted = select(Version).filter_by(**asked_for(name=name)).order_by(Version.name, Version.version)
    written: list[str] = []
    with parts.database.reading() as session:
        rows = session.scalars(wanted).all()
        for row in rows:
            written.extend(_write(session, row, folder))
    return Export(len(rows), tuple(written))


def _import(database: Database, clock: Clock, name: str, document: str) -> Sequence[str]:
    lasting = [state.value for state in LASTING]
    same = exists().where(Version.document == document, Version.state.in_(lasting))
    with database.reading() as session:
        if session.scalar(select(same)):
            return ()
    try:
        rule_set = read_rule_file(document)
    except RuleFileError as error:
        return describe(name, error)
    try:
        with database.writing() as session:
            return _keep(session, rule_set, document, clock.now())
    except IntegrityError:
        # Another process has imported it at the same moment.
        return ()


def _keep(session: Session, rule_set: RuleSet, document: str, now: datetime) -> Sequence[str]:
    kept = version_of_number(session, rule_set.name, rule_set.version)
    if kept is not None:
        return (
            ()
            if kept.sha256 == rule_set.sha256 and kept.state in LASTING
            else [_both("versions.other-content", name=kept.name, version=kept.version)]
        )
    row = add_version(
        session,
        rule_set.name,
        rule_set.version,
        document,
        by=SUPPLIER,
        at=now,
        state=VersionState.APPROVED.value,
        sha256=rule_set.sha256,
        shipped=True,
        problems=[],
        approved_by=SUPPLIER_APPROVES,
        approved_at=now,
    )
    write_event(session, EventKind.IMPORTED, row, by=SUPPLIER, at=now)
    write_event(session, EventKind.APPROVED, row, by=SUPPLIER_APPROVES, at=now)
    _bring_into_force(session, row, now)
    _log.info("shipped_version_imported", name=row.name, version=row.version, sha256=row.sha256)
    return ()


def _both(text_id: str, **values: object) -> str:
    found = text(text_id, **values)
    return f"{found['sv']} ({found['en']})"


def _bring_into_force(session: Session, row: Version, now: datetime) -> None:
    hold_activations(session)
    chosen = exists().where(
        Activation.name == row.name, Activation.call_code.is_(None), Activation.by != SUPPLIER
    )
    in_force = version_for_all(session, row.name)
    if session.scalar(select(chosen)) or (in_force is not None and in_force.version > row.version):
        return
    add_activation(session, ActivationKind.ACTIVATE, row, call_code=None, by=SUPPLIER, at=now, reason=None)


def _alarm(database: Database, clock: Clock, name: str, problems: Sequence[str]) -> None:
    with database.writing() as session:
        details = {"problems": list(problems)[:20]}
        raise_alarm(session, Alarm, "shipped-rules-not-imported", name, details, clock)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not read in: because of ``faults`` in it, or of ``error`` when it cannot have its number."""

    file: str
    faults: tuple[PlacedFault, ...] = ()
    error: VersionError | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What became of each file: new drafts, files whose version is kept already, and files that were refused."""

    drafts: tuple[VersionView, ...]
    known: tuple[str, ...]
    refused: tuple[RefusedFile, ...]


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.rglob(f"*{SUFFIX}")) if not file.name.endswith(META)]


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleFileError([PlacedFault(1, 1, "", severity="error", **text("versions.not-utf8"))]) from error


def _is_known(parts: ScoringParts, document: str) -> bool:
    name, version = read_head(document)
    with parts.database.reading() as session:
        kept = version_of_number(session, name, version)
    if kept is None:
        return False
    if kept.document == document:
        return True
    # Only comments or layout may differ: what counts is what the rules say.
    rule_set, _ = examine_rule_file(document)
    return rule_set is not None and rule_set.sha256 == kept.sha256


@dataclass(frozen=True, slots=True)
class Export:
    """How many versions there are, and the files that were new or other than they stood, below the folder."""

    versions: int
    written: tuple[str, ...]


def _write(session: Session, row: Version, folder: Path) -> list[str]:
    below = folder / row.name
    below.mkdir(parents=True, exist_ok=True)
    view = see_version(session, row)
    files = {f"{row.version}.yaml": row.document, f"{row.version}{META}": _meta(session, view)}
    return [f"{row.name}/{name}" for name, text in files.items() if _put(below / name, text)]


def _meta(session: Session, view: VersionView) -> str:
    of_version = select(Activation).where(Activation.version_id == view.version_id)
    document = {
        "name": view.name,
        "version": view.version,
        "state": view.state.value,
        "sha256": view.sha256,
        "author": view.author,
        "writers": list(view.writers),
        "note": view.note,
        "created_at": _moment(view.created_at),
        "changed_at": _moment(view.changed_at),
        "approved_by": view.approved_by,
        "approved_at": _moment(view.approved_at),
        "archived_by": view.archived_by,
        "archived_at": _moment(view.archived_at),
        "activations": [
            _activation(each) for each in session.scalars(of_version.order_by(Activation.activation_id))
        ],
    }
    return _yaml({key: value for key, value in document.items() if value not in (None, [])})


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _activation(row: Activation) -> dict[str, Any]:
    told = {
        "at": _moment(row.at),
        "kind": row.kind,
        "call": row.call_code,
        "by": row.by,
        "reason": row.reason,
    }
    return {key: value for key, value in told.items() if value is not None}


def _yaml(document: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 1_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def _put(path: Path, text: str) -> bool:
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True
