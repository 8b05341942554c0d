import sqlite3
import time

import pytest

from reportedly.errors import SetupError
from reportedly.read import gazetteer as module
from reportedly.read.gazetteer import FILE, fold_name, open_gazetteer

HEADER = "name,aliases,kind,lat,lon,country\n"


@pytest.fixture(scope="module")
def gazetteer():
    with open_gazetteer() as opened:
        yield opened


@pytest.fixture
def table(tmp_path):
    def write(rows):
        path = tmp_path / "places.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Al-Ḩasakah", "al hasakah"),
        ("St. Petersburg", "saint petersburg"),
        ("The Hague", "hague"),
        ("Mykolaïv", "mykolaiv"),
        ("U.S.", "us"),
        ("Łódź", "lodz"),
        ("Côte d’Ivoire", "cote divoire"),
        ("St", "st"),
        ("…", ""),
    ],
)
def test_folding_forgets_case_accents_and_points(spelling, key):
    assert fold_name(spelling) == key


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Kherson", "town", "UKR"),
        ("Kherson Oblast", "region", "UKR"),
        ("Crimea", "region", "UKR"),
        ("Sevastopol", "town", "UKR"),
        ("Kiev", "town", "UKR"),
        ("Syria", "country", "SYR"),
        ("UAE", "country", "ARE"),
        ("Dnieper", "water", "UKR"),
        ("Black Sea", "water", None),
        ("Zaporizhzhia nuclear power plant", "site", "UKR"),
        ("Tamil Nadu", "region", "IND"),
        ("Tex.", "region", "USA"),
        ("Morris County", "district", "USA"),
        ("Europe", "continent", None),
    ],
)
def test_the_file_holds(gazetteer, name, kind, country):
    assert (kind, country) in {(e.kind, e.country) for e in gazetteer.look_up(name)}


@pytest.mark.parametrize("region", ["Crimea", "Sevastopol", "Donetsk", "Luhansk", "Zaporizhzhia", "Kherson"])
def test_occupied_regions_are_ukraine(gazetteer, region):
    regions = [e for e in gazetteer.look_up(region) if e.kind == "region" and e.population > 100_000]
    assert {e.country for e in regions} == {"UKR"}


def test_no_place_in_crimea_is_given_to_another_country():
    with sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True) as base:
        inside = "lat BETWEEN 4440000 AND 4600000 AND lon BETWEEN 3270000 AND 3530000"
        (found,) = base.execute(
            f"SELECT group_concat(DISTINCT country) FROM place WHERE kind = 4 AND {inside}"
        ).fetchone()
    base.close()
    assert found == "UKR"


def test_a_towns_region_can_be_looked_up(gazetteer):
    town = next(e for e in gazetteer.look_up("Melitopol") if e.kind == "town")
    assert town.region in {e.id for e in gazetteer.look_up("Zaporizhzhia Oblast")}


def test_points_are_degrees(gazetteer):
    kherson = next(e for e in gazetteer.look_up("Kherson") if e.kind == "town")
    assert (kherson.lat, kherson.lon) == pytest.approx((46.64, 32.61), abs=0.05)


def test_every_id_is_used_once():
    with sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True) as base:
        (repeated,) = base.execute(
            "SELECT count(*) FROM (SELECT slug FROM place WHERE slug IS NOT NULL GROUP BY slug HAVING count(*) > 1)"
        ).fetchone()
    base.close()
    assert repeated == 0


def test_bearers_come_by_population(gazetteer):
    people = [e.population for e in gazetteer.look_up("London")]
    assert people == sorted(people, reverse=True)
    assert len(people) > 2


@pytest.mark.parametrize(("word", "country"), [("Iraqi", "IRQ"), ("Ukrainians", "UKR"), ("Table", None)])
def test_peoples_belong_to_countries(gazetteer, word, country):
    assert gazetteer.people(word) == country


def test_nothing_is_found_under_an_unknown_name(gazetteer):
    assert gazetteer.look_up("Qwxzkv") == ()


def test_own_places_outrank_the_others(table):
    with open_gazetteer(table("London,,town,10.5,20.25,BRI\n")) as opened:
        (own,) = opened.look_up("london")
    assert (own.id, own.lat, own.lon, own.country, own.own) == ("own:london", 10.5, 20.25, "BRI", True)


def test_own_aliases_name_the_same_place(table):
    with open_gazetteer(table("Tesk,the Tesk|Teska,river,1,2,\n")) as opened:
        assert opened.look_up("Teska") == opened.look_up("Tesk")
        assert opened.look_up("Tesk")[0].kind == "water"


def test_an_own_place_may_have_no_point(table):
    with open_gazetteer(table("Tesk,,river,,,\n")) as opened:
        (own,) = opened.look_up("Tesk")
    assert (own.lat, own.lon, own.country) == (None, None, None)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (",,town,1,2,\n", "line 2"),
        ("Tesk,,planet,1,2,\n", "planet"),
        ("Tesk,,town,north,2,\n", "north"),
        ("Tesk,,town,91,2,\n", "91"),
    ],
)
def test_a_bad_row_is_named(table, rows, problem):
    with pytest.raises(SetupError, match=problem):
        open_gazetteer(table(rows))


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name,lat\nTesk,1\n", encoding="utf-8")
    with pytest.raises(SetupError, match="aliases, kind, lon, country"):
        open_gazetteer(path)


def test_a_missing_table_is_a_setup_error(tmp_path):
    with pytest.raises(SetupError, match="cannot be read"):
        open_gazetteer(tmp_path / "none.csv")


def test_a_file_of_another_format_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "other.sqlite"
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()
    monkeypatch.setattr(module, "FILE", path)
    with pytest.raises(SetupError, match="format 99"):
        open_gazetteer()


def test_a_broken_file_is_a_setup_error(tmp_path, monkeypatch):
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"not a database at all" * 50)
    monkeypatch.setattr(module, "FILE", path)
    with pytest.raises(SetupError, match="not a gazetteer"):
        open_gazetteer()


def test_the_file_is_small_enough_to_ship():
    assert FILE.stat().st_size < 25_000_000


def test_opening_takes_no_time():
    begin = time.perf_counter()
    open_gazetteer().close()
    assert time.perf_counter() - begin < 0.5  # some 1 ms: the file is not read
