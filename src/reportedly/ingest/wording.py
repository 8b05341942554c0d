"""The wording of page furniture, loaded from its data file and asked about one line or sentence at a time."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from reportedly.ingest.lines import DECORATION
from reportedly.model import FurnitureKind

DATA = "furniture_en.toml"
# Asked in this order: a podcast promotion also looks like a subscription, a caption like a notice.
KINDS: tuple[FurnitureKind, ...] = (
    "player",
    "podcast",
    "newsletter",
    "caption",
    "share",
    "promotion",
    "link",
    "notice",
    "navigation",
)
LONGEST = 320  # characters; page furniture is shorter, and it bounds the time of a match
LABELLED = 45  # words of a line with a label such as "Photo:"
# A label of a link is followed by a headline. Where lines were run together, a sentence follows on.
LINKED, LINKED_SENTENCE = 28, 16
WILD = r'[^\n"“”]{0,90}'  # what "~" stands for in the data: no quotation is ever swallowed
QUOTED = ("”", '"', "»")
FINAL = ".!?… "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Compiled patterns. ``patterns``, ``labels``: by kind. ``headings``: by the kind of the links under them."""

    patterns: tuple[tuple[FurnitureKind, re.Pattern[str]], ...]
    labels: tuple[tuple[FurnitureKind, re.Pattern[str]], ...]
    headings: tuple[tuple[FurnitureKind, re.Pattern[str]], ...]
    weak: re.Pattern[str]
    tail: re.Pattern[str]
    head: re.Pattern[str]
    sections: frozenset[str]


@cache
def load_wording() -> Wording:
    """The wording in use, compiled once."""
    data = tomllib.loads(files(__package__).joinpath(DATA).read_text(encoding="utf-8"))
    headings = data["headings"]
    return Wording(
        patterns=tuple((kind, _compile(data[kind]["patterns"])) for kind in KINDS),
        labels=tuple(
            (kind, _compile(data[kind]["labels"], after=r"\s*[:|]\s*\S.*")) for kind in KINDS if "labels" in data[kind]
        ),
        headings=tuple((cast(FurnitureKind, kind), _compile(headings[kind], after=r"\s*:?")) for kind in headings),
        weak=_compile(data["weak"]["patterns"]),
        tail=_compile(data["tails"]["patterns"], before=r".*\s[-–—|:]\s*"),
        head=_compile(data["heads"]["patterns"], after=r"\s*[:|].*"),
        sections=frozenset(data["sections"]["names"]),
    )


def _compile(patterns: list[str], *, before: str = "", after: str = "") -> re.Pattern[str]:
    """One pattern out of many."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns).replace(" ~", rf"[ :,;–-]+{WILD}").replace("~", WILD)
    return re.compile(f"{before}(?:{joined}){after}", re.IGNORECASE)


def _bare(text: str) -> str:
    """The text without ornaments at its ends and without its final mark."""
    return text.strip(DECORATION).rstrip(FINAL + DECORATION)


def find_kind(text: str) -> FurnitureKind | None:
    """The kind of furniture that the whole text is worded as; None for anything else."""
    if len(text) > LONGEST:
        return None
    wording = load_wording()
    bare = _bare(text)
    if not bare:
        return None
    plain = text.rstrip(FINAL)
    for kind, pattern in wording.patterns:
        if pattern.fullmatch(bare) or (plain != bare and pattern.fullmatch(plain)):
            return kind
    words = len(bare.split())
    longest = LINKED_SENTENCE if plain != text or text.endswith(QUOTED) else LINKED
    for kind, pattern in wording.labels:
        if words <= (LABELLED if kind == "caption" else longest) and pattern.fullmatch(bare):
            return kind
    return None


def find_heading(text: str) -> FurnitureKind | None:
    """The kind of the links under this line, if it is a heading such as "Related stories" or "Read more:"."""
    if len(text) > 80 or text[-1] in ".!":
        return None
    bare = text.strip(DECORATION)
    return next((kind for kind, pattern in load_wording().headings if pattern.fullmatch(bare)), None)


def is_weak(text: str) -> bool:
    """Whether the text is furniture only among other furniture."""
    return len(text) <= LONGEST and load_wording().weak.fullmatch(_bare(text)) is not None


def is_section(text: str) -> bool:
    """Whether the text is the name of a section of a site."""
    return len(text) <= 40 and _bare(text).casefold() in load_wording().sections


def points_elsewhere(text: str) -> bool:
    """Whether a headline says that it is the headline of another page ("… – latest updates", "Explained: …")."""
    if len(text) > LONGEST:
        return False
    wording = load_wording()
    return wording.tail.fullmatch(text) is not None or wording.head.fullmatch(text) is not None
