"""A matter made ready for its page and for its row on the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reportedly.model import Matter, Position, Says, Speaker, Statement, Turn
from reportedly.serve.web.drawing import UNKNOWN, time_of
from reportedly.store import Record, schema
from reportedly.store.rows import instant

MOST_COLUMNS = 10
MOST_IN_ORDER = 3  # answers of a cell, one after another
NO_SIDE = "no side known"
UNITS: tuple[tuple[Callable[[datetime], str], Callable[[datetime], str]], ...] = (
    (lambda t: f"{t:%Y-%m-%dT%H}", lambda t: f"{t.day} {t:%b, %H}:00"),
    (lambda t: f"{t:%Y-%m-%d}", lambda t: f"{t.day} {t:%b %Y}"),
    (lambda t: f"{t:%Y-%m}", lambda t: f"{t:%b %Y}"),
    (lambda t: f"{t:%Y}", lambda t: f"{t:%Y}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer with the first turn that gives it, and how often it is given."""

    turn: Turn
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A party's answers in one stretch of time; held: the answer that it had before, where it says nothing new.

    answers: as they came (in_order), or where these are too many for a table each once with its number.
    """

    answers: tuple[Answer, ...]
    in_order: bool
    times_turned: int
    held: Says | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A party with a cell for each column."""

    party: Speaker
    cells: tuple[Cell, ...]
    turned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Positions by side. columns: the stretches of time, as they are written; sides: the name, and its parties."""

    columns: tuple[str, ...]
    sides: tuple[tuple[str, tuple[MatrixRow, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """As much of a matter as its row on the desk shows beside its summary. times: of its articles, each once."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    turned: tuple[str, ...]
    times: tuple[datetime, ...]


def arrange_positions(matter: Matter) -> Matrix:
    """Parties by side and time."""
    moments = sorted({m for p in matter.positions for t in p.history if (m := instant(t.since)).year != UNKNOWN})
    key, name = _unit(moments)
    columns = list(dict.fromkeys(key(m) for m in moments))
    names = [name(next(m for m in moments if key(m) == column)) for column in columns]
    if any(instant(t.since).year == UNKNOWN for p in matter.positions for t in p.history):
        columns.insert(0, "")
        names.insert(0, "time unknown")

    def column_of(turn: Turn) -> str:
        moment = instant(turn.since)
        return "" if moment.year == UNKNOWN else key(moment)

    sides: dict[str, list[MatrixRow]] = {}
    known = {p.party.side for p in matter.positions}
    for position in matter.positions:
        party = position.party
        side = party.side or (party.name if party.name in known else NO_SIDE)  # a side speaks for itself, too
        sides.setdefault(side, []).append(_arrange(position, columns, column_of))
    named = sorted(sides.items(), key=lambda item: item[0] == NO_SIDE)  # stable: else in the order of the positions
    return Matrix(columns=tuple(names), sides=tuple((side, tuple(rows)) for side, rows in named))


def _unit(moments: Sequence[datetime]) -> tuple[Callable[[datetime], str], Callable[[datetime], str]]:
    """The finest stretches of time that are few enough for a table; days rather than hours where there are several."""
    for unit in UNITS:
        found = len({unit[0](m) for m in moments})
        if found <= MOST_COLUMNS and not (unit is UNITS[0] and len({m.date() for m in moments}) > 2):
            return unit
    return UNITS[-1]


def _arrange(position: Position, columns: Sequence[str], column_of: Callable[[Turn], str]) -> MatrixRow:
    cells: list[Cell] = []
    before: Says | None = None
    turned = False
    for column in columns:
        found: list[Turn] = []
        turns = 0
        for turn in position.history:
            if column_of(turn) != column:
                continue
            # Silence, and a demand, take nothing back: only another answer is a turn.
            is_turn = turn.says != "unknown" and before is not None and before != turn.says
            turns += is_turn
            found.append(turn)
            if turn.says != "unknown":
                before = turn.says
        turned |= turns > 0
        cells.append(_fill(found, turns, None if found else before))
    return MatrixRow(party=position.party, cells=tuple(cells), turned=turned)


def _fill(found: Sequence[Turn], turned: int, held: Says | None) -> Cell:
    """The cell of these turns: a word for each answer, however many accounts of one day contradict each other."""
    runs = [Answer(turn=turn, times=1) for i, turn in enumerate(found) if i == 0 or found[i - 1].says != turn.says]
    in_order = len(runs) <= MOST_IN_ORDER
    if not in_order:
        first = {turn.says: turn for turn in reversed(found)}
        counted = Counter(one.turn.says for one in runs)
        runs = [Answer(turn=first[says], times=times) for says, times in counted.items()]
    return Cell(answers=tuple(runs), in_order=in_order, times_turned=turned, held=held)


def sum_up(matter: Matter) -> Brief:
    """The sides that say yes and no now, who turned, and when articles came."""
    yes: dict[str, None] = {}
    no: dict[str, None] = {}
    turned = []
    for position in matter.positions:
        if not position.history:
            continue
        name = position.party.side or position.party.name
        last = next((turn.says for turn in reversed(position.history) if turn.says != "unknown"), None)
        if last in ("yes", "partly"):
            yes[name] = None
        elif last == "no":
            no[name] = None
        if len({turn.says for turn in position.history} - {"unknown"}) > 1:
            turned.append(position.party.name)
    times = {}
    for statement in matter.statements:
        moment = instant(statement.article.published)
        if moment.year != UNKNOWN:
            times[statement.article.id] = moment
    return Brief(yes=tuple(yes), no=tuple(no), turned=tuple(turned), times=tuple(times.values()))


def order_statements(matter: Matter) -> list[Statement]:
    """By time; those without one last, as they came."""
    return sorted(matter.statements, key=lambda s: time_of(s) or instant(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What the record knows beside a matter.

    quotes: by statement, whether the article quotes it (direct, indirect, mixed); none for own voice.
    parties: the known party of a speaker, by the speaker's id.
    """

    quotes: dict[str, str]
    parties: dict[str, str]


def look_up(record: Record, matter: Matter) -> LookedUp:
    """How statements are printed, and which known parties the speakers are."""
    said, joined = schema.attribution, schema.party_join
    member = (joined.c.article_id == said.c.article_id) & (joined.c.party_id == said.c.party_id)
    query = select(said.c.id, said.c.quote, joined.c.known_party_id).select_from(said.outerjoin(joined, member))
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    with record.looking() as connection:
        for article_id in dict.fromkeys(s.article.id for s in matter.statements):
            for row in connection.execute(query.where(said.c.article_id == article_id)):
                found[article_id, row.id] = (row.quote, row.known_party_id)
    quotes: dict[str, str] = {}
    parties: dict[str, Counter[str]] = {}
    for s in matter.statements:
        whole, dot, number = s.id.rpartition(".")  # a part of an attribution
        part = found.get((s.article.id, whole)) if dot and number.isdigit() else None
        quote, known = found.get((s.article.id, s.id)) or part or (None, None)
        if quote is not None:
            quotes[s.id] = quote
        if known is not None and s.party is not None:
            parties.setdefault(s.party.id, Counter())[known] += 1
    return LookedUp(quotes=quotes, parties={one: known.most_common(1)[0][0] for one, known in parties.items()})
