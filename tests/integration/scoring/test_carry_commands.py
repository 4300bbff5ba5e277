"""The command's own verbs that carry versions: they find the database in a folder and end with the service's exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from prescreen.commands.rules import rules
from tests.stages.versions import VersionStage, document


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of databases with one approved version in it."""
    monkeypatch.delenv("SCORING_DATABASE_URL", raising=False)
    stage = VersionStage(f"sqlite:///{tmp_path / 'scoring.sqlite3'}")
    stage.approved()
    stage.close()
    return tmp_path


def run(*arguments: object) -> int:
    """Run ``prescreen rules`` and give its exit code."""
    return CliRunner().invoke(rules, [str(argument) for argument in arguments]).exit_code


def test_versions_are_carried_out_of_a_folder_of_databases_and_back(data: Path) -> None:
    out = data / "out"
    assert run("export", out, "--data", data) == 0
    assert (out / "trial/1.yaml").read_text("utf-8") == document()
    (out / "trial/2.yaml").write_text(document(2), "utf-8")
    assert run("import-files", out, "--by", "Cilla", "--data", data) == 0
    (out / "trial/2.yaml").write_text(document(2, limit=9), "utf-8")
    assert run("import-files", out, "--by", "Cilla", "--data", data) == 1


def test_a_folder_without_a_database_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORING_DATABASE_URL", raising=False)
    assert run("export", tmp_path / "out", "--data", tmp_path) == 2
    assert not (tmp_path / "out").exists()
