"""The verb export: matters in the formats that others use."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from reportedly.errors import SetupError
from reportedly.serve.matter_commands import STATUSES
from reportedly.serve.options import paste
from reportedly.serve.record_commands import db_option

if TYPE_CHECKING:
    from reportedly.store import Record

# Here by name, so that --help does not load what writes them; a test compares them.
FORMAT_NAMES = ("acled", "annotations", "claimreview", "ftm", "geojson", "parquet", "plover", "prov", "ucdp")


@click.command(epilog=paste("reportedly export geojson --db desk.db --status contested -o contested.geojson"))
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMAT_NAMES))
@db_option
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; standard output if not given.",
)  # fmt: skip
@click.option("--matter", "matter_ids", metavar="ID", multiple=True, help="Only this matter; may be given again.")
@click.option("--status", type=click.Choice(STATUSES), help="Only matters of this status.")
@click.option("--party", metavar="PART", help="Only those on which a party says something whose name holds this.")
@click.option("--place", metavar="PART", help="Only those at a place whose name holds this.")
@click.option("--since", metavar="DAY", help="Changed on this day (YYYY-MM-DD, UTC) or later.")
@click.option("--until", metavar="DAY", help="Changed on this day or earlier.")
def export(form: str, db: str, output: Path | None, matter_ids: tuple[str, ...], **filters: str | None) -> None:
    """Write the matters of a record in a format that others use.

    \b
    FORMAT is one of:
      acled        CSV in ACLED's columns: events told as having happened
      annotations  W3C Web Annotations of every attribution, JSON-LD
      claimreview  schema.org ClaimReview without a verdict, NDJSON
      ftm          FollowTheMoney entities, NDJSON
      geojson      matters with places, areas drawn as areas
      parquet      a table of statements (needs reportedly[parquet])
      plover       PLOVER events with negation and modality, NDJSON
      prov         lineage as W3C PROV-JSON
      ucdp         CSV with low, best and high fatalities of each matter

    What came since matters were last asked for is weighed before. Those that changed last come first.
    """
    if matter_ids and any(filters.values()):
        raise click.UsageError("--matter names matters; it cannot be used with what chooses them.")
    from reportedly.export import FORMATS
    from reportedly.pipeline.weighing import weigh_record
    from reportedly.serve.dossiers import load_dossiers
    from reportedly.store import Record

    chosen = FORMATS[form]
    if chosen.binary and output is None and sys.stdout.isatty():
        raise click.UsageError(f"{form} is not for a terminal. Name a file: -o matters{chosen.suffix}")
    with Record(db, create=False) as record:
        weigh_record(record, progress=None)
        ids = [record.matter(one).id for one in matter_ids]
        wanted = list(dict.fromkeys(ids)) if matter_ids else _list_ids(record, filters)
        pieces = chosen.write(load_dossiers(lambda: nullcontext(record), wanted))
        if output is None:
            _write(pieces, sys.stdout.buffer)
        else:
            _write_file(pieces, output)
    if not wanted:
        click.echo("No matters found.", err=True)


EXPORT_COMMANDS = (export,)


def _list_ids(record: Record, filters: dict[str, Any]) -> list[str]:
    from reportedly.store.matters import MatterQuery

    return [one.id for one in record.matters(MatterQuery(limit=None, **filters))]


def _write(pieces: Iterable[bytes], file: IO[bytes]) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()


def _write_file(pieces: Iterable[bytes], output: Path) -> None:
    """Write beside and rename at the end: a run that stops leaves what was there before."""
    try:
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise SetupError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(pieces, file)
        # As a new file would have: what mkstemp makes is for its owner alone.
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        beside.replace(output)
    except OSError as error:
        raise SetupError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error
    finally:
        beside.unlink(missing_ok=True)
