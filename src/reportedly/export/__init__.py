"""Export: matters with their readings, in the formats that others use.

Every format is a function from dossiers to pieces of bytes, which come as the dossiers do.
"""

from reportedly.export.dossier import Dossier
from reportedly.export.formats import FORMATS, Format

__all__ = ["FORMATS", "Dossier", "Format"]
