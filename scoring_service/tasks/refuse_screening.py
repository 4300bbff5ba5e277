"""Refusing a screening as a whole, when no verdict could rest on its rules: said to intake and to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Alarm, Outbox
from scoring_service.tasks.gather import lock_screening
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from scoring_service.store.tables import Screening
    from scoring_service.tasks.parts import ScoringParts


def refuse_screening(parts: ScoringParts, screening_id: str, problems: Sequence[str]) -> None:
    """End a preparation without a single verdict; the same order given again tries again."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.PREPARING:
            return
        screening.state, screening.problems = ScreeningState.REFUSED, list(problems)
        screening.next_step_at = screening.rule_set_sha256 = None
        if screening.is_awaited:
            _tell(session, parts, screening, problems)
        details = {"rule_set": screening.rule_set_name, "problems": list(problems)[:20]}
        raise_alarm(session, Alarm, "screening-refused", screening_id, details, parts.clock)


def _tell(session: Session, parts: ScoringParts, screening: Screening, problems: Sequence[str]) -> None:
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "rule_set": screening.rule_set_name,
        "problems": list(problems),
    }
    enqueue(session, Outbox, TaskName.SCREENING_REFUSED, body, parts.clock, request_id=screening.request_id)
