"""Files, folders, NDJSON and standard input into articles."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.errors import ArticleError, SetupError
from reportedly.ingest import IngestOptions, article_from_text, open_articles
from reportedly.model import Article

TEXT = "Ferry sinks off Merrow\n\nThe ferry had 212 people on board, two port officials said.\n\nNobody was hurt, they said.\n"


def read(
    *sources: object, stdin: bytes | None = None, options: IngestOptions | None = None
) -> list[Article | ArticleError]:
    return list(
        open_articles(map(str, sources), options=options, stdin=io.BytesIO(stdin) if stdin is not None else None)
    )


def read_one(*sources: object, stdin: bytes | None = None) -> Article:
    (article,) = read(*sources, stdin=stdin)
    assert isinstance(article, Article), str(article)
    return article


def fail_one(*sources: object, stdin: bytes | None = None, options: IngestOptions | None = None) -> str:
    (error,) = read(*sources, stdin=stdin, options=options)
    assert isinstance(error, ArticleError)
    return str(error)


def record(**fields: object) -> bytes:
    return json.dumps({"text": TEXT} | fields).encode()


# Texts


def test_text_file_is_kept_character_for_character(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    article = read_one(tmp_path / "a.txt")
    assert article.text == TEXT.replace("\n", "\r\n")
    assert article.title == "Ferry sinks off Merrow"
    assert article.title_span == (0, 22)
    assert article.language == "en"
    assert article.sha256 == hashlib.sha256(TEXT.replace("\n", "\r\n").encode()).hexdigest()


def test_path_is_no_part_of_the_id(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    assert read_one(tmp_path / "a.txt").id == read_one(tmp_path / "b.txt").id


def test_same_url_and_text_are_the_same_version_whatever_else() -> None:
    first = article_from_text(TEXT, url="https://harbour.example/1", published="2031-05-02")
    second = article_from_text(TEXT, url="https://harbour.example/1", modified="2031-05-03", byline="Ann Poe")
    assert first.id == second.id


def test_changed_text_and_other_place_are_other_versions() -> None:
    url = "https://harbour.example/1"
    ids = {
        article_from_text(TEXT, url=url).id,
        article_from_text(TEXT + " ", url=url).id,
        article_from_text(TEXT, url=url + "2").id,
        article_from_text(TEXT).id,
        article_from_text(TEXT, publisher="Harbour Gazette").id,
        article_from_text(TEXT, publisher="Merrow Mail").id,
    }
    assert len(ids) == 6


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"ab\0cd", "zero bytes"),
        (b"x" * (20 * 10**6), "too large"),
    ],
)
def test_unreadable_file_is_a_clear_error(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    message = fail_one(tmp_path / "a.txt")
    assert said in message
    assert message.startswith(str(tmp_path / "a.txt"))


def test_missing_source_is_yielded_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    missing, article = read(tmp_path / "none.txt", tmp_path / "a.txt")
    assert isinstance(missing, ArticleError)
    assert "does not exist" in str(missing)
    assert isinstance(article, Article)


@pytest.mark.parametrize("source", ["ftp://harbour.example/a", "file:///etc/hostname", "http://"])
def test_other_schemes_are_refused(source: str) -> None:
    assert "http" in fail_one(source)


def test_file_without_a_telling_name_is_told_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "page").write_text(
        "<!doctype html><title>Ferry</title><article><p>" + "The ferry sank off Merrow, an official said. " * 8
    )
    assert read_one(tmp_path / "page").title == "Ferry"


# Folders


def test_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "a.txt", "b/z.txt", "b/d.txt"):
        (tmp_path / name).write_text(f"{name} opens.\n\n{TEXT}")
    (tmp_path / ".hidden.txt").write_text(TEXT)
    firsts = [found.text.split()[0] for found in read(tmp_path) if isinstance(found, Article)]
    assert firsts == ["a.txt", "b/d.txt", "b/z.txt", "c.txt"]


def test_other_files_of_a_folder_are_skipped_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    (tmp_path / "c.txt").write_bytes(b"")
    found = read(tmp_path)
    assert [type(f) for f in found] == [Article, ArticleError, ArticleError]
    assert "skipped" in str(found[1])


def test_articles_come_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    stream = open_articles([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert isinstance(next(stream), Article)
    (tmp_path / "b.txt").write_text(TEXT)  # only looked at when its turn comes
    assert isinstance(next(stream), Article)


# Records


def test_record_fields_are_taken(tmp_path: Path) -> None:
    line = record(
        url="https://harbour.example/1",
        publisher="Harbour Gazette",
        title="Ferry sinks off Merrow",
        published="2031-05-02T09:10:00Z",
        modified=None,
        updated="2031-05-03",
        language="en",
        other=[1],
    )
    (tmp_path / "a.ndjson").write_bytes(line + b"\n")
    article = read_one(tmp_path / "a.ndjson")
    assert article.url == "https://harbour.example/1"
    assert article.publisher == "Harbour Gazette"
    assert (article.published, article.modified) == ("2031-05-02T09:10:00+00:00", "2031-05-03")
    assert article.title_span == (0, 22)
    assert article.sha256 == hashlib.sha256(line).hexdigest()


def test_title_that_the_text_lacks_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(record(title="Another title"))
    article = read_one(tmp_path / "a.ndjson")
    assert (article.text, article.title, article.title_span) == (TEXT, "Another title", None)


def test_bad_records_are_named_and_passed_over(tmp_path: Path) -> None:
    lines = [record(), b"{oops", record(text=7), b"", record(text=""), record(published="soon"), b"[1]", record()]
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join(lines))
    found = read(path)
    errors = [str(f) for f in found if isinstance(f, ArticleError)]
    assert [type(f) for f in found] == [Article, *[ArticleError] * 5, Article]
    assert [error.split(" ")[0] for error in errors] == [f"{path}:{n}:" for n in (2, 3, 5, 6, 7)]
    assert "$.text" in errors[1]
    assert "$.published" in errors[3]


def test_too_long_record_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(record(text="x" * 5000) + b"\n" + record() + b"\n" + record(text="x" * 5000))
    found = read(tmp_path / "a.ndjson", options=IngestOptions(max_bytes=1000))
    assert [type(f) for f in found] == [ArticleError, Article, ArticleError]
    assert "too large" in str(found[0])


def test_html_record_is_read_as_a_page(tmp_path: Path) -> None:
    page = (
        "<html><title>Ferry</title><article>"
        + "<p>The ferry sank off Merrow on Monday, an official of the port said.</p>" * 5
    )
    (tmp_path / "a.ndjson").write_bytes(json.dumps({"html": page, "url": "https://harbour.example/1"}).encode())
    article = read_one(tmp_path / "a.ndjson")
    assert article.title == "Ferry"
    assert article.sha256 == hashlib.sha256(page.encode()).hexdigest()


@pytest.mark.parametrize("count", [1, 3])
def test_json_document_holds_one_record_or_a_list(tmp_path: Path, count: int) -> None:
    inner = b", ".join([record()] * count)
    (tmp_path / "a.json").write_bytes(b"[" + inner + b"]" if count > 1 else inner)
    found = read(tmp_path / "a.json")
    assert [type(f) for f in found] == [Article] * count


def test_overrides_count_before_the_record() -> None:
    (article,) = read(
        "-", stdin=record(publisher="A") + b"\n", options=IngestOptions(publisher="B", published="2031-01-01")
    )
    assert isinstance(article, Article)
    assert (article.publisher, article.published) == ("B", "2031-01-01")


def test_override_that_is_no_date_stops() -> None:
    with pytest.raises(SetupError, match="ISO 8601"):
        IngestOptions(published="last week")


# Standard input


@pytest.mark.parametrize(
    ("stdin", "count"),
    [
        (TEXT.encode(), 1),
        (record() + b"\n" + record() + b"\n", 2),
        (b"\n\n" + record() + b"\n\n" + record(), 2),
        (record(), 1),
        (b"[" + record() + b"," + record() + b"]", 2),
        (
            b"<!doctype html><article>"
            + b"<p>The ferry sank off Merrow on Monday, an official of the port said.</p>" * 5,
            1,
        ),
    ],
    ids=["text", "ndjson", "blank lines first", "one record", "list", "page"],
)
def test_standard_input_tells_its_format(stdin: bytes, count: int) -> None:
    assert [type(f) for f in read("-", stdin=stdin)] == [Article] * count


def test_text_that_begins_with_a_brace_is_text() -> None:
    text = "{sic} was all that the ministry wrote, an official said.\n\nNobody knows why."
    assert read_one("-", stdin=text.encode()).text == text


def test_empty_standard_input_is_an_error() -> None:
    assert "empty" in fail_one("-", stdin=b"")


# Hard texts


def test_long_text_is_read() -> None:
    text = "The ferry had many people on board, a port official said.\n\n" * 18_000
    article = article_from_text(text)
    assert article.text == text
    assert article.furniture == ()


@pytest.mark.parametrize(
    "text",
    [
        "قالت الوزارة إن أحدا لم يصب.\n\n«لن يغادر أي قارب»، قال المتحدث.\n\nاقرأ المزيد",
        "🚢🌊 The ferry 🚢 sank, an official said 😢.\n\n“🙏🙏🙏,” wrote the mayor.\n\n👨‍👩‍👧‍👦🇺🇳",
        "“The ferry sank, the official said.\n\nNobody was hurt.",
        "\ud800 a lone surrogate",
        "\u2028\u2029\x85\x0b a\x0c b",
    ],
    ids=["right to left", "emoji", "unclosed", "surrogate", "line breaks"],
)
def test_hard_text_is_read_unchanged(text: str) -> None:
    assert article_from_text(text).text == text


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), min_size=1), st.one_of(st.none(), st.text(max_size=20)))
def test_any_text_is_read_unchanged(text: str, title: str | None) -> None:
    if text.isspace():
        with pytest.raises(ArticleError, match="empty"):
            article_from_text(text, title=title)
        return
    article = article_from_text(text, title=title)
    assert article.text == text
    assert article == article_from_text(text, title=title)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_standard_input_gives_articles_or_errors(data: bytes) -> None:
    found = read("-", stdin=data)
    assert found
    assert all(isinstance(f, Article | ArticleError) for f in found)
