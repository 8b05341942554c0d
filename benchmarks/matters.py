"""Matters against contested coverage: ``python -m benchmarks.matters``.

Reads the articles of each measuring scenario from their raw text, weighs each file as a record of its own, and scores
it with the scenarios' own ``score.py --matters``. ``--train`` does so with the stories that weighing learned from,
which says how it fits them and no more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.scenarios import read_scenario, score
from reportedly.model import Matter, Reading
from reportedly.weigh import Weigher
from reportedly.weigh.briefs import Brief
from reportedly.weigh.encoder import WIDTH
from reportedly.weigh.scene import Scene, seconds
from reportedly.weigh.stories import keys_of, part_stories
from reportedly.weigh.weigher import PackedBrief

MEASURES = (
    "found", "party", "stance", "via", "same_matter", "says", "same_origin", "status", "own_voice",
    "origin_counts_exact", "matters", "matters_found",
)  # fmt: skip
LEAST_OVERLAP = 0.5


@lru_cache(maxsize=1)
def _weigher() -> Weigher:
    return Weigher(threads=2)


def pack(readings: Iterable[Reading]) -> list[PackedBrief]:
    """The briefs of readings; versions share their address."""
    return [_weigher().make_brief(r, r.article.url or r.article.id) for r in readings]


def weigh_all(packed: list[PackedBrief]) -> list[Matter]:
    """The matters of a record that holds just these articles."""
    by_id = {p.brief.article.id: p for p in packed}
    stories = part_stories({i: keys_of(p.brief) for i, p in by_id.items()})
    return [matter for story in stories for matter in _weigher().weigh([by_id[i] for i in story])]


def briefs_of(path: Path) -> tuple[list[Brief], list[NDArray[np.int8]], dict[str, Any]]:
    """Briefs and vectors of a scenario, and what it annotates."""
    packed = pack(read_scenario(path))
    vectors = [np.frombuffer(p.vectors, dtype=np.int8).reshape(-1, WIDTH) for p in packed]
    return [p.brief for p in packed], vectors, json.loads(path.read_text(encoding="utf-8"))


def annotated(scene: Scene, data: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """For the numbers of statements that were found what is annotated of them (IoU of letters, one to one)."""
    at = {(b.article.url, seconds(b.time)): n for n, b in enumerate(scene.briefs)}
    found: dict[int, dict[str, Any]] = {}
    for article in data["articles"]:
        brief = at.get((article["url"], seconds(article["updated"] or article["published"])))
        if brief is None:
            continue
        golds = [s for s in data["statements"] if s["article"] == article["id"]]
        lines = [line for line in scene.lines if line.brief == brief and not line.point.own_voice]
        pairs = sorted(_overlaps(article["text"], golds, [(x.number, x.point.spans) for x in lines]), reverse=True)
        taken: set[int] = set()
        for share, gold, number in pairs:
            if share >= LEAST_OVERLAP and number not in found and gold not in taken:
                taken.add(gold)
                found[number] = golds[gold]
    return found


def _overlaps(text: str, golds: list[dict[str, Any]], lines: list[tuple[int, Any]]) -> Iterator[tuple[float, int, int]]:
    for g, gold in enumerate(golds):
        begin = -1
        for _ in range(gold.get("nth", 0) + 1):
            begin = text.index(gold["content"], begin + 1)
        own = set(range(begin, begin + len(gold["content"])))
        for number, spans in lines:
            other = {i for b, e in spans for i in range(b, e)}
            if own & other:
                yield len(own & other) / len(own | other), g, number


def score_matters(path: Path, matters: list[Matter]) -> dict[str, Any]:
    """The scorer's figures; of measures with precision and recall the F1."""
    return {k: v["f1"] if isinstance(v, dict) else v for k, v in score(path, "matters", matters).items()}


def evaluate(data: Path, *, train: bool = False) -> dict[str, Any]:
    """Figures of each scenario, their averages under ``mean``, and of all in one record under ``together``.

    train: of the stories that weighing learned from, in place of those that measure.
    """
    folder = data / "scenarios" / ("train" if train else "")
    packed = {path: pack(read_scenario(path)) for path in sorted(folder.glob("*.json"))}
    rows = {path.stem: score_matters(path, weigh_all(briefs)) for path, briefs in packed.items()}
    everything = weigh_all([p for briefs in packed.values() for p in briefs])
    home = {p.brief.article.id: path.stem for path, briefs in packed.items() for p in briefs}
    mixed = sum(len({home[s.article.id] for s in m.statements}) > 1 for m in everything)
    known = {m: [row[m] for row in rows.values() if row.get(m) is not None] for m in MEASURES}
    averages = {m: round(mean(values), 4) for m, values in known.items() if values}
    return {"scenarios": rows, "mean": averages, "together": {"matters": len(everything), "of_two_stories": mixed}}


def main() -> None:
    """Parse the command line and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--train", action="store_true", help="score the stories that weighing learned from")
    options = parser.parse_args()
    figures = evaluate(options.data, train=options.train)
    table = Table("scenario", *MEASURES, title="matters")
    for name, row in (*figures["scenarios"].items(), ("mean", figures["mean"])):
        table.add_row(name, *("–" if row.get(m) is None else f"{row[m]:.3f}" for m in MEASURES))
    console = Console(width=200)
    console.print(table)
    console.print(f"all in one record: {figures['together']}")


if __name__ == "__main__":
    main()
