"""One database of one service: SQLite (WAL) embedded, or PostgreSQL, behind the same two transactions.

With it the time now, as a port, so that closing times and leases are tested without waiting; inserts that leave alone what is
there; and counting rows by state, for operators.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    TypeDecorator,
    create_engine,
    event,
    func,
    inspect,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeEngine

from prescreen_shared.shapes.declaring import Kind, fields_of
from prescreen_shared.shapes.declaring import Text as TextLimits

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_DISCREET: Final = {"hide_parameters": True}
"""An error names its statement without the values in it, which are an applicant's words and end up in logs."""
JsonDocument = JSON().with_variant(JSONB(), "postgresql")
"""JSON text on SQLite, JSONB on PostgreSQL."""
OptionalJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document that may be absent: None is SQL's NULL, not the JSON text null."""


def new_metadata() -> MetaData:
    """Give a service its own metadata, with names for every constraint so that migrations can drop them."""
    return MetaData(naming_convention=NAMING_CONVENTION)


def add_columns(table: type[DeclarativeBase], shape: type) -> None:
    """Give a table a column for each field of a declared shape that it names none for: texts, numbers, days and documents."""
    for each in fields_of(shape):
        if not hasattr(table, each.name):
            setattr(
                table, each.name, mapped_column(_type_of_column(each.kind), nullable=each.kind.is_optional)
            )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment stored in UTC; SQLite would lose the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Turn an aware moment into UTC.

        Raises:
            ValueError: the moment has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; moments are stored in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _type_of_column(kind: Kind) -> TypeEngine[Any]:
    if kind.type is str:
        text = kind.mark(TextLimits)
        return String(None if text is None else text.most)
    simple: dict[type, TypeEngine[Any]] = {
        int: Integer(),
        bool: Boolean(),
        date: Date(),
        datetime: UtcDateTime(),
    }
    return simple.get(kind.type, OptionalJson if kind.is_optional else JsonDocument)


class Database:
    """The database of one service.

    ``url`` is an SQLAlchemy address, such as ``sqlite:////var/lib/prescreen/intake.sqlite3`` or
    ``postgresql+psycopg://user@host/intake``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _server_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads; it is rolled back at the end, and what was read stays readable."""
        with self._sessions() as session:
            # Closing rolls back without expiring what was loaded, which ``rollback`` would.
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes: committed at the end, rolled back on any exception.

        On SQLite it takes the write lock at its beginning, so that two writers wait for each other
        instead of failing half-way.
        """
        with self._sessions() as session:
            if self.is_sqlite:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


class Clock(Protocol):
    """Tells the time now, always aware and in UTC."""

    def now(self) -> datetime:
        """Give the moment now in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the machine's time now in UTC."""
        return datetime.now(UTC)


class ServiceParts(Protocol):
    """What every part of a service works with."""

    @property
    def database(self) -> Database:
        """The service's own database."""
        ...

    @property
    def clock(self) -> Clock:
        """The time now."""
        ...


def count_by_state(session: Session, state: InstrumentedAttribute[str]) -> dict[str, int]:
    """Count the rows of a table in each state."""
    return dict(session.execute(select(state, func.count()).group_by(state)).all())


def count_all(session: Session, condition: ColumnElement[bool]) -> dict[str, int]:
    """Count the rows that fit a condition, under the state ``all``."""
    return {"all": session.scalar(select(func.count()).where(condition)) or 0}


def read_in_pages(
    database: Database,
    wanted: Select[*tuple[Any, ...]],
    keys: Sequence[InstrumentedAttribute[Any]],
    size: int,
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Give what is ``wanted`` in the order of ``keys``, which no two rows share, a page at a time; each row ends in its keys.

    Each page is a transaction of its own, so that a long list holds neither memory nor a snapshot.
    """
    page = wanted.add_columns(*keys).order_by(*keys).limit(size)
    due = page
    while True:
        with database.reading() as session:
            rows = session.execute(due).all()
        if rows:
            yield rows
        if len(rows) < size:
            return
        due = page.where(tuple_(*keys) > tuple(rows[-1][-len(keys) :]))


def insert_missing(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that break no unique constraint and give their number; rows already there stay as they are."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    keys = inspect(table).primary_key
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*keys)
    return len(session.execute(statement, list(rows)).all())


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30}, **_DISCREET)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is switched off: it would not open one before a SELECT.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _server_engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, **_DISCREET)
