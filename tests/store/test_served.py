"""A record of either store is served alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from reportedly.serve.web import WebOptions, make_app
from reportedly.store import Record
from tests.serve.conftest import make_fake
from tests.serve.web_fakes import AUTH, LOCAL, TOKEN, fill


@pytest.fixture
def client(where: str) -> Iterator[TestClient]:
    with Record(where) as record:
        fill(record)
    app = make_app(where, token=TOKEN, options=WebOptions(make_reader=make_fake))
    yield TestClient(app, base_url=LOCAL)
    app.state.desk.close()


def test_pages_and_lists_of_either_store(client):
    urls = ["/", "/articles", "/parties", "/search?q=ferry", "/decisions", "/api/matters", "/api/changes"]
    urls += [f"/articles/{one['id']}" for one in client.get("/api/articles").json()["items"]]
    urls += [f"/parties/{one['id']}" for one in client.get("/api/parties").json()["items"]]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


def test_a_tag_holds_until_something_is_written(client):
    client.get("/api/parties")  # joins them, which is written
    tag = {"If-None-Match": client.get("/api/articles").headers["etag"]}
    before = client.get("/api/articles", headers=tag).status_code
    client.post("/api/articles", json={"text": "It rained, Tom Reed said."}, headers=AUTH)
    assert (before, client.get("/api/articles", headers=tag).status_code) == (304, 200)
