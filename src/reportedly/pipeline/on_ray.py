"""Reading on a Ray cluster: an actor for each CPU, each with one reader, and results in the order of the articles.

Ray is optional and imported only here, and only when such an engine is made.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from reportedly.errors import ArticleError, SetupError
from reportedly.model import Article, Reading
from reportedly.pipeline.pool import WAITING, MakeReader, Outcome, Placed, reader_failed

LOCAL = "local"  # an address: a cluster of this machine, begun and ended with the run
AHEAD = 2  # articles handed to an actor: the one in hand and the next, so that it never waits for us
TRIES = 2  # an article whose actor dies is read once more
STARTS = 3  # actors that may die one after the other before any has loaded its reader
START_S = 300.0  # the longest wait for a first reader, with nothing else under way
KNOCK_S = 10.0  # the longest wait for the cluster to answer
POLL_S = 1.0  # how often Ctrl-C and the wait above are looked at
# Ray reports its use to its makers, and meddles with GPUs, unless told not to.
ENVIRONMENT = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
INSTALL = "Reading on Ray needs Ray. Install it: pip install 'reportedly[ray]'"


class _Actor:
    """What runs on the cluster: a reader, and what it makes of one article after the other."""

    def __init__(self, make_reader: MakeReader) -> None:
        self._make_reader = make_reader

    def begin(self) -> str | SetupError:
        """Load the reader: its version, or why there is none."""
        try:
            self._reader = self._make_reader()
        except SetupError as error:
            return error
        return self._reader.version

    def read(self, article: Article) -> Reading | str | SetupError:
        """The Reading, or the reason why there is none."""
        try:
            return self._reader.read(article)
        except SetupError as error:
            return error
        except Exception as error:
            return f"{type(error).__name__}: {error}"


@dataclass(slots=True, eq=False)
class _Job:
    """An article on its way, or an error that waits for its turn."""

    found: Placed | ArticleError
    outcome: Outcome | None = None
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    """An actor as it is seen from here. beginning: until its reader is loaded."""

    actor: Any
    beginning: Any
    under_way: dict[Any, _Job] = field(default_factory=dict)  # by the references of Ray, the first in hand

    def takes(self, most: int) -> bool:
        """Whether it can be given one more, so that it has at most so many."""
        return len(self.under_way) < most and not any(job.tries for job in self.under_way.values())


class RayReaders:
    """An engine of actors on a Ray cluster.

    address: as ``ray.init`` takes it; "local" begins a cluster of this machine. readers: actors, one for each CPU
    of the cluster unless given. version: what the readers must say they are; another is a SetupError.
    An actor that dies is replaced, and the article it had in hand read once more; when that one dies too, the article
    has an ArticleError and the others go on.
    """

    def __init__(
        self, make_reader: MakeReader, *, address: str = LOCAL, readers: int | None = None, version: str | None = None
    ) -> None:
        self._ray = _import_ray()
        self._make_reader, self._version = make_reader, version
        self._queue: deque[_Job] = deque()
        self._waiting: deque[_Job] = deque()
        self._deaths = 0  # before any reader was loaded
        self._is_ours = not self._ray.is_initialized()
        if self._is_ours:
            _connect(self._ray, address)
        cpus = int(self._ray.cluster_resources().get("CPU", 0))
        count = readers or cpus
        if count < 1:
            self.close()
            raise SetupError(f"{address}: the Ray cluster has no CPU. Add a node, or give another --ray-address.")
        self._workers = [self._start() for _ in range(min(count, max(cpus, 1)))]

    def _start(self) -> _Worker:
        actor = self._ray.remote(num_cpus=1, max_restarts=0)(_Actor).remote(self._make_reader)
        return _Worker(actor, actor.begin.remote())

    @property
    def is_full(self) -> bool:
        """Whether the first must be taken before another is added."""
        return len(self._queue) >= len(self._workers) * WAITING

    @property
    def is_ready(self) -> bool:
        """Whether the first can be taken without waiting."""
        self._poll(0)
        return bool(self._queue) and self._queue[0].outcome is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to take."""
        return not self._queue

    def add(self, found: Placed | ArticleError) -> None:
        """Begin to read an article; an error is kept for its turn."""
        job = _Job(found, found if isinstance(found, ArticleError) else None)
        self._queue.append(job)
        if job.outcome is None:
            self._waiting.append(job)
            self._hand_out()

    def take(self) -> tuple[Placed | ArticleError, Outcome]:
        """The first with its outcome, waited for; SetupError when the cluster gives no reader, or is gone."""
        job, waited = self._queue[0], 0.0
        while job.outcome is None:
            if self._poll(POLL_S) or any(worker.under_way for worker in self._workers):
                waited = 0.0
            elif (waited := waited + POLL_S) >= START_S:
                raise SetupError(
                    f"no reader began within {START_S:.0f} s on the Ray cluster. Look at its nodes: ray status"
                )
        self._queue.popleft()
        return job.found, job.outcome

    def drop_waiting(self) -> None:
        """Forget what no actor was given; what one has can still be taken."""
        dropped = set(map(id, self._waiting))
        self._queue = deque(job for job in self._queue if id(job) not in dropped)
        self._waiting.clear()

    def close(self) -> None:
        """End the actors, and the cluster or the connection to it where it was begun here."""
        for worker in getattr(self, "_workers", ()):
            self._ray.kill(worker.actor, no_restart=True)
        self._workers = []
        if self._is_ours:
            self._ray.shutdown()

    def _hand_out(self) -> None:
        """Give what waits to the actors that have least to do."""
        while self._waiting:
            job = self._waiting[0]
            # One that may have killed an actor is read with nothing beside it, so that no other can be blamed or lost.
            most = 1 if job.tries else AHEAD
            able = [worker for worker in self._workers if worker.beginning is None and worker.takes(most)]
            if not able:
                return
            worker = min(able, key=lambda one: len(one.under_way))
            assert isinstance(job.found, Placed)
            worker.under_way[worker.actor.read.remote(job.found.article)] = job
            self._waiting.popleft()

    def _poll(self, timeout_s: float) -> bool:
        """See to all that has ended, or wait so long for one to; whether any had."""
        of: dict[Any, _Worker] = {ref: worker for worker in self._workers for ref in worker.under_way}
        of |= {worker.beginning: worker for worker in self._workers if worker.beginning is not None}
        if not of:
            return False
        try:
            if timeout_s:
                self._ray.wait(list(of), num_returns=1, timeout=timeout_s)
            ended, _ = self._ray.wait(list(of), num_returns=len(of), timeout=0)
            for ref in ended:
                if of[ref] in self._workers:  # its actor may have been replaced for another of these
                    self._see_to(ref, of[ref])
        except self._ray.exceptions.RaySystemError as error:
            raise SetupError(f"the Ray cluster is gone ({_first_line(error)}). Run again to go on.") from error
        self._hand_out()
        return bool(ended)

    def _see_to(self, ref: Any, worker: _Worker) -> None:
        """Take what a call gave, or replace the actor that died of it."""
        try:
            found = self._ray.get(ref)
        except (
            self._ray.exceptions.RayActorError,
            self._ray.exceptions.WorkerCrashedError,
            self._ray.exceptions.OutOfMemoryError,
            self._ray.exceptions.ObjectLostError,
        ):
            self._replace(worker)
            return
        if isinstance(found, SetupError):
            raise found
        if ref is worker.beginning:
            self._check_version(found)
            worker.beginning, self._deaths = None, 0
            return
        job = worker.under_way.pop(ref)
        assert isinstance(job.found, Placed)
        job.outcome = reader_failed(job.found, found) if isinstance(found, str) else found

    def _check_version(self, found: str) -> None:
        if self._version is not None and found != self._version:
            raise SetupError(
                f"the Ray cluster reads with {found}, this machine with {self._version}. "
                "Install the same Reportedly on every node."
            )

    def _replace(self, worker: _Worker) -> None:
        """Begin another actor for a dead one, and put back what that had; only the article in hand counts a try."""
        self._deaths += worker.beginning is not None
        if self._deaths >= STARTS:
            raise SetupError("readers die on the Ray cluster before they have loaded. Look at its memory: ray status")
        left = self._save_ended(worker)
        if left:
            left[0].tries += 1
            if left[0].tries >= TRIES and isinstance(left[0].found, Placed):
                left[0].outcome = reader_failed(left[0].found, "its process died")
        self._waiting.extendleft(job for job in reversed(left) if job.outcome is None)
        self._ray.kill(worker.actor, no_restart=True)
        self._workers[self._workers.index(worker)] = self._start()

    def _save_ended(self, worker: _Worker) -> list[_Job]:
        """Take what an actor finished before it died; the jobs that it did not, in their order."""
        left = []
        for ref, job in worker.under_way.items():
            try:
                found = self._ray.get(ref, timeout=POLL_S)
            except self._ray.exceptions.RayError:
                left.append(job)
                continue
            assert isinstance(job.found, Placed)
            if isinstance(found, SetupError):
                raise found
            job.outcome = reader_failed(job.found, found) if isinstance(found, str) else found
        return left


def check_ray() -> None:
    """SetupError where Ray is not installed."""
    _import_ray()


def _import_ray() -> Any:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        return import_module("ray")
    except ModuleNotFoundError as error:
        raise SetupError(INSTALL) from error


def _connect(ray: Any, address: str) -> None:
    """Begin a cluster here, or join the one at the address."""
    options: dict[str, Any] = {"address": address, "logging_level": "error", "log_to_driver": False}
    if address == LOCAL:
        options["include_dashboard"] = False  # a web server that nobody asked for
    try:
        _knock(address)
        ray.init(**options)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        why = _first_line(error)
        raise SetupError(
            f"{address}: there is no Ray cluster to be had ({why}). Check --ray-address, or leave it out."
        ) from error


def _knock(address: str) -> None:
    """OSError where nothing listens: Ray ends the whole process when it finds nobody there."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=KNOCK_S).close()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
