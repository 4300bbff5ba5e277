"""The pages on which staff read in files: what would be stored is shown first, and the very file that was shown is stored."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from intake_service.shapes import NewCallShape
from intake_service.store.call_columns import columns_of
from intake_service.store.tables import EventRow
from prescreen_shared.texts.catalogue import shipped
from tests.field_cases.test_corrected import corrected, screened_round
from tests.integration.intake.test_register import GRANT, PROGRAMME, put
from tests.integration.intake.test_register import workbook as register_book
from tests.stages.intake import IntakeStage, made_bundle, made_call
from tests.stages.lists import HEADER, QUESTIONS, row, workbook

OFFICER = {"X-Remote-User": "Anna Handläggare"}
Json = dict[str, Any]
Files = dict[str, bytes]


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def look(intake: IntakeStage, path: str, files: Files, **more: Any) -> Any:
    """Choose files on a page."""
    chosen = MultiDict([("file", (BytesIO(content), name)) for name, content in files.items()])
    return intake.http.post(
        path, data=chosen, content_type="multipart/form-data", headers=more.get("headers", OFFICER)
    )


def read(answer: Any) -> str:
    """Give what a page says, as it is read: without tags, and with one blank between words."""
    text = answer if isinstance(answer, str) else answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def confirm(intake: IntakeStage, path: str, shown: str, headers: Json = OFFICER, **written: str) -> Any:
    """Press a button of the form that stores, with all that the page carries; ``written`` is what else is sent."""
    assert 'name="store"' in shown
    form = shown.split('id="bekrafta"')[1].split("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    carried = MultiDict((name, html.unescape(value)) for name, value in hidden)
    for name, value in ({"store": "1"} | written).items():
        carried.setlist(name, [value])
    return intake.http.post(path, data=carried, content_type="multipart/form-data", headers=headers)


def turn(intake: IntakeStage, path: str, shown: str, page: str) -> str:
    """Turn to another page of what is shown."""
    pager = shown.split('aria-label="Sidor"')[1].split("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', pager)
    sent = MultiDict([*((name, html.unescape(value)) for name, value in hidden), ("page", page)])
    answer = intake.http.post(path, data=sent, content_type="multipart/form-data", headers=OFFICER)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def facts_of(intake: IntakeStage, kind: str) -> list[Json]:
    with intake.database.reading() as session:
        return [row.facts for row in session.scalars(select(EventRow).where(EventRow.kind == kind))]


def round_files(bundle: Json) -> Files:
    parts = ("call", "applications", "rankings", "decisions", "register")
    return {
        f"{part}.json": json.dumps(bundle[part]).encode() for part in parts if bundle.get(part) is not None
    }


def test_a_list_is_shown_whole_and_the_very_file_is_stored(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    path, before = f"/calls/{call_id}/list", intake.counts()
    content = workbook(
        row(), row(dnr="SN 2", belopp=None, nytt="vet ej"), ["Summa", None, None, None, None, 1000]
    )
    assert path in intake.http.get(f"/calls/{call_id}").text
    page = look(intake, path, {"lista.xlsx": content}).text
    checksum = hashlib.sha256(content).hexdigest()
    for said in ("2 ansökningar skulle sparas", "Raden är en summa", "SN 2", "en del", "1 000 kr", checksum):
        assert said in read(page), said
    assert intake.counts() == before

    stored = confirm(intake, path, page)
    assert stored.status_code == 303, stored.text
    listed = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert [each["reference"] for each in listed] == ["SN 1", "SN 2"]
    [facts] = facts_of(intake, "list_imported")
    assert (facts["by"], facts["files"]) == (
        "Anna Handläggare",
        [{"name": "lista.xlsx", "sha256": checksum}],
    )
    told = read(intake.http.get(stored.headers["Location"]))
    assert "en lista lästes in med 2 ansökningar, Anna Handläggare" in told
    assert checksum in told


def test_faults_are_told_by_cell_summed_up_by_kind_and_truly_counted(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    rows = [row(dnr=f"SN {number}", belopp="350.000", nytt="kanske") for number in range(150)]
    answer = look(intake, f"/calls/{call_id}/list", {"lista.xlsx": workbook(*rows)})
    assert answer.status_code == 422
    for said in (
        "Fel: Läs in en lista",
        "300 fel, ingenting har sparats",
        "2 slag av fel",
        "Ansökningar!F2 · Sökt belopp",
        "Ansökningar!H2 · Startas något nytt?",
        "De första 200 av 300 fel",
    ):
        assert said in read(answer), said
    assert 'name="store"' not in answer.text
    english = look(intake, f"/calls/{call_id}/list?lang=en", {"lista.xlsx": workbook(*rows)}).text
    assert "Ansökningar!H2 · Is anything new?" in english
    assert "The first 200 of 300 faults" in english


def test_a_long_list_is_shown_page_by_page_and_stored_whole(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    path = f"/calls/{call_id}/list"
    content = workbook(*(row(dnr=f"SN {number}", projekt=f"Nr {number}") for number in range(1, 251)))
    first = look(intake, path, {"lista.xlsx": content}).text
    assert "sida 1 av 3" in first
    last = turn(intake, path, first, "3")
    assert "sida 3 av 3" in last
    assert "Nr 250" in last
    assert "Nr 99" not in last
    assert confirm(intake, path, first).status_code == 303
    assert intake.counts()["application"] == 250


def test_two_people_who_read_in_the_same_list_do_not_double_it(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    path = f"/calls/{call_id}/list"
    numbered = look(intake, path, {"lista.xlsx": workbook(row())}).text
    unnumbered = workbook(row()[1:], row()[1:], header=HEADER[1:])
    first, second = (look(intake, path, {"utan.xlsx": unnumbered}).text for _ in range(2))
    assert confirm(intake, path, first).status_code == 303
    late = confirm(intake, path, second)
    assert late.status_code == 409
    assert "Någon annan har ändrat något sedan du tittade" in late.text
    assert "A-3" in late.text
    assert confirm(intake, path, numbered).status_code == 303
    twice = confirm(intake, path, numbered)
    assert twice.status_code == 422
    assert "redan en ansökan med beteckningen ”SN 1”" in read(twice)
    assert intake.counts()["application"] == 3


def test_another_file_than_the_one_shown_is_never_stored(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    path, before = f"/calls/{call_id}/list", intake.counts()
    page = look(intake, path, {"lista.xlsx": workbook(row())}).text
    other = look(intake, path, {"lista.xlsx": workbook(row(belopp=9))}).text
    packed, checksum = (
        re.search(rf'name="{name}" value="([^"]*)"', other.split('id="bekrafta"')[1])[1]  # type: ignore[index]
        for name in ("content", "sha256")
    )
    assert confirm(intake, path, page, content=packed).status_code == 422
    assert confirm(intake, path, page, content=packed, sha256=checksum).status_code == 409
    assert confirm(intake, path, page, content="!").status_code == 422
    assert confirm(intake, path, page, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    nobody = confirm(intake, path, page, headers={})
    assert nobody.status_code == 422
    assert "Ditt namn" in nobody.text
    assert 'name="store"' in nobody.text
    assert intake.http.post(path, data={}, headers=OFFICER).status_code == 422
    assert intake.counts() == before


def test_a_list_to_a_call_that_takes_none_is_refused_on_a_page(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=QUESTIONS)
    intake.close_call(call_id)
    answer = look(intake, f"/calls/{call_id}/list", {"lista.xlsx": workbook(row())})
    assert answer.status_code == 409
    assert "<title>Fel:" in answer.text
    nowhere = "/calls/00000000-0000-4000-8000-000000000000/list"
    assert look(intake, nowhere, {"lista.xlsx": workbook(row())}).status_code == 404
    assert intake.http.get(nowhere).mimetype == "text/html"


def test_a_register_is_shown_as_what_it_changes_and_put_in_force(intake: IntakeStage) -> None:
    intake.open_call()
    put(intake, {"earlier_grants": [GRANT], "city_programmes": [PROGRAMME]})
    rows = [
        ["Projekt", "Förvaltningar", "Bidragsform", "År"],
        ["Hemteamet", "Farsta stadsdelsförvaltning", "projekt", "2016, 2017"],
    ]
    content = register_book(Tidigare_bidrag=rows)
    page = look(intake, "/register/change", {"register.xlsx": content}).text
    for said in (
        "Det här skulle ändras mot utgåva 1",
        "Gäller utlysningar som inte har stängt: made-2018",
        "1 ändrad",
        "2016; 2017",
        "Avsnittet finns inte i filen och tas bort",
        "Nya sociala system",
    ):
        assert said in read(page), said
    assert intake.counts()["register_version"] == 1
    unsaid = confirm(intake, "/register/change", page)
    assert (unsaid.status_code, "Skäl" in unsaid.text) == (422, True)
    stored = confirm(intake, "/register/change", page, reason="Rättat")
    assert stored.headers["Location"].endswith("/register?version=2")
    assert "Anna Handläggare" in intake.http.get(stored.headers["Location"]).text
    assert facts_of(intake, "register_changed")[-1]["file"] == {
        "name": "register.xlsx",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_a_register_that_another_changed_meanwhile_is_shown_anew(intake: IntakeStage) -> None:
    file = {"register.json": json.dumps({"earlier_grants": [GRANT]}).encode()}
    page = look(intake, "/register/change", file).text
    assert "stadens första register" in page
    put(intake, {"city_programmes": [PROGRAMME]})
    late = confirm(intake, "/register/change", page, reason="x")
    assert late.status_code == 409
    assert "Det här skulle ändras mot utgåva 1" in late.text
    assert "Nya sociala system" in late.text
    assert confirm(intake, "/register/change", late.text, reason="x").status_code == 303
    assert "Ingenting ändras" in look(intake, "/register/change", file).text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"r.json": b"{"}, "inte giltig JSON"),
        ({"r.json": b"[]"}, "fel, ingenting har sparats"),
        (
            {"r.json": json.dumps({"earlier_grants": [{**GRANT, "years": ["2016"]}]}).encode()},
            "Tidigare bidrag, post 1, År",
        ),
        ({"r.xlsx": register_book(Tidigare_bidrag=[["Projekt", "År"], ["A", "nyss"]])}, "Tidigare bidrag!B2"),
        ({"a.json": b"{}", "b.json": b"{}"}, "Välj en enda fil"),
    ],
)
def test_a_faulty_register_is_told_by_its_place(intake: IntakeStage, files: Files, said: str) -> None:
    answer = look(intake, "/register/change", files)
    assert answer.status_code == 422
    assert said in read(answer)
    assert intake.counts()["register_version"] == 0


def test_a_corrected_round_is_shown_as_what_it_changes_and_stored(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    path = f"/calls/{call_id}/correct"
    assert path in intake.http.get(f"/calls/{call_id}").text
    bundle = corrected()
    bundle["call"]["title"] = "Rättad titel"
    before = intake.counts()
    page = look(intake, path, round_files(bundle)).text
    for said in (
        "1 ändrad, 1 ny och 1 borttagen ansökan",
        "dras tillbaka: A-2",
        "A-1 ändras",
        "Rättad titel",
        "förgranskas på nytt",
    ):
        assert said in read(page), said
    assert intake.counts() == before
    stored = confirm(intake, path, page, reason="Fel belopp")
    assert stored.status_code == 303, stored.text
    assert "3 ansökningar ändrades" in read(intake.http.get(stored.headers["Location"]))
    [facts] = facts_of(intake, "round_corrected")
    assert [each["name"] for each in facts["files"]] == ["call.json", "applications.json", "rankings.json"]
    late = confirm(intake, path, page, reason="Fel belopp")
    assert late.status_code == 409
    assert "Ingenting skiljer sig" in late.text


def test_what_people_decided_does_not_go_away_in_silence(intake: IntakeStage) -> None:
    decisions = [{"reference": "A-1", "outcome": "granted", "awarded_amount": 5}]
    call_id = intake.post("/api/bundles", made_bundle(decisions=decisions)).json["call_id"]
    path = f"/calls/{call_id}/correct"
    assert "Ingenting skiljer sig" in look(intake, path, round_files(made_bundle(decisions=decisions))).text
    assert "människor har beslutat skiljer sig" in read(look(intake, path, round_files(made_bundle())))


def test_rules_that_came_with_a_round_stay_where_it_is_corrected_without_them(intake: IntakeStage) -> None:
    own = made_bundle(rule_set="made", rule_set_document="name: made")
    call_id = intake.post("/api/bundles", own).json["call_id"]
    page = look(intake, f"/calls/{call_id}/correct", round_files(made_bundle())).text
    assert "Ingenting skiljer sig" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"applications.json": b"{"}, "applications.json"),
        ({"rankings.json": None}, "Filen saknas: rankings.json"),
        ({"applications.json": None}, "Filen saknas: applications.json"),
        ({"noter.docx": b"x"}, "noter.docx"),
        ({"applications.json": b'[{"reference": "A-1"}]'}, "applications.json, A-1"),
    ],
)
def test_a_faulty_round_is_told_by_file_and_entry(intake: IntakeStage, change: Json, said: str) -> None:
    call_id = screened_round(intake)
    before = intake.counts()
    files = {name: each for name, each in {**round_files(corrected()), **change}.items() if each is not None}
    answer = look(intake, f"/calls/{call_id}/correct", files)
    assert answer.status_code == 422
    assert said in read(answer)
    assert intake.counts() == before


def test_every_term_of_a_call_that_a_correction_can_change_has_a_name() -> None:
    terms = NewCallShape().load(made_call()).values
    names = {*columns_of(terms), "rule_set_document"} - {"closes_automatically"}
    assert {f"term.{name}" for name in names} <= set(shipped().ids)
