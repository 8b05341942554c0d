"""The evidence: bytes kept once by their SHA-256, and a log in which each entry carries the hash of the one before.

An entry's hash is the SHA-256 of its columns but ``entry_hash``, as JSON with sorted keys, no blanks and no escapes but
JSON's own, in UTF-8. Whoever keeps the last hash elsewhere can show that nothing before it was changed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
import zstandard
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from reportedly.ids import hash_bytes
from reportedly.model import Capture
from reportedly.store import schema
from reportedly.store.engine import is_sqlite

LEVEL = 9
T = TypeVar("T")
FIRST = "0" * 64  # what the first entry has for the hash before it


def pack(data: bytes) -> bytes:
    """The bytes as a zstd frame."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(data)


def unpack(packed: bytes, size: int | None = None) -> bytes:
    """The bytes of a frame. size: what they must not be more than. Raises zstandard.ZstdError for a broken one."""
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=size or 0)


def pack_json(value: object) -> bytes:
    """The value's published JSON form, packed."""
    # By way of json: texts can hold lone surrogates, which msgspec refuses to write.
    return pack(json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii"))


def unpack_json(packed: bytes, kind: type[T]) -> T:
    """The value again. ValueError or zstandard.ZstdError for what is damaged."""
    return msgspec.convert(json.loads(unpack(packed)), type=kind)


def keep_blob(connection: Connection, data: bytes) -> str:
    """Keep the bytes unless they are kept already; their SHA-256."""
    digest = hash_bytes(data)
    known = connection.execute(select(schema.blob.c.sha256).where(schema.blob.c.sha256 == digest)).first()
    if known is None:
        dialect = sqlite if is_sqlite(connection) else postgresql
        row = {"sha256": digest, "size": len(data), "packed": pack(data)}
        connection.execute(dialect.insert(schema.blob).values(row).on_conflict_do_nothing())
    return digest


def log_capture(
    connection: Connection, capture: Capture, *, outcome: str, article_id: str | None = None, reason: str | None = None
) -> int:
    """Add an entry to the log; its number. The transaction must be one that writes alone (``engine.writing``)."""
    log = schema.capture
    last = connection.execute(select(log.c.seq, log.c.entry_hash).order_by(log.c.seq.desc()).limit(1)).first()
    entry: dict[str, Any] = {
        "seq": (last.seq if last else 0) + 1,
        "captured_at": capture.captured_at,
        "source": clean(capture.source),
        "final_url": clean(capture.final_url),
        "status": capture.status,
        "headers": json.dumps(capture.headers) if capture.headers else None,
        "media_type": clean(capture.media_type),
        "sha256": keep_blob(connection, capture.body) if capture.body is not None else None,
        "client": capture.client,
        "outcome": outcome,
        "article_id": article_id,
        "reason": clean(reason),
        "previous_hash": last.entry_hash if last else FIRST,
    }
    connection.execute(log.insert().values(**entry, entry_hash=hash_entry(entry)))
    return int(entry["seq"])


def hash_entry(entry: Mapping[str, Any]) -> str:
    """The hash of an entry's columns, ``entry_hash`` left out."""
    columns = {name: value for name, value in entry.items() if name != "entry_hash"}
    encoded = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hash_bytes(encoded.encode("utf-8"))


def clean(text: str | None) -> str | None:
    """The text as both databases take it: no NUL, which PostgreSQL refuses, and no half of a surrogate pair."""
    if text is None:
        return None
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
