"""The tables of a record, to be read as its documentation; SQLite and PostgreSQL have the same.

Evidence first: ``blob`` holds bytes as they came, ``capture`` is the log of what was seen when, each entry chained to
the one before by its hash. Then ``article`` (one row for each version of a text), ``reading`` (what a reader made of
it, whole), and the reading again as rows that can be queried: ``attribution``, ``relay``, ``party``, ``event``,
``quantity``, ``own_voice``. ``difference`` says what changed between two versions of a page. ``known_party`` and
``party_join`` join parties across articles, ``party_key`` finds those that may be one. ``brief`` is what weighing needs
of an article, ``block`` finds articles that may tell one story, and ``matter``, ``matter_statement`` and
``matter_change`` are what came of it. ``decision`` is what a person decided. ``watch_matter``, ``watch_news`` and
``watch_told`` are what a watch knew, what it found, and who was told.

Offsets are code points into ``article.text``, end excluded; lists of spans are JSON (``[[b,e],…]``). Times are ISO 8601
text as in the published form; times of our own clock (``*_at``) are UTC to the second. Unknown is NULL.
Nothing here is changed once written, but for the derived rows, which are made again from the readings.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True, comment="of the bytes unpacked"),
    Column("size", Integer, nullable=False, comment="bytes unpacked"),
    Column("packed", LargeBinary, nullable=False, comment="zstd frame"),
)

capture = Table(
    "capture",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … without gaps"),
    Column("captured_at", Text, nullable=False),
    Column("source", Text, nullable=False, comment="what was asked for: a URL, or a file and the record in it"),
    Column("final_url", Text, comment="after redirects"),
    Column("status", Integer, comment="of HTTP"),
    Column("headers", Text, comment="JSON [[name, value], …], as received"),
    Column("media_type", Text),
    Column("sha256", Text, ForeignKey("blob.sha256"), comment="of the bytes; NULL when none came"),
    Column("client", Text, nullable=False, comment="name and version of what captured"),
    Column("outcome", Text, nullable=False, comment="article: a new version; sighting: a version known; skipped"),
    Column("article_id", Text, comment="the version that it is or shows"),
    Column("reason", Text, comment="why it was skipped"),
    Column("previous_hash", Text, nullable=False, comment="entry_hash of seq - 1; sixty-four zeros for the first"),
    Column("entry_hash", Text, nullable=False, comment="SHA-256 over this row's other columns; see store.evidence"),
    CheckConstraint("outcome IN ('article', 'sighting', 'skipped')", name="outcome"),
    Index(None, "article_id"),
    Index(None, "source"),
)

article = Table(
    "article",
    metadata,
    Column("id", Text, primary_key=True),
    Column("page", Text, nullable=False, comment="what its versions share: its canonical URL, or its id without one"),
    Column("text_sha256", Text, nullable=False, comment="of the text's UTF-8 form"),
    Column("sha256", Text, nullable=False, comment="of the bytes as they came"),
    Column("url", Text),
    Column("publisher", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("published", Text),
    Column("modified", Text),
    Column("language", Text),
    Column("text", Text, nullable=False, comment="with NUL and lone surrogates, which databases refuse, replaced"),
    Column("raw_text", LargeBinary, comment="where that changed it, the text itself: zstd of UTF-8, surrogates passed"),
    Column("furniture", Text, nullable=False, comment='JSON [{"span", "kind"}, …]'),
    Column("title_span", Text, comment="JSON [b, e]"),
    Column("day", Text, comment="the date of published in UTC, YYYY-MM-DD, to filter by"),
    Column("published_at", Text, comment="published as a moment in UTC, in one form, to sort by"),
    UniqueConstraint("page", "text_sha256"),
    Index(None, "day"),
    Index(None, "published_at"),
    Index(None, "publisher"),
)

reading = Table(
    "reading",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("reader", Text, nullable=False, comment='name and version, such as "reader-en/2"'),
    Column("current", Boolean, nullable=False, comment="whether the rows below are of this one"),
    Column(
        "packed",
        LargeBinary,
        nullable=False,
        comment="zstd of the published JSON without its article",
    ),
    PrimaryKeyConstraint("article_id", "reader"),
)

attribution = Table(
    "attribution",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False, comment="0, 1 … in the order of the reading"),
    Column("party_id", Text, comment="source.party"),
    Column("source_spans", Text, nullable=False),
    Column("source_text", Text, nullable=False, comment='"" where the text names none at this place'),
    Column("source_kind", Text),
    Column("source_count", Integer),
    Column("implicit", Boolean, nullable=False),
    Column("cue_spans", Text, nullable=False),
    Column("cue_text", Text, nullable=False),
    Column("content_spans", Text, nullable=False),
    Column("content_text", Text, nullable=False, comment="its spans joined by ' … '"),
    Column("quote", Text, nullable=False),
    Column("stance", Text),
    Column("certainty", Text),
    Column("polarity", Text),
    Column("about", Text),
    Column("nested_in", Text),
    Column("addressee", Text),
    Column("channel", Text),
    Column("said_start", Text),
    Column("said_end", Text),
    Column("said_precision", Text),
    Column("confidence", Float, nullable=False, comment="0..1 that it was read right"),
    PrimaryKeyConstraint("article_id", "id"),
    Index(None, "party_id"),
    Index(None, "stance"),
)

relay = Table(
    "relay",
    metadata,
    Column("article_id", Text, nullable=False),
    Column("attribution_id", Text, nullable=False),
    Column("position", Integer, nullable=False, comment="0: nearest to the article"),
    Column("party_id", Text, nullable=False),
    PrimaryKeyConstraint("article_id", "attribution_id", "position"),
    ForeignKeyConstraint(["article_id", "attribution_id"], ["attribution.article_id", "attribution.id"]),
)

party = Table(
    "party",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text),
    Column("affiliation", Text),
    Column("country", Text),
    Column("sector", Text),
    Column("anonymous", Boolean, nullable=False),
    Column("mentions", Text, nullable=False),
    PrimaryKeyConstraint("article_id", "id"),
    Index(None, "name"),
)

event = Table(
    "event",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("begin_at", Integer, nullable=False, comment="offset"),
    Column("end_at", Integer, nullable=False, comment="offset"),
    Column("initiator", Text),
    Column("target", Text),
    Column("place_name", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", Text),
    Column("gazetteer_id", Text),
    Column("place_precision", Text),
    Column("time_start", Text),
    Column("time_end", Text),
    Column("time_precision", Text),
    Column("time_text", Text),
    Column("modality", Text, nullable=False),
    Column("negated", Boolean, nullable=False),
    PrimaryKeyConstraint("article_id", "id"),
    Index(None, "type"),
    Index(None, "time_start"),
)

quantity = Table(
    "quantity",
    metadata,
    Column("article_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("number", Float, nullable=False),
    Column("unit", Text),
    PrimaryKeyConstraint("article_id", "event_id", "position"),
    ForeignKeyConstraint(["article_id", "event_id"], ["event.article_id", "event.id"]),
)

own_voice = Table(
    "own_voice",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("begin_at", Integer, nullable=False, comment="offset"),
    Column("end_at", Integer, nullable=False, comment="offset"),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("article_id", "begin_at"),
)

difference = Table(
    "difference",
    metadata,
    Column("from_article", Text, ForeignKey("article.id"), nullable=False, comment="the earlier version"),
    Column("to_article", Text, ForeignKey("article.id"), nullable=False, comment="the next one of the same page"),
    Column("position", Integer, nullable=False, comment="0, 1 … in the order of the texts"),
    Column("kind", Text, nullable=False, comment="attribution removed, figure, denial added, wording, retracted, …"),
    Column("before_spans", Text, comment="in the earlier text; NULL for what is new"),
    Column("after_spans", Text, comment="in the later text; NULL for what is gone"),
    Column("before_text", Text),
    Column("after_text", Text),
    PrimaryKeyConstraint("from_article", "to_article", "position"),
)

known_party = Table(
    "known_party",
    metadata,
    Column("id", Text, primary_key=True, comment="made from its members, so that the order of coming changes nothing"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text),
    Column("country", Text),
    Column("sector", Text),
    Column("side", Text),
    Index(None, "name"),
)

party_join = Table(
    "party_join",
    metadata,
    Column("article_id", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("known_party_id", Text, ForeignKey("known_party.id"), nullable=False),
    Column("reason", Text, nullable=False, comment="why it is this one, for people"),
    PrimaryKeyConstraint("article_id", "party_id"),
    ForeignKeyConstraint(["article_id", "party_id"], ["party.article_id", "party.id"]),
    Index(None, "known_party_id"),
)

party_key = Table(
    "party_key",
    metadata,
    Column("article_id", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("key", Text, nullable=False, comment="a block: parties that share none are never joined by a rule"),
    PrimaryKeyConstraint("article_id", "party_id", "key"),
    Index(None, "key"),
)

decision = Table(
    "decision",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("decided_at", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="merge parties, split parties, …"),
    Column("subject", Text, nullable=False, comment="JSON: what it is about"),
    Column("by", Text, nullable=False, comment="who decided"),
    Column("reason", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("decision.seq"), comment="the decision that this one takes back"),
)

brief = Table(
    "brief",
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), primary_key=True),
    Column("reader", Text, nullable=False, comment="whose reading it was made from"),
    Column("weigher", Text, nullable=False, comment="name and version of what made it; empty until then"),
    Column("story", Text, comment="the articles weighed together; NULL where that is still to be done"),
    Column("packed", LargeBinary, nullable=False, comment="what weighing needs of the article"),
    Index(None, "story"),
    Index(None, "weigher"),
)

block = Table(
    "block",
    metadata,
    Column("article_id", Text, nullable=False),
    Column("key", Text, nullable=False, comment="articles that share none are never weighed together by a rule"),
    PrimaryKeyConstraint("article_id", "key"),
    Index(None, "key"),
)

matter = Table(
    "matter",
    metadata,
    Column("id", Text, primary_key=True, comment="made from its earliest statement"),
    Column("story", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("folded_title", Text, nullable=False, comment="without case and diacritics, to filter by"),
    Column("status", Text, nullable=False),
    Column("credibility", Integer, nullable=False, comment="1..6"),
    Column("affirming_origins", Integer, nullable=False),
    Column("denying_origins", Integer, nullable=False),
    Column("n_articles", Integer, nullable=False),
    Column("n_statements", Integer, nullable=False),
    Column("first_said_at", Text),
    Column("last_said_at", Text),
    Column("changed_at", Text, comment="of its last statement, or the last entry of its history where that is later"),
    Column("moment", Text, comment="changed_at in UTC, in one form, to sort by"),
    Column("day", Text, comment="the date of changed_at, YYYY-MM-DD, to filter by"),
    Column("event_type", Text),
    Column("place_name", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("packed", LargeBinary, nullable=False, comment="zstd of the published JSON"),
    Index(None, "story"),
    Index(None, "status"),
    Index(None, "moment"),
)

matter_statement = Table(
    "matter_statement",
    metadata,
    Column("matter_id", Text, ForeignKey("matter.id"), nullable=False),
    Column("statement_id", Text, nullable=False, comment="the attribution's, with .1, .2 … for its parts"),
    Column("position", Integer, nullable=False, comment="0, 1 … in the order of the matter"),
    Column("article_id", Text, nullable=False),
    Column("party_id", Text, comment="in the article"),
    Column("party_name", Text),
    Column("side", Text),
    Column("says", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("own_voice", Boolean, nullable=False),
    Column("origin_id", Text, nullable=False),
    Column("as_matter", Text, nullable=False, comment="the id of a matter of which it is the earliest statement"),
    PrimaryKeyConstraint("matter_id", "statement_id"),
    Index(None, "statement_id"),
    Index(None, "article_id"),
    Index(None, "party_name"),
    Index(None, "as_matter"),
)

matter_change = Table(
    "matter_change",
    metadata,
    Column("matter_id", Text, ForeignKey("matter.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="0, 1 … in the order of the history"),
    Column("at", Text),
    Column("what", Text, nullable=False),
    Column("moment", Text, comment="at in UTC, in one form, to sort by"),
    Column("day", Text, comment="the date of at in UTC, to filter by"),
    PrimaryKeyConstraint("matter_id", "position"),
    Index(None, "moment"),
)

watch_matter = Table(
    "watch_matter",
    metadata,
    Column("matter_id", Text, primary_key=True, comment="as it was then; the matter may have another id now"),
    Column("fingerprint", Text, nullable=False, comment="SHA-256 of matter.packed as it was then"),
    Column("packed", LargeBinary, nullable=False, comment="zstd of JSON: what was known of it"),
)

watch_news = Table(
    "watch_news",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … as it was found"),
    Column("found_at", Text, nullable=False),
    Column("matter_id", Text, nullable=False, comment="as it was then"),
    Column("packed", LargeBinary, nullable=False, comment="zstd of the JSON that `watch --json` prints"),
    Index(None, "found_at"),
)

watch_told = Table(
    "watch_told",
    metadata,
    Column("channel", Text, primary_key=True, comment="who is told, such as stdout, or a webhook by its hash"),
    Column("seq", Integer, nullable=False, comment="the last watch_news that it was told"),
)
