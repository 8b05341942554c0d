"""Processes that read: each loads one reader, and the results come in the order that the articles went in."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from reportedly.errors import ArticleError, SetupError
from reportedly.model import Article, Captured, Reading
from reportedly.read import Reader

Outcome = Reading | ArticleError
MakeReader = Callable[[], Reader]

LANGUAGES = ("en",)  # what the reader that ships was trained on
WAITING = 4  # articles a process may be ahead: enough to keep it busy, few enough to bound the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article and the place that it came from, as an error would name it; its evidence where that is kept."""

    article: Article
    where: str
    captured: Captured | None = None


def place(article: Article, source: str | None, *, captured: Captured | None = None) -> Placed:
    """The article with a name for its place: the source that it came from, and which one of it."""
    which = f"“{article.title}”" if article.title else article.id
    where = f"{source} ({which})" if source else article.url or which
    return Placed(article=article, where=where, captured=captured)


def check_language(placed: Placed) -> ArticleError | None:
    """Why the article is not read, if it is in a language that no reader knows."""
    language = placed.article.language
    if language is None or language.lower().split("-")[0] in LANGUAGES:
        return None
    return ArticleError(
        placed.where,
        f"is in a language that is not read ({language}; read: {', '.join(LANGUAGES)}).",
        hint="If it is not, name the language (--lang en).",
    )


def read_placed(placed: Placed, reader: Reader) -> Reading:
    """The Reading, or an ArticleError whatever went wrong: a reader is no reason to lose the other articles."""
    try:
        return reader.read(placed.article)
    except SetupError:
        raise
    except Exception as error:
        raise reader_failed(placed, f"{type(error).__name__}: {error}") from error


def reader_failed(placed: Placed, reason: str) -> ArticleError:
    """What is told of an article that a reader fails on."""
    return ArticleError(
        placed.where, f"the reader failed on it ({reason}).", hint="Please report it, with the text if you may."
    )


def try_reading(placed: Placed, reader: Reader) -> Outcome:
    """The Reading, or the error instead of it."""
    try:
        return read_placed(placed, reader)
    except ArticleError as error:
        return error


@dataclass(slots=True)
class _Job:
    """An article under way, or an error that waits for its turn."""

    found: Placed | ArticleError
    future: Future[Reading | str] | None


class Pool:
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

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to take."""
        return not self.queue

    def add(self, found: Placed | ArticleError) -> None:
        """Begin to read an article; an error is kept for its turn."""
        self.queue.append(_Job(found, None if isinstance(found, ArticleError) else self._submit(found.article)))

    def _submit(self, article: Article) -> Future[Reading | str] | None:
        """None when the pool is broken, which ``take`` sees to."""
        try:
            return self._executor.submit(_read_in_worker, article)
        except BrokenProcessPool:
            return None

    def take(self) -> tuple[Placed | ArticleError, Outcome]:
        """The first of the queue with its outcome, waited for."""
        job = self.queue.popleft()
        if isinstance(job.found, ArticleError):
            return job.found, job.found
        try:
            result = job.future.result() if job.future else None
        except BrokenProcessPool:
            result = None
        if result is None:
            result = self._read_alone(job.found)
        return job.found, reader_failed(job.found, result) if isinstance(result, str) else result

    def _read_alone(self, placed: Placed) -> Reading | str:
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

    def drop_waiting(self) -> None:
        """Forget what no process has begun; what is under way can still be taken."""
        begun = [job for job in self.queue if job.future is None or not job.future.cancel()]
        self.queue = deque(begun)

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
