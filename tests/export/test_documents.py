"""The documents: PLOVER, GeoJSON, annotations, PROV, ClaimReview, FollowTheMoney, each by its schema or library."""

from __future__ import annotations

import json
import math
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from prov.model import ProvDerivation, ProvDocument

from reportedly.export import FORMATS, Dossier
from reportedly.export.cells import load_table
from reportedly.export.geojson import EARTH_KM, draw_circle
from reportedly.model import Place
from tests.export.invented_dossiers import MAIL, make_dossier

SCHEMAS = Path(__file__).parent / "schemas"


def write(name: str, *dossiers: Dossier) -> bytes:
    return b"".join(FORMATS[name].write(dossiers))


def document(name: str, *dossiers: Dossier):
    return json.loads(write(name, *dossiers))


def lines(name: str, *dossiers: Dossier) -> list[dict]:
    return [json.loads(line) for line in write(name, *dossiers).splitlines()]


def errors(name: str, value: object) -> list[str]:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_matters_give_the_same_bytes(name):
    assert write(name, make_dossier()) == write(name, make_dossier())


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_any_text_can_be_written(name):
    assert write(name, make_dossier(lone=True))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"plover"}))
def test_a_matter_without_its_readings_is_written_all_the_same(name):
    assert write(name, Dossier(matter=make_dossier().matter, readings={}))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"parquet"}))
def test_it_comes_as_the_matters_do(name):
    asked = []

    def matters():
        for number in range(3):
            asked.append(number)
            yield make_dossier()

    pieces = FORMATS[name].write(matters())
    next(pieces)
    assert asked in ([], [0])


# PLOVER


def test_plover_keeps_what_is_denied_planned_and_negated():
    found = lines("plover", make_dossier())
    assert [error for line in found for error in errors("plover", line)] == []
    told = {
        line["id"]: (line["event"], line["negated"], line["modality"], line["attribution"]["stance"]) for line in found
    }
    assert told == {
        "evt-mail": ("ASSAULT", False, "actual", "assert"),
        "evt-nobody": ("ASSAULT", True, "actual", "deny"),
        "evt-quay": ("ASSAULT", False, "actual", "deny"),
        "evt-arrest": ("COERCE", False, "planned", "assert"),
        "evt-wire": ("ASSAULT", False, "actual", "assert"),
    }


def test_plover_tells_who_says_so_and_where():
    [one] = [line for line in lines("plover", make_dossier()) if line["id"] == "evt-nobody"]
    assert one["source"] == [{"actorText": "Front", "sector": "REB"}]
    assert (one["attribution"]["party"], one["attribution"]["via"]) == ("Ada Quíst", ["Radio Carrow"])
    [[begin, end]] = one["textInfo"]["spans"]
    assert MAIL[begin:end] == one["text"] == "“We fired at nobody,”"
    assert MAIL[slice(*one["textInfo"]["eventSpan"])] == one["eventText"] == "fired"


# GeoJSON


def located(precision: str | None, lat: float | None = 52.44, lon: float | None = 17.02) -> Dossier:
    return make_dossier(place=Place(name="X", lat=lat, lon=lon, country=None, gazetteer_id=None, precision=precision))


def geometry(dossier: Dossier):
    found = document("geojson", dossier)
    assert errors("geojson", found) == []
    return found["features"][0]["geometry"]


def test_a_site_is_a_point():
    assert geometry(located("site")) == {"type": "Point", "coordinates": [17.02, 52.44]}


@pytest.mark.parametrize("precision", ["town", "district", "region", "body of water", "country"])
def test_what_is_no_site_is_a_circle_of_its_radius(precision):
    radius = load_table("places.toml")[precision]["radius_km"]
    [ring] = geometry(located(precision))["coordinates"]
    assert ring[0] == ring[-1]
    assert [round(distance((52.44, 17.02), (lat, lon)), 1) for lon, lat in ring] == pytest.approx(
        [radius] * 65, abs=0.1
    )
    assert area(ring) > 0  # counter-clockwise, as RFC 7946 asks


@pytest.mark.parametrize(
    "dossier", [located("town", None, None), located(None), located("continent"), located("village")]
)
def test_what_has_no_known_place_or_size_is_drawn_nowhere(dossier):
    assert geometry(dossier) is None
    assert document("geojson", dossier)["features"][0]["properties"]["place"] == "X"


def test_a_matter_without_a_place_is_left_out():
    assert document("geojson", make_dossier(place=None)) == {"type": "FeatureCollection", "features": []}


def test_a_feature_tells_status_and_precision():
    told = document("geojson", make_dossier())["features"][0]["properties"]
    assert (told["status"], told["precision"], told["radius_km"], told["place"]) == ("contested", "town", 5, "Orrow")


@pytest.mark.parametrize("lon", [179.5, -179.5, 180.0, -180.0])
def test_a_circle_is_cut_at_the_antimeridian(lon):
    found = draw_circle(10.0, lon, 120.0)
    assert found["type"] == "MultiPolygon"
    assert len(found["coordinates"]) == 2
    whole = area(draw_circle(10.0, 0.0, 120.0)["coordinates"][0])
    assert sum(area(part[0]) for part in found["coordinates"]) == pytest.approx(whole, rel=0.01)
    assert errors("geojson", collection(found)) == []


@pytest.mark.parametrize("lat", [89.0, -89.0, 90.0, -90.0])
def test_a_circle_round_a_pole_holds_it(lat):
    found = draw_circle(lat, 30.0, 300.0)
    [ring] = found["coordinates"]
    assert errors("geojson", collection(found)) == []
    assert {x for x, y in ring if abs(y) == 90} == {-180.0, 180.0}
    assert area(ring) > 0


def collection(found: object) -> object:
    feature = {"type": "Feature", "geometry": found, "properties": None}
    return json.loads(json.dumps({"type": "FeatureCollection", "features": [feature]}))


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def area(ring: list) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


# Annotations


def test_annotations_select_the_words_that_they_quote():
    page = document("annotations", make_dossier(), make_dossier())
    assert errors("annotations", page) == []
    assert [item["id"] for item in page["items"]] == [f"urn:x-reportedly:att-{i}" for i in (1, 2, 3)]
    resources = [r for item in page["items"] for r in (*item["target"], *item["body"]) if "selector" in r]
    for position, quote in (r["selector"] for r in resources):
        begin, end = position["start"], position["end"]
        assert MAIL[begin:end] == quote["exact"]
        assert MAIL[:begin].endswith(quote["prefix"])
        assert MAIL[end:].startswith(quote["suffix"])


def test_an_annotation_tells_source_cue_party_and_stance():
    [_, one, _] = document("annotations", make_dossier())["items"]
    told = [(b["purpose"], b.get("value") or b["selector"][1]["exact"]) for b in one["body"]]
    assert told == [
        ("identifying", "Ada Quíst"), ("describing", "said Ada"), ("identifying", "Ada Quíst"), ("tagging", "deny"),
        ("tagging", "direct"),
    ]  # fmt: skip
    assert one["target"][0]["state"]["sourceDate"] == "2031-05-07T06:00:00Z"


# PROV


@pytest.fixture(scope="module")
def provenance() -> ProvDocument:
    return ProvDocument.deserialize(content=write("prov", make_dossier()).decode(), format="json")


def test_prov_is_read_by_its_library_as_one_bundle_for_each_matter(provenance):
    [bundle] = provenance.bundles
    assert str(bundle.identifier) == "r:mat-orrow"
    assert len(provenance.flattened().unified().get_records()) == len(bundle.unified().get_records())


def test_prov_comes_back_the_same(provenance):
    assert ProvDocument.deserialize(content=provenance.serialize(format="json"), format="json") == provenance


def test_prov_leads_from_a_statement_to_the_act_and_who_acted(provenance):
    [bundle] = provenance.bundles
    text = bundle.get_provn()
    for part in (
        "wasGeneratedBy(r:org-2-words, r:org-2, -)",
        "wasAssociatedWith(r:org-2, r:pty-quist, -)",
        "wasAttributedTo(r:att-2.1, r:pty-quist)",
        "wasDerivedFrom(r:own-wire, r:org-1-words, -, -, -)",
        "hadMember(r:art-mail, r:att-1)",
        'prov:label="Radio Carrow"',
        'wasDerivedFrom(r:own-wire, r:att-1, -, -, -, [r:loss="Brelan Wire states it itself"])',
    ):
        assert part in text


def test_prov_calls_only_quoted_words_a_quotation(provenance):
    [bundle] = provenance.bundles
    quoted = [
        r for r in bundle.get_records(ProvDerivation) if "prov:Quotation" in {str(t) for t in r.get_asserted_types()}
    ]
    assert [str(r.args[0]) for r in quoted] == ["r:att-2.1"]


def test_prov_declares_all_that_it_names(provenance):
    [bundle] = provenance.bundles
    declared = {record.identifier for record in bundle.get_records() if record.is_element()}
    named = {
        value
        for record in bundle.get_records()
        if record.is_relation()
        for _, value in record.formal_attributes
        if value
    }
    assert named - declared == set()


# ClaimReview


def test_a_claim_review_has_a_status_and_no_verdict():
    [review] = lines("claimreview", make_dossier())
    assert errors("claimreview", review) == []
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "contested", "ratingExplanation": "the ministry says yes, the Front says no",
    }  # fmt: skip
    assert "ratingValue" not in write("claimreview", make_dossier()).decode()


def test_a_claim_review_lists_where_it_appeared_and_who_claims_it():
    [review] = lines("claimreview", make_dossier())
    claim = review["itemReviewed"]
    assert [a["url"] for a in claim["appearance"]] == ["https://mail.example/orrow", "https://wire.example/orrow"]
    assert claim["firstAppearance"] == claim["appearance"][0]
    assert [(a["@type"], a["name"]) for a in claim["author"]] == [("Organization", "the ministry")]
    assert [part["keywords"] for part in claim["hasPart"]][1] == ["deny", "says no"]


# FollowTheMoney


@pytest.fixture(scope="module")
def ontology() -> dict:
    return json.loads((SCHEMAS / "followthemoney.json").read_text(encoding="utf-8"))


def test_every_entity_keeps_to_its_schema(ontology):
    for entity in lines("ftm", make_dossier()):
        schema = ontology[entity["schema"]]
        assert set(schema["required"]) - set(entity["properties"]) == set()
        assert set(entity["properties"]) - set(schema["properties"]) == set()
        for name, values in entity["properties"].items():
            assert values == list(dict.fromkeys(values))
            for value in values:
                assert is_valued(value, schema["properties"][name]["type"]), (name, value)


def test_every_entity_is_there_before_what_refers_to_it_and_of_the_right_kind(ontology):
    kinds: dict[str, list[str]] = {}
    for entity in lines("ftm", make_dossier(), make_dossier()):
        assert entity["id"] not in kinds
        for name, values in entity["properties"].items():
            kind = ontology[entity["schema"]]["properties"][name]
            if kind["type"] == "entity":
                assert [v for v in values if kind["range"] not in kinds.get(v, [])] == []
        kinds[entity["id"]] = ontology[entity["schema"]]["is"]


def test_a_party_has_the_schema_of_its_kind():
    schemata = {e["properties"]["name"][0]: e["schema"] for e in lines("ftm", make_dossier())}
    assert (schemata["the ministry"], schemata["Ada Quíst"]) == ("Organization", "Person")
    unknown = Dossier(matter=make_dossier().matter, readings={})
    assert {e["properties"]["name"][0]: e["schema"] for e in lines("ftm", unknown)}["Ada Quíst"] == "LegalEntity"


def test_a_statement_is_a_note_on_the_event_and_the_party():
    [note] = [e for e in lines("ftm", make_dossier()) if e["id"] == "att-2.1"]
    assert note["properties"]["entity"] == ["mat-orrow", "pty-quist"]
    assert note["properties"]["proof"] == ["art-mail"]
    assert note["properties"]["name"] == ["Ada Quíst: deny, says no"]


def is_valued(value: object, kind: str) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == "date":
        return datetime.fromisoformat(value).tzinfo is None
    if kind == "url":
        return value.startswith(("http://", "https://"))
    return {"country": 2, "language": 3}.get(kind, len(value)) == len(value)
