"""Bytes into text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import ArticleError
from reportedly.ingest.decode import decode_text

RUSSIAN = "Представитель порта заявил, что паром не выйдет из гавани до утра вторника. Никто не пострадал.\n" * 5
WESTERN = "Le préfet a déclaré que personne n’avait été blessé à la gare, où régnait un calme étrange.\n" * 5


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_and_is_dropped(mark: str) -> None:
    assert decode_text("Ferry\r\nsinks".encode(mark), where="f") == "Ferry\r\nsinks"


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (WESTERN, "cp1252")])
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), where="f") == text


def test_declared_encoding_counts_when_the_bytes_are_not_utf8() -> None:
    assert decode_text("Żółw".encode("iso-8859-2"), where="f", declared="iso-8859-2") == "Żółw"


def test_wrongly_declared_utf8_stays_utf8() -> None:
    assert decode_text("Żółw".encode(), where="f", declared="iso-8859-2") == "Żółw"


def test_unknown_declared_encoding_is_passed_over() -> None:
    assert decode_text(WESTERN.encode("cp1252"), where="f", declared="x-nonsense") == WESTERN


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"text\0text", "zero bytes"),
    ],
)
def test_binary_is_named(data: bytes, name: str) -> None:
    with pytest.raises(ArticleError, match=name):
        decode_text(data, where="f")


def test_undecodable_bytes_are_an_article_error() -> None:
    noise = bytes(b for b in range(1, 256) if b not in (9, 10, 13)) * 20
    with pytest.raises(ArticleError, match="cannot be decoded"):
        decode_text(noise, where="f")


def test_broken_marked_text_is_an_article_error() -> None:
    with pytest.raises(ArticleError, match="UTF-8"):
        decode_text(b"\xef\xbb\xbfbroken \xff", where="f")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_article_error(data: bytes) -> None:
    try:
        assert isinstance(decode_text(data, where="f"), str)
    except ArticleError as error:
        assert error.where == "f"  # noqa: PT017


@given(st.text())
def test_utf8_comes_back_character_for_character(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        data = text.encode("utf-8", "surrogatepass")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return
        assert decode_text(b"x" + data, where="f") == "x" + text
