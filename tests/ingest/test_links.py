"""Feeds, sitemaps, lists of addresses and archives, from a site of our own and from files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from reportedly import ArticleError
from reportedly.ingest import IngestOptions, open_articles, open_captures
from reportedly.model import Captured, Skipped

WORDS = " ".join(f"The ferry of pier {i} was late, the harbour office said." for i in range(12))
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"


def page(title: str) -> bytes:
    return PAGE.format(title, WORDS).encode()


class Site:
    """A local site; ``pages`` is path -> (content type, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                kind, body = site.pages.get(self.path, ("text/plain", b""))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


def options(**more) -> IngestOptions:
    return IngestOptions(allow_private=True, delay_s=0, language="en", **more)


def read(*sources: str, **more) -> list:
    return list(open_articles(sources, options=options(**more)))


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>All News</title>{"".join(items)}</channel></rss>'.encode()


def test_an_item_is_fetched_unless_it_carries_its_whole_text(site):
    site.pages["/a"] = ("text/html", page("Late again"))
    whole = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>{WORDS}</p>]]></content:encoded>"
    site.pages["/feed"] = (
        "application/rss+xml",
        rss(
            f"<item><title>Late again</title><link>{site.url}/a</link><description>The ferry…</description>"
            "<source url='https://mail.example/rss'>The Merrow Mail</source>"
            "<pubDate>Fri, 02 May 2031 08:00:00 GMT</pubDate></item>",
            f"<item><title>All told</title><link>{site.url}/b</link>{whole}</item>",
        ),
    )
    first, second = read(f"{site.url}/feed")
    assert (first.title, first.publisher, first.published) == (
        "Late again", "The Merrow Mail", "2031-05-02T08:00:00+00:00"
    )  # fmt: skip
    assert (second.url, second.publisher) == (f"{site.url}/b", "All News")
    assert "The ferry of pier 11 was late" in second.text
    assert "/b" not in site.asked


def test_an_item_that_cannot_be_had_stops_no_other_and_repeats_are_read_once(site):
    site.pages["/a"] = ("text/html", page("Late again"))
    item = f"<item><link>{site.url}/a</link></item>"
    gone = f"<item><link>{site.url}/gone</link></item><item><title>nothing</title></item>"
    site.pages["/feed"] = ("text/html", rss(gone, item, item.replace("/a", "/a?utm_source=x")))
    found = read(f"{site.url}/feed")
    assert [isinstance(one, ArticleError) for one in found] == [True, True, False]
    assert "404" in str(found[0])


def test_atom_json_feeds_sitemaps_opml_and_lists_lead_to_their_pages(site, tmp_path):
    for name in "abcd":
        site.pages[f"/{name}"] = ("text/html", page(f"Page {name}"))
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><title>x</title><link href='{site.url}/a'/></entry></feed>"
    site.pages["/atom"] = ("application/atom+xml", atom.encode())
    items = [
        {"id": "1", "url": f"{site.url}/b", "content_text": "Short."},
        {"id": "2", "content_text": WORDS, "title": "Own"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}
    site.pages["/json"] = ("application/feed+json", json.dumps(feed).encode())
    urls = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.url}/c</loc></url></urlset>"
    site.pages["/map.xml.gz"] = ("application/gzip", gzip.compress(urls.encode()))
    index = f"<sitemapindex><sitemap><loc>{site.url}/map.xml.gz</loc></sitemap><sitemap><loc>{site.url}/index</loc></sitemap></sitemapindex>"
    site.pages["/index"] = ("application/xml", index.encode())
    opml = f"<opml version='2.0'><body><outline text='g'><outline xmlUrl='{site.url}/atom'/><outline xmlUrl='{site.url}/opml'/></outline></body></opml>"
    site.pages["/opml"] = ("text/x-opml", opml.encode())
    (tmp_path / "list.txt").write_text(f"# pages\n{site.url}/d\n\n{site.url}/a\n")
    found = read(f"{site.url}/opml", f"{site.url}/json", f"{site.url}/index", str(tmp_path / "list.txt"))
    assert [one.title for one in found] == ["Page a", "Page b", "Own", "Page c", "Page d"]


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel>&x;</channel></rss>',
    ],
)
def test_declared_entities_are_refused(tmp_path, data):
    (tmp_path / "feed.xml").write_bytes(data)
    [error] = read(str(tmp_path / "feed.xml"))
    assert "declares entities" in str(error)


def test_other_xml_and_broken_xml_are_told(tmp_path):
    for name, data in {"a.xml": b"<?xml version='1.0'?><svg/>", "b.xml": b"<?xml version='1.0'?><rss"}.items():
        (tmp_path / name).write_bytes(data)
    found = read(str(tmp_path))
    assert ["is XML, but no feed" in str(found[0]), isinstance(found[1], ArticleError), len(found)] == [True, True, 2]


def test_long_feeds_are_cut_and_say_so(site):
    site.pages["/feed"] = (
        "application/rss+xml",
        rss(*(f"<item><link>{site.url}/{i}</link></item>" for i in range(50))),
    )
    found = read(f"{site.url}/feed", max_items=3)
    assert len(found) == 4
    assert "47 are left out" in str(found[-1])


def test_private_addresses_in_a_feed_are_not_fetched(site, tmp_path):
    (tmp_path / "feed.rss").write_bytes(rss(f"<item><link>{site.url}/a</link></item>"))
    [error] = open_articles([str(tmp_path / "feed.rss")], options=IngestOptions(delay_s=0))
    assert isinstance(error, ArticleError)
    assert site.asked == []


def test_a_gzip_bomb_is_bounded(tmp_path):
    (tmp_path / "bomb.xml.gz").write_bytes(gzip.compress(b"\0" * 5_000_000))
    (tmp_path / "cut.xml.gz").write_bytes(gzip.compress(rss())[:-9])
    bomb, cut = read(str(tmp_path), max_bytes=100_000)
    assert "is too large unpacked" in str(bomb)
    assert "is no whole gzip file" in str(cut)


def test_packed_ndjson_is_read_a_line_at_a_time(tmp_path):
    lines = "".join(json.dumps({"text": f"Ferry {i} was late."}) + "\n" for i in range(3))
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "b.ndjson.gz").write_bytes(gzip.compress(lines.encode())[:-12])
    assert [isinstance(one, ArticleError) for one in read(str(tmp_path / "a.ndjson.gz"))] == [False] * 3
    assert "is no whole gzip file" in str(read(str(tmp_path / "b.ndjson.gz"))[-1])


def archive(packed: bool = True) -> bytes:
    out = b""
    for path, status, kind, body in (
        ("/a", "200 OK", "text/html; charset=utf-8", page("Late again")),
        ("/../../etc/passwd", "200 OK", "text/html", page("Odd path")),
        ("/gone", "404 Not Found", "text/html", page("Gone")),
        ("/picture", "200 OK", "image/png", b"\x89PNG"),
    ):
        block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
            f"WARC-Target-URI: https://mail.example{path}\r\nWARC-Date: 2031-05-02T08:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_an_archive_gives_its_pages_with_their_evidence(tmp_path, name, packed):
    (tmp_path / name).write_bytes(archive(packed))
    found = list(open_captures([str(tmp_path / name)], options=options()))
    assert all(isinstance(one, Captured) for one in found)
    assert [one.article.title for one in found] == ["Late again", "Odd path"]
    capture = found[0].capture
    assert (capture.final_url, capture.status, capture.media_type) == ("https://mail.example/a", 200, "text/html")
    assert capture.captured_at.startswith("2031-05-02T08:00:00")
    assert capture.body == page("Late again")


def test_an_archive_that_is_cut_off_gives_what_it_has_and_says_so(tmp_path):
    whole = archive()
    (tmp_path / "a.warc.gz").write_bytes(whole[: len(whole) // 3])
    (tmp_path / "b.warc").write_bytes(b"this is no archive at all\n" * 5)
    for name in ("a.warc.gz", "b.warc"):
        found = list(open_captures([str(tmp_path / name)], options=options()))
        assert isinstance(found[-1], Skipped), name
