"""The weigher: briefs of articles, and the matters of stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from reportedly.model import Matter, Reading
from reportedly.weigh.briefs import Brief, make_brief
from reportedly.weigh.encoder import WIDTH, Encoder
from reportedly.weigh.joining import apply_decisions, group, load_pair_model, score_pairs
from reportedly.weigh.matters import Lineage, make_matter
from reportedly.weigh.origins import Merge, find_merges, group_origins
from reportedly.weigh.says import judge_says, load_says_model
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
        scene = set_scene([p.brief for p in packed], [_vectors(p) for p in packed])
        if not scene.lines:
            return []
        groups = self.group(scene)
        groups, merges, apart = _rule(scene, groups, find_merges(scene), rulings)
        lineage = Lineage(of=group_origins(len(scene.lines), merges, apart), merges=merges)
        found = [
            make_matter(scene, held, judge_says(scene, held, self._says), lineage)
            for held in groups
            if not all(scene.lines[i].point.own_voice for i in held)
        ]
        return sorted(found, key=lambda m: (m.first_said_at or "9999", m.statements[0].id))

    def group(self, scene: Scene) -> list[list[int]]:
        """Which statements are on one question, before what people decided."""
        return group(score_pairs(scene, self._pairs), self._pairs.cut)


def _vectors(packed: PackedBrief) -> NDArray[np.int8]:
    return np.frombuffer(packed.vectors, dtype=np.int8).reshape(-1, WIDTH)


def _rule(
    scene: Scene, groups: list[list[int]], merges: list[Merge], rulings: Sequence[MatterRuling]
) -> tuple[list[list[int]], list[Merge], list[frozenset[int]]]:
    """Groups, merges and what is kept apart, after people's decisions in their order."""
    at = {line.point.id: line.number for line in scene.lines}
    apart: list[frozenset[int]] = []
    for ruling in rulings:
        held = [frozenset(at[i] for i in ids if i in at) for ids in ruling.groups]
        held = [numbers for numbers in held if numbers]
        together = sorted(frozenset().union(*held)) if held else []
        if ruling.kind == "merge matters" and len(together) > 1:
            groups = apply_decisions(groups, [frozenset(together)], [])
        elif ruling.kind == "split matter" and held:
            groups = apply_decisions(groups, [], [held[-1]])
        elif ruling.kind == "same origin":
            why = f"decided by {ruling.by}: {ruling.reason}"
            apart = [kept for kept in apart if not kept & set(together)]
            merges = [*merges, *(Merge(first=together[0], second=i, rule="decision", why=why) for i in together[1:])]
        elif ruling.kind == "different origins":
            apart = [*apart, *held]
            merges = [m for m in merges if not (m.rule == "decision" and {m.first, m.second} <= set(together))]
    return groups, merges, apart
