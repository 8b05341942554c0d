"""Ingest, read and keep: what becomes of each article, and what is left of a run that was killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
import pytest

from reportedly import ArticleError, Reading, SetupError
from reportedly.model import Article
from reportedly.pipeline.keeping import Here, keep_sources, reread
from reportedly.pipeline.pool import Pool
from reportedly.store import Record

KILLS = 6
MANY = 60


@dataclass(slots=True)
class Fake:
    """Finds nothing, and counts what it reads."""

    version: str = "fake/1"
    seen: list[str] = field(default_factory=list)

    def read(self, article: Article) -> Reading:
        self.seen.append(article.text)
        if "FAIL" in article.text:
            raise RecursionError("too deep")
        if "SETUP" in article.text:
            raise SetupError("the weights are gone")
        return Reading(article=article)


def article(number: int, text: str, **more: str) -> dict[str, str]:
    return {"url": f"https://mail.example/{number}", "language": "en", "text": text, **more}


def write(path: Path, *records: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def keep(record: Record, *sources: str, fake: Fake | None = None, **options) -> list[str]:
    reader = fake or Fake()
    found = keep_sources(
        sources, record=record, make_engine=partial(Here, lambda: reader), reader=reader.version, **options
    )
    return [outcome.problem if isinstance(outcome, ArticleError) else outcome.fate for outcome in found]


def export(where: Path) -> bytes:
    with Record(where, create=False) as record:
        return b"\n".join(map(msgspec.json.encode, record.readings()))


@pytest.fixture
def record(tmp_path):
    with Record(tmp_path / "desk.db") as opened:
        yield opened


def test_a_second_run_adds_sightings_and_reads_nothing(record, tmp_path):
    source = write(tmp_path / "a.ndjson", article(1, "The ferry was late."), article(2, "The ferry was early."))
    fake = Fake()
    assert keep(record, source, fake=fake) == ["article", "article"]
    assert keep(record, source, fake=fake) == ["sighting", "sighting"]
    assert (len(fake.seen), record.count()) == (2, 2)
    assert [entry.outcome for entry in record.captures()] == ["article", "article", "sighting", "sighting"]


def test_another_text_at_the_same_page_is_a_version_whatever_variant_of_the_address_it_came_by(record, tmp_path):
    first = write(tmp_path / "1.ndjson", article(1, "Ten people were on board, the owner said."))
    again = {"url": "http://www.mail.example/1?utm_source=x", "language": "en", "text": "Nine people were on board."}
    assert keep(record, first) == ["article"]
    assert keep(record, write(tmp_path / "2.ndjson", again)) == ["version"]
    assert {a.versions for a in record.list_articles()} == {2}


def test_what_cannot_be_kept_is_in_the_log_with_its_reason(record, tmp_path):
    source = write(
        tmp_path / "a.ndjson",
        article(1, "FAIL"),
        {"url": "https://mail.example/2", "language": "fi", "text": "Lautta oli myöhässä."},
        {"url": "https://mail.example/3"},
        article(4, "The ferry was late."),
    )
    outcomes = keep(record, source)
    assert outcomes[-1] == "article"
    entries = [entry for entry in record.captures() if entry.outcome == "skipped"]
    assert [entry.source.rsplit(":")[-1] for entry in sorted(entries, key=lambda e: e.source)] == ["1", "2", "3"]
    assert all(entry.reason and entry.sha256 for entry in entries)
    assert sorted(entry.reason.split(":")[0][:24] for entry in entries) == sorted(
        ["the reader failed on it ", "is in a language that is", "has neither text nor htm"]
    )


def test_a_setup_error_stops_and_what_was_kept_stays(record, tmp_path):
    source = write(tmp_path / "a.ndjson", article(1, "The ferry was late."), article(2, "SETUP"))
    with pytest.raises(SetupError):
        keep(record, source)
    assert record.count() == 1


def test_stopping_finishes_what_is_in_hand(record, tmp_path):
    source = write(tmp_path / "a.ndjson", *(article(i, f"Ferry {i} was late.") for i in range(9)))
    fake = Fake()
    assert keep(record, source, fake=fake, is_stopped=lambda: len(fake.seen) >= 3) == ["article"] * 3
    assert record.count() == 3
    assert keep(record, source) == ["sighting"] * 3 + ["article"] * 6


def test_processes_give_the_same_record(tmp_path):
    source = write(tmp_path / "a.ndjson", *(article(i, f"Ferry {i} was late.") for i in range(12)), article(99, "FAIL"))
    with Record(tmp_path / "here.db") as record:
        keep(record, source)
    with Record(tmp_path / "pool.db") as record:
        found = list(keep_sources([source], record=record, make_engine=partial(Pool, Fake, jobs=2), reader="fake/1"))
    assert sum(isinstance(outcome, ArticleError) for outcome in found) == 1
    assert export(tmp_path / "here.db") == export(tmp_path / "pool.db")


def test_rereading_is_for_other_versions_of_the_reader_only(record, tmp_path):
    source = write(tmp_path / "a.ndjson", article(1, "Ferry 1 was late."), article(2, "Ferry 2 was late."))
    keep(record, source)
    newer = Fake(version="fake/2")
    assert list(reread(record, make_engine=partial(Here, lambda: newer), reader="fake/1")) == []
    assert len(list(reread(record, make_engine=partial(Here, lambda: newer), reader="fake/2"))) == 2
    assert list(record.stale("fake/2")) == []
    assert len(list(record.readings())) == 2


PROGRAM = """
import sys
from functools import partial
sys.path.insert(0, {here!r})
import test_keeping as t
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.store import Record
with Record(sys.argv[1]) as record:
    for outcome in keep_sources([sys.argv[2]], record=record, make_engine=partial(Here, t.Fake), reader="fake/1"):
        pass
"""


def test_a_killed_run_leaves_no_half_article_and_a_rerun_completes_it(tmp_path):
    source = write(tmp_path / "a.ndjson", *(article(i, f"Ferry {i} was late, said {i}.") for i in range(MANY)))
    command = [sys.executable, "-c", PROGRAM.format(here=str(Path(__file__).parent))]
    subprocess.run([*command, str(tmp_path / "calm.db"), source], check=True)
    victim, chance, killed = tmp_path / "victim.db", random.Random(7), 0
    for _ in range(KILLS):
        process = subprocess.Popen([*command, str(victim), source])
        deadline = time.monotonic() + 20
        while not victim.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.3))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed
    subprocess.run([*command, str(victim), source], check=True)
    assert export(victim) == export(tmp_path / "calm.db")
    with Record(victim, create=False) as record:
        entries = list(record.captures())
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert sum(entry.outcome == "article" for entry in entries) == MANY
