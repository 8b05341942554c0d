"""Ingest, then read: the one place that knows the order of the stages.

Every article comes out as a ``Reading`` or an ``ArticleError``, in the order that it went in, and none stops
another. What stops everything is a SetupError.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from reportedly.errors import ArticleError, SetupError
from reportedly.ingest import IngestOptions, article_from_text, open_articles
from reportedly.ingest.articles import apply_overrides
from reportedly.ingest.sources import FORMATS
from reportedly.model import Article, Reading
from reportedly.read import Reader, load_reader

Outcome = Reading | ArticleError
Outcomes = Generator[Outcome, None, None]  # closing it ends the work
MakeReader = Callable[[], Reader]

LANGUAGES = ("en",)  # what the reader that ships was trained on
WAITING = 4  # articles a process may be ahead: enough to keep it busy, few enough to bound the memory
LONGEST_NAME = 1024  # characters: a longer str is no file name, and asking the system about it would fail


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An article and the place that it came from, as an error would name it."""

    article: Article
    where: str


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
        found = _Placed(article=article_from_text(str(text_or_path), **known), where=options.url or "text")
    else:
        found = _open_one(name, options=options)
    return _read_placed(found, reader)


def read_articles(found: Iterable[Article | ArticleError], *, reader: Reader) -> Outcomes:
    """Each article's Reading, lazily and in order; errors are passed on in their place."""
    for article in found:
        yield article if isinstance(article, ArticleError) else _try_reading(_place(article, None), reader)


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


def _open_one(name: str, *, options: IngestOptions) -> _Placed:
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
) -> Iterator[_Placed | ArticleError]:
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
        yield found if isinstance(found, ArticleError) else _place(found, current)


def _place(article: Article, source: str | None) -> _Placed:
    """The article with a name for its place: the source that it came from, and which one of it."""
    which = f"“{article.title}”" if article.title else article.id
    where = f"{source} ({which})" if source else article.url or which
    return _Placed(article=article, where=where)


def _check_language(placed: _Placed) -> ArticleError | None:
    language = placed.article.language
    if language is None or language.lower().split("-")[0] in LANGUAGES:
        return None
    return ArticleError(
        placed.where,
        f"is in a language that is not read ({language}; read: {', '.join(LANGUAGES)}).",
        hint="If it is not, name the language (--lang en).",
    )


def _read_placed(placed: _Placed, reader: Reader) -> Reading:
    """The Reading, or an ArticleError whatever went wrong: a reader is no reason to lose the other articles."""
    try:
        return reader.read(placed.article)
    except SetupError:
        raise
    except Exception as error:
        raise _reader_failed(placed, f"{type(error).__name__}: {error}") from error


def _reader_failed(placed: _Placed, reason: str) -> ArticleError:
    return ArticleError(
        placed.where, f"the reader failed on it ({reason}).", hint="Please report it, with the text if you may."
    )


def _try_reading(placed: _Placed, reader: Reader) -> Outcome:
    try:
        return _read_placed(placed, reader)
    except ArticleError as error:
        return error


def _read_here(opened: Iterable[_Placed | ArticleError], make_reader: MakeReader) -> Outcomes:
    reader = make_reader()
    for found in opened:
        if isinstance(found, ArticleError):
            yield found
        else:
            yield _check_language(found) or _try_reading(found, reader)


def _read_in_processes(opened: Iterable[_Placed | ArticleError], make_reader: MakeReader, *, jobs: int) -> Outcomes:
    """As ``_read_here``, in several processes; at most ``WAITING`` articles a process are under way."""
    pool = _Pool(make_reader, jobs=jobs)
    try:
        for found in opened:
            pool.add(found if isinstance(found, ArticleError) else _check_language(found) or found)
            while pool.is_full or pool.is_ready:
                yield pool.take()
        while pool.queue:
            yield pool.take()
    finally:
        pool.close()


@dataclass(slots=True)
class _Job:
    """An article under way, or an error that waits for its turn."""

    found: _Placed | ArticleError
    future: Future[Reading | str] | None


class _Pool:
    """Processes that read, and a queue that keeps the order.

    A process that dies (for want of memory, say) takes the whole pool with it. What was under way is then read
    again one by one, so that only the article that kills its process is lost.
    """

    def __init__(self, make_reader: MakeReader, *, jobs: int) -> None:
        self.queue: deque[_Job] = deque()
        self._make_reader = make_reader
        self._jobs = jobs
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # "spawn": a fork of a process that has threads (onnxruntime's) can hang.
        return ProcessPoolExecutor(
            self._jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(self._make_reader,)
        )

    @property
    def is_full(self) -> bool:
        """Whether the first must be taken before another is added."""
        return len(self.queue) >= self._jobs * WAITING

    @property
    def is_ready(self) -> bool:
        """Whether the first can be taken without waiting."""
        return bool(self.queue) and ((future := self.queue[0].future) is None or future.done())

    def add(self, found: _Placed | ArticleError) -> None:
        """Begin to read an article; an error is kept for its turn."""
        self.queue.append(_Job(found, None if isinstance(found, ArticleError) else self._submit(found.article)))

    def _submit(self, article: Article) -> Future[Reading | str] | None:
        """None when the pool is broken, which ``take`` sees to."""
        try:
            return self._executor.submit(_read_in_worker, article)
        except BrokenProcessPool:
            return None

    def take(self) -> Outcome:
        """The first outcome of the queue, waited for."""
        job = self.queue.popleft()
        if isinstance(job.found, ArticleError):
            return job.found
        try:
            result = job.future.result() if job.future else None
        except BrokenProcessPool:
            result = None
        if result is None:
            result = self._read_alone(job.found)
        return _reader_failed(job.found, result) if isinstance(result, str) else result

    def _read_alone(self, placed: _Placed) -> Reading | str:
        """Read one article with nothing beside it, and what waits after it."""
        self._executor.shutdown(cancel_futures=True)
        self._executor = self._start()
        try:
            result = self._executor.submit(_read_in_worker, placed.article).result()
        except BrokenProcessPool:
            self._executor = self._start()
            result = "its process died"
        for job in self.queue:
            if not isinstance(job.found, ArticleError) and not _is_read(job.future):
                job.future = self._submit(job.found.article)
        return result

    def close(self) -> None:
        """End the processes; what they have not begun is dropped."""
        self._executor.shutdown(cancel_futures=True)


def _is_read(future: Future[Reading | str] | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and future.exception() is None


_worker_reader: Reader | None = None  # of a worker process; unused in any other
_worker_factory: MakeReader | None = None


def _start_worker(make_reader: MakeReader) -> None:
    """Prepare a process. The reader is made with the first article, where an error of it can be passed on."""
    global _worker_factory
    _worker_factory = make_reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process; the first one ends the others


def _read_in_worker(article: Article) -> Reading | str:
    """The Reading, or the reason why there is none."""
    global _worker_reader
    if _worker_reader is None:
        assert _worker_factory is not None
        _worker_reader = _worker_factory()
    try:
        return _worker_reader.read(article)
    except SetupError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"
