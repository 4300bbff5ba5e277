"""What cannot be done on the pages: each refusal is a page in words, and nothing that was typed is lost."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from prescreen_shared.texts.catalogue import say, shipped
from tests.stages.versions import APPROVER, document
from tests.stages.web import WebStage

NOBODY = str(uuid4())
HOSTILE = "</textarea><script>alert(1)</script>\u202e\u2066x"


@pytest.fixture
def stage(database_url: str) -> Iterator[WebStage]:
    stage = WebStage(database_url)
    yield stage
    stage.close()


def is_page(answer: TestResponse, status: int) -> bool:
    """Tell whether an answer is a page of ours with that status."""
    return (answer.status_code, answer.mimetype) == (status, "text/html") and "<h1>" in answer.text


def test_what_somebody_else_changed_meanwhile_is_kept_and_so_is_what_was_typed(stage: WebStage) -> None:
    version = stage.write(document())
    seen = stage.forms(f"{version}/edit")[f"{version}/edit"]
    stage.go(f"{version}/edit", "/edit", by=APPROVER, document=document(limit=400))
    ours = {**seen, "document": document(limit=300), "note": "min anteckning"}
    answer = stage.client.post(f"{version}/edit", data=ours, headers=stage.writer)
    assert is_page(answer, 412)
    for words in (APPROVER, "more_than: 300", "min anteckning", "Läs den andras text först"):
        assert words in answer.text
    assert "more_than: 400" in stage.read(version)
    [(_, revision)] = re.findall(r'name="(revision)" value="(\d+)"', answer.text)
    again = stage.client.post(f"{version}/edit", data={**ours, "revision": revision}, headers=stage.writer)
    assert again.status_code == 303


def test_a_form_that_does_not_say_what_its_writer_has_seen_changes_nothing(stage: WebStage) -> None:
    version = stage.write(document())
    for revision, status in (("", 412), ("x", 412), ("-1", 412), ("9" * 5000, 413), ("99", 412)):
        text = document(limit=300)
        edited = stage.press(f"{version}/edit", "/edit", document=text, revision=revision)
        approved = stage.press(version, "/approve", by=APPROVER, revision=revision)
        assert is_page(edited, status), revision
        assert is_page(approved, status), revision
    assert "more_than: 500" in stage.read(version)


def test_a_number_that_is_taken_is_refused_with_the_next_free_one_and_the_text_kept(
    stage: WebStage,
) -> None:
    stage.write(document(7))
    answer = stage.press("/drafts/new", "/drafts/new", document=document(7, limit=300), note="ny")
    assert is_page(answer, 409)
    for words in ("8", "more_than: 300", 'value="ny"'):
        assert words in answer.text


def test_a_text_without_name_and_number_is_refused_with_its_lines_and_kept(stage: WebStage) -> None:
    answer = stage.press("/drafts/new", "/drafts/new", document=f"format: 1\n# {HOSTILE}\n")
    assert is_page(answer, 422)
    assert "regelsamlingens namn" in answer.text
    assert "<script" not in answer.text
    assert "</textarea><script>alert(1)</script>x" in html.unescape(answer.text)


def test_rules_that_are_not_valid_for_a_call_do_not_come_into_force_for_it(stage: WebStage) -> None:
    stage.bring_into_force(document())
    stage.screen()
    late = stage.write(document(2).replace('from: "2017-01-01"', 'from: "2019-01-01"'))
    stage.go(late, "/approve", by=APPROVER)
    answer = stage.press(late, "/activate", call="made", reason="prov")
    assert is_page(answer, 409)
    assert "2019-01-01" in answer.text
    assert f'href="{late}"' in answer.text


NO_ROLLING_BACK: list[tuple[dict[str, str], int]] = [
    ({"name": "trial", "reason": "x"}, 409),
    ({"call": "made", "reason": "x"}, 409),
    ({"reason": "x"}, 422),
    ({"name": "trial", "call": "made", "reason": "x"}, 422),
    ({"name": "trial", "reason": "  "}, 422),
    ({"name": "trial", "reason": "a\0b"}, 400),
    ({"call": "x" * 300, "reason": "x"}, 413),
    ({"name": "trial", "reason": "x" * 2001}, 413),
]


def test_rolling_back_to_nothing_or_without_a_reason_is_refused(stage: WebStage) -> None:
    stage.bring_into_force(document())
    stage.screen()
    stage.sign_in("Bo Berg")
    for fields, status in NO_ROLLING_BACK:
        assert is_page(stage.send("/roll-back", **fields), status), fields
    assert "Version 1 är i kraft" in stage.read("/")


ADDRESSES = [
    "/versions/{}",
    "/versions/{}/edit",
    "/versions/{}/differences/{}",
    "/drafts/new?from={}",
    "/screenings/{}",
    "/screenings/{}/proposals/T1-1",
    "/backtests/{}",
    "/calls/{}",
    "/nothing/{}",
]
UNKNOWN = [NOBODY, "none", "%F0%9F%92%A9", "%E2%80%AE", "..%5C", "1" * 1000]


def test_what_is_not_there_is_a_page_that_says_so(stage: WebStage) -> None:
    for address in ADDRESSES:
        for unknown in UNKNOWN:
            answer = stage.client.get(address.format(unknown, unknown))
            assert is_page(answer, 404), (address, unknown)
        mark = "&" if "?" in address else "?"
        answer = stage.client.get(f"{address.format(NOBODY, NOBODY)}{mark}lang=en")
        assert is_page(answer, 404)
        assert answer.headers["Content-Language"] == "en"


def test_an_address_that_no_program_knows_is_still_a_problem_document(stage: WebStage) -> None:
    for address in ("/api/nothing", "/health/nothing"):
        answer = stage.client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    wrong = stage.client.delete("/calls")
    assert is_page(wrong, 405)
    assert "GET" in wrong.headers["Allow"]


UNKNOWN_FORMS = [
    "/versions/{}/check",
    "/versions/{}/approve",
    "/versions/{}/archive",
    "/versions/{}/activate",
    "/versions/{}/edit",
    "/calls/{}/screenings",
    "/shadows/{}/end",
]


def test_a_form_about_what_is_not_there_is_refused(stage: WebStage) -> None:
    stage.sign_in("Anna")
    for form in UNKNOWN_FORMS:
        for unknown in (NOBODY, "none"):
            answer = stage.send(form.format(unknown), reason="x", document=document(), revision="1")
            assert is_page(answer, 404), form


def test_a_page_number_that_is_none_shows_the_first_and_one_beyond_the_end_nothing(
    stage: WebStage,
) -> None:
    stage.bring_into_force(document())
    screening = stage.screen()
    trial = stage.order_one(stage.write(document(2)))
    stage.try_out(trial)
    for page in ("0", "-1", "x", "", "1e9", "9" * 5, "9" * 1500):
        shown = stage.read(f"/screenings/{screening}?page={page}&outcome=unheard")
        assert ("T1-1<" in shown) is (page != "9" * 5)
        assert "Oförändrade" in stage.read(f"{trial}?after={page}&change=unheard")


def test_a_version_with_faults_is_compared_with_nothing_and_the_page_says_why(stage: WebStage) -> None:
    fine, faulty = stage.write(document()), stage.write(document(2).replace("more_than", "more_then"))
    answer = stage.client.get(f"{fine}/differences/{faulty.rsplit('/', 1)[-1]}")
    assert is_page(answer, 422)
    assert "more_then" in answer.text
    shown = stage.read(f"{fine}/differences/{stage.write(document(3, limit=300)).rsplit('/', 1)[-1]}")
    assert "500" in shown
    assert "300" in shown


FILES = {
    "bom": (document(2).encode("utf-8-sig"), 303),
    "crlf": (document(3).replace("\n", "\r\n").encode(), 303),
    "empty": (b"", 303),
    "utf-16": (document(4).encode("utf-16"), 422),
    "latin-1": (document(5).replace("Prov", "Pröv").encode("latin-1"), 422),
    "garbage": (b"\x00\xff\xfe", 422),
    "nul": (b"\0", 422),
    "long": (b"x" * 2_000_001, 413),
    "huge": (b"x" * 4_000_000, 413),
}


def test_a_file_takes_the_place_of_the_text_when_it_is_text(stage: WebStage) -> None:
    for name, (content, status) in FILES.items():
        sent = (io.BytesIO(content), "<b>regler.yaml")
        answer = stage.press("/drafts/new", "/drafts/new", document=document(1), note="min", file=sent)
        assert answer.status_code == status, name
        assert "<b>regler" not in answer.text
        if name in ("utf-16", "latin-1", "garbage"):
            assert "UTF-8" in answer.text
            assert "version: 1" in answer.text
            assert 'value="min"' in answer.text
    kept = stage.client.get("/api/versions").get_json()["items"]
    assert {each["version"] for each in kept} == {1, 2, 3}
    assert "\r" not in "".join(
        stage.client.get(f"/api/versions/{each['version_id']}").get_json()["document"] for each in kept
    )


def test_a_form_may_hold_as_long_a_rule_file_as_the_api_and_no_longer(stage: WebStage) -> None:
    long = document() + "# " + "x" * 1_500_000
    assert stage.press("/drafts/new", "/drafts/new", document=long).status_code == 303
    answer = stage.press("/drafts/new", "/drafts/new", document="x" * 2_000_001)
    assert is_page(answer, 413)


FORMS = ["/drafts/new", "/roll-back", "/backtests", "/calls/made/screenings", "/calls/made/shadows"]
OF_VERSION = ["check", "approve", "archive", "activate", "edit"]


def test_no_form_is_taken_without_its_token_or_without_a_person(stage: WebStage) -> None:
    version = stage.bring_into_force(document())
    stage.screen()
    token = stage.token()
    before = stage.client.get("/api/activations").json
    fields: dict[str, Any] = {"reason": "x", "name": "trial", "document": document(9)}
    for form in (*FORMS, *(f"{version}/{step}" for step in OF_VERSION)):
        forged = stage.client.post(form, data=fields, headers=stage.approver)
        assert is_page(forged, 400)
        assert "Formuläret är för gammalt" in forged.text
        unnamed = stage.client.post(f"{form}?lang=en", data={**fields, "csrf_token": token})
        assert is_page(unnamed, 401)
        assert "Say who you are" in unnamed.text
    assert stage.client.get("/api/activations").json == before
    assert stage.client.get("/api/versions").get_json()["total"] == 1


def test_hostile_words_stay_words_wherever_they_are_shown(stage: WebStage) -> None:
    text = document().replace("sv: För mycket", f'sv: "{HOSTILE}"')
    text = text.replace('sv: "Det sökta beloppet är för högt."', f'sv: "{HOSTILE}"')
    name = "<img src=x onerror=alert(1)>"
    stage.bring_into_force(document())
    screening = stage.screen(8)
    version = stage.go(
        "/drafts/new", "/drafts/new", by=name, document=text.replace("version: 1", "version: 2")
    )
    stage.go(
        f"{version}/edit", "/edit", by=name, document=text.replace("version: 1", "version: 2"), note=HOSTILE
    )
    trial = stage.order_one(version)
    stage.try_out(trial)
    stage.go("/calls/made", "/screenings", by=name, reason=HOSTILE)
    for path in (
        "/",
        version,
        f"{version}/edit",
        trial,
        "/backtests",
        "/calls/made",
        f"/screenings/{screening}",
    ):
        page = stage.client.get(path, headers=stage.writer).text
        assert "<script" not in page, path
        assert "<img" not in page, path
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page), path


def test_an_english_page_holds_no_swedish_sentence_of_ours(stage: WebStage) -> None:
    version = stage.bring_into_force(document())
    faulty = stage.write(document(2).replace("more_than", "more_then"))
    stricter = stage.bring_into_force(document(3, limit=200), call="made") if stage.screen() else ""
    screening = stage.go("/calls/made", "/screenings", reason="x")
    stage.pump()
    trial = stage.order_one(stricter)
    stage.try_out(trial)
    pages = ["/", version, faulty, f"{version}/edit", "/drafts/new", "/calls", "/calls/made", screening]
    pages += [f"{screening}/proposals/T1-3", "/backtests", trial, "/about", "/sign-in"]
    pages.append(f"{version}/differences/{stricter.rsplit('/', 1)[-1]}")
    for path in pages:
        page = stage.client.get(f"{path}?lang=en", headers=stage.writer).text
        page = re.sub(r"<(textarea|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
        page = (
            page.replace("Gjord utlysning", "")
            .replace("högst", "")
            .replace("Anna Åkesson", "")
            .replace(">På svenska<", "")
            # The product's name, which is not translated.
            .replace("Förprövning", "")
        )
        assert not re.search("[åäöÅÄÖ]", html.unescape(page)), (
            path,
            re.findall(".{40}[åäöÅÄÖ].{40}", html.unescape(page)),
        )
        for word in (" och ", " inte ", "Skäl", "Läge", "Vem"):
            assert word not in page, (path, word)


def test_every_problem_that_a_page_can_say_has_a_title(stage: WebStage) -> None:
    table = stage.app.extensions["problem_table"]
    for _, code in table.values():
        assert shipped().knows(f"problem.{code}.title"), code
        assert say(f"problem.{code}.title", "en")
