"""What the verbs that read into a record read with: this process, several, or a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from reportedly.pipeline.keeping import Engine
    from reportedly.read import Reader

F = TypeVar("F", bound=Callable[..., Any])
LOCAL = "local"  # as pipeline.on_ray has it

READER_OPTIONS = (
    click.option(
        "--places", metavar="FILE", type=click.Path(path_type=Path),
        help="A CSV of your own places, before the gazetteer.",
    ),
    click.option(
        "--jobs", type=click.IntRange(1), show_default="1; with ray, one for each CPU",
        help="Articles read at the same time.",
    ),
)  # fmt: skip
ENGINE_OPTIONS = (
    click.option(
        "--engine", type=click.Choice(["processes", "ray"]), default="processes", show_default=True,
        help="Read in processes of this machine, or on a Ray cluster.",
    ),
    click.option(
        "--ray-address", metavar="ADDRESS", show_default="a cluster of this machine, for this run",
        help="The Ray cluster, as HOST:PORT or ray://HOST:PORT.",
    ),
)  # fmt: skip


def reader_options(command: F) -> F:
    """The command with the options of its readers."""
    for option in reversed(READER_OPTIONS):
        command = option(command)
    return command


def engine_options(command: F) -> F:
    """The command with the options of its readers and of where they are."""
    for option in reversed(ENGINE_OPTIONS):
        command = option(command)
    return reader_options(command)


def reader_version(load: Callable[..., Reader] | None) -> str:
    """The version of the reader that ``make_engine_maker`` will load."""
    if load is not None:
        return load(threads=1).version
    from reportedly.read.reader import VERSION

    return VERSION


def make_engine_maker(
    load: Callable[..., Reader] | None, *, places: Path | None, jobs: int | None,
    engine: str = "processes", ray_address: str | None = None,
) -> Callable[[], Engine]:  # fmt: skip
    """What makes the engine that the options ask for; SetupError where Ray is asked for and missing."""
    from reportedly.pipeline.keeping import Here
    from reportedly.pipeline.pool import Pool
    from reportedly.read import load_reader

    if ray_address is not None and engine != "ray":
        raise click.UsageError("--ray-address is for --engine ray.")
    own = {"places": places} if places else {}
    make_reader = partial(load or load_reader, threads=1, **own)
    if engine == "ray":
        from reportedly.pipeline.on_ray import RayReaders, check_ray

        check_ray()  # now, and not after the first page was fetched
        version = reader_version(load)
        return partial(RayReaders, make_reader, address=ray_address or LOCAL, readers=jobs, version=version)
    return partial(Pool, make_reader, jobs=jobs) if jobs and jobs > 1 else partial(Here, make_reader)
