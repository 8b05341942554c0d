"""docs/record.md lists the tables as they are."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Table

from reportedly.store import schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "record.md"


def describe_tables() -> str:
    """The tables as they stand in the document: paste what the failing test shows."""
    return "\n".join(_describe(table) for table in schema.metadata.tables.values())


def _describe(table: Table) -> str:
    lines = [f"### `{table.name}`", "", "| Column | Type | |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(_describe_column(column) for column in table.columns)]) + "\n"


def _describe_column(column: Column[object]) -> str:
    kind = {"LargeBinary": "bytes"}.get(type(column.type).__name__, type(column.type).__name__.lower())
    optional = ", or NULL" if column.nullable else ""
    notes = [column.comment] if column.comment else []
    notes += [f"a `{key.target_fullname}`" for key in sorted(column.foreign_keys, key=lambda k: k.target_fullname)]
    told = "; ".join(notes).replace("|", "\\|")
    return f"| `{column.name}`{'*' if column.primary_key else ''} | {kind}{optional} | {told} |"


def test_the_document_lists_every_table_and_column() -> None:
    assert DOCUMENT.read_text(encoding="utf-8").endswith(describe_tables())
