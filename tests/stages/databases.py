"""Databases for tests: a file of SQLite, or a PostgreSQL database of its own on the server that the tests are given."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import upgrade

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg:///postgres")
"""A database on a PostgreSQL server where the tests may create others."""


def sqlite_url(folder: Path) -> str:
    """Give the address of a new SQLite file."""
    return f"sqlite:///{folder / f'{uuid.uuid4().hex}.sqlite3'}"


def migrated(url: str, migrations: str) -> Database:
    """Give a database at its newest migration, a new file of SQLite as a copy of one that was brought there.

    ``migrations`` is their package path, such as ``scoring_service:migrations``.
    """
    database = Database(url)
    file = Path(database.engine.url.database or "")
    if database.is_sqlite and not file.exists():
        file.write_bytes(_migrated_file(migrations))
    else:
        upgrade(database, migrations)
    return database


@cache
def _migrated_file(migrations: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.sqlite3"
        with closing(Database(f"sqlite:///{file}")) as database:
            upgrade(database, migrations)
        # Closed, it is one file: what was written ahead stands in it.
        assert [
            each for each in Path(folder).iterdir() if each.suffix not in (".sqlite3", ".migrating")
        ] == []
        return file.read_bytes()


@contextmanager
def postgres_url() -> Iterator[str]:
    """Give the address of a new PostgreSQL database, dropped afterwards; skips the test where no server answers."""
    name = f"test_{uuid.uuid4().hex}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL at {make_url(SERVER).render_as_string()}: {error.orig}")
    try:
        yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
