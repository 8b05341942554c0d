from itertools import pairwise
from pathlib import Path

import pytest

from reportedly.read.gazetteer_choice import distance
from reportedly.read.places import find_places, open_gazetteer
from reportedly.read.syntax import load_parser

OWN = """name,aliases,kind,lat,lon,country
Orrow,,town,52.44,17.02,BRI
Orrow bridge,the bridge,site,52.447,17.035,BRI
Fesk,the Fesk,river,52.45,17.04,
Beria,,country,52,15,BRI
"""


@pytest.fixture(scope="module")
def parser():
    return load_parser()


@pytest.fixture(scope="module")
def gazetteer():
    with open_gazetteer() as opened:
        yield opened


@pytest.fixture(scope="module")
def find(parser, gazetteer):
    def found(text):
        return [(text[slice(*m.span)], m.place) for m in find_places(parser.parse(text), text, gazetteer=gazetteer)]

    return found


@pytest.fixture(scope="module")
def find_own(parser, tmp_path_factory):
    path = Path(tmp_path_factory.mktemp("own")) / "places.csv"
    path.write_text(OWN, encoding="utf-8")
    with open_gazetteer(path) as opened:
        yield lambda text: find_places(parser.parse(text), text, gazetteer=opened)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell in Kherson.", [("Kherson", "town", "UKR")]),
        ("Shells fell in the Kherson region.", [("Kherson region", "region", "UKR")]),
        ("Shells fell in Kherson Oblast.", [("Kherson Oblast", "region", "UKR")]),
        ("Two boats sank in the Black Sea.", [("Black Sea", "body of water", None)]),
        ("Troops crossed the Dnipro River at night.", [("Dnipro River", "body of water", "UKR")]),
        ("A fire broke out near the Zaporizhzhia nuclear power plant.",
         [("Zaporizhzhia nuclear power plant", "site", "UKR")]),
        ("Shells fell near the Zaporizhzhia power station.", [("Zaporizhzhia power station", "site", "UKR")]),
        ("Drones were seen over the Crimea Peninsula.", [("Crimea Peninsula", "region", "UKR")]),
        ("The convoy left Mosul and reached Erbil.", [("Mosul", "town", "IRQ"), ("Erbil", "town", "IRQ")]),
        ("Floods hit Morris County on Friday.", [("Morris County", "district", "USA")]),
        ("Prices rose across Europe.", [("Europe", "continent", None)]),
        ("They flew from the US to Qatar.", [("US", "country", "USA"), ("Qatar", "country", "QAT")]),
        ("KABUL, May 2 - A school burned down.", [("KABUL", "town", "AFG")]),
    ],
)  # fmt: skip
def test_places_are_found_with_their_precision(find, text, expected):
    assert [(words, p.precision, p.country) for words, p in find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr Lincoln said that he would come back.",
        "Jack London wrote three more books.",
        "The Kansas City Chiefs won again.",
        "She studied at the University of Cambridge.",
        "The Bank of England kept its rate.",
        "Iraqi officials denied it, and so did the French.",
        "It will reopen in March, the Reading Group said.",
        "He gave us a lift on Friday.",
    ],
)
def test_names_of_others_are_no_places(find, text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("The mill stands in Paris, Texas.", "Paris", "USA"),
        ("The mill stands in Paris.", "Paris", "FRA"),
        ("The plant in London, Ontario, closed.", "London", "CAN"),
        ("The storm hit Birmingham, Alabama, and then Montgomery.", "Birmingham", "USA"),
        ("Rebels left Tripoli for Benghazi, in eastern Libya.", "Tripoli", "LBY"),
        ("Crowds met in Tripoli, Lebanon.", "Tripoli", "LBN"),
    ],
)
def test_what_stands_around_a_name_decides(find, text, name, region):
    assert next(p.country for words, p in find(text) if words == name) == region


def test_a_name_has_one_bearer_in_an_article(find):
    places = [
        p for words, p in find("A depot burned in Paris, Texas. Firemen came from all over Paris.") if words == "Paris"
    ]
    assert len({p.gazetteer_id for p in places}) == 1


def test_a_country_and_a_state_of_one_name_are_told_apart(find):
    here = dict(find("Storms crossed Georgia and Alabama. Schools in Atlanta, Georgia, closed."))
    there = dict(find("Troops left Georgia. Georgian officials met in Tbilisi, near the Armenian border."))
    assert (here["Georgia"].country, there["Georgia"].country) == ("USA", "GEO")


@pytest.mark.parametrize(
    "text", ["Fighting went on in southern Ukraine.", "Fighting went on in the south-east of the country."]
)
def test_a_direction_has_no_point(find, text):
    assert all((p.lat, p.lon) == (None, None) for _, p in find(text))


def test_a_part_of_a_country_keeps_the_country(find):
    ((words, place),) = find("Fighting went on in southern Ukraine.")
    assert (words, place.name, place.country, place.precision) == (
        "southern Ukraine",
        "southern Ukraine",
        "UKR",
        "country",
    )


def test_a_part_of_a_town_keeps_the_towns_point(find):
    ((_, part),) = find("A bomb went off in eastern Mosul.")
    ((_, whole),) = find("A bomb went off in Mosul.")
    assert (part.lat, part.lon, part.precision) == (whole.lat, whole.lon, "town")


@pytest.mark.parametrize("words", ["the front", "the border", "the south"])
def test_a_place_without_a_name_is_kept_without_a_point(find, words):
    ((found, place),) = find(f"Two men died at {words} on Monday.")
    assert found == words
    assert (place.lat, place.lon, place.country, place.gazetteer_id, place.precision) == (None,) * 5


def test_a_site_that_no_gazetteer_holds_has_no_point(find):
    ((words, place),) = find("The wounded were taken to Fennerby Hospital.")
    assert (words, place.name, place.precision) == ("Fennerby Hospital", "Fennerby Hospital", "site")
    assert (place.lat, place.lon, place.gazetteer_id) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "literal"),
    [("Shells fell in Iran.", True), ("Iran said it would answer.", False), ("Iran's envoy left.", False)],
)
def test_governments_are_told_from_land(parser, gazetteer, text, literal):
    (mention,) = find_places(parser.parse(text), text, gazetteer=gazetteer)
    assert mention.literal is literal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell in Orrow.", [("Orrow", "town", "BRI")]),
        ("ORROW - Shells fell.", [("ORROW", "town", "BRI")]),
        ("Shells hit the Orrow bridge.", [("Orrow bridge", "site", "BRI")]),
        ("Later the bridge was shut.", [("the bridge", "site", "BRI")]),
        ("A bridge was shut.", []),
        ("They swam across the Fesk.", [("the Fesk", "body of water", None)]),
        ("It happened in Beria.", [("Beria", "country", "BRI")]),
        ("Mr Orrow laughed.", []),
    ],
)
def test_own_places_are_found(find_own, text, expected):
    mentions = find_own(text)
    assert [(text[slice(*m.span)], m.place.precision, m.place.country) for m in mentions] == expected


def test_mentions_are_ordered_and_disjoint(parser, gazetteer):
    text = (
        "From Kyiv to Lviv, through Rivne and the Zhytomyr region, roads in western Ukraine were shut near the border."
    )
    spans = [m.span for m in find_places(parser.parse(text), text, gazetteer=gazetteer)]
    assert spans == sorted(spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert len(spans) > 4


def test_the_same_text_gives_the_same_places(find):
    text = "From Springfield to Portland, through Georgia, Washington and Cambridge."
    assert find(text) == find(text)


def test_an_empty_text_has_no_places(find):
    assert find("") == []


def test_distance_is_in_kilometres():
    assert distance((50.45, 30.52), (46.48, 30.73)) == pytest.approx(442, abs=3)
