"""Ingest and read together: order, laziness, and one article that stops no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

import reportedly
from reportedly import ArticleError, Reading, SetupError
from reportedly.ingest import IngestOptions, article_from_text
from reportedly.model import Article
from reportedly.pipeline import read_articles, read_sources

TEXT = "The ferry was full and late on Monday, two port officials said."


@dataclass(frozen=True, slots=True)
class Fake:
    """Finds nothing, in ways that a text can choose."""

    version: str = "fake/1"
    seen: list[str] | None = None

    def read(self, article: Article) -> Reading:
        if self.seen is not None:
            self.seen.append(article.text)
        if "FAIL" in article.text:
            raise RecursionError("too deep")
        if "STOP" in article.text:
            raise SetupError("the weights are gone")
        if "INTERRUPT" in article.text:
            raise KeyboardInterrupt
        if "DIE" in article.text:
            os._exit(9)
        return Reading(article=article)


def broken_factory() -> Fake:
    raise SetupError("no weights")


def records(folder: Path, *texts: str) -> str:
    path = folder / "articles.ndjson"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return str(path)


def show(outcomes) -> list[str]:
    return [o.problem if isinstance(o, ArticleError) else o.article.text for o in outcomes]


# Articles


def test_outcomes_come_in_the_order_of_the_articles():
    first, second = article_from_text("one"), article_from_text("two")
    error = ArticleError("somewhere", "is bad.")
    assert show(read_articles([first, error, second], reader=Fake())) == ["one", "is bad.", "two"]


def test_a_reader_that_fails_on_an_article_stops_no_other():
    found = [article_from_text("FAIL", title="Bad news"), article_from_text("two")]
    error, reading = read_articles(found, reader=Fake())
    assert isinstance(error, ArticleError)
    assert error.where == "“Bad news”"
    assert "RecursionError: too deep" in error.problem
    assert isinstance(reading, Reading)


@pytest.mark.parametrize(("text", "kind"), [("STOP", SetupError), ("INTERRUPT", KeyboardInterrupt)])
def test_what_stops_everything_is_passed_on(text, kind):
    with pytest.raises(kind):
        list(read_articles([article_from_text(text)], reader=Fake()))


# Sources


def test_articles_are_read_one_at_a_time(tmp_path):
    seen: list[str] = []
    outcomes = read_sources([records(tmp_path, "one", "two")], make_reader=partial(Fake, seen=seen))
    next(outcomes)
    assert seen == ["one"]


def test_an_error_names_the_source_and_the_article(tmp_path):
    path = tmp_path / "articles.ndjson"
    path.write_text(json.dumps({"title": "A storm hit", "text": "FAIL"}), encoding="utf-8")
    (error,) = read_sources([str(path)], make_reader=Fake)
    assert isinstance(error, ArticleError)
    assert error.where == f"{path} (“A storm hit”)"


def test_a_language_that_is_not_read_is_told(tmp_path):
    text = "Wczoraj wieczorem rzecznik portu powiedział, że prom był pełny i że nikt nie został ranny."
    source = records(tmp_path, text, TEXT)
    assert [type(o) for o in read_sources([source], make_reader=Fake)] == [ArticleError, Reading]
    forced = read_sources([source], make_reader=Fake, options=IngestOptions(language="en-GB"))
    assert [type(o) for o in forced] == [Reading, Reading]


def test_a_reader_that_cannot_be_made_stops(tmp_path):
    with pytest.raises(SetupError, match="no weights"):
        list(read_sources([records(tmp_path, TEXT)], make_reader=broken_factory))


def test_less_than_one_job_stops():
    with pytest.raises(SetupError, match="jobs: 0"):
        read_sources([], make_reader=Fake, jobs=0)


# Several processes


def test_two_processes_give_what_one_gives(tmp_path):
    texts = [f"Text number {i}, FAIL" if i % 7 == 3 else f"Text number {i}" for i in range(40)]
    source = records(tmp_path, *texts)
    alone = list(read_sources([source, "missing.txt"], make_reader=Fake))
    together = list(read_sources([source, "missing.txt"], make_reader=Fake, jobs=2))
    assert list(map(str, together)) == list(map(str, alone))
    assert len(alone) == 41


def test_an_article_that_kills_its_process_is_the_only_one_lost(tmp_path):
    texts = ["one", "two", "DIE", "four", "five"]
    outcomes = list(read_sources([records(tmp_path, *texts)], make_reader=Fake, jobs=2))
    assert [isinstance(o, Reading) for o in outcomes] == [True, True, False, True, True]
    assert "its process died" in str(outcomes[2])


def test_a_reader_that_cannot_be_made_in_a_process_stops(tmp_path):
    with pytest.raises(SetupError, match="no weights"):
        list(read_sources([records(tmp_path, TEXT)], make_reader=broken_factory, jobs=2))


# Python


@pytest.fixture
def page(tmp_path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_is_read():
    assert reportedly.read(TEXT, reader=Fake()).article.text == TEXT


@pytest.mark.parametrize("make", [str, Path])
def test_a_file_is_read_by_its_name(page, make):
    assert reportedly.read(make(page), reader=Fake()).article.text == TEXT


def test_what_the_caller_knows_counts():
    known = {"published": "2031-05-06", "url": "https://mail.example/1", "publisher": "The Mail", "language": "en"}
    article = reportedly.read(TEXT, reader=Fake(), **known).article
    assert {name: getattr(article, name) for name in known} == known


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b", "-", "Ferry sinks", "line\nline.txt", "مرحبا", "."])
def test_what_names_no_file_is_a_text(text):
    assert reportedly.read(text, reader=Fake()).article.text == text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such-page.html", "does not exist"),
        (Path("no-such-page"), "does not exist"),
        ("https://mail.example/ferry", "read_many"),
        (Path(), "is a folder"),
        ("", "is empty"),
    ],
)
def test_what_cannot_be_meant_as_a_text_is_told(name, said):
    with pytest.raises(ArticleError, match=said):
        reportedly.read(name, reader=Fake())


def test_a_file_of_several_articles_is_told(tmp_path):
    with pytest.raises(ArticleError, match="more than one article"):
        reportedly.read(records(tmp_path, "one", "two"), reader=Fake())


def test_a_reader_that_fails_is_told():
    with pytest.raises(ArticleError, match="the reader failed"):
        reportedly.read("FAIL", reader=Fake())


def test_many_sources_are_read_in_order(page, tmp_path):
    outcomes = reportedly.read_many([page, tmp_path / "missing.txt", str(page)], reader=Fake())
    assert [type(o) for o in outcomes] == [Reading, ArticleError, Reading]


def test_the_function_and_the_stage_share_a_name():
    program = (
        "import reportedly; early = reportedly.read; from reportedly import read;"
        "import reportedly.read as stage; from reportedly.read import Reader;"
        "print(callable(early), callable(read), callable(reportedly.read), stage.Reader is Reader)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "True True True True\n"


def test_importing_loads_nothing_heavy():
    heavy = "{'numpy', 'onnxruntime', 'httpx', 'trafilatura', 'click', 'rich', 'jinja2', 'tokenizers'}"
    program = f"import sys, reportedly; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"


def test_every_name_that_is_offered_is_there():
    assert [name for name in reportedly.__all__ if not hasattr(reportedly, name)] == []
    assert reportedly.__version__.count(".") == 2
