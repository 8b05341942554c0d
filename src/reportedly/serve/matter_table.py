"""A matter for people: its status with the reasons, who says what, where it comes from, and how it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from reportedly.model import ArticleLabel, Matter, MatterEvent, Origin, Position, Says, Speaker, Statement, Turn
from reportedly.serve.rows import NOBODY, clean

ANSWERS: tuple[tuple[Says, str], ...] = (
    ("yes", "Say yes"),
    ("partly", "Say partly"),
    ("no", "Say no"),
    ("unknown", "Give no answer"),
)
NO_SIDE = "no side known"
OWN_VOICE = "own voice"
UNKNOWN = "–"


def print_matter(one: Matter, screen: Console) -> None:
    """Print all of a matter. Statements have numbers, by which the other parts name them."""
    numbers = {statement.id: number for number, statement in enumerate(one.statements, 1)}
    _print_head(one, screen)
    _section(screen, "Positions", _positions(one, numbers))
    _section(screen, "Statements", _statements(one, numbers))
    _section(screen, "Lineage", [])
    for tree in _lineage(one, numbers):
        screen.print(Padding(tree, (0, 0, 0, 2), expand=False))
    if one.figures:
        _section(
            screen,
            "Figures",
            (f"{f.what}: {_between(f.low, f.high)} {_refer(f.statements, numbers)}" for f in one.figures),
        )
    if one.losses:
        _section(
            screen,
            "Lost on the way",
            (
                f"{'attribution' if loss.kind == 'attribution' else 'figure'}: {loss.text} "
                f"{_refer((loss.statement,), numbers)} from {_refer((loss.of,), numbers)}"
                for loss in one.losses
            ),
        )
    _section(screen, "History", (f"{change.at or 'time unknown'} · {change.what}" for change in one.history))


def describe_event(event: MatterEvent) -> str:
    """The event in a line: type, place, time; what is unknown is left out."""
    time = event.time
    when = None if time is None else " to ".join(t for t in (time.start, time.end) if t) or time.text
    return " · ".join(clean(part) for part in (event.type, event.place.name if event.place else None, when) if part)


def _print_head(one: Matter, screen: Console) -> None:
    screen.print(Text(clean(one.title), style="bold"), soft_wrap=True)
    said = " to ".join(dict.fromkeys(t for t in (one.first_said_at, one.last_said_at) if t))
    facts = (one.id, describe_event(one.event), f"said {said}" if said else "")
    screen.print(Text(" · ".join(fact for fact in facts if fact), style="dim"), soft_wrap=True)
    screen.print()
    counts = f"{_count(one.affirming_origins, 'origin')} for, {one.denying_origins} against"
    line = Text(one.status, style="bold")
    line.append(f" · credibility {one.credibility} of 6, as a proposal · {counts}", style="not bold")
    screen.print(line, soft_wrap=True)
    for reason in one.why:
        _item(screen, reason)


def _section(screen: Console, name: str, items: Iterable[str | Text]) -> None:
    screen.print()
    screen.print(Text(name, style="bold"))
    for item in items:
        _item(screen, item)


def _item(screen: Console, item: str | Text) -> None:
    screen.print(Padding(item if isinstance(item, Text) else Text(clean(item)), (0, 0, 0, 2), expand=False))


def _positions(one: Matter, numbers: dict[str, int]) -> Iterator[Text]:
    """Parties by what they answer now, then by side; after each the turns that led there."""
    for says, heading in ANSWERS:
        found = [p for p in one.positions if p.history and p.history[-1].says == says]
        if not found:
            continue
        yield Text(heading, style="underline")
        for side in dict.fromkeys(p.party.side for p in found):
            held = [p for p in found if p.party.side == side]
            yield Text(f"  {clean(side) if side else NO_SIDE}", style="dim")
            yield from (_position(p, numbers) for p in held)


def _position(position: Position, numbers: dict[str, int]) -> Text:
    turns = " → ".join(_turn(turn, numbers) for turn in position.history)
    return Text(f"    {clean(position.party.name)}: {turns}")


def _turn(turn: Turn, numbers: dict[str, int]) -> str:
    since = f" since {turn.since}" if turn.since else ""
    return f"{turn.says} ({turn.stance}){since} {_refer(turn.statements, numbers)}"


def _statements(one: Matter, numbers: dict[str, int]) -> Iterator[Text]:
    for statement in one.statements:
        head = Text(f"[{numbers[statement.id]}] ")
        head.append(_who(statement), style="bold")
        head.append(f" · says {statement.says} · {statement.stance}")
        if statement.via:
            head.append(f" · via {', '.join(map(clean, statement.via))}")
        if statement.channel:
            head.append(f" · {statement.channel}")
        head.append(f" · {_outlet(statement.article)} · {statement.said_at or 'time unknown'}")
        yield head
        yield Text(f"    “{clean(statement.text)}”", style="italic")
        begin, end = statement.spans[0][0], statement.spans[-1][1]
        yield Text(f"    {statement.id} · {statement.article.id} {begin}–{end}", style="dim")


def _lineage(one: Matter, numbers: dict[str, int]) -> Iterator[Tree]:
    """A tree for each origin: who relayed it, farthest from the article first, then the articles that carry it."""
    by_id = {statement.id: statement for statement in one.statements}
    for origin in one.origins:
        tree = Tree(Text(_describe_origin(origin, by_id), style="bold"))
        for reason in origin.why:
            tree.add(Text(f"because {clean(reason)}", style="dim"))
        branches: dict[tuple[str, ...], Tree] = {(): tree}
        for statement in (by_id[i] for i in origin.statements if i in by_id):
            path = tuple(map(clean, reversed(statement.via)))
            for depth in range(1, len(path) + 1):
                if path[:depth] not in branches:
                    branches[path[:depth]] = branches[path[: depth - 1]].add(Text(path[depth - 1]))
            branches[path].add(Text(_describe_article(statement, numbers)))
        yield tree


def _describe_origin(origin: Origin, by_id: dict[str, Statement]) -> str:
    first = next((by_id[i] for i in origin.statements if i in by_id), None)
    who = _name(origin.party) if origin.party else _who(first) if first else NOBODY
    facts = (who, origin.channel, origin.said_at)
    return f"{' · '.join(fact for fact in facts if fact)} ({_count(len(origin.statements), 'statement')})"


def _describe_article(statement: Statement, numbers: dict[str, int]) -> str:
    article = statement.article
    facts = (_outlet(article), article.published, OWN_VOICE if statement.own_voice else None, article.url)
    return f"{' · '.join(clean(fact) for fact in facts if fact)} [{numbers[statement.id]}]"


def _who(statement: Statement) -> str:
    if statement.party is not None:
        return _name(statement.party) + (" (unnamed)" if statement.anonymous else "")
    return f"{_outlet(statement.article)}, {OWN_VOICE}" if statement.own_voice else NOBODY


def _name(party: Speaker) -> str:
    side = f" ({clean(party.side)})" if party.side and party.side != party.name else ""
    return f"{clean(party.name)}{side}"


def _outlet(article: ArticleLabel) -> str:
    return clean(article.publisher or article.url or article.id)


def _refer(statements: Sequence[str], numbers: dict[str, int]) -> str:
    return f"[{', '.join(str(numbers[i]) for i in statements if i in numbers) or UNKNOWN}]"


def _between(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
