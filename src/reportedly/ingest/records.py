"""NDJSON and JSON of articles: one record, one Article or one ArticleError."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from reportedly.errors import ArticleError
from reportedly.ids import hash_bytes
from reportedly.ingest.articles import apply_overrides, article_from_text
from reportedly.ingest.dates import parse_date
from reportedly.ingest.html import page_from_html
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.pieces import Piece
from reportedly.model import Article

FIELDS = "url, publisher, title, byline, published, modified (or updated), language, and text or html"


class LineStream(Protocol):
    """A binary stream, as far as lines are read from it."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, at most ``limit`` bytes of it; empty at the end."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of NDJSON; unknown fields are let be."""

    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    modified: str | None = None
    updated: str | None = None
    language: str | None = None
    text: str | None = None
    html: str | None = None


def read_lines(stream: LineStream, *, where: str, options: IngestOptions) -> Iterator[Piece]:
    """The articles of an NDJSON stream, a line at a time; blank lines are passed over.

    A line that is too long, no JSON or wrong in a field is yielded as an ArticleError that names it
    ("file:12"), and the reading goes on.
    """
    number = 0
    while line := stream.readline(options.max_bytes + 1):
        number += 1
        place = f"{where}:{number}"
        if len(line) > options.max_bytes and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            problem = f"is too large: the limit for one record is {options.max_bytes:,} bytes."
            yield Piece(found=ArticleError(place, problem), where=place)
            continue
        raw = line.strip().removeprefix(b"\xef\xbb\xbf")
        if raw:
            yield read_record(raw, where=place, options=options)


def read_json(data: bytes, *, where: str, options: IngestOptions) -> Iterator[Piece]:
    """The articles of a JSON document: one record, or a list of them."""
    data = data.strip().removeprefix(b"\xef\xbb\xbf")
    if not data.startswith(b"["):
        yield read_record(data, where=where, options=options)
        return
    try:
        records = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Piece(found=ArticleError(where, f"is not valid JSON ({error})."), where=where, body=data)
        return
    for number, raw in enumerate(records):
        place = f"{where}[{number}]"
        yield read_record(bytes(raw), where=place, options=options)


def read_record(raw: bytes, *, where: str, options: IngestOptions) -> Piece:
    """What one record gives; its article's SHA-256 is of the record's bytes, or of its page's for ``html``."""
    try:
        record = msgspec.json.decode(raw, type=Record)
        article, page = _make_article(record, raw, where=where, options=options)
    except msgspec.ValidationError as error:
        failed = ArticleError(where, f"is not an article record: {error}.", hint=f"Fields: {FIELDS}.")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        failed = ArticleError(where, f"is not valid JSON ({error}).")
    except ArticleError as error:
        failed = ArticleError(where, error.problem, hint=error.hint)
    else:
        return Piece(found=article, where=where, body=raw, page=page)
    return Piece(found=failed, where=where, body=raw)


def _make_article(record: Record, raw: bytes, *, where: str, options: IngestOptions) -> tuple[Article, str | None]:
    """The article, and its page where it declares one."""
    published = _check_date(record.published, "published", where)
    modified = _check_date(record.modified or record.updated, "modified", where)
    if record.text and not record.text.isspace():
        known = apply_overrides(
            options,
            url=record.url or None,
            publisher=record.publisher or None,
            published=published,
            language=record.language or None,
        )
        article = article_from_text(
            record.text,
            title=record.title or None,
            byline=record.byline or None,
            modified=modified,
            sha256=hash_bytes(raw),
            **known,
        )
        return article, None
    if not record.html or record.html.isspace():
        raise ArticleError(where, "has neither text nor html.", hint=f"Fields: {FIELDS}.")
    return page_from_html(
        record.html.encode("utf-8"),
        where=where,
        options=options,
        url=record.url or None,
        publisher=record.publisher or None,
        title=record.title or None,
        byline=record.byline or None,
        published=published,
        modified=modified,
        language=record.language or None,
    )


def _check_date(raw: str | None, name: str, where: str) -> str | None:
    """The date in ISO 8601; a record that was made for us has no business with any other."""
    if not raw:
        return None
    if (parsed := parse_date(raw)) is None:
        raise ArticleError(
            where, f"is not an article record: {raw[:60]!r} is no date - at `$.{name}`.", hint="Give ISO 8601."
        )
    return parsed
