"""Promises of the pages on which people read and change rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prescreen_shared.texts.catalogue import say
from tests.stages.versions import APPROVER, WRITER, document
from tests.stages.web import WebStage, as_person, rules_app


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[WebStage]:
    stage = WebStage(f"sqlite:///{tmp_path / 'scoring.sqlite3'}")
    yield stage
    stage.close()


def test_the_first_page_shows_every_version_with_its_state_and_who_answers_for_it(
    stage: WebStage,
) -> None:
    stage.versions.in_force(document(1))
    stage.versions.draft(document(2))
    page = stage.client.get("/").text
    for words in ("trial", "Version 1", "Version 2", "Godkänd", "Utkast", WRITER, APPROVER, "2 versioner"):
        assert words in page
    assert "Version 1 är i kraft för kommande utlysningar sedan 1 november 2017" in page


def test_a_version_shows_its_log_its_text_and_what_is_wrong_with_it(stage: WebStage) -> None:
    faulty = stage.draft(document().replace("more_than", "more_then"))
    stage.post(f"/api/versions/{faulty['version_id']}/check")
    page = stage.client.get(f"/versions/{faulty['version_id']}").text
    for words in ("Utkastet skrevs", "Kontrollerades, fel hittades", "rules[0].when", "more_then", WRITER):
        assert words in page


def test_a_call_shows_its_screenings_side_by_side_and_what_came_into_force(stage: WebStage) -> None:
    stage.versions.in_force(document(1))
    stage.screen()
    stricter = stage.versions.in_force(document(2, limit=200), call_code="made")
    stage.again(version_id=stricter.version_id)
    stage.pump()
    page = stage.client.get("/calls/made").text
    for words in (
        "När utlysningen stängde",
        "ny gräns",
        "trial version 2",
        "4 av 4",
        "Sattes i kraft",
        "Låst",
    ):
        assert words in page
    assert "/calls/made" in stage.client.get("/calls").text


def test_a_name_that_is_said_is_shown_as_not_checked_until_it_is_taken_back(stage: WebStage) -> None:
    assert "Du läser utan namn" in stage.client.get("/").text
    stage.sign_in("  Åsa   Öberg ")
    page = stage.client.get("/").text
    assert "Åsa Öberg" in page
    assert "inte kontrollerat" in page
    stage.send("/sign-out")
    assert "Åsa Öberg" not in stage.client.get("/").text


def test_a_blank_name_is_refused_in_words_beside_the_field(stage: WebStage) -> None:
    answer = stage.send("/sign-in", name=" \u200b ")
    assert answer.status_code == 422
    assert "Skriv ett namn." in answer.text


def test_the_name_that_the_proxy_gives_stands_above_one_that_is_said(stage: WebStage) -> None:
    stage.sign_in("Åsa Öberg")
    page = stage.client.get("/", headers=as_person("Bo Berg")).text
    assert "Bo Berg" in page
    assert "Åsa Öberg" not in page
    assert "inte kontrollerat" not in page


def test_where_names_must_be_checked_none_can_be_said(stage: WebStage) -> None:
    stage.sign_in("Åsa Öberg")
    strict = rules_app(stage.versions.parts, may_claim=False).test_client()
    strict.set_cookie("prescreen_scoring", stage.client.get_cookie("prescreen_scoring").value)
    page = strict.get("/sign-in").text
    assert "Åsa Öberg" not in page
    assert "<form" not in page
    assert "har loggat in genom er organisation" in page


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/\\example.org", "/a\nb"])
def test_after_a_name_is_said_one_is_led_back_but_never_elsewhere(stage: WebStage, elsewhere: str) -> None:
    assert stage.send("/sign-in", name="Anna", next="/calls?lang=en").headers["Location"] == "/calls?lang=en"
    assert stage.send("/sign-in", name="Anna", next=elsewhere).headers["Location"] == "/"


def test_a_form_without_its_token_is_refused_in_words(stage: WebStage) -> None:
    answer = stage.client.post("/sign-in", data={"name": "Anna"})
    assert answer.status_code == 400
    assert "Formuläret är för gammalt" in answer.text


def test_a_cookie_signed_with_another_key_names_nobody(stage: WebStage) -> None:
    stage.sign_in("Åsa Öberg")
    stage.app.config["SECRET_KEY"] = "another" * 8
    assert "Åsa Öberg" not in stage.client.get("/").text


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(stage: WebStage) -> None:
    sent = stage.send("/sign-in", name="Anna").headers["Set-Cookie"]
    assert "HttpOnly" in sent
    assert "SameSite=Lax" in sent


@pytest.mark.parametrize("address", ["/", "/calls", "/about", "/sign-in", "/calls/none", "/versions/none"])
def test_no_page_runs_script_or_fetches_from_elsewhere(stage: WebStage, address: str) -> None:
    answer = stage.client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for forbidden in ("<script", " style=", "http://", "https://"):
        assert forbidden not in answer.text


@pytest.mark.parametrize("address", ["/", "/calls", "/about", "/sign-in"])
def test_every_page_is_there_in_english_and_leads_back_to_swedish(stage: WebStage, address: str) -> None:
    answer = stage.client.get(f"{address}?lang=en")
    assert answer.headers["Content-Language"] == "en"
    assert f'href="{address}"' in answer.text
    assert 'href="/about?lang=en"' in answer.text


@pytest.mark.parametrize(
    ("address", "problem"), [("/versions/none", "version_not_found"), ("/calls/none", "call_unknown")]
)
def test_what_does_not_exist_is_said_in_words(stage: WebStage, address: str, problem: str) -> None:
    answer = stage.client.get(address)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert f"<h1>{say(f'problem.{problem}.title', 'sv')}</h1>" in answer.text


def test_what_people_write_stays_words(stage: WebStage) -> None:
    hostile = "<script>alert(1)</script>"
    made = stage.post("/api/versions", {"document": document(), "note": hostile}, by=as_person(hostile))
    for address in ("/", f"/versions/{made.json['version_id']}"):
        page = stage.client.get(address).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page
