"""What is known of the world without a text."""

import pytest

from reportedly.read.world import load_world


@pytest.mark.parametrize(
    ("name", "code"),
    [("Ukraine", "UKR"), ("the UK", "GBR"), ("US", "USA"), ("U.S.", "USA"), ("Ivory Coast", "CIV"), ("Merrow", None)],
)
def test_countries_are_known_by_their_names(name: str, code: str | None) -> None:
    country = load_world().country(name)
    assert (country.code if country else None) == code


def test_initials_are_told_from_words_by_their_case() -> None:
    assert load_world().country("us") is None
    assert load_world().body("who") is None


@pytest.mark.parametrize(("word", "code"), [("Russian", "RUS"), ("Dutch", "NLD"), ("Danes", "DNK"), ("Kaldian", None)])
def test_demonyms_are_known(word: str, code: str | None) -> None:
    country = load_world().demonym(word)
    assert (country.code if country else None) == code


def test_a_people_is_plural() -> None:
    assert load_world().people("Ukrainians") is not None
    assert load_world().people("Ukrainian") is None


@pytest.mark.parametrize(("name", "code"), [("Kyiv", "UKR"), ("Washington", "USA"), ("Tarnby", None)])
def test_capitals_are_known(name: str, code: str | None) -> None:
    country = load_world().capital(name)
    assert (country.code if country else None) == code


@pytest.mark.parametrize(
    ("name", "sector", "country"),
    [
        ("the Kremlin", "GOV", "RUS"),
        ("Élysée", "GOV", "FRA"),
        ("Elysee", "GOV", "FRA"),
        ("IAEA", "IGO", None),
        ("ICRC", "NGO", None),
        ("AFP", "MED", "FRA"),
    ],
)
def test_bodies_have_a_sector_and_a_country(name: str, sector: str, country: str | None) -> None:
    body = load_world().body(name)
    assert body is not None
    assert (body.sector, body.country) == (sector, country)


def test_added_places_do_not_change_the_packaged_world() -> None:
    world = load_world().with_places({"Tarnby": "KLD"}, countries={"Kaldia": "KLD"})
    country = world.country("Kaldia")
    assert (world.code_of_place("tarnby"), country.code if country else None) == ("KLD", "KLD")
    assert world.told == ("Kaldia",)
    assert load_world().code_of_place("Tarnby") is None
