"""Keeping applications as they were sent: each revision once, and noticed when it comes again with other content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from scoring_service.store.tables import KnownApplication
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many revisions were new, how many repeated, and which repeated ones differ from what is kept."""

    new: int
    repeated: int
    differing: tuple[str, ...]


def keep_applications(
    session: Session, call_id: str, snapshots: Sequence[dict[str, Any]], now: datetime
) -> Receipt:
    """Keep snapshots in the message's shape; a revision that is already kept is left as it is."""
    rows = [_row(call_id, snapshot, now) for snapshot in snapshots]
    new = insert_missing(session, KnownApplication, rows)
    if new == len(rows):
        return Receipt(new, 0, ())
    return Receipt(new, len(rows) - new, _differing(session, rows))


def _row(call_id: str, snapshot: dict[str, Any], now: datetime) -> dict[str, Any]:
    submitted_at = _moment(snapshot["submitted_at"])
    return {
        "application_id": str(UUID(snapshot["application_id"])),
        "revision": snapshot["revision"],
        "call_id": call_id,
        "reference": snapshot["reference"],
        "registration_number": snapshot["registration_number"],
        "submitted_at": submitted_at,
        "content": snapshot["content"],
        "content_sha256": _hash_of(snapshot, submitted_at),
        "received_at": now,
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _hash_of(snapshot: dict[str, Any], submitted_at: datetime | None) -> str:
    # The state may change without a new revision, and decides nothing here; one moment is written in many ways.
    lasting = {key: value for key, value in snapshot.items() if key != "state"}
    lasting["submitted_at"] = submitted_at and submitted_at.isoformat()
    text = json.dumps(lasting, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differing(session: Session, rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    ids = {row["application_id"] for row in rows}
    kept = {
        (application_id, revision): sha256
        for application_id, revision, sha256 in session.execute(
            select(
                KnownApplication.application_id, KnownApplication.revision, KnownApplication.content_sha256
            ).where(KnownApplication.application_id.in_(ids))
        )
    }
    return tuple(
        row["application_id"]
        for row in rows
        if kept[row["application_id"], row["revision"]] != row["content_sha256"]
    )
