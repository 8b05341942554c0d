"""Bytes into text: the encoding is read off the bytes, or the article is refused with what it looks like."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from reportedly.errors import ArticleError

# Longest first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How a file that is no text begins, what it is, and what its user can do.
MAGIC = (
    (b"%PDF-", "a PDF document", "Save its text (for example with pdftotext) and read that."),
    (b"\x89PNG", "a PNG image", "Give the page or its text, not a picture of it."),
    (b"\xff\xd8\xff", "a JPEG image", "Give the page or its text, not a picture of it."),
    (b"GIF8", "a GIF image", "Give the page or its text, not a picture of it."),
    (b"RIFF", "an image, sound or video file", "Give the page or its text."),
    (b"PK\x03\x04", "a ZIP archive or an office document", "Unpack it, or save the document as text."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first (gunzip)."),
    (b"BZh", "a bzip2 archive", "Unpack it first (bunzip2)."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it first (unxz)."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old office document", "Save the document as text."),
    (b"{\\rtf", "a rich text document", "Save the document as plain text."),
    (b"\x7fELF", "a program", None),
    (b"MZ\x90", "a program", None),
    (b"SQLite format 3\x00", "an SQLite database", None),
    (b"OggS", "a sound or video file", None),
    (b"ID3", "a sound file", None),
)

DETECT_BYTES = 64 * 1024  # enough to tell an encoding; detection is slow and must not grow with the file
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd]")
MAX_CONTROL = 0.005  # text in its right encoding has next to none


def find_magic(data: bytes) -> tuple[str, str | None] | None:
    """What a file that is no text is, and what to try; None when its first bytes tell nothing."""
    for magic, name, hint in MAGIC:
        if data.startswith(magic):
            return name, hint
    return None


def decode_text(data: bytes, *, where: str, declared: str | None = None) -> str:
    """The text of the bytes, character for character; line ends are kept.

    A byte order mark decides and is dropped: it says how the bytes are written and is no character of
    the text. Then come UTF-8, the ``declared`` encoding (from a header or the page), and detection.
    Raises ArticleError for binary files and for bytes that no encoding turns into text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _try_decode(data[len(mark) :], encoding)
            if text is None:
                raise ArticleError(where, f"is marked as {encoding.upper()} but cannot be decoded as it.")
            return text
    if (found := find_magic(data)) is not None:
        name, hint = found
        raise ArticleError(where, f"is not text: it looks like {name}.", hint=hint)
    if b"\0" in data:
        raise ArticleError(where, "is not text: it holds zero bytes, as binary files do.", hint="Give a text file.")
    text = _try_decode(data, "utf-8")
    if text is None and declared is not None:
        text = _try_decode(data, declared)
    if text is None:
        text = _detect(data)
    if text is None:
        raise ArticleError(
            where, "cannot be decoded: no known encoding turns its bytes into text.", hint="Save it as UTF-8."
        )
    return text


def _try_decode(data: bytes, encoding: str) -> str | None:
    """The text, or None when the bytes are not of that encoding or Python knows no such text encoding."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _detect(data: bytes) -> str | None:
    """The text in the likeliest encoding; None when none is plausible."""
    best = from_bytes(data[:DETECT_BYTES]).best()
    # A sample may be cut within a character, so the whole is decoded anew; Western text is the last resort.
    for encoding in (*((best.encoding,) if best is not None else ()), "cp1252"):
        text = _try_decode(data, encoding)
        if text is not None and len(CONTROL.findall(text)) <= MAX_CONTROL * len(text):
            return text
    return None
