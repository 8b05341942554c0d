"""Stance, certainty and polarity of marked texts."""

from collections.abc import Callable

import pytest

from reportedly.errors import SetupError
from reportedly.read.stance import Judgement, judge_stance, judge_stances
from reportedly.read.stance_facts import gather_facts
from reportedly.read.stance_lexicon import find_phrases, lemma_of, load_stance_lexicon
from reportedly.read.stance_model import load_stance_models, save_stance_models
from reportedly.read.syntax import Parser, load_parser
from tests.read.conftest import as_drafts
from training.marked import unmark

LEXICON = load_stance_lexicon()
MODELS = load_stance_models()


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def judge(parser: Parser) -> Callable[[str], Judgement]:
    """The judgement of the only attribution of a marked text."""

    def run(marked: str) -> Judgement:
        text, labelled = unmark(marked)
        (draft,) = as_drafts(text, labelled, carries_on={})
        return judge_stance(parser.parse(text), draft, lexicon=LEXICON, models=MODELS)

    return run


@pytest.mark.parametrize(
    ("stance", "marked"),
    [
        ("assert", "<S The harbour office> <C said> <K the ferry left at noon>."),
        ("assert", "<K Two cranes fell>, <C according to> <S a dock worker>."),
        ("deny", "<S The harbour office> <C denied> <K that the ferry had left early>."),
        ("deny", "<S The mayor> <C dismissed> <K the report> as nonsense."),
        ("deny", "<S The mayor> <C has repeatedly rejected> <K the accusation>."),
        ("deny", "<S The army> <C said> <K it had not shelled the village>."),
        ("deny", "<S The army> <C said> <K none of its guns had fired on the village>."),
        ("deny", "<S The mayor> <C called> <K the claim absurd>."),
        ("confirm", "<S The port> <C confirmed> <K that two cranes had fallen>."),
        ("confirm", "<S The port> <C acknowledged> <K that the gate was open>."),
        ("confirm", "<S The general> <C conceded> <K that his men had fired>."),
        ("doubt", "<S The observers> <C could not verify> <K the claim>."),
        ("doubt", "<S The union> <C cast doubt on> <K the figure>."),
        ("accuse", "<S The governor> <C accused> <K the rebels of shelling the clinic>."),
        ("accuse", "<S The governor> <C blamed> <K the rebels for the fire>."),
        ("demand", "<S The governor> <C called for> <K the withdrawal of all troops>."),
        ("demand", "<S The mayor> <C called on> <K both sides to stop>."),
        ("demand", "<S The mayor> <C urged> <K residents to leave>."),
        ("promise", "<S The port> <C vowed> <K to publish the log by Friday>."),
        ("promise", "<S The port> <C promised> <K that the log would be published by Friday>."),
        ("warn", "<S The mayor> <C warned> <K that the dam could burst>."),
        ("predict", "<S The bank> <C predicted> <K that prices would rise>."),
        ("decline", "<S The ministry> <C declined to comment on> <K the case>."),
        ("decline", "<S The ministry> <C refused to say> <K who gave the order>."),
        ("decline", "<S The ministry> <C would neither confirm nor deny> <K the report>."),
        ("decline", "<S The ministry> <C did not respond to> <K questions about the case>."),
        ("retract", "<S The paper> <C withdrew> <K its claim that four had died>."),
        ("retract", "<S The paper> <C retracted> <K the story>."),
        ("report", "<S Local media> <C reported> <K three dead>."),
    ],
)
def test_a_stance_is_read(judge, stance, marked):
    assert judge(marked).stance == stance


@pytest.mark.parametrize(
    ("certainty", "marked"),
    [
        ("certain", "<S The harbour office> <C said> <K the ferry left at noon>."),
        ("possible", "<S The harbour office> <C said> <K the ferry may have left at noon>."),
        ("possible", "<S The harbour office> <C suspected> <K that the ferry had left>."),
        ("probable", "<S The harbour office> <C believed> <K that the ferry had left>."),
        ("probable", "<S The harbour office> <C said> <K the ferry had probably left>."),
        (None, "<S The harbour office> <C declined to comment on> <K the case>."),
        (None, "<S The harbour office> <C urged> <K residents to leave>."),
    ],
)
def test_a_certainty_is_the_one_that_the_source_gives_itself(judge, certainty, marked):
    assert judge(marked).certainty == certainty


@pytest.mark.parametrize(
    ("polarity", "marked"),
    [
        ("positive", "<S The harbour office> <C said> <K the ferry left at noon>."),
        ("positive", "<S The harbour office> <C denied> <K that the ferry had left>."),
        ("negative", "<S The harbour office> <C said> <K the ferry had not left>."),
        ("negative", "<S The harbour office> <C said> <K no ferry had left>."),
        ("negative", "<S The harbour office> <C said> <K nobody had left>."),
    ],
)
def test_a_polarity_is_that_of_the_content(judge, polarity, marked):
    assert judge(marked).polarity == polarity


def test_the_confidence_is_a_share(judge):
    assert 1 / 12 <= judge("<S The mayor> <C denied> <K that>.").confidence <= 1


def test_a_content_without_cue_and_source_is_judged(judge):
    assert judge("<K The mayor must resign at once>.").stance == "demand"


def test_as_many_judgements_come_as_there_are_drafts(parser):
    text, labelled = unmark("<S1 The mayor> <C1 said> <K1 it rained>. <S2 The port> <C2 denied> <K2 it>.")
    drafts = as_drafts(text, labelled, carries_on={})
    assert len(judge_stances(parser.parse(text), drafts, lexicon=LEXICON, models=MODELS)) == 2


def test_nothing_comes_of_no_drafts(parser):
    assert judge_stances(parser.parse("It rained."), [], lexicon=LEXICON, models=MODELS) == ()


def test_too_few_parties_are_an_error(parser):
    text, labelled = unmark("<S The mayor> <C said> <K it rained>.")
    drafts = as_drafts(text, labelled, carries_on={})
    with pytest.raises(ValueError, match="1 drafts, but 0 parties"):
        judge_stances(parser.parse(text), drafts, lexicon=LEXICON, models=MODELS, parties=[])


def test_a_window_holds_the_negation_before_its_cue(parser):
    text, labelled = unmark("<S The ministry> has not <C confirmed> <K the attack>.")
    (facts,) = gather_facts(parser.parse(text), as_drafts(text, labelled, carries_on={}), lexicon=LEXICON)
    assert facts.window == ("have", "not", "confirm")


def test_the_longest_phrase_is_found():
    words = ("would", "not", "comment", "on", "it")
    assert next(p for _, _, p, _ in find_phrases(words, LEXICON.cues)) == ("would", "not", "comment")


def test_a_gap_stands_for_up_to_three_words():
    gap = {"take": ((("take", "*", "back"), ("retract",)),)}
    found = [len(list(find_phrases(f"take {'it ' * n}back".split(), gap))) for n in range(5)]
    assert found == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "lemma", "as_listed"), [("n’t", "n’t", "not"), ("wo", "wo", "will"), ("Said", "say", "say")]
)
def test_contractions_are_undone(text, lemma, as_listed):
    assert lemma_of(text, lemma) == as_listed


def test_a_language_without_words_is_a_setup_error():
    with pytest.raises(SetupError, match="stance_xx"):
        load_stance_lexicon("xx")


def test_missing_weights_are_a_setup_error(tmp_path):
    with pytest.raises(SetupError, match=r"training\.stance"):
        load_stance_models(tmp_path / "none.npz")


def test_weights_survive_being_written(tmp_path):
    save_stance_models(MODELS, tmp_path / "again.npz")
    again = load_stance_models(tmp_path / "again.npz")
    assert (again.stance.weights == MODELS.stance.weights).all()
    assert again.answers.rows == MODELS.answers.rows
