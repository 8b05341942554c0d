"""REST: articles, their readings, versions and captures; taking in new ones."""

from __future__ import annotations

import io
import threading
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from reportedly.errors import ArticleError
from reportedly.ingest import IngestOptions, open_records
from reportedly.model import Article, Reading
from reportedly.pipeline.keeping import Here, keep_captures
from reportedly.read import Reader
from reportedly.serve.web.access import require_token
from reportedly.serve.web.answers import Day, DeskOf, Items, Limit, Words, answer, answer_list, fresh, page_of
from reportedly.serve.web.desk import Desk
from reportedly.serve.web.problems import Problem, refused_as
from reportedly.store import ArticleSummary, CaptureEntry, Difference, Record
from reportedly.store.warc import export_warc

router = APIRouter(tags=["articles"])
WHERE = "sent"  # what the log names as the source of what was sent: "sent:1" is its first line
_reader_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What changed from one version to the next."""

    before: str
    after: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions of a page in the order of their last change, and what changed between them."""

    page: str
    versions: tuple[ArticleSummary, ...]
    changes: tuple[Compared, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one article that was sent. fate: article, version, sighting or skipped."""

    where: str
    fate: str
    article_id: str | None
    problem: str | None


def find_articles(
    desk: Desk, *, publisher: str | None = None, since: str | None = None, until: str | None = None
) -> list[ArticleSummary]:
    """The articles that pass, the newest first; kept until the record changes."""

    def make() -> list[ArticleSummary]:
        with desk.record() as record:
            return record.list_articles(publisher=publisher, since=since, until=until)

    return desk.cached(("articles", publisher, since, until), make)


def resolve(record: Record, article_id: str) -> str:
    """The whole id; Problem 404 where there is no such article."""
    with refused_as(404):
        return record.resolve(article_id)


def load_versions(record: Record, article_id: str) -> Versions:
    """All versions of an article's page."""
    page = record.page(article_id)
    versions = record.versions(page)
    return Versions(
        page=page,
        versions=tuple(versions),
        changes=tuple(
            Compared(before=a.id, after=b.id, differences=tuple(record.differences(a.id, b.id)))
            for a, b in pairwise(versions)
        ),
    )


@router.get("/articles", response_model=Items[ArticleSummary], dependencies=[Depends(fresh)])
def articles(
    request: Request,
    desk: DeskOf,
    publisher: Words = None,
    since: Annotated[Day | None, Query(description="Published on this day (UTC) or later.")] = None,
    until: Annotated[Day | None, Query(description="Published on this day or earlier.")] = None,
    after: Annotated[str | None, Query(description="The id of the last one that you have.")] = None,
    limit: Limit = 50,
) -> Response:
    """The articles of the record, the newest first."""
    shown, last = page_of(find_articles(desk, publisher=publisher, since=since, until=until), after, limit)
    return answer_list(request, shown, following={"after": last} if last else None)


@router.get("/articles/{article_id}", response_model=Article, dependencies=[Depends(fresh)])
def article(request: Request, desk: DeskOf, article_id: str) -> Response:
    """One article: its text, never altered, and which parts of it are page furniture."""
    with desk.record() as record:
        return answer(request, record.article(resolve(record, article_id)))


@router.get("/articles/{article_id}/reading", response_model=Reading, dependencies=[Depends(fresh)])
def reading(request: Request, desk: DeskOf, article_id: str) -> Response:
    """What was read in an article: who said what, in the published form."""
    with desk.record() as record:
        return answer(request, record.reading(resolve(record, article_id)))


@router.get("/articles/{article_id}/versions", response_model=Versions, dependencies=[Depends(fresh)])
def versions(request: Request, desk: DeskOf, article_id: str) -> Response:
    """The versions of the article's page, and what changed from each to the next."""
    with desk.record() as record:
        return answer(request, load_versions(record, resolve(record, article_id)))


@router.get("/articles/{article_id}/captures", response_model=Items[CaptureEntry], dependencies=[Depends(fresh)])
def captures(
    request: Request,
    desk: DeskOf,
    article_id: str,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="The number of the last one that you have.")] = 0,
    limit: Limit = 50,
) -> Response:
    """The log's entries for an article: when it was seen, and with which bytes."""
    with desk.record() as record:
        log = record.captures(resolve(record, article_id))
        found = list(islice((entry for entry in log if entry.seq > after), limit + 1))
    shown = found[:limit]
    return answer_list(request, shown, following={"after": shown[-1].seq} if len(found) > limit else None)


@router.get("/articles/{article_id}/evidence.warc.gz", response_class=Response, dependencies=[Depends(fresh)])
def evidence(desk: DeskOf, article_id: str) -> Response:
    """All captures of an article with their bytes, as a WARC file (ISO 28500)."""
    written = io.BytesIO()
    with desk.record() as record:
        article_id = resolve(record, article_id)
        export_warc(record, article_id, written)
    headers = {"Content-Disposition": f'attachment; filename="{article_id}.warc.gz"', "Cache-Control": "no-store"}
    return Response(written.getvalue(), headers=headers, media_type="application/gzip")


async def read_body(request: Request) -> bytes:
    """The bytes that were sent."""
    return await request.body()


@router.post(
    "/articles",
    response_model=Items[Sent],
    dependencies=[Depends(require_token)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "object", "additionalProperties": True}},
            },
        }
    },
)
def add_articles(request: Request, desk: DeskOf, body: Annotated[Any, Depends(read_body)]) -> Response:
    """Read articles and keep them: NDJSON, or JSON of one or of a list.

    Fields: url, publisher, title, byline, published, modified, language, and text or html. Nothing is fetched. What
    cannot be kept is in the answer, and in the record's log, with its reason.
    """
    if not body.strip():
        raise Problem(422, "The request holds no article.")
    options = IngestOptions(max_bytes=desk.options.max_body)
    with desk.writing, desk.record() as record:
        reader = _load_reader(desk)
        kept = keep_captures(
            open_records(body, where=WHERE, options=options),
            record=record,
            make_engine=lambda: Here(lambda: reader),
            reader=reader.version,
        )
        with closing(kept):
            sent = [
                Sent(
                    where=one.where, fate="skipped", article_id=None, problem=f"{one.problem} {one.hint or ''}".strip()
                )
                if isinstance(one, ArticleError)
                else Sent(where=one.where, fate=one.fate, article_id=one.article_id, problem=None)
                for one in kept
            ]
        record.join_parties()
    desk.nudge()
    return answer_list(request, sent)


@lru_cache(maxsize=4)
def _load_reader_of(desk: Desk) -> Reader:
    return desk.options.make_reader()


def _load_reader(desk: Desk) -> Reader:
    """The reader, loaded once."""
    with _reader_lock:
        return _load_reader_of(desk)
