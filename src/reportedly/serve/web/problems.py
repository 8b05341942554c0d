"""What went wrong, told to programs as RFC 9457 problems and to people as a page."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from reportedly.errors import RecordError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class Problem(HTTPException):
    """A request that is refused or fails, with what to tell. more: further members of the problem document."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.more = more


class NotModified(Exception):
    """The client has what it asks for already."""

    def __init__(self, etag: str) -> None:
        self.etag = etag


class Kept(Exception):
    """The page was made already for this state of the record."""

    def __init__(self, response: Response) -> None:
        self.response = response


def problem_response(
    status: int, detail: str | None, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The problem document as a response."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    body = msgspec.json.encode({name: value for name, value in document.items() if value is not None})
    return Response(body, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


@contextmanager
def refused_as(status: int, *, what: str = "The record") -> Iterator[None]:
    """A RecordError about what was asked for as a Problem with this status; one of the database stays what it is."""
    try:
        yield
    except RecordError as error:
        if error.__cause__ is not None:
            raise
        raise Problem(status, f"{what} {error.problem}") from error


def add_handlers(app: FastAPI) -> None:
    """Have the application answer errors."""

    def tell(request: Request, status: int, detail: str, headers: Mapping[str, str] | None, **more: Any) -> Response:
        if is_for_people(request.scope["path"]):
            from reportedly.serve.web.pages import error_page

            return error_page(request, status, detail, headers)
        return problem_response(status, detail, headers=headers, **more)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        detail = error.detail
        if not isinstance(error, Problem) and error.status_code == HTTPStatus.NOT_FOUND:
            detail = "There is nothing at this address."
        more = error.more if isinstance(error, Problem) else {}
        return tell(request, error.status_code, detail, error.headers, **more)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        # Not what was sent: it need not come back to whoever sees the answer.
        errors = [{"at": "/".join(map(str, e["loc"])), "detail": e["msg"]} for e in error.errors()]
        detail = "; ".join(f"{e['at']}: {e['detail']}" for e in errors[:5])
        return tell(request, 422, detail, None, errors=errors)

    @app.exception_handler(NotModified)
    def same(_: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "private, no-cache"})

    @app.exception_handler(Kept)
    def kept(_: Request, error: Kept) -> Response:
        return error.response

    @app.exception_handler(RecordError)
    def record(request: Request, error: RecordError) -> Response:
        log.error("%s", error)
        return tell(request, 503, f"The record {error.problem}", {"Retry-After": "5"})

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        from reportedly.serve.web.gate import HEADERS

        log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        return tell(request, 500, "Something failed here. The log of the server says what.", dict(HEADERS))


def is_for_people(path: str) -> bool:
    """Whether a path is a page's, and not the API's or a file's."""
    return not path.startswith(("/api/", "/static/")) and path != "/api"
