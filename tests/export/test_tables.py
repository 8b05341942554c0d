"""The tables: ACLED's and UCDP's columns, Parquet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from reportedly.errors import SetupError
from reportedly.export import FORMATS, Dossier
from reportedly.export.acled import COLUMNS, code_event
from reportedly.export.cells import load_table
from reportedly.export.dossier import list_tellings
from reportedly.model import EventTime, Place, Quantity
from tests.export.invented_dossiers import ORROW, make_dossier, with_event, with_party

KINDS = {
    "Battles": 3, "Protests": 3, "Riots": 2, "Explosions/Remote violence": 6, "Violence against civilians": 3,
    "Strategic developments": 8,
}  # fmt: skip


def write(name: str, *dossiers: Dossier) -> bytes:
    return b"".join(FORMATS[name].write(dossiers))


def rows(name: str, *dossiers: Dossier) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write(name, *dossiers).decode("utf-8"), newline="")))


def killed(number: float, relation: str = "=") -> tuple[Quantity, ...]:
    return (Quantity(what="killed", relation=relation, number=number, unit="people"),)


# The mapping


def test_the_mapping_knows_the_25_sub_event_types_and_no_other():
    table = load_table("acled.toml")
    assert {kind: len(held) for kind, held in table["sub_events"].items()} == KINDS
    names = {name for held in table["sub_events"].values() for name in held}
    assert len(names) == 25
    assert {rule["sub_event"] for rule in table["rule"] if "sub_event" in rule} <= names
    assert {rule["event_type"] for rule in table["rule"] if "event_type" in rule} <= set(KINDS)


def test_a_rule_asks_only_what_is_known_to_be_asked():
    table = load_table("acled.toml")
    asked = {"type", "mode", "initiator", "target", "words", "target_words", "home", "sub_event", "event_type"}
    assert set().union(*table["rule"]) <= asked
    assert {rule[r] for rule in table["rule"] for r in ("initiator", "target") if r in rule} <= set(table["classes"])


@pytest.mark.parametrize(
    ("changes", "sub_event", "event_type"),
    [
        ({}, "Shelling/artillery/missile attack", "Explosions/Remote violence"),
        ({"mode": "suicide-attack"}, "Suicide bomb", "Explosions/Remote violence"),
        ({"mode": "sexual"}, "Sexual violence", "Violence against civilians"),
        ({"mode": "abduct"}, "Abduction/forced disappearance", "Violence against civilians"),
        ({"mode": "explosives"}, None, "Explosions/Remote violence"),
        ({"mode": "wmd"}, None, None),
        ({"mode": "firearms", "target": "pty-police"}, "Armed clash", "Battles"),
        ({"mode": "firearms"}, None, None),
        ({"type": "PROTEST", "mode": "demo"}, "Peaceful protest", "Protests"),
        ({"type": "PROTEST", "mode": "riot"}, None, "Riots"),
        ({"type": "PROTEST", "mode": None}, None, None),
        ({"type": "COERCE", "mode": "arrest"}, "Arrests", "Strategic developments"),
        ({"type": "RETREAT", "mode": "ceasefire"}, "Agreement", "Strategic developments"),
        ({"type": "MOBILIZE", "mode": "troops"}, "Change to group/activity", "Strategic developments"),
    ],
)
def test_a_sub_event_type_follows_from_type_and_mode_or_stays_empty(changes, sub_event, event_type):
    dossier = with_event(make_dossier(), "evt-mail", **changes)
    coding = code_event(list_tellings(dossier)[0])
    assert (coding.sub_event, coding.event_type) == (sub_event, event_type)


@pytest.mark.parametrize("kind", ["CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "AID", "SANCTION"])
def test_what_acled_does_not_record_has_no_code(kind):
    dossier = with_event(make_dossier(), "evt-mail", type=kind, mode=None)
    assert code_event(list_tellings(dossier)[0]) is None


# ACLED


def test_acled_has_its_columns():
    assert write("acled", make_dossier()).splitlines()[0].decode().split(",") == list(COLUMNS)
    assert len(COLUMNS) == 31


def test_an_event_told_twice_is_one_row_and_a_denial_none():
    [row] = rows("acled", make_dossier())
    assert row["event_id_cnty"] == "evt-mail"
    assert row["source"] == "Brelan Wire; The Merrow Mail"
    assert "origins 1; affirming 1; denying 1" in row["tags"]
    assert "the ministry (The Merrow Mail): “Front artillery" in row["notes"]
    assert "Brelan Wire, in its own voice" in row["notes"]


def test_acled_tells_time_place_and_actors():
    [row] = rows("acled", make_dossier())
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2031-05-06", "2031", "1")
    assert (row["iso"], row["country"], row["location"]) == ("616", "Poland", "Orrow")
    assert (row["latitude"], row["longitude"], row["geo_precision"]) == ("52.44", "17.02", "1")
    assert (row["actor1"], row["inter1"], row["actor2"], row["interaction"]) == ("Front", "Rebel group", "", "")
    assert (row["fatalities"], row["disorder_type"]) == ("12", "Political violence")
    assert row["timestamp"] == "1935900000"  # 2031-05-07T06:00:00Z


def test_a_week_has_no_date():
    week = EventTime(start="2031-05-05", end="2031-05-12", precision="week", text="last week")
    row = rows("acled", with_event(make_dossier(), "evt-mail", time=week))[0]
    assert (row["event_date"], row["year"], row["time_precision"]) == ("", "2031", "2")
    assert "time 2031-05-05/2031-05-12" in row["tags"]


def test_a_country_has_no_point():
    land = Place(name="Poland", lat=52.0, lon=19.0, country="POL", gazetteer_id="1", precision="country")
    row = rows("acled", with_event(make_dossier(), "evt-mail", place=land))[0]
    assert (row["country"], row["latitude"], row["longitude"], row["geo_precision"]) == ("Poland", "", "", "")


def test_tellings_with_other_figures_leave_the_fatalities_empty():
    [row] = rows("acled", with_event(make_dossier(), "evt-wire", quantities=killed(14)))
    assert row["fatalities"] == ""


def test_an_army_is_of_a_state_only_where_its_country_is_known():
    dossier = with_party(make_dossier(), "pty-front", sector="MIL")
    assert rows("acled", dossier)[0]["inter1"] == ""
    assert rows("acled", with_party(dossier, "pty-front", country="POL"))[0]["inter1"] == "State forces"


def test_soldiers_who_kill_civilians_target_them():
    dossier = with_party(make_dossier(), "pty-police", sector="CVL")
    dossier = with_event(dossier, "evt-mail", mode="firearms", target="pty-police")
    row = rows("acled", dossier)[0]
    assert (row["sub_event_type"], row["civilian_targeting"]) == ("Attack", "Civilian targeting")
    assert row["interaction"] == "Rebel group-Civilians"


@pytest.mark.parametrize("modality", ["planned", "hypothetical", "demanded"])
def test_what_has_not_happened_is_no_row(modality):
    dossier = with_event(make_dossier(), "evt-mail", modality=modality)
    assert [row["source"] for row in rows("acled", dossier)] == ["Brelan Wire"]


@pytest.mark.parametrize("name", ["acled", "ucdp"])
def test_no_cell_of_a_table_begins_as_a_formula(name):
    dossier = with_party(make_dossier(place=replace(ORROW, name="@SUM(1)")), "pty-front", name="+1")
    for row in rows(name, with_event(dossier, "evt-mail", place=replace(ORROW, name="-2", lat=-3.25))):
        texts = [value for field, value in row.items() if field not in ("latitude", "longitude")]
        assert [text for text in texts if text.startswith(("=", "+", "-", "@"))] == []


# UCDP


def test_a_figure_that_all_state_is_the_best():
    [row] = rows("ucdp", make_dossier())
    assert (row["low"], row["best"], row["high"]) == ("12", "12", "12")
    assert (row["id"], row["status"], row["number_of_origins"]) == ("mat-orrow", "contested", "1")
    assert (row["where_prec"], row["date_prec"], row["date_start"], row["date_end"]) == (
        "1",
        "1",
        "2031-05-06",
        "2031-05-06",
    )
    assert (row["side_a"], row["side_b"]) == ("Front", "")


@pytest.mark.parametrize(
    ("other", "low", "best", "high"),
    [
        (killed(14), "12", "", "14"),
        (killed(12, "~"), "12", "", "12"),
        (killed(10, ">"), "11", "", ""),
        (killed(10, ">="), "10", "", ""),
        (killed(20, "<="), "", "", "20"),
        (killed(20, "<"), "", "", "19"),
        (killed(0), "0", "", "12"),
        ((), "12", "12", "12"),
    ],
)
def test_figures_that_differ_are_bounds_and_never_averaged(other, low, best, high):
    [row] = rows("ucdp", with_event(make_dossier(), "evt-wire", quantities=other))
    assert (row["low"], row["best"], row["high"]) == (low, best, high)


def test_a_figure_that_somebody_denies_is_not_stated():
    dossier = with_event(make_dossier(), "evt-quay", quantities=killed(99))
    assert rows("ucdp", dossier)[0]["high"] == "12"


def test_a_denial_that_states_zero_is():
    dossier = with_event(make_dossier(), "evt-nobody", quantities=killed(0))
    assert [rows("ucdp", dossier)[0][name] for name in ("low", "best", "high")] == ["0", "", "12"]


def test_a_matter_without_figures_has_no_row():
    dossier = make_dossier()
    for event in ("evt-mail", "evt-wire"):
        dossier = with_event(dossier, event, quantities=())
    assert rows("ucdp", dossier) == []


# Parquet


def test_parquet_has_a_row_for_each_statement():
    table = pq.read_table(io.BytesIO(write("parquet", make_dossier(lone=True))))
    first, second, *_ = table.to_pylist()
    assert table.num_rows == 5
    assert (first["matter"], first["title"], first["number"], first["says"]) == ("mat-orrow", "Orrow \ufffd", 1, "yes")
    assert (second["party_name"], second["via"], second["quote"]) == ("Ada Quíst", ["Radio Carrow"], "direct")
    assert first["said_at_utc"].isoformat() == "2031-05-07T06:00:00+00:00"
    assert first["spans"] == [{"begin": 18, "end": 77}]


def test_parquet_comes_in_pieces_that_make_one_file(monkeypatch):
    monkeypatch.setattr("reportedly.export.parquet.ROWS_AT_ONCE", 3)
    pieces = list(FORMATS["parquet"].write([make_dossier(), make_dossier()]))
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert len(pieces) == 5
    assert (file.metadata.num_rows, file.num_row_groups) == (10, 4)


def test_parquet_of_nothing_is_an_empty_table():
    assert pq.read_table(io.BytesIO(write("parquet"))).num_rows == 0


def test_parquet_without_pyarrow_tells_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(SetupError, match=r"pip install 'reportedly\[parquet\]'"):
        write("parquet", make_dossier())


def test_an_event_is_told_by_the_narrowest_statement():
    dossier = make_dossier()
    said = dossier.matter.statements[0]
    wide = replace(said, id="own-all", spans=((0, 100),), party=None, own_voice=True)
    dossier = replace(dossier, matter=replace(dossier.matter, statements=(wide, *dossier.matter.statements)))
    assert [t.statement.id for t in list_tellings(dossier) if t.event.id == "evt-mail"] == ["att-1"]
