"""Writing all versions to a folder that git can keep: each document as it stands, and beside it what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from sqlalchemy import select

from scoring_service.life.see_version import see_version
from scoring_service.store.tables import Activation, ManagedVersion

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView

META = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Export:
    """How many versions there are, and the files that were new or other than they stood, below the folder."""

    versions: int
    written: tuple[str, ...]


def export_versions(parts: LifeParts, folder: Path, *, name: str | None = None) -> Export:
    """Write ``<name>/<version>.yaml`` and ``<name>/<version>.meta.yaml`` of every version, or of those of one name.

    The same versions always give the same bytes. A file that is there already with the same content is not touched,
    and what else lies in the folder stays.
    """
    wanted = select(ManagedVersion).order_by(ManagedVersion.name, ManagedVersion.version)
    if name is not None:
        wanted = wanted.where(ManagedVersion.name == name)
    written: list[str] = []
    with parts.database.reading() as session:
        rows = session.scalars(wanted).all()
        for row in rows:
            written.extend(_write(session, row, folder))
    return Export(len(rows), tuple(written))


def _write(session: Session, row: ManagedVersion, folder: Path) -> list[str]:
    below = folder / row.name
    below.mkdir(parents=True, exist_ok=True)
    view = see_version(session, row)
    files = {f"{row.version}.yaml": row.document, f"{row.version}{META}": _meta(session, view)}
    return [f"{row.name}/{name}" for name, text in files.items() if _keep(below / name, text)]


def _keep(path: Path, text: str) -> bool:
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True


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


def _activation(row: Activation) -> dict[str, Any]:
    told = {
        "at": _moment(row.at),
        "kind": row.kind,
        "call": row.call_code,
        "by": row.by,
        "reason": row.reason,
    }
    return {key: value for key, value in told.items() if value is not None}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _yaml(document: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 1_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()
