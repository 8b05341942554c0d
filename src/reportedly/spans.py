"""Character offsets: cut, join and compare spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportedly.model import Span


def cut(text: str, spans: Iterable[Span], *, joint: str = " … ") -> str:
    """The words under the spans, in the order given, joined by ``joint``."""
    return joint.join(text[begin:end] for begin, end in spans)


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters as ordered, disjoint spans; touching ones become one."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def overlap(left: Span, right: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def covers(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    """Whether every inner span lies within one outer span."""
    return bool(inner) and all(any(o[0] <= i[0] and i[1] <= o[1] for o in outer) for i in inner)


def trim(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    begin, end = span
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return (begin, end) if begin < end else None
