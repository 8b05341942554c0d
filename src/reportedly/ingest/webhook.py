"""Telling a web address what was found: signed, tried again while that may help, and never to a private address.

It stands here because only this stage reaches the network.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

import httpcore
import httpx

from reportedly.errors import AlertError, ArticleError, SetupError
from reportedly.ingest.fetch import check_url, make_ssl_context
from reportedly.ingest.network import Deadline, GuardedTransport, PrivateAddress
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.patience import PASSING, Passing, Pauses, make_retrying

SIGNATURE = "X-Reportedly-Signature"
DELIVERY = "X-Reportedly-Delivery"


def sign(body: bytes, secret: bytes) -> str:
    """The signature of a body: ``sha256=`` and the HMAC-SHA-256 in hexadecimal (RFC 2104)."""
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


class Webhook:
    """An address that takes JSON by POST. SetupError for one that is none, and for an empty secret.

    options: the tries, waits, time limits and whether private addresses are allowed, as for fetching.
    """

    def __init__(self, url: str, *, secret: bytes, options: IngestOptions | None = None) -> None:
        if not secret:
            raise SetupError("webhook: the secret is empty. Put one line into its file, such as 32 random letters.")
        try:
            self._url = check_url(url, where="webhook")
        except ArticleError as error:
            raise SetupError(f"webhook: {error.problem} Give an http or https address without a password.") from error
        self.where = f"webhook at {urlsplit(self._url).netloc}"  # the rest of an address may be a secret
        self._secret = secret
        self._options = options or IngestOptions()
        self._pauses = Pauses(self._options)

    def post(self, body: bytes, *, delivery: str) -> None:
        """Give the body to the address; AlertError where it is not taken with a status of 200 to 299.

        delivery: names the body, the same at every try, so that the receiver can drop what it has. Redirects are not
        followed: a body goes only to the address that was named.
        """
        try:
            make_retrying(self._options)(self._try, body, delivery)
        except Passing as failure:
            raise failure.error from failure.__cause__
        except ArticleError as error:  # a pause that is too long
            raise AlertError(self.where, error.problem, hint=error.hint) from error

    def _try(self, body: bytes, delivery: str) -> None:
        deadline = Deadline(self._options.deadline_s)
        self._pauses.keep(self._url, where=self.where, waited=deadline.extend)
        status, retry_after = self._send(body, delivery, deadline)
        if 200 <= status < 300:
            return
        error = AlertError(self.where, f"answers {status}.", hint="It is told again later.")
        if status not in PASSING:
            raise error
        self._pauses.note(self._url, retry_after)
        raise error if self._pauses.is_long(self._url) else Passing(error)

    def _send(self, body: bytes, delivery: str, deadline: Deadline) -> tuple[int, str | None]:
        """The status of the answer, and its Retry-After; its body is not read."""
        options = self._options
        transport = GuardedTransport(
            deadline=deadline, allow_private=options.allow_private, ssl_context=make_ssl_context()
        )
        headers = {
            "User-Agent": options.user_agent, "Content-Type": "application/json", DELIVERY: delivery,
            SIGNATURE: sign(body, self._secret),
        }  # fmt: skip
        try:
            with (
                httpx.Client(transport=transport, timeout=options.timeout_s, trust_env=False) as client,
                client.stream("POST", self._url, content=body, headers=headers, follow_redirects=False) as response,
            ):
                return response.status_code, response.headers.get("retry-after")
        except PrivateAddress as error:
            problem = f"leads to the private address {error}, which is not told."
            raise AlertError(self.where, problem, hint="Allow private addresses to tell it.") from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise Passing(AlertError(self.where, "timed out.", hint="It is told again later.")) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
            problem = f"cannot be told ({str(error) or type(error).__name__})."
            raise Passing(AlertError(self.where, problem, hint="It is told again later.")) from error
