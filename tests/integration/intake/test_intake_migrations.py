"""The intake database as the migrations make it."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake_service.store.tables import METADATA
from prescreen_shared.plumbing.migrations import differences, upgrade
from tests.stages.intake import MIGRATIONS, IntakeStage


def test_migrations_make_exactly_the_tables_of_the_models(stage: IntakeStage) -> None:
    assert differences(stage.database, METADATA) == []


def test_migrating_again_changes_nothing(stage: IntakeStage) -> None:
    upgrade(stage.database, MIGRATIONS)
    assert differences(stage.database, METADATA) == []


@pytest.mark.parametrize("table", ["event", "application_revision"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET application_id = application_id"])
def test_what_is_append_only_cannot_be_changed_or_deleted(
    stage: IntakeStage, table: str, change: str
) -> None:
    stage.submit(stage.open_call())
    before = stage.counts()
    with pytest.raises(DBAPIError, match="append-only"), stage.database.writing() as session:
        session.execute(text(change.format(table)))
    assert stage.counts() == before


def test_migrations_can_be_undone_to_the_first(stage: IntakeStage) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    with stage.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    upgrade(stage.database, MIGRATIONS)
    assert differences(stage.database, METADATA) == []
