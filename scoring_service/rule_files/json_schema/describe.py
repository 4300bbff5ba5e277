"""What an editor shows about a part of a rule file: the Swedish words, then the English ones."""

from __future__ import annotations

from shared.texts import text


def describe(text_id: str) -> str:
    """Give a text of the catalogue in both languages.

    Raises:
        UnknownTextError: the catalogue has no such text.
    """
    said = text(text_id)
    return f"{said['sv']} / {said['en']}"
