import dataclasses
import inspect
import json

import msgspec
import pytest

from reportedly import model
from reportedly.model import (
    Article,
    Attribution,
    Content,
    Cue,
    Event,
    EventTime,
    Furniture,
    Interval,
    OwnVoice,
    Party,
    Place,
    Quantity,
    Reading,
    Source,
)

TEXT = "Ferry held\nTwo officials said the ferry was held.\nShare this"

# The published form: every key of every object, as the design states it.
KEYS = {
    "article": "id sha256 url publisher title byline published modified language text furniture title_span",
    "furniture": "span kind",
    "attribution": "id source cue content quote stance certainty polarity about nested_in via addressee channel said_at"
    " events confidence",
    "source": "spans kind count implicit party parties",
    "said_at": "start end precision",
    "party": "id name kind role affiliation country sector anonymous mentions",
    "event": "id type mode span initiator target place time modality negated quantities",
    "place": "name lat lon country gazetteer_id precision",
    "time": "start end precision text",
    "quantity": "what relation number unit",
    "own_voice": "span events",
}


def make_article(**changes):
    fields = {
        "id": "art-1",
        "sha256": "0" * 64,
        "url": None,
        "publisher": None,
        "title": "Ferry held",
        "byline": None,
        "published": None,
        "modified": None,
        "language": "en",
        "text": TEXT,
        "furniture": (Furniture(span=(50, 60), kind="share"),),
        "title_span": (0, 10),
    }
    return Article(**fields | changes)


def make_attribution(**changes):
    fields = {
        "id": "att-1",
        "source": Source(spans=((11, 24),), kind="anonymous", count=2, implicit=False, party="par-1"),
        "cue": Cue(spans=((25, 29),)),
        "content": Content(spans=((30, 48),)),
        "quote": "indirect",
        "said_at": Interval(start="2031-05-04", end=None, precision="day"),
        "confidence": 0.9,
    }
    return Attribution(**fields | changes)


@pytest.fixture
def reading():
    event = Event(
        id="eve-1",
        type="COERCE",
        mode=None,
        span=(30, 48),
        initiator=None,
        target=None,
        place=Place(name="Sorrel Quay", lat=None, lon=None, country=None, gazetteer_id=None, precision=None),
        time=EventTime(start=None, end=None, precision=None, text="on Sunday"),
        modality="actual",
        negated=False,
        quantities=(Quantity(what="ferry", relation="=", number=1, unit=None),),
    )
    return Reading(
        article=make_article(),
        attributions=(make_attribution(),),
        parties=(Party(id="par-1", name="Two officials", kind="anonymous", anonymous=True, mentions=((11, 24),)),),
        events=(event,),
        own_voice=(OwnVoice(span=(0, 10)),),
    )


def test_reading_survives_json(reading):
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def test_json_has_the_published_keys_in_their_order(reading):
    form = json.loads(msgspec.json.encode(reading))
    attribution, event = form["attributions"][0], form["events"][0]
    objects = {
        "article": form["article"],
        "furniture": form["article"]["furniture"][0],
        "attribution": attribution,
        "source": attribution["source"],
        "said_at": attribution["said_at"],
        "party": form["parties"][0],
        "event": event,
        "place": event["place"],
        "time": event["time"],
        "quantity": event["quantities"][0],
        "own_voice": form["own_voice"][0],
    }
    assert {name: " ".join(keys) for name, keys in objects.items()} == KEYS


def test_reading_has_the_published_parts(reading):
    parts = ["article", "attributions", "parties", "events", "own_voice"]
    assert list(json.loads(msgspec.json.encode(reading))) == parts


def test_what_is_not_known_is_null_and_not_left_out():
    assert json.loads(msgspec.json.encode(make_attribution(said_at=None)))["said_at"] is None


def test_spans_are_pairs_in_json(reading):
    assert json.loads(msgspec.json.encode(reading))["article"]["title_span"] == [0, 10]


def test_a_wrong_kind_is_refused_with_its_path():
    form = json.loads(msgspec.json.encode(Reading(article=make_article(), attributions=(make_attribution(),))))
    form["attributions"][0]["quote"] = "verbatim"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.attributions\[0\]\.quote"):
        msgspec.convert(form, Reading)


@pytest.mark.parametrize("spans", [((3, 3),), ((5, 2),), ((4, 8), (0, 2)), ((0, 4), (3, 6)), ((-2, 1),)])
def test_spans_must_be_ordered_apart_and_not_empty(spans):
    with pytest.raises(ValueError, match="cue: spans must be"):
        Cue(spans=spans)


def test_a_cue_may_be_missing():
    assert Cue(spans=()).spans == ()


def test_a_source_may_be_missing():
    assert Source(spans=(), kind=None, count=None, implicit=True, party=None).spans == ()


def test_content_may_not_be_missing():
    with pytest.raises(ValueError, match="at least one span"):
        Content(spans=())


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_confidence_lies_between_0_and_1(confidence):
    with pytest.raises(ValueError, match="confidence"):
        make_attribution(confidence=confidence)


@pytest.mark.parametrize(
    "changes",
    [
        {"title_span": (0, len(TEXT) + 1)},
        {"title_span": (4, 4)},
        {"furniture": (Furniture(span=(50, 99), kind="share"),)},
    ],
)
def test_article_spans_lie_within_its_text(changes):
    with pytest.raises(ValueError, match="outside a text"):
        make_article(**changes)


def test_furniture_does_not_overlap():
    with pytest.raises(ValueError, match="furniture"):
        make_article(furniture=(Furniture(span=(0, 9), kind="link"), Furniture(span=(5, 12), kind="share")))


@pytest.mark.parametrize(
    "kind", [kind for _, kind in inspect.getmembers(model, inspect.isclass) if kind.__module__ == model.__name__]
)
def test_domain_types_are_frozen_slotted_and_named(kind):
    options = kind.__dataclass_params__
    assert dataclasses.is_dataclass(kind)
    assert (options.frozen, "__slots__" in vars(kind)) == (True, True)
    assert all(field.kw_only for field in dataclasses.fields(kind))
