"""Relays, addressees and times of saying, on marked texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from reportedly.model import Interval
from reportedly.read.relays import Relayed, find_relays
from reportedly.read.syntax import Parser, load_parser
from reportedly.read.times import TimeMention
from tests.read.conftest import as_drafts
from training.marked import unmark


@dataclass(frozen=True, slots=True)
class Read:
    """A case after reading."""

    text: str
    relayed: tuple[Relayed, ...]

    def via(self, number: int = 0) -> list[str]:
        return [self.text[b:e] for b, e in self.relayed[number].via]

    def addressee(self, number: int = 0) -> str | None:
        span = self.relayed[number].addressee
        return self.text[slice(*span)] if span else None


Reader = Callable[..., Read]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def read(parser: Parser) -> Reader:
    def run(marked: str, *, publisher: str | None = None, times: Sequence[str] = ()) -> Read:
        text, labelled = unmark(marked)
        found = [
            TimeMention(span=(text.index(t), text.index(t) + len(t)), start=t, end=None, precision="day", text=t)
            for t in times
        ]
        drafts = as_drafts(text, labelled, carries_on={})
        return Read(text, find_relays(parser.parse(text), drafts, text=text, times=found, publisher=publisher))

    return run


@pytest.mark.parametrize(
    ("marked", "via"),
    [
        (
            "<K The depot was empty>, <S Lena Dorsk> <C confirmed>, according to quotes from the broadcaster Selwin.",
            ["the broadcaster Selwin"],
        ),
        (
            "<S The ministry> <C claimed> <K that two boats had sunk>, according to Quellan news agencies.",
            ["Quellan news agencies"],
        ),
        ("<S Governor Ana Brell> <C told> Radio Corran <K that the bridge was closed>.", ["Radio Corran"]),
        ('<S Governor Ana Brell> <C told> Tarn Pravda on Monday: <K "It is closed.">', ["Tarn Pravda"]),
        (
            "The Harrow Gazette reported, <C citing> <S a source in the ministry>, <K that the talks had failed>.",
            ["The Harrow Gazette"],
        ),
        (
            '<K "We saw nothing,"> <S Brell> was quoted by the state agency ORTA as <C saying>.',
            ["the state agency ORTA"],
        ),
        ("<S Brell> <C said> in comments carried by state television <K that nobody was hurt>.", ["state television"]),
        ("<S The driver> <C said>, as quoted by local media, <K that the road was mined>.", ["local media"]),
        (
            "<S The general> <C said> in an interview with the weekly Norrin Post <K that the town had fallen>.",
            ["the weekly Norrin Post"],
        ),
        ("<S The minister> <C said> in remarks broadcast on Radio Corran <K that nobody was hurt>.", ["Radio Corran"]),
        ("<S A caller> to Radio Corran <C said> <K the bridge had gone>.", ["Radio Corran"]),
        (
            "State television quotes <S the mayor>, Ilo Marn, as <C saying> <K that the dam is safe>.",
            ["State television"],
        ),
    ],
)
def test_relay_beside_the_cue(read: Reader, marked: str, via: list[str]) -> None:
    assert read(marked).via() == via


@pytest.mark.parametrize(
    ("marked", "via"),
    [
        (
            "<S The mayor> <C told> the Lantern News Agency, whose report was carried by Channel Nine, "
            "<K that the dam was safe>.",
            ["Channel Nine", "the Lantern News Agency"],
        ),
        (
            "<K The road was mined>, <S the driver> <C told> Radio Corran, according to the weekly Norrin Post.",
            ["the weekly Norrin Post", "Radio Corran"],
        ),
        (
            "According to the weekly Norrin Post, <S the driver> <C told> Radio Corran <K that the road was mined>.",
            ["the weekly Norrin Post", "Radio Corran"],
        ),
    ],
)
def test_chain_is_nearest_first(read: Reader, marked: str, via: list[str]) -> None:
    assert read(marked).via() == via


def test_speaker_who_holds_another_attribution_relays_it(read: Reader) -> None:
    got = read("<S1 A nurse> <C1 said> <K1 <S2 a soldier> had <C2 told> her <K2 that the road was mined>>.")
    assert (got.via(0), got.via(1)) == ([], ["A nurse"])


def test_outer_speaker_comes_before_inner_relay(read: Reader) -> None:
    got = read(
        "<S1 The Harrow Gazette> <C1 reported> <K1 that <S2 the mayor> <C2 told> Radio Corran <K2 it was safe>>."
    )
    assert got.via(1) == ["The Harrow Gazette", "Radio Corran"]


def test_trailing_attribution_relays_the_one_it_holds(read: Reader) -> None:
    got = read(
        "<K2 <S1 The ministry> <C1 claimed> <K1 that it had sunk>>, <C2 according to> <S2 Quellan news agencies>."
    )
    assert (got.via(0), got.via(1)) == ([], ["Quellan news agencies"])  # in the order of their first marks


def test_speaker_without_an_attribution_of_its_own_relays(read: Reader) -> None:
    assert read("The union said <S the driver> had <C told> it <K he was doing forty>.").via() == ["The union"]


def test_closing_words_relay(read: Reader) -> None:
    assert read("<S The captain> <C admitted> <K that he had slept>, the coast guard said.").via() == [
        "the coast guard"
    ]


def test_speaker_of_a_quotation_relays_what_is_told_in_it(read: Reader) -> None:
    got = read('"<S1 They> <C1 told> us <K1 the gate was open>. I ran," <S2 Nela Orm> <C2 said>, <K2 "and it was.">')
    assert got.via(0) == ["Nela Orm"]


def test_denied_claim_is_not_relayed_by_who_denies_it(read: Reader) -> None:
    got = read("<S1 The bank> <C1 rejects> <K1 what <S2 a trader> <C2 said>, <K2 that it was broke>>.")
    assert got.via(1) == []


def test_speaker_does_not_relay_themselves(read: Reader) -> None:
    got = read("<S1 The ministry> <C1 said> <K1 <S2 it> had <C2 asked> <K2 for the logbooks>>.")
    assert got.via(1) == []


def test_pronoun_is_not_the_inner_speaker(read: Reader) -> None:
    got = read(
        "<S1 The soldier> <C1 said> <K1 no>. <K3 <S2 A sergeant> had <C2 shouted> <K2 to stop>>, <S3 he> <C3 said>."
    )
    assert got.via(2) == ["The soldier"]


@pytest.mark.parametrize(
    ("marked", "publisher"),
    [
        ("<S A doctor> <C told> the Harrow Gazette <K that the ward was full>.", "Harrow Gazette"),
        ("<S A doctor> <C told> HNA <K that the ward was full>.", "Harrow News Agency"),
        ("<S A doctor> <C told> us <K that the ward was full>.", None),
        ("<S A doctor> <C told> our correspondent <K that the ward was full>.", None),
        ("<S A doctor> <C told> this newspaper <K that the ward was full>.", None),
        ("HARROW, May 3 (Quill) — <S A doctor> <C told> Quill <K that the ward was full>.", None),
        ("<S The office> <C said> in a memo seen by the Harrow Gazette <K that it was broke>.", "The Harrow Gazette"),
    ],
)
def test_own_outlet_is_no_relay(read: Reader, marked: str, publisher: str | None) -> None:
    assert read(marked, publisher=publisher).via() == []


def test_syndicated_copy_credits_who_was_told(read: Reader) -> None:
    got = read("HARROW, May 3 (Quill) — <S A doctor> <C told> Quill <K that it was full>.", publisher="Lowland Mail")
    assert got.via() == ["Quill"]


@pytest.mark.parametrize(
    "marked",
    [
        "<S The minister> <C told> parliament <K that the port would close>.",
        "<S The minister> <C told> reporters <K that the port would close>.",
        "<S The minister> <C told> Ana Brell <K that the port would close>. Earlier Mrs Brell had wept.",
        "<S The minister> <C told> NATO <K that the port would close>.",
        "<S The minister>, who will not be quoted by name, <C said> <K the port would close>.",
        "Fog lay in Ostrel. <S The general> <C told> Ostrel <K to give up>.",
        "<S The Front> <C said> on its channel <K that it had won>.",
    ],
)
def test_other_hearers_are_no_relays(read: Reader, marked: str) -> None:
    assert read(marked).via() == []


@pytest.mark.parametrize(
    ("marked", "addressee"),
    [
        ("<S The minister> <C told> reporters late on Tuesday <K that the port would close>.", "reporters"),
        ("<S The minister> <C told> parliament <K that the port would close>.", "parliament"),
        ("<S The minister> <C told> the website Harrow Now <K that it was late>.", "the website Harrow Now"),
        ("<S The union> <C wrote> to the governor <K that the port must open>.", "the governor"),
        ("<S The union> <C said> in a letter to the governor <K that the port must open>.", "the governor"),
        ("<S The union> <C said> <K that the port must open>.", None),
    ],
)
def test_addressee(read: Reader, marked: str, addressee: str | None) -> None:
    assert read(marked).addressee() == addressee


@pytest.mark.parametrize(
    ("marked", "times", "said"),
    [
        ("<S A nurse> <C said> on Monday <K that the road was cut on Sunday>.", ["Monday", "Sunday"], "Monday"),
        ("On Monday, <S a nurse> <C said> <K that the road was cut>.", ["Monday"], "Monday"),
        (
            "<S The minister> <C told> reporters late on Tuesday <K it was over>.",
            ["late on Tuesday"],
            "late on Tuesday",
        ),
        ("<S The mayor>, who left on Friday, <C said> <K it was over>.", ["Friday"], None),
        ("<S A nurse> <C said> <K that the road was cut on Sunday>.", ["Sunday"], None),
    ],
)
def test_time_of_saying(read: Reader, marked: str, times: list[str], said: str | None) -> None:
    got = read(marked, times=times).relayed[0].said_at
    assert got == (Interval(start=said, end=None, precision="day") if said else None)


def test_statements_that_go_on_share_their_relay(read: Reader) -> None:
    got = read('<K1 "It is over,"> <S1 Ana Brell> <C1 told> Radio Corran. <S2 She> <C2 added> <K2 that she would go>.')
    assert got.via(1) == ["Radio Corran"]


def test_earlier_statement_does_not_share(read: Reader) -> None:
    got = read('<K1 "It is over,"> <S1 Ana Brell> <C1 told> Radio Corran. <S2 She> had <C2 promised> <K2 to stay>.')
    assert got.via(1) == []


def test_nothing_to_read(read: Reader) -> None:
    assert read("Nobody was hurt.").relayed == ()


def test_attribution_without_source_and_cue(read: Reader) -> None:
    assert read("It was quiet. <K The port is shut>.").relayed == (Relayed(),)
