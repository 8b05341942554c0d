"""Whether a record is what it was: the log's chain, the bytes, the texts, and the rows against the readings.

A damaged place is a finding and the rest is looked at all the same, so that one lost page of a file does not hide what
else is sound. What was cut off the end of the log cannot be seen from within: keep the last entry's hash elsewhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import msgspec
import zstandard
from sqlalchemy import Connection, Select, select, text
from sqlalchemy.exc import DBAPIError

from reportedly.errors import RecordError
from reportedly.ids import hash_bytes
from reportedly.model import Article, Reading, Span
from reportedly.store import schema
from reportedly.store.engine import is_sqlite, looking
from reportedly.store.evidence import FIRST, hash_entry, unpack
from reportedly.store.record import PAGE, Record
from reportedly.store.rows import article_row, hash_text, make_article, reading_rows, unpack_reading

T = TypeVar("T")

BROKEN = (ValueError, TypeError, LookupError, zstandard.ZstdError, msgspec.MsgspecError)  # what damaged values raise
CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
MOST = 100  # lines that are taken from SQLite's own check


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written.

    where: the place in the record, such as "capture 12" or "attribution". article_id: the article that it concerns.
    """

    where: str
    article_id: str | None
    problem: str


def verify(record: Record) -> Iterator[Finding]:
    """All that is wrong with a record, place by place; nothing when it is sound.

    Memory stays the same however large the record is, but for the ids of its articles. RecordError when the database
    cannot be reached; damage to it is a finding.
    """
    yield from _check_database(record)
    yield from _check_log(record)
    yield from _check_blobs(record)
    for article_id in _list_keys(record, *_ARTICLE_IDS):
        yield from _check_article(record, article_id)


_ARTICLE_IDS: tuple[Select[Any], ...] = (
    # Each is answered from an index of its own, so that a page lost in one of them loses no article.
    select(schema.article.c.id.label("key")),
    select(schema.reading.c.article_id.label("key")),
    select(schema.capture.c.article_id.label("key")).where(schema.capture.c.article_id.is_not(None)),
)


def _is_damage(error: RecordError) -> bool:
    """Whether a database that answered so is there but damaged."""
    cause = error.__cause__
    origin = cause.orig if isinstance(cause, DBAPIError) else cause
    if isinstance(origin, sqlite3.Error):
        # Bytes that are no text come without a code.
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in CORRUPT or "could not decode" in str(origin).lower()
    state = getattr(origin, "sqlstate", None)
    return state is not None and state.startswith("XX")  # PostgreSQL's class of internal and corruption errors


def _try(record: Record, look: Callable[[Connection], T]) -> T | str:
    """What ``look`` finds in a transaction of its own, or in words why damage keeps it from finding it.

    An answer of text would be ambiguous: ``look`` must not return str.
    """
    try:
        with looking(record.engine, record.where) as connection:
            return look(connection)
    except RecordError as error:
        if not _is_damage(error):
            raise
        return f"cannot be read: {error.problem}"
    except BROKEN as error:
        return f"cannot be read: {' '.join(str(error).split())[:200]}"


def _fetch(record: Record, query: Select[Any]) -> list[dict[str, Any]] | str:
    """All rows of a query, or why damage keeps it from giving them."""
    return _try(record, lambda connection: [dict(row) for row in connection.execute(query).mappings()])


def _check_database(record: Record) -> Iterator[Finding]:
    """SQLite's own check of its file; PostgreSQL has none that a client can ask for."""

    def look(connection: Connection) -> list[str]:
        if not is_sqlite(connection):
            return []
        return [str(row[0]) for row in connection.execute(text(f"PRAGMA integrity_check({MOST})"))]

    found = _try(record, look)
    for line in [found] if isinstance(found, str) else found:
        if line != "ok":
            yield Finding(where="database", article_id=None, problem=line)


# The log


def _check_log(record: Record) -> Iterator[Finding]:
    """Numbers without gaps, each entry's hash, and that each carries the hash of the one before."""
    expected, previous = 1, FIRST
    known: str | None = previous
    for seq, entry in _read_log(record):
        where = f"capture {seq}"
        if isinstance(entry, str):
            for article_id in _articles_of_entry(record, seq):
                yield Finding(where=where, article_id=article_id, problem=entry)
            expected, known = seq + 1, None
            continue
        if seq != expected:
            yield Finding(
                where=where, article_id=entry["article_id"], problem=f"follows on a gap: {_gap(expected, seq)}"
            )
        elif known is not None and entry["previous_hash"] != known:
            yield Finding(
                where=where, article_id=entry["article_id"], problem="does not carry the hash of the entry before it"
            )
        if hash_entry(entry) != entry["entry_hash"]:
            yield Finding(where=where, article_id=entry["article_id"], problem="was changed: its hash is another")
        yield from _check_entry(record, entry)
        expected, known = seq + 1, entry["entry_hash"]


def _gap(expected: int, seq: int) -> str:
    return f"entry {expected} is missing" if seq == expected + 1 else f"entries {expected} to {seq - 1} are missing"


def _read_log(record: Record) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Number and entry, or why it cannot be read, in their order; a damaged stretch is read entry by entry."""
    log, last = schema.capture, 0
    while True:
        page = _fetch(record, _log_after(last))
        if not isinstance(page, str):
            yield from ((row["seq"], row) for row in page)
            if len(page) < PAGE:
                return
            last = page[-1]["seq"]
            continue
        top = _try(record, lambda c: c.execute(select(log.c.seq).order_by(log.c.seq.desc()).limit(1)).scalar())
        if not isinstance(top, int):
            yield last + 1, f"and what follows {page}"
            return
        for seq in range(last + 1, min(last + PAGE, top) + 1):
            one = _fetch(record, select(log).where(log.c.seq == seq))
            if isinstance(one, str):
                yield seq, one
            elif one:
                yield seq, one[0]
        last += PAGE
        if last >= top:
            return


def _log_after(seq: int) -> Select[Any]:
    return select(schema.capture).where(schema.capture.c.seq > seq).order_by(schema.capture.c.seq).limit(PAGE)


def _articles_of_entry(record: Record, seq: int) -> list[str | None]:
    """The article of an entry that cannot be read, as SQLite's index of the log tells it; [None] when it does not."""

    def look(connection: Connection) -> list[str | None]:
        if not is_sqlite(connection):
            return []
        query = text("SELECT article_id FROM capture INDEXED BY ix_capture_article_id WHERE +seq = :seq")
        return list(connection.execute(query, {"seq": seq}).scalars())

    found = _try(record, look)
    return [None] if isinstance(found, str) or not found else found


def _check_entry(record: Record, entry: Mapping[str, Any]) -> Iterator[Finding]:
    """That an entry's bytes and its article are there."""
    seq, digest, article_id = entry["seq"], entry["sha256"], entry["article_id"]

    def is_missing(column: Any, key: str | None) -> bool:
        if key is None:
            return False
        return _fetch(record, select(column).where(column == key)) == []

    if is_missing(schema.blob.c.sha256, digest):
        yield Finding(where=f"capture {seq}", article_id=article_id, problem=f"its bytes {digest} are missing")
    if is_missing(schema.article.c.id, article_id):
        yield Finding(where=f"capture {seq}", article_id=article_id, problem="its article is missing")


# The bytes


def _list_keys(record: Record, *queries: Select[Any]) -> list[str]:
    """The distinct keys that any of the queries gives, sorted; a damaged one gives what lies before the damage."""
    keys: set[str] = set()
    for query in queries:
        column = query.selected_columns[0]
        # All of it from the one end, or what can be had from both.
        _ = _collect(record, query.order_by(column.asc()), keys) or _collect(
            record, query.order_by(column.desc()), keys
        )
    return sorted(keys)


def _collect(record: Record, query: Select[Any], keys: set[str]) -> bool:
    """Add what a query of one column gives; whether it gave all."""

    def look(connection: Connection) -> bool:
        for key in connection.execute(query).scalars():
            keys.add(key)
        return True

    return _try(record, look) is True


def _check_blobs(record: Record) -> Iterator[Finding]:
    """That all bytes unpack to their size and their SHA-256."""
    last = ""
    blob = schema.blob
    damaged = False
    while True:
        query = select(blob.c.sha256).where(blob.c.sha256 > last).order_by(blob.c.sha256).limit(PAGE)
        rows = _fetch(record, query)
        if isinstance(rows, str):
            damaged = True
            page = [key for key in _list_keys(record, _BLOBS, _BLOBS_OF_LOG) if key > last]
        else:
            page = [row["sha256"] for row in rows]
        for digest in page:
            problem = _try(record, partial(_find_fault, digest=digest))
            said = problem if isinstance(problem, str) else problem[0]
            if said is not None:
                for article_id in _articles_of_bytes(record, digest):
                    yield Finding(where=f"blob {digest}", article_id=article_id, problem=said)
        if damaged or len(page) < PAGE:
            return
        last = page[-1]


_BLOBS = select(schema.blob.c.sha256.label("key"))
_BLOBS_OF_LOG = select(schema.capture.c.sha256.label("key")).where(schema.capture.c.sha256.is_not(None))


def _find_fault(connection: Connection, digest: str) -> tuple[str | None]:
    """What is wrong with some bytes, or None."""
    blob = schema.blob
    row = connection.execute(select(blob.c.size, blob.c.packed).where(blob.c.sha256 == digest)).first()
    if row is None:
        return (None,)  # the log's check has said that they are missing
    data = unpack(row.packed)
    if hash_bytes(data) != digest:
        return ("its bytes are others: their SHA-256 is another",)
    return (None if len(data) == row.size else f"has {len(data)} bytes, and {row.size} are noted",)


def _articles_of_bytes(record: Record, digest: str) -> list[str | None]:
    """The articles that rest on some bytes; [None] for bytes of no article."""
    found: set[str] = set()
    for column, key in (
        (schema.article.c.sha256, schema.article.c.id),
        (schema.capture.c.sha256, schema.capture.c.article_id),
    ):
        query = select(key).where(column == digest, key.is_not(None))
        _collect(record, query, found)
    return [*sorted(found)] or [None]


# Articles and readings


def _check_article(record: Record, article_id: str) -> Iterator[Finding]:
    def finding(where: str, problem: str) -> Finding:
        return Finding(where=where, article_id=article_id, problem=problem)

    table = schema.article
    row = _fetch(record, select(table).where(table.c.id == article_id))
    if isinstance(row, str):
        yield finding("article", row)
        return
    if not row:
        return  # the log's check has said that it is missing
    try:
        article = make_article(row[0])
    except BROKEN as error:
        yield finding("article", f"cannot be made again: {error}")
        return
    for problem in _compare_article(article, row[0]):
        yield finding("article", problem)
    if _fetch(record, _first_entry(article_id)) == []:
        yield finding("capture", "no entry of the log tells where this article came from")
    yield from _check_readings(record, article)


def _first_entry(article_id: str) -> Select[Any]:
    log = schema.capture
    return select(log.c.seq).where(log.c.article_id == article_id, log.c.outcome == "article").limit(1)


def _compare_article(article: Article, row: Mapping[str, Any]) -> Iterator[str]:
    if hash_text(article.text) != row["text_sha256"]:
        yield "its text is another: the SHA-256 of it is not the one noted"
        return
    expected = article_row(article, row["page"])
    # Packed bytes differ from one release of zstd to the next; what they unpack to was compared above.
    other = [name for name, value in expected.items() if name != "raw_text" and value != row[name]]
    if other:
        yield f"its columns disagree with it: {', '.join(other)}"


def _check_readings(record: Record, article: Article) -> Iterator[Finding]:
    table = schema.reading
    query = select(table).where(table.c.article_id == article.id).order_by(table.c.reader)
    rows = _fetch(record, query)
    if isinstance(rows, str):
        yield Finding(where="reading", article_id=article.id, problem=rows)
        return
    current = [row["reader"] for row in rows if row["current"]]
    if len(current) != 1:
        yield Finding(where="reading", article_id=article.id, problem=f"{len(current)} readings are current, not one")
    for row in rows:
        where = f"reading by {row['reader']}"
        try:
            reading = unpack_reading(row["packed"], article)
        except BROKEN as error:
            yield Finding(where=where, article_id=article.id, problem=f"cannot be unpacked: {error}")
            continue
        outside = [span for span in _all_spans(reading) if not 0 <= span[0] < span[1] <= len(article.text)]
        if outside:
            yield Finding(where=where, article_id=article.id, problem=f"has spans outside the text: {outside[:3]}")
        elif current == [row["reader"]]:
            yield from _check_rows(record, reading)


def _all_spans(reading: Reading) -> Iterator[Span]:
    for a in reading.attributions:
        yield from (*a.source.spans, *a.cue.spans, *a.content.spans)
    for party in reading.parties:
        yield from party.mentions
    yield from (event.span for event in reading.events)
    yield from (voice.span for voice in reading.own_voice)


def _check_rows(record: Record, reading: Reading) -> Iterator[Finding]:
    """The rows of a reading against what it gives now."""
    article_id = reading.article.id
    for table, expected in reading_rows(reading):
        keys = [column.name for column in table.primary_key]
        query = select(table).where(table.c.article_id == article_id)
        found = _fetch(record, query)
        if isinstance(found, str):
            yield Finding(where=table.name, article_id=article_id, problem=found)
            continue

        def by_key(rows: list[dict[str, Any]], keys: list[str] = keys) -> dict[tuple[Any, ...], dict[str, Any]]:
            return {tuple(row[key] for key in keys): row for row in rows}

        have, want = by_key(found), by_key(expected)
        other = [key for key in have.keys() | want.keys() if have.get(key) != want.get(key)]
        if other:
            named = ", ".join(sorted(str(key[1]) for key in other)[:3])
            problem = f"{len(other)} of its rows are not those of the reading: {named}"
            yield Finding(where=table.name, article_id=article_id, problem=problem)
