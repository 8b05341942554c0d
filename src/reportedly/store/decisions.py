"""What people decided about a record, above all rules: kept for good, taken back only by another entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, select

from reportedly.errors import RecordError
from reportedly.model import Statement
from reportedly.store import schema
from reportedly.store.evidence import clean
from reportedly.store.known_parties import find_party, members_of, rejoin
from reportedly.store.matters import find_matter, find_statement, pend
from reportedly.store.party_rules import Ref

DecisionKind = Literal[
    "merge parties", "split parties", "merge matters", "split matter", "same origin", "different origins"
]
ON_MATTERS = ("merge matters", "split matter", "same origin", "different origins")
UNDO = "undo"
EXCERPT = 80  # characters of a statement that the list of decisions shows

Group = list[dict[str, str]]  # what a decision keeps of each thing that it is about; the keys differ by kind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDecision:
    """A decision in force about matters, by the ids of statements, which outlive the matters.

    groups: to merge, the statements of each matter; to split, those that stay and those that leave; for origins, each
    statement by itself.
    """

    seq: int
    kind: str
    groups: tuple[tuple[str, ...], ...]
    by: str
    reason: str


def decide(connection: Connection, *, kind: DecisionKind, subject: Sequence[str], by: str, reason: str) -> int:
    """Decide what is one and what is not, and have all that this touches made again; the entry's number.

    subject, for parties: two or more of: a known party's id or its one name; ``ARTICLE/PARTY``, a party of an article.
    To split, give the known party and then what is to leave it: what the later ones name is taken out of the earlier
    ones. What fits both sides of a split goes to the first. For matters: two or more ids of matters to merge; a matter
    and the statements that leave it; two or more statements for origins; ids may be shortened.
    A later decision outranks an earlier one. RecordError for what is not there, and for fewer than two things.
    """
    if kind not in get_args(DecisionKind):
        raise RecordError("decision", f"cannot be {kind!r}.", hint=f"Give one of: {', '.join(get_args(DecisionKind))}.")
    _check(by, reason)
    if kind == "merge matters":
        groups = _find_matters(connection, subject)
    elif kind == "split matter":
        groups = _split_matter(connection, subject)
    elif kind in ON_MATTERS:
        groups = _find_statements(connection, subject)
    else:
        groups = _find_parties(connection, kind, subject)
    seq = _add(connection, kind, json.dumps(groups, ensure_ascii=False), by, reason, None)
    _follow(connection, groups)
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
    _follow(connection, json.loads(subject))
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
            names=tuple(tuple(m["name"] for m in group if m["name"]) for group in json.loads(row.subject)),
        )
        for row in rows
    ]  # fmt: skip


def matter_decisions_in_force(connection: Connection) -> list[MatterDecision]:
    """The decisions about matters that nothing takes back, in their order."""
    holding = {decision.seq for decision in list_decisions(connection) if decision.in_force}
    table = schema.decision
    rows = connection.execute(select(table).where(table.c.kind.in_(ON_MATTERS)).order_by(table.c.seq))
    return [
        MatterDecision(
            seq=row.seq, kind=row.kind, by=row.by, reason=row.reason,
            groups=tuple(tuple(m["statement"] for m in group) for group in json.loads(row.subject)),
        )
        for row in rows
        if row.seq in holding
    ]  # fmt: skip


def _check(by: str, reason: str) -> None:
    for what, value in (("who decides (by)", by), ("the reason", reason)):
        if not value.strip():
            raise RecordError("decision", f"lacks {what}.", hint="Say it, so that others can judge it.")


def _find_parties(connection: Connection, kind: str, subject: Sequence[str]) -> list[Group]:
    """The members that a decision about parties is about: one group to merge, each by itself to split."""
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
    return [
        [{"article": ref[0], "party": ref[1], "name": name} for ref, name in sorted(group.items())] for group in groups
    ]


def _find(connection: Connection, one: str) -> dict[Ref, str]:
    """The members that a subject names, with their names."""
    article_id, slash, party_id = one.rpartition("/")
    party = schema.party
    query = select(party.c.name).where(party.c.article_id == article_id, party.c.id == party_id)
    name = connection.execute(query).scalar_one_or_none() if slash else None
    if name is not None:
        return {(article_id, party_id): name}
    return {(m.article_id, m.party_id): m.name for m in members_of(connection, find_party(connection, one).id)}


def _find_matters(connection: Connection, subject: Sequence[str]) -> list[Group]:
    """All statements of each of these matters."""
    found = {one.id: one for one in (find_matter(connection, beginning) for beginning in subject)}
    if len(found) < 2:
        raise RecordError("decision", "needs two matters at least.", hint="List them: reportedly matters")
    return [_group(one.statements, one.title) for one in found.values()]


def _split_matter(connection: Connection, subject: Sequence[str]) -> list[Group]:
    """The statements of a matter that stay, and those that leave."""
    if len(subject) < 2:
        raise RecordError(
            "decision",
            "needs a matter and the statements that leave it.",
            hint="See its statements: reportedly matter ID",
        )
    one = find_matter(connection, subject[0])
    leaving = []
    for beginning in subject[1:]:
        exact = [s for s in one.statements if s.id == beginning]
        found = exact or [s for s in one.statements if beginning and s.id.startswith(beginning)]
        if len(found) != 1:
            raise RecordError(
                "decision",
                f"needs statements of {one.id}: {beginning!r} is {'several' if found else 'none'} of them.",
                hint=f"See them: reportedly matter {one.id}",
            )
        leaving += [s for s in found if s not in leaving]
    staying = [s for s in one.statements if s not in leaving]
    if not staying:
        raise RecordError(
            "decision", "leaves nothing of the matter.", hint="Name only the statements that are not on it."
        )
    return [_group(staying, one.title), _group(leaving, None)]


def _find_statements(connection: Connection, subject: Sequence[str]) -> list[Group]:
    """Each of these statements by itself."""
    found = {s.id: s for _, s in (find_statement(connection, beginning) for beginning in subject)}
    if len(found) < 2:
        raise RecordError("decision", "needs two statements at least.", hint="See them: reportedly matter ID")
    return [_group([s], None) for s in found.values()]


def _group(statements: Sequence[Statement], title: str | None) -> Group:
    """Statements as a decision keeps them; the title, where given, names them all."""
    group = []
    for i, s in enumerate(statements):
        words = " ".join(s.text.split())
        excerpt = words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"
        name = excerpt if title is None else title if i == 0 else ""
        group.append({"article": s.article.id, "statement": s.id, "name": clean(name) or ""})
    return group


def _add(connection: Connection, kind: str, subject: str, by: str, reason: str, undoes: int | None) -> int:
    table = schema.decision
    seq = int(connection.execute(select(func.coalesce(func.max(table.c.seq), 0))).scalar_one()) + 1
    row: dict[str, Any] = {
        "seq": seq, "decided_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "kind": kind, "subject": subject,
        "by": by.strip(), "reason": reason.strip(), "undoes": undoes,
    }  # fmt: skip
    connection.execute(table.insert().values(row))
    return seq


def _follow(connection: Connection, groups: Sequence[Group]) -> None:
    """Make again what a decision, or its undoing, is about: joins at once, matters when they are next asked for."""
    if any("party" in m for group in groups for m in group):
        _rejoin(connection, groups)
    pend(connection, {m["article"] for group in groups for m in group})


def _rejoin(connection: Connection, subject: Sequence[Sequence[dict[str, str]]]) -> None:
    """Join again whatever shares a block with the parties that a decision is about."""
    table = schema.party_key
    articles = sorted({m["article"] for group in subject for m in group})
    keys: set[str] = set()
    for article_id in articles:
        keys |= set(connection.execute(select(table.c.key).where(table.c.article_id == article_id)).scalars())
    rejoin(connection, keys, articles=articles)
