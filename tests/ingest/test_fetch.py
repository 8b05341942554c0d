"""Fetching from a server on this machine, polite and impolite."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reportedly.errors import ArticleError
from reportedly.ingest import IngestOptions, open_articles
from reportedly.ingest import network as network_module
from reportedly.ingest.network import is_public
from reportedly.model import Article

PAGE = (
    "<!doctype html><html><head><title>Ferry sinks</title></head><body><article><h1>Ferry sinks</h1>"
    + "<p>The ferry had 212 people on board, two port officials said on Monday evening.</p>" * 4
    + "</article></body></html>"
).encode()
PLAIN = "The ferry had 212 people on board, a café owner said.\n".encode("cp1252")
RECORD = b'{"text": "The ferry sank, an official said."}\n'

Answer = Callable[["Handler"], None]


def reply(status: int = 200, body: bytes = PAGE, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in (
            {"content-type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
        ).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def redirect(target: str) -> Answer:
    return reply(302, b"", location=target)


def trickle(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def trickle_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        handler.wfile.write(b"x-%d: y\r\n" % number)
        handler.wfile.flush()
        time.sleep(0.05)


def hang(handler: Handler) -> None:
    time.sleep(1.0)


def hang_up(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def flood(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x" * 4096)


BOMB = gzip.compress(b"\0" * 50_000_000)
ANSWERS: dict[str, Answer] = {
    "/page": reply(),
    "/plain": reply(body=PLAIN, content_type="text/plain; charset=windows-1252"),
    "/records": reply(body=RECORD * 2, content_type="application/x-ndjson"),
    "/json": reply(body=RECORD.strip(), content_type="application/json"),
    "/gzip": reply(body=gzip.compress(PAGE), content_encoding="gzip"),
    "/deflate": reply(body=zlib.compress(PAGE), content_encoding="deflate"),
    "/brotli": reply(body=b"xx", content_encoding="br"),
    "/packed-wrong": reply(body=b"not packed", content_encoding="gzip"),
    "/bomb": reply(body=BOMB, content_encoding="gzip"),
    "/image": reply(body=b"\x89PNG", content_type="image/png"),
    "/pdf": reply(body=b"%PDF-1.7", content_type="application/pdf"),
    "/empty": reply(body=b""),
    "/missing": reply(404, b"no"),
    "/forbidden": reply(403, b"no"),
    "/broken": reply(500, b"no"),
    "/large": reply(body=b"x" * 300_000),
    "/flood": flood,
    "/once": redirect("/page"),
    "/loop-a": redirect("/loop-b"),
    "/loop-b": redirect("/loop-a"),
    "/far": redirect("/far/1"),
    **{f"/far/{n}": redirect(f"/far/{n + 1}") for n in range(1, 12)},
    "/to-file": redirect("file:///etc/hostname"),
    "/trickle": trickle,
    "/trickle-headers": trickle_headers,
    "/hang": hang,
    "/hang-up": hang_up,
    "/secret/page": reply(),
    "/to-secret": redirect("/secret/page"),
}
ROBOTS = b"User-agent: *\nDisallow: /secret/\n"


class Handler(BaseHTTPRequestHandler):
    robots: Answer = reply(body=ROBOTS, content_type="text/plain")
    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        type(self).seen.append((self.path, self.headers["User-Agent"]))
        answer = type(self).robots if self.path == "/robots.txt" else ANSWERS[self.path]
        try:
            answer(self)
        except OSError:  # the client cut the connection, as it should
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def handler() -> type[Handler]:
    return type("OwnHandler", (Handler,), {"seen": []})


@pytest.fixture
def base(handler: type[Handler]) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(*urls: str, **changes: object) -> list[Article | ArticleError]:
    values: dict[str, object] = {
        "allow_private": True,
        "delay_s": 0.0,
        "timeout_s": 2.0,
        "deadline_s": 4.0,
        "max_bytes": 200_000,
        "sleep": lambda _: None,
    }
    return list(open_articles(urls, options=IngestOptions(**(values | changes))))  # type: ignore[arg-type]


def fail(url: str, **changes: object) -> str:
    (error,) = fetch(url, **changes)
    assert isinstance(error, ArticleError)
    assert error.where == url
    return error.problem


@pytest.mark.parametrize("path", ["/page", "/gzip", "/deflate", "/once"])
def test_page_is_fetched(base: str, path: str) -> None:
    (article,) = fetch(base + path)
    assert isinstance(article, Article)
    assert article.title == "Ferry sinks"
    assert article.url == base + ("/page" if path == "/once" else path)


def test_plain_text_is_read_as_text(base: str) -> None:
    (article,) = fetch(base + "/plain")
    assert isinstance(article, Article)
    assert article.text == PLAIN.decode("cp1252")


@pytest.mark.parametrize(("path", "count"), [("/records", 2), ("/json", 1)])
def test_records_are_read(base: str, path: str, count: int) -> None:
    assert [type(found) for found in fetch(base + path)] == [Article] * count


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "answers 404"),
        ("/forbidden", "answers 403"),
        ("/broken", "answers 500"),
        ("/image", "content type is image/png"),
        ("/pdf", "content type is application/pdf"),
        ("/empty", "is empty"),
        ("/large", "is too large: 300,000 bytes"),
        ("/flood", "is too large: over 200,000 bytes"),
        ("/bomb", "is too large: over 200,000 bytes"),
        ("/brotli", "is packed as 'br'"),
        ("/packed-wrong", "cannot be unpacked"),
        ("/loop-a", "redirects in a loop"),
        ("/far", "redirects too often"),
        ("/to-file", "no http or https address"),
        ("/secret/page", "disallows it"),
        ("/to-secret", "disallows it"),
        ("/hang-up", "connection broke"),
    ],
)
def test_each_failure_says_what_it_was(base: str, path: str, said: str) -> None:
    assert said in fail(base + path)


@pytest.mark.parametrize("path", ["/trickle", "/trickle-headers", "/hang"])
def test_slow_server_is_cut_at_the_deadline(base: str, path: str) -> None:
    began = time.monotonic()
    assert "timed out" in fail(base + path, deadline_s=0.4, timeout_s=0.3, tries=1)
    assert time.monotonic() - began < 2


def test_refused_connection_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert "cannot be reached" in fail(url)


def test_unknown_host_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(network_module.socket, "getaddrinfo", refuse)
    assert "cannot be resolved" in fail("http://nowhere.example/")


def test_slow_resolver_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_module.socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5) or [])
    assert "timed out" in fail("http://nowhere.example/", timeout_s=0.1)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.0.1", "0.0.0.0"]
)
def test_private_address_is_refused(base: str, host: str, handler: type[Handler]) -> None:
    port = base.rsplit(":", 1)[1]
    assert "private address" in fail(f"http://{host}:{port}/page", allow_private=False)
    assert handler.seen == []


def resolve_as(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> None:
    """Let host names (dots as underscores) resolve to one address after the other, the last one for ever."""

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        addresses = names.get(host.replace(".", "_"), [host])  # the system looks numbers up too
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(network_module.socket, "getaddrinfo", resolve)


def count_as_public(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setattr(network_module, "is_public", lambda address: address in addresses)


def test_redirect_to_a_private_address_is_refused(
    base: str, monkeypatch: pytest.MonkeyPatch, handler: type[Handler]
) -> None:
    port = base.rsplit(":", 1)[1]
    monkeypatch.setitem(ANSWERS, "/inside", redirect(f"http://inside.example:{port}/page"))
    resolve_as(monkeypatch, outside_example=["127.0.0.1"], inside_example=["127.0.0.2"])
    count_as_public(monkeypatch, "127.0.0.1")
    assert "private address 127.0.0.2" in fail(f"http://outside.example:{port}/inside", allow_private=False)
    assert "/page" not in [path for path, _ in handler.seen]


def test_name_that_turns_private_between_requests_is_refused(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = base.rsplit(":", 1)[1]
    resolve_as(monkeypatch, rebound_example=["127.0.0.1", "127.0.0.2"])
    count_as_public(monkeypatch, "127.0.0.1")
    assert "private address 127.0.0.2" in fail(f"http://rebound.example:{port}/page", allow_private=False)


def test_user_agent_and_contact_are_sent(base: str, handler: type[Handler]) -> None:
    fetch(base + "/page", contact="desk@harbour.example")
    assert {agent for _, agent in handler.seen} == {"Reportedly/0.1 (news verification reader; desk@harbour.example)"}


def test_robots_are_asked_once_for_a_host(base: str, handler: type[Handler]) -> None:
    fetch(base + "/page", base + "/plain")
    assert [path for path, _ in handler.seen] == ["/robots.txt", "/page", "/plain"]


def test_robots_are_not_asked_when_told_so(base: str, handler: type[Handler]) -> None:
    (article,) = fetch(base + "/secret/page", respect_robots=False)
    assert isinstance(article, Article)
    assert [path for path, _ in handler.seen] == ["/secret/page"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (503, False)])
def test_robots_status_is_taken_as_rfc_9309_says(base: str, handler: type[Handler], status: int, allowed: bool) -> None:
    handler.robots = staticmethod(reply(status, b"Disallow: /"))  # type: ignore[assignment]
    (found,) = fetch(base + "/page")
    assert isinstance(found, Article) is allowed


def test_large_robots_are_cut(base: str, handler: type[Handler]) -> None:
    rules = ROBOTS + b"# filler\n" * 100_000 + b"User-agent: *\nDisallow: /\n"
    handler.robots = staticmethod(reply(200, rules, content_type="text/plain"))  # type: ignore[assignment]
    assert "disallows" in fail(base + "/secret/page")
    assert isinstance(fetch(base + "/page")[0], Article)


def test_pages_of_one_host_keep_their_distance(base: str) -> None:
    began = time.monotonic()
    fetch(base + "/page", base + "/plain", delay_s=0.3, sleep=time.sleep)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("url", ["http://user:word@harbour.example/", "http://", "http://[bad/", "https://x:99999999/"])
def test_bad_url_is_an_error(url: str) -> None:
    assert fail(url)


def test_failures_do_not_stop_the_rest(base: str) -> None:
    assert [type(f) for f in fetch(base + "/missing", base + "/page")] == [ArticleError, Article]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_addresses_are_told_apart(address: str, public: bool) -> None:
    assert is_public(address) is public
