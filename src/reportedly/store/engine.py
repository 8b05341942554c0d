"""Opening the database of a record: one SQLite file, or PostgreSQL by URL.

SQLite runs in WAL mode with full synchronisation: what was committed is there after a power cut. A transaction that
writes takes the write lock at its beginning, so that two writers wait for one another and never deadlock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from reportedly.errors import RecordError, SetupError

BUSY_S = 30.0  # how long a writer waits for another
CHUNK = 400  # values in one query; old releases of SQLite take 999
READ_ONLY = "reportedly_read_only"
WRITE_LOCK = 0x5EC04D  # of PostgreSQL's advisory locks: the one that all writers of a record take

T = TypeVar("T")


def open_engine(where: str | Path, *, create: bool, busy_s: float = BUSY_S) -> Engine:
    """An engine for a file or a ``postgresql://`` URL; nothing is read or written yet.

    SetupError for a URL that is none, a missing driver, a missing file where ``create`` is False, or a missing folder.
    """
    name = str(where)
    if "://" not in name:
        path = Path(name)
        if not path.exists() and not create:
            raise SetupError(f"{name}: there is no such record. Make one: reportedly ingest SOURCE --db {name}")
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise SetupError(f"{name}: cannot be a record, as it is a folder or in one that does not exist.")
        return _open_sqlite(path, busy_s=busy_s)
    try:
        url = make_url(name)
    except (ArgumentError, ValueError):
        raise SetupError(f"{name}: is no database URL. Give postgresql://USER@HOST/NAME, or a file.") from None
    if url.get_backend_name() != "postgresql":
        raise SetupError(f"{url.drivername}: is not a store. Give postgresql://USER@HOST/NAME, or a file for SQLite.")
    if find_spec("psycopg") is None:
        raise SetupError("PostgreSQL needs its driver. Install it: pip install 'reportedly[postgres]'")
    # Unless the URL has options of its own: these would replace them.
    waits = {} if "options" in url.query else {"options": f"-c lock_timeout={max(1, round(busy_s * 1000))}"}
    return create_engine(
        url.set(drivername="postgresql+psycopg"), connect_args=waits, pool_size=2, max_overflow=2, pool_pre_ping=True
    )


def _open_sqlite(path: Path, *, busy_s: float) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_s})

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READ_ONLY)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def is_sqlite(connection: Connection) -> bool:
    """Whether the record is a SQLite file."""
    return connection.dialect.name == "sqlite"


@contextmanager
def writing(engine: Engine, where: str) -> Iterator[Connection]:
    """A transaction that writes, alone among the record's writers; all of it is kept or nothing.

    Whatever the database answers comes out as a RecordError.
    """
    with explained(where), engine.begin() as connection:
        if not is_sqlite(connection):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
        yield connection


@contextmanager
def looking(engine: Engine, where: str) -> Iterator[Connection]:
    """A transaction that only reads; it sees the record as it was at its beginning."""
    with explained(where), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        yield connection


@contextmanager
def explained(where: str) -> Iterator[None]:
    """What a database answers, as a RecordError with what to try."""
    try:
        yield
    except SQLAlchemyError as error:
        raise explain(where, error) from error
    except sqlite3.Error as error:
        raise explain(where, error) from error


def explain(where: str, error: Exception) -> RecordError:
    """The RecordError for what a database answered."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = " ".join(str(cause).split())[:200]
    low = said.lower()
    if "disk is full" in low or "no space left" in low:
        return RecordError(where, "the disk is full; what was kept before is kept.", hint="Make room, and run again.")
    if "locked" in low or "busy" in low or "lock timeout" in low:
        return RecordError(where, "another process holds it.", hint="Wait until it has finished, and run again.")
    if "not a database" in low:
        return RecordError(where, "is not a record.", hint="Give the file that `reportedly ingest --db` made.")
    if "malformed" in low or "corrupt" in low:
        return RecordError(where, f"the file is damaged ({said}).", hint=f"Run: reportedly verify --db {where}")
    if "readonly" in low or "read-only" in low or "unable to open" in low or "permission" in low:
        return RecordError(where, f"cannot be opened for this ({said}).", hint="Check its permissions.")
    if isinstance(error, DBAPIError) and (error.connection_invalidated or "connect" in low or "server closed" in low):
        return RecordError(where, f"the server cannot be reached ({said}).", hint="When it is back, run again.")
    return RecordError(where, f"the database refuses ({said}).")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in their order, at most so many at a time: what fits into one query."""
    for i in range(0, len(values), size):
        yield values[i : i + size]
