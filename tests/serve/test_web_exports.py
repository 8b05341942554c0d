"""Matters in the formats that others use, by REST."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportedly.errors import SetupError
from reportedly.export import FORMATS, Dossier, Format
from reportedly.serve.web.api_exports import DOWNLOADS, file_name
from reportedly.store import Record
from tests.serve.web_fakes import Served, close_all, serve


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return serve(tmp_path, matters=30)


def test_all_formats_are_offered():
    assert sorted(DOWNLOADS) == sorted(FORMATS)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_matter_comes_as_a_file(served, name):
    response = served.get(f"/api/export/{name}?matter=mat-1")
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == FORMATS[name].media_type
    assert response.headers["content-disposition"] == f'attachment; filename="mat-1-{name}{FORMATS[name].suffix}"'
    with Record(served.path, create=False) as record:
        matter = served.matters.load(record, "mat-1")
        readings = {s.article.id: record.reading(s.article.id) for s in matter.statements}
    assert response.content == b"".join(FORMATS[name].write([Dossier(matter=matter, readings=readings)]))


def places(response) -> list[str]:
    return [feature["properties"]["title"] for feature in json.loads(response.content)["features"]]


def test_all_matters_come_without_a_filter(served):
    assert len(places(served.get("/api/export/geojson"))) == 30


def test_several_matters_can_be_named_by_earlier_ids_too_and_come_once(served):
    found = served.get("/api/export/geojson?matter=mat-2&matter=mat-old&matter=mat-1")
    assert [title[-1] for title in places(found)] == ["2", "1"]
    assert 'filename="matters-geojson.geojson"' in found.headers["content-disposition"]


@pytest.mark.parametrize(
    ("query", "number"), [("place=merrow", 30), ("place=orrow", 0), ("status=withdrawn", 0), ("party=Quist", 30)]
)
def test_filters_choose_matters(served, query, number):
    assert len(places(served.get(f"/api/export/geojson?{query}"))) == number


def test_nothing_found_is_a_file_without_rows(served):
    response = served.get("/api/export/acled?status=withdrawn")
    assert (response.status_code, len(list(csv.reader(io.StringIO(response.text))))) == (200, 1)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("geojson?matter=mat-none", 404), ("word", 422), ("acled?since=soon", 422), ("acled?status=true", 422),
        ("acled?matter=mat-1&status=contested", 422), ("acled?matter=mat-1&q=ferry", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_a_problem(served, url, status):
    response = served.get(f"/api/export/{url}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_an_export_that_is_known_is_not_made_again(served):
    tag = served.get("/api/export/ftm").headers["etag"]
    assert served.get("/api/export/ftm", headers={"If-None-Match": tag}).status_code == 304


def test_a_format_that_is_not_installed_is_told_before_anything_is_sent(served, monkeypatch):
    def missing(dossiers):
        raise SetupError("Parquet needs pyarrow.")
        yield b""

    monkeypatch.setitem(FORMATS, "parquet", Format(write=missing, media_type="x/y", suffix=".parquet"))
    response = served.get("/api/export/parquet")
    assert (response.status_code, response.json()["detail"]) == (501, "Parquet needs pyarrow.")


def test_a_slow_reader_keeps_no_record(served):
    desk = served.client.app.state.desk
    from reportedly.serve.dossiers import load_dossiers

    idle = desk._idle.qsize()
    dossiers = load_dossiers(desk.record, ["mat-1", "mat-2"], load=served.matters.load_some, at_once=1)
    assert next(dossiers).matter.id == "mat-1"
    assert desk._idle.qsize() == idle


def test_a_file_name_holds_nothing_that_a_header_could_mean():
    assert file_name("acled", 'mat"\r\nX: ../é') == "mat-X-acled.csv"


def test_exporting_needs_the_token_where_reading_does(tmp_path):
    guarded = serve(tmp_path, token="a-token-that-is-long-enough", local=False)
    assert guarded.get("/api/export/acled").status_code == 401


def test_the_description_has_the_formats(served):
    described = served.get("/api/openapi.json").json()["paths"]["/api/export/{format}"]["get"]
    assert set(described["responses"]["200"]["content"]) == {one.media_type for one in FORMATS.values()}
