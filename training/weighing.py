"""Learn what weighing needs from annotated stories: ``python -m training.weighing`` writes ``pairs.npz``
and ``says.npz`` in ``weigh/weights``.

The stories under ``scenarios/train`` are read from their raw text by the reader as it ships; each statement found is
matched with the annotated one (IoU of at least 0.5), so that the weights are learned from what weighing will see. Pairs
count so that every story weighs the same. Logistic regression by Newton's method: no random number is drawn.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matters import annotated, briefs_of
from reportedly.weigh.joining import WEIGHTS, PairModel, group, save_pair_model, score_pairs
from reportedly.weigh.says import features, save_says_model
from reportedly.weigh.scene import FEATURES, Scene, set_scene
from training.stance import Row
from training.stance import fit as fit_named

FOLDS = 4
PENALTY = 3.0
RARE = 3  # a name that fewer rows hold is not learned
CUTS = np.arange(-2.6, -0.4, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """A story with the annotated matter of each of its statements; "" where it belongs to none, None where unknown."""

    name: str
    scene: Scene
    matters: tuple[str | None, ...]
    says: tuple[str | None, ...]
    annotated: int  # statements with a matter, found or not
    possible: int  # pairs of these that share one


def load_stories(folder: Path) -> Iterator[Story]:
    """Read the annotated stories."""
    for path in sorted(folder.glob("*.json")):
        briefs, vectors, data = briefs_of(path)
        scene = set_scene(briefs, vectors)
        told = annotated(scene, data)
        matters = [told[line.number]["matter"] or "" if line.number in told else None for line in scene.lines]
        counts = [sum(s["matter"] == m["id"] for s in data["statements"]) for m in data["matters"]]
        yield Story(
            name=path.stem, scene=scene, matters=tuple(matters), annotated=sum(counts),
            says=tuple(told[line.number]["says"] if line.number in told else None for line in scene.lines),
            possible=sum(n * (n - 1) // 2 for n in counts),
        )  # fmt: skip


def pairs_of(story: Story) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Features and wish (1: one matter) of all pairs that the annotation decides."""
    known = np.array([m is not None for m in story.matters])
    names = np.array([m or "" for m in story.matters])
    at = np.triu_indices(len(names), 1)
    decided = (known[:, None] & known[None] & ~((names[:, None] == "") & (names[None] == "")))[at]
    wanted = (names[:, None] == names[None])[at][decided].astype(float)
    return story.scene.features()[at][decided], wanted


def fit(stories: Sequence[Story]) -> PairModel:
    """Logistic regression over the pairs of the stories, each story weighing the same."""
    rows = [pairs_of(story) for story in stories]
    x = np.concatenate([f for f, _ in rows])
    y = np.concatenate([w for _, w in rows])
    weight = np.concatenate([np.full(len(w), 1000 / max(1, len(w))) for _, w in rows])
    spread = x.std(axis=0) + 1e-9
    x = np.concatenate([x / spread, np.ones((len(x), 1))], axis=1)
    found = np.zeros(x.shape[1])
    ridge = PENALTY * np.eye(len(found))
    ridge[-1, -1] = 0
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (weight * (p - y)) + ridge @ found
        bend = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        found = found - np.linalg.solve(bend, slope)
    return PairModel(weights=found[:-1] / spread, bias=float(found[-1]), cut=0.0)


def pair_f1(story: Story, groups: Sequence[Sequence[int]]) -> float:
    """F1 over pairs of annotated statements in one matter, those not found counted as missed."""
    right = claimed = 0
    for held in groups:
        names = [m for i in held if (m := story.matters[i])]
        claimed += len(names) * (len(names) - 1) // 2
        right += sum(n * (n - 1) // 2 for n in (names.count(m) for m in set(names)))
    return 2 * right / (claimed + story.possible) if claimed + story.possible else 0.0


def b_cubed(story: Story, groups: Sequence[Sequence[int]]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) over annotated statements that were found.

    Pairs alone would have one matter a story, as the largest matter has most of them.
    """
    sizes = Counter(m for m in story.matters if m)
    precision = recall = 0.0
    for held in groups:
        names = Counter(m for i in held if (m := story.matters[i]))
        claimed = sum(names.values())
        precision += sum(n * n / claimed for n in names.values())
        recall += sum(n * n / sizes[m] for m, n in names.items())
    total = sum(sizes.values())
    return 2 * precision * recall / (precision + recall) / total if total else 0.0


def judge_across(stories: Sequence[Story]) -> tuple[float, dict[float, tuple[float, float]]]:
    """The best cut across folds by B-cubed F1, and for every cut the mean F1 by B-cubed and over pairs."""
    sums = {float(c): (0.0, 0.0) for c in CUTS}
    for fold in range(FOLDS):
        model = fit([s for i, s in enumerate(stories) if i % FOLDS != fold])
        for story in stories[fold::FOLDS]:
            scores = score_pairs(story.scene, model)
            for cut, (cubed, paired) in sums.items():
                groups = group(scores, cut)
                n = len(stories)
                sums[cut] = cubed + b_cubed(story, groups) / n, paired + pair_f1(story, groups) / n
    return max(sums, key=lambda c: (sums[c], c)), sums


def says_rows(story: Story, groups: Sequence[Sequence[int]]) -> list[Row]:
    """What holds of each annotated statement of a matter, and its answer."""
    rows: list[Row] = []
    for held in groups:
        for i, names in zip(held, features(story.scene, held), strict=True):
            if story.matters[i] and (answer := story.says[i]) is not None:
                rows.append((names, answer))
    return rows


def groups_across(stories: Sequence[Story], cut: float) -> list[list[list[int]]]:
    """The groups of each story by a model that has not seen it, as it will be with stories to come."""
    found: list[list[list[int]]] = [[] for _ in stories]
    for fold in range(FOLDS):
        model = fit([s for i, s in enumerate(stories) if i % FOLDS != fold])
        for i in range(fold, len(stories), FOLDS):
            found[i] = group(score_pairs(stories[i].scene, model), cut)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="folder that holds scenarios/train")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    stories = list(load_stories(options.data / "scenarios" / "train"))
    cut, by_cut = judge_across(stories)
    one = float(np.mean([pair_f1(s, [list(range(len(s.matters)))]) for s in stories]))
    say(
        f"one matter a story {one:.3f}; across folds "
        + " ".join(f"{c:.1f}:{b:.3f}/{f:.3f}" for c, (b, f) in by_cut.items())
    )
    model = fit(stories)
    model = PairModel(weights=model.weights, bias=model.bias, cut=cut)
    save_pair_model(model, options.out)
    held = [says_rows(s, groups) for s, groups in zip(stories, groups_across(stories, cut), strict=True)]
    right = total = 0
    for fold in range(FOLDS):
        says = fit_named([row for i, rows in enumerate(held) if i % FOLDS != fold for row in rows], rare=RARE)
        for names, answer in (row for rows in held[fold::FOLDS] for row in rows):
            right += says.classes[int(says.shares(names).argmax())] == answer
            total += 1
    say(f"answers across folds {right / total:.3f} of {total}")
    save_says_model(fit_named([row for rows in held for row in rows], rare=RARE), options.out.with_name("says.npz"))
    say("; ".join(f"{name} {w:.2f}" for name, w in zip(FEATURES, model.weights, strict=True)))
    return 0


def say(text: Any) -> None:
    """Print for whoever trains."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
