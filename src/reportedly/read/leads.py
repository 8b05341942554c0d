"""What stands before the core of a noun phrase: articles, numbers, ordinals."""

from __future__ import annotations

from typing import Literal

from reportedly.read.lang import LanguageData
from reportedly.read.names import Token

Reach = Literal["definite", "indefinite", "bare", "possessive"]
LONGEST_NUMBER = 9  # digits


class Lead:
    """The words before the core, read by ``take``: article, number, ordinal, "other", "a group of", "one of"."""

    def __init__(self, language: LanguageData) -> None:
        self.language = language
        self.reach: Reach = "bare"
        self.number: int | None = None
        self.ordinal: int | None = None
        self.other = False
        self.another = False
        self.quantity = False
        self.one_of = False
        self.owner: Token | None = None
        self.words: list[Token] = []

    @property
    def plain(self) -> bool:
        """Whether it told nothing."""
        return self.reach == "bare" and self.ordinal is None and not self.other and not self.another

    def take(self, tokens: list[Token]) -> list[Token]:
        """Read the lead, and return the rest."""
        at = 0
        while at < len(tokens) - 1 and tokens[at + 1].low not in self.language.relatives and self._step(tokens, at):
            at += 2 if tokens[at + 1].low in self.language.partitives and tokens[at].low in self._leads() else 1
        self.words = [
            t
            for t in tokens[:at]
            if t.low not in self.language.definite and t.low not in self.language.singular - self.language.anothers
        ]
        if self.owner is not None:
            self.words = [t for t in self.words if t is not self.owner]
        return tokens[at:] or tokens

    def _leads(self) -> frozenset[str]:
        return self.language.quantities | self.language.numbers.keys() | self.language.ordinals.keys()

    def _step(self, tokens: list[Token], at: int) -> bool:
        """Whether the token at ``at`` still leads."""
        token, following = tokens[at], tokens[at + 1]
        low = token.low
        if low in self._leads() and following.low in self.language.partitives and at + 2 < len(tokens):
            single = (
                self.language.numbers.get(low) == 1 or low in self.language.ordinals or low in self.language.anothers
            )
            self.one_of = self.one_of or single
            self.quantity = self.quantity or not self.one_of
            self.number = self.language.numbers.get(low)
            self.reach = "indefinite"
            return True
        if self.one_of or self.quantity:  # "one of the guards": the second article tells nothing of the reach
            return low in self.language.determiners or low in self.language.numbers
        if low in self.language.determiners or low in self.language.numbers or low.isdigit():
            return self._take_determiner(token, following)
        if low in self.language.ordinals and not token.possessive and not (token.capital and following.capital):
            self.ordinal = self.language.ordinals[low]
            return True
        if low in self.language.others:
            self.other = True
            return True
        pronoun = self.language.pronouns.get(low)
        if pronoun is not None and pronoun.possessive and at == 0:
            self.owner, self.reach = token, "possessive"
            return True
        return False

    def _take_determiner(self, token: Token, following: Token) -> bool:
        low = token.low
        if low in self.language.definite:
            self.reach = "definite"
        elif low in self.language.indefinite or low in self.language.anothers:
            self.another = low in self.language.anothers
            self.reach = "indefinite"
            if low in self.language.singular:
                self.number = 1
        if low in self.language.numbers:
            if token.capital and following.capital and self.reach != "bare":
                return False  # "the Nine Wells"
            self.number = self.language.numbers[low]
        elif low.isdigit():
            self.number = int(low) if len(low) <= LONGEST_NUMBER else None
        return True
