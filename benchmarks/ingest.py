"""What keeping costs beside reading: ``python -m benchmarks.ingest``.

Reads the articles of PolNeAR's development set, then ingests the same ones into a new SQLite record, in one process and
in two, all in one run; and adds many short articles to see that memory stays flat.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reportedly.ingest import article_from_text
from reportedly.model import Capture, Captured, Reading
from reportedly.pipeline import read_sources
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.pipeline.pool import Pool
from reportedly.read import load_reader
from reportedly.read.reader import VERSION
from reportedly.store import Record


def write_articles(gold: Path, target: Path, *, count: int) -> None:
    """The set's articles as NDJSON, over again with another address until there are enough."""
    texts = [json.loads(line)["text"] for line in gold.open(encoding="utf-8")]
    with target.open("w", encoding="utf-8") as file:
        for i in range(count):
            record = {"url": f"https://a.example/{i}", "text": texts[i % len(texts)], "language": "en"}
            file.write(json.dumps(record) + "\n")


def time_reading(articles: Path) -> float:
    """Seconds to read all."""
    began = time.monotonic()
    for _ in read_sources([str(articles)], make_reader=partial(load_reader, threads=1)):
        pass
    return time.monotonic() - began


def time_keeping(articles: Path, folder: Path, *, jobs: int) -> float:
    """Seconds to read and keep all."""
    make_reader = partial(load_reader, threads=1)
    engine = partial(Pool, make_reader, jobs=jobs) if jobs > 1 else partial(Here, make_reader)
    began = time.monotonic()
    with Record(folder / f"bench-{jobs}.db") as record:
        for _ in keep_sources([str(articles)], record=record, make_engine=engine, reader=VERSION):
            pass
    return time.monotonic() - began


def short_articles(count: int) -> Iterator[Captured]:
    """Short articles, each another."""
    for i in range(count):
        text = f"The ferry number {i} was late, a port official said."
        article = article_from_text(text, url=f"https://b.example/{i}", language="en")
        capture = Capture(
            source=str(i), captured_at="2031-05-02T08:00:00+00:00", client="benchmark", body=text.encode()
        )
        yield Captured(article=article, capture=capture, page=article.url or "")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--count", type=int, default=200, help="articles read and kept")
    parser.add_argument("--short", type=int, default=10_000, help="short articles added without reading")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles.ndjson"
        write_articles(arguments.data / "data/polnear/dev.jsonl", articles, count=arguments.count)
        read = time_reading(articles)
        one, two = (time_keeping(articles, Path(folder), jobs=jobs) for jobs in (1, 2))
        print(f"{arguments.count} articles: read {read:.1f} s, kept {one:.1f} s ({one / read:.2f} of reading),")
        print(f"with two processes {two:.1f} s ({one / two:.2f} times as fast)")
        times, peaks = [], []
        with Record(Path(folder) / "short.db") as record:
            for i, captured in enumerate(short_articles(arguments.short)):
                began = time.monotonic()
                record.add(captured, Reading(article=captured.article), reader=VERSION)
                times.append(time.monotonic() - began)
                if (i + 1) % max(1, arguments.short // 4) == 0:
                    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        times.sort()
        print(f"{arguments.short} short articles: {1000 * times[len(times) // 2]:.1f} ms each; peak memory {peaks} MB")


if __name__ == "__main__":
    main()
