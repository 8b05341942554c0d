"""The news of a record as an Atom feed (RFC 4287), its ids the same at every writing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from reportedly.ids import hash_bytes
from reportedly.serve.alerts import count_origins, name_speaker, name_status, tell_turns, web_address, write_whole
from reportedly.serve.rows import clean
from reportedly.store import Record
from reportedly.store.news import News, latest_news, name_record

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 100  # the latest; readers keep what they had
MOST_LINKS = 8  # articles that an entry names as related
EPOCH = "1970-01-01T00:00:00+00:00"  # when a feed without entries was updated: never
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


class AtomFile:
    """A feed file with the latest news, written anew after each round."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.channel = f"atom:{hash_bytes(str(path.absolute()).encode('utf-8', 'surrogateescape'))[:16]}"

    def tell(self, record: Record, news: Sequence[News]) -> None:
        """Write the feed with what is told and what was told before."""
        with record.looking() as connection:
            name = name_record(connection)
            latest = latest_news(connection, limit=MOST_ENTRIES)
        if name is not None:  # before anything came, the record has no name to make ids from
            write_whole(self._path, make_feed(name, latest))


def make_feed(name: str, latest: Sequence[News]) -> str:
    """The feed. name: of the record, from which all ids are made. latest: the latest first."""
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    made = uuid.uuid5(uuid.NAMESPACE_OID, f"reportedly watch {name}")
    _add(feed, "id", made.urn)
    _add(feed, "title", "Reportedly: what changed")
    _add(feed, "updated", latest[0].found_at if latest else EPOCH)
    _add(_add(feed, "author"), "name", "Reportedly")
    _add(feed, "generator", "Reportedly")
    for one in latest:
        _add_entry(feed, one, made)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add_entry(feed: ElementTree.Element, one: News, made: uuid.UUID) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", uuid.uuid5(made, one.id).urn)
    _add(entry, "title", f"{'New' if one.kind == 'new' else 'Changed'}: {clean(one.title)} [{name_status(one)}]")
    _add(entry, "updated", one.found_at)
    _add(entry, "category", term=one.status)
    addresses = dict.fromkeys(a for a in (web_address(p.url) for p in one.passages) if a)
    for address in list(addresses)[:MOST_LINKS]:
        _add(entry, "link", rel="related", href=address)
    passages = [(p, name_speaker(p), web_address(p.url)) for p in one.passages]
    content = _template().render(
        news=one, passages=passages, status=name_status(one), origins=count_origins(one), turns=tell_turns(one)
    )
    _add(entry, "content", content, type="html")


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    kept = {name: ILLEGAL.sub("\ufffd", value) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, kept)
    element.text = None if text is None else ILLEGAL.sub("\ufffd", text)
    return element


@cache
def _template() -> Template:
    loader = PackageLoader("reportedly.serve", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("alert.html")
