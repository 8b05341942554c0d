"""A log-linear model over named features: a score for each class is the sum of the weights of what holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearModel:
    """Weights by feature name. ``rows``: name to row of ``weights``, float32 of shape (n_names, n_classes)."""

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Floats

    def shares(self, names: Iterable[str]) -> Floats:
        """The probability of each class, shape (n_classes,), summing to 1; names never learned say nothing."""
        at = [row for name in names if (row := self.rows.get(name)) is not None]
        scores = self.weights[at].sum(axis=0)
        odds = np.exp(scores - scores.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)
