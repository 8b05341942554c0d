"""REST: parties, search, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from reportedly.model import StanceKind
from reportedly.serve.web.access import require_token
from reportedly.serve.web.answers import Day, DeskOf, Items, Limit, Words, answer, answer_list, fresh
from reportedly.serve.web.desk import Desk
from reportedly.serve.web.problems import Problem, refused_as
from reportedly.store.decisions import Decision, DecisionKind, decide, list_decisions, undo
from reportedly.store.known_parties import (
    KnownParty,
    KnownStatement,
    Membership,
    Relay,
    find_party,
    list_parties,
    members_of,
    relays_of,
    statements_of,
)
from reportedly.store.search import Hit
from reportedly.store.search import Query as SearchQuery

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetail:
    """A known party: what it said by day, who relayed it, and why its mentions are taken for one."""

    party: KnownParty
    statements: tuple[KnownStatement, ...]
    relays: tuple[Relay, ...]
    members: tuple[Membership, ...]


class DecisionRequest(BaseModel):
    """A decision. subject: parties by id, name or ARTICLE/PARTY; matters and statements by id. undoes: a number."""

    kind: DecisionKind | Literal["undo"]
    subject: list[Annotated[str, Field(max_length=300)]] = Field(default=[], max_length=100)
    undoes: int | None = Field(default=None, ge=1, le=2**31 - 1)
    by: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=2000)


def load_party(desk: Desk, name_or_id: str) -> PartyDetail:
    """One party; Problem 404 where there is none or where there are several."""
    with desk.record() as record, record.joined() as connection:
        with refused_as(404):
            party = find_party(connection, name_or_id)
        return PartyDetail(
            party=party,
            statements=tuple(statements_of(connection, party.id)),
            relays=tuple(relays_of(connection, party.id)),
            members=tuple(members_of(connection, party.id)),
        )


def load_decisions(desk: Desk) -> list[Decision]:
    """All decisions, in their order."""
    with desk.record() as record, record.looking() as connection:
        return list_decisions(connection)


def add_decision(desk: Desk, wanted: DecisionRequest) -> Decision:
    """Decide, or take back; the new entry. Problem 422 for what cannot be decided."""
    with desk.writing, desk.record() as record:
        record.join_parties()
        with refused_as(422, what="The decision"), record.writing() as connection:
            if wanted.kind == "undo":
                if wanted.undoes is None:
                    raise Problem(422, "The decision that is undone is not named: give `undoes`.")
                seq = undo(connection, wanted.undoes, by=wanted.by, reason=wanted.reason)
            else:
                seq = decide(connection, kind=wanted.kind, subject=wanted.subject, by=wanted.by, reason=wanted.reason)
            made = next(d for d in list_decisions(connection) if d.seq == seq)
    desk.nudge()
    return made


@router.get("/parties", response_model=Items[KnownParty], dependencies=[Depends(fresh)], tags=["parties"])
def parties(
    request: Request,
    desk: DeskOf,
    name: Annotated[str | None, Query(max_length=300, description="Only those whose name holds this.")] = None,
    limit: Limit = 50,
) -> Response:
    """The parties of the record, joined across its articles, those with the most statements first."""
    with desk.record() as record, record.joined() as connection:
        return answer_list(request, list_parties(connection, name=name, limit=limit))


@router.get("/parties/{party_id}", response_model=PartyDetail, dependencies=[Depends(fresh)], tags=["parties"])
def party(request: Request, desk: DeskOf, party_id: str) -> Response:
    """One party, by its id or name."""
    return answer(request, load_party(desk, party_id))


@router.get("/search", response_model=Items[Hit], dependencies=[Depends(fresh)], tags=["search"])
def search(
    request: Request,
    desk: DeskOf,
    q: Annotated[str, Query(max_length=500, description='Words; "a phrase", begin*, -not.')] = "",
    party: Words = None,
    stance: StanceKind | None = None,
    publisher: Words = None,
    since: Day | None = None,
    until: Day | None = None,
    kind: Annotated[Literal["statement", "text", "any"], Query(alias="in")] = "statement",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Limit = 20,
) -> Response:
    """Statements and texts that hold the words, the best first."""
    query = SearchQuery(
        words=q, party=party, stance=stance, publisher=publisher, since=since, until=until, kind=kind,
        limit=limit + 1, offset=offset,
    )  # fmt: skip
    with desk.record() as record:
        found = record.search(query)
    return answer_list(request, found[:limit], following={"offset": offset + limit} if len(found) > limit else None)


@router.get("/decisions", response_model=Items[Decision], dependencies=[Depends(fresh)], tags=["decisions"])
def decisions(request: Request, desk: DeskOf) -> Response:
    """What people decided, in its order, those taken back too."""
    return answer_list(request, load_decisions(desk))


@router.post(
    "/decisions",
    response_model=Decision,
    status_code=201,
    dependencies=[Depends(require_token)],
    tags=["decisions"],
)
def post_decision(request: Request, desk: DeskOf, wanted: DecisionRequest) -> Response:
    """Decide what is one and what is not (parties, matters, origins) above all rules; or take a decision back."""
    return answer(request, add_decision(desk, wanted), status=201)
