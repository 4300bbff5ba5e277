"""Truths kept for repeated requests are forgotten when they are old, and not before."""

from __future__ import annotations

from datetime import timedelta

from intake_service.store.tables import IdempotencyKeyRow
from prescreen_shared.plumbing.idempotency import Once, forget_answers
from tests.stages.intake import IntakeStage


def test_old_answers_are_forgotten_and_new_ones_kept(stage: IntakeStage) -> None:
    with stage.database.writing() as session:
        Once(IdempotencyKeyRow, "calls", "old", b"{}", stage.clock.now()).hold(session)
    stage.clock.advance(days=8)
    with stage.database.writing() as session:
        Once(IdempotencyKeyRow, "calls", "new", b"{}", stage.clock.now()).hold(session)

    assert forget_answers(stage.database, IdempotencyKeyRow, stage.clock.now() - timedelta(days=7)) == 1
    assert forget_answers(stage.database, IdempotencyKeyRow, stage.clock.now() - timedelta(days=7)) == 0
