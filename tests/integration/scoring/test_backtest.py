"""Rules tried on a kept screening: who changes and how, with nothing of the live tables touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prescreen_shared.names import TaskName
from scoring_service.backtests.order import order_backtest
from scoring_service.backtests.process import run_process
from scoring_service.backtests.views import (
    BacktestNotFoundError,
    NothingToTryError,
    ScreeningNotDoneError,
    backtest_document,
    list_backtests,
    read_backtest,
    read_changes,
)
from scoring_service.domain.version import KeptScreeningNotFoundError, NobodyNamedError, VersionNotFoundError
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import Screening, VerdictRow
from tests.stages.backtests import BacktestStage, amounts, break_deriving, live_content, rules_text
from tests.stages.scoring import order_message

DOCUMENTED = Path(__file__).parents[3] / "docs" / "backtest.md"


@pytest.fixture
def stage(database_url: str) -> Iterator[BacktestStage]:
    stage = BacktestStage(database_url, chunk_size=4)
    yield stage
    stage.close()


def changed(stage: BacktestStage, backtest_id: str) -> dict[str, str]:
    found = read_changes(stage.parts, backtest_id, change="changed")
    return {each.reference: each.change for each in found}


def test_a_lower_limit_refuses_exactly_those_between_the_two(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(*range(1, 11)), rules_text())
    before = live_content(stage.database)
    view = stage.backtest(rules_text(limit=300, version=2), screening_id)

    assert (view.state, view.done, view.total) == ("done", 10, 10)
    assert changed(stage, view.backtest_id) == {"T1-4": "newly_refused", "T1-5": "newly_refused"}
    assert sum(view.counts.values()) == 10
    assert (view.counts["newly_refused"], view.counts["unchanged"]) == (2, 8)
    assert view.old is not None
    assert (view.old.version, view.new.version) == (1, 2)
    assert live_content(stage.database) == before
    assert len(before) > 8


def test_the_document_holds_both_sentences_side_by_side_in_the_order_people_count(
    stage: BacktestStage,
) -> None:
    screening_id = stage.screen(amounts(*range(1, 13)), rules_text())
    view = stage.backtest(rules_text(wording="Nej"), screening_id)
    document = backtest_document(stage.parts, view.backtest_id)

    assert document["version"] == 1
    assert [each["reference"] for each in document["applications"]] == [f"T1-{n}" for n in range(6, 13)]
    assert {each["change"] for each in document["applications"]} == {"changed_text"}
    assert [each["reference"] for each in document["unchanged"]] == [f"T1-{n}" for n in range(1, 6)]
    (rule,) = document["applications"][0]["rules"]
    assert rule["differs"] == ["text"]
    assert rule["old"]["text"]["sv"].startswith("Avslag: 600")
    assert rule["new"]["text"]["sv"].startswith("Nej: 600")
    assert document["names"]["rules"]["too-dear"]["sv"] == "För dyrt"
    assert document["old"]["title"]["sv"] == "Gjorda regler"


def test_the_document_has_exactly_the_keys_that_are_documented(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(1, 6, answers={"it_system": "Treserva"}), rules_text())
    view = stage.backtest(rules_text(wording="Nej", points=3), screening_id)
    document = backtest_document(stage.parts, view.backtest_id)
    example = json.loads(DOCUMENTED.read_text("utf-8").partition("```json")[2].partition("```")[0])

    def keys(value: Any) -> Any:
        if isinstance(value, list):
            return keys(value[0]) if value else None
        return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None

    for part in ("call", "old", "new", "names"):
        assert set(document[part]) == set(example[part]), part
    assert set(document) == set(example)
    (told, shown), (has,) = document["applications"], example["applications"]
    assert keys(shown | {"rules": [], "criteria": []}) == keys(has | {"rules": [], "criteria": []})
    assert set(shown["rules"][0]) == set(has["rules"][0])
    assert set(told["criteria"][0]) == set(has["criteria"][0])
    assert set(document["rules"][0]) == set(example["rules"][0])
    assert set(document["call_findings"]) == set(example["call_findings"])


def test_points_that_change_alone_are_told_as_points(stage: BacktestStage) -> None:
    screening_id = stage.screen(
        [*amounts(1, answers={"it_system": "Treserva"}), *amounts(2)], rules_text(points=2)
    )
    view = stage.backtest(rules_text(points=3), screening_id)
    assert changed(stage, view.backtest_id) == {"T1-1": "points_changed"}
    (application,) = backtest_document(stage.parts, view.backtest_id)["applications"]
    assert (application["old"]["points"], application["new"]["points"]) == (2, 3)


def test_the_same_rules_change_nothing_and_come_to_the_same_contexts(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(*range(1, 8)), rules_text())
    view = stage.backtest(rules_text(), screening_id)
    assert view.counts["unchanged"] == 7
    assert changed(stage, view.backtest_id) == {}


def test_an_application_that_faults_is_told_and_the_others_go_on(
    stage: BacktestStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_deriving(monkeypatch, "T1-3")
    sent = [*amounts(1, 2), *amounts(3)]
    screening_id = stage.screen(sent, rules_text())
    view = stage.backtest(rules_text(limit=100), screening_id)
    assert changed(stage, view.backtest_id) == {"T1-2": "newly_refused", "T1-3": "not_judged"}
    fault = read_changes(stage.parts, view.backtest_id, change="not_judged")[0]
    assert fault.new_outcome is None
    assert fault.difference is not None
    assert "ZeroDivisionError" in fault.difference["why"]


def test_the_newest_done_screening_of_a_call_is_taken(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())
    stage.clock.advance(hours=1)
    newest = stage.screen(amounts(1, 2, 3), rules_text())
    assert (
        order_backtest(stage.parts, by="Rut", document=rules_text(limit=100), call="made").screening_id
        == newest
    )


def test_what_cannot_be_ordered_is_refused_with_the_facts(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(1), rules_text())
    waiting = order_message(amounts(9), rule_set="made", rule_set_document=rules_text())
    stage.deliver(TaskName.SCREEN_CALL, waiting)

    def order(**changes: Any) -> None:
        wanted = {"by": "Rut", "document": rules_text(), "screening_id": screening_id} | changes
        order_backtest(stage.parts, **wanted)

    with pytest.raises(NobodyNamedError):
        order(by="  ")
    with pytest.raises(RuleFileError):
        order(document="format: 1")
    with pytest.raises(KeptScreeningNotFoundError):
        order(screening_id="0" * 32)
    with pytest.raises(ScreeningNotDoneError):
        order(screening_id=waiting["screening_id"])
    with pytest.raises(NothingToTryError):
        order(screening_id=None, call="unknown")
    for version_id in ("no id", "00000000-0000-4000-8000-00000000ffff"):
        with pytest.raises(VersionNotFoundError):
            order(document=None, version_id=version_id)
    for neither in ({"document": None}, {"version_id": "x"}, {"screening_id": None}, {"call": "made"}):
        with pytest.raises(ValueError, match="either"):
            order(**neither)
    assert list_backtests(stage.parts) == ()


def test_a_call_whose_questions_do_not_fit_fails_with_the_reason(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(1), rules_text())
    with stage.database.writing() as session:
        screening = session.get_one(Screening, screening_id)
        screening.call = screening.call | {"questions": [{"key": "it_system", "type": "yes_no"}]}
    view = stage.backtest(rules_text(), screening_id)
    assert view.state == "failed"
    assert "it_system" in view.problems[0].sv


def test_rules_whose_cases_are_not_mended_yet_can_be_tried_and_are_told_to_be_faulty(
    stage: BacktestStage,
) -> None:
    screening_id = stage.screen(amounts(*range(1, 7)), rules_text())
    view = stage.backtest(rules_text().replace("limit: 500", "limit: 300"), screening_id)
    assert (view.state, view.counts["newly_refused"]) == ("done", 2)
    (note,) = view.problems
    assert "fel som måste rättas innan de kan godkännas" in note.sv


def test_backtests_are_listed_newest_first_and_read_page_by_page(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(*range(1, 8)), rules_text())
    first = stage.backtest(rules_text(limit=100), screening_id)
    stage.clock.advance(minutes=1)
    second = stage.order(rules_text(limit=200), screening_id)
    assert [each.backtest_id for each in list_backtests(stage.parts, call="made")] == [
        second.backtest_id,
        first.backtest_id,
    ]
    assert list_backtests(stage.parts, call="another") == ()
    page = read_changes(stage.parts, first.backtest_id, limit=3)
    rest = read_changes(stage.parts, first.backtest_id, after=page[-1].position)
    assert [each.reference for each in (*page, *rest)] == [f"T1-{n}" for n in range(1, 8)]
    assert read_backtest(stage.parts, second.backtest_id).state == "waiting"
    for unknown in ("nothing", "00000000-0000-4000-8000-00000000ffff"):
        with pytest.raises(BacktestNotFoundError):
            read_backtest(stage.parts, unknown)


def test_an_application_without_a_verdict_is_told_to_have_none(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(1, 2), rules_text())
    with stage.database.writing() as session:
        session.execute(VerdictRow.__table__.delete().where(VerdictRow.reference == "T1-2"))  # type: ignore[attr-defined]
    view = stage.backtest(rules_text(), screening_id)
    assert changed(stage, view.backtest_id) == {"T1-2": "not_judged"}


def test_a_backtest_that_is_done_is_not_run_again(stage: BacktestStage) -> None:
    screening_id = stage.screen(amounts(1), rules_text())
    view = stage.backtest(rules_text(limit=50), screening_id)
    assert not run_process(stage.parts, view.backtest_id)
    assert read_backtest(stage.parts, view.backtest_id) == view
