"""Polite HTTP: one page or file from the web, within limits of time, size and reach."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from protego import Protego

from reportedly.errors import ArticleError
from reportedly.ingest.cache import PageCache, add_cache, make_key
from reportedly.ingest.network import Deadline, GuardedTransport, PrivateAddress
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.patience import PASSING, Passing, Pauses, make_retrying, show_time

ACCEPT = (
    "text/html, application/xhtml+xml, text/plain;q=0.8, application/rss+xml;q=0.8, "
    "application/atom+xml;q=0.8, application/feed+json;q=0.8, application/xml;q=0.7, application/x-ndjson;q=0.7, "
    "application/json;q=0.6"
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ROBOTS_NAME = "Reportedly"  # the name that robots.txt rules are looked up by
ROBOTS_BYTES = 500 * 1024  # RFC 9309 asks for at least this much
ROBOTS_REDIRECTS = 5  # RFC 9309 asks for at least five
LONGEST_DELAY = 30.0  # seconds: a longer Crawl-delay is meant for crawlers, not for one page
STATUS_HINTS = {
    401: "The page needs a login. Save it from a browser and read the file.",
    403: "The site refuses. Save the page from a browser and read the file.",
    404: "There is no such page. Check the address.",
    410: "The page was removed. Try an archived copy.",
    429: "The site asks for fewer requests. Try again later.",
    451: "The page is withheld for legal reasons. Try an archived copy.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came: the final URL, the content type in lower case without parameters, its charset, the bytes unpacked.

    status, headers: of HTTP; headers in the order and spelling received. Status 304: the site confirmed what was
        fetched from it before; the headers are of that answer, the bytes and their type those of before.
    """

    url: str
    content_type: str | None
    charset: str | None
    data: bytes
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Fetcher:
    """Fetches pages, remembering each host's robots.txt, when it was last asked, and the pauses that it asked for.

    Redirects are followed one by one, each address checked and each host's robots.txt asked.
    """

    options: IngestOptions
    _robots: dict[str, Protego | None] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)
    _pauses: Pauses = field(init=False)
    _cache: PageCache | None = field(init=False)

    def __post_init__(self) -> None:
        self._pauses = Pauses(self.options)
        folder = self.options.cache
        self._cache = PageCache(folder, max_bytes=self.options.max_bytes) if folder is not None else None

    def close(self) -> None:
        """Let go of the cache."""
        if self._cache is not None:
            self._cache.let_go()

    def fetch(self, url: str) -> Fetched:
        """The page behind a URL; what may pass by itself is tried again. What stays is an ArticleError that says which:

        the address is not http(s) or private, robots.txt disallows it, no connection, time over, too many
        redirects or a loop, a status of 400 and above, a pause asked for that is too long, too large, packed in an
        unknown way.
        """
        try:
            return make_retrying(self.options)(self._try, url)
        except Passing as failure:
            if failure.robots_of is not None:
                self._robots[failure.robots_of] = None
            raise failure.error from failure.__cause__

    def _try(self, url: str) -> Fetched:
        """One try, from the first address on."""
        deadline = Deadline(self.options.deadline_s)
        seen: list[str] = []
        current = check_url(url, where=url)
        while True:
            self._ask_robots(current, where=url, deadline=deadline)
            if not seen:
                self._wait(current, deadline=deadline)
            seen.append(current)
            response, body = self._get(current, where=url, deadline=deadline, max_bytes=self.options.max_bytes)
            if response.status_code in PASSING:
                raise self._refuse(response, url=current, where=url)
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                return _make_fetched(response, body, url=current, where=url)
            current = check_url(urljoin(current, response.headers["location"]), where=url)
            if current in seen:
                raise ArticleError(
                    url, f"redirects in a loop (back to {current}).", hint="Check the address in a browser."
                )
            if len(seen) > self.options.max_redirects:
                raise ArticleError(url, f"redirects too often (over {self.options.max_redirects} times).")

    def _refuse(self, response: httpx.Response, *, url: str, where: str) -> Exception:
        """What to raise for a status that may pass: ``Passing``, or an ArticleError where the site asks for long."""
        when = self._pauses.note(url, response.headers.get("retry-after"))
        problem, hint = _describe_status(response)
        if when is None:
            return Passing(ArticleError(where, problem, hint=hint))
        shown = show_time(when)
        error = ArticleError(
            where, f"{problem[:-1]}, and asks to be left alone until {shown}.", hint=f"Try again after {shown}."
        )
        return error if self._pauses.is_long(url) else Passing(error)

    def _ask_robots(self, url: str, *, where: str, deadline: Deadline) -> None:
        """Raise ArticleError where robots.txt disallows the URL, or where RFC 9309 says to take it so."""
        if not self.options.respect_robots:
            return
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._robots:
            self._robots[origin] = self._load_robots(origin, where=where, deadline=deadline)
        rules = self._robots[origin]
        if rules is None:
            raise _closed(origin, where=where)
        if not rules.can_fetch(url, ROBOTS_NAME):
            raise ArticleError(
                where, f"robots.txt of {origin} disallows it.", hint="Save the page from a browser and read the file."
            )

    def _load_robots(self, origin: str, *, where: str, deadline: Deadline) -> Protego:
        """The rules of a host; no rules for a status of 400 to 499, ``Passing`` for one of 500 and above (RFC 9309)."""
        current = f"{origin}/robots.txt"
        for _ in range(ROBOTS_REDIRECTS + 1):
            response, body = self._get(current, where=where, deadline=deadline, max_bytes=ROBOTS_BYTES, cut=True)
            if response.status_code in REDIRECTS and "location" in response.headers:
                current = check_url(urljoin(current, response.headers["location"]), where=where)
                continue
            if response.status_code in PASSING:
                self._pauses.note(current, response.headers.get("retry-after"))
            if response.status_code >= 500:
                raise Passing(_closed(origin, where=where), robots_of=origin)
            return Protego.parse(body.decode("utf-8", "replace") if response.status_code == 200 else "")
        return Protego.parse("")

    def _wait(self, url: str, *, deadline: Deadline) -> None:
        """Leave each host its time between two pages."""
        parts = urlsplit(url)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(ROBOTS_NAME) if rules is not None else None
        delay = max(self.options.delay_s, min(float(asked or 0), LONGEST_DELAY))
        if parts.netloc in self._asked_at:
            left = max(0.0, self._asked_at[parts.netloc] + delay - time.monotonic())
            self.options.sleep(left)
            deadline.extend(left)
        self._asked_at[parts.netloc] = time.monotonic()

    def _get(
        self, url: str, *, where: str, deadline: Deadline, max_bytes: int, cut: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """One response and its body, unpacked; cut: a body that is too large is cut off, not refused."""
        self._pauses.keep(url, where=where, waited=deadline.extend)
        guarded = GuardedTransport(
            deadline=deadline, allow_private=self.options.allow_private, ssl_context=make_ssl_context()
        )
        transport = guarded if self._cache is None else add_cache(guarded, self._cache)
        headers = {"User-Agent": self.options.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
        extensions = {"caching": {"key": make_key(url, self.options.user_agent)}}
        try:
            with (
                httpx.Client(transport=transport, timeout=self.options.timeout_s, trust_env=False) as client,
                client.stream("GET", url, headers=headers, follow_redirects=False, extensions=extensions) as response,
            ):
                response.extensions["received"] = guarded.received
                if response.status_code in REDIRECTS or response.status_code >= 400:
                    return response, b""
                _check_response(response, where=where, max_bytes=max_bytes, cut=cut)
                return response, _read_body(response, where=where, max_bytes=max_bytes, cut=cut)
        except PrivateAddress as error:
            raise ArticleError(
                where,
                f"leads to the private address {error}, which is not fetched.",
                hint="Allow private addresses to fetch it.",
            ) from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            problem = f"timed out (limits: {self.options.timeout_s:g} s a step, {self.options.deadline_s:g} s in all)."
            raise Passing(ArticleError(where, problem, hint="Try later, or raise the limit.")) from error
        except (httpcore.ConnectError, httpx.ConnectError) as error:
            problem = f"cannot be reached ({error})."
            raise Passing(ArticleError(where, problem, hint="Check the address and the connection.")) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
            problem = f"the connection broke ({str(error) or type(error).__name__})."
            raise Passing(ArticleError(where, problem, hint="Try again.")) from error


@cache
def make_ssl_context() -> SSLContext:
    """What connections are checked with, made once; the environment has no say."""
    return httpx.create_ssl_context(trust_env=False)


def check_url(url: str, *, where: str) -> str:
    """The URL without its fragment, or an ArticleError for what is not fetched."""
    try:
        parsed = httpx.URL(url.split("#")[0])
        host = parsed.host
    except (httpx.InvalidURL, ValueError) as error:
        raise ArticleError(where, f"is not a valid URL ({error}).") from error
    if parsed.scheme not in ("http", "https") or not host:
        raise ArticleError(where, f"leads to {url[:100]!r}, which is no http or https address.")
    if parsed.userinfo:
        raise ArticleError(
            where, "holds a name and password, which are not sent.", hint="Save the page and read the file."
        )
    return str(parsed)


def _check_response(response: httpx.Response, *, where: str, max_bytes: int, cut: bool) -> None:
    """Raise ArticleError for a page that says at once that it is too large; robots.txt is cut instead."""
    length = response.headers.get("content-length", "")
    if not cut and length.isdigit() and int(length) > max_bytes:
        raise ArticleError(where, f"is too large: {int(length):,} bytes, the limit is {max_bytes:,}.")


def _read_body(response: httpx.Response, *, where: str, max_bytes: int, cut: bool) -> bytes:
    """The body, unpacked piece by piece and never beyond the limit, however far it would unpack."""
    body = bytearray()
    for piece in _unpack(response, where=where):
        body += piece
        if len(body) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise ArticleError(where, f"is too large: over {max_bytes:,} bytes unpacked.")
    return bytes(body)


def _unpack(response: httpx.Response, *, where: str) -> Iterator[bytes]:
    """The pieces of a body, at most 64 KiB each. httpx would unpack a whole network read at once."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ArticleError(where, f"is packed as {encoding!r}, which was not asked for and is not unpacked.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if encoding != "deflate" else None
    try:
        for raw in response.iter_raw():
            if unpacker is None:  # "deflate" is sent with and without the zlib header
                unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS if raw[:1] == b"\x78" else -zlib.MAX_WBITS)
            waiting = raw
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, 1 << 16)
                waiting = unpacker.unconsumed_tail
    except zlib.error as error:
        raise ArticleError(where, f"cannot be unpacked ({error}).") from error


def _make_fetched(response: httpx.Response, body: bytes, *, url: str, where: str) -> Fetched:
    """The page, or an ArticleError for a status of 400 and above."""
    if response.status_code >= 400 or response.status_code in REDIRECTS or not body:
        problem, hint = _describe_status(response)
        raise ArticleError(where, problem, hint=hint)
    content_type = response.headers.get("content-type", "").split(";")[0].strip().lower() or None
    status, headers = response.extensions["received"]
    return Fetched(
        url=url,
        content_type=content_type,
        charset=response.charset_encoding,
        data=body,
        status=status,
        headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in headers),
    )


def _describe_status(response: httpx.Response) -> tuple[str, str | None]:
    """What is wrong with an answer without a page, and what to try."""
    status = response.status_code
    if status < 300:
        return "is empty: there is nothing to read.", None
    problem = f"the server answers {status} {response.reason_phrase}".rstrip() + "."
    return problem, STATUS_HINTS.get(status, "The site has a problem. Try again later." if status >= 500 else None)


def _closed(origin: str, *, where: str) -> ArticleError:
    problem = f"{origin}/robots.txt answers with a server error, which forbids fetching."
    return ArticleError(where, problem, hint="Try later.")
