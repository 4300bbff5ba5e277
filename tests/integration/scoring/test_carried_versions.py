"""Versions written to a folder and read in from one, and versions of a database older than their life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import TextClause, bindparam, insert, text

from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import differences, upgrade
from scoring_service.commands.kept_commands import run_versions
from scoring_service.domain.version import NobodyNamedError, VersionState, VersionTakenError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.store import tables
from scoring_service.versions.carry import export_versions, import_shipped, import_versions
from scoring_service.versions.drafts import archive_version
from scoring_service.versions.views import list_events, list_versions, read_call, read_version
from tests.stages.databases import sqlite_url
from tests.stages.fakes import SetClock
from tests.stages.scoring import order_message
from tests.stages.versions import APPROVER, VersionStage, document

MIGRATIONS = "scoring_service:migrations"


@pytest.fixture
def stage(database_url: str) -> Iterator[VersionStage]:
    stage = VersionStage(database_url)
    yield stage
    stage.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[VersionStage]:
    """Another city's database."""
    stage = VersionStage(sqlite_url(tmp_path))
    yield stage
    stage.close()


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_an_export_is_the_documents_verbatim_with_what_is_known_of_each(
    stage: VersionStage, tmp_path: Path
) -> None:
    written = "# Åsas egna ord\r\n" + document()
    stage.in_force(written)
    stage.draft(document(2))
    done = export_versions(stage.parts, tmp_path / "out")
    found = files(tmp_path / "out")
    assert (
        set(done.written)
        == set(found)
        == {
            "trial/1.yaml",
            "trial/1.meta.yaml",
            "trial/2.yaml",
            "trial/2.meta.yaml",
        }
    )
    assert found["trial/1.yaml"].decode() == written
    meta = found["trial/1.meta.yaml"].decode()
    for line in ("state: approved", "author: Anna Åkesson", "approved_by: Bo Berg", "  kind: activate"):
        assert line in meta.splitlines()
    assert "state: draft" in found["trial/2.meta.yaml"].decode()


def test_the_same_versions_give_the_same_bytes_and_no_file_is_touched_twice(
    stage: VersionStage, tmp_path: Path
) -> None:
    stage.in_force()
    export_versions(stage.parts, tmp_path / "first")
    again = export_versions(stage.parts, tmp_path / "first")
    assert (again.versions, again.written) == (1, ())
    export_versions(stage.parts, tmp_path / "second")
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_what_is_read_in_elsewhere_is_a_draft_whatever_it_was(
    stage: VersionStage, other: VersionStage, tmp_path: Path
) -> None:
    stage.in_force()
    archived = stage.approved(document(2, limit=600))
    archive_version(stage.parts, archived.version_id, by=APPROVER)
    export_versions(stage.parts, tmp_path / "out")
    done = import_versions(other.parts, tmp_path / "out", by="Cilla")
    assert [(each.version, each.state, each.writers) for each in done.drafts] == [
        (1, VersionState.DRAFT, ("Cilla",)),
        (2, VersionState.DRAFT, ("Cilla",)),
    ]
    assert list_events(other.parts, version_id=done.drafts[0].version_id)[0].kind == "imported"
    again = import_versions(other.parts, tmp_path / "out", by="Cilla")
    assert (again.drafts, again.known, again.refused) == ((), ("trial/1.yaml", "trial/2.yaml"), ())
    assert len(list_versions(other.parts)) == 2


def test_an_approved_version_read_in_again_stays_approved(stage: VersionStage, tmp_path: Path) -> None:
    version = stage.approved()
    (tmp_path / "rules.yaml").write_text(f"# annan kommentar\n{document()}", "utf-8")
    done = import_versions(stage.parts, tmp_path / "rules.yaml", by="Cilla")
    assert done.known == ("rules.yaml",)
    assert read_version(stage.parts, version.version_id) == version


def test_a_number_with_other_content_is_never_overwritten_and_holds_up_no_other_file(
    stage: VersionStage, tmp_path: Path
) -> None:
    kept = stage.approved()
    (tmp_path / "a.yaml").write_text(document(limit=9), "utf-8")
    (tmp_path / "b.yaml").write_text("name: trial", "utf-8")
    (tmp_path / "c.yaml").write_bytes("name: åäö".encode("latin-1"))
    (tmp_path / "d.yaml").write_text(document(3), "utf-8")
    done = import_versions(stage.parts, tmp_path, by="Cilla")
    assert [each.version for each in done.drafts] == [3]
    taken, numberless, odd = done.refused
    assert isinstance(taken.error, VersionTakenError)
    assert "version" in numberless.faults[0].path
    assert "UTF-8" in odd.faults[0].en
    assert read_version(stage.parts, kept.version_id) == kept


def test_a_name_that_leads_out_of_the_folder_never_becomes_a_version(
    stage: VersionStage, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(document().replace("name: trial", "name: ../../trial"), "utf-8")
    assert import_versions(stage.parts, tmp_path, by="Cilla").refused[0].file == "a.yaml"
    assert list_versions(stage.parts) == ()


def test_reading_in_needs_a_person(stage: VersionStage, tmp_path: Path) -> None:
    with pytest.raises(NobodyNamedError):
        import_versions(stage.parts, tmp_path, by=" ")


def test_the_command_says_what_it_did_and_what_it_refused(
    stage: VersionStage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.approved()
    assert run_versions(stage.parts, ["export", str(tmp_path / "out")]) == 0
    assert "trial/1.yaml" in capsys.readouterr().out
    (tmp_path / "out/trial/1.yaml").write_text(document(limit=9), "utf-8")
    (tmp_path / "out/trial/2.yaml").write_text(document(2), "utf-8")
    assert run_versions(stage.parts, ["import", str(tmp_path / "out"), "--by", "Cilla"]) == 1
    told = capsys.readouterr().out
    assert "trial/1.yaml: trial har redan en version 1. Nästa lediga nummer är 2." in told
    assert "Utkast: trial version 2" in told
    assert run_versions(stage.parts, ["import", str(tmp_path / "out")]) == 2
    assert run_versions(stage.parts, ["import", str(tmp_path / "out"), "--by", " "]) == 2


def test_calls_judged_before_versions_had_a_life_keep_their_rules(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    upgrade(database, MIGRATIONS)
    _downgrade(database, "0002")
    _keep_old_screening(database, document())
    upgrade(database, MIGRATIONS)
    assert differences(database, tables.Base.metadata) == []
    database.close()
    stage = VersionStage(database_url)
    [version] = list_versions(stage.parts)
    assert (version.state, version.author, version.in_force, version.calls) == (
        VersionState.APPROVED,
        "prescreen",
        True,
        ("made",),
    )
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "trial.yaml").write_text(document(2, limit=700), "utf-8")
    assert import_shipped(stage.database, stage.clock, folder) == {}
    assert [(each.version, each.in_force) for each in list_versions(stage.parts)] == [(2, True), (1, False)]
    call = read_call(stage.parts, "made")
    assert call.in_force is not None
    assert (call.in_force.version, call.activations[0].kind) == (1, "fixed")
    stage.close()


def _downgrade(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def _keep_old_screening(database: Database, rules: str) -> None:
    rule_set, order = read_rule_file(rules), order_message([])
    now = SetClock().now()
    kept = {
        "sha256": rule_set.sha256,
        "name": rule_set.name,
        "version": rule_set.version,
        "document": rules,
        "admitted_at": now,
    }
    screening = {
        "screening_id": order["screening_id"],
        "call_id": order["call"]["call_id"],
        "state": "done",
        "call": order["call"],
        "rankings": {},
        "rule_set_name": rule_set.name,
        "rule_set_sha256": rule_set.sha256,
        "asks": 0,
        "attempts": 0,
        "created_at": now,
    }
    with database.writing() as session:
        session.execute(insert(tables.RuleSetVersion).values(kept))
        session.execute(_insert_into_old_table(screening))


def _insert_into_old_table(values: dict[str, object]) -> TextClause:
    # Written out, since the model of today has columns that the table of then had not.
    columns = tables.Screening.__table__.c
    places = ", ".join(f":{name}" for name in values)
    statement = text(f"INSERT INTO screening ({', '.join(values)}) VALUES ({places})")
    typed = [bindparam(name, value, columns[name].type) for name, value in values.items()]
    return statement.bindparams(*typed)
