"""Parties across articles: who is the same as whom, and what each said.

``catch_up`` joins what waits for it when somebody asks. ``join_article`` looks only at the parties that share a block
with those of the article, or a block with one of these, and so on; what it leaves is what ``rejoin_all`` would make.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, or_, select

from reportedly.errors import RecordError
from reportedly.ids import make_id
from reportedly.model import Reading
from reportedly.store import schema
from reportedly.store.engine import chunks
from reportedly.store.party_rules import Joined, Member, Ref, Verdict, fold, join, keys_of, most_common, title

FEW = 20  # articles that are joined one by one; more, and all are joined anew
SHOWN = 8  # candidates that an error names


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownParty:
    """A party across articles. side: the name at the end of its affiliations; counts: what it said, and where it is."""

    id: str
    name: str
    kind: str
    role: str | None
    country: str | None
    sector: str | None
    side: str | None
    statements: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A party of an article as a member of a known party, and why it is one."""

    article_id: str
    party_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStatement:
    """A statement of a known party. day: of the article, UTC; None when unknown."""

    article_id: str
    attribution_id: str
    party_id: str
    publisher: str | None
    day: str | None
    content: str
    quote: str
    stance: str | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Who passed on what a known party said, and how many statements of it. id: None where it is joined with none."""

    id: str | None
    name: str
    statements: int


def join_parties(connection: Connection, reading: Reading) -> None:
    """Join the parties of a reading that was just written with those of other articles."""
    join_article(connection, reading.article.id)


def join_article(connection: Connection, article_id: str) -> None:
    """Join the parties of an article with those of others."""
    table = schema.party_key
    old = set(connection.execute(select(table.c.key).where(table.c.article_id == article_id)).scalars())
    stale = {
        make_known_id(tuple(row))
        for row in connection.execute(
            select(table.c.article_id, table.c.party_id).where(table.c.article_id == article_id).distinct()
        )
    }
    connection.execute(delete(table).where(table.c.article_id == article_id))
    members = _load_members(connection, [article_id])
    rows = [{"article_id": m.ref[0], "party_id": m.ref[1], "key": key} for m in members for key in sorted(keys_of(m))]
    if rows:
        connection.execute(table.insert(), rows)
    rejoin(connection, old | {row["key"] for row in rows}, articles={article_id}, stale=stale)


def pending(connection: Connection) -> list[str]:
    """The articles whose parties are not joined yet, as they or their readings are new; in the order of their ids."""
    party, joined = schema.party, schema.party_join
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (party, joined)]
    if connection.execute(select(counts[0] == counts[1])).scalar_one():
        return []  # each join is of a party that is there, so none is without
    is_joined = (joined.c.article_id == party.c.article_id) & (joined.c.party_id == party.c.id)
    query = select(party.c.article_id).outerjoin(joined, is_joined).where(joined.c.party_id.is_(None)).distinct()
    return sorted(connection.execute(query).scalars())


def catch_up(connection: Connection) -> None:
    """Join the parties of all articles that wait for it, with the same result in whatever portions it is done.

    Many at once are joined from scratch: that takes under a millisecond an article, where one article alone has to look
    at all that its parties reach.
    """
    waiting = pending(connection)
    if len(waiting) > FEW:
        rejoin_all(connection)
        return
    for article_id in waiting:
        join_article(connection, article_id)


def rejoin(
    connection: Connection, keys: Iterable[str], *, articles: Iterable[str] = (), stale: Iterable[str] = ()
) -> None:
    """Make the joins again of all parties that these blocks reach, and of those decided on in these articles.

    stale: known parties that may have lost their last member.
    """
    named = verdicts_in_force(connection)
    touched = set(articles)
    verdicts = _resolve(connection, named)
    # Also where the article has none of them any more: those that it connected may now part.
    about = {v.seq for v in named if any(article in touched for group in v.groups for article, _, _ in group)}
    start = {ref for v in verdicts if v.seq in about for ref in _refs(v)}
    refs = _reach(connection, set(keys), start, verdicts)
    members = _load_members(connection, sorted({r[0] for r in refs}))
    members = [m for m in members if m.ref in refs]
    _write(connection, join(members, [v for v in verdicts if _refs(v) & refs]), refs, set(stale))


def rejoin_all(connection: Connection) -> None:
    """Make all keys and joins again from the rows of the readings."""
    connection.execute(delete(schema.party_join))
    connection.execute(delete(schema.known_party))
    connection.execute(delete(schema.party_key))
    articles = list(connection.execute(select(schema.party.c.article_id).distinct()).scalars())
    members = _load_members(connection, sorted(articles))
    rows = [{"article_id": m.ref[0], "party_id": m.ref[1], "key": k} for m in members for k in sorted(keys_of(m))]
    if rows:
        connection.execute(schema.party_key.insert(), rows)
    verdicts = _resolve(connection, verdicts_in_force(connection))
    _write(connection, join(members, verdicts), {m.ref for m in members}, set())


def make_known_id(ref: Ref) -> str:
    """The id of the known party whose first member this is."""
    return make_id("kno", *ref)


# Decisions, as the joins need them


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVerdict:
    """A decision in force as it was written: members by article, party and name, so that it outlives a reading."""

    seq: int
    by: str
    reason: str
    groups: tuple[tuple[tuple[str, str, str], ...], ...]


def verdicts_in_force(connection: Connection) -> list[NamedVerdict]:
    """Decisions on parties that nothing undoes, in their order."""
    table = schema.decision
    rows = connection.execute(select(table).order_by(table.c.seq.desc())).all()
    undone: set[int] = set()
    found = []
    for row in rows:
        if row.seq in undone:
            continue
        if row.undoes is not None:
            undone.add(row.undoes)
        elif row.kind in ("merge parties", "split parties"):
            groups = tuple(
                tuple((m["article"], m["party"], m["name"]) for m in group) for group in json.loads(row.subject)
            )
            found.append(NamedVerdict(seq=row.seq, by=row.by, reason=row.reason, groups=groups))
    return found[::-1]


def _resolve(connection: Connection, named: Sequence[NamedVerdict]) -> list[Verdict]:
    """The decisions with the parties that there are: by id, or by name where another reading gave other ids."""
    articles = sorted({article for v in named for group in v.groups for article, _, _ in group})
    ids: set[Ref] = set()
    names: dict[tuple[str, str], list[Ref]] = {}
    for part in chunks(articles):
        table = schema.party
        rows = connection.execute(
            select(table.c.article_id, table.c.id, table.c.name).where(table.c.article_id.in_(part))
        )
        for row in rows:
            ids.add((row.article_id, row.id))
            names.setdefault((row.article_id, fold(row.name)), []).append((row.article_id, row.id))
    return [
        Verdict(
            seq=v.seq, by=v.by, reason=v.reason,
            groups=tuple(
                tuple(
                    ref
                    for article, party, name in group
                    for ref in ([(article, party)] if (article, party) in ids else names.get((article, fold(name)), []))
                )
                for group in v.groups
            ),
        )
        for v in named
    ]  # fmt: skip


def _refs(verdict: Verdict) -> set[Ref]:
    return {ref for group in verdict.groups for ref in group}


# Blocks


def _reach(connection: Connection, keys: set[str], start: set[Ref], verdicts: Sequence[Verdict]) -> set[Ref]:
    """All parties that blocks and decisions connect with these."""
    table = schema.party_key
    seen_keys: set[str] = set()
    refs: set[Ref] = set()
    fresh = set(start)
    while keys or fresh:
        for part in chunks(sorted(keys)):
            query = select(table.c.article_id, table.c.party_id).where(table.c.key.in_(part)).distinct()
            fresh |= {(row.article_id, row.party_id) for row in connection.execute(query)}
        seen_keys |= keys
        for v in verdicts:
            decided = _refs(v)
            if decided & fresh:
                fresh |= decided
        fresh -= refs
        refs |= fresh
        keys = set()
        for part in chunks(sorted({r[0] for r in fresh})):
            rows = connection.execute(select(table).where(table.c.article_id.in_(part)))
            keys |= {row.key for row in rows if (row.article_id, row.party_id) in fresh}
        keys -= seen_keys
        fresh = set()
    return refs


def _load_members(connection: Connection, articles: Sequence[str]) -> list[Member]:
    """The parties of these articles, with whom each speaks for."""
    found: list[Member] = []
    party, article = schema.party, schema.article
    for part in chunks(articles):
        query = select(party, article.c.page).join(article, article.c.id == party.c.article_id)
        rows = connection.execute(query.where(party.c.article_id.in_(part))).all()
        by_ref = {(row.article_id, row.id): row for row in rows}
        for ref, row in by_ref.items():
            chain = _chain(by_ref, ref)
            found.append(
                Member(
                    ref=ref, page=row.page, name=row.name, kind=row.kind, role=row.role,
                    affiliation=chain[0] if chain else None, side=chain[-1] if chain else None,
                    country=row.country, sector=row.sector, anonymous=row.anonymous,
                )
            )  # fmt: skip
    return sorted(found, key=lambda m: m.ref)


def _chain(by_ref: dict[Ref, Any], ref: Ref) -> list[str]:
    """The names that a party's affiliations lead to, the nearest first; a circle is cut."""
    names: list[str] = []
    seen = {ref}
    at = by_ref[ref].affiliation
    while at is not None:
        following = (ref[0], at)
        if following in seen:
            break
        seen.add(following)
        row = by_ref.get(following)
        if row is None:
            break
        names.append(row.name)
        at = row.affiliation
    return names


def _write(connection: Connection, groups: Sequence[Joined], refs: set[Ref], stale: set[str]) -> None:
    """Put the groups in place of whatever these members were in; rows that stay as they are are not written."""
    table, known = schema.party_join, schema.known_party
    joins = {
        m.ref: (make_known_id(group.members[0].ref), reason)
        for group in groups
        for m, reason in zip(group.members, group.reasons, strict=True)
    }
    before: dict[Ref, tuple[str, str]] = {}
    for part in chunks(sorted({r[0] for r in refs})):
        for row in connection.execute(select(table).where(table.c.article_id.in_(part))):
            before[row.article_id, row.party_id] = (row.known_party_id, row.reason)
    before = {ref: join for ref, join in before.items() if ref in refs}
    changed = sorted(ref for ref in joins if before.get(ref) != joins[ref])
    for ref in changed:
        if ref in before:
            connection.execute(delete(table).where(table.c.article_id == ref[0], table.c.party_id == ref[1]))
    wanted = {row["id"]: row for row in map(_known_row, groups)}
    there: dict[str, dict[str, Any]] = {}
    suspects = sorted(stale | {k for k, _ in before.values()} | set(wanted))
    for part in chunks(suspects):
        there |= {
            row["id"]: dict(row) for row in connection.execute(select(known).where(known.c.id.in_(part))).mappings()
        }
    for known_id in sorted(there):
        if known_id not in wanted:
            connection.execute(delete(known).where(known.c.id == known_id))
        elif wanted[known_id] != there[known_id]:
            connection.execute(known.update().where(known.c.id == known_id).values(wanted[known_id]))
    new = [row for known_id, row in sorted(wanted.items()) if known_id not in there]
    if new:
        connection.execute(known.insert(), new)
    rows = [
        {"article_id": r[0], "party_id": r[1], "known_party_id": joins[r][0], "reason": joins[r][1]} for r in changed
    ]
    if rows:
        connection.execute(table.insert(), rows)


def _known_row(group: Joined) -> dict[str, Any]:
    members = group.members
    return {
        "id": make_known_id(members[0].ref),
        "name": title(group),
        "kind": most_common(m.kind for m in members),
        "role": most_common(m.role for m in members),
        "country": most_common(m.country for m in members),
        "sector": most_common(m.sector for m in members),
        "side": most_common(m.side for m in members),
    }


# Looking


def _known() -> Select[Any]:
    known, joined, said = schema.known_party, schema.party_join, schema.attribution
    articles = (
        select(func.count(joined.c.article_id.distinct()))
        .where(joined.c.known_party_id == known.c.id)
        .scalar_subquery()
    )
    statements = (
        select(func.count())
        .select_from(
            joined.join(said, (said.c.article_id == joined.c.article_id) & (said.c.party_id == joined.c.party_id))
        )
        .where(joined.c.known_party_id == known.c.id)
        .scalar_subquery()
    )
    return select(known, statements.label("statements"), articles.label("articles"))


def list_parties(connection: Connection, *, name: str | None = None, limit: int = 50) -> list[KnownParty]:
    """Known parties, those with most statements first, then most articles, then by name and id.

    name: only those that this, folded, is part of the name of, here or in any of their articles.
    """
    query = _known()
    if name is not None:
        ids = _ids_by_name(connection, name, exact=False)
        if not ids:
            return []
        query = query.where(or_(*(schema.known_party.c.id.in_(part) for part in chunks(sorted(ids)))))
    query = query.order_by(*(c.desc() for c in _counts(query)), schema.known_party.c.name, schema.known_party.c.id)
    return [KnownParty(**row) for row in connection.execute(query.limit(limit)).mappings()]


def _counts(query: Select[Any]) -> list[Any]:
    return [query.selected_columns["statements"], query.selected_columns["articles"]]


def _ids_by_name(connection: Connection, name: str, *, exact: bool) -> set[str]:
    """Known parties of which a member's name is this, or has this as whole words."""
    joined, party = schema.party_join, schema.party
    query = select(party.c.name, joined.c.known_party_id).join(
        party, (party.c.article_id == joined.c.article_id) & (party.c.id == joined.c.party_id)
    )
    wanted = fold(name)
    if not wanted:
        return set()
    rows = connection.execute(query.distinct())
    if exact:
        return {row.known_party_id for row in rows if fold(row.name) == wanted}
    return {row.known_party_id for row in rows if f" {wanted}" in f" {fold(row.name)}"}


def find_party(connection: Connection, name_or_id: str) -> KnownParty:
    """The known party of this id, or of this name: as a whole first, then as a part of a name.

    RecordError when there is none, or several, whose ids and names it gives.
    """
    known = schema.known_party
    row = connection.execute(_known().where(known.c.id == name_or_id)).mappings().first()
    if row is not None:
        return KnownParty(**row)
    ids = _ids_by_name(connection, name_or_id, exact=True) or _ids_by_name(connection, name_or_id, exact=False)
    if not ids:
        raise RecordError("record", f"has no party {name_or_id!r}.", hint="List them: reportedly parties")
    found = [p for part in chunks(sorted(ids)) for p in _by_ids(connection, part)]
    if len(found) == 1:
        return found[0]
    found.sort(key=lambda p: (-p.statements, -p.articles, p.name, p.id))
    told = "; ".join(f"{p.id} {p.name}" + (f" ({p.role or p.side})" if p.role or p.side else "") for p in found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise RecordError("record", f"has several parties {name_or_id!r}.", hint=f"Give an id: {told}{more}")


def _by_ids(connection: Connection, ids: Sequence[str]) -> list[KnownParty]:
    query = _known().where(schema.known_party.c.id.in_(ids))
    return [KnownParty(**row) for row in connection.execute(query).mappings()]


def members_of(connection: Connection, known_party_id: str) -> list[Membership]:
    """The parties of articles that a known party stands for, by article and party id."""
    joined, party = schema.party_join, schema.party
    query = (
        select(joined.c.article_id, joined.c.party_id, party.c.name, joined.c.reason)
        .join(party, (party.c.article_id == joined.c.article_id) & (party.c.id == joined.c.party_id))
        .where(joined.c.known_party_id == known_party_id)
        .order_by(joined.c.article_id, joined.c.party_id)
    )
    return [Membership(**row) for row in connection.execute(query).mappings()]


def statements_of(connection: Connection, known_party_id: str) -> list[KnownStatement]:
    """What a known party said, by day (unknown ones last), then article and place in it."""
    joined, said, article = schema.party_join, schema.attribution, schema.article
    query = (
        select(
            said.c.article_id, said.c.id.label("attribution_id"), said.c.party_id, article.c.publisher, article.c.day,
            said.c.content_text.label("content"), said.c.quote, said.c.stance, said.c.confidence,
        )
        .join(joined, (joined.c.article_id == said.c.article_id) & (joined.c.party_id == said.c.party_id))
        .join(article, article.c.id == said.c.article_id)
        .where(joined.c.known_party_id == known_party_id)
        .order_by(article.c.day.asc().nulls_last(), said.c.article_id, said.c.position)
    )  # fmt: skip
    return [KnownStatement(**row) for row in connection.execute(query).mappings()]


def relays_of(connection: Connection, known_party_id: str) -> list[Relay]:
    """Who relayed what a known party said, those with the most statements first, then by name."""
    joined, said, relay, party = schema.party_join, schema.attribution, schema.relay, schema.party
    other, known = schema.party_join.alias(), schema.known_party
    name = func.coalesce(known.c.name, party.c.name)
    query = (
        select(known.c.id, name.label("name"), func.count().label("statements"))
        .select_from(joined)
        .join(said, (said.c.article_id == joined.c.article_id) & (said.c.party_id == joined.c.party_id))
        .join(relay, (relay.c.article_id == said.c.article_id) & (relay.c.attribution_id == said.c.id))
        .join(party, (party.c.article_id == relay.c.article_id) & (party.c.id == relay.c.party_id))
        .outerjoin(other, (other.c.article_id == party.c.article_id) & (other.c.party_id == party.c.id))
        .outerjoin(known, known.c.id == other.c.known_party_id)
        .where(joined.c.known_party_id == known_party_id)
        .group_by(known.c.id, name)
        .order_by(func.count().desc(), name)
    )
    return [Relay(**row) for row in connection.execute(query).mappings()]
