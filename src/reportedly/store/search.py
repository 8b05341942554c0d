"""Full-text search over the statements and texts of a record: FTS5 with bm25 in SQLite, tsvector in PostgreSQL.

``search_passage`` has one row for each attribution's content, each own-voice stretch and each text; in SQLite triggers
keep the index beside it. Words are compared without case and diacritics and by their English stem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, text

from reportedly.model import Reading, Span
from reportedly.store import search_postgresql as postgresql
from reportedly.store.engine import is_sqlite
from reportedly.store.evidence import clean

Kind = Literal["statement", "text"]

GAP = " … "  # between the spans of one content, as in attribution.content_text
AROUND = 160  # characters of a text that are shown on either side of the first word found
OPEN, CLOSE = "\ue000", "\ue001"  # private-use letters that mark what was found
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')

_SCHEMA = (
    """CREATE TABLE search_passage (
        id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article (id), attribution_id TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('statement', 'text')), spans TEXT NOT NULL, passage TEXT NOT NULL)""",
    "CREATE INDEX ix_search_passage_article_id ON search_passage (article_id)",
    """CREATE VIRTUAL TABLE search_index USING fts5(
        passage, content='search_passage', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER search_passage_added AFTER INSERT ON search_passage BEGIN
        INSERT INTO search_index (rowid, passage) VALUES (new.id, new.passage); END""",
    """CREATE TRIGGER search_passage_gone AFTER DELETE ON search_passage BEGIN
        INSERT INTO search_index (search_index, rowid, passage) VALUES ('delete', old.id, old.passage); END""",
)
_INSERT = (
    "INSERT INTO search_passage (article_id, attribution_id, kind, spans, passage) "
    "VALUES (:article, :attribution, :kind, :spans, :passage)"
)
# Scores first and alone, as bm25 has to be worked out for every passage found: what is joined is only what scores no
# worse than the last that can be wanted. FTS5's scores are the better the lower.
_BEST = (
    "WITH scored AS MATERIALIZED (SELECT rowid AS id, bm25(search_index) AS score FROM search_index "
    "WHERE search_index MATCH :wanted), "
    "best AS (SELECT id, score FROM scored WHERE score <= coalesce("
    "(SELECT score FROM scored ORDER BY score LIMIT 1 OFFSET :reach), 0)) "
)
NARROW = 4  # times as many are ranked as are asked for, so that those of another kind can be left out


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


def create_search(connection: Connection) -> None:
    """Make the search tables of a record that has none."""
    for statement in _SCHEMA if is_sqlite(connection) else postgresql.SCHEMA:
        connection.execute(text(statement))


def index_reading(connection: Connection, reading: Reading) -> None:
    """Put an article and what was read in it into the index, in place of what an earlier reading put there."""
    article = reading.article
    connection.execute(text("DELETE FROM search_passage WHERE article_id = :id"), {"id": article.id})
    rows: list[tuple[str | None, Kind, tuple[Span, ...]]] = [
        (a.id, "statement", a.content.spans) for a in reading.attributions
    ]
    rows += [(None, "statement", (o.span,)) for o in reading.own_voice]
    rows += [(None, "text", ((0, len(article.text)),))] if article.text else []
    values: list[dict[str, Any]] = [
        {
            "article": article.id, "attribution": attribution, "kind": kind, "spans": json.dumps(spans),
            "passage": clean(GAP.join(article.text[b:e] for b, e in spans)),
        }
        for attribution, kind, spans in rows
    ]  # fmt: skip
    if not values:
        return
    if is_sqlite(connection):
        connection.execute(text(_INSERT), values)
        return
    for value in values:
        value["words"] = postgresql.vector_words(value["passage"])
    connection.execute(text(postgresql.INSERT), values)


def search(connection: Connection, query: Query) -> list[Hit]:
    """The passages that match, best first; ties newest first, then by article and place in it.

    Nothing typed as words raises. The score is FTS5's bm25 (Robertson and Zaragoza, 2009) with its sign turned,
    in PostgreSQL ``ts_rank`` divided by the logarithm of the length.
    """
    wanted, unwanted = parse_words(query.words)
    if query.words.strip() and not wanted and not unwanted:
        return []  # marks alone: there is nothing to find
    if not is_sqlite(connection):
        return _search_postgresql(connection, query, wanted, unwanted)
    conditions, values = _filters(query)
    if unwanted:
        conditions.append("s.id NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH :unwanted)")
        values["unwanted"] = " OR ".join(unwanted)
    rows: Sequence[Any] = ()
    if not wanted:
        return [_make_hit(row, ()) for row in _select(connection, query, conditions, values, score="0.0")]
    values["wanted"] = " AND ".join(wanted)
    if len(conditions) <= 1 and query.kind != "text":
        found, reach = "best i JOIN search_passage s ON s.id = i.id", (query.limit + query.offset) * NARROW
        reached = {**values, "reach": reach}
        rows = _select(connection, query, conditions, reached, score="-i.score", found=found, first=_BEST)
    if len(rows) < query.limit:  # filters leave few, or the best are texts
        found = "search_index i JOIN search_passage s ON s.id = i.rowid"
        conditions.insert(0, "search_index MATCH :wanted")
        rows = _select(connection, query, conditions, values, score="-bm25(search_index)", found=found)
    return [_make_hit(row, _marks(connection, row, values["wanted"])) for row in rows]


def _search_postgresql(connection: Connection, query: Query, wanted: list[str], unwanted: list[str]) -> list[Hit]:
    conditions, values = _filters(query)
    if unwanted:
        conditions.append(postgresql.UNWANTED)
        values["unwanted"] = postgresql.make_tsquery(unwanted, "|")
    if wanted:
        conditions.append(postgresql.WANTED)
        values["wanted"] = postgresql.make_tsquery(wanted, "&")
    rows = _select(connection, query, conditions, values, score=postgresql.SCORE if wanted else "0.0")
    marks = postgresql.mark_words(connection, [row.passage for row in rows], wanted) if wanted else [()] * len(rows)
    return [_make_hit(row, places) for row, places in zip(rows, marks, strict=True)]


def _select(
    connection: Connection, query: Query, conditions: list[str], values: dict[str, Any], *,
    score: str, found: str = "search_passage s", first: str = "",
) -> Sequence[Any]:  # fmt: skip
    """The rows of the hits, in their order."""
    return connection.execute(
        text(
            f"{first}SELECT s.id, s.article_id, s.attribution_id, s.kind, s.spans, s.passage, {score} AS score, "
            "p.name, a.stance, t.publisher, t.published, t.title, t.url "
            f"FROM {found} JOIN article t ON t.id = s.article_id "
            "LEFT JOIN attribution a ON a.article_id = s.article_id AND a.id = s.attribution_id "
            "LEFT JOIN party p ON p.article_id = a.article_id AND p.id = a.party_id "
            f"WHERE {' AND '.join(conditions) or 'TRUE'} "
            "ORDER BY score DESC, t.day DESC NULLS LAST, s.article_id, s.kind, s.attribution_id NULLS LAST, s.spans "
            "LIMIT :limit OFFSET :offset"
        ),
        {**values, "limit": query.limit, "offset": query.offset},
    ).all()


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
        ("stance", query.stance, "a.stance = :stance"),
        ("publisher", query.publisher, "t.publisher = :publisher"),
        ("since", query.since, "t.day >= :since"),
        ("until", query.until, "t.day <= :until"),
        ("kind", None if query.kind == "any" else query.kind, "s.kind = :kind"),
        (
            "party",
            query.party,
            "(lower(p.name) = lower(:party) OR EXISTS (SELECT 1 FROM party_join j JOIN known_party k "
            "ON k.id = j.known_party_id WHERE j.article_id = p.article_id AND j.party_id = p.id "
            "AND (k.id = :party OR lower(k.name) = lower(:party))))",
        ),
    )
    given = [(name, value, condition) for name, value, condition in options if value is not None]
    return [condition for _, _, condition in given], {name: value for name, value, _ in given}


def _marks(connection: Connection, row: Any, wanted: str) -> tuple[Span, ...]:
    """Where the words stand in the passage; none where the passage itself holds the letters that mark."""
    shown = connection.execute(
        text(
            "SELECT highlight(search_index, 0, :open, :close) FROM search_index "
            "WHERE search_index MATCH :wanted AND rowid = :id"
        ),
        {"open": OPEN, "close": CLOSE, "wanted": wanted, "id": row.id},
    ).scalar_one()
    marks: list[Span] = []
    at = 0
    for piece in re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", shown):
        length = len(piece) - 2 if piece.startswith(OPEN) else len(piece)
        if piece.startswith(OPEN):
            marks.append((at, at + length))
        at += length
    return tuple(marks) if at == len(row.passage) else ()


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
