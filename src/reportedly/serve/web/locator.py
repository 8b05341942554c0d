"""Where a place is: an area on a map, as far as its precision goes, and wider around it where that shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, floor, log10, radians

from reportedly.model import Place
from reportedly.serve.web.land import Drawn, View, draw_land

WIDTH, HEIGHT = 320, 220
RADIUS_KM = {
    "site": 1.0, "town": 6.0, "district": 30.0, "region": 90.0, "body of water": 90.0, "country": 400.0,
    "continent": 2000.0,
}  # fmt: skip
KM_A_DEGREE = 111.2
COARSE_KM = 150.0  # height of a view below which the outlines would be wrong: they are kilometres off themselves
WIDE_KM = 1500.0  # height of the second map
LEAST_FRAME = 7.0  # units
Lines = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """The surroundings. frame: x, y, width and height of what the first map shows, or somewhat more."""

    land: Drawn
    frame: tuple[float, float, float, float]
    across: Lines
    down: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """A place as an area on a grid of degrees, 320 by 220 units; radius_km: how far off it may be.

    land: None where the view is too small for the outlines. wide: None where the view is wide enough itself.
    """

    radius: float
    radius_km: float
    across: Lines
    down: Lines
    land: Drawn | None
    wide: Wide | None


def draw_place(place: Place | None) -> Locator | None:
    """The area of a place; None where its coordinates are not known."""
    if place is None or place.lat is None or place.lon is None:
        return None
    return _draw(place.lat, place.lon, RADIUS_KM.get(place.precision or "", 25.0))


@lru_cache(maxsize=512)
def _draw(lat: float, lon: float, km: float) -> Locator:
    tall = 6 * km
    view = _view(lat, lon, tall)
    across, down = _grid(view)
    wide = None
    if tall < WIDE_KM / 2:
        around = _view(lat, lon, WIDE_KM)
        height = max(LEAST_FRAME, round(HEIGHT * tall / WIDE_KM, 1))
        width = round(height * WIDTH / HEIGHT, 1)
        frame = (round((WIDTH - width) / 2, 1), round((HEIGHT - height) / 2, 1), width, height)
        lines = _grid(around)
        wide = Wide(land=draw_land(around), frame=frame, across=lines[0], down=lines[1])
    return Locator(
        radius=round(km / KM_A_DEGREE * view.scale, 1),
        radius_km=km,
        across=across,
        down=down,
        land=draw_land(view) if tall >= COARSE_KM else None,
        wide=wide,
    )


def _view(lat: float, lon: float, tall_km: float) -> View:
    scale = HEIGHT / (tall_km / KM_A_DEGREE)
    return View(lat=lat, lon=lon, scale=scale, squeeze=max(0.1, cos(radians(lat))), width=WIDTH, height=HEIGHT)


def _grid(view: View) -> tuple[Lines, Lines]:
    """Meridians and parallels with their names; past the 180th meridian they are counted from the other side."""
    height_deg, width_deg = view.height / view.scale, view.width / (view.scale * view.squeeze)
    step = 10.0 ** floor(log10(height_deg / 2))
    step = next(s for s in (step, step * 2, step * 5, step * 10) if height_deg / s <= 4)
    decimals = max(0, -floor(log10(step)))
    down = tuple(
        (view.place((view.lon, at))[1], f"{abs(at):.{decimals}f}°{'N' if at >= 0 else 'S'}")
        for at in _lines(view.lat, height_deg, step)
        if abs(at) <= 90
    )
    wide = step * max(1, ceil(width_deg / step / 6))  # names need room
    across = []
    for at in _lines(view.lon, width_deg, wide):
        here = (at + 180) % 360 - 180
        across.append((view.place((at, view.lat))[0], f"{abs(here):.{decimals}f}°{'E' if here >= 0 else 'W'}"))
    return tuple(across), down


def _lines(middle: float, width: float, step: float) -> list[float]:
    """The multiples of a step that lie around the middle."""
    first, last = ceil((middle - width / 2) / step), floor((middle + width / 2) / step)
    return [number * step for number in range(first, last + 1)]
