"""A matter with the readings that it stands on, and the events that its statements tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportedly.model import Attribution, Event, Matter, Party, Reading, Span, Statement
from reportedly.spans import covers

HAPPENED = frozenset({"actual", "ongoing"})
# Stances in which a content is not claimed by who gives it.
NOT_CLAIMED = frozenset({"deny", "doubt", "decline", "retract"})
DEPTH = 20  # affiliations that are followed, so that a loop ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A matter, with the readings of its statements' articles by the articles' ids; one that is lacking is left out."""

    matter: Matter
    readings: Mapping[str, Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event as one statement tells it."""

    statement: Statement
    event: Event
    reading: Reading

    @property
    def claimed(self) -> bool:
        """Whether it is told as something that happened or goes on, by one who does not deny or doubt it."""
        event = self.event
        return not event.negated and event.modality in HAPPENED and self.statement.stance not in NOT_CLAIMED

    @property
    def initiator(self) -> Party | None:
        """Who did it, where the telling names somebody."""
        return find_party(self.reading, self.event.initiator)

    @property
    def target(self) -> Party | None:
        """To whom it was done, where the telling names somebody."""
        return find_party(self.reading, self.event.target)

    @property
    def words(self) -> str:
        """The event's own words."""
        begin, end = self.event.span
        return self.reading.article.text[begin:end]


def list_tellings(dossier: Dossier) -> list[Telling]:
    """The events of a matter, in the order of its statements and then of the text.

    An event is told by the narrowest statement that covers it: that of a quotation, not that of its frame.
    """
    statements = dossier.matter.statements
    held: dict[int, list[Telling]] = {}
    for article_id in dict.fromkeys(s.article.id for s in statements):
        reading = dossier.readings.get(article_id)
        if reading is None:
            continue
        here = [(i, s) for i, s in enumerate(statements) if s.article.id == article_id]
        for event in reading.events:
            over = [(i, s) for i, s in here if covers(s.spans, (event.span,))]
            if over:
                place, statement = min(over, key=lambda found: (_length(found[1].spans), found[0]))
                held.setdefault(place, []).append(Telling(statement=statement, event=event, reading=reading))
    return [t for i in sorted(held) for t in sorted(held[i], key=lambda t: (t.event.span, t.event.id))]


def find_attribution(dossier: Dossier, statement: Statement) -> Attribution | None:
    """The attribution that a statement is of, or is a part of; None for an outlet's own voice."""
    reading = dossier.readings.get(statement.article.id)
    if reading is None or statement.own_voice:
        return None
    wanted = (statement.id, statement.id.rpartition(".")[0])
    return next((a for a in reading.attributions if a.id in wanted), None)


def find_party(reading: Reading, party_id: str | None) -> Party | None:
    """The party of this id in a reading."""
    return next((p for p in reading.parties if p.id == party_id), None) if party_id else None


def list_affiliations(reading: Reading, party: Party) -> list[str]:
    """The names of those for whom a party speaks, the nearest first."""
    names: list[str] = []
    seen = {party.id}
    owner = find_party(reading, party.affiliation)
    while owner is not None and owner.id not in seen and len(names) < DEPTH:
        seen.add(owner.id)
        names.append(owner.name)
        owner = find_party(reading, owner.affiliation)
    return names


def who_says(statement: Statement) -> str:
    """Who makes a statement, in words."""
    if statement.party is not None:
        return statement.party.name
    outlet = statement.article.publisher or "the article"
    return f"{outlet}, in its own voice" if statement.own_voice else f"somebody whom {outlet} does not name"


def _length(spans: tuple[Span, ...]) -> int:
    return sum(end - begin for begin, end in spans)
