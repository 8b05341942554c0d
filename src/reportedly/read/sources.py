"""What the words of a source tell by themselves: its kind, count, name and role.

``describe`` reads one noun phrase with word lists and the shapes of its words. Who it is within the article
is for ``reportedly.read.parties`` to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reportedly.model import PartyKind, Span
from reportedly.read.lang import Gender, LanguageData, Noun, Pronoun
from reportedly.read.leads import Lead, Reach
from reportedly.read.names import (
    LONGEST_NAME,
    PersonName,
    Token,
    cut_tokens,
    fold,
    is_acronym,
    read_person,
    span_of,
)

Form = Literal["pronoun", "list", "name", "role", "common"]
PERSON_NOUNS = ("person", "office", "spokesperson", "insider")
LONGEST_ROLE = 90  # characters; a longer apposition is a clause, not a role
MANY = 200  # a greater number counts respondents, not sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One noun phrase, read.

    form: "name" holds a name, "role" an office without its holder, "common" any other noun.
    kind: None where only the article can tell (a single capitalised word).
    span: the words of the name, or of the noun with its modifiers. words: their folded forms without articles.
    head: lemma of the noun; "" when there is none. nouns: all nouns that name it in this phrase.
    owner: who possesses it ("its", "Sela Dorn's") or, for a document, its author.
    sure: whether a word told the kind, not only the shape. phrase: all the words that were read.
    """

    form: Form
    kind: PartyKind | None
    span: Span
    name: str
    words: tuple[str, ...] = ()
    count: int | None = None
    head: str = ""
    nouns: frozenset[str] = frozenset()
    person: PersonName | None = None
    role: str | None = None
    gender: Gender | None = None
    reach: Reach = "bare"
    plural: bool = False
    ordinal: int | None = None
    other: bool = False
    another: bool = False
    pronoun: Pronoun | None = None
    owner: Description | None = None
    alias: str | None = None
    sure: bool = True
    parts: tuple[Description, ...] = ()
    phrase: tuple[Token, ...] = ()


def describe(text: str, tokens: Sequence[Token], language: LanguageData) -> Description | None:
    """What a noun phrase tells; None when it holds no word. Time is linear in its length."""
    tokens = _strip(tokens, language)
    if not tokens:
        return None
    pronoun = _describe_pronoun(text, tokens, language)
    if pronoun is not None:
        return pronoun
    parts = split_list(tokens, language)
    if len(parts) > 1:
        read = tuple(d for part in parts if (d := describe(text, part, language)) is not None)
        if len(read) > 1:
            name = cut_tokens(text, tokens)
            words = tuple(w for d in read for w in d.words)
            return Description(
                form="list", kind="group", span=span_of(tokens), name=name, words=words, count=len(read), plural=True,
                parts=read, phrase=tuple(tokens),
            )  # fmt: skip
    return replace(_Phrase(text, tokens, language).read(), phrase=tuple(tokens))


def split_list(tokens: Sequence[Token], language: LanguageData) -> list[list[Token]]:
    """The members of "A, B and C", or the whole as one.

    Only members that open with a capital or a determiner count, and a conjunction inside one name
    ("Ministry of Labour and Pensions", "Health and Human Services Secretary") does not divide it.
    """
    at = [i for i, t in enumerate(tokens) if t.word and t.low in language.conjunctions and 0 < i < len(tokens) - 1]
    whole = [list(tokens)]
    if not at or any(t.low in language.relatives for t in tokens[: at[0]]):
        return whole
    first, last = list(tokens[: at[0]]), list(tokens[at[0] + 1 :])
    if not last or any(t.low in language.joints - language.conjunctions - language.definite for t in first):
        return whole
    members: list[list[Token]] = [[]]
    for token in first:
        if token.text == ",":
            members.append([])
        else:
            members[-1].append(token)
    members = [m for m in [*members, [t for t in last if t.low not in language.both]] if m]
    members[0] = [t for t in members[0] if t.low not in language.both] or members[0]
    opens = [m[0].capital or m[0].low in language.determiners for m in members]
    if not all(opens) or len(members) < 2:
        return whole
    if all(m[0].low in language.determiners for m in members):
        return members
    lengths = [len(m) for m in members]
    one_name = len(members) == 2 and lengths[1] == 1 < lengths[0] and not is_acronym(members[1][0])
    return members if not one_name and _are_names(members, language) else whole


def _are_names(members: list[list[Token]], language: LanguageData) -> bool:
    """Whether each member is complete by itself: a run of capitals, all or none of which end in a noun."""
    runs = [[t for t in m if t.low not in language.determiners] for m in members]
    if not all(run and len(run) <= LONGEST_NAME and all(t.capital for t in run) for run in runs):
        return all(m[-1].low in language.nouns for m in members)
    if runs[-1][-1].low in language.company_marks:
        return False
    ends = [run[-1].low in language.nouns for run in runs]
    return all(ends) or not ends[-1] or len(runs[-1]) == 1


def _strip(tokens: Sequence[Token], language: LanguageData) -> list[Token]:
    """Without marks at the ends and words that open a sentence ("But the governor")."""
    kept = list(tokens)
    while kept and (not kept[0].word or (kept[0].low in language.openers and len(kept) > 1)):
        if kept[0].low in language.determiners or kept[0].low in language.pronouns:
            break
        kept.pop(0)
    while kept and not kept[-1].word and kept[-1].text not in (")",):
        kept.pop()
    return kept if any(t.word for t in kept) else []


def _describe_pronoun(text: str, tokens: list[Token], language: LanguageData) -> Description | None:
    """The description of a pronoun, "one of them" and "they both" included."""
    if len(tokens) == 1 and tokens[0].text in language.answers:
        answer = Pronoun(kind="person")
        return Description(form="pronoun", kind=None, span=span_of(tokens), name=tokens[0].text, pronoun=answer)
    if len(tokens) == 2 and tokens[0].low in language.definite and tokens[1].low in language.others:
        rest_of = Pronoun(kind="some")
        return Description(
            form="pronoun",
            kind=None,
            span=span_of(tokens),
            name=cut_tokens(text, tokens),
            pronoun=rest_of,
            count=1,
            other=True,
        )
    first = tokens[0]
    if len(first.text) > 1 and first.text.isupper():
        return None  # "US", "WHO", "IT" are initials
    pronoun = language.pronouns.get(first.low)
    words = [t for t in tokens if t.word]
    if pronoun is None or (
        len(words) > 1 and first.low in language.numbers and words[1].low not in language.partitives
    ):
        return None
    rest = [language.pronouns.get(t.low) for t in words[1:]]
    lone = (len(words) == 1 and not first.text.endswith(".")) or (
        pronoun.kind != "some" and all(p is not None for p in rest)
    )
    of_them = len(words) == 3 and words[1].low in language.partitives and rest[1] is not None
    if not lone and not of_them:
        named = first.text.endswith(".") or any(t.capital for t in words[1:])  # "I. Dorn"
        if pronoun.kind in ("person", "plural", "thing", "speaker") and not pronoun.possessive and not named:
            lone = True  # "he himself", "they in turn", "she, too,"
        elif pronoun.kind != "each" or not (len(words) == 2 and words[1].low in language.sides):
            return None
    if pronoun.kind == "relative" and len(words) > 1:
        return None
    count = 1 if (pronoun.kind == "some" and first.low in language.numbers) or first.low in language.anothers else None
    return Description(
        form="pronoun", kind=None, span=span_of(tokens), name=cut_tokens(text, tokens), gender=pronoun.gender,
        pronoun=pronoun, count=count, another=first.low in language.anothers,
    )  # fmt: skip


class _Phrase:
    """Reads one noun phrase that is neither a pronoun nor a list."""

    def __init__(self, text: str, tokens: list[Token], language: LanguageData) -> None:
        self.text = text
        self.tokens = tokens
        self.language = language
        self.whole = text[tokens[0].begin : tokens[-1].end]
        self.hidden = bool(language.unnamed.search(self.whole))  # the words say that a name is kept back

    def read(self) -> Description:
        """The description."""
        main, rest = self._cut_commas()
        described = self._read_main(main)
        for segment in rest:
            described = self._add(described, segment)
        return described

    def _cut_commas(self) -> tuple[list[Token], list[list[Token]]]:
        segments: list[list[Token]] = [[]]
        for token in self.tokens:
            if token.text in ",()–—-:;[]":
                segments.append([])
            else:
                segments[-1].append(token)
        kept = [s for s in segments if any(t.word for t in s)]
        return kept[0], kept[1:]

    def noun(self, tokens: Sequence[Token]) -> Noun | None:
        """The noun at the end of the tokens, of two words if there is one."""
        if not tokens:
            return None
        low = tokens[-1].low.rstrip(".")
        if len(tokens) > 1 and (two := self.language.nouns.get(f"{tokens[-2].low} {low}")):
            return two
        return (
            self.language.nouns.get(low) or self.language.nouns.get(low.rpartition("-")[2]) or self._guess(tokens[-1])
        )

    def _guess(self, token: Token) -> Noun | None:
        """A noun for people by its ending, when no list holds it."""
        low = token.low
        if token.capital or len(low) < 5 or not low.isalpha():
            return None
        if low.endswith(self.language.plural_suffixes):
            return Noun(lemma=low, kind="person", plural=True)
        if low.endswith(self.language.suffixes):
            return Noun(lemma=low, kind="person", plural=False)
        return None

    def _read_main(self, tokens: list[Token]) -> Description:
        """The part before the first comma."""
        lead = Lead(self.language)
        core = lead.take(tokens)
        at = next((i for i, t in enumerate(core) if i and t.low in self.language.breaks and not t.capital), len(core))
        at = self._before_participle(core, at)
        core, after = core[:at], core[at:]
        owner: Description | None = None
        if lead.owner is not None:
            owner = Description(
                form="pronoun", kind=None, span=span_of([lead.owner]), name=lead.owner.text,
                pronoun=self.language.pronouns[lead.owner.low], gender=self.language.pronouns[lead.owner.low].gender,
            )  # fmt: skip
        cut = self._possessor(core)
        if cut:
            owner = describe(self.text, core[:cut], self.language)
        described = self._read_core(core[cut:] or core, after, lead, owner)
        if cut and described.person is None:
            span = (core[0].begin, described.span[1])
            words = (*self._words(core[:cut]), *described.words)
            described = replace(described, span=span, name=" ".join(self.text[span[0] : span[1]].split()), words=words)
        reach: Reach = "possessive" if owner is not None else lead.reach
        if owner is None and lead.plain:
            return described  # the most frequent case; a copy costs more than all the rest
        return replace(
            described, reach=reach, ordinal=lead.ordinal, other=lead.other, another=lead.another,
            owner=owner if owner is not None else described.owner,
        )  # fmt: skip

    def _before_participle(self, core: list[Token], end: int) -> int:
        """Where the noun ends that a participle follows ("the list | supplied by X"); ``end`` when none does."""
        for i in range(1, end):
            verb = core[i].low.endswith(self.language.participles) and not core[i].capital
            follows = core[i - 1].low in self.language.nouns
            if verb and follows and not any(t.low in self.language.nouns for t in core[i:end]):
                return i
        return end

    def _possessor(self, core: list[Token]) -> int:
        """How many tokens of the core name its possessor ("Russia's | defence ministry"); 0 when none."""
        for i in range(len(core) - 2, -1, -1):
            token = core[i]
            if not token.possessive:
                continue
            plural = token.text[-1] in "'’"  # "Prison Officers' Union" is one name, "residents' homes" is not
            following = core[i + 1]
            if plural and following.capital:
                continue
            return i + 1
        return 0

    def _read_core(self, core: list[Token], after: list[Token], lead: Lead, owner: Description | None) -> Description:
        """Determiner and possessor gone: a name, a noun with a name, or a noun."""
        if not core:
            return self._common(lead.words or self.tokens, None, after, lead, owner)
        split = len(core)
        while split and self._of_name(core, split):
            split -= 1
        lower, name = core[:split], core[split:]
        while name and not name[0].capital and not name[0].text[0].isdigit():  # a particle opens no name after a noun
            lower, name = [*lower, name[0]], name[1:]
        if not name or (lower and not name[0].word):
            return self._common(core, self.noun(core), after, lead, owner)
        if lower:
            return self._described_name(lower, name, after, lead)
        return self._name(name, after, lead)

    def _of_name(self, core: list[Token], split: int) -> bool:
        token = core[split - 1]
        if token.capital or token.text == "&":
            return True
        if not 1 < split < len(core) or token.low not in self.language.particles:
            return False
        return core[split].capital or core[split].low in self.language.particles

    def _described_name(self, lower: list[Token], name: list[Token], after: list[Token], lead: Lead) -> Description:
        """A noun with its name: "spokesperson Natalia …", "the broadcaster …", "an EU official" is none."""
        noun = self.noun(lower)
        body = self._is_body(name)
        if noun is not None and noun.kind in PERSON_NOUNS and not noun.plural and not body:
            return self._person(name, lower, after, noun)
        if body or (noun is not None and noun.kind in ("organisation", "document")):
            nouns = frozenset((noun.lemma,)) if noun is not None else frozenset()
            return self._body(name, after, nouns=nouns)
        tail = self.noun(name)
        if tail is not None and (tail.plural or len(name) == 1):
            return self._common([*lower, *name], tail, after, lead, None)
        if noun is None and len(name) == 1 and not self._titled(name):
            return replace(self._name(name, after, lead), sure=False)
        return self._name(name, after, lead, lower=lower)

    def _titled(self, name: Sequence[Token]) -> int:
        """How many words at the front are titles, ranks and offices ("Energy Minister", "Lt. Col."); a name is left."""
        best = 0
        for i, token in enumerate(name[:-1]):
            low = token.low.rstrip(".")
            noun = self.noun(name[: i + 1]) or self.language.nouns.get(low)
            person = noun is not None and noun.kind in PERSON_NOUNS and not noun.plural
            if (low in self.language.titles or person) and not token.possessive:
                best = i + 1
            elif best and low not in self.language.ranks:
                break
        return best

    def _is_body(self, name: Sequence[Token]) -> bool:
        """Whether a run of capitals names a body by one of its words."""
        noun = self.language.nouns.get(name[-1].low)
        if noun is not None and noun.kind in ("organisation", "document"):
            return True
        if any(t.text == "&" or t.low in self.language.company_marks for t in name[1:]):
            return True
        return len(name) == 1 and is_acronym(name[0])

    def _name(self, name: list[Token], after: list[Token], lead: Lead, *, lower: Sequence[Token] = ()) -> Description:
        """A run of capitals: a person, a body, an office or unknown."""
        noun = self.noun(name) or self.language.nouns.get(name[-1].low)
        long = self._lengthen(name, after)
        titled = self._titled(name)
        if self._is_body(name):
            if noun is not None and noun.kind == "document" and lead.reach != "bare" and len(name) == 1:
                return self._common(name, noun, after, lead, None)
            return self._body(name, after)
        if titled and not (noun is not None and noun.kind in PERSON_NOUNS and noun.plural):
            return self._person(name[titled:], [*lower, *name[:titled]], after, None)
        if noun is not None and (noun.kind in PERSON_NOUNS or noun.kind == "people"):
            if len(long) > len(name) and noun.plural:
                return self._body(name, after)
            return self._common([*lower, *name], noun, after, lead, None)
        if (
            len(name) > 1
            and len(long) > len(name)
            and not self._has_body_word(name)
            and lead.reach == "bare"
            and not lower
        ):
            held = [t for t in long[len(name) :] if t.low in self.language.definite]
            if held and not any(t.low in self.language.nouns for t in name):
                return replace(self._person(name, [], after, None), sure=False)  # "Ilya Dorn of the Front"
        if self._has_body_word(long) or (lead.reach == "definite" and not lower):
            return self._body(name, after, sure=lead.reach == "definite")
        if len(name) == 1 or len(name) > LONGEST_NAME or any(t.text[0].isdigit() for t in name):
            return self._unknown(long if len(name) > 1 else name)
        return replace(self._person(name, list(lower), after, None), sure=bool(lower))

    def _has_body_word(self, name: Sequence[Token]) -> bool:
        return any(
            (noun := self.language.nouns.get(t.low)) is not None and noun.kind == "organisation"
            for t in name
            if t.capital
        )

    def _lengthen(self, name: list[Token], after: list[Token]) -> list[Token]:
        """The name with what follows in capitals: "Bank | of Ardovia", "Ministry | of Labour and Pensions"."""
        grown = list(name)
        for i, token in enumerate(after):
            if token.capital or token.text == "&":
                grown = [*name, *after[: i + 1]]
            elif token.low not in self.language.joints or i - (len(grown) - len(name)) > 1:
                break
        return grown

    def _unknown(self, name: Sequence[Token]) -> Description:
        return Description(
            form="name",
            kind=None,
            span=span_of(name),
            name=cut_tokens(self.text, name),
            words=self._words(name),
            sure=False,
        )

    def _body(
        self, name: list[Token], after: list[Token], *, nouns: frozenset[str] = frozenset(), sure: bool = True
    ) -> Description:
        full = self._lengthen(name, after)
        noun = self.language.nouns.get(name[-1].low)
        kind: PartyKind = "organisation"
        if noun is not None and noun.kind == "document":
            kind = "document"
        head = noun.lemma if noun is not None else next(iter(sorted(nouns)), "")
        return Description(
            form="name", kind=kind, span=span_of(full), name=cut_tokens(self.text, full), words=self._words(full),
            head=head, nouns=nouns | ({noun.lemma} if noun is not None else frozenset()), sure=sure,
        )  # fmt: skip

    def _person(self, name: list[Token], before: Sequence[Token], after: list[Token], noun: Noun | None) -> Description:
        titles = [t for t in before if t.low.rstrip(".") in self.language.titles]
        person = read_person(name, before, self.language)
        nouns = self._person_nouns(before)
        role = cut_tokens(self.text, before) if nouns else None
        if role is not None and len(before) == 1 and titles and before[0].text.endswith("."):
            role = None  # "Dr." says nothing of what she does
        return Description(
            form="name", kind="person", span=span_of(name), name=cut_tokens(self.text, name), words=self._words(name),
            head=noun.lemma if noun is not None else "", nouns=nouns, person=person, role=role,
            gender=person.gender or (noun.gender if noun is not None else None),
        )  # fmt: skip

    def _person_nouns(self, tokens: Sequence[Token]) -> frozenset[str]:
        found = set()
        for i in range(len(tokens)):
            noun = self.noun(tokens[: i + 1])
            if noun is not None and noun.kind in PERSON_NOUNS:
                found.add(noun.lemma)
            if tokens[i].low.rstrip(".") in self.language.titles:
                found.add(tokens[i].low.rstrip("."))
        return frozenset(found)

    def _words(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        skip = self.language.definite | self.language.indefinite | self.language.joints
        return tuple(fold(t.low, self.language) for t in tokens if t.word and t.low not in skip)

    def _common(
        self, core: Sequence[Token], noun: Noun | None, after: list[Token], lead: Lead, owner: Description | None
    ) -> Description:
        """A noun without a name."""
        kind, count = self._kind_of(noun, core, lead)
        organisation = noun is not None and noun.kind in ("organisation", "document", "office", "spokesperson")
        full = [*core, *self._complement(after)] if organisation else list(core)
        author = self._author(after) if kind == "document" else None
        plural = noun.plural if noun is not None else self._looks_plural(core)
        form: Form = (
            "role" if noun is not None and noun.kind in ("office", "spokesperson") and kind == "person" else "common"
        )
        name = full if kind != "anonymous" and kind != "group" else [*lead.words, *core]
        lemma = noun.lemma if noun is not None else fold(core[-1].low, self.language)
        return Description(
            form=form, kind=kind, span=span_of(full), name=cut_tokens(self.text, name), words=self._words(full),
            count=count, head=lemma, nouns=frozenset((lemma,)),
            gender=noun.gender if noun is not None else None, plural=plural, owner=author, sure=noun is not None,
        )  # fmt: skip

    def _complement(self, after: list[Token]) -> list[Token]:
        """ "of foreign affairs", "for X", "of Y's peninsula": what an office or a body is of, up to the next clause."""
        if not after or after[0].low not in self.language.complements:
            return []
        for i, token in enumerate(after):
            if i and token.low in self.language.breaks - self.language.complements:
                return after[:i]
        return after

    def _author(self, after: list[Token]) -> Description | None:
        """Whose document it is: "a tweet from the government's Centre", "a report by X"."""
        for i, token in enumerate(after[:-1]):
            if token.low not in self.language.authors:
                continue
            author = describe(self.text, after[i + 1 :], self.language)
            if author is None or author.form == "list":
                return None
            known = author.kind in ("person", "organisation", "anonymous") and author.sure
            named = author.form in ("name", "role") and token.low not in self.language.partitives
            if author.form == "pronoun" or known or named:
                return author
            return None
        return None

    def _looks_plural(self, core: Sequence[Token]) -> bool:
        low = core[-1].low
        return low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3

    def _kind_of(self, noun: Noun | None, core: Sequence[Token], lead: Lead) -> tuple[PartyKind, int | None]:
        """Kind and count of a noun without a name."""
        count = lead.number if lead.number is None or lead.number <= MANY else None
        plural = noun.plural if noun is not None else self._looks_plural(core)
        if noun is not None and noun.kind in ("organisation", "document"):
            if noun.kind == "document":
                return "document", None
            return ("group", count) if plural else ("organisation", None)
        if lead.one_of:
            return "anonymous", count or 1
        if plural or lead.quantity:
            insider = noun is not None and noun.kind == "insider"
            counted = (
                count is not None and not lead.quantity and noun is not None and noun.lemma in self.language.counted
            )
            return ("anonymous" if insider or self.hidden or counted else "group"), count
        if noun is not None and noun.kind == "spokesperson":
            return ("anonymous" if self.hidden else "person"), 1 if self.hidden else None
        if (
            noun is not None
            and noun.kind == "office"
            and lead.reach in ("definite", "possessive", "bare")
            and not self.hidden
        ):
            return "person", None
        if noun is None and lead.reach in ("definite", "possessive") and not self.hidden:
            return "organisation" if not self._person_clause() else "anonymous", None
        return "anonymous", 1

    def _person_clause(self) -> bool:
        return any(t.low in self.language.relatives for t in self.tokens)

    def _add(self, main: Description, segment: list[Token]) -> Description:
        """What a part between commas or brackets adds: a name, a role, an acronym."""
        first = segment[0]
        if len(segment) == 1 and first.text.isdigit() and main.person is not None:
            return replace(main, sure=True)  # an age
        if first.low in self.language.breaks or not first.word or first.text[0].isdigit():
            return main
        if len(segment) == 1 and is_acronym(first) and main.kind in ("organisation", None):
            return replace(main, alias=first.low, kind="organisation", sure=True)
        added = _Phrase(self.text, segment, self.language)._read_main(segment)
        if main.form in ("role", "common") and not main.plural and added.form == "name" and main.kind != "document":
            return self._named_by(main, added)
        if (
            main.form == "name"
            and main.kind in ("person", None)
            and added.form in ("role", "common")
            and not added.plural
        ):
            return self._with_role(main, added, segment)
        if main.kind == "organisation" and added.kind == "organisation":
            return replace(main, nouns=main.nouns | added.nouns)
        if main.form == "name" and main.kind is None and added.kind == "organisation":
            return replace(main, kind="organisation", nouns=main.nouns | added.nouns, sure=True)
        return main

    def _named_by(self, main: Description, name: Description) -> Description:
        """ "the governor of Y, Sergei Z": the person Z with a role."""
        person = main.kind in ("person", "anonymous")
        if person and name.kind in ("person", None):
            words = self.text[name.span[0] : name.span[1]]
            tokens = [t for t in self.tokens if name.span[0] <= t.begin < name.span[1]]
            known = name.person or read_person(tokens, (), self.language)
            gender = known.gender or main.gender
            return replace(
                name, kind="person", person=replace(known, gender=gender), gender=gender, role=main.name,
                nouns=name.nouns | main.nouns, head=main.head, sure=True, owner=main.owner,
                name=" ".join(words.split()),
            )  # fmt: skip
        if name.kind in ("organisation", None) or not main.sure:
            return replace(name, kind="organisation", nouns=name.nouns | main.nouns, sure=True)
        return main

    def _with_role(self, main: Description, role: Description, segment: list[Token]) -> Description:
        """ "Sela Dorn, head of the port union": the name keeps its role."""
        noun_kinds = role.nouns and role.kind in ("person", "anonymous")
        if not noun_kinds:
            if main.kind is None and role.kind == "organisation" and role.sure:
                return replace(main, kind="organisation", nouns=main.nouns | role.nouns, sure=True)
            return main
        at = next((i for i, t in enumerate(segment) if i and t.low in self.language.relatives), len(segment))
        kept = [t for t in segment[:at] if t is not segment[0] or t.low not in self.language.determiners]
        words = cut_tokens(self.text, kept) if kept else None
        if words is not None and len(words) > LONGEST_ROLE:
            words = None
        tokens = [t for t in self.tokens if main.span[0] <= t.begin < main.span[1]]
        person = main.person or read_person(tokens, (), self.language)
        gender = person.gender or role.gender
        return replace(
            main, kind="person", person=replace(person, gender=gender), gender=gender, role=main.role or words,
            nouns=main.nouns | role.nouns, sure=True,
        )  # fmt: skip
