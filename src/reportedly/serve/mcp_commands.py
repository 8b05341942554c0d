"""The verb that serves a record to assistants over the Model Context Protocol."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.errors import SetupError
from reportedly.serve.options import paste
from reportedly.serve.record_commands import db_option

if TYPE_CHECKING:
    from reportedly.read import Reader


@click.command(epilog=paste("reportedly mcp --db desk.db"))
@db_option
@click.option(
    "--places", metavar="FILE", type=click.Path(path_type=Path), help="A CSV of your own places, before the gazetteer."
)
@click.pass_obj
def mcp(load: Callable[..., Reader] | None, /, db: str, places: Path | None) -> None:
    """Serve a record to an assistant over the Model Context Protocol, on standard input and output.

    The tools are read, search, matters, matter and origins. All answers carry the passages that they stand on. Nothing
    is fetched, and no decision can be made.
    """
    if find_spec("mcp") is None:
        raise SetupError("Serving assistants needs the protocol's SDK. Install it: pip install 'reportedly[mcp]'")
    from reportedly.read import load_reader
    from reportedly.serve.mcp_tools import Desk, make_server
    from reportedly.store import Record

    with Record(db, create=False):  # a record that is not there is told now, and not at the first question
        pass
    own = {"places": places} if places else {}
    make_server(Desk(db, make_reader=lambda: (load or load_reader)(threads=1, **own))).run("stdio")


MCP_COMMANDS = (mcp,)
