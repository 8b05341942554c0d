"""Page furniture in a text: found by the wording, the position and the shape of its lines, and marked.

What is marked is never read as content, so a sentence wrongly marked is a sentence lost, and precision on
sentences comes first. Not marked, on purpose:

- the headline, subheads and standfirsts: the article's own words ("Ministry: it was our drone" heads a
  live-blog post and is a statement);
- time stamps, datelines, bylines and credits to other outlets, which say who spoke and when;
- editors' notes and corrections, which say what was said before;
- anything inside quotation marks; questions and speakers of an interview; list items of the article.

Within a line, furniture sentences before or after the article's are marked alone. Time is linear in the text.
"""

from __future__ import annotations

import re

from reportedly.ingest import wording
from reportedly.ingest.lines import (
    DIALOGUE,
    OPENING,
    SENTENCE_END,
    TIME_STAMP,
    Line,
    is_headline,
    is_layout_loose,
    is_sentence,
    split_lines,
    split_sentences,
)
from reportedly.model import Furniture, FurnitureKind, Span

SEPARATOR = re.compile(r"\s+[|·•●/›»>→]\s+|\s*[|›»●•]\s*")
# Headlines are told in the present; these words make a line without a full stop a sentence that may attribute.
ATTRIBUTES = re.compile(
    r"\b(?:said|says?|told|adds?|according to|wrote|denied|(?:add|announc|quot|claim|insist|argu"
    r"|report|confirm|warn|conclud|tweet|post|stat|not|accus|stress|acknowledg|promis|demand|reject)ed)\b",
    re.IGNORECASE,
)
SAYS = re.compile(r"\b(?:said|according to)\b", re.IGNORECASE)  # no headline of a link says these
SPEAKER = re.compile(r"[^:]{1,60}:\s")

MAX_LINKS = 15  # lines under one heading; a longer list is more likely a part of the article
TITLE_LINES = 30  # how far down a page the headline may be, under its navigation
MIN_LONE, MIN_LONE_POINTING = 7, 4  # words of a headline between paragraphs; under 7 it is a subhead
MIN_TRAILING = 3  # headlines in a row after the last sentence that make a list of links
MAX_LONE_SHARE = 0.25  # of the sentences: more lone headlines than that are the subheads of this article

Marks = dict[int, FurnitureKind]  # by the number of the line
Parts = dict[int, list[Furniture]]  # likewise: sentences within a line


def find_furniture(text: str, *, title: str | None = None) -> tuple[Furniture, ...]:
    """The furniture of a text, in text order, disjoint.

    title: the headline where it is known; the line that is it is never marked.
    """
    return mark_page(text, title=title)[0]


def mark_page(text: str, *, title: str | None = None) -> tuple[tuple[Furniture, ...], Span | None]:
    """The furniture of a text and the span of its headline.

    The headline is ``title`` where the text begins with it (a final full stop and marked lines above do not
    matter). Without a title it is the first line that is no furniture, if it has the shape of a headline,
    is set apart from what follows, and sentences follow.
    """
    lines = split_lines(text)
    known = _find_given_title(lines, title) if title else None
    marks: Marks = {}
    parts: Parts = {}
    for number, line in enumerate(lines):
        if number != known:
            _mark_wording(number, line, marks, parts)
    _mark_separated(lines, marks, known)
    _mark_sections(lines, marks, known)
    title_line = known if title else _guess_title(lines, marks)
    _mark_lists(lines, marks, title_line)
    _mark_player_titles(lines, marks, title_line)
    _mark_lone_headlines(lines, marks, title_line)
    _mark_trailing_headlines(lines, marks, title_line)
    found = [Furniture(span=lines[number].span, kind=kind) for number, kind in marks.items() if number != title_line]
    # A line whose sentences were looked at first may have been marked as a whole since.
    found += [part for number, inside in parts.items() if number not in marks for part in inside]
    return tuple(sorted(found, key=lambda f: f.span)), _cut_title(lines, title_line, title)


# The headline


def _fold(text: str) -> str:
    """The text as titles are compared: white space, case and a final full stop do not matter."""
    return " ".join(text.split()).casefold().rstrip(". ")


def _find_given_title(lines: list[Line], title: str) -> int | None:
    """The number of the line that is the title: the first one, or the first under furniture."""
    wanted = _fold(title)
    for number, line in enumerate(lines[:TITLE_LINES]):
        if wanted and _fold(line.text[: 2 * len(title) + 50]) == wanted:
            return number
        if wording.find_kind(line.text) is None and not wording.is_section(line.text) and not _splits(line.text):
            return None
    return None


def _guess_title(lines: list[Line], marks: Marks) -> int | None:
    """The number of the line that looks like the headline of a text that came without one."""
    number = next((n for n in range(min(len(lines), TITLE_LINES)) if n not in marks), None)
    if number is None:
        return None
    line = lines[number]
    shaped = is_headline(line, questions=True) or (line.text[-1:] == "!" and line.words <= 20)
    if not shaped or line.text.endswith(":") or DIALOGUE.match(line.text) or len(line.text) > 220:
        return None
    if not line.blank_after and is_layout_loose(lines):
        return None
    follows = any(is_sentence(other) for other in lines[number + 1 : number + TITLE_LINES])
    return number if follows else None


def _cut_title(lines: list[Line], number: int | None, title: str | None) -> Span | None:
    """The span of the headline, without a full stop that its given form has not."""
    if number is None:
        return None
    begin, end = lines[number].span
    if title and lines[number].text.endswith(".") and not title.rstrip().endswith("."):
        end = begin + len(lines[number].text.rstrip(". "))
    return begin, end


# By wording


def _mark_wording(number: int, line: Line, marks: Marks, parts: Parts) -> None:
    """Mark the line, or the sentences at its ends, that are worded as furniture."""
    heading = wording.find_heading(line.text)
    kind = None if line.text[0] in OPENING else heading or wording.find_kind(line.text)
    if kind is not None:
        marks[number] = kind
        return
    spans = split_sentences(line.text)
    if len(spans) < 2:
        return
    kinds = _find_sentence_kinds(line.text, spans)
    strong = [found for found in kinds if found is not None]
    rest = [line.text[begin:end] for found, (begin, end) in zip(kinds, spans, strict=True) if found is None]
    if strong and rest and all(map(wording.is_weak, rest)):
        marks[number] = strong[0]
        return
    offset = line.span[0]
    parts[number] = [
        Furniture(span=(offset + begin, offset + end), kind=found)
        for found, (begin, end) in zip(kinds, spans, strict=True)
        if found is not None
    ]


def _find_sentence_kinds(line: str, spans: list[Span]) -> list[FurnitureKind | None]:
    """The kind of each sentence in the unbroken runs of furniture at both ends of a line; None elsewhere."""
    kinds: list[FurnitureKind | None] = [None] * len(spans)
    last = len(spans)
    while last and (kind := _find_sentence_kind(line, spans[last - 1])) is not None:
        last -= 1
        kinds[last] = kind
    for number in range(last):
        if (kind := _find_sentence_kind(line, spans[number])) is None:
            break
        kinds[number] = kind
    if any(kinds) and _is_quotation_open(line, spans, kinds):
        return [None] * len(spans)
    return kinds


def _find_sentence_kind(line: str, span: Span) -> FurnitureKind | None:
    sentence = line[span[0] : span[1]]
    # One word is too little to judge by within a line.
    if " " not in sentence or sentence[0] in OPENING or sentence[-1] in '"”»':
        return None
    pieces = [piece for piece in SEPARATOR.split(sentence) if piece]
    if len(pieces) > 1:
        return "navigation" if _is_link_row(pieces) else None
    return wording.find_kind(sentence)


def _is_quotation_open(line: str, spans: list[Span], kinds: list[FurnitureKind | None]) -> bool:
    """Whether a marked sentence stands within a quotation that began before it in the line."""
    for (begin, _), kind in zip(spans, kinds, strict=True):
        if kind is not None:
            before = line[:begin]
            if before.count("“") > before.count("”") or before.count('"') % 2 or before.count("«") > before.count("»"):
                return True
    return False


# By separators and section names


def _splits(text: str) -> bool:
    """Whether the line is a row of links."""
    pieces = [piece for piece in SEPARATOR.split(text) if piece.strip()]
    return len(pieces) > 1 and _is_link_row(pieces)


def _is_link_row(pieces: list[str]) -> bool:
    """Whether the pieces between bars and arrows are links: short, without a final mark, some worded as links."""
    if any(len(piece.split()) > 8 or piece[0] in '“"«' or TIME_STAMP.fullmatch(piece) for piece in pieces):
        return False
    return any(wording.find_kind(p) or wording.is_section(p) or wording.find_heading(p) for p in pieces)


def _mark_separated(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark rows such as "Home > World" and "Puzzles | Cookery | Your account"; rows of a table stay."""
    for number, line in enumerate(lines):
        if number in marks or number == title or len(line.text) > 240:
            continue
        pieces = [piece.strip() for piece in SEPARATOR.split(line.text) if piece.strip()]
        if len(pieces) < 2:
            continue
        arrows = re.search(r"[>›»→]", line.text) is not None
        least = 2 if arrows else 3
        bare = len(pieces) >= least and all(len(p.split()) <= 5 and not p[0].isdigit() for p in pieces)
        bare = bare and not re.search(r"[.!?:“”\"]", line.text) and not _is_table_row(lines, number)
        if bare or _is_link_row(pieces):
            marks[number] = "navigation"


def _is_table_row(lines: list[Line], number: int) -> bool:
    """Whether the line directly above or below is a row too."""
    line = lines[number]
    beside = [lines[number - 1]] if number and not line.blank_before else []
    beside += [lines[number + 1]] if number + 1 < len(lines) and not line.blank_after else []
    return any("|" in other.text for other in beside)


def _mark_sections(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark names of sections: above the article, below it, or two and more in a row."""
    sentences = [number for number, line in enumerate(lines) if line.words >= 8]
    first, last = (sentences[0], sentences[-1]) if sentences else (len(lines), len(lines))
    named = [number != title and wording.is_section(line.text) for number, line in enumerate(lines)]
    for number, is_name in enumerate(named):
        if is_name and number not in marks:
            beside = (number > 0 and named[number - 1]) or (number + 1 < len(named) and named[number + 1])
            if beside or number < first or number > last:
                marks[number] = "navigation"


# By position


def _mark_lists(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark the headlines under a heading such as "Read more:": those directly under it, else those alone below it."""
    for number, line in enumerate(lines):
        kind = wording.find_heading(line.text) if marks.get(number) in ("related", "link") else None
        if kind is None:
            continue
        direct = not line.blank_after
        for below in range(number + 1, min(number + 1 + MAX_LINKS, len(lines))):
            other = lines[below]
            if (direct and other.blank_before) or below == title or not _is_link_line(other, direct=direct):
                break
            marks.setdefault(below, kind)


def _is_link_line(line: Line, *, direct: bool) -> bool:
    """Whether a line under a heading of links is one of them."""
    text = line.text.lstrip("-–—•●▪*·>» ")
    if not text or TIME_STAMP.fullmatch(text) or DIALOGUE.match(text):
        return False
    if direct:
        return line.words <= 25 and not (is_sentence(line) and text[-1] == ".")
    return is_headline(line, questions=True) and not SAYS.search(text)


def _mark_player_titles(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark the title of a video or clip under the notice of its player."""
    for number, kind in sorted(marks.items()):
        below = number + 1
        if kind == "player" and below < len(lines) and below not in marks and below != title:
            other = lines[below]
            # A label ("Video: …") has its title in its own line.
            if ":" not in lines[number].text and is_headline(other, questions=True) and other.words <= 20:
                marks[below] = "player"


def _mark_lone_headlines(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark headlines of other pages between the paragraphs of this one.

    Only in a text of sentences set apart by blank lines: never before the first sentence, in live blogs or
    interviews, within a quotation, after a colon, or where the line itself attributes or names a speaker.
    """
    if not is_layout_loose(lines):
        return
    stamps = sum(TIME_STAMP.match(line.text) is not None and line.words <= 14 for line in lines)
    if stamps >= 2 or sum(DIALOGUE.match(line.text) is not None for line in lines) >= 2:
        return
    sentences = sum(is_sentence(line) for line in lines)
    found = [n for n in range(1, len(lines) - 1) if n not in marks and n != title and _is_lone(lines, marks, n)]
    if len(found) > max(1, MAX_LONE_SHARE * sentences):
        found = [n for n in found if wording.points_elsewhere(lines[n].text)]
    for number in found:
        marks[number] = "related"


def _is_lone(lines: list[Line], marks: Marks, number: int) -> bool:
    """Whether the line is a headline standing alone between sentences."""
    line = lines[number]
    pointing = wording.points_elsewhere(line.text)
    if not line.alone or not is_headline(line, least=MIN_LONE_POINTING if pointing else MIN_LONE, questions=pointing):
        return False
    if not pointing and (ATTRIBUTES.search(line.text) or SPEAKER.match(line.text) or line.text[-1] in '”"»'):
        return False
    above = next((n for n in range(number - 1, -1, -1) if n not in marks), None)
    below = next((n for n in range(number + 1, len(lines)) if n not in marks), None)
    if above is None or below is None or not is_sentence(lines[above]) or not is_sentence(lines[below]):
        return False
    before = lines[above].text
    return not (before[0] in OPENING and _leaves_quotation_open(before))


def _leaves_quotation_open(paragraph: str) -> bool:
    """Whether a quotation goes on after the paragraph that it opens."""
    pairs = (("“", "”"), ("«", "»"), ("‘", "’"))
    return paragraph.count('"') % 2 == 1 or any(
        paragraph[0] == opening
        and closing not in paragraph[-2:]
        and paragraph.count(opening) > paragraph.count(closing)
        for opening, closing in pairs
    )


def _mark_trailing_headlines(lines: list[Line], marks: Marks, title: int | None) -> None:
    """Mark a list of headlines without a heading after the last sentence of the article."""
    begin = len(lines)
    while begin and (begin - 1 in marks or is_headline(lines[begin - 1], least=5, questions=True)):
        begin -= 1
    free = [number for number in range(begin, len(lines)) if number not in marks and number != title]
    if len(free) < MIN_TRAILING or not begin or not SENTENCE_END.search(lines[begin - 1].text[-12:]):
        return
    if any(ATTRIBUTES.search(lines[number].text) or SPEAKER.match(lines[number].text) for number in free):
        return
    for number in free:
        marks[number] = "related"
