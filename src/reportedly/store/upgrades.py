"""Which release made a record, and bringing an older one up to date (Alembic)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, inspect

from reportedly.errors import RecordError, SetupError
from reportedly.store.engine import looking, open_engine, writing

MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(engine: Engine, where: str, *, create: bool) -> None:
    """See to it that the record is one and of this release; an empty database becomes one where ``create`` says so.

    An older record is refused with the command that brings it up to date, a newer one and a database of something else
    are refused: all SetupErrors.
    """
    with looking(engine, where) as connection:
        found = _revision(connection)
        tables = set(inspect(connection).get_table_names())
    if found == _head():
        return
    if found is None and not tables:
        if not create:
            raise SetupError(f"{where}: is empty. Make a record: reportedly ingest SOURCE --db {where}")
        _upgrade(engine, where)
    elif found is None:
        raise SetupError(f"{where}: is a database, but not a record. Give another name.")
    elif _is_known(found):
        raise SetupError(
            f"{where}: was made by an older release ({found}; this one needs {_head()}). "
            f"Run: reportedly upgrade --db {where}"
        )
    else:
        raise SetupError(f"{where}: was made by a newer release ({found}). Install a newer Reportedly.")


def upgrade(where: str | Path) -> str | None:
    """Bring a record up to date; of a SQLite file a copy with the old revision in its name is kept beside it.

    Returns the revision that it had, None when there was nothing to do. SetupError for what is no record, or newer.
    """
    engine = open_engine(where, create=False)
    try:
        with looking(engine, str(where)) as connection:
            found = _revision(connection)
        if found == _head():
            return None
        if found is None or not _is_known(found):
            prepare(engine, str(where), create=False)
        if "://" not in str(where):
            _copy(str(where), f"{where}.{found}.bak")
        _upgrade(engine, str(where))
        from reportedly.store.record import refill  # which imports this module

        refill(engine, str(where))
        return found
    finally:
        engine.dispose()


def _copy(where: str, target: str) -> None:
    """Copy a SQLite file as it is now, with what is still in its write-ahead log."""
    with closing(sqlite3.connect(where)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _upgrade(engine: Engine, where: str) -> None:
    with writing(engine, where) as connection:
        if _revision(connection) == _head():
            return  # another process was first
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise RecordError(where, f"cannot be brought up to date ({error}).") from error


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _is_known(revision: str) -> bool:
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
