"""The pages on a real database, at every step of a call's life."""

from __future__ import annotations

from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, call_screened_message, made_bundle, verdicts_message

PAGE = "/applications/{application_id}"


def test_a_call_is_shown_before_and_after_its_screening(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    application = stage.submit(call_id)
    assert "Öppen för ansökan" in stage.http.get("/").text
    assert "Utlysningen har inte förgranskats än." in stage.http.get(f"/calls/{call_id}").text
    order = stage.close_call(call_id)
    assert "Förgranskningen pågår" in stage.http.get(f"/calls/{call_id}").text
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(order["screening_id"], application))
    stage.receive(TaskName.CALL_SCREENED, call_screened_message(order["screening_id"], call_id, 1))
    page = stage.http.get(f"/calls/{call_id}").text
    for words in ("Behöver bedömas.", "Dubblett.", "Att bedöma", "a" * 64):
        assert words in page
    assert "Förgranskningen pågår" not in page


def test_an_application_is_shown_in_every_state_and_a_draft_is_no_received_document(
    stage: IntakeStage,
) -> None:
    call_id = stage.open_call()
    draft = stage.draft(call_id)
    page = stage.http.get(PAGE.format(**draft)).text
    assert "Utkast – inte inkommen" in page
    assert "utkast sparat (lydelse 1)" in page
    assert "ansökan kom in" not in page
    received = stage.submit(call_id)
    assert "1.1-1/2017-1" in stage.http.get(PAGE.format(**received)).text
    stage.post(f"/api/applications/{received['application_id']}/withdraw")
    withdrawn = stage.http.get(PAGE.format(**received)).text
    assert "återkallad av sökanden" in withdrawn
    assert "0" in stage.http.get(f"/calls/{call_id}").text


def test_an_imported_application_is_said_to_be_read_in_and_no_arrival_is_made_up(stage: IntakeStage) -> None:
    call_id = stage.post("/api/bundles", made_bundle()).json["call_id"]
    page = stage.http.get(f"/calls/{call_id}").text
    address = page[page.index("/applications/") :].split('"')[0]
    shown = stage.http.get(address).text
    assert "Tiden framgår inte" in shown
    assert "inläst i systemet med utlysningen (lydelse 1)" in shown
    assert "ansökan kom in" not in shown


def test_the_proposal_is_served_with_a_policy_that_allows_its_own_style_alone(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    answer = stage.http.get(f"/api/calls/{call_id}/proposal.html?lang=en")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; frame-ancestors 'none'")
    assert '<html lang="en">' in answer.text
