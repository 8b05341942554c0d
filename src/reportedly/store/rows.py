"""Articles and Readings as rows, and back; what comes back equals what went in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Table, delete

from reportedly.ids import hash_bytes
from reportedly.model import Article, Attribution, Event, Furniture, OwnVoice, Party, Reading, Span
from reportedly.spans import cut
from reportedly.store import schema
from reportedly.store.evidence import clean, pack, pack_json, unpack, unpack_json

# Children before their parents, as rows are deleted in this order.
DERIVED: tuple[Table, ...] = (
    schema.relay, schema.quantity, schema.attribution, schema.event, schema.own_voice, schema.party,
)  # fmt: skip


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A Reading without its article, as it is packed."""

    attributions: tuple[Attribution, ...]
    parties: tuple[Party, ...]
    events: tuple[Event, ...]
    own_voice: tuple[OwnVoice, ...]


def instant(time: str | None) -> datetime:
    """The moment of an ISO 8601 time or date; without an offset it is UTC, unknown is the end of time."""
    if not time:
        return datetime.max.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:  # "2031-05": a month is its first day
        try:
            moment = datetime.fromisoformat(f"{time}-01" if len(time) == len("2031-05") else f"{time}-01-01")
        except ValueError:
            return datetime.max.replace(tzinfo=UTC)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def day_of(time: str | None) -> str | None:
    """The UTC date of a time, YYYY-MM-DD; None when unknown."""
    moment = moment_of(time)
    return None if moment is None else moment[: len("2031-05-01")]


def moment_of(time: str | None) -> str | None:
    """The moment of a time in UTC to the microsecond, in a form that sorts as text; None when unknown."""
    moment = instant(time)
    if moment >= datetime.max.replace(tzinfo=UTC) - timedelta(days=1):
        return None
    return moment.isoformat(timespec="microseconds")


def hash_text(text: str) -> str:
    """The SHA-256 of a text's UTF-8 form."""
    return hash_bytes(text.encode("utf-8", "surrogatepass"))


def article_row(article: Article, page: str) -> dict[str, Any]:
    """The row of an article."""
    text = clean(article.text)
    return {
        "id": article.id,
        "page": clean(page),
        "text_sha256": hash_text(article.text),
        "sha256": article.sha256,
        **{
            name: clean(getattr(article, name))
            for name in ("url", "publisher", "title", "byline", "published", "modified", "language")
        },
        "text": text,
        "raw_text": None if text == article.text else pack(article.text.encode("utf-8", "surrogatepass")),
        "furniture": json.dumps([{"span": f.span, "kind": f.kind} for f in article.furniture]),
        "title_span": json.dumps(article.title_span) if article.title_span else None,
        "day": day_of(article.published),
        "published_at": moment_of(article.published),
    }


def make_article(row: RowMapping | Mapping[str, Any]) -> Article:
    """The article of a row. ValueError or zstandard.ZstdError for a row that is damaged."""
    raw = row["raw_text"]
    return Article(
        **{
            name: row[name]
            for name in ("id", "sha256", "url", "publisher", "title", "byline", "published", "modified", "language")
        },
        text=row["text"] if raw is None else unpack(raw).decode("utf-8", "surrogatepass"),
        furniture=msgspec.json.decode(row["furniture"], type=tuple[Furniture, ...]),
        title_span=msgspec.json.decode(row["title_span"], type=Span) if row["title_span"] else None,
    )


def pack_reading(reading: Reading) -> bytes:
    """A Reading without its article."""
    found = {name: getattr(reading, name) for name in ("attributions", "parties", "events", "own_voice")}
    return pack_json(found)


def unpack_reading(packed: bytes, article: Article) -> Reading:
    """The Reading again. ValueError or zstandard.ZstdError for what is damaged."""
    found = unpack_json(packed, Found)
    return Reading(
        article=article,
        attributions=found.attributions,
        parties=found.parties,
        events=found.events,
        own_voice=found.own_voice,
    )


def write_rows(connection: Connection, reading: Reading) -> None:
    """Write the rows of a Reading, in place of those of any other of its article."""
    for table in (schema.party_join, *DERIVED):  # the joins are made again by a follower
        connection.execute(delete(table).where(table.c.article_id == reading.article.id))
    for table, rows in reading_rows(reading):
        if rows:
            connection.execute(table.insert(), rows)


def reading_rows(reading: Reading) -> list[tuple[Table, list[dict[str, Any]]]]:
    """All rows of a Reading, parents before children."""
    article_id, text = reading.article.id, reading.article.text
    relays = [
        {"article_id": article_id, "attribution_id": a.id, "position": i, "party_id": party}
        for a in reading.attributions
        for i, party in enumerate(a.via)
    ]
    quantities = [
        {"article_id": article_id, "event_id": e.id, "position": i, "what": clean(q.what), "relation": q.relation,
         "number": q.number, "unit": clean(q.unit)}
        for e in reading.events
        for i, q in enumerate(e.quantities)
        if isfinite(q.number)  # SQLite takes a NaN for NULL; it stays in the reading
    ]  # fmt: skip
    voices = [
        {"article_id": article_id, "begin_at": v.span[0], "end_at": v.span[1], "text": clean(text[slice(*v.span)])}
        for v in reading.own_voice
    ]
    return [
        (schema.party, [_party_row(article_id, i, p) for i, p in enumerate(reading.parties)]),
        (schema.event, [_event_row(article_id, i, e) for i, e in enumerate(reading.events)]),
        (schema.attribution, [_attribution_row(article_id, text, i, a) for i, a in enumerate(reading.attributions)]),
        (schema.relay, relays),
        (schema.quantity, quantities),
        (schema.own_voice, voices),
    ]


def _spans(spans: Sequence[Span]) -> str:
    return json.dumps(spans, separators=(",", ":"))


def _party_row(article_id: str, position: int, party: Party) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "id": party.id,
        "position": position,
        "name": clean(party.name),
        "kind": party.kind,
        "role": clean(party.role),
        "affiliation": party.affiliation,
        "country": party.country,
        "sector": party.sector,
        "anonymous": party.anonymous,
        "mentions": _spans(party.mentions),
    }


def _event_row(article_id: str, position: int, event: Event) -> dict[str, Any]:
    place, time = event.place, event.time
    return {
        "article_id": article_id,
        "id": event.id,
        "position": position,
        "type": event.type,
        "mode": event.mode,
        "begin_at": event.span[0],
        "end_at": event.span[1],
        "initiator": event.initiator,
        "target": event.target,
        "place_name": clean(place.name) if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "gazetteer_id": place.gazetteer_id if place else None,
        "place_precision": place.precision if place else None,
        "time_start": time.start if time else None,
        "time_end": time.end if time else None,
        "time_precision": time.precision if time else None,
        "time_text": clean(time.text) if time else None,
        "modality": event.modality,
        "negated": event.negated,
    }


def _attribution_row(article_id: str, text: str, position: int, a: Attribution) -> dict[str, Any]:
    said = a.said_at
    return {
        "article_id": article_id,
        "id": a.id,
        "position": position,
        "party_id": a.source.party,
        "source_spans": _spans(a.source.spans),
        "source_text": clean(cut(text, a.source.spans)),
        "source_kind": a.source.kind,
        "source_count": a.source.count,
        "implicit": a.source.implicit,
        "cue_spans": _spans(a.cue.spans),
        "cue_text": clean(cut(text, a.cue.spans)),
        "content_spans": _spans(a.content.spans),
        "content_text": clean(cut(text, a.content.spans)),
        "quote": a.quote,
        "stance": a.stance,
        "certainty": a.certainty,
        "polarity": a.polarity,
        "about": a.about,
        "nested_in": a.nested_in,
        "addressee": a.addressee,
        "channel": a.channel,
        "said_start": said.start if said else None,
        "said_end": said.end if said else None,
        "said_precision": said.precision if said else None,
        "confidence": a.confidence,
    }
