"""Invented coverage of one story: the mill of Ellow burned, and who set fire to it. And of another: a ferry."""

from __future__ import annotations

from dataclasses import replace

from reportedly.model import Reading
from tests.weigh.invented import Said, body, person, tell, unnamed

COUNCIL, GUARD = body("the Ellow council", body("Norland")), body("the Sudland Guard", body("Sudland"))
ORM, QUIST = person("Vella Orm", COUNCIL), person("Ada Quist", COUNCIL)
BREKK = person("Tomas Brekk", GUARD)
WIRE = body("the Corva Wire")


def at(day: int, hour: int) -> str:
    return f"2031-03-{day:02}T{hour:02}:00:00+00:00"


def mill() -> list[Reading]:
    """Eight articles, in the order of their times."""
    return [
        tell(
            "m3", "The mill of Ellow burned down on Tuesday night.\n<S1 Vella Orm> of the Ellow council <C1 accused> the "
            "Sudland Guard of <K1 setting the mill of Ellow on fire>. <K2 “We saw their boats leave the quay just after "
            "midnight,”> <S2 she> <C2 said>.\n<S3 The Sudland Guard> <C3 denied> <K3 that its men had set the mill on fire>.",
            Said(by=ORM, stance="accuse", told="ASSAULT", place="Ellow"), Said(by=ORM, quote="direct"),
            Said(by=GUARD, stance="deny", about=0), own=["The mill of Ellow burned down on Tuesday night."],
            outlet="Corva Wire", at=at(5, 6),
        ),
        tell(
            "m1", "According to the Corva Wire, <S1 Vella Orm> <C1 said> <K1 the Sudland Guard had set the mill of Ellow on "
            "fire>. <S2 A fisherman> in Ellow <C2 said> <K2 he had seen three boats leave>.",
            Said(by=ORM, via=(WIRE,), told="ASSAULT", place="Ellow"),
            Said(by=unnamed("a fisherman"), figures=(("boats", 3),)), outlet="Varnholm Mail", at=at(5, 9),
        ),
        tell(
            "m6", "In Ellow, <S1 Colonel Tomas Brekk> <C1 denied> <K1 that the Guard set fire to the mill>, <C2 saying> <K2 "
            "lightning struck it>. <S3 An official in Ellow> <C3 said> <K3 five boats had left the quay>.",
            Said(by=BREKK, stance="deny", told="ASSAULT"), Said(by=BREKK),
            Said(by=unnamed("an official", COUNCIL), figures=(("boats", 5),)), outlet="Sudland Times", at=at(5, 15),
        ),
        tell(
            "m2", "The Sudland Guard set the mill of Ellow on fire.\n<S1 Ada Quist>, a council member in Ellow, <C1 told> the "
            "Post <K1 that nobody was hurt. The mill had stood empty for years>.",
            Said(by=QUIST, channel="interview"), own=["The Sudland Guard set the mill of Ellow on fire."],
            outlet="Ostel Post", at=at(6, 8),
        ),
        tell(
            "m5", "<S1 The fire office> in Ellow <C1 said> <K1 it had found no sign of lightning at the mill>. <K2 “Somebody "
            "set this fire,”> <S2 its report> <C2 says>. <S3 Brekk> <C3 declined to comment on> <K3 the report>.",
            Said(by=body("the fire office")), Said(by=body("the fire office"), quote="direct", channel="document"),
            Said(by=person("Brekk"), stance="decline"), outlet="Varnholm Mail", at=at(8, 8),
        ),
        tell(
            "m7", "<S1 Two people close to the Guard> in Sudland <C1 said> <K1 its men had set the mill of Ellow on fire by "
            "mistake>, the Ellow quay being their mark.",
            Said(by=unnamed("two people", GUARD)), outlet="Ostel Post", at=at(9, 8),
        ),
        tell(
            "m4", "<S1 Colonel Tomas Brekk> <C1 admitted> <K1 that men of the Sudland Guard had set the mill of Ellow on "
            "fire>. <S2 Vella Orm> <C2 said> <K2 Norland would ask for damages>.",
            Said(by=BREKK, stance="confirm", told="ASSAULT"), Said(by=ORM, stance="promise"), outlet="Corva Wire", at=at(11, 8),
        ),
        tell(
            "m8", "<S1 Tomas Brekk> <C1 has confirmed> <K1 that the Guard's men set the mill of Ellow on fire>, <S2 Ada Quist> "
            "<C2 said>: <K2 “We knew it from the first day.”>",
            Said(by=BREKK, stance="confirm", told="ASSAULT"), Said(by=QUIST, quote="direct"), outlet="Varnholm Mail", at=at(11, 18),
        ),
    ]  # fmt: skip


def ferry() -> list[Reading]:
    """Two articles of another story."""
    office = body("the Brenna harbour office")
    return [
        tell(
            "f1", "<S1 The harbour office> in Brenna <C1 said> <K1 the ferry Aurelin left Brenna an hour early>.",
            Said(by=office), outlet="Brenna Echo", at=at(6, 8),
        ),
        tell(
            "f2", "In Brenna, <S1 Ole Marn> of the Aurelin <C1 denied> <K1 that the ferry left early>.",
            Said(by=person("Ole Marn"), stance="deny"), outlet="Ostel Post", at=at(7, 8),
        ),
    ]  # fmt: skip


def syndicate(reading: Reading, article_id: str, outlet: str) -> Reading:
    """The same text in another outlet, an hour later, as a reader would read it there."""
    old, article = reading.article.id, reading.article

    def new(name: str | None) -> str | None:
        return None if name is None else name.replace(old, article_id, 1)

    copied = replace(
        article, id=article_id, url=f"https://{article_id}.example", publisher=outlet,
        published=(article.published or "").replace(":00:00+", ":59:00+"),
    )  # fmt: skip
    return Reading(
        article=copied,
        attributions=tuple(
            replace(
                a, id=new(a.id), about=new(a.about), via=tuple(new(v) for v in a.via), events=tuple(map(new, a.events)),  # type: ignore[arg-type,misc]
                source=replace(a.source, party=new(a.source.party)),
            )
            for a in reading.attributions
        ),
        parties=tuple(replace(p, id=new(p.id), affiliation=new(p.affiliation)) for p in reading.parties),  # type: ignore[arg-type]
        events=tuple(replace(e, id=new(e.id)) for e in reading.events),  # type: ignore[arg-type]
        own_voice=reading.own_voice,
    )  # fmt: skip
