"""Text from outside made fit to show: nothing in it may end a line's direction or hide from the reader."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
_DIRECTION_OVERRIDES: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_REMOVED: Final = dict.fromkeys((*_CONTROLS, *_DIRECTION_OVERRIDES, 0xFEFF))
_LINE_ENDS: Final = {0x2028: "\n", 0x2029: "\n"}
_TABLE: Final = _REMOVED | _LINE_ENDS
_ODD: Final = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")
"""Finds in one quick look that a text has nothing to clean, as nearly every text has not."""


def clean_text(value: object) -> object:
    """Take away control characters and direction overrides from a text; anything else is given back as it is.

    Overrides (U+202E and its kin) could make a sentence read backwards, which a public document must not do.
    The original stays in the database and in verdicts.json.
    """
    if isinstance(value, str) and not isinstance(value, Markup) and _ODD.search(value):
        return value.translate(_TABLE)
    return value
