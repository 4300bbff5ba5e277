"""Databases for tests: a file of SQLite, or a PostgreSQL database of its own on the server that the tests are given."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg:///postgres")
"""A database on a PostgreSQL server where the tests may create others."""


def sqlite_url(folder: Path) -> str:
    """Give the address of a new SQLite file."""
    return f"sqlite:///{folder / f'{uuid.uuid4().hex}.sqlite3'}"


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
