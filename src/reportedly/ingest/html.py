"""A page into an Article: its headline and paragraphs as text, and what it says of itself."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reportedly.errors import ArticleError
from reportedly.ids import hash_bytes
from reportedly.ingest.addresses import canonical_url
from reportedly.ingest.articles import apply_overrides, article_from_text, blank_out
from reportedly.ingest.decode import decode_text
from reportedly.ingest.lines import SENTENCE_END
from reportedly.ingest.metadata import read_metadata
from reportedly.ingest.options import IngestOptions
from reportedly.model import Article

if TYPE_CHECKING:
    from lxml.etree import _Element

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
HEAD_BYTES = 4096  # where HTML says a page must declare its encoding, with room for late ones
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
MARKUP = re.compile(rb"^\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
SHORT = 250  # characters: what precision leaves below this is checked against a wider net
LONG_LINE = 12  # words: a line of so many is no link, whatever its end
ENOUGH = 40  # characters in sentences below which a page has no article


def looks_like_html(data: bytes) -> bool:
    """Whether the bytes begin as a page does."""
    return MARKUP.match(data[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf")) is not None


def article_from_html(
    data: bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    where: str | None = None,
    options: IngestOptions | None = None,
    publisher: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    published: str | None = None,
    modified: str | None = None,
    language: str | None = None,
) -> Article:
    """The article of a page.

    Its text is made here: the headline, a blank line, and the paragraphs with blank lines between, so that
    the headline can be evidence too (``title_span``); ``sha256`` is of the page's own bytes.
    url: where the page came from; the address it gives itself when None.
    charset: from the HTTP header. where: names the page in errors.
    The other fields, where given, count before the page's own metadata.
    Raises ArticleError when the page is too large, cannot be decoded or holds no article.
    """
    return page_from_html(
        data,
        url=url,
        charset=charset,
        where=where,
        options=options or IngestOptions(),
        publisher=publisher,
        title=title,
        byline=byline,
        published=published,
        modified=modified,
        language=language,
    )[0]


def page_from_html(
    data: bytes,
    *,
    options: IngestOptions,
    url: str | None = None,
    charset: str | None = None,
    where: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    modified: str | None = None,
    **given: str | None,
) -> tuple[Article, str | None]:
    """As ``article_from_html``, with the canonical URL, which heeds what the page declares; None without a URL.

    given: publisher, published and language.
    """
    where = where or url or "page"
    root = _parse(data, where=where, charset=charset, options=options)
    meta = read_metadata(root)
    title = title or meta.title
    known = apply_overrides(
        options,
        url=url or meta.url,
        publisher=given.get("publisher") or meta.publisher,
        published=given.get("published") or meta.published,
        language=given.get("language"),
    )
    page = canonical_url(known["url"], declared=meta.url) if known["url"] else None
    try:
        paragraphs = _extract(root)
    except Exception as error:  # a hostile page may trip anything in there, and must not stop the other articles
        raise ArticleError(where, f"its text cannot be extracted ({type(error).__name__}: {error}).") from error
    text = _join(title, paragraphs)
    if not paragraphs:
        raise _no_article(where)
    article = article_from_text(
        text,
        title=title,
        byline=byline or meta.byline,
        modified=modified or meta.modified,
        sha256=hash_bytes(data),
        page=page,
        **known,
    )
    if not _holds_sentences(article):
        raise _no_article(where)
    # With too little text to tell the language, the page's own word is better than nothing.
    return (article if article.language else replace(article, language=meta.language)), page


def _no_article(where: str) -> ArticleError:
    return ArticleError(
        where,
        "no article text found: the page is only navigation, or its text is put in by scripts.",
        hint="Save the page from a browser, or paste its text into a file.",
    )


def _parse(data: bytes, *, where: str, charset: str | None, options: IngestOptions) -> _Element:
    """The page as a tree, or an ArticleError."""
    from lxml import etree, html

    if len(data) > options.max_bytes:
        raise ArticleError(where, f"is too large: {len(data):,} bytes, the limit is {options.max_bytes:,}.")
    declared = META_CHARSET.search(data[:HEAD_BYTES])
    if charset is None and declared is not None:
        charset = declared.group(1).decode("ascii")
    page = XML_DECLARATION.sub("", decode_text(data, where=where, declared=charset))
    if not page.strip():
        raise ArticleError(where, "is empty: there is nothing to read.")
    # lxml takes no control characters; in a page they are noise.
    page = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]", " ", page)
    if page.count("<") > 2 * options.max_elements:
        raise ArticleError(
            where, f"is too complex: about {page.count('<') // 2:,} elements, the limit is {options.max_elements:,}."
        )
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(encoding=None, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(where, f"cannot be parsed as HTML ({error}).") from error
    return root


def _extract(root: _Element) -> list[str]:
    """The paragraphs of the article: what trafilatura is sure of, else the wider nets that it has."""
    import trafilatura

    def extract(*, precise: bool) -> list[str]:
        # trafilatura works on the tree it is given.
        found = trafilatura.extract(
            copy.deepcopy(root),
            favor_precision=precise,
            favor_recall=not precise,
            include_comments=False,
            include_formatting=False,
            output_format="txt",
        )
        return [stripped for line in (found or "").split("\n") if (stripped := line.strip())]

    paragraphs = extract(precise=True)
    if sum(map(len, paragraphs)) >= SHORT:
        return paragraphs
    wider = extract(precise=False)
    if sum(map(len, wider)) > 2 * sum(map(len, paragraphs)):
        paragraphs = wider
    if not paragraphs:
        body, _, _ = trafilatura.baseline(copy.deepcopy(root))
        paragraphs = [
            " ".join("".join(str(piece) for piece in element.itertext()).split()) for element in body.iter("p")
        ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _join(title: str | None, paragraphs: list[str]) -> str:
    """The text of an article: its headline first, once."""

    def fold(text: str) -> str:
        return re.sub(r"\W+", " ", text).casefold().strip()

    if title:
        # The body may hold the headline too, more than once: as heading and as a first line.
        first = next((n for n, paragraph in enumerate(paragraphs) if fold(paragraph) != fold(title)), len(paragraphs))
        paragraphs = [title, *paragraphs[first:]]
    return "\n\n".join(paragraphs)


def _holds_sentences(article: Article) -> bool:
    """Whether anything but headline and furniture is there, in sentences."""
    spans = [mark.span for mark in article.furniture]
    body = blank_out(article.text, [*spans, article.title_span] if article.title_span else spans)
    lines = (line.strip() for line in body.split("\n"))
    return sum(len(s) for s in lines if SENTENCE_END.search(s[-12:]) or len(s.split()) >= LONG_LINE) >= ENOUGH
