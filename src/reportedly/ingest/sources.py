"""Files, folders, URLs, NDJSON and standard input, expanded into Articles one at a time, with their evidence."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from reportedly.errors import ArticleError
from reportedly.ids import hash_bytes
from reportedly.ingest.addresses import canonical_url
from reportedly.ingest.articles import apply_overrides, article_from_text
from reportedly.ingest.decode import decode_text
from reportedly.ingest.html import looks_like_html, page_from_html
from reportedly.ingest.links import (
    Link,
    is_json_feed,
    list_addresses,
    looks_like_xml,
    read_addresses,
    read_json_feed,
    read_xml,
    unpack_gzip,
)
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.pieces import Origin, Piece, Pieces
from reportedly.ingest.records import read_json, read_lines
from reportedly.ingest.warc import read_warc
from reportedly.model import Article, Capture, Captured, Skipped

if TYPE_CHECKING:
    from reportedly.ingest.fetch import Fetched, Fetcher

TEXT, HTML, NDJSON, JSON, XML, URLS, WARC, GZIP = "text", "html", "ndjson", "json", "xml", "urls", "warc", "gzip"
FORMATS = {
    ".txt": TEXT, ".text": TEXT, ".md": TEXT, ".htm": HTML, ".html": HTML, ".xhtml": HTML,
    ".ndjson": NDJSON, ".jsonl": NDJSON, ".json": JSON, ".xml": XML, ".rss": XML, ".atom": XML, ".opml": XML,
    ".urls": URLS, ".warc": WARC, ".gz": GZIP,
}  # fmt: skip
CONTENT_TYPES = {
    "text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "text/markdown": TEXT,
    "application/x-ndjson": NDJSON, "application/jsonl": NDJSON, "application/jsonlines": NDJSON,
    "application/json": JSON, "application/feed+json": JSON, "application/rss+xml": XML, "application/atom+xml": XML,
    "application/xml": XML, "text/xml": XML, "text/x-opml": XML, "application/gzip": GZIP, "application/x-gzip": GZIP,
}  # fmt: skip
STDIN = "standard input"
DEEPEST = 4  # a list of feeds, in a feed, …: each names the next

CLIENT = "reportedly/0.1"

Found = Iterator[Piece | Link]


def open_articles(
    sources: Iterable[str], *, options: IngestOptions | None = None, stdin: BinaryIO | None = None
) -> Iterator[Article | ArticleError]:
    """The articles of the sources, lazily and in the order given.

    A source is a file (text, HTML, NDJSON, JSON), a folder (read recursively in the order of names, hidden
    files left out), an http(s) URL, or "-" for standard input. Whatever is wrong with one article or source
    is yielded as an ArticleError and never raised, a file of a folder that is no article too.
    stdin: what "-" reads; the process's standard input when None.
    """
    for piece in _open_pieces(sources, options=options or IngestOptions(), stdin=stdin):
        yield piece.found


def open_captures(
    sources: Iterable[str], *, options: IngestOptions | None = None, stdin: BinaryIO | None = None
) -> Iterator[Captured | Skipped]:
    """As ``open_articles``, each article with its evidence, and what is skipped with what came of it.

    The bytes are a file's, a page's as unpacked, or those of one record of an NDJSON or JSON file.
    """
    options = options or IngestOptions()
    yield from _capture_all(_open_pieces(sources, options=options, stdin=stdin), options)


def open_records(data: bytes, *, where: str, options: IngestOptions) -> Iterator[Captured | Skipped]:
    """As ``open_captures``, of bytes that were sent: NDJSON, or JSON of one record or of a list. Nothing is fetched."""
    is_list = data.lstrip().removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    if is_list or _is_json(data):
        pieces = read_json(data, where=where, options=options)
    else:
        pieces = read_lines(io.BytesIO(data), where=where, options=options)
    return _capture_all(pieces, options)


def _capture_all(pieces: Pieces, options: IngestOptions) -> Iterator[Captured | Skipped]:
    for piece in pieces:
        capture = _make_capture(piece, options)
        if isinstance(piece.found, ArticleError):
            yield Skipped(error=piece.found, capture=capture)
        else:
            yield Captured(article=piece.found, capture=capture, page=piece.page or _page_of(piece.found))


def _page_of(article: Article) -> str:
    """What the versions of an article share."""
    return canonical_url(article.url) if article.url else article.id


def _make_capture(piece: Piece, options: IngestOptions) -> Capture:
    origin = piece.origin
    now = options.clock().astimezone(UTC).isoformat(timespec="seconds")
    return Capture(
        source=piece.where,
        captured_at=(origin.captured_at if origin else None) or now,
        final_url=origin.url if origin else None,
        status=origin.status if origin else None,
        headers=origin.headers if origin else (),
        media_type=origin.content_type if origin else None,
        body=piece.body,
        client=CLIENT,
    )


def _open_pieces(sources: Iterable[str], *, options: IngestOptions, stdin: BinaryIO | None) -> Pieces:
    visit = _Visit(options)
    try:
        for source in sources:
            try:
                if "://" in source:
                    yield from visit.open_link(Link(url=source), depth=0)
                else:
                    yield from visit.follow(_open_source(source, options=options, stdin=stdin), depth=0)
            except ArticleError as error:
                yield Piece(found=error, where=source)
            except OSError as error:
                yield Piece(found=ArticleError(source, f"cannot be read ({error.strerror or error})."), where=source)
    finally:
        visit.close()


class _Visit:
    """Follows links; each address is fetched once, and each host is left its pauses."""

    def __init__(self, options: IngestOptions) -> None:
        self._options = options
        self._fetcher: Fetcher | None = None
        self._seen: set[str] = set()

    def close(self) -> None:
        """Let go of what fetching holds open."""
        if self._fetcher is not None:
            self._fetcher.close()

    def follow(self, found: Found, *, depth: int) -> Pieces:
        """The pieces as they are, and in a link's place what is behind it."""
        for one in found:
            if isinstance(one, Piece):
                yield one
            elif canonical_url(one.url) not in self._seen:
                yield from self.open_link(one, depth=depth + 1)

    def open_link(self, link: Link, *, depth: int) -> Pieces:
        """What an address gives, with what is known of it from where it was named."""
        self._seen.add(canonical_url(link.url))
        if depth > DEEPEST:
            error = ArticleError(link.url, f"is named by a list in a list, {DEEPEST} deep: not followed.")
            yield Piece(found=error, where=link.url)
            return
        self._fetcher = self._fetcher or _make_fetcher(self._options)
        try:
            fetched = self._fetcher.fetch(link.url)
            for piece in self.follow(_read_fetched(fetched, where=link.url, options=self._options), depth=depth):
                yield _complete(piece, link)
        except ArticleError as error:
            yield Piece(found=error, where=link.url)


def _complete(piece: Piece, link: Link) -> Piece:
    """The article with what the link says where the page says nothing; an aggregator is not the publisher."""
    article = piece.found
    if isinstance(article, ArticleError) or piece.where != link.url:
        return piece
    known = {name: getattr(article, name) or getattr(link, name) for name in ("title", "publisher", "published")}
    return replace(piece, found=replace(article, **known))


def _make_fetcher(options: IngestOptions) -> Fetcher:
    """A fetcher; the HTTP client is loaded only where something is fetched."""
    from reportedly.ingest.fetch import Fetcher

    return Fetcher(options)


def _open_source(source: str, *, options: IngestOptions, stdin: BinaryIO | None) -> Found:
    if source == "-":
        yield from _read_stream(stdin or sys.stdin.buffer, where=STDIN, options=options)
    elif "\0" in source:
        raise ArticleError(repr(source), "is no file name.")
    else:
        path = Path(source)
        if path.is_dir():
            yield from _read_folder(path, options=options)
        elif not path.exists():
            raise ArticleError(source, "does not exist.", hint="Check the name.")
        else:
            yield from _read_file(path, options=options)


def _read_folder(folder: Path, *, options: IngestOptions) -> Found:
    """The articles of a folder and its folders in the order of names; links to folders are not followed."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})."
        yield Piece(found=ArticleError(str(folder), problem), where=str(folder))
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _read_folder(path, options=options)
        elif path.suffix.lower() not in FORMATS or not path.is_file():
            unknown = ArticleError(
                str(path), "skipped: not a kind of file that holds articles.", hint=f"Known: {', '.join(FORMATS)}."
            )
            yield Piece(found=unknown, where=str(path))
        else:
            try:
                yield from _read_file(path, options=options)
            except ArticleError as error:
                yield Piece(found=error, where=str(path))
            except OSError as error:
                found = ArticleError(str(path), f"cannot be read ({error.strerror or error}).")
                yield Piece(found=found, where=str(path))


def _read_file(path: Path, *, options: IngestOptions) -> Found:
    """The articles of one file; its name tells the format, or its first bytes where the name does not."""
    with path.open("rb") as stream:
        form = FORMATS.get(path.suffix.lower())
        name = path.name.lower()
        if form == NDJSON:
            yield from read_lines(stream, where=str(path), options=options)
        elif form == WARC or name.endswith(".warc.gz"):
            yield from read_warc(stream, where=str(path), options=options)
        elif name.endswith((".ndjson.gz", ".jsonl.gz")):
            yield from _read_packed_lines(stream, where=str(path), options=options)
        elif form is None:
            yield from _read_stream(stream, where=str(path), options=options)
        else:
            yield from _read_data(_read_all(stream, str(path), options), form, where=str(path), options=options)


def _read_packed_lines(stream: BinaryIO, *, where: str, options: IngestOptions) -> Found:
    """The articles of NDJSON in gzip, a line at a time."""
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from read_lines(unpacked, where=where, options=options)
    except (EOFError, OSError, zlib.error) as error:
        yield Piece(found=ArticleError(where, f"is no whole gzip file ({error})."), where=where)


def _read_all(stream: BinaryIO, where: str, options: IngestOptions, *, head: bytes = b"") -> bytes:
    """The whole stream; ArticleError when it is larger than allowed."""
    data = head + stream.read(options.max_bytes + 1 - len(head))
    if len(data) > options.max_bytes:
        raise ArticleError(
            where, f"is too large: the limit is {options.max_bytes:,} bytes.", hint="Split it, or raise the limit."
        )
    return data


def _read_stream(stream: BinaryIO, *, where: str, options: IngestOptions) -> Found:
    """The articles of a stream without a telling name: its first line decides."""
    head = stream.readline(options.max_bytes + 1)
    while head and head.isspace():
        more = stream.readline(options.max_bytes + 1)
        if not more:
            break
        head += more
        if not more.isspace():
            break
    first = head.strip().removeprefix(b"\xef\xbb\xbf")
    if first.startswith(b"{") and head.endswith(b"\n") and _is_json(first):
        blanks = head[: len(head) - len(head.lstrip())].count(b"\n")
        chained = _Chained(b"\n" * blanks + head.lstrip(), stream)
        yield from read_lines(chained, where=where, options=options)
        return
    data = _read_all(stream, where, options, head=head)
    is_json = data.lstrip()[:1] in (b"{", b"[") and _is_json(data)
    form = XML if looks_like_xml(data) else HTML if looks_like_html(data) else JSON if is_json else TEXT
    yield from _read_data(data, form, where=where, options=options)


class _Chained:
    """A stream whose beginning was read already; only what ``read_lines`` asks for."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readline(self, limit: int, /) -> bytes:
        return self._head.readline(limit) or self._rest.readline(limit)


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data.strip().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _read_data(
    data: bytes,
    form: str,
    *,
    where: str,
    options: IngestOptions,
    url: str | None = None,
    charset: str | None = None,
) -> Found:
    """The articles of bytes in a known format."""
    try:
        yield from _read_known(data, form, where=where, options=options, url=url, charset=charset)
    except ArticleError as error:
        yield Piece(found=error, where=where, body=data)


def _read_known(
    data: bytes, form: str, *, where: str, options: IngestOptions, url: str | None, charset: str | None
) -> Found:
    if not data.strip():
        raise ArticleError(where, "is empty: there is nothing to read.")
    if form == GZIP:
        data = unpack_gzip(data, where=where, options=options)
        form = XML if looks_like_xml(data) else HTML if looks_like_html(data) else TEXT
    if form == HTML and looks_like_xml(data):
        form = XML  # servers call feeds pages
    addresses = list_addresses(data) if form in (TEXT, URLS) else None
    if form == XML:
        yield from read_xml(data, where=where, options=options, url=url)
    elif addresses:
        yield from read_addresses(addresses, where=where, options=options)
    elif form == URLS:
        raise ArticleError(where, "is no list of addresses: each line has to be one.")
    elif form == JSON and is_json_feed(data):
        yield from read_json_feed(data, where=where, options=options)
    elif form == NDJSON:
        yield from read_lines(io.BytesIO(data), where=where, options=options)
    elif form == JSON:
        yield from read_json(data, where=where, options=options)
    elif form == HTML:
        article, page = page_from_html(data, url=url, charset=charset, where=where, options=options)
        yield Piece(found=article, where=where, body=data, page=page)
    else:
        text = decode_text(data, where=where, declared=charset)
        if not text or text.isspace():
            raise ArticleError(where, "is empty: there is nothing to read.")
        known = apply_overrides(options, url=url, publisher=None, published=None, language=None)
        yield Piece(found=article_from_text(text, sha256=hash_bytes(data), **known), where=where, body=data)


def _read_fetched(fetched: Fetched, *, where: str, options: IngestOptions) -> Found:
    """The articles of what a URL gave, and the links."""
    kind = fetched.content_type
    origin = Origin(url=fetched.url, status=fetched.status, headers=fetched.headers, content_type=kind)
    form = CONTENT_TYPES.get(kind) if kind else (HTML if looks_like_html(fetched.data) else TEXT)
    if form is None and kind == "application/octet-stream" and fetched.data[:2] == b"\x1f\x8b":
        form = GZIP
    if form is None:
        problem = f"is not a page: its content type is {kind}."
        error = ArticleError(where, problem, hint="Give the address of an article.")
        yield Piece(found=error, where=where, body=fetched.data, origin=origin)
        return
    for one in _read_data(fetched.data, form, where=where, options=options, url=fetched.url, charset=fetched.charset):
        yield one if isinstance(one, Link) else replace(one, origin=one.origin or origin)
