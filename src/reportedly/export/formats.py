"""The formats by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reportedly.export.acled import write_acled
from reportedly.export.annotations import write_annotations
from reportedly.export.claimreview import write_claimreview
from reportedly.export.dossier import Dossier
from reportedly.export.ftm import write_ftm
from reportedly.export.geojson import write_geojson
from reportedly.export.parquet import write_parquet
from reportedly.export.plover import write_plover
from reportedly.export.prov import write_prov
from reportedly.export.ucdp import write_ucdp


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How matters are written. media_type, suffix: of a file of it; binary: whether a terminal should be spared it."""

    write: Callable[[Iterable[Dossier]], Iterator[bytes]]
    media_type: str
    suffix: str
    binary: bool = False


FORMATS = {
    "acled": Format(write=write_acled, media_type="text/csv", suffix=".csv"),
    "annotations": Format(write=write_annotations, media_type="application/ld+json", suffix=".jsonld"),
    "claimreview": Format(write=write_claimreview, media_type="application/x-ndjson", suffix=".ndjson"),
    "ftm": Format(write=write_ftm, media_type="application/x-ndjson", suffix=".ftm.ndjson"),
    "geojson": Format(write=write_geojson, media_type="application/geo+json", suffix=".geojson"),
    "parquet": Format(write=write_parquet, media_type="application/vnd.apache.parquet", suffix=".parquet", binary=True),
    "plover": Format(write=write_plover, media_type="application/x-ndjson", suffix=".ndjson"),
    "prov": Format(write=write_prov, media_type="application/json", suffix=".provjson"),
    "ucdp": Format(write=write_ucdp, media_type="text/csv", suffix=".csv"),
}
