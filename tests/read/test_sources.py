"""What the words of a source tell by themselves: kind, count, name and role."""

from collections.abc import Callable

import pytest

from reportedly.errors import SetupError
from reportedly.read.lang import load_language
from reportedly.read.names import tokenise
from reportedly.read.sources import Description, split_list

Describe = Callable[[str], Description]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Mr Vale", "person"),
        ("Gen. Ruve Astin", "person"),
        ("Sela Dorn, head of the port union,", "person"),
        ("the governor of Merrow, Ilya Tarn,", "person"),
        ("Northern Command spokesperson Oda Kelm", "person"),
        ("Energy Minister Cosmo Brandt", "person"),
        ("a spokesman for the harbour board", "person"),
        ("the mayor", "person"),
        ("Sela Dorn, 51, a crane driver,", "person"),
        ("Merrow's defence ministry", "organisation"),
        ("the agency", "organisation"),
        ("Police", "organisation"),
        ("the broadcaster Lantern", "organisation"),
        ("Sela Dorn's office", "organisation"),
        ("the UNHR", "organisation"),
        ("Bank of Orrin", "organisation"),
        ("the Merrow Gazette", "organisation"),
        ("Cray & Vale", "organisation"),
        ("residents", "group"),
        ("officials", "group"),
        ("Merrow-installed officials", "group"),
        ("two lawmakers", "group"),
        ("the protesters", "group"),
        ("A group of residents", "group"),
        ("Merrow, Orrin and Tarnby", "group"),
        ("a report", "document"),
        ("a statement from the ministry", "document"),
        ("footage", "document"),
        ("the ministry's fact sheet", "document"),
        ("two Merrow sources", "anonymous"),
        ("sources", "anonymous"),
        ("an official who asked not to be named", "anonymous"),
        ("officials speaking on condition of anonymity", "anonymous"),
        ("people familiar with the talks", "anonymous"),
        ("a person close to the chairman", "anonymous"),
        ("one diplomat", "anonymous"),
        ("a senior aide", "anonymous"),
        ("a witness", "anonymous"),
        ("a man who gave only his first name", "anonymous"),
        ("insiders", "anonymous"),
        ("One of the guards", "anonymous"),
        ("an unnamed spokesman", "anonymous"),
    ],
)
def test_the_kind_is_told_by_the_words(describe_words: Describe, words: str, kind: str) -> None:
    assert describe_words(words).kind == kind


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("two Merrow sources", 2),
        ("a dozen residents", 12),
        ("three officials", 3),
        ("a source", 1),
        ("one diplomat", 1),
        ("15 residents", 15),
        ("sources", None),
        ("several officials", None),
        ("dozens of residents", None),
        ("two of the three traders", 2),
        ("One of the guards", 1),
        ("both sources", 2),
    ],
)
def test_the_count_is_told_by_the_words(describe_words: Describe, words: str, count: int | None) -> None:
    assert describe_words(words).count == count


@pytest.mark.parametrize(
    ("words", "name", "role"),
    [
        ("Northern Command spokesperson Oda Kelm", "Oda Kelm", "Northern Command spokesperson"),
        ("the governor of Merrow’s annexed coast, Ilya Tarn,", "Ilya Tarn", "governor of Merrow’s annexed coast"),
        ("Sela Dorn, head of the port union,", "Sela Dorn", "head of the port union"),
        ("Energy Minister Cosmo Brandt", "Cosmo Brandt", "Energy Minister"),
        ("President Dorn", "Dorn", "President"),
        ("Dr. Salla Imm", "Salla Imm", None),
        ("its founder Emil Kast", "Emil Kast", "founder"),
        ("Lt. Col. Radek Semm of the army command", "Radek Semm", "Lt. Col."),
        ("Ludo van der Meer", "Ludo van der Meer", None),
        ("Anna-Lise Holt", "Anna-Lise Holt", None),
        ("Pia K. Rowan", "Pia K. Rowan", None),
        ("Ada Brill, the port's lawyer, who was there", "Ada Brill", "port's lawyer"),
    ],
)
def test_a_person_has_a_name_and_a_role(describe_words: Describe, words: str, name: str, role: str | None) -> None:
    described = describe_words(words)
    assert (described.name, described.role) == (name, role)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The Ministry of Ports and Fisheries", "Ministry of Ports and Fisheries"),
        ("Merrow’s defence ministry", "Merrow’s defence ministry"),
        ("a local newspaper, the Quill Lantern", "Quill Lantern"),
        ("the agency", "agency"),
        ("But the Kremlin", "Kremlin"),
        ("the International Dam Office (IDO)", "International Dam Office"),
        ("Dorn’s", "Dorn"),
    ],
)
def test_a_body_is_named_without_article(describe_words: Describe, words: str, name: str) -> None:
    assert describe_words(words).name == name


def test_an_acronym_in_brackets_is_an_alias(describe_words: Describe) -> None:
    assert describe_words("the International Dam Office (IDO)").alias == "ido"


@pytest.mark.parametrize(
    ("words", "author"),
    [
        ("a tweet from the government’s Press Centre", "government’s Press Centre"),
        ("a report by Hollin Watch", "Hollin Watch"),
        ("a statement from the ministry", "ministry"),
        ("a memo of 26 October", None),
        ("a map of the harbour", None),
    ],
)
def test_a_document_may_tell_its_author(describe_words: Describe, words: str, author: str | None) -> None:
    owner = describe_words(words).owner
    assert (owner.name if owner else None) == author


@pytest.mark.parametrize(
    ("words", "members"),
    [
        ("The UN, US and Orrin", 3),
        ("Merrow and Orrin", 2),
        ("the army and the police", 2),
        ("Sela Dorn and Mikel Vale", 2),
        ("Ministry of Labour and Pensions", 1),
        ("Health and Human Services Secretary", 1),
        ("Fenshire Fire and Rescue", 1),
        ("Cray and Sons", 1),
        ("Sela Dorn, head of ports and fisheries", 1),
        ("the mayor", 1),
    ],
)
def test_a_list_is_split_into_its_members(words: str, members: int) -> None:
    language = load_language("en")
    assert len(split_list(tokenise(words, language), language)) == members


def test_marks_alone_describe_nothing(describe_words: Describe) -> None:
    assert describe_words("—, “") is None


def test_a_language_without_data_is_an_error() -> None:
    with pytest.raises(SetupError, match="no data file"):
        load_language("xx")
