"""The weigher: briefs of articles, and the matters of stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from reportedly.model import Matter, Reading, Says
from reportedly.weigh.briefs import Brief, make_brief
from reportedly.weigh.encoder import WIDTH, Encoder
from reportedly.weigh.joining import apply_decisions, group, load_pair_model, score_pairs
from reportedly.weigh.matters import Lineage, make_matter
from reportedly.weigh.origins import Merge, find_merges, group_origins
from reportedly.weigh.says import judge_says, load_says_model, settle
from reportedly.weigh.scene import Scene, set_scene

VERSION = "weigher/1"

Ruling = Literal["merge matters", "split matter", "same origin", "different origins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRuling:
    """What a person decided of statements: ``groups`` of their ids, in the order decided. by, reason: who and why.

    merge matters: the matters that hold these become one. split matter: the last group leaves its matter and makes one.
    same origin: these go back to one act. different origins: each group goes back to acts of its own.
    """

    kind: Ruling
    groups: tuple[tuple[str, ...], ...]
    by: str
    reason: str


class PackedBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief with the vectors of its statements, int8 of shape (n, 384) in row order; what a record keeps."""

    brief: Brief
    vectors: bytes


class Weigher:
    """Loaded models; one instance serves one thread. SetupError where weights are missing."""

    version = VERSION

    def __init__(self, *, threads: int = 1) -> None:
        self._threads = threads
        self._encoder: Encoder | None = None  # loaded for the first article: weighing stories again needs none
        self._pairs = load_pair_model()
        self._says = load_says_model()

    def make_brief(self, reading: Reading, page: str) -> PackedBrief:
        """What weighing needs of an article; ``page``: what its versions share."""
        self._encoder = self._encoder or Encoder(threads=self._threads)
        brief = make_brief(reading, page)
        names = {a.id: a.name for a in brief.actors}
        speakers = [names.get(p.party or "", "") or (brief.article.publisher or "") for p in brief.points]
        return PackedBrief(brief=brief, vectors=self._encoder.vectors(brief.points, speakers).tobytes())

    def weigh(self, packed: Sequence[PackedBrief], rulings: Sequence[MatterRuling] = ()) -> list[Matter]:
        """The matters of one story, by their first statement; the order of the articles given changes nothing."""
        packed = sorted(packed, key=lambda p: p.brief.article.id)
        scene = _set_scene(packed)
        if not scene.lines:
            return []
        prints = _first_prints(packed)
        core = scene if len(set(prints)) == len(packed) else _set_scene([packed[i] for i in sorted(set(prints))])
        twins = _twins(scene, core, prints)
        groups = [[i for i, twin in enumerate(twins) if twin in held] for held in map(set, self.group(core))]
        groups, decided, apart = _rule(scene, groups, rulings)
        known = _lift(find_merges(core, _lower(apart, scene, core)), scene, core) if core is not scene else []
        merges = [*find_merges(scene, apart, known), *decided]
        lineage = Lineage(of=group_origins(len(scene.lines), merges, apart), merges=merges)
        found = [
            make_matter(
                scene, held, self._judge(core, [twins[i] for i in held], [lineage.of[i] for i in held]), lineage
            )
            for held in groups
            if not all(scene.lines[i].point.own_voice for i in held)
        ]
        return sorted(found, key=lambda m: (m.first_said_at or "9999", m.statements[0].id))

    def _judge(self, core: Scene, group: Sequence[int], origins: Sequence[int]) -> list[Says]:
        """The answers of these statements, of which some may be there twice, with their origins."""
        once = sorted(set(group))
        of = dict(zip(group, origins, strict=True))
        answers = settle([core.lines[i] for i in once], judge_says(core, once, self._says), [of[i] for i in once])
        says = dict(zip(once, answers, strict=True))
        return [says[i] for i in group]

    def group(self, scene: Scene) -> list[list[int]]:
        """Which statements are on one question, before what people decided."""
        return group(score_pairs(scene, self._pairs), self._pairs.cut)


def _set_scene(packed: Sequence[PackedBrief]) -> Scene:
    return set_scene([p.brief for p in packed], [_vectors(p) for p in packed])


def _first_prints(packed: Sequence[PackedBrief]) -> list[int]:
    """For each article the number of the first that has the same text.

    Copies are compared with nothing: however many there are, they make no words common and no question likelier.
    """
    seen: dict[object, int] = {}
    order = sorted(range(len(packed)), key=lambda i: (packed[i].brief.time or "9999", i))
    for i in order:
        seen.setdefault(_text_of(packed[i].brief, i), i)
    return [seen[_text_of(p.brief, i)] for i, p in enumerate(packed)]


def _text_of(brief: Brief, number: int) -> object:
    """What copies share: all statements with the words around them; of an article without statements its number."""
    return tuple((p.own_voice, p.left, p.text, p.right, p.stance, p.spans) for p in brief.points) or number


def _twins(scene: Scene, core: Scene, prints: Sequence[int]) -> list[int]:
    """For each statement its number, or that of the one that it copies, in the scene without copies."""
    at = {(core.briefs[x.brief].article.id, x.point.number): x.number for x in core.lines}
    return [at[scene.briefs[prints[x.brief]].article.id, x.point.number] for x in scene.lines]


def _lift(merges: Sequence[Merge], scene: Scene, core: Scene) -> list[Merge]:
    """Merges of the scene without copies, in the numbers of the whole."""
    at = {x.point.id: x.number for x in scene.lines}
    ids = [x.point.id for x in core.lines]
    return [replace(m, first=at[ids[m.first]], second=at[ids[m.second]]) for m in merges]


def _lower(apart: Sequence[frozenset[int]], scene: Scene, core: Scene) -> list[frozenset[int]]:
    """What is kept apart, in the numbers of the scene without copies."""
    at = {x.point.id: x.number for x in core.lines}
    return [frozenset(at[i] for n in held if (i := scene.lines[n].point.id) in at) for held in apart]


def _vectors(packed: PackedBrief) -> NDArray[np.int8]:
    return np.frombuffer(packed.vectors, dtype=np.int8).reshape(-1, WIDTH)


def _rule(
    scene: Scene, groups: list[list[int]], rulings: Sequence[MatterRuling]
) -> tuple[list[list[int]], list[Merge], list[frozenset[int]]]:
    """Groups, what was merged by people and what is kept apart, after people's decisions in their order."""
    at = {line.point.id: line.number for line in scene.lines}
    apart: list[frozenset[int]] = []
    decided: list[Merge] = []
    for ruling in rulings:
        named = [frozenset(at[i] for i in ids if i in at) for ids in ruling.groups]
        held = [numbers for numbers in named if numbers]
        together = sorted(frozenset().union(*held)) if held else []
        if ruling.kind == "merge matters" and len(together) > 1:
            groups = apply_decisions(groups, [frozenset(together)], [])
        elif ruling.kind == "split matter" and named and named[-1]:
            groups = apply_decisions(groups, [], [named[-1]])
        elif ruling.kind == "same origin":
            why = f"decided by {ruling.by}: {ruling.reason}"
            apart = [kept for kept in apart if not kept & set(together)]
            decided += [Merge(first=together[0], second=i, rule="decision", why=why) for i in together[1:]]
        elif ruling.kind == "different origins":
            apart = [*apart, *held]
            decided = [m for m in decided if not {m.first, m.second} & set(together)]
    return groups, decided, apart
