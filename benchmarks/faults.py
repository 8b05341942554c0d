"""What is left of an ingest that is killed: ``python -m benchmarks.faults``.

Ingests invented articles into one record undisturbed, and into another in runs that are killed (SIGKILL) at random
moments, until enough were killed; then once more to the end. Both must export the same Readings byte for byte, the log
must be whole, and ``verify`` must find nothing. A reader that finds one statement an article keeps the runs short.
``--db`` takes a SQLite file's folder, or the URL of an empty PostgreSQL database.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import msgspec

from reportedly.model import Article, Attribution, Content, Cue, Reading, Source
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.store import Record
from reportedly.store.verify import verify

SLOWEST_S = 0.6  # a run is killed after a random part of this, counted from its first entry in the log


class OneStatement:
    """Reads "…, NAME said." and nothing else."""

    version = "one-statement/1"

    def read(self, article: Article) -> Reading:
        """One attribution, of all before the comma."""
        comma, said = article.text.index(","), article.text.index(" said")
        found = Attribution(
            id=f"att-{article.id}",
            source=Source(spans=((comma + 2, said),), kind="person", count=None, implicit=False, party=None),
            cue=Cue(spans=((said + 1, said + 5),)),
            content=Content(spans=((0, comma),)),
            quote="indirect",
            confidence=0.9,
        )
        return Reading(article=article, attributions=(found,))


def ingest(where: str, articles: Path) -> None:
    """Keep all articles; prints a dot when the first is in."""
    reader = OneStatement()
    with Record(where) as record:
        for i, _ in enumerate(
            keep_sources(
                [str(articles)], record=record, make_engine=partial(Here, lambda: reader), reader=reader.version
            )
        ):
            if not i:
                print(".", flush=True)


def write_articles(path: Path, count: int) -> None:
    """Invented articles as NDJSON."""
    with path.open("w", encoding="utf-8") as file:
        for i in range(count):
            text = f"Ferry {i} left the harbour {i % 50} minutes late, Sela Dorn {i} said."
            file.write(json.dumps({"url": f"https://mail.example/{i}", "language": "en", "text": text}) + "\n")


def export(where: str) -> bytes:
    """All Readings."""
    with Record(where, create=False) as record:
        return b"\n".join(map(msgspec.json.encode, record.readings()))


def kill_runs(where: str, articles: Path, *, kills: int, seed: int) -> int:
    """Start runs and kill them until there were enough; how many were started. One that comes to its end counts."""
    chance, started, killed = random.Random(seed), 0, 0
    while killed < kills and started < 4 * kills:
        command = [sys.executable, "-m", "benchmarks.faults", "--run", where, "--from", str(articles)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        # Half of them before the first article is in: the record is just being opened then, or made.
        if chance.random() < 0.5:
            process.stdout.read(1)
            time.sleep(chance.uniform(0, SLOWEST_S))
        else:
            time.sleep(chance.uniform(0, 2 * SLOWEST_S))
        started += 1
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        process.stdout.close()
    return started


def main() -> None:
    """Parse the command line and see what is left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db", help="an empty PostgreSQL database to be killed in; a SQLite file otherwise")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="source", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        ingest(arguments.run, arguments.source)
        return
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles.ndjson"
        write_articles(articles, arguments.articles)
        calm, victim = str(Path(folder) / "calm.db"), arguments.db or str(Path(folder) / "victim.db")
        ingest(calm, articles)
        started = kill_runs(victim, articles, kills=arguments.kills, seed=arguments.seed)
        ingest(victim, articles)
        same = export(calm) == export(victim)
        with Record(victim, create=False) as record:
            findings, entries = list(verify(record)), sum(1 for _ in record.captures())
        print(f"{started} runs, {arguments.kills} killed; {entries} entries in the log")
        print(f"the same Readings: {same}; findings of verify: {len(findings)}")
        sys.exit(0 if same and not findings else 1)


if __name__ == "__main__":
    main()
