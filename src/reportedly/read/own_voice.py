"""Own voice: what an outlet states as fact by itself, with no attribution over it.

The unit is the finite clause, as one states one thing: a sentence is cut before an adverbial clause of its own ("…
after militia blew the gates") and between coordinated clauses with subjects of their own. What a source, a cue or a
content covers is left out; of a partly covered sentence only clauses that stand whole outside stay. Questions,
commands, headlines, bylines, datelines and bare possibilities are no statements of fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportedly.model import Article, Span
from reportedly.read.drafts import Draft
from reportedly.read.syntax import Parse
from reportedly.spans import join_spans, overlap

FEWEST = 3  # words of a clause: less is a label or a link
BYLINE = re.compile(
    r"^\s*(?:by|(?:additional )?reporting by|edit(?:ed|ing) by|written by|words by|from our|updated|published|photos?"
    r"|photographs?|picture|image|video|watch|listen|read|see also|related|more on|subscribe|follow|sign up"
    r"|correction|clarification|this article|this story|an earlier version)\b",
    re.IGNORECASE,
)
# "HALVARD, 3 May (Coast Wire) —": up to the dash, in the first words of a line.
DATELINE = re.compile(
    r"^\s*(?:[A-Z][\w.'’-]*[ ,/]*){1,6}(?:\([^)\n]{1,40}\)\s*)?(?:,?\s*\d{1,2}(?:\s+[A-Z]\w+\.?)?\s*)?"
    r"(?:\([^)\n]{1,40}\)\s*)?(?:—|–|--|-)\s+(?=[A-Z“\"'])"
)
POSSIBLE = frozenset({"could", "may", "might", "can", "would", "should", "must"})
EDGES = " \t\n,;:.–—-…()[]"
CONNECTORS = re.compile(
    r"^(?:and|but|or|yet|so|while|when|after|before|as|because|since|although|though|where|whereas|however|meanwhile|"
    r"it comes as|this comes as|that|until|once|even as|just as|which|with|amid|also)\b[\s,]*",
    re.IGNORECASE,
)
# What an outlet says about its own asking and its sources is no fact of the story.
ABOUT_ITSELF = re.compile(
    r"condition of anonymity|insisted on anonymity|not authori[sz]ed to (?:speak|talk|comment)"
    r"|(?:asked|approached) for comment|(?:asked|wished|did not wish|declined) (?:not )?to be (?:named|identified)"
    r"|declined to comment|(?:did not|didn’t|didn't|has not|have not) (?:immediately )?"
    r"(?:answer|respond|reply|return|give (?:his|her|their) name)",
    re.IGNORECASE,
)
# A clause that such a verb governs is somebody's, even where no attribution was found.
SPEECH = frozenset(
    """say tell report claim state announce add declare write tweet post reveal confirm deny allege maintain argue
    explain stress insist warn predict acknowledge admit recall assert reiterate repeat remark comment testify suggest
    indicate believe think hope fear vow promise demand urge accuse ask call describe quote""".split()
)
FIRST_PERSON = frozenset({"i", "we", "you"})  # a speaker's words, or the page's to its reader
CORE = frozenset({"dobj", "attr", "acomp", "xcomp", "oprd", "ccomp"})  # without these a clause is not whole
HANGING = frozenset({"ADP", "SCONJ", "CCONJ", "DET"})  # parts of speech that no clause ends with
MARKS = frozenset({"if", "unless", "whether", "lest", "to", "so"})


def find_own_voice(parse: Parse, article: Article, drafts: Sequence[Draft]) -> tuple[Span, ...]:
    """The clauses that the outlet states as fact itself: disjoint spans in text order, without final punctuation.

    drafts: the article's attributions; with none, every factual clause is the outlet's own. What is attributed never
    lies within a span.
    """
    text = article.text
    covered = join_spans(s for d in drafts for s in (*d.source, *d.cue, *d.content))
    apart = [f.span for f in article.furniture]
    if article.title_span is not None:
        apart.append(article.title_span)
    found: list[Span] = []
    for number, (first, last) in enumerate(parse.sentences):
        span = parse.sentence_span(number)
        line = text[text.rfind("\n", 0, span[0]) + 1 : span[1]]
        question = text[: span[1]].rstrip("\"”'’").endswith("?")
        if any(overlap(span, a) for a in apart) or question or " | " in line or BYLINE.match(line):
            continue
        if ABOUT_ITSELF.search(text, *span):
            continue
        found.extend(_clauses(parse, text, first, last, covered))
    return tuple(sorted(found))


def _clauses(parse: Parse, text: str, first: int, last: int, covered: Sequence[Span]) -> Iterator[Span]:
    """The stated clauses of a sentence that nothing covers."""
    begin = _after_dateline(text, parse.tokens[first].begin)
    heads = [i for i in range(first, last) if _heads_clause(parse, i)]
    owners = {i: _owner(parse, i, heads) for i in range(first, last)}
    run: list[int] = []
    runs: list[list[int]] = []
    for i in range(first, last):
        token = parse.tokens[i]
        if token.begin < begin or _is_covered(token.begin, token.end, covered):
            if run:
                runs.append(run)
            run = []
        elif run and owners[i] != owners[run[-1]]:
            runs.append(run)
            run = [i]
        else:
            run.append(i)
    if run:
        runs.append(run)
    for tokens in runs:
        while tokens and (parse.tokens[tokens[-1]].pos in HANGING or parse.tokens[tokens[-1]].pos == "PUNCT"):
            if parse.tokens[tokens[-1]].dep == "prt":
                break
            tokens.pop()
        if not tokens or not _is_statement(parse, tokens):
            continue
        span = _trim(text, parse.span_of(range(tokens[0], tokens[-1] + 1)))
        if span is not None:
            yield span


def _heads_clause(parse: Parse, index: int) -> bool:
    """Whether a token is the finite verb of a main, coordinated or adverbial clause with a subject of its own."""
    token = parse.tokens[index]
    if token.dep == "ROOT":
        return True
    if (
        token.dep not in ("advcl", "conj", "parataxis", "ccomp")
        or token.pos not in ("VERB", "AUX")
        or not _is_finite(parse, index)
    ):
        return False
    if not any(parse.tokens[c].dep in ("nsubj", "nsubjpass", "expl") for c in parse.children(index)):
        return False
    if token.dep == "ccomp":  # a clause set off by a dash or semicolon hangs on the next one as if it were its content
        return index < token.head
    return not any(
        parse.tokens[c].dep == "mark" and parse.tokens[c].lemma.lower() in MARKS for c in parse.children(index)
    )


def _owner(parse: Parse, index: int, heads: Sequence[int]) -> int | None:
    at = index
    for _ in range(40):
        if at in heads:
            return at
        if parse.tokens[at].head == at:
            return at
        at = parse.tokens[at].head
    return None


def _is_finite(parse: Parse, index: int) -> bool:
    if parse.tokens[index].tag in ("VBD", "VBZ", "VBP"):
        return True
    return any(
        parse.tokens[c].dep in ("aux", "auxpass") and parse.tokens[c].tag in ("VBD", "VBZ", "VBP", "MD")
        for c in parse.children(index)
    )


def _is_statement(parse: Parse, tokens: Sequence[int]) -> bool:
    """Whether a run of tokens states something: a finite verb and its subject in it, long enough, not just possible."""
    words = [parse.tokens[i] for i in tokens if parse.tokens[i].pos != "PUNCT"]
    if len(words) < FEWEST:
        return False
    inside = set(tokens)
    if words[0].tag in ("WP$", "WP", "WDT"):
        return False
    for i in tokens:
        token = parse.tokens[i]
        if token.pos not in ("VERB", "AUX") or token.dep in ("relcl", "aux", "auxpass") or not _is_finite(parse, i):
            continue
        subject = next((c for c in parse.children(i) if parse.tokens[c].dep in ("nsubj", "nsubjpass", "expl")), None)
        if subject is None and token.dep == "conj" and parse.tokens[i].head in inside:
            continue
        if subject is None or subject not in inside or parse.tokens[subject].tag in ("WDT", "WP"):
            continue
        if parse.tokens[subject].text.lower() in FIRST_PERSON:
            return False
        told = parse.tokens[subject].dep != "nsubjpass" and token.lemma.lower() in SPEECH
        if told and any(parse.tokens[c].dep in ("ccomp", "parataxis") for c in parse.children(i)):
            return False
        if any(parse.tokens[c].dep in CORE and c not in inside for c in parse.children(i)):
            return False  # what it says is attributed: only its frame is left
        modal = any(
            parse.tokens[c].tag == "MD" and parse.tokens[c].lemma.lower() in POSSIBLE for c in parse.children(i)
        )
        return not modal
    return False


def _is_covered(begin: int, end: int, covered: Sequence[Span]) -> bool:
    return any(overlap((begin, end), span) for span in covered)


def _after_dateline(text: str, begin: int) -> int:
    line = text.rfind("\n", 0, begin) + 1
    if text[line:begin].strip():
        return begin
    match = DATELINE.match(text, line)
    return match.end() if match else begin


def _trim(text: str, span: Span) -> Span | None:
    """The span without connectors before it and punctuation around it; None when nothing is left."""
    begin, end = span
    while begin < end and text[begin] in EDGES:
        begin += 1
    while (match := CONNECTORS.match(text[begin:end])) is not None:
        begin += match.end()
    while end > begin and text[end - 1] in EDGES:
        end -= 1
    return (begin, end) if begin < end else None
