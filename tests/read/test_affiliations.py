"""Parties of sources and mentions: countries, lists and pairs, whom they speak for, sector and code."""

from collections.abc import Callable

import pytest

from reportedly.model import Article, Party, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import Resolved, resolve_parties
from reportedly.read.world import World, load_world

Find = Callable[..., "Case"]


class Case:
    """A text resolved: its parties by the words that name them."""

    def __init__(self, text: str, resolved: Resolved, asked: dict[str, Span]) -> None:
        self.text = text
        self.resolved = resolved
        self._asked = asked
        self._parties = {p.id: p for p in resolved.parties}

    def party(self, words: str) -> Party | None:
        """The party of a mention."""
        return self._parties.get(self.resolved.party_of.get(self._asked[words], ""))

    def name(self, words: str) -> str | None:
        """The name of a mention's party."""
        party = self.party(words)
        return party.name if party else None

    def chain(self, words: str) -> list[str]:
        """The names from a mention's party to its side."""
        names = []
        party = self.party(words)
        while party is not None:
            names.append(party.name)
            party = self._parties.get(party.affiliation or "")
        return names

    def listed(self, number: int) -> list[str]:
        """The names of all parties of a source."""
        return [self._parties[p].name for p in self.resolved.sources[number].parties]


def find(
    text: str, *mentions: str, sources: tuple[str, ...] = (), world: World | None = None, publisher: str | None = None
) -> Case:
    """Resolve a text; ``sources`` and ``mentions`` stand for their first occurrence in it."""
    spans = {words: (text.index(words), text.index(words) + len(words)) for words in (*mentions, *sources)}
    drafts = [
        Draft(
            source=(spans[s],), cue=(), content=((len(text) - 1, len(text)),), quote="indirect", parent=None,
            carries_on=None, confidence=1.0,
        )
        for s in sources
    ]  # fmt: skip
    article = Article(
        id="art-1", sha256="", url=None, publisher=publisher, title=None, byline=None, published=None, modified=None,
        language="en", text=text,
    )  # fmt: skip
    resolved = resolve_parties(
        article, drafts, language=load_language("en"), world=world or load_world(), mentions=tuple(spans.values())
    )
    return Case(text, resolved, spans)


# --- countries --------------------------------------------------------------------------------------------------


def test_a_capital_used_as_an_actor_is_its_country() -> None:
    case = find("Kyiv denied it. Ukraine had said so before.", "Kyiv", "Ukraine")
    assert (case.name("Kyiv"), case.party("Kyiv")) == ("Ukraine", case.party("Ukraine"))


def test_a_seat_of_government_speaks_for_its_country() -> None:
    case = find("The Kremlin said no.", "The Kremlin")
    assert case.chain("The Kremlin") == ["Kremlin", "Russia"]


def test_an_adjective_alone_is_the_country() -> None:
    case = find("Polish shelling hit the bridge.", "Polish")
    assert (case.name("Polish"), getattr(case.party("Polish"), "country", None)) == ("Poland", "POL")


def test_a_people_with_an_article_is_the_country_and_without_one_a_group_of_it() -> None:
    case = find("It was taken by the Danes. On Monday Swedes were tired.", "the Danes", "Swedes")
    assert case.name("the Danes") == "Denmark"
    assert case.chain("Swedes") == ["Swedes", "Sweden"]


def test_forces_and_troops_of_one_country_are_one_party() -> None:
    case = find("Danish troops came. The Danish forces stayed.", "Danish troops", "The Danish forces")
    assert case.party("Danish troops") == case.party("The Danish forces")
    assert getattr(case.party("Danish troops"), "sector", None) == "MIL"
    assert case.chain("Danish troops")[-1] == "Denmark"


@pytest.mark.parametrize(
    ("adjective", "country"), [("Ostrevan", "Ostreva"), ("Kaldian", "Kaldia"), ("Norrlandish", "Norrland")]
)
def test_an_invented_adjective_meets_the_name_of_its_country(adjective: str, country: str) -> None:
    case = find(f"The {adjective} army left {country} on Monday.", f"The {adjective} army")
    assert case.chain(f"The {adjective} army")[-1] == country


def test_an_adjective_and_a_possessive_make_one_ministry() -> None:
    case = find(
        "Kaldia's defence ministry said no. The Kaldian defence ministry said yes.",
        "Kaldia's defence ministry",
        "The Kaldian defence ministry",
    )
    assert case.party("Kaldia's defence ministry") == case.party("The Kaldian defence ministry")


def test_places_of_the_user_give_the_code() -> None:
    world = load_world().with_places({"Tarnby": "KLD", "Kaldia": "KLD"}, countries={"Kaldia": "KLD"})
    case = find(
        "Kaldia's army left. The mayor of Tarnby, Odile Cord, stayed.", "Kaldia's army", "Odile Cord", world=world
    )
    assert getattr(case.party("Kaldia's army"), "country", None) == "KLD"
    assert getattr(case.party("Odile Cord"), "country", None) == "KLD"


def test_an_invented_country_has_no_code() -> None:
    case = find("Kaldia's army left.", "Kaldia's army")
    assert (case.chain("Kaldia's army")[-1], getattr(case.party("Kaldia's army"), "country", "")) == ("Kaldia", None)


# --- whom they speak for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "chain"),
    [
        (
            "Col. Danil Veresh, spokesman of Ostreva's Ministry of Defence, said no.",
            "Danil Veresh",
            ["Danil Veresh", "Ostreva's Ministry of Defence", "Ostreva"],
        ),
        ("A spokesman for the harbour board said no.", "A spokesman", ["spokesman", "harbour board"]),
        ("Kaldia's army left. Ostreva-installed officials said no.", "Ostreva-installed officials", None),
        ("The Danish-backed officials said no.", "The Danish-backed officials", ["Danish-backed officials", "Denmark"]),
        (
            "The governor of Kaldia's Danish-annexed coast, Ilya Tarn, said no.",
            "Ilya Tarn",
            ["Ilya Tarn", "Denmark"],
        ),
        ("Border Service inspector Pia Row said no.", "Pia Row", ["Pia Row", "Border Service"]),
        ("Dago Mire, who leads the Youth Front, said no.", "Dago Mire", ["Dago Mire", "Youth Front"]),
        ("The Corva Company said no. Oda Kelm, its director, left.", "Oda Kelm", ["Oda Kelm", "Corva Company"]),
    ],
)
def test_the_chain_ends_at_a_side(text: str, words: str, chain: list[str] | None) -> None:
    found = find(text, words).chain(words)
    assert found == chain if chain is not None else len(found) == 1  # nothing tells who Ostreva is


def test_members_of_a_counted_group_share_its_side() -> None:
    text = "Two Danish sources spoke. The first source said yes."
    case = find(text, sources=("Two Danish sources", "The first source"))
    assert case.chain("The first source")[-1] == "Denmark"


@pytest.mark.parametrize(
    ("text", "words", "sector"),
    [
        ("The defence ministry said no.", "The defence ministry", "GOV"),
        ("Army spokesman Mikel Vale said no.", "Mikel Vale", "MIL"),
        ("A police officer said no.", "A police officer", "COP"),
        ("The broadcaster Lantern said no.", "The broadcaster Lantern", "MED"),
        ("Residents fled.", "Residents", "CVL"),
        ("Dr Sela Dorn, a surgeon, said no.", "Sela Dorn", "HLH"),
        ("Opposition leader Ilya Tarn said no.", "Ilya Tarn", "OPP"),
        ("IAEA experts came.", "IAEA experts", "IGO"),
        ("Sela Dorn said no.", "Sela Dorn", None),
    ],
)
def test_the_sector_is_read_from_role_nouns_and_names(text: str, words: str, sector: str | None) -> None:
    assert getattr(find(text, words).party(words), "sector", "no party") == sector


# --- several parties --------------------------------------------------------------------------------------------


def test_a_list_has_all_its_parties_and_the_first_as_party() -> None:
    case = find("The UN, US and Ukraine called for calm.", sources=("The UN, US and Ukraine",))
    source = case.resolved.sources[0]
    assert case.listed(0) == ["UN", "US", "Ukraine"]
    assert (source.party, source.kind, source.count) == (source.parties[0], "group", 3)


def test_they_are_all_of_the_list() -> None:
    case = find("The UN and Ukraine called for calm. They said more.", sources=("The UN and Ukraine", "They"))
    assert case.listed(1) == case.listed(0)


def test_one_person_with_two_roles_is_one_party() -> None:
    words = "the mayor and former minister Sela Dorn"
    case = find(f"It was late, said {words}.", sources=(words,))
    assert case.listed(0) == ["Sela Dorn"]


def test_both_sides_are_the_two_that_spoke() -> None:
    text = "Kaldia's army said yes. Ostreva's army said no. Both sides said more."
    case = find(text, sources=("Kaldia's army", "Ostreva's army", "Both sides"))
    assert case.listed(2) == ["Kaldia's army", "Ostreva's army"]


def test_the_latter_is_the_one_named_last() -> None:
    text = "Mikel Vale met Oda Kelm. The latter said no."
    case = find(text, sources=("The latter",))
    assert case.listed(0) == ["Oda Kelm"]


def test_we_outside_quotations_is_the_outlet() -> None:
    case = find("We have corrected this.", sources=("We",), publisher="Merrow Gazette")
    assert case.listed(0) == ["Merrow Gazette"]


# --- mentions ---------------------------------------------------------------------------------------------------


def test_a_surname_is_shown_under_the_full_name_told_later() -> None:
    case = find("Veresh said no. Col. Danil Veresh left.", "Veresh")
    assert case.name("Veresh") == "Danil Veresh"


def test_initials_meet_the_name_that_they_stand_for() -> None:
    case = find("The Northern Dam Agency came. The NDA left.", "The Northern Dam Agency", "The NDA")
    assert case.party("The NDA") == case.party("The Northern Dam Agency")


@pytest.mark.parametrize("words", ["four bridges", "a long tunnel"])
def test_things_are_no_parties(words: str) -> None:
    assert find(f"They lost {words} on Monday.", words).party(words) is None


def test_mentions_do_not_change_sources() -> None:
    text = "Oda Kelm came with the Danes. She said no. A driver left. The driver said yes."
    sources = ("She", "The driver")
    plain = find(text, sources=sources).resolved.sources
    asked = find(text, "the Danes", "Oda Kelm", "A driver", sources=sources).resolved.sources
    assert asked == plain
