"""Rule-set versions as they were applied: kept once by hash, and read back exactly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scoring_service.domain.judge import RuleSetVersion
from scoring_service.store import tables
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def keep_rule_set_version(session: Session, version: RuleSetVersion, now: datetime) -> None:
    """Keep a version that has passed the gate; one that is already kept stays as it is."""
    row = {"sha256": version.sha256, "name": version.name, "version": version.version}
    insert_missing(session, tables.RuleSetVersion, [row | {"document": version.document, "admitted_at": now}])


def read_rule_set_version(session: Session, sha256: str) -> RuleSetVersion:
    """Give a kept version.

    Raises:
        LookupError: there is none with this hash.
    """
    row = session.get(tables.RuleSetVersion, sha256)
    if row is None:
        raise LookupError(f"no rule-set version {sha256}")
    return RuleSetVersion(row.name, row.version, row.sha256, row.document)


def admitted_hashes(session: Session) -> list[str]:
    """Give the hashes of the versions that have passed the gate."""
    return list(session.scalars(select(tables.RuleSetVersion.sha256)))
