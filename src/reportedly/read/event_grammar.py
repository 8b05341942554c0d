"""Who is the subject, the object and the company of a word: the dependency parse read the way events need it.

Passives, participles, control, coordination and relative clauses are undone here, so that a caller asks "who does it"
of any verb. Labels are spaCy's English ones (ClearNLP's scheme). Every walk is bounded: a parse may hang together
badly.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportedly.model import Span
from reportedly.read.event_lexicon import EventLexicon
from reportedly.read.syntax import Parse, Token

DEEPEST = 6  # steps of control or coordination followed at most
WIDEST = 14  # tokens of a noun phrase kept at most
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov "
    "dec".split()
)
PEOPLE_ENDINGS = ("ian", "ean", "ish", "ese", "an", "i", "ic")
# What may belong to a noun phrase as printed; the rest (clauses, appositions, most prepositions) is cut.
INSIDE = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "quantmod", "nmod", "case", "predet", "punct", "advmod", "cc"}
)


class Grammar:
    """Questions to one parse; answers are token indices, None where the text gives none."""

    def __init__(self, parse: Parse, lexicon: EventLexicon) -> None:
        self.parse = parse
        self.tokens = parse.tokens
        self.lexicon = lexicon

    def child(self, index: int, *deps: str) -> int | None:
        """The first child with one of the labels."""
        return next((c for c in self.parse.children(index) if self.tokens[c].dep in deps), None)

    def lemma(self, index: int) -> str:
        """The token's lemma in lower case."""
        return self.tokens[index].lemma.lower()

    def is_verbal(self, index: int) -> bool:
        """Whether the token is a verb, be it the verb "be"."""
        return self.tokens[index].pos in ("VERB", "AUX")

    def is_passive(self, index: int, depth: int = 0) -> bool:
        """Whether a verb's grammatical subject is what it is done to."""
        token = self.tokens[index]
        if token.tag not in ("VBN", "VBD"):
            return False
        labels = {self.tokens[c].dep for c in self.parse.children(index)}
        if "auxpass" in labels or "nsubjpass" in labels:
            return True
        if token.tag != "VBN":
            return token.dep == "acl"
        has = any(self.tokens[c].dep == "aux" and self.lemma(c) == "have" for c in self.parse.children(index))
        if has:
            return False
        if token.dep in ("acl", "advcl", "amod") or "agent" in labels:
            return True
        if token.dep == "conj" and "nsubj" not in labels and depth < DEEPEST:
            return self.is_passive(token.head, depth + 1)
        return token.dep in ("xcomp", "ccomp", "oprd") and "nsubj" not in labels

    def subject(self, index: int, depth: int = 0) -> int | None:
        """The grammatical subject of a verb, shared, controlled or relative ones included."""
        if depth > DEEPEST:
            return None
        own = self.child(index, "nsubj", "nsubjpass", "csubj")
        if own is not None:
            return self._antecedent(own, index)
        token = self.tokens[index]
        head = token.head
        if head == index:
            return None
        if token.dep == "conj":
            return self.subject(head, depth + 1) if self.is_verbal(head) else None
        if token.dep in ("relcl", "acl") and not self.is_verbal(head):
            if token.dep == "acl" and self._has_to(index):
                return self.holder(head, depth + 1)
            return head
        if token.dep in ("xcomp", "ccomp", "advcl", "acl", "oprd", "dep", "acomp"):
            return self._controller(head, depth + 1, purpose=token.dep == "advcl")
        if token.dep == "pcomp" or (token.dep in ("pobj", "dobj", "nsubj") and token.tag == "VBG"):
            return self._of_gerund(head, depth + 1)
        return None

    def holder(self, noun: int, depth: int = 0) -> int | None:
        """Whose a noun is: its possessor, a people's adjective before it, or the subject of the verb it depends on."""
        own = self.child(noun, "poss")
        if own is not None:
            return own
        people = next((c for c in self.parse.children(noun) if self.names_people(c)), None)
        if people is not None:
            return people
        head = self.tokens[noun].head
        if head != noun and self.is_verbal(head) and depth <= DEEPEST:
            return self.subject(head, depth + 1)
        return None

    def object(self, index: int) -> int | None:
        """What a verb is done to: its object, its passive's subject, or what a relative clause is about."""
        if self.is_passive(index):
            found = self.subject(index)
        else:
            found = self.child(index, "dobj")
            if found is None:
                found = self._gerund_object(index)
            if found is not None and self.tokens[found].lemma.lower() in RELATIVES:
                found = self._antecedent(found, index)
            if found is None and self.tokens[index].dep == "relcl" and self.child(index, "nsubj") is not None:
                subject = self.child(index, "nsubj")
                head = self.tokens[index].head
                stranded = any(
                    self.tokens[c].dep == "prep" and not self.parse.children(c) for c in self.parse.children(index)
                )
                if subject is not None and self.lemma(subject) not in RELATIVES and not stranded:
                    found = head
            if (
                found is None
                and self.tokens[index].dep == "conj"
                and self.tokens[self.tokens[index].head].pos == "VERB"
            ):
                right = self.child(self.tokens[index].head, "dobj")
                found = right if right is not None and right > index else None
        return found

    def agent(self, index: int) -> int | None:
        """Who a passive or an event noun is done by, where "by" says so."""
        for child in self.parse.children(index):
            if self.tokens[child].dep in ("agent", "prep") and self.lemma(child) == "by":
                noun = self.child(child, "pobj")
                if noun is not None and not self.is_date(noun):
                    return noun
        return None

    def preps(self, index: int) -> Iterator[tuple[str, int]]:
        """The prepositions that hang on a word, in text order, each with its noun (or gerund)."""
        for child in self.parse.children(index):
            token = self.tokens[child]
            if token.text.lower() == "according":  # leads to a source, never to a party of the event
                continue
            if token.dep in ("prep", "dative", "agent", "prt") or (token.pos == "ADP" and token.dep != "mark"):
                noun = self.child(child, "pobj", "pcomp")
                if noun is None:
                    inner = self.child(child, "prep")
                    noun = self.child(inner, "pobj", "pcomp") if inner is not None else None
                    if noun is not None and inner is not None:
                        yield self.lemma(inner), noun
                    continue
                yield self.lemma(child), noun

    def through(self, index: int) -> int:
        """The noun that matters: "a series of strikes" is about the strikes."""
        for _ in range(2):
            if not self.lexicon.is_of("transparent", self.parse, index):
                break
            inner = next((noun for word, noun in self.preps(index) if word == "of"), None)
            if inner is None:
                break
            index = inner
        return index

    def conjuncts(self, index: int) -> list[int]:
        """The token and what is coordinated with it, in text order."""
        found, at = [index], index
        while (following := self.child(at, "conj")) is not None and len(found) < WIDEST:
            found.append(following)
            at = following
        return found

    def names_people(self, index: int) -> bool:
        """Whether an adjective before a noun names a people or state ("Russian")."""
        token = self.tokens[index]
        if token.dep not in ("amod", "compound", "nmod") or not token.text[:1].isupper():
            return False
        word = token.text.lower()
        if token.pos == "PROPN":
            return token.dep in ("amod", "nmod") and word not in DATES
        if token.pos != "ADJ" or self.lexicon.is_of("not_peoples", self.parse, index):
            return False
        first = self.parse.sentences[token.sentence][0] == index
        return word.endswith(PEOPLE_ENDINGS) if first else True

    def is_date(self, index: int) -> bool:
        """Whether the token names a day or month, or counts time."""
        word = self.lemma(index)
        return word in DATES or word.rstrip("s") in DATES or self.lexicon.is_of("time", self.parse, index)

    def is_actor(self, index: int) -> bool:
        """Whether a noun can act or be acted on: a name, a person or body, or something of a people's."""
        token = self.tokens[index]
        if self.is_date(index):
            return False
        if token.pos == "PROPN":
            return True
        if token.pos == "PRON":
            return (
                token.lemma.lower() not in ("it", "there", "this", "that", "what", "which", "something")
                or token.dep != "expl"
            )
        if self.lexicon.is_of("actor", self.parse, index):
            return True
        if any(self.names_people(c) or self._owned(c) for c in self.parse.children(index) if c < index):
            return True
        if self.names_people(index):
            return True
        return token.tag in ("JJ", "JJS", "NN", "CD") and self.lexicon.is_of("actor", self.parse, self.through(index))

    def phrase(self, index: int, *, conjuncts: bool = False) -> Span:
        """The noun phrase of a word as printed, without clauses and appositions; ``conjuncts``: with "and …"."""
        if self.names_people(index):
            return self.parse.span_of(range(index, index + 1))
        last = index
        if conjuncts:
            last = self.conjuncts(index)[-1]
        first = self._leftmost(index)
        end = self._rightmost(last)
        return self.parse.span_of(range(max(first, end - 2 * WIDEST), end + 1))

    def _owned(self, child: int) -> bool:
        """Whether a child of a noun is a possessor with a name."""
        return self.tokens[child].dep == "poss" and self.tokens[child].pos == "PROPN"

    def _leftmost(self, index: int) -> int:
        first = index
        for child in self.parse.children(index):
            if child < index and self.tokens[child].dep in INSIDE and self.tokens[child].pos != "PUNCT":
                first = min(first, self.parse.subtree(child)[0])
        return max(first, index - WIDEST)

    def _rightmost(self, index: int) -> int:
        last = index
        for child in self.parse.children(index):
            token = self.tokens[child]
            if child < index:
                continue
            if token.dep in ("compound", "nummod") and child == last + 1:
                last = child
            elif token.dep == "appos" and token.pos == "PROPN" and self.parse.subtree(child)[0] == last + 1:
                last = child  # "opposition leader Mara Teleki": no comma
            elif (
                token.dep == "prep"
                and self.lemma(child) in ("of", "in", "at", "for", "from", "near")
                and child == last + 1
            ):
                noun = self.child(child, "pobj")
                if noun is not None and not self.is_date(noun) and noun - index < WIDEST:
                    last = self._rightmost(noun)
        return last

    def _antecedent(self, index: int, verb: int) -> int | None:
        """What a relative pronoun stands for; other words stand for themselves."""
        if self.lemma(index) not in RELATIVES or self.tokens[index].tag not in ("WDT", "WP", "WP$", "IN", "DT"):
            return index
        at = verb
        for _ in range(DEEPEST):
            token = self.tokens[at]
            if token.dep in ("relcl", "acl"):
                return token.head
            if token.head == at:
                break
            at = token.head
        return index if self.tokens[index].tag == "DT" else None

    def is_infinitive(self, index: int) -> bool:
        """Whether a verb stands with "to"."""
        return self._has_to(index)

    def _has_to(self, index: int) -> bool:
        return any(self.tokens[c].tag == "TO" for c in self.parse.children(index))

    def _controller(self, governor: int, depth: int, *, purpose: bool) -> int | None:
        """The subject of an infinitive or participle, from the verb it depends on."""
        if not self.is_verbal(governor):
            token = self.tokens[governor]
            if token.pos == "ADJ" and token.head != governor:  # "ready to send"
                return self.subject(token.head, depth)
            return self.holder(governor, depth)
        if not purpose and self.lexicon.is_of("object_control", self.parse, governor):
            obj = self.child(governor, "dobj")
            if obj is not None:
                return obj
            if not self.is_passive(governor):  # "called on them to leave"
                toward = next((n for w, n in self.preps(governor) if w in ("on", "upon", "to", "with")), None)
                if toward is not None:
                    return toward
        if self.is_passive(governor) and purpose:
            agent = self.agent(governor)
            return self.subject(governor, depth) if agent is None else agent
        return self.subject(governor, depth)

    def _of_gerund(self, head: int, depth: int) -> int | None:
        """The subject of a gerund, from the verb or noun that its preposition hangs on."""
        at = head
        if self.tokens[at].pos in ("ADP", "SCONJ"):
            at = self.tokens[at].head
        if self.is_verbal(at):
            if self.lexicon.is_of("charge", self.parse, at):
                return self.object(at)
            return self.subject(at, depth)
        verb = self.tokens[at].head
        if self.tokens[at].dep == "dobj" and self.lexicon.is_of("charge", self.parse, verb):
            return at  # "accused the guards of beating": the preposition may hang on the object
        return self.holder(at, depth)

    def _gerund_object(self, index: int) -> int | None:
        """A gerund that a verb with a particle takes as its object ("carry out shelling"), whatever its label."""
        following = index + 1
        if self.child(index, "prt") == following:
            following += 1
        if following >= len(self.tokens) or self.tokens[following].head != index:
            return None
        token: Token = self.tokens[following]
        return following if token.tag == "VBG" and token.dep in ("advcl", "xcomp", "dobj", "pobj", "ccomp") else None
