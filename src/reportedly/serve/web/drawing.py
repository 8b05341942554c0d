"""Drawings made here, as numbers that a template writes as SVG: lineage, timeline, sparkline, figures.

Nothing is styled inline: classes say what a thing is, and the style sheet how it looks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import quote, urlencode

from reportedly.model import Figure, Matter, Says, Statement
from reportedly.store.rows import instant

NODE_W, NODE_H, GAP, BETWEEN, TOP = 216, 42, 12, 104, 30
MOST_ARTICLES = 30  # nodes of their own; with more, an outlet's are one
MOST_RELAYS = 2  # relays of a chain that are drawn; those between are left to the list
LETTERS = 23  # of a label
BINS = 32
LANES: dict[str, int] = {"yes": 0, "no": 1, "partly": 2, "unknown": 2}
LANE_H, LINE_W, LINE_LEFT = 44, 900, 86
UNKNOWN = datetime.max.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box with a label; sub: its second line."""

    x: float
    y: float
    label: str
    sub: str
    full: str
    href: str
    kind: str
    width: int = NODE_W
    height: int = NODE_H


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line between two boxes; the wider, the more statements took that way."""

    path: str
    width: float
    says: str
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Who said it, who passed it on, where it was printed."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    heads: tuple[tuple[float, str], ...]


Key = tuple[int, str]  # column and name


def draw_lineage(matter: Matter) -> Graph | None:
    """The ways from the origins by their relays to the articles; None where nothing was said."""
    if not matter.statements:
        return None
    relays = min(MOST_RELAYS, max((len(s.via) for s in matter.statements), default=0))
    grouped = len({s.article.id for s in matter.statements}) > MOST_ARTICLES
    ways: dict[tuple[Key, Key], list[Statement]] = defaultdict(list)
    columns: list[dict[str, Statement]] = [{} for _ in range(relays + 2)]
    for statement in matter.statements:
        way = _way(statement, relays, grouped)
        for column, name in way:
            columns[column].setdefault(name, statement)
        for edge in pairwise(way):
            ways[edge].append(statement)
    order = _order(columns, ways)
    tallest = max(len(names) for names in order)
    height = TOP + tallest * (NODE_H + GAP)
    places: dict[Key, tuple[float, float]] = {}
    for column, names in enumerate(order):
        top = TOP + (tallest - len(names)) * (NODE_H + GAP) / 2
        for row, name in enumerate(names):
            places[column, name] = (column * (NODE_W + BETWEEN) + 1, top + row * (NODE_H + GAP))
    nodes = [_node(matter, key, columns[key[0]][key[1]], at, relays, grouped) for key, at in places.items()]
    edges = [_edge(places[a], places[b], said) for (a, b), said in sorted(ways.items())]
    names = ["Origin", *(["Relay"] if relays == 1 else ["First relay", "Last relay"] if relays else [])]
    heads = [(i * (NODE_W + BETWEEN) + 1, name) for i, name in enumerate([*names, "Outlet" if grouped else "Article"])]
    width = (relays + 2) * NODE_W + (relays + 1) * BETWEEN + 2
    return Graph(width=width, height=height, nodes=tuple(nodes), edges=tuple(edges), heads=tuple(heads))


def _way(statement: Statement, relays: int, grouped: bool) -> list[Key]:
    via = statement.via if len(statement.via) <= MOST_RELAYS else (statement.via[0], statement.via[-1])
    chain = list(reversed(via))  # from the origin on
    begin = relays + 1 - len(chain)
    last = (statement.article.publisher or "no outlet named") if grouped else statement.article.id
    return [(0, statement.origin), *((begin + i, name) for i, name in enumerate(chain)), (relays + 1, last)]


def _order(columns: Sequence[dict[str, Statement]], ways: Mapping[tuple[Key, Key], list[Statement]]) -> list[list[str]]:
    """The names of each column so that lines cross little: by the mean place of what leads to them."""
    order = [list(columns[0])]
    rank: dict[Key, float] = {(0, name): float(i) for i, name in enumerate(order[0])}
    for column in range(1, len(columns)):
        leads: dict[str, list[float]] = defaultdict(list)
        for a, b in ways:
            if b[0] == column and a in rank:
                leads[b[1]].append(rank[a])
        first = {name: i for i, name in enumerate(columns[column])}
        means = {name: sum(leads[name]) / len(leads[name]) if leads[name] else 0.0 for name in first}
        names = sorted(first, key=lambda name: (means[name], first[name]))
        scale = max(1, len(order[0])) / max(1, len(names))
        rank |= {(column, name): i * scale for i, name in enumerate(names)}
        order.append(names)
    return order


def _node(matter: Matter, key: Key, first: Statement, at: tuple[float, float], relays: int, grouped: bool) -> Node:
    column, name = key
    if column == 0:
        origin = next((o for o in matter.origins if o.id == name), None)
        who = origin.party.name if origin and origin.party else _unnamed(first)
        number = len(origin.statements) if origin else 1
        sub = (
            f"{origin.channel or 'channel unknown'} · {number} statement{'' if number == 1 else 's'}" if origin else ""
        )
        label, full, href, kind = who, who, f"#o-{name}", "origin"
    elif column <= relays:
        label, full, sub, kind = name, name, "passed it on", "relay"
        href = "/parties?" + urlencode({"name": name})
    else:
        publisher, title = first.article.publisher or "no outlet named", first.article.title or "no headline"
        label, full, kind = publisher, f"{publisher}: {title}", "article"
        sub = "its articles" if grouped else title
        href = "/articles?" + urlencode({"publisher": publisher}) if grouped else f"/articles/{quote(name, safe='')}"
    return Node(x=at[0], y=at[1], label=_cut(label), sub=_cut(sub, LETTERS + 4), full=full, href=href, kind=kind)


def _unnamed(statement: Statement) -> str:
    if statement.own_voice:
        return f"{statement.article.publisher or 'the outlet'} itself"
    return "an unnamed source" if statement.anonymous else "no source named"


def _edge(a: tuple[float, float], b: tuple[float, float], said: list[Statement]) -> Edge:
    x1, y1, x2, y2 = a[0] + NODE_W, a[1] + NODE_H / 2, b[0], b[1] + NODE_H / 2
    middle = (x1 + x2) / 2
    answers = {s.says for s in said}
    number = len(said)
    return Edge(
        path=f"M{x1:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}",
        width=min(1.5 + 1.25 * (number - 1), 12.0),
        says=next(iter(answers)) if len(answers) == 1 else "mixed",
        title=f"{number} statement{'' if number == 1 else 's'}: {_cut(said[0].text, 160)}",
        href=f"#s-{said[0].id}",
    )


def _cut(text: str, letters: int = LETTERS) -> str:
    words = " ".join(text.split())
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


# Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A statement in time."""

    x: float
    y: float
    says: Says
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Three lanes: yes, no, and other answers."""

    width: int
    height: int
    points: tuple[Point, ...]
    ticks: tuple[tuple[float, str], ...]


def time_of(statement: Statement) -> datetime | None:
    """When it was said, or when the article came that has it; None where neither is known."""
    moment = instant(statement.said_at or statement.article.modified or statement.article.published)
    return None if moment.year == UNKNOWN else moment


def draw_timeline(matter: Matter) -> Timeline | None:
    """Statements by their time; None where fewer than two have one."""
    timed = [(moment, s) for s in matter.statements if (moment := time_of(s)) is not None]
    if len(timed) < 2:
        return None
    first, last = min(m for m, _ in timed), max(m for m, _ in timed)
    span = max((last - first).total_seconds(), 1.0)
    points, taken = [], Counter[tuple[int, int]]()
    for moment, statement in sorted(timed, key=lambda pair: pair[0]):
        x = LINE_LEFT + (moment - first).total_seconds() / span * (LINE_W - LINE_LEFT - 24) + 12
        lane = LANES[statement.says]
        place = (round(x / 12), lane)
        beside, stacked = divmod(taken[place], 3)
        taken[place] += 1
        if x > LINE_W - 120:  # at the end there is room only on the left
            beside = -beside
        y = TOP / 2 + lane * LANE_H + LANE_H / 2
        who = statement.party.name if statement.party else _unnamed(statement)
        points.append(
            Point(
                x=round(x + 12 * beside, 1), y=y + (0, -12, 12)[stacked], says=statement.says,
                title=f"{who}, {moment:%d.%m.%Y %H:%M} UTC: {_cut(statement.text, 160)}", href=f"#s-{statement.id}",
            )
        )  # fmt: skip
    ticks = [(first, 0.0), (first + (last - first) / 2, 0.5), (last, 1.0)]
    short = last - first < timedelta(days=3)
    labels = []
    for moment, at in ticks:
        written = f"{moment.day} {moment:%b %H:%M} UTC" if short else f"{moment.day} {moment:%b %Y}"
        labels.append((round(LINE_LEFT + 12 + at * (LINE_W - LINE_LEFT - 24), 1), written))
    return Timeline(width=LINE_W, height=round(TOP / 2 + 3 * LANE_H + 24), points=tuple(points), ticks=tuple(labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """How many articles came when, as bars of 3 by 22 units. over: how long that is, first to last."""

    bars: tuple[tuple[float, float, float], ...]
    label: str
    over: str


def draw_spark(times: Sequence[datetime]) -> Spark | None:
    """The bars of a matter's row; None where no article has a time."""
    if not times:
        return None
    first, last = min(times), max(times)
    span = max((last - first).total_seconds(), 1.0)
    found = Counter(min(BINS - 1, int((t - first).total_seconds() / span * BINS)) for t in times)
    most = max(found.values())
    heights = {i: round(max(2.0, 20 * n / most), 1) for i, n in sorted(found.items())}
    days = (last.date() - first.date()).days + 1
    over = "on one day" if days == 1 else f"in {days:,} days"
    label = f"Articles from {first:%d.%m.%Y} to {last:%d.%m.%Y}, at most {most} in one part of {BINS}"
    bars = tuple((i * 3.0, round(21.5 - height, 1), height) for i, height in heights.items())
    return Spark(bars=bars, label=label, over=over)


# Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """One figure as a bar from low to high, in units of 0 to 300."""

    figure: Figure
    x: float
    width: float
    said: tuple[Statement, ...]


def draw_figures(matter: Matter) -> dict[str, tuple[Range, ...]]:
    """The figures by what they count, each on the scale of its kind, from zero."""
    by_id = {s.id: s for s in matter.statements}
    kinds: dict[str, list[Figure]] = defaultdict(list)
    for figure in matter.figures:
        kinds[figure.what].append(figure)
    drawn = {}
    for what, figures in kinds.items():
        top = max(f.high for f in figures) or 1.0
        drawn[what] = tuple(
            Range(
                figure=f, x=round(300 * max(f.low, 0) / top, 1),
                width=round(max(4.0, 300 * (f.high - max(f.low, 0)) / top), 1),
                said=tuple(by_id[s] for s in f.statements if s in by_id),
            )
            for f in figures
        )  # fmt: skip
    return drawn
