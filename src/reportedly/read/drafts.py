"""Drafts: attributions as the tagger and the joiner leave them, before their sources are resolved."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.model import QuoteKind, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An attribution as printed.

    source, cue: may be empty. content: at least one span.
    parent: index of the draft whose content holds this one.
    carries_on: index of the earlier draft whose source goes on here ("It would also …"); the
    source may then be empty or a pronoun.
    confidence: 0..1 that it was read right.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    quote: QuoteKind
    parent: int | None
    carries_on: int | None
    confidence: float
