"""Files, folders, URLs, NDJSON and standard input, expanded into Articles one at a time, with their evidence."""

from __future__ import annotations

import io
import sys
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
from reportedly.ingest.html import article_from_html, looks_like_html
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.pieces import Piece, Pieces
from reportedly.ingest.records import read_json, read_lines
from reportedly.model import Article, Capture, Captured, Skipped

if TYPE_CHECKING:
    from reportedly.ingest.fetch import Fetched, Fetcher

TEXT, HTML, NDJSON, JSON = "text", "html", "ndjson", "json"
FORMATS = {
    ".txt": TEXT, ".text": TEXT, ".md": TEXT, ".htm": HTML, ".html": HTML, ".xhtml": HTML,
    ".ndjson": NDJSON, ".jsonl": NDJSON, ".json": JSON,
}  # fmt: skip
CONTENT_TYPES = {
    "text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "text/markdown": TEXT,
    "application/x-ndjson": NDJSON, "application/jsonl": NDJSON, "application/jsonlines": NDJSON,
    "application/json": JSON,
}  # fmt: skip
STDIN = "standard input"

CLIENT = "reportedly/0.1"

Found = Article | ArticleError


def open_articles(
    sources: Iterable[str], *, options: IngestOptions | None = None, stdin: BinaryIO | None = None
) -> Iterator[Found]:
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
    for piece in _open_pieces(sources, options=options, stdin=stdin):
        capture = _make_capture(piece, options)
        if isinstance(piece.found, ArticleError):
            yield Skipped(error=piece.found, capture=capture)
        else:
            yield Captured(article=piece.found, capture=capture, page=_page_of(piece.found))


def _page_of(article: Article) -> str:
    """What the versions of an article share."""
    return canonical_url(article.url) if article.url else article.id


def _make_capture(piece: Piece, options: IngestOptions) -> Capture:
    fetched = piece.fetched
    return Capture(
        source=piece.where,
        captured_at=options.clock().astimezone(UTC).isoformat(timespec="seconds"),
        final_url=fetched.url if fetched else None,
        status=fetched.status if fetched else None,
        headers=fetched.headers if fetched else (),
        media_type=fetched.content_type if fetched else None,
        body=piece.body,
        client=CLIENT,
    )


def _open_pieces(sources: Iterable[str], *, options: IngestOptions, stdin: BinaryIO | None) -> Pieces:
    fetcher = None
    for source in sources:
        try:
            if "://" in source:
                fetcher = fetcher or _make_fetcher(options)
                yield from _read_fetched(fetcher.fetch(source), where=source, options=options)
            else:
                yield from _open_source(source, options=options, stdin=stdin)
        except ArticleError as error:
            yield Piece(found=error, where=source)
        except OSError as error:
            yield Piece(found=ArticleError(source, f"cannot be read ({error.strerror or error})."), where=source)


def _make_fetcher(options: IngestOptions) -> Fetcher:
    """A fetcher; the HTTP client is loaded only where something is fetched."""
    from reportedly.ingest.fetch import Fetcher

    return Fetcher(options)


def _open_source(source: str, *, options: IngestOptions, stdin: BinaryIO | None) -> Pieces:
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


def _read_folder(folder: Path, *, options: IngestOptions) -> Pieces:
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


def _read_file(path: Path, *, options: IngestOptions) -> Pieces:
    """The articles of one file; its name tells the format, or its first bytes where the name does not."""
    with path.open("rb") as stream:
        form = FORMATS.get(path.suffix.lower())
        if form == NDJSON:
            yield from read_lines(stream, where=str(path), options=options)
        elif form is None:
            yield from _read_stream(stream, where=str(path), options=options)
        else:
            yield from _read_data(_read_all(stream, str(path), options), form, where=str(path), options=options)


def _read_all(stream: BinaryIO, where: str, options: IngestOptions, *, head: bytes = b"") -> bytes:
    """The whole stream; ArticleError when it is larger than allowed."""
    data = head + stream.read(options.max_bytes + 1 - len(head))
    if len(data) > options.max_bytes:
        raise ArticleError(
            where, f"is too large: the limit is {options.max_bytes:,} bytes.", hint="Split it, or raise the limit."
        )
    return data


def _read_stream(stream: BinaryIO, *, where: str, options: IngestOptions) -> Pieces:
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
    form = HTML if looks_like_html(data) else JSON if _is_json(data) and data.lstrip()[:1] in (b"{", b"[") else TEXT
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
) -> Pieces:
    """The articles of bytes in a known format."""
    try:
        yield from _read_known(data, form, where=where, options=options, url=url, charset=charset)
    except ArticleError as error:
        yield Piece(found=error, where=where, body=data)


def _read_known(
    data: bytes, form: str, *, where: str, options: IngestOptions, url: str | None, charset: str | None
) -> Pieces:
    if not data.strip():
        raise ArticleError(where, "is empty: there is nothing to read.")
    if form == NDJSON:
        yield from read_lines(io.BytesIO(data), where=where, options=options)
    elif form == JSON:
        yield from read_json(data, where=where, options=options)
    elif form == HTML:
        article = article_from_html(data, url=url, charset=charset, where=where, options=options)
        yield Piece(found=article, where=where, body=data)
    else:
        text = decode_text(data, where=where, declared=charset)
        if not text or text.isspace():
            raise ArticleError(where, "is empty: there is nothing to read.")
        known = apply_overrides(options, url=url, publisher=None, published=None, language=None)
        yield Piece(found=article_from_text(text, sha256=hash_bytes(data), **known), where=where, body=data)


def _read_fetched(fetched: Fetched, *, where: str, options: IngestOptions) -> Pieces:
    """The articles of what a URL gave."""
    kind = fetched.content_type
    form = CONTENT_TYPES.get(kind) if kind else (HTML if looks_like_html(fetched.data) else TEXT)
    if form is None:
        problem = f"is not a page: its content type is {kind}."
        error = ArticleError(where, problem, hint="Give the address of an article.")
        yield Piece(found=error, where=where, body=fetched.data, fetched=fetched)
        return
    for piece in _read_data(fetched.data, form, where=where, options=options, url=fetched.url, charset=fetched.charset):
        yield replace(piece, fetched=fetched)
