"""A text as lines, and what the shape of a line tells: a sentence, a headline, a time stamp."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportedly.model import Span

LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
OPENING = "\"'“‘«„‹"
DECORATION = " \t\xa0*_#>[](){}<»›▸►▶➤➔→•●·|–—-/\\~=+✉♥↻☰✕×▼▲…"
BULLET = re.compile(r"\s*(?:[-–—•●▪◦‣*·]|\d{1,2}[.)]|\(?[a-z]\))\s+\S")
# A sentence may close its quotation or bracket after its mark; marks of other scripts count too.
SENTENCE_END = re.compile(r"[.!?…。！？؟।۔]+[\"'”’»)\]*_]*$")
# Where one sentence of a line stops and the next begins.
SENTENCE_BREAK = re.compile(r"(?<=[.!?…])[\"”’»)\]*]*\s+(?=[^\sa-z])")
TIME_STAMP = re.compile(
    r"[*\[(]*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?[*\])]*(?:\s*[|–—-]\s.*)?", re.IGNORECASE
)
DIALOGUE = re.compile(r"(?:Q|A|Question|Answer)\s?[.:]\s", re.IGNORECASE)

MIN_HEADLINE, MAX_HEADLINE = 3, 30  # words
MIN_SENTENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank: its span without white space at the ends, its words, its neighbours.

    blank_before, blank_after: a blank line, or the end of the text, stands there.
    """

    span: Span
    text: str
    words: int
    blank_before: bool
    blank_after: bool

    @property
    def alone(self) -> bool:
        """Whether nothing stands directly above or below."""
        return self.blank_before and self.blank_after


def split_lines(text: str) -> list[Line]:
    """The lines that are not blank, in order; time and memory grow with the text."""
    spans: list[Span] = []
    for match in LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            begin = match.start() + len(match.group()) - len(match.group().lstrip())
            spans.append((begin, begin + len(stripped)))
    lines = []
    for number, (begin, end) in enumerate(spans):
        above = text[spans[number - 1][1] : begin] if number else ""
        below = text[end : spans[number + 1][0]] if number + 1 < len(spans) else ""
        cut = text[begin:end]
        lines.append(
            Line(
                span=(begin, end),
                text=cut,
                words=len(cut.split()),
                blank_before=number == 0 or _holds_blank(above),
                blank_after=number + 1 == len(spans) or _holds_blank(below),
            )
        )
    return lines


def _holds_blank(gap: str) -> bool:
    """Whether what lies between two lines holds a blank line."""
    return len(BREAK.findall(gap)) > 1


def is_sentence(line: Line) -> bool:
    """Whether the line ends as a sentence does and is long enough to be one."""
    return line.words >= MIN_SENTENCE and SENTENCE_END.search(line.text[-12:]) is not None


def is_headline(line: Line, *, least: int = MIN_HEADLINE, questions: bool = False) -> bool:
    """Whether the line has the shape of a headline: short, opened by a capital, and with no final mark.

    questions: whether a question is let through; questions are also what interviewers ask.
    """
    text = line.text
    if not least <= line.words <= MAX_HEADLINE or BULLET.match(text) or TIME_STAMP.fullmatch(text):
        return False
    if text[-1] in ".!,;:…–—-“«„([" or (text[-1] == "?" and not questions):
        return False
    if SENTENCE_END.search(text[-12:]) and text[-1] != "?":
        return False
    first = text.lstrip(OPENING + "(#[")[:1]
    return bool(first) and not first.islower() and "@" not in text and "://" not in text


def is_layout_loose(lines: list[Line]) -> bool:
    """Whether paragraphs are set apart by blank lines, so that a line alone means something."""
    sentences = [line for line in lines if is_sentence(line)]
    return len(sentences) >= 3 and sum(line.alone for line in sentences) >= 0.7 * len(sentences)


def split_sentences(line: str) -> list[Span]:
    """The sentences of one line as spans in it; touching nothing but white space between them."""
    spans, begin = [], 0
    for match in SENTENCE_BREAK.finditer(line):
        end = match.start() + len(match.group()) - len(match.group().lstrip('"”’»)]*'))
        spans.append((begin, end))
        begin = match.end()
    if begin < len(line):
        spans.append((begin, len(line)))
    return spans
