"""What the database itself refuses, whoever asks: changing an approved version, or what is only ever added to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scoring_service.versions.drafts import archive_version
from scoring_service.versions.views import read_version
from tests.version_bench import APPROVER, VersionBench, document


@pytest.fixture
def bench(database_url: str) -> Iterator[VersionBench]:
    bench = VersionBench(database_url)
    yield bench
    bench.close()


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
    bench: VersionBench, change: str, archived: bool
) -> None:
    version = bench.approved()
    if archived:
        version = archive_version(bench.parts, version.version_id, by=APPROVER)
    with pytest.raises(DBAPIError, match="never changes"):
        write(bench, f"UPDATE managed_version SET {change}")
    assert read_version(bench.parts, version.version_id) == version


def test_an_archived_version_stays_archived(bench: VersionBench) -> None:
    archive_version(bench.parts, bench.approved().version_id, by=APPROVER)
    with pytest.raises(DBAPIError, match="never changes"):
        write(bench, "UPDATE managed_version SET state = 'approved'")


def test_a_draft_can_change(bench: VersionBench) -> None:
    draft = bench.draft()
    write(bench, "UPDATE managed_version SET version = 7")
    assert read_version(bench.parts, draft.version_id).version == 7


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
def test_what_was_written_stays_written(bench: VersionBench, statement: str) -> None:
    bench.in_force(document())
    with pytest.raises(DBAPIError, match=r"only ever added to|never deleted"):
        write(bench, statement)


def write(bench: VersionBench, statement: str) -> None:
    with bench.database.writing() as session:
        session.execute(text(statement))
