"""Rules tried on a call that is still open: what is in force and what is tried, side by side, with nothing kept of either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prescreen_shared.names import TaskName
from scoring_service.backtests.order import order_backtest
from scoring_service.backtests.process import run_process
from scoring_service.backtests.shadows import follow_shadows, start_shadow
from scoring_service.backtests.views import (
    BacktestView,
    NothingToTryError,
    list_backtests,
    read_backtest,
    read_changes,
)
from scoring_service.versions.drafts import approve_version, check_version, create_draft
from scoring_service.versions.in_force import activate_version
from tests.stages.backtests import BacktestStage, amounts, live_content, rules_text
from tests.stages.scoring import applications_message, order_message, scoring_parts, snapshot


@pytest.fixture
def stage(database_url: str) -> Iterator[BacktestStage]:
    stage = BacktestStage(database_url, chunk_size=4)
    yield stage
    stage.close()


def draft(stage: BacktestStage, document: str) -> str:
    parts = scoring_parts(stage.database, stage.clock, gate=lambda _: None)
    return create_draft(parts, document, by="Rut").version_id


def put_in_force(stage: BacktestStage, document: str) -> None:
    parts = scoring_parts(stage.database, stage.clock, gate=lambda _: None)
    version_id = draft(stage, document)
    check_version(parts, version_id, by="Rut")
    approve_version(parts, version_id, by="Eva")
    activate_version(parts, version_id, by="Eva", reason="first")


def open_call(stage: BacktestStage, *numbers: int) -> None:
    call = order_message([])["call"]
    stage.deliver(TaskName.RECEIVE_CALL, {"call": call, "register": None, "rule_set": "made"})
    if numbers:
        stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(amounts(*numbers)))


def run(stage: BacktestStage, backtest: BacktestView) -> BacktestView:
    assert run_process(stage.parts, backtest.backtest_id)
    return read_backtest(stage.parts, backtest.backtest_id)


def order(stage: BacktestStage, document: str) -> BacktestView:
    return order_backtest(stage.parts, by="Rut", document=document, call="made")


def test_both_versions_are_evaluated_on_what_has_come_in(stage: BacktestStage) -> None:
    put_in_force(stage, rules_text())
    open_call(stage, *range(1, 9))
    ordered = order(stage, rules_text(limit=300, version=2))
    before = live_content(stage.database)
    view = run(stage, ordered)
    assert (view.state, view.screening_id, view.done, view.total) == ("done", None, 8, 8)
    assert view.old is not None
    assert (view.old.version, view.new.version) == (1, 2)
    changed = read_changes(stage.parts, view.backtest_id, change="changed")
    assert {each.reference: each.change for each in changed} == {
        "T1-4": "newly_refused",
        "T1-5": "newly_refused",
    }
    assert live_content(stage.database) == before


def test_the_newest_revision_of_each_application_is_tried_as_it_stood_at_the_order(
    stage: BacktestStage,
) -> None:
    put_in_force(stage, rules_text())
    open_call(stage, 4, 9)
    stage.clock.advance(minutes=1)
    stage.deliver(
        TaskName.RECEIVE_APPLICATIONS, applications_message([snapshot(4, revision=2, requested_amount=50)])
    )
    ordered = order(stage, rules_text(limit=300, version=2))
    stage.clock.advance(minutes=1)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(amounts(5)))
    view = run(stage, ordered)
    found = read_changes(stage.parts, view.backtest_id)
    assert [(each.reference, each.revision, each.change) for each in found] == [
        ("T1-4", 2, "unchanged"),
        ("T1-9", 1, "unchanged"),
    ]


def test_many_applications_come_page_by_page(stage: BacktestStage) -> None:
    put_in_force(stage, rules_text())
    open_call(stage, *range(1, 121))
    view = run(stage, order(stage, rules_text(version=2)))
    assert (view.done, view.counts["unchanged"]) == (120, 120)


def test_a_call_is_kept_as_it_was_opened_however_often_it_is_told(stage: BacktestStage) -> None:
    put_in_force(stage, rules_text())
    open_call(stage)
    open_call(stage, 1)
    assert run(stage, order(stage, rules_text(version=2))).total == 1


def test_nothing_is_tried_on_a_call_without_applications_or_without_rules(stage: BacktestStage) -> None:
    open_call(stage, 1)
    with pytest.raises(NothingToTryError):
        order(stage, rules_text())
    put_in_force(stage, rules_text())
    assert order(stage, rules_text()).total is None


def test_a_call_that_was_opened_and_has_no_application_yet_cannot_be_tried(stage: BacktestStage) -> None:
    put_in_force(stage, rules_text())
    open_call(stage)
    with pytest.raises(NothingToTryError):
        order(stage, rules_text())


def test_a_screening_that_is_done_takes_the_place_of_what_had_come_in(stage: BacktestStage) -> None:
    put_in_force(stage, rules_text())
    open_call(stage, 1, 2)
    screening_id = stage.screen(amounts(1, 2, 3), rules_text())
    assert order(stage, rules_text(version=2)).screening_id == screening_id


def test_a_shadow_looks_at_an_open_call_now_and_then_and_at_its_screening_when_it_is_done(
    stage: BacktestStage,
) -> None:
    put_in_force(stage, rules_text())
    version_id = draft(stage, rules_text(limit=300, version=2))
    open_call(stage)
    start_shadow(stage.parts, call="made", version_id=version_id, by="Rut")
    follow_shadows(stage.parts)
    assert list_backtests(stage.parts) == ()

    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(amounts(1, 4)))
    follow_shadows(stage.parts)
    follow_shadows(stage.parts)
    (first,) = list_backtests(stage.parts)
    assert (first.kind, first.screening_id) == ("shadow", None)
    assert run(stage, first).counts["newly_refused"] == 1

    stage.clock.advance(minutes=30)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(amounts(5)))
    follow_shadows(stage.parts)
    assert len(list_backtests(stage.parts)) == 1
    stage.clock.advance(minutes=31)
    follow_shadows(stage.parts)
    assert len(list_backtests(stage.parts)) == 2
    stage.clock.advance(hours=2)
    follow_shadows(stage.parts)
    assert len(list_backtests(stage.parts)) == 2

    screening_id = stage.screen(amounts(1, 4, 5), rules_text())
    stage.clock.advance(hours=2)
    follow_shadows(stage.parts)
    newest = list_backtests(stage.parts)[0]
    assert (newest.kind, newest.screening_id) == ("shadow", screening_id)
    follow_shadows(stage.parts)
    assert len(list_backtests(stage.parts)) == 3
