"""Channels, on marked texts."""

from collections.abc import Callable

import pytest

from reportedly.errors import SetupError
from reportedly.model import Channel
from reportedly.read.channels import CHANNELS, load_relay_words
from reportedly.read.relays import find_relays
from reportedly.read.syntax import Parser, load_parser
from tests.read.conftest import as_drafts
from training.marked import unmark

Reader = Callable[..., list[Channel | None]]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def channels(parser: Parser) -> Reader:
    def run(marked: str, *, carries_on: dict[int, int] | None = None) -> list[Channel | None]:
        text, labelled = unmark(marked)
        drafts = as_drafts(text, labelled, carries_on=carries_on or {})
        return [r.channel for r in find_relays(parser.parse(text), drafts, text=text, times=())]

    return run


@pytest.mark.parametrize(
    ("marked", "channel"),
    [
        ("<S The embassy> <C tweeted> <K that its staff were safe>.", "post"),
        ("<S The embassy> <C wrote> on Telegram <K that its staff were safe>.", "post"),
        ("<S The embassy>, in a post on Chirrup, <C urged> <K people to leave>.", "post"),
        ("On the Marsh board <S the Brigade> <C writes>: <K “Wait for us.”>", "post"),
        ("<S Marn> <C said> in a text message <K that he was well>.", "post"),
        ("<S The general> <C said> at a briefing <K that the town had fallen>.", "briefing"),
        ("<S The general> <C said> in a televised news conference <K that the town had fallen>.", "briefing"),
        ("<S The general> <C told> reporters <K that the town had fallen>.", "briefing"),
        ("<S The general> <C told> a press conference <K that the town had fallen>.", "briefing"),
        ("<S The bank> <C said> in a one-line statement <K that it was sound>.", "statement"),
        ("In a communique, <S the force> <C said> <K the gates had been open>.", "statement"),
        ("<S The ministry’s statement> <C says> <K it will not apologise>.", "statement"),
        ("<S The office> <C said> in a preliminary report <K that no trace was found>.", "document"),
        ("<S The council> <C informed> the union in writing <K that it was late>.", "document"),
        ("<S The director> <C wrote> to the council <K that it was late>.", "document"),
        ("<S An inquiry> <C found> <K that the gates had been shut>.", "document"),
        ("<S The log> <C shows> <K one boat>.", "document"),
        ("<S The general> <C said> on state television <K that the town had fallen>.", "broadcast"),
        ("<S The general> <C told> Radio Corran <K that the town had fallen>.", "broadcast"),
        ("<S The general> <C told> listeners of Radio Corran <K that the town had fallen>.", "broadcast"),
        ("<S The general> <C said> by telephone <K that the town had fallen>.", "call"),
        ("<S The general>, reached by phone, <C said> <K that the town had fallen>.", "call"),
        ("<S The general> <C said> when the Gazette rang him <K that the town had fallen>.", "call"),
        ("<S The general> <C said> in an interview with Radio Corran <K that the town had fallen>.", "interview"),
        ("<S The general> <C told> the Harrow Gazette <K that the town had fallen>.", "interview"),
        ("<S The general> <C told> us <K that the town had fallen>.", "interview"),
        ("<S A>. <K I heard nothing of it>.", "interview"),
        ("<S The general> <C said> <K that the town had fallen>.", None),
        ("<S The general> <C told> parliament <K that the town had fallen>.", None),
        ("<S The general> <C discussed> <K the report>.", None),
        ("<S The general> <C said> <K in a statement of this length one can hide anything>.", None),
    ],
)
def test_channel(channels: Reader, marked: str, channel: Channel | None) -> None:
    assert channels(marked) == [channel]


def test_words_of_another_attribution_are_not_used(channels: Reader) -> None:
    marked = "<S1 The bank> <C1 said> <K1 it was sound>, and <S2 a clerk> <C2 said> by telephone <K2 that it was not>."
    assert channels(marked) == [None, "call"]


@pytest.mark.parametrize(
    "second",
    ["<S2 She> <C2 added> <K2 that she was tired>.", "<S2 The woman> <C2 added> <K2 that she was tired>."],
)
def test_next_statement_of_the_speaker_has_the_channel(channels: Reader, second: str) -> None:
    assert channels(f"<S1 A woman> <C1 said> by telephone <K1 that it was over>. {second}") == ["call", "call"]


def test_statement_before_has_the_channel(channels: Reader) -> None:
    marked = "<S1 Ana Brell> <C1 dismissed> <K1 the tale>. <K2 “It is gossip,”> <S2 she> <C2 said> by telephone."
    assert channels(marked) == ["call", "call"]


def test_other_speaker_does_not_have_the_channel(channels: Reader) -> None:
    marked = "<S1 A woman> <C1 said> by telephone <K1 that it was over>. <S2 He> <C2 said> <K2 it was not>."
    assert channels(marked) == ["call", None]


def test_next_line_does_not_have_the_channel(channels: Reader) -> None:
    marked = "<S1 A woman> <C1 said> by telephone <K1 that it was over>.\n\n<S2 She> <C2 said> <K2 it was late>."
    assert channels(marked) == ["call", None]


def test_quotation_that_carries_on_has_the_channel(channels: Reader) -> None:
    marked = "<S1 A woman> <C1 said> by telephone: <K1 “It is over.>\n\n<K2 “I am tired.”>"
    assert channels(marked, carries_on={1: 0}) == ["call", "call"]


def test_us_in_a_quotation_is_no_interview(channels: Reader) -> None:
    marked = '<K1 "<S2 They> <C2 told> us <K2 the gate was open>,"> <S1 Nela Orm> <C1 said>.'
    assert channels(marked) == [None, None]


def test_every_channel_has_words() -> None:
    words = load_relay_words()
    assert set(words.channels.values()) == set(CHANNELS) == set(words.prepositions)


def test_language_without_words() -> None:
    with pytest.raises(SetupError, match=r"relays_xx\.toml"):
        load_relay_words("xx")
