"""A list from Excel or CSV comes into an open call whole or not at all, and every fault of it is told by cell."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from prescreen.clients import IntakeClient, IntakeRefusedError
from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, made_bundle
from tests.stages.lists import HEADER, QUESTIONS, ROW, row, workbook
from tests.stages.workbooks import inline_rows, made_book, packed_book, saved

Json = dict[str, Any]


@pytest.fixture
def call_id(stage: IntakeStage) -> str:
    """An open call with questions of its own."""
    return stage.open_call(questions=QUESTIONS)


def send(stage: IntakeStage, call_id: str, content: bytes, **asked: str) -> TestResponse:
    return stage.http.post(
        f"/api/calls/{call_id}/applications/list",
        data=content,
        query_string={"name": "lista.xlsx", **asked},
        content_type="application/octet-stream",
    )


def faults(answer: TestResponse) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    assert all(each["sv"] and each["en"] for each in answer.json["errors"])
    return [(each["code"], each.get("cell", "")) for each in answer.json["errors"]]


def test_a_list_is_stored_as_submitted_applications_and_sent_to_scoring(
    stage: IntakeStage, call_id: str
) -> None:
    answer = send(stage, call_id, workbook(row(), row(dnr="SN 2/17", belopp=None, ar=None, nytt="vet ej")))
    assert answer.status_code == 200, answer.text
    assert (answer.json["stored"], answer.json["applications"]) == (True, 2)
    listed = stage.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert [(each["reference"], each["registration_number"], each["state"]) for each in listed] == [
        ("SN 1", "SN 1", "submitted"),
        ("SN 2/17", "SN 2/17", "submitted"),
    ]
    [sent] = stage.sent(TaskName.RECEIVE_APPLICATIONS)
    first, second = (each["content"] for each in sent["applications"])
    grant = {"year": 2016, "grant_type": "project", "prestudy": None, "same_project": True}
    assert first["earlier_grants"] == [grant]
    assert first["answers"] == {"new": True, "share": 12, "staff_training": "part"}
    assert (second["requested_amount"], second["earlier_grants"], second["answers"]["new"]) == (
        None,
        None,
        None,
    )


def test_a_preview_shows_what_would_be_stored_and_stores_nothing(stage: IntakeStage, call_id: str) -> None:
    before = stage.counts()
    answer = send(stage, call_id, workbook(row(), ["Summa", None, None, None, None, 1000]), preview="true")
    assert answer.status_code == 200, answer.text
    assert stage.counts() == before
    assert answer.json["stored"] is False
    [shown] = answer.json["rows"]
    assert (shown["cell"], shown["application"]["requested_amount"]) == ("Ansökningar!2", 1000)
    [remark] = answer.json["remarks"]
    assert (remark["code"], remark["cell"]) == ("sum_row", "Ansökningar!3")
    assert remark["sv"].startswith("Raden är en summa")


FAULTS: list[tuple[list[Any], str, str]] = [
    (row(dnr=None), "required", "A"),
    (row(dnr="x" * 61), "text_length", "A"),
    (row(dnr="SN//1"), "pattern", "A"),
    (row(inkom=43070), "serial_for_day", "B"),
    (row(inkom="i höstas"), "no_day", "B"),
    (row(inkom="5/6/2017"), "day_unclear", "B"),
    (row(inkom="2017-02-30"), "no_day", "B"),
    (row(sokande=None), "required", "C"),
    (row(sokande="x" * 301), "text_length", "C"),
    (row(sokande="A förvaltning; A förvaltning"), "named_twice", "C"),
    (row(projekt=None), "required", "D"),
    (row(projekt="=A1"), "cell_formula", "D"),
    (row(projekt="x" * 501), "text_length", "D"),
    (row(form=None), "required", "E"),
    (row(form="Projektbidrag"), "unknown_grant_type", "E"),
    (row(belopp="350.000"), "two_numbers", "F"),
    (row(belopp="ca 350 000"), "not_amount", "F"),
    (row(belopp=12.5), "not_amount", "F"),
    (row(belopp="-5 000"), "out_of_range", "F"),
    (row(belopp="#REF!"), "cell_error", "F"),
    (row(ar="17"), "no_years", "G"),
    (row(ar="tre år"), "no_years", "G"),
    (row(ar=1700), "no_years", "G"),
    (row(nytt="kanske"), "no_truth", "H"),
    (row(nytt=2), "no_truth", "H"),
    (row(antal="många"), "not_whole", "I"),
    (row(antal=3.5), "not_whole", "I"),
    (row(antal="9" * 20), "out_of_range", "I"),
    (row(utbildning="mycket"), "not_one_of", "J"),
]


def test_each_kind_of_fault_is_told_once_by_its_cell_and_nothing_is_stored(
    stage: IntakeStage, call_id: str
) -> None:
    before = stage.counts()
    rows = [
        [f"SN {number}" if broken[0] == "SN 1" else broken[0], *broken[1:]]
        for number, (broken, _, _) in enumerate(FAULTS)
    ]
    told = faults(send(stage, call_id, workbook(*rows)))
    expected = [(code, f"Ansökningar!{column}{number}") for number, (_, code, column) in enumerate(FAULTS, 2)]
    assert sorted(told) == sorted(expected)
    assert stage.counts() == before


def test_faults_of_the_table_are_told_by_their_cells_too(stage: IntakeStage, call_id: str) -> None:
    twice = send(stage, call_id, workbook(row(), row(dnr="SN 2"), row()))
    assert faults(twice) == [
        ("reference_in_two_rows", "Ansökningar!A2"),
        ("reference_in_two_rows", "Ansökningar!A4"),
    ]
    assert "Ansökningar!4" in twice.json["errors"][0]["sv"]
    missing = send(stage, call_id, workbook(["Läxhjälp", 1000], header=["Projekt", "Sökt belopp"]))
    assert faults(missing)[:2] == [("column_missing", "Ansökningar!1")] * 2
    doubled = send(stage, call_id, workbook([*ROW, "x"], header=[*HEADER, "Projektnamn"]))
    assert faults(doubled) == [("column_twice", "Ansökningar!K1")]
    assert faults(send(stage, call_id, b"%PDF-1.7")) == [("sheet_unknown_kind", "")]


def test_a_reference_that_the_call_has_is_refused_by_its_cell(stage: IntakeStage, call_id: str) -> None:
    assert send(stage, call_id, workbook(row())).status_code == 200
    assert faults(send(stage, call_id, workbook(row(dnr="SN 2"), row()))) == [
        ("reference_in_call", "Ansökningar!A3")
    ]


def test_many_faults_are_counted_truly_and_summed_up_by_kind(stage: IntakeStage, call_id: str) -> None:
    rows = [row(dnr=f"SN {number}", belopp="350.000", nytt="kanske") for number in range(400)]
    answer = send(stage, call_id, workbook(*rows))
    assert (len(answer.json["errors"]), answer.json["error_count"]) == (500, 800)
    assert [(each["code"], each["field"], each["count"]) for each in answer.json["summary"]] == [
        ("two_numbers", "requested_amount", 400),
        ("no_truth", "answers.new", 400),
    ]
    assert answer.json["summary"][0]["example"]["cell"] == "Ansökningar!F2"


def test_a_call_that_takes_no_applications_takes_no_list(stage: IntakeStage) -> None:
    draft = stage.create_call(questions=QUESTIONS)
    assert send(stage, draft, workbook(row())).status_code == 409
    assert send(stage, "00000000-0000-4000-8000-000000000000", workbook(row())).status_code == 404


def test_columns_are_named_in_english_and_a_list_without_numbers_gives_them(stage: IntakeStage) -> None:
    call_id = stage.open_call(grant_types={"project": {"name": "Projekt"}}, questions=QUESTIONS)
    header = ["Title *", "APPLICANT", "amount sought (tkr)", "Is anything new?", "Comments"]
    content = workbook(["Tutoring", "A council, B council", 350, "yes", "x"], header=header)
    answer = send(stage, call_id, content)
    assert answer.status_code == 200, answer.text
    [stored] = (each["application"] for each in answer.json["rows"])
    assert (stored["reference"], stored["grant_type"], stored["requested_amount"]) == (
        "A-1",
        "project",
        350_000,
    )
    assert stored["applicants"] == ["A council", "B council"]
    assert [each["code"] for each in answer.json["remarks"]] == ["other_column"]


SHEET = [HEADER, ROW]


@pytest.mark.parametrize(
    "content",
    [
        saved(made_book({"Ansökningar": [["Inkomna ansökningar"], [], HEADER, [], ROW, ["Totalt"]]})),
        packed_book(inline_rows(SHEET)),
        "\r\n".join(";".join(map(str, line)) for line in SHEET).encode("cp1252"),
        "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in SHEET).encode("utf-8-sig"),
        "\r\n".join("\t".join(map(str, line)) for line in SHEET).encode("utf-16"),
    ],
)
def test_the_same_list_comes_in_the_same_however_it_was_saved(
    stage: IntakeStage, call_id: str, content: bytes
) -> None:
    answer = send(stage, call_id, content)
    assert answer.status_code == 200, answer.text
    [stored] = (each["application"] for each in answer.json["rows"])
    assert (stored["title"], stored["answers"]["share"], stored["requested_amount"]) == ("Läxhjälp", 12, 1000)


def test_a_bundle_may_hold_a_list_instead_of_applications(stage: IntakeStage) -> None:
    listed = {"name": "applications.xlsx", "content": b64encode(workbook(row())).decode()}
    bundle = made_bundle(applications=None, applications_list=listed, rankings={})
    bundle["call"]["questions"] = QUESTIONS
    answer = stage.post("/api/bundles", bundle)
    assert answer.status_code == 201, answer.text
    assert (answer.json["applications"], answer.json["remarks"]) == (1, [])


def test_a_broken_list_in_a_bundle_is_told_by_cell_with_every_other_fault(stage: IntakeStage) -> None:
    content = b64encode(workbook(row(belopp="350.000"), row())).decode()
    bundle = made_bundle(
        applications=None, applications_list={"name": "applications.xlsx", "content": content}
    )
    bundle["call"]["questions"] = QUESTIONS
    answer = stage.post("/api/bundles", bundle)
    found = {(each["code"], each.get("file"), each.get("cell")) for each in answer.json["errors"]}
    assert ("two_numbers", "applications.xlsx", "Ansökningar!F2") in found
    assert ("reference_in_two_rows", "applications.xlsx", "Ansökningar!A3") in found
    assert ("unknown_reference", "rankings.json", None) in found
    assert not any(code == "reference_twice" for code, _, _ in found)
    both = made_bundle(applications_list={"name": "x", "content": content})
    assert "one_of_two" in [each["code"] for each in stage.post("/api/bundles", both).json["errors"]]
    bad = made_bundle(applications=None, applications_list={"name": "x", "content": "å"}, rankings={})
    assert [each["code"] for each in stage.post("/api/bundles", bad).json["errors"]] == ["not_base64"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_template_of_a_call_is_read_back_by_its_own_columns_and_choices(
    stage: IntakeStage, language: str
) -> None:
    administrations = ["Norra förvaltningen", "Södra förvaltningen"]
    call_id = stage.open_call(questions=QUESTIONS, administrations=administrations)
    fetched = stage.http.get(f"/api/calls/{call_id}/template.xlsx", query_string={"lang": language})
    assert fetched.status_code == 200
    book = load_workbook(BytesIO(fetched.data))
    sheet = book.worksheets[1]
    heads = [cell.value for cell in sheet[1]]
    offered = {
        str(each.sqref).rstrip("0123456789").split(":")[0][0]: each.formula1
        for each in sheet.data_validations.dataValidation
    }
    assert len(offered) == 4
    choices = book.worksheets[2]
    assert choices.sheet_state == "hidden"
    filled: list[Any] = [
        "SN 1",
        "2017-11-30",
        None,
        "Läxhjälp",
        None,
        1000,
        None,
        None,
        None,
        None,
        None,
        12,
        None,
    ]
    assert len(heads) == len(filled) - 1
    filled = [*filled[:9], choices.cell(1, 10).value, 12, choices.cell(2, 12).value]
    filled[2], filled[4] = choices.cell(2, 3).value, choices.cell(1, 5).value
    for column, value in enumerate(filled, 1):
        sheet.cell(2, column).value = value
    answer = send(stage, call_id, saved(book))
    assert answer.status_code == 200, answer.text
    [stored] = (each["application"] for each in answer.json["rows"])
    assert (stored["applicants"], stored["grant_type"]) == (["Södra förvaltningen"], "project")
    assert stored["answers"] == {"new": True, "share": 12, "staff_training": "part"}
    assert {each["code"] for each in answer.json["remarks"]} <= {"other_sheet", "hidden_sheet"}


def test_the_commands_client_finds_a_call_sends_a_list_and_lists_what_was_stored(
    stage: IntakeStage, call_id: str
) -> None:
    transport = httpx.WSGITransport(app=stage.http.application)
    with IntakeClient("http://intake", transport=transport) as client:
        assert client.find_call("made-2018")["call_id"] == call_id
        assert client.import_list(call_id, workbook(row()), "å.xlsx", preview=True)["stored"] is False
        assert client.import_list(call_id, workbook(row()), "å.xlsx", preview=False)["stored"] is True
        [stored] = client.applications(call_id)
        assert (stored["title"], stored["requested_amount"]) == ("Läxhjälp", 1000)
        with pytest.raises(IntakeRefusedError) as caught:
            client.import_list(call_id, workbook(row()), "å.xlsx", preview=True)
        assert (caught.value.count, len(caught.value.summary)) == (1, 1)
        with pytest.raises(IntakeRefusedError, match="nix"):
            client.find_call("nix")


def test_an_answer_is_read_by_the_type_of_its_question(stage: IntakeStage) -> None:
    label = {"sv": "Fråga", "en": "Question"}
    types = {"summa": "amount", "andel": "decimal", "dag": "date", "org": "organisation_number"}
    questions = [{"key": key, "type": kind, "label": {"sv": key, "en": key}} for key, kind in types.items()]
    labels = {"a": {"sv": "Ateljé", "en": "Studio"}, "b": {"sv": "Buss", "en": "Bus"}}
    questions.append(
        {"key": "val", "type": "choices", "label": label, "choices": ["a", "b"], "choice_labels": labels}
    )
    call_id = stage.open_call(questions=questions)
    header = ["Dnr", "Sökande", "Projekt", "Bidragsform", *types, "Fråga"]
    entry = [
        "1",
        "Norra förvaltningen",
        "Läxhjälp",
        "Projekt",
        "12 tkr",
        "0,5",
        "30/11 2017",
        "556016-0680",
        "Buss, ateljé",
    ]
    answer = send(stage, call_id, workbook(entry, header=header))
    assert answer.status_code == 200, answer.text
    assert answer.json["rows"][0]["application"]["answers"] == {
        "summa": 12_000,
        "andel": 0.5,
        "dag": "2017-11-30",
        "org": "556016-0680",
        "val": ["b", "a"],
    }
    broken = send(stage, call_id, workbook(["2", *entry[1:8], "Cykel"], header=header))
    assert faults(broken) == [("not_one_of", "Ansökningar!I2")]
