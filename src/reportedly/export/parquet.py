"""Parquet: one table of statements, a row each, with their matter.

Written with pyarrow, which `pip install 'reportedly[parquet]'` brings: it is 55 MB packed, and only
this format uses it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from reportedly.errors import SetupError
from reportedly.export.cells import mend, parse_moment
from reportedly.export.dossier import Dossier, find_attribution
from reportedly.model import Matter, Statement

ROWS_AT_ONCE = 5_000  # in one row group: memory stays the same however many there are


def write_parquet(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One Parquet file; SetupError where pyarrow is not installed.

    Times are texts as told, beside ``…_utc`` where a full moment is told. ``spans`` are code points, end excluded.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as missing:
        raise SetupError("Parquet needs pyarrow. Install it: pip install 'reportedly[parquet]'") from missing
    schema = _make_schema(pa)
    rows = (_make_row(d, i, said) for d in dossiers for i, said in enumerate(d.matter.statements))
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while part := list(islice(rows, ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(part, schema=schema))
            yield sink.drain()
    yield sink.drain()


class _Sink(io.RawIOBase):
    """A file that is emptied while it is written; it goes on counting, as offsets in the file need."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """How many bytes have come."""
        return self._length

    def write(self, data: Any) -> int:
        """Keep the bytes until they are drained."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._length += len(piece)
        return len(piece)

    def drain(self) -> bytes:
        """What came since the last time."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def _make_schema(pa: Any) -> Any:
    text, moment = pa.string(), pa.timestamp("us", tz="UTC")
    span = pa.struct([pa.field("begin", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])
    needed = {"matter": text, "title": text, "status": text, "credibility": pa.int8(), "number": pa.int32(),
              "statement": text, "article": text, "text": text, "spans": pa.list_(span), "own_voice": pa.bool_(),
              "anonymous": pa.bool_(), "stance": text, "says": text, "via": pa.list_(text), "origin": text}  # fmt: skip
    known = {"url": text, "publisher": text, "headline": text, "published": text, "published_utc": moment,
             "modified": text, "party": text, "party_name": text, "side": text, "quote": text,
             "confidence": pa.float64(), "channel": text, "said_at": text, "said_at_utc": moment}  # fmt: skip
    return pa.schema(
        [pa.field(name, kind, nullable=False) for name, kind in needed.items()]
        + [pa.field(name, kind) for name, kind in known.items()]
    )


def _make_row(dossier: Dossier, number: int, said: Statement) -> Mapping[str, object]:
    read = find_attribution(dossier, said)
    row = _matter_cells(dossier.matter) | _statement_cells(said)
    row |= {
        "number": number + 1, "quote": read.quote if read else None, "confidence": read.confidence if read else None,
        "spans": [{"begin": begin, "end": end} for begin, end in said.spans], "via": [mend(name) for name in said.via],
        "published_utc": parse_moment(said.article.published), "said_at_utc": parse_moment(said.said_at),
    }  # fmt: skip
    return {name: mend(value) if isinstance(value, str) else value for name, value in row.items()}


def _matter_cells(matter: Matter) -> dict[str, object]:
    return {"matter": matter.id, "title": matter.title, "status": matter.status, "credibility": matter.credibility}


def _statement_cells(said: Statement) -> dict[str, object]:
    article, party = said.article, said.party
    return {
        "statement": said.id, "article": article.id, "url": article.url, "publisher": article.publisher,
        "headline": article.title, "published": article.published, "modified": article.modified, "text": said.text,
        "party": party.id if party else None, "party_name": party.name if party else None,
        "side": party.side if party else None, "own_voice": said.own_voice, "anonymous": said.anonymous,
        "stance": said.stance, "says": said.says, "channel": said.channel, "origin": said.origin,
        "said_at": said.said_at,
    }  # fmt: skip
