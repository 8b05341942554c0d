"""GeoJSON (RFC 7946) of the matters that have a place: areas where the place is an area, never a false point.

A site is a point. A town, a region and so on are told only as such, and are drawn as a circle of the radius that
``data/places.toml`` gives for their precision. A place without coordinates, or of a precision without a radius, is a
feature whose geometry is null.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reportedly.export.cells import Json, dump, dump_members, find_precision
from reportedly.export.dossier import Dossier
from reportedly.model import Matter, Place

EARTH_KM = 6371.0088  # mean radius of the Earth (IUGG)
CORNERS = 64  # of a circle
DIGITS = 5  # decimals of a degree: about a metre

Ring = list[tuple[float, float]]  # longitude, latitude; the first again at the end


def write_geojson(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One FeatureCollection; its features come one by one."""
    features = (
        dump(make_feature(d.matter, d.matter.event.place)) for d in dossiers if d.matter.event.place is not None
    )
    return dump_members(b'{"type":"FeatureCollection","features":[', features, b"]}\n")


def make_feature(matter: Matter, place: Place) -> Json:
    """A matter at its place; ``precision`` says what the geometry stands for."""
    radius = find_precision(place).radius_km
    time = matter.event.time
    return {
        "type": "Feature",
        "id": matter.id,
        "geometry": _locate(place, radius),
        "properties": {
            "title": matter.title, "status": matter.status, "credibility": matter.credibility, "why": matter.why,
            "event_type": matter.event.type, "place": place.name, "country": place.country,
            "precision": place.precision, "radius_km": radius, "start": time.start if time else None,
            "end": time.end if time else None, "first_said_at": matter.first_said_at,
            "last_said_at": matter.last_said_at, "affirming_origins": matter.affirming_origins,
            "denying_origins": matter.denying_origins, "statements": len(matter.statements),
            "articles": len({s.article.id for s in matter.statements}),
        },
    }  # fmt: skip


def draw_circle(lat: float, lon: float, radius_km: float) -> Json:
    """All that lies within so many kilometres of a point, on a sphere, counter-clockwise.

    Cut in two at the antimeridian (RFC 7946, 3.1.9); one that holds a pole reaches all round it.
    """
    reach = radius_km / EARTH_KM
    ring = _ring(math.radians(lat), lon, reach)
    if abs(lat) + math.degrees(reach) >= 90:
        return {"type": "Polygon", "coordinates": [_round(_around_pole(ring, 90.0 if lat > 0 else -90.0))]}
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        moved = [(x + shift, y) for x, y in ring]
        part = _clip(_clip(moved, -180.0, keep_above=True), 180.0, keep_above=False)
        if len(part) > 3:
            parts.append([_round(part)])
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _locate(place: Place, radius_km: float | None) -> Json | None:
    if place.lat is None or place.lon is None or radius_km is None:
        return None
    if radius_km == 0:
        return {"type": "Point", "coordinates": (round(place.lon, DIGITS), round(place.lat, DIGITS))}
    return draw_circle(place.lat, place.lon, radius_km)


def _ring(phi: float, lon: float, reach: float) -> Ring:
    """The corners from the north over the west; longitudes may lie beyond 180 degrees."""
    ring: Ring = []
    for k in range(CORNERS):
        theta = -2 * math.pi * k / CORNERS
        sine = math.sin(phi) * math.cos(reach) + math.cos(phi) * math.sin(reach) * math.cos(theta)
        across = math.sin(theta) * math.sin(reach) * math.cos(phi)
        offset = math.atan2(across, math.cos(reach) - math.sin(phi) * sine)
        ring.append((lon + math.degrees(offset), math.degrees(math.asin(max(-1.0, min(1.0, sine))))))
    return [*ring, ring[0]]


def _around_pole(ring: Ring, pole: float) -> Ring:
    """The ring opened at the antimeridian and closed over the pole."""
    corners = sorted(((x + 180) % 360 - 180, y) for x, y in set(ring))
    edge = (corners[0][1] + corners[-1][1]) / 2
    corners = [(-180.0, edge), *corners, (180.0, edge)]
    if pole > 0:
        return [*corners, (180.0, pole), (-180.0, pole), corners[0]]
    corners.reverse()
    return [*corners, (-180.0, pole), (180.0, pole), corners[0]]


def _clip(ring: Sequence[tuple[float, float]], edge: float, *, keep_above: bool) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman 1974); empty where there is none."""

    def inside(x: float) -> bool:
        return x >= edge if keep_above else x <= edge

    kept: Ring = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        if inside(x0) != inside(x1):
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if inside(x1):
            kept.append((x1, y1))
    return [*kept, kept[0]] if kept else []


def _round(ring: Ring) -> Ring:
    return [(round(x, DIGITS), round(y, DIGITS)) for x, y in ring]
