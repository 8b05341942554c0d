"""Matters as the web asks for them: of the record, or of a fake in the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from reportedly.model import Matter
from reportedly.store import Record


class MattersMissing(Exception):
    """This installation cannot weigh: it has readings, and no matters."""


class MatterSummary(Protocol):
    """A matter as a list shows it; see ``reportedly.store.matters``."""

    id: str
    title: str
    status: str
    credibility: int
    affirming_origins: int
    denying_origins: int
    n_articles: int
    n_statements: int
    first_said_at: str | None
    last_said_at: str | None
    place_name: str | None
    lat: float | None
    lon: float | None
    event_type: str | None

    @property
    def cursor(self) -> str:
        """Where the list goes on after this one."""


class MatterChange(Protocol):
    """One change of one matter, in the time of what is recorded."""

    matter_id: str
    title: str
    at: str | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFilter:
    """Which matters; all that are given hold. after: the cursor of the last one seen."""

    status: str | None = None
    party: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 50
    after: str | None = None


class MatterSource(Protocol):
    """Where matters come from."""

    def weigh(self, record: Record) -> None:
        """Bring the matters of the record up to date."""

    def find(self, record: Record, wanted: MatterFilter) -> Sequence[MatterSummary]:
        """Those that pass, by last change."""

    def load(self, record: Record, matter_id: str) -> Matter:
        """One; RecordError when there is none."""

    def of_article(self, record: Record, article_id: str) -> Sequence[MatterSummary]:
        """Those that have a statement of this article."""

    def of_party(self, record: Record, party_id: str) -> Sequence[MatterSummary]:
        """Those that a known party says something on."""

    def changes(
        self, record: Record, *, since: str | None = None, until: str | None = None, limit: int = 50
    ) -> Sequence[MatterChange]:
        """What changed, the newest first."""


class RecordMatters:
    """The matters that are kept in the record. MattersMissing where this release has none."""

    def weigh(self, record: Record) -> None:
        """Bring the matters of the record up to date."""
        _module("reportedly.pipeline.weighing").weigh_record(record)

    def find(self, record: Record, wanted: MatterFilter) -> Sequence[MatterSummary]:
        """Those that pass, by last change."""
        query = _module("reportedly.store.matters").MatterQuery(
            status=wanted.status, party=wanted.party, place=wanted.place, since=wanted.since, until=wanted.until,
            limit=wanted.limit, after=wanted.after,
        )  # fmt: skip
        found: Sequence[MatterSummary] = cast(Any, record).matters(query)
        return found

    def load(self, record: Record, matter_id: str) -> Matter:
        """One; RecordError when there is none."""
        _module("reportedly.store.matters")
        found: Matter = cast(Any, record).matter(matter_id)
        return found

    def of_article(self, record: Record, article_id: str) -> Sequence[MatterSummary]:
        """Those that have a statement of this article."""
        module = _module("reportedly.store.matters")
        with record.looking() as connection:
            found: Sequence[MatterSummary] = module.matters_of_article(connection, article_id)
        return found

    def of_party(self, record: Record, party_id: str) -> Sequence[MatterSummary]:
        """Those that a known party says something on."""
        module = _module("reportedly.store.matters")
        with record.looking() as connection:
            found: Sequence[MatterSummary] = module.matters_of_party(connection, party_id)
        return found

    def changes(
        self, record: Record, *, since: str | None = None, until: str | None = None, limit: int = 50
    ) -> Sequence[MatterChange]:
        """What changed, the newest first."""
        _module("reportedly.store.matters")
        found: Sequence[MatterChange] = cast(Any, record).changes(since=since, until=until, limit=limit)
        return found


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise MattersMissing("this release keeps no matters") from error
