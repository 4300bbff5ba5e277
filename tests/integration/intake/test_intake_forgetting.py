"""Truths kept for repeated requests are forgotten when they are old, and not before."""

from __future__ import annotations

from datetime import timedelta

from intake_service.store.tables import IdempotencyKeyRow
from prescreen_shared.plumbing.idempotency import Once, forget_answers
from tests.intake_bench import IntakeBench


def test_old_answers_are_forgotten_and_new_ones_kept(bench: IntakeBench) -> None:
    with bench.database.writing() as session:
        Once(IdempotencyKeyRow, "calls", "old", b"{}", bench.clock.now()).hold(session)
    bench.clock.advance(days=8)
    with bench.database.writing() as session:
        Once(IdempotencyKeyRow, "calls", "new", b"{}", bench.clock.now()).hold(session)

    assert forget_answers(bench.database, IdempotencyKeyRow, bench.clock.now() - timedelta(days=7)) == 1
    assert forget_answers(bench.database, IdempotencyKeyRow, bench.clock.now() - timedelta(days=7)) == 0
