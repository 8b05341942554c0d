"""Who stands behind an outlet that is the source as printed: "Radio X, citing the mayor, reported that …"."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.model import Span
from reportedly.read.channels import Outlets, load_relay_words, phrase_from
from reportedly.read.drafts import Draft
from reportedly.read.syntax import Parse

CITING = frozenset({"citing", "quoting"})


def find_cited(parse: Parse, drafts: Sequence[Draft], *, text: str, publisher: str | None) -> tuple[Span | None, ...]:
    """For each draft the noun phrase that its source cites in the same sentence, where the source is an outlet.

    The one cited is the party then, and the outlet its relay; the source as printed stays the outlet. None where the
    source is no outlet, or cites nobody outside the content.
    """
    if not any(token.text.casefold() in CITING for token in parse.tokens):
        return (None,) * len(drafts)  # most articles: what outlets there are need not be looked for again
    words = load_relay_words()
    outlets = Outlets(parse, drafts, text=text, publisher=publisher, words=words)
    found: list[Span | None] = []
    for draft in drafts:
        source = parse.tokens_in(draft.source[0]) if len(draft.source) == 1 else range(0)
        run = _outside(parse, draft, source) if source and outlets.is_medium(source) else []
        at = next((n for n, i in enumerate(run) if parse.tokens[i].text.casefold() in CITING), None)
        phrase = None if at is None or at + 1 >= len(run) else phrase_from(parse, run, at + 1, words)
        named = phrase is not None and parse.tokens[phrase[0]].pos != "PRON"
        found.append(parse.span_of(phrase) if phrase is not None and named else None)
    return tuple(found)


def _outside(parse: Parse, draft: Draft, source: range) -> list[int]:
    """The tokens of the source's sentence that follow it and are no content."""
    sentence = parse.tokens[source[0]].sentence
    after = []
    for i in range(source[-1] + 1, len(parse.tokens)):
        token = parse.tokens[i]
        if token.sentence != sentence:
            break
        if not any(b <= token.begin < e for b, e in draft.content):
            after.append(i)
    return after
