"""Pages into articles."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.errors import ArticleError
from reportedly.ingest import IngestOptions, article_from_html
from reportedly.ingest.dates import parse_date
from reportedly.model import Article

PARAGRAPHS = (
    "The ferry had 212 people on board, two port officials said on Monday evening in Port Merrow.",
    "The minister denied that any ferry would leave before the weather had cleared over the sound.",
    "Nobody was hurt, a spokeswoman for the line told reporters who had waited in the harbour.",
)


def make_page(
    head: str = "", *, h1: str = "No ferries will leave", body: str | None = None, lang: str = "en-GB"
) -> bytes:
    inner = body if body is not None else "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f"<!doctype html><html lang={lang}><head><meta charset=utf-8>{head}</head><body><nav><a href=/>Home</a>"
        f"<a href=/w>World</a></nav><main><article><h1>{h1}</h1>{inner}</article></main><footer>© 2031</footer></body></html>"
    ).encode()


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NEWS = {
    "@type": "NewsArticle",
    "headline": "Ferries stay &#8216;in port&#8217;",
    "datePublished": "2031-05-02T09:10:00+02:00",
    "dateModified": "2031-05-03",
    "author": [{"@type": "Person", "name": "Ann Poe"}, {"name": "Jo Lee"}],
    "publisher": {"@type": "Organization", "name": "Harbour Gazette"},
}


def test_text_is_headline_and_paragraphs() -> None:
    article = article_from_html(make_page())
    assert article.text == "\n\n".join(("No ferries will leave", *PARAGRAPHS))
    assert article.title_span == (0, len("No ferries will leave"))


def test_body_that_opens_with_the_headline_has_it_once() -> None:
    body = "<p>No ferries will leave</p>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    assert article_from_html(make_page(body=body)).text.count("No ferries will leave") == 1


@pytest.mark.parametrize(
    "shape",
    [
        NEWS,
        [{"@type": "WebPage"}, NEWS],
        {"@graph": [{"@type": "Organization"}, NEWS]},
        NEWS | {"@type": ["ReportageNewsArticle"]},
    ],
    ids=["alone", "list", "graph", "types"],
)
def test_metadata_comes_from_json_ld(shape: object) -> None:
    article = article_from_html(make_page(ld(shape)))
    assert article.title == "Ferries stay ‘in port’"
    assert article.byline == "Ann Poe, Jo Lee"
    assert article.publisher == "Harbour Gazette"
    assert article.published == "2031-05-02T09:10:00+02:00"
    assert article.modified == "2031-05-03"


def test_metadata_comes_from_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Ferries stay | Harbour Gazette"><meta property="og:site_name" content="Harbour Gazette">'
        '<meta name="author" content="By Ann Poe"><meta property="article:published_time" content="2031-05-02T09:10Z">'
        '<link rel="canonical" href="https://harbour.example/a1">'
    )
    article = article_from_html(make_page(head))
    assert article.title == "Ferries stay"
    assert article.byline == "Ann Poe"
    assert article.publisher == "Harbour Gazette"
    assert article.published == "2031-05-02T09:10:00+00:00"
    assert article.url == "https://harbour.example/a1"


def test_time_elements_tell_publication_from_change() -> None:
    times = '<time class="updated" datetime="2031-05-03T10:00:00+02:00">x</time><time datetime="2031-05-02">y</time>'
    article = article_from_html(make_page(body=times + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
    assert (article.published, article.modified) == ("2031-05-02", "2031-05-03T10:00:00+02:00")


def test_what_the_page_does_not_say_is_none() -> None:
    article = article_from_html(make_page(), url="https://harbour.example/a1")
    assert (article.publisher, article.byline, article.published, article.modified) == (None, None, None, None)


def test_broken_json_ld_leaves_the_rest() -> None:
    head = '<script type="application/ld+json">{"@type": oops</script><meta property="og:site_name" content="Harbour Gazette">'
    assert article_from_html(make_page(head)).publisher == "Harbour Gazette"


def test_overrides_count_before_the_page() -> None:
    options = IngestOptions(publisher="Desk", published="2031-01-01", language="de", url="https://desk.example/1")
    article = article_from_html(make_page(ld(NEWS)), options=options)
    assert (article.publisher, article.published, article.language, article.url) == (
        "Desk",
        "2031-01-01",
        "de",
        "https://desk.example/1",
    )


def test_sha256_is_of_the_pages_bytes() -> None:
    page = make_page()
    assert article_from_html(page).sha256 == hashlib.sha256(page).hexdigest()


def test_declared_encoding_of_the_page_is_used() -> None:
    page = make_page(h1="Żaglowiec nie odpłynie").decode().replace("charset=utf-8", "charset=iso-8859-2")
    assert article_from_html(page.replace("©", "").encode("iso-8859-2")).title == "Żaglowiec nie odpłynie"


def test_furniture_in_the_text_of_a_page_is_marked() -> None:
    body = f"<p>{PARAGRAPHS[0]}</p><p>Read more: The ferry line’s long year</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    article = article_from_html(make_page(body=body))
    assert [article.text[slice(*mark.span)] for mark in article.furniture] == ["Read more: The ferry line’s long year"]


def test_live_blog_is_read() -> None:
    posts = "".join(
        f"<article class='post'><time>14.{n}2</time><h2>Post {n}</h2><p>{p}</p></article>"
        for n, p in enumerate(PARAGRAPHS)
    )
    page = f"<html><head><title>Ferry live</title></head><body><div class='live-blog'>{posts}</div></body></html>"
    text = article_from_html(page.encode()).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_unclosed_tags_are_read() -> None:
    page = f"<html><body><p>{PARAGRAPHS[0]}<p>{PARAGRAPHS[1]}<b><i><table><tr><td>x".encode()
    text = article_from_html(page).text
    assert PARAGRAPHS[0] in text
    assert PARAGRAPHS[1] in text


LINKS = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(200))


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><nav><ul>{LINKS}</ul></nav></body></html>",
        f"<html><body><ul>{LINKS}</ul></body></html>",
        "<html><head><title>Ferries</title></head></html>",
        "<html><body><div id=app></div><script>render()</script></body></html>",
        "<div>" * 20_000,
    ],
    ids=["navigation", "links", "no body", "scripts", "nesting"],
)
def test_page_without_article_is_an_article_error(page: str) -> None:
    with pytest.raises(ArticleError, match="no article text found"):
        article_from_html(page.encode())


def test_page_over_the_limit_is_an_article_error() -> None:
    with pytest.raises(ArticleError, match="too large"):
        article_from_html(b"<p>" + b"x" * 20_000_000)


def test_page_of_too_many_elements_is_an_article_error() -> None:
    with pytest.raises(ArticleError, match="too complex"):
        article_from_html(b"<b>" * 1_000_000)


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["<p>", "<script type=application/ld+json>", "<meta content=", "<table><tr>"]),
)
def test_any_page_is_an_article_or_an_article_error(noise: bytes, tag: str) -> None:
    page = b"<html><body>" + tag.encode() + noise + b"</p>" + PARAGRAPHS[0].encode() + b"</body></html>"
    try:
        assert isinstance(article_from_html(page), Article)
    except ArticleError as error:
        assert error.where == "page"  # noqa: PT017


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        ("2031-05-02", "2031-05-02"),
        ("2031-05-02T09:10:00Z", "2031-05-02T09:10:00+00:00"),
        ("2031-05-02T09:10:00+0200", "2031-05-02T09:10:00+02:00"),
        ("2031-05-02 09:10", "2031-05-02T09:10:00"),
        ("Fri, 02 May 2031 09:10:00 +0200", "2031-05-02T09:10:00+02:00"),
        ("2031-02-31", None),
        ("yesterday", None),
        ("", None),
        ("20310502", None),
    ],
)
def test_dates_keep_their_precision(raw: str, parsed: str | None) -> None:
    assert parse_date(raw) == parsed
