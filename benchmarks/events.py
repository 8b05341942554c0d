"""Events and own voice against annotated data: ``python -m benchmarks.events``.

**PLOVER** (gold records after the CAMEO manual). One sentence is one record: a type, who did it, to whom. Its older
types are mapped (``mapped_type``). A record has one event and we find several, so two figures are given for the type:
that of our *best-ranked* event (``rank``: the highest in the sentence's parse, as a headline would take it) and whether
*any* of our events has it. Types are compared as PLOVER codes them (``code_type``: what is only demanded is a REQUEST,
what is only promised an AGREE). The words "X said" before an event that is only spoken of make X its initiator. An
actor is right when at least half of its content words stand within our phrase; ``f1`` asks in addition that at least
half of our phrase's are the record's. Where the record names two sources and no target they are each other's target;
where it names none, nothing is asked. Even-numbered records are for development, odd ones are reported apart.

**MEANTIME**: event mentions found by their head; on those, negation and modality against polarity, certainty and time.

**Own voice**: how many of the ``own_voice`` passages of the training scenarios are among our spans, given the annotated
attributions. The passages are a choice, so what else we find is no error.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.ingest import article_from_text
from reportedly.model import Article, Span
from reportedly.read.drafts import Draft
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_modality import judge_modality
from reportedly.read.event_types import Match
from reportedly.read.events import EventDraft, EventLexicon, code_type, find_events, load_event_lexicon
from reportedly.read.own_voice import find_own_voice
from reportedly.read.syntax import Parse, Parser, load_parser
from reportedly.spans import overlap

OLDER_TYPES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
FUNCTION_WORDS = frozenset("the a an of in and 's ’s for to at on by s its their".split())
WORD = re.compile(r"\w+(?:\.\w+)*")
# What a step down in the parse costs an event's rank: the main clause and its complements come first.
STEP = {
    "ROOT": 0.0, "ccomp": 0.4, "xcomp": 0.5, "conj": 0.6, "dobj": 0.7, "prep": 1.0, "pobj": 1.0, "pcomp": 1.0,
    "nsubj": 1.5, "nsubjpass": 1.5, "advcl": 2.0, "acl": 2.0, "relcl": 3.0, "appos": 3.0,
}  # fmt: skip
OTHER_STEP = 1.5
Draft_ = EventDraft[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """An event as PLOVER would record it, with its rank (least first)."""

    type: str
    initiator: str | None
    target: str | None
    rank: tuple[float, int]


def rank(parse: Parse, index: int) -> float:
    """How far below the sentence's main verb a token stands, dearer for clauses that only add to it."""
    cost, at = 0.0, index
    for _ in range(20):
        token = parse.tokens[at]
        if token.head == at:
            break
        cost += STEP.get(token.dep, OTHER_STEP)
        at = token.head
    return cost


def speaker_of(grammar: Grammar, index: int) -> tuple[int | None, int | None]:
    """The verb of speech that an event depends on as its content, and who speaks."""
    at = index
    for _ in range(8):
        token = grammar.tokens[at]
        if token.head == at:
            break
        if token.dep == "ccomp" and grammar.lexicon.is_of("speaking", grammar.parse, token.head):
            return token.head, grammar.subject(token.head)
        at = token.head
    return None, None


def code_events(parse: Parse, lexicon: EventLexicon, text: str) -> list[Coded]:
    """The events of a sentence as PLOVER would record them, best-ranked first."""
    grammar = Grammar(parse, lexicon)
    coded = []
    drafts: tuple[Draft_, ...] = find_events(parse, spans=[(0, len(text))], times=(), places=(), lexicon=lexicon)
    for draft in drafts:
        inside = parse.tokens_in(draft.span)
        head = min(inside, key=lambda i: rank(parse, i))
        kind = code_type(draft.type, modality=draft.modality, negated=draft.negated, enacted=draft.enacted)
        initiator, target = _words(text, draft.initiator), _words(text, draft.target)
        _, speaker = speaker_of(grammar, head)
        if speaker is not None:
            said_by = text[slice(*grammar.phrase(speaker, conjuncts=True))]
            own = initiator is None or initiator.lower() in ("it", "they", "he", "she", "we", "its", "their")
            if own:
                initiator = said_by
            elif kind in ("REQUEST",) and kind != draft.type:
                initiator, target = said_by, initiator
        coded.append(Coded(type=kind, initiator=initiator, target=target, rank=(rank(parse, head), draft.span[0])))
    return sorted(coded, key=lambda c: c.rank)


def _words(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span else None


def content_words(text: str) -> set[str]:
    """The words of an actor that carry it, in lower case."""
    return {w.lower().rstrip(".") for w in WORD.findall(text)} - FUNCTION_WORDS


def same_actor(gold: Sequence[str], found: str | None) -> tuple[bool, bool]:
    """(half of a gold actor's words are within ours, and half of ours are its)."""
    if found is None:
        return False, False
    ours = content_words(found)
    loose = strict = False
    for actor in gold:
        theirs = content_words(actor)
        shared = len(theirs & ours)
        if theirs and shared / len(theirs) >= 0.5:
            loose = True
            strict = strict or shared / max(1, len(ours)) >= 0.5
    return loose, strict


def read_plover(path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    """(number, record, text) of each record, the manual's braces left out."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        yield number, record, record["text"].strip("{}").replace("``", '"').replace("''", '"')


def mapped_type(record: dict[str, Any]) -> str:
    """The record's type by its name of 2021; destroyed property went from COERCE to ASSAULT."""
    if record["event"] == "COERCE" and record.get("mode") == "destroy":
        return "ASSAULT"
    kind = str(record["event"])
    return OLDER_TYPES.get(kind, kind)


def _actors(value: object) -> list[str]:
    if isinstance(value, list):
        return [a["actorText"] for a in value if a.get("actorText")]
    return []


def score_plover(path: Path, parser: Parser, lexicon: EventLexicon, *, verbose: bool = False) -> dict[str, float]:
    """Shares right, of all, even and odd records."""
    hits: dict[str, list[bool]] = {}
    errors: Counter[tuple[str, str]] = Counter()
    for number, record, text in read_plover(path):
        gold = mapped_type(record)
        coded = code_events(parser.parse(text), lexicon, text)
        best = coded[0] if coded else None
        right = {"type": best is not None and best.type == gold, "type_any": any(c.type == gold for c in coded)}
        sources, targets = _actors(record.get("source")), _actors(record.get("target"))
        if not targets and len(sources) > 1:
            targets = sources
        for role, actors in (("initiator", sources), ("target", targets)):
            if actors:
                found = getattr(best, role) if best else None
                right[role], right[role + "_f1"] = same_actor(actors, found)
        for name, ok in right.items():
            for part in ("all", "even" if number % 2 == 0 else "odd"):
                hits.setdefault(f"plover_{name}_{part}", []).append(ok)
        if not right["type"] and number % 2 == 0:
            errors[gold, best.type if best else "none"] += 1
        if verbose and number % 2 == 0 and not all(v for k, v in right.items() if "f1" not in k):
            print(number, gold, sources, ">", targets, "|", text)
            for c in coded:
                print("     ", c.type, "|", c.initiator, "->", c.target, "|", round(c.rank[0], 1))
            print("   wrong:", [k for k, v in right.items() if not v and "f1" not in k])
    if verbose:
        print(errors.most_common(40))
    return {name: round(sum(values) / len(values), 4) for name, values in sorted(hits.items())}


def article_of(record: dict[str, Any]) -> Article:
    """The scenario's article, with the furniture that the ingest marks."""
    try:
        return article_from_text(record["text"], published=record["published"], language="en", title=record["title"])
    except ValueError:
        return Article(
            id=record["id"], sha256="", url=None, publisher=None, title=record["title"], byline=None,
            published=record["published"], modified=None, language="en", text=record["text"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A gold event mention of MEANTIME: its last word's characters and what is annotated of it."""

    span: Span
    polarity: str
    certainty: str
    time: str


def read_meantime(path: Path) -> tuple[str, list[Mention]]:
    """The text of a document, a sentence a line, and its event mentions in file order."""
    root = ET.parse(path).getroot()
    text, spans, last = "", {}, "0"
    for token in root.findall("token"):
        sentence = token.get("sentence", "0")
        text += ("" if not text else "\n" if sentence != last else " ") + (token.text or "")
        spans[token.get("t_id")] = (len(text) - len(token.text or ""), len(text))
        last = sentence
    mentions = []
    for node in root.iter("EVENT_MENTION"):
        anchors = [spans[a.get("t_id")] for a in node.findall("token_anchor")]
        if anchors:
            mentions.append(
                Mention(
                    span=anchors[0] if node.get("pos") == "VERB" else anchors[-1],
                    polarity=node.get("polarity", ""),
                    certainty=node.get("certainty", ""),
                    time=node.get("time", ""),
                )
            )
    return text, mentions


def score_meantime(folder: Path, parser: Parser, lexicon: EventLexicon) -> dict[str, float]:
    """Share of mentions found; then, on every gold head, negation and modality against the annotation.

    ``fact`` asks whether CERTAIN and not FUTURE agrees with actual or ongoing; unspecified ones are left out.
    """
    any_frame = next(iter(lexicon.verbs.values()))[0][1]
    total = found = 0
    negated: list[tuple[bool, bool]] = []
    fact: list[tuple[bool, bool]] = []
    for path in sorted(folder.glob("*/*.xml")):
        text, mentions = read_meantime(path)
        parse = parser.parse(text)
        grammar = Grammar(parse, lexicon)
        drafts: tuple[Draft_, ...] = find_events(parse, spans=[(0, len(text))], times=(), places=(), lexicon=lexicon)
        for mention in mentions:
            total += 1
            found += any(overlap(mention.span, d.span) for d in drafts)
            index = parse.tokens_in(mention.span)
            if not index:
                continue
            match = Match(head=index[-1], frame=any_frame, object=None, parts=(index[-1],))
            modality, denied = judge_modality(grammar, match)
            if mention.polarity in ("POS", "NEG"):
                negated.append((mention.polarity == "NEG", denied))
            if mention.certainty != "UNDERSPECIFIED" and mention.time in ("FUTURE", "NON_FUTURE"):
                gold = mention.certainty == "CERTAIN" and mention.time == "NON_FUTURE"
                fact.append((gold, modality in ("actual", "ongoing")))
    return {
        "meantime_mentions_found": round(found / total, 4),
        "meantime_polarity_accuracy": _share(g == p for g, p in negated),
        "meantime_negative_f1": _f1(negated),
        "meantime_fact_accuracy": _share(g == p for g, p in fact),
        "meantime_fact_majority": max(_share(g for g, _ in fact), _share(not g for g, _ in fact)),
        "meantime_not_fact_f1": _f1([(not g, not p) for g, p in fact]),
    }


def _share(values: Iterable[bool]) -> float:
    kept = list(values)
    return round(sum(kept) / len(kept), 4) if kept else 0.0


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    both = sum(g and p for g, p in pairs)
    sides = sum(g for g, _ in pairs) + sum(p for _, p in pairs)
    return round(2 * both / sides, 4) if sides else 0.0


def gold_drafts(scenario: dict[str, Any], article: dict[str, Any]) -> list[Draft]:
    """The article's annotated statements as drafts, with source and cue nearest to the content."""
    drafts = []
    for statement in scenario["statements"]:
        if statement["article"] != article["id"] or statement["party"] is None:
            continue
        begin = -1
        for _ in range(statement.get("nth", 0) + 1):
            begin = article["text"].index(statement["content"], begin + 1)
        content = (begin, begin + len(statement["content"]))
        source, cue = (_nearest(article["text"], statement.get(role), begin) for role in ("source", "cue"))
        drafts.append(
            Draft(
                source=source,
                cue=cue,
                content=(content,),
                quote="indirect",
                parent=None,
                carries_on=None,
                confidence=1.0,
            )
        )
    return drafts


def _nearest(text: str, words: str | None, begin: int) -> tuple[Span, ...]:
    if not words:
        return ()
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return (min(places, key=lambda s: abs(s[0] - begin)),) if places else ()


def score_own_voice(folder: Path, parser: Parser) -> dict[str, float]:
    """Over the training scenarios, with their annotated statements as the attributions.

    found: share of ``own_voice`` passages that a span of ours matches (word overlap over union at least 0.5, as the
    scenarios' scorer asks). covered: share of their words within our spans. annotated: share of our spans that touch a
    passage, in articles that have one; the rest are not errors. spans: ours an article.
    """
    found: list[bool] = []
    touched: list[bool] = []
    inside = words = articles = spans = 0
    for path in sorted(folder.glob("*.json")):
        scenario = json.loads(path.read_text(encoding="utf-8"))
        for record in scenario["articles"]:
            article = article_of(record)
            parse = parser.parse(article.text, skip=[f.span for f in article.furniture])
            own = find_own_voice(parse, article, gold_drafts(scenario, record))
            gold = {
                (b := article.text.index(o["content"]), b + len(o["content"]))
                for o in scenario["own_voice"]
                if o["article"] == record["id"]
            }
            articles += 1
            spans += len(own)
            ours = {m for s in own for m in _word_places(article.text, s)}
            for span in sorted(gold):
                theirs = _word_places(article.text, span)
                found.append(any(_iou(theirs, _word_places(article.text, s)) >= 0.5 for s in own))
                inside += len(theirs & ours)
                words += len(theirs)
            touched.extend(any(overlap(s, g) for g in gold) for s in own if gold)
    return {
        "own_voice_found": _share(found),
        "own_voice_covered": round(inside / words, 4),
        "own_voice_annotated": _share(touched),
        "own_voice_spans": round(spans / articles, 2),
    }


def _word_places(text: str, span: Span) -> set[int]:
    return {m.start() for m in WORD.finditer(text, *span)}


def _iou(left: set[int], right: set[int]) -> float:
    return len(left & right) / max(1, len(left | right))


def measure_speed(folder: Path, parser: Parser, lexicon: EventLexicon) -> dict[str, float]:
    """Milliseconds of processor time for the events of 700 words, all read, the parse given; best of three rounds."""
    texts = [
        record["text"]
        for path in sorted(folder.glob("*.json"))
        for record in json.loads(path.read_text(encoding="utf-8"))["articles"]
    ]
    parses = [(parser.parse(text), text) for text in texts]
    words = sum(len(text.split()) for text in texts)
    rounds = []
    for _ in range(3):
        begin = time.process_time()
        for parse, text in parses:
            find_events(parse, spans=[(0, len(text))], times=(), places=(), lexicon=lexicon)
        rounds.append(time.process_time() - begin)
    return {"events_ms_per_700_words": round(min(rounds) / words * 700 * 1000, 2)}


def evaluate(data: Path, *, verbose: bool = False) -> dict[str, float]:
    """Every figure by name; ``data`` is the folder that holds ``data/`` and ``scenarios/``."""
    parser, lexicon = load_parser(), load_event_lexicon()
    train = data / "scenarios/train"
    return {
        **score_plover(data / "data/plover/records.jsonl", parser, lexicon, verbose=verbose),
        **score_meantime(data / "data/meantime", parser, lexicon),
        **score_own_voice(train, parser),
        **measure_speed(train, parser, lexicon),
    }


def main() -> None:
    """Parse the command line, measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, default=Path("../shared"))
    arguments.add_argument("--json", type=Path, help="write the figures there")
    arguments.add_argument("--verbose", action="store_true", help="print the even-numbered records that are wrong")
    given = arguments.parse_args()
    figures = evaluate(given.data, verbose=given.verbose)
    for name, value in figures.items():
        print(f"{name:32} {value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
