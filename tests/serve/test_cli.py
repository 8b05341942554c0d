"""What the command line prints where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from reportedly.serve.cli import main

ROOT = Path(__file__).parents[2]
TEXT = "Ferry was full\n\nThe ferry was full, two port officials said. It was late, the mayor added.\n"

Run = Callable[..., Result]


@pytest.fixture
def run(fake) -> Run:
    def run(*arguments: object, stdin: bytes | str | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, obj=fake)

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# What is printed


def test_a_table_is_the_default(run, page):
    result = run("read", page)
    assert result.exit_code == 0
    assert "two port officials" in result.stdout
    assert result.stderr == ""


def test_json_is_one_reading_a_line(run, page):
    lines = run("read", page, page, "--json").stdout.splitlines()
    reading = json.loads(lines[0])
    assert len(lines) == 2
    begin, end = reading["attributions"][0]["content"]["spans"][0]
    assert reading["article"]["text"][begin:end] == "The ferry was full"
    assert set(reading) == {"article", "attributions", "parties", "events", "own_voice"}


def test_csv_has_one_header_and_a_line_for_each_attribution(run, page):
    rows = list(csv.DictReader(io.StringIO(run("read", page, page, "--csv").stdout)))
    assert [row["party"] for row in rows] == ["two port officials", "the mayor"] * 2
    assert rows[0]["title"] == "Ferry was full"


def test_standard_input_is_read(run):
    result = run("read", "-", "--json", stdin=TEXT)
    assert json.loads(result.stdout)["article"]["text"] == TEXT


def test_html_writes_a_page_and_says_where(run, page, tmp_path):
    result = run("read", page, "--html", tmp_path / "new" / "read.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "read.html" in result.stderr
    assert "two port officials" in (tmp_path / "new" / "read.html").read_text(encoding="utf-8")


def test_html_and_json_can_be_had_together(run, page, tmp_path):
    result = run("read", page, "--html", tmp_path / "read.html", "--json")
    assert json.loads(result.stdout)["article"]["title"] == "Ferry was full"
    assert (tmp_path / "read.html").exists()


def test_a_page_that_cannot_be_written_stops_before_anything_is_read(run, page, tmp_path):
    result = run("read", page, "--html", tmp_path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is a folder" in result.stderr


def test_what_the_user_says_of_the_article_counts(run, page):
    given = ("--published", "2031-05-06", "--publisher", "The Merrow Mail", "--url", "https://mail.example/1")
    article = json.loads(run("read", page, "--json", "--lang", "en", *given).stdout)["article"]
    known = (article["published"], article["publisher"], article["url"], article["language"])
    assert known == ("2031-05-06", "The Merrow Mail", "https://mail.example/1", "en")


def test_a_pipe_gets_one_line_an_attribution_and_no_colour(run, tmp_path):
    text = f"{'The ferry and all who travelled on her were very late ' * 8}, two port officials said.\n"
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    lines = run("read", tmp_path / "long.txt").stdout.splitlines()
    assert sum("officials" in line for line in lines) == 2  # the attribution and its party
    assert not any("\x1b" in line for line in lines)


# How it ends


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 2),
        (("--json", "--csv", "-"), 2),
        (("--threads", "0", "-"), 2),
        (("--jobs", "none", "-"), 2),
        (("--timeout", "0", "-"), 2),
        (("--no-such-option", "-"), 2),
        (("--published", "yesterday", "-"), 1),
    ],
)
def test_wrong_usage_and_what_stops_have_their_status(run, arguments, status):
    result = run("read", *arguments, stdin=TEXT)
    assert (result.exit_code, result.stdout) == (status, "")
    assert "Error" in result.stderr


BAD = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (b"\x7fELF\x02\x01\x01\0\0\0\0\0" * 90, "not text"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "PNG image"),
    "large.html": (b"<p>" + b"The ferry was late. " * 2**20, "too large"),
    "undecodable.txt": (bytes([0xFF, 0xFE, 0x00, 0xD8]) + b"a", "cannot be decoded"),
    "arabic.txt": ("قال المسؤول إن السفينة غرقت قبالة الساحل يوم الاثنين وإن جميع الركاب قد نجوا.\n" * 3, "language"),
    "navigation.html": (
        b"<nav><ul>" + b"".join(b"<li><a href='/%d'>Part %d</a></li>" % (i, i) for i in range(40)) + b"</ul></nav>",
        "navigation",
    ),
    "broken.ndjson": (b'{"title": "no text"}\n', "neither text nor html"),
    "poison.txt": ("A text of which a reader can make nothing: POISON.", "the reader failed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_article_is_told_and_the_others_are_read(run, page, tmp_path, name):
    data, said = BAD[name]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    result = run("read", tmp_path / name, page, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["article"]["text"] == TEXT
    told = result.stderr.splitlines()
    assert told[0] == "Skipped 1 of 2:"
    assert name in told[1]
    assert said in told[1]


HARD = {
    "unclosed": "“The ferry was full, two port officials said. It was late, the mayor added.",
    "emoji": "🚢🚢🚢 The ferry was full 😱, two port officials said. 🎉🎉🎉👩‍👩‍👧‍👦 It was late, the mayor added. 🇺🇳",
    "right-to-left within": "The ferry “مريم” was full, two port officials said. It was late, the mayor added.",
    "long": "The ferry was full, two port officials said. It was late, the mayor added.\n\n" * 14_300,
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_text_is_read(run, name):
    result = run("read", "-", "--json", stdin=HARD[name])
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(json.loads(result.stdout)["attributions"]) >= 2


def test_another_language_can_be_read_by_force(run):
    text = BAD["arabic.txt"][0]
    assert run("read", "-", stdin=text).exit_code == 1
    assert run("read", "-", "--lang", "en", stdin=text).exit_code == 0


def test_nothing_read_at_all_is_status_1(run, tmp_path):
    result = run("read", tmp_path / "missing.txt")
    assert result.exit_code == 1
    assert "missing.txt: does not exist" in result.stderr
    assert "nothing could be read" in result.stderr


def test_an_empty_folder_is_status_1(run, tmp_path):
    result = run("read", tmp_path)
    assert (result.exit_code, result.stderr) == (1, "Error: there is nothing to read.\n")


def test_quiet_leaves_only_the_status(run, page, tmp_path):
    result = run("read", page, tmp_path / "missing.txt", "--json", "--quiet")
    assert (result.exit_code, result.stderr) == (3, "")


def test_what_is_told_cannot_steer_the_terminal(run, page):
    result = run("read", page, "no\x1b[31mfile.txt", "--json")
    assert "\x1b" not in result.stderr
    assert "file.txt" in result.stderr


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
        elif self.path == "/refuses":
            self.send_error(403)
        elif self.path == "/loops":
            self.send_response(302)
            self.send_header("Location", "/loops")
            self.end_headers()
        elif self.path == "/trickles":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.server.let_go.wait(20)  # type: ignore[attr-defined]

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.let_go = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.let_go.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("/refuses", ("--allow-private",), "403"),
        ("/loops", ("--allow-private",), "redirects in a loop"),
        ("/trickles", ("--allow-private", "--timeout", "0.3", "--tries", "1"), "timed out"),
        ("/refuses", (), "private address"),
    ],
)
def test_a_bad_address_is_told_and_the_others_are_read(run, page, site, path, options, said):
    result = run("read", site + path, page, "--json", *options)
    assert result.exit_code == 3
    assert said in result.stderr
    assert json.loads(result.stdout)["article"]["text"] == TEXT


def test_a_closed_pipe_ends_it_quietly(tmp_path):
    lines = json.dumps({"text": TEXT}) + "\n"
    (tmp_path / "many.ndjson").write_text(lines * 3000, encoding="utf-8")
    program = (
        "from tests.serve.conftest import make_fake; from reportedly.serve.cli import main;"
        f"main(['read', {str(tmp_path / 'many.ndjson')!r}], obj=make_fake)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"Ferry was full\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# Help


def commands() -> Iterator[tuple[str, click.Command]]:
    yield "", main
    yield from main.commands.items()


@pytest.mark.parametrize("name", main.commands)
def test_help_ends_with_a_line_to_paste(run, name):
    lines = run(*name.split(), "--help").stdout.strip().splitlines()
    assert (lines[-2].strip(), "reportedly " in lines[-1]) == ("Paste this:", True)


def test_every_option_is_documented():
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    named = set(re.findall(r"`(?:reportedly )?(--[a-z-]+)", written))
    options = {
        option
        for _, command in commands()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }
    assert len(options) > 15
    assert options - named == set()


def test_the_line_to_paste_is_one_that_works(run):
    assert "two port officials" in run("read", "-", stdin="The ferry was full, two port officials said.\n").stdout


def test_help_needs_none_of_the_heavy_packages():
    program = (
        "import sys, reportedly.serve.cli; print({'numpy', 'onnxruntime', 'httpx', 'trafilatura'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"
