"""Full-text search in PostgreSQL with the meaning that it has in SQLite.

Words are taken apart and folded here, so that both stores find the same ones, and stemmed by the server with the same
algorithm (Porter, 1980) and no stop words. ``ts_rank`` takes the place of bm25, which PostgreSQL has not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from reportedly.model import Span

# A tsvector holds places up to 16,383 and a megabyte at most; of a longer passage the beginning is indexed.
MOST_WORDS = 20_000
MOST_BYTES = 800_000
LONGEST = 255  # characters of a word; PostgreSQL leaves out what is much longer
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
STEMS = "reportedly_porter"
CONFIGURATION = "reportedly"

INDICES = (  # the same in both stores; the second holds all that is filtered by
    "CREATE INDEX ix_search_passage_article_id ON search_passage (article_id)",
    "CREATE INDEX ix_search_passage_day ON search_passage (day, kind, publisher, stance)",
    "CREATE INDEX ix_search_passage_party ON search_passage (party)",
)
SCHEMA = (
    """CREATE TABLE search_passage (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article (id),
        attribution_id TEXT, kind TEXT NOT NULL CHECK (kind IN ('statement', 'text')), spans TEXT NOT NULL,
        passage TEXT NOT NULL, day TEXT, publisher TEXT, stance TEXT, party_id TEXT, party TEXT,
        words TSVECTOR NOT NULL)""",
    *INDICES,
    "CREATE INDEX ix_search_passage_words ON search_passage USING gin (words)",
    f"CREATE TEXT SEARCH DICTIONARY {STEMS} (TEMPLATE = snowball, LANGUAGE = porter)",
    f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = pg_catalog.simple)",
    f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR "
    f"asciiword, word, numword, asciihword, hword, numhword WITH {STEMS}",
)
DROP = (
    "DROP TABLE search_passage",
    f"DROP TEXT SEARCH CONFIGURATION {CONFIGURATION}",
    f"DROP TEXT SEARCH DICTIONARY {STEMS}",
)
INSERT = (
    "INSERT INTO search_passage "
    "(article_id, attribution_id, kind, spans, passage, day, publisher, stance, party_id, party, words) "
    "VALUES (:article, :attribution, :kind, :spans, :passage, :day, :publisher, :stance, :party_id, :party, "
    f"to_tsvector('{CONFIGURATION}', :words))"
)
SCORE = f"ts_rank(s.words, to_tsquery('{CONFIGURATION}', :wanted), 1)"
WANTED = f"s.words @@ to_tsquery('{CONFIGURATION}', :wanted)"
UNWANTED = f"NOT s.words @@ to_tsquery('{CONFIGURATION}', :unwanted)"


def fold_words(passage: str) -> list[tuple[str, Span]]:
    """The words of a passage in lower case and without diacritics, each with its place."""
    return [(_fold(m[0]), m.span()) for m in WORD.finditer(passage) if len(m[0]) <= LONGEST]


def vector_words(passage: str) -> str:
    """What a passage is indexed by, to be handed to ``to_tsvector``."""
    words = " ".join(word for word, _ in fold_words(passage)[:MOST_WORDS])
    return words.encode("utf-8")[:MOST_BYTES].decode("utf-8", "ignore")


def make_tsquery(terms: Sequence[str], joint: str) -> str:
    """The text of a tsquery for terms as ``search.parse_words`` gives them, joined by ``&`` or ``|``."""
    return f" {joint} ".join(f"({_phrase(words, prefix=prefix)})" for words, prefix in map(_split_term, terms))


def mark_words(connection: Connection, passages: Sequence[str], terms: Sequence[str]) -> list[tuple[Span, ...]]:
    """For each passage the places of the words and phrases of the terms, in order; a phrase is one place."""
    wanted = [_split_term(term) for term in terms]
    folded = [fold_words(passage) for passage in passages]
    words = {word for passage in folded for word, _ in passage} | {word for term, _ in wanted for word in term}
    rows = connection.execute(
        text(f"SELECT w, (ts_lexize('{STEMS}', w))[1] FROM unnest(CAST(:words AS text[])) AS w"),
        {"words": sorted(words)},
    )
    stems: dict[str, str] = {word: stem or word for word, stem in rows}
    targets = [([stems[word] for word in term], prefix) for term, prefix in wanted]
    return [tuple(_join(sorted(_find([(stems[w], s) for w, s in passage], targets)))) for passage in folded]


def _fold(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(c for c in apart if not unicodedata.combining(c)).lower() or word.lower()


def _split_term(term: str) -> tuple[list[str], bool]:
    """The folded words of a quoted term, and whether its last is only a beginning."""
    return [word for word, _ in fold_words(term)], term.endswith("*")


def _phrase(words: list[str], *, prefix: bool) -> str:
    # Words hold letters and digits only, so that nothing typed can act as syntax.
    return " <-> ".join(f"'{word}'" for word in words) + (":*" if prefix else "")


def _find(passage: Sequence[tuple[str, Span]], targets: Sequence[tuple[list[str], bool]]) -> Iterator[Span]:
    stems = [stem for stem, _ in passage]
    for words, prefix in targets:
        for at in range(len(stems) - len(words) + 1):
            last = stems[at + len(words) - 1]
            if stems[at : at + len(words) - 1] == words[:-1] and (
                last.startswith(words[-1]) if prefix else last == words[-1]
            ):
                yield passage[at][1][0], passage[at + len(words) - 1][1][1]


def _join(spans: Sequence[Span]) -> list[Span]:
    """Overlapping places as one."""
    joined: list[Span] = []
    for begin, end in spans:
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
