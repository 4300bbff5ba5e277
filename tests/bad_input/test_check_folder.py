"""``prescreen check`` on broken folders: what is wrong is told by file and place, and nothing needs to run for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake_service.importing.check_bundle import check_bundle
from prescreen.bundle import BadBundleError, read_bundle
from prescreen.main import prescreen
from scoring_service.commands.fit_command import check_fit
from tests.bad_input.broken_folders import BROKEN, EXAMPLE, ROOT, Break, change


def found(folder: Path, rules: str | None = None, file: Path | None = None) -> set[tuple[str | None, str]]:
    """Give file and code of everything that the command would tell of a folder."""
    try:
        bundle = read_bundle(folder)
    except BadBundleError as error:
        return {(fault.file, fault.code) for fault in error.faults}
    answer = check_bundle({**bundle.for_intake(), "rule_set": rules})
    if answer["faults"]:
        return {(each.get("file"), each["code"]) for each in answer["faults"]}
    asked = {"call": answer["call"], "register": answer["register"], "rules": answer["rule_set"]}
    problems = check_fit({**asked, "file": str(file) if file else None})
    return {(each.get("file", "call.json"), each["code"]) for each in problems if each["severity"] == "error"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real round."""
    copied = tmp_path / "round"
    copied.mkdir()
    for file in EXAMPLE.glob("*.json"):
        shutil.copy(file, copied / file.name)
    return copied


@pytest.mark.parametrize(("broken", "file", "code"), BROKEN)
def test_a_broken_folder_is_told_by_file_and_kind(
    folder: Path, broken: Break, file: str | None, code: str
) -> None:
    broken(folder)
    assert (file, code) in found(folder)


def test_rules_of_another_round_and_a_broken_rule_file_are_told(folder: Path, tmp_path: Path) -> None:
    assert ("call.json", "days_outside") in found(folder, "stockholm-2022")
    (tmp_path / "r.yaml").write_text("name: x\n")
    assert ("r.yaml", "rules_unusable") in found(folder, file=tmp_path / "r.yaml")


@pytest.mark.parametrize("year", [2015, 2018, 2020, 2022])
def test_the_shipped_examples_have_no_fault(year: int) -> None:
    assert found(ROOT / "examples" / f"stockholm-{year}") == set()


def test_the_command_ends_with_0_on_a_sound_folder_and_1_on_a_broken_one(folder: Path) -> None:
    sound = CliRunner().invoke(prescreen, ["check", str(folder)])
    assert sound.exit_code == 0, sound.output
    assert "29 ansökningar, regler stockholm-2018" in sound.output
    change("applications.json", grant_type="travel")(folder)
    broken = CliRunner().invoke(prescreen, ["check", str(folder), "--lang", "en"])
    assert broken.exit_code == 1
    assert "unknown_grant_type" in broken.output
