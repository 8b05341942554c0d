"""Weighing the articles of a record."""

from __future__ import annotations

from collections.abc import Callable

from reportedly.store.matters import forget
from reportedly.store.record import Record


def weigh_record(record: Record, rebuild: bool = False, progress: Callable[[int, int], None] | None = None) -> None:
    """Bring the matters of a record up to date. rebuild: make all of them anew."""
    record.join_parties()
    if rebuild:
        with record.writing() as connection:
            forget(connection)
