"""What a watch finds: which matters are new or changed since it looked last, and who was told.

What was known of each matter is compared with what the record holds now, and what differs is written down in the same
transaction: a watch that is killed finds nothing twice and misses nothing. Each channel has its own place in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from reportedly.ids import hash_bytes, make_id
from reportedly.model import Change, Matter, Says, Span, Speaker, StanceKind, Statement, Status, Turn
from reportedly.store import schema
from reportedly.store.engine import chunks
from reportedly.store.evidence import pack_json, unpack_json
from reportedly.store.matters import load_matters

BEGUN = "begun"  # the channel that says that a watch of this record has begun
MOST_PASSAGES = 12  # of one piece of news; the matter has the others
PAGE = 400  # rows looked at or written at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A statement that news stands on: who says what, in which words, and where they are.

    spans: of ``text`` in the article's text; a text of several spans is joined. party: None where nobody is named.
    """

    statement_id: str
    article_id: str
    url: str | None
    publisher: str | None
    published: str | None
    spans: tuple[Span, ...]
    text: str
    party: Speaker | None
    own_voice: bool
    anonymous: bool
    says: Says
    stance: StanceKind
    via: tuple[str, ...]
    said_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTurn:
    """A party that answers otherwise than before."""

    party: Speaker
    before: Says
    now: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A matter that is new, or that changed.

    id: the same whenever it is told. found_at: when the watch found it, UTC. status_before: None for a new matter.
    changes: entries of its history that were not there before. passages: what is new in it, for turns the statements
    that make them; each origin and answer first. more: statements left out for their number.
    """

    seq: int
    id: str
    found_at: str
    kind: Literal["new", "changed"]
    matter_id: str
    title: str
    status: Status
    status_before: Status | None
    credibility: int
    why: tuple[str, ...]
    affirming_origins: int
    denying_origins: int
    changes: tuple[Change, ...]
    turns: tuple[PartyTurn, ...]
    passages: tuple[Passage, ...]
    more: int


class _Known(msgspec.Struct, frozen=True):
    """What was known of a matter."""

    status: Status
    statements: tuple[str, ...]
    changes: tuple[str, ...]
    turns: tuple[str, ...]


def is_begun(connection: Connection, channels: Iterable[str] = ()) -> bool:
    """Whether a watch of this record has begun, with these channels."""
    return all(told(connection, channel) is not None for channel in (BEGUN, *channels))


def begin(connection: Connection, channels: Iterable[str] = ()) -> None:
    """Take the matters that are there as known, unless that was done before; new channels are told what comes from now.

    The transaction must be one that writes alone.
    """
    if not is_begun(connection):
        _remember(connection, _fingerprints(connection))
    last = _last_seq(connection)
    for channel in (BEGUN, *channels):
        if told(connection, channel) is None:
            connection.execute(schema.watch_told.insert().values(channel=channel, seq=last))


def find_news(connection: Connection, *, found_at: str) -> list[News]:
    """What is new since the last time, by matter id; it is kept, and becomes what is known.

    The transaction must be one that writes alone.
    """
    table = schema.watch_matter
    known = {
        row.matter_id: row.fingerprint for row in connection.execute(select(table.c.matter_id, table.c.fingerprint))
    }
    now = _fingerprints(connection)
    changed = {i: fingerprint for i, fingerprint in now.items() if known.get(i) != fingerprint}
    stale = sorted({i for i in known if now.get(i) != known[i]})
    # A statement can only have come from a matter that is gone or changed too.
    before = dict(_load_known(connection, stale))
    holders = {s: i for i in sorted(before, reverse=True) for s in before[i].statements}
    seq = _last_seq(connection)
    found: list[News] = []
    for part in chunks(sorted(changed)):
        matters = load_matters(connection, part)
        for matter_id in part:
            one = _compare(matters[matter_id], before, holders, seq=seq + len(found) + 1, found_at=found_at)
            if one is not None:
                found.append(one)
    for part in chunks(stale):
        connection.execute(delete(table).where(table.c.matter_id.in_(part)))
    _remember(connection, changed)
    if found:
        rows = [{"seq": n.seq, "found_at": n.found_at, "matter_id": n.matter_id, "packed": pack_json(n)} for n in found]
        connection.execute(schema.watch_news.insert(), rows)
    return found


def list_news(
    connection: Connection, *, after: int = 0, day: str | None = None, limit: int | None = None
) -> list[News]:
    """News in the order in which it was found.

    after: the seq of the last one seen. day: of ``found_at``, YYYY-MM-DD.
    """
    news = schema.watch_news
    query = select(news.c.packed).where(news.c.seq > after).order_by(news.c.seq)
    if day is not None:
        query = query.where(news.c.found_at.startswith(day, autoescape=True))
    if limit is not None:
        query = query.limit(limit)
    return [unpack_json(packed, News) for packed in connection.execute(query).scalars()]


def latest_news(connection: Connection, *, limit: int) -> list[News]:
    """The last so many pieces of news, the latest first."""
    news = schema.watch_news
    query = select(news.c.packed).order_by(news.c.seq.desc()).limit(limit)
    return [unpack_json(packed, News) for packed in connection.execute(query).scalars()]


def told(connection: Connection, channel: str) -> int | None:
    """The seq of the last news that a channel was told; None for a channel that is not known."""
    table = schema.watch_told
    found: int | None = connection.execute(select(table.c.seq).where(table.c.channel == channel)).scalar_one_or_none()
    return found


def note_told(connection: Connection, channel: str, seq: int) -> None:
    """Keep that a channel was told all news up to this one."""
    table = schema.watch_told
    connection.execute(update(table).where(table.c.channel == channel).values(seq=seq))


def name_record(connection: Connection) -> str | None:
    """What no other record has, from its first capture; None while nothing came."""
    log = schema.capture
    found: str | None = connection.execute(select(log.c.entry_hash).where(log.c.seq == 1)).scalar_one_or_none()
    return found


def _compare(
    matter: Matter, before: dict[str, _Known], holders: dict[str, str], *, seq: int, found_at: str
) -> News | None:
    """What is new in a matter; None where nothing is that matters."""
    old = _predecessor(matter, before, holders)
    known = before[old] if old is not None else _Known("single-origin", (), (), ())
    changes = tuple(c for c in matter.history if c.what not in set(known.changes))
    turns = tuple(turn for key, turn in _turns(matter) if key not in set(known.turns))
    if old is not None and not changes and not turns and matter.status == known.status:
        return None
    fresh = [s for s in matter.statements if s.id not in set(known.statements)]
    turning = {i for turn in turns for i in turn.now.statements}
    shown = _vary([s for s in matter.statements if s.id in turning] + [s for s in fresh if s.id not in turning])
    return News(
        seq=seq, id=make_id("nws", seq, matter.id, found_at), found_at=found_at,
        kind="new" if old is None else "changed", matter_id=matter.id, title=matter.title, status=matter.status,
        status_before=None if old is None else known.status, credibility=matter.credibility, why=matter.why,
        affirming_origins=matter.affirming_origins, denying_origins=matter.denying_origins, changes=changes,
        turns=turns, passages=tuple(map(_make_passage, shown[:MOST_PASSAGES])), more=len(shown[MOST_PASSAGES:]),
    )  # fmt: skip


def _predecessor(matter: Matter, before: dict[str, _Known], holders: dict[str, str]) -> str | None:
    """The known matter that most of the statements were on, by id where several tie; None for a new matter."""
    if matter.id in before:
        return matter.id
    votes: dict[str, int] = {}
    for statement in matter.statements:
        if statement.id in holders:
            votes[holders[statement.id]] = votes.get(holders[statement.id], 0) + 1
    return min(votes, key=lambda i: (-votes[i], i)) if votes else None


def _turns(matter: Matter) -> Iterator[tuple[str, PartyTurn]]:
    """The turns of a matter, each with a key: the party and all its answers so far."""
    for position in matter.positions:
        answers = [turn.says for turn in position.history]
        for i in range(1, len(answers)):
            key = f"{position.party.name}: {' '.join(answers[: i + 1])}"
            yield key, PartyTurn(party=position.party, before=answers[i - 1], now=position.history[i])


def _vary(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, the first of each origin and answer before the others."""
    seen: dict[tuple[str, str], int] = {}
    ranked = []
    for statement in statements:
        key = (statement.origin, statement.says)
        seen[key] = seen.get(key, 0) + 1
        ranked.append((seen[key] > 1, statement))
    return [statement for _, statement in sorted(ranked, key=lambda pair: pair[0])]


def _make_passage(one: Statement) -> Passage:
    return Passage(
        statement_id=one.id, article_id=one.article.id, url=one.article.url, publisher=one.article.publisher,
        published=one.article.published, spans=one.spans, text=one.text, party=one.party, own_voice=one.own_voice,
        anonymous=one.anonymous, says=one.says, stance=one.stance, via=one.via, said_at=one.said_at,
    )  # fmt: skip


def _fingerprints(connection: Connection) -> dict[str, str]:
    """The SHA-256 of each matter as it is kept."""
    matter = schema.matter
    rows = connection.execute(select(matter.c.id, matter.c.packed).execution_options(yield_per=PAGE))
    return {row.id: hash_bytes(row.packed) for row in rows}


def _remember(connection: Connection, fingerprints: dict[str, str]) -> None:
    """Take these matters as known."""
    for part in chunks(sorted(fingerprints)):
        matters = load_matters(connection, part)
        rows = [{"matter_id": i, "fingerprint": fingerprints[i], "packed": pack_json(_know(matters[i]))} for i in part]
        connection.execute(schema.watch_matter.insert(), rows)


def _know(matter: Matter) -> _Known:
    return _Known(
        status=matter.status,
        statements=tuple(s.id for s in matter.statements),
        changes=tuple(c.what for c in matter.history),
        turns=tuple(key for key, _ in _turns(matter)),
    )


def _load_known(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, _Known]]:
    table = schema.watch_matter
    for part in chunks(ids):
        for row in connection.execute(select(table).where(table.c.matter_id.in_(part))):
            yield row.matter_id, unpack_json(row.packed, _Known)


def _last_seq(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(schema.watch_news.c.seq), 0))).scalar_one())
