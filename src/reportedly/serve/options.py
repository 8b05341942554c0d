"""Options that several verbs share: how articles are fetched, and what is taken of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from reportedly.ingest import IngestOptions

F = TypeVar("F", bound=Callable[..., Any])

MAX_BYTES = 10 * 2**20
STEP_S = 10.0  # seconds for one connection, read or write, where the page as a whole is given more

OPTIONS = (
    click.option("--published", metavar="TIME", help="When it was published (ISO 8601), for every article."),
    click.option("--publisher", metavar="NAME", help="Who published it, for every article."),
    click.option("--url", metavar="URL", help="Where it was published, for every article."),
    click.option(
        "--lang", "language", metavar="CODE", help="Its language (en), for every article, where it is misjudged."
    ),
    click.option(
        "--allow-private", is_flag=True, help="Fetch from addresses that are not on the public internet, too."
    ),
    click.option("--no-robots", is_flag=True, help="Do not ask robots.txt before fetching."),
    click.option("--contact", metavar="TEXT", help="How a site can reach you; goes into the User-Agent."),
    click.option(
        "--max-bytes",
        type=click.IntRange(1),
        default=MAX_BYTES,
        show_default=True,
        help="Largest file, page or record.",
    ),
    click.option(
        "--timeout",
        metavar="SECONDS",
        type=click.FloatRange(0, min_open=True),
        default=30.0,
        show_default=True,
        help="Longest time for one page to come.",
    ),
)


def paste(line: str) -> str:
    """The end of a verb's help."""
    return f"\b\nPaste this:\n  {line}"


def ingest_options(verb: F) -> F:
    """The verb with the options of fetching; it passes them on to ``make_options``."""
    for option in reversed(OPTIONS):
        verb = option(verb)
    return verb


def make_options(
    *,
    published: str | None,
    publisher: str | None,
    url: str | None,
    language: str | None,
    allow_private: bool,
    no_robots: bool,
    contact: str | None,
    max_bytes: int,
    timeout: float,
) -> IngestOptions:
    """The options of the command line, as ingest takes them."""
    from reportedly.ingest import IngestOptions

    return IngestOptions(
        published=published,
        publisher=publisher,
        url=url,
        language=language,
        allow_private=allow_private,
        respect_robots=not no_robots,
        contact=contact,
        max_bytes=max_bytes,
        timeout_s=min(STEP_S, timeout),
        deadline_s=timeout,
    )
