"""Full-text search over the statements and texts of a record: FTS5 with bm25 in SQLite, tsvector in PostgreSQL.

``search_passage`` has one row for each attribution's content, each own-voice stretch and each text; in SQLite triggers
keep the index beside it. Words are compared without case and diacritics and by their English stem.
What is filtered by stands in the row itself: nothing is joined before it is known what is shown.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, text

from reportedly.model import Attribution, Reading, Span
from reportedly.store import search_postgresql as postgresql
from reportedly.store.engine import is_sqlite
from reportedly.store.evidence import clean
from reportedly.store.rows import day_of

Kind = Literal["statement", "text"]

GAP = " … "  # between the spans of one content, as in attribution.content_text
AROUND = 160  # characters of a text that are shown on either side of the first word found
OPEN, CLOSE = "\ue000", "\ue001"  # private-use letters that mark what was found
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')

TOKENS = "porter unicode61 remove_diacritics 2"
# An id in SQLite says how long the passage is and whether it is a text, so that ranking looks up nothing: the number of
# the passage, a bit for a text, and the logarithm of its words in steps of 1/32.
TEXT_BIT, LENGTH_MASK, STEPS = 512, 511, 32
SHIFT = 10

_COLUMNS = "article_id, attribution_id, kind, spans, passage, day, publisher, stance, party_id, party"
_SCHEMA = (
    """CREATE TABLE search_passage (
        id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article (id), attribution_id TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('statement', 'text')), spans TEXT NOT NULL, passage TEXT NOT NULL,
        day TEXT, publisher TEXT, stance TEXT, party_id TEXT, party TEXT)""",
    *postgresql.INDICES,
    # Without columns of its own: bm25 would look up each passage's length, which takes longer than all else together.
    f"CREATE VIRTUAL TABLE search_index USING fts5(passage, content='', columnsize=0, tokenize='{TOKENS}')",
    """CREATE TRIGGER search_passage_added AFTER INSERT ON search_passage BEGIN
        INSERT INTO search_index (rowid, passage) VALUES (new.id, new.passage); END""",
    """CREATE TRIGGER search_passage_gone AFTER DELETE ON search_passage BEGIN
        INSERT INTO search_index (search_index, rowid, passage) VALUES ('delete', old.id, old.passage); END""",
)
_INSERT = (
    f"INSERT INTO search_passage (id, {_COLUMNS}) VALUES (:id, :article, :attribution, :kind, :spans, :passage, "
    ":day, :publisher, :stance, :party_id, :party)"
)
_SCORED = (
    f"SELECT rowid AS id, -bm25(search_index) / (1 + (rowid & {LENGTH_MASK}) / {STEPS}.0) AS score "
    "FROM search_index WHERE search_index MATCH :match"
)
# What has to be looked up is only what scores no worse than the last that is shown; what ties with that is among it.
_BEST = (
    "WITH scored AS MATERIALIZED ({scored} ORDER BY score DESC LIMIT :reach), "
    "found AS (SELECT id, score FROM scored WHERE score >= coalesce("
    "(SELECT score FROM scored ORDER BY score DESC LIMIT 1 OFFSET :last), -1e30)), "
)
TIES = 5000  # that may share the last score shown; where more do, the search is made again with eight times the room
_PARTY = (
    "s.id IN (SELECT id FROM search_passage WHERE party = :folded UNION ALL SELECT x.id FROM party_join j "
    "CROSS JOIN search_passage x WHERE x.article_id = j.article_id AND x.party_id = j.party_id AND j.known_party_id IN "
    "(SELECT k.id FROM known_party k WHERE k.id = :party OR lower(k.name) = lower(:party)))"
)
_SHOWN = f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_shown USING fts5(passage, tokenize='{TOKENS}')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for.

    words: all must be there; ``"a phrase"`` in that order, ``prefix*`` and ``-not`` as they say; anything else typed is
    read as words. Without words (or with ``-not`` alone) what passes the filters comes newest first.
    party: the name of a party, in any case, or the name or id of a known party: then what any of its members said.
    since, until: days, YYYY-MM-DD in UTC, both included; an article without a date passes neither.
    """

    words: str = ""
    party: str | None = None
    stance: str | None = None
    publisher: str | None = None
    since: str | None = None
    until: str | None = None
    kind: Kind | Literal["any"] = "statement"
    limit: int = 20
    offset: int = 0

    def __post_init__(self) -> None:
        if self.limit < 1 or self.offset < 0:
            raise ValueError(f"limit must be 1 or more and offset 0 or more, got {self.limit} and {self.offset}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One passage found.

    attribution_id: None for an outlet's own voice and for a text. score: higher is better; 0 without words.
    spans: of the passage in the article's text; a content of several spans is joined by `` … ``.
    marks: of the words found, in the passage. party: the source's name within its article.
    """

    article_id: str
    attribution_id: str | None
    kind: Kind
    score: float
    spans: tuple[Span, ...]
    passage: str
    marks: tuple[Span, ...]
    party: str | None
    stance: str | None
    publisher: str | None
    published: str | None
    title: str | None
    url: str | None


def drop_search(connection: Connection) -> None:
    """Remove the search tables, of whatever release they are."""
    for statement in (
        ("DROP TABLE search_passage", "DROP TABLE search_index") if is_sqlite(connection) else postgresql.DROP
    ):
        connection.execute(text(statement))


def create_search(connection: Connection) -> None:
    """Make the search tables of a record that has none."""
    for statement in _SCHEMA if is_sqlite(connection) else postgresql.SCHEMA:
        connection.execute(text(statement))


def index_reading(connection: Connection, reading: Reading) -> None:
    """Put an article and what was read in it into the index, in place of what an earlier reading put there."""
    article = reading.article
    connection.execute(text("DELETE FROM search_passage WHERE article_id = :id"), {"id": article.id})
    rows: list[tuple[Attribution | None, Kind, tuple[Span, ...]]] = [
        (a, "statement", a.content.spans) for a in reading.attributions
    ]
    rows += [(None, "statement", (o.span,)) for o in reading.own_voice]
    rows += [(None, "text", ((0, len(article.text)),))] if article.text else []
    names = {party.id: _fold(party.name) for party in reading.parties}
    values: list[dict[str, Any]] = [
        {
            "article": article.id, "attribution": a.id if a else None, "kind": kind, "spans": json.dumps(spans),
            "passage": clean(GAP.join(article.text[b:e] for b, e in spans)), "day": day_of(article.published),
            "publisher": clean(article.publisher), "stance": a.stance if a else None,
            "party_id": a.source.party if a else None, "party": names.get(a.source.party or "") if a else None,
        }
        for a, kind, spans in rows
    ]  # fmt: skip
    if not values:
        return
    if is_sqlite(connection):
        last: int = connection.execute(text("SELECT coalesce(max(id), 0) FROM search_passage")).scalar_one()
        for number, value in enumerate(values, (last >> SHIFT) + 1):
            value["id"] = number << SHIFT | _describe_size(value["passage"], value["kind"])
        connection.execute(text(_INSERT), values)
        return
    for value in values:
        value["words"] = postgresql.vector_words(value["passage"])
    connection.execute(text(postgresql.INSERT), values)


def _fold(name: str) -> str:
    return (clean(name) or "").casefold()


def _describe_size(passage: str, kind: Kind) -> int:
    words = len(postgresql.WORD.findall(passage))
    return min(LENGTH_MASK, round(STEPS * math.log(max(1, words)))) | (TEXT_BIT if kind == "text" else 0)


def search(connection: Connection, query: Query) -> list[Hit]:
    """The passages that match, best first; ties newest first, then by article and place in it.

    Nothing typed as words raises. The score is bm25 (Robertson and Zaragoza, 2009) as FTS5 works it out where lengths
    do not count, in PostgreSQL ``ts_rank``; either is divided by 1 + the logarithm of the passage's words.
    """
    wanted, unwanted = parse_words(query.words)
    if query.words.strip() and not wanted and not unwanted:
        return []  # marks alone: there is nothing to find
    conditions, values = _filters(query)
    if not is_sqlite(connection):
        return _search_postgresql(connection, query, wanted, unwanted)
    if not wanted:
        if unwanted:
            conditions.append("s.id NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH :unwanted)")
            values["unwanted"] = " OR ".join(unwanted)
        return [_make_hit(row, ()) for row in _select(connection, query, values, conditions=conditions)]
    match = " AND ".join(wanted)
    values["match"] = f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match
    scored = _SCORED
    if query.kind != "any":
        scored += f" AND (rowid & {TEXT_BIT}) {'=' if query.kind == 'statement' else '<>'} 0"
        conditions.remove("s.kind = :kind")
    if conditions:  # "+": each match is looked up in the set, not the set in the matches
        scored += f" AND +rowid IN (SELECT s.id FROM search_passage s WHERE {' AND '.join(conditions)})"
    rows = _select(connection, query, values, scored=scored)
    marks = _marks(connection, [row.passage for row in rows], match)
    return [_make_hit(row, places) for row, places in zip(rows, marks, strict=True)]


def _search_postgresql(connection: Connection, query: Query, wanted: list[str], unwanted: list[str]) -> list[Hit]:
    conditions, values = _filters(query)
    if unwanted:
        conditions.append(postgresql.UNWANTED)
        values["unwanted"] = postgresql.make_tsquery(unwanted, "|")
    if not wanted:
        return [_make_hit(row, ()) for row in _select(connection, query, values, conditions=conditions)]
    conditions.append(postgresql.WANTED)
    values["wanted"] = postgresql.make_tsquery(wanted, "&")
    scored = f"SELECT s.id, {postgresql.SCORE} AS score FROM search_passage s WHERE {' AND '.join(conditions)}"
    rows = _select(connection, query, values, scored=scored)
    marks = postgresql.mark_words(connection, [row.passage for row in rows], wanted)
    return [_make_hit(row, places) for row, places in zip(rows, marks, strict=True)]


def _select(
    connection: Connection, query: Query, values: dict[str, Any], *, scored: str = "", conditions: Sequence[str] = ()
) -> Sequence[Any]:
    """The rows of the hits, in their order: of what ``scored`` gives, or of what meets the conditions."""
    order = "s.day DESC NULLS LAST, s.article_id, s.kind, s.attribution_id NULLS LAST, s.spans"
    first, score, found, by = "WITH ", "0.0", "search_passage s", order
    if scored:
        first, score, by = _BEST.format(scored=scored), "f.score", f"f.score DESC, {order}"
        found = "found f JOIN search_passage s ON s.id = f.id"
    command = text(
        f"{first}shown AS (SELECT s.id, {score} AS score FROM {found} "
        f"WHERE {' AND '.join(conditions) or 'TRUE'} ORDER BY {by} LIMIT :limit OFFSET :offset) "
        "SELECT s.article_id, s.attribution_id, s.kind, s.spans, s.passage, f.score, "
        "p.name, s.stance, t.publisher, t.published, t.title, t.url"
        f"{', (SELECT count(*) FROM found) AS tied' if scored else ''} "
        "FROM shown f JOIN search_passage s ON s.id = f.id JOIN article t ON t.id = s.article_id "
        "LEFT JOIN party p ON p.article_id = s.article_id AND p.id = s.party_id "
        f"ORDER BY f.score DESC, {order}"
    )
    values = {**values, "limit": query.limit, "offset": query.offset}
    if not scored:
        return connection.execute(command, values).all()
    last = query.limit + query.offset - 1
    reach = last + TIES
    while True:
        rows = connection.execute(command, {**values, "last": last, "reach": reach}).all()
        if not rows or rows[0].tied < reach:
            return rows
        reach *= 8


def parse_words(words: str) -> tuple[list[str], list[str]]:
    """What must and what must not be there, each as a quoted FTS5 string in which nothing typed can act as syntax."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for negated, phrase, bare in TERM.findall(words):
        found = postgresql.WORD.findall(phrase or bare)
        if found:
            prefix = "*" if bare.endswith("*") else ""
            (unwanted if negated else wanted).append(f'"{" ".join(found)}"{prefix}')
    return wanted, unwanted


def _filters(query: Query) -> tuple[list[str], dict[str, Any]]:
    options = (
        ("stance", query.stance, "s.stance = :stance"),
        ("publisher", query.publisher, "s.publisher = :publisher"),
        ("since", query.since, "s.day >= :since"),
        ("until", query.until, "s.day <= :until"),
        ("kind", None if query.kind == "any" else query.kind, "s.kind = :kind"),
        ("party", query.party, _PARTY),
    )
    given = [(name, value, condition) for name, value, condition in options if value is not None]
    values: dict[str, Any] = {name: value for name, value, _ in given}
    if query.party is not None:
        values["folded"] = _fold(query.party)
    return [condition for _, _, condition in given], values


def _marks(connection: Connection, passages: Sequence[str], match: str) -> list[tuple[Span, ...]]:
    """Where the words stand in each passage; none where the passage itself holds the letters that mark.

    The index keeps no passages, so those that are shown are put into one of this connection alone.
    """
    if not passages:
        return []
    connection.execute(text(_SHOWN))
    connection.execute(text("DELETE FROM temp.search_shown"))
    connection.execute(
        text("INSERT INTO temp.search_shown (rowid, passage) VALUES (:id, :passage)"),
        [{"id": i, "passage": passage} for i, passage in enumerate(passages)],
    )
    marked = connection.execute(
        text(
            "SELECT rowid, highlight(search_shown, 0, :open, :close) FROM temp.search_shown "
            "WHERE search_shown MATCH :match"
        ),
        {"open": OPEN, "close": CLOSE, "match": match},
    ).all()
    shown: dict[int, str] = {number: passage for number, passage in marked}
    return [_read_marks(shown.get(i, passage), len(passage)) for i, passage in enumerate(passages)]


def _read_marks(shown: str, length: int) -> tuple[Span, ...]:
    marks: list[Span] = []
    at = 0
    for piece in re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", shown):
        size = len(piece) - 2 if piece.startswith(OPEN) else len(piece)
        if piece.startswith(OPEN):
            marks.append((at, at + size))
        at += size
    return tuple(marks) if at == length else ()


def _make_hit(row: Any, marks: tuple[Span, ...]) -> Hit:
    spans = tuple((int(b), int(e)) for b, e in json.loads(row.spans))
    passage = row.passage
    if row.kind == "text":
        first, last = marks[0] if marks else (0, 0)
        begin, end = max(0, first - AROUND), min(len(passage), last + AROUND)
        passage, spans = passage[begin:end], ((begin, end),)
        marks = tuple((b - begin, e - begin) for b, e in marks if begin <= b and e <= end)
    return Hit(
        article_id=row.article_id, attribution_id=row.attribution_id, kind=row.kind, score=float(row.score),
        spans=spans, passage=passage, marks=marks, party=row.name, stance=row.stance, publisher=row.publisher,
        published=row.published, title=row.title, url=row.url,
    )  # fmt: skip
