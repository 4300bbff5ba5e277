"""The intake database as the migrations make it."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake_service.store.tables import METADATA
from prescreen_shared.plumbing.migrations import differences, upgrade
from tests.intake_bench import MIGRATIONS, IntakeBench


def test_migrations_make_exactly_the_tables_of_the_models(bench: IntakeBench) -> None:
    assert differences(bench.database, METADATA) == []


def test_migrating_again_changes_nothing(bench: IntakeBench) -> None:
    upgrade(bench.database, MIGRATIONS)
    assert differences(bench.database, METADATA) == []


@pytest.mark.parametrize("table", ["event", "application_revision"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET application_id = application_id"])
def test_what_is_append_only_cannot_be_changed_or_deleted(
    bench: IntakeBench, table: str, change: str
) -> None:
    bench.submit(bench.open_call())
    before = bench.counts()
    with pytest.raises(DBAPIError, match="append-only"), bench.database.writing() as session:
        session.execute(text(change.format(table)))
    assert bench.counts() == before


def test_migrations_can_be_undone_to_the_first(bench: IntakeBench) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    with bench.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    upgrade(bench.database, MIGRATIONS)
    assert differences(bench.database, METADATA) == []
