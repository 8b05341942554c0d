"""Ingest, then read.

Every article comes out as a ``Reading`` or an ``ArticleError``, in the order that it went in, and none stops
another. What stops everything is a SetupError.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import cache
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from reportedly.errors import ArticleError, SetupError
from reportedly.ingest import IngestOptions, article_from_text, open_articles
from reportedly.ingest.articles import apply_overrides
from reportedly.ingest.sources import FORMATS
from reportedly.model import Article, Reading
from reportedly.pipeline.pool import (
    MakeReader,
    Outcome,
    Placed,
    Pool,
    check_language,
    place,
    read_placed,
    try_reading,
)
from reportedly.read import Reader, load_reader

Outcomes = Generator[Outcome, None, None]  # closing it ends the work

LONGEST_NAME = 1024  # characters: a longer str is no file name, and asking the system about it would fail


@cache
def default_reader() -> Reader:
    """The reader that ships, loaded at the first call. SetupError when its weights are missing."""
    return load_reader()


def read_one(text_or_path: str | PathLike[str], *, options: IngestOptions, reader: Reader) -> Reading:
    """The Reading of one text or file, in whatever language; see ``reportedly.read``.

    Raises ArticleError when it cannot be read or the file holds more than one article.
    """
    name = _as_file_name(text_or_path)
    if name is None:
        known = apply_overrides(options, url=None, publisher=None, published=None, language=None)
        found = Placed(article=article_from_text(str(text_or_path), **known), where=options.url or "text")
    else:
        found = _open_one(name, options=options)
    return read_placed(found, reader)


def read_articles(found: Iterable[Article | ArticleError], *, reader: Reader) -> Outcomes:
    """Each article's Reading, lazily and in order; errors are passed on in their place."""
    for article in found:
        yield article if isinstance(article, ArticleError) else try_reading(place(article, None), reader)


def read_sources(
    sources: Iterable[str],
    *,
    make_reader: MakeReader,
    options: IngestOptions | None = None,
    jobs: int = 1,
    stdin: BinaryIO | None = None,
) -> Outcomes:
    """The Readings of all articles of files, folders, URLs and "-", lazily and in order.

    make_reader: called once, or once in each process; it must be picklable where there are several.
    jobs: processes that read, 1 or more; the results do not depend on it.
    An article in a language that is not read is an ArticleError; ``options.language`` overrules what was found.
    """
    if jobs < 1:
        raise SetupError(f"jobs: {jobs} is too few. Give 1 or more.")
    opened = _open_placed(sources, options=options, stdin=stdin)
    if jobs > 1:
        return _read_in_processes(opened, make_reader, jobs=jobs)
    return _read_here(opened, make_reader)


def _as_file_name(text_or_path: str | PathLike[str]) -> str | None:
    """The file that is meant, or None for a text; ArticleError for a str that names what is not there."""
    if not isinstance(text_or_path, str):
        return str(Path(text_or_path))
    name = text_or_path
    if len(name) > LONGEST_NAME or not name.isprintable():
        return None
    try:
        if Path(name).is_file():
            return name
    except OSError:  # a part of it is longer than the system takes
        return None
    if not any(map(str.isspace, name)):
        if name.startswith(("http://", "https://")):
            raise ArticleError(name, "is an address, and read() fetches none.", hint="Use read_many([address]).")
        if Path(name).suffix.lower() in FORMATS:
            raise ArticleError(name, "does not exist.", hint="Check the name.")
    return None


def _open_one(name: str, *, options: IngestOptions) -> Placed:
    """The only article of a file; whatever else is found is raised."""
    if Path(name).is_dir():
        raise ArticleError(name, "is a folder.", hint="Use read_many([folder]).")
    found = _open_placed((f"./{name}" if name == "-" else name,), options=options)
    first = next(found, None)
    if first is None:
        raise ArticleError(name, "holds no article.")
    if isinstance(first, ArticleError):
        raise first
    if next(found, None) is not None:
        raise ArticleError(name, "holds more than one article.", hint="Use read_many([file]).")
    return first


def _open_placed(
    sources: Iterable[str], *, options: IngestOptions | None, stdin: BinaryIO | None = None
) -> Iterator[Placed | ArticleError]:
    """The articles of the sources, each with its place.

    All sources go through one call, as that is what keeps the pauses between two pages of one host.
    """
    current: str | None = None

    def watch() -> Iterator[str]:
        nonlocal current
        for source in sources:
            current = source
            yield source

    for found in open_articles(watch(), options=options, stdin=stdin):
        yield found if isinstance(found, ArticleError) else place(found, current)


def _read_here(opened: Iterable[Placed | ArticleError], make_reader: MakeReader) -> Outcomes:
    reader = make_reader()
    for found in opened:
        if isinstance(found, ArticleError):
            yield found
        else:
            yield check_language(found) or try_reading(found, reader)


def _read_in_processes(opened: Iterable[Placed | ArticleError], make_reader: MakeReader, *, jobs: int) -> Outcomes:
    """As ``_read_here``, in several processes; at most ``WAITING`` articles a process are under way."""
    pool = Pool(make_reader, jobs=jobs)
    try:
        for found in opened:
            pool.add(found if isinstance(found, ArticleError) else check_language(found) or found)
            while pool.is_full or pool.is_ready:
                yield pool.take()[1]
        while pool.queue:
            yield pool.take()[1]
    finally:
        pool.close()
