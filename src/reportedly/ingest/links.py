"""Sources that name other pages: feeds, JSON feeds, sitemaps, OPML and lists of addresses.

Each gives ``Link``s, to be fetched, and ``Piece``s where a feed's item carries its whole text. XML that declares
entities is refused (defusedxml), so that none can be a bomb or reach out. At most ``options.max_items`` items are taken
from one document, and what is cut off is told.
"""

from __future__ import annotations

import re
import zlib
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

import feedparser
import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reportedly.errors import ArticleError
from reportedly.ingest.dates import parse_date
from reportedly.ingest.html import page_from_html
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.pieces import Piece

WHOLE_WORDS = 80  # an item with fewer words is a teaser
TEASER_END = re.compile(r"(?:…|\.\.\.|\[…\]|read more\W*|continue reading\W*)\s*$", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
XML_START = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<rss\b|<feed\b|<opml\b|<urlset\b|<sitemapindex\b|<rdf:RDF\b)", re.I
)
ADDRESS = re.compile(r"https?://\S+$")
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that a source names, with what the source says of it: taken where the page itself does not say."""

    url: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


Found = Iterator[Link | Piece]


def looks_like_xml(data: bytes) -> bool:
    """Whether the bytes begin as a feed, a sitemap or OPML does; XHTML does not count."""
    return bool(XML_START.match(data)) and not re.search(rb"<html\b", data[:2000], re.IGNORECASE)


def list_addresses(data: bytes) -> list[str] | None:
    """The addresses of a text that holds nothing else but blank lines and lines with ``#``; None for any other."""
    try:
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        return None
    named = [line for line in lines if line and not line.startswith("#")]
    return named if named and all(map(ADDRESS.match, named)) else None


def unpack_gzip(data: bytes, *, where: str, options: IngestOptions) -> bytes:
    """The bytes of a gzip file; ArticleError when they are broken or more than allowed."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        result = unpacker.decompress(data, options.max_bytes + 1)
    except zlib.error as error:
        raise ArticleError(where, f"is no whole gzip file ({error}).") from None
    if len(result) > options.max_bytes:
        raise ArticleError(where, f"is too large unpacked: the limit is {options.max_bytes:,} bytes.")
    if not unpacker.eof:
        raise ArticleError(where, "is no whole gzip file: its end is missing.")
    return result


def read_xml(data: bytes, *, where: str, options: IngestOptions, url: str | None = None) -> Found:
    """What a feed, a sitemap or an OPML document names. ArticleError for any other XML, and for declared entities."""
    root: Element | None = None
    try:
        root = fromstring(data, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise ArticleError(where, "declares entities, which feeds have no need of: refused.") from None
    except (ParseError, ValueError, LookupError):
        if ENTITY.search(data) or b"\0" in data[:200]:
            raise ArticleError(where, "is no well-formed XML.") from None
    name = root.tag.rpartition("}")[2].lower() if root is not None else "rss"
    if name in ("urlset", "sitemapindex") and root is not None:
        yield from _bound(_read_sitemap(root), where, options)
    elif name == "opml" and root is not None:
        yield from _bound(_read_opml(root, url), where, options)
    elif name in ("rss", "feed", "rdf"):
        yield from _bound(_read_feed(data, where=where, options=options, url=url), where, options)
    else:
        raise ArticleError(where, f"is XML, but no feed, sitemap or OPML (it is <{name}>).")


def read_addresses(addresses: list[str], *, where: str, options: IngestOptions) -> Found:
    """The pages of a list of addresses."""
    return _bound((Link(url=address) for address in addresses), where, options)


def is_json_feed(data: bytes) -> bool:
    """Whether JSON is a feed: it says so itself (jsonfeed.org)."""
    return b"jsonfeed.org/version" in data[:2000]


def read_json_feed(data: bytes, *, where: str, options: IngestOptions) -> Found:
    """What a JSON Feed names or carries (version 1 and 1.1)."""
    try:
        feed = msgspec.json.decode(data)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise ArticleError(where, f"is no valid JSON Feed ({error}).") from None
    title = feed.get("title") if isinstance(feed.get("title"), str) else None
    return _bound((_read_json_item(item, title, where=where, options=options) for item in items), where, options)


def _bound(found: Iterator[Link | Piece], where: str, options: IngestOptions) -> Found:
    yield from islice(found, options.max_items)
    rest = sum(1 for _ in found)
    if rest:
        problem = f"names more than {options.max_items:,} items: {rest:,} are left out."
        yield Piece(found=ArticleError(where, problem, hint="Split it, or raise the limit."), where=where)


def _text(element: Element, name: str) -> str | None:
    for child in element.iter():
        if child.tag.rpartition("}")[2].lower() == name and child.text and child.text.strip():
            return child.text.strip()
    return None


def _read_sitemap(root: Element) -> Iterator[Link]:
    for entry in root:
        if location := _text(entry, "loc"):
            date = _text(entry, "publication_date")
            name = _text(entry, "name")
            yield Link(url=location, title=_text(entry, "title"), publisher=name, published=parse_date(date or ""))


def _read_opml(root: Element, url: str | None) -> Iterator[Link]:
    for outline in root.iter():
        if address := outline.get("xmlUrl"):
            yield Link(url=urljoin(url or "", address.strip()))


def _read_feed(data: bytes, *, where: str, options: IngestOptions, url: str | None) -> Iterator[Link | Piece]:
    headers = {"content-location": url} if url else {}
    feed = feedparser.parse(BytesIO(data), response_headers=headers)
    if not feed.entries and not feed.get("version"):
        raise ArticleError(where, "is no feed that can be read.")
    for number, entry in enumerate(feed.entries):
        place = f"{where}[{number}]"
        address = entry.get("link")
        link = Link(
            url=urljoin(url or "", address) if address else "",
            title=entry.get("title") or None,
            publisher=_nested(entry, "source", "title"),
            published=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        )
        html = next((c.get("value") for c in entry.get("content", ()) if c.get("value")), None)
        yield _carry(html, link, feed.feed.get("title"), where=place, options=options, body=data)


def _read_json_item(item: dict[str, Any], title: str | None, *, where: str, options: IngestOptions) -> Link | Piece:
    def text(name: str) -> str | None:
        value = item.get(name)
        return value if isinstance(value, str) and value else None

    link = Link(
        url=text("url") or text("external_url") or "",
        title=text("title"),
        published=parse_date(text("date_published") or ""),
    )
    html = text("content_html")
    if html is None and (plain := text("content_text")):
        html = "".join(
            f"<p>{line}</p>" for line in plain.replace("&", "&amp;").replace("<", "&lt;").splitlines() if line
        )
    return _carry(html, link, title, where=where, options=options, body=msgspec.json.encode(item))


def _carry(
    html: str | None, link: Link, feed_title: str | None, *, where: str, options: IngestOptions, body: bytes
) -> Link | Piece:
    """The item as an article where it carries the whole text, and as a link otherwise."""
    words = TAG.sub(" ", html or "").split()
    is_whole = len(words) >= WHOLE_WORDS and not TEASER_END.search(" ".join(words[-4:]))
    if link.url and not is_whole:
        return link
    if not is_whole:
        return Piece(found=ArticleError(where, "has neither an address nor a whole text."), where=where, body=body)
    document = f"<html><body><article>{html}</article></body></html>".encode()
    try:
        article, page = page_from_html(
            document, where=where, options=options, url=link.url or None, publisher=link.publisher or feed_title,
            title=link.title, published=link.published,
        )  # fmt: skip
    except ArticleError as error:
        return link if link.url else Piece(found=error, where=where, body=body)
    return Piece(found=article, where=where, body=body, page=page)


def _nested(entry: Any, *names: str) -> str | None:
    for name in names:
        entry = entry.get(name) if hasattr(entry, "get") else None
    return entry if isinstance(entry, str) and entry else None


def _moment(parsed: Any) -> str | None:
    """ISO 8601 of feedparser's time, which is UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None
