"""Matters of a record with their readings, for the formats that they are exported in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache

from reportedly.export import Dossier
from reportedly.model import Matter, Reading
from reportedly.store import Record
from reportedly.store.matters import load_matters

AT_ONCE = 50  # matters that are loaded together
KEPT = 64  # readings that stay loaded: the matters of a story are about the same articles
LoadMatters = Callable[[Record, Sequence[str]], Mapping[str, Matter]]


def of_record(record: Record, ids: Sequence[str]) -> Mapping[str, Matter]:
    """The matters of the record by their ids; what is not there is left out."""
    with record.looking() as connection:
        return load_matters(connection, ids)


def load_dossiers(
    opened: Callable[[], AbstractContextManager[Record]],
    ids: Sequence[str],
    *,
    load: LoadMatters = of_record,
    at_once: int = AT_ONCE,
) -> Iterator[Dossier]:
    """The matters of these ids in their order, with their readings, a few at a time.

    opened: gives the record, and is given it back before any of the dossiers goes on: whoever takes them may be slow.
    """

    @lru_cache(maxsize=KEPT)
    def reading_of(article_id: str) -> Reading:
        with opened() as record:
            return record.reading(article_id)

    for i in range(0, len(ids), at_once):
        part = ids[i : i + at_once]
        with opened() as record:
            found = load(record, part)
        for matter in (found[one] for one in part if one in found):
            articles = dict.fromkeys(said.article.id for said in matter.statements)
            yield Dossier(matter=matter, readings={article: reading_of(article) for article in articles})
