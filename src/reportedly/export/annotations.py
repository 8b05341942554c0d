"""Attributions as W3C Web Annotations, JSON-LD.

After the Web Annotation Data Model (W3C Recommendation, 23 February 2017). The target is the content in its article,
by position and by quotation; the bodies are the source and the cue as printed, who the source is, and the stance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportedly.export.cells import Json, dump, dump_members, format_moment, known, make_urn, web_address
from reportedly.export.dossier import Dossier
from reportedly.model import Article, Attribution, Reading, Span

CONTEXT = b'"http://www.w3.org/ns/anno.jsonld"'
AROUND = 32  # characters before and after a quotation, by which it is found in a text that has shifted


def write_annotations(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One AnnotationPage of every attribution in the articles of the matters; each article once, in their order."""
    head = b'{"@context":' + CONTEXT + b',"id":"urn:x-reportedly:annotations","type":"AnnotationPage","items":['
    return dump_members(head, (dump(one) for reading in _readings(dossiers) for one in _annotate(reading)), b"]}\n")


def make_annotation(reading: Reading, attribution: Attribution) -> Json:
    """One attribution as an annotation of its article."""
    article = reading.article
    roles = (("identifying", attribution.source.spans), ("describing", attribution.cue.spans))
    bodies = [_select(article, span) | {"purpose": purpose} for purpose, spans in roles for span in spans]
    names = {party.id: party.name for party in reading.parties}
    parties = [names[i] for i in (attribution.source.parties or (attribution.source.party,)) if i in names]
    bodies += [_text(name, "identifying") for name in parties]
    bodies += [_text(word, "tagging") for word in (attribution.stance, attribution.quote) if word]
    targets = [_select(article, span) for span in attribution.content.spans]
    return {
        "id": make_urn(attribution.id), "type": "Annotation", "motivation": "describing",
        "body": bodies, "target": targets,
    }  # fmt: skip


def _readings(dossiers: Iterable[Dossier]) -> Iterator[Reading]:
    seen: set[str] = set()
    for dossier in dossiers:
        for article_id in dict.fromkeys(s.article.id for s in dossier.matter.statements):
            if article_id not in seen and article_id in dossier.readings:
                seen.add(article_id)
                yield dossier.readings[article_id]


def _annotate(reading: Reading) -> Iterator[Json]:
    return (make_annotation(reading, attribution) for attribution in reading.attributions)


def _text(value: str, purpose: str) -> Json:
    return {"type": "TextualBody", "value": value, "purpose": purpose}


def _select(article: Article, span: Span) -> Json:
    """A stretch of an article: by offsets in code points, as the model asks, and by its words."""
    begin, end = span
    text = article.text
    quotation = {
        "type": "TextQuoteSelector", "exact": text[begin:end], "prefix": text[max(0, begin - AROUND) : begin],
        "suffix": text[end : end + AROUND],
    }  # fmt: skip
    state = known(type="TimeState", cached=make_urn(article.id), sourceDate=format_moment(article.published))
    return {
        "type": "SpecificResource",
        "source": web_address(article.url) or make_urn(article.id),
        "state": state,
        "selector": [{"type": "TextPositionSelector", "start": begin, "end": end}, quotation],
    }
