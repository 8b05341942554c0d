"""The reader that ships, end to end on invented texts."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.ingest import article_from_text
from reportedly.model import Attribution, Reading
from reportedly.read import TrainedReader, load_reader
from training.marked import unmark


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return load_reader()


def read(reader: TrainedReader, text: str) -> Reading:
    return reader.read(article_from_text(text, language="en"))


def words(reading: Reading, spans: tuple[tuple[int, int], ...]) -> str:
    joined = " ".join(reading.article.text[b:e] for b, e in spans)
    return " ".join(joined.strip("“”\"'‘’ ,.").removeprefix("that ").split())


# A person can add a case here: mark the source, the cue and the content; numbers keep several apart.
MARKED = [
    "<S The ministry> <C denied> <K that its troops had shelled the clinic>.",
    "<K Two drones fell on the depot>, <C according to> <S a local official>.",
    "<K “We left at dawn,”> <S Marta Oyelaran, a teacher,> <C said>. <K “Nobody came back.”>",
    "<S1 Police> <C1 said> <K1 the road was open>, but <S2 the mayor> <C2 insisted> <K2 it was not>.",
    "<S The harbour master> <C declined> <K to comment>.",
    "<S Two officials> <C told> reporters <K that the talks had failed>.",
    "<S President Dorn> <C tweeted> <K that the border would stay shut>.",
    "<K The bridge is safe>, <S engineers> <C say>.",
    "<S Residents> <C believe> <K the dam was opened on purpose>.",
    "<S1 She> <C1 said> <K1 the convoy had turned round>, <C2 adding> <K2 that two lorries were missing>.",
]


@pytest.mark.parametrize("marked", MARKED)
def test_reader_finds(reader: TrainedReader, marked: str) -> None:
    text, expected = unmark(marked)
    reading = read(reader, text)
    found = [
        (words(reading, a.cue.spans), words(reading, a.content.spans))
        for a in reading.attributions
        if a.nested_in is None
    ]
    wanted = [(words(reading, tuple(e.cue)), words(reading, tuple(e.content))) for e in expected]
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Nobody was hurt. The road was closed for three hours, and the bus took the long way round.",
        "The bridge is 300 metres long and was built in 1911.",
    ],
)
def test_plain_statements_are_no_attributions(reader: TrainedReader, text: str) -> None:
    assert read(reader, text).attributions == ()


def by_content(reading: Reading, start: str) -> Attribution:
    return next(a for a in reading.attributions if words(reading, a.content.spans).startswith(start))


def test_a_quotation_over_paragraphs_holds_what_is_nested_in_it(reader: TrainedReader) -> None:
    reading = read(
        reader,
        "In a statement the Coastal Guard of Merrin said: “Our crews have reached the northern pier.\n\n"
        "“They believe that everybody on board has been found.”\n\nThe ferry sank on Sunday.",
    )
    outer = by_content(reading, "Our crews")
    assert len(outer.content.spans) == 2
    inner = by_content(reading, "everybody on board")
    assert inner.nested_in == outer.id


def test_a_nested_attribution_names_both_speakers(reader: TrainedReader) -> None:
    reading = read(reader, "The agency reported that the governor had told doctors to keep silent about the outbreak.")
    inner = [a for a in reading.attributions if a.nested_in]
    assert [words(reading, a.source.spans) for a in inner] == ["the governor"]


def test_furniture_is_never_read(reader: TrainedReader) -> None:
    text = (
        "The ministry said the dam was safe.\n\n"
        "Read more:\nMinister says dam is a disgrace\nVillagers accuse ministry of lying\n\n"
        "Villagers slept in the church for a second night."
    )
    reading = read(reader, text)
    assert len(reading.attributions) == 1


def test_two_unnamed_sources_are_two_parties(reader: TrainedReader) -> None:
    reading = read(
        reader,
        "A source at the port said the cranes had stopped.\n\nA second source said the strike had begun on Friday.\n\n"
        "The second source said it would go on until Sunday.",
    )
    parties = [a.source.party for a in reading.attributions]
    assert len(parties) == 3
    assert parties[0] != parties[1]
    assert parties[1] == parties[2]


def check_offsets(reading: Reading) -> None:
    size = len(reading.article.text)
    for attribution in reading.attributions:
        for part in (attribution.source, attribution.cue, attribution.content):
            for begin, end in part.spans:
                assert 0 <= begin < end <= size
                assert reading.article.text[begin:end].strip()
    ids = [a.id for a in reading.attributions]
    assert len(ids) == len(set(ids))
    assert {a.nested_in for a in reading.attributions} <= {None, *ids}
    assert {a.source.party for a in reading.attributions} <= {None, *(p.id for p in reading.parties)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1).filter(lambda t: bool(t.strip())))
def test_any_text_can_be_read(reader: TrainedReader, text: str) -> None:
    check_offsets(read(reader, text))


PIECES = [
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    ":",
    "\n\n",
    "\n",
    ". ",
    ", ",
    " said ",
    " she ",
    "The ministry",
    " according to ",
    " that ",
    "Dorn",
    " denied ",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=3, max_size=60))
def test_tangled_quotations_can_be_read(reader: TrainedReader, pieces: list[str]) -> None:
    text = "A " + "".join(pieces)
    check_offsets(read(reader, text))


@pytest.mark.parametrize(
    "text",
    [
        "“The dam held, she said. The town slept. Nobody knew.",
        "قالت الوزارة إن السد آمن.\n\nوقال أحد السكان: «لم نر شيئا».",
        "🚨🚨 Mayor 🏛️ said 👉 the 🌉 bridge is closed 🚧🚧 " * 20,
        "x" * 5000,
        "said " * 2000,
        "\u200b\u200b \u202eevil\u202c said",
    ],
)
def test_odd_texts_can_be_read(reader: TrainedReader, text: str) -> None:
    check_offsets(read(reader, text))


def test_the_same_text_gives_the_same_bytes(reader: TrainedReader) -> None:
    text = "The ministry said the dam was safe. “It is not,” said Ilya Dorn, a farmer."
    again = load_reader()
    assert msgspec.json.encode(read(reader, text)) == msgspec.json.encode(read(again, text))


def test_reading_one_article_does_not_change_the_next(reader: TrainedReader) -> None:
    text = "The ministry said the dam was safe."
    before = read(reader, text)
    read(reader, "“Something else entirely,” wrote the Bishop of Orle, “happened on the bridge.” " * 30)
    assert read(reader, text) == before


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("“Nobody fired on the ferry,” Captain Ivo Marn said in an interview on state television.", "state television"),
        ("“We left at dawn,” the teacher, Marta Oyelaran, told local radio.", "local radio"),
    ],
)
def test_an_outlet_that_is_only_described_is_a_relay(reader: TrainedReader, text: str, relay: str) -> None:
    reading = read(reader, text)
    names = {party.id: party.name for party in reading.parties}
    assert [[names[party].casefold() for party in a.via] for a in reading.attributions] == [[relay]]


@pytest.mark.parametrize(
    ("text", "who", "relay"),
    [
        (
            "The news agency Corva Wire, citing the harbour master, reported that two ferries had sunk.",
            "harbour master",
            "Corva",
        ),
        ("Radio Merrow reported that two ferries had sunk, citing Captain Ivo Marn.", "Ivo Marn", "Radio Merrow"),
    ],
)
def test_whoever_an_outlet_cites_is_the_party_and_the_outlet_the_relay(
    reader: TrainedReader, text: str, who: str, relay: str
) -> None:
    reading = read(reader, text)
    names = {party.id: party.name for party in reading.parties}
    [found] = reading.attributions
    assert who in names[found.source.party or ""]
    assert [relay in names[party] for party in found.via] == [True]


@pytest.mark.parametrize(("publisher", "relays"), [("Mayor of Harrow (posts)", 1), ("Harrow Courier", 0)])
def test_who_writes_on_a_page_of_their_own_relays_what_they_were_told(
    reader: TrainedReader, publisher: str, relays: int
) -> None:
    text = (
        "07:10 – Neighbours, it was a boiler.\n\n08:15 – The fire service tells me the last flames were out at 07:58."
    )
    reading = reader.read(article_from_text(text, language="en", publisher=publisher))
    names = {p.id: p.name for p in reading.parties}
    told = next(a for a in reading.attributions if "flames" in words(reading, a.content.spans))
    assert [names[v] for v in told.via] == relays * [publisher]
