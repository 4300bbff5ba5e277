"""The pages on which staff read in files, and the form for a late application, in a real browser without any script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.test_pages_in_a_browser import axe  # noqa: F401 - a fixture
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage, made_bundle
from tests.stages.lists import QUESTIONS, row, workbook
from tests.stages.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("axe")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The address of intake, an open call that asks questions of its own, and one that came as a bundle."""
    stage = IntakeStage(sqlite_url(tmp_path_factory.mktemp("intake")))
    call_id = stage.open_call(code="live", questions=QUESTIONS)
    bundle_id = stage.post("/api/bundles", made_bundle()).json["call_id"]
    with served(stage.http.application) as address:
        yield address, call_id, bundle_id
    stage.close()


def choose(page: Page, folder: Path, **files: bytes) -> None:
    """Choose files, named with ``_`` for the full stop, and ask to see what would be stored."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(str(path))
    page.set_input_files("#file", paths)
    page.get_by_role("button", name="Visa vad som skulle sparas").click()


def holds(page: Page) -> None:
    """No rule of accessibility is broken, nothing is wider than a narrow screen."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_is_read_in_by_the_keyboard(page: Page, desk: tuple[str, str, str], tmp_path: Path) -> None:
    address, call_id, _ = desk
    page.goto(f"{address}/calls/{call_id}/list")
    width = page.evaluate("innerWidth")
    choose(page, tmp_path, lista_xlsx=workbook(row(dnr=f"SN {width}"), row(dnr="SN 0", belopp="350.000")))
    page.locator("section[aria-labelledby=fel]:focus").wait_for()
    assert page.title().startswith("Fel:")
    holds(page)
    choose(page, tmp_path, lista_xlsx=workbook(row(dnr=f"SN {width}")))
    holds(page)
    page.locator("#by").focus()
    page.keyboard.type("Åsa Ek")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{call_id}")
    assert "en lista lästes in med 1 ansökan" in page.content().replace("\N{NO-BREAK SPACE}", " ")


def test_a_register_and_a_corrected_round_are_shown_to_everybody(
    page: Page, desk: tuple[str, str, str], tmp_path: Path
) -> None:
    address, _, bundle_id = desk
    page.goto(f"{address}/register/change")
    register = {"city_programmes": [{"name": "Nya system", "kind": "it"}], "earlier_grants": []}
    choose(page, tmp_path, register_json=json.dumps(register).encode())
    holds(page)
    page.goto(f"{address}/calls/{bundle_id}/correct")
    bundle = made_bundle()
    bundle["applications"][0]["requested_amount"] = 1
    parts = {
        f"{name}_json": json.dumps(bundle[name]).encode() for name in ("call", "applications", "rankings")
    }
    choose(page, tmp_path, **parts)
    assert page.get_by_text("A-1 ändras").is_visible()
    holds(page)


def test_a_late_application_is_registered_with_its_answers(page: Page, desk: tuple[str, str, str]) -> None:
    address, call_id, _ = desk
    page.goto(f"{address}/calls/{call_id}/receive")
    holds(page)
