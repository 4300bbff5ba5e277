"""A bundle is read whole or not at all, and every file's faults are told together."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen.bundle import BadBundleError, read_bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the three files that must be there."""
    (tmp_path / "call.json").write_text('{"id": "c"}')
    (tmp_path / "applications.json").write_text('[\n {"reference": "A-1"},\n {"reference": "A-2"}\n]')
    (tmp_path / "rankings.json").write_text("{}")
    return tmp_path


def codes(error: BadBundleError) -> set[tuple[str | None, str]]:
    """Give file and code of each fault."""
    return {(fault.file, fault.code) for fault in error.faults}


def test_what_is_not_there_is_sent_as_null(folder: Path) -> None:
    assert read_bundle(folder).for_intake() == {
        "call": {"id": "c"},
        "applications": [{"reference": "A-1"}, {"reference": "A-2"}],
        "rankings": {},
        "decisions": None,
        "register": None,
    }


def test_a_register_beside_the_files_is_found(folder: Path) -> None:
    (folder / "register.json").write_text('{"earlier_grants": []}')
    assert read_bundle(folder).for_intake()["register"] == {"earlier_grants": []}


def test_a_register_that_is_named_takes_its_place(folder: Path, tmp_path: Path) -> None:
    (folder / "register.json").write_text('{"earlier_grants": []}')
    other = tmp_path / "other.json"
    other.write_text('{"local_services": []}')
    assert read_bundle(folder, other).for_intake()["register"] == {"local_services": []}


@pytest.mark.parametrize("name", ["applications.xlsx", "Ansökningar 2018.XLSX", "lista.csv"])
def test_a_list_takes_the_place_of_applications_and_needs_no_rankings(folder: Path, name: str) -> None:
    (folder / "applications.json").unlink()
    (folder / "rankings.json").unlink()
    (folder / name).write_bytes(b"as saved")
    (folder / "~$lock.xlsx").write_bytes(b"")
    body = read_bundle(folder).for_intake()
    assert body["applications_list"] == {"name": name, "content": "YXMgc2F2ZWQ="}
    assert (body["applications"], body["rankings"]) == (None, {})


def test_a_table_beside_applications_is_no_list_and_two_lists_are_one_too_many(folder: Path) -> None:
    (folder / "lista.xlsx").write_bytes(b"")
    assert "applications_list" not in read_bundle(folder).for_intake()
    (folder / "applications.json").unlink()
    (folder / "lista.csv").write_bytes(b"")
    with pytest.raises(BadBundleError) as caught:
        read_bundle(folder)
    assert codes(caught.value) == {("lista.csv", "several_lists")}


def test_missing_files_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(BadBundleError) as caught:
        read_bundle(tmp_path)
    assert codes(caught.value) == {
        ("call.json", "file_missing"),
        ("applications.json", "file_missing"),
        ("rankings.json", "file_missing"),
    }


def test_a_folder_in_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "decisions.json").mkdir()
    with pytest.raises(BadBundleError) as caught:
        read_bundle(folder)
    assert codes(caught.value) == {("decisions.json", "file_unreadable")}


def test_the_faults_of_every_file_are_told_at_once(folder: Path) -> None:
    (folder / "call.json").write_bytes(b"\xff")
    (folder / "rankings.json").write_text("{")
    with pytest.raises(BadBundleError) as caught:
        read_bundle(folder)
    assert codes(caught.value) == {("call.json", "not_utf8"), ("rankings.json", "not_json")}


@pytest.mark.parametrize(
    ("entry", "line"), [("A-2", 3), ("1", 3), ("0", 2), ("A-9", None), ("7", None), (None, None)]
)
def test_a_fault_that_intake_reports_gets_the_line_of_its_entry(
    folder: Path, entry: str | None, line: int
) -> None:
    reported = {
        "file": "applications.json",
        "entry": entry,
        "field": "title",
        "code": "required",
        "sv": "s",
        "en": "e",
    }
    (fault,) = read_bundle(folder).faults([reported], "refused")
    assert (fault.line, fault.entry, fault.field, fault.code) == (line, entry, "title", "required")


def test_a_refusal_without_a_list_of_faults_is_still_a_fault(folder: Path) -> None:
    (fault,) = read_bundle(folder).faults([], "the call exists already")
    assert fault.en == "the call exists already"
