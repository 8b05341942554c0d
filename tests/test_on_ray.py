"""Reading on a Ray cluster of this machine: the same record, whatever dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from reportedly import ArticleError, Reading, SetupError
from reportedly.model import Article
from reportedly.pipeline import on_ray
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.serve.cli import main
from reportedly.store import Record
from tests.serve.conftest import FakeReader, make_fake
from tests.store.conftest import database, emptied, server, where  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="Ray is not installed: make test-ray has an environment with it"
)
without_ray = pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
STARTED = "reportedly-test-started"  # a file beside the articles that tells that one is being read


@dataclass(frozen=True, slots=True)
class Frail(FakeReader):
    """Dies of DIE; of ONCE the first time, as the file beside tells; SLOW takes a moment."""

    folder: str = "."

    def read(self, article: Article) -> Reading:
        Path(self.folder, STARTED).touch()
        mark = Path(self.folder, "died-once")
        if "ONCE" in article.text and not mark.exists():
            mark.touch()
            os._exit(1)
        if "DIE" in article.text:
            os._exit(1)
        if "SLOW" in article.text:
            time.sleep(0.3)
        if "SETUP" in article.text:
            raise SetupError("the weights are gone")
        return FakeReader.read(self, article)


def make_slow(*, threads: int = 1) -> Frail:
    """In the place of ``load_reader``."""
    return Frail(folder=os.environ["REPORTEDLY_TEST"])


def write(path: Path, *texts: str) -> str:
    lines = [
        json.dumps({"url": f"https://mail.example/{i}", "language": "en", "text": text}) for i, text in enumerate(texts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def keep(target: str | Path, source: str, make_engine) -> list[str]:
    with Record(target) as record:
        found = keep_sources([source], record=record, make_engine=make_engine, reader="fake/1")
        return [one.problem if isinstance(one, ArticleError) else one.fate for one in found]


def export(target: str | Path) -> bytes:
    with Record(target, create=False) as record:
        return b"\n".join(map(msgspec.json.encode, record.readings()))


def many(count: int = 30) -> list[str]:
    return [f"Ferry {i} was late, POISON" if i == 7 else f"Ferry {i} was late, Sela said." for i in range(count)]


@pytest.fixture
def engine(tmp_path):
    return partial(on_ray.RayReaders, partial(Frail, folder=str(tmp_path)), readers=2, version="fake/1")


@needs_ray
def test_a_cluster_gives_the_same_record(where, engine, tmp_path):  # noqa: F811
    source = write(tmp_path / "a.ndjson", *many())
    alone = keep(tmp_path / "alone.db", source, partial(Here, FakeReader))
    assert keep(where, source, engine) == alone
    assert sum(one == "article" for one in alone) == 29
    assert export(where) == export(tmp_path / "alone.db")


@needs_ray
def test_an_article_that_kills_its_actor_is_the_only_one_lost(engine, tmp_path):
    source = write(tmp_path / "a.ndjson", "one", "two", "DIE", "four", "five", "six")
    outcomes = keep(tmp_path / "desk.db", source, engine)
    assert [one == "article" for one in outcomes] == [True, True, False, True, True, True]
    assert "its process died" in outcomes[2]
    with Record(tmp_path / "desk.db") as record:
        assert [one.reason.startswith("the reader failed on it") for one in record.captures() if one.reason] == [True]


@needs_ray
def test_an_article_whose_actor_died_is_read_once_more(engine, tmp_path):
    source = write(tmp_path / "a.ndjson", "one", "ONCE", "three", "four")
    assert keep(tmp_path / "desk.db", source, engine) == ["article"] * 4
    assert (tmp_path / "died-once").exists()


@needs_ray
@pytest.mark.parametrize(
    ("text", "version", "said"),
    [("SETUP", "fake/1", "weights are gone"), ("one", "fake/2", "same Reportedly on every")],
)
def test_a_setup_error_of_the_cluster_stops(engine, tmp_path, text, version, said):
    with pytest.raises(SetupError, match=said):
        keep(tmp_path / "desk.db", write(tmp_path / "a.ndjson", text), partial(engine, version=version))


@needs_ray
def test_a_cluster_that_is_not_there_stops(tmp_path):
    command = [sys.executable, "-m", "reportedly", "ingest", write(tmp_path / "a.ndjson", "one"), "--engine", "ray"]
    done = subprocess.run(
        [*command, "--db", str(tmp_path / "d.db"), "--ray-address", "127.0.0.1:1"], cwd=ROOT,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, "there is no Ray cluster to be had" in done.stderr) == (1, True), done.stderr


@needs_ray
def test_what_is_in_hand_is_finished_after_ctrl_c(tmp_path):
    source = write(tmp_path / "a.ndjson", *(f"SLOW {i}" for i in range(200)))
    program = (
        "from tests.test_on_ray import make_slow; from reportedly.serve.cli import main;"
        f"main(['ingest', {source!r}, '--db', {str(tmp_path / 'desk.db')!r}, '--engine', 'ray'], obj=make_slow)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"REPORTEDLY_TEST": str(tmp_path)},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / STARTED).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 1, said
    assert "Stopped. Kept:" in said
    assert "Skipped" not in said
    with Record(tmp_path / "desk.db", create=False) as record:
        assert 0 < record.count() < 100


@without_ray
def test_without_ray_the_error_tells_how_to_install_it(tmp_path):
    source = write(tmp_path / "a.ndjson", "one")
    called = ["ingest", source, "--db", str(tmp_path / "desk.db"), "--engine", "ray"]
    result = CliRunner().invoke(main, called, obj=make_fake)
    assert (result.exit_code, "pip install 'reportedly[ray]'" in result.stderr) == (1, True)


def test_the_address_of_a_cluster_is_for_ray_only(tmp_path):
    source = write(tmp_path / "a.ndjson", "one")
    called = ["ingest", source, "--db", str(tmp_path / "desk.db"), "--ray-address", "127.0.0.1:6379"]
    result = CliRunner().invoke(main, called, obj=make_fake)
    assert (result.exit_code, "--ray-address is for --engine ray" in result.stderr) == (2, True)
