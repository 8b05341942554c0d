"""Land and borders within a view, as the data of SVG paths. Natural Earth at 1:50 million, borders as the UN has them.

The file is made by ``world/outlines.py``, which says what stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north
TURN = 360.0
FINE = 0.7  # units, across and down together


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line in degrees, with the box around it."""

    points: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """All outlines. rings: numbers of lines; ~n is line n backwards."""

    lines: tuple[Line, ...]
    rings: tuple[tuple[int, ...], ...]
    borders: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Path data in the units of a view; empty where there is nothing. land: areas, by the even-odd rule."""

    land: str
    coasts: str
    borders: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A part of the world as a picture, plate carrée. squeeze: how much shorter a degree of longitude is."""

    lat: float
    lon: float
    scale: float  # units a degree of latitude
    squeeze: float
    width: int
    height: int

    def place(self, point: Point) -> Point:
        """Where a point in degrees is in the picture."""
        x = self.width / 2 + (point[0] - self.lon) * self.scale * self.squeeze
        return round(x, 1), round(self.height / 2 - (point[1] - self.lat) * self.scale, 1)

    def box(self) -> Box:
        """The degrees that the picture shows, and a little around it, so that what is cut there is not seen."""
        across = (self.width / 2 + 4) / (self.scale * self.squeeze)
        down = (self.height / 2 + 4) / self.scale
        return self.lon - across, self.lat - down, self.lon + across, self.lat + down


@cache
def load_land() -> Land:
    """The outlines from the package; read once."""
    raw = json.loads((files("reportedly.serve.web") / "data" / "land.json").read_text(encoding="utf-8"))
    lines = []
    for steps in raw["lines"]:
        xs, ys = ([n / raw["grid"] for n in accumulate(steps[axis::2])] for axis in (0, 1))
        lines.append(Line(points=tuple(zip(xs, ys, strict=True)), box=(min(xs), min(ys), max(xs), max(ys))))
    return Land(lines=tuple(lines), rings=tuple(map(tuple, raw["rings"])), borders=tuple(raw["borders"]))


def draw_land(view: View) -> Drawn:
    """What of land, coasts and borders is in a view; past the 180th meridian the world goes on."""
    land: list[str] = []
    coasts: list[str] = []
    borders: list[str] = []
    known = load_land()
    shared = frozenset(known.borders)
    west, south, east, north = view.box()
    for shift in (-TURN, 0.0, TURN):
        box = (west - shift, south, east - shift, north)
        if box[2] < -TURN / 2 or box[0] > TURN / 2:
            continue

        def at(points: Sequence[Point], shift: float = shift) -> list[Point]:
            return [view.place((x + shift, y)) for x, y in points]

        for ring in known.rings:
            if cut := _cut_ring(list(_walk(known, ring, box)), box):
                land.append(_path(at(cut)) + "Z")
        for number, line in enumerate(known.lines):
            if _is_beyond(line.box, box):
                continue
            parts = borders if number in shared else coasts
            parts += [_path(at(piece)) for piece in _cut_line(line.points, box)]
    return Drawn(land="".join(land), coasts="".join(coasts), borders="".join(borders))


def _is_beyond(inner: Box, box: Box) -> bool:
    """Whether all of it lies on one side of the box."""
    return inner[2] < box[0] or inner[0] > box[2] or inner[3] < box[1] or inner[1] > box[3]


def _walk(land: Land, ring: Sequence[int], box: Box | None) -> Iterator[Point]:
    """The points of a ring; of a line that lies wholly on one side of the box, no more than its ends."""
    for number in ring:
        line = land.lines[number if number >= 0 else ~number]
        points: Sequence[Point] = line.points
        if box is not None and _is_beyond(line.box, box):
            points = (points[0], points[-1])
        yield from points if number >= 0 else reversed(points)


def _cut_ring(points: list[Point], box: Box) -> list[Point]:
    """A ring cut to a box, one side after another (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        if not points:
            return []
        kept: list[Point] = []
        before = points[-1]
        for point in points:
            inside, was = (point[axis] - edge) * sign >= 0, (before[axis] - edge) * sign >= 0
            if inside != was:
                kept.append(_cross(before, point, axis, edge))
            if inside:
                kept.append(point)
            before = point
        points = kept
    return points


def _cross(a: Point, b: Point, axis: int, edge: float) -> Point:
    part = (edge - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + part * (b[1 - axis] - a[1 - axis])
    return (edge, other) if axis == 0 else (other, edge)


def _cut_line(points: Sequence[Point], box: Box) -> Iterator[list[Point]]:
    """The pieces of a line in a box. Where the map itself was cut, at the 180th meridian and the pole, is no line."""
    piece: list[Point] = []
    for a, b in pairwise(points):
        seam = (abs(a[0]) > 179.98 and a[0] == b[0]) or (a[1] < -89.9 and b[1] < -89.9)
        cut = None if seam else _cut_step(a, b, box)
        if cut is None or (piece and piece[-1] != cut[0]):
            if piece:
                yield piece
            piece = []
        if cut is not None:
            piece = piece if piece else [*cut]
            if piece[-1] != cut[1]:
                piece.append(cut[1])
    if piece:
        yield piece


def _cut_step(a: Point, b: Point, box: Box) -> tuple[Point, Point] | None:
    """The part of a straight line in a box (Liang and Barsky); None where it passes by."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    begin, end = 0.0, 1.0
    for step, room in ((-dx, a[0] - box[0]), (dx, box[2] - a[0]), (-dy, a[1] - box[1]), (dy, box[3] - a[1])):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            begin = max(begin, room / step)
        else:
            end = min(end, room / step)
    if begin > end:
        return None
    first = a if begin == 0 else (a[0] + begin * dx, a[1] + begin * dy)
    return first, b if end == 1 else (a[0] + end * dx, a[1] + end * dy)


def _path(points: Sequence[Point]) -> str:
    """Path data, in steps; of points that are hardly apart in the picture one is enough."""
    x, y = points[0]
    begin, steps = f"M{x:g} {y:g}", []
    for to_x, to_y in points[1:]:
        if abs(to_x - x) + abs(to_y - y) >= FINE or (to_x, to_y) == points[-1]:
            steps.append(f"{round(to_x - x, 1):g} {round(to_y - y, 1):g}")
            x, y = to_x, to_y
    return f"{begin}l{' '.join(steps) or '0 0'}"
