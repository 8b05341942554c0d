"""Reading: an Article becomes a Reading.

A reader is anything with a ``version`` and a ``read``; ``load_reader`` gives the one that ships.
"""

from reportedly.read.reader import Reader, TrainedReader, load_reader

__all__ = ["Reader", "TrainedReader", "load_reader"]
