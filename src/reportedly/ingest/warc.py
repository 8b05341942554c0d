"""Archived pages: the records of a WARC file (ISO 28500), plain or gzip, one at a time whatever its size."""

from __future__ import annotations

from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from reportedly.errors import ArticleError
from reportedly.ingest.dates import parse_date
from reportedly.ingest.html import looks_like_html, page_from_html
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.pieces import Origin, Piece, Pieces

TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, *, where: str, options: IngestOptions) -> Pieces:
    """The pages of a WARC file in its order; requests, images, redirects and errors of servers are passed over.

    A record's address and time are what it tells; a path in it is never a file's name. What is too large, or cannot be
    read, is an ArticleError; a file that is cut off or broken ends with one, after what could be read of it.
    """
    number = 0
    try:
        for record in ArchiveIterator(stream):
            if record.format != "warc" or record.rec_type not in TYPES:
                raise ValueError("what follows is no WARC record")
            number += 1
            if record.rec_type not in ("response", "resource"):
                continue
            yield from _read_record(record, where=f"{where}[{number}]", options=options)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, UnicodeError) as error:
        problem = f"cannot be read beyond its record {number} ({' '.join(str(error).split())[:120]})."
        yield Piece(found=ArticleError(where, problem, hint="Fetch it again, if it was cut off."), where=where)
        return
    if not number:
        yield Piece(found=ArticleError(where, "holds no WARC record."), where=where)


def _read_record(record, *, where: str, options: IngestOptions) -> Pieces:  # type: ignore[no-untyped-def]
    headers = record.http_headers
    status = int(headers.get_statuscode()) if headers and headers.get_statuscode().isdigit() else None
    if status is not None and status != 200:
        return
    kind = (headers or record.rec_headers).get_header("Content-Type") or ""
    media = kind.split(";")[0].strip().lower()
    body = record.content_stream().read(options.max_bytes + 1)
    if media not in PAGES and not (media in ("", "application/octet-stream") and looks_like_html(body)):
        return
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = url.strip("<> ")
    origin = Origin(
        url=url or None,
        status=status,
        headers=tuple((str(k), str(v)) for k, v in headers.headers) if headers else (),
        content_type=media or None,
        captured_at=parse_date(record.rec_headers.get_header("WARC-Date") or ""),
    )
    found: Piece
    if len(body) > options.max_bytes:
        problem = f"is too large: the limit is {options.max_bytes:,} bytes."
        found = Piece(found=ArticleError(where, problem), where=where, origin=origin)
    elif not body.strip():
        return
    else:
        charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") or None
        address = url if url.startswith(("http://", "https://")) else None
        try:
            article, page = page_from_html(body, url=address, charset=charset, where=where, options=options)
            found = Piece(found=article, where=where, body=body, origin=origin, page=page)
        except ArticleError as error:
            found = Piece(found=error, where=where, body=body, origin=origin)
    yield found
