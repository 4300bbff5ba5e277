"""Promises that templates and catalogue fit together."""

from __future__ import annotations

import re
from pathlib import Path

import intake_service
from prescreen_shared.statuses import Outcome
from prescreen_shared.texts.catalogue import shipped

ROOT = Path(intake_service.__file__).parent
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
CALLS = re.compile(r"""\bt\(\s*["']([a-z_.-]+)["']([,)]| ~)""")
NO_TEXT = re.compile(r"""{#.*?#}|{%.*?%}|{{.*?}}|\s[a-z-]+="[^"<>]*\"""", re.S)
VISIBLE = re.compile(r">([^<>{}]*[A-Za-zÅÄÖåäö]{2,}[^<>{}]*)<")


def test_every_sentence_that_a_template_asks_for_exists() -> None:
    asked = {found[0] for path in TEMPLATES for found in CALLS.findall(path.read_text()) if found[1] != " ~"}
    assert len(asked) > 60
    assert asked - set(shipped().ids) == set()


def test_no_template_holds_a_sentence_of_its_own() -> None:
    own = {
        (path.name, words.strip())
        for path in TEMPLATES
        for words in VISIBLE.findall(NO_TEXT.sub("", path.read_text()))
    }
    assert own == {("provenance.html", "sha256")}


def test_every_outcome_has_its_meaning() -> None:
    assert {f"meaning.{outcome}" for outcome in Outcome} <= set(shipped().ids)
