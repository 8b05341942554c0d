"""NDJSON of matters in the shape of schema.org's ClaimReview, without a verdict.

``reviewRating`` has the status as its ``alternateName`` and the reasons as its explanation, and no ``ratingValue``:
nothing is rated. ``author`` and ``url`` of a review are its publisher's to add; Reportedly reviews nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportedly.export.cells import Json, article_iri, dump_lines, format_moment, known, make_urn, web_address
from reportedly.export.dossier import Dossier
from reportedly.model import ArticleLabel, Position, Speaker, Statement

# Any other party is a Thing: schema.org has no type for two men or an unnamed source.
TYPES = {"person": "Person", "organisation": "Organization"}


def write_claimreview(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One JSON-LD document a line, one for each matter."""
    return dump_lines(map(make_review, dossiers))


def make_review(dossier: Dossier) -> Json:
    """A matter with the places where its question is affirmed, denied or told; statements keep their order."""
    matter = dossier.matter
    kinds = {party.id: party.kind for reading in dossier.readings.values() for party in reading.parties}
    articles = list({said.article.id: said.article for said in matter.statements}.values())
    claim = known(
        at_type="Claim",
        name=matter.title,
        author=[_describe_speaker(position.party, kinds) for position in matter.positions if _affirms(position)],
        firstAppearance=_describe_article(articles[0]) if articles else None,
        appearance=[_describe_article(article) for article in articles],
        hasPart=[_describe_statement(said, kinds) for said in matter.statements],
    )
    rating = known(at_type="Rating", alternateName=matter.status, ratingExplanation="; ".join(matter.why))
    return known(
        at_context="https://schema.org",
        at_type="ClaimReview",
        at_id=make_urn(matter.id),
        claimReviewed=matter.title,
        datePublished=matter.last_said_at,
        itemReviewed=claim,
        reviewRating=rating,
    )


def _describe_article(article: ArticleLabel) -> Json:
    publisher = known(at_type="Organization", name=article.publisher) if article.publisher else None
    return known(
        at_type="NewsArticle", at_id=article_iri(article), url=web_address(article.url), headline=article.title,
        datePublished=format_moment(article.published) or article.published, dateModified=article.modified,
        publisher=publisher,
    )  # fmt: skip


def _affirms(position: Position) -> bool:
    """Whether a party ever claimed it: who only denies it is not its author."""
    return any(turn.says == "yes" for turn in position.history)


def _describe_statement(said: Statement, kinds: Mapping[str, str]) -> Json:
    """What one says of it, as a Quotation: schema.org's word for words that are attributed."""
    speaker = _describe_speaker(said.party, kinds) if said.party else None
    return known(
        at_type="Quotation", at_id=make_urn(said.id), text=said.text, spokenByCharacter=speaker,
        isPartOf={"@id": article_iri(said.article)}, dateCreated=said.said_at,
        keywords=[said.stance, f"says {said.says}"],
    )  # fmt: skip


def _describe_speaker(party: Speaker, kinds: Mapping[str, str]) -> Json:
    return {"@type": TYPES.get(kinds.get(party.id, ""), "Thing"), "@id": make_urn(party.id), "name": party.name}
