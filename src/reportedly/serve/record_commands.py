"""The verbs of a record: ingest, reread, articles, article, search, upgrade."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportedly.errors import ArticleError
from reportedly.serve.engines import engine_options, make_engine_maker, reader_options, reader_version
from reportedly.serve.options import DONE, SKIPPED, STOPPED, ingest_options, list_skipped, make_options, paste

if TYPE_CHECKING:
    from reportedly.pipeline.keeping import Keeping
    from reportedly.read import Reader
    from reportedly.store import ArticleSummary, CaptureEntry, Difference
    from reportedly.store.search import Hit

UNBOUNDED = 10_000  # columns in a pipe: one row is one line, for grep and cut
FATES = {"article": "new", "version": "new versions", "sighting": "seen before"}
db_option = click.option(
    "--db", metavar="RECORD", required=True, help="The record: a file, or a postgresql:// URL.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


@click.command(epilog=paste("reportedly ingest articles.ndjson --db desk.db"))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@db_option
@ingest_options
@engine_options
@click.option("--quiet", is_flag=True, help="No progress and no summary; the exit status tells.")
@click.pass_obj
def ingest(
    load: Callable[..., Reader] | None,
    /,
    sources: tuple[str, ...],
    db: str,
    quiet: bool,
    places: Path | None,
    jobs: int | None,
    engine: str,
    ray_address: str | None,
    **options: Any,
) -> None:
    """Read articles and keep them in a record, with what they came as.

    A SOURCE is what `reportedly read` takes. What is in the record already is not read again: it adds a sighting, and a
    page with another text a version. A run that was stopped is completed by running it again; Ctrl-C finishes what is
    being read.

    \b
    Exit status:
      0  done
      1  stopped, or nothing could be kept
      2  wrong usage
      3  done, but articles were skipped; they are listed at the end
    """
    from reportedly.pipeline.keeping import keep_sources
    from reportedly.serve.progress import count_articles, show_progress, track
    from reportedly.store import Record

    make = make_engine_maker(load, places=places, jobs=jobs, engine=engine, ray_address=ray_address)
    visible = not quiet and sys.stderr.isatty()
    total = count_articles(sources) if visible else None
    with Record(db) as record, stoppable() as is_stopped:
        found = keep_sources(
            sources,
            record=record,
            make_engine=make,
            reader=reader_version(load),
            options=make_options(**options),
            is_stopped=is_stopped,
        )
        with closing(found), show_progress(sys.stderr, total=total, visible=visible and total != 1) as progress:
            fates, skipped = _tally(track(found, progress))
        record.join_parties()
        if not quiet:
            _summarise(fates, skipped, record.count(), stopped=is_stopped())
        if is_stopped() or (skipped and not fates):
            sys.exit(STOPPED)
    sys.exit(SKIPPED if skipped else DONE)


@click.command(epilog=paste("reportedly reread --db desk.db"))
@db_option
@reader_options
@click.pass_obj
def reread(load: Callable[..., Reader] | None, /, db: str, jobs: int | None, places: Path | None) -> None:
    """Read again what an older version of the reader read; its readings stay in the record beside the new ones."""
    from reportedly.pipeline.keeping import reread as read_again
    from reportedly.store import Record

    count, skipped = 0, []
    with Record(db, create=False) as record, stoppable() as is_stopped:
        make = make_engine_maker(load, places=places, jobs=jobs)
        for outcome in read_again(record, make_engine=make, reader=reader_version(load), is_stopped=is_stopped):
            if isinstance(outcome, ArticleError):
                skipped.append(outcome)
            else:
                count += 1
    click.echo(f"Read {count:,} again.", err=True)
    list_skipped(skipped, f"Skipped {len(skipped):,}; the record says why:")
    sys.exit(SKIPPED if skipped else DONE)


@click.command(epilog=paste("reportedly articles --db desk.db --since 2031-05-01"))
@db_option
@click.option("--publisher", metavar="NAME", help="Only what it published.")
@click.option("--since", metavar="DAY", help="Published on this day (YYYY-MM-DD, UTC) or later.")
@click.option("--until", metavar="DAY", help="Published on this day or earlier.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@json_option
def articles(db: str, as_json: bool, **filters: Any) -> None:
    """List the articles of a record, the newest first."""
    from reportedly.store import Record

    with Record(db, create=False) as record:
        found = record.list_articles(**filters)
    if as_json:
        print_json(found)
    else:
        print_table(
            ("article", "published", "publisher", "title", "statements", "versions"), map(_article_cells, found)
        )


@click.command(epilog=paste("reportedly article art-1f3a --db desk.db"))
@click.argument("article_id", metavar="ID")
@db_option
@json_option
def article(article_id: str, db: str, as_json: bool) -> None:
    """Print one article of a record: what was read in it, what changed since its other versions, how it came.

    ID may be the beginning of an id. With --json, its Reading.
    """
    import msgspec

    from reportedly.serve.table import make_screen, print_reading
    from reportedly.store import Record

    with Record(db, create=False) as record:
        reading = record.reading(article_id)
        if as_json:
            sys.stdout.buffer.write(msgspec.json.encode(reading) + b"\n")
            return
        replace_letters()
        print_reading(reading, make_screen(sys.stdout))
        versions = record.versions(record.page(reading.article.id))
        for before, after in pairwise(versions):
            _print_changes(before.id, after.id, record.differences(before.id, after.id))
        print_table(
            ("entry", "captured", "outcome", "status", "SHA-256", "source"),
            map(_capture_cells, record.captures(reading.article.id)),
        )


@click.command(epilog=paste('reportedly search "bridge -rail" --db desk.db --stance deny'))
@click.argument("words", required=False, default="")
@db_option
@click.option("--party", metavar="NAME", help="Only what this party said.")
@click.option("--stance", metavar="STANCE", help="Only statements of this stance, such as deny.")
@click.option("--publisher", metavar="NAME", help="Only what it published.")
@click.option("--since", metavar="DAY", help="Published on this day (YYYY-MM-DD, UTC) or later.")
@click.option("--until", metavar="DAY", help="Published on this day or earlier.")
@click.option(
    "--in", "kind", type=click.Choice(["statement", "text", "any"]), default="statement", show_default=True,
    help="Look in statements, in whole texts, or in both.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many.")
@json_option
def search(db: str, as_json: bool, **query: Any) -> None:
    """Find statements in a record, the best first, with the words marked.

    WORDS must all be there; "a phrase" in its order, bridg* for all that begins so, -rail for what must not be there.
    """
    from reportedly.store import Record
    from reportedly.store.search import Query

    with Record(db, create=False) as record:
        found = record.search(Query(**query))
    if as_json:
        print_json(found)
    elif not found:
        click.echo("Nothing found.", err=True)
    else:
        print_table(("article", "published", "publisher", "party", "stance", "passage"), map(_hit_cells, found))


@click.command(epilog=paste("reportedly upgrade --db desk.db"))
@db_option
def upgrade(db: str) -> None:
    """Bring a record that an older release made up to date; a copy of the file is kept beside it."""
    from reportedly.store import upgrade as bring_up

    found = bring_up(db)
    click.echo("It is up to date." if found is None else f"Brought up to date from {found}.", err=True)


RECORD_COMMANDS = (ingest, reread, articles, article, search, upgrade)


@contextmanager
def stoppable(*signals: signal.Signals, told: str = "what is being read is finished") -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or one of the signals came; at the second time the run ends at once."""
    pressed = False

    def stop(*_: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True
        click.echo(f"Stopping: {told}. Again to stop at once.", err=True)

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, *signals)}
    try:
        yield lambda: pressed
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _tally(found: Iterator[Any] | Keeping) -> tuple[Counter[str], list[ArticleError]]:
    fates, skipped = Counter[str](), list[ArticleError]()
    for outcome in found:
        if isinstance(outcome, ArticleError):
            skipped.append(outcome)
        else:
            fates[outcome.fate] += 1
    return fates, skipped


def _summarise(fates: Counter[str], skipped: list[ArticleError], total: int, *, stopped: bool) -> None:
    told = ", ".join(f"{fates[fate]:,} {word}" for fate, word in FATES.items() if fates[fate]) or "nothing new"
    click.echo(f"{'Stopped. ' if stopped else ''}Kept: {told}. The record has {total:,} articles.", err=True)
    list_skipped(skipped, f"Skipped {len(skipped):,}; the record says why:")


def print_json(found: Sequence[Any]) -> None:
    """Print each as a line of JSON."""
    for one in found:
        sys.stdout.buffer.write(_encode(one) + b"\n")
    sys.stdout.buffer.flush()


def _encode(one: Any) -> bytes:
    import msgspec

    try:
        return msgspec.json.encode(one)
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can hold
        return json.dumps(msgspec.to_builtins(one), separators=(",", ":")).encode("ascii")


def replace_letters() -> None:
    """A terminal in another encoding than UTF-8 loses a letter, not the run."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def print_table(names: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> None:
    """Print a table; in a pipe, one row a line."""
    from rich.table import Table
    from rich.text import Text

    from reportedly.serve.rows import clean
    from reportedly.serve.table import make_screen

    replace_letters()
    table = Table(*names, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else clean("–" if cell is None else str(cell)) for cell in row))
    screen = make_screen(sys.stdout)
    if not screen.is_terminal:
        screen.width = UNBOUNDED
    screen.print(table)


def _article_cells(one: ArticleSummary) -> tuple[Any, ...]:
    return (one.id, one.published, one.publisher, one.title, one.statements, one.versions)


def _capture_cells(one: CaptureEntry) -> tuple[Any, ...]:
    return (one.seq, one.captured_at, one.outcome, one.status, (one.sha256 or "–")[:16], one.source)


def _hit_cells(one: Hit) -> tuple[Any, ...]:
    from rich.text import Text

    passage = Text(" ".join(one.passage.split("\n")))
    for begin, end in one.marks:
        passage.stylize("bold underline", begin, end)
    return (one.article_id, one.published, one.publisher, one.party, one.stance, passage)


def _print_changes(before: str, after: str, found: list[Difference]) -> None:
    click.echo(f"From {before} to {after}: {len(found)} differences" if found else f"From {before} to {after}: none")
    for one in found:
        click.echo(f"  {one.kind}")
        for mark, text in (("-", one.before_text), ("+", one.after_text)):
            if text is not None:
                click.echo(f"    {mark} {' '.join(text.split())}")
    click.echo()
