"""A log-linear model over named features: a score for each class is the sum of the weights of what holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def pack_model(model: LinearModel, name: str, *, precision: type[np.floating] = np.float32) -> dict[str, NDArray[Any]]:
    """The arrays of a model under its name, for ``np.savez_compressed``; the same model gives the same bytes."""
    return {
        f"{name}.classes": _pack_words(model.classes),
        f"{name}.names": _pack_words(sorted(model.rows, key=model.rows.__getitem__)),
        f"{name}.weights": model.weights.astype(precision),
    }


def unpack_model(data: Mapping[str, NDArray[np.generic]], name: str) -> LinearModel:
    """The model of that name again."""
    classes, names = (data[f"{name}.{part}"].tobytes().decode().split("\n") for part in ("classes", "names"))
    return LinearModel(
        classes=tuple(classes),
        rows={word: row for row, word in enumerate(names)},
        weights=data[f"{name}.weights"].astype(np.float32),
    )


def _pack_words(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words as one array of bytes: an array of strings would need four bytes a letter at the longest one's length."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
