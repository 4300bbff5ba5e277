"""The scheduler's part in backtests: how many run, what becomes of those that die, and of shadows."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import sleep
from uuid import uuid4

import pytest

from prescreen_shared.plumbing.database import SystemClock
from scoring_service.backtests.process import (
    BacktestStarter,
    note_end,
    run_process,
    start_process,
    take_backtest,
)
from scoring_service.backtests.run_backtest import BacktestLease
from scoring_service.backtests.shadows import end_shadow, follow_shadows, list_shadows, start_shadow
from scoring_service.backtests.views import (
    BacktestTakenError,
    ShadowNotFoundError,
    list_backtests,
    read_backtest,
    read_changes,
)
from scoring_service.domain.judge import Judge
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.version import CallUnknownError, VersionNotFoundError
from scoring_service.parts import BacktestSettings
from scoring_service.store.tables import BacktestRow, Version
from tests.stages.backtests import BacktestStage, amounts, rules_text

FIRST = "00000000-0000-4000-8000-000000000001"
DRAFT = "00000000-0000-4000-8000-0000000000d1"
RUNS = (FIRST, DRAFT)


class FakeProcess:
    """Ends when it is told to."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


class FakeProcesses:
    """Starts fake processes and remembers them."""

    def __init__(self) -> None:
        self.started: list[tuple[str, str, FakeProcess]] = []

    def __call__(self, backtest_id: str, run_id: str) -> FakeProcess:
        process = FakeProcess()
        self.started.append((backtest_id, run_id, process))
        return process

    def ids(self) -> list[str]:
        return [backtest_id for backtest_id, _, _ in self.started]


@pytest.fixture
def stage(database_url: str) -> Iterator[BacktestStage]:
    stage = BacktestStage(database_url, chunk_size=4)
    yield stage
    stage.close()


@pytest.fixture
def screening_id(stage: BacktestStage) -> str:
    return stage.screen(amounts(*range(1, 8)), rules_text())


def state(stage: BacktestStage, backtest_id: str) -> str:
    return read_backtest(stage.parts, backtest_id).state


def three_backtests(stage: BacktestStage, screening_id: str) -> list[str]:
    ids = []
    for limit in (100, 200, 300):
        stage.clock.advance(seconds=1)
        ids.append(stage.order(rules_text(limit=limit), screening_id).backtest_id)
    return ids


def keep_draft(stage: BacktestStage, document: str) -> None:
    """Keep a draft as ``create_draft`` would."""
    now = stage.clock.now()
    with stage.database.writing() as session:
        session.merge(
            Version(
                version_id=DRAFT,
                name="made",
                version=2,
                state="draft",
                document=document,
                author="Rut",
                shipped=False,
                revision=1,
                created_at=now,
                changed_by="Rut",
                changed_at=now,
            )
        )


def test_backtests_are_started_oldest_first_and_one_at_a_time(
    stage: BacktestStage, screening_id: str
) -> None:
    first, second, third = three_backtests(stage, screening_id)
    processes = FakeProcesses()
    starter = BacktestStarter(stage.parts, processes)
    starter.start_due()
    starter.start_due()
    assert processes.ids() == [first]
    backtest_id, run_id, process = processes.started[0]
    assert run_process(stage.parts, backtest_id, run_id)
    process.code = 0
    starter.start_due()
    assert processes.ids() == [first, second]
    assert (state(stage, first), state(stage, third)) == ("done", "waiting")


def test_as_many_run_at_once_as_are_allowed_over_all_schedulers(
    stage: BacktestStage, screening_id: str
) -> None:
    ids = three_backtests(stage, screening_id)
    parts = replace(stage.parts, backtests=BacktestSettings(at_once=2))
    one, other = FakeProcesses(), FakeProcesses()
    BacktestStarter(parts, one).start_due()
    assert one.ids() == ids[:2]
    assert take_backtest(parts, ids[0], one.started[0][1])
    assert take_backtest(parts, ids[1], one.started[1][1])
    BacktestStarter(parts, other).start_due()
    assert other.ids() == []
    assert not take_backtest(parts, ids[2], DRAFT)
    assert not take_backtest(parts, ids[0], DRAFT)


def test_a_killed_backtest_is_begun_once_more_and_ends_whole(stage: BacktestStage, screening_id: str) -> None:
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    processes = FakeProcesses()
    starter = BacktestStarter(stage.parts, processes)
    starter.start_due()
    assert take_backtest(stage.parts, backtest_id, processes.started[0][1])
    processes.started[0][2].code = -9
    starter.start_due()
    assert state(stage, backtest_id) == "waiting"
    assert processes.ids() == [backtest_id, backtest_id]
    assert run_process(stage.parts, backtest_id, processes.started[1][1])
    view = read_backtest(stage.parts, backtest_id)
    assert (view.state, view.done, view.problems) == ("done", 7, ())


def test_a_backtest_that_is_killed_twice_has_failed_with_the_reason(
    stage: BacktestStage, screening_id: str
) -> None:
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    for _ in range(2):
        run_id = str(uuid4())
        assert take_backtest(stage.parts, backtest_id, run_id)
        note_end(stage.parts, backtest_id, run_id, "SIGSEGV")
    view = read_backtest(stage.parts, backtest_id)
    assert view.state == "failed"
    assert view.finished_at is not None
    assert [problem.sv for problem in view.problems] == [
        "Processen som provade reglerna avbröts (SIGSEGV)."
    ] * 2
    assert not take_backtest(stage.parts, backtest_id, DRAFT)


def test_a_process_that_ends_before_it_takes_the_backtest_is_not_started_for_ever(
    stage: BacktestStage, screening_id: str
) -> None:
    backtest_id = stage.order(rules_text(), screening_id).backtest_id
    processes = FakeProcesses()
    starter = BacktestStarter(stage.parts, processes)
    for _ in range(4):
        starter.start_due()
        processes.started[-1][2].code = 1
    assert processes.ids() == [backtest_id] * 2
    assert state(stage, backtest_id) == "failed"


def test_a_silent_backtest_is_taken_by_another_process_and_lost_to_the_first(
    stage: BacktestStage, screening_id: str
) -> None:
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    assert take_backtest(stage.parts, backtest_id, FIRST)
    lease = BacktestLease(stage.parts, backtest_id, FIRST)
    lease.renew_when_due()
    stage.clock.advance(seconds=100)
    lease.renew_when_due()
    stage.clock.advance(seconds=100)
    assert not take_backtest(stage.parts, backtest_id, DRAFT)
    stage.clock.advance(seconds=21)
    assert take_backtest(stage.parts, backtest_id, DRAFT)
    with pytest.raises(BacktestTakenError):
        lease.renew_when_due()


def test_a_backtest_that_falls_silent_twice_has_failed(stage: BacktestStage, screening_id: str) -> None:
    backtest_id = stage.order(rules_text(), screening_id).backtest_id
    for number in range(2):
        assert take_backtest(stage.parts, backtest_id, RUNS[number])
        stage.clock.advance(seconds=121)
    assert not take_backtest(stage.parts, backtest_id, DRAFT)
    view = read_backtest(stage.parts, backtest_id)
    assert view.state == "failed"
    assert "2 gånger" in view.problems[0].sv


def test_a_backtest_that_is_told_to_stop_waits_and_costs_no_attempt(
    stage: BacktestStage, screening_id: str
) -> None:
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id

    def stopping(rule_set: RuleSet) -> Judge:
        os.kill(os.getpid(), signal.SIGTERM)
        return stage.parts.open_judge(rule_set)

    for _ in range(3):
        assert run_process(replace(stage.parts, open_judge=stopping), backtest_id, watch=True)
        assert state(stage, backtest_id) == "waiting"
    assert run_process(stage.parts, backtest_id)
    assert state(stage, backtest_id) == "done"


def test_a_backtest_begun_again_leaves_nothing_of_the_first(stage: BacktestStage, screening_id: str) -> None:
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    run = BrokenAtTheEnd(stage.parts.open_judge)
    with pytest.raises(MemoryError):
        run_process(replace(stage.parts, open_judge=run.open), backtest_id, FIRST)
    note_end(stage.parts, backtest_id, FIRST, "SIGKILL")
    assert run_process(stage.parts, backtest_id)
    assert len(read_changes(stage.parts, backtest_id)) == 7


class BrokenAtTheEnd:
    """Opens a judge that breaks when everything but the findings about the call is found."""

    def __init__(self, open_judge: Callable[[RuleSet], Judge]) -> None:
        self._open = open_judge

    def open(self, rule_set: RuleSet) -> Judge:
        judge = self._open(rule_set)
        view_call = judge.view_call

        def broken(*arguments: object) -> object:
            view = view_call(*arguments)  # type: ignore[arg-type]

            def findings() -> object:
                raise MemoryError

            view.findings = findings  # type: ignore[method-assign]
            return view

        judge.view_call = broken  # type: ignore[method-assign]
        return judge


def test_rules_that_cannot_be_compiled_fail_with_the_reason(stage: BacktestStage, screening_id: str) -> None:
    def broken(rule_set: RuleSet) -> Judge:
        raise ValueError(f"{rule_set.name} is too wide")

    backtest_id = stage.order(rules_text(), screening_id).backtest_id
    assert run_process(replace(stage.parts, open_judge=broken), backtest_id)
    view = read_backtest(stage.parts, backtest_id)
    assert view.state == "failed"
    assert "made is too wide" in view.problems[0].en


def test_a_real_process_runs_a_backtest_to_its_end(
    stage: BacktestStage, screening_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORING_DATABASE_URL", stage.database.url)
    monkeypatch.setenv("BROKER_URL", "redis://nowhere")
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    process = start_process(backtest_id, DRAFT)
    assert process.wait(60) == 0
    view = read_backtest(stage.parts, backtest_id)
    assert (view.state, view.counts["newly_refused"]) == ("done", 2)


def test_a_real_process_that_is_killed_is_started_again_and_ends_whole(
    stage: BacktestStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORING_DATABASE_URL", stage.database.url)
    monkeypatch.setenv("BROKER_URL", "redis://nowhere")
    kept = stage.screen(amounts(*range(1, 301)), rules_text())
    backtest_id = stage.order(rules_text(limit=300), kept).backtest_id
    starter = BacktestStarter(replace(stage.parts, clock=SystemClock()))
    starter.start_due()
    killed = False
    for _ in range(1_200):
        view = read_backtest(stage.parts, backtest_id)
        if view.state in ("done", "failed"):
            break
        if view.state == "running" and not killed:
            killed = True
            for started in starter._started:
                started.process.kill()  # type: ignore[attr-defined]
        starter.start_due()
        sleep(0.05)
    assert (view.state, view.done, killed) == ("done", 300, True)
    assert len(read_changes(stage.parts, backtest_id, limit=1_000)) == 300
    with stage.database.reading() as session:
        assert session.get_one(BacktestRow, backtest_id).attempts == 2


def test_a_real_process_that_is_told_to_stop_gives_its_backtest_back(
    stage: BacktestStage, screening_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORING_DATABASE_URL", stage.database.url)
    monkeypatch.setenv("BROKER_URL", "redis://nowhere")
    backtest_id = stage.order(rules_text(limit=300), screening_id).backtest_id
    process = start_process(backtest_id, DRAFT)
    while state(stage, backtest_id) == "waiting" and process.poll() is None:
        pass
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    # It may have been quicker than the signal, but it never leaves the backtest with nobody.
    assert state(stage, backtest_id) in ("waiting", "done")
    with stage.database.reading() as session:
        assert session.get_one(BacktestRow, backtest_id).running_until is None


@pytest.mark.usefixtures("screening_id")
def test_a_shadow_follows_each_screening_of_its_call_once(stage: BacktestStage) -> None:
    keep_draft(stage, rules_text(limit=300, version=2))
    stage.clock.advance(seconds=1)
    shadow = start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    assert start_shadow(stage.parts, call="made", version_id=DRAFT, by="Eva") == shadow
    follow_shadows(stage.parts)
    assert list_backtests(stage.parts) == ()

    stage.clock.advance(seconds=1)
    second = stage.screen(amounts(*range(1, 6)), rules_text())
    for _ in range(2):
        follow_shadows(stage.parts)
    (backtest,) = list_backtests(stage.parts, shadow_id=shadow.shadow_id)
    assert (backtest.kind, backtest.screening_id, backtest.by, backtest.state) == (
        "shadow",
        second,
        "Rut",
        "waiting",
    )
    assert run_process(stage.parts, backtest.backtest_id)
    (seen,) = list_shadows(stage.parts, call="made")
    assert seen.backtests[0].counts["newly_refused"] == 2


@pytest.mark.usefixtures("screening_id")
def test_a_shadow_tries_the_draft_as_it_then_stands(stage: BacktestStage) -> None:
    keep_draft(stage, rules_text(limit=300, version=2))
    start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    keep_draft(stage, rules_text(limit=100, version=2))
    stage.screen(amounts(1, 2), rules_text())
    follow_shadows(stage.parts)
    backtests = list_backtests(stage.parts)
    for backtest in backtests:
        assert run_process(stage.parts, backtest.backtest_id)
    assert read_backtest(stage.parts, backtests[0].backtest_id).counts["newly_refused"] >= 1


@pytest.mark.usefixtures("screening_id")
def test_a_shadow_of_a_draft_that_cannot_be_read_says_so_once(stage: BacktestStage) -> None:
    keep_draft(stage, rules_text(version=2))
    start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    keep_draft(stage, "format: 1\nname: made\nversion: 2\n")
    for _ in range(2):
        follow_shadows(stage.parts)
    (backtest,) = list_backtests(stage.parts)
    assert backtest.state == "failed"
    assert len(backtest.problems) > 1


@pytest.mark.usefixtures("screening_id")
def test_an_ended_shadow_follows_no_more(stage: BacktestStage) -> None:
    keep_draft(stage, rules_text(version=2))
    shadow = start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    stage.clock.advance(seconds=1)
    ended = end_shadow(stage.parts, shadow.shadow_id, by="Eva")
    stage.clock.advance(seconds=1)
    assert end_shadow(stage.parts, shadow.shadow_id, by="Ulf") == ended
    assert (ended.by, ended.ended_by) == ("Rut", "Eva")
    stage.screen(amounts(1), rules_text())
    follow_shadows(stage.parts)
    assert len(list_backtests(stage.parts)) == 0
    assert list_shadows(stage.parts, running_only=True) == ()
    again = start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    assert again.shadow_id != shadow.shadow_id


@pytest.mark.usefixtures("screening_id")
def test_a_shadow_needs_a_call_and_a_version_that_exist(stage: BacktestStage) -> None:
    with pytest.raises(VersionNotFoundError):
        start_shadow(stage.parts, call="made", version_id=DRAFT, by="Rut")
    keep_draft(stage, rules_text(version=2))
    with pytest.raises(CallUnknownError):
        start_shadow(stage.parts, call="other", version_id=DRAFT, by="Rut")
    for unknown in ("nothing", DRAFT):
        with pytest.raises(ShadowNotFoundError):
            end_shadow(stage.parts, unknown, by="Rut")
