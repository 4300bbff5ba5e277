"""The files that a screening leaves for people and programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prescreen.screen_bundle import ScreenedCall

VERDICTS: Final = "verdicts.json"
PAGE: Final = "forslag.html"


def default_folder(call_code: str) -> Path:
    """Give ``out/CALL``; a code that could lead elsewhere in the file system loses what would."""
    return Path("out") / (re.sub(r"[^\w.-]+", "-", call_code).lstrip(".") or "call")


def write_files(screened: ScreenedCall, folder: Path) -> None:
    """Write both files exactly as intake gave them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / VERDICTS).write_bytes(screened.verdicts)
    (folder / PAGE).write_bytes(screened.page)
