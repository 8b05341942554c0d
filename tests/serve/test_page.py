"""The annotated page: whole, safe, and the same every time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import SetupError
from reportedly.ingest import article_from_text
from reportedly.model import Attribution, Content, Cue, Party, Reading, Source
from reportedly.serve.page import render_page, write_page
from reportedly.serve.rows import list_paragraphs

VOID = {"meta", "br", "hr", "img", "link", "input"}
NOT_TEXT = {"no", "kind", "ref", "meta"}  # classes of what the page adds to the text


class Page(HTMLParser):
    """The page as elements; raises on one that is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[str] = []
        self._open: list[tuple[str, set[str]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            classes = set((dict(attrs).get("class") or "").split())
            self._open.append((tag, classes))
            if self._in_text() and (tag == "h1" or "line" in classes):
                self.lines.append("")

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        in_line = any(tag == "h1" or "line" in classes for tag, classes in self._open)
        if self._in_text() and in_line and not any(classes & NOT_TEXT for _, classes in self._open):
            self.lines[-1] += data

    def _in_text(self) -> bool:
        return any(tag == "article" for tag, _ in self._open)

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


@pytest.fixture
def html(ferry) -> str:
    return render_page([ferry], reader="fake/1")


def pieces(html: str, words: str) -> tuple[str, str]:
    """The classes and the rows of the piece that holds exactly these words."""
    ((style, rows),) = re.findall(rf'class="([^"]*)"[^>]* data-a="([^"]*)"[^>]*>{re.escape(words)}<', html)
    return style, rows


def test_the_text_is_all_there_paragraph_by_paragraph(ferry, html):
    assert Page(html).lines == [ferry.article.text[slice(*p.span)] for p in list_paragraphs(ferry.article)]


def test_every_anchor_leads_to_a_place_and_no_place_is_there_twice(ferry):
    page = Page(render_page([ferry, ferry]))
    places = page.all("id")
    assert len(places) == len(set(places))
    assert {link.removeprefix("#") for link in page.all("href")} - set(places) == set()


def test_each_attribution_can_be_reached_from_its_content_and_back(ferry, html):
    links = Page(html).all("href")
    for number in range(1, len(ferry.attributions) + 1):
        assert f"#a1-l{number}" in links
        assert f"#a1-t{number}" in links


def test_a_nested_source_is_part_of_what_holds_it(html):
    assert pieces(html, "two men") == ("content source d2 mixed", "a1-3 a1-4 a1-5")
    assert pieces(html, "“too much” swell") == ("content d3 mixed", "a1-3 a1-4 a1-5")


def test_a_source_of_two_attributions_belongs_to_both(html):
    assert pieces(html, "A dock worker, who asked not to be named,") == ("source", "a1-6 a1-7")


def test_furniture_is_shown_with_its_kind(html):
    assert '<span class="kind">newsletter</span><span class="furniture">Sign up' in html


def test_a_party_is_listed_with_all_it_said(html):
    voice = html[html.index('id="a1-p5"') :].split("</section>")[0]
    assert re.findall(r'class="words">([^<]*)<', voice) == [
        "two cranes fell",
        "“a third will”",
        "It would also be searched by divers",
    ]


def test_those_who_say_nothing_are_not_listed_and_nobody_comes_last(html):
    assert re.findall(r"<h3[^>]*>([^<]*?)\s*<", html)[-2:] == ["a dock worker", "No source named"]


def test_it_loads_nothing(html):
    page = Page(html)
    assert {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "base", "form"} == set()
    assert page.all("src") == []
    assert [link for link in page.all("href") if not link.startswith("#")] == []
    assert re.findall(r"url\(|@import", html) == []


def test_its_policy_allows_its_own_style_and_script_only(html):
    policy = next(value for value in Page(html).all("content") if "default-src" in value)
    for tag in ("style", "script"):
        (code,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert Page(html).all("style") == []


def test_what_an_article_holds_never_becomes_markup():
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    article = article_from_text(
        f"{bad} said: {bad}", url=f"javascript:{bad}", publisher=bad, title=bad, byline=bad, published=bad, language=bad
    )
    attribution = Attribution(
        id="att-1",
        source=Source(spans=((0, len(bad)),), kind="person", count=None, implicit=False, party="pty-1"),
        cue=Cue(spans=((len(bad) + 1, len(bad) + 5),)),
        content=Content(spans=((len(bad) + 7, 2 * len(bad) + 7),)),
        quote="direct",
        confidence=1.0,
    )
    party = Party(id="pty-1", name=bad, kind="person", role=bad)
    page = Page(render_page([Reading(article=article, attributions=(attribution,), parties=(party,))], reader=bad))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in page.tags}
    assert page.all("onerror") == []
    assert page.lines[-1] == f"{bad} said: {bad}"


def test_the_same_readings_give_the_same_page(ferry, html):
    assert render_page([replace(ferry)], reader="fake/1") == html


def test_many_articles_get_an_index(ferry, build):
    other = build("Other news\n\n<S A clerk> <C said> <K it rained>.", {})
    page = Page(render_page([ferry, other]))
    assert [link for link in page.all("href") if link in ("#a1", "#a2")][-2:] == ["#a1", "#a2"]
    assert '<h3 dir="auto">A clerk</h3>' in render_page([other])


def test_no_attributions_are_said_so(build):
    assert "No attributions were found." in render_page([build("Nobody was hurt.", {})])


def test_a_page_that_cannot_be_written_stops(ferry, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="its folder cannot be made"):
        write_page(tmp_path / "file" / "page.html", [ferry])


SPAN = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(SPAN, SPAN, SPAN), max_size=6), st.text(min_size=95, max_size=140))
def test_spans_that_cross_in_any_way_lose_no_character(triples, text):
    text = f"{text[:90]}." if text[:90].strip() else "." * 95
    text = text.replace("\r", " ").replace("\0", " ") + "." * (95 - len(text))
    article = replace(article_from_text(text), furniture=(), title_span=None, title=None)
    attributions = tuple(
        Attribution(
            id=f"att-{number}",
            source=Source(spans=(source,), kind=None, count=None, implicit=False, party=None),
            cue=Cue(spans=(cue,)),
            content=Content(spans=(content,)),
            quote="indirect",
            confidence=0.5,
        )
        for number, (source, cue, content) in enumerate(triples)
    )
    page = Page(render_page([Reading(article=article, attributions=attributions)]))
    assert page.lines[1:] == [text[slice(*p.span)] for p in list_paragraphs(article)]


def test_a_source_tells_whose_it_is_apart_from_what_holds_it(html):
    assert re.findall(r'data-p="([^"]*)" data-s="([^"]*)"[^>]*>two men<', html) == [("a1-p2 a1-p3 a1-p4", "a1-p4")]


def test_stance_and_relays_stand_beside_what_was_said(ferry):
    first, *rest = ferry.attributions
    mayor = next(party for party in ferry.parties if party.name == "the mayor")
    told = replace(first, stance="deny", via=(mayor.id,))
    page = render_page([replace(ferry, attributions=(told, *rest))])
    assert ">deny</span>" in page
    assert ">via the mayor</span>" in page


def test_a_relay_is_shown_as_text_only(ferry):
    first, *rest = ferry.attributions
    party = replace(ferry.parties[0], name="<script>alert(1)</script>")
    told = replace(first, via=(party.id,))
    page = render_page([replace(ferry, attributions=(told, *rest), parties=(party, *ferry.parties[1:]))])
    assert "<script>alert" not in page
