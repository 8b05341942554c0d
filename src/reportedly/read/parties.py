"""Sources as printed, resolved to the parties of one article.

Sources and the other noun phrases of the text are taken in text order; each either finds a party that was
named before (``registry``, ``anonymous``, ``pronouns``) or opens one. docs/parties.md states the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportedly.ids import make_id
from reportedly.model import Article, Party, PartyKind, Source, Span
from reportedly.read.anonymous import Unnamed
from reportedly.read.drafts import Draft
from reportedly.read.lang import LanguageData
from reportedly.read.mentions import Named, paragraph_of, paragraph_starts, survey
from reportedly.read.names import Token, tokenise
from reportedly.read.pronouns import resolve_pronoun
from reportedly.read.registry import Entry, Registry
from reportedly.read.sources import Description, describe

LONGEST_SOURCE = 600  # characters of a source that are read; what is longer is a tagger's slip

_PRONOUN_KINDS: dict[str, PartyKind] = {"person": "person", "plural": "group"}


def resolve_sources(
    article: Article, drafts: Sequence[Draft], *, language: LanguageData
) -> tuple[tuple[Source, ...], tuple[Party, ...]]:
    """The source of each draft, in their order, and the parties behind them in order of first mention.

    A source without words has no party, unless it carries on an earlier draft's (then ``implicit``).
    A pronoun that nothing before it explains has none either; every other source has one.
    Mentions lie in the text, in order, and hold those that are not sources too. Time is linear in the text.
    """
    resolver = _Resolver(article, drafts, language)
    resolver.run()
    return resolver.sources(), resolver.parties()


@dataclass(frozen=True, slots=True)
class _Job:
    """A source to resolve: its draft, where it stands and what its words tell."""

    draft: int
    begin: int
    described: Description


class _Resolver:
    """Walks through one article."""

    def __init__(self, article: Article, drafts: Sequence[Draft], language: LanguageData) -> None:
        self.article = article
        self.drafts = drafts
        self.language = language
        self.survey = survey(article, language)
        self.registry = Registry(language, people=self.survey.people, places=self.survey.places)
        self.unnamed = Unnamed(self.registry)
        self.starts = paragraph_starts(article.text)
        self.covered = 0  # where the latest source ends
        self.described: list[Description | None] = [None] * len(drafts)
        self.entries: list[Entry | None] = [None] * len(drafts)

    def run(self) -> None:
        """Resolve everything: first what text order explains, then "I" and what carries on."""
        jobs = self._jobs()
        events: list[tuple[int, int, _Job | Named]] = [(j.begin, 0, j) for j in jobs]
        events += [(n.begin, 1, n) for n in self.survey.named]
        for _, _, event in sorted(events, key=lambda e: e[:2]):
            if isinstance(event, _Job):
                self._resolve_job(event)
            else:
                self._note(event)
        self._resolve_speakers(jobs)
        self._carry_on()

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
            paragraph = paragraph_of(self.starts, job.begin)
            for span in draft.source:
                self.registry.mention(entry, span, paragraph, source=True, strong=True)

    def _note(self, named: Named) -> None:
        """A noun phrase that is no source: it may introduce somebody, or name somebody again."""
        described = named.described
        if described.form != "name" and named.begin < self.covered:
            return  # the source itself, seen again
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
                return self.unnamed.resolve_part(described)
            if described.pronoun is not None and described.pronoun.possessive and described.pronoun.kind == "speaker":
                return None
            return resolve_pronoun(described, self.registry, at=at, paragraph=paragraph, speaker=speaker)
        if described.form == "list":
            return self.unnamed.resolve_group(described)
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
        if described.owner.form == "pronoun" or described.kind == "document":
            return self._resolve(described.owner, at=at, speaker=speaker)
        return None

    # --- by kind ---------------------------------------------------------------------------------------------

    def _resolve_name(self, described: Description) -> Entry:
        registry = self.registry
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
        return registry.enrich(known, described) if known is not None else registry.open(described)

    def _is_shouted_surname(self, described: Description) -> bool:
        """ "DORN:" in a headline looks like initials, and is the Dorn of the text."""
        words = described.words
        return len(words) == 1 and not described.head and described.name.isupper() and words[0] in self.survey.people

    def _is_no_person(self, described: Description) -> bool:
        """Whether a name of two capitals holds a place, or the article shortens it to the first, as a body's."""
        words = described.words
        if any(w in self.survey.places for w in words):
            return True
        return bool(words) and words[0] in self.survey.short and words[-1] not in self.survey.people

    def _decide_kind(self, described: Description) -> Description:
        """A name of unknown kind: a person if the article somewhere says so, else a body or what a place stands for."""
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
        known = self.registry.owned(owner, described)
        if known is None and described.kind == "organisation":
            known = self.registry.find_called(described, ("organisation",))
        if known is None and described.kind in ("group", "anonymous"):
            return self.unnamed.resolve(described)
        if known is None:
            known = self.registry.open(described, name=f"{owner.name}'s {described.name}")
            self.registry.set_owner(known, owner, described.head)
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
            if parent is None:
                parent = self._beside(job)
            while parent is not None and self.entries[parent] is None and seen < len(self.drafts):
                parent, seen = self.drafts[parent].parent, seen + 1
            entry = self.entries[parent] if parent is not None else None
            self.entries[job.draft] = entry
            if entry is not None:
                entry.mentions.extend(self.drafts[job.draft].source)

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

    # --- results ---------------------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """The sources in the order of the drafts."""
        ids = self._ids()
        return tuple(self._source(i, draft, ids) for i, draft in enumerate(self.drafts))

    def _source(self, i: int, draft: Draft, ids: dict[int, str]) -> Source:
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
            party=ids[entry.number] if entry is not None else None,
        )

    def _used(self) -> list[Entry]:
        seen = {e.number: e for e in self.entries if e is not None}
        return sorted(seen.values(), key=lambda e: (min(e.mentions, default=(0, 0)), e.number))

    def _ids(self) -> dict[int, str]:
        """Ids from the article, the name and, for names that come twice, their order."""
        ids: dict[int, str] = {}
        times: dict[str, int] = {}
        for entry in self._used():
            name = entry.name.casefold()
            times[name] = times.get(name, 0) + 1
            ids[entry.number] = make_id("pty", self.article.id, name, times[name])
        return ids

    def parties(self) -> tuple[Party, ...]:
        """The parties that are behind a source, in order of first mention."""
        ids = self._ids()
        return tuple(
            Party(
                id=ids[entry.number],
                name=entry.name,
                kind=entry.kind,
                role=entry.role if entry.kind == "person" else None,
                anonymous=entry.kind == "anonymous",
                mentions=_disjoint(entry.mentions),
            )
            for entry in self._used()
        )


def _disjoint(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order, without spans that lie in an earlier or longer one."""
    kept: list[Span] = []
    for begin, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, end))
    return tuple(kept)
