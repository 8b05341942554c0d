"""Which databases are taken as records, and what becomes of older ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from reportedly.errors import RecordError, SetupError
from reportedly.store import schema, upgrades
from reportedly.store.engine import open_engine
from reportedly.store.known_parties import list_parties
from reportedly.store.record import Record
from reportedly.store.search import Query
from reportedly.store.upgrades import upgrade
from tests.store.invented import make_captured, read_fully


def execute(where: str, *commands: str) -> None:
    engine: Engine = open_engine(where, create=True)
    with engine.begin() as connection:
        for line in commands:
            connection.execute(text(line))
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_schema(where: str) -> None:
    def is_ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        # The tables of the search index are the store's own and stand in no schema.
        return not (kind == "table" and str(name).startswith("search_"))

    with Record(where) as record, record.engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata) == []


def test_a_record_of_a_newer_release_is_refused(where: str) -> None:
    Record(where).close()
    execute(where, "UPDATE alembic_version SET version_num = '9999'")
    for attempt in (lambda: Record(where), lambda: upgrade(where)):
        with pytest.raises(SetupError, match=r"newer release \(9999\). Install a newer Reportedly"):
            attempt()


def test_a_database_of_something_else_is_refused_and_left_alone(where: str) -> None:
    execute(where, "CREATE TABLE harvest (id INTEGER)")
    for attempt in (lambda: Record(where), lambda: upgrade(where)):
        with pytest.raises(SetupError, match="is a database, but not a record"):
            attempt()
    execute(where, "DROP TABLE harvest")
    Record(where).close()  # nothing else was left in it


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes and no database, for all that they are long enough to be one. " * 20)
    before = path.read_bytes()
    with pytest.raises(RecordError, match="is not a record"):
        Record(path)
    assert path.read_bytes() == before


def test_an_empty_database_becomes_a_record_only_when_one_may_be_made(where: str) -> None:
    with pytest.raises(SetupError, match="reportedly ingest SOURCE --db"):
        Record(where, create=False)
    Record(where).close()
    with Record(where, create=False) as record:
        assert record.list_articles() == []


def test_an_older_record_is_refused_with_the_command_that_upgrades_it(where: str) -> None:
    captured = make_captured()
    with Record(where) as record:
        record.add(captured, read_fully(captured.article), reader="reader/1")
    newer = ["search_passage", "party_key", "brief", "block", "matter_statement", "matter_change", "matter"]
    newer += ["watch_matter", "watch_news", "watch_told"]
    parts = [*(f"DROP TABLE {table}" for table in newer), "DELETE FROM party_join", "DELETE FROM known_party"]
    parts += ["DROP INDEX ix_article_published_at", "ALTER TABLE article DROP COLUMN published_at"]
    if "://" in where:
        parts += ["DROP TEXT SEARCH CONFIGURATION reportedly", "DROP TEXT SEARCH DICTIONARY reportedly_porter"]
    else:
        parts += ["DROP TABLE search_index"]
    execute(where, *parts, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(SetupError, match=r"older release .*Run: reportedly upgrade --db"):
        Record(where)
    assert upgrade(where) == "0001"
    assert upgrade(where) is None
    with Record(where) as record:
        assert record.reading(captured.article.id) == read_fully(captured.article)
        # What the newer tables hold is made from the readings that were there.
        word = captured.article.text.split()[0]
        assert {hit.article_id for hit in record.search(Query(words=word, kind="text"))} == {captured.article.id}
        with record.joined() as connection:
            assert list_parties(connection)
    if "://" not in where:
        with pytest.raises(SetupError, match="older release"):
            Record(f"{where}.0001.bak")


def test_the_copy_made_by_an_upgrade_has_what_is_in_the_write_ahead_log(tmp_path: Path) -> None:
    where = str(tmp_path / "desk.db")
    engine = open_engine(where, create=True)
    with engine.begin() as connection:
        command.upgrade(upgrades._config(connection), "0001")
    # Open while it is upgraded, so that nothing is moved from the log into the file.
    with engine.connect() as held:
        held.execute(text("SELECT count(*) FROM article"))
        held.rollback()
        assert upgrade(where) == "0001"
    engine.dispose()
    copy = open_engine(f"{where}.0001.bak", create=False)
    with copy.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM article")).scalar_one() == 0
    copy.dispose()
