"""The verbs about parties, decisions and evidence, from the shell."""

from __future__ import annotations

import io
import json
import sqlite3

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from reportedly.serve.cli import main

SAID = ("The harbour is calm, Sela Dorn said.", "The harbour is rough, Sela Dorn said.", "It rains, Ivo Marn said.")


@pytest.fixture
def run(fake, tmp_path):
    def call(*arguments: str, code: int = 0):
        result = CliRunner().invoke(main, [*arguments, "--db", str(tmp_path / "desk.db")], obj=fake)
        assert result.exit_code == code, result.stderr or result.output
        return result

    path = tmp_path / "articles.ndjson"
    records = [{"url": f"https://mail.example/{i}", "language": "en", "text": text} for i, text in enumerate(SAID)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    call("ingest", str(path))
    return call


def lines(result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_parties_are_listed_with_what_they_said(run):
    assert [(p["name"], p["statements"], p["articles"]) for p in lines(run("parties", "--json"))] == [
        ("Sela Dorn", 2, 2),
        ("Ivo Marn", 1, 1),
    ]
    assert "Ivo Marn" not in run("parties", "--name", "dorn").stdout
    assert len(lines(run("parties", "--limit", "1", "--json"))) == 1


def test_a_party_is_shown_with_its_statements_and_why_it_is_one(run):
    [shown] = lines(run("party", "Sela Dorn", "--json"))
    assert sorted(s["content"] for s in shown["statements"]) == ["The harbour is calm", "The harbour is rough"]
    assert all(member["reason"] for member in shown["members"])
    assert "The harbour is calm" in run("party", "Sela Dorn").stdout
    assert "has no party 'Nobody'" in run("party", "Nobody", code=1).stderr


def test_a_merge_holds_until_it_is_undone(run):
    result = run("merge", "Sela Dorn", "Ivo Marn", "--by", "Ada", "--reason", "one woman, two names")
    assert "Decision 1 is kept." in result.stderr
    assert len(lines(run("parties", "--json"))) == 1
    assert [(d["by"], d["reason"], d["in_force"]) for d in lines(run("decisions", "--json"))] == [
        ("Ada", "one woman, two names", True)
    ]
    run("undo", "1", "--by", "Ada", "--reason", "no, two")
    assert len(lines(run("parties", "--json"))) == 2
    assert "one woman, two names" in run("decisions").stdout


def test_a_split_takes_one_article_s_party_out(run):
    [shown] = lines(run("party", "Sela Dorn", "--json"))
    member = shown["members"][0]
    name = f"{member['article_id']}/{member['party_id']}"
    run("split", shown["party"]["id"], name, "--by", "Ada", "--reason", "namesakes")
    assert [p["articles"] for p in lines(run("parties", "--name", "dorn", "--json"))] == [1, 1]


def test_verify_is_quiet_about_a_sound_record_and_names_what_does_not_hold(run, tmp_path):
    assert run("verify").stderr == "All holds.\n"
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("UPDATE article SET text = 'The harbour is gone.' WHERE url LIKE '%/1'")
    connection.close()
    result = run("verify", code=1)
    assert "things do not hold" in result.stderr
    assert "art-" in result.stdout


def test_evidence_is_a_warc_of_the_article(run, tmp_path):
    found = lines(run("articles", "--json"))[0]
    target = tmp_path / "evidence.warc.gz"
    run("evidence", found["id"][:12], "--warc", str(target))
    records = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(io.BytesIO(target.read_bytes()))]
    assert {"resource", "metadata"} <= {kind for kind, _ in records}
    assert any(b"harbour" in body or b"rains" in body for kind, body in records if kind == "resource")
