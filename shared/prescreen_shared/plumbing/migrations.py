"""Alembic as both services use it: one starter at a time upgrades, and the models are compared with the migrations."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from prescreen_shared.plumbing.database import Database

_LOCK = 7_273_411_018
"""The number of the advisory lock on PostgreSQL; any number will do if it is always the same."""


def upgrade(database: Database, script_location: str) -> None:
    """Bring the database to the newest migration; several starters wait for each other.

    ``script_location`` is the package path of the migrations, such as ``scoring_service:migrations``.
    """
    with _only_one(database), database.engine.connect() as connection:
        command.upgrade(_config(script_location, connection), "head")
        connection.commit()


def run_in_environment(metadata: MetaData) -> None:
    """Do what a service's ``migrations/env.py`` is for, on the connection that ``upgrade`` hands over."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def differences(database: Database, metadata: MetaData) -> list[Any]:
    """Give what the migrated database lacks or has too much of, compared with the models; empty when they agree."""
    with database.engine.connect() as connection:
        return list(
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
        )


def _config(script_location: str, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", script_location)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _only_one(database: Database) -> Iterator[None]:
    if database.is_sqlite:
        with _file_lock(database.engine.url.database):
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _LOCK})
        # The lock belongs to the connection, and goes with it.
        yield
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _LOCK})


@contextmanager
def _file_lock(path: str | None) -> Iterator[None]:
    if not path or path == ":memory:":
        yield
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
