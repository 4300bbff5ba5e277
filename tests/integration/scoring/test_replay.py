"""Replay: what is kept comes out again byte for byte, and what does not is named with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from prescreen_shared.shapes.verdict import EngineVersion
from scoring_service.backtests.replay import replay
from scoring_service.commands.kept_commands import run_replay
from scoring_service.engine.judge import EngineJudge
from scoring_service.store.tables import CallFindingRow, ScreeningApplication, VerdictRow
from tests.stages.backtests import BacktestStage, amounts, break_deriving, live_content, rules_text


@pytest.fixture
def stage(database_url: str) -> Iterator[BacktestStage]:
    stage = BacktestStage(database_url, chunk_size=4)
    yield stage
    stage.close()


def change_verdict(stage: BacktestStage, reference: str, **values: Any) -> None:
    with stage.database.writing() as session:
        session.execute(update(VerdictRow).where(VerdictRow.reference == reference).values(**values))


def test_everything_that_was_judged_comes_out_the_same(stage: BacktestStage) -> None:
    stage.screen([*amounts(*range(1, 8)), *amounts(9, requested_amount=None)], rules_text())
    stage.clock.advance(hours=1)
    stage.screen(amounts(*range(20, 24), answers={"it_system": "Treserva"}), rules_text(limit=100))
    before = live_content(stage.database)
    report = replay(stage.parts)
    assert (report.screenings, report.identical, report.identical_call_findings) == (2, 12, 2)
    assert report.is_identical
    assert live_content(stage.database) == before
    assert replay(stage.parts, call="other").screenings == 0


def test_a_sentence_that_was_kept_otherwise_is_named_with_its_place(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2, 6), rules_text())
    with stage.database.reading() as session:
        (row,) = session.query(VerdictRow).where(VerdictRow.reference == "T1-6")
        findings = json.loads(json.dumps(row.findings))
    findings[0]["text"]["sv"] = "Avslag: 601 kr"
    change_verdict(stage, "T1-6", findings=findings)
    report = replay(stage.parts)
    (found,) = report.differing
    assert (found.place.reference, found.what, found.difference.path) == (
        "T1-6",
        "verdict",
        "findings[0].text.sv",
    )
    assert found.difference.old == '"Avslag: 601 kr"'
    assert report.identical == 2
    assert not report.is_identical


def test_a_context_and_a_call_finding_that_are_kept_otherwise_are_named(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())
    with stage.database.writing() as session:
        row = session.query(ScreeningApplication).first()
        assert row is not None
        row.context = (row.context or {}) | {"similar_count": 7}
        finding = {"rule": "x", "text": {"sv": "x", "en": "x"}, "facts": {}, "source": None}
        session.add(CallFindingRow(screening_id=row.screening_id, position=0, finding=finding))
    report = replay(stage.parts)
    assert {(each.what, each.difference.path) for each in report.differing} == {
        ("context", "similar_count"),
        ("call_findings", "[0]"),
    }
    assert (report.identical, report.identical_call_findings) == (1, 0)


def test_rules_whose_text_is_not_what_their_hash_says_are_named(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())

    def tampered(document: str) -> Any:
        return stage.parts.read_rules(
            document.replace("limit: 500", "limit: 499").replace("500", "499").replace("501", "500")
        )

    report = replay(replace(stage.parts, read_rules=tampered))
    assert [each.what for each in report.differing] == ["document"]


def test_rules_that_can_no_longer_be_read_leave_their_verdicts_unreplayed(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())

    def unreadable(_document: str) -> Any:
        return stage.parts.read_rules("format: 1")

    report = replay(replace(stage.parts, read_rules=unreadable))
    assert [each.place.reference for each in report.not_replayable] == ["T1-1", "T1-2"]
    assert report.identical == 0
    assert not report.is_identical


def test_a_technical_fault_is_listed_apart(stage: BacktestStage, monkeypatch: pytest.MonkeyPatch) -> None:
    break_deriving(monkeypatch, "T1-3")
    stage.screen([*amounts(1, 2), *amounts(3)], rules_text())
    report = replay(stage.parts)
    (apart,) = report.referred_for_a_fault
    assert apart.place.reference == "T1-3"
    assert "ZeroDivisionError" in apart.why
    assert (report.identical, report.is_identical) == (2, True)


def test_another_version_of_the_engine_is_never_counted_as_identical(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())

    class NewerJudge(EngineJudge):
        engine = EngineVersion("durable-rules", "99")  # type: ignore[assignment]

    report = replay(replace(stage.parts, open_judge=NewerJudge))
    assert report.identical == 0
    assert [each.why.split()[0] for each in report.other_engine] == ["durable-rules"] * 2
    change_verdict(stage, "T1-1", outcome="refuse")
    report = replay(replace(stage.parts, open_judge=NewerJudge))
    assert ([each.what for each in report.differing], len(report.other_engine)) == (["verdict"], 1)


def of_an_earlier_derivation(stage: BacktestStage) -> None:
    with stage.database.writing() as session:
        session.execute(update(VerdictRow).values(engine_version="2.0"))


def changed_findings(stage: BacktestStage, reference: str, change: Callable[[dict[str, Any]], None]) -> None:
    with stage.database.reading() as session:
        (row,) = session.query(VerdictRow).where(VerdictRow.reference == reference)
        findings = json.loads(json.dumps(row.findings))
    change(findings[0])
    change_verdict(stage, reference, findings=findings)


def test_what_an_earlier_derivation_read_otherwise_is_listed_apart(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2, 6), rules_text())
    of_an_earlier_derivation(stage)
    changed_findings(stage, "T1-6", lambda finding: finding["text"].update(sv="Avslag: 600 kronor"))
    report = replay(stage.parts)
    (found,) = report.earlier_derivation
    assert (found.place.reference, found.difference.path) == ("T1-6", "findings[0].text.sv")
    assert (report.identical, len(report.other_engine), report.differing) == (0, 2, [])
    assert report.is_identical
    assert report.to_json()["earlier_derivation"][0]["reference"] == "T1-6"


@pytest.mark.parametrize(
    "change",
    [
        lambda finding: finding.update(status="not_met"),
        lambda finding: finding.update(effect="refer"),
        lambda finding: finding["facts"].update(dict.fromkeys(finding["facts"], 1)),
    ],
    ids=["status", "effect", "facts"],
)
def test_an_earlier_verdict_that_denies_itself_differs(
    stage: BacktestStage, change: Callable[[dict[str, Any]], None]
) -> None:
    stage.screen(amounts(1, 2, 6), rules_text())
    of_an_earlier_derivation(stage)
    changed_findings(stage, "T1-6", change)
    report = replay(stage.parts)
    assert [each.place.reference for each in report.differing] == ["T1-6"]
    assert not report.earlier_derivation


def test_an_earlier_outcome_that_no_finding_proposes_differs(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2, 6), rules_text())
    of_an_earlier_derivation(stage)
    change_verdict(stage, "T1-1", outcome="refuse")
    report = replay(stage.parts)
    assert [(each.place.reference, each.difference.path) for each in report.differing] == [
        ("T1-1", "outcome")
    ]


def test_what_this_derivation_reads_is_never_an_earlier_one(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 6), rules_text())
    changed_findings(stage, "T1-6", lambda finding: finding["text"].update(sv="Avslag: 600 kronor"))
    report = replay(stage.parts)
    assert (len(report.differing), len(report.earlier_derivation)) == (1, 0)


def test_a_verdict_by_other_rules_or_outside_the_manifest_is_named(stage: BacktestStage) -> None:
    stage.screen(amounts(1, 2), rules_text())
    stage.clock.advance(hours=1)
    stage.screen(amounts(1), rules_text(limit=100))
    with stage.database.writing() as session:
        rows = session.query(VerdictRow).order_by(VerdictRow.verdict_id).all()
        rows[1].rule_set_sha256 = rows[2].rule_set_sha256
        manifest = session.get_one(ScreeningApplication, (rows[2].screening_id, rows[2].application_id))
        session.delete(manifest)
    report = replay(stage.parts)
    assert sorted((each.place.reference, each.why.split()[0]) for each in report.not_replayable) == [
        ("T1-1", "the"),
        ("T1-2", "judged"),
    ]


def test_the_verb_prints_and_exits_by_what_was_found(
    stage: BacktestStage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.screen(amounts(1, 2), rules_text())
    assert run_replay(stage.parts, []) == 0
    assert "2 förslag är identiska, byte för byte, i 1 förgranskning" in capsys.readouterr().out
    change_verdict(stage, "T1-1", outcome="refuse")
    assert run_replay(stage.parts, ["--format", "json", "--call", "made"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["identical"], report["differing"][0]["path"]) == (1, "outcome")
    assert run_replay(stage.parts, ["--lang", "en"]) == 1
    assert 'verdict outcome: "refuse" → "eligible"' in capsys.readouterr().out
    assert run_replay(stage.parts, ["--form", "xml"]) == 2


def test_a_fault_of_the_program_is_not_told_as_a_difference(stage: BacktestStage) -> None:
    stage.screen(amounts(1), rules_text())

    def broken(_document: str) -> Any:
        raise ZeroDivisionError

    assert run_replay(replace(stage.parts, read_rules=broken), []) == 3
