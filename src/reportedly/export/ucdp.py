"""CSV with the low, best and high number of fatalities of each matter, in columns of UCDP GED.

Column names are those of the UCDP Georeferenced Event Dataset, codebook 23.1; what Reportedly cannot know (type of
violence, conflict, dyad, deaths by side) is left out. ``status`` and ``number_of_origins`` are its own. A matter about
whose fatalities nobody says anything has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from reportedly.export.cells import Cell, days_of, find_country, find_precision, is_one_day, write_csv
from reportedly.export.dossier import Dossier, Telling, list_tellings
from reportedly.export.figures import agree_on, count_killed, highest, lowest
from reportedly.model import EventTime, Party, Place

COLUMNS = (
    "id", "year", "status", "side_a", "side_b", "number_of_origins", "source_article", "source_office",
    "source_headline", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "country",
    "date_prec", "date_start", "date_end", "best", "high", "low",
)  # fmt: skip
# UCDP's date_prec: 1 one day, 2 two to six days, 3 a week, 4 a month, 5 longer.
DATE_PRECISION = {"weekend": 2, "week": 3, "month": 4, "part of month": 4}


def write_ucdp(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """The CSV: a header, then a row for each matter on which somebody states how many were killed."""
    rows = (row for dossier in dossiers if (row := _make_row(dossier)) is not None)
    return write_csv(COLUMNS, rows)


def _make_row(dossier: Dossier) -> list[Cell] | None:
    matter = dossier.matter
    tellings = list_tellings(dossier)
    counts = count_killed(tellings)
    if not counts:
        return None
    stating = {count.statement for count in counts}
    held = [telling for telling in tellings if telling.statement.id in stating]
    labels = list({t.statement.article.id: t.statement.article for t in held}.values())
    days = days_of(matter.event.time)
    return [
        matter.id, int(days[0][:4]) if days and days[0][:4] == days[1][:4] else None, matter.status,
        _agreed(held, lambda t: t.initiator), _agreed(held, lambda t: t.target),
        len({count.origin for count in counts}), "; ".join(label.url or label.id for label in labels),
        "; ".join(dict.fromkeys(label.publisher for label in labels if label.publisher)),
        "; ".join(dict.fromkeys(label.title for label in labels if label.title)), *_place_cells(matter.event.place),
        _date_precision(matter.event.time), days[0] if days else None, days[1] if days else None, agree_on(counts),
        highest(counts), lowest(counts),
    ]  # fmt: skip


def _agreed(tellings: Sequence[Telling], party_of: Callable[[Telling], Party | None]) -> str | None:
    """The one name that all tellings give which give any."""
    names = {party.name for telling in tellings if (party := party_of(telling)) is not None}
    return names.pop() if len(names) == 1 else None


def _place_cells(place: Place | None) -> list[Cell]:
    """where_prec, where_coordinates, adm_1, adm_2, latitude, longitude, country."""
    if place is None:
        return [None] * 7
    precision = find_precision(place)
    pointed = precision.ucdp is not None and place.lat is not None and place.lon is not None
    country = find_country(place.country)
    divisions = [place.name if place.precision == division else None for division in ("region", "district")]
    return [
        precision.ucdp if pointed else precision.ucdp_without_point, place.name, *divisions,
        place.lat if pointed else None, place.lon if pointed else None, country.name if country else place.country,
    ]  # fmt: skip


def _date_precision(time: EventTime | None) -> int | None:
    if time is None or days_of(time) is None:
        return None
    return 1 if is_one_day(time) else DATE_PRECISION.get(time.precision or "", 5)
