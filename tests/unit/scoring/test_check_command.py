"""``prescreen rules check`` prints every problem where it stands, and ends with the code that says whether the file is taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring_service.commands import rule_commands as command
from scoring_service.commands.rule_commands import rules
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.gate import GateRefusedError
from tests.rules.seeded_defects import BASE, all_defects

SOUND = BASE.read_text("utf-8")
DEFECTS = {defect.title: defect for defect in all_defects()}


def run(path: Path, *options: str) -> tuple[int, str]:
    """Run the verb; gives its exit code and all that it printed."""
    result = CliRunner().invoke(rules, ["check", str(path), *options])
    return result.exit_code, result.output


def written(folder: Path, *titles: str) -> Path:
    """The sound file with these defects."""
    text = SOUND
    for title in titles:
        text = DEFECTS[title].text(text)
    path = folder / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_file_is_taken_with_its_hash(tmp_path: Path) -> None:
    code, printed = run(written(tmp_path))
    assert code == 0
    assert "Inga fel, 0 varningar" in printed
    assert "made-2025 version 3, 6 rules, 2 criteria, 26 cases. No errors" in printed


def test_warnings_alone_are_printed_and_the_file_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "the same part twice")
    code, printed = run(path)
    assert code == 0
    assert f"{path}:155:22: Varning / Warning: rules[2].when.all[3].partners.less_than" in printed
    assert "No errors, 1 warning" in printed


def test_errors_are_printed_in_swedish_then_english_and_the_file_is_not_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "a year mistyped", "a version that is no whole number")
    code, printed = run(path)
    assert code == 1
    first, second, third, summary = printed.strip().split("\n\n")
    assert first.startswith(f"{path}:4:1: Fel / Error: version\n    version är 3.5, ska vara ett heltal\n")
    assert first.endswith("    version is 3.5, should be a whole number")
    assert "Varning / Warning" in second
    assert "stämmer inte" in third
    assert "2 errors, 1 warning" in summary


def test_problems_can_be_had_as_json(tmp_path: Path) -> None:
    code, printed = run(written(tmp_path, "a year mistyped"), "--format", "json")
    found = json.loads(printed)
    assert code == 1
    assert (found["accepted"], found["errors"], found["warnings"]) == (False, 1, 1)
    assert set(found["problems"][0]) == {"line", "column", "path", "sv", "en", "severity"}


def test_a_sound_file_as_json_has_what_it_holds(tmp_path: Path) -> None:
    _, printed = run(written(tmp_path), "--format", "json")
    found = json.loads(printed)
    assert (found["accepted"], found["name"], found["rules"], found["problems"]) == (True, "made-2025", 6, [])


def test_what_the_engine_refuses_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(rule_set: RuleSet) -> None:
        raise GateRefusedError((f"{rule_set.name} loops",))

    monkeypatch.setattr(command, "pass_gate", refuse)
    code, printed = run(written(tmp_path))
    assert code == 1
    assert "Provet av regelmotorn: made-2025 loops" in printed
    assert "Tried by the rule engine: made-2025 loops" in printed
