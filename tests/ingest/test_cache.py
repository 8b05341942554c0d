"""What is kept of fetched pages: the same bytes or none, whatever became of the file."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from reportedly.ingest.cache import NAME, PageCache, add_cache, make_key

URL = "https://mail.example/ferry"
BODY = b"The ferry was late, the owner said. " * 20_000


class Site(httpx.BaseTransport):
    """Answers 304 to whoever knows the tag, and the body to others."""

    def __init__(self, body: bytes = BODY, *, headers: dict[str, str] | None = None, status: int = 200) -> None:
        self.body, self.status = body, status
        self.headers = {"ETag": '"1"'} if headers is None else headers
        self.asked: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        tag = request.headers.get("if-none-match") or request.headers.get("if-modified-since")
        self.asked.append(tag)
        validator = self.headers.get("ETag") or self.headers.get("Last-Modified")
        if tag is not None and tag == validator:
            return httpx.Response(304, headers=self.headers)
        pieces = (self.body[n : n + 4096] for n in range(0, len(self.body), 4096))
        return httpx.Response(self.status, headers=self.headers, content=pieces)


def get(site: Site, folder: Path, *, agent: str = "a", max_bytes: int = 10**7) -> bytes:
    cache = PageCache(folder, max_bytes=max_bytes)
    try:
        with httpx.Client(transport=add_cache(site, cache)) as client:
            return client.get(URL, extensions={"caching": {"key": make_key(URL, agent)}}).content
    finally:
        cache.let_go()


@pytest.mark.parametrize(
    "headers", [{"ETag": '"1"'}, {"ETag": 'W/"1"'}, {"Last-Modified": "Sat, 01 Mar 2031 08:00:00 GMT"}]
)
def test_a_page_is_asked_about_and_304_gives_the_same_bytes(tmp_path: Path, headers: dict[str, str]) -> None:
    site = Site(headers=headers)
    assert [get(site, tmp_path) for _ in range(3)] == [BODY] * 3
    assert site.asked == [None, *headers.values(), *headers.values()]


def test_a_page_that_is_called_fresh_is_asked_about_all_the_same(tmp_path: Path) -> None:
    site = Site(headers={"ETag": '"1"', "Cache-Control": "max-age=100000"})
    assert [get(site, tmp_path) for _ in range(2)] == [BODY] * 2
    assert site.asked == [None, '"1"']


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"ETag": '"1"', "Cache-Control": "no-store"}, 200), ({"ETag": '"1"'}, 404), ({"ETag": '"1"'}, 500)],
)
def test_what_cannot_or_may_not_be_kept_is_not(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    site = Site(headers=headers, status=status)
    assert [get(site, tmp_path) for _ in range(2)] == [BODY] * 2
    assert site.asked == [None, None]


def test_a_body_over_the_limit_is_not_kept(tmp_path: Path) -> None:
    site = Site()
    assert [get(site, tmp_path, max_bytes=1000) for _ in range(2)] == [BODY] * 2
    assert site.asked == [None, None]


def test_a_changed_page_takes_the_place_of_the_old(tmp_path: Path) -> None:
    site = Site(headers={"Last-Modified": "Sat, 01 Mar 2031 08:00:00 GMT"})
    get(site, tmp_path)
    site.headers = {"Last-Modified": "Sat, 01 Mar 2031 08:00:01 GMT"}
    site.body = b"Corrected."
    assert [get(site, tmp_path) for _ in range(2)] == [b"Corrected."] * 2
    assert site.asked[-1] == "Sat, 01 Mar 2031 08:00:01 GMT"


def test_another_reader_has_entries_of_its_own(tmp_path: Path) -> None:
    site = Site()
    get(site, tmp_path)
    get(site, tmp_path, agent="b")
    assert site.asked == [None, None]


def test_a_reading_that_breaks_off_keeps_nothing(tmp_path: Path) -> None:
    site = Site()
    cache = PageCache(tmp_path, max_bytes=10**7)
    with httpx.Client(transport=add_cache(site, cache)) as client:
        extensions = {"caching": {"key": make_key(URL, "a")}}
        with client.stream("GET", URL, extensions=extensions) as response:
            next(response.iter_raw())
    cache.let_go()
    assert get(site, tmp_path) == BODY
    assert site.asked == [None, None]


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE streams SET chunk_data = x'00' WHERE chunk_number = 0",
        "DELETE FROM streams WHERE chunk_number = 1",
        "UPDATE entries SET data = x'c1'",
        "UPDATE entries SET chunk_count = NULL",
        "DROP TABLE streams",
        "ALTER TABLE entries ADD COLUMN odd",
    ],
)
def test_other_bytes_than_were_put_in_are_never_given(tmp_path: Path, statement: str) -> None:
    site = Site()
    get(site, tmp_path)
    change(tmp_path, statement)
    assert get(site, tmp_path) == BODY
    assert site.asked[:2] == [None, None]


@pytest.mark.parametrize("begin", [0, 4096, 8192])
def test_a_broken_file_costs_no_page_and_is_replaced(tmp_path: Path, begin: int) -> None:
    site = Site()
    get(site, tmp_path)
    with (tmp_path / NAME).open("r+b") as file:
        file.seek(begin)
        file.write(b"\xff" * 4096)
    assert [get(site, tmp_path) for _ in range(2)] == [BODY] * 2
    assert site.asked == [None, None, '"1"']


def test_a_folder_that_cannot_be_made_costs_no_page(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    site = Site()
    assert [get(site, tmp_path / "file") for _ in range(2)] == [BODY] * 2
    assert capfd.readouterr().err == ""


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    get(Site(), tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.ingest.test_cache import BODY, Site, get
for n in range(40):
    site = Site(body=BODY + b"%d" % (n % 3), headers={"ETag": '"%d"' % (n % 3)})
    assert get(site, Path(sys.argv[1])) == site.body, n
"""


def test_two_processes_share_it(tmp_path: Path) -> None:
    here = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), "", here]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert [(process.returncode, text) for process, text in zip(both, said, strict=True)] == [(0, b"")] * 2
