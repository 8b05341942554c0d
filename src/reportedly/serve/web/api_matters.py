"""REST: matters, their statements and origins, what changed, and events for those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from reportedly.model import Change, Matter, Origin, Statement, Status
from reportedly.serve.web.answers import Day, DeskOf, Items, Limit, Time, Words, answer, answer_list, fresh, page_of
from reportedly.serve.web.desk import Desk
from reportedly.serve.web.problems import Problem, refused_as
from reportedly.store.matters import MatterChange, MatterQuery, MatterSummary

router = APIRouter(tags=["matters"])
RECENT = 200  # changes that events are made from
HEARTBEAT = 8  # looks without a change after which a comment keeps the connection open
MOST_LISTENERS = 64


def load_matter(desk: Desk, matter_id: str) -> Matter:
    """One matter, kept until the record changes; Problem 404 where there is none."""

    def make() -> Matter:
        with desk.record() as record, refused_as(404):
            return desk.options.matters.load(record, matter_id)

    return desk.cached(("matter", matter_id), make)


def load_changes(
    desk: Desk, *, since: str | None = None, until: str | None = None, limit: int = 50
) -> list[MatterChange]:
    """What changed, the newest first."""
    with desk.record() as record:
        return list(desk.options.matters.changes(record, since=since, until=until, limit=limit))


@router.get("/matters", response_model=Items[MatterSummary], dependencies=[Depends(fresh)])
def matters(
    request: Request,
    desk: DeskOf,
    status: Status | None = None,
    party: Words = None,
    place: Words = None,
    q: Annotated[str, Query(max_length=500, description="Words of the title; all must be there.")] = "",
    since: Annotated[Day | None, Query(description="Changed on this day (UTC) or later.")] = None,
    until: Annotated[Day | None, Query(description="Changed on this day or earlier.")] = None,
    after: Annotated[str | None, Query(description="The cursor of the last one that you have.")] = None,
    limit: Limit = 50,
) -> Response:
    """The matters of the record by last change: each a question with all that was said on it."""
    wanted = MatterQuery(
        status=status, words=q, party=party, place=place, since=since, until=until, limit=limit + 1, after=after
    )
    with desk.record() as record, refused_as(410):
        found = list(desk.options.matters.find(record, wanted))
    more = len(found) > limit
    return answer_list(request, found[:limit], following={"after": found[limit - 1].cursor} if more else None)


def _moved(request: Request, matter: Matter, asked: str, rest: str = "") -> Response | None:
    """Where the matter is now that the one asked for has become part of."""
    if matter.id == asked:
        return None
    return RedirectResponse(request.app.url_path_for("matter", matter_id=matter.id) + rest, status_code=308)


@router.get("/matters/{matter_id}", response_model=Matter, dependencies=[Depends(fresh)])
def matter(request: Request, desk: DeskOf, matter_id: str) -> Response:
    """One matter; an id that it had earlier leads to it."""
    found = load_matter(desk, matter_id)
    return _moved(request, found, matter_id) or answer(request, found)


@router.get("/matters/{matter_id}/statements", response_model=Items[Statement], dependencies=[Depends(fresh)])
def statements(
    request: Request, desk: DeskOf, matter_id: str, after: str | None = None, limit: Limit = 100
) -> Response:
    """What was said on a matter, by when it was said, with the passages."""
    found = load_matter(desk, matter_id)
    shown, last = page_of(found.statements, after, limit)
    moved = _moved(request, found, matter_id, "/statements")
    return moved or answer_list(request, shown, following={"after": last} if last else None)


@router.get("/matters/{matter_id}/origins", response_model=Items[Origin], dependencies=[Depends(fresh)])
def origins(request: Request, desk: DeskOf, matter_id: str) -> Response:
    """The acts of speaking or writing that all statements on a matter go back to, with the reasons."""
    found = load_matter(desk, matter_id)
    return _moved(request, found, matter_id, "/origins") or answer_list(request, found.origins)


@router.get("/matters/{matter_id}/history", response_model=Items[Change], dependencies=[Depends(fresh)])
def history(request: Request, desk: DeskOf, matter_id: str) -> Response:
    """How a matter came to be what it is."""
    found = load_matter(desk, matter_id)
    return _moved(request, found, matter_id, "/history") or answer_list(request, found.history)


@router.get("/changes", response_model=Items[MatterChange], dependencies=[Depends(fresh)])
def changes(
    request: Request, desk: DeskOf, since: Time | None = None, until: Time | None = None, limit: Limit = 50
) -> Response:
    """What changed in all matters, in the time of what is recorded."""
    return answer_list(request, load_changes(desk, since=since, until=until, limit=limit))


@router.get("/events", response_class=StreamingResponse)
async def events(request: Request, desk: DeskOf) -> Response:
    """Server-sent events: `record` whenever the record changes, `change` for each change of a matter."""
    if request.app.state.listeners >= MOST_LISTENERS:
        raise Problem(503, "Too many listen already.", headers={"Retry-After": "30"})

    async def listen() -> AsyncIterator[str]:
        request.app.state.listeners += 1
        try:
            async for event in list_events(desk, is_gone=request.is_disconnected):
                yield event
        finally:
            request.app.state.listeners -= 1

    return StreamingResponse(
        listen(), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


async def list_events(desk: Desk, *, is_gone: Callable[[], Awaitable[bool]]) -> AsyncIterator[str]:
    """The events of a record from now on, each as it goes over the line; the first says how the record is now."""
    state = ""
    known: set[tuple[str, str | None, str]] | None = None
    quiet = 0
    while not await is_gone():
        now = await run_in_threadpool(desk.state)
        if now != state:
            state, quiet = now, 0
            found = await run_in_threadpool(load_changes, desk, limit=RECENT)
            keys = {(one.matter_id, one.at, one.what) for one in found}
            new = [one for one in reversed(found) if known is not None and _key(one) not in known]
            known = keys
            yield _event("record", {"state": state})
            for one in new:
                yield _event("change", one)
        else:
            quiet += 1
            if quiet % HEARTBEAT == 0:
                yield ": still here\n\n"
        await asyncio.sleep(desk.options.poll_s)


def _key(one: MatterChange) -> tuple[str, str | None, str]:
    return (one.matter_id, one.at, one.what)


def _event(name: str, value: Any) -> str:
    return f"event: {name}\ndata: {msgspec.json.encode(value).decode()}\n\n"
