"""A record: articles with their evidence, their readings and their versions, in SQLite or PostgreSQL.

Every method is one transaction. Nothing that is derived depends on the order in which articles came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

from sqlalchemy import Connection, Engine, Row, Select, delete, func, select, update

from reportedly.errors import RecordError
from reportedly.model import Article, Captured, Matter, Reading, Skipped
from reportedly.store import schema
from reportedly.store.engine import BUSY_S, looking, open_engine, writing
from reportedly.store.evidence import log_capture
from reportedly.store.known_parties import catch_up, pending
from reportedly.store.matters import MatterChange, MatterQuery, MatterSummary, await_weighing, find_matter, list_changes
from reportedly.store.matters import list_matters as list_all_matters
from reportedly.store.rows import (
    article_row,
    hash_text,
    instant,
    make_article,
    pack_reading,
    unpack_reading,
    write_rows,
)
from reportedly.store.search import Hit, Query, index_reading
from reportedly.store.search import search as search_index
from reportedly.store.upgrades import prepare
from reportedly.store.versions import Difference, compare_versions

Added = Literal["article", "version", "sighting"]
# Called in the transaction that writes a reading, after its rows are in.
Follower = Callable[[Connection, Reading], None]
FOLLOWERS: tuple[Follower, ...] = (index_reading, await_weighing)
PAGE = 100  # articles read at a time where all are wanted: memory stays the same however many there are


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article as a list shows it. statements: its attributions; versions: of its page, itself counted."""

    id: str
    page: str
    url: str | None
    publisher: str | None
    title: str | None
    published: str | None
    modified: str | None
    language: str | None
    statements: int
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureEntry:
    """An entry of the log; see the table ``capture``."""

    seq: int
    captured_at: str
    source: str
    final_url: str | None
    status: int | None
    headers: tuple[tuple[str, str], ...]
    media_type: str | None
    sha256: str | None
    client: str
    outcome: str
    article_id: str | None
    reason: str | None
    previous_hash: str
    entry_hash: str


class Record:
    """An open record; one instance serves one thread.

    where: a file, made where ``create`` allows it, or a ``postgresql://`` URL. busy_s: how long to wait, in seconds,
    while another process writes. SetupError for what is no record, or one of another release; RecordError, here and in
    every method, when the database refuses.
    """

    def __init__(self, where: str | Path, *, create: bool = True, busy_s: float = BUSY_S) -> None:
        self.where = str(where)
        self.engine: Engine = open_engine(where, create=create, busy_s=busy_s)
        try:
            prepare(self.engine, self.where, create=create)
        except BaseException:
            self.engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def looking(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, for what has no method here."""
        return looking(self.engine, self.where)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes, alone among the record's writers; all of it is kept or nothing."""
        return writing(self.engine, self.where)

    def joined(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, after the parties of all articles have been joined."""
        self.join_parties()
        return self.looking()

    # Writing

    def join_parties(self) -> None:
        """Join the parties of articles that came, or were read again, since it was done last."""
        with looking(self.engine, self.where) as connection:
            if not pending(connection):
                return
        with writing(self.engine, self.where) as connection:
            catch_up(connection)

    def add(self, captured: Captured, reading: Reading, *, reader: str) -> Added:
        """Keep an article with its evidence and its reading; "sighting" when its version is in already."""
        article = captured.article
        with writing(self.engine, self.where) as connection:
            known = _find_version(connection, captured.page, hash_text(article.text))
            known = known or _find_id(connection, article.id)
            if known is not None:
                log_capture(connection, captured.capture, outcome="sighting", article_id=known)
                return "sighting"
            log_capture(connection, captured.capture, outcome="article", article_id=article.id)
            connection.execute(schema.article.insert().values(article_row(article, captured.page)))
            _write_reading(connection, reading, reader)
            return "version" if _compare_neighbours(connection, captured.page, article.id) else "article"

    def add_sighting(self, captured: Captured, article_id: str) -> None:
        """Note that a version that is in was seen again, with what came."""
        with writing(self.engine, self.where) as connection:
            log_capture(connection, captured.capture, outcome="sighting", article_id=article_id)

    def add_skipped(self, skipped: Skipped) -> None:
        """Note what could not be kept, and why, with what came of it."""
        reason = f"{skipped.error.problem} {skipped.error.hint or ''}".strip()
        with writing(self.engine, self.where) as connection:
            log_capture(connection, skipped.capture, outcome="skipped", reason=reason)

    def replace_reading(self, reading: Reading, *, reader: str) -> None:
        """Make another reading of an article the current one; those of other readers stay in the record."""
        article_id = reading.article.id
        with writing(self.engine, self.where) as connection:
            page = self._find_page(connection, article_id)
            old = schema.reading
            connection.execute(delete(old).where(old.c.article_id == article_id, old.c.reader == reader))
            connection.execute(update(old).where(old.c.article_id == article_id).values(current=False))
            _write_reading(connection, reading, reader)
            _compare_neighbours(connection, page, article_id)

    # Looking

    def page(self, article_id: str) -> str:
        """What the versions of an article share; RecordError for an article that is not there."""
        with looking(self.engine, self.where) as connection:
            return self._find_page(connection, article_id)

    def _find_page(self, connection: Connection, article_id: str) -> str:
        query = select(schema.article.c.page).where(schema.article.c.id == article_id)
        page: str | None = connection.execute(query).scalar_one_or_none()
        if page is None:
            raise RecordError(self.where, f"has no article {article_id}.")
        return page

    def find_version(self, page: str, text_sha256: str) -> str | None:
        """The id of the version of a page that has this text, if it is in."""
        with looking(self.engine, self.where) as connection:
            return _find_version(connection, page, text_sha256)

    def resolve(self, beginning: str) -> str:
        """The article id that begins so; RecordError when none or several do."""
        with looking(self.engine, self.where) as connection:
            column = schema.article.c.id
            found = connection.execute(
                select(column).where(column.startswith(beginning, autoescape=True)).order_by(column).limit(3)
            ).scalars()
            ids = list(found)
        if beginning in ids or len(ids) == 1:
            return beginning if beginning in ids else ids[0]
        if not ids:
            raise RecordError(self.where, f"has no article {beginning!r}.", hint="List them: reportedly articles")
        raise RecordError(
            self.where, f"has several articles that begin with {beginning!r}.", hint=f"For example {', '.join(ids)}."
        )

    def article(self, article_id: str) -> Article:
        """One article, by its id or an unambiguous beginning of it."""
        article_id = self.resolve(article_id)
        with looking(self.engine, self.where) as connection:
            row = connection.execute(select(schema.article).where(schema.article.c.id == article_id)).mappings().one()
            return make_article(row)

    def reading(self, article_id: str) -> Reading:
        """The current reading of an article, by its id or an unambiguous beginning of it."""
        article_id = self.resolve(article_id)
        with looking(self.engine, self.where) as connection:
            return _load_reading(connection, article_id)

    def readings(self) -> Iterator[Reading]:
        """The current readings of all articles, in the order of their ids; those added meanwhile may be left out."""
        last = ""
        while True:
            with looking(self.engine, self.where) as connection:
                rows = connection.execute(_all_readings().where(schema.article.c.id > last).limit(PAGE)).mappings()
                found = [unpack_reading(row["packed"], make_article(row)) for row in rows]
            yield from found
            if len(found) < PAGE:
                return
            last = found[-1].article.id

    def list_articles(
        self,
        *,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        page: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ArticleSummary]:
        """Articles, the newest first, those of one time by id, those without one last.

        since, until: dates, both included. offset: so many are left out before the first.
        """
        article = schema.article
        query = select(article.c.id)
        if publisher is not None:
            query = query.where(func.lower(article.c.publisher) == publisher.lower())
        if since is not None:
            query = query.where(article.c.day >= since[:10])
        if until is not None:
            query = query.where(article.c.day <= until[:10])
        if page is not None:
            query = query.where(article.c.page == page)
        order = (article.c.published_at.desc().nulls_last(), article.c.id)
        # SQLite knows no OFFSET without a LIMIT; SQLAlchemy gives it one. What is counted is only what is shown.
        ids = query.order_by(*order).limit(limit).offset(offset or None).subquery()
        shown = _summaries().join(ids, ids.c.id == article.c.id).order_by(*order)
        with looking(self.engine, self.where) as connection:
            return [ArticleSummary(**row) for row in connection.execute(shown).mappings()]

    def versions(self, page: str) -> list[ArticleSummary]:
        """The versions of a page in the order of their last change, then id."""
        return sorted(self.list_articles(page=page), key=lambda a: (instant(a.modified or a.published), a.id))

    def differences(self, before: str, after: str) -> list[Difference]:
        """What changed between two versions that follow one another, in the order of the later text."""
        table = schema.difference
        query = select(table).where(table.c.from_article == before, table.c.to_article == after)
        with looking(self.engine, self.where) as connection:
            return [_make_difference(row) for row in connection.execute(query.order_by(table.c.position))]

    def captures(self, article_id: str | None = None) -> Iterator[CaptureEntry]:
        """The log in its order, of one article or all."""
        table, last = schema.capture, 0
        while True:
            query = select(table).where(table.c.seq > last).order_by(table.c.seq).limit(PAGE)
            if article_id is not None:
                query = query.where(table.c.article_id == article_id)
            with looking(self.engine, self.where) as connection:
                rows = connection.execute(query).mappings().all()
            for row in rows:
                headers = tuple((name, value) for name, value in json.loads(row["headers"] or "[]"))
                yield CaptureEntry(**{**row, "headers": headers})
            if len(rows) < PAGE:
                return
            last = rows[-1]["seq"]

    def stale(self, reader: str) -> Iterator[str]:
        """The ids of articles whose current reading is of another reader, in their order."""
        table = schema.reading
        query = select(table.c.article_id).where(table.c.current, table.c.reader != reader).order_by(table.c.article_id)
        with looking(self.engine, self.where) as connection:
            found = list(connection.execute(query).scalars())
        yield from found

    def search(self, query: Query) -> list[Hit]:
        """Statements and texts that a query finds, the best first."""
        if query.party is not None:
            self.join_parties()
        with looking(self.engine, self.where) as connection:
            return search_index(connection, query)

    def matters(self, query: MatterQuery | None = None) -> list[MatterSummary]:
        """The matters that a query asks for, as they were weighed last; those that changed last first."""
        with looking(self.engine, self.where) as connection:
            return list_all_matters(connection, query or MatterQuery())

    def matter(self, matter_id: str) -> Matter:
        """One matter, by its id, an unambiguous beginning of it, or an id that it had earlier."""
        with looking(self.engine, self.where) as connection:
            return find_matter(connection, matter_id)

    def changes(
        self, *, since: str | None = None, until: str | None = None, limit: int | None = None
    ) -> list[MatterChange]:
        """What changed in all matters, the newest first. since, until: days in UTC, both included."""
        with looking(self.engine, self.where) as connection:
            return list_changes(connection, since=since, until=until, limit=limit)

    def count(self) -> int:
        """How many articles it has."""
        with looking(self.engine, self.where) as connection:
            return int(connection.execute(select(func.count()).select_from(schema.article)).scalar_one())


def refill(engine: Engine, where: str) -> None:
    """Make again what follows readings (search, joins of parties), as after an upgrade that brought new tables."""
    last = ""
    while True:
        with writing(engine, where) as connection:
            rows = connection.execute(_all_readings().where(schema.article.c.id > last).limit(PAGE)).mappings().all()
            for row in rows:
                reading = unpack_reading(row["packed"], make_article(row))
                for follow in FOLLOWERS:
                    follow(connection, reading)
        if len(rows) < PAGE:
            return
        last = rows[-1]["id"]


def _find_version(connection: Connection, page: str, text_sha256: str) -> str | None:
    article = schema.article
    query = select(article.c.id).where(article.c.page == page, article.c.text_sha256 == text_sha256)
    return connection.execute(query).scalar_one_or_none()


def _find_id(connection: Connection, article_id: str) -> str | None:
    """The id, if it is in: under another page when the rules for canonical addresses were others then."""
    return connection.execute(select(schema.article.c.id).where(schema.article.c.id == article_id)).scalar_one_or_none()


def _write_reading(connection: Connection, reading: Reading, reader: str) -> None:
    row = {"article_id": reading.article.id, "reader": reader, "current": True, "packed": pack_reading(reading)}
    connection.execute(schema.reading.insert().values(row))
    write_rows(connection, reading)
    for follow in FOLLOWERS:
        follow(connection, reading)


def _load_reading(connection: Connection, article_id: str) -> Reading:
    row = connection.execute(_all_readings().where(schema.article.c.id == article_id)).mappings().one()
    return unpack_reading(row["packed"], make_article(row))


def _all_readings() -> Select[Any]:
    return (
        select(schema.article, schema.reading.c.packed)
        .join(schema.reading, schema.reading.c.article_id == schema.article.c.id)
        .where(schema.reading.c.current)
        .order_by(schema.article.c.id)
    )


def _summaries() -> Select[Any]:
    article, other = schema.article, schema.article.alias()
    statements = select(func.count()).where(schema.attribution.c.article_id == article.c.id).scalar_subquery()
    versions = select(func.count()).select_from(other).where(other.c.page == article.c.page).scalar_subquery()
    names = ("id", "page", "url", "publisher", "title", "published", "modified", "language")
    return select(*(article.c[n] for n in names), statements.label("statements"), versions.label("versions"))


def _compare_neighbours(connection: Connection, page: str, article_id: str) -> bool:
    """Keep the differences of a version to the one before it and the one after; False when it is the only one."""
    article = schema.article
    rows = connection.execute(
        select(article.c.id, article.c.published, article.c.modified).where(article.c.page == page)
    ).all()
    order = [row.id for row in sorted(rows, key=lambda row: (instant(row.modified or row.published), row.id))]
    if len(order) == 1:
        return False
    at = order.index(article_id)
    near = order[max(0, at - 1) : at + 2]
    table = schema.difference
    # Whichever pairs these three were in before, they are in other ones now.
    connection.execute(delete(table).where(table.c.from_article.in_(near), table.c.to_article.in_(near)))
    for before, after in pairwise(near):
        found = compare_versions(_load_reading(connection, before), _load_reading(connection, after))
        rows_of = [_difference_row(before, after, i, one) for i, one in enumerate(found)]
        if rows_of:
            connection.execute(table.insert(), rows_of)
    return True


def _difference_row(before: str, after: str, position: int, one: Difference) -> dict[str, object]:
    return {
        "from_article": before,
        "to_article": after,
        "position": position,
        "kind": one.kind,
        "before_spans": json.dumps(one.before_spans) if one.before_spans else None,
        "after_spans": json.dumps(one.after_spans) if one.after_spans else None,
        "before_text": one.before_text,
        "after_text": one.after_text,
    }


def _make_difference(row: Row[tuple[object, ...]]) -> Difference:
    def spans(raw: str | None) -> tuple[tuple[int, int], ...]:
        return tuple((b, e) for b, e in json.loads(raw or "[]"))

    return Difference(
        kind=row.kind,
        before_spans=spans(row.before_spans),
        after_spans=spans(row.after_spans),
        before_text=row.before_text,
        after_text=row.after_text,
    )
