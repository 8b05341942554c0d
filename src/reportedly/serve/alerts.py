"""Who is told of news: the terminal, a webhook, and files that are written whole and swapped in."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click
import msgspec

from reportedly.errors import AlertError
from reportedly.ids import hash_bytes, make_id
from reportedly.ingest.webhook import Webhook
from reportedly.serve.links import safe_link
from reportedly.serve.rows import clean
from reportedly.store import Record
from reportedly.store.news import News, Passage

SURROGATE_ESCAPE = "replace"  # half of a surrogate pair, which UTF-8 cannot hold, becomes a question mark


class Alert(Protocol):
    """Somebody who is told. channel: the name under which the record keeps how far."""

    channel: str

    def tell(self, record: Record, news: Sequence[News]) -> None:
        """Tell the news, in its order; none at the end of each round. AlertError where it cannot be told now."""


class Printed:
    """News on standard output: a line each as JSON, or a few for people."""

    channel = "stdout"

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def tell(self, record: Record, news: Sequence[News]) -> None:
        """Print it."""
        for one in news:
            if self._as_json:
                sys.stdout.buffer.write(encode(one) + b"\n")
            else:
                click.echo("\n".join(_lines(one)))
        sys.stdout.flush()


class Posted:
    """News given to a webhook: ``{"news": [...]}``, the same bytes whenever it is the same news."""

    def __init__(self, webhook: Webhook, *, url: str) -> None:
        self._webhook = webhook
        self.channel = f"webhook:{hash_bytes(url.encode())[:16]}"  # the address itself may be a secret

    def tell(self, record: Record, news: Sequence[News]) -> None:
        """Post it, if there is any."""
        if news:
            body = b'{"news":[' + b",".join(map(encode, news)) + b"]}"
            self._webhook.post(body, delivery=make_id("dlv", *(one.id for one in news)))


def encode(one: News) -> bytes:
    """News as JSON in UTF-8."""
    return msgspec.json.encode(mend(msgspec.to_builtins(one)))


def mend(value: object) -> object:
    """The value with each half of a surrogate pair in its texts replaced, so that UTF-8 holds it; offsets stay."""
    if isinstance(value, str):
        return value.encode("utf-8", SURROGATE_ESCAPE).decode("utf-8")
    if isinstance(value, dict):
        return {key: mend(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mend(part) for part in value]
    return value


def write_whole(path: Path, text: str) -> None:
    """Put a file in place of another in one step: whoever reads it sees the old one or the new one.

    A file that has this text already is left alone. AlertError where it cannot be written.
    """
    data = text.encode("utf-8", SURROGATE_ESCAPE)
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)  # a temporary file is only its owner's; a feed is for others
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})."
        raise AlertError(str(path), problem, hint="Check the folder and its permissions.") from error


def web_address(url: str | None) -> str | None:
    """The address if a page may link to it: http or https, and nothing in it that ends a link."""
    return None if url is None or not url.isprintable() or set(url) & set(" <>\"'\\^`{|}") else safe_link(url)


def name_speaker(one: Passage) -> str:
    """Who says it, with the side, or that it is unnamed, or the outlet's own voice."""
    if one.own_voice:
        return f"{one.publisher or 'the outlet'}, own voice"
    if one.party is None:
        return "no source named"
    side = f" ({one.party.side})" if one.party.side else ""
    return f"{one.party.name}{side}{', unnamed' if one.anonymous else ''}"


def name_status(one: News) -> str:
    """The status, with the one before where it changed."""
    changed = one.status_before not in (None, one.status)
    return f"{one.status_before} → {one.status}" if changed else one.status


def count_origins(one: News) -> str:
    """How many origins are for, and against."""
    return f"{one.affirming_origins} for, {one.denying_origins} against"


def tell_turns(one: News) -> list[str]:
    """A line for each turn that no entry of the history tells."""
    told = [change.what for change in one.changes]
    return [
        f"{turn.party.name} turned: {turn.before} → {turn.now.says}"
        for turn in one.turns
        if not any(what.startswith(f"{turn.party.name} turned") for what in told)
    ]


def _lines(one: News) -> list[str]:
    told = f"{one.found_at}  {one.kind:<7}  {one.matter_id}  {clean(one.title)}"
    head = f"    {name_status(one)} · origins: {count_origins(one)}"
    turns = [f"{t.party.name}: {t.before} → {t.now.says}" for t in one.turns]
    quoted = [f"“{p.text}” — {name_speaker(p)} · {p.publisher or p.url or p.article_id}" for p in one.passages[:3]]
    more = len(one.passages[3:]) + one.more
    rest = [f"and {more} more: reportedly matter {one.matter_id}"] if more else []
    return [told, head, *(f"    {clean(part)}" for part in (*turns, *quoted, *rest))]
