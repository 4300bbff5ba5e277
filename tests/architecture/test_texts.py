"""Every sentence that the command says by its id exists; that each has both languages, the catalogue checks itself."""

from __future__ import annotations

import re
from pathlib import Path

from prescreen_shared.texts.catalogue import shipped

ROOT = Path(__file__).parents[2]
COMMAND_IDS = re.compile(r"""["']((?:command|bundle|agreement)\.[a-z0-9-]+(?:_[a-z0-9]+)*)["']""")


def test_every_sentence_that_the_command_says_exists() -> None:
    said = {
        text_id
        for path in (ROOT / "prescreen").rglob("*.py")
        for text_id in COMMAND_IDS.findall(path.read_text("utf-8"))
    }
    assert said - set(shipped().ids) == set()


def test_the_command_leaves_no_sentence_unsaid() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "prescreen").rglob("*.py"))
    own = {text_id for text_id in shipped().ids if text_id.startswith(("command.", "bundle.", "agreement."))}
    said = {text_id for text_id in own if text_id in code or f'"{text_id.partition(".")[2]}"' in code}
    assert own - said == set()
