"""What a page says of itself: title, byline, publisher, times, language.

Read in this order: schema.org JSON-LD (an article type, alone, in a list or in @graph), OpenGraph and other
<meta>, <time> and what is visible. Nothing is guessed: the publisher is never made of the host's name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from lxml.etree import _Element

from reportedly.ingest.dates import parse_date

# The schema.org types of one news text, and OpenGraph's.
ARTICLE_TYPE = re.compile(
    r"(?:.*[/:])?(?:\w*Article|BlogPosting|LiveBlogPosting|Report|PressRelease|SocialMediaPosting)"
)
META_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
META_PUBLISHER = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher")
META_BYLINE = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
META_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "publishdate",
    "pubdate", "dc.date.issued", "dcterms.created", "dc.date", "date", "article.published", "sailthru.date",
)  # fmt: skip
META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
)
TITLE_JOINT = re.compile(r"\s+[|–—-]\s+")
MAX_DEPTH = 8  # of JSON-LD; deeper nesting holds no article


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; what it does not say is None. Times are ISO 8601 as precise as the page's."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    url: str | None = None


def read_metadata(root: _Element) -> Metadata:
    """What the page says of itself."""
    data = _find_article_data(root)
    meta = _read_meta(root)
    publisher = _name_of(data.get("publisher")) or _first(meta, META_PUBLISHER)
    title = _text_of(data.get("headline")) or _first(meta, META_TITLE) or _find_heading(root) or _find_title(root)
    return Metadata(
        title=_cut_site_name(title, publisher),
        byline=_name_of(data.get("author")) or _name_of(data.get("creator")) or _find_byline(root, meta),
        publisher=publisher,
        published=_date_of(data.get("datePublished"))
        or _find_date(meta, META_PUBLISHED)
        or _find_time(root, "published"),
        modified=_date_of(data.get("dateModified")) or _find_date(meta, META_MODIFIED) or _find_time(root, "modified"),
        language=_code_of(data.get("inLanguage")) or _code_of(root.get("lang")) or _code_of(meta.get("og:locale")),
        url=_find_url(root, meta),
    )


# JSON-LD. Its shape is whatever a page made of it, so it is walked as plain JSON.


def _find_article_data(root: _Element) -> dict[str, Any]:
    """The first JSON-LD object of an article type, or nothing."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        source = script.text.strip().removeprefix("<!--").removesuffix("-->").strip().removesuffix(";")
        try:
            decoded = msgspec.json.decode(re.sub(r"[\x00-\x1f]", " ", source))
        except (msgspec.DecodeError, RecursionError):
            continue  # a page's broken JSON-LD is common and leaves its other metadata
        for node in _walk(decoded, MAX_DEPTH):
            if any(isinstance(kind, str) and ARTICLE_TYPE.fullmatch(kind) for kind in _listed(node.get("@type"))):
                return node
    return {}


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects of a JSON value that may be the article: itself, in lists, @graph and mainEntity."""
    if depth and isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "itemListElement", "item"):
            if key in value:
                yield from _walk(value[key], depth - 1)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text_of(value: Any) -> str | None:
    """A string as shown: entities resolved, white space single; None for anything else or nothing."""
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(html.unescape(value)).split()) or None


def _name_of(value: Any) -> str | None:
    """The names of one or more people or bodies, joined by commas. Addresses of pages are no names."""
    names = [_text_of(item.get("name") if isinstance(item, dict) else item) for item in _listed(value)]
    found = [name for name in names if name is not None and not name.startswith(("http://", "https://"))]
    return ", ".join(dict.fromkeys(found)) or None


def _date_of(value: Any) -> str | None:
    return parse_date(value) if isinstance(value, str) else None


def _code_of(value: Any) -> str | None:
    """The ISO 639-1 code of "en-GB", "en_US" or {"alternateName": "en"}; None for names of languages."""
    if isinstance(value, dict):
        value = value.get("alternateName")
    if not isinstance(value, str):
        return None
    code = re.split(r"[-_]", value.strip())[0].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else None


# <meta>, <time>, and what is visible


def _read_meta(root: _Element) -> dict[str, str]:
    """The content of every <meta> by its name, lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = _text_of(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _all_text(element: _Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _find_date(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if name in meta and (found := parse_date(meta[name]))), None)


def _find_time(root: _Element, which: str) -> str | None:
    """The first <time> that says it is that time; for publication also the first that says nothing."""
    words = ("publi", "created", "posted") if which == "published" else ("modif", "updat")
    others = ("modif", "updat") if which == "published" else ("publi",)
    plain = None
    for element in root.iter("time"):
        said = " ".join(
            filter(None, (element.get("itemprop"), element.get("class"), element.get("pubdate") and "pubdate"))
        )
        found = parse_date(element.get("datetime") or "")
        if found and any(word in said.lower() for word in words):
            return found
        if found and plain is None and not any(word in said.lower() for word in others):
            plain = found
    return plain if which == "published" else None


def _find_byline(root: _Element, meta: dict[str, str]) -> str | None:
    named = next((found for name in META_BYLINE if (found := _name_of(meta.get(name)))), None)
    if named is None:
        links = (_text_of(_all_text(e)) for e in root.iter("a") if "author" in (e.get("rel") or "").split())
        named = ", ".join(dict.fromkeys(link for link in links if link)) or None
    return re.sub(r"^by\s+", "", named, flags=re.IGNORECASE) if named else None


def _find_heading(root: _Element) -> str | None:
    """The page's <h1>, if it has exactly one."""
    headings = [text for element in root.iter("h1") if (text := _text_of(_all_text(element)))]
    return headings[0] if len(headings) == 1 else None


def _find_title(root: _Element) -> str | None:
    element = next(root.iter("title"), None)
    return _text_of(_all_text(element)) if element is not None else None


def _cut_site_name(title: str | None, publisher: str | None) -> str | None:
    """The title without " | Publisher" at its end."""
    if title is None or publisher is None:
        return title
    pieces = TITLE_JOINT.split(title)
    if len(pieces) > 1 and pieces[-1].casefold() == publisher.casefold():
        return title[: title.rindex(pieces[-1])].rstrip(" |–—-")
    return title


def _find_url(root: _Element, meta: dict[str, str]) -> str | None:
    """The address that the page gives itself."""
    links = (e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    for url in (*links, meta.get("og:url")):
        if url and url.startswith(("http://", "https://")):
            return str(url).split("#")[0]
    return None
