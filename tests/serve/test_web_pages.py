from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly.export import FORMATS
from reportedly.serve.cli import main
from reportedly.serve.web.drawing import draw_lineage, draw_timeline
from reportedly.serve.web.land import View, draw_land, load_land
from reportedly.serve.web.locator import draw_place
from reportedly.serve.web.looks import safe_link, show_time
from reportedly.serve.web.matter_view import arrange_positions, sum_up
from tests.serve.web_fakes import PAGE, SCRIPT, TOKEN, Served, close_all, make_matter, serve


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return serve(tmp_path, token=TOKEN)


class Reader(HTMLParser):
    """Collects what a page holds, and what it must not."""

    VOID = frozenset("meta link input br".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.inputs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.wrong.append("inline script")
        self.wrong += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.wrong += ["style"] if tag == "style" else []
        self.hrefs += [given["href"]] if given.get("href") else []
        self.ids += [given["id"]] if given.get("id") else []
        self.labelled += [given["for"]] if tag == "label" and given.get("for") else []
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.inputs.append(given.get("id") or "no id")
        if tag not in self.VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def read_page(response) -> Reader:
    assert response.status_code == 200, response.text
    reader = Reader()
    # HTMLParser knows no self-closing elements of SVG; closing them is what a browser does.
    reader.feed(re.sub(r"<(path|circle|rect|use)([^>]*)/>", r"<\1\2></\1>", response.text))
    reader.close()
    return reader


def addresses(served: Served) -> list[str]:
    parties = served.get("/api/parties").json()["items"]
    return [
        "/", "/?since=2031-01-01&status=contested", "/matters/mat-1", "/articles", "/parties", "/search", "/search?q=ferry",
        "/search?q=all&in=any", "/decisions", "/decisions?undo=1", "/api",
        *(f"/articles/{a.id}?at=0-9" for a in served.articles), *(f"/parties/{p['id']}" for p in parties),
    ]  # fmt: skip


def test_pages_are_well_formed_and_hold_nothing_inline(served):
    found = {url: read_page(served.get(url)) for url in addresses(served)}
    assert {url: page.wrong + page.open for url, page in found.items() if page.wrong or page.open} == {}


def test_no_id_stands_twice_and_every_field_has_a_label(served):
    for url in addresses(served):
        page = read_page(served.get(url))
        assert sorted(page.ids) == sorted(set(page.ids)), url
        assert set(page.inputs) <= set(page.labelled), url


def test_every_link_within_leads_somewhere(served):
    seen: set[str] = set()
    for url in addresses(served):
        page = read_page(served.get(url))
        seen |= {href for href in page.hrefs if href.startswith("/") and "since=" not in href}
        fragments = {href[1:] for href in page.hrefs if href.startswith("#")}
        assert fragments <= set(page.ids), url
    # The matter's parties are the fake's own, and in no record.
    wanted = {href.partition("#")[0] for href in seen if not href.startswith("/parties/kno-1")}
    dead = {href for href in wanted if served.get(href).status_code not in (200, 308)}
    assert {href for href in dead if href not in ("/parties/kno-2",)} == set()


def test_stored_script_is_text(served):
    for url in addresses(served):
        text = served.get(url).text
        assert SCRIPT not in text, url
        assert SCRIPT.upper() not in text, url
    assert "&lt;script&gt;" in served.get("/articles").text


def test_an_address_that_runs_is_no_link(served):
    page = served.get(f"/articles/{served.articles[3].id}")
    assert "javascript:alert(2)" in page.text
    assert not [href for href in read_page(page).hrefs if href.lower().startswith("javascript")]


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example/b?c=d", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" https://a.example", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https:", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url, is_link):
    assert (safe_link(url) is not None) == is_link


def test_what_is_typed_comes_back_escaped(served):
    for url in (
        '/search?q="><script>alert(1)</script>',
        '/?place="><script>alert(1)</script>',
        f"/parties?name={SCRIPT}",
    ):
        assert "<script>alert" not in served.get(url).text


def test_the_desk_answers_at_a_glance(served):
    text = served.get("/").text
    assert re.search(r"contested</span>", text)
    assert re.search(r"Origins for </span>2</td>.*against </span>1</td>", text, re.DOTALL)
    assert "<b>No:</b> the firm" in text
    assert "<b>Turned:</b> Sela Dorn" in text
    assert 'class="spark"' in text


def test_the_desk_shows_what_changed_since(served):
    text = served.get("/?since=2031-05-06T05:00:00Z").text
    assert "Dorn turned" in text
    assert "first said" not in text


def test_the_desk_is_filtered_and_goes_on(tmp_path):
    served = serve(tmp_path, matters=30)
    page = read_page(served.get("/?status=contested&place="))
    following = next(href for href in page.hrefs if "after=" in href)
    assert "status=contested" in following
    assert "Did the ferry leave early? 30" in served.get(following).text
    assert "No matter passes" in served.get("/?status=withdrawn").text


@pytest.mark.parametrize(
    "url", ["/?status=true", "/?since=soon", "/articles?since=2031", "/search?offset=x", "/?from=1"]
)
def test_a_wrong_filter_is_told_on_a_page(served, url):
    response = served.get(url)
    assert (response.status_code, response.headers["content-type"]) == (422, "text/html; charset=utf-8")


def test_a_matter_leads_to_the_passage_in_one_click(served):
    page = read_page(served.get("/matters/mat-1"))
    passage = f"/articles/{served.articles[1].id}?at=0-9#passage"
    assert passage in page.hrefs
    assert 'id="passage"' in served.get(passage.partition("#")[0]).text


def test_a_matter_shows_turns_loss_figures_and_relays(served):
    text = served.get("/matters/mat-1").text
    for part in (
        "deny, turned",
        "attribution lost",
        "3 to 4",
        "Merrow Wire",
        "in its own voice",
        "Why these are one origin",
    ):
        assert part in text, part


def test_an_old_matter_leads_to_the_new(served):
    response = served.get("/matters/mat-old")
    assert (response.status_code, response.headers["location"]) == (308, "/matters/mat-1")


def test_a_beginning_of_an_id_leads_to_the_article(served):
    whole = served.articles[0].id
    response = served.get(f"/articles/{whole[:-2]}?at=1-5")
    assert (response.status_code, response.headers["location"]) == (308, f"/articles/{whole}?at=1-5")


def test_an_article_marks_own_voice_and_a_statement(served):
    reading = served.get(f"/api/articles/{served.articles[0].id}/reading").json()
    text = served.get(f"/articles/{served.articles[0].id}?statement={reading['attributions'][1]['id']}").text
    assert re.search(r'class="own">The quay was empty\.', text)
    assert re.search(r'class="content d1 indirect passage"[^>]*>Two cranes fell', text)


@pytest.mark.parametrize("at", ["", "x", "9-3", "0-", "-5", "5-99999999999", "900-999", "0-3,,7-9,a-b"])
def test_a_passage_that_is_none_shows_the_article(served, at):
    assert served.get(f"/articles/{served.articles[0].id}?at={at}").status_code == 200


def test_an_article_shows_versions_and_evidence(served):
    article = served.articles[1]
    text = served.get(f"/articles/{article.id}").text
    assert "denial added" in text
    assert article.sha256 in text
    assert PAGE in text


def test_a_party_shows_what_it_said_by_day(served):
    (party,) = served.get("/api/parties?name=dorn").json()["items"]
    text = served.get(f"/parties/{party['id']}").text
    assert "2 statements in 2 articles" in text
    assert "The ferry did not leave early" in text


def test_a_party_by_its_name_leads_to_it(served):
    assert served.get("/parties/Ada Quist").headers["location"].startswith("/parties/kno-")


def test_search_has_facets_that_narrow(served):
    page = read_page(served.get("/search?q=ferry"))
    facet = next(href for href in page.hrefs if "stance=deny" in href)
    assert served.get(facet).text.count("<blockquote") == 1


def test_a_decision_is_made_by_form(served):
    form = {"kind": "merge parties", "subject": "Sela Dorn\nAda Quist", "by": "Ed", "reason": "one", "token": TOKEN}
    response = served.client.post("/decisions", data=form, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/decisions")
    assert "take back" in served.get("/decisions").text


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"token": "wrong"}, 403), ({"subject": "Nobody"}, 422), ({"by": ""}, 422), ({"undoes": "x"}, 422)],
)
def test_a_form_that_is_wrong_comes_back_without_the_token(served, changed, status):
    form = {
        "kind": "merge parties",
        "subject": "Sela Dorn\nAda Quist",
        "by": "Ed",
        "reason": "my reason",
        "token": TOKEN,
    }
    response = served.client.post("/decisions", data=form | changed)
    assert response.status_code == status
    assert "my reason" in response.text
    assert TOKEN not in response.text


def test_a_form_of_another_site_is_refused(served):
    response = served.client.post("/decisions", data={"token": TOKEN}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403


def test_without_a_token_there_is_no_form(tmp_path):
    assert "<textarea" not in serve(tmp_path).get("/decisions").text


def test_what_is_not_there_is_told_on_a_page(served):
    response = served.get("/nothing")
    assert (response.status_code, "There is nothing at this address." in response.text) == (404, True)


def test_pages_load_nothing_from_elsewhere(served):
    files = Path(__file__).parents[2] / "src/reportedly/serve/web"
    for path in (*files.glob("static/*"), *files.glob("templates/*")):
        found = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
        assert [url for url in found if url != "http://www.w3.org/2000/svg"] == [], path.name


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2031-05-06", "6 May 2031"),
        ("2031-05-06T06:15:00+01:00", "6 May 2031, 05:15 UTC (06:15 at +01:00)"),
        ("2031-05-06T06:15:00Z", "6 May 2031, 06:15 UTC"),
        ("2031-05-06T06:15:00", "6 May 2031, 06:15 no zone given"),
        ("2031-05", "2031-05"),
        ("<b>", "&lt;b&gt;"),
        (None, "time unknown"),
    ],
)
def test_times_say_their_clock(time, shown):
    assert re.sub(r"<[^>]+>", "", str(show_time(time))) == shown


# What is drawn


@pytest.fixture
def matter(served):
    return make_matter(served.articles)


def test_lineage_goes_from_origins_by_relays_to_articles(matter):
    graph = draw_lineage(matter)
    kinds = [node.kind for node in graph.nodes]
    assert (kinds.count("origin"), kinds.count("relay"), kinds.count("article")) == (3, 2, 3)
    assert [name for _, name in graph.heads] == ["Origin", "First relay", "Last relay", "Article"]
    assert all(node.x >= 0 and node.x + node.width <= graph.width for node in graph.nodes)


def test_many_articles_are_drawn_by_outlet(matter):
    from dataclasses import replace

    many = [
        replace(matter.statements[0], id=f"att-{n}", article=replace(matter.statements[0].article, id=f"art-{n}"))
        for n in range(40)
    ]
    graph = draw_lineage(replace(matter, statements=tuple(many)))
    assert [node.label for node in graph.nodes if node.kind == "article"] == ["The Merrow Mail"]
    assert max(edge.width for edge in graph.edges) <= 12


def test_positions_are_arranged_by_side_and_time(matter):
    matrix = arrange_positions(matter)
    assert matrix.columns == ("time unknown", "6 May, 04:00", "6 May, 07:00")
    assert [side for side, _ in matrix.sides] == ["the firm", "no side known"]
    (dorn,) = matrix.sides[0][1]
    assert ([len(cell.answers) for cell in dorn.cells], dorn.turned) == ([0, 1, 1], True)


def test_silence_is_no_turn(matter):
    from dataclasses import replace

    position = matter.positions[0]
    quiet = replace(position.history[1], says="unknown", stance="decline")
    changed = replace(matter, positions=(replace(position, history=(position.history[0], quiet)),))
    assert not arrange_positions(changed).sides[0][1][0].turned
    assert sum_up(changed).yes == ("the firm",)


def test_statements_are_drawn_in_time_within_the_picture(matter):
    timeline = draw_timeline(matter)
    assert len(timeline.points) == 4
    assert all(0 < point.x < timeline.width and 0 < point.y < timeline.height for point in timeline.points)


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (89.9, 179.9), (-53.1, -4.2), (64.0, 0.001)])
@pytest.mark.parametrize("precision", ["site", "town", "country", "continent", None])
def test_a_place_is_drawn_as_an_area(matter, lat, lon, precision):
    from dataclasses import replace

    locator = draw_place(replace(matter.event.place, lat=lat, lon=lon, precision=precision))
    assert 30 < locator.radius < 40
    assert 0 < len(locator.down) < 20
    assert (locator.land is None) == (locator.radius_km < 25)
    assert (locator.wide is None) == (locator.radius_km > 125)


def _holds(lat: float, lon: float) -> bool:
    """Whether a point lies within the outlines."""
    inside, land = False, load_land()
    for ring in land.rings:
        points = [p for n in ring for p in (land.lines[n].points if n >= 0 else land.lines[~n].points[::-1])]
        for (x1, y1), (x2, y2) in pairwise([*points, points[0]]):
            if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside


@pytest.mark.parametrize(
    ("lat", "lon", "is_land"),
    [(48.9, 2.4, True), (-33.9, 18.8, True), (-80, 0, True), (42, 51, False), (0, -30, False), (0, 160, False)],
)
def test_the_outlines_tell_land_from_sea(lat, lon, is_land):
    assert _holds(lat, lon) == is_land


def crossings(a: tuple[float, float], b: tuple[float, float]) -> int:
    """How many borders a straight way from one point to another crosses."""

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    lines = [load_land().lines[n].points for n in load_land().borders]
    return sum(
        side(a, b, p) != side(a, b, q) and side(p, q, a) != side(p, q, b) for one in lines for p, q in pairwise(one)
    )


@pytest.mark.parametrize(
    ("a", "b", "number"),
    [
        ((34.3, 46.5), (34.3, 45.3), 0),  # Crimea is not parted from Kherson
        ((36.3, 45.2), (37.4, 45.1), 0),  # by sea: no border stands in the strait
        ((-12.0, 28.5), (-12.0, 26.5), 1),  # Western Sahara is parted from Morocco
    ],
)
def test_borders_are_those_of_the_united_nations(a, b, number):
    assert crossings(a, b) == number


def test_land_is_cut_to_the_view():
    view = View(lat=45.0, lon=34.0, scale=20.0, squeeze=0.7, width=320, height=220)
    drawn = draw_land(view)
    numbers = [float(n) for part in re.findall(r"M(\S+) ([^l]+)l", drawn.land) for n in part]
    assert numbers
    assert all(-5 <= n <= 325 for n in numbers)
    assert drawn.coasts
    assert drawn.borders


def test_nothing_is_drawn_at_sea():
    drawn = draw_land(View(lat=0.0, lon=-30.0, scale=100.0, squeeze=1.0, width=320, height=220))
    assert (drawn.land, drawn.coasts, drawn.borders) == ("", "", "")


def test_the_world_goes_on_past_the_180th_meridian():
    drawn = draw_land(View(lat=-17.0, lon=179.9, scale=30.0, squeeze=0.95, width=320, height=220))
    begins = [float(x) for x in re.findall(r"M(\S+) ", drawn.land)]
    assert min(begins) < 160 < max(begins)


def test_the_outlines_are_small():
    assert (files("reportedly.serve.web") / "data" / "land.json").stat().st_size <= 300_000


def test_the_map_is_part_of_the_page_and_loads_nothing(served):
    page = served.get("/matters/mat-1").text
    assert 'class="land"' in page
    assert 'class="frame"' in page


def test_every_format_can_be_downloaded_from_a_matter(served):
    page = read_page(served.get("/matters/mat-1"))
    found = [url for url in page.hrefs if url.startswith("/api/export/")]
    assert sorted(found) == [f"/api/export/{name}?matter=mat-1" for name in sorted(FORMATS)]
    assert [served.get(url).status_code for url in found] == [200] * len(FORMATS)


def day_of_many_accounts(matter, answers):
    from dataclasses import replace

    (position, *_) = matter.positions
    said = [("2031-05-01T08:00:00Z", "yes"), *((f"2031-05-06T{i:02}:00:00Z", s) for i, s in enumerate(answers))]
    said.append(("2031-05-09T08:00:00Z", answers[-1]))
    history = tuple(replace(position.history[0], since=at, says=says) for at, says in said)
    matrix = arrange_positions(replace(matter, positions=(replace(position, history=history),)))
    return matrix.sides[0][1][0].cells[1]


def test_a_turn_within_a_day_is_shown_in_its_order(matter):
    cell = day_of_many_accounts(matter, ["no", "no", "yes"])
    assert ([a.turn.says for a in cell.answers], cell.in_order, cell.times_turned) == (["no", "yes"], True, 2)


def test_accounts_of_a_day_that_contradict_each_other_are_counted(matter):
    cell = day_of_many_accounts(matter, ["no", "yes", "no", "yes", "no"])
    assert [(a.turn.says, a.times) for a in cell.answers] == [("no", 3), ("yes", 2)]
    assert (cell.in_order, cell.times_turned) == (False, 5)


def test_no_mark_of_the_timeline_is_cut_off(matter):
    from dataclasses import replace

    last = replace(matter.statements[1], said_at="2031-05-06T07:00:00Z")
    many = replace(matter, statements=(*matter.statements, *[last] * 20))
    assert all(0 < p.x < 895 for p in draw_timeline(many).points)


def test_a_place_without_coordinates_is_not_drawn(matter):
    from dataclasses import replace

    assert draw_place(replace(matter.event.place, lat=None)) is None


# The command


def test_serving_other_machines_needs_a_token(served):
    result = CliRunner().invoke(main, ["serve", "--db", str(served.path), "--host", "0.0.0.0"])
    assert result.exit_code == 1
    assert "needs a token" in result.output


def test_a_port_that_is_taken_is_told(served):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["serve", "--db", str(served.path), "--port", port])
    assert result.exit_code == 1
    assert "Give another --port" in result.output
