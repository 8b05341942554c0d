"""Events: type and mode, who did it to whom, where and when, and how they are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reportedly.errors import SetupError
from reportedly.model import Quantity, Span
from reportedly.read.event_lexicon import TYPES
from reportedly.read.events import EventDraft, EventLexicon, code_type, find_events, load_event_lexicon
from reportedly.read.syntax import Parse, Parser, load_parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place or a time in the text."""

    span: Span


Draft = EventDraft[Mention, Mention]


@dataclass(frozen=True, slots=True)
class Found:
    """Events with the text they were found in."""

    text: str
    drafts: tuple[Draft, ...]

    def words(self, span: Span | None) -> str | None:
        return self.text[span[0] : span[1]] if span else None

    @property
    def types(self) -> list[str]:
        return [d.type for d in self.drafts]

    def of(self, kind: str) -> Draft:
        return next(d for d in self.drafts if d.type == kind)

    def roles(self, kind: str) -> list[tuple[str | None, str | None]]:
        return [(self.words(d.initiator), self.words(d.target)) for d in self.drafts if d.type == kind]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture(scope="module")
def lexicon() -> EventLexicon:
    return load_event_lexicon()


@pytest.fixture
def find(parser: Parser, lexicon: EventLexicon) -> Callable[..., Found]:
    """The events of a text; places and times by their words, ``within`` the part that is read."""

    def run(
        text: str, *, places: tuple[str, ...] = (), times: tuple[str, ...] = (), within: str | None = None
    ) -> Found:
        def mark(words: str) -> Mention:
            return Mention(span=(text.index(words), text.index(words) + len(words)))

        span = mark(within).span if within else (0, len(text))
        found = find_events(
            parser.parse(text),
            spans=[span],
            times=[mark(t) for t in times],
            places=[mark(p) for p in places],
            lexicon=lexicon,
        )
        return Found(text, found)

    return run


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("Ardovia agreed to the plan.", "AGREE", None),
        ("The envoys held talks with Lemnian officials.", "CONSULT", None),
        ("The chancellor spoke by phone with the Lemnian president.", "CONSULT", "phone"),
        ("The minister praised the rescue crews.", "SUPPORT", None),
        ("The council lifted the ban on the party.", "CONCEDE", None),
        ("Ardovian police shared intelligence with Lemnia.", "COOPERATE", None),
        ("Ardovia sent food and blankets to the refugees.", "AID", "humanitarian"),
        ("Lemnia granted asylum to the pilot.", "AID", "asylum"),
        ("Ardovia pulled its troops out of the valley.", "RETREAT", "withdraw"),
        ("The rebels freed four hostages.", "RETREAT", "release"),
        ("The army declared a ceasefire.", "RETREAT", "ceasefire"),
        ("The union called for talks.", "REQUEST", None),
        ("The ministry accused Lemnia of sabotage.", "ACCUSE", "disapprove"),
        ("Prosecutors opened an investigation into the blaze.", "ACCUSE", "investigate"),
        ("Lemnia rejected the offer.", "REJECT", None),
        ("Ardovia threatened to close the border.", "THREATEN", None),
        ("Students marched through the capital.", "PROTEST", "demo"),
        ("Farmers blocked the motorway.", "PROTEST", "obstruct"),
        ("The prisoners went on hunger strike.", "PROTEST", "hunger"),
        ("Ardovia recalled its ambassador from Lemnia.", "SANCTION", "withdraw"),
        ("Lemnia cut aid to the province.", "SANCTION", "discontinue"),
        ("Ardovia massed troops along the border.", "MOBILIZE", "troops"),
        ("Police arrested nine people.", "COERCE", "arrest"),
        ("The governor imposed a curfew in Karlen.", "COERCE", "curfew"),
        ("Customs officers seized the cargo.", "COERCE", "seize"),
        ("Gunmen abducted the mayor.", "ASSAULT", "abduct"),
        ("A suicide bomber killed two guards.", "ASSAULT", "suicide-attack"),
        ("Guards opened fire on the crowd.", "ASSAULT", "firearms"),
        ("The army shelled the village.", "ASSAULT", "heavy-weapons"),
        ("The rebels stabbed a guard.", "ASSAULT", "primitive"),
        ("The rebels destroyed a bridge.", "ASSAULT", "destroy"),
        ("Police fired tear gas at the marchers.", "ASSAULT", "crowd-control"),
    ],
)
def test_type_and_mode(find: Callable[..., Found], text: str, kind: str, mode: str | None) -> None:
    assert (kind, mode) in [(d.type, d.mode) for d in find(text).drafts]


@pytest.mark.parametrize(
    ("text", "kind", "initiator", "target"),
    [
        ("The rebels attacked the convoy.", "ASSAULT", "The rebels", "the convoy"),
        ("The convoy was attacked by the rebels.", "ASSAULT", "the rebels", "The convoy"),
        ("The shelling of Karlen by the rebels went on.", "ASSAULT", "the rebels", "Karlen"),
        ("Lemnia's attack on the port failed.", "ASSAULT", "Lemnia", "the port"),
        ("Lemnian strikes killed two drivers.", "ASSAULT", "Lemnian", "two drivers"),
        ("The army launched an offensive against the rebels.", "ASSAULT", "The army", "the rebels"),
        ("The rebels, who had shelled the town, fled.", "ASSAULT", "The rebels", "the town"),
        ("The army wanted to attack the rebels.", "ASSAULT", "The army", "the rebels"),
        ("Soldiers entered the town and arrested the mayor.", "COERCE", "Soldiers", "the mayor"),
        ("The garrison came under attack.", "ASSAULT", None, "The garrison"),
        ("Lemnia called on Ardovia to leave.", "REQUEST", "Lemnia", "Ardovia"),
        ("Ardovia and Lemnia signed a treaty.", "SUPPORT", "Ardovia", "Lemnia"),
        ("Ardovian and Lemnian ministers met.", "CONSULT", "Ardovian", "Lemnian"),
        ("Ardovia demanded the withdrawal of Lemnian troops.", "RETREAT", "Lemnian troops", None),
        ("The mayor's arrest shocked the town.", "COERCE", None, "The mayor"),
        ("The ministry accused the guards of beating the driver.", "ASSAULT", "the guards", "the driver"),
    ],
)
def test_roles(find: Callable[..., Found], text: str, kind: str, initiator: str | None, target: str | None) -> None:
    assert (initiator, target) in find(text).roles(kind)


def test_reciprocal_accusations_are_crossed(find: Callable[..., Found]) -> None:
    found = find("Ardovia and Lemnia accused each other.")
    assert found.roles("ACCUSE") == [("Ardovia", "Lemnia"), ("Lemnia", "Ardovia")]


def test_what_they_accuse_each_other_of_is_crossed_too(find: Callable[..., Found]) -> None:
    found = find("Ardovia and Lemnia accused each other of shelling the dam.")
    assert found.roles("ASSAULT") == [("Lemnia", "the dam"), ("Ardovia", "the dam")]


@pytest.mark.parametrize(
    ("text", "kind", "modality"),
    [
        ("The army attacked the port.", "ASSAULT", "actual"),
        ("The army is attacking the port.", "ASSAULT", "ongoing"),
        ("The army has been attacking the port.", "ASSAULT", "ongoing"),
        ("The offensive is already ongoing.", "ASSAULT", "ongoing"),
        ("The army will attack the port.", "ASSAULT", "planned"),
        ("The army is planning to attack the port.", "ASSAULT", "planned"),
        ("The army vowed to attack the port.", "ASSAULT", "planned"),
        ("The colonel said the army would attack the port.", "ASSAULT", "planned"),
        ("The army could attack the port.", "ASSAULT", "hypothetical"),
        ("The army would attack the port if the talks failed.", "ASSAULT", "hypothetical"),
        ("Ardovia has called for the withdrawal of the troops.", "RETREAT", "demanded"),
        ("The army must release the hostages.", "RETREAT", "demanded"),
        ("Lemnia urged the army to release the hostages.", "RETREAT", "demanded"),
    ],
)
def test_modality(find: Callable[..., Found], text: str, kind: str, modality: str) -> None:
    assert find(text).of(kind).modality == modality


@pytest.mark.parametrize(
    ("text", "kind", "negated"),
    [
        ("The army did not attack the port.", "ASSAULT", True),
        ("There was no attack.", "ASSAULT", True),
        ("Nobody attacked the port.", "ASSAULT", True),
        ("The army refused to release the hostages.", "RETREAT", True),
        ("The army left without attacking the port.", "ASSAULT", True),
        ("Its troops will not leave.", "RETREAT", True),
        ("The army attacked the port.", "ASSAULT", False),
        ("The colonel denied attacking the port.", "ASSAULT", False),
    ],
)
def test_negation(find: Callable[..., Found], text: str, kind: str, negated: bool) -> None:
    assert find(text).of(kind).negated is negated


def test_only_heads_within_the_spans_are_read(find: Callable[..., Found]) -> None:
    found = find(
        "After the attack the mayor demanded that the police arrest the men.", within="the police arrest the men"
    )
    assert found.types == ["COERCE"]


def test_a_light_verb_and_its_noun_are_one_event(find: Callable[..., Found]) -> None:
    found = find("The rebels launched an offensive against the army.")
    assert [found.words(d.span) for d in found.drafts] == ["launched an offensive"]


def test_no_event_in_a_sentence_without_one(find: Callable[..., Found]) -> None:
    assert find("The bakery on the corner sells rye bread.").drafts == ()


def test_an_empty_text_has_none(find: Callable[..., Found]) -> None:
    assert find(" ").drafts == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The rebels shelled a school in Karlen.", "Karlen"),
        ("The army, which was trained in Karlen, shelled a school near Ostry.", "Ostry"),
    ],
)
def test_place_that_hangs_on_the_event(find: Callable[..., Found], text: str, place: str) -> None:
    names = tuple(n for n in ("Karlen", "Ostry") if n in text)
    found = find(text, places=names)
    attached = found.of("ASSAULT").place
    assert attached is not None
    assert found.words(attached.span) == place


def test_place_within_the_initiator_is_not_the_place_of_the_event(find: Callable[..., Found]) -> None:
    assert find("Karlen's army shelled a school.", places=("Karlen",)).of("ASSAULT").place is None


def test_time_of_the_event(find: Callable[..., Found]) -> None:
    found = find("The rebels shelled a school on Tuesday.", times=("Tuesday",))
    time = found.of("ASSAULT").time
    assert time is not None
    assert found.words(time.span) == "Tuesday"


def test_time_of_saying_stays_out(find: Callable[..., Found]) -> None:
    text = "The mayor said on Friday that the rebels had shelled a school."
    assert find(text, times=("Friday",), within="the rebels had shelled a school").of("ASSAULT").time is None


def test_each_event_takes_its_own_time(find: Callable[..., Found]) -> None:
    text = "The rebels shelled a school on Tuesday and the army attacked their camp on Friday."
    found = find(text, times=("Tuesday", "Friday"))
    assert [found.words(d.time.span) if d.time else None for d in found.drafts] == ["Tuesday", "Friday"]


def test_quantities_come_from_the_finder_that_is_passed_in(parser: Parser, lexicon: EventLexicon) -> None:
    text = "The army struck twelve depots."
    depots = (text.index("twelve"), text.index("."))

    def finder(parse: Parse, span: Span) -> tuple[Quantity, ...]:
        return (Quantity(what="depots", relation="=", number=12.0, unit=None),) if span == depots else ()

    drafts: tuple[Draft, ...] = find_events(
        parser.parse(text), spans=[(0, len(text))], times=(), places=(), lexicon=lexicon, quantities=finder
    )
    assert [q.number for q in drafts[0].quantities] == [12.0]


@pytest.mark.parametrize(
    ("kind", "modality", "negated", "enacted", "coded"),
    [
        ("RETREAT", "demanded", False, False, "REQUEST"),
        ("RETREAT", "planned", False, False, "AGREE"),
        ("RETREAT", "planned", True, False, "REJECT"),
        ("ASSAULT", "planned", False, False, "THREATEN"),
        ("SANCTION", "planned", False, True, "SANCTION"),
        ("ASSAULT", "actual", False, False, "ASSAULT"),
    ],
)
def test_plover_codes_what_is_only_spoken_of(
    kind: str, modality: str, negated: bool, enacted: bool, coded: str
) -> None:
    assert code_type(kind, modality=modality, negated=negated, enacted=enacted) == coded  # type: ignore[arg-type]


def test_every_type_has_frames(lexicon: EventLexicon) -> None:
    frames = [f for table in (lexicon.verbs, lexicon.nouns) for entries in table.values() for _, f in entries]
    assert {f.type for f in frames} == set(TYPES)


def test_a_language_without_event_words_is_an_error() -> None:
    with pytest.raises(SetupError, match=r"event_words_xx\.toml"):
        load_event_lexicon("xx")
