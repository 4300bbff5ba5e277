"""Every sentence that a person reads, in Swedish and English, kept as data and found by its id."""

from prescreen_shared.texts.catalogue import (
    LANGUAGES,
    Catalogue,
    FaultyCatalogueError,
    Language,
    MissingValueError,
    UnknownTextError,
    knows,
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
    "knows",
    "say",
    "text",
]
