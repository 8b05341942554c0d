"""The tag scheme of the tagger and the geometry of its second stage, shared by training and use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROLES = ("source", "cue", "content")
TAG_NAMES = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BIES"))
N_TAGS = len(TAG_NAMES)

# Words of context that the second stage sees before and after an anchor. In PolNeAR 99 % of sources and
# contents begin at most 40 words before their cue and end at most 58 after it.
ANCHOR_LEFT, ANCHOR_RIGHT = 48, 96


def tag_of(role: str, edge: str) -> int:
    """The tag number of an edge (B, I, E or S) of a role."""
    return 1 + 4 * ROLES.index(role) + "BIES".index(edge)


def _legal(before: str, after: str) -> bool:
    opened = before[0] in "BI"
    continues = after[0] in "IE"
    if opened or continues:
        return opened and continues and before[2:] == after[2:]
    return True


# (N_TAGS, N_TAGS) bool: from, to.
ILLEGAL: NDArray[np.bool_] = np.array([[not _legal(a, b) for b in TAG_NAMES] for a in TAG_NAMES])
# (N_TAGS,) bool: tags that cannot open a paragraph.
INSIDE: NDArray[np.bool_] = np.array([name[0] in "IE" for name in TAG_NAMES])


def distances_from(anchors: NDArray[np.bool_], first: int, last: int) -> NDArray[np.int64]:
    """The distance feature of each word of a crop whose anchored words are marked.

    first, last: the anchor's first and last word within the crop. Words before it count down from
    ``ANCHOR_LEFT - 1`` to 0, words after it go from ``ANCHOR_LEFT`` on; words between
    the parts of a split anchor count as after. Anchored words have the value past the last distance.
    """
    at = np.arange(len(anchors))
    distance = np.where(at < first, np.maximum(ANCHOR_LEFT - (first - at), 0), ANCHOR_LEFT + np.maximum(at - last, 0))
    distance = np.minimum(distance, ANCHOR_LEFT + ANCHOR_RIGHT)
    return np.where(anchors, ANCHOR_LEFT + ANCHOR_RIGHT + 1, distance).astype(np.int64)
