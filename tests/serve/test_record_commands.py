"""The verbs of a record, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly.serve.cli import main

PAGE = {"url": "https://mail.example/1", "publisher": "The Merrow Mail", "language": "en"}
FIRST = PAGE | {
    "published": "2031-05-02T08:00:00+00:00",
    "text": "Ferry late again\n\nTen people were on board, Sela Dorn said. The harbour was calm, Ivo Marn said.",
}
SECOND = PAGE | {
    "published": "2031-05-02T08:00:00+00:00",
    "modified": "2031-05-02T12:00:00+00:00",
    "text": "Ferry late again\n\nTwelve people were on board, Sela Dorn said. The harbour was calm, Ivo Marn said.",
}


@pytest.fixture
def run(fake, tmp_path):
    def call(*arguments: str, code: int = 0):
        result = CliRunner().invoke(main, [*arguments, "--db", str(tmp_path / "desk.db")], obj=fake)
        assert result.exit_code == code, result.stderr or result.output
        return result

    return call


def write(folder: Path, *records: dict[str, str]) -> str:
    path = folder / "articles.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


@pytest.fixture
def kept(run, tmp_path):
    run("ingest", write(tmp_path, FIRST, SECOND))
    return run


def test_ingest_tells_what_became_of_the_articles(run, tmp_path):
    source = write(tmp_path, FIRST, SECOND)
    assert "Kept: 1 new, 1 new versions. The record has 2 articles." in run("ingest", source).stderr
    assert "Kept: 2 seen before. The record has 2 articles." in run("ingest", source).stderr
    assert run("ingest", source, "--quiet").stderr == ""


def test_skipped_articles_are_listed_and_the_status_is_3(run, tmp_path):
    result = run("ingest", write(tmp_path, FIRST, PAGE | {"text": "POISON"}, PAGE), code=3)
    assert "Skipped 2; the record says why:" in result.stderr
    assert "articles.ndjson:3: has neither text nor html." in result.stderr


def test_nothing_kept_is_status_1(run, tmp_path):
    assert "Skipped 1" in run("ingest", write(tmp_path, PAGE), code=1).stderr


def test_articles_are_listed_the_newest_first_and_filtered(kept):
    found = [json.loads(line) for line in kept("articles", "--json").stdout.splitlines()]
    assert [(a["publisher"], a["statements"], a["versions"]) for a in found] == [("The Merrow Mail", 2, 2)] * 2
    assert kept("articles", "--since", "2031-05-03", "--json").stdout == ""
    assert len(kept("articles", "--limit", "1", "--json").stdout.splitlines()) == 1
    assert "The Merrow Mail" in kept("articles", "--publisher", "the merrow mail").stdout


def test_an_article_is_shown_with_its_changes_and_captures(kept):
    ids = [json.loads(line)["id"] for line in kept("articles", "--json").stdout.splitlines()]
    shown = kept("article", ids[0]).stdout
    assert "Sela Dorn" in shown
    assert "figure" in shown
    assert "- Ten people were on board" in shown
    assert "+ Twelve people were on board" in shown
    assert "articles.ndjson" in shown
    assert json.loads(kept("article", ids[0], "--json").stdout)["article"]["id"] == ids[0]


def test_search_marks_what_it_finds(kept):
    found = [json.loads(line) for line in kept("search", "board", "--json").stdout.splitlines()]
    assert {hit["party"] for hit in found} == {"Sela Dorn"}
    assert all(hit["passage"][slice(*hit["marks"][0])] == "board" for hit in found)
    assert "Sela Dorn" in kept("search", "board -harbour").stdout
    assert kept("search", "volcano").stderr == "Nothing found.\n"


def test_reread_and_upgrade_have_nothing_to_do_at_once(kept):
    assert "Read 0 again." in kept("reread").stderr
    assert "up to date" in kept("upgrade").stderr


@pytest.mark.parametrize("verb", [["articles"], ["article", "art-1"], ["search", "x"], ["reread"], ["upgrade"]])
def test_a_record_that_is_not_there_is_told(run, verb):
    assert "there is no such record. Make one: reportedly ingest" in run(*verb, code=1).stderr


def test_a_file_that_is_no_record_is_told(run, tmp_path):
    (tmp_path / "desk.db").write_bytes(b"not a database at all" * 100)
    assert "is not a record." in run("articles", code=1).stderr


def test_an_article_that_is_not_there_is_told(kept):
    assert "has no article 'art-zzz'" in kept("article", "art-zzz", code=1).stderr
    assert "has several articles" in kept("article", "art-", code=1).stderr
