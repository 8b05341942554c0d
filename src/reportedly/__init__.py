"""Reportedly reads contested news and keeps the record: who says what happened, and on whose authority.

``read`` reads one article, ``read_many`` any number; ``Record("desk.db")`` opens a record. Nothing heavy is loaded
before one of them is called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING, Any

from reportedly.errors import ArticleError, RecordError, ReportedlyError, SetupError
from reportedly.model import Article, Attribution, Content, Cue, Furniture, Party, Reading, Source

if TYPE_CHECKING:
    from reportedly.ingest import IngestOptions
    from reportedly.read import Reader
    from reportedly.store import Record

__all__ = [
    "Article",
    "ArticleError",
    "Attribution",
    "Content",
    "Cue",
    "Furniture",
    "Party",
    "Reading",
    "Record",
    "RecordError",
    "ReportedlyError",
    "SetupError",
    "Source",
    "read",
    "read_many",
]


def read(
    text_or_path: str | PathLike[str],
    *,
    published: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    reader: Reader | None = None,
) -> Reading:
    """Who said what in one article, whatever its language.

    text_or_path: a path, or a str that names an existing file, is read as a file (text, HTML, or NDJSON of one
        article); any other str is the text itself. A str that can only be a file name or an address is an
        ArticleError: ``read_many`` fetches addresses.
    published (ISO 8601), url, publisher, language (ISO 639-1): taken in place of what the article says of itself.
    reader: the one that ships when None; it is loaded at the first call (about a second) and kept.
    An article that cannot be read, and a file of several, is an ArticleError; a date that is none a SetupError.
    """
    from reportedly import pipeline
    from reportedly.ingest import IngestOptions

    options = IngestOptions(published=published, url=url, publisher=publisher, language=language)
    return pipeline.read_one(text_or_path, options=options, reader=reader or pipeline.default_reader())


def read_many(
    sources: Iterable[str | PathLike[str]], *, options: IngestOptions | None = None, reader: Reader | None = None
) -> Iterator[Reading | ArticleError]:
    """Who said what in each article of files, folders, URLs and "-" (standard input), lazily and in order.

    An article that cannot be read, or is in a language that no reader knows, is yielded as an ArticleError.
    options: see ``reportedly.ingest.IngestOptions``. reader: the one that ships when None.
    """
    from reportedly import pipeline

    def make_reader() -> Reader:
        return reader or pipeline.default_reader()

    return pipeline.read_sources(map(str, sources), options=options, make_reader=make_reader)


def __getattr__(name: str) -> Any:
    if name == "Record":
        from reportedly.store import Record

        return Record
    if name == "__version__":
        from importlib.metadata import version

        return version("reportedly")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _ReadStage(ModuleType):
    """The stage ``reportedly.read``, which can be called as the function of that name."""

    def __call__(self, *arguments: Any, **options: Any) -> Reading:
        return _read_article(*arguments, **options)


class _Package(ModuleType):
    """This package, whose function ``read`` and stage ``read`` share a name.

    Importing a stage puts its module into the package, in the function's place. So that ``reportedly.read(...)``
    works before and after, the module is made one that can be called.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name == "read" and isinstance(value, ModuleType):
            value.__class__ = _ReadStage
        super().__setattr__(name, value)


_read_article = read
sys.modules[__name__].__class__ = _Package
