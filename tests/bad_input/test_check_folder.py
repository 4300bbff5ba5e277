"""``prescreen check`` on broken folders: what is wrong is told by file and place, and nothing needs to run for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intake_service.importing.check_bundle import check_bundle
from prescreen.bundle import BadBundleError, read_bundle
from prescreen.main import prescreen
from scoring_service.commands.fit_command import check_fit
from tests.stages.lists import row, workbook

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "stockholm-2018"
QUESTION = {"key": "q", "type": "choice", "label": {"sv": "Vad?", "en": "What?"}}
Break = Callable[[Path], object]


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


def change(name: str, **changes: Any) -> Break:
    """Change keys of a file's object, or of the first entry of its list."""

    def write(folder: Path) -> None:
        document = json.loads((folder / name).read_text("utf-8"))
        (document[0] if isinstance(document, list) else document).update(changes)
        (folder / name).write_text(json.dumps(document), "utf-8")

    return write


def put(name: str, content: bytes) -> Break:
    return lambda folder: (folder / name).write_bytes(content)


def listed(name: str, content: bytes) -> Break:
    def write(folder: Path) -> None:
        (folder / "applications.json").unlink()
        (folder / "decisions.json").unlink()
        (folder / "rankings.json").write_text("{}")
        (folder / name).write_bytes(content)

    return write


def take(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


BROKEN: list[tuple[Break, str | None, str]] = [
    (take("call.json"), "call.json", "file_missing"),
    (take("applications.json"), "applications.json", "file_missing"),
    (take("rankings.json"), "rankings.json", "file_missing"),
    (put("call.json", b"{"), "call.json", "not_json"),
    (put("applications.json", b"\xff"), "applications.json", "not_utf8"),
    (put("rankings.json", b'{"a": [], "a": []}'), "rankings.json", "key_twice"),
    (put("applications.json", b"{}"), "applications.json", "not_a_list"),
    (put("applications.csv", b"Dnr;Projekt\n"), "applications.csv", "several_lists"),
    (change("call.json", titel="x"), "call.json", "unknown_key"),
    (change("call.json", closes_on="2017-13-01"), "call.json", "not_a_date"),
    (change("call.json", closes_on="2016-01-01"), "call.json", "closes_before_it_opens"),
    (change("call.json", questions=[QUESTION]), "call.json", "choices_missing"),
    (change("call.json", rule_set=None), "call.json", "required"),
    (change("call.json", rule_set="stockholm-1918"), "call.json", "rules_unknown"),
    (
        change("call.json", opens_on="2001-01-01", closes_on="2001-02-01", rule_set="stockholm-2018"),
        "call.json",
        "days_outside",
    ),
    (change("applications.json", grant_type="travel"), "applications.json", "unknown_grant_type"),
    (change("applications.json", requested_amount="350 000"), "applications.json", "number_as_text"),
    (change("applications.json", reference="T1-2"), "applications.json", "reference_twice"),
    (change("applications.json", answers={"abroad": "ja"}), "applications.json", "not_true_or_false"),
    (
        change("rankings.json", **{"Farsta stadsdelsförvaltning": ["T9-9"]}),
        "rankings.json",
        "unknown_reference",
    ),
    (put("register.json", b'{"earlier_grants": [{"project": "x"}]}'), "register.json", "required"),
    (listed("applications.xlsx", workbook(row(belopp="350.000"))), "applications.xlsx", "two_numbers"),
    (listed("applications.xlsx", b"PK\x03\x04"), "applications.xlsx", "sheet_damaged"),
    (listed("applications.csv", b"ring;Bromma\n"), "applications.csv", "no_header"),
]


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
