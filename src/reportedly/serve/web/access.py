"""Who may write."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from reportedly.serve.web.answers import DeskOf
from reportedly.serve.web.gate import bearer_of, is_token
from reportedly.serve.web.problems import Problem

NO_WRITING = "Writing is off: this server was started without a token (--token, or REPORTEDLY_TOKEN)."
bearer = HTTPBearer(auto_error=False, description="The token that the server was started with.")


def require_token(request: Request, desk: DeskOf, _: Annotated[object, Depends(bearer)]) -> None:
    """Problem unless the request carries the token in its Authorization header."""
    if desk.token is None:
        raise Problem(403, NO_WRITING)
    if not is_token(desk, bearer_of(request.headers)):
        raise Problem(401, "Writing needs the token.", headers={"WWW-Authenticate": 'Bearer realm="Reportedly"'})
