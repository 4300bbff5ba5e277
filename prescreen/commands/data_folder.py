"""The data folder of one command: a given one, or a temporary one that is removed unless it is needed afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from prescreen.embedded.errors import EmbeddedError
from prescreen.intake_client import IntakeFailedError
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from shared.texts import Language


@contextmanager
def data_folder(given: Path | None, console: Console, language: Language, *, keep: bool) -> Iterator[Path]:
    """Give the folder for databases and logs.

    A temporary one stays, and the user is told where, when ``keep`` is set or when a fault left logs worth reading.
    """
    if given is not None:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="prescreen-"))
    try:
        yield folder
    except (EmbeddedError, IntakeFailedError):
        keep = True
        raise
    finally:
        if keep:
            console.print(say("command.kept", language, folder=folder))
        else:
            shutil.rmtree(folder, ignore_errors=True)


def lasting_data_folder() -> Path:
    """Give the folder that ``up`` keeps its databases in when it is told no other."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "prescreen"
