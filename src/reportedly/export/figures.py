"""How many were killed, by whom it is said: bounds as told, never averaged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportedly.export.dossier import HAPPENED, Telling
from reportedly.model import Quantity

KILLED = "killed"  # what the reader calls all who are said to have died
REFUSED = frozenset({"deny", "doubt", "decline", "retract"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number as one statement tells it. low, high: its bounds, None where it is open to that side.

    exact: told as that number, neither rounded nor as a bound.
    """

    low: int | None
    high: int | None
    exact: bool
    statement: str
    origin: str


def count_killed(tellings: Iterable[Telling]) -> list[Count]:
    """What is stated of the killed, in the order of the tellings.

    Left out are figures of what is planned or only possible, and those that somebody denies or doubts; a denial that
    nobody was killed states zero.
    """
    found = []
    for telling in tellings:
        event, said = telling.event, telling.statement
        if event.modality not in HAPPENED:
            continue
        for quantity in event.quantities:
            if quantity.what != KILLED:
                continue
            if quantity.number != 0 and (event.negated or said.stance in REFUSED):
                continue
            count = _bound(quantity, said.id, said.origin)
            if count is not None:
                found.append(count)
    return list(dict.fromkeys(found))


def agree_on(counts: Sequence[Count]) -> int | None:
    """The one number that all state; None where they differ, where one is a bound or rounded, or there is none."""
    numbers = {count.low for count in counts}
    return numbers.pop() if len(numbers) == 1 and all(count.exact for count in counts) else None


def lowest(counts: Sequence[Count]) -> int | None:
    """The lowest number stated; None where one is open below ("up to 12")."""
    lows = [count.low for count in counts]
    return min((low for low in lows if low is not None), default=None) if None not in lows else None


def highest(counts: Sequence[Count]) -> int | None:
    """The highest number stated; None where one is open above ("more than 10")."""
    highs = [count.high for count in counts]
    return max((high for high in highs if high is not None), default=None) if None not in highs else None


def _bound(quantity: Quantity, statement: str, origin: str) -> Count | None:
    number = quantity.number
    if not math.isfinite(number) or number < 0:
        return None
    least, most = math.ceil(number), math.floor(number)
    bounds: dict[str, tuple[int | None, int | None]] = {
        "=": (least, most), "~": (least, most), ">=": (least, None), ">": (most + 1, None), "<=": (None, most),
        "<": (None, least - 1),
    }  # fmt: skip
    if quantity.relation not in bounds:
        return None
    low, high = bounds[quantity.relation]
    exact = quantity.relation == "=" and low == high
    return Count(low=low, high=high, exact=exact, statement=statement, origin=origin)
