"""What a source gives, one after the other: an article or the reason why there is none, with the bytes it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportedly.errors import ArticleError
from reportedly.model import Article

if TYPE_CHECKING:
    from reportedly.ingest.fetch import Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article or an error, with its evidence.

    where: the file, the URL or the record ("coverage.ndjson:12"). body: the bytes as they came; None when none did.
    fetched: where it came from the web.
    """

    found: Article | ArticleError
    where: str
    body: bytes | None = None
    fetched: Fetched | None = None


Pieces = Iterator[Piece]
