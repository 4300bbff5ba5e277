"""Every verb on rules stands in a module, in the help and in the documents of both languages."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from prescreen.commands import backtests, databases, versions
from prescreen.commands.rules import FILE_VERBS, STORED_VERBS
from scoring_service.commands.rule_commands import VERBS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_help_lists_exactly_the_verbs_on_files() -> None:
    assert sorted(FILE_VERBS) == sorted(VERBS)


def test_the_help_lists_exactly_the_verbs_on_versions() -> None:
    held = [each for module in (backtests, databases, versions) for each in vars(module).values()]
    commands = [each for each in held if isinstance(each, click.Command)]
    below = {name for each in commands if isinstance(each, click.Group) for name in each.commands}
    assert sorted(STORED_VERBS) == sorted({str(each.name) for each in commands} - below - {"replay"})


@pytest.mark.parametrize("document", ["andra-en-regel.md", "change-a-rule.md"])
@pytest.mark.parametrize("verb", [*FILE_VERBS, *STORED_VERBS])
def test_every_verb_is_told_of(verb: str, document: str) -> None:
    assert f"`{verb}`" in (DOCS / document).read_text("utf-8")
