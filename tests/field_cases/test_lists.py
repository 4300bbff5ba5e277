"""Lists as staff keep them: what comes in, what is told by cell, and what comes out of the screening."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from intake_service.importing.read_list import split_applicants
from prescreen_shared.shapes.declaring import fields_of
from prescreen_shared.shapes.register import Register
from tests.rules.screen_bundle import read_json, shipped_rule_set
from tests.stages.both_services import bundle_of, import_and_screen
from tests.stages.intake import IntakeStage
from tests.stages.workbooks import inline_rows, packed_book

DATA = Path(__file__).with_name("data")
LIST, FAULTY = DATA / "45-list-of-applications-in-excel", DATA / "47-lists-with-faults"
MANY, DIARY = DATA / "29-many-faults-of-few-kinds", DATA / "28-diary-numbers-as-references"
SAVED = DATA / "lists"
EMPTY = {each.name: [] for each in fields_of(Register) if each.name != "comment"}
"""A register that has nothing of anybody, so that what the applicant states settles which project year it is."""
Json = dict[str, Any]


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def bundle_with(folder: Path, content: bytes, name: str = "applications.xlsx") -> Json:
    listed = {"name": name, "content": b64encode(content).decode()}
    return {
        "call": read_json(folder / "call.json"),
        "applications_list": listed,
        "rankings": {},
        "decisions": None,
        "register": EMPTY,
    }


def rows_of(content: bytes) -> list[list[Any]]:
    """Give the first sheet of a workbook as an export of a form tool would write it: texts in place of days."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[_written(cell.value) for cell in row] for row in sheet.iter_rows()]


def _written(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def as_saved(program: str) -> tuple[bytes, str]:
    content = (LIST / "ansokningar.xlsx").read_bytes()
    rows = [row for row in rows_of(content) if row[0] != "Summa"]
    match program:
        case "excel":
            return content, "ansokningar.xlsx"
        case "libreoffice":
            return (SAVED / "libreoffice.xlsx").read_bytes(), "libreoffice.xlsx"
        case "form tool":
            shown = [
                [
                    f"{cell[8:10]}/{cell[5:7]} {cell[:4]}" if str(cell).endswith("00:00") else cell
                    for cell in row
                ]
                for row in rows
            ]
            return packed_book(inline_rows(shown)), "export.xlsx"
        case "libreoffice, CSV":
            return (SAVED / "libreoffice-1252.csv").read_bytes(), "lista.csv"
        case _:
            lines = (
                ",".join('"' + str(cell or "").replace("00:00", "").strip() + '"' for cell in row)
                for row in rows
            )
            return "\r\n".join(lines).encode("utf-8-sig"), "lista.csv"


PROGRAMS = ("excel", "libreoffice", "form tool", "libreoffice, CSV", "excel, English CSV")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_list_comes_in_whole_and_is_judged_whatever_program_saved_it(
    intake: IntakeStage, program: str
) -> None:
    found = import_and_screen(intake, bundle_with(LIST, *as_saved(program)), shipped_rule_set())
    numbers = [f"SN 2017/10{last}" for last in (1, 2, 3, 4)]
    assert sorted(found.verdicts) == numbers
    outcomes = {reference: verdict.outcome.value for reference, verdict in found.verdicts.items()}
    assert outcomes[numbers[2]] == outcomes[numbers[3]] == "refuse"
    met = {
        reference: {each.rule for each in verdict.findings if each.status.value == "met"}
        for reference, verdict in found.verdicts.items()
    }
    assert "outside-call-period" in met[numbers[2]]
    assert {"fourth-project-year", "amount-missing"} <= met[numbers[3]]
    assert "amount-over-cap" in met[numbers[1]]


def test_the_list_is_read_as_it_is_meant_and_nothing_is_dropped_in_silence(intake: IntakeStage) -> None:
    bundle = bundle_with(LIST, (LIST / "ansokningar.xlsx").read_bytes())
    answer = intake.post("/api/bundles", bundle)
    assert answer.status_code == 201, answer.text
    assert [(each["code"], each["cell"]) for each in answer.json["remarks"]] == [
        ("title_row", "Ansökningar!1"),
        ("sum_row", "Ansökningar!9"),
        ("blank_rows", "Ansökningar!8"),
        ("other_sheet", "Anteckningar"),
    ]
    listed = intake.http.get(f"/api/calls/{answer.json['call_id']}/applications").json["items"]
    whole = [intake.http.get(f"/api/applications/{each['application_id']}").json for each in listed]
    by_number = {each["reference"]: {**each, **each.get("content", {})} for each in whole}
    first, second, third, fourth = (by_number[f"SN 2017/10{last}"] for last in (1, 2, 3, 4))
    assert [each["requested_amount"] for each in (first, second, third, fourth)] == [
        350_000,
        44_300,
        1_250_000,
        None,
    ]
    assert second["applicants"] == ["Norrmalms stadsdelsförvaltning", "Östermalms stadsdelsförvaltning"]
    years = [[grant["year"] for grant in each["earlier_grants"]] for each in (first, third, fourth)]
    assert years == [[2016, 2017], [], [2015, 2016, 2017]]
    assert second["earlier_grants"] is None
    key = "extends_existing_operation"
    assert [each["answers"].get(key) for each in (first, second, third, fourth)] == [False, None, True, None]
    assert third["submitted_on"] == date(2017, 12, 2).isoformat()


def test_faults_of_a_list_are_told_by_cell_and_nothing_is_stored(intake: IntakeStage) -> None:
    before = intake.counts()
    answer = intake.post("/api/bundles", bundle_with(FAULTY, (FAULTY / "ansokningar.xlsx").read_bytes()))
    told = {(each["code"], each["cell"]) for each in answer.json["errors"]}
    assert told == {
        ("reference_in_two_rows", "Ansökningar!A2"),
        ("reference_in_two_rows", "Ansökningar!A3"),
        ("cell_formula", "Ansökningar!D4"),
        ("unknown_grant_type", "Ansökningar!E4"),
        ("cell_error", "Ansökningar!F4"),
        ("no_years", "Ansökningar!H4"),
        ("no_truth", "Ansökningar!I4"),
        ("serial_for_day", "Ansökningar!B5"),
        ("two_numbers", "Ansökningar!F5"),
    }
    said = {each["cell"]: each["sv"] for each in answer.json["errors"]}
    assert "1 december 2017" in said["Ansökningar!B5"]
    assert "350 eller 350000" in said["Ansökningar!F5"]
    assert intake.counts() == before


def test_many_faults_of_few_kinds_are_counted_truly_and_an_empty_cell_is_one(intake: IntakeStage) -> None:
    answer = intake.post("/api/bundles", bundle_of(MANY))
    applications = read_json(MANY / "applications.json")
    empty = sum(entry["unit"] == "" for entry in applications)
    kinds = {(each["field"], each["code"]): each["count"] for each in answer.json["summary"]}
    assert kinds["unit", "blank_text"] == empty
    assert ("unit", "text_length") not in kinds
    assert sum(kinds.values()) == answer.json["error_count"] > len(answer.json["errors"])


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("requested_amount", "", "requested_amount"),
        ("requested_amount", "  ", "requested_amount"),
        ("earlier_grants", "", "earlier_grants"),
        ("submitted_at", "", "submitted_at"),
        ("answers", "", "answers"),
        ("answers", {"starts_new_operation": ""}, "answers.starts_new_operation"),
        ("answers", {"staff_training": ""}, "answers.staff_training"),
        ("applicants", "", "applicants"),
    ],
)
def test_an_empty_cell_is_one_fault_of_one_kind_whatever_it_asks_for(
    intake: IntakeStage, field: str, value: Any, told: str
) -> None:
    bundle = bundle_of(MANY)
    whole = {**bundle["applications"][0], "requested_amount": 1, "earlier_grants": [], "unit": None}
    bundle["applications"] = [{**whole, "answers": {}, field: value}]
    [fault] = intake.post("/api/bundles", bundle).json["errors"]
    assert (fault["code"], fault["field"]) == ("blank_text", told)


CITY = (
    "Farsta stadsdelsförvaltning",
    "Bromma stadsdelsförvaltning",
    "Enskede-Årsta-Vantörs stadsdelsförvaltning",
    "Rinkeby-Kista stadsdelsförvaltning",
    "Kultur- och fritidsförvaltningen",
)


@pytest.mark.parametrize(
    ("written", "known", "names"),
    [
        ("Farsta och Bromma", CITY, ["Farsta", "Bromma"]),
        ("Farsta/Bromma", CITY, ["Farsta", "Bromma"]),
        ("Farsta tillsammans med EÅV", CITY, ["Farsta", "EÅV"]),
        ("Rinkeby/Kista", CITY, ["Rinkeby/Kista"]),
        ("Rinkeby/Kista + Bromma", CITY, ["Rinkeby/Kista", "Bromma"]),
        ("Enskede, Årsta och Vantör", CITY, ["Enskede, Årsta och Vantör"]),
        ("Enskede, Årsta, Vantör samt Farsta", CITY, ["Enskede, Årsta, Vantör", "Farsta"]),
        ("Kultur och fritid & Farsta", CITY, ["Kultur och fritid", "Farsta"]),
        ("1. Farsta\n2. Bromma", CITY, ["Farsta", "Bromma"]),
        ("Farsta sdf/Bromma sdf", (), ["Farsta sdf", "Bromma sdf"]),
        ("• Farsta sdf\n• Bromma sdf", (), ["Farsta sdf", "Bromma sdf"]),
        ("Borås stad, Socialnämnden", (), ["Borås stad, Socialnämnden"]),
        ("Habo kommun, Håbo kommun", (), ["Habo kommun", "Håbo kommun"]),
        ("Farsta och Bromma", (), ["Farsta och Bromma"]),
        ("4H Farsta", (), ["4H Farsta"]),
    ],
)
def test_a_cell_names_as_many_applicants_as_a_reader_sees(
    written: str, known: tuple[str, ...], names: list[str]
) -> None:
    assert split_applicants(written, known) == names


def test_numbers_that_differ_in_case_or_blanks_are_one_number(intake: IntakeStage) -> None:
    rows = rows_of((LIST / "ansokningar.xlsx").read_bytes())
    numbered = [row for row in rows if str(row[0]).startswith("SN")]
    numbered[1][0] = " sn\u00a02017/101"
    answer = intake.post("/api/bundles", bundle_with(LIST, packed_book(inline_rows(rows))))
    told = {(each["code"], each["cell"]) for each in answer.json["errors"]}
    assert told == {("reference_in_two_rows", f"Blad1!A{row}") for row in (4, 5)}, answer.text


def test_a_diary_number_is_a_reference(intake: IntakeStage) -> None:
    answer = intake.post("/api/bundles", bundle_of(DIARY))
    assert answer.status_code == 201, answer.text
