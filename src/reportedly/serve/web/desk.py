"""What all requests share: open records, the record's state, a cache of what was made from it, and the settings."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, TypeVar, cast

from sqlalchemy import func, select, text

from reportedly.errors import RecordError, SetupError
from reportedly.pipeline.pool import MakeReader
from reportedly.read import load_reader
from reportedly.serve.web.matters import MatterSource, RecordMatters
from reportedly.store import Record, schema
from reportedly.store.engine import looking

T = TypeVar("T")

MOST_RECORDS = 12  # open at a time: one for each request that is worked on
MOST_CACHED = 2000  # results kept for as long as the record stays as it is
MOST_PAGES = 256  # as sent, some tens of thousands of bytes each
SHORTEST_TOKEN = 16  # characters; what is shorter can be guessed
WEIGH_EVERY_S = 5.0  # how often it is asked whether there is something to weigh
log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """What can be set about serving.

    local: whether only this machine is served; then reading is open, and the Host header must name this machine.
        Elsewhere everything needs the token.
    make_reader: what reads articles that are sent; called at the first one.
    max_body: bytes of a request. writes_per_minute: of one client, refused ones too.
    poll_s: how often ``/api/events`` looks at the record.
    """

    local: bool = True
    make_reader: MakeReader = load_reader
    matters: MatterSource = field(default_factory=RecordMatters)
    max_body: int = 10 * 2**20
    writes_per_minute: int = 60
    poll_s: float = 2.0
    clock: Callable[[], datetime] = _now


class Pages:
    """The pages that were made last, by their entity tags: a tag is of one state of the record."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, etag: str, body: bytes) -> None:
        """Keep a page; the oldest goes where there are too many."""
        with self._lock:
            self._kept[etag] = body
            while len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)

    def find(self, etag: str) -> bytes | None:
        """The page, if it is kept."""
        with self._lock:
            if etag in self._kept:
                self._kept.move_to_end(etag)
            return self._kept.get(etag)


class Desk:
    """The record behind the application; every method may be called from any thread."""

    def __init__(self, record_path: str | Path, *, token: str | None, options: WebOptions) -> None:
        if token is not None and len(token) < SHORTEST_TOKEN:
            raise SetupError(f"the token is too short: give {SHORTEST_TOKEN} characters or more.")
        if token is None and not options.local:
            raise SetupError("serving other machines needs a token. Give --token, or set REPORTEDLY_TOKEN.")
        self.where = str(record_path)
        self.token = token
        self.options = options
        self._idle: LifoQueue[Record] = LifoQueue()
        self._open: list[Record] = [Record(record_path, create=False)]
        self._idle.put(self._open[0])
        self._lock = threading.Lock()
        self._watch_lock = threading.Lock()
        self._watch: Any = None
        self._nonce = secrets.token_hex(8)
        self._cache: OrderedDict[object, object] = OrderedDict()
        self._cached_state = ""
        self.pages = Pages()
        self.writing = threading.Lock()
        self._weigher: threading.Thread | None = None
        self._nudge = threading.Event()
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """What the record is called on pages: a file's name, and of a URL no more than the database's."""
        return self.where.split("?")[0].replace("\\", "/").rstrip("/").rpartition("/")[2]

    @contextmanager
    def record(self) -> Iterator[Record]:
        """An open record that nobody else has meanwhile."""
        one = self._take()
        try:
            yield one
        finally:
            self._idle.put(one)

    def _take(self) -> Record:
        try:
            return self._idle.get_nowait()
        except Empty:
            with self._lock:
                if len(self._open) < MOST_RECORDS:
                    self._open.append(made := Record(self.where, create=False))
                    return made
        return self._idle.get()

    def state(self) -> str:
        """A word that changes with every change to the record, by whatever process; it lasts as long as this one."""
        with self._watch_lock:
            value = self._read_state()
        return hashlib.sha256(f"{self._nonce} {value}".encode()).hexdigest()[:16]

    def _read_state(self) -> object:
        engine = self._open[0].engine
        if engine.dialect.name == "sqlite":
            # Counts what other connections commit; so it needs one that stays open and is used for nothing else.
            self._watch = self._watch or engine.raw_connection()
            return self._watch.cursor().execute("PRAGMA data_version").fetchone()[0]
        with looking(engine, self.where) as connection:
            return connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar_one()

    def cached(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, kept until the record changes."""
        state = self.state()
        with self._lock:
            if state != self._cached_state:
                self._cache.clear()
                self._cached_state = state
            if key in self._cache:
                self._cache.move_to_end(key)
                return cast(T, self._cache[key])
        made = make()
        with self._lock:
            if state == self._cached_state:
                self._cache[key] = made
                while len(self._cache) > MOST_CACHED:
                    self._cache.popitem(last=False)
        return made

    # Weighing, beside the requests

    def start(self) -> None:
        """Begin to keep the matters up to date."""
        self._weigher = threading.Thread(target=self._keep_weighed, name="weigher", daemon=True)
        self._weigher.start()

    def nudge(self) -> None:
        """Weigh now: something came."""
        self._nudge.set()

    def close(self) -> None:
        """End the work and let go of the record."""
        self._closed.set()
        self._nudge.set()
        if self._weigher is not None:
            self._weigher.join(timeout=10)
        with self._watch_lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        for one in self._open:
            one.close()

    def _keep_weighed(self) -> None:
        weighed: object = None
        while not self._closed.is_set():
            self._nudge.clear()
            try:
                with self.record() as record:
                    state = _weighable(record)
                    if state != weighed:
                        self.options.matters.weigh(record)
                        weighed = state
            except RecordError as error:  # busy, say: tried again
                log.warning("not weighed: %s", error)
            self._nudge.wait(WEIGH_EVERY_S)


def _weighable(record: Record) -> tuple[int, ...]:
    """What matters follow from: changes with articles, readings and decisions."""
    counts = (
        select(func.coalesce(func.max(schema.capture.c.seq), 0)),
        select(func.count()).select_from(schema.reading),
        select(func.coalesce(func.max(schema.decision.c.seq), 0)),
    )
    with record.looking() as connection:
        return tuple(int(connection.execute(query).scalar_one()) for query in counts)
