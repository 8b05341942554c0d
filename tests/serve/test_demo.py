"""The samples that come with it, read with the reader that ships."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from reportedly.serve.cli import main
from reportedly.store import Record
from reportedly.store.matters import MatterQuery


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Result:
    page = tmp_path_factory.mktemp("demo") / "out" / "demo.html"
    result = CliRunner().invoke(main, ["demo", "--html", str(page), "--db", str(page.with_name("demo.db"))])
    with Record(page.with_name("demo.db"), create=False) as record:
        result.matters = record.matters(MatterQuery())  # type: ignore[attr-defined]
    result.page = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    return result


def test_the_demo_reads_every_sample(demo):
    assert demo.exit_code == 0
    titles = ("Ash from Mount Brannoc", "Brannoc:", "First buses leave Ostrel", "Port strike", "Lake Oru fire live")
    assert [title for title in titles if title not in demo.stdout] == []


def test_the_demo_says_where_the_page_is(demo):
    assert demo.stderr.splitlines()[-2].endswith("demo.html. Open it in a browser.")


def test_the_demo_keeps_a_record_and_says_how_to_look_at_it(demo):
    assert len({m.story for m in demo.matters}) >= 4
    command, address = demo.stderr.splitlines()[-1].split(", then ")
    assert "reportedly serve --db" in command
    assert address.startswith("http://127.0.0.1:")


def test_the_page_marks_what_the_samples_report(demo):
    assert demo.page.count('class="ref"') > 40


def test_no_page_furniture_is_given_to_a_party(demo):
    voices = [part.split("</aside>")[0] for part in demo.page.split("<aside")[1:]]
    assert len(voices) >= 5
    assert not any("Sign up to the Meridian" in voice or "Read more" in voice for voice in voices)


def test_a_text_is_read_with_the_reader_that_ships():
    result = CliRunner().invoke(main, ["read", "-"], input="The ferry was full, two port officials said.\n")
    assert "two port officials" in result.stdout
