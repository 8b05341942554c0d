"""What a source gives, one after the other: an article or the reason why there is none, with the bytes it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportedly.errors import ArticleError
from reportedly.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where bytes came from, as the web or an archive tells it; see ``model.Capture``."""

    url: str | None
    status: int | None
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    captured_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article or an error, with its evidence.

    where: the file, the URL or the record ("coverage.ndjson:12"). body: the bytes as they came; None when none did.
    origin: where it came from the web, or from an archive of it.
    page: what the versions of the article share, where the page tells more of it than its address.
    """

    found: Article | ArticleError
    where: str
    body: bytes | None = None
    origin: Origin | None = None
    page: str | None = None


Pieces = Iterator[Piece]
