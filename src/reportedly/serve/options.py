"""What several verbs share: the options of fetching, the exit statuses, and the list of what was skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportedly.errors import ArticleError

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
    click.option(
        "--tries",
        type=click.IntRange(1),
        default=3,
        show_default=True,
        help="How often a page is asked for while the site is busy or the connection breaks.",
    ),
    click.option(
        "--max-wait",
        metavar="SECONDS",
        type=click.FloatRange(0),
        default=60.0,
        show_default=True,
        help="Longest wait before another try; a site that asks for a longer one is left for later.",
    ),
    click.option(
        "--cache",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where fetched pages are kept, to ask only what has changed; a folder of your cache if not given.",
    ),
    click.option("--no-cache", is_flag=True, help="Keep no fetched pages, and use none."),
)


DONE, STOPPED, SKIPPED = 0, 1, 3  # exit statuses; click has 2 for wrong usage
MOST_LISTED = 200  # skipped articles named one by one at the end


def list_skipped(skipped: Sequence[ArticleError], heading: str) -> None:
    """Tell on stderr what was skipped, and why; nothing where nothing was."""
    from reportedly.serve.rows import clean

    if skipped:
        click.echo(heading, err=True)
    for error in skipped[:MOST_LISTED]:
        click.echo(f"  {clean(str(error))}", err=True)
    if len(skipped) > MOST_LISTED:
        click.echo(f"  and {len(skipped) - MOST_LISTED:,} more", err=True)


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
    tries: int,
    max_wait: float,
    cache: Path | None,
    no_cache: bool,
) -> IngestOptions:
    """The options of the command line, as ingest takes them."""
    from platformdirs import user_cache_path

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
        tries=tries,
        max_wait_s=max_wait,
        cache=None if no_cache else cache or user_cache_path("reportedly", appauthor=False),
    )
