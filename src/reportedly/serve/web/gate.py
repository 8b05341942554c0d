"""What every request passes before it is worked on: who asks, for which host, how much and how often."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reportedly.serve.web.desk import Desk
from reportedly.serve.web.problems import Problem, problem_response

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_CLIENTS = 10_000  # whose writes are counted; beyond, the oldest are forgotten
MINUTE_S = 60.0
LONGEST_TARGET = 8_000  # bytes of a path and its query


class Rate:
    """How many times each client may do something in a minute."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> float | None:
        """Count one more; the seconds to wait where that is too many, and then it is not counted."""
        now = self._clock()
        times = self._seen.setdefault(client, deque())
        self._seen.move_to_end(client)
        while len(self._seen) > MOST_CLIENTS:
            self._seen.popitem(last=False)
        while times and times[0] <= now - MINUTE_S:
            times.popleft()
        if len(times) >= self._most:
            return times[0] + MINUTE_S - now
        times.append(now)
        return None


def is_token(desk: Desk, given: str | None) -> bool:
    """Whether this is the token, told in the same time whatever it is."""
    if desk.token is None or given is None:
        return False
    return compare_digest(given.encode("utf-8", "surrogatepass"), desk.token.encode("utf-8", "surrogatepass"))


def bearer_of(headers: Headers) -> str | None:
    """The token of an Authorization header."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def is_this_machine(host: str) -> bool:
    """Whether a Host header, or a name to serve at, is of this machine itself."""
    name = host.strip().lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _password_of(headers: Headers) -> str | None:
    """The password of a browser that was asked for one; the name does not matter."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None


class Gate:
    """The application behind its checks; adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk
        self._rate = Rate(desk.options.writes_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        dressed = _dress(send, is_head)
        refused = self._refuse(scope)
        if refused is not None:
            answer = problem_response(refused.status_code, refused.detail, headers=refused.headers)
            await answer(scope, receive, dressed)
            return
        if is_head:
            scope = {**scope, "method": "GET"}
        await self.app(scope, self._limit(receive), dressed)

    def _refuse(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        client = scope["client"][0] if scope.get("client") else "unknown"
        if self.desk.options.local and not is_this_machine(headers.get("host", "")):
            # A page elsewhere whose name was made to lead here (DNS rebinding) would read the record.
            return Problem(421, "Only this machine is served: ask for 127.0.0.1 or localhost.")
        target = scope.get("raw_path", b"") + b"?" + scope.get("query_string", b"")
        if len(target) > LONGEST_TARGET:
            return Problem(414, f"The address is too long: the limit is {LONGEST_TARGET:,} bytes.")
        if b"%00" in target or b"\x00" in target or "\x00" in scope["path"]:
            return Problem(400, "The address holds a NUL.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return Problem(400, "Content-Length is no number.")
        if int(length) > self.desk.options.max_body:
            return self._too_large()
        if scope["method"] not in SAFE and (wait := self._rate.wait(client)) is not None:
            return _too_often(wait)
        if self.desk.options.local or is_token(self.desk, bearer_of(headers) or _password_of(headers)):
            return None
        if "authorization" in headers and (wait := self._rate.wait(client)) is not None:
            return _too_often(wait)
        asked = 'Bearer realm="Reportedly", Basic realm="Reportedly", charset="UTF-8"'
        return Problem(401, "A token is needed.", headers={"WWW-Authenticate": asked})

    def _too_large(self) -> Problem:
        return Problem(413, f"The request is too large: the limit is {self.desk.options.max_body:,} bytes.")

    def _limit(self, receive: Receive) -> Receive:
        """As much of a body as is allowed: one without a length is only known when it comes."""
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.desk.options.max_body:
                    raise self._too_large()
            return message

        return limited


def _too_often(wait: float) -> Problem:
    return Problem(429, "Too many requests in a minute.", headers={"Retry-After": str(int(wait) + 1)})


def _dress(send: Send, is_head: bool) -> Send:
    """Send with the security headers; without the body where only its headers are wanted."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS:
                headers[name] = value
        elif is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return dressed
