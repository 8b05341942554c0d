"""Fit the weights of ``read/gazetteer_signs.py`` on the even half of GeoWebNews and print them.

    python gazetteer/fit.py --data ../shared

Logistic regression with a ridge, by Newton's method; the same data give the same weights. A spot counts as a name of a
place when it shares a character with a wanted name (see ``benchmarks/places.py``).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.places import read_gold
from reportedly.read.gazetteer import open_gazetteer
from reportedly.read.gazetteer_signs import read_signs
from reportedly.read.gazetteer_spots import Spotter
from reportedly.read.syntax import Parse, load_parser
from reportedly.spans import overlap

RIDGE = 1.0
STEPS = 25


def read_rows(articles: list[tuple[str, Parse, list[tuple[int, int]]]]) -> tuple[list[frozenset[str]], list[bool]]:
    """Signs and answers of all spots."""
    signs: list[frozenset[str]] = []
    answers: list[bool] = []
    with open_gazetteer() as gazetteer:
        for text, parse, wanted in articles:
            spotter = Spotter(parse, text, gazetteer)
            spots = spotter.find()
            read_signs(spotter, spots)
            for spot in spots:
                signs.append(frozenset(spot.signs))
                answers.append(any(overlap(spotter.span(spot), w) for w in wanted))
    return signs, answers


def fit(signs: list[frozenset[str]], answers: list[bool]) -> dict[str, tuple[float, int]]:
    """Weight and count by sign."""
    names = ["base", *sorted(set().union(*signs))]
    matrix = np.array([[1.0, *(float(n in row) for n in names[1:])] for row in signs])
    target = np.array(answers, dtype=float)
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (target - chance) - RIDGE * weights
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + RIDGE * np.eye(len(names))
        weights += np.linalg.solve(curve, gradient)
    counts = matrix.sum(axis=0)
    return {n: (float(w), int(c)) for n, w, c in zip(names, weights, counts, strict=True)}


def main() -> None:
    """Parse the command line, fit and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, default=Path("../shared"))
    data = arguments.parse_args().data
    parser = load_parser()
    articles = [
        (text, parser.parse(text), [g.span for g in gold if g.use is not None])
        for number, text, gold in read_gold(data / "data/geowebnews/GWN.xml")
        if number % 2 == 0
    ]
    for name, (weight, count) in fit(*read_rows(articles)).items():
        print(f'    "{name}": {weight:.1f},  # {count}')


if __name__ == "__main__":
    main()
