"""The reader that ships: furniture left out, cues read, sources resolved."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from reportedly.ids import make_id
from reportedly.model import Article, Attribution, Content, Cue, Reading, Source
from reportedly.read.attributions import find_attributions
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import resolve_sources
from reportedly.read.tagger import Tagger
from reportedly.read.words import split_words

WEIGHTS = "weights"
VERSION = "tagger-en/1"


class Reader(Protocol):
    """Anything that reads articles; ``version`` changes when its results may."""

    @property
    def version(self) -> str:
        """Name and number of the reader."""
        ...

    def read(self, article: Article) -> Reading:
        """What the article reports."""
        ...


class TrainedReader:
    """Reads English news with the trained tagger."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self._language = load_language("en")

    @property
    def version(self) -> str:
        """Name and number of the reader."""
        return VERSION

    def read(self, article: Article) -> Reading:
        """The article's attributions in text order and the parties behind them, in order of first mention.

        Never raises on any text: a text without attributions gives a Reading without any.
        """
        skip = tuple(f.span for f in article.furniture)
        words = split_words(article.text, skip=skip, headline=article.title_span)
        drafts = find_attributions(article.text, words, self._tagger, language=self._language)
        sources, parties = resolve_sources(article, drafts, language=self._language)
        return Reading(article=article, attributions=_as_attributions(article, drafts, sources), parties=parties)


def load_reader(*, threads: int = 1, weights: Path | None = None) -> TrainedReader:
    """Load the weights, once for any number of articles (about 0.2 s). SetupError when they are missing.

    threads: cores to use for one article. weights: a folder other than the one that ships.
    """
    folder = weights or Path(str(files("reportedly.read"))) / WEIGHTS
    return TrainedReader(Tagger(folder, threads=threads))


def _as_attributions(article: Article, drafts: Sequence[Draft], sources: Sequence[Source]) -> tuple[Attribution, ...]:
    ids = [
        make_id("att", article.id, i, *(x for span in draft.content for x in span)) for i, draft in enumerate(drafts)
    ]
    return tuple(
        Attribution(
            id=ids[i],
            source=source,
            cue=Cue(spans=draft.cue),
            content=Content(spans=draft.content),
            quote=draft.quote,
            nested_in=None if draft.parent is None else ids[draft.parent],
            confidence=draft.confidence,
        )
        for i, (draft, source) in enumerate(zip(drafts, sources, strict=True))
    )
