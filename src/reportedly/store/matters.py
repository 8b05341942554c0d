"""Matters: what weighing keeps of each article, the matters that it makes, and looking them up.

A story is a set of articles that were weighed together; its matters are replaced as a whole. An article without a
story waits to be weighed. All of this is made again from the readings, and nothing here knows how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, or_, select, update

from reportedly.errors import RecordError
from reportedly.ids import make_id
from reportedly.model import Matter, Reading, Statement
from reportedly.store import schema
from reportedly.store.engine import chunks
from reportedly.store.evidence import clean, pack_json, unpack_json
from reportedly.store.party_rules import fold
from reportedly.store.rows import day_of, instant, moment_of

SHOWN = 8  # candidates that an error names


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that were weighed together, and the matters found in them; every article is of one story."""

    id: str
    article_ids: tuple[str, ...]
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterQuery:
    """Which matters to list.

    party, place: part of a name, in any case and without diacritics. words: all must be in the title.
    since, until: days, YYYY-MM-DD in UTC, both included, of its last change; a matter without one passes neither.
    after: the ``cursor`` of the last matter seen, to go on after it.
    """

    status: str | None = None
    party: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    words: str = ""
    limit: int | None = 50
    after: str | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise ValueError(f"limit must be 1 or more, got {self.limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSummary:
    """A matter as a list shows it.

    changed_at: the time of its last statement or the last dated entry of its history, whichever is later, as told.
    moment: the same in UTC, in a form that sorts as text.
    """

    id: str
    story: str
    title: str
    status: str
    credibility: int
    affirming_origins: int
    denying_origins: int
    n_articles: int
    n_statements: int
    first_said_at: str | None
    last_said_at: str | None
    changed_at: str | None
    moment: str | None
    event_type: str | None
    place_name: str | None
    lat: float | None
    lon: float | None

    @property
    def cursor(self) -> str:
        """Where the list goes on after this one."""
        return f"{self.moment or ''}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterChange:
    """An entry of a matter's history, with the matter that it is of."""

    matter_id: str
    title: str
    status: str
    at: str | None
    what: str


# What weighing keeps


def unweighed(connection: Connection, weigher: str) -> list[str]:
    """The articles that wait to be weighed, in the order of their ids.

    They have no brief of this weigher and the current reading, or are in no story.
    """
    return _waiting(connection, or_(_no_brief(weigher), schema.brief.c.story.is_(None)))


def unbriefed(connection: Connection, weigher: str) -> list[str]:
    """Those of ``unweighed`` that have no brief of this weigher and the current reading, in the order of their ids."""
    return _waiting(connection, _no_brief(weigher))


def _no_brief(weigher: str) -> ColumnElement[bool]:
    # Not "!=": two ranges can be looked up in an index.
    return or_(schema.brief.c.weigher < weigher, schema.brief.c.weigher > weigher)


def _waiting(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    return sorted(connection.execute(select(schema.brief.c.article_id).where(condition)).scalars())


def await_weighing(connection: Connection, reading: Reading) -> None:
    """Have an article weighed that is new or was read again: an empty brief of no weigher stands for it till then."""
    article_id = reading.article.id
    drop_brief(connection, article_id)
    row = {"article_id": article_id, "reader": "", "weigher": "", "story": None, "packed": b""}
    connection.execute(schema.brief.insert().values(row))


def keep_brief(
    connection: Connection, article_id: str, *, reader: str, weigher: str, packed: bytes, keys: Iterable[str]
) -> None:
    """Keep what weighing needs of an article, in place of what was kept of it before.

    Its story is undone: all of its articles wait to be weighed again.
    """
    brief, block = schema.brief, schema.block
    drop_brief(connection, article_id)
    row = {"article_id": article_id, "reader": reader, "weigher": weigher, "story": None, "packed": packed}
    connection.execute(brief.insert().values(row))
    rows = [{"article_id": article_id, "key": key} for key in sorted({clean(key) or "" for key in keys})]
    if rows:
        connection.execute(block.insert(), rows)


def drop_brief(connection: Connection, article_id: str) -> None:
    """Forget what was kept of an article, as when it was read again; its story is undone as by ``keep_brief``."""
    pend(connection, [article_id])
    for table in (schema.block, schema.brief):
        connection.execute(delete(table).where(table.c.article_id == article_id))


def load_briefs(connection: Connection, article_ids: Iterable[str]) -> dict[str, bytes]:
    """What was kept of these articles; those of which nothing was are left out."""
    brief = schema.brief
    query = select(brief.c.article_id, brief.c.packed).where(brief.c.weigher != "")
    return {row.article_id: row.packed for row in _of(connection, query, brief.c.article_id, article_ids)}


def sharing(connection: Connection, keys: Iterable[str]) -> dict[str, set[str]]:
    """The articles that have any of these keys, each with those that it has."""
    block = schema.block
    found: dict[str, set[str]] = {}
    for row in _of(connection, select(block), block.c.key, keys):
        found.setdefault(row.article_id, set()).add(row.key)
    return found


def stories_of(connection: Connection, article_ids: Iterable[str]) -> dict[str, str | None]:
    """The story of each of these articles; None where it waits to be weighed."""
    brief = schema.brief
    wanted = sorted(set(article_ids))
    found = _of(connection, select(brief.c.article_id, brief.c.story), brief.c.article_id, wanted)
    return dict.fromkeys(wanted) | {row.article_id: row.story for row in found}


def members_of_stories(connection: Connection, stories: Iterable[str]) -> dict[str, list[str]]:
    """The articles of each of these stories, in the order of their ids."""
    brief = schema.brief
    found: dict[str, list[str]] = {}
    for row in _of(connection, select(brief.c.story, brief.c.article_id), brief.c.story, stories):
        found.setdefault(row.story, []).append(row.article_id)
    return {story: sorted(members) for story, members in sorted(found.items())}


def pend(connection: Connection, article_ids: Iterable[str]) -> None:
    """Have articles weighed again when matters are next asked for, with all that were weighed together with them.

    Their matters stay until then.
    """
    stories = {story for story in stories_of(connection, article_ids).values() if story is not None}
    _leave(connection, schema.brief.c.story, stories)


def replace_stories(connection: Connection, old: Iterable[str], new: Sequence[Story]) -> None:
    """Put stories and their matters in place of old ones, by id, and of all that these articles were in.

    An article of an old story that is in none of the new ones waits to be weighed again.
    """
    gone = set(old) | {story.id for story in new}
    articles = {article for story in new for article in story.article_ids}
    gone |= {story for story in stories_of(connection, articles).values() if story is not None}
    _leave(connection, schema.brief.c.story, gone)
    _delete_matters(connection, gone, articles)
    rows = [_matter_row(story.id, one) for story in new for one in story.matters]
    if rows:
        connection.execute(schema.matter.insert(), rows)
    matters = [one for story in new for one in story.matters]
    parties = _parties_of(connection, {s.article.id for one in matters for s in one.statements})
    said = [row for one in matters for row in _statement_rows(one, parties)]
    if said:
        connection.execute(schema.matter_statement.insert(), said)
    changes = [row for one in matters for row in _change_rows(one)]
    if changes:
        connection.execute(schema.matter_change.insert(), changes)
    brief = schema.brief
    for story in new:
        for part in chunks(story.article_ids):
            connection.execute(update(brief).where(brief.c.article_id.in_(part)).values(story=story.id))


def forget(connection: Connection) -> None:
    """Delete all matters and all that weighing keeps, so that it starts anew; decisions stay."""
    for table in (schema.matter_change, schema.matter_statement, schema.matter, schema.block):
        connection.execute(delete(table))
    connection.execute(update(schema.brief).values(weigher="", story=None, packed=b""))


def _delete_matters(connection: Connection, stories: set[str], articles: set[str]) -> None:
    """Delete the matters of stories, and those that have a statement of these articles."""
    matter, said = schema.matter, schema.matter_statement
    ids = {row.id for row in _of(connection, select(matter.c.id), matter.c.story, stories)}
    touching = {row.matter_id for row in _of(connection, select(said.c.matter_id), said.c.article_id, articles)}
    # What else such a matter stood on is weighed again.
    others = {r.article_id for r in _of(connection, select(said.c.article_id), said.c.matter_id, touching - ids)}
    _leave(connection, schema.brief.c.article_id, others)
    for column in (schema.matter_change.c.matter_id, said.c.matter_id, matter.c.id):
        for part in chunks(sorted(ids | touching)):
            connection.execute(delete(column.table).where(column.in_(part)))


def _leave(connection: Connection, column: Any, values: Iterable[str]) -> None:
    """Take articles out of their stories."""
    for part in chunks(sorted(set(values))):
        connection.execute(update(schema.brief).where(column.in_(part)).values(story=None))


def _parties_of(connection: Connection, articles: Iterable[str]) -> dict[tuple[str, str], str | None]:
    """The party, in the article, of each attribution of these articles."""
    said = schema.attribution
    query = select(said.c.article_id, said.c.id, said.c.party_id)
    return {(row.article_id, row.id): row.party_id for row in _of(connection, query, said.c.article_id, articles)}


def _matter_row(story: str, one: Matter) -> dict[str, Any]:
    place = one.event.place
    times = sorted((t for t in (one.last_said_at, *(c.at for c in one.history)) if day_of(t)), key=instant)
    changed = times[-1] if times else None
    return {
        "id": one.id, "story": story, "title": clean(one.title), "folded_title": fold(clean(one.title) or ""),
        "status": one.status, "credibility": one.credibility, "affirming_origins": one.affirming_origins,
        "denying_origins": one.denying_origins, "n_articles": len({s.article.id for s in one.statements}),
        "n_statements": len(one.statements), "first_said_at": one.first_said_at, "last_said_at": one.last_said_at,
        "changed_at": changed, "moment": moment_of(changed), "day": day_of(changed), "event_type": one.event.type,
        "place_name": clean(place.name) if place else None, "lat": place.lat if place else None,
        "lon": place.lon if place else None, "packed": pack_matter(one),
    }  # fmt: skip


def _statement_rows(one: Matter, parties: dict[tuple[str, str], str | None]) -> Iterator[dict[str, Any]]:
    for i, s in enumerate(one.statements):
        whole = parties.get((s.article.id, s.id), parties.get((s.article.id, s.id.rpartition(".")[0])))
        yield {
            "matter_id": one.id, "statement_id": s.id, "position": i, "article_id": s.article.id,
            "party_id": whole if s.party else None, "party_name": clean(s.party.name) if s.party else None,
            "side": clean(s.party.side) if s.party else None, "says": s.says, "stance": s.stance,
            "own_voice": s.own_voice, "origin_id": s.origin, "as_matter": make_matter_id(s.id),
        }  # fmt: skip


def _change_rows(one: Matter) -> Iterator[dict[str, Any]]:
    for i, change in enumerate(one.history):
        at = change.at
        yield {
            "matter_id": one.id, "position": i, "at": at, "what": clean(change.what), "moment": moment_of(at),
            "day": day_of(at),
        }  # fmt: skip


def make_matter_id(statement_id: str) -> str:
    """The id of a matter of which this is the earliest statement."""
    return make_id("mat", statement_id)


def pack_matter(one: Matter) -> bytes:
    """A matter as it is kept."""
    return pack_json(one)


def unpack_matter(packed: bytes) -> Matter:
    """The matter again. ValueError or zstandard.ZstdError for what is damaged."""
    return unpack_json(packed, Matter)


# Looking


def find_matter(connection: Connection, beginning: str) -> Matter:
    """The matter of this id, or of an id that begins so.

    An id that no matter has any more leads to the matter that now holds the statement which that one began with.
    RecordError when there is none, or several.
    """
    matter, said = schema.matter, schema.matter_statement
    for query, column in (
        (select(matter.c.id), matter.c.id),
        (select(said.c.matter_id), said.c.as_matter),
    ):
        found = _beginning(connection, query, column, beginning)
        if found:
            return _choose(connection, beginning, found)
    raise RecordError("record", f"has no matter {beginning!r}.", hint="List them: reportedly matters")


def _beginning(connection: Connection, query: Select[Any], column: ColumnElement[str], beginning: str) -> list[str]:
    """The matters whose id is this, else those whose id begins so."""
    exact = list(connection.execute(query.where(column == beginning)).scalars())
    if exact or not beginning:
        return sorted(set(exact))
    found = connection.execute(query.where(column.startswith(beginning, autoescape=True)).limit(50 * SHOWN))
    return sorted(set(found.scalars()))


def _choose(connection: Connection, beginning: str, ids: Sequence[str]) -> Matter:
    if len(ids) == 1:
        packed = connection.execute(select(schema.matter.c.packed).where(schema.matter.c.id == ids[0])).scalar_one()
        return unpack_matter(packed)
    named = select(schema.matter.c.id, schema.matter.c.title).where(schema.matter.c.id.in_(ids[:SHOWN]))
    told = "; ".join(f"{row.id} {row.title}" for row in connection.execute(named.order_by(schema.matter.c.id)))
    more = f"; and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    raise RecordError("record", f"has several matters {beginning!r}.", hint=f"Give an id: {told}{more}")


def load_matters(connection: Connection, ids: Iterable[str]) -> dict[str, Matter]:
    """Whole matters by their ids; those that are not there are left out."""
    matter = schema.matter
    query = select(matter.c.id, matter.c.packed)
    return {row.id: unpack_matter(row.packed) for row in _of(connection, query, matter.c.id, ids)}


def list_matters(connection: Connection, query: MatterQuery) -> list[MatterSummary]:
    """Matters, those that changed last first, then by id; those without a time last."""
    matter = schema.matter
    wanted = _summaries()
    for condition in _conditions(connection, query):
        wanted = wanted.where(condition)
    wanted = wanted.order_by(matter.c.moment.desc().nulls_last(), matter.c.id)
    if query.limit is not None:
        wanted = wanted.limit(query.limit)
    return [MatterSummary(**row) for row in connection.execute(wanted).mappings()]


def _conditions(connection: Connection, query: MatterQuery) -> Iterator[ColumnElement[bool]]:
    matter, said = schema.matter, schema.matter_statement
    if query.status is not None:
        yield matter.c.status == query.status
    if query.since is not None:
        yield matter.c.day >= query.since[:10]
    if query.until is not None:
        yield matter.c.day <= query.until[:10]
    for word in fold(query.words).split():
        yield matter.c.folded_title.contains(word, autoescape=True)
    if query.place is not None:
        yield _any_of(matter.c.place_name, _names(connection, matter.c.place_name, query.place))
    if query.party is not None:
        names = _names(connection, said.c.party_name, query.party)
        yield matter.c.id.in_(select(said.c.matter_id).where(_any_of(said.c.party_name, names)))
    if query.after is not None:
        at, _, last = query.after.partition("/")
        later = and_(func.coalesce(matter.c.moment, "") == at, matter.c.id > last)
        yield or_(func.coalesce(matter.c.moment, "") < at, later)


def _names(connection: Connection, column: ColumnElement[str | None], part: str) -> list[str]:
    """The names in a column that hold this, folded, from the beginning of a word on."""
    wanted = fold(part)
    found = connection.execute(select(column).where(column.is_not(None)).distinct()).scalars()
    return sorted(name for name in found if name and wanted and f" {wanted}" in f" {fold(name)}")


def _any_of(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.in_(part) for part in chunks(values))) if values else column.in_(())


def list_changes(
    connection: Connection, *, since: str | None = None, until: str | None = None, limit: int | None = None
) -> list[MatterChange]:
    """What changed in all matters, the newest first, then by matter, the later entry first.

    since, until: days in UTC, both included; an entry without a time passes neither.
    """
    change, matter = schema.matter_change, schema.matter
    query = select(change.c.matter_id, matter.c.title, matter.c.status, change.c.at, change.c.what)
    query = query.join(matter, matter.c.id == change.c.matter_id)
    if since is not None:
        query = query.where(change.c.day >= since[:10])
    if until is not None:
        query = query.where(change.c.day <= until[:10])
    query = query.order_by(change.c.moment.desc().nulls_last(), change.c.matter_id, change.c.position.desc())
    if limit is not None:
        query = query.limit(limit)
    return [MatterChange(**row) for row in connection.execute(query).mappings()]


def matters_of_article(connection: Connection, article_id: str) -> list[MatterSummary]:
    """The matters that an article has a statement on, in the order of ``list_matters``."""
    said = schema.matter_statement
    return _summarise(connection, select(said.c.matter_id).where(said.c.article_id == article_id))


def matters_of_party(connection: Connection, known_party_id: str) -> list[MatterSummary]:
    """The matters on which a known party, that is any party joined to it, has a statement, as ``list_matters`` does."""
    said, joined = schema.matter_statement, schema.party_join
    member = (joined.c.article_id == said.c.article_id) & (joined.c.party_id == said.c.party_id)
    ids = select(said.c.matter_id).join(joined, member).where(joined.c.known_party_id == known_party_id)
    return _summarise(connection, ids)


def _summarise(connection: Connection, ids: Select[Any]) -> list[MatterSummary]:
    matter = schema.matter
    query = _summaries().where(matter.c.id.in_(ids)).order_by(matter.c.moment.desc().nulls_last(), matter.c.id)
    return [MatterSummary(**row) for row in connection.execute(query).mappings()]


def _summaries() -> Select[Any]:
    hidden = ("packed", "folded_title", "day")
    return select(*(column for column in schema.matter.columns if column.name not in hidden))


def find_statement(connection: Connection, beginning: str) -> tuple[str, Statement]:
    """The id of a matter, and the statement on it of this id, or of an id that begins so.

    RecordError when there is none, or several.
    """
    said = schema.matter_statement
    query = select(said.c.statement_id)
    ids = _beginning(connection, query, said.c.statement_id, beginning)
    if not ids:
        raise RecordError("record", f"has no statement {beginning!r} on any matter.", hint="See: reportedly matter ID")
    if len(ids) > 1:
        told = ", ".join(ids[:SHOWN])
        raise RecordError("record", f"has several statements {beginning!r}.", hint=f"For example {told}.")
    where = select(said.c.matter_id).where(said.c.statement_id == ids[0]).order_by(said.c.matter_id).limit(1)
    matter_id = str(connection.execute(where).scalar_one())
    one = load_matters(connection, [matter_id])[matter_id]
    return matter_id, next(statement for statement in one.statements if statement.id == ids[0])


def _of(connection: Connection, query: Select[Any], column: Any, values: Iterable[str]) -> Iterator[Row[Any]]:
    """The rows of a query in which the column has one of the values, however many these are."""
    for part in chunks(sorted(set(values))):
        yield from connection.execute(query.where(column.in_(part)))


def keys_of_articles(connection: Connection, article_ids: Iterable[str] | None = None) -> dict[str, set[str]]:
    """The keys of these articles, or of all that have a brief, in the order of their ids; empty for one without."""
    block, brief = schema.block, schema.brief
    if article_ids is None:
        wanted = list(connection.execute(select(brief.c.article_id).order_by(brief.c.article_id)).scalars())
        rows: Iterable[Any] = connection.execute(select(block))
    else:
        wanted = sorted(set(article_ids))
        rows = _of(connection, select(block), block.c.article_id, wanted)
    found: dict[str, set[str]] = {i: set() for i in wanted}
    for row in rows:
        found[row.article_id].add(row.key)
    return found


def reader_of(connection: Connection, article_id: str) -> str:
    """The reader of an article's current reading."""
    reading = schema.reading
    query = select(reading.c.reader).where(reading.c.article_id == article_id, reading.c.current)
    return str(connection.execute(query).scalar_one())
