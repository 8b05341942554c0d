"""The evidence of an article as WARC records, read again with warcio."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator

from reportedly.errors import RecordError
from reportedly.store.evidence import pack
from reportedly.store.record import Record
from reportedly.store.warc import export_warc
from tests.store.invented import make_captured, read, unlock


def export(record: Record, article_id: str) -> bytes:
    stream = io.BytesIO()
    export_warc(record, article_id, stream)
    return stream.getvalue()


def test_every_capture_of_the_article_is_there_and_no_other(where: str) -> None:
    one, two = make_captured(), make_captured("The bridge is shut.", page="https://corva.example")
    seen = replace(
        one,
        capture=replace(one.capture, status=None, headers=(), source="desk files/coverage.ndjson:3", final_url=None),
    )
    unchanged = replace(one, capture=replace(one.capture, status=304, body=None))
    with Record(where) as record:
        record.add(one, read(one.article), reader="reader/1")
        record.add(two, read(two.article), reader="reader/1")
        record.add_sighting(seen, one.article.id)
        record.add_sighting(unchanged, one.article.id)
        data = export(record, one.article.id)
        assert data == export(record, one.article.id[:10])
        entries = list(record.captures(one.article.id))
    found = [
        (r.rec_type, r.rec_headers, r.http_headers, r.content_stream().read())
        for r in ArchiveIterator(io.BytesIO(data))
    ]
    assert [kind for kind, *_ in found] == ["response", "metadata", "resource", "metadata", "metadata"]
    assert [body for kind, _, _, body in found if kind != "metadata"] == [one.capture.body] * 2
    assert [h.get_header("WARC-Target-URI") for _, h, _, _ in found[::2]] == [
        one.page,
        "file:desk%20files/coverage.ndjson%3A3",
        one.page,
    ]
    assert found[0][1].get_header("WARC-Date") == "2031-03-02T08:00:00Z"
    assert found[1][1].get_header("WARC-Refers-To") == found[0][1].get_header("WARC-Record-ID")
    told = [json.loads(body) for kind, _, _, body in found if kind == "metadata"]
    assert [t["entry_hash"] for t in told] == [e.entry_hash for e in entries]
    assert told[0]["sha256"] == one.article.sha256


def test_bytes_that_a_304_confirmed_are_a_resource(where: str) -> None:
    one = make_captured()
    confirmed = replace(one, capture=replace(one.capture, status=304, headers=(("ETag", '"1"'),)))
    with Record(where) as record:
        record.add(confirmed, read(one.article), reader="reader/1")
        found = [
            (r.rec_type, r.content_stream().read()) for r in ArchiveIterator(io.BytesIO(export(record, one.article.id)))
        ]
    assert found[0] == ("resource", one.capture.body)
    assert json.loads(found[1][1])["status"] == 304


def test_headers_of_the_packing_are_put_aside_and_none_breaks_a_line(where: str) -> None:
    headers = (
        ("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("transfer-encoding", "chunked"), ("Content-Length", "3"),
        ("X-Note", "one\r\nSet-Cookie: evil=1\r\n\r\n<p>"), ("Bad name:\r\nX", "é"),
    )  # fmt: skip
    captured = make_captured()
    captured = replace(
        captured, capture=replace(captured.capture, headers=headers, final_url="https://ostia.example/a\r\nb c")
    )
    with Record(where) as record:
        record.add(captured, read(captured.article), reader="reader/1")
        data = export(record, captured.article.id)
    first = next(iter(ArchiveIterator(io.BytesIO(data))))
    assert first.content_stream().read() == captured.capture.body
    names = [name for name, _ in first.http_headers.headers]
    assert names == [
        "Content-Type", "x-archive-orig-Content-Encoding", "x-archive-orig-transfer-encoding", "x-archive-orig-Content-Length",
        "X-Note", "Bad-name---X", "Content-Length",
    ]  # fmt: skip
    assert first.http_headers.get_header("Content-Length") == str(len(captured.capture.body or b""))
    assert first.http_headers.get_header("Set-Cookie") is None
    assert first.rec_headers.get_header("WARC-Target-URI") == "https://ostia.example/a%0D%0Ab%20c"


def test_damaged_bytes_are_not_exported(where: str) -> None:
    captured = make_captured()
    with Record(where) as record:
        record.add(captured, read(captured.article), reader="reader/1")
        unlock(record)
        with record.engine.begin() as connection:
            connection.execute(text("UPDATE blob SET packed = :packed"), {"packed": pack(b"other")})
        with pytest.raises(RecordError, match="capture 1 are missing or damaged"):
            export(record, captured.article.id)
