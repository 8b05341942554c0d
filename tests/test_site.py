"""One site over several runs into one record, while it changes, moves, breaks, is busy, and repeats itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reportedly import ArticleError, Reading
from reportedly.ingest import IngestOptions, network
from reportedly.model import Article
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.store import Record
from reportedly.store.verify import verify

Answer = Callable[["Handler"], None]


def page(people: int, *, head: str = "") -> bytes:
    words = f"<p>The ferry had {people} people on board, two port officials said on Monday evening.</p>" * 3
    return f"<html><head><title>Ferry sinks</title>{head}</head><body><article>{words}</article></body></html>".encode()


def give(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer; 304 where it has an ETag and the request knows it."""

    def answer(handler: Handler) -> None:
        tag = headers.get("ETag")
        known = tag is not None and handler.headers["If-None-Match"] == tag
        handler.send_response(304 if known else status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if not known:
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if known else body)

    return answer


def move(target: str) -> Answer:
    return give(b"", 302, Location=target)


def reset(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def stall(handler: Handler) -> None:
    time.sleep(0.4)


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, and so on; the last one for ever."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, self.headers["If-None-Match"]))
        try:
            self.site.answers.get(self.path, give(b"", 404))(self)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@dataclass
class Site:
    """What a server says at each path, and what it was asked."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def take_asked(self) -> list[tuple[str, str | None]]:
        """What was asked since the last time, robots.txt left out."""
        asked = [one for one in self.asked if one[0] != "/robots.txt"]
        self.asked.clear()
        return asked


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    server = Server(("127.0.0.1", 0), type("OwnHandler", (Handler,), {"site": one}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    one.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield one
    server.shutdown()
    thread.join()
    server.server_close()


class Fake:
    """Finds nothing."""

    version = "fake/1"

    def read(self, article: Article) -> Reading:
        return Reading(article=article)


@dataclass
class Desk:
    """Runs into one record, waiting in no run."""

    record: Record
    site: Site
    cache: Path
    slept: list[float] = field(default_factory=list)

    def run(self, *paths: str, **changes: Any) -> list[str]:
        """What became of each page: its fate, or why it was skipped."""
        values: dict[str, Any] = {
            "allow_private": True, "delay_s": 0.0, "timeout_s": 2.0, "cache": self.cache, "sleep": self.slept.append,
        }  # fmt: skip
        found = keep_sources(
            [self.site.url + path for path in paths], record=self.record, make_engine=partial(Here, Fake),
            reader="fake/1", options=IngestOptions(**(values | changes)),
        )  # fmt: skip
        return [one.problem if isinstance(one, ArticleError) else one.fate for one in found]


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    with Record(tmp_path / "desk.db") as record:
        yield Desk(record, site, tmp_path / "cache")
        assert list(verify(record)) == []


def test_a_site_is_kept_right_over_many_runs(desk: Desk, site: Site) -> None:
    tag = '"1"'
    site.answers = {
        "/a": give(page(10), ETag=tag),
        "/b": give(page(20)),
        "/old-c": move("/c?utm_source=mail"),
        "/c?utm_source=mail": give(page(30)),
        "/c": give(page(30)),
    }
    assert desk.run("/a", "/b", "/old-c") == ["article"] * 3
    site.take_asked()

    # Nothing changed: what has a tag is confirmed, what has none comes again.
    assert desk.run("/a", "/b", "/c") == ["sighting"] * 3
    assert site.take_asked() == [("/a", tag), ("/b", None), ("/c", None)]

    # One page changes, one breaks for one try, one for good.
    site.answers |= {
        "/a": give(page(11), ETag='"2"'),
        "/b": in_turn(give(b"", 500), reset, give(page(20))),
        "/c": give(b"", 502),
    }
    changed = desk.run("/a", "/b", "/c")
    assert changed[:2] == ["version", "sighting"]
    assert changed[2].startswith("the server answers 502")
    assert [path for path, _ in site.take_asked()] == ["/a", "/b", "/b", "/b", "/c", "/c", "/c"]

    # One is slow, one is busy for long, and so the others of its host are not asked.
    site.answers |= {"/b": stall, "/c": give(b"", 429, Retry_After="3600")}
    busy = desk.run("/b", "/c", "/a", timeout_s=0.2)
    assert busy[0].startswith("timed out")
    assert ["asks to be left alone until 20" in problem for problem in busy] == [False, True, True]
    assert [path for path, _ in site.take_asked()] == ["/b", "/b", "/b", "/c"]

    # All is well again.
    site.answers |= {"/b": give(page(20)), "/c": give(page(31))}
    assert desk.run("/a", "/b", "/c") == ["sighting", "sighting", "version"]
    assert [entry.outcome for entry in desk.record.captures()] == [
        *["article"] * 3,
        *["sighting"] * 3,
        *["article", "sighting", "skipped"],  # a version is logged as the article that it is
        *["skipped"] * 3,
        *["sighting", "sighting", "article"],
    ]
    assert sorted(a.versions for a in desk.record.list_articles()) == [1, 2, 2, 2, 2]


def test_a_confirmed_page_is_recorded_as_confirmed_with_the_same_bytes(desk: Desk, site: Site) -> None:
    site.answers["/a"] = give(page(10), ETag='"1"')
    desk.run("/a")
    desk.run("/a")
    first, second = desk.record.captures()
    assert (first.status, second.status) == (200, 304)
    assert (first.sha256, first.media_type) == (second.sha256, second.media_type)
    names = [[name for name, _ in entry.headers] for entry in (first, second)]
    assert "Content-Length" in names[0]  # in the spelling received
    assert "Content-Length" not in names[1]


def test_another_record_gets_the_bytes_of_a_confirmed_page_too(desk: Desk, site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = give(page(10), ETag='"1"')
    desk.run("/a")
    with Record(tmp_path / "other.db") as record:
        assert Desk(record, site, desk.cache).run("/a") == ["article"]
        assert list(verify(record)) == []
        assert [(entry.status, bool(entry.sha256)) for entry in record.captures()] == [(304, True)]


def test_a_site_that_asks_for_a_short_pause_gets_it(desk: Desk, site: Site) -> None:
    site.answers["/a"] = in_turn(give(b"", 503, Retry_After="40"), give(page(10)))
    assert desk.run("/a") == ["article"]
    assert max(desk.slept) > 39


def test_a_site_that_stays_busy_says_when_to_try_again(desk: Desk, site: Site) -> None:
    site.answers["/a"] = give(b"", 429, Retry_After="7")
    (problem,) = desk.run("/a", tries=2)
    assert "answers 429" in problem
    assert "asks to be left alone until 20" in problem
    assert len(site.take_asked()) == 2
    (entry,) = desk.record.captures()
    assert (entry.outcome, "Try again after 20" in (entry.reason or "")) == ("skipped", True)


def test_robots_that_fail_are_tried_again_and_then_forbid_the_host_at_once(desk: Desk, site: Site) -> None:
    site.answers |= {"/robots.txt": give(b"", 503), "/a": give(page(10)), "/b": give(page(20))}
    assert ["forbids" in problem for problem in desk.run("/a", "/b", tries=2)] == [True, True]
    assert [path for path, _ in site.asked] == ["/robots.txt"] * 2
    site.answers["/robots.txt"] = in_turn(give(b"", 503), give(b"User-agent: *\nDisallow: /b"))
    outcomes = desk.run("/a", "/b")
    assert outcomes[0] == "article"
    assert "disallows" in outcomes[1]


def test_a_cached_page_is_not_given_where_its_address_is_private(desk: Desk, site: Site) -> None:
    site.answers["/a"] = give(page(10), ETag='"1"', Cache_Control="max-age=100000")
    assert desk.run("/a") == ["article"]
    site.take_asked()
    (problem,) = desk.run("/a", allow_private=False)
    assert "private address" in problem
    assert site.take_asked() == []


def test_a_page_that_moves_to_a_private_address_is_not_followed(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = site.url.rsplit(":", 1)[1]
    site.answers |= {"/a": give(page(10), ETag='"1"'), "/b": move(f"http://127.0.0.2:{port}/a")}
    monkeypatch.setattr(network, "is_public", lambda address: address == "127.0.0.1")
    assert desk.run("/a", allow_private=False) == ["article"]
    (problem,) = desk.run("/b", allow_private=False)
    assert "private address 127.0.0.2" in problem


@pytest.mark.parametrize("broken", [b"no database", b""])
def test_a_broken_cache_loses_no_article(desk: Desk, site: Site, broken: bytes) -> None:
    site.answers["/a"] = give(page(10), ETag='"1"')
    desk.run("/a")
    for path in desk.cache.glob("*.db*"):
        path.write_bytes(broken)
    assert desk.run("/a") == ["sighting"]
    assert site.take_asked() == [("/a", None)] * 2


def test_without_a_cache_nothing_is_asked_conditionally(desk: Desk, site: Site) -> None:
    site.answers["/a"] = give(page(10), ETag='"1"')
    assert desk.run("/a", cache=None) + desk.run("/a", cache=None) == ["article", "sighting"]
    assert site.take_asked() == [("/a", None)] * 2
    assert not desk.cache.exists()


# What a page calls itself


def test_what_a_site_shows_at_several_addresses_is_one_page(desk: Desk, site: Site) -> None:
    declared = f'<link rel="canonical" href="{site.url}/story">'
    site.answers |= {"/print?id=7": give(page(10, head=declared)), "/story": give(page(11, head=declared))}
    site.answers["/copy"] = give(page(11, head=declared))
    assert desk.run("/print?id=7", "/story", "/copy") == ["article", "version", "sighting"]
    assert {(a.page, a.versions) for a in desk.record.list_articles()} == {(f"{site.url}/story", 2)}
    assert {a.url for a in desk.record.list_articles()} == {f"{site.url}/print?id=7", f"{site.url}/story"}


@pytest.mark.parametrize("declared", ["https://ostia-gazette.example/mill", "/", "javascript:alert(1)", "http://[bad"])
def test_what_a_page_may_not_call_itself_is_not_believed(desk: Desk, site: Site, declared: str) -> None:
    site.answers["/a"] = give(page(10, head=f'<link rel="canonical" href="{declared}">'))
    assert desk.run("/a") == ["article"]
    assert [a.page for a in desk.record.list_articles()] == [f"{site.url}/a"]
