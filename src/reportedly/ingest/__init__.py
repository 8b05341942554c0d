"""Bytes into Articles: files, folders, URLs, NDJSON and standard input.

``open_articles`` expands sources lazily and yields an ``Article`` or an ``ArticleError`` for each; the text
of an article is what was decoded and never altered, and its page furniture is marked with its kind.
"""

from reportedly.ingest.articles import article_from_text
from reportedly.ingest.furniture import find_furniture
from reportedly.ingest.html import article_from_html
from reportedly.ingest.options import IngestOptions
from reportedly.ingest.sources import open_articles, open_captures, open_records

__all__ = [
    "IngestOptions",
    "article_from_html",
    "article_from_text",
    "find_furniture",
    "open_articles",
    "open_captures",
    "open_records",
]
