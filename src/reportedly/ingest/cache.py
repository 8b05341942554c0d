"""What was fetched before, so that a site is asked only whether it still holds; one SQLite file in a folder.

The rules are those of RFC 9111 for a private cache, but for one: nothing is used without asking the site, however long
the site says that it may be. What is recorded was so at the time that is recorded with it, and the network's checks
(private addresses, robots.txt) are made each time.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import cast
from uuid import uuid4

import httpx
from hishel import CacheOptions, Entry, Headers, Request, Response, SqliteStorage
from hishel.httpx import CacheTransport

from reportedly.ids import hash_bytes

NAME = "pages-2.db"  # the number changes with the form of the file, which hishel 2 decides
KEPT_S = 30 * 24 * 3600.0  # a page that nobody fetched again within a month is let go
MAX_SIZE = 128 * 2**20  # bytes on disk: some thousand packed pages; the longest unused go first
SEAL = "x-reportedly-sha256"  # of the body as it was kept
VALIDATORS = ("etag", "last-modified")
PRIVATE = CacheOptions(shared=False, allow_stale=False)

# What hishel tells of a broken cache is no news to a reader: the page is fetched as if there were none.
logging.getLogger("hishel").addHandler(logging.NullHandler())


class PageCache(SqliteStorage):
    """Bodies as they came, each sealed with its SHA-256; safe with several processes.

    folder: made where it is not there, for its owner alone. max_bytes: no longer body is kept.
    A cache that cannot be opened, read or written, or holds other bytes than were put in, is as one that is empty;
    a broken file is thrown away. Only what can be asked about is kept: pages (200) with a validator, one for each key.
    """

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        path = folder / NAME
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _drop_broken(path)
        super().__init__(database_path=path, default_ttl=KEPT_S, max_size=MAX_SIZE, max_stream_size=max_bytes)

    def create_entry(
        self, request: Request, response: Response, key: str, *, ttl: float | None = None, tti: float | None = None
    ) -> Entry:
        """The response, which is kept while it is read; not when the reading breaks off."""
        unkept = Entry(id=uuid4(), request=request, response=response)
        if response.status_code != 200 or not any(name in response.headers for name in VALIDATORS):
            return unkept
        digest = sha256()
        hashed = replace(response, stream=_hash_along(cast("Iterable[bytes]", response.stream or ()), digest.update))
        try:
            entry = super().create_entry(request, hashed, key, ttl=ttl, tti=tti)
        except RuntimeError:  # the file holds something else
            return unkept

        def read() -> Iterator[bytes]:
            yield from cast("Iterable[bytes]", entry.response.stream)
            self._seal(entry, key, digest.hexdigest())

        return replace(entry, response=replace(entry.response, stream=read()))

    def get_entries(self, key: str) -> list[Entry]:
        """The one whole entry, to be asked about; none where there is any doubt."""
        try:
            entries = super().get_entries(key)
            whole = [checked for entry in entries if (checked := _check(entry)) is not None]
            if len(entries) == len(whole) == 1:
                return whole
            for entry in entries:  # of two, nothing tells which one a site means by "not modified"
                self.remove_entry(entry.id)
        except Exception:  # a file may be broken in any way, and no article is to be lost by it
            return []
        return []

    def close(self) -> None:
        """Nothing: it outlives the connection of one page."""

    def let_go(self) -> None:
        """Close the file."""
        super().close()

    def _seal(self, entry: Entry, key: str, digest: str) -> None:
        with suppress(RuntimeError):
            self.update_headers(entry.id, _with(entry.response.headers, SEAL, digest))
            for other in super().get_entries(key):
                if other.id != entry.id:
                    self.remove_entry(other.id)


def add_cache(transport: httpx.BaseTransport, cache: PageCache) -> httpx.BaseTransport:
    """The transport, asking conditionally for what the cache has; 304 gives the response that was kept."""
    return CacheTransport(transport, storage=cache, rfc=PRIVATE)


def make_key(url: str, user_agent: str) -> str:
    """What an entry is found by: sites may answer another reader in another way."""
    return hash_bytes(f"{user_agent}\n{url}".encode())


def _check(entry: Entry) -> Entry | None:
    """The entry with its body at hand; None when it is not what was put in."""
    body = b"".join(cast("Iterable[bytes]", entry.response.stream))
    headers = entry.response.headers
    if headers.get(SEAL) != sha256(body).hexdigest():
        return None
    # However fresh the site called it: it is asked.
    return replace(
        entry,
        response=replace(entry.response, headers=_with(headers, "cache-control", "no-cache"), stream=iter([body])),
    )


def _with(headers: Headers, name: str, value: str) -> Headers:
    lists = {known: headers.get_list(known) or [] for known in headers}
    return Headers({**lists, name: [value]})


def _hash_along(stream: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for chunk in stream:
        update(chunk)
        yield chunk


def _drop_broken(path: Path) -> None:
    """Remove a file that is no whole database; one that is only locked, or not ours to read, stays."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            broken = connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
    except sqlite3.OperationalError:
        return
    except sqlite3.DatabaseError:
        broken = True
    if broken:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
