"""Matters of a story: its statements grouped by question, with answers, origins, positions, status and history."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import snowballstemmer

from reportedly.ids import make_id
from reportedly.model import (
    Change,
    Figure,
    Loss,
    Matter,
    MatterEvent,
    Origin,
    Position,
    Says,
    Speaker,
    Statement,
    Turn,
)
from reportedly.weigh.origins import Merge
from reportedly.weigh.scene import STOP, Line, Scene, seconds
from reportedly.weigh.speakers import Person
from reportedly.weigh.status import Answered, Facts, judge

TITLE_LENGTH = 120
SAYING: dict[Says, str] = {"yes": "affirms", "no": "denies", "partly": "grants part", "unknown": "says nothing of"}
NEVER = float("inf")
CLAUSE = re.compile(r"(?:that\s+)?(?:[A-Z]|the\b|a\b|an\b|its\b|their\b|no\b|\d)")
VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|may|must|\w{3,}ed|[a-z]{4,}s)\b")
QUOTES = (("“", "”"), ("(", ")"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Origins of a whole story. of: for each statement the least number of those that share its origin."""

    of: Sequence[int]
    merges: Sequence[Merge]


def make_matter(scene: Scene, group: Sequence[int], says: Sequence[Says], lineage: Lineage) -> Matter:
    """The matter of a group of statements, ``says`` being their answers in the same order."""
    answers = dict(zip(group, says, strict=True))
    lines = sorted((scene.lines[i] for i in group), key=lambda line: _order(scene, line))
    statements = tuple(_statement(scene, line, answers[line.number], lineage) for line in lines)
    origins = _origins(scene, lines, lineage)
    positions = _positions(lines, statements)
    facts = _facts(lines, statements, positions)
    status, credibility, why = judge(facts)
    times = [s.said_at for s in statements if s.said_at]
    return Matter(
        id=make_id("mat", statements[0].id), title=_title(scene, lines, answers), status=status,
        credibility=credibility, why=why, event=_event(lines), first_said_at=times[0] if times else None,
        last_said_at=times[-1] if times else None, statements=statements, origins=origins,
        affirming_origins=len(facts.affirming), denying_origins=len(facts.denying), positions=positions,
        figures=_figures(lines, statements), losses=_losses(scene, lines, statements, lineage),
        history=_history(statements, positions),
    )  # fmt: skip


def _order(scene: Scene, line: Line) -> tuple[float, str, int]:
    return (NEVER if line.time is None else line.time, scene.briefs[line.brief].article.id, line.point.number)


def speaker_of(person: Person | None) -> Speaker | None:
    """The speaker in the published form."""
    return Speaker(id=person.id, name=person.name, side=person.side) if person is not None else None


def _statement(scene: Scene, line: Line, says: Says, lineage: Lineage) -> Statement:
    point, brief = line.point, scene.briefs[line.brief]
    return Statement(
        id=point.id, article=brief.article, spans=point.spans, text=point.text, party=speaker_of(line.speaker),
        own_voice=point.own_voice, anonymous=line.speaker is not None and line.speaker.anonymous, stance=point.stance,
        says=says, via=point.via, channel=point.channel, origin=_origin_id(scene, lineage.of[line.number]),
        said_at=point.said_at or brief.time,
    )  # fmt: skip


def _origin_id(scene: Scene, root: int) -> str:
    return make_id("org", scene.lines[root].point.id)


def _origins(scene: Scene, lines: Sequence[Line], lineage: Lineage) -> tuple[Origin, ...]:
    """The origins of the matter's statements, by their first; reasons are those of merges inside the matter."""
    members: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        members[lineage.of[line.number]].append(line)
    found = []
    for root, held in members.items():
        numbers = {line.number for line in held}
        named = next((line for line in held if line.speaker is not None), held[0])
        channel = next((line.point.channel for line in held if line.point.channel is not None), None)
        first = min(held, key=lambda line: _order(scene, line))
        why = [m.why for m in lineage.merges if m.first in numbers and m.second in numbers]
        found.append(
            Origin(
                id=_origin_id(scene, root),
                party=speaker_of(named.speaker),
                channel=channel,
                said_at=first.point.said_at or scene.briefs[first.brief].time,
                statements=tuple(line.point.id for line in held),
                why=tuple(why),
            )
        )
    return tuple(found)


def _positions(lines: Sequence[Line], statements: Sequence[Statement]) -> tuple[Position, ...]:
    """Each named party's answers in time; a statement without an answer makes no turn once the party has answered."""
    histories: dict[str, list[Turn]] = {}
    speakers: dict[str, Speaker] = {}
    for line, statement in zip(lines, statements, strict=True):
        if line.speaker is None or line.speaker.anonymous or statement.party is None:
            continue
        turns = histories.setdefault(statement.party.id, [])
        speakers.setdefault(statement.party.id, statement.party)
        last = turns[-1] if turns else None
        if last is not None and statement.says in (last.says, "unknown"):
            turns[-1] = Turn(
                says=last.says, stance=last.stance, since=last.since, statements=(*last.statements, statement.id)
            )
        elif last is not None and last.says == "unknown":
            turns[-1] = Turn(
                says=statement.says, stance=statement.stance, since=statement.said_at,
                statements=(*last.statements, statement.id),
            )  # fmt: skip
        else:
            turns.append(
                Turn(says=statement.says, stance=statement.stance, since=statement.said_at, statements=(statement.id,))
            )
    return tuple(Position(party=speakers[i], history=tuple(turns)) for i, turns in histories.items())


def _facts(lines: Sequence[Line], statements: Sequence[Statement], positions: Sequence[Position]) -> Facts:
    """What the rules of status look at."""
    by_origin: dict[str, list[tuple[Line, Statement]]] = defaultdict(list)
    for line, statement in zip(lines, statements, strict=True):
        by_origin[statement.origin].append((line, statement))
    seen = {origin: _answered(held) for origin, held in by_origin.items()}
    affirming = [o for o, held in by_origin.items() if any(s.says == "yes" for _, s in held)]
    denying = [o for o, held in by_origin.items() if any(s.says == "no" for _, s in held)]
    taken_back = {
        p.party.name for p in positions
        if any(t.says == "yes" for t in p.history) and p.history[-1].says == "no" and len(p.history) > 1
    }  # fmt: skip
    for statement in statements:
        if statement.stance == "retract" and statement.party is not None:
            taken_back.add(statement.party.name)
    granted = _granted(positions, statements)
    standing = [o for o in affirming if not seen[o].anonymous and seen[o].name not in taken_back]
    return Facts(
        affirming=tuple(seen[o] for o in affirming), denying=tuple(seen[o] for o in denying),
        origins=tuple(seen.values()), granted=tuple(granted), taken_back=tuple(sorted(taken_back)),
        standing=len(standing),
    )  # fmt: skip


def _answered(held: Sequence[tuple[Line, Statement]]) -> Answered:
    party = next((s.party for _, s in held if s.party is not None), None)
    name = party.name if party is not None else next((s.article.publisher or s.article.id for _, s in held), "")
    named = any(line.speaker is not None and not line.speaker.anonymous for line, _ in held)
    own = all(s.own_voice for _, s in held)
    return Answered(name=name, side=(party.side or "") if party else "", anonymous=not named and not own)


def _granted(positions: Sequence[Position], statements: Sequence[Statement]) -> list[str]:
    """Parties that denied and then affirm, and those that confirm what others of their side deny."""
    found = []
    denying_sides = {p.party.side for p in positions if p.party.side and any(t.says == "no" for t in p.history)}
    for position in positions:
        answers = [t.says for t in position.history]
        turned = "no" in answers and any(a in ("yes", "partly") for a in answers[answers.index("no") + 1 :])
        confirms = position.party.side in denying_sides and any(
            t.says in ("yes", "partly") and t.stance == "confirm" for t in position.history
        )
        if turned or confirms:
            found.append(position.party.name)
    return found


def _title(scene: Scene, lines: Sequence[Line], answers: dict[int, Says]) -> str:
    """The statement that is most like the others, as a question: "Whether the bridge was hit"."""
    numbers = [line.number for line in lines]

    def fitness(line: Line) -> tuple[bool, bool, float, int]:
        text = line.point.text
        clause = CLAUSE.match(text) is not None and VERB.search(text) is not None
        whole = all(text.count(x) == text.count(y) for x, y in QUOTES) and "?" not in text and " … " not in text
        fits = 20 <= len(text) <= TITLE_LENGTH and whole and line.point.quote != "direct"
        close = float(
            scene.words[line.number, numbers].sum() + (scene.vectors[numbers] @ scene.vectors[line.number]).sum()
        )
        return (fits and clause, answers[line.number] == "yes", close, -line.number)

    text = re.sub(r"^that\s+", "", " ".join(max(lines, key=fitness).point.text.split())).rstrip(".,; ")
    if all(text.count(x) <= 1 for x in '"“”'):  # marks around all of it, or a single one
        text = text.strip("\"“”'‘’.,; ")
    if text.count("“") != text.count("”"):
        text = re.sub(r"[“”]", "", text)
    names = {name for brief in scene.briefs for name in brief.names}
    first = re.match(r"[A-Z][a-z]*(?=[\s,])", text)  # a sentence's first word is small inside another, but for names
    if first and first.group().lower() not in names and (len(first.group()) > 3 or first.group().lower() in STOP):
        text = text[0].lower() + text[1:]
    return f"Whether {text[:TITLE_LENGTH]}{'…' if len(text) > TITLE_LENGTH else ''}"


def _event(lines: Sequence[Line]) -> MatterEvent:
    """The commonest type of the statements' events, and the place and time that most of them share."""
    told = [t for line in lines for t in line.point.told]
    types = Counter(t.type for t in told)
    kind = max(types, key=lambda t: (types[t], t)) if types else None
    places = Counter(t.place.name for t in told if t.place is not None)
    name = max(places, key=lambda p: (places[p], p)) if places else None
    times = Counter((t.time.start or "", t.time.end or "") for t in told if t.time is not None)
    span = max(times, key=lambda t: (times[t], t)) if times else None
    return MatterEvent(
        type=kind,
        place=next((t.place for t in told if t.place is not None and t.place.name == name), None),
        time=next((t.time for t in told if t.time and (t.time.start or "", t.time.end or "") == span), None),
    )


def _stem(what: str) -> str:
    words = re.findall(r"[^\W\d_]+", what.lower())
    return " ".join(snowballstemmer.stemmer("english").stemWords(words[-2:]))


def _figures(lines: Sequence[Line], statements: Sequence[Statement]) -> tuple[Figure, ...]:
    """What is counted by two statements or more: the lowest and the highest number, and who said them."""
    claims: dict[str, list[tuple[str, float, str]]] = defaultdict(list)
    for line, statement in zip(lines, statements, strict=True):
        for told in line.point.told:
            for what, _, number in told.figures:
                if key := _stem(what):
                    claims[key].append((what, number, statement.id))
    return tuple(
        Figure(
            what=held[0][0], low=min(n for _, n, _ in held), high=max(n for _, n, _ in held),
            statements=tuple(dict.fromkeys(i for _, _, i in held)),
        )
        for _, held in sorted(claims.items())
        if len({i for _, _, i in held}) > 1
    )  # fmt: skip


def _losses(scene: Scene, lines: Sequence[Line], statements: Sequence[Statement], lineage: Lineage) -> tuple[Loss, ...]:
    """Attribution loss, and figures that differ within one origin."""
    at = {line.number: statement for line, statement in zip(lines, statements, strict=True)}
    by_number = {line.number: line for line in lines}
    found = []
    for merge in lineage.merges:
        if merge.first not in at or merge.second not in at:
            continue
        first, second = at[merge.first], at[merge.second]
        if merge.rule == "lost attribution":
            found.append(Loss(kind="attribution", statement=second.id, of=first.id, text=merge.why))
            continue
        one, two = sorted((merge.first, merge.second), key=lambda number: _order(scene, by_number[number]))
        first, second = at[one], at[two]
        if drift := _drift(by_number[one], by_number[two]):
            found.append(Loss(kind="figure", statement=second.id, of=first.id, text=drift))
    return tuple(found)


def _drift(a: Line, b: Line) -> str | None:
    for one in (f for t in a.point.told for f in t.figures):
        for two in (f for t in b.point.told for f in t.figures):
            if _stem(one[0]) == _stem(two[0]) and one[2] != two[2]:
                return f"{one[0]}: {one[2]:g} became {two[2]:g}. “{a.point.text[:160]}” / “{b.point.text[:160]}”"
    return None


def _history(statements: Sequence[Statement], positions: Sequence[Position]) -> tuple[Change, ...]:
    """First said, first denied, every turn and retraction, and promises, in the order of their times."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for statement in statements:
        who = statement.party.name if statement.party else (statement.article.publisher or "an outlet")
        if statement.says in ("yes", "no") and statement.says not in seen:
            seen.add(statement.says)
            found.append(
                (statement.said_at or "", f"first {'affirmed' if statement.says == 'yes' else 'denied'} by {who}")
            )
        if statement.stance == "retract":
            found.append((statement.said_at or "", f"{who} takes back: {statement.text[:120]}"))
        if statement.stance in ("promise", "predict"):
            found.append((statement.said_at or "", f"{who} {statement.stance}s: {statement.text[:120]}"))
    for position in positions:
        for before, after in zip(position.history, position.history[1:], strict=False):
            turn = f"{position.party.name} turned: {SAYING[before.says]} → {SAYING[after.says]}"
            found.append((after.since or "", turn))
    found = sorted(set(found), key=lambda change: (seconds(change[0]) or 0.0, *change))  # offsets differ
    return tuple(Change(at=at or None, what=what) for at, what in found)
