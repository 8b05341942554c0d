"""The verb that watches: sources asked again and again, and what changed told as it is found."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportedly.errors import SetupError
from reportedly.serve.engines import engine_options, make_engine_maker, reader_version
from reportedly.serve.options import DONE, SKIPPED, STOPPED, ingest_options, make_options, paste
from reportedly.serve.record_commands import db_option, json_option, replace_letters, stoppable

if TYPE_CHECKING:
    from reportedly.ingest import IngestOptions
    from reportedly.read import Reader
    from reportedly.serve.alerts import Alert

MOST_SECRET = 4096  # bytes of a secret: more is another file, given by mistake


def _read_every(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """The seconds; wrong usage for what is no time."""
    from reportedly.serve.watching import parse_duration

    if value is None:
        return None
    seconds = parse_duration(value)
    if seconds is None:
        raise click.BadParameter(f"{value!r} is no time. Give for example 90s, 10m, 1h or 1h30m.")
    return seconds


@click.command(epilog=paste("reportedly watch feeds.opml --db desk.db --every 10m --atom changes.atom"))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@db_option
@click.option("--every", metavar="TIME", callback=_read_every, help="How often to look, such as 90s, 10m or 1h.")
@click.option("--once", is_flag=True, help="One round, and no more.")
@click.option(
    "--atom", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Keep an Atom feed of what changed."
)
@click.option("--webhook", metavar="URL", help="POST what changed to this address, as signed JSON.")
@click.option(
    "--secret-file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The secret that the webhook is signed with, in its first line.",
)  # fmt: skip
@click.option(
    "--digest", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path),
    help="Keep a digest of each day in Markdown.",
)  # fmt: skip
@json_option
@ingest_options
@engine_options
@click.option("--quiet", is_flag=True, help="No line after each round; what went wrong is still told.")
@click.pass_obj
def watch(
    load: Callable[..., Reader] | None,
    /,
    sources: tuple[str, ...],
    db: str,
    every: float | None,
    once: bool,
    atom: Path | None,
    webhook: str | None,
    secret_file: Path | None,
    digest: Path | None,
    as_json: bool,
    quiet: bool,
    places: Path | None,
    jobs: int | None,
    engine: str,
    ray_address: str | None,
    **ingest: Any,
) -> None:
    """Ask the sources again and again, keep what is new in a record, and tell which matters are new or changed.

    A SOURCE is what `reportedly ingest` takes. What is told goes to standard output, and where you say. A round that
    fails is told on standard error, and the next goes on. Ctrl-C and SIGTERM finish what is in hand; a watch that is
    started again goes on where it was, and tells nothing twice.

    \b
    Exit status:
      0  stopped by Ctrl-C or SIGTERM, or with --once done
      1  with --once: the round failed, or somebody could not be told
      2  wrong usage
      3  with --once: done, but articles were skipped
    """
    _check_usage(sources, every=every, once=once, webhook=webhook, secret_file=secret_file)
    from reportedly.pipeline.keeping import keep_sources
    from reportedly.pipeline.watching import make_weigh, run_round
    from reportedly.serve.watching import Time, Watch, channels_of
    from reportedly.store import Record

    options = make_options(**ingest)
    make = make_engine_maker(load, places=places, jobs=jobs, engine=engine, ray_address=ray_address)
    alerts = _make_alerts(options, as_json=as_json, atom=atom, webhook=webhook, secret=secret_file, digest=digest)
    replace_letters()
    told = "this round is finished"
    with Record(db) as record, stoppable(signal.SIGTERM, told=told) as is_stopped:
        keep = partial(
            keep_sources, sources, record=record, make_engine=make, reader=reader_version(load), options=options,
            is_stopped=is_stopped,
        )  # fmt: skip
        one_round = partial(run_round, record, keep, weigh=make_weigh(), channels=channels_of(alerts))
        log = partial(click.echo, err=True)
        watching = Watch(record, one_round, alerts, time=Time(), log=log, quiet=quiet)
        good, skipped = watching.run(every_s=None if once else every, is_stopped=is_stopped)
    sys.exit(DONE if not once else STOPPED if not good else SKIPPED if skipped else DONE)


WATCH_COMMANDS = (watch,)


def _check_usage(
    sources: tuple[str, ...], *, every: float | None, once: bool, webhook: str | None, secret_file: Path | None
) -> None:
    if once == (every is not None):
        raise click.UsageError("Give --every TIME to go on, such as --every 10m, or --once for one round.")
    if every is not None and "-" in sources:
        raise click.UsageError("Standard input can be read once only: use --once, or name a file.")
    if (webhook is None) != (secret_file is None):
        raise click.UsageError("--webhook and --secret-file belong together: what is sent is signed.")


def _make_alerts(
    options: IngestOptions, *, as_json: bool, atom: Path | None, webhook: str | None, secret: Path | None,
    digest: Path | None,
) -> list[Alert]:  # fmt: skip
    from reportedly.ingest.webhook import Webhook
    from reportedly.serve.alerts import Posted, Printed
    from reportedly.serve.atom import AtomFile
    from reportedly.serve.digest import DigestFolder

    alerts: list[Alert] = [Printed(as_json=as_json)]
    if atom is not None:
        alerts.append(AtomFile(atom))
    if digest is not None:
        alerts.append(DigestFolder(digest))
    if webhook is not None and secret is not None:
        alerts.append(Posted(Webhook(webhook, secret=_read_secret(secret), options=options), url=webhook))
    return alerts


def _read_secret(path: Path) -> bytes:
    """The first line of the file."""
    try:
        with path.open("rb") as file:
            lines = file.read(MOST_SECRET).splitlines()
    except OSError as error:
        raise SetupError(f"{path}: the secret cannot be read ({error.strerror or error}).") from error
    return lines[0].strip() if lines else b""
