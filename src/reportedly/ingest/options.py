"""What a user may set about ingesting."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportedly.errors import SetupError
from reportedly.ingest.dates import parse_date

USER_AGENT = "Reportedly/0.1 (news verification reader)"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How articles are fetched and read.

    url, publisher, published, language: taken for every article in place of what it says of itself.
    published: ISO 8601, a date or a time; anything else is a SetupError.
    max_bytes: the largest file, page (unpacked) or record.
    max_elements: the most HTML elements in one page; extraction slows down beyond.
    max_items: the most pages taken from one feed, sitemap or list of addresses.
    timeout_s: for one connection, one read and one write. deadline_s: for one try of one page, with its
        redirects and without the pauses that are left to a site.
    delay_s: the least time between two pages of one host; a longer Crawl-delay of its robots.txt counts.
    allow_private: whether addresses that are not on the public internet may be fetched.
    respect_robots: whether robots.txt is asked first.
    cache: the folder for what was fetched before, so that a site is asked whether it still holds; None keeps nothing.
    tries: how often a page is asked for while connections break or the site says that it is busy or out of order.
    max_wait_s: the longest wait before another try; a site that asks for a longer one is not asked again.
    clock: what time it is, for the times of captures and of Retry-After. sleep: waits for so many seconds.
    contact: put into the User-Agent, so that a site can reach whoever runs this.
    """

    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    max_bytes: int = 10 * 2**20
    max_elements: int = 60_000
    max_items: int = 1_000
    timeout_s: float = 10.0
    deadline_s: float = 30.0
    delay_s: float = 1.0
    max_redirects: int = 5
    allow_private: bool = False
    respect_robots: bool = True
    contact: str | None = None
    cache: Path | None = None
    tries: int = 3
    max_wait_s: float = 60.0
    clock: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        if self.published is not None and parse_date(self.published) is None:
            raise SetupError(
                f"published: {self.published!r} is not a date. Give ISO 8601, such as 2031-05-02T09:10+02:00."
            )
        if self.max_bytes <= 0 or self.timeout_s <= 0 or self.deadline_s <= 0:
            raise SetupError("max_bytes, timeout_s and deadline_s must be more than 0.")
        if self.tries < 1 or self.max_wait_s < 0:
            raise SetupError("tries must be 1 or more, and max_wait_s not less than 0.")

    @property
    def user_agent(self) -> str:
        """The User-Agent header, with the contact if one is set."""
        return f"{USER_AGENT[:-1]}; {self.contact})" if self.contact else USER_AGENT
