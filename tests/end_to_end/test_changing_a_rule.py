"""The tutorial on changing a rule holds word for word, and intake is the same process before and after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prescreen.embedded.one_machine import INTAKE_WEB, OneMachine, plan_pair_with_rule_pages
from tests.end_to_end.run_command import CONFIGURED, bare_environment
from tests.end_to_end.tutorial import Command, Edit, Reader, read_tutorial

ROOT = Path(__file__).parents[2]
SWEDISH, ENGLISH = ROOT / "docs" / "andra-en-regel.md", ROOT / "docs" / "change-a-rule.md"


@pytest.fixture
def whole_machine(tmp_path: Path) -> Iterator[OneMachine]:
    """Give all processes, those that serve the pages of the rules too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CONFIGURED:
            patch.delenv(name, raising=False)
        with OneMachine(tmp_path / "data", plan=plan_pair_with_rule_pages) as running:
            yield running


@pytest.mark.long
def test_the_tutorial_holds_and_intake_is_never_restarted(whole_machine: OneMachine, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    shutil.copytree(ROOT / "examples" / "stockholm-2018", folder / "examples" / "stockholm-2018")
    before = whole_machine.pid_of(INTAKE_WEB)
    ports = {"http://127.0.0.1:8000": whole_machine.address}
    environment = bare_environment(PRESCREEN_SCORING=whole_machine.scoring_address, COLUMNS="120")
    reader = Reader(folder, ports, environment)
    steps = list(read_tutorial(SWEDISH.read_text("utf-8")))
    assert sum(isinstance(step, Command) for step in steps) >= 15
    for step in steps:
        reader.follow(step)
    assert before is not None
    assert whole_machine.pid_of(INTAKE_WEB) == before


def test_both_languages_tell_of_the_same_steps() -> None:
    swedish, english = (list(read_tutorial(path.read_text("utf-8"))) for path in (SWEDISH, ENGLISH))
    assert [_without_words(step) for step in swedish] == [_without_words(step) for step in english]


def _without_words(step: Command | Edit) -> object:
    return step.line.removesuffix(" --lang en") if isinstance(step, Command) else step
