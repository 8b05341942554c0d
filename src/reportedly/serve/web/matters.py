"""Matters as the web asks for them: of the record, or of a fake in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from reportedly.model import Matter
from reportedly.pipeline.weighing import weigh_record
from reportedly.serve.dossiers import of_record
from reportedly.store import Record
from reportedly.store.matters import (
    MatterChange,
    MatterQuery,
    MatterSummary,
    matters_of_article,
    matters_of_party,
    unweighed,
)
from reportedly.store.rows import instant
from reportedly.weigh import Weigher


class MatterSource(Protocol):
    """Where matters come from."""

    def weigh(self, record: Record) -> None:
        """Bring the matters of the record up to date."""

    def find(self, record: Record, wanted: MatterQuery) -> Sequence[MatterSummary]:
        """Those that pass, by last change."""

    def load(self, record: Record, matter_id: str) -> Matter:
        """One; RecordError when there is none."""

    def load_some(self, record: Record, ids: Sequence[str]) -> Mapping[str, Matter]:
        """Several by their ids; those that are not there are left out."""

    def of_article(self, record: Record, article_id: str) -> Sequence[MatterSummary]:
        """Those that have a statement of this article."""

    def of_party(self, record: Record, party_id: str) -> Sequence[MatterSummary]:
        """Those that a known party says something on."""

    def changes(
        self, record: Record, *, since: str | None = None, until: str | None = None, limit: int = 50
    ) -> Sequence[MatterChange]:
        """What changed, the newest first. since, until: days or times, both included."""


class RecordMatters:
    """The matters that are kept in the record. One instance weighs in one thread."""

    def __init__(self) -> None:
        self._weigher: Weigher | None = None

    def weigh(self, record: Record) -> None:
        """Bring the matters of the record up to date."""
        with record.looking() as connection:
            if not unweighed(connection, Weigher.version):
                return  # and its weights need not be loaded
        self._weigher = self._weigher or Weigher()
        weigh_record(record, weigher=self._weigher)

    def find(self, record: Record, wanted: MatterQuery) -> Sequence[MatterSummary]:
        """Those that pass, by last change."""
        return record.matters(wanted)

    def load(self, record: Record, matter_id: str) -> Matter:
        """One; RecordError when there is none."""
        return record.matter(matter_id)

    def load_some(self, record: Record, ids: Sequence[str]) -> Mapping[str, Matter]:
        """Several by their ids; those that are not there are left out."""
        return of_record(record, ids)

    def of_article(self, record: Record, article_id: str) -> Sequence[MatterSummary]:
        """Those that have a statement of this article."""
        with record.looking() as connection:
            return matters_of_article(connection, article_id)

    def of_party(self, record: Record, party_id: str) -> Sequence[MatterSummary]:
        """Those that a known party says something on."""
        with record.looking() as connection:
            return matters_of_party(connection, party_id)

    def changes(
        self, record: Record, *, since: str | None = None, until: str | None = None, limit: int = 50
    ) -> Sequence[MatterChange]:
        """What changed, the newest first. since, until: days or times, both included."""
        # The record looks by day; what of the last day is too late comes first, so that it has to be passed over.
        last = until if until is not None and "T" in until else None
        found = record.changes(since=since, until=until, limit=None if last else limit)
        if since is not None and "T" in since:
            found = [one for one in found if instant(one.at) >= instant(since)]
        if last is not None:
            found = [one for one in found if instant(one.at) <= instant(last)]
        return found[:limit]
