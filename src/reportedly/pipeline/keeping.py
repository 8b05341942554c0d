"""Ingest, read and keep: articles into a record, each in wholly or not at all.

What is in already is not read again: it only adds a sighting. What cannot be kept is in the record's log with its
reason. A run that was stopped, at whatever moment, is completed by running it again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol, TypeVar

from reportedly.errors import ArticleError
from reportedly.ingest import IngestOptions, open_captures
from reportedly.model import Captured, Reading, Skipped
from reportedly.pipeline.pool import MakeReader, Outcome, Placed, check_language, place, try_reading
from reportedly.store import Record
from reportedly.store.rows import hash_text

T = TypeVar("T")
Fate = Literal["article", "version", "sighting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one article: a new one, a new version of a page, or a sighting of a version known."""

    article_id: str
    where: str
    fate: Fate


Keeping = Generator[Kept | ArticleError, None, None]  # closing it ends the work


class Engine(Protocol):
    """What reads articles and gives them back in order; ``Pool`` is one, of processes."""

    @property
    def is_full(self) -> bool:
        """Whether the first must be taken before another is added."""

    @property
    def is_ready(self) -> bool:
        """Whether the first can be taken without waiting."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to take."""

    def add(self, found: Placed | ArticleError) -> None:
        """Begin to read an article; an error is kept for its turn."""

    def take(self) -> tuple[Placed | ArticleError, Outcome]:
        """The first with its outcome, waited for."""

    def drop_waiting(self) -> None:
        """Forget what is not begun."""

    def close(self) -> None:
        """End the work."""


class Here:
    """An engine of this process: one article at a time."""

    def __init__(self, make_reader: MakeReader) -> None:
        self._reader = make_reader()
        self._found: Placed | ArticleError | None = None
        self.version = self._reader.version

    @property
    def is_full(self) -> bool:
        """Whether an article waits."""
        return self._found is not None

    @property
    def is_ready(self) -> bool:
        """As ``is_full``: it is read when it is taken."""
        return self._found is not None

    @property
    def is_empty(self) -> bool:
        """Whether none waits."""
        return self._found is None

    def add(self, found: Placed | ArticleError) -> None:
        """Keep an article for ``take``."""
        self._found = found

    def take(self) -> tuple[Placed | ArticleError, Outcome]:
        """Read it."""
        found, self._found = self._found, None
        assert found is not None
        return found, found if isinstance(found, ArticleError) else try_reading(found, self._reader)

    def drop_waiting(self) -> None:
        """Nothing waits that is not in hand."""

    def close(self) -> None:
        """Nothing to end."""


def keep_sources(
    sources: Iterable[str],
    *,
    record: Record,
    make_engine: Callable[[], Engine],
    reader: str,
    options: IngestOptions | None = None,
    stdin: BinaryIO | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Keeping:
    """Put all articles of the sources into the record; what became of each, lazily and in order.

    make_engine: called when the first article has to be read. reader: the version of the reader that it has.
    is_stopped: asked between articles; once it says so, what is being read is finished and kept, nothing more is begun.
    A RecordError of the record ends the work; what was kept before is kept.
    """
    found = open_captures(sources, options=options, stdin=stdin)
    return keep_captures(found, record=record, make_engine=make_engine, reader=reader, is_stopped=is_stopped)


def keep_captures(
    found: Iterator[Captured | Skipped],
    *,
    record: Record,
    make_engine: Callable[[], Engine],
    reader: str,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Keeping:
    """As ``keep_sources``, of what came already."""

    def prepare() -> Iterator[Placed | Kept | ArticleError]:
        """What has to be read, and in its place what is settled without."""
        for one in found:
            if isinstance(one, Skipped):
                record.add_skipped(one)
                yield one.error
                continue
            known = record.find_version(one.page, hash_text(one.article.text))
            if known is not None:
                record.add_sighting(one, known)
                yield Kept(article_id=known, where=one.capture.source, fate="sighting")
                continue
            placed = place(one.article, one.capture.source, captured=one)
            error = check_language(placed)
            yield _skip(record, one, error) if error else placed

    return _work(prepare(), make_engine, lambda engine: _take(engine, record, reader), is_stopped)


def _work(
    prepared: Iterable[Placed | T],
    make_engine: Callable[[], Engine],
    take: Callable[[Engine], T],
    is_stopped: Callable[[], bool],
) -> Generator[T, None, None]:
    """Read what is to be read and give what ``take`` makes of it; what is settled already is passed on at once.

    Once stopped, what is being read is finished and nothing more is begun.
    """
    engine: Engine | None = None
    try:
        for one in prepared:
            if not isinstance(one, Placed):
                yield one
            else:
                engine = engine or make_engine()
                engine.add(one)
                while engine.is_full or engine.is_ready:
                    yield take(engine)
            if is_stopped():
                break
        if engine and is_stopped():
            engine.drop_waiting()
        while engine and not engine.is_empty:
            yield take(engine)
    finally:
        if engine:
            engine.close()


def _take(engine: Engine, record: Record, reader: str) -> Kept | ArticleError:
    placed, outcome = engine.take()
    assert not isinstance(placed, ArticleError)
    assert placed.captured is not None
    if isinstance(outcome, ArticleError):
        return _skip(record, placed.captured, outcome)
    fate = record.add(placed.captured, outcome, reader=reader)
    return Kept(article_id=placed.article.id, where=placed.captured.capture.source, fate=fate)


def _skip(record: Record, captured: Captured, error: ArticleError) -> ArticleError:
    record.add_skipped(Skipped(error=error, capture=captured.capture))
    return error


def reread(
    record: Record, *, make_engine: Callable[[], Engine], reader: str, is_stopped: Callable[[], bool] = lambda: False
) -> Generator[Reading | ArticleError, None, None]:
    """Read again what another version of the reader read; the older readings stay beside the new.

    An article that the reader fails on keeps its older reading, and its ArticleError is yielded.
    """
    stale = (place(record.article(article_id), None) for article_id in record.stale(reader))
    return _work(stale, make_engine, lambda engine: _replace(engine, record, reader), is_stopped)


def _replace(engine: Engine, record: Record, reader: str) -> Reading | ArticleError:
    _, outcome = engine.take()
    if isinstance(outcome, Reading):
        record.replace_reading(outcome, reader=reader)
    return outcome
