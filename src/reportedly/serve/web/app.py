"""The application: what answers where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from reportedly.serve.web import api_articles, api_exports, api_matters, api_parties, pages
from reportedly.serve.web.desk import Desk, WebOptions
from reportedly.serve.web.gate import Gate
from reportedly.serve.web.problems import MEDIA_TYPE, add_handlers

STATIC = Path(__file__).with_name("static")
ABOUT = (
    "Who says what happened, on whose authority, who denies it, and how many independent origins stand behind it. "
    "Lists come in pages: `next` is the address of the following one. `Accept: application/x-ndjson` gives one item "
    "a line, and the next page in the Link header. Errors are problem documents (RFC 9457)."
)

_PROBLEM = {
    "description": "A problem (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}
# By their numbers, as what FastAPI would say of 422 is not what is sent.
REFUSALS: dict[int | str, dict[str, Any]] = {
    304: {"description": "The client has it already"},
    **{status: _PROBLEM for status in (400, 401, 403, 404, 410, 413, 414, 422, 429, 501, 503)},
}


def make_app(record_path: str | Path, *, token: str | None = None, options: WebOptions | None = None) -> FastAPI:
    """The application that serves a record.

    token: what writing needs, and reading too where ``options.local`` is False; 16 characters or more. None: nobody may
    write. SetupError for a record that is not there, and for what may not be served without a token.
    """
    desk = Desk(record_path, token=token, options=options or WebOptions())

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        yield
        desk.close()

    app = FastAPI(
        title="Reportedly",
        summary="The record: who said what.",
        description=ABOUT,
        version=version("reportedly"),
        lifespan=live,
        openapi_url="/api/openapi.json",
        docs_url=None,  # they would load from elsewhere
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.listeners = 0
    api = APIRouter(prefix="/api", responses=REFUSALS)
    for part in (api_articles, api_matters, api_parties, api_exports):
        api.include_router(part.router)
    app.include_router(api)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    add_handlers(app)
    app.add_middleware(Gate, desk=desk)
    return app
