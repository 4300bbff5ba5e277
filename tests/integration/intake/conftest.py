"""Intake on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stages.intake import (
    IntakeStage,
    copied_postgres,
    copied_sqlite,
    migrated_postgres,
    migrated_sqlite,
)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    return migrated_sqlite(tmp_path_factory.mktemp("intake"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A migrated PostgreSQL database."""
    with migrated_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres_redis)])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IntakeStage]:
    """Intake on an empty database: the test runs once on each kind that the product supports."""
    if request.param == "sqlite":
        made = IntakeStage(copied_sqlite(request.getfixturevalue("sqlite_template"), tmp_path))
        yield made
        made.close()
        return
    with copied_postgres(request.getfixturevalue("postgres_template")) as url:
        made = IntakeStage(url)
        yield made
        made.close()
