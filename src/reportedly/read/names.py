"""Words of a text with their offsets, and what is told by the shape of a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.model import Span
from reportedly.read.lang import Gender, LanguageData

TOKEN = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*['’]?|\S")
ABBREVIATION = 5  # the longest abbreviated title before a point ("Capt.", "Prof.")
LONGEST_NAME = 5  # words; a longer run of capitals is a headline or a body's name
LONGEST_ACRONYM = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: its offsets, as printed, and casefolded without a possessive ending."""

    begin: int
    end: int
    text: str
    low: str
    possessive: bool

    @property
    def capital(self) -> bool:
        """Whether it opens like a name ("Dorn", "al-Dorn" does not, "de" does not, "9th" does not)."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word or a number, not a mark."""
        return self.text[0].isalnum()

    @property
    def bare(self) -> str:
        """As printed, without a possessive ending."""
        return self.text[: len(self.low)]


def tokenise(text: str, language: LanguageData, *, begin: int = 0, end: int | None = None) -> list[Token]:
    """The tokens between two offsets; the point of an abbreviated title or initial belongs to its word."""
    stop = len(text) if end is None else end
    tokens: list[Token] = []
    for match in TOKEN.finditer(text, begin, stop):
        tokens.append(_token(match.start(), match.end(), match.group(), language))
        if len(tokens) > 1 and tokens[-1].text == "." and _is_abbreviation(tokens[-2], tokens[-1], language):
            dot, word = tokens.pop(), tokens.pop()
            tokens.append(Token(word.begin, dot.end, word.text + ".", word.low, False))
    return tokens


def _token(begin: int, end: int, text: str, language: LanguageData) -> Token:
    low = text.lower()
    if len(low) != len(text):  # a letter that grows when lowered would break the offsets
        low = text
    for ending in language.possessives:
        if low.endswith(ending) and len(low) > len(ending):
            keep = len(low) - 1 if ending[0] == "s" else len(low) - len(ending)
            return Token(begin, end, text, low[:keep], True)
    if len(text) > 1 and text[-1] in "'’":
        return Token(begin, end - 1, text[:-1], low[:-1], False)
    return Token(begin, end, text, low, False)


def _is_abbreviation(word: Token, dot: Token, language: LanguageData) -> bool:
    if word.end != dot.begin or not word.capital or word.possessive:
        return False
    return (len(word.text) == 1 and word.text not in language.answers) or (
        len(word.text) <= ABBREVIATION and word.low in language.titles
    )


def fold(word: str, language: LanguageData) -> str:
    """A word as it is compared: lower case, without accents, one spelling."""
    low = word.casefold().rstrip(".")
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return language.spellings.get(low, low)


def is_acronym(token: Token) -> bool:
    """Whether it looks like the initials of a body ("UN", "IAEA", "U.N.")."""
    letters = token.bare.replace(".", "").replace("&", "")
    return 2 <= len(letters) <= LONGEST_ACRONYM and letters.isalpha() and letters.isupper()


def initials_of(tokens: Sequence[Token]) -> str:
    """The initials of the capitalised words, casefolded ("International Atomic Energy Agency": "iaea")."""
    return "".join(t.low[0] for t in tokens if t.capital)


def cut_tokens(text: str, tokens: Sequence[Token]) -> str:
    """The words as printed, white space made single, without the last one's possessive ending."""
    last = tokens[-1]
    end = last.begin + len(last.bare) if last.possessive else last.end
    return " ".join(text[tokens[0].begin : end].split())


def span_of(tokens: Sequence[Token]) -> Span:
    """Offsets of the first to the last token, without the last one's possessive ending."""
    last = tokens[-1]
    return tokens[0].begin, last.begin + len(last.bare) if last.possessive else last.end


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """The parts of a person's name, folded.

    given: empty for a surname alone. gender: where a title or the name tells.
    """

    given: tuple[str, ...]
    surname: str
    gender: Gender | None
    titled: bool

    def fits(self, other: PersonName) -> bool:
        """Whether two names with one surname can be one person's: given name, initial and gender allow it."""
        if self.gender and other.gender and self.gender != other.gender:
            return False
        if not self.given or not other.given:
            return True
        mine, theirs = self.given[0], other.given[0]
        return mine == theirs or (1 in (len(mine), len(theirs)) and mine[0] == theirs[0])


def read_person(tokens: Sequence[Token], title: Sequence[Token], language: LanguageData) -> PersonName:
    """The name in the tokens; ``title`` are the words before it."""
    words = [t for t in tokens if t.word]
    surname = fold(words[-1].low, language)
    given = tuple(fold(t.low, language) for t in words[:-1] if t.low not in language.particles)
    gender = next((g for t in title if (g := _gender_of_title(t.low, language)) is not None), None)
    if gender is None and given:
        gender = language.given_names.get(given[0])
    return PersonName(given=given, surname=surname, gender=gender, titled=bool(title))


def _gender_of_title(low: str, language: LanguageData) -> Gender | None:
    word = low.rstrip(".")
    noun = language.nouns.get(word)
    return language.titles.get(word) or (noun.gender if noun else None)
