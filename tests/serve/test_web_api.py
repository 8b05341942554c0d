from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from reportedly.errors import SetupError
from reportedly.serve.web import WebOptions, make_app
from reportedly.serve.web.api_matters import list_events
from reportedly.serve.web.gate import Rate, is_this_machine
from reportedly.store import Record
from tests.serve.web_fakes import AUTH, LOCAL, SCRIPT, TOKEN, Served, close_all, make_matter, serve

NDJSON = {"Accept": "application/x-ndjson"}
SENT = {"url": "https://late.example/1", "publisher": "Late", "title": "Late", "text": "It rained, Tom Reed said."}


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return serve(tmp_path, token=TOKEN)


def ids(response):
    return [item["id"] for item in response.json()["items"]]


def test_articles_come_newest_first(served):
    published = [item["published"] for item in served.get("/api/articles").json()["items"]]
    assert published == ["2031-05-07", "2031-05-06T06:15:00+01:00", "2031-05-06T06:15:00+01:00", "2031-05-05"]


@pytest.mark.parametrize(
    ("query", "count"),
    [("publisher=coast herald", 1), ("since=2031-05-06", 3), ("until=2031-05-05", 1), ("since=2031-06-01", 0)],
)
def test_articles_are_filtered(served, query, count):
    assert len(served.get(f"/api/articles?{query}").json()["items"]) == count


def test_a_cursor_leads_through_all_articles_once(served):
    found, url = [], "/api/articles?limit=3&since=2031-01-01"
    while url:
        response = served.get(url)
        found += ids(response)
        url = response.json()["next"]
    assert sorted(found) == sorted(a.id for a in served.articles)


def test_the_next_page_is_in_the_link_header_too(served):
    response = served.get("/api/articles?limit=1")
    assert response.headers["link"] == f'<{response.json()["next"]}>; rel="next"'


def test_a_cursor_that_is_gone_is_told(served):
    assert served.get("/api/articles?after=art-none").status_code == 410


def test_ndjson_has_one_item_a_line(served):
    response = served.get("/api/articles", headers=NDJSON)
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert (response.headers["content-type"], len(lines)) == ("application/x-ndjson", 4)


def test_an_article_has_its_text(served):
    one = served.articles[0]
    assert served.get(f"/api/articles/{one.id}").json()["text"] == one.text


def test_a_reading_is_in_the_published_form(served):
    reading = served.get(f"/api/articles/{served.articles[0].id}/reading").json()
    assert set(reading) == {"article", "attributions", "parties", "events", "own_voice"}


def test_versions_come_with_their_differences(served):
    found = served.get(f"/api/articles/{served.articles[0].id}/versions").json()
    assert [v["id"] for v in found["versions"]] == [served.articles[0].id, served.articles[1].id]
    assert "denial added" in [d["kind"] for change in found["changes"] for d in change["differences"]]


def test_captures_are_the_log(served):
    (entry,) = served.get(f"/api/articles/{served.articles[2].id}/captures").json()["items"]
    assert (entry["outcome"], entry["status"], len(entry["entry_hash"])) == ("article", 200, 64)


def test_the_evidence_is_a_warc_file(served):
    response = served.get(f"/api/articles/{served.articles[0].id}/evidence.warc.gz")
    assert (response.content[:2], response.headers["content-type"]) == (b"\x1f\x8b", "application/gzip")


def test_parties_and_a_party(served):
    parties = served.get("/api/parties?name=dorn").json()["items"]
    detail = served.get(f"/api/parties/{parties[0]['id']}").json()
    assert [p["name"] for p in parties] == ["Sela Dorn"]
    said = {s["content"] for s in detail["statements"]}
    assert said == {"The ferry left early", "The ferry did not leave early"}


def test_search_finds_with_filters(served):
    found = served.get("/api/search?q=ferry&stance=deny").json()["items"]
    assert [hit["passage"] for hit in found] == ["The ferry did not leave early"]


def test_search_goes_on_by_offset(served):
    first = served.get("/api/search?q=ferry&limit=1").json()
    second = served.get(first["next"]).json()
    assert len(first["items"]) == len(second["items"]) == 1
    assert first["items"] != second["items"]


def test_matters_page_by_page(tmp_path):
    served = serve(tmp_path, matters=5)
    found, url = [], "/api/matters?limit=2"
    while url:
        response = served.get(url)
        found += ids(response)
        url = response.json()["next"]
    assert found == [f"mat-{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("query", "count"), [("status=contested", 1), ("status=withdrawn", 0), ("place=merr", 1), ("party=Nobody", 0)]
)
def test_matters_are_filtered(served, query, count):
    assert len(ids(served.get(f"/api/matters?{query}"))) == count


def test_a_matter_has_all_its_parts(served):
    matter = served.get("/api/matters/mat-1").json()
    assert (len(matter["statements"]), len(matter["origins"]), len(matter["positions"])) == (4, 3, 2)


@pytest.mark.parametrize("rest", ["", "/statements", "/origins", "/history"])
def test_an_old_id_leads_to_the_matter(served, rest):
    response = served.get(f"/api/matters/mat-old{rest}")
    assert (response.status_code, response.headers["location"]) == (308, f"/api/matters/mat-1{rest}")


def test_statements_and_origins_of_a_matter(served):
    first = served.get("/api/matters/mat-1/statements?limit=3").json()
    rest = served.get(first["next"]).json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    assert ids(served.get("/api/matters/mat-1/origins")) == ["ori-1", "ori-2", "ori-3"]


def test_changes_since(served):
    found = served.get("/api/changes?since=2031-05-06T05:00:00%2B00:00").json()["items"]
    assert [one["what"] for one in found] == ["Dorn turned"]


def test_matters_of_the_record_are_served(tmp_path):
    served = serve(tmp_path, matters_of_record=True)
    assert served.get("/api/matters").json() == {"items": [], "next": None}
    assert served.get("/api/changes?since=2031-05-06T05:00:00Z&until=2031-05-07T05:00:00Z").json()["items"] == []
    assert [served.get(url).status_code for url in ("/", "/matters/mat-1", f"/articles/{served.articles[0].id}")] == [
        200, 404, 200,
    ]  # fmt: skip


# Problems


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/articles/art-none", 404),
        ("/api/articles/%25", 404),
        ("/api/matters/none", 404),
        ("/api/parties/none", 404),
        ("/api/nothing", 404),
        ("/api/articles?since=yesterday", 422),
        ("/api/articles?limit=0", 422),
        ("/api/matters?status=true", 422),
        ("/api/search?q=a%00b", 400),
        ("/api/search?q=" + "a" * 9000, 414),
    ],
)
def test_errors_are_problem_documents(served, url, status):
    response = served.get(url)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["type"]) == (status, status, "about:blank")
    assert problem["detail"]


def test_a_problem_names_no_path_of_the_server(served):
    assert str(served.path) not in served.get("/api/articles/none").text


def test_a_wrong_method_is_a_problem(served):
    assert served.client.delete("/api/articles").json()["status"] == 405


def test_what_fails_is_a_problem_without_its_cause(served, monkeypatch):
    monkeypatch.setattr(Record, "list_articles", lambda *_, **__: 1 / 0)
    response = served.get("/api/articles")
    assert (response.status_code, response.headers["x-content-type-options"]) == (500, "nosniff")
    assert "division" not in response.text


# What the client has already


def test_an_unchanged_record_is_not_sent_again(served):
    etag = served.get("/api/articles").headers["etag"]
    response = served.get("/api/articles", headers={"If-None-Match": f'"other", {etag}'})
    assert (etag[:3], response.status_code, response.content, response.headers["etag"]) == ('W/"', 304, b"", etag)


def test_a_changed_record_is_sent_again(served):
    etag = served.get("/api/articles").headers["etag"]
    served.client.post("/api/articles", json=SENT, headers=AUTH)
    assert served.get("/api/articles", headers={"If-None-Match": etag}).status_code == 200


def test_a_tag_is_of_one_address_and_form(served):
    tags = {
        served.get(url, headers=h).headers["etag"] for url in ("/api/articles", "/api/parties") for h in ({}, NDJSON)
    }
    assert len(tags) == 4


def test_head_gives_headers_only(served):
    response = served.client.head("/api/articles")
    assert (response.status_code, response.content) == (200, b"")


# Writing


def test_articles_are_taken_in(served):
    body = "\n".join(json.dumps(one) for one in (SENT, SENT, {"title": "no text"}, {**SENT, "text": "POISON"}))
    response = served.client.post("/api/articles", content=body, headers=AUTH)
    assert [one["fate"] for one in response.json()["items"]] == ["article", "sighting", "skipped", "skipped"]
    assert served.get("/api/search?q=rained").json()["items"][0]["party"] == "Tom Reed"


def test_json_of_a_list_is_taken_in(served):
    response = served.client.post("/api/articles", json=[SENT, {**SENT, "text": "Snow, Tom Reed said."}], headers=AUTH)
    assert [one["fate"] for one in response.json()["items"]] == ["article", "version"]


@pytest.mark.parametrize(
    "body",
    [
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://x.example/1"}]}',
        "https://x.example/1\nhttps://x.example/2",
        "<rss><channel><item><link>https://x.example/1</link></item></channel></rss>",
    ],
)
def test_nothing_is_fetched_for_what_is_sent(served, body):
    response = served.client.post("/api/articles", content=body, headers=AUTH)
    assert {one["fate"] for one in response.json()["items"]} == {"skipped"}


def test_an_empty_request_is_refused(served):
    assert served.client.post("/api/articles", content=" ", headers=AUTH).status_code == 422


@pytest.mark.parametrize("url", ["/api/articles", "/api/decisions"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_writing_needs_the_token(served, url, headers):
    response = served.client.post(url, json=SENT, headers=headers)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="Reportedly"')


def test_without_a_token_nobody_writes(tmp_path):
    served = serve(tmp_path)
    assert served.client.post("/api/articles", json=SENT, headers=AUTH).status_code == 403


def test_a_decision_is_made_and_taken_back(served):
    wanted = {"kind": "merge parties", "subject": ["Sela Dorn", "Ada Quist"], "by": "Ed", "reason": "one person"}
    made = served.client.post("/api/decisions", json=wanted, headers=AUTH)
    undo = {"kind": "undo", "undoes": made.json()["seq"], "by": "Ed", "reason": "two after all"}
    served.client.post("/api/decisions", json=undo, headers=AUTH)
    assert (made.status_code, made.json()["in_force"]) == (201, True)
    assert [d["in_force"] for d in served.get("/api/decisions").json()["items"]] == [False, True]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "believe"},
        {"subject": ["Sela Dorn"]},
        {"subject": ["Nobody", "Sela Dorn"]},
        {"by": ""},
        {"reason": " "},
    ],
)
def test_a_decision_that_cannot_be_made_is_refused(served, changed):
    wanted = {"kind": "merge parties", "subject": ["Sela Dorn", "Ada Quist"], "by": "Ed", "reason": "one"} | changed
    response = served.client.post("/api/decisions", json=wanted, headers=AUTH)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert served.get("/api/decisions").json()["items"] == []


def test_an_undoing_without_a_number_is_refused(served):
    wanted = {"kind": "undo", "by": "Ed", "reason": "one"}
    assert served.client.post("/api/decisions", json=wanted, headers=AUTH).status_code == 422


@pytest.mark.parametrize("chunked", [False, True])
def test_a_request_that_is_too_large_is_refused(tmp_path, chunked):
    served = serve(tmp_path, token=TOKEN, max_body=1000)
    body = (b"x" * 600 for _ in range(3)) if chunked else b"x" * 1800
    assert served.client.post("/api/articles", content=body, headers=AUTH).status_code == 413


def test_writing_too_often_is_refused(tmp_path):
    served = serve(tmp_path, token=TOKEN, writes_per_minute=2)
    found = [served.client.post("/api/articles", content=b"{}", headers=AUTH) for _ in range(3)]
    assert [response.status_code for response in found] == [200, 200, 429]
    assert 0 < int(found[-1].headers["retry-after"]) <= 61


def test_a_minute_later_it_may_write_again():
    now = [0.0]
    rate = Rate(2, clock=lambda: now[0])
    waits = [rate.wait("a"), rate.wait("a"), rate.wait("a"), rate.wait("b")]
    now[0] = 61
    assert (waits, rate.wait("a")) == ([None, None, 60.0, None], None)


# Who may read


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8321"])
@pytest.mark.parametrize("url", ["/", "/api/articles", "/static/desk.css"])
def test_another_host_name_is_refused_here(served, host, url):
    assert served.get(url, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:8321", "LOCALHOST:1", "127.0.0.2"])
def test_this_machine_has_several_names(host):
    assert is_this_machine(host)


def test_elsewhere_everything_needs_the_token(tmp_path):
    served = serve(tmp_path, token=TOKEN, local=False)
    urls = ("/", "/api/articles", "/static/desk.css", "/api/openapi.json", "/nothing")
    assert [served.get(url).status_code for url in urls] == [401] * 5
    assert served.get("/api/articles", headers=AUTH).status_code == 200


def test_a_browser_elsewhere_gives_the_token_as_a_password(tmp_path):
    served = serve(tmp_path, token=TOKEN, local=False)
    assert served.client.get("/", auth=("anybody", TOKEN)).status_code == 200
    assert served.client.get("/", auth=("anybody", "wrong")).status_code == 401


def test_guessing_the_token_is_slowed_down(tmp_path):
    served = serve(tmp_path, token=TOKEN, local=False, writes_per_minute=3)
    found = [served.client.get("/", auth=("a", str(n))).status_code for n in range(4)]
    assert found == [401, 401, 401, 429]


@pytest.mark.parametrize("token", [None, "short"])
def test_what_may_not_be_served_stops_at_the_start(tmp_path, token):
    Record(tmp_path / "desk.db").close()
    with pytest.raises(SetupError):
        make_app(tmp_path / "desk.db", token=token, options=WebOptions(local=False))


def test_a_record_that_is_not_there_stops_at_the_start(tmp_path):
    with pytest.raises(SetupError):
        make_app(tmp_path / "none.db")


@pytest.mark.parametrize("url", ["/", "/api/articles", "/api/none", "/none", "/static/desk.css"])
def test_every_answer_has_the_security_headers(served, url):
    headers = served.get(url).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


# The description, and events


def test_the_description_names_every_route(served):
    described = served.get("/api/openapi.json").json()
    assert {"/api/articles", "/api/matters/{matter_id}", "/api/search", "/api/events"} <= set(described["paths"])
    assert not [path for path in described["paths"] if not path.startswith("/api/")]
    assert described["paths"]["/api/decisions"]["post"]["security"]


def test_events_tell_what_changed(served):
    desk = served.client.app.state.desk

    async def listen() -> list[str]:
        found = []

        async def is_gone() -> bool:
            return len(found) >= 4

        async for event in list_events(desk, is_gone=is_gone):
            if event.startswith(":"):
                continue
            found.append(event)
            if len(found) == 1:
                served.matters.matters.append(make_matter(served.articles, 2))
                await asyncio.to_thread(served.client.post, "/api/articles", json=SENT, headers=AUTH)
        return found

    found = asyncio.run(asyncio.wait_for(listen(), 20))
    assert [event.partition("\n")[0] for event in found] == [
        "event: record", "event: record", "event: change", "event: change",
    ]  # fmt: skip
    assert "mat-2" in found[-1]


def test_matters_are_weighed_while_it_runs(served):
    with served.client as client:
        client.post("/api/articles", json=SENT, headers=AUTH)
        deadline = time.monotonic() + 10
        while served.matters.weighed < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert served.matters.weighed >= 2


def test_many_read_while_one_writes(served):
    from concurrent.futures import ThreadPoolExecutor

    urls = ["/", "/api/articles", "/articles", "/api/search?q=ferry", "/matters/mat-1"] * 8

    def write(number: int) -> int:
        one = {**SENT, "text": f"Rain number {number}, Tom Reed said."}
        return int(served.client.post("/api/articles", json=one, headers=AUTH).status_code)

    with ThreadPoolExecutor(8) as pool:
        written = pool.map(write, range(5))
        read = list(pool.map(lambda url: served.get(url).status_code, urls))
    assert set(islice(written, 5)) == set(read) == {200}


def test_stored_script_comes_as_json_and_nothing_else(served):
    response = served.get("/api/articles?publisher=" + f"Evil {SCRIPT}")
    assert response.headers["content-type"] == "application/json"
    assert response.json()["items"][0]["publisher"] == f"Evil {SCRIPT}"


def test_a_parameter_cannot_add_a_header(served):
    response = served.get("/api/articles?limit=1&x=%0d%0aSet-Cookie:%20a=b")
    assert "set-cookie" not in response.headers
    assert LOCAL not in response.headers["link"]
