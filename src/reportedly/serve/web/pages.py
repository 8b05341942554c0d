"""Pages for people: the same record, to look at. They work without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from reportedly.errors import RecordError
from reportedly.model import Matter, Position, Reading, Span, StanceKind, Status
from reportedly.serve.page import Layer, make_sheet
from reportedly.serve.web.access import NO_WRITING
from reportedly.serve.web.answers import DeskOf, check_day, check_time, common_headers, fresh, page_of
from reportedly.serve.web.api_articles import find_articles, load_versions, resolve
from reportedly.serve.web.api_exports import DOWNLOADS
from reportedly.serve.web.api_matters import load_changes, load_matter
from reportedly.serve.web.api_parties import DecisionRequest, add_decision, load_decisions, load_party
from reportedly.serve.web.desk import Desk
from reportedly.serve.web.drawing import (
    Spark,
    draw_figures,
    draw_lineage,
    draw_spark,
    draw_timeline,
)
from reportedly.serve.web.gate import is_token
from reportedly.serve.web.locator import draw_place
from reportedly.serve.web.looks import render, segment
from reportedly.serve.web.matter_view import Brief, arrange_positions, look_up, order_statements, sum_up
from reportedly.serve.web.problems import Kept, Problem, refused_as
from reportedly.store.decisions import DecisionKind
from reportedly.store.known_parties import list_parties
from reportedly.store.matters import MatterQuery, MatterSummary
from reportedly.store.search import Query as SearchQuery

router = APIRouter(include_in_schema=False)


def kept(request: Request, desk: DeskOf) -> None:
    """As ``fresh``; a page that was made already for this state of the record is sent as it is."""
    fresh(request, desk)
    body = desk.pages.find(request.state.etag)
    if body is not None:
        raise Kept(HTMLResponse(body, headers=common_headers(request)))


KINDS = (*get_args(DecisionKind), "undo")
read_only = [Depends(kept)]
ON_DESK, IN_LIST, IN_SEARCH = 25, 50, 20
MOST_CHANGES = 40
FACETED = 300  # hits that the facets are counted from
FACETS = 8  # values shown of each
OF_PARTY = 20  # matters whose positions a party's page looks into
LOGGED = 50  # entries of the log on an article's page


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A matter on the desk. changed: whether it did since the time that was asked for."""

    summary: MatterSummary
    brief: Brief
    spark: Spark | None
    changed: bool


def given(request: Request, name: str, *, kind: str = "words") -> str | None:
    """A parameter of a form; None where it is empty, as forms send every field. kind: words, day or time."""
    value = request.query_params.get(name, "").strip()
    if not value:
        return None
    if len(value) > 500:
        raise Problem(422, f"{name}: is too long.")
    if kind != "words":
        try:
            return check_day(value) if kind == "day" else check_time(value)
        except ValueError as error:
            raise Problem(422, f"{name}: {error}.") from None
    return value


def one_of(request: Request, name: str, values: Sequence[str]) -> str | None:
    """A parameter that is one of these."""
    value = given(request, name)
    if value is not None and value not in values:
        raise Problem(422, f"{name}: give one of {', '.join(values)}.")
    return value


@router.get("/", dependencies=read_only)
def desk_page(request: Request, desk: DeskOf) -> Response:
    """The desk: matters by last change."""
    since = given(request, "since", kind="time")
    wanted = MatterQuery(
        status=one_of(request, "status", get_args(Status)), party=given(request, "party"),
        place=given(request, "place"), since=given(request, "from", kind="day"),
        until=given(request, "to", kind="day"), words=given(request, "q") or "",
        limit=ON_DESK + 1, after=given(request, "after"),
    )  # fmt: skip
    now = desk.options.clock()
    ago = {
        name: (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, days in (("a day ago", 1), ("three days ago", 3), ("a week ago", 7))
    }
    common: dict[str, Any] = {
        "since": since,
        "ago": ago,
        "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "statuses": get_args(Status),
    }
    with desk.record() as record, refused_as(410):
        found = list(desk.options.matters.find(record, wanted))
    changes = load_changes(desk, since=since, limit=MOST_CHANGES) if since else []
    shown = found[:ON_DESK]
    changed = {one.matter_id for one in changes}
    rows = _desk_rows(desk, shown, changed)
    following = shown[-1].cursor if len(found) > ON_DESK else None
    return render(request, "desk.html", rows=rows, changes=changes, following=following, **common)


def _desk_rows(desk: Desk, shown: Sequence[MatterSummary], changed: set[str]) -> list[DeskRow]:
    """The rows, each with a sparkline from its first article to its last."""

    def brief_of(matter_id: str) -> Brief:
        return desk.cached(("brief", matter_id), lambda: sum_up(load_matter(desk, matter_id)))

    rows = []
    for one in shown:
        brief = brief_of(one.id)
        rows.append(DeskRow(summary=one, brief=brief, spark=draw_spark(brief.times), changed=one.id in changed))
    return rows


@router.get("/matters/{matter_id}", dependencies=read_only)
def matter_page(request: Request, desk: DeskOf, matter_id: str) -> Response:
    """A matter."""
    matter = load_matter(desk, matter_id)
    if matter.id != matter_id:
        return RedirectResponse(f"/matters/{segment(matter.id)}", status_code=308)
    with desk.record() as record:
        looked = look_up(record, matter)
    return render(
        request,
        "matter.html",
        matter=matter,
        matrix=arrange_positions(matter),
        statements=order_statements(matter),
        quotes=looked.quotes,
        known=looked.parties,
        by_id={s.id: s for s in matter.statements},
        graph=draw_lineage(matter),
        timeline=draw_timeline(matter),
        figures=draw_figures(matter),
        locator=draw_place(matter.event.place),
        downloads=DOWNLOADS,
        articles=len({s.article.id for s in matter.statements}),
    )


@router.get("/articles", dependencies=read_only)
def articles_page(request: Request, desk: DeskOf) -> Response:
    """The articles, the newest first."""
    found = find_articles(
        desk, publisher=given(request, "publisher"), since=given(request, "since", kind="day"),
        until=given(request, "until", kind="day"),
    )  # fmt: skip
    shown, following = page_of(found, given(request, "after"), IN_LIST)
    outlets = Counter(one.publisher for one in find_articles(desk) if one.publisher)
    return render(
        request, "articles.html", articles=shown, total=len(found), following=following,
        outlets=sorted(outlets, key=str.casefold),
    )  # fmt: skip


@router.get("/articles/{article_id}", dependencies=read_only)
def article_page(request: Request, desk: DeskOf, article_id: str) -> Response:
    """An article, with what was read in it."""
    with desk.record() as record:
        whole = resolve(record, article_id)
        if whole != article_id:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/articles/{segment(whole)}{query}", status_code=308)
        reading = record.reading(whole)
        versions = load_versions(record, whole)
        captures = list(islice(record.captures(whole), LOGGED))
        matters = list(desk.options.matters.of_article(record, whole))
    passage = _passage(request, reading)
    layers = [Layer(span=one.span, style="own") for one in reading.own_voice]
    layers += [Layer(span=span, style="passage") for span in passage]
    return render(
        request,
        "article.html",
        article=reading.article,
        sheet=make_sheet("a1", reading, layers=layers),
        passage=bool(passage),
        versions=versions,
        captures=captures,
        matters=matters,
    )


def _passage(request: Request, reading: Reading) -> tuple[Span, ...]:
    """What ``?at=120-180,200-240`` or ``?statement=ID`` points at; what points nowhere is passed over."""
    statement = given(request, "statement")
    if statement is not None:
        return next((a.content.spans for a in reading.attributions if a.id == statement), ())
    spans = []
    for part in (given(request, "at") or "").split(","):
        begin, _, end = part.partition("-")
        if all(n.isascii() and n.isdigit() and len(n) < 10 for n in (begin, end)):
            span = (int(begin), min(int(end), len(reading.article.text)))
            if span[0] < span[1]:
                spans.append(span)
    return tuple(spans)


@router.get("/parties", dependencies=read_only)
def parties_page(request: Request, desk: DeskOf) -> Response:
    """The parties, those with the most statements first."""
    with desk.record() as record, record.joined() as connection:
        found = list_parties(connection, name=given(request, "name"), limit=200)
    return render(request, "parties.html", parties=found)


@router.get("/parties/{party_id}", dependencies=read_only)
def party_page(request: Request, desk: DeskOf, party_id: str) -> Response:
    """A party: what it said, by matter and by day."""
    detail = load_party(desk, party_id)
    if detail.party.id != party_id:
        return RedirectResponse(f"/parties/{segment(detail.party.id)}", status_code=308)
    return render(request, "party.html", detail=detail, matters=_matters_of(desk, detail.party.id))


def _matters_of(desk: Desk, party_id: str) -> list[tuple[Matter, Position | None]]:
    """The matters that a known party says something on, with its position there."""
    with desk.record() as record:
        found = desk.options.matters.of_party(record, party_id)
    matters = []
    for one in found[:OF_PARTY]:
        matter = load_matter(desk, one.id)
        with desk.record() as record:
            known = look_up(record, matter).parties
        position = next((p for p in matter.positions if known.get(p.party.id) == party_id), None)
        matters.append((matter, position))
    return matters


@router.get("/search", dependencies=read_only)
def search_page(request: Request, desk: DeskOf) -> Response:
    """What holds the words, with what could narrow it down."""
    offset = given(request, "offset") or "0"
    if not offset.isascii() or not offset.isdigit() or len(offset) > 6:
        raise Problem(422, "offset: give a number.")
    kinds = ("statement", "text", "any")
    query = SearchQuery(
        words=given(request, "q") or "", party=given(request, "party"),
        stance=one_of(request, "stance", get_args(StanceKind)), publisher=given(request, "publisher"),
        since=given(request, "since", kind="day"), until=given(request, "until", kind="day"),
        kind=one_of(request, "in", kinds) or "statement", limit=FACETED, offset=int(offset),  # type: ignore[arg-type]
    )  # fmt: skip
    asked = any((query.words, query.party, query.stance, query.publisher, query.since, query.until))
    found = []
    if asked:
        with desk.record() as record:
            found = record.search(query)
    facets = {
        name: Counter(value for hit in found if (value := getattr(hit, name))).most_common(FACETS)
        for name in ("publisher", "party", "stance")
    }
    following = str(int(offset) + IN_SEARCH) if len(found) > IN_SEARCH else None
    return render(
        request, "search.html", hits=found[:IN_SEARCH], asked=asked, facets=facets, following=following,
        total=len(found), is_more=len(found) == FACETED, offset=int(offset), stances=get_args(StanceKind), kinds=kinds,
    )  # fmt: skip


@router.get("/decisions", dependencies=read_only)
def decisions_page(request: Request, desk: DeskOf) -> Response:
    """What people decided, and forms to decide and to take back."""
    undoes = given(request, "undo")
    sent = {"kind": "undo", "undoes": undoes} if undoes else {}
    return render(request, "decisions.html", decisions=load_decisions(desk), problem=None, sent=sent, kinds=KINDS)


@router.post("/decisions")
async def decide_page(request: Request, desk: DeskOf) -> Response:
    """Decide by form. The token comes in the form, so that no page elsewhere can send it along unknowingly."""
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(403, "The form was sent from another site.")
    body = await request.body()
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=20, keep_blank_values=True)
    except (UnicodeDecodeError, ValueError):
        raise Problem(400, "The form cannot be read.") from None
    sent = {name: values[0].strip() for name, values in fields.items()}
    return await run_in_threadpool(_decide, request, desk, sent)


def _decide(request: Request, desk: Desk, sent: Mapping[str, str]) -> Response:
    status, problem = 403, NO_WRITING if desk.token is None else "The token is not the one of this server."
    if desk.token is not None and is_token(desk, sent.get("token")):
        names = [line.strip() for line in sent.get("subject", "").splitlines() if line.strip()]
        raw: dict[str, Any] = {"kind": sent.get("kind"), "subject": names, "undoes": sent.get("undoes") or None}
        try:
            add_decision(desk, DecisionRequest.model_validate(raw | {n: sent.get(n, "") for n in ("by", "reason")}))
            return RedirectResponse("/decisions", status_code=303)
        except ValidationError as error:
            status, problem = 422, "; ".join(f"{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        except Problem as error:
            status, problem = error.status_code, error.detail
    kept = {name: value for name, value in sent.items() if name != "token"}
    return render(
        request,
        "decisions.html",
        status=status,
        decisions=load_decisions(desk),
        problem=problem,
        sent=kept,
        kinds=KINDS,
    )


@router.get("/api", dependencies=read_only)
def api_page(request: Request) -> Response:
    """The REST API in a list."""
    routes = [
        (method, route.path, (route.endpoint.__doc__ or "").strip().split("\n")[0])
        for route in request.app.routes
        if isinstance(route, APIRoute) and route.path.startswith("/api/")
        for method in sorted(route.methods or ())
    ]
    return render(request, "api.html", routes=routes)


def error_page(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, as a page."""
    try:
        answer = render(
            request, "error.html", status=status, title=HTTPStatus(status).phrase, detail=detail, code=status
        )
    except RecordError:
        answer = Response(detail, status, media_type="text/plain")
    answer.headers.update(headers or {})
    answer.headers["Cache-Control"] = "no-store"
    return answer
