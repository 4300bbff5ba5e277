"""Promises of the pages and of forslag.html in a real browser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import AxeAbsentError, axe_source, violations
from tests.browser.conftest import absent

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def axe() -> None:
    """The accessibility checker, or a skip that says why there is none."""
    try:
        axe_source()
    except AxeAbsentError as error:
        absent(str(error))


@pytest.mark.usefixtures("axe")
def test_no_accessibility_rule_is_broken(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []


@pytest.mark.usefixtures("axe")
def test_no_accessibility_rule_is_broken_with_everything_unfolded_and_in_english(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/applications/a1?lang=en")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(page) == []


def test_no_page_is_wider_than_the_screen_even_at_320_points(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hostile_text_runs_nothing(page: Page, address: str) -> None:
    page.goto(address)
    assert page.locator("script, main img").count() == 0


def test_the_first_tab_offers_to_skip_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}/applications/a0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"


def test_everything_that_can_be_used_is_reached_by_tab_and_seen_there(page: Page, site: str) -> None:
    page.goto(f"{site}/applications/a1")
    # What is folded can be used only once it is unfolded, so it is no stop before.
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')].filter(e => e.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert len(reached) == wanted


def test_passed_checks_unfold_by_the_keyboard(page: Page, proposal_file: Path) -> None:
    page.goto(proposal_file.as_uri())
    page.locator("details.passed > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details.passed').open")


def test_the_list_is_filtered_by_the_keyboard_alone(page: Page, site: str, proposal: object) -> None:
    page.goto(f"{site}/calls/{proposal.call.call_id}")  # type: ignore[attr-defined]
    page.locator("#words").focus()
    page.keyboard.type("T1-7")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=T1-7**")
    assert page.locator("table.board tbody tr").count() == 1


def test_the_proposal_prints_on_lying_a4_with_heads_repeated_and_pages_numbered(
    page: Page, proposal_file: Path, tmp_path: Path
) -> None:
    page.goto(proposal_file.as_uri())
    printed = tmp_path / "forslag.pdf"
    page.pdf(path=str(printed), prefer_css_page_size=True)
    content = printed.read_bytes()
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on the PATH, so the printed text was not read")
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True
    )
    sheets = text.stdout.split("\f")
    in_table = [sheet for sheet in sheets if "T2-" in sheet and "Sökande och enhet" in sheet]
    assert len(in_table) > 3
    assert f"2 ({len(sheets) - 1})" in sheets[1]
