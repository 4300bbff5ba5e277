"""Where the style sheets and the icon of all pages stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STYLE_FILE = "reading.css"


def style_folder() -> str:
    """Give the folder that the pages serve."""
    return str(Path(__file__).with_name("styles"))


@cache
def reading_style() -> str:
    """Give the style sheet for everything that is read, for pages that carry it in themselves."""
    return Path(style_folder(), STYLE_FILE).read_text(encoding="utf-8")
