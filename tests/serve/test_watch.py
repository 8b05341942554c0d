"""Watching: rounds, what they tell, and to whom; the clock is ours and nothing is waited for."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree

import feedparser
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from reportedly.errors import AlertError, ArticleError, RecordError, SetupError
from reportedly.ingest import IngestOptions
from reportedly.ingest.webhook import Webhook, sign
from reportedly.model import Change
from reportedly.pipeline import watching as rounds
from reportedly.pipeline.watching import run_round
from reportedly.serve.alerts import Posted, Printed, encode, web_address, write_whole
from reportedly.serve.atom import AtomFile, make_feed
from reportedly.serve.cli import main
from reportedly.serve.digest import DigestFolder, escape, make_digest
from reportedly.serve.watching import Time, Watch, channels_of, parse_duration
from reportedly.store import Record
from reportedly.store.matters import Story, replace_stories
from reportedly.store.news import News, list_news
from tests.store.invented_matters import QUIST, make_matter, make_statement

NOW = datetime(2031, 5, 2, 8, 0, tzinfo=UTC)
FIRST = make_statement("att-1", "art-a")
DENIAL = make_statement("att-2", "art-b", QUIST, says="no", stance="deny", text="Nobody left", origin="ori-2")
NASTY = "<script>alert(1)</script> [x](javascript:x) # *b* `c` &amp; https://bad.example www.bad.example \x00"
ARTICLE = {
    "url": "https://mail.example/1", "publisher": "The Merrow Mail", "language": "en", "published": "2031-05-02",
    "text": "Ferry late\n\nTen people were on board, Sela Dorn said. The harbour was calm, Ivo Marn said.",
}  # fmt: skip


@dataclass
class FakeTime:
    """Seconds pass by sleeping only."""

    passed: float = 0.0
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.passed += seconds

    def make(self) -> Time:
        return Time(now=lambda: NOW, monotonic=lambda: self.passed, sleep=self.sleep)


class Told:
    """An alert that remembers, and fails as often as it is told to."""

    channel = "told"

    def __init__(self, *, fails: int = 0) -> None:
        self.ids: list[str] = []
        self.fails = fails

    def tell(self, record, news) -> None:
        if news and self.fails:
            self.fails -= 1
            raise AlertError("desk", "is asleep.")
        self.ids += [one.id for one in news]


@pytest.fixture
def record(tmp_path) -> Iterator[Record]:
    with Record(tmp_path / "desk.db") as made:
        yield made


def put(record: Record, *matters) -> None:
    with record.writing() as connection:
        replace_stories(connection, ["sto-1"], [Story(id="sto-1", article_ids=(), matters=matters)])


def keep_nothing():
    yield from ()


def one_round(record: Record, *alerts, matters=(), keep=keep_nothing):
    """A round that finds these matters."""

    def keeping():
        put(record, *matters)
        yield from keep()

    return run_round(record, keeping, weigh=lambda _: None, channels=channels_of(alerts), clock=lambda: NOW)


def find_news(record: Record, *matters, alerts=()) -> list[News]:
    return list(one_round(record, *alerts, matters=matters).news)


def make_watch(record, run, *alerts, log=None, clock=None, quiet=False) -> Watch:
    return Watch(
        record, run, alerts, time=(clock or FakeTime()).make(), log=(log if log is not None else []).append, quiet=quiet
    )


def stop_after(times: int):
    """Says to stop once it was asked so often between rounds."""
    asked = iter([False] * times)
    return lambda: next(asked, True)


# Rounds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("1h", 3600), ("1h30m", 5400), ("1d", 86400), (" 5m ", 300), ("", None), ("10", None),
     ("0s", None), ("m", None), ("1m1h", None), ("1.5h", None), ("-1m", None), ("١m", None), ("9999d", None)],
)  # fmt: skip
def test_a_time_is_read_strictly(text, seconds):
    assert parse_duration(text) == seconds


def test_a_round_keeps_weighs_and_then_finds(record):
    done = []

    def keep():
        done.append("keep")
        yield ArticleError("page", "is empty.")

    found = run_round(record, keep, weigh=lambda _: done.append("weigh"), clock=lambda: NOW)
    assert done == ["weigh", "keep", "weigh"]  # before the first round, what is there is weighed: it is known
    assert (found.news, [str(e) for e in found.skipped]) == ((), ["page: is empty."])


def test_rounds_begin_as_often_as_asked_whatever_they_take(record):
    clock, began = FakeTime(), []

    def run():
        began.append(clock.passed)
        clock.passed += 100 if len(began) == 2 else 5
        return one_round(record)

    stopped = lambda: len(began) == 4  # noqa: E731
    make_watch(record, run, clock=clock).run(every_s=60, is_stopped=stopped)
    assert began == pytest.approx([0, 60, 160, 220])
    assert max(clock.naps) <= 0.25


@pytest.mark.parametrize(
    "error", [RecordError("desk.db", "another process holds it."), ValueError("odd"), OSError("x")]
)
def test_a_round_that_fails_is_told_with_the_time_and_the_next_goes_on(record, error):
    lines: list[str] = []
    rounds = iter([error, None, None])
    ran = []

    def run():
        ran.append(1)
        if (failed := next(rounds)) is not None:
            raise failed
        return one_round(record)

    outcome = make_watch(record, run, log=lines).run(every_s=60, is_stopped=lambda: len(ran) == 2)
    assert outcome == (True, False)
    assert lines[0].startswith("2031-05-02T08:00:00Z  The round failed: ")
    assert str(error) in lines[0]
    assert "nothing changed" in lines[1]


def test_a_setup_error_ends_the_watch(record):
    def run():
        raise SetupError("no weights")

    with pytest.raises(SetupError):
        make_watch(record, run).run(every_s=60, is_stopped=lambda: False)


def test_what_is_skipped_each_time_is_named_once(record):
    lines: list[str] = []

    def keep():
        yield ArticleError("https://mail.example/2", "is empty.")

    watch = make_watch(record, lambda: one_round(record, keep=keep), log=lines)
    ran = iter([False] * 600)
    watch.run(every_s=60, is_stopped=lambda: next(ran, True))
    assert sum("is empty." in line for line in lines) == 1
    assert sum("skipped 1" in line for line in lines) >= 2


def test_what_could_not_be_told_is_told_later_and_others_are_not_kept_waiting(record):
    sleepy, other = Told(fails=2), Told()
    other.channel = "other"
    matters = (make_matter(FIRST),)
    watch = make_watch(record, lambda: one_round(record, sleepy, other, matters=matters), sleepy, other)
    assert watch.run(every_s=None, is_stopped=lambda: False) == (False, False)
    assert (len(sleepy.ids), len(other.ids)) == (0, 1)
    watch.run(every_s=None, is_stopped=lambda: False)
    again = make_watch(record, lambda: one_round(record, sleepy, other, matters=matters), sleepy, other)
    assert again.run(every_s=None, is_stopped=lambda: False) == (True, False)
    assert sleepy.ids == other.ids
    assert len(sleepy.ids) == 1


def test_a_restart_tells_what_was_found_and_not_told(record):
    told = Told()
    find_news(record, make_matter(FIRST), alerts=(told,))  # and killed here
    make_watch(record, lambda: one_round(record, told, matters=(make_matter(FIRST),)), told).run(
        every_s=None, is_stopped=lambda: False
    )
    assert len(told.ids) == 1


# From the shell


@pytest.fixture
def run(fake, tmp_path, monkeypatch):
    """The verb with a fake reader; what is weighed makes one matter of all that is there."""

    def weigh(record):
        if record.count():
            put(record, make_matter(FIRST, DENIAL, history=(Change(at=None, what="Ada Quíst denies it"),)))

    monkeypatch.setattr(rounds, "make_weigh", lambda: weigh)
    (tmp_path / "a.ndjson").write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")

    def call(*arguments: str, code: int = 0, sources=("a.ndjson",)):
        command = ["watch", *(str(tmp_path / s) for s in sources), "--db", str(tmp_path / "desk.db"), *arguments]
        result = CliRunner().invoke(main, command, obj=fake)
        assert result.exit_code == code, result.stderr or result.output
        return result

    return call


def test_once_tells_what_is_new_and_then_nothing(run, tmp_path):
    options = ("--once", "--atom", str(tmp_path / "feed" / "changes.atom"), "--digest", str(tmp_path / "days"))
    told = run(*options)
    assert "Did the ferry leave early?" in told.stdout
    assert "“Nobody left” — Ada Quíst (Ferry Union) · The Merrow Mail" in told.stdout
    assert "Kept: 1 new; matters: 1 new, 0 changed." in told.stderr
    assert len(feedparser.parse(str(tmp_path / "feed" / "changes.atom")).entries) == 1
    [day] = (tmp_path / "days").iterdir()
    before = day.read_bytes()
    again = run(*options)
    assert (again.stdout, day.read_bytes()) == ("", before)
    assert "Kept: 1 seen before; nothing changed." in again.stderr


def test_json_is_one_piece_a_line(run):
    [news] = map(json.loads, run("--once", "--json", "--quiet").stdout.splitlines())
    assert (news["kind"], news["passages"][0]["text"]) == ("new", "the ferry left early")


def test_skipped_articles_give_3_and_a_round_that_fails_1(run, monkeypatch):
    assert "none.ndjson" in run("--once", code=3, sources=("a.ndjson", "none.ndjson")).stderr

    def fail(*_: object, **__: object) -> None:
        raise RecordError("desk.db", "the disk is full.")

    monkeypatch.setattr(rounds, "run_round", fail)
    assert "The round failed: desk.db: the disk is full." in run("--once", code=1).stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "Give --every TIME"),
        (("--once", "--every", "10m"), "Give --every TIME"),
        (("--every", "soon"), "'soon' is no time"),
        (("--once", "--webhook", "https://desk.example/hook"), "--secret-file belong together"),
    ],
)
def test_wrong_usage_is_told(run, options, told):
    assert told in run(*options, code=2).stderr


def test_standard_input_is_read_once_only(fake, tmp_path):
    command = ["watch", "-", "--db", str(tmp_path / "desk.db"), "--every", "10m"]
    assert "Standard input" in CliRunner().invoke(main, command, obj=fake).stderr


def test_a_webhook_needs_a_secret_that_is_one(run, tmp_path):
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    hook = ("--once", "--webhook", "https://desk.example/hook", "--secret-file")
    assert "the secret is empty" in run(*hook, str(tmp_path / "empty"), code=1).stderr
    assert "cannot be read" in run(*hook, str(tmp_path / "none"), code=1).stderr


def test_sigterm_finishes_what_is_in_hand(run, monkeypatch):
    ran = rounds.run_round

    def interrupted(*arguments, **options):
        signal.raise_signal(signal.SIGTERM)
        return ran(*arguments, **options)

    monkeypatch.setattr(rounds, "run_round", interrupted)
    before = signal.getsignal(signal.SIGTERM)
    told = run("--every", "1h")
    assert "Stopping: this round is finished." in told.stderr
    assert "Did the ferry leave early?" in told.stdout
    assert signal.getsignal(signal.SIGTERM) is before


# The feed


def nasty_news(record: Record) -> list[News]:
    bad = make_statement("att-7", "art-z", None, text=NASTY, says="unknown")
    article = bad.article
    object.__setattr__(article, "publisher", f"Mail {NASTY}")
    object.__setattr__(article, "url", "javascript:alert(1)")
    return find_news(record, make_matter(bad, FIRST, title=f"Did {NASTY}?", history=(Change(at=None, what=NASTY),)))


def test_the_feed_is_atom_with_ids_that_stay(record):
    news = find_news(record, make_matter(FIRST, DENIAL))
    text = make_feed("a" * 64, news)
    assert text == make_feed("a" * 64, news)
    parsed = feedparser.parse(text)
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    [entry] = parsed.entries
    assert entry.id.startswith("urn:uuid:")
    assert (entry.updated, entry.tags[0].term) == ("2031-05-02T08:00:00+00:00", "contested")
    assert [link.href for link in entry.links] == ["https://mail.example/art-a", "https://mail.example/art-b"]
    assert "“Nobody left”" in entry.content[0].value
    assert make_feed("b" * 64, news) != text


def test_every_entry_has_what_atom_asks_for(record):
    feed = ElementTree.fromstring(make_feed("a" * 64, nasty_news(record)))
    atom = "{http://www.w3.org/2005/Atom}"
    for element in (feed, *feed.findall(f"{atom}entry")):
        assert [len(element.findall(f"{atom}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert feed.find(f"{atom}author/{atom}name") is not None


def test_nothing_in_an_article_becomes_markup_of_the_feed(record):
    entry = feedparser.parse(make_feed("a" * 64, nasty_news(record)), sanitize_html=False).entries[0]
    assert "<script" not in entry.content[0].value
    assert "&lt;script&gt;" in entry.content[0].value
    assert "javascript:" not in "".join(link.href for link in entry.links)
    assert 'href="javascript' not in entry.content[0].value


def test_an_empty_feed_is_one_and_a_record_without_captures_has_none(record, tmp_path):
    assert feedparser.parse(make_feed("a" * 64, [])).bozo is False
    AtomFile(tmp_path / "x.atom").tell(record, [])
    assert not (tmp_path / "x.atom").exists()


def test_a_file_is_swapped_in_whole(tmp_path, monkeypatch):
    path = tmp_path / "feed.atom"
    write_whole(path, "old")
    inode = path.stat().st_ino
    write_whole(path, "old")
    assert path.stat().st_ino == inode
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(AlertError, match="No space left"):
        write_whole(path, "new")
    assert (path.read_text(), [p.name for p in tmp_path.iterdir()]) == ("old", ["feed.atom"])


@pytest.mark.parametrize(
    ("url", "links"),
    [("https://mail.example/a?b=1", True), ("javascript:alert(1)", False), ("https://a.example/ b", False),
     ("https://a.example/\n", False), ('https://a.example/"', False), ("http://[", False), (None, False)],
)  # fmt: skip
def test_only_web_addresses_become_links(url, links):
    assert web_address(url) == (url if links else None)


# The digest


def test_the_digest_has_new_matters_turns_and_statuses_each_with_passages(record, tmp_path):
    folder = DigestFolder(tmp_path / "days")
    find_news(record, make_matter(FIRST, status="single-origin"))
    find_news(record, make_matter(FIRST, DENIAL, history=(Change(at=None, what="Ada Quíst denies it"),)))
    with record.looking() as connection:
        folder.tell(record, list_news(connection))
    text = (tmp_path / "days" / "2031-05-02.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## New matters", "## Status changed"]
    assert "**single-origin → contested** · origins: 1 for, 1 against" in text
    assert (
        "> “Nobody left”\n>\n> — Ada Quíst (Ferry Union) · says no (deny) · [The Merrow Mail](<https://mail.example/art-b>)"
        in text
    )
    assert "`art-b` 4–24" in text


def test_nothing_in_an_article_becomes_markup_of_the_digest(record):
    text = make_digest("2031-05-02", nasty_news(record))
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<script" not in shown
    assert "javascript:x" in shown
    assert "<a " not in shown.replace('<a href="https://mail.example/art-a">', "")
    assert "<em>" not in shown
    assert "https://bad" not in text


@pytest.mark.parametrize(
    "text", ["1. one", "- one", "# one", "> one", "+ one", "* one", "=", "a | b", "~~a~~", "1) one"]
)
def test_escaped_text_is_shown_as_it_is(text):
    shown = MarkdownIt("commonmark").render(escape(text))
    assert shown == f"<p>{text.replace('>', '&gt;')}</p>\n"


# The webhook


class Receiver:
    """A server on this machine that answers with the statuses given, then 204."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.got: list[tuple[bytes, dict[str, str]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((body, dict(self.headers)))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook/secret-part"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def hook(receiver: Receiver, **options) -> Webhook:
    known = {"allow_private": True, "sleep": lambda _: None, "tries": 3} | options
    return Webhook(receiver.url, secret=b"quay", options=IngestOptions(**known))


def test_news_is_posted_signed(record, receiver):
    news = find_news(record, make_matter(FIRST))
    Posted(hook(receiver), url=receiver.url).tell(record, news)
    [(body, headers)] = receiver.got
    assert headers["X-Reportedly-Signature"] == "sha256=" + hmac.new(b"quay", body, hashlib.sha256).hexdigest()
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["news"] == [json.loads(encode(news[0]))]
    Posted(hook(receiver), url=receiver.url).tell(record, [])
    assert len(receiver.got) == 1


def test_a_signature_is_the_one_of_the_standard():
    assert sign(b"what do ya want for nothing?", b"Jefe") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_what_may_pass_is_tried_again_with_the_same_body_and_delivery(receiver):
    receiver.statuses = [503, 429]
    hook(receiver).post(b"{}", delivery="dlv-1")
    assert {(body, headers["X-Reportedly-Delivery"]) for body, headers in receiver.got} == {(b"{}", "dlv-1")}
    assert len(receiver.got) == 3


@pytest.mark.parametrize(("status", "asked"), [(500, 3), (400, 1), (302, 1), (410, 1)])
def test_what_is_not_taken_is_an_error_without_the_address(receiver, status, asked):
    receiver.statuses = [status] * 5
    receiver.headers = {"Location": "http://127.0.0.1:1/"}
    with pytest.raises(AlertError, match=f"answers {status}") as caught:
        hook(receiver).post(b"{}", delivery="dlv-1")
    assert len(receiver.got) == asked
    assert "secret-part" not in str(caught.value)


def test_a_long_pause_is_left_for_later(receiver):
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    made = hook(receiver, max_wait_s=5)
    for _ in range(2):
        with pytest.raises(AlertError):
            made.post(b"{}", delivery="dlv-1")
    assert len(receiver.got) == 1


def test_private_addresses_are_refused_unless_allowed(receiver):
    with pytest.raises(AlertError, match="private address"):
        hook(receiver, allow_private=False).post(b"{}", delivery="dlv-1")
    assert receiver.got == []


def test_nobody_there_is_an_alert_error(receiver):
    made = Webhook(
        "http://127.0.0.1:1/", secret=b"quay", options=IngestOptions(allow_private=True, sleep=lambda _: None)
    )
    with pytest.raises(AlertError, match="cannot be told"):
        made.post(b"{}", delivery="dlv-1")


@pytest.mark.parametrize("url", ["ftp://desk.example/", "hook", "https://a:b@desk.example/", "file:///etc"])
def test_an_address_that_is_none_is_a_setup_error(url):
    with pytest.raises(SetupError):
        Webhook(url, secret=b"quay")


def test_the_channel_of_a_webhook_does_not_hold_its_address(receiver):
    assert "secret" not in Posted(hook(receiver), url=receiver.url).channel
    assert Printed(as_json=True).channel == "stdout"
