"""The city's register is kept in versions, changed by one person at a time, and read whole from JSON or a workbook or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from prescreen_shared.names import TaskName
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.texts.catalogue import say
from scoring_service.domain.finding import SECTION_NAMES
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage, Json, made_bundle

REGISTER = json.loads(
    (Path(__file__).parents[3] / "examples" / "stockholm-2018" / "register.json").read_text("utf-8")
)
GRANT: Json = {
    "project": "Hemteamet",
    "administrations": ["Farsta stadsdelsförvaltning"],
    "grant_type": "project",
    "years": [2016],
}
PROGRAMME: Json = {"name": "Nya sociala system", "kind": "it", "ongoing_from": 2017}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[IntakeStage]:
    made = IntakeStage(sqlite_url(tmp_path))
    yield made
    made.close()


def put(stage: IntakeStage, register: Any, replaces: int = 0, key: str | None = None, **more: Any) -> Any:
    body = {"register": register, "replaces": replaces, "reason": "Rättat", **more}
    headers = {"X-Remote-User": "Anna", **({} if key is None else {"Idempotency-Key": key})}
    return stage.http.put("/api/register", json=body, headers=headers)


def send_sheet(stage: IntakeStage, content: bytes) -> Any:
    return stage.http.post("/api/register/sheet", data=content, content_type="application/octet-stream")


def workbook(**sheets: list[list[Any]]) -> bytes:
    """Make a workbook of rows; a sheet's name may have ``_`` for a blank."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_version_says_who_when_why_and_what_it_changed(stage: IntakeStage) -> None:
    assert stage.http.get("/api/register").json == {"register": None}
    first = put(stage, {"earlier_grants": [GRANT], "city_programmes": []}).json
    changed = {**GRANT, "years": [2016, 2017], "source": "Nämnden", "dated_on": "2017-10-01"}
    second = put(stage, {"earlier_grants": [changed], "city_programmes": [PROGRAMME], "reports": []}, 1).json

    assert (first["version"], second["version"]) == (1, 2)
    assert (second["by"], second["reason"], second["in_force"]) == ("Anna", "Rättat", True)
    assert (
        first["sections"] | {"earlier_grants": 1, "city_programmes": 0, "reports": None} == first["sections"]
    )
    by_section = {each["section"]: each for each in second["differences"]}
    assert [each["keys"] for each in by_section["earlier_grants"]["changed"]] == [
        ["years", "source", "dated_on"]
    ]
    assert by_section["city_programmes"]["added"] == [PROGRAMME]
    assert (by_section["reports"]["change"], by_section["reports"]["count"]) == ("added", 0)
    listed = stage.http.get("/api/register/versions").json["versions"]
    assert [(each["version"], each["in_force"]) for each in listed] == [(2, True), (1, False)]
    kept = stage.http.get("/api/register/versions/1").json
    assert kept["register"]["earlier_grants"] == [GRANT]
    assert stage.http.get("/api/register/versions/9").status_code == 404


def test_two_who_change_it_at_once_do_not_undo_each_other(stage: IntakeStage) -> None:
    put(stage, {"earlier_grants": [GRANT]})
    assert put(stage, {"earlier_grants": []}, replaces=1).status_code == 200
    refused = put(stage, {"earlier_grants": [GRANT, {**GRANT, "project": "Annat"}]}, replaces=1)

    assert refused.status_code == 409
    assert "utgåva 2" in refused.json["detail"]
    assert stage.http.get("/api/register").json["register"]["version"] == 2


def test_the_same_register_again_makes_no_version_and_the_same_key_acts_once(stage: IntakeStage) -> None:
    first = put(stage, REGISTER, key="k-1")
    again = put(stage, REGISTER, key="k-1")
    unkeyed = put(stage, REGISTER, replaces=1)

    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json == again.json
    assert unkeyed.json["version"] == 1
    assert put(stage, {"reports": []}, key="k-1").status_code == 422
    assert stage.counts()["register_version"] == 1


def test_no_version_is_ever_changed(stage: IntakeStage) -> None:
    put(stage, {"reports": []})

    for change in ("UPDATE register_version SET reason = 'x'", "DELETE FROM register_version"):
        with pytest.raises(DatabaseError, match="append-only"), stage.database.writing() as session:
            session.execute(text(change))


def test_a_call_uses_what_is_in_force_when_it_closes_and_a_bundle_its_own(stage: IntakeStage) -> None:
    call_id = stage.open_call(code="other")
    put(stage, {"earlier_grants": [GRANT]})
    imported = stage.post("/api/bundles", made_bundle(register={"reports": []})).json
    put(stage, {"earlier_grants": []}, replaces=1)
    stage.close_call(call_id)
    stage.close_call(imported["call_id"])

    assert [order["register"] for order in stage.sent(TaskName.SCREEN_CALL)] == [
        {"earlier_grants": []},
        # A round tells all that was known of it: what its register leaves out is empty.
        {section: [] for section in SECTIONS},
    ]
    used = [
        stage.http.get(f"/api/calls/{each}/screening").json["register_version"]
        for each in (call_id, imported["call_id"])
    ]
    assert used == [3, 2]
    of_bundle = stage.http.get("/api/register/versions/2").json
    assert (of_bundle["call"], of_bundle["used_by"], of_bundle["in_force"]) == (
        "made-2018",
        ["made-2018"],
        False,
    )


def test_scoring_learns_of_a_new_version_for_each_open_call(stage: IntakeStage) -> None:
    stage.open_call()
    put(stage, {"earlier_grants": [GRANT]})

    *before, last = [body["register"] for body in stage.sent(TaskName.RECEIVE_CALL)]
    assert set(map(bool, before)) == {False}
    assert last == {"earlier_grants": [GRANT]}


def test_a_preview_tells_what_would_change_and_stores_nothing(stage: IntakeStage) -> None:
    put(stage, {"earlier_grants": [GRANT]})
    before = stage.counts()
    told = stage.post("/api/register/preview", {"register": {"reports": []}}).json

    assert told["replaces"] == 1
    assert [(each["section"], each["change"]) for each in told["differences"]] == [
        ("earlier_grants", "removed"),
        ("reports", "added"),
    ]
    assert told["differences"][0]["removed"] == [GRANT]
    assert stage.counts() == before


def test_the_workbook_of_a_register_reads_as_that_register(stage: IntakeStage) -> None:
    put(stage, REGISTER)
    book = stage.http.get("/api/register/template").data
    told = send_sheet(stage, book).json

    assert told["differences"] == []
    assert told["register"]["earlier_grants"] == REGISTER["earlier_grants"]
    assert load_workbook(BytesIO(book)).sheetnames == [
        say(f"register.section.{section}", "sv") for section in SECTIONS
    ]


def test_a_blank_template_says_nothing_and_a_section_without_entries_says_so(stage: IntakeStage) -> None:
    refused = send_sheet(stage, stage.http.get("/api/register/template").data)
    told = send_sheet(stage, workbook(Tidigare_bidrag=[["Projekt", "År"], ["inga"]], Reports=[]))

    assert [each["code"] for each in refused.json["errors"]] == ["register_empty"]
    assert told.json["register"] == {"earlier_grants": []}


def test_columns_are_found_by_their_labels_in_either_language(stage: IntakeStage) -> None:
    rows = [
        ["Stadens tidigare bidrag"],
        ["Years", "Project", "Förvaltningar", "Grant type", "As of"],
        ["2015–2017", "Hemteamet", "Farsta sdf; Bromma sdf", "Studiebesök", "2017-10-01"],
    ]
    told = send_sheet(stage, workbook(Earlier_grants=rows)).json

    assert told["register"]["earlier_grants"] == [
        {
            "project": "Hemteamet",
            "administrations": ["Farsta sdf", "Bromma sdf"],
            "years": [2015, 2016, 2017],
            "grant_type": "study_visit",
            "dated_on": "2017-10-01",
        }
    ]


GRANTS = ["Projekt", "Förvaltningar", "Bidragsform", "År"]
GOOD = ["Hemteamet", "Farsta sdf", "projekt", 2016]


def grants(*rows: list[Any], header: list[Any] | None = None) -> bytes:
    return workbook(Tidigare_bidrag=[header or GRANTS, *rows])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", [("sheet_empty", None)], id="nothing at all"),
        pytest.param(b"%PDF-1.7", [("sheet_unknown_kind", None)], id="no workbook"),
        pytest.param(b"PK\x03\x04broken", [("sheet_damaged", None)], id="damaged"),
        pytest.param(grants(["", "Farsta sdf", "projekt", 2016]), [("required", "A2")], id="no name"),
        pytest.param(grants(["Hemteamet", "", "projekt", 2016]), [("required", "B2")], id="nobody's"),
        pytest.param(grants(["Hemteamet", "Farsta sdf", "", 2016]), [("required", "C2")], id="no kind"),
        pytest.param(grants([*GOOD[:3], "nyligen"]), [("no_years", "D2")], id="a word for a year"),
        pytest.param(grants([*GOOD[:3], "1776"]), [("no_years", "D2")], id="no likely year"),
        pytest.param(grants([*GOOD[:3], "=1+1"]), [("cell_formula", "D2")], id="a formula"),
        pytest.param(grants(["x" * 501, *GOOD[1:]]), [("text_length", "A2")], id="too long"),
        pytest.param(
            grants([*GOOD, "x"], header=[*GRANTS, "Betyg"]), [("not_read", "E1")], id="other column"
        ),
        pytest.param(
            grants(GOOD, header=["Projekt", "Projekt", "Bidragsform", "År"]),
            [("column_twice", "B1"), ("column_missing", "1"), ("required", "2")],
            id="column twice",
        ),
        pytest.param(grants(GOOD, ["Hemteamet"]), [("not_read", "3")], id="only a name"),
        pytest.param(grants(GOOD, ["Summa", None, None, 3]), [("not_read", "3")], id="a sum"),
        pytest.param(grants(GOOD, ["inga"]), [("none_among_entries", "A3")], id="none among entries"),
        pytest.param(
            workbook(Blad1=[GRANTS, GOOD]), [("section_unknown", "Blad1")], id="no section of the register"
        ),
        pytest.param(
            workbook(Tidigare_bidrag=[GRANTS, GOOD], earlier_grants=[GRANTS, GOOD]),
            [("section_twice", "earlier grants")],
            id="a section twice",
        ),
        pytest.param(
            workbook(Projektens_rapporter=[[*GRANTS, "Rapport"], [*GOOD, "kanske"]]),
            [("not_one_of", "E2")],
            id="an unknown word",
        ),
        pytest.param(
            workbook(Annan_finansiering=[["Projekt", "Finansiär", "Uppgift per"], ["A", "B", "igår"]]),
            [("no_day", "C2")],
            id="no day",
        ),
        pytest.param(
            workbook(Pågående_program=[["Namn", "Slag", "Pågår från år"], ["A", "it", "snart"]]),
            [("not_whole", "C2")],
            id="no number",
        ),
        pytest.param(
            grants(["Hemteamet", "", "projekt", "nyligen"], ["", "Farsta sdf", "projekt", 2016]),
            [("no_years", "D2"), ("required", "B2"), ("required", "A3")],
            id="every fault at once",
        ),
    ],
)
def test_a_faulty_workbook_is_told_by_cell_and_nothing_is_stored(
    stage: IntakeStage, content: bytes, expected: list[tuple[str, str | None]]
) -> None:
    answer = send_sheet(stage, content)
    told = [(each["code"], each.get("cell")) for each in answer.json["errors"]]

    assert answer.status_code == 422
    assert [(code, cell and cell.rpartition("!")[2]) for code, cell in told] == expected
    assert stage.counts()["register_version"] == 0


@pytest.mark.parametrize(
    ("register", "field"),
    [
        ({"grants": []}, "register.grants"),
        ({"earlier_grants": 7}, "register.earlier_grants"),
        ({"earlier_grants": [{**GRANT, "years": ["2016"]}]}, "register.earlier_grants.0.years.0"),
        ({"earlier_grants": [{**GRANT, "dated_on": "igår"}]}, "register.earlier_grants.0.dated_on"),
        ({"earlier_grants": [GRANT, GRANT]}, "earlier_grants.1"),
        ({"earlier_grants": [{**GRANT, "years": [2016, 2016]}]}, "earlier_grants.0.years"),
        ({"reports": [{**GRANT, "status": "lost"}]}, "register.reports.0.status"),
        ([], "register"),
    ],
)
def test_a_faulty_register_is_told_by_entry_and_field(stage: IntakeStage, register: Any, field: str) -> None:
    for answer in (put(stage, register), stage.post("/api/register/preview", {"register": register})):
        assert answer.status_code == 422
        assert field in [each["field"] for each in answer.json["errors"]]
    assert stage.counts()["register_version"] == 0


def test_a_change_needs_who_and_why(stage: IntakeStage) -> None:
    body = {"register": {"reports": []}, "replaces": 0, "reason": "Rättat"}
    nobody = stage.http.put("/api/register", json=body)
    claimed = put(stage, {"reports": []}, by="Bo")
    bare = stage.http.put(
        "/api/register", json={"register": {"reports": []}}, headers={"X-Remote-User": "Anna"}
    )

    assert nobody.status_code == 401
    assert [each["code"] for each in claimed.json["errors"]] == ["unknown_key"]
    assert [each["code"] for each in bare.json["errors"]] == ["required"] * 2
    assert stage.counts()["register_version"] == 0


def test_both_services_call_a_section_the_same() -> None:
    lower: Callable[[str], str] = str.lower
    named = {section: lower(say(f"register.section.{section}", "sv")) for section in SECTIONS}

    assert named == {section: SECTION_NAMES[section].sv for section in SECTIONS}


def test_the_page_shows_sections_entries_versions_and_what_uses_them(stage: IntakeStage) -> None:
    assert "Staden har inget register än" in stage.http.get("/register").text
    stage.open_call()
    put(stage, {"earlier_grants": [GRANT, {**GRANT, "project": "<b>Kristeamet"}], "reports": []})
    page = stage.http.get("/register").text

    assert "Hemteamet" in page
    assert "&lt;b&gt;Kristeamet" in page
    assert "Avsnittet är tomt" in page
    assert page.count("Registret saknar avsnittet") == len(SECTIONS) - 2
    assert "Används av made-2018" in page
    assert "Hemteamet" not in stage.http.get("/register?words=kristeamet").text
    assert "The section is empty" in stage.http.get("/register?lang=en&version=1").text
    assert stage.http.get("/register?version=7").status_code == 404


def test_a_round_without_any_register_is_read_as_one_that_knows_nothing_and_a_live_call_is_not(
    stage: IntakeStage,
) -> None:
    imported = stage.post("/api/bundles", made_bundle(register=None)).json
    assert "no_register" in [each["code"] for each in imported["warnings"]]
    call_id = stage.open_call(code="other")
    stage.close_call(imported["call_id"])
    stage.close_call(call_id)
    orders = {order["call"]["code"]: order["register"] for order in stage.sent(TaskName.SCREEN_CALL)}
    assert orders == {"made-2018": {section: [] for section in SECTIONS}, "other": None}
    assert stage.http.get(f"/api/calls/{imported['call_id']}/screening").json["register_version"] is None


def test_a_round_without_a_register_takes_the_citys(stage: IntakeStage) -> None:
    imported = stage.post("/api/bundles", made_bundle(register=None)).json
    put(stage, {"earlier_grants": [GRANT]})
    stage.close_call(imported["call_id"])
    (order,) = stage.sent(TaskName.SCREEN_CALL)
    assert order["register"] == {"earlier_grants": [GRANT]}
