"""Everything that judging one chunk needs, read in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from scoring_service.store.manifest import SAME_REVISION
from scoring_service.store.read_frozen_call import read_application, read_call
from scoring_service.store.rule_set_versions import read_rule_set_version
from scoring_service.store.tables import KnownApplication, Screening, ScreeningApplication, ScreeningChunk

if TYPE_CHECKING:
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.judge import RuleSetVersion
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class Item:
    """One application with what the call as a whole says of it, or why that could not be found out."""

    application: Application
    context: dict[str, Any] | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """One chunk: what to judge, under which rules, for which call."""

    screening_id: str
    chunk_id: str
    request_id: str | None
    rules: RuleSetVersion
    call: CallFacts
    items: tuple[Item, ...]


def read_chunk(database: Database, chunk_id: str) -> ChunkWork:
    """Read a chunk that was begun.

    Raises:
        LookupError: there is no such chunk, or its screening has no rule set yet.
    """
    with database.reading() as session:
        chunk = session.get_one(ScreeningChunk, chunk_id)
        screening = session.get_one(Screening, chunk.screening_id)
        rows = session.execute(
            select(KnownApplication, ScreeningApplication.context, ScreeningApplication.fault)
            .join(ScreeningApplication, SAME_REVISION)
            .where(ScreeningApplication.screening_id == chunk.screening_id)
            .where(ScreeningApplication.chunk_id == chunk_id)
            .order_by(KnownApplication.reference, KnownApplication.application_id)
        )
        return ChunkWork(
            screening_id=screening.screening_id,
            chunk_id=chunk_id,
            request_id=screening.request_id,
            rules=read_rule_set_version(session, screening.rule_set_sha256 or ""),
            call=read_call(screening),
            items=tuple(Item(read_application(row), context, fault) for row, context, fault in rows),
        )
