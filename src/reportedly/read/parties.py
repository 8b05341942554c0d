"""Sources as printed, resolved to the parties of one article.

Sources and the other noun phrases of the text are taken in text order; each either finds a party that was
named before (``registry``, ``anonymous``, ``pronouns``) or opens one. docs/parties.md states the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from reportedly.model import Article, Party, PartyKind, Source, Span
from reportedly.read.actors import Actors, Nations
from reportedly.read.affiliations import (
    OWNER,
    Affiliations,
    build_parties,
)
from reportedly.read.anonymous import Unnamed
from reportedly.read.drafts import Draft
from reportedly.read.lang import LanguageData
from reportedly.read.mentions import Named, paragraph_of, paragraph_starts, survey
from reportedly.read.names import Token, tokenise
from reportedly.read.pronouns import find_one_of_two, find_pair, resolve_pronoun
from reportedly.read.registry import Entry, Registry
from reportedly.read.sources import Description, describe
from reportedly.read.world import World, load_world

LONGEST_SOURCE = 600  # characters of a source that are read; what is longer is a tagger's slip

_PRONOUN_KINDS: dict[str, PartyKind] = {"person": "person", "plural": "group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Who is who in an article. sources: in the order of the drafts. parties: in order of first mention.

    party_of: the party of each mention that was asked for; those of which nothing can be said are missing.
    """

    sources: tuple[Source, ...]
    parties: tuple[Party, ...]
    party_of: Mapping[Span, str]


def resolve_parties(
    article: Article,
    drafts: Sequence[Draft],
    *,
    language: LanguageData,
    world: World,
    mentions: Sequence[Span] = (),
    speaking: Collection[Span] = (),
) -> Resolved:
    """The source of each draft, and the parties behind the sources and the mentions.

    A source without words has no party, unless it carries on an earlier draft's (then ``implicit``).
    A pronoun that nothing before it explains has none either; every other source has at least one, a list several.
    mentions: noun phrases that are not sources (addressees, relays, actors, adjectives such as the "Kaldian" of
    "Kaldian shelling"), in any order. One that names several parties gives the first.
    speaking: those of them that the text has speak, such as relays: "state television" is a party then, not a thing.
    Parties are those of sources and mentions, and those that they speak for or belong to. A party's own mentions lie
    in the text, in order, wherever it is named. Time is linear in the text.
    """
    resolver = _Resolver(article, drafts, language, world, mentions, frozenset(speaking))
    resolver.run()
    return resolver.resolved()


def resolve_sources(
    article: Article, drafts: Sequence[Draft], *, language: LanguageData
) -> tuple[tuple[Source, ...], tuple[Party, ...]]:
    """``resolve_parties`` with the packaged world and without mentions."""
    resolved = resolve_parties(article, drafts, language=language, world=load_world())
    return resolved.sources, resolved.parties


@dataclass(frozen=True, slots=True)
class _Job:
    """A source to resolve: its draft, where it stands and what its words tell."""

    draft: int
    begin: int
    described: Description


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A mention to resolve, and what its words tell."""

    span: Span
    described: Description


class _Resolver:
    """Walks through one article."""

    def __init__(
        self,
        article: Article,
        drafts: Sequence[Draft],
        language: LanguageData,
        world: World,
        mentions: Sequence[Span],
        speaking: frozenset[Span] = frozenset(),
    ) -> None:
        self.article = article
        self.world = world
        self.drafts = drafts
        self.language = language
        self.survey = survey(article, language)
        self.registry = Registry(language, people=self.survey.people, places=self.survey.places)
        self.unnamed = Unnamed(self.registry)
        self.nations = Nations(article.text, self.survey, world, language)
        self.actors = Actors(self.registry, self.nations, world)
        self.affiliations = Affiliations(
            article, tokens=self.survey.tokens, registry=self.registry, actors=self.actors, nations=self.nations,
            resolve=lambda described, at: self._resolve(described, at=at, speaker=None),
        )  # fmt: skip
        self.wanted = tuple(dict.fromkeys(mentions))
        self.speaking = speaking
        self.found: dict[Span, Entry] = {}
        self.starts = paragraph_starts(article.text)
        self.covered = 0  # where the latest source ends
        self.described: list[Description | None] = [None] * len(drafts)
        self.entries: list[Entry | None] = [None] * len(drafts)

    def run(self) -> None:
        """Resolve everything: first what text order explains, then "I" and what carries on."""
        jobs = self._jobs()
        events: list[tuple[int, int, _Job | Named | _Wanted]] = [(j.begin, 0, j) for j in jobs]
        events += [(n.begin, 1, n) for n in self.survey.named]
        events += [(w.span[0], 2, w) for w in self._wanted()]
        for _, _, event in sorted(events, key=lambda e: e[:2]):
            if isinstance(event, _Job):
                self._resolve_job(event)
            elif isinstance(event, Named):
                self._note(event)
            else:
                self._resolve_mention(event)
        self._resolve_speakers(jobs)
        self._carry_on()
        self._finish_mentions()

    def _jobs(self) -> list[_Job]:
        jobs = []
        for i, draft in enumerate(self.drafts):
            if not draft.source:
                continue
            described = describe(self.article.text, self._tokens(draft.source), self.language)
            self.described[i] = described
            if described is not None:
                jobs.append(_Job(i, draft.source[0][0], described))
        return jobs

    def _tokens(self, spans: Sequence[Span]) -> list[Token]:
        tokens: list[Token] = []
        for begin, end in spans:
            part = tokenise(self.article.text, self.language, begin=begin, end=min(end, begin + LONGEST_SOURCE))
            if tokens and part and part[0].word:
                tokens.append(Token(tokens[-1].end, tokens[-1].end, ",", ",", False))
            tokens += part
        return tokens

    # --- one mention -----------------------------------------------------------------------------------------

    def _resolve_job(self, job: _Job) -> None:
        draft = self.drafts[job.draft]
        described = job.described
        if described.pronoun is not None and described.pronoun.kind == "speaker":
            return
        if draft.carries_on is not None and described.form == "pronoun":
            return
        speaker = self._speaker_of(draft)
        self.covered = max(self.covered, draft.source[-1][1])
        entry = self._resolve(described, at=job.begin, speaker=speaker)
        self.entries[job.draft] = entry
        if entry is not None:
            self._read_ties(entry, described)
            paragraph = paragraph_of(self.starts, job.begin)
            for span in draft.source:
                self.registry.mention(entry, span, paragraph, source=True, strong=True)

    def _read_ties(self, entry: Entry, described: Description) -> None:
        """What the words tell of whom the party belongs to; a document's words tell of its author instead."""
        if described.form in ("name", "role", "common") and described.kind != "document":
            self.affiliations.read(entry, described.phrase)

    def _note(self, named: Named) -> None:
        """A noun phrase that is no source: it may introduce somebody, or name somebody again."""
        described = named.described
        if described.form != "name" and named.begin < self.covered:
            return  # the source itself, seen again
        country = self.actors.resolve(described)
        if country is not None:
            if country.nation is None or named.opens or self.world.capital(described.name) is None:
                strong = named.opens and described.form == "name"
                self.registry.mention(
                    country, described.span, paragraph_of(self.starts, named.begin), source=False, strong=strong
                )
            return
        if described.kind is None or (described.form == "name" and not described.sure and len(described.words) == 1):
            entry = self.registry.find_unknown(described)
        elif described.form == "common" and described.kind in ("anonymous", "document"):
            entry = self.unnamed.find(described) if described.reach == "definite" else None
            if entry is None and described.kind == "anonymous" and described.reach == "indefinite":
                entry = self.unnamed.open(described)
        elif described.owner is not None and described.owner.form == "pronoun":
            return
        else:
            entry = self._resolve(described, at=named.begin, speaker=None)
        if entry is not None:
            paragraph = paragraph_of(self.starts, named.begin)
            strong = named.opens and described.reach != "indefinite"
            self.registry.mention(entry, described.span, paragraph, source=False, strong=strong)
            self._read_ties(entry, described)

    def _speaker_of(self, draft: Draft) -> Entry | None:
        """Who speaks the quotation that holds the draft; None when it is not quoted."""
        if draft.parent is None or self.drafts[draft.parent].quote == "indirect":
            return None
        return self.entries[draft.parent]

    def _resolve(self, described: Description, *, at: int, speaker: Entry | None) -> Entry | None:
        """The party of a description; None only for a pronoun that nothing explains."""
        paragraph = paragraph_of(self.starts, at)
        if described.form == "pronoun":
            if described.pronoun is not None and described.pronoun.kind in ("some", "each"):
                return self.unnamed.resolve_part(described) or self._resolve_pointer(described, at=at)
            if described.pronoun is not None and described.pronoun.possessive and described.pronoun.kind == "speaker":
                return None
            return resolve_pronoun(described, self.registry, at=at, paragraph=paragraph, speaker=speaker)
        if described.form == "list":
            return self._resolve_list(described, at=at, speaker=speaker)
        several = self._resolve_pointer(described, at=at)
        if several is not None:
            return several
        described = self._canonical(described)
        special = self.actors.resolve(described)
        if special is not None:
            return special
        owner = self._owner_of(described, at=at, speaker=speaker)
        if described.kind == "document":
            return self._resolve_document(described, owner)
        if described.form == "name":
            return self._resolve_name(described)
        if owner is not None and described.owner is not None and described.owner.form == "pronoun":
            return self._resolve_owned(described, owner)
        if described.kind == "organisation":
            return self._resolve_body(described)
        if described.kind == "person":
            return self._resolve_office(described)
        if described.kind == "group":
            return self.unnamed.resolve_group(described)
        return self.unnamed.resolve(described)

    def _owner_of(self, described: Description, *, at: int, speaker: Entry | None) -> Entry | None:
        if described.owner is None or described.owner.form == "list":
            return None
        if described.owner.form != "pronoun" and described.kind != "document":
            return None
        owner = self._resolve(described.owner, at=at, speaker=speaker)
        if owner is not None:
            self._read_ties(owner, described.owner)
        return owner

    def _canonical(self, described: Description) -> Description:
        """Adjectives of countries as the countries' names, so that "Kaldian ministry" and "Kaldia's ministry" meet."""
        if described.person is not None or not described.words:
            return described
        words = tuple(self.nations.canonical(w) for w in described.words)
        return described if words == described.words else replace(described, words=words)

    def _resolve_list(self, described: Description, *, at: int, speaker: Entry | None) -> Entry:
        """ "A, B and C": a group that stands for its members, so that "they" are all of them."""
        members = []
        paragraph = paragraph_of(self.starts, at)
        for part in described.parts:
            entry = self._resolve(part, at=part.span[0], speaker=speaker)
            if entry is None:
                continue
            self._read_ties(entry, part)
            self.registry.mention(entry, part.span, paragraph, source=True, strong=True)
            members += [m for m in entry.all if m not in members]
        group = self.unnamed.resolve_group(described)
        group.members = group.members or tuple(m for m in members if m is not group)
        return group

    def _resolve_pointer(self, described: Description, *, at: int) -> Entry | None:
        """ "both sides", "the two men", "the latter": parties told apart by their order alone."""
        if described.head and described.head in self.language.latter | self.language.former:
            return find_one_of_two(self.registry, at=at, latter=described.head in self.language.latter)
        pair = find_pair(described, self.registry, at=at)
        if not pair:
            return None
        group = self.registry.open(described, kind="group", name=described.name)
        group.plural, group.count, group.members = True, len(pair), pair
        return group

    # --- by kind ---------------------------------------------------------------------------------------------

    def _resolve_name(self, described: Description) -> Entry:
        registry = self.registry
        if not described.sure and self.world.body(described.name) is not None:
            described = replace(described, kind="organisation", person=None, sure=True)
        if described.kind == "organisation" and self._is_shouted_surname(described):
            described = replace(described, kind=None, sure=False)
        if described.kind == "person" and not described.sure:
            known = registry.find_person(described) or registry.find_body(described)
            if known is None and self._is_no_person(described):
                described = replace(described, kind="organisation", person=None)
        elif described.kind == "person":
            known = registry.find_person(described)
        elif described.kind == "organisation":
            known = registry.find_body(described)
            if known is None and not described.sure:
                known = registry.find_unknown(described)
        else:
            known = registry.find_unknown(described)
            if known is None:
                described = self._decide_kind(described)
        if known is None and described.kind != "person":
            known = self.actors.find_body(described)
        entry = registry.enrich(known, described) if known is not None else registry.open(described)
        self.actors.note_body(described, entry)
        return entry

    def _is_shouted_surname(self, described: Description) -> bool:
        """ "DORN:" in a headline looks like initials, and is the Dorn of the text."""
        words = described.words
        return len(words) == 1 and not described.head and described.name.isupper() and words[0] in self.survey.people

    def _is_no_person(self, described: Description) -> bool:
        """Whether what looks like a name holds a place, or the article shortens it to the first word, as a body's."""
        words = described.words
        if any(w in self.survey.places for w in words):
            return True
        return bool(words) and words[0] in self.survey.short and words[-1] not in self.survey.people

    def _decide_kind(self, described: Description) -> Description:
        """A name of unknown kind: a person if the article says so, else a body or what a place stands for."""
        words = described.words
        if words and words[-1] in self.survey.people:
            for named in self.survey.named:
                person = named.described.person
                if person is not None and named.described.sure and person.surname == words[-1]:
                    given = replace(person, given=words[:-1], titled=False)
                    return replace(described, kind="person", person=given, gender=person.gender)
        return replace(described, kind="organisation")

    def _resolve_owned(self, described: Description, owner: Entry) -> Entry:
        """ "its spokeswoman", "her office": one party for each owner and noun, named after the owner."""
        known = self.registry.owned(owner, described) or self.registry.tied(owner, described)
        if known is None and described.kind == "organisation":
            known = self.registry.find_called(described, ("organisation",))
        if known is None and described.kind in ("group", "anonymous"):
            return self.unnamed.resolve(described)
        if known is None:
            known = self.registry.open(described, name=f"{owner.name}'s {described.name}")
            self.registry.set_owner(known, owner, described.head)
            known.ties.append((OWNER, owner))
        return known

    def _resolve_body(self, described: Description) -> Entry:
        """ "the ministry", "Russia's defence ministry"."""
        registry = self.registry
        known = None
        if described.reach == "definite":
            known = registry.find_called(described, ("organisation",)) or registry.find_like(described)
        if described.reach == "possessive" and described.owner is not None and described.owner.form == "pronoun":
            known = registry.find_called(described, ("organisation",))
        known = known or registry.find_body(described)
        if known is None:
            return registry.open(described)
        if set(described.words) > known.words and not known.named:
            known.name, known.words = described.name, frozenset(described.words)
        return registry.enrich(known, described)

    def _resolve_office(self, described: Description) -> Entry:
        """ "the governor", "a spokesman for X": an office holder without a name."""
        registry = self.registry
        known = None
        if described.reach in ("definite", "bare"):
            known = registry.find_called(described, ("person",), accept=lambda e: self._agrees(e, described))
        if known is None:
            known = next(
                (
                    e
                    for e in registry.under_noun(described.head)
                    if e.words == frozenset(described.words) and not e.named
                ),
                None,
            )
        return registry.enrich(known, described) if known is not None else registry.open(described)

    @staticmethod
    def _agrees(entry: Entry, described: Description) -> bool:
        return not (entry.gender and described.gender) or entry.gender == described.gender

    def _resolve_document(self, described: Description, owner: Entry | None) -> Entry:
        """A document stands for its author where one is told, and is a party of its own otherwise."""
        if owner is not None:
            self.unnamed.set_author(described, owner)
            return owner
        return self.unnamed.resolve_document(described)

    # --- after text order ------------------------------------------------------------------------------------

    def _resolve_speakers(self, jobs: Sequence[_Job]) -> None:
        """ "I", "we": the source of the nearest enclosing draft that has one."""
        for job in jobs:
            pronoun = job.described.pronoun
            if pronoun is None or pronoun.kind != "speaker":
                continue
            parent, seen = self.drafts[job.draft].parent, 0
            outside = parent is None and self._draft_at(job.begin) is None
            if parent is None:
                parent = self._beside(job)
            while parent is not None and self.entries[parent] is None and seen < len(self.drafts):
                parent, seen = self.drafts[parent].parent, seen + 1
            entry = self.entries[parent] if parent is not None else None
            if entry is None and outside:
                entry = self._outlet()
            self.entries[job.draft] = entry
            if entry is not None:
                entry.mentions.extend(self.drafts[job.draft].source)

    def _outlet(self) -> Entry | None:
        """Who says "we" in an article's own words: the outlet."""
        name = self.article.publisher
        described = describe(name, tokenise(name, self.language), self.language) if name else None
        if name is None or described is None or described.form in ("pronoun", "list"):
            return None
        plain = replace(described, form="name", kind="organisation", name=name, person=None, role=None, owner=None)
        known = self.registry.find_body(plain) or self.registry.find_unknown(plain)
        return known or self.registry.open(plain)

    def _beside(self, job: _Job) -> int | None:
        """The quoted draft of the same paragraph whose source stands nearest: its speaker is who says "I"."""
        paragraph = paragraph_of(self.starts, job.begin)
        near = [
            (abs(draft.source[0][0] - job.begin), i)
            for i, draft in enumerate(self.drafts)
            if draft.source and self.entries[i] is not None and draft.quote != "indirect"
            and paragraph_of(self.starts, draft.source[0][0]) == paragraph
        ]  # fmt: skip
        return min(near)[1] if near else None

    def _carry_on(self) -> None:
        for i, draft in enumerate(self.drafts):
            if draft.carries_on is None or self.entries[i] is not None:
                continue
            entry = self.entries[draft.carries_on]
            self.entries[i] = entry
            if entry is not None:
                entry.mentions.extend(draft.source)

    # --- mentions --------------------------------------------------------------------------------------------

    def _wanted(self) -> list[_Wanted]:
        """The mentions that are not themselves sources, with what their words tell."""
        sources = {span for draft in self.drafts for span in draft.source}
        wanted = []
        for span in self.wanted:
            described = describe(self.article.text, self._tokens((span,)), self.language)
            if described is not None and span not in sources:
                wanted.append(_Wanted(span, described))
        return wanted

    def _resolve_mention(self, wanted: _Wanted) -> None:
        described, at = wanted.described, wanted.span[0]
        pronoun = described.pronoun
        if pronoun is not None and pronoun.kind == "speaker":
            return
        speaker = None if pronoun is None else self._speaker_at(at)
        entry = self._find_mentioned(described, at=at, speaker=speaker)
        if entry is None and wanted.span in self.speaking:
            entry = self._resolve(described, at=at, speaker=speaker)
        if entry is None:
            return
        self.found[wanted.span] = entry
        self._read_ties(entry, described)
        self.registry.mention(entry, wanted.span, paragraph_of(self.starts, at), source=False, strong=False)

    def _find_mentioned(self, described: Description, *, at: int, speaker: Entry | None) -> Entry | None:
        """The party of a phrase that may name things as well: only what acts like a party is one."""
        if described.form in ("pronoun", "list"):
            return self._resolve(described, at=at, speaker=speaker)
        if described.kind == "document":
            owner = self._owner_of(described, at=at, speaker=speaker)
            return owner or self._adjective_of(described)
        if described.form == "common" and not described.sure:
            known = self.registry.find_called(described, ("organisation", "group", "anonymous", "person"))
            return self.actors.resolve(described) or known or self._adjective_of(described)
        if described.form == "name" and described.words and described.words[-1] in self.survey.places:
            known = self.actors.resolve(described) or self.registry.find_unknown(described)
            return (
                known if known is not None or not described.sure else self._resolve(described, at=at, speaker=speaker)
            )
        return self._resolve(described, at=at, speaker=speaker)

    def _adjective_of(self, described: Description) -> Entry | None:
        """ "Kaldian shelling", "Kaldia's attack": the country or the body whose deed it is."""
        if described.owner is not None and described.owner.form != "list":
            return self._resolve(described.owner, at=described.span[0], speaker=None)
        for token in described.phrase:
            nation = self.nations.of_demonym(token.bare)
            if nation is not None:
                return self.actors.open_nation(nation)
        return None

    def _speaker_at(self, at: int) -> Entry | None:
        """Who speaks the quotation that holds an offset."""
        i = self._draft_at(at)
        return self.entries[i] if i is not None and self.drafts[i].quote != "indirect" else None

    def _draft_at(self, at: int) -> int | None:
        """The innermost draft whose content holds an offset."""
        held = [
            (end - begin, i) for i, draft in enumerate(self.drafts) for begin, end in draft.content if begin <= at < end
        ]
        return min(held)[1] if held else None

    def _finish_mentions(self) -> None:
        """Mentions that are sources themselves, and "us" in somebody's words or on their own page."""
        by_source = {span: e for draft, e in zip(self.drafts, self.entries, strict=True) if e for span in draft.source}
        for span in self.wanted:
            if span in by_source:
                self.found[span] = by_source[span]
            elif span not in self.found:
                word = self.article.text[span[0] : span[1]].casefold()
                pronoun = self.language.pronouns.get(word)
                if pronoun is None or pronoun.kind != "speaker":
                    continue
                i = self._draft_at(span[0])
                entry = self.entries[i] if i is not None else None
                if i is None and span in self.speaking:  # a party's own page: "the fire service tells me"
                    entry = self._outlet()
                if entry is not None:
                    self.found[span] = entry

    # --- results ---------------------------------------------------------------------------------------------

    def resolved(self) -> Resolved:
        """Everything, with ids."""
        behind = [*(e for e in self.entries if e is not None), *(self.found[s] for s in self.wanted if s in self.found)]
        parties, ids = build_parties(behind, self.registry, self.nations, article_id=self.article.id)
        return Resolved(
            sources=tuple(self._source(i, draft, ids) for i, draft in enumerate(self.drafts)),
            parties=parties,
            party_of={s: ids[self.found[s].all[0].number] for s in self.wanted if s in self.found},
        )

    def _source(self, i: int, draft: Draft, ids: Mapping[int, str]) -> Source:
        entry, described = self.entries[i], self.described[i]
        kind: PartyKind | None = None
        count: int | None = None
        if described is not None and described.form != "pronoun":
            kind, count = described.kind, described.count
            if kind is None or (entry is not None and kind in ("person", "organisation", "anonymous")):
                kind = entry.kind if entry is not None else kind
        elif entry is not None:
            kind, count = entry.kind, entry.count
        elif described is not None and described.pronoun is not None:
            kind = _PRONOUN_KINDS.get(described.pronoun.kind)
        if count is None and entry is not None and kind == entry.kind == "anonymous":
            count = entry.count
        return Source(
            spans=draft.source,
            kind=kind,
            count=count if kind in ("anonymous", "group") else None,
            implicit=draft.carries_on is not None and entry is not None,
            party=ids[entry.all[0].number] if entry is not None else None,
            parties=tuple(ids[e.number] for e in entry.all) if entry is not None else (),
        )
