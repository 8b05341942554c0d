"""The one place that knows the order of the stages: ingest, read, keep.

``read_one``, ``read_articles`` and ``read_sources`` give Readings; ``keep_sources`` puts them into a record.
"""

from reportedly.pipeline.pool import LANGUAGES, MakeReader, Outcome
from reportedly.pipeline.reading import Outcomes, default_reader, read_articles, read_one, read_sources

__all__ = [
    "LANGUAGES",
    "MakeReader",
    "Outcome",
    "Outcomes",
    "default_reader",
    "read_articles",
    "read_one",
    "read_sources",
]
