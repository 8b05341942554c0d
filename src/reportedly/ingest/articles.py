"""A text and what is known of it, made into an Article."""

from __future__ import annotations

from collections.abc import Iterable

from reportedly.errors import ArticleError
from reportedly.ids import hash_bytes, make_id
from reportedly.ingest.addresses import canonical_url
from reportedly.ingest.furniture import mark_page
from reportedly.ingest.language import find_language
from reportedly.ingest.options import IngestOptions
from reportedly.model import Article, Span


def article_from_text(
    text: str,
    *,
    url: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    published: str | None = None,
    modified: str | None = None,
    language: str | None = None,
    sha256: str | None = None,
    page: str | None = None,
) -> Article:
    """An Article over the text as it is, with its page furniture marked and its headline found.

    title: given, it is looked for at the start of the text; not given, the first line is taken if it has
        the shape of a headline. The text itself never changes, so a title that it lacks gets no span.
    language: found in the text when not given; None when it cannot be told.
    sha256: of the bytes that the text came in; of its UTF-8 form when not given.
    page: the canonical form of ``url``, where more is known of it than ``canonical_url(url)`` tells.
    Blank text is an ArticleError.
    """
    if not text or text.isspace():
        raise ArticleError(url or "text", "is empty: there is nothing to read.")
    encoded = text.encode("utf-8", "surrogatepass")
    furniture, title_span = mark_page(text, title=title)
    if title is None and title_span is not None:
        title = text[slice(*title_span)]
    return Article(
        id=make_article_id(text=encoded, url=page or url, publisher=publisher, published=published),
        sha256=sha256 or hash_bytes(encoded),
        url=url,
        publisher=publisher,
        title=title,
        byline=byline,
        published=published,
        modified=modified,
        language=language or find_language(blank_out(text, (mark.span for mark in furniture))),
        text=text,
        furniture=furniture,
        title_span=title_span,
    )


def make_article_id(*, text: bytes, url: str | None, publisher: str | None, published: str | None) -> str:
    """The id of one version of one published text.

    With a URL, its canonical form and the text are the version: the same words at the same place are the same article
    whenever and in whatever form they were fetched, and a change of one character is a new version. Without
    a URL, publisher and time of publication stand in for the place, so that two outlets that carry one
    agency text stay two articles. File names, metadata and the time of fetching never count.
    """
    if url is not None:
        return make_id("art", canonical_url(url), hash_bytes(text))
    return make_id("art", None, publisher, published, hash_bytes(text))


def blank_out(text: str, spans: Iterable[Span]) -> str:
    """The text without the spans, which are disjoint; for looking at, never for offsets."""
    kept, last = [], 0
    for begin, end in sorted(spans):
        kept.append(text[last:begin])
        last = end
    return "".join((*kept, text[last:]))


def apply_overrides(options: IngestOptions, **found: str | None) -> dict[str, str | None]:
    """What was found of an article, with what the user set in its place."""
    given = {
        "url": options.url,
        "publisher": options.publisher,
        "published": options.published,
        "language": options.language,
    }
    return found | {name: value for name, value in given.items() if value is not None}
