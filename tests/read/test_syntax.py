"""The parse as plain data: offsets, trees, sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.read.syntax import Parse, Parser, load_parser


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


def token(parse: Parse, text: str):
    return next(t for t in parse.tokens if t.text == text)


def test_offsets_cut_the_tokens_out_of_the_text(parser):
    text = "Sela Dorn spoke.\n\n  The dam held; nobody slept."
    assert [text[t.begin : t.end] for t in parser.parse(text).tokens] == [t.text for t in parser.parse(text).tokens]


def test_a_subject_hangs_on_its_verb(parser):
    parse = parser.parse("The troops shelled the clinic on Monday.")
    subject = token(parse, "troops")
    assert (subject.dep, parse.tokens[subject.head].text) == ("nsubj", "shelled")


def test_a_subtree_is_the_whole_phrase(parser):
    text = "The head of the port union resigned."
    parse = parser.parse(text)
    assert text[slice(*parse.span_of(parse.subtree(token(parse, "head").index)))] == "The head of the port union"


@pytest.mark.parametrize(
    ("text", "word", "lemma", "pos"),
    [
        ("The troops shelled the clinic.", "shelled", "shell", "VERB"),
        ("The troops were resting.", "troops", "troop", "NOUN"),
        ("They had not left.", "had", "have", "AUX"),
        ("They had not left.", "not", "not", "PART"),
        ("They didn’t leave.", "n’t", "not", "PART"),
        ("Sela Dorn left.", "Dorn", "Dorn", "PROPN"),
        ("She said that he left.", "that", "that", "SCONJ"),
    ],
)
def test_words_have_lemmas_and_parts_of_speech(parser, text, word, lemma, pos):
    found = token(parser.parse(text), word)
    assert (found.lemma, found.pos) == (lemma, pos)


def test_skipped_stretches_have_no_tokens(parser):
    text = "The dam held.\nRead more: The flood\nNobody slept."
    begin = text.index("Read")
    words = [t.text for t in parser.parse(text, skip=((begin, text.index("\nNobody")),)).tokens]
    assert words == ["The", "dam", "held", ".", "Nobody", "slept", "."]


def test_a_stretch_skipped_within_a_line_cuts_it(parser):
    text = "The dam held (advert) and nobody slept."
    begin = text.index("(advert)")
    parse = parser.parse(text, skip=((begin, begin + 8),))
    assert "advert" not in {t.text for t in parse.tokens}
    assert parse.tokens[-2].text == "slept"


def test_a_sentence_never_crosses_a_line(parser):
    parse = parser.parse("The dam held\nNobody slept")
    assert [parse.sentence_span(i) for i in range(len(parse.sentences))] == [(0, 12), (13, 25)]


def test_tokens_in_takes_what_shares_a_character(parser):
    parse = parser.parse("The dam held.")
    assert [parse.tokens[i].text for i in parse.tokens_in((5, 9))] == ["dam", "held"]


def test_the_head_of_a_span_hangs_outside_it(parser):
    parse = parser.parse("The head of the port union resigned.")
    found = parse.head_in((0, 26))
    assert found is not None
    assert found.text == "head"


def test_the_same_text_parses_the_same_after_another(parser):
    text = "Two drones fell on the depot, according to a local official."
    before = parser.parse(text)
    parser.parse("Something else entirely happened on the bridge. " * 30)
    assert parser.parse(text) == before


def test_a_line_of_any_length_is_parsed(parser):
    parse = parser.parse("x" * 20_000 + " " + "The dam held. " * 1500)
    assert parse.tokens[-1].text == "."


@given(st.text(max_size=200))
def test_any_text_parses_into_whole_trees(text):
    parse = load_parser_once().parse(text)
    assert [text[t.begin : t.end] for t in parse.tokens] == [t.text for t in parse.tokens]
    assert [t.index for t in parse.tokens] == list(range(len(parse.tokens)))
    for first, last in parse.sentences:
        assert all(first <= parse.tokens[i].head < last for i in range(first, last))
        assert all(first <= parse.subtree(i)[0] and parse.subtree(i)[-1] < last for i in range(first, last))


_PARSERS: list[Parser] = []


def load_parser_once() -> Parser:
    if not _PARSERS:
        _PARSERS.append(load_parser())
    return _PARSERS[0]
