"""The command line: parse, call the pipeline, print. Data goes to stdout, talk to stderr.

Exit status: 0 done, 1 stopped or nothing could be read, 2 wrong usage, 3 done but articles were skipped.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

from reportedly.errors import ArticleError, RecordError, SetupError
from reportedly.model import Reading
from reportedly.serve.options import DONE, SKIPPED, STOPPED, ingest_options, list_skipped, make_options, paste

if TYPE_CHECKING:
    from reportedly.ingest import IngestOptions
    from reportedly.read import Reader

JSON, TABLE, CSV = "json", "table", "csv"
DEMO_PAGE = Path("out") / "demo.html"
DEMO_RECORD = Path("out") / "demo.db"


class LoadReader(Protocol):
    """What makes a reader; ``reportedly.read.load_reader`` is one. Picklable where several processes read."""

    def __call__(self, *, threads: int, places: Path | None = None) -> Reader:
        """The reader."""


class Commands(click.Group):
    """The verbs, with the two ends that click does not know: an error that stops, and a pipe that was closed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; an error that stops is told and ends with 1, a closed pipe (``| head``) ends quietly with 0."""
        try:
            return super().invoke(ctx)
        except (SetupError, RecordError) as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # What is still to be flushed at exit must have somewhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where Readings go. form: None for a page only."""

    form: str | None
    page: Path | None
    quiet: bool


@dataclass(slots=True)
class Tally:
    """What became of the articles. readings: kept for a page only."""

    read: int = 0
    readings: list[Reading] = field(default_factory=list)
    skipped: list[ArticleError] = field(default_factory=list)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=paste("reportedly demo"),
)
@click.version_option(package_name="reportedly", message="%(prog)s %(version)s")
def main() -> None:
    """Read contested news and keep the record: who says what, and on whose authority."""


@main.command(epilog=paste("echo 'The ferry was full, two port officials said.' | reportedly read -"))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--json", "forms", flag_value=JSON, multiple=True, help="Print one Reading a line, as JSON.")
@click.option("--table", "forms", flag_value=TABLE, multiple=True, help="Print tables for people (the default).")
@click.option("--csv", "forms", flag_value=CSV, multiple=True, help="Print one attribution a line, for a spreadsheet.")
@click.option(
    "--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Write one annotated page, and no table."
)
@ingest_options
@click.option(
    "--places", metavar="FILE", type=click.Path(path_type=Path), help="A CSV of your own places, before the gazetteer."
)
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True, help="Cores for one article.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Articles read at the same time.")
@click.option("--quiet", is_flag=True, help="No progress and no list of what was skipped; the exit status tells.")
@click.pass_obj
def read(
    load: LoadReader | None,
    /,
    sources: tuple[str, ...],
    forms: tuple[str, ...],
    page: Path | None,
    places: Path | None,
    threads: int,
    jobs: int,
    quiet: bool,
    **ingest: Any,
) -> None:
    """Print who said what in news articles: source, cue, content, quoted or not, and where.

    A SOURCE is a file (text, HTML, NDJSON or JSON of articles, WARC, a feed or a list of addresses), a folder, a URL of
    any of these, or - for standard input.

    \b
    Exit status:
      0  done
      1  stopped, or nothing could be read
      2  wrong usage
      3  done, but articles were skipped; they are listed at the end
    """
    if len(set(forms)) > 1:
        raise click.UsageError("--json, --table and --csv cannot be used together: choose one.")
    output = Output(form=forms[0] if forms else None if page else TABLE, page=page, quiet=quiet)
    # Without places of their own, a reader is asked for as before: not every reader knows any.
    own = {"places": places} if places else {}
    make_reader = partial(load or _load_reader, threads=threads, **own)
    sys.exit(_read_sources(sources, output, make_reader, options=make_options(**ingest), jobs=jobs))


@main.command(epilog=paste("reportedly demo --html demo.html"))
@click.option(
    "--html", "page", metavar="FILE", type=click.Path(path_type=Path), default=DEMO_PAGE, show_default=True,
    help="Where to write the annotated page.",
)  # fmt: skip
@click.option(
    "--db", metavar="FILE", type=click.Path(path_type=Path), default=DEMO_RECORD, show_default=True,
    help="The record to keep them in.",
)  # fmt: skip
@click.pass_obj
def demo(load: LoadReader | None, /, page: Path, db: Path) -> None:
    """Read the pages that come with Reportedly: print tables, write an annotated page, make a record to look at.

    The pages are invented: a wire story twice told, a page saved as text, a page as HTML and a live blog.
    """
    from reportedly.ingest import IngestOptions

    samples = Path(str(files("reportedly"))) / "samples"
    output = Output(form=TABLE, page=page, quiet=False)
    reader = (load or _load_reader)(threads=1)
    status = _read_sources((str(samples),), output, lambda: reader, options=IngestOptions(), jobs=1)
    if status == DONE:
        _keep_samples(samples, db, reader)
    sys.exit(status)


def _keep_samples(samples: Path, db: Path, reader: Reader) -> None:
    """Keep the samples in a record, weigh it, and say how to look at it."""
    from reportedly.pipeline.keeping import Here, keep_sources
    from reportedly.pipeline.weighing import weigh_record
    from reportedly.serve.serve_command import PORT
    from reportedly.store import Record

    db.parent.mkdir(parents=True, exist_ok=True)
    with Record(db) as record:
        for _ in keep_sources(
            [str(samples)], record=record, make_engine=lambda: Here(lambda: reader), reader=reader.version
        ):
            pass
        weigh_record(record)
    click.echo(f"To look at what they say: reportedly serve --db {db}, then http://127.0.0.1:{PORT}/", err=True)


def _load_reader(*, threads: int, places: Path | None = None) -> Reader:
    """The reader that ships; here so that ``--help`` does not load it."""
    from reportedly.read import load_reader

    return load_reader(threads=threads, places=places)


def _read_sources(
    sources: tuple[str, ...],
    output: Output,
    make_reader: Callable[[], Reader],
    *,
    options: IngestOptions,
    jobs: int,
) -> int:
    """Read all, print all, tell what was skipped; the exit status."""
    # Here, so that --help and a wrong option are answered at once.
    from reportedly import pipeline
    from reportedly.serve.page import check_writable, write_page
    from reportedly.serve.progress import count_articles, show_progress, track

    if output.page:
        check_writable(output.page)
    found = pipeline.read_sources(sources, make_reader=make_reader, options=options, jobs=jobs)
    # Not where the data goes to the same terminal: it shows by itself how far things are.
    visible = not output.quiet and sys.stderr.isatty() and not (output.form and sys.stdout.isatty())
    total = count_articles(sources) if visible else None
    with (
        closing(found),
        show_progress(sys.stderr, total=total, visible=visible and total != 1) as progress,
    ):
        tally = _print_all(track(found, progress), output)
    if output.page and tally.readings:
        write_page(output.page, tally.readings)
        if not output.quiet:
            click.echo(f"Wrote {output.page}. Open it in a browser.", err=True)
    return _conclude(tally, quiet=output.quiet)


def _print_all(found: Iterable[Reading | ArticleError], output: Output) -> Tally:
    """Print each Reading as it comes."""
    tally = Tally()
    write = _make_writer(output.form)
    for outcome in found:
        if isinstance(outcome, ArticleError):
            tally.skipped.append(outcome)
            continue
        write(outcome)
        tally.read += 1
        if output.page:
            tally.readings.append(outcome)
    sys.stdout.flush()  # here, where a closed pipe is seen to
    return tally


def _make_writer(form: str | None) -> Callable[[Reading], None]:
    """What prints a Reading in the form."""
    if form == JSON:
        return _make_json_writer(sys.stdout.buffer)
    # A terminal or pipe in another encoding than UTF-8 loses a character, not the run.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if form == CSV:
        return _make_csv_writer(sys.stdout)
    if form == TABLE:
        return _make_table_writer(sys.stdout)
    return lambda reading: None


def _make_json_writer(stdout: IO[bytes]) -> Callable[[Reading], None]:
    import msgspec

    def write(reading: Reading) -> None:
        stdout.write(msgspec.json.encode(reading) + b"\n")
        stdout.flush()

    return write


def _make_csv_writer(stdout: IO[str]) -> Callable[[Reading], None]:
    from reportedly.serve.table import write_csv, write_csv_header

    write_csv_header(stdout)
    return lambda reading: write_csv(reading, stdout)


def _make_table_writer(stdout: IO[str]) -> Callable[[Reading], None]:
    from reportedly.serve.table import make_screen, print_reading

    screen = make_screen(stdout)
    lines = _between()

    def write(reading: Reading) -> None:
        if next(lines):
            screen.print("\n")
        print_reading(reading, screen)

    return write


def _between() -> Iterator[bool]:
    """Whether something stands before: not for the first."""
    yield False
    while True:
        yield True


def _conclude(tally: Tally, *, quiet: bool) -> int:
    """Tell what was skipped, and why; the exit status."""
    skipped = len(tally.skipped)
    if not quiet:
        list_skipped(tally.skipped, f"Skipped {skipped:,} of {skipped + tally.read:,}:")
    if not tally.read:
        if not quiet:
            click.echo("Error: nothing could be read." if skipped else "Error: there is nothing to read.", err=True)
        return STOPPED
    return SKIPPED if skipped else DONE


# Last, as each of them is a verb of its own module.
from reportedly.serve.export_commands import EXPORT_COMMANDS  # noqa: E402
from reportedly.serve.matter_commands import MATTER_COMMANDS  # noqa: E402
from reportedly.serve.mcp_commands import MCP_COMMANDS  # noqa: E402
from reportedly.serve.party_commands import PARTY_COMMANDS  # noqa: E402
from reportedly.serve.record_commands import RECORD_COMMANDS  # noqa: E402
from reportedly.serve.serve_command import serve  # noqa: E402
from reportedly.serve.watch_commands import WATCH_COMMANDS  # noqa: E402

VERBS = (*RECORD_COMMANDS, *MATTER_COMMANDS, *PARTY_COMMANDS, *EXPORT_COMMANDS, *WATCH_COMMANDS, *MCP_COMMANDS, serve)
for command in VERBS:
    main.add_command(command)
