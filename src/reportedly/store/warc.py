"""An article's evidence as a WARC file (ISO 28500), to hand on or to keep elsewhere.

The bodies were unpacked when they came. The headers that told of the packing stay in the file under names that begin
with ``x-archive-orig-``, as archives do, so that no reader unpacks once more.
"""

from __future__ import annotations

import io
import json
import re
import uuid
from dataclasses import asdict
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

import zstandard
from sqlalchemy import select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportedly.errors import RecordError
from reportedly.ids import hash_bytes
from reportedly.store import schema
from reportedly.store.engine import looking
from reportedly.store.evidence import unpack
from reportedly.store.record import CaptureEntry, Record
from reportedly.store.rows import instant

NOT_MODIFIED = 304  # an answer without a body: the one that the log has with it came before
PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # what a header's name cannot hold (RFC 9110, 5.6.2)
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def export_warc(record: Record, article_id: str, stream: BinaryIO) -> None:
    """Write all captures of an article, the oldest first, as gzipped WARC records; the same bytes every time.

    A capture with a body gives a ``response`` record, or a ``resource`` record where the body came without HTTP, or
    before the answer that confirms it (304); every capture gives a ``metadata`` record with the log's entry as JSON.
    article_id: an unambiguous beginning is enough.
    RecordError when there is no such article, or its bytes are damaged: what was written by then is to be thrown away.
    """
    writer = WARCWriter(stream, gzip=True)
    for entry in record.captures(record.resolve(article_id)):
        written = _write_body(writer, record, entry) if entry.sha256 is not None else None
        _write_metadata(writer, entry, written)


def _write_body(writer: WARCWriter, record: Record, entry: CaptureEntry) -> str:
    """Write what came; the id of the record that holds it."""
    body = _load_body(record, entry)
    kind = "resource" if entry.status in (None, NOT_MODIFIED) else "response"
    headers = _common_headers(entry, kind)
    http = None if kind == "resource" else _http_headers(entry, len(body))
    if http is None:
        headers["Content-Type"] = CONTROL.sub(" ", entry.media_type or "application/octet-stream")
    made = writer.create_warc_record(
        _target(entry), kind, payload=io.BytesIO(body), length=len(body), warc_headers_dict=headers, http_headers=http
    )
    writer.write_record(made)
    return headers["WARC-Record-ID"]


def _write_metadata(writer: WARCWriter, entry: CaptureEntry, about: str | None) -> None:
    payload = json.dumps(asdict(entry), ensure_ascii=False, indent=1).encode("utf-8")
    headers = {**_common_headers(entry, "metadata"), "Content-Type": "application/json"}
    if about is not None:
        headers["WARC-Refers-To"] = about
    made = writer.create_warc_record(
        _target(entry), "metadata", payload=io.BytesIO(payload), length=len(payload), warc_headers_dict=headers
    )
    writer.write_record(made)


def _common_headers(entry: CaptureEntry, kind: str) -> dict[str, str]:
    # Made from the log, so that two exports can be compared byte by byte.
    identity = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {entry.entry_hash}")
    return {
        "WARC-Record-ID": f"<urn:uuid:{identity}>",
        "WARC-Date": instant(entry.captured_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _http_headers(entry: CaptureEntry, length: int) -> StatusAndHeaders:
    """Status line and headers as they came, but for those of the packing, and for what would break lines."""
    status = entry.status or 0
    phrase = HTTPStatus(status).phrase if status in {int(s) for s in HTTPStatus} else ""
    headers = []
    for name, value in entry.headers:
        name = NO_TOKEN.sub("-", name) or "-"
        kept = f"x-archive-orig-{name}" if name.lower() in PACKING else name
        headers.append((kept, CONTROL.sub(" ", value)))
    headers.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{status} {phrase}".strip(), headers, protocol="HTTP/1.1")


def _target(entry: CaptureEntry) -> str:
    """The address as a URI: of what came, or of the file that held it."""
    address = entry.final_url or entry.source
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", address):
        return quote(address, safe="!#$%&'()*+,/:;=?@[]~")
    return f"file:{quote(address)}"


def _load_body(record: Record, entry: CaptureEntry) -> bytes:
    blob = schema.blob
    with looking(record.engine, record.where) as connection:
        packed = connection.execute(select(blob.c.packed).where(blob.c.sha256 == entry.sha256)).scalar_one_or_none()
    try:
        body = unpack(packed) if packed is not None else None
    except zstandard.ZstdError:
        body = None
    if body is None or hash_bytes(body) != entry.sha256:
        raise RecordError(
            record.where,
            f"the bytes of capture {entry.seq} are missing or damaged.",
            hint=f"Run: reportedly verify --db {record.where}",
        )
    return body
