"""Accuracy of stance and answers: ``python -m benchmarks.stance``.

Four figures. On the scenarios for training, with weights learned from other stories only: statements as they are marked
(``marked``), and as the tagger reads them (``read``), where a statement counts when an attribution matches it as the
scenarios' scorer matches. On the scenarios for measuring, with the weights that ship: as the tagger reads them, and
``contents``, where each content stands alone, with the nearest cue that the lexicon knows and no source.
``--json FILE`` writes the figures, ``--weights FOLDER`` names the tagger's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.parties import load_scorer
from reportedly.model import Article, Span
from reportedly.read.answers import link_answers
from reportedly.read.attributions import find_attributions
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import resolve_parties
from reportedly.read.stance import judge_stances
from reportedly.read.stance_facts import gather_facts
from reportedly.read.stance_lexicon import StanceLexicon, load_stance_lexicon
from reportedly.read.stance_model import StanceModels, load_stance_models
from reportedly.read.syntax import Parse, Parser, load_parser
from reportedly.read.tagger import Tagger
from reportedly.read.words import split_words
from reportedly.read.world import load_world

FAR = 120  # characters; a source farther from the content than one inside it is not the one meant
MARKS = "\"“‘'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of a scenario: its statements, or what the tagger reads of them; the sequences are parallel.

    stances: as annotated, None where a draft matches no statement. about: index of the draft answered. topics: matter
    and answer to it.
    """

    story: str
    article: str
    parse: Parse
    drafts: tuple[Draft, ...]
    parties: tuple[str | None, ...]
    stances: tuple[str | None, ...]
    about: tuple[int | None, ...]
    topics: tuple[tuple[str | None, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out for one statement."""

    told: Told
    index: int
    stance: str
    about: int | None


def load_told(folder: Path, parser: Parser, *, cues: bool = True) -> Iterator[Told]:
    """The articles of a folder's scenarios, in the order of the file names; own voice is left out."""
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for record in data["articles"]:
            statements = [s for s in data["statements"] if s["article"] == record["id"] and s["party"]]
            if not statements:
                continue
            text = record["text"]
            index = {s["id"]: i for i, s in enumerate(statements)}
            yield Told(
                story=path.stem,
                article=record["id"],
                parse=parser.parse(text),
                drafts=tuple(_drafts_of(text, statements, cues=cues)),
                parties=tuple(s["party"] for s in statements),
                stances=tuple(s["stance"] for s in statements),
                about=tuple(index.get(s["about"]) for s in statements),
                topics=tuple((s["matter"], s["says"]) for s in statements),
            )


def load_read(folder: Path, parser: Parser, weights: Path | None = None) -> Iterator[Told]:
    """The same articles as the tagger reads them, with the parties that its sources resolve to."""
    tagger = Tagger(weights or Path(str(files("reportedly.read"))) / "weights")
    language, world, scorer = (
        load_language("en"),
        load_world(),
        load_scorer(folder if (folder / "score.py").exists() else folder.parent),
    )
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for record in data["articles"]:
            statements = [s for s in data["statements"] if s["article"] == record["id"] and s["party"]]
            article = _article_of(record)
            drafts = find_attributions(article.text, split_words(article.text), tagger, language=language)
            gold = [(s["id"], scorer.words(article.text, scorer.gold_span(article.text, s))) for s in statements]
            read = [(i, scorer.words(article.text, draft.content)) for i, draft in enumerate(drafts)]
            hit: dict[str, int] = scorer.match(gold, read)
            told = {hit[s["id"]]: s for s in statements if s["id"] in hit}
            yield Told(
                story=path.stem,
                article=record["id"],
                parse=parser.parse(article.text),
                drafts=drafts,
                parties=tuple(
                    s.party for s in resolve_parties(article, drafts, language=language, world=world).sources
                ),
                stances=tuple(told[i]["stance"] if i in told else None for i in range(len(drafts))),
                about=tuple(hit.get(told[i]["about"]) if i in told else None for i in range(len(drafts))),
                topics=tuple(
                    (told[i]["matter"], told[i]["says"]) if i in told else (None, None) for i in range(len(drafts))
                ),
            )


def judge_told(told: Sequence[Told], lexicon: StanceLexicon, models: StanceModels) -> Iterator[Outcome]:
    """What the models make of each statement, drafts that match none left out."""
    for each in told:
        facts = gather_facts(each.parse, each.drafts, lexicon=lexicon)
        options = {"lexicon": lexicon, "models": models, "parties": each.parties, "facts": facts}
        judged = judge_stances(each.parse, each.drafts, **options)  # type: ignore[arg-type]
        links = link_answers(each.parse, each.drafts, judged, **options)  # type: ignore[arg-type]
        for i, (judgement, link) in enumerate(zip(judged, links, strict=True)):
            if each.stances[i] is not None:
                yield Outcome(told=each, index=i, stance=judgement.stance, about=link)


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Accuracy, macro F1, figures by stance, confusions, and precision and recall of answers."""
    pairs = [(str(o.told.stances[o.index]), o.stance) for o in outcomes]
    stories = sorted({o.told.story for o in outcomes})
    shares = [
        _share(sum(o.stance == o.told.stances[o.index] for o in of), len(of))
        for s in stories
        if (of := [o for o in outcomes if o.told.story == s])
    ]
    names = sorted({gold for gold, _ in pairs})
    by_stance = {name: _scores(pairs, name) for name in names}
    confusions = Counter(pair for pair in pairs if pair[0] != pair[1])
    linked = [o for o in outcomes if o.about is not None]
    gold = [o for o in outcomes if o.told.about[o.index] is not None]
    right = sum(o.about == o.told.about[o.index] for o in linked)
    topic = sum(
        o.told.topics[o.about] == o.told.topics[b]
        for o in linked
        if (b := o.told.about[o.index]) is not None and o.about is not None
    )
    return {
        "statements": len(pairs),
        "stance": _share(sum(g == p for g, p in pairs), len(pairs)),
        "stance_mean_of_stories": round(sum(shares) / len(shares), 4),
        "majority": _share(max(Counter(g for g, _ in pairs).values()), len(pairs)),
        "macro_f1": round(sum(s["f1"] for s in by_stance.values()) / len(names), 4),
        "by_stance": by_stance,
        "confusions": [[g, p, n] for (g, p), n in sorted(confusions.items(), key=lambda c: (-c[1], c[0]))],
        "about": {
            "gold": len(gold),
            "precision": _share(right, len(linked)),
            "recall": _share(right, len(gold)),
            "same_matter_and_answer": _share(topic, len(gold)),
        },
    }


def evaluate(data: Path, *, weights: Path | None = None) -> dict[str, Any]:
    """The figures; ``data`` is the folder that holds ``scenarios``. Takes two minutes.

    weights: the tagger's, when they are not those of the package. SetupError when they are missing.
    """
    from training.stance import judge_across

    parser, lexicon, models = load_parser(), load_stance_lexicon(), load_stance_models()
    folder = data / "scenarios"
    marked = list(load_told(folder / "train", parser))
    read = list(load_read(folder / "train", parser, weights))
    held = list(load_read(folder, parser, weights))
    contents = list(load_told(folder, parser, cues=False))
    across = list(judge_across(marked, read, lexicon))
    return {
        "train": {
            "marked": figures_of([o for o in across if any(o.told is t for t in marked)]),
            "read": figures_of([o for o in across if any(o.told is t for t in read)]),
        },
        "scenarios": {
            "read": figures_of(list(judge_told(held, lexicon, models))),
            "contents": figures_of(list(judge_told(contents, lexicon, models))),
        },
        "speed": measure_speed(held, lexicon, models),
    }


def measure_speed(told: Sequence[Told], lexicon: StanceLexicon, models: StanceModels) -> dict[str, float]:
    """Milliseconds an article and an attribution, parsing not counted."""
    begin = time.perf_counter()
    for _ in judge_told(told, lexicon, models):
        pass
    spent = (time.perf_counter() - begin) * 1000
    n = sum(len(t.drafts) for t in told)
    return {"ms_per_article": round(spent / len(told), 2), "ms_per_30_attributions": round(30 * spent / n, 2)}


def _scores(pairs: Sequence[tuple[str, str]], name: str) -> dict[str, Any]:
    right = sum(g == p == name for g, p in pairs)
    gold, found = sum(g == name for g, _ in pairs), sum(p == name for _, p in pairs)
    return {
        "gold": gold,
        "precision": _share(right, found),
        "recall": _share(right, gold),
        "f1": _share(2 * right, gold + found),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _drafts_of(text: str, statements: Sequence[dict[str, Any]], *, cues: bool) -> Iterator[Draft]:
    """Drafts from the annotation; one whose source lies in another's content is nested in it."""
    contents = [_content_of(text, s) for s in statements]
    for statement, content in zip(statements, contents, strict=True):
        source = _nearest(text, statement.get("source"), content)
        cue = _nearest(text, statement.get("cue"), content) if cues else ()
        anchor = (*source, *cue, content)[0]
        holders = [
            (end - begin, i)
            for i, (begin, end) in enumerate(contents)
            if (begin, end) != content and begin <= min(anchor[0], content[0]) and max(anchor[1], content[1]) <= end
        ]
        quoted = any(c in MARKS for c in text[max(0, content[0] - 1) : content[0] + 1])
        yield Draft(
            source=source,
            cue=cue,
            content=(content,),
            quote="direct" if quoted else "indirect",
            parent=min(holders)[1] if holders else None,
            carries_on=None,
            confidence=1.0,
        )


def _article_of(record: dict[str, Any]) -> Article:
    return Article(
        id=record["id"], sha256="", url=record["url"], publisher=record["publisher"], title=record["title"],
        byline=None, published=record["published"], modified=None, language="en", text=record["text"],
    )  # fmt: skip


def _content_of(text: str, statement: dict[str, Any]) -> Span:
    begin = -1
    for _ in range(statement.get("nth", 0) + 1):
        begin = text.index(statement["content"], begin + 1)
    return begin, begin + len(statement["content"])


def _nearest(text: str, words: str | None, content: Span) -> tuple[Span, ...]:
    """The occurrence that is nearest to the content; one inside it only when none outside is near."""
    if not words:
        return ()
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    found = found or [m.span() for m in re.finditer(re.escape(words), text)]
    far = {s: max(s[0] - content[1], content[0] - s[1], 0) for s in found}
    outside = [s for s in found if s[1] <= content[0] or s[0] >= content[1]]
    inside = [s for s in found if s not in outside]
    best = min(outside, key=far.__getitem__) if outside else None
    if inside and (best is None or far[best] > FAR):
        return (inside[0],)
    return (best,) if best else ()


def show(figures: dict[str, Any], console: Console) -> None:
    """Print the figures as tables."""
    for name, part in ((f"{a}, {b}", figures[a][b]) for a in ("train", "scenarios") for b in figures[a]):
        head = " ".join(f"{k} {part[k]}" for k in ("statements", "stance", "stance_mean_of_stories", "macro_f1"))
        table = Table(title=f"{name}: {head}")
        for column in ("stance", "gold", "precision", "recall", "f1", "read as instead"):
            table.add_column(column)
        for stance, scores in part["by_stance"].items():
            wrong = ", ".join(f"{p} {n}" for g, p, n in part["confusions"] if g == stance)
            table.add_row(stance, *(str(scores[k]) for k in ("gold", "precision", "recall", "f1")), wrong)
        console.print(table)
        console.print("about", part["about"])
    console.print(figures["speed"])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="folder that holds scenarios/")
    parser.add_argument("--weights", type=Path, help="folder of the tagger's weights")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    figures = evaluate(options.data, weights=options.weights)
    show(figures, Console(width=150))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
