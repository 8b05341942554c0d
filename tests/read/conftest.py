"""Cases in marked form, resolved: what each source came to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from reportedly.model import Article, Furniture, Party, Source, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import resolve_sources
from reportedly.read.sources import Description, describe
from training.marked import Labelled, unmark

OPENERS = "“\"‘'"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A case after resolution, its sources in the order of their marks."""

    text: str
    sources: tuple[Source, ...]
    parties: tuple[Party, ...]

    def party(self, number: int) -> Party | None:
        """The party of a source."""
        return next((p for p in self.parties if p.id == self.sources[number].party), None)

    @property
    def names(self) -> list[str | None]:
        """The names of the sources' parties."""
        return [party.name if (party := self.party(i)) else None for i in range(len(self.sources))]

    @property
    def kinds(self) -> list[str | None]:
        """The kinds of the sources."""
        return [s.kind for s in self.sources]

    @property
    def ids(self) -> list[str | None]:
        """The ids of the sources' parties."""
        return [s.party for s in self.sources]

    def mentions(self, number: int) -> list[str]:
        """The words by which a source's party is mentioned."""
        party = self.party(number)
        return [self.text[b:e] for b, e in party.mentions] if party else []


def as_drafts(text: str, labelled: Sequence[Labelled], *, carries_on: dict[int, int]) -> list[Draft]:
    """Drafts from marks; a draft whose content lies in another's is nested in it."""
    drafts = []
    for i, a in enumerate(labelled):
        holders = [
            j
            for j, b in enumerate(labelled)
            if j != i and any(c[0] <= a.content[0][0] and a.content[-1][1] <= c[1] for c in b.content)
        ]
        drafts.append(
            Draft(
                source=tuple(a.source),
                cue=tuple(a.cue),
                content=tuple(a.content),
                quote="direct" if text[a.content[0][0]] in OPENERS else "indirect",
                parent=max(holders, key=lambda j: labelled[j].content[0]) if holders else None,
                carries_on=carries_on.get(i),
                confidence=1.0,
            )
        )
    return drafts


def make_article(text: str, *, furniture: tuple[Span, ...] = ()) -> Article:
    """An article of that text."""
    return Article(
        id="art-1",
        sha256="",
        url=None,
        publisher=None,
        title=None,
        byline=None,
        published=None,
        modified=None,
        language="en",
        text=text,
        furniture=tuple(Furniture(span=s, kind="promotion") for s in furniture),
    )


@pytest.fixture
def resolve() -> Callable[..., Resolved]:
    """Resolve a marked text."""

    def run(marked: str, *, carries_on: dict[int, int] | None = None, furniture: str | None = None) -> Resolved:
        text, labelled = unmark(marked)
        at = text.index(furniture) if furniture else 0
        article = make_article(text, furniture=((at, at + len(furniture)),) if furniture else ())
        drafts = as_drafts(text, labelled, carries_on=carries_on or {})
        return Resolved(text, *resolve_sources(article, drafts, language=load_language("en")))

    return run


@pytest.fixture
def describe_words() -> Callable[[str], Description | None]:
    """Describe a noun phrase."""
    from reportedly.read.names import tokenise

    language = load_language("en")
    return lambda words: describe(words, tokenise(words, language), language)
