"""Fit what turns the tagger's probabilities into ``confidence``: ``python -m benchmarks.calibrate``.

Platt's (1999) scaling on PolNeAR's development articles: a logistic regression of "this attribution is right"
(``benchmarks.polnear``) on the log-odds of the present confidence. Prints the weights that
``reportedly.read.attributions.CONFIDENCE`` should have, and how well they hold on articles they were not
fitted to (five folds): mean confidence beside the share that is right.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate import compare, read_articles
from reportedly.read.attributions import CONFIDENCE

FOLDS = 5
BINS = (0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)


def collect(gold: list[dict[str, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """(log-odds of its confidence (n,), right (n,), article number (n,)) of every attribution with a cue."""
    readings = read_articles(gold)
    rows, right, article = [], [], []
    for number, (reading, (_, _, hits)) in enumerate(zip(readings, compare(gold, readings), strict=True)):
        kept = [a for a in reading.attributions if a.nested_in is None]
        for i, attribution in enumerate(kept):
            if not attribution.source.implicit:
                p = min(max(attribution.confidence, 1e-3), 1 - 1e-3)
                rows.append(np.log(p / (1 - p)))
                right.append(i in hits.values())
                article.append(number)
    return np.array(rows), np.array(right, float), np.array(article)


def fit(odds: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bias and weights of a logistic regression, by Newton's method with a little ridge."""
    x = np.column_stack([np.ones(len(odds)), odds])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, x.T @ (right - p) - 1e-3 * weights)
    return weights


def main() -> None:
    """Parse the command line, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    arguments = parser.parse_args()
    gold = [json.loads(line) for line in (arguments.data / "data/polnear/dev.jsonl").open(encoding="utf-8")]
    odds, right, article = collect(gold)
    bias, scale = fit(odds, right)
    weights = (bias + scale * CONFIDENCE[0], *(scale * w for w in CONFIDENCE[1:]))
    print("CONFIDENCE =", tuple(round(float(w), 2) for w in weights))
    held = np.zeros(len(right))
    for fold in range(FOLDS):
        out = article % FOLDS == fold
        plan = fit(odds[~out], right[~out])
        held[out] = 1 / (1 + np.exp(-(plan[0] + odds[out] * plan[1])))
    print("confidence  share right  attributions   (each from folds it was not fitted to)")
    for low, high in pairwise(BINS):
        inside = (held > low) & (held <= high)
        if inside.any():
            print(f"{held[inside].mean():10.2f}  {right[inside].mean():11.2f}  {int(inside.sum()):12d}")


if __name__ == "__main__":
    main()
