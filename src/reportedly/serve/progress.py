"""How far a long run has come, on a terminal's stderr."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from reportedly.ingest.sources import FORMATS, NDJSON

T = TypeVar("T")


def count_articles(sources: Sequence[str]) -> int | None:
    """How many articles there are, found quickly: each line of an NDJSON file and each other file counts as one.

    None where it cannot be told: standard input, and what cannot be looked at.
    """
    total = 0
    for source in sources:
        if source == "-":
            return None
        try:
            total += _count_source(source)
        except (OSError, ValueError):
            return None
    return total


def _count_source(source: str) -> int:
    if "://" in source:
        return 1
    path = Path(source)
    if not path.is_dir():
        return _count_file(path)
    total = 0
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]  # which keeps the walk out of them
        total += sum(_count_file(Path(folder) / name) for name in names if not name.startswith("."))
    return total


def _count_file(path: Path) -> int:
    if FORMATS.get(path.suffix.lower()) != NDJSON or not path.is_file():
        return 1
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")) or 1


@contextmanager
def show_progress(file: IO[str], *, total: int | None, visible: bool) -> Iterator[Progress | None]:
    """A bar on the stream while the block runs, or nothing."""
    if not visible:
        yield None
        return
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("articles"), TimeElapsedColumn())
    console = Console(file=file, highlight=False)
    # Data goes to stdout by itself; rich must not send it elsewhere.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        progress.add_task("read", total=total)
        yield progress


def track(found: Iterable[T], progress: Progress | None) -> Iterator[T]:
    """The same, each counted once it has been dealt with."""
    for one in found:
        yield one
        if progress is not None:
            progress.advance(progress.task_ids[0])
