"""Which statements of a story are on one question.

Two statements are compared by structure and wording (``scene.FEATURES``); a log-linear model, learned from annotated
stories, says how much speaks for one question. Average linkage (UPGMA, Sokal and Michener 1958) over these makes the
groups: joining two groups needs that, on the whole, their statements go together, so that no single look-alike
chains two questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from reportedly.errors import SetupError
from reportedly.weigh.scene import FEATURES, Scene

WEIGHTS = Path(__file__).parent / "weights" / "pairs.npz"
CEILING = 20.0  # figures beyond it are cut: no pair outweighs all others


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairModel:
    """weights: of ``FEATURES``; cut: the mean figure at which groups are still joined, chosen across stories."""

    weights: NDArray[np.float64]
    bias: float
    cut: float


def load_pair_model(path: Path = WEIGHTS) -> PairModel:
    """Load the weights; SetupError when they are missing or of other features."""
    if not path.is_file():
        raise SetupError(f"{path} is missing. Install the package again, or run python -m training.weighing.")
    with np.load(path) as data:
        if tuple(data["features"].tolist()) != FEATURES:
            raise SetupError(f"{path} was learned with other features. Run python -m training.weighing.")
        return PairModel(weights=data["weights"], bias=float(data["bias"]), cut=float(data["cut"]))


def save_pair_model(model: PairModel, path: Path = WEIGHTS) -> None:
    """Write the weights."""
    np.savez(path, weights=model.weights, bias=model.bias, cut=model.cut, features=np.array(FEATURES))


def score_pairs(scene: Scene, model: PairModel) -> NDArray[np.float64]:
    """How much speaks for one question, in log-odds, (n, n)."""
    return np.asarray(np.clip(scene.features() @ model.weights + model.bias, -CEILING, CEILING))


def group(scores: NDArray[np.float64], cut: float) -> list[list[int]]:
    """The groups, each in order, by their first member."""
    n = len(scores)
    if n < 2:
        return [[i] for i in range(n)]
    far = CEILING - scores
    np.fill_diagonal(far, 0)
    labels = fcluster(linkage(squareform(far, checks=False), method="average"), CEILING - cut, criterion="distance")
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        groups.setdefault(int(label), []).append(i)
    return sorted(groups.values())


def apply_decisions(
    groups: Sequence[Sequence[int]], together: Sequence[frozenset[int]], apart: Sequence[frozenset[int]]
) -> list[list[int]]:
    """The groups after what people decided, in the order decided: statements put together, or taken out of theirs.

    together: whoever is in a group with one of these comes along. apart: these leave their groups and make one.
    """
    found = [list(g) for g in groups]
    for held in together:
        one = [g for g in found if held & set(g)]
        if len(one) > 1:
            found = [g for g in found if not held & set(g)] + [sorted(i for g in one for i in g)]
    for leaving in apart:
        found = [rest for g in found if (rest := [i for i in g if i not in leaving])] + [sorted(leaving)]
    return sorted(found)
