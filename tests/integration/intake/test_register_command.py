"""``prescreen register`` against a running intake: what the city knows is loaded beforehand without a line of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from prescreen.main import prescreen
from tests.integration.intake.test_register import GRANT, PROGRAMME, put, workbook
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage
from tests.stages.lists import QUESTIONS, row
from tests.stages.lists import workbook as list_of
from tests.stages.serving import served


class Desk:
    """A person with the command at a running intake."""

    def __init__(self, stage: IntakeStage, address: str) -> None:
        self.stage, self.address = stage, address

    def register(self, *arguments: object) -> Result:
        words = [str(each) for each in arguments]
        return CliRunner().invoke(prescreen, ["register", *words, "--intake", self.address])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    stage = IntakeStage(sqlite_url(tmp_path))
    with served(stage.http.application) as address:
        yield Desk(stage, address)
    stage.close()


def written(folder: Path, register: object) -> Path:
    file = folder / "register.json"
    file.write_text(json.dumps(register), "utf-8")
    return file


def test_a_register_is_tried_put_in_force_listed_and_shown(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, {"earlier_grants": [GRANT], "city_programmes": []})
    assert "inget register än" in desk.register("show").output
    tried = desk.register("preview", file)
    assert (tried.exit_code, desk.stage.counts()["register_version"]) == (0, 0)
    assert "Tidigare bidrag: 1 ny, 0 ändrade, 0 borttagna" in tried.output
    assert "  + Hemteamet · " in tried.output
    assert "Förvaltningar: Farsta stadsdelsförvaltning" in tried.output

    stored = desk.register("import", file, "--reason", "Inför 2018", "--as", "Åsa Ek")
    assert stored.exit_code == 0, stored.output
    assert "Utgåva 1, i kraft" in stored.output
    assert "Åsa Ek: Inför 2018" in desk.register("versions").output
    shown = desk.register("show", "--lang", "en").output
    assert "Earlier grants: 1 entry" in shown
    assert "Ongoing programmes: 0 entries" in shown
    assert "Reports of projects: The register lacks this section" in shown


def test_a_workbook_that_lacks_a_section_says_so_before_it_is_taken_away(desk: Desk, tmp_path: Path) -> None:
    put(desk.stage, {"earlier_grants": [GRANT], "city_programmes": [PROGRAMME]})
    file = tmp_path / "register.xlsx"
    file.write_bytes(
        workbook(
            Tidigare_bidrag=[
                ["Projekt", "Förvaltningar", "Bidragsform", "År"],
                ["Hemteamet", "Farsta stadsdelsförvaltning", "projekt", "2016, 2017"],
            ]
        )
    )
    told = desk.register("preview", file).output
    assert "Avsnittet finns inte i filen och tas bort" in told
    assert "  - Nya sociala system · Slag: it · Pågår från år: 2017" in told
    assert "~ Hemteamet" in told
    assert "År: 2016 → 2016, 2017" in told


def test_what_is_shown_is_written_to_a_file_that_is_read_again(desk: Desk, tmp_path: Path) -> None:
    put(desk.stage, {"earlier_grants": [GRANT], "city_programmes": []})
    for name in ("register.json", "register.xlsx"):
        assert desk.register("show", "--out", tmp_path / name).exit_code == 0
        assert "Ingenting ändras" in desk.register("preview", tmp_path / name).output


def test_what_is_wrong_is_told_and_nothing_is_stored(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text("{", "utf-8")
    (tmp_path / "bad.xlsx").write_bytes(workbook(Tidigare_bidrag=[["Projekt", "År"], ["Hemteamet", "nyss"]]))
    faulty = written(tmp_path, {"earlier_grants": [{**GRANT, "years": ["2016"]}], "grants": []})
    for file, said in (("torn.json", "torn.json"), ("bad.xlsx", "Tidigare bidrag!B2")):
        told = desk.register("import", tmp_path / file, "--reason", "x")
        assert (told.exit_code, said in told.output) == (1, True), told.output
    told = desk.register("import", faulty, "--reason", "x")
    assert (told.exit_code, "2 fel" in told.output) == (1, True), told.output
    assert desk.register("import", faulty).exit_code == 2
    assert desk.register("show", "--version", "9").exit_code == 1
    assert desk.stage.counts()["register_version"] == 0


def test_a_list_is_sent_in_the_name_of_a_person(desk: Desk, tmp_path: Path) -> None:
    call_id = desk.stage.open_call(questions=QUESTIONS)
    file = tmp_path / "lista.xlsx"
    file.write_bytes(list_of(row()))
    sent = ["import", str(file), "--call", "made-2018", "--as", "Åsa Ek", "--intake", desk.address]
    done = CliRunner().invoke(prescreen, sent)
    assert done.exit_code == 0, done.output
    assert "Åsa Ek" in desk.stage.http.get(f"/calls/{call_id}").text
