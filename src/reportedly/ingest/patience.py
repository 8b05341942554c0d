"""When to ask a site again: what passes by itself, how long to wait, and what the site itself asks for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from reportedly.errors import ArticleError, ReportedlyError
from reportedly.ingest.options import IngestOptions

PASSING = frozenset({429, 500, 502, 503, 504})  # statuses that another try may not meet
FIRST_WAIT_S = 1.0  # before the second try, twice as long before each further one, and up to as much again by chance
LONGEST_PAUSE_S = 366 * 24 * 3600  # a site that asks for more means "never", and dates end somewhere


class Passing(Exception):
    """Something went wrong that may pass. error: what it is if it does not; robots_of: whose robots.txt it was."""

    def __init__(self, error: ReportedlyError, *, robots_of: str | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.robots_of = robots_of


def make_retrying(options: IngestOptions) -> Retrying:
    """What calls a function again where ``Passing`` came of it; the last one is raised."""
    return Retrying(
        retry=retry_if_exception_type(Passing),
        stop=stop_after_attempt(options.tries),
        wait=wait_exponential_jitter(initial=FIRST_WAIT_S, max=options.max_wait_s, jitter=FIRST_WAIT_S),
        sleep=options.sleep,
        reraise=True,
    )


@dataclass(slots=True)
class Pauses:
    """Which hosts asked to be left alone, and until when."""

    options: IngestOptions
    _until: dict[str, float] = field(default_factory=dict)  # on the monotonic clock

    def note(self, url: str, retry_after: str | None) -> datetime | None:
        """Keep what the host of a URL asks for; when it wants to be asked again, None where it does not say."""
        now = self.options.clock()
        seconds = read_retry_after(retry_after or "", now=now)
        if seconds is None:
            return None
        host = urlsplit(url).netloc
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)
        return now + timedelta(seconds=seconds)

    def is_long(self, url: str) -> bool:
        """Whether the host asks for a longer pause than is waited for."""
        return self._left(url) > self.options.max_wait_s

    def keep(self, url: str, *, where: str, waited: Callable[[float], None]) -> None:
        """Wait until the host may be asked; ArticleError at once where that is too long. waited: told how long."""
        left = self._left(url)
        host = urlsplit(url).netloc
        if left > self.options.max_wait_s:
            when = show_time(self.options.clock() + timedelta(seconds=left))
            raise ArticleError(
                where, f"{host} asks to be left alone until {when} (Retry-After).", hint=f"Try again after {when}."
            )
        if left > 0:
            self.options.sleep(left)
            waited(left)
        self._until.pop(host, None)

    def _left(self, url: str) -> float:
        return self._until.get(urlsplit(url).netloc, 0.0) - time.monotonic()


def read_retry_after(value: str, *, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date; None for anything else."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), LONGEST_PAUSE_S))
    try:
        when = parsedate_to_datetime(value)
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), float(LONGEST_PAUSE_S))


def show_time(moment: datetime) -> str:
    """The time in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
