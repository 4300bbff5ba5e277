"""Every sentence that a person reads, in Swedish and English, kept as data and found by its id."""

from prescreen_shared.texts.catalogue import (
    LANGUAGES,
    Catalogue,
    FaultyCatalogueError,
    Language,
    MissingValueError,
    UnknownTextError,
    name_of,
    say,
    text,
)

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "FaultyCatalogueError",
    "Language",
    "MissingValueError",
    "UnknownTextError",
    "name_of",
    "say",
    "text",
]
