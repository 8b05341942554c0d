"""Accuracy floors: what falls below one, and how one is lowered."""

import json
import sys

import pytest

from benchmarks import evaluate, floors

FIGURES = {"polnear": {"attribution": [80.0, 76.0, 77.9]}}


@pytest.fixture
def record(tmp_path, monkeypatch):
    """A floors file over a small data set."""
    data = tmp_path / "dev.jsonl"
    data.write_text("{}\n", encoding="utf-8")
    path = tmp_path / "floors.json"
    corpus = {
        "path": "dev.jsonl",
        "benchmark": "evaluate",
        "sha256": floors.hash_file(data),
        "floors": {"polnear.attribution.2": 77.0},
    }
    path.write_text(json.dumps({"corpora": {"polnear-dev": corpus}}), encoding="utf-8")
    monkeypatch.setattr(floors, "FLOORS", path)
    monkeypatch.setattr(evaluate, "evaluate", lambda *a, **k: FIGURES)
    return path


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["floors", *map(str, arguments)])
    floors.main()


def test_a_figure_at_its_floor_holds():
    assert floors.fallen({"polnear.attribution.2": 77.9}, FIGURES) == []


def test_a_figure_under_its_floor_is_named():
    assert floors.fallen({"polnear.attribution.2": 78.0}, FIGURES) == [
        "polnear.attribution.2: 77.9 is under the floor of 78"
    ]


def test_a_floor_without_a_figure_is_an_error():
    with pytest.raises(KeyError):
        floors.fallen({"polnear.unheard.2": 1.0}, FIGURES)


def test_the_check_passes_when_all_hold(record, monkeypatch, capsys):
    with pytest.raises(SystemExit, match=r"^False$"):
        run(monkeypatch, "--data", record.parent)
    assert "1 figures hold" in capsys.readouterr().out


def test_the_check_fails_when_one_has_fallen(record, monkeypatch):
    monkeypatch.setattr(evaluate, "evaluate", lambda *a, **k: {"polnear": {"attribution": [0, 0, 70.0]}})
    with pytest.raises(SystemExit, match=r"^True$"):
        run(monkeypatch, "--data", record.parent)


def test_without_the_data_the_check_says_that_it_skips(record, monkeypatch, capsys, tmp_path):
    with pytest.raises(SystemExit, match=r"^False$"):
        run(monkeypatch, "--data", tmp_path / "elsewhere")
    assert "skipped" in capsys.readouterr().out


def test_other_data_is_refused(record, monkeypatch):
    (record.parent / "dev.jsonl").write_text("other\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not the data that the floors were measured on"):
        run(monkeypatch, "--data", record.parent)


def test_a_folder_has_another_hash_when_a_file_is_renamed(tmp_path):
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    before = floors.hash_file(tmp_path)
    (tmp_path / "a.json").rename(tmp_path / "b.json")
    assert floors.hash_file(tmp_path) != before


def test_a_floor_is_lowered_with_its_reason_beside_it(record, monkeypatch):
    run(monkeypatch, "--lower", "polnear.attribution.2", "76", "--reason", "the scorer counts edges now")
    saved = json.loads(record.read_text(encoding="utf-8"))
    assert saved["corpora"]["polnear-dev"]["floors"] == {"polnear.attribution.2": 76.0}
    assert saved["lowered"][0]["reason"] == "the scorer counts edges now"


def test_a_floor_is_not_lowered_without_a_reason(record, monkeypatch):
    with pytest.raises(SystemExit):
        run(monkeypatch, "--lower", "polnear.attribution.2", "76")
    assert "lowered" not in json.loads(record.read_text(encoding="utf-8"))


def test_an_unknown_floor_cannot_be_lowered(record, monkeypatch):
    with pytest.raises(SystemExit, match="no floor is called nonsense"):
        run(monkeypatch, "--lower", "nonsense", "1", "--reason", "none")


def test_the_floors_that_ship_name_figures_and_are_of_one_data_set():
    shipped = json.loads(floors.FLOORS.read_text(encoding="utf-8"))["corpora"]["polnear-dev"]
    assert len(shipped["sha256"]) == 64
    assert "polnear.attribution.2" in shipped["floors"]
