"""Every sentence that a person reads, in Swedish and English, kept as data and found by its id."""

from shared.texts.catalogue import (
    Catalogue,
    FaultyCatalogueError,
    MissingValueError,
    UnknownTextError,
    knows,
    say,
    text,
)
from shared.texts.formats import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "FaultyCatalogueError",
    "Language",
    "MissingValueError",
    "UnknownTextError",
    "knows",
    "say",
    "text",
]
