"""How answers are encoded: JSON or NDJSON, in pages with a cursor, with an entity tag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel

from reportedly.serve.web.desk import Desk
from reportedly.serve.web.problems import NotModified, Problem

T = TypeVar("T")
NDJSON = "application/x-ndjson"
MOST = 500  # items in one answer


class Items(BaseModel, Generic[T]):
    """A page of a list. next: where the following page is; null for the last."""

    items: list[T]
    next: str | None


def desk_of(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


async def get_desk(request: Request) -> Desk:
    """The desk of the application."""
    return desk_of(request)


def is_ndjson(request: Request) -> bool:
    """Whether one item a line is asked for."""
    kinds = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    return NDJSON in kinds or "application/jsonl" in kinds


def fresh(request: Request, desk: Annotated[Desk, Depends(get_desk)]) -> None:
    """Note the entity tag; NotModified where the client has this state of the record already."""
    # The desk says what was a day ago; no other page knows the time.
    minute = f"{desk.options.clock():%Y-%m-%dT%H:%M}" if request.url.path == "/" else ""
    about = f"{desk.state()} {request.url.path}?{request.url.query} {is_ndjson(request)} {minute}"
    etag = f'W/"{hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:20]}"'
    request.state.etag = etag
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag.removeprefix("W/") in known or "*" in known:
        raise NotModified(etag)


def common_headers(request: Request) -> dict[str, str]:
    """What says when a kept answer may be used again: when the server says that it still holds."""
    etag = getattr(request.state, "etag", None)
    held = {"ETag": etag, "Cache-Control": "private, no-cache"} if etag else {"Cache-Control": "no-store"}
    return {**held, "Vary": "Accept, Authorization"}


def answer(request: Request, value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """One thing, as JSON or as one line of NDJSON."""
    lines = is_ndjson(request)
    body = msgspec.json.encode(value, enc_hook=_encode) + (b"\n" if lines else b"")
    return Response(
        body,
        status,
        headers={**common_headers(request), **(headers or {})},
        media_type=NDJSON if lines else "application/json",
    )


def answer_list(
    request: Request, items: Sequence[Any], *, following: Mapping[str, str | int] | None = None
) -> Response:
    """A page of a list. following: the parameters that the next page has in place of this one's; None for the last."""
    url = None
    if following is not None:
        kept = [(name, value) for name, value in request.query_params.multi_items() if name not in following]
        url = f"{request.url.path}?{urlencode([*kept, *following.items()])}"
    headers = common_headers(request) | ({"Link": f'<{url}>; rel="next"'} if url else {})
    if is_ndjson(request):
        body = b"".join(msgspec.json.encode(item, enc_hook=_encode) + b"\n" for item in items)
        return Response(body, headers=headers, media_type=NDJSON)
    body = msgspec.json.encode({"items": items, "next": url}, enc_hook=_encode)
    return Response(body, headers=headers, media_type="application/json")


def page_of(items: Sequence[T], after: str | None, limit: int, *, key: str = "id") -> tuple[Sequence[T], str | None]:
    """The items that follow the one of this id, and the id of the last where more follow; Problem for an unknown id."""
    begin = 0
    if after is not None:
        begin = next((i for i, one in enumerate(items, 1) if getattr(one, key) == after), 0)
        if not begin:
            raise Problem(410, "What this page follows is not in the list any more. Begin again without `after`.")
    shown = items[begin : begin + limit]
    return shown, getattr(shown[-1], key) if begin + limit < len(items) else None


def _encode(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} has no JSON form")


def check_time(value: str) -> str:
    """The value, if it is an ISO 8601 day or time; else ValueError."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("give ISO 8601: a day (2031-05-02) or a time (2031-05-02T09:10:00Z)") from None
    return value


def check_day(value: str) -> str:
    """The value, if it is a day; else ValueError."""
    if len(value) != len("2031-05-02"):
        raise ValueError("give a day: 2031-05-02")
    return check_time(value)


Time = Annotated[str, AfterValidator(check_time)]
Day = Annotated[str, AfterValidator(check_day)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
Words = Annotated[str | None, Query(max_length=500)]
DeskOf = Annotated[Desk, Depends(get_desk)]
