"""NDJSON of events in the form of PLOVER's records, one for each telling.

The names are those of the PLOVER gold-standard records (Open Event Data Alliance, draft 0.8, 2021). What PLOVER has no
place for is added: ``modality`` and ``negated``, with which nothing is dropped, ``quantities``, and ``attribution``:
who says so, on which matter, in which passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from reportedly.export.cells import Json, dump_lines, known
from reportedly.export.dossier import Dossier, Telling, list_tellings
from reportedly.model import Matter, Party

VERSION = "0.8"


def write_plover(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One event a line, in the order of the matters and their statements; offsets are code points of the article."""
    return dump_lines(_make_event(d.matter, telling) for d in dossiers for telling in list_tellings(d))


def _make_event(matter: Matter, telling: Telling) -> Json:
    event, said, article = telling.event, telling.statement, telling.reading.article
    return {
        "id": event.id,
        "date": event.time.start[:10] if event.time and event.time.start else None,
        "source": _actors(telling.initiator),
        "target": _actors(telling.target),
        "event": event.type,
        "mode": event.mode,
        "context": None,
        "eventText": telling.words,
        "negated": event.negated,
        "modality": event.modality,
        "time": msgspec.to_builtins(event.time),
        "location": msgspec.to_builtins(event.place),
        "quantities": msgspec.to_builtins(event.quantities),
        "text": said.text,
        "textInfo": {"article": article.id, "sha256": article.sha256, "spans": said.spans, "eventSpan": event.span},
        "language": article.language,
        "publication": article.publisher,
        "url": article.url,
        "attribution": {
            "matter": matter.id, "status": matter.status, "statement": said.id,
            "party": said.party.name if said.party else None, "side": said.party.side if said.party else None,
            "ownVoice": said.own_voice, "anonymous": said.anonymous, "stance": said.stance, "says": said.says,
            "via": said.via, "channel": said.channel, "origin": said.origin, "saidAt": said.said_at,
        },
        "version": VERSION,
    }  # fmt: skip


def _actors(party: Party | None) -> list[Json]:
    return [known(actorText=party.name, code=party.country, sector=party.sector)] if party else []
