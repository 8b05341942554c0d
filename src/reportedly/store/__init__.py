"""The record: evidence, articles, readings, versions and differences; SQLite by default, PostgreSQL by URL."""

from reportedly.store.record import Added, ArticleSummary, CaptureEntry, Record
from reportedly.store.upgrades import upgrade
from reportedly.store.versions import Difference, compare_versions

__all__ = ["Added", "ArticleSummary", "CaptureEntry", "Difference", "Record", "compare_versions", "upgrade"]
