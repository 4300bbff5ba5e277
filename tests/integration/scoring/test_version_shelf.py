"""The shelf of versions: what may be screened by, and what is said of what may not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from scoring_service.domain.judge import RulesRefusedError, WantedRules
from scoring_service.domain.version import VersionState
from scoring_service.engine.gate import GateRefusedError
from scoring_service.store.tables import Alarm
from scoring_service.versions.carry import import_shipped
from scoring_service.versions.drafts import archive_version
from scoring_service.versions.shelf import VersionShelf
from scoring_service.versions.views import list_versions
from tests.stages.versions import APPROVER, CountingGate, VersionStage, document


@pytest.fixture
def stage(database_url: str) -> Iterator[VersionStage]:
    stage = VersionStage(database_url)
    yield stage
    stage.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "trial.yaml").write_text(document(), "utf-8")
    return folder


def shelf_of(stage: VersionStage, folder: Path, gate: CountingGate | None = None) -> VersionShelf:
    return VersionShelf(
        stage.database, partial(import_shipped, stage.database, stage.clock, folder), gate or CountingGate()
    )


def test_a_shipped_version_is_admitted_by_its_name_and_goes_through_the_gate_once(
    stage: VersionStage, folder: Path
) -> None:
    gate = CountingGate()
    shelf = shelf_of(stage, folder, gate)
    version = shelf.admit(WantedRules("trial"), [])
    assert shelf.admit(WantedRules("trial"), [version.sha256]) == version
    assert gate.passed == [version.sha256]
    assert version.document == document()


def test_what_has_been_through_the_gate_is_admitted_without_being_read(
    stage: VersionStage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = stage.in_force()

    def read(_text: str) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("scoring_service.versions.shelf._parse", read)
    version = shelf_of(stage, folder).admit(WantedRules("trial"), [approved.sha256 or ""])
    assert version.sha256 == approved.sha256


def test_rules_sent_with_the_order_stand_in_for_those_in_force(stage: VersionStage, folder: Path) -> None:
    stage.in_force()
    shelf = shelf_of(stage, folder)
    version = shelf.admit(WantedRules("trial", document=document(7, name="sent")), [])
    assert (version.name, version.version) == ("sent", 7)
    assert shelf.open(version).engine.name == "durable-rules"
    assert [each.name for each in list_versions(stage.parts)] == ["trial"]


def test_a_hash_names_exactly_one_version_in_force_or_not(stage: VersionStage, folder: Path) -> None:
    first, second = stage.in_force(), stage.in_force(document(2, limit=600))
    archive_version(stage.parts, first.version_id, by=APPROVER)
    shelf = shelf_of(stage, folder)
    assert shelf.admit(WantedRules("trial", sha256=first.sha256), []).version == 1
    assert shelf.admit(WantedRules("trial"), []).version == second.version
    with pytest.raises(RulesRefusedError, match="unknown version"):
        shelf.admit(WantedRules("trial", sha256="0" * 64), [])


@pytest.mark.parametrize("name", ["absent", "../shipped/trial", "/etc/passwd", "", "trial.yaml"])
def test_an_unknown_name_is_refused_with_those_that_are_known(
    stage: VersionStage, folder: Path, name: str
) -> None:
    with pytest.raises(RulesRefusedError, match=r"known: trial$"):
        shelf_of(stage, folder).admit(WantedRules(name), [])


def test_a_name_of_which_nothing_is_in_force_is_refused(stage: VersionStage, tmp_path: Path) -> None:
    stage.approved()
    with pytest.raises(RulesRefusedError, match="no version is in force"):
        shelf_of(stage, tmp_path).admit(WantedRules("trial"), [])


def test_every_fault_of_a_shipped_file_is_said_with_its_line(stage: VersionStage, folder: Path) -> None:
    broken = (
        document(name="broken").replace("effect: refuse", "effect: vägra").replace("format: 1", "format: 9")
    )
    (folder / "broken.yaml").write_text(broken, "utf-8")
    shelf = shelf_of(stage, folder)
    shelf.read_ahead()
    with pytest.raises(RulesRefusedError) as caught:
        shelf.admit(WantedRules("broken"), [])
    assert len(caught.value.problems) > 1
    assert all(problem.startswith("broken, ") for problem in caught.value.problems)
    assert shelf.admit(WantedRules("trial"), []).version == 1


def test_a_file_that_is_not_utf_8_is_refused(stage: VersionStage, folder: Path) -> None:
    (folder / "odd.yaml").write_bytes("namn: åäö".encode("latin-1"))
    shelf = shelf_of(stage, folder)
    shelf.read_ahead()
    with pytest.raises(RulesRefusedError, match="UTF-8"):
        shelf.admit(WantedRules("odd"), [])


def test_what_the_gate_refuses_is_refused_with_its_reasons(stage: VersionStage, folder: Path) -> None:
    def refuse(_rule_set: object) -> None:
        raise GateRefusedError(("engine and referee differ",))

    shelf = VersionShelf(stage.database, partial(import_shipped, stage.database, stage.clock, folder), refuse)
    with pytest.raises(RulesRefusedError, match="engine and referee differ"):
        shelf.admit(WantedRules("trial"), [])


def test_a_worker_starts_without_its_database(stage: VersionStage, folder: Path) -> None:
    with stage.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE activation")
    shelf_of(stage, folder).read_ahead()


def test_importing_again_changes_nothing_and_a_newer_file_comes_into_force(
    stage: VersionStage, folder: Path
) -> None:
    for _ in range(2):
        assert import_shipped(stage.database, stage.clock, folder) == {}
    [first] = list_versions(stage.parts)
    assert (first.state, first.author, first.in_force) == (VersionState.APPROVED, "prescreen", True)
    (folder / "trial.yaml").write_text(document(2, limit=600), "utf-8")
    import_shipped(stage.database, stage.clock, folder)
    assert [(each.version, each.in_force) for each in list_versions(stage.parts)] == [(2, True), (1, False)]


def test_what_a_person_brought_into_force_stays_when_a_newer_file_is_shipped(
    stage: VersionStage, folder: Path
) -> None:
    import_shipped(stage.database, stage.clock, folder)
    stage.in_force(document(5, limit=700))
    (folder / "trial.yaml").write_text(document(9, limit=800), "utf-8")
    import_shipped(stage.database, stage.clock, folder)
    assert [(each.version, each.in_force) for each in list_versions(stage.parts)] == [
        (9, False),
        (5, True),
        (1, False),
    ]


def test_a_shipped_file_changed_under_its_number_is_refused_with_an_alarm(
    stage: VersionStage, folder: Path
) -> None:
    import_shipped(stage.database, stage.clock, folder)
    (folder / "trial.yaml").write_text(document(limit=900), "utf-8")
    assert "trial version 1" in import_shipped(stage.database, stage.clock, folder)["trial"][0]
    [kept] = list_versions(stage.parts)
    assert kept.document == document()
    with stage.database.reading() as session:
        assert session.query(Alarm.kind, Alarm.subject).all() == [("shipped-rules-not-imported", "trial")]
