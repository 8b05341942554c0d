"""The verb that serves a record: a REST API and pages."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from reportedly.errors import SetupError
from reportedly.serve.options import paste
from reportedly.serve.record_commands import db_option

PORT = 8321
GRACE_S = 3  # for requests under way when it is stopped; those who wait for events would wait for ever


@click.command(epilog=paste("reportedly serve --db desk.db"))
@db_option
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True, help="The address to serve at.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: one that is free.")
@click.option(
    "--token", metavar="TEXT", envvar="REPORTEDLY_TOKEN",
    help="What writing needs, and reading too beyond this machine; 16 characters or more. Better set REPORTEDLY_TOKEN.",
)  # fmt: skip
@click.option(
    "--places", metavar="FILE", type=click.Path(path_type=Path), help="A CSV of your own places, before the gazetteer."
)
@click.option(
    "--max-bytes", type=click.IntRange(1), default=10 * 2**20, show_default=True, help="Largest request to take."
)
def serve(db: str, host: str, port: int, token: str | None, places: Path | None, max_bytes: int) -> None:
    """Serve a record: pages for people, and a REST API for programs.

    On this machine anybody may read; other machines need the token for everything. Without a token nobody may write.
    """
    from functools import partial

    import uvicorn

    from reportedly.read import load_reader
    from reportedly.serve.web import WebOptions, make_app
    from reportedly.serve.web.gate import is_this_machine

    options = WebOptions(
        local=is_this_machine(host), make_reader=partial(load_reader, places=places), max_body=max_bytes
    )
    listening = _listen(host, port)  # first: what is in its way is told before the record is opened
    try:
        app = make_app(db, token=token or None, options=options)
        name = f"[{host}]" if ":" in host else host
        click.echo(f"Serving {db} at http://{name}:{listening.getsockname()[1]}/ (Ctrl-C stops)", err=True)
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE_S
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens; SetupError where none can."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as opened:
            made = opened.enter_context(socket.socket(family, kind, proto))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            opened.pop_all()
    except OSError as error:
        raise SetupError(
            f"{host}, port {port}: cannot be served at ({error.strerror or error}). Give another --port or --host."
        ) from error
    return made
