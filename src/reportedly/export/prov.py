"""Lineage as W3C PROV, in PROV-JSON: one document, one bundle for each matter.

After PROV-DM (W3C Recommendation, 30 April 2013) and PROV-JSON (W3C Member Submission, 24 April 2013).

- An origin is an *activity*, an act of speaking or writing, with whom it is associated; what was said in it is an
  *entity* that it generated.
- A statement is an *entity* derived from what was said, as a quotation where the words are quoted; it is attributed to
  the party, or to the outlet where it states it itself. An article is a *collection* that has it as a member and is
  attributed to its outlet.
- Whoever relayed a statement influenced it. An outlet's own words in which an attribution was lost are derived from
  the statement that had it.

Who copied from whom within an origin is not known, and so not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reportedly.export.cells import Json, dump, dump_members, known, make_urn, web_address
from reportedly.export.dossier import Dossier, find_attribution
from reportedly.ids import make_id
from reportedly.model import Origin, Speaker, Statement

NAMESPACE = make_urn("")


def write_prov(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One PROV-JSON document; its bundles come one by one."""
    prefixes = dump({"r": NAMESPACE})
    head = b'{"prefix":' + prefixes + b',"bundle":{'
    bundles = (dump(f"r:{d.matter.id}") + b":" + dump(make_bundle(d)) for d in dossiers)
    return dump_members(head, bundles, b"}}\n")


def make_bundle(dossier: Dossier) -> Json:
    """The lineage of one matter, in PROV-JSON."""
    bundle = _Bundle()
    for origin in dossier.matter.origins:
        _add_origin(bundle, origin)
    for said in dossier.matter.statements:
        read = find_attribution(dossier, said)
        _add_statement(bundle, said, quoted=read is not None and read.quote == "direct")
    for loss in dossier.matter.losses:
        if loss.kind == "attribution":
            link: Json = {"prov:generatedEntity": _name(loss.statement), "prov:usedEntity": _name(loss.of)}
            bundle.relate("wasDerivedFrom", link | {"r:loss": loss.text})
    return {"prefix": {"r": NAMESPACE}} | {kind: records for kind, records in bundle.records.items() if records}


@dataclass(slots=True)
class _Bundle:
    """Records by kind and id; what is added again stays as it was."""

    records: dict[str, dict[str, Json]] = field(default_factory=dict)

    def declare(self, kind: str, name: str, attributes: Json) -> str:
        """Add an entity, an activity or an agent; its name."""
        self.records.setdefault(kind, {}).setdefault(name, attributes)
        return name

    def relate(self, kind: str, attributes: Json) -> None:
        """Add a relation, under a name that only counts."""
        held = self.records.setdefault(kind, {})
        held[f"_:{kind}{len(held) + 1}"] = attributes


def _add_origin(bundle: _Bundle, origin: Origin) -> None:
    # No prov:startTime: what is known is the earliest time at which it can have been said, which may differ by matter.
    facts: Json = {"prov:type": _typed("Origin"), "r:channel": origin.channel, "r:said_at": origin.said_at}
    act = bundle.declare("activity", _name(origin.id), _present(facts))
    uttered = bundle.declare("entity", _uttered(origin.id), {"prov:type": _typed("Utterance")})
    bundle.relate("wasGeneratedBy", {"prov:entity": uttered, "prov:activity": act})
    if origin.party is not None:
        speaker = _add_speaker(bundle, origin.party)
        bundle.relate("wasAssociatedWith", {"prov:activity": act, "prov:agent": speaker})


def _add_statement(bundle: _Bundle, said: Statement, *, quoted: bool) -> None:
    article = said.article
    facts: Json = {
        "prov:type": _typed("Statement"), "prov:value": said.text, "r:stance": said.stance, "r:says": said.says,
        "r:spans": dump(said.spans).decode(),
    }  # fmt: skip
    entity = bundle.declare("entity", _name(said.id), facts)
    uttered = bundle.declare("entity", _uttered(said.origin), {"prov:type": _typed("Utterance")})
    link: Json = {"prov:generatedEntity": entity, "prov:usedEntity": uttered}
    quotation: Json = {"prov:type": {"$": "prov:Quotation", "type": "prov:QUALIFIED_NAME"}}
    bundle.relate("wasDerivedFrom", link | quotation if quoted else link)
    label: Json = {"prov:label": article.title, "r:url": web_address(article.url), "r:published": article.published}
    # Two types, and so a list of them.
    kinds: Json = {"prov:type": [_typed("Article"), {"$": "prov:Collection", "type": "prov:QUALIFIED_NAME"}]}
    text = bundle.declare("entity", _name(article.id), _present(kinds | label))
    bundle.relate("hadMember", {"prov:collection": text, "prov:entity": entity})
    outlet = _add_outlet(bundle, article.publisher) if article.publisher else None
    if outlet and not _is_attributed(bundle, text, outlet):
        bundle.relate("wasAttributedTo", {"prov:entity": text, "prov:agent": outlet})
    speaker = _add_speaker(bundle, said.party) if said.party else outlet if said.own_voice else None
    if speaker is not None:
        bundle.relate("wasAttributedTo", {"prov:entity": entity, "prov:agent": speaker})
    for place, name in enumerate(said.via, 1):
        relay = _add_outlet(bundle, name)
        bundle.relate("wasInfluencedBy", {"prov:influencee": entity, "prov:influencer": relay, "r:relay": place})


def _is_attributed(bundle: _Bundle, entity: str, agent: str) -> bool:
    made = {"prov:entity": entity, "prov:agent": agent}
    return made in bundle.records.get("wasAttributedTo", {}).values()


def _add_speaker(bundle: _Bundle, party: Speaker) -> str:
    facts: Json = {"prov:type": _typed("Party"), "prov:label": party.name, "r:side": party.side}
    return bundle.declare("agent", _name(party.id), _present(facts))


def _add_outlet(bundle: _Bundle, name: str) -> str:
    """An outlet or whoever relays, known only by name."""
    facts: Json = {"prov:type": _typed("Outlet"), "prov:label": name}
    return bundle.declare("agent", _name(make_id("out", name)), facts)


def _name(identifier: str) -> str:
    return f"r:{identifier}"


def _uttered(origin: str) -> str:
    """The name of what was said in an act."""
    return f"r:{origin}-words"


def _typed(name: str) -> Json:
    return {"$": f"r:{name}", "type": "prov:QUALIFIED_NAME"}


def _present(facts: Json) -> Json:
    return known(**facts)
