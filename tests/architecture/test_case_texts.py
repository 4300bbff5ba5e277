"""Every sentence about cases that scoring says by its id exists, and none is left that it never says."""

from __future__ import annotations

import re
from pathlib import Path

from prescreen_shared.texts.catalogue import shipped

ROOT = Path(__file__).parents[2] / "scoring_service"
CODE = "\n".join(
    path.read_text("utf-8")
    for folder in ("case_files", "commands", "web", "api")
    for path in sorted((ROOT / folder).rglob("*.py"))
)
WHOLE_IDS = re.compile(r'(?<!f)"(cases\.[a-z_-]+)"')
BEGINNINGS = tuple(re.findall(r'f"(cases\.[a-z_-]+)\{', CODE))


def test_every_sentence_that_is_said_exists() -> None:
    said = set(WHOLE_IDS.findall(CODE))
    assert said
    assert said - set(shipped().ids) == set()


def test_no_sentence_is_left_unsaid() -> None:
    own = {text_id for text_id in shipped().ids if text_id.startswith("cases.")}
    assert {
        text_id for text_id in own if f'"{text_id}"' not in CODE and not text_id.startswith(BEGINNINGS)
    } == set()
