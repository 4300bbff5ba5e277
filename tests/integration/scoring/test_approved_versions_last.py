"""What the database itself refuses, whoever asks: changing an approved version, or what is only ever added to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scoring_service.versions.drafts import archive_version
from scoring_service.versions.views import read_version
from tests.stages.versions import APPROVER, VersionStage, document


@pytest.fixture
def stage(database_url: str) -> Iterator[VersionStage]:
    stage = VersionStage(database_url)
    yield stage
    stage.close()


CHANGES = (
    "name = 'other'",
    "version = 7",
    "document = 'format: 1'",
    f"sha256 = '{'0' * 64}'",
    "sha256 = NULL",
    "author = 'Someone'",
    "approved_by = 'Someone'",
    "approved_at = NULL",
    "state = 'draft'",
    "state = 'checked'",
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("archived", [False, True], ids=["approved", "archived"])
def test_nothing_that_an_approved_version_says_can_change(
    stage: VersionStage, change: str, archived: bool
) -> None:
    version = stage.approved()
    if archived:
        version = archive_version(stage.parts, version.version_id, by=APPROVER)
    with pytest.raises(DBAPIError, match="never changes"):
        write(stage, f"UPDATE managed_version SET {change}")
    assert read_version(stage.parts, version.version_id) == version


def test_an_archived_version_stays_archived(stage: VersionStage) -> None:
    archive_version(stage.parts, stage.approved().version_id, by=APPROVER)
    with pytest.raises(DBAPIError, match="never changes"):
        write(stage, "UPDATE managed_version SET state = 'approved'")


def test_a_draft_can_change(stage: VersionStage) -> None:
    draft = stage.draft()
    write(stage, "UPDATE managed_version SET version = 7")
    assert read_version(stage.parts, draft.version_id).version == 7


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM managed_version",
        "DELETE FROM version_event",
        "UPDATE version_event SET person = 'x'",
        "DELETE FROM activation",
        "UPDATE activation SET person = 'x'",
        "DELETE FROM rule_set_version",
        "UPDATE rule_set_version SET document = 'x'",
    ],
)
def test_what_was_written_stays_written(stage: VersionStage, statement: str) -> None:
    stage.in_force(document())
    with pytest.raises(DBAPIError, match=r"only ever added to|never deleted"):
        write(stage, statement)


def write(stage: VersionStage, statement: str) -> None:
    with stage.database.writing() as session:
        session.execute(text(statement))
