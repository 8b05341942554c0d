"""Readings made by hand from marked text, and a reader that gives them: no weights are needed to show something."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from reportedly.ids import make_id
from reportedly.ingest import article_from_text
from reportedly.model import Article, Attribution, Content, Cue, Party, PartyKind, QuoteKind, Reading, Source, Span
from reportedly.read import Reader
from training.marked import Labelled, unmark

SAID = re.compile(r"(?P<content>[^.!?\n]+), (?P<source>(?:[^\s,.]+ ){0,3}[^\s,.]+) (?P<cue>said|added)\b")
NEAR = 20  # attributions between which nesting is looked for, and mentions kept, so that long texts stay quick

Names = Mapping[int, tuple[str, PartyKind]]


@dataclass(frozen=True, slots=True)
class FakeReader:
    """Reads "…, NAME said" and nothing else; a text that holds POISON makes it fail."""

    version: str = "fake/1"

    def read(self, article: Article) -> Reading:
        if "POISON" in article.text:
            raise ZeroDivisionError("poisoned")
        found = [
            Labelled(source=[m.span("source")], cue=[m.span("cue")], content=[m.span("content")])
            for m in SAID.finditer(article.text)
        ]
        names: Names = {i: (article.text[slice(*one.source[0])], "person") for i, one in enumerate(found, 1)}
        return as_reading(article, found, names)


def make_fake(*, threads: int = 1) -> Reader:
    """In the place of ``load_reader``."""
    return FakeReader()


def as_reading(article: Article, found: list[Labelled], names: Names) -> Reading:
    """A Reading; names: the party of the first attribution is that of 1, and so on; none for those left out."""
    parties: dict[str, Party] = {}
    made = []
    for number, one in enumerate(found, 1):
        name, kind = names.get(number, (None, None))
        if name and kind:
            old = parties.get(name)
            mentions = (*(old.mentions if old else ()), *one.source)[:NEAR]
            parties[name] = Party(
                id=make_id("pty", name), name=name, kind=kind, anonymous=kind == "anonymous", mentions=mentions
            )
        near = range(max(1, number - NEAR), min(len(found), number + NEAR) + 1)
        holders = [i for i in near if i != number and _holds(found[i - 1], one)]
        holder = max(holders, key=lambda i: found[i - 1].content[0][0], default=None)
        made.append(
            Attribution(
                id=f"att-{number}",
                source=Source(
                    spans=tuple(one.source),
                    kind=kind,
                    count=None,
                    implicit=not one.source and bool(name),
                    party=parties[name].id if name else None,
                ),
                cue=Cue(spans=tuple(one.cue)),
                content=Content(spans=tuple(one.content)),
                quote=_quote_of(article.text, one.content),
                nested_in=f"att-{holder}" if holder else None,
                confidence=0.93,
            )
        )
    return Reading(article=article, attributions=tuple(made), parties=tuple(parties.values()))


def _holds(outer: Labelled, inner: Labelled) -> bool:
    return any(b <= inner.content[0][0] and inner.content[-1][1] <= e for b, e in outer.content) and (
        outer.content != inner.content
    )


def _quote_of(text: str, spans: list[Span]) -> QuoteKind:
    words = "".join(text[b:e] for b, e in spans).strip()
    if words.startswith(("“", '"')) and words.endswith(("”", '"')):
        return "direct"
    return "mixed" if "“" in words or '"' in words else "indirect"


def build_reading(marked: str, names: Names, **known: str | None) -> Reading:
    """A Reading of a marked text (see ``training/MARKED.md``)."""
    text, found = unmark(marked)
    return as_reading(article_from_text(text, **known), found, names)


@pytest.fixture
def fake() -> Callable[..., Reader]:
    return make_fake


@pytest.fixture
def build() -> Callable[..., Reading]:
    return build_reading


MARKED = """Ferry firm denies early sailing

By Ada Quist, in Merrow

<S1 The harbour office> <C1 denied> <K1 that the ferry had left early>.

<K2 “Nobody gave that order,”> <C2 said> <S2 its head, Sela Dorn>, <K2 “and nobody will.”>

<S3 She> <C3 said> <K3 <S4 the mayor> <C4 had told> her <K4 to wait, as <S5 two men> <C5 felt> <K5 “too much” swell>>>.

Sign up to our newsletter: the harbour, in your inbox

<S6,7 A dock worker, who asked not to be named,> <C6 said> <K6 two cranes fell> and <C7 warned> <K7 “a third will”>.
<K8 It would also be searched by divers>. <C9 It is understood that> <K9 talks resume at noon>.

Read more:
How the ferry was built
"""
NAMES: Names = {
    1: ("Merrow harbour office", "organisation"),
    2: ("Sela Dorn", "person"),
    3: ("Sela Dorn", "person"),
    4: ("the mayor", "person"),
    5: ("two men", "group"),
    6: ("a dock worker", "anonymous"),
    7: ("a dock worker", "anonymous"),
    8: ("a dock worker", "anonymous"),
}


@pytest.fixture
def ferry() -> Reading:
    return build_reading(MARKED, NAMES, publisher="The Merrow Mail", published="2031-05-06T06:15:00+01:00")


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs the tests may tell a width."""
    monkeypatch.delenv("COLUMNS", raising=False)
