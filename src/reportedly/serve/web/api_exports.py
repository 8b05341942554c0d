"""REST: matters in the formats that others use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from reportedly.errors import SetupError
from reportedly.export import FORMATS
from reportedly.model import Status
from reportedly.serve.dossiers import load_dossiers
from reportedly.serve.web.answers import Day, DeskOf, Words, common_headers, fresh
from reportedly.serve.web.api_matters import load_matter
from reportedly.serve.web.problems import Problem
from reportedly.store.matters import MatterQuery

router = APIRouter(tags=["exports"])
MOST_NAMED = 200  # matters that a request may name
AT_ONCE = 10  # matters that are loaded together
FormatName = Literal["acled", "annotations", "claimreview", "ftm", "geojson", "parquet", "plover", "prov", "ucdp"]
# What a list of downloads says of each: its name there, and what it is.
DOWNLOADS: dict[FormatName, tuple[str, str]] = {
    "acled": ("CSV like ACLED’s", "events told as having happened"),
    "ucdp": ("CSV like UCDP’s", "low, best and high fatalities"),
    "plover": ("PLOVER", "events with negation and modality, NDJSON"),
    "geojson": ("GeoJSON", "the place, as an area"),
    "parquet": ("Parquet", "a table of the statements"),
    "annotations": ("Web Annotation", "who said what in which passage, JSON-LD"),
    "prov": ("PROV", "the lineage, PROV-JSON"),
    "claimreview": ("ClaimReview", "schema.org, without a verdict, NDJSON"),
    "ftm": ("FollowTheMoney", "entities, NDJSON"),
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/export/{format}",
    response_class=StreamingResponse,
    dependencies=[Depends(fresh)],
    responses={200: {"description": "The file", "content": {one.media_type: _BINARY for one in FORMATS.values()}}},
)
def export(
    request: Request,
    desk: DeskOf,
    format: FormatName,
    matter: Annotated[
        list[str] | None, Query(max_length=MOST_NAMED, description="Only these, and without what chooses matters.")
    ] = None,
    status: Status | None = None,
    party: Words = None,
    place: Words = None,
    q: Annotated[str, Query(max_length=500, description="Words of the title; all must be there.")] = "",
    since: Annotated[Day | None, Query(description="Changed on this day (UTC) or later.")] = None,
    until: Annotated[Day | None, Query(description="Changed on this day or earlier.")] = None,
) -> StreamingResponse:
    """Matters as a file in a format that others use, those that changed last first; it comes as it is written."""
    filters: dict[str, Any] = {"status": status, "party": party, "place": place, "since": since, "until": until}
    if matter:
        if q or any(filters.values()):
            raise Problem(422, "matter: names matters; it cannot be used with what chooses them.")
        wanted = list(dict.fromkeys(load_matter(desk, one).id for one in matter))
    else:
        with desk.record() as record:
            found = desk.options.matters.find(record, MatterQuery(words=q, limit=None, **filters))
        wanted = [one.id for one in found]
    form = FORMATS[format]
    dossiers = load_dossiers(desk.record, wanted, load=desk.options.matters.load_some, at_once=AT_ONCE)
    name = file_name(format, wanted[0] if len(wanted) == 1 and matter else None)
    return StreamingResponse(
        _begun(form.write(dossiers)),
        media_type=form.media_type,
        headers={**common_headers(request), "Content-Disposition": f'attachment; filename="{name}"'},
    )


def file_name(form: FormatName, matter_id: str | None) -> str:
    """What a file is called; matter_id: of the only matter that was asked for."""
    about = re.sub(r"[^A-Za-z0-9-]+", "-", matter_id).strip("-")[:80] if matter_id else ""
    return f"{about or 'matters'}-{form}{FORMATS[form].suffix}"


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, the first of them made already: what stops a format at once is told before anything is sent."""
    try:
        first = next(pieces, b"")
    except SetupError as error:
        raise Problem(501, str(error)) from error
    return chain([first], pieces)
