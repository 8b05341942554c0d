"""What people decided about a record, above all rules: kept for good, taken back only by another entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, select

from reportedly.errors import RecordError
from reportedly.store import schema
from reportedly.store.known_parties import find_party, members_of, rejoin
from reportedly.store.party_rules import Ref

DecisionKind = Literal["merge parties", "split parties"]
UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An entry. names: of each group that it is about, in its order; undoes: the entry that this one takes back."""

    seq: int
    decided_at: str
    kind: str
    names: tuple[tuple[str, ...], ...]
    by: str
    reason: str
    undoes: int | None
    in_force: bool


def decide(connection: Connection, *, kind: DecisionKind, subject: Sequence[str], by: str, reason: str) -> int:
    """Decide that parties are one, or that they are not, and join again those concerned; the entry's number.

    subject: two or more of: a known party's id or its one name; ``ARTICLE/PARTY``, a party of an article. To split,
    give the known party and then what is to leave it: what the later ones name is taken out of the earlier ones. What
    fits both sides of a split goes to the first. A later decision outranks an earlier one.
    RecordError for what is not there, and for fewer than two parties.
    """
    if kind not in get_args(DecisionKind):
        raise RecordError("decision", f"cannot be {kind!r}.", hint=f"Give one of: {', '.join(get_args(DecisionKind))}.")
    _check(by, reason)
    groups = [_find(connection, one) for one in subject]
    if kind == "split parties":
        for i, group in enumerate(groups):
            later = {ref for other in groups[i + 1 :] for ref in other}
            groups[i] = {ref: name for ref, name in group.items() if ref not in later}
    if len(groups) < 2 or not all(groups) or len({ref for g in groups for ref in g}) < 2:
        raise RecordError(
            "decision",
            "needs two parties at least.",
            hint="Give ids of known parties, or ARTICLE/PARTY.",
        )
    if kind == "merge parties":
        groups = [{ref: name for group in groups for ref, name in group.items()}]
    encoded = [
        [{"article": ref[0], "party": ref[1], "name": name} for ref, name in sorted(group.items())] for group in groups
    ]
    seq = _add(connection, kind, json.dumps(encoded, ensure_ascii=False), by, reason, None)
    _rejoin(connection, encoded)
    return seq


def undo(connection: Connection, seq: int, *, by: str, reason: str) -> int:
    """Take a decision back, or an undoing; the new entry's number. RecordError for one that is not in force."""
    found = next((d for d in list_decisions(connection) if d.seq == seq), None)
    if found is None:
        raise RecordError("decision", f"{seq} does not exist.", hint="List them: reportedly decisions")
    if not found.in_force:
        raise RecordError("decision", f"{seq} is taken back already.", hint="List them: reportedly decisions")
    _check(by, reason)
    subject = connection.execute(select(schema.decision.c.subject).where(schema.decision.c.seq == seq)).scalar_one()
    new = _add(connection, UNDO, subject, by, reason, seq)
    _rejoin(connection, json.loads(subject))
    return new


def list_decisions(connection: Connection) -> list[Decision]:
    """All entries in their order, those taken back too."""
    rows = connection.execute(select(schema.decision).order_by(schema.decision.c.seq)).all()
    undone: set[int] = set()
    for row in reversed(rows):  # an entry can only be taken back by a later one
        if row.undoes is not None and row.seq not in undone:
            undone.add(row.undoes)
    return [
        Decision(
            seq=row.seq, decided_at=row.decided_at, kind=row.kind, by=row.by, reason=row.reason, undoes=row.undoes,
            in_force=row.seq not in undone,
            names=tuple(tuple(m["name"] for m in group) for group in json.loads(row.subject)),
        )
        for row in rows
    ]  # fmt: skip


def _check(by: str, reason: str) -> None:
    for what, value in (("who decides (by)", by), ("the reason", reason)):
        if not value.strip():
            raise RecordError("decision", f"lacks {what}.", hint="Say it, so that others can judge it.")


def _find(connection: Connection, one: str) -> dict[Ref, str]:
    """The members that a subject names, with their names."""
    article_id, slash, party_id = one.rpartition("/")
    party = schema.party
    query = select(party.c.name).where(party.c.article_id == article_id, party.c.id == party_id)
    name = connection.execute(query).scalar_one_or_none() if slash else None
    if name is not None:
        return {(article_id, party_id): name}
    return {(m.article_id, m.party_id): m.name for m in members_of(connection, find_party(connection, one).id)}


def _add(connection: Connection, kind: str, subject: str, by: str, reason: str, undoes: int | None) -> int:
    table = schema.decision
    seq = int(connection.execute(select(func.coalesce(func.max(table.c.seq), 0))).scalar_one()) + 1
    row: dict[str, Any] = {
        "seq": seq, "decided_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "kind": kind, "subject": subject,
        "by": by.strip(), "reason": reason.strip(), "undoes": undoes,
    }  # fmt: skip
    connection.execute(table.insert().values(row))
    return seq


def _rejoin(connection: Connection, subject: Sequence[Sequence[dict[str, str]]]) -> None:
    """Join again whatever shares a block with the parties that a decision is about."""
    table = schema.party_key
    articles = sorted({m["article"] for group in subject for m in group})
    keys: set[str] = set()
    for article_id in articles:
        keys |= set(connection.execute(select(table.c.key).where(table.c.article_id == article_id)).scalars())
    rejoin(connection, keys, articles=articles)
