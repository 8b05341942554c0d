"""Status and credibility of a matter: rules over recorded positions, written as a table that anyone can read.

Nothing here says what is true. A rule looks at which origins answer yes and no, which of them are named, of which side
they are, and who turned; the first rule that holds gives the status, with its reason. Credibility is the information
axis of the Admiralty code (1 confirmed … 6 cannot be judged) as a proposal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reportedly.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An origin that answers. side: what it speaks for, "" where unknown; anonymous: whether nobody is named."""

    name: str
    side: str
    anonymous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules look at.

    affirming, denying: origins that answer yes, no; several: distinct origins of any answer. granted: parties that
    answered no and later yes or partly, or of a denying side that confirm; taken_back: parties that answered yes and
    later retracted or answered no; standing: named affirming origins of others than these.
    """

    affirming: tuple[Answered, ...]
    denying: tuple[Answered, ...]
    origins: tuple[Answered, ...]
    granted: tuple[str, ...]
    taken_back: tuple[str, ...]
    standing: int

    @property
    def sides(self) -> set[str]:
        """The sides of named affirming origins; one of unknown side counts as a side of its own, by its name."""
        return {a.side or a.name for a in self.affirming if not a.anonymous}

    @property
    def lead(self) -> tuple[Answered, ...]:
        """Those whose answer the matter rests on: who affirms, else who denies, else all."""
        return self.affirming or self.denying or self.origins


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: the status it gives, when, and the reason that it writes down."""

    status: Status
    when: str
    holds: Callable[[Facts], bool]
    why: Callable[[Facts], str]


def _names(found: tuple[Answered, ...]) -> str:
    shown = list(dict.fromkeys(a.name for a in found))
    return ", ".join(shown[:4]) + (f" and {len(shown) - 4} more" if len(shown) > 4 else "")


RULES: tuple[Rule, ...] = (
    Rule(
        status="withdrawn", when="a party that affirmed took it back, and no other named origin affirms",
        holds=lambda f: bool(f.taken_back) and not f.standing,
        why=lambda f: f"{', '.join(f.taken_back)} took it back, and nobody else who is named affirms it",
    ),
    Rule(
        status="conceded",
        when="a party that denied later affirms, wholly or in part, or another of a denying side confirms",
        holds=lambda f: bool(f.granted) and bool(f.denying),
        why=lambda f: f"{', '.join(f.granted)} grants what its side denied",
    ),
    Rule(
        status="contested", when="at least one origin affirms and one denies",
        holds=lambda f: bool(f.affirming) and bool(f.denying),
        why=lambda f: f"affirmed by {_names(f.affirming)}; denied by {_names(f.denying)}",
    ),
    Rule(
        status="anonymous-only", when="no origin that its answer rests on is named",
        holds=lambda f: bool(f.lead) and all(a.anonymous for a in f.lead),
        why=lambda f: f"only unnamed sources say so: {_names(f.lead)}",
    ),
    Rule(
        status="corroborated", when="two origins or more affirm, of different sides, and none denies",
        holds=lambda f: len(f.affirming) > 1 and len(f.sides) > 1,
        why=lambda f: f"affirmed by {len(f.affirming)} independent origins of {len(f.sides)} sides",
    ),
    Rule(
        status="single-origin", when="all goes back to one origin",
        holds=lambda f: len(f.lead) <= 1,
        why=lambda f: f"all statements go back to {_names(f.lead) or 'no named origin'}",
    ),
    Rule(
        status="one-sided", when="several origins, all of one side",
        holds=lambda f: True,
        why=lambda f: f"{len(f.lead)} origins, all of one side: {_names(f.lead)}",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of credibility, and when it is proposed; the first that holds is."""

    number: int
    when: str
    holds: Callable[[Status, Facts], bool]


LEVELS: tuple[Level, ...] = (
    Level(
        number=1, when="corroborated, by three independent origins or more of different sides",
        holds=lambda s, f: s == "corroborated" and len(f.affirming) > 2,
    ),
    Level(
        number=2, when="corroborated by two, or conceded", holds=lambda s, f: s in ("corroborated", "conceded"),
    ),
    Level(
        number=3, when="one-sided: several named origins of one side affirm",
        holds=lambda s, f: s == "one-sided" and bool(f.affirming),
    ),
    Level(
        number=5, when="withdrawn, or contested with more origins that deny than affirm",
        holds=lambda s, f: s == "withdrawn" or (s == "contested" and len(f.denying) > len(f.affirming)),
    ),
    Level(number=4, when="contested", holds=lambda s, f: s == "contested"),
    Level(
        number=6, when="cannot be judged: one origin, unnamed ones only, or nobody affirms", holds=lambda s, f: True,
    ),
)  # fmt: skip


def judge(facts: Facts) -> tuple[Status, int, tuple[str, ...]]:
    """Status, credibility and the reasons of both."""
    rule = next(r for r in RULES if r.holds(facts))
    level = next(x for x in LEVELS if x.holds(rule.status, facts))
    return rule.status, level.number, (f"{rule.status}: {rule.why(facts)}", f"credibility {level.number}: {level.when}")


def rules_table() -> str:
    """Both tables as Markdown, in the order in which the rules are tried."""
    status = [("Status", "When"), ("---", "---"), *((r.status, r.when) for r in RULES)]
    level = [("Credibility", "When"), ("---", "---"), *((str(x.number), x.when) for x in LEVELS)]
    return "\n\n".join("\n".join(f"| {a} | {b} |" for a, b in table) for table in (status, level))
