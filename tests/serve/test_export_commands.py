"""The verb export, from the shell; the matters are made by hand."""

from __future__ import annotations

import json
import stat

import pytest
from click.testing import CliRunner

from reportedly.export import FORMATS
from reportedly.model import Capture, Captured
from reportedly.pipeline import weighing
from reportedly.serve.cli import main
from reportedly.serve.export_commands import FORMAT_NAMES
from reportedly.store import Record
from reportedly.store.matters import Story, replace_stories
from tests.export.invented_dossiers import make_mail as make_mail_reading
from tests.export.invented_dossiers import make_matter, make_wire


@pytest.fixture
def run(fake, tmp_path, monkeypatch):
    monkeypatch.setattr(weighing, "weigh_record", lambda record, rebuild=False, progress=None: 0)
    path = tmp_path / "desk.db"
    with Record(path) as record:
        for reading in (make_mail_reading(), make_wire()):
            article = reading.article
            capture = Capture(
                source=article.id, captured_at="2031-05-07T09:00:00Z", body=article.text.encode(), client="test/1"
            )
            record.add(Captured(article=article, capture=capture, page=article.url), reading, reader="fake/1")
        with record.writing() as connection:
            replace_stories(connection, [], [Story(id="sto-1", article_ids=(), matters=(make_matter(),))])

    def call(*arguments: str, code: int = 0):
        result = CliRunner().invoke(main, ["export", *arguments, "--db", str(path)], obj=fake)
        assert result.exit_code == code, result.stderr or result.output
        return result

    return call


def test_the_verb_knows_every_format():
    assert tuple(sorted(FORMATS)) == FORMAT_NAMES


def test_the_help_tells_every_format(fake):
    shown = CliRunner().invoke(main, ["export", "--help"], obj=fake).output
    assert [name for name in FORMAT_NAMES if f"\n    {name} " not in shown] == []


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_every_format_is_written(run, name):
    assert len(run(name).stdout_bytes) > 100


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_file_holds_what_the_output_would(run, tmp_path, name):
    out = tmp_path / "out"
    result = run(name, "-o", str(out))
    assert (result.stdout_bytes, out.read_bytes()) == (b"", run(name).stdout_bytes)
    assert stat.S_IMODE(out.stat().st_mode) & 0o600 == 0o600
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), 1),
        (("--status", "contested"), 1),
        (("--status", "withdrawn"), 0),
        (("--place", "orrow"), 1),
        (("--party", "quist"), 1),
        (("--party", "nobody"), 0),
        (("--since", "2031-05-08"), 0),
        (("--until", "2031-05-08"), 1),
        (("--matter", "mat-or"), 1),
        (("--matter", "mat-orrow", "--matter", "mat-or"), 1),
    ],
)
def test_matters_are_chosen(run, options, count):
    result = run("geojson", *options)
    assert len(json.loads(result.stdout)["features"]) == count
    assert result.stderr == ("" if count else "No matters found.\n")


def test_a_matter_by_its_id_cannot_be_chosen_twice_over(run):
    assert "--matter names matters" in run("geojson", "--matter", "mat-orrow", "--status", "contested", code=2).stderr


def test_a_matter_that_is_not_there_is_told(run):
    assert "has no matter 'mat-zzz'" in run("geojson", "--matter", "mat-zzz", code=1).stderr


def test_a_format_that_is_none_is_wrong_usage(run):
    assert "'xml' is not one of" in run("xml", code=2).stderr


def test_a_folder_that_is_not_there_is_told(run, tmp_path):
    assert "cannot be written" in run("ucdp", "-o", str(tmp_path / "none" / "out.csv"), code=1).stderr


def test_what_fails_leaves_the_file_that_was_there(run, tmp_path, monkeypatch):
    out = tmp_path / "out"
    out.write_text("before", encoding="utf-8")
    monkeypatch.setattr(Record, "reading", lambda *_: (_ for _ in ()).throw(ZeroDivisionError))
    run("plover", "-o", str(out), code=1)
    assert out.read_text(encoding="utf-8") == "before"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
