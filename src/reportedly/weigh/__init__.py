"""Weigh Readings into Matters: what all articles say on one question, from how many independent origins.

Pure functions of sets of articles: no database, no order, no clock.
"""

from reportedly.weigh.weigher import MatterRuling, PackedBrief, Weigher

__all__ = ["MatterRuling", "PackedBrief", "Weigher"]
