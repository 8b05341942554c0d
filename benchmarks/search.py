"""How long a search takes in a large record: ``python -m benchmarks.search``.

Fills a new record with invented statements, as rows and without reading anything, and searches it for words of every
frequency, without filters and with each of them. Each figure is of the search itself in an open record: the median and
the worst of the repetitions, in milliseconds. The filling is seeded, so every run searches the same record.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from reportedly.ids import hash_bytes
from reportedly.model import Article, Attribution, Content, Cue, OwnVoice, Party, Reading, Source, Span
from reportedly.store import Record
from reportedly.store.record import PAGE
from reportedly.store.rows import article_row, write_rows
from reportedly.store.search import Query, index_reading

SEED = 11
A_TEXT = 8  # statements an article, of which one is the outlet's own voice
WORDS = (8, 30)  # of a statement
# The word of each share stands in that share of the statements; the rest is drawn from the vocabulary by Zipf's law.
SHARES = {"half": 0.5, "quarter": 0.25, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}
NAMED = {"half": "harbour", "quarter": "bridge", "tenth": "convoy", "hundredth": "pilot", "thousandth": "lantern"}
VOCABULARY = 20_000
PARTIES, PUBLISHERS, DAYS = 500, 40, 1_000
STANCES = ("assert", "assert", "assert", "deny", "doubt", "decline")
FILTERS: dict[str, dict[str, Any]] = {
    "": {},
    "stance": {"stance": "deny"},
    "party": {"party": "Person 7"},
    "publisher": {"publisher": "Outlet 7"},
    "days": {"since": "2031-02-01", "until": "2031-02-28"},
    "stance and publisher": {"stance": "deny", "publisher": "Outlet 7"},
    "third page": {"offset": 40},
    "texts": {"kind": "text"},
    "both": {"kind": "any"},
}


def _make_words(chance: random.Random) -> tuple[list[str], list[float]]:
    letters = "bcdfgklmnprstv"
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))] = None
    total, sums = 0.0, []
    for i in range(VOCABULARY):
        total += 1 / (i + 3)
        sums.append(total)
    return list(words), sums


def make_readings(statements: int) -> Iterator[Reading]:
    """Invented Readings with so many statements; the same for the same number."""
    chance = random.Random(SEED)
    words, sums = _make_words(chance)
    for number in range(-(-statements // A_TEXT)):
        spans: list[Span] = []
        text = ""
        for _ in range(min(A_TEXT, statements - number * A_TEXT)):
            said = chance.choices(words, cum_weights=sums, k=chance.randint(*WORDS))
            for share, word in NAMED.items():
                if chance.random() < SHARES[share]:
                    said.insert(chance.randrange(len(said) + 1), word)
            begin = len(text)
            text += " ".join(said)
            spans.append((begin, len(text)))
            text += ". "
        yield _make_reading(number, text, spans, chance)


def _make_reading(number: int, text: str, spans: list[Span], chance: random.Random) -> Reading:
    day = chance.randrange(DAYS)
    published = f"{2030 + day // 336}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02}T{chance.randrange(24):02}:00:00+00:00"
    url = f"https://outlet.example/{number}"
    article = Article(
        id=f"art-{number:08x}", sha256=hash_bytes(url.encode()), url=url, publisher=f"Outlet {number % PUBLISHERS}",
        title=f"Article {number}", byline=None, published=published, modified=None, language="en", text=text,
    )  # fmt: skip
    who = sorted({chance.randrange(PARTIES) for _ in spans})
    parties = tuple(Party(id=f"p{one}", name=f"Person {one}", kind="person") for one in who)
    attributions = tuple(
        Attribution(
            id=f"{article.id}-{i}",
            cue=Cue(spans=()),
            content=Content(spans=(span,)),
            quote="indirect",
            source=Source(spans=(), kind="person", count=None, implicit=False, party=f"p{chance.choice(who)}"),
            stance=chance.choice(STANCES),
            confidence=0.9,
        )
        for i, span in enumerate(spans[:-1])
    )
    own = (OwnVoice(span=spans[-1]),)
    return Reading(article=article, attributions=attributions, parties=parties, own_voice=own)


def fill(record: Record, statements: int) -> None:
    """Put the invented Readings into an empty record, as rows that can be searched."""
    from reportedly.store import schema

    def write(connection: Connection, reading: Reading) -> None:
        connection.execute(schema.article.insert().values(article_row(reading.article, reading.article.url or "")))
        write_rows(connection, reading)
        index_reading(connection, reading)

    readings = make_readings(statements)
    while batch := [reading for reading, _ in zip(readings, range(10 * PAGE), strict=False)]:
        with record.writing() as connection:
            for reading in batch:
                write(connection, reading)


def measure(record: Record, query: Query, *, times: int) -> tuple[float, float, int]:
    """The median and the worst of so many searches in milliseconds, and how many were found."""
    taken, found = [], 0
    for _ in range(times):
        began = time.perf_counter()
        found = len(record.search(query))
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), max(taken), found


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--db", help="an empty record, such as a postgresql:// URL; default: a SQLite file that is removed"
    )
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20, help="searches for each figure")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} CPUs")
    with tempfile.TemporaryDirectory() as folder, Record(arguments.db or Path(folder) / "search.db") as record:
        if not record.count():
            began = time.monotonic()
            fill(record, arguments.statements)
            print(
                f"{arguments.statements:,} statements in {record.count():,} articles, {time.monotonic() - began:.0f} s"
            )
        slowest = 0.0
        words = {**NAMED, "two words": "harbour bridge", "phrase": '"harbour bridge"', "prefix": "harb*"}
        words |= {"without": "harbour -bridge", "nothing typed": ""}
        print(f"{'words':14}{'filter':22}{'median ms':>10}{'worst ms':>10}{'shown':>7}")
        for name, typed in words.items():
            for kind, filters in FILTERS.items():
                middle, worst, found = measure(record, Query(words=typed, **filters), times=arguments.times)
                slowest = max(slowest, middle)
                print(f"{name:14}{kind or '–':22}{middle:10.1f}{worst:10.1f}{found:7}")
        print(f"slowest median: {slowest:.1f} ms")


if __name__ == "__main__":
    main()
