"""Own voice: which clauses an outlet states itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reportedly.model import Article
from reportedly.read.own_voice import find_own_voice
from reportedly.read.syntax import Parser, load_parser
from tests.read.conftest import as_drafts, make_article
from training.marked import unmark


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def own(parser: Parser) -> Callable[..., list[str]]:
    """The own-voice clauses of a marked text, as words."""

    def run(marked: str, *, title: str | None = None, furniture: str | None = None) -> list[str]:
        text, labelled = unmark(marked)
        begin = text.index(furniture) if furniture else 0
        article: Article = make_article(text, furniture=((begin, begin + len(furniture)),) if furniture else ())
        if title:
            article = make_article(text)
            article = Article(**{n: getattr(article, n) for n in article.__slots__} | {"title_span": (0, len(title))})
        drafts = as_drafts(text, labelled, carries_on={})
        parse = parser.parse(text, skip=[f.span for f in article.furniture])
        return [text[b:e] for b, e in find_own_voice(parse, article, drafts)]

    return run


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Rebels shelled the port on Monday.", ["Rebels shelled the port on Monday"]),
        ("<S The mayor> <C said> <K rebels shelled the port>.", []),
        (
            "Rebels shelled the port. <S The mayor> <C blamed> <K the army>. Two cranes fell.",
            ["Rebels shelled the port", "Two cranes fell"],
        ),
        (
            "Two cranes fell into the harbour, but <S the mayor> <C said> <K nobody was hurt>.",
            ["Two cranes fell into the harbour"],
        ),
        (
            "At least nine people were hurt when guards gassed a crowded hall.",
            ["At least nine people were hurt", "guards gassed a crowded hall"],
        ),
        ("Did rebels shell the port?", []),
        ("Watch the briefing in full", []),
        ("A long night in Karlen", []),
        ("By Mara Teleki and Jon Arvid", []),
        ("The army could attack the port.", []),
        ("KARLEN, May 3 — Rebels shelled the port.", ["Rebels shelled the port"]),
        ("The ministry did not respond to questions.", []),
        ("Speaking in Karlen, <S the mayor> <C said> <K the port was safe>.", []),
    ],
)
def test_own_voice(own: Callable[..., list[str]], marked: str, expected: list[str]) -> None:
    assert own(marked) == expected


def test_the_headline_is_none(own: Callable[..., list[str]]) -> None:
    title = "Rebels shell the port"
    assert own(f"{title}\n\nTwo cranes fell.", title=title) == ["Two cranes fell"]


def test_furniture_is_none(own: Callable[..., list[str]]) -> None:
    assert own("Two cranes fell.\n\nOur app brings you the news.", furniture="Our app brings you the news.") == [
        "Two cranes fell"
    ]


def test_nothing_attributed_lies_within(parser: Parser) -> None:
    text, labelled = unmark("The port, <S the mayor> <C said>, <K was shelled> and the cranes fell on Monday.")
    drafts = as_drafts(text, labelled, carries_on={})
    spans = find_own_voice(parser.parse(text), make_article(text), drafts)
    covered = [s for d in drafts for s in (*d.source, *d.cue, *d.content)]
    assert not [(s, c) for s in spans for c in covered if s[0] < c[1] and c[0] < s[1]]
